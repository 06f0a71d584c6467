"""How long child processes are kept: after each file, or until several files are read.

Apart from `reader.story.formats.sandbox`, which starts them, because most sources are plain texts and need none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reader.story.formats.child import Request


class Child(Protocol):
    """A child process that reads files with one parser."""

    def ask(self, request: Request, stop: Event | None) -> list[bytes]:
        """Let it read a file. Returns its answers. Raises Stopped if `stop` is set."""
        ...

    def is_there(self) -> bool:
        """Whether it can read a further file."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...


idle: ContextVar[dict[str, Child] | None] = ContextVar("idle", default=None)
"""Child processes that have nothing to do, by their modules; None where none are kept."""


@contextmanager
def kept_children() -> Iterator[None]:
    """Keep one child process of each kind for the next file of that kind, until the end of the `with` block.

    That saves its start, which takes ten times as long as reading a page. It holds for the thread that calls this.
    """
    if idle.get() is not None:
        yield
        return
    kept: dict[str, Child] = {}
    token = idle.set(kept)
    try:
        yield
    finally:
        idle.reset(token)
        for child in kept.values():
            child.kill()
