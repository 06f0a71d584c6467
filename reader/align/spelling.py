"""The same word written otherwise: spellings of one name, numbers in words and figures, abbreviations, accents.

Two names are one where they sound alike, not where many of their letters are the same: Iran and Iraq share three of
four, Austria is spelled inside Australia, Paul and Paula are two people. So the consonants must be the same once the
usual transliterations are undone (w = v, kh = h, ph = f, c = q = k, z = s, doubled ones once), the last vowel must be
of one kind, and seven tenths of the letters must be the same in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS
from reader.align.words import Word
from reader.story.folding import without_marks

_SPELLED_ALIKE = 0.7
_SHORTEST_NAME = 4
_COMPARED = 10_000
"""Pairs of words up to which variants are looked for; that many cost some ten milliseconds."""

_SOUNDS = (
    ("sch", "sh"),
    ("tch", "ch"),
    ("ph", "f"),
    ("kh", "h"),
    ("ck", "k"),
    ("tz", "ts"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("z", "s"),
    ("y", "i"),
)
_HARD_C = re.compile(r"c(?!h)")
_DOUBLED = re.compile(r"([^aeiou])\1+")
_LATE_J = re.compile(r"j(?![aeiou])")
_VOWELS = frozenset("aeiou")
_SIGNS = re.compile(r"[^\w.]")


class Unit(NamedTuple):
    """A word, or the words that tell one number or "United States" together."""

    first: int
    """Number of its first word in the passage."""
    last: int
    """Number of the word behind it."""
    form: str
    key: str
    upper: bool
    """Whether it is written with a capital."""
    name: bool
    """Whether its capital says that it is a name."""
    initial: bool
    """Whether it is a lone capital with a full stop: "S." in "Dmitri S. Orlov"."""

    @property
    def varies(self) -> bool:
        """Whether another spelling than one with accents is looked for: a name, a number, a day, "USA"."""
        return self.upper or self.key[:1].isdigit() or self.key == "usa" or self.key in CALENDAR


def units_of(words: Sequence[Word], text: str) -> list[Unit]:
    """The words of a passage, those that tell one number together as one."""
    out: list[Unit] = []
    at = 0
    while at < len(words):
        word, last = words[at], at + 1
        if word.key[:1].isdigit() or word.key == "usa":
            while last < len(words) and not words[last].key:
                last += 1
        upper = text[word.start].isupper()
        after = words[last] if last < len(words) else None
        name = upper and (word.capital or (after is not None and text[after.start].isupper()))
        initial = (
            upper and word.end - word.start <= 2 and len(word.form) == 1 and "." in text[word.start + 1 : word.end + 1]
        )
        form = word.form if last == at + 1 else "".join(w.form for w in words[at:last])
        out.append(Unit(at, last, form, word.key, upper, name, initial))
        at = last
    return out


def tokens_of(left: Sequence[Unit], right: Sequence[Unit]) -> tuple[list[str], list[str]]:
    """The units' forms, each variant of a unit of the other side in that one's form.

    Only what the other side does not have as it is can be a variant; of several, the first in spelling is taken. Give
    the passages in an order that depends on nothing but them: ties are settled by it.
    """
    here, there = [u.form for u in left], [u.form for u in right]
    in_here, in_there = set(here), set(there)
    only_left = {u.form: u for u in reversed(left) if u.form not in in_there}
    only_right = {u.form: u for u in reversed(right) if u.form not in in_here}
    if not only_left or not only_right or len(only_left) * len(only_right) > _COMPARED:
        return here, there
    same: dict[str, str] = {}
    taken: set[str] = set()
    ascii_only = all(map(str.isascii, only_left)) and all(map(str.isascii, only_right))
    ours_asked, theirs_asked = (
        sorted((form, unit) for form, unit in only.items() if not ascii_only or unit.varies)
        for only in (only_left, only_right)
    )
    for x, ours in ours_asked:
        for y, theirs in theirs_asked:
            if y not in taken and is_variant(ours, theirs):
                same[y] = x
                taken.add(y)
                break
    return here, [same.get(form, form) for form in there]


def is_variant(left: Unit, right: Unit) -> bool:
    """Whether two units with different forms are the same word, written otherwise."""
    if left.key == right.key and (left.key[:1].isdigit() or left.key == "usa" or left.key in CALENDAR):
        return _SIGNS.findall(left.form) == _SIGNS.findall(right.form)
    if not (left.upper and right.upper):
        return not (left.form.isascii() and right.form.isascii()) and without_marks(left.form) == without_marks(
            right.form
        )
    return (left.name or right.name) and same_name(left.form, right.form)


@lru_cache(maxsize=16384)
def same_name(left: str, right: str) -> bool:
    """Whether two names, given in their folded forms, are spellings of one."""
    x, y = without_marks(left), without_marks(right)
    if x == y:
        return True
    if min(len(x), len(y)) < _SHORTEST_NAME or not (x.isalpha() and y.isalpha()):
        return False
    if any(name in FUNCTION_WORDS or name in CALENDAR for name in (x, y)):
        return False
    return _sound(x) == _sound(y) and Indel.normalized_similarity(x, y) >= _SPELLED_ALIKE


def _sound(name: str) -> tuple[str, str]:
    """The consonants of a name as they sound, a vowel that it begins with, and of which kind its last vowel is."""
    for spelled, sounds in _SOUNDS:
        name = name.replace(spelled, sounds)
    name = _DOUBLED.sub(r"\1", _LATE_J.sub("i", _HARD_C.sub("k", name)))
    if len(name) > 1 and name[-1] == "h":
        name = name[:-1]
    opening = "a" if name[0] in _VOWELS else ""
    ending = name[-1] if name[-1] in _VOWELS else ""
    return opening + "".join(c for c in name if c not in _VOWELS), "i" if ending == "e" else ending
