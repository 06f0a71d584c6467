"""A passage as facts are read from it, and how the words around a fact agree with those around another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reader.align.alignment import EditOp, Reuse
from reader.align.edits import Passage, Run, runs_of
from reader.align.facts.lexicon import Lexicon, lexicon

SPACE = " \t\n\u00a0\u202f"
FACTS = 40
"""How many facts of a sort a statement can hold; what holds more is a table or a list, and not looked into."""
_HARD = frozenset(".!?;:")
_WITHIN_CLAUSE = SPACE + "-’'\"”“"
_REACH = 4
_NEAR = (1.0, 0.8, 0.6, 0.45)
"""What a shared word counts by how many content words stand between it and the fact."""
_TURNED = 0.65
"""What it counts by if it stands before the one fact and after the other, as the passive turns a sentence round."""
_SAME_EDITED = 0.8
_SAME_REWORDED = 1.0

Place = tuple[int, int]
"""Words of a statement, from one up to, not including, another; empty where something would stand."""


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict, in words of the two sides."""

    kind: str
    about: str
    left: Place
    right: Place


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
        self.taken: set[int] = set()
        """Words that have been read as a fact of another sort: those of a date are no numbers."""

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
        """Whether the form of a word is in one of the lexicon's lists."""
        form = self.form(at)
        return any(form in self.lexicon.words[name] for name in lists)

    def joined(self, at: int) -> bool:
        """Whether nothing but white space stands before a word."""
        return not self.gaps[at].strip(SPACE)

    def content(self, at: int) -> bool:
        """Whether a word says something by itself: no function word, no number, no day."""
        return at < len(self.forms) and self.forms[at] not in self.lexicon.empty and not self.words[at].number

    def before(self, at: int) -> list[str]:
        """What the nearest content words before a word in its clause speak of, the nearest first, at most four."""
        out: list[str] = []
        while at > 0 and len(out) < _REACH and _HARD.isdisjoint(self.gaps[at]):
            at -= 1
            if self.content(at):
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

    def after(self, at: int) -> list[str]:
        """What the nearest content words from a word on in its clause speak of, the nearest first, at most four."""
        out: list[str] = []
        while at < len(self.words) and len(out) < _REACH and _HARD.isdisjoint(self.gaps[at]):
            if self.content(at):
                out.append(self.concepts[at])
            at += 1
        return out


class Sides:
    """Both sides of a link, how they are set opposite each other, and the conflicts found so far."""

    def __init__(self, left: Statement, right: Statement, reuse: Reuse) -> None:
        self.left = left
        self.right = right
        self.reuse = reuse
        self.found: list[Found] = []
        self.told: tuple[set[int], set[int]] = set(), set()
        """Words of conflicts that have been found, on the left and on the right."""

    @cached_property
    def runs(self) -> list[Run]:
        """What is equal and what is not."""
        return runs_of(self.left.forms, self.right.forms)

    @cached_property
    def _run_of(self) -> list[Run]:
        return [run for run in self.runs for _ in range(run[1], run[2])]

    def tell(self, conflicts: Iterable[Found]) -> None:
        """Keep conflicts, and that their words have been spoken for."""
        for found in conflicts:
            self.found.append(found)
            self.told[0].update(range(*found.left))
            self.told[1].update(range(*found.right))

    def snug(self, left: Place, right: Place) -> bool:
        """Whether two places replace each other between equal words, function words aside."""
        if len(self.runs) == 1:
            return False
        for word in range(*left):
            op, a, b, c, d = self._run_of[word]
            if op is EditOp.REPLACE and c < right[1] and right[0] < d:
                return _nothing_else(self.left, left, a, b) and _nothing_else(self.right, right, c, d)
        return False

    def near(self, left: Place, right: Place) -> float:
        """How much of what stands around two places is the same: 0 … some 4; nearer words count more.

        What stands before the one may stand after the other, for the passive turns a sentence round: it counts less.
        """
        before = self.left.before(left[0]), self.right.before(right[0])
        after = self.left.after(left[1]), self.right.after(right[1])
        crossed = _common(before[0], after[1]) + _common(after[0], before[1])
        return _common(*before) + _common(*after) + _TURNED * crossed

    def when(self, left: Place, right: Place) -> bool:
        """Whether two places that tell when are one slot; never in a related link."""
        if self.reuse is Reuse.EDITED:
            return self.snug(left, right) or self.near(left, right) >= _SAME_EDITED
        return self.reuse is Reuse.REWORDED and self.near(left, right) >= _SAME_REWORDED


def _nothing_else(side: Statement, place: Place, first: int, last: int) -> bool:
    return not any(side.content(at) for at in range(first, last) if not place[0] <= at < place[1])


def _common(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    ranks = {word: at for at, word in reversed(list(enumerate(other)))}
    return sum(_NEAR[at] * _NEAR[ranks[word]] for at, word in enumerate(one) if word in ranks)
