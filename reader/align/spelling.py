"""Spelling: whether two names are one name, and two words one word, written in two ways.

Names are the same where they sound alike, not where they share most of their letters: Iran and Iraq share three of
four, Austria is spelled inside Australia, Paul and Paula are two people. `same_name` is the one place that decides it.
Weighing words, edits and conflicts of facts all ask it, so they cannot contradict each other.

Where doubt should count for a pair, `may_be_same_name` also allows a slip of one letter ("Clauda" for "Cauda") and the
adjective of a place ("Kovarian" for "Kovaria").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Indel

from reader.align.thresholds import USUAL, Names
from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS, ORDINALS, TENS, UNITS, american, stem
from reader.align.words import Word
from reader.story.folding import spell_umlauts, without_marks

Words = tuple[tuple[Word, ...], ...]
"""The words of each sentence of a version."""

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
_ROMAN = re.compile("x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_FEW_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A word, or the words that tell one number, "United States" or "no one" together."""

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
        if word.key[:1].isdigit() or word.key in ("usa", "nobody"):
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
    for spelled in (printed_early, american):
        twins = {spelled(form): form for form in sorted(only_left, reverse=True) if len(form) >= _EARLY}
        for form in sorted(only_right):
            twin = twins.pop(spelled(form), None) if len(form) >= _EARLY and form not in taken else None
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
    if form in ORDINALS:
        return ORDINALS[form]
    if len(form) > 1 and _ROMAN.fullmatch(form):
        return sum(_ROMAN_VALUES[char] for char in form) - 2 * (form.count("iv") + form.count("ix"))
    told = UNITS.get(form, 0)
    return int(key) if not told and key.isdigit() and key.isascii() and len(key) < _FEW_DIGITS else told


def _is_counted(one: str, other: str) -> bool:
    """Whether the first is a place in a row and the second a number, in words, or the first says what it counts."""
    if one[-1:].isalpha() and one[:1].isdigit() and not one.endswith(("st", "nd", "rd", "th")):
        return one.lstrip("0123456789.,") != other.lstrip("0123456789.,")
    return one in ORDINALS and (other in UNITS or other in TENS)


def is_variant(left: Unit, right: Unit, t: Names = USUAL.names) -> bool:
    """Whether two units with different forms are the same word in two spellings."""
    if left.key == right.key and (left.key[:1].isdigit() or left.key == "usa" or left.key in CALENDAR):
        if _is_counted(left.form, right.form) or _is_counted(right.form, left.form):
            return False
        return _SIGNS.findall(left.form) == _SIGNS.findall(right.form)
    if (number := numeral(left.form, left.key)) and number == numeral(right.form, right.key):
        return left.upper or right.upper
    if not (left.upper and right.upper):
        if left.form.isascii() and right.form.isascii():
            return american(left.form) == american(right.form)
        if ("≠" in left.form) is not ("≠" in right.form):
            return False  # Unicode makes it of "=" and a mark
        return any(plain(left.form) == plain(right.form) for plain in (without_marks, spell_umlauts))
    return (left.name or right.name) and same_name(left.form, right.form, t)


# Words that one version writes apart or in full


_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 6
_SHORT_ACRONYMS = frozenset({"eu", "la", "ny", "nz", "uk", "un"})
"""Acronyms of two letters that can hardly be a person's initials."""
_BETWEEN = frozenset({"of", "the", "and", "for", "on", "in", "de"})
"""Words that have no letter in an acronym."""
_LONGEST_FULL = 10
"""Words of what an acronym stands for, those included."""
_SHORTEST_PART = 3
"""Letters of each part of a compound."""
_LONGEST_COMPOUND = 40
"""Letters. Longer words have no parts: to look for those of a word costs the square of its length."""


