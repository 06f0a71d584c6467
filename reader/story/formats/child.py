"""The child process in which a parser runs: its limits, and the answers that it writes.

A parser can be made to take minutes, to take all memory, or to crash. So each format's module is a program,
`python -m reader.story.formats.docx`, which the parent runs (`reader.story.formats.sandbox`). It calls `run_child` with
a function that reads a file and gives answers. Each answer is written as one line of JSON. A later answer is better: if
the parser does not come to its end, the parent uses the last one that is whole.

Starting Python and importing a parser takes several times as long as reading a page. So the process stays for further
files, as long as the parent wants it, and forks for each: the fork has the limits, and whatever becomes of it, the next
file is read by a fresh one. Where a process cannot fork, it reads one file and ends.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import IO, NamedTuple

try:
    import resource
except ImportError:  # Windows has no such limits; there the parent's clock is the only one
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 30
"""Bytes of address space."""
END = b"end\n"
"""The line after the last answer about a file."""
ALL_TEXT = "no article was found on the page: all of its text is shown"
"""The remark on a page whose article was not found."""

Part = tuple[str, str]
"""The text of a paragraph, and its role, or what kind of furniture it is; empty if only its form can tell."""


class UnreadableError(Exception):
    """A file cannot be read. The message ends a sentence that begins with the file's name."""


class Request(NamedTuple):
    """What a parser is asked to read."""

    data: bytes
    seconds: float
    """How long it may take."""
    article: str = ""
    """Which article of a page is meant: its number, `all`, or empty if nothing says so."""
    form: str = ""
    """The name of the text's format, for a parser of several; for a feed the media type as the server states it."""
    program: str = ""
    """The path of the program that reads it, if it is another one."""
    base: str = ""
    """The address that the relative addresses in it are relative to."""


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
    items: Sequence[Mapping[str, str]] = ()
    """What a feed lists."""


def run_child(read: Callable[[Request], Iterable[Answer]], prepare: Callable[[], object] | None = None) -> None:
    """Be the child process: read the files that come from standard input, and write what is found.

    Args:
        read: Reads one file.
        prepare: Called once, after the first file, as there may be more: does beforehand what `read` else does anew
            in each fork, such as late imports and compiling patterns.
    """
    can_fork = hasattr(os, "fork")
    gc.freeze()  # else each fork copies what it only looks through
    while (request := receive(sys.stdin.buffer)) is not None:
        if not can_fork:
            _answer(read, request)
            return
        if (fork := os.fork()) == 0:
            try:
                _answer(read, request)
                sys.stdout.flush()
            finally:
                os._exit(0)  # no clean-up of the process that it was forked from
        os.waitpid(fork, 0)
        os.write(sys.stdout.fileno(), b"\n" + END)  # the fork's last line may be torn
        if prepare is not None:
            prepare()
            gc.freeze()
            prepare = None


def send(request: Request, stream: IO[bytes]) -> None:
    """Ask a child process to read a file. Raises OSError if it is gone."""
    rest = request._replace(data=b"")
    head = {**rest._asdict(), "data": len(request.data)}
    stream.write(json.dumps(head).encode() + b"\n")
    stream.write(request.data)
    stream.flush()


def receive(stream: IO[bytes]) -> Request | None:
    """Read what `send` wrote; None if nothing more comes."""
    if not (line := stream.readline()):
        return None
    head = json.loads(line)
    size = head.pop("data")
    data = stream.read(size)
    return Request(data, **head) if len(data) == size else None


def _answer(read: Callable[[Request], Iterable[Answer]], request: Request) -> None:
    _limit_this_process(request.seconds)
    try:
        for answer in read(request):
            _write({field.name: getattr(answer, field.name) for field in fields(answer)})
    except UnreadableError as error:
        _write({"error": str(error)})


def answer_in(line: bytes) -> Answer:
    """Read what a child process wrote in one line.

    Raises:
        UnreadableError: The child says that it cannot read the file.
        ValueError: The line is torn.
    """
    written = json.loads(line)
    if "error" in written:
        raise UnreadableError(written["error"])
    return Answer(**written)


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
