"""The child process in which a parser runs: its limits, and the answers that it writes.

A parser can be made to take minutes, to take all memory, or to crash. So each format's module is a program,
`python -m reader.story.formats.docx SECONDS < FILE`, which the parent runs (`reader.story.formats.sandbox`). It calls
`run_child` with a function that reads the file and gives answers. Each answer is written as one line of JSON. A later
answer is better: if the parser does not come to its end, the parent uses the last one that is whole.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

try:
    import resource
except ImportError:  # Windows has no such limits; there the parent's clock is the only one
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 30
"""Bytes of address space."""
ALL_TEXT = "no article was found on the page: all of its text is shown"
"""The remark on a page whose article was not found."""

Part = tuple[str, str]
"""The text of a paragraph, and its role; the role is empty if only its form can tell."""


class UnreadableError(Exception):
    """A file cannot be read. The message ends a sentence that begins with the file's name."""


class Request(NamedTuple):
    """What a parser is asked to read."""

    data: bytes
    seconds: float
    """How long it may take."""
    article: str = ""
    """Which article of a page is meant: its number, `all`, or empty if nothing says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a parser found in a file."""

    parts: Sequence[Part]
    facts: Mapping[str, str]
    """What the file says about itself: title, author, date, site, url, language."""
    remarks: Sequence[str] = ()
    """What the reader should know about how it was read."""
    articles: Sequence[tuple[str, int]] = ()
    """The articles on a page, if there are several: title, and length in code points."""
    article: str = ""
    """Which of them was read: a number from 1, or `all`."""


def run_child(read: Callable[[Request], Iterable[Answer]]) -> None:
    """Be the child process: read a file from standard input, and write what is found.

    The arguments of the process are the seconds that it may take and, where a file may hold several articles, which of
    them is meant.
    """
    seconds, article = float(sys.argv[1]), "".join(sys.argv[2:3])
    _limit_this_process(seconds)
    try:
        for answer in read(Request(sys.stdin.buffer.read(), seconds, article)):
            _write({field.name: getattr(answer, field.name) for field in fields(answer)})
    except UnreadableError as error:
        _write({"error": str(error)})


def answer_in(line: bytes) -> Answer:
    """Read what a child process wrote in one line. Raises UnreadableError if it says that it cannot read the file."""
    written = json.loads(line)
    if "error" in written:
        raise UnreadableError(written["error"])
    return Answer(**written)


def counted(number: int, what: str, plural: str = "") -> str:
    """A number of things, for remarks: `1 comment`, `2 comments`."""
    return f"{number:,} {what if number == 1 else plural or what + 's'}"


def limits_time() -> bool:
    """Whether a process can be limited by the time of the processor."""
    return resource is not None


def _limit_this_process(seconds: float) -> None:
    if resource is not None:
        most = math.ceil(seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(answer: object) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201
