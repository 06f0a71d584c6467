"""Numbers as they are told: in digits, in words, as fractions, as "dozens"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.align.facts.fact_words import CURRENCY, FRACTIONS, MEASURES, ORDINALS, SCALES, TIMES_OVER, VAGUE, listed
from reader.align.facts.sides import Side

_DIGITS = re.compile(r"^\D?(\d+(?:\.\d+)?)(k|mn?|bn|tn|st|nd|rd|th|%|‰)?$")
_ARTICLES = listed("a an")
_WHOLE_SCALES = listed("hundred thousand million billion trillion dozen")
_NUMERATORS = listed("2 3 4 5 7 9")
_ROUND = range(20, 100, 10)
_STARTS = (
    frozenset(VAGUE) | frozenset(TIMES_OVER) | frozenset(ORDINALS) | frozenset(FRACTIONS) | _WHOLE_SCALES | {"tens"}
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as its words tell it, before what it counts is known."""

    length: int
    """How many words it takes."""
    low: float
    high: float
    sort: str = "number"
    """`number`, `vague`, `times` (so many times), `ordinal` or `share` (a fraction of something)."""
    decimals: int = 0
    scale: float = 1.0
    """What it is told in: a million for "2.4 million"."""


def has_numerals(side: Side) -> bool:
    """Whether a side can hold a number: articles and "one" count beside another number only."""
    return side.numbers or not _STARTS.isdisjoint(side.vocabulary)


def numeral_at(side: Side, at: int) -> Numeral | None:
    """The number that begins at a word, if one does."""
    form, key, following = side.forms[at], side.words[at].key, side.form(at + 1)
    if form in VAGUE or (form == "tens" and following == "of"):
        return _vague(side, at)
    if form in TIMES_OVER:
        return _exactly(1, TIMES_OVER[form], "times")
    if key.isascii() and key.isdigit() and following == "times":
        return _exactly(2, float(key), "times")
    if form in ORDINALS and "," not in side.gaps[at + 1]:
        return _exactly(1, ORDINALS[form], "ordinal")
    if form == "half" and following in _ARTICLES and side.form(at + 2) in _WHOLE_SCALES:
        return _exactly(3, 0.5 * SCALES[side.form(at + 2)])
    if form == "half" and following in ("of", "the", *_ARTICLES):
        return _exactly(1, 0.5, "share")
    if form in _ARTICLES:
        if following in FRACTIONS and side.form(at + 2) == "of":
            return _exactly(2, FRACTIONS[following], "share")
        if following in _WHOLE_SCALES:
            return _exactly(2, SCALES[following])
        timed = MEASURES.get(following, ("", 0.0))[0] == "time"
        return _exactly(1, 1.0) if timed and side.form(at - 1) not in ("half", "quarter") else None
    if key in _NUMERATORS and following.endswith("s") and following[:-1] in FRACTIONS:
        return _exactly(2, float(key) * FRACTIONS[following[:-1]], "share")
    return _digits_or_words(side, at)


def _exactly(length: int, value: float, sort: str = "number") -> Numeral:
    return Numeral(length, value, value, sort)


def _vague(side: Side, at: int) -> Numeral | None:
    """Read "dozens", "a few", "hundreds of thousands"."""
    form = side.forms[at]
    if form == "few" and side.form(at - 1) != "a":
        return None
    low, high = VAGUE.get(form, (10.0, 99.0))
    beyond = side.form(at + 2)
    if side.form(at + 1) == "of" and beyond in ("thousands", "millions"):
        scale = SCALES[beyond.removesuffix("s")]
        return Numeral(3, low * scale, high * scale, "vague")
    return Numeral(1, low, high, "vague") if form in VAGUE else None


def _digits_or_words(side: Side, at: int) -> Numeral | None:
    form, key = side.forms[at], side.words[at].key
    length, suffix, decimals = 1, "", 0
    if form[0].isalpha():
        if not (key.isascii() and key.isdigit()):
            return None
        value, length = _told_in_words(side, at)
    else:
        match = _DIGITS.match(form)
        if not match:
            return None
        value, suffix = float(match[1]), match[2] or ""
        decimals = len(match[1].partition(".")[2])
    if suffix in ("st", "nd", "rd", "th"):
        return _exactly(length, value, "ordinal")
    scale = SCALES.get(suffix, 1.0)
    after = side.form(at + length)
    if after in _WHOLE_SCALES or (after in SCALES and side.raw(at)[0] in CURRENCY):
        scale, length = scale * SCALES[after], length + 1
    return Numeral(length, value * scale, value * scale, "number", decimals, scale)


def _told_in_words(side: Side, at: int) -> tuple[float, int]:
    """The value of a number in words, and how many they are; with what "and" adds: "two hundred and five"."""
    value, end = float(side.words[at].key), _end(side, at)
    most = {"hundred": 100, "thousand": 1000}.get(side.form(end - 1), 10 if value in _ROUND else 0)
    if most and side.form(end) == "and" and end + 1 < len(side.words):
        rest = side.words[end + 1].key
        if rest.isascii() and rest.isdigit() and side.forms[end + 1].isalpha() and 0 < int(rest) < most:
            value, end = value + int(rest), _end(side, end + 1)
    return value, end - at


def _end(side: Side, at: int) -> int:
    """Where the words that a number is told in end: those after its first have no key of their own."""
    at += 1
    while at < len(side.words) and not side.words[at].key:
        at += 1
    return at
