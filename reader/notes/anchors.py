"""Anchors: the passage of a version that a note is on, and what became of that passage when the text changed.

An anchor holds a quotation with the text around it (the text quote selector of the W3C Web Annotation Data Model) and
its offsets (the text position selector). It is never rewritten: every search starts from the anchor as it was made, so
a note whose words return to the text returns with them. `reader.notes.finder` does the searching.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reader.story.version import Span, Version

CONTEXT = 32
"""Code points kept before and after the quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A passage of a version as it was when the note was made. Offsets are code points."""

    locator: str
    """The version's source, as `Story.locators` names it."""
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
    """Whether the quotation occurred only once in the text."""
    text: str = ""
    """Hexadecimal SHA-256 of the text it was made on; the store keeps a copy of that text under this digest."""

    @property
    def span(self) -> Span:
        """Where the passage was when the anchor was made."""
        return Span(self.start, self.end)


class Fate(StrEnum):
    """What became of an anchored passage."""

    EXACT = "exact"
    """The same words in the same place: with the same neighbours on at least one side, or at the same offset."""
    MOVED = "moved"
    """The same words among other neighbours."""
    CHANGED = "changed"
    """Some words differ, but it is certainly this passage."""
    LOST = "lost"
    """Not found, or not with certainty."""


class Finding(NamedTuple):
    """The result of a search for an anchor."""

    fate: Fate
    span: Span | None
    """Where the passage is now; None if it is lost."""


LOST = Finding(Fate.LOST, None)


def text_digest(text: str) -> str:
    """The hexadecimal SHA-256 of a version's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_anchor(version: Version, locator: str, span: Span) -> Anchor:
    """Make an anchor on `span` of `version`, whose source is `locator`.

    Raises:
        ValueError: If the span is empty or not within the version's text.
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


def untouched(anchor: Anchor, text: str) -> Finding | None:
    """Where an anchor is if nothing changed there, context included; None if it must be searched for. Takes no time."""
    start, end = anchor.start, anchor.end
    if (
        anchor.exact
        and text[start:end] == anchor.exact
        and text[max(0, start - CONTEXT) : start] == anchor.prefix
        and text[end : end + CONTEXT] == anchor.suffix
    ):
        return Finding(Fate.EXACT, anchor.span)
    return None
