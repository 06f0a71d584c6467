"""Finding the very words of a quotation again: where it was made, or at the one place whose neighbours tell.

The old place is left only for one whose context agrees nearly as a whole; a quotation that stands or stood several
times and whose context does not tell, and a short one whose only other place has other neighbours, are not found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reader.notes.anchors import CONTEXT, LOST, Anchor, Found, Place
from reader.story.version import Span

_TELLING = 40
"""Code points of quotation and agreeing context together that a moved quotation must have: `He said no.` standing
elsewhere with other neighbours may well be another's no."""
_MARGIN = 8
"""Code points of context that must agree on either side of a quotation that stands, or stood, several times, and by
which the best place must surpass the second; also what quotation and context together need to stay where they were."""
_MOST = 10_000
"""Places looked at for one quotation; one that stands oftener says nothing."""

Occurrences = Callable[[], Iterable[int]]
"""Gives the offsets where a quotation stands, in order."""


def untouched(anchor: Anchor, text: str) -> bool:
    """Whether the anchor stands where it was made, with all its context. Looks nowhere else, so it takes no time."""
    start, end = anchor.start, anchor.end
    return (
        bool(anchor.exact)
        and text[start:end] == anchor.exact
        and text[max(0, start - CONTEXT) : start] == anchor.prefix
        and text[end : end + CONTEXT] == anchor.suffix
    )


def find_exact(anchor: Anchor, text: str, occurrences: Occurrences) -> Place:
    """Where the quotation stands to the letter, if that is certain; else lost.

    Args:
        anchor: What to look for.
        text: Where to look.
        occurrences: Gives all places of the quotation in the text.
    """
    if untouched(anchor, text):
        return Place(Found.EXACT, anchor.span)
    exact = anchor.exact
    size = len(exact)
    here = _agreement(anchor, text, anchor.start) if exact and text[anchor.start : anchor.end] == exact else None
    edges = _edges(anchor.prefix + exact + anchor.suffix, len(anchor.prefix), size)
    others = [start for start in occurrences() if start != anchor.start and _edges(text, start, size) == edges]
    ranked = sorted(((_agreement(anchor, text, start), start) for start in others), key=lambda rank: -sum(rank[0]))
    if ranked:
        (before, after), at = ranked[0]
        if anchor.once and len(ranked) == 1 and here is None:
            sure = size + before + after >= _TELLING
        else:
            # Where it was made is left only for a place whose context agrees nearly as a whole.
            second = sum(ranked[1][0]) if len(ranked) > 1 else 0
            floor = 2 * CONTEXT - _MARGIN if here is not None else 0
            sure = min(before, after) >= _MARGIN and before + after >= max(floor, second + _MARGIN)
        if sure:
            return Place(Found.EXACT if max(before, after) >= _MARGIN else Found.MOVED, Span(at, at + size))
    if here is not None and size + sum(here) >= _MARGIN:
        return Place(Found.EXACT, anchor.span)
    return LOST


def scan(exact: str, text: str) -> list[int]:
    """Where a quotation stands, in order; nowhere if it stands so often that it says nothing."""
    starts: list[int] = []
    start = text.find(exact) if exact else -1
    while start >= 0:
        starts.append(start)
        if len(starts) > _MOST:
            return []
        start = text.find(exact, start + 1)
    return starts


def _edges(text: str, start: int, size: int) -> tuple[bool, bool]:
    """Whether a passage begins, and whether it ends, inside a word."""
    begin, end = (0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum() for at in (start, start + size))
    return begin, end


def _agreement(anchor: Anchor, text: str, start: int) -> tuple[int, int]:
    """Code points of context that agree before and after, counted outwards: 0 … 32 each."""
    end = start + len(anchor.exact)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return _common(anchor.prefix[::-1], before[::-1]), _common(anchor.suffix, after)


def _common(one: str, other: str) -> int:
    """Length of the common start. The edge of the text, met on both sides, counts as a whole context."""
    if one == other:
        return CONTEXT
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
