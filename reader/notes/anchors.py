"""Anchors: where in a version a note belongs, and what became of it when the version's text has changed.

An anchor is a quotation with what stands around it (the text quote selector of the W3C Web Annotation Data Model)
and its offsets (its text position selector). It is never rewritten: each time it is looked for as it was made, so that
a note whose words come back comes back with them. `reader.notes.finder` finds it.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import NamedTuple

from reader.story.version import Span, Version

CONTEXT = 32
"""Code points kept before and after the quotation."""


class Anchor(NamedTuple):
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
    """What became of an anchor in a text."""

    EXACT = "exact"
    """The same words where they were: among the same neighbours on one side at least, or at the same offset."""
    MOVED = "moved"
    """The same words, among other neighbours."""
    CHANGED = "changed"
    """Some words are others now, but it is surely this passage."""
    LOST = "lost"
    """Not found, or not with certainty."""


class Place(NamedTuple):
    """What became of an anchor."""

    found: Found
    span: Span | None
    """Where it stands now; None if it is lost."""


LOST = Place(Found.LOST, None)


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
