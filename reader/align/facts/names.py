"""Names of people, places and bodies, and where the two sides give different ones."""

from __future__ import annotations

from dataclasses import dataclass

from reader.align.facts.fact_words import EXCLAMATIONS, LABELLED, SHORT_NAMES, TITLES, listed
from reader.align.facts.sides import FACTS, SPACE, Found, Place, Side, Sides
from reader.align.spelling import may_be_same_name
from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS
from reader.align.words import stem

_INITIAL = 2
_HEADLINE = 0.5
_NO_NAMES = listed("i celsius fahrenheit")


@dataclass(frozen=True, slots=True)
class Name:
    """A name, without the titles before it."""

    place: Place
    parts: tuple[str, ...]
    """The forms of its words, small words left out."""


def other_names(sides: Sides) -> list[Found]:
    """Names that cannot be one: another given name before the same surname, or one put exactly for the other."""
    here, there = names(sides.left), names(sides.right)
    if max(len(here), len(there)) > FACTS:
        return []
    out = [
        Found("differs", "name", one.place, other.place)
        for one in here
        if not _known(one, there, sides.right) and sides.left.told.isdisjoint(range(*one.place))
        for other in there
        if not _known(other, here, sides.left)
        and sides.right.told.isdisjoint(range(*other.place))
        and (_one_family(one, other) or sides.snug(one.place, other.place))
    ]
    return [f for f in out if sum(f.left == other.left or f.right == other.right for other in out) == 1]


def names(side: Side) -> list[Name]:
    """The names of a side in order: runs of capitalised words, "of" and "&" between them going along.

    A word whose capital only its place explains counts where another capital follows. In a headline in Title Case
    capitals tell nothing.
    """
    if sum(word.capital is None for word in side.words) > 1 + _HEADLINE * len(side.words):
        return []
    out: list[Name] = []
    at = 0
    while at < len(side.words):
        if side.words[at].capital is False or not _capital(side, at):
            at += 1
            continue
        first, at = at, _end(side, at)
        while first < at and side.forms[first] in TITLES:
            first += 1
        parts = tuple(form for form in side.forms[first:at] if form not in FUNCTION_WORDS)
        if any(len(part) > 1 for part in parts):
            out.append(Name((first, at), parts))
    return out


def _end(side: Side, at: int) -> int:
    """Where the name that begins at a word ends."""
    at += 1
    while at < len(side.words):
        step = at + 1 if side.forms[at] == "of" and not _parted(side, at) else at
        if step == len(side.words) or not _capital(side, step) or _parted(side, at) or _parted(side, step):
            return at
        at = step + 1
    return at


def _parted(side: Side, at: int) -> bool:
    """Whether punctuation parts a word from the one before; the dot of an initial, a hyphen and "&" do not."""
    gap = side.gaps[at]
    return bool(gap.strip(SPACE + "&-.") or ("." in gap and len(side.form(at - 1)) > _INITIAL))


def _capital(side: Side, at: int) -> bool:
    form, told = side.forms[at], side.words[at].capital
    if told is False or form in _NO_NAMES or form in CALENDAR or at in side.taken or not side.raw(at)[0].isupper():
        return False
    if any(map(str.isdigit, form)) or (form in LABELLED and side.form(at + 1)[:1].isdigit()):
        return False  # "E6", "Route 6": a number's name
    goes_on = at + 1 < len(side.words) and side.words[at + 1].capital is True and not _parted(side, at + 1)
    if told and (len(form) == 1 or form == "us" or goes_on):
        return True
    return form not in FUNCTION_WORDS and form not in EXCLAMATIONS and (told is True or goes_on)


def may_be_one(one: Name, other: Name) -> bool:
    """Whether two names can mean the same: spellings, initials, short forms, parts, acronyms, adjectives of places."""
    if one.parts == other.parts or _is_acronym(one, other) or _is_acronym(other, one):
        return True
    if _whole(one, other) and one.parts[-1] == other.parts[-1]:
        given, other_given = one.parts[:-1], other.parts[:-1]
        return _given_alike(given[0], other_given[0]) or not set(given).isdisjoint(other_given)
    if _whole(one, other) and one.parts[0] == other.parts[0]:
        return _alike(one.parts[-1], other.parts[-1])
    return any(_alike(a, b) for a in one.parts for b in other.parts if min(len(a), len(b)) > _INITIAL)


def _one_family(one: Name, other: Name) -> bool:
    return _whole(one, other) and one.parts[-1] == other.parts[-1]


def _whole(one: Name, other: Name) -> bool:
    """Whether both names have several parts."""
    return min(len(one.parts), len(other.parts)) > 1


def _given_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) <= _INITIAL:
        return one[0] == other[0]
    return _alike(one, other) or _is_clipped(one, other) or _is_clipped(other, one)


def _is_clipped(short: str, long: str) -> bool:
    """Whether a given name is the beginning of another: Phil of Philip, but not Paul of Paula or Victor of Victoria."""
    return len(short) > _INITIAL and len(long) > len(short) + 1 and long.startswith(short) and long[-1] not in "ae"


def _alike(one: str, other: str) -> bool:
    """Whether two words can be one name: short forms count, and what a possessive or a plural adds does not."""
    one, other = SHORT_NAMES.get(one, one), SHORT_NAMES.get(other, other)
    return may_be_same_name(one, other) or may_be_same_name(stem(one), stem(other))


def _is_acronym(short: Name, long: Name) -> bool:
    return len(short.parts) == 1 < len(long.parts) and short.parts[0] == "".join(part[0] for part in long.parts)


def _known(name: Name, others: list[Name], other: Side) -> bool:
    """Whether the other side has the name somewhere, or a word that it is."""
    return any(may_be_one(name, theirs) for theirs in others) or (
        len(name.parts) == 1 and (name.parts[0] in other.vocabulary or name.parts[0] in other.known)
    )
