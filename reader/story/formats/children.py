"""HTML: the article on a page, told from what stands around it.

The work is done in a child process (`reader.story.formats.html_child`) with limits of time and memory, for a page can
be made to take minutes (100,000 attributes on a tag) or to crash a parser. The child first writes all text of the page
and then the article, so that what it had is shown where it did not come to its end. Nothing here imports the parser.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from importlib.util import find_spec

from reader.story.decode import as_the_web_means
from reader.story.formats.limited import SECONDS, ask_child, cleaned, page_told, read_document
from reader.story.version import OnPage, Page, Role, SourceError, page_of

ALL_TEXT = "the article could not be told from the page: all of its text is shown"

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_UNSEEN = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_BLOCK_END = re.compile(r"<br\b|</?(?:p|div|li|tr|h[1-6]|section|article|blockquote|pre|ul|ol|table)\b", re.I)
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<[!?][^<>]*>")


@dataclass(frozen=True, slots=True)
class Article:
    """What was found on a page, and what the reader should know of it."""

    page: Page
    remarks: tuple[str, ...] = ()


def stated_charset(data: bytes) -> str:
    """The encoding that a page says it is in, in its first 4 kB; empty where it says none."""
    found = _CHARSET.search(data[:4096])
    name = found[1].decode("ascii") if found else ""
    # HTML's own rule: a page whose ASCII can be read is no UTF-16
    return "" if name.lower().startswith("utf-16") else as_the_web_means(name)


def read_page(source: str, *, article: str = "", seconds: float = SECONDS) -> Article:
    """Find the article of a page.

    Args:
        source: The page, decoded.
        article: Which one, where the page holds several: its number from 1 on, or `all`. Where empty it is the first,
            but all of what says that it is one live report.
        seconds: What the child process may take.

    Returns:
        The article, or all text of the page and a remark that says so. Never empty where the page holds text.

    Raises:
        ValueError: It has no article of that number; says so in words that follow the name of the page.
    """
    sent = source.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", errors="replace")
    told = ask_child("reader.story.formats.html_child", [article], sent, seconds)
    if told is None:
        return Article(page_of(_stripped(source)), (ALL_TEXT,))
    if "error" in told:
        raise ValueError(told["error"])
    several = tuple(OnPage(cleaned(title), int(length)) for title, length in told.get("articles", ()))
    page = page_told(told)._replace(articles=several, article=cleaned(told.get("article", "")))
    return Article(page, tuple(told["remarks"]))


def _stripped(source: str) -> list[tuple[str, Role | None]]:
    """The text of a page that no parser came to the end of: tags cut out, blocks kept apart."""
    text = _TAG.sub("", _BLOCK_END.sub("\0\\g<0>", _UNSEEN.sub("", source.replace("\0", ""))))
    return [(cleaned(html.unescape(block)), None) for block in text.split("\0")]


# PDF


PDF_SECONDS = 60.0
"""Wall time that reading may take: some 20 pages of print are read in a second, of 4,700 signs each."""
MODULE = "pdfminer"


def read_pdf(data: bytes, shown: str, *, seconds: float = PDF_SECONDS) -> tuple[Page, tuple[str, ...]]:
    """Read a PDF document.

    Args:
        data: All its bytes.
        shown: What it is called in a message.
        seconds: What the child process may take; what it has read by then is shown, and that is said.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read, or the extra is not installed.
    """
    if find_spec(MODULE) is None:
        raise SourceError(
            f'{shown} is a PDF document, which needs an optional part: pip install "diptych[pdf]"; '
            "or save its text as a .txt file and name that"
        )
    return read_document("reader.story.formats.pdf_child", [str(seconds)], data, shown, seconds)


# Books and office documents (EPUB


def read_archive(data: bytes, kind: str, shown: str) -> tuple[Page, tuple[str, ...]]:
    """Read a zipped document.

    Args:
        data: All its bytes.
        kind: `docx`, `epub` or `odt`.
        shown: What it is called in a message.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read.
    """
    return read_document("reader.story.formats.archive_child", [kind], data, shown)
