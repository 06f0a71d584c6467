"""Reading in a child process, with limits of time and memory, what can be made to take minutes or to crash a parser.

The child writes one JSON object a line: `{"parts": [[text, role], …], "facts": {"title": …}, "remarks": […]}`, or what
keeps it from reading, `{"error": "…"}`. A later line is a better answer, so that what it had is shown where it did not
come to its end. The parent's half imports no parser.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from reader.story.clean import clean_line, normalise
from reader.story.version import Page, Role, SourceError, page_of

SECONDS = 10.0
"""Wall time a child may take."""
MEMORY = 1 << 30
"""Bytes of address space."""
Part = tuple[str, str]
"""Text, and its role."""
FACTS = ("title", "author", "date", "site", "url", "language")


def ask_child(module: str, arguments: Sequence[str], data: bytes, seconds: float = SECONDS) -> dict[str, Any] | None:
    """Let a child process read something.

    Args:
        module: What it runs.
        arguments: What it is told.
        data: What it reads from standard input.
        seconds: Wall time it may take.

    Returns:
        The last whole answer; None where it gave none that holds text or an error.
    """
    command = [sys.executable, "-P", "-m", module, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as child:
        try:
            written, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            written, _ = child.communicate()
        except BaseException:
            child.kill()
            raise
    for line in reversed(written.split(b"\n")[:-1]):  # what follows the last newline was torn
        told = json.loads(line)
        if told.get("parts") or told.get("error"):
            return dict(told)
    return None


def read_document(
    module: str, arguments: Sequence[str], data: bytes, shown: str, seconds: float = SECONDS
) -> tuple[Page, tuple[str, ...]]:
    """A document, read by a child process as in `ask_child`.

    Returns:
        The page, and what the reader should know of how it was read.

    Raises:
        SourceError: It cannot be read; begins with `shown`, what the document is called.
    """
    told = ask_child(module, arguments, data, seconds)
    if told is None:
        raise SourceError(
            f"{shown} could not be read within {seconds:g} seconds and the memory that a document may take; "
            "save its text as a .txt or .md file and name that"
        )
    if why := told.get("error"):
        raise SourceError(f"{shown} {why}")
    return page_told(told), tuple(told["remarks"])


def page_told(told: Mapping[str, Any]) -> Page:
    """What a child told, as a page. It is cleaned here: the child is not trusted with it."""
    parts = [(cleaned(text), Role(role) if role else None) for text, role in told["parts"]]
    return page_of(parts, **{key: cleaned(told["facts"].get(key, "")) for key in FACTS})


def cleaned(text: str) -> str:
    """One block's text: entities such as `&#27;` can bring in what the source itself did not hold."""
    return " ".join(clean_line(normalise(text)[0]).split())


def limit_this_process(seconds: float = SECONDS) -> None:
    """The child's first step: so many seconds of work, and `MEMORY`.

    Where a system knows no such limits (Windows), the parent's watch alone is left.
    """
    try:
        import resource
    except ImportError:
        return
    most = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell(parts: Sequence[tuple[str, str]], facts: Mapping[str, str], remarks: Sequence[str], **more: object) -> None:
    """The child's answer; `more` is what one kind of source alone tells."""
    _write({"parts": parts, "facts": facts, "remarks": remarks, **more})


def tell_error(why: str) -> None:
    """The child's answer where it cannot read: the end of a sentence that begins with the source."""
    _write({"error": why})


def _write(answer: object) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201


def counted(number: int, what: str) -> str:
    """`1 comment`, `2 comments`: how a remark counts what it is about."""
    return f"{number} {what}{'' if number == 1 else 's'}"
