"""What is offered to the reader in words, and never done unasked."""

from __future__ import annotations

from reader.align.alignment import coverage
from reader.tui.model.geometry import View
from reader.tui.model.reading import Reading

_SHARED = 0.60
"""The part of either version's words that must be shared for rows to be worth it."""
_MOVED = 0.15
"""The part of the links that may be moved: with more, rows are full of quotations from elsewhere."""


def offers_rows(reading: Reading) -> bool:
    """Whether the two versions on screen are best read in rows: mostly the same, and in the same order."""
    left, right = reading.sides()
    strong = [link for link in left.links if link.reuse.strong]
    if reading.alone or reading.view is not View.FACING or not strong:
        return False
    if sum(link.moved for link in strong) >= _MOVED * len(strong):
        return False
    return all(
        coverage(side.version, frozenset(s for s in side.by_sentence if side.strong_of(s))) >= _SHARED
        for side in (left, right)
    )
