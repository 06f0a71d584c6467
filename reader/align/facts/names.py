"""Names of people, places and bodies: reading them, and whether two can mean one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from reader.align.facts.statement import SPACE, Place, Statement
from reader.align.spelling import may_be_same_name, numeral, printed_early
from reader.align.vocabulary import CALENDAR, stem

_INITIAL = 2
_HEADLINE = 0.5
_ACRONYM = 6
_SCALES = frozenset(("mio", "mrd", "mill", "mld", "mlrd", "mia"))
"""Abbreviations of a million and of a thousand millions with a capital, in any language: behind a number no name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, without the titles before it."""

    place: Place
    parts: tuple[str, ...]
    """The forms of its words, small words left out."""
    every: tuple[str, ...] = ()
    """The forms of all its words."""


def names(side: Statement) -> list[Name]:
    """The names of a statement in order: runs of capitalised words, "of" and "&" between them going along.

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
        while first < at and side.of(first, "titles"):
            first += 1
        function = side.lexicon.words["function"]
        parts = tuple(
            form for k, form in enumerate(side.forms[first:at], first) if form not in function or _is_capitals(side, k)
        )
        if any(len(part) > 1 for part in parts):
            out.append(Name((first, at), parts, side.forms[first:at]))
    return out


def _end(side: Statement, at: int) -> int:
    """Where the name that begins at a word ends."""
    at += 1
    while at < len(side.words):
        step = at + 1 if side.of(at, "of") and not _parted(side, at) else at
        if step == len(side.words) or not _capital(side, step) or _parted(side, at) or _parted(side, step):
            return at
        at = step + 1
    return at


def _parted(side: Statement, at: int) -> bool:
    """Whether punctuation parts a word from the one before; the dot of an initial, a hyphen and "&" do not."""
    gap = side.gaps[at]
    if side.raw(at - 1)[-2:] in ("'s", "’s") and not side.of(at, "bodies"):
        return True  # "San Diego's Jackson"
    return bool(gap.strip(SPACE + "&-.") or ("." in gap and len(side.form(at - 1)) > _INITIAL))


def _capital(side: Statement, at: int) -> bool:
    lex, form, told = side.lexicon, side.forms[at], side.words[at].capital
    if told is False or form in CALENDAR or at in side.taken or not side.raw(at)[0].isupper():
        return False
    if side.of(at, "no_names") or (form in _SCALES and at > 0 and side.words[at - 1].number):
        return False
    if any(map(str.isdigit, form)) or (side.of(at, "labelled") and side.form(at + 1)[:1].isdigit()):
        return False  # "E6", "Route 6": a number's name
    goes_on = at + 1 < len(side.words) and side.words[at + 1].capital is True and not _parted(side, at + 1)
    if told and (len(form) == 1 or form == "us" or goes_on or _is_capitals(side, at)):
        return True
    return form not in lex.words["function"] and not side.of(at, "exclamations") and (told is True or goes_on)


def _is_capitals(side: Statement, at: int) -> bool:
    """Whether a word is an acronym, and so a name even where its letters make another word: WHO."""
    raw = side.raw(at)
    return len(raw) > 1 and raw.isalpha() and raw.isupper() and side.words[at].capital is True


def may_be_one(side: Statement, one: Name, other: Name) -> bool:
    """Whether two names can mean the same: spellings, initials, short forms, parts, acronyms, adjectives of places."""
    if one.parts == other.parts or _is_acronym(one, other) or _is_acronym(other, one):
        return True
    short = side.lexicon.forms["short_names"]
    if _whole(one, other) and one.parts[-1] == other.parts[-1]:
        given, other_given = one.parts[:-1], other.parts[:-1]
        return _given_alike(given[0], other_given[0], short) or any(
            _alike(a, b, short) for a in given for b in other_given if min(len(a), len(b)) > _INITIAL
        )
    if _whole(one, other) and one.parts[0] == other.parts[0]:
        return _alike(one.parts[-1], other.parts[-1], short)
    return any(_alike(a, b, short) for a in one.parts for b in other.parts if min(len(a), len(b)) > _INITIAL)


