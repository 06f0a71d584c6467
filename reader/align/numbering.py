"""Numbering: "(a)", "K.", "5.1" or "Section 12." at the start of a sentence says where it stands, and no more."""

from __future__ import annotations

import re
from itertools import pairwise

from reader.story.version import Span, Version

_SURE = r"\(?(?:[^\W\d_]|[ivxlc]{2,5}|\d{1,3})\)(?=\s)|\d{1,3}\.(?=\s)"
_DOTTED = r"(?:[^\W\d_]|[IVXLCivxlc]{2,5}|\d{1,3}(?:\.\d{1,3}){0,4})(?:\.(?=\s)|(?<=\.\d)(?=\s)|(?<=\.\d\d)(?=\s))"
_LABELLED = (
    r"(?i:§§?|(?:sec(?:tion)?|art(?:icle)?|chapter|clause|rule|part|paragraph|schedule|annex|appendix"
    r"|abschnitt|artikel|kapitel|teil|chapitre|articulo|artículo|capítulo|título|sección)\b\.?)\s?"
    r"(\d{1,4}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[A-Z])(?=\s*(?:[.:–—]|\Z))"
)
_NEAR = 6
"""How many paragraphs further the next item of a series stands at most."""
_LONGEST = 40
"""Code points at the start of a sentence in which its numbering stands."""


def numbering_of(version: Version, sentence: int) -> Span | None:
    """The range of a sentence's numbering in the text, of "Section 12." the number; None if it has none.

    "K." or "5.1" counts only where a paragraph near by has the next or the last one, or stands one level up or down:
    "K. Payment" could be a man.
    """
    own = version.sentences[sentence]
    start = own.span.start
    head = version.text[start : min(own.span.end, start + _LONGEST)]
    if found := re.match(_SURE, head):
        return Span(start, start + found.end())
    paragraph = version.paragraphs[own.paragraph]
    if paragraph.span.start != start:
        return None
    if found := re.match(_LABELLED, head):
        return Span(start + found.start(1), start + found.end(1))
    found = re.match(_DOTTED, head)
    if found and any(
        _follow(found[0], other) for near in _around(own.paragraph, version) if (other := _dotted(version, near))
    ):
        return Span(start, start + found.end())
    return None


def _around(paragraph: int, version: Version) -> list[int]:
    first, last = max(0, paragraph - _NEAR), min(len(version.paragraphs), paragraph + _NEAR + 1)
    return [near for near in range(first, last) if near != paragraph]


def _dotted(version: Version, paragraph: int) -> str:
    span = version.paragraphs[paragraph].span
    found = re.match(_DOTTED, version.text[span.start : min(span.end, span.start + _LONGEST)])
    return found[0] if found else ""


def _follow(one: str, other: str) -> bool:
    """Whether two numberings are neighbours in a series: "J." and "K.", "5.1" and "5.2", "5." and "5.1"."""
    here, there = ([part for part in text.split(".") if part] for text in (one, other))
    if len(here) != len(there):
        shorter, longer = sorted((here, there), key=len)
        return here[0][0].isdigit() and longer[: len(shorter)] == shorter
    if here[:-1] != there[:-1]:
        return here[0].isdigit() and there[0].isdigit() and abs(int(here[0]) - int(there[0])) == 1
    return any(abs(a - b) == 1 for a in _values(here[-1]) for b in _values(there[-1]))


def _values(part: str) -> list[int]:
    """The numbers that a part of a numbering can stand for: "C" is the third, and a hundred."""
    if part.isdigit():
        return [int(part)]
    values = [ord(part)] if len(part) == 1 else []
    digits = [_ROMAN.get(char, 0) for char in part.upper()]
    if all(digits):
        pairs = pairwise([*digits, 0])
        values.append(-sum(-one if one < following else one for one, following in pairs))
    return values


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
