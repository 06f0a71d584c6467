"""Web pages, documents and long Markdown texts, read in child processes with limits of time and memory.

This is the parent's side: it runs a parser's module (`reader.story.formats.child` says how) and makes a page of its
answer. No parser is imported here.

A child process is ended after each file, unless the files are read within `kept.kept_children`.
"""

from __future__ import annotations

import html
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from shutil import which
from threading import Event, Thread
from typing import NamedTuple

from reader.story.clean import REPLACEMENT, clean_block, clean_line, normalise, one_line
from reader.story.formats.child import (
    ALL_TEXT,
    END,
    MEMORY,
    Answer,
    Request,
    UnreadableError,
    answer_in,
    limits_time,
    send,
)
from reader.story.formats.kept import Child, idle
from reader.story.plain import plain_page
from reader.story.version import Page, PageArticle, SourceError, Stopped, page_of, role_named

SECONDS = 10.0
"""How long reading may take, in seconds of the processor; by the clock where a process cannot be limited so."""
_PATIENCE = 6
"""How many times as long a parser may take by the clock, because other programs may have most of the processor."""
PDF_SECONDS = 60.0
"""The same for a PDF document. In one second some 20 pages of 4,700 characters are read."""
_LOOK_EVERY = 0.1
"""Seconds from one look to the next whether the reader still wants the file."""
MARKED = "its Markdown took too long to read: its marks are shown"
"""The remark on a Markdown text that could not be read within the limits."""
PANDOC_SECONDS = 30.0
"""The same for a text that pandoc reads."""
PANDOC_FORMS = {"latex": "LaTeX", "org": "Org", "rst": "reStructuredText"}
"""What pandoc calls a format, and what people call it."""
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
    answer = _ask_child("html_page", Request(data, seconds, article), shown, stop)
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
    answer = _ask_child("markdown", Request(source.encode("utf-8", "surrogatepass"), seconds), shown, stop)
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
            f"{shown} is a PDF document, which needs an optional package: pip install '.[pdf]' in the clone; "
            "or save its text as a .txt file and name that"
        )
    return _read_document("pdf", Request(data, seconds), shown, stop)


def read_document(
    kind: str,
    data: bytes,
    shown: str,
    article: str = "",
    *,
    seconds: float = SECONDS,
    stop: Event | None = None,
) -> Parsed:
    """Read a document in another format.

    Args:
        kind: The module of its parser: `docx`, `epub`, `mail`, `notebook`, `odt`, `rtf`, `subtitles` or `xml_text`.
        data: All its bytes; in UTF-8 if it is a text.
        shown: Its name in messages.
        article: Which article or message is meant, if it may hold several; empty if nothing says so.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the document is no longer wanted.

    Raises:
        SourceError: It cannot be read.
        Stopped: `stop` was set.
    """
    return _read_document(kind, Request(data, seconds, article), shown, stop)


def read_by_pandoc(
    form: str, data: bytes, shown: str, *, seconds: float = PANDOC_SECONDS, stop: Event | None = None
) -> Parsed:
    """Read a text that only pandoc can read.

    Args:
        form: Its format, as pandoc calls it: `latex`, `org`, `rst`.
        data: All its bytes, in UTF-8.
        shown: Its name in messages.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the text is no longer wanted.

    Raises:
        Stopped: `stop` was set.
        SourceError: It cannot be read, or pandoc is not installed.
    """
    program = which("pandoc") or _packaged_pandoc()
    if program is None:
        raise SourceError(
            f"{shown} is {PANDOC_FORMS[form]}, which pandoc reads: install pandoc, or pip install "
            "'.[pandoc]' in the clone; or save its text as a .txt file and name that"
        )
    return _read_document("pandoc", Request(data, seconds, form=form, program=program), shown, stop)


def read_feed(
    data: bytes, shown: str, *, base: str, media_type: str, seconds: float = SECONDS, stop: Event | None = None
) -> Answer:
    """Read a feed, or find the feeds that a page names.

    Args:
        data: All its bytes.
        shown: Its name in messages.
        base: Its address.
        media_type: The server's Content-Type, with the encoding; may be empty.
        seconds: How long the child process may take.
        stop: Set, in any thread, when the feed is no longer wanted.

    Returns:
        What `reader.story.formats.feed.parse_feed` found, not yet clean.

    Raises:
        SourceError: It cannot be read.
        Stopped: `stop` was set.
    """
    answer = _ask_child("feed", Request(data, seconds, form=media_type, base=base), shown, stop)
    if answer is None:
        raise SourceError(f"{shown} could not be read within {seconds:g} seconds of computing and {MEMORY >> 30} GB of "
                          "memory; it is no feed that a program could read")  # fmt: skip
    return answer


