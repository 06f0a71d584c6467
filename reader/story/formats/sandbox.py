"""Web pages, documents and long Markdown texts, read in child processes with limits of time and memory.

This is the parent's side: it runs a parser's module (`reader.story.formats.child` says how) and makes a page of its
answer. No parser is imported here.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from threading import Event
from typing import NamedTuple

from reader.story.clean import REPLACEMENT, clean_block, clean_line, normalise, one_line
from reader.story.formats.child import ALL_TEXT, MEMORY, Answer, UnreadableError, answer_in
from reader.story.paragraphs import plain_page
from reader.story.version import Page, PageArticle, Role, SourceError, Stopped, page_of

SECONDS = 10.0
"""How long reading may take by the clock."""
PDF_SECONDS = 60.0
"""The same for a PDF document. In one second some 20 pages of 4,700 characters are read."""
_LOOK_EVERY = 0.1
"""Seconds from one look to the next whether the reader still wants the file."""
MARKED = "its Markdown took too long to read: its marks are shown"
"""The remark on a Markdown text that could not be read within the limits."""
PDF_PARSER = "pdfminer"
"""The optional package that reads PDF documents."""

_FACTS = ("title", "author", "date", "site", "url", "language")
_UNSEEN = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S)
_BLOCK_END = re.compile(r"<br\b|</?(?:p|div|li|tr|h[1-6]|section|article|blockquote|pre|ul|ol|table)\b", re.I)
_NO_CHARACTER = re.compile("&#[0-9]{8,};?")
"""A reference to a character that does not exist. `html.unescape` fails at those of more than 4,300 digits."""
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<[!?][^<>]*>")


class Parsed(NamedTuple):
    """What a parser made of a file."""

    page: Page
    remarks: tuple[str, ...]
    """What the reader should know about how it was read."""


def read_html(
    source: str, shown: str, *, article: str = "", seconds: float = SECONDS, stop: Event | None = None
) -> Parsed:
    """Read the article of a web page.

    Args:
        source: The page, decoded.
        shown: Its name in messages.
        article: Which article, if the page holds several: its number from 1, or `all`. If empty, it is the first one,
            or all of a page that says it is a live report.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the page is no longer wanted.

    Returns:
        The article, or all text of the page and a remark that says so. It is never empty if the page holds text.

    Raises:
        SourceError: The page has no such article.
        Stopped: `stop` was set.
    """
    data = source.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", errors="replace")
    answer = _ask_child("html_page", data, shown, seconds, stop, article)
    if answer is None:
        return Parsed(page_of(_without_tags(source)), (ALL_TEXT,))
    return _parsed(answer)


def read_markdown(source: str, shown: str, *, seconds: float = SECONDS, stop: Event | None = None) -> Parsed:
    """Read a Markdown text that is too long to be read in this process.

    Args:
        source: The text, normalised, not yet clean.
        shown: Its name in messages.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the text is no longer wanted.

    Returns:
        What `reader.story.formats.markdown.markdown_page` returns; or the text with its marks, and a remark.

    Raises:
        Stopped: `stop` was set.
    """
    answer = _ask_child("markdown", source.encode("utf-8", "surrogatepass"), shown, seconds, stop)
    if answer is None:
        return Parsed(plain_page(source), (MARKED,))
    return _parsed(answer, clean_block)


def read_pdf(
    data: bytes,
    shown: str,
    *,
    seconds: float = PDF_SECONDS,
    parser: str = PDF_PARSER,
    stop: Event | None = None,
) -> Parsed:
    """Read a PDF document.

    Args:
        data: All its bytes.
        shown: Its name in messages.
        seconds: How long the child process may take. Whatever it has read by then is shown, with a remark.
        parser: The package that must be installed.
        stop: Set, in any thread, when the document is no longer wanted.

    Raises:
        SourceError: It cannot be read, or the parser is not installed.
        Stopped: `stop` was set.
    """
    if find_spec(parser) is None:
        raise SourceError(
            f'{shown} is a PDF document, which needs an optional package: pip install "diptych[pdf]"; '
            "or save its text as a .txt file and name that"
        )
    return _read_document("pdf", data, shown, seconds, stop)


def read_archive(data: bytes, kind: str, shown: str, *, seconds: float = SECONDS, stop: Event | None = None) -> Parsed:
    """Read a document that is a zip archive.

    Args:
        data: All its bytes.
        kind: `docx`, `epub` or `odt`.
        shown: Its name in messages.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the document is no longer wanted.

    Raises:
        SourceError: It cannot be read.
        Stopped: `stop` was set.
    """
    return _read_document(kind, data, shown, seconds, stop)


def _read_document(module: str, data: bytes, shown: str, seconds: float, stop: Event | None) -> Parsed:
    answer = _ask_child(module, data, shown, seconds, stop)
    if answer is None:
        raise SourceError(
            f"{shown} could not be read within {seconds:g} seconds and {MEMORY >> 30} GB of memory; "
            "save its text as a .txt or .md file and name that"
        )
    return _parsed(answer)


def _ask_child(
    module: str, data: bytes, shown: str, seconds: float, stop: Event | None, *arguments: str
) -> Answer | None:
    """Let a child process read a file.

    Returns:
        Its last whole answer; None if it gave none that holds text.

    Raises:
        SourceError: It says that it cannot read the file.
        Stopped: `stop` was set.
    """
    command = [sys.executable, "-P", "-m", f"reader.story.formats.{module}", str(seconds), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as child:
        try:
            written = _answers_of(child, data, time.monotonic() + seconds, stop)
        except BaseException:
            child.kill()
            raise
    try:
        for line in reversed(written.split(b"\n")[:-1]):  # anything after the last newline is torn
            if (answer := answer_in(line)).parts:
                return answer
    except UnreadableError as error:
        raise SourceError(f"{shown} {clean_line(str(error))}") from None
    return None


def _answers_of(child: subprocess.Popen[bytes], data: bytes, end: float, stop: Event | None) -> bytes:
    """What a child process has written when it ends, or at the deadline. Raises Stopped if `stop` is set."""
    given: bytes | None = data
    while True:
        if stop is not None and stop.is_set():
            raise Stopped
        try:
            left = max(0.0, end - time.monotonic())
            return child.communicate(given, timeout=left if stop is None else min(left, _LOOK_EVERY))[0]
        except subprocess.TimeoutExpired:
            given = None  # it is being sent already
            if time.monotonic() >= end:
                child.kill()
                return child.communicate()[0]


def page_in(answer: Answer, clean_part: Callable[[str], str] | None = None) -> Page:
    """Make a page of an answer. It is cleaned here, because the child is not trusted to do so."""
    clean_part = clean_part or _cleaned
    page = page_of(
        [(clean_part(text), Role(role) if role else None) for text, role in answer.parts],
        **{fact: _cleaned(answer.facts.get(fact, "")) for fact in _FACTS},
    )
    articles = tuple(PageArticle(_cleaned(title), length) for title, length in answer.articles)
    return replace(page, articles=articles, article=_cleaned(answer.article))


def _parsed(answer: Answer, clean_part: Callable[[str], str] | None = None) -> Parsed:
    return Parsed(page_in(answer, clean_part), tuple(answer.remarks))


def _cleaned(text: str) -> str:
    """The text of one block. Entities such as `&#27;` can bring in characters that the source itself did not hold."""
    return one_line(normalise(text)[0])


def _without_tags(source: str) -> list[tuple[str, Role | None]]:
    """The text of a page that the parser could not finish: without tags, each block on its own."""
    text = _TAG.sub("", _BLOCK_END.sub("\0\\g<0>", _UNSEEN.sub("", source.replace("\0", ""))))
    text = _NO_CHARACTER.sub(REPLACEMENT, text)
    return [(_cleaned(html.unescape(block)), None) for block in text.split("\0")]
