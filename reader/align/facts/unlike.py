"""Facts of one sort on the two sides, set against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Fact = TypeVar("Fact")


def unlike(
    here: Sequence[Fact],
    there: Sequence[Fact],
    agree: Callable[[Fact, Fact], str],
    one_slot: Callable[[Fact, Fact], bool],
) -> Iterator[tuple[Fact, Fact, str]]:
    """Facts of the two sides that stand in one slot and do not agree, with the verdict; each fact once.

    What one side says anywhere is not told against the other.
    """
    left, right = list(here), list(there)
    for one in here:
        twin = next((other for other in right if agree(one, other) == "same"), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    for one in left:
        for other in right:
            if (verdict := agree(one, other)) and one_slot(one, other):
                yield one, other, verdict
                right.remove(other)
                break
