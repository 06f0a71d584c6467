"""The words that tell facts in a language, from its data file.

`languages/CODE.toml` holds them; `en.toml` says of each list what it is for, and names all the lists there are. What
another language's file does not list goes unread in that language; of a language without a file only digits are read.
"""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reader.align.vocabulary import CALENDAR, FUNCTION_WORDS, stem
from reader.story.language import common_words

ENGLISH = "en"
ROLE = "~"
"""Begins a concept that stands for what befell those who are counted, or for an outcome: `~dead`, `~off`."""
LANGUAGES = frozenset(("en", "de", "fr", "es"))
"""The codes of the languages that have a data file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """A language's words. Every name that the English file has can be asked for; a list may be empty."""

    code: str
    """Empty for a language without a file."""
    words: Mapping[str, frozenset[str]]
    """Lists of words, as forms."""
    values: Mapping[str, Mapping[str, float]]
    """Words that have a value: `scales`, `ordinals`, `months` …"""
    forms: Mapping[str, Mapping[str, str]]
    """Words that stand for another, each mapped to it: `alike`, `befalls`, `titles` …"""
    vague: Mapping[str, tuple[float, float]]
    """Words for an amount that is not counted, and what it may be at least and at most."""
    qualifiers: Mapping[tuple[str, ...], str]
    """What stands before a number, and what it makes of it: `some`, `about`, `over` or `under`."""
    units: Mapping[str, tuple[str, float]]
    """Units: what they measure, and how many of the dimension's own unit they are."""
    roles: Mapping[str, Mapping[str, str]]
    """For each dimension the concepts that say in which role it is measured: `depth` or `height` for a length."""
    outcomes: Mapping[tuple[str, str], str]
    """What came of a thing, by a concept and the form behind it, or by a concept and no form."""
    opposites: Mapping[str, frozenset[str]]
    """Concepts and outcomes with those that cannot both be true of one thing."""
    converse: Mapping[str, frozenset[str]]
    """Concepts with those that tell the same from the other end: buy and sell."""
    stages: Mapping[str, frozenset[str]]
    """Concepts with those that come at another time: begin and end."""
    empty: frozenset[str]
    """Words that say nothing by themselves: function words, days, words for amounts."""
    lists: Mapping[str, frozenset[str]]
    """For each word, the names of all that it is in: of `words`, `values` and `forms`, `vague` and `units`."""

    def concept(self, form: str, key: str) -> str:
        """What a word speaks of, given its form and its key."""
        alike = self.forms["alike"]
        return alike.get(form) or alike.get(key, key)


def is_read(language: str) -> bool:
    """Whether there are words for a language, given as a code; an empty one is taken for English."""
    return (language.partition("-")[0].lower() or ENGLISH) in LANGUAGES


@lru_cache(maxsize=8)
def lexicon(language: str) -> Lexicon:
    """The words of a language, given as a code (`de`, `pt-BR`); English where it is empty."""
    code = language.partition("-")[0].lower() or ENGLISH
    if code == ENGLISH:
        return _made(ENGLISH, _english(), _english())
    return _made(code, _read(code), _english()) if code in LANGUAGES else _made("", {}, _english())


@lru_cache(maxsize=1)
def _english() -> dict[str, Any]:
    return _read(ENGLISH)


def _read(code: str) -> dict[str, Any]:
    data = pkgutil.get_data(__package__, f"languages/{code}.toml")
    return tomllib.loads((data or b"").decode())


_SPOKEN_OF = ("people", "groups", "persons", "periods", "taken", "tolls", "statistics")
"""Lists of what words speak of: each word is taken as the concept that it is."""
_OWN = ("vague", "qualifiers", "units", "roles", "outcomes", "opposites", "converse", "stages")
"""Tables that are neither words nor values nor forms."""


def _made(code: str, data: dict[str, Any], english: dict[str, Any]) -> Lexicon:
    names = {name: value for name, value in english.items() if name not in _OWN}
    words = {name: frozenset(data.get(name, "").split()) for name, value in names.items() if isinstance(value, str)}
    tables = {name: value for name, value in names.items() if isinstance(value, dict)}
    valued = {name for name, table in tables.items() if not isinstance(next(iter(table.values())), str)}
    values = {name: data.get(name, {}) for name in valued}
    forms = {name: _turned(data.get(name, {})) for name in tables if name not in valued}
    forms["alike"] |= {stem: ROLE + role for stem, role in forms["befalls"].items()}
    vague = {word: (float(low), float(high)) for word, (low, high) in data.get("vague", {}).items()}
    units = {
        unit: (dimension, float(size)) for dimension, own in data.get("units", {}).items() for unit, size in own.items()
    }
    alike = forms["alike"]
    for name in _SPOKEN_OF:
        words[name] = frozenset(_concept(alike, word) for word in words[name])
    outcomes = {
        (_concept(alike, word), after): ROLE + outcome
        for outcome, phrases in data.get("outcomes", {}).items()
        for word, _, after in (phrase.strip().partition(" ") for phrase in phrases.split(","))
    }
    function = FUNCTION_WORDS if code == ENGLISH else words["function"] | common_words(code)
    words["function"] = function
    lists: dict[str, set[str]] = {}
    for name, own in {**words, **values, **forms, "vague": vague, "units": units}.items():
        for word in own:
            lists.setdefault(word, set()).add(name)
    return Lexicon(
        code=code,
        words=words,
        lists={word: frozenset(own) for word, own in lists.items()},
        values=values,
        forms=forms,
        vague=vague,
        qualifiers={
            tuple(phrase.split()): bound
            for bound, phrases in data.get("qualifiers", {}).items()
            for phrase in phrases.split(",")
        },
        units=units,
        outcomes=outcomes,
        roles={dimension: _turned(own) for dimension, own in data.get("roles", {}).items()},
        opposites=_apart(alike, data.get("opposites", {}), {*outcomes.values()}),
        **{name: _apart(alike, data.get(name, {})) for name in ("converse", "stages")},
        empty=function | frozenset(values["scales"]) | frozenset(vague) | frozenset(forms["days"]) | CALENDAR,
    )


def _concept(alike: Mapping[str, str], word: str) -> str:
    """What a word speaks of by itself."""
    return alike.get(word) or alike.get(stem(word), stem(word))


def _apart(
    alike: Mapping[str, str], table: Mapping[str, str], outcomes: Set[str] = frozenset()
) -> dict[str, frozenset[str]]:
    """A table of concepts and outcomes with others, both ways round."""

    def told(word: str) -> str:
        return ROLE + word if ROLE + word in outcomes else word if word.startswith(ROLE) else _concept(alike, word)

    found: dict[str, frozenset[str]] = {}
    for one, others in ((told(word), map(told, others.split())) for word, others in table.items()):
        for other in others:
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found


def _turned(table: Mapping[str, str]) -> dict[str, str]:
    """A table of words with their forms as a mapping from each form to its word."""
    return {form: word for word, every in table.items() for form in every.split()}
