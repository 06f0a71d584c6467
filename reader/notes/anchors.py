"""Anchors: where in a version a note belongs, and how it is found again when the version's text has changed.

An anchor is a quotation with what stands around it (the text quote selector of the W3C Web Annotation Data Model)
and its offsets (its text position selector). It is found again exactly or not at all: a note whose place is in doubt
is lost, never put somewhere else.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from reader.story.version import Span, Version

CONTEXT = 32
"""Code points kept before and after the quotation."""
_TELLING = 40
"""Code points of quotation and agreeing context together that a moved quotation must have: `He said no.` standing
elsewhere with other neighbours may well be another's no."""
_MARGIN = 8
"""Code points of context that must agree on either side of a quotation that stands, or stood, several times, and by
which the best place must surpass the second; also what quotation and context together need to stay where they were."""
_MOST = 10_000
"""Places looked at for one quotation; one that stands oftener says nothing."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a version as it was when the note was made. Offsets are code points."""

    locator: str
    """Which source, as `Story.locators` names it."""
    siglum: str
    """The version's siglum at the time."""
    start: int
    end: int
    exact: str
    """The quotation."""
    prefix: str
    """Up to 32 code points before it; fewer only at the start of the text."""
    suffix: str
    """Up to 32 code points after it; fewer only at the end of the text."""
    once: bool = True
    """Whether the quotation stood nowhere else in the text."""
    text: str = ""
    """Hexadecimal SHA-256 of the version's text it was made on: the store keeps a copy of that text under it."""

    @property
    def span(self) -> Span:
        """Where it stood when it was made."""
        return Span(self.start, self.end)


class Found(StrEnum):
    """How an anchor was found in a text."""

    EXACT = "exact"
    """Where it was made."""
    MOVED = "moved"
    """The same words, elsewhere."""
    LOST = "lost"
    """Not found, or not with certainty."""


@dataclass(frozen=True, slots=True)
class Place:
    """What became of an anchor."""

    found: Found
    span: Span | None
    """Where it stands now; None if it is lost."""


def text_digest(text: str) -> str:
    """The hexadecimal SHA-256 of a version's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_anchor(version: Version, locator: str, span: Span) -> Anchor:
    """An anchor on `span` of `version`, whose source is `locator`.

    Raises:
        ValueError: If the span is empty or does not lie in the version's text.
    """
    text = version.text
    if not 0 <= span.start < span.end <= len(text):
        raise ValueError(f"{span} is no passage of a text of {len(text)} code points")
    exact = span.of(text)
    return Anchor(
        locator=locator,
        siglum=version.siglum,
        start=span.start,
        end=span.end,
        exact=exact,
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
        once=text.find(exact, text.find(exact) + 1) < 0,
        text=text_digest(text),
    )


def find(anchor: Anchor, text: str) -> Place:
    """Where the anchor stands in `text`.

    Looked for in this order: where it was made, with its context; the one place elsewhere whose context tells that it
    is meant; where it was made, whatever is around it now. A quotation that stands or stood several times and whose
    context does not tell, and a short one whose only other place has other neighbours, are lost.
    """
    exact = anchor.exact
    size = len(exact)
    here = _agreement(anchor, text, anchor.start) if exact and text[anchor.start : anchor.end] == exact else None
    if here == (CONTEXT, CONTEXT):
        return Place(Found.EXACT, anchor.span)
    edges = _edges(anchor.prefix + exact + anchor.suffix, len(anchor.prefix), size)
    others = [
        start for start in _occurrences(exact, text) if start != anchor.start and _edges(text, start, size) == edges
    ]
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
            return Place(Found.MOVED, Span(at, at + size))
    if here is not None and size + sum(here) >= _MARGIN:
        return Place(Found.EXACT, anchor.span)
    return Place(Found.LOST, None)


def _occurrences(exact: str, text: str) -> list[int]:
    """Where the quotation stands, in order; nowhere if it stands so often that it says nothing."""
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