def _packaged_pandoc() -> str | None:
    """The pandoc that the optional package pypandoc_binary brings along; None if there is none."""
    package = find_spec("pypandoc")
    folders = package.submodule_search_locations if package is not None else None
    return next((found for folder in folders or () if (found := which("pandoc", path=f"{folder}/files"))), None)


def _read_document(module: str, request: Request, shown: str, stop: Event | None) -> Parsed:
    answer = _ask_child(module, request, shown, stop)
    if answer is None:
        raise SourceError(
            f"{shown} could not be read within {request.seconds:g} seconds of computing and {MEMORY >> 30} GB of "
            "memory; save its text as a .txt or .md file and name that"
        )
    return _parsed(answer)


# Child processes


class _Child:
    """A child process that reads files with one parser, one file after the other."""

    def __init__(self, module: str) -> None:
        self.module = module
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"reader.story.formats.{module}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        """What it has written; None after the last line that it will ever write."""
        self._threads = [Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def ask(self, request: Request, stop: Event | None) -> list[bytes]:
        """Let it read a file, and return its answers when it has read it, has ended, or is out of time.

        Raises Stopped if `stop` is set.
        """
        end = time.monotonic() + request.seconds * (_PATIENCE if limits_time() else 1)
        self._threads[1:] = [Thread(target=self._send, args=(request,), daemon=True)]
        self._threads[1].start()
        answers: list[bytes] = []
        while True:
            if stop is not None and stop.is_set():
                raise Stopped
            left = end - time.monotonic()
            try:
                line = self._lines.get(timeout=max(0.0, left if stop is None else min(left, _LOOK_EVERY)))
            except Empty:
                if left > 0:
                    continue
                self.kill()
                return [*answers, *iter(self._lines.get, None)]
            if line is None or line == END:
                return answers
            answers.append(line)

    def is_there(self) -> bool:
        """Whether it can read a further file."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it at once, and whatever it has started."""
        if self._process.poll() is None:
            if hasattr(os, "killpg"):
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def _send(self, request: Request) -> None:
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):  # it is gone; the answers end too
            send(request, self._process.stdin)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as written:
            for line in written:
                self._lines.put(line)
        self._lines.put(None)


def _ask_child(module: str, request: Request, shown: str, stop: Event | None) -> Answer | None:
    """Let a child process read a file.

    Returns:
        Its last whole answer; None if it gave none that holds text.

    Raises:
        SourceError: It says that it cannot read the file.
        Stopped: `stop` was set.
    """
    kept = idle.get()
    child: Child | None = kept.pop(module, None) if kept is not None else None
    if child is None or not child.is_there():
        child = _Child(module)
    try:
        written = child.ask(request, stop)
    except BaseException:
        child.kill()
        raise
    if kept is not None and child.is_there():
        kept[module] = child
    else:
        child.kill()
    for line in reversed(written):
        try:
            answer = answer_in(line)
        except UnreadableError as error:
            raise SourceError(f"{shown} {clean_line(str(error))}") from None
        except ValueError:
            continue  # the child came to its end while it wrote this
        if answer.parts:
            return answer
    return None


def page_in(answer: Answer, clean_part: Callable[[str], str] | None = None) -> Page:
    """Make a page of an answer. It is cleaned here, because the child is not trusted to do so."""
    clean_part = clean_part or _cleaned
    page = page_of(
        [(clean_part(text), role_named(role)) for text, role in answer.parts],
        **{fact: _cleaned(answer.facts.get(fact, "")) for fact in _FACTS},
    )
    articles = tuple(PageArticle(_cleaned(title), length) for title, length in answer.articles)
    return replace(page, articles=articles, article=_cleaned(answer.article))


def _parsed(answer: Answer, clean_part: Callable[[str], str] | None = None) -> Parsed:
    return Parsed(page_in(answer, clean_part), tuple(answer.remarks))


def _cleaned(text: str) -> str:
    """The text of one block. Entities such as `&#27;` can bring in characters that the source itself did not hold."""
    return one_line(normalise(text)[0])


def _without_tags(source: str) -> list[tuple[str, None]]:
    """The text of a page that the parser could not finish: without tags, each block on its own."""
    text = _TAG.sub("", _BLOCK_END.sub("\0\\g<0>", _UNSEEN.sub("", source.replace("\0", ""))))
    text = _NO_CHARACTER.sub(REPLACEMENT, text)
    return [(_cleaned(html.unescape(block)), None) for block in text.split("\0")]