def with_joint_keys(left: Words, right: Words, texts: tuple[str, str]) -> tuple[Words, Words]:
    """Give words the key of the one word that they are somewhere in either version.

    "Advanced Micro Devices" gets the key of "AMD", "stream beds" that of "streambed": the first of them has it, the
    others have none, as in "twenty-five".

    Args:
        left: The words of each sentence of a version.
        right: The same of another one.
        texts: The texts of both.
    """
    sides = left, right
    in_short = [{w.key for w in _acronyms(side, text)} for side, text in zip(sides, texts, strict=True)]
    keys = {w.key for side in sides for words in side for w in words}
    forms = {w.form for side in sides for words in side for w in words}
    compounds = {
        (key[:at], key)
        for key in keys
        if len(key) <= _LONGEST_COMPOUND and key.isalpha()
        for at in range(_SHORTEST_PART, len(key))
        if key[:at] in forms and key[:at] not in FUNCTION_WORDS
    }
    heads = {head for head, _ in compounds}
    out = []
    for number, (side, text) in enumerate(zip(sides, texts, strict=True)):
        told, short = side, in_short[1 - number]
        if short:
            in_full = {pair for words in sides[1 - number] for pair in pairwise(w.form for w in words)}
            told = tuple(_in_short(words, text, short, in_full) for words in told)
        if heads:
            told = tuple(_in_one(words, heads, compounds) for words in told)
        out.append(told)
    return out[0], out[1]


def _acronyms(sentences: Words, text: str) -> Iterator[Word]:
    for words in sentences:
        found = [
            w
            for w in words
            if (_SHORTEST_ACRONYM <= len(w.form) <= _LONGEST_ACRONYM or w.form in _SHORT_ACRONYMS)
            and w.form.isalpha()
            and w.form not in FUNCTION_WORDS
            and text[w.start : w.end].isupper()
        ]
        if found and 2 * len(found) < len(words):  # else all is in capitals
            yield from found


def _in_short(
    words: tuple[Word, ...], text: str, acronyms: AbstractSet[str], in_full: AbstractSet[tuple[str, str]]
) -> tuple[Word, ...]:
    """A sentence with the keys of acronyms. What the other version has in full, by its first two words, is kept."""
    out: list[Word] | None = None
    at = 0
    while at < len(words):
        key, length = _short_for(words, at, text, acronyms)
        if length and (words[at].form, words[at + 1].form) not in in_full:
            out = out or list(words)
            out[at] = replace(words[at], key=key)
            for n in range(at + 1, at + length):
                out[n] = replace(words[n], key="")
        at += max(1, length)
    return words if out is None else tuple(out)


def _short_for(words: tuple[Word, ...], at: int, text: str, acronyms: AbstractSet[str]) -> tuple[str, int]:
    """The acronym that words from a place on are in full, and how many they are; ("", 0) if they are none.

    All but the first must have the capital of a name, words like "of" aside.
    """
    if not text[words[at].start].isupper() or words[at].capital is False:
        return "", 0
    letters = words[at].form[:1]
    for n in range(at + 1, min(len(words), at + _LONGEST_FULL)):
        if words[n].capital and words[n].key not in CALENDAR:
            letters += words[n].form[:1]
            if letters in acronyms:
                return letters, n - at + 1
        elif words[n].form not in _BETWEEN:
            break
    return "", 0


def _in_one(
    words: tuple[Word, ...], heads: AbstractSet[str], compounds: AbstractSet[tuple[str, str]]
) -> tuple[Word, ...]:
    out: list[Word] | None = None
    for n in range(len(words) - 1):
        one, two = (out or words)[n], words[n + 1]
        if (
            one.form in heads
            and one.key
            and two.key
            and len(two.form) >= _SHORTEST_PART
            and two.form not in FUNCTION_WORDS
        ):
            whole = stem(one.form + two.form)
            if (one.form, whole) in compounds:
                out = out or list(words)
                out[n], out[n + 1] = replace(one, key=whole), replace(two, key="")
    return words if out is None else tuple(out)
