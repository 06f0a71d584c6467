"""How far a long piece of work has come, and how it is given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[float], None]
"""Is told now and then how much is done, from 0 to 1, never less than before. What it raises ends the work at once:
who wants to give up raises `Cancelled` in it."""

_Item = TypeVar("_Item")
_EVERY = 512
"""How many items pass between two words of progress; some ten milliseconds."""


class Cancelled(Exception):  # noqa: N818 (it is no error)
    """Nobody waits for the result any more."""


def unheard(_: float) -> None:
    """The progress of work that nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a piece of the work, which takes it from `start` to `end`."""
    return lambda done: progress(start + (end - start) * done)


def watched(items: Sequence[_Item], progress: Progress) -> Iterator[_Item]:
    """The items one by one, with a word of progress now and then and at the end."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            progress(number / len(items))
        yield item
    progress(1.0)
