"""Spelling: whether two names are one name, and two words one word, written in two ways.

Names are the same where they sound alike, not where they share most of their letters: Iran and Iraq share three of
four, Austria is spelled inside Australia, Paul and Paula are two people. `same_name` is the one place that decides it.
Weighing words, edits and conflicts of facts all ask it, so they cannot contradict each other.

Where doubt should count for a pair, `may_be_same_name` also allows a slip of one letter ("Clauda" for "Cauda") and the
adjective of a place ("Kovarian" for "Kovaria").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from reader.align.thresholds import USUAL, Names
from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS, UNITS
from reader.align.words import Word
from reader.story.folding import spell_umlauts, without_marks

# Names

LONGEST_NAME = 40
"""Letters of a name; what is longer is none, and comparing it takes long."""
_TWO_NAMES = frozenset({("guinea", "guyana"), ("niger", "nigerian")})
"""Names that the rules below would take for one, in alphabetical order."""
_SOUNDS = (
    ("tsch", "ch"),
    ("tch", "ch"),
    ("sch", "sh"),
    ("ph", "f"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("dt", "t"),
    ("ck", "k"),
    ("tz", "ts"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("z", "s"),
    ("y", "i"),
)
"""Transliterations of one sound, replaced in this order."""
_HARD_C = re.compile(r"c(?!h)")
_DOUBLED = re.compile(r"([^aeiou])\1+")
_LATE_J = re.compile("(?<=.)j")
_VOWELS = re.compile("([aeiou]+)")
_FIRST_VOWELS = frozenset({"ei", "ou"})
"""Vowels that transliterations write for each other: Osama and Usama, Hezbollah and Hizbullah."""
_DIPHTHONGS = frozenset({"ai", "ei"})
"""Beirut and Bayrut, Meyer and Maier."""
_LATER_VOWELS = _FIRST_VOWELS | {"ae"}
"""The same in a later syllable: Mohammed and Muhammad."""

_ADJECTIVES = ("n", "an", "ian", "i", "ish", "ese", "ic")
"""Endings that make an adjective of a place's name."""
_GIVEN_NAMES = frozenset(
    {"adrian", "alan", "allan", "christian", "damian", "dorian", "fabian", "florian", "gillian", "julian", "lilian"}
    | {"marian", "milan", "norman", "roman", "ronan", "sebastian", "susan", "valerian", "vivian"}
)
"""Given names that look like such adjectives: Julian does not come from Julia."""


@lru_cache(maxsize=16384)
def same_name(one: str, other: str, t: Names = USUAL.names) -> bool:
    """Whether two names are spellings of one: Dmitri and Dmitry, Qaddafi and Gaddafi, Müller and Mueller.

    The consonants must be the same once transliterations are undone, the vowels must be such as are written for each
    other, and seven tenths of the letters must be the same in order.

    Args:
        one: A name in its folded form.
        other: Another name in its folded form.
        t: How many letters count.
    """
    x, y = without_marks(one), without_marks(other)
    if x == y:
        return True
    if min(len(x), len(y)) < t.shortest or max(len(x), len(y)) > LONGEST_NAME or _are_two(x, y):
        return False
    if not (x.isalpha() and y.isalpha()):
        return False
    if any(name in FUNCTION_WORDS or name in CALENDAR for name in (x, y)):
        return False
    short = min(len(x), len(y)) <= t.short
    return any(
        Indel.normalized_similarity(a, b) >= t.similar and _sound_alike(a, b, short=short)
        for a in _sounds_of(x)
        for b in _sounds_of(y)
    )


@lru_cache(maxsize=16384)
def may_be_same_name(one: str, other: str, t: Names = USUAL.names) -> bool:
    """Whether two names can mean the same: spellings of one name, a letter apart, or a place and its adjective.

    Args:
        one: A name in its folded form.
        other: Another name in its folded form.
        t: How many letters count.
    """
    if same_name(one, other, t):
        return True
    x, y = without_marks(one), without_marks(other)
    return not _are_two(x, y) and (_is_slip(x, y, t) or _is_adjective(x, y, t) or _is_adjective(y, x, t))


def _are_two(one: str, other: str) -> bool:
    return (min(one, other), max(one, other)) in _TWO_NAMES


def _sounds_of(name: str) -> tuple[str, ...]:
    """A name as it sounds, in two ways if it begins with q: that is also written as g."""
    return (_sound(name), _sound("g" + name[1:])) if name[0] == "q" else (_sound(name),)


def _sound(name: str) -> str:
    for spelled, sound in _SOUNDS:
        name = name.replace(spelled, sound)
    name = _DOUBLED.sub(r"\1", _LATE_J.sub("i", _HARD_C.sub("k", name)))
    name = name.removesuffix("h") or name
    return name[:-1].rstrip("aeiou") + "v" if name.endswith("v") else name


def _sound_alike(one: str, other: str, *, short: bool) -> bool:
    here, there = _VOWELS.split(one), _VOWELS.split(other)
    if "".join(here[::2]) != "".join(there[::2]):
        return False
    if any(bool(here[end]) is not bool(there[end]) for end in (0, -1)):
        return False
    ours, theirs = here[1::2], there[1::2]
    if not ours or not theirs:
        return ours == theirs
    if not (
        _stand_for_each_other(ours[0], theirs[0], frozenset() if short else _FIRST_VOWELS)
        or _DIPHTHONGS.issuperset((ours[0][:2], theirs[0][:2]))
    ):
        return False
    if not here[-1] and not _end_alike(ours[-1], theirs[-1]):
        return False
    if len(ours) != len(theirs):
        return True
    return all(_stand_for_each_other(a, b, _LATER_VOWELS) for a, b in zip(ours[1:], theirs[1:], strict=True))