def one_family(one: Name, other: Name) -> bool:
    """Whether two names of several parts have the last one in common."""
    return _whole(one, other) and one.parts[-1] == other.parts[-1]


def spelled_otherwise(side: Statement, one: Name, other: Name) -> bool:
    """Whether two names of one family have a given name in two spellings that people keep apart: Sara, Sarah.

    Transliterations are no such spellings, nor are short forms.
    """
    if not one_family(one, other) or one.parts[0] == other.parts[0]:
        return False
    spelled = side.lexicon.forms["given_names"]
    here, there = (spelled.get(name.parts[0], name.parts[0]) for name in (one, other))
    return here == there


def _whole(one: Name, other: Name) -> bool:
    """Whether both names have several parts."""
    return min(len(one.parts), len(other.parts)) > 1


def _given_alike(one: str, other: str, short: Mapping[str, str]) -> bool:
    if min(len(one), len(other)) <= _INITIAL:
        return one[0] == other[0]
    return _alike(one, other, short) or _is_clipped(one, other) or _is_clipped(other, one)


def _is_clipped(short: str, long: str) -> bool:
    """Whether a given name is the beginning of another: Phil of Philip, but not Paul of Paula or Victor of Victoria."""
    return len(short) > _INITIAL and len(long) > len(short) + 1 and long.startswith(short) and long[-1] not in "ae"


def _alike(one: str, other: str, short: Mapping[str, str]) -> bool:
    """Whether two words can be one name: short forms and numerals count, a possessive or a plural does not."""
    one, other = short.get(one, one), short.get(other, other)
    return (
        may_be_same_name(one, other)
        or may_be_same_name(stem(one), stem(other))
        or _american(one) == _american(other)
        or 0 < numeral(one) == numeral(other)
        or printed_early(one) == printed_early(other)
    )


def _american(word: str) -> str:
    """An English word as it is spelled in America: centre, harbour, theatre."""
    for ending, other in (("re", "er"), ("our", "or"), ("ogue", "og")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + other
    return word


def _is_acronym(short: Name, long: Name) -> bool:
    return len(short.parts) == 1 and any(stands_for(short.parts[0], words) for words in (long.parts, long.every))


def is_alias(side: Statement, one: Name, other: Name) -> bool:
    """Whether two names are one in two ways, beyond its spelling: an acronym, a title for a given name, a numeral."""
    if one.parts == other.parts:
        return False
    if _is_acronym(one, other) or _is_acronym(other, one):
        return True
    titled = len(one.parts) == 1 or len(other.parts) == 1
    return titled and one.parts[-1] == other.parts[-1] and may_be_one(side, one, other)


def stands_for(short: str, words: Sequence[str]) -> bool:
    """Whether a word is made of the initials of others in a row; an acronym among them counts as a whole.

    "USGS" is US Geological Survey.
    """
    if not _INITIAL <= len(short) <= len(words) + _INITIAL or len(words) < _INITIAL:
        return False
    initials = "".join(word[0] for word in words)
    return initials == short or (len(words[0]) <= _INITIAL and words[0] + initials[1:] == short)


def spelled_out(short: str, forms: Sequence[str], function: Set[str]) -> bool:
    """Whether words that stand in a row somewhere have the letters of a word as their initials: WHO, DA."""
    if not _INITIAL <= len(short) <= _ACRONYM:
        return False
    for words in (forms, [form for form in forms if form not in function]):
        if short in "".join(word[0] for word in words):
            return True
    return False


def known(side: Statement, name: Name, others: list[Name], other: Statement) -> bool:
    """Whether the other side has the name somewhere, or a word that it is."""
    if any(may_be_one(side, name, theirs) for theirs in others):
        return True
    if len(name.parts) == 1 and (name.parts[0] in other.vocabulary or name.parts[0] in other.known):
        return True
    function = side.lexicon.words["function"]
    if any(side.raw(at).isupper() and spelled_out(side.forms[at], other.forms, function) for at in range(*name.place)):
        return True
    letters = [form for form in other.forms if _INITIAL < len(form) <= _ACRONYM and form not in function]
    return any(spelled_out(form, name.every, function) for form in letters)
