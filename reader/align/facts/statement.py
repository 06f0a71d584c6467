"""A passage as facts are read from it: its words, what stands between them, and what each speaks of."""

from __future__ import annotations

from functools import cached_property

from reader.align.edits import Passage
from reader.align.facts.lexicon import Lexicon, lexicon
from reader.align.vocabulary import ITEM

SPACE = " \t\n\u00a0\u202f"
SIGNS_REACH = 4
"""Code points before the first word and behind the last one in which their marks stand."""
FACTS = 40
"""How many facts of a sort a statement can hold; what holds more is a table or a list, and not looked into."""
QUOTES = frozenset('"＂“”„«»')
"""Marks that open or close a quotation; which of the two, the language's habit decides."""
_HARD = frozenset(".!?;:")
_WITHIN_CLAUSE = SPACE + "-’'\"”“"
_REACH = 4

_NO_LISTS: frozenset[str] = frozenset()

Place = tuple[int, int]
"""Words of a statement, from one up to, not including, another; empty where something would stand."""


class Statement:
    """The words of one side of a link, what stands between them, and what each speaks of."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.lexicon: Lexicon = lexicon(passage.language)
        self.words = passage.words
        self.forms = passage.forms
        self.text = passage.text
        self.gaps = passage.gaps
        self.date = passage.date
        lists = self.lexicon.lists
        self.lists = [lists.get(form, _NO_LISTS) for form in self.forms]
        """The lexicon's lists that each word is in."""
        self.taken = {at for at, word in enumerate(self.words) if word.key == ITEM}
        """Words that are no facts, or have been read as one of another sort: those of a date are no numbers."""

    @cached_property
    def concepts(self) -> list[str]:
        """What each word speaks of."""
        concept = self.lexicon.concept
        return [concept(word.form, word.key) for word in self.words]

    @cached_property
    def known(self) -> frozenset[str]:
        """What any word speaks of."""
        return frozenset(self.concepts)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The forms, in no order."""
        return frozenset(self.forms)

    @cached_property
    def numbers(self) -> bool:
        """Whether any word is a number."""
        return any(word.number for word in self.words)

    def raw(self, at: int) -> str:
        """A word as it is written."""
        word = self.words[at]
        return self.text[word.start : word.end]

    def form(self, at: int) -> str:
        """The form of a word; empty where there is none."""
        return self.forms[at] if 0 <= at < len(self.forms) else ""

    def concept(self, at: int) -> str:
        """What a word speaks of; empty where there is none."""
        return self.concepts[at] if 0 <= at < len(self.forms) else ""

    def of(self, at: int, *lists: str) -> bool:
        """Whether a word is in one of the lexicon's lists."""
        return 0 <= at < len(self.lists) and not self.lists[at].isdisjoint(lists)

    @cached_property
    def all_lists(self) -> frozenset[str]:
        """The lexicon's lists that any word is in."""
        return frozenset().union(*self.lists)

    def has(self, *lists: str) -> bool:
        """Whether any word is in one of the lexicon's lists."""
        return not self.all_lists.isdisjoint(lists)

    def joined(self, at: int) -> bool:
        """Whether nothing but white space stands before a word."""
        return not self.gaps[at].strip(SPACE)

    def content(self, at: int) -> bool:
        """Whether a word says something by itself: no function word, no number, no day."""
        return at < len(self.forms) and self.forms[at] not in self.lexicon.empty and not self.words[at].number

    def before(self, at: int, *, names: bool = True) -> list[str]:
        """What the nearest content words before a word in its clause speak of, the nearest first, at most four."""
        out: list[str] = []
        while at > 0 and len(out) < _REACH and _HARD.isdisjoint(self.gaps[at]):
            at -= 1
            if self.content(at) and (names or not self.words[at].capital):
                out.append(self.concepts[at])
        return out

    def clause(self, place: Place) -> Place:
        """The clause around a place: from the nearest comma or word that opens a clause to the next one."""
        first, last = place
        opening = self.lexicon.words["clause"]
        while first > 0 and not self.gaps[first].strip(_WITHIN_CLAUSE) and self.forms[first] not in opening:
            first -= 1
        while last < len(self.words) and not self.gaps[last].strip(_WITHIN_CLAUSE) and self.forms[last] not in opening:
            last += 1
        return first, last

    def after(self, at: int, *, names: bool = True) -> list[str]:
        """What the nearest content words from a word on in its clause speak of, the nearest first, at most four."""
        out: list[str] = []
        while at < len(self.words) and len(out) < _REACH and _HARD.isdisjoint(self.gaps[at]):
            if self.content(at) and (names or not self.words[at].capital):
                out.append(self.concepts[at])
            at += 1
        return out


def signs_before(side: Statement, at: int) -> str:
    """What stands before a word; at both ends, what touches the side's first or last word."""
    if at == 0:
        return (
            side.text[max(0, side.words[0].start - SIGNS_REACH + 1) : side.words[0].start]
            .rpartition(" ")[2]
            .rpartition("\n")[2]
        )
    if at == len(side.words):
        return side.text[side.words[-1].end : side.words[-1].end + SIGNS_REACH].partition(" ")[0].partition("\n")[0]
    return side.gaps[at]