def _stand_for_each_other(one: str, other: str, vowels: frozenset[str]) -> bool:
    """Whether two groups of vowels begin with the same one, or with two that are written for each other."""
    return one[0] == other[0] or min(one[0], other[0]) + max(one[0], other[0]) in vowels


def _end_alike(one: str, other: str) -> bool:
    """Whether two names end in one vowel: not Maria and Mario, nor Marie and Mary."""
    return one[-1] == other[-1] or (len(one) == len(other) and {one[-1], other[-1]} == {"e", "i"})


def _is_slip(one: str, other: str, t: Names) -> bool:
    """Whether one of two names has one letter more, inside: "Clauda" for "Cauda", not "Paula" for "Paul"."""
    return (
        min(len(one), len(other)) >= t.slip
        and max(len(one), len(other)) <= LONGEST_NAME
        and (one[0], one[-1]) == (other[0], other[-1])
        and one.isalpha()
        and other.isalpha()
        and Indel.distance(one, other) == 1
    )


def _is_adjective(one: str, other: str, t: Names) -> bool:
    """Whether the first is an adjective of the second: "Kovarian" of "Kovaria", "German" of "Germany"."""
    if one in _GIVEN_NAMES or (other.startswith(one) and other != one + "y"):
        return False
    for ending in _ADJECTIVES:
        root = one.removesuffix(ending)
        if t.root <= len(root) < len(one) and other.startswith(root) and len(other) - len(root) <= t.end:
            return True
    return False


# Words


_SIGNS = re.compile(r"[^\w.]")
_COMPARED = 10_000
"""Pairs of words up to which variants are looked for; that many cost some ten milliseconds."""
_EARLY_LETTERS = str.maketrans("vj", "ui")
_EARLY = 4
"""Letters of a word that can be printed in two ways: "up" is not "vp"."""
_ORDINALS = {
    name: value
    for value, name in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 1
    )
}
_ROMAN = re.compile("x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_FEW_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
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
        """Whether another spelling than one with accents is looked for: of a name, a number, a day, "USA"."""
        return self.upper or self.key[:1].isdigit() or self.key == "usa" or self.key in CALENDAR


def units_of(words: Sequence[Word], text: str) -> list[Unit]:
    """The words of a passage; those that tell one number together are one unit."""
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
        out.append(Unit(first=at, last=last, form=form, key=word.key, upper=upper, name=bool(name), initial=initial))
        at = last
    return out


def tokens_of(left: Sequence[Unit], right: Sequence[Unit], t: Names = USUAL.names) -> tuple[list[str], list[str]]:
    """The units' forms. A variant of a unit of the other side has that one's form.

    Only a unit that the other side does not have as it is can be a variant; of several, the first by its form is taken.
    Give the passages in an order that depends on nothing but them, because it settles ties.
    """
    here, there = [u.form for u in left], [u.form for u in right]
    in_here, in_there = set(here), set(there)
    only_left = {u.form: u for u in reversed(left) if u.form not in in_there}
    only_right = {u.form: u for u in reversed(right) if u.form not in in_here}
    if not only_left or not only_right or len(only_left) * len(only_right) > _COMPARED:
        return here, there
    same: dict[str, str] = {}
    taken: set[str] = set()
    early = {printed_early(form): form for form in sorted(only_left, reverse=True) if len(form) >= _EARLY}
    for form in sorted(only_right):
        twin = early.pop(printed_early(form), None) if len(form) >= _EARLY else None
        if twin is not None:
            same[form] = twin
            taken.add(form)
    ascii_only = all(map(str.isascii, only_left)) and all(map(str.isascii, only_right))
    ours_asked, theirs_asked = (
        sorted((form, unit) for form, unit in only.items() if not ascii_only or unit.varies)
        for only in (only_left, only_right)
    )
    for x, ours in ours_asked:
        for y, theirs in theirs_asked:
            if y not in taken and is_variant(ours, theirs, t):
                same[y] = x
                taken.add(y)
                break
    return here, [same.get(form, form) for form in there]


def printed_early(form: str) -> str:
    """A word as books once printed it, with one letter for u and v and one for i and j: vniuersity, iust."""
    return form.translate(_EARLY_LETTERS)


def numeral(form: str, key: str = "") -> int:
    """The number of a ruler or a war, in Roman numerals, words or digits: II, Two, second; 0 for other words."""
    if form in _ORDINALS:
        return _ORDINALS[form]
    if len(form) > 1 and _ROMAN.fullmatch(form):
        return sum(_ROMAN_VALUES[char] for char in form) - 2 * (form.count("iv") + form.count("ix"))
    told = UNITS.get(form, 0)
    return int(key) if not told and key.isdigit() and key.isascii() and len(key) < _FEW_DIGITS else told


def is_variant(left: Unit, right: Unit, t: Names = USUAL.names) -> bool:
    """Whether two units with different forms are the same word in two spellings."""
    if left.key == right.key and (left.key[:1].isdigit() or left.key == "usa" or left.key in CALENDAR):
        return _SIGNS.findall(left.form) == _SIGNS.findall(right.form)
    if (number := numeral(left.form, left.key)) and number == numeral(right.form, right.key):
        return left.upper or right.upper
    if not (left.upper and right.upper):
        if left.form.isascii() and right.form.isascii():
            return False
        return any(plain(left.form) == plain(right.form) for plain in (without_marks, spell_umlauts))
    return (left.name or right.name) and same_name(left.form, right.form, t)
