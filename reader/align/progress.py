"""Reporting how far long work has come, and cancelling it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Progress = Callable[[float], None]
"""Called now and then with the part of the work that is done, from 0 to 1, never less than before. Whatever it raises
ends the work at once; to cancel it, raise `Cancelled`."""

_Item = TypeVar("_Item")
_EVERY = 512
"""Items between two reports; some ten milliseconds."""


class Cancelled(Exception):  # noqa: N818 (it is no error)
    """Nobody waits for the result any more."""


def ignore(_: float) -> None:
    """Report to nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Report a part of the work, which takes the whole from `start` to `end`."""
    return lambda done: progress(start + (end - start) * done)


def reported(items: Sequence[_Item], progress: Progress) -> Iterator[_Item]:
    """Yield items and report now and then, and at the end, how many are done."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            progress(number / len(items))
        yield item
    progress(1.0)
