"""The bytes of one source become a page, whatever kind of file they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from reader.story.clean import clean_line, count_replaced, normalise
from reader.story.decode import Decoded, decode, has_mark
from reader.story.formats import plain
from reader.story.kinds import archive_kind, binary_kind, is_noise, is_page, is_pdf
from reader.story.page import Page
from reader.story.story import SourceError

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
PAGES = (".html", ".htm", ".xhtml")
DOCUMENTS = (".docx", ".epub", ".odt", ".pdf")
ENDINGS = (".txt", ".text", *MARKDOWN, *PAGES, *DOCUMENTS)
"""Of a folder, the files that are texts."""


class Content(NamedTuple):
    """What a source holds, and what the reader should know of how it was read."""

    page: Page
    encoding: str
    remarks: tuple[str, ...]


def read_content(data: bytes, shown: str, path: Path | None, encoding: str | None, article: str = "") -> Content:
    """Read a source.

    Args:
        data: All its bytes.
        shown: What it is called in a message.
        path: Where it lies; its suffix tells Markdown and HTML where the bytes do not. None for standard input.
        encoding: What the reader or a story file says; it wins over the bytes.
        article: Which article of a page is meant, where it holds several: its number, or `all`.

    Raises:
        SourceError: It is no kind of source that can be read, or not in that encoding, or has no such article.
    """
    if archive := archive_kind(data):
        from reader.story.formats import archives  # books and documents alone need it

        page, remarks = archives.read(data, archive, shown)
        return Content(page, "", remarks)
    if is_pdf(data):
        from reader.story.formats import pdf  # as above

        page, remarks = pdf.read(data, shown)
        return Content(page, "", remarks)
    if kind := binary_kind(data):
        raise SourceError(f"{shown} is {kind}, not text; save its text as a .txt or .md file and name that")
    suffix = "" if path is None else path.suffix.lower()
    if is_page(data) or suffix in PAGES:
        return _html(data, shown, encoding, article)
    if article:
        raise SourceError(f"{shown} is no web page: there are no articles on it to choose from; leave out #article")
    decoded = _decode(data, shown, encoding)
    text, dropped = normalise(decoded.text)
    if suffix in MARKDOWN:
        from reader.story.formats import markdown  # its parser is slow to import

        page = markdown.read(text)
    else:
        page = plain.read(text)
    return Content(page, decoded.encoding, tuple(_remarks(decoded.remark, count_replaced(text), dropped)))


def _html(data: bytes, shown: str, encoding: str | None, wanted: str) -> Content:
    from reader.story.formats import html  # pages alone need it

    stated = encoding or (not has_mark(data) and html.stated_charset(data))
    remark = ""
    try:
        decoded = _decode(data, shown, stated or None)
    except SourceError:
        if encoding:
            raise
        decoded = _decode(data, shown, None)
        remark = f"not in the encoding that the page states ({clean_line(str(stated))}); read as {decoded.encoding}"
    try:
        article = html.read(decoded.text, article=wanted)
    except ValueError as error:
        raise SourceError(f"{shown} {clean_line(str(error))}") from None
    return Content(article.page, decoded.encoding, (*article.remarks, *_remarks(remark or decoded.remark, 0, 0)))


def _decode(data: bytes, shown: str, encoding: str | None) -> Decoded:
    try:
        decoded = decode(data, encoding)
    except ValueError as error:
        raise SourceError(f"{shown} {clean_line(str(error))}") from None
    if not encoding and is_noise(decoded.text, decoded.sure):
        raise SourceError(f"{shown} is binary data, not text; name a text file, or state its encoding with --encoding")
    return decoded


def _remarks(assumed: str, replaced: int, dropped: int) -> Iterator[str]:
    if assumed:
        yield assumed
    if replaced:
        yield f"{replaced:,} {'character' if replaced == 1 else 'characters'} that cannot be shown replaced"
    if dropped:
        yield f"{dropped:,} combining {'mark' if dropped == 1 else 'marks'} too many on a letter dropped"
