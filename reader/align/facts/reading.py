"""The facts that a passage tells, and two passages beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from reader.align.alignment import EditOp, Reuse
from reader.align.edits import Passage, Run, runs_of
from reader.align.facts.amounts import BETWEEN, Quantity, agree, nobodies, quantities, same_unit, singles
from reader.align.facts.attribution import Source, sources
from reader.align.facts.names import Name, names
from reader.align.facts.statement import Place, Statement
from reader.align.facts.when import Date, Time, dates, times
from reader.align.similarity import indel_similarity
from reader.story.version import Version

_NEAR = (1.0, 0.8, 0.6, 0.45)
"""What a shared word counts by how many content words stand between it and the fact."""
_TURNED = 0.65
"""What it counts by if it stands before the one fact and after the other, as the passive turns a sentence round."""
LONGEST = 400
"""Words of a passage that can be one statement; longer ones are whole pages without a full stop."""
OPENING = 3
"""How many sentences a report opens with: headline, subheadline, lead."""
_SAME_EDITED = 0.8
_SAME_REWORDED = 1.0


class Facts:
    """What one side of a link tells. Numbers that belong to a date or a time are no amounts, days are no names."""

    def __init__(self, passage: Passage) -> None:
        self.statement = Statement(passage)
        self.readable = len(passage.words) <= LONGEST
        """Whether it can be one statement; of what is longer, nothing is read."""

    @cached_property
    def _when(self) -> tuple[list[Date], list[Time]]:
        return (dates(self.statement), times(self.statement)) if self.readable else ([], [])

    @property
    def dates(self) -> list[Date]:
        """The dates, in order."""
        return self._when[0]

    @property
    def times(self) -> list[Time]:
        """The times of day, in order."""
        return self._when[1]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The amounts, in order."""
        return quantities(self.statement) if self.readable and self._when else []

    @cached_property
    def nobodies(self) -> list[Quantity]:
        """Where it is said of nobody that something befell them, as amounts of nought."""
        return list(nobodies(self.statement)) if self.readable else []

    @cached_property
    def singles(self) -> list[Quantity]:
        """Persons told by an article whom something befell."""
        return list(singles(self.statement)) if self.readable else []

    @cached_property
    def names(self) -> list[Name]:
        """The names, in order."""
        return names(self.statement) if self.readable and self._when else []

    @cached_property
    def sources(self) -> list[Source]:
        """Who is named for what is said, in order."""
        return sources(self.statement, self.names) if self.readable else []


class Document:
    """All that a version tells, asides left out; the facts of each sentence are read when they are first asked for."""

    def __init__(self, version: Version, facts: Callable[[int], Facts]) -> None:
        """Take a version, with its paragraphs in their roles, and what gives the facts of a sentence of it."""
        self.version = version
        self.facts = facts
        self.sentences = [n for p in version.paragraphs if not p.role.aside for n in p.sentences]
        self.opening = frozenset(self.sentences[:OPENING])
        """The headline and the lead: what they tell, they tell of the event itself."""

    @cached_property
    def with_tolls(self) -> list[int]:
        """The sentences that tell of persons whom something befell, or how long after another a thing happened."""
        return [
            sentence
            for sentence in self.sentences
            if any(map(tells_toll, self.facts(sentence).quantities))
            or (sentence in self.opening and self.facts(sentence).singles)
            or any(none.role for none in self.facts(sentence).nobodies)
        ]

    @cached_property
    def days(self) -> dict[int, frozenset[str]]:
        """Of which day or year each sentence tells, where it or the one before it in its paragraph says so.

        What opens the version tells of the event itself, whichever day it names.
        """
        out: dict[int, frozenset[str]] = {}
        for paragraph in self.version.paragraphs:
            told: frozenset[str] = frozenset()
            for sentence in paragraph.sentences:
                statement = self.facts(sentence).statement
                own = frozenset(
                    statement.form(date.place[0])
                    if date.told_year
                    else f"{date.year or ''} {date.month or ''} {date.day or ''}"
                    for date in self.facts(sentence).dates
                    if (date.year or date.month or date.told_year == "last")
                    and not statement.of(date.place[0] - 1, "of")
                )
                told = own or told
                out[sentence] = frozenset() if sentence in self.opening else told
        return out

    @cached_property
    def _amounts(self) -> dict[str, list[Quantity]]:
        out: dict[str, list[Quantity]] = {}
        for sentence in self.sentences:
            for quantity in self.facts(sentence).quantities:
                out.setdefault(quantity.dimension, []).append(quantity)
        return out

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The forms of all its words."""
        return frozenset().union(*(self.facts(sentence).statement.vocabulary for sentence in self.sentences))

    @cached_property
    def attributes(self) -> bool:
        """Whether it names sources at all."""
        return any(not s.pronoun for sentence in self.sentences for s in self.facts(sentence).sources)

    def tells(self, quantity: Quantity) -> bool:
        """Whether it tells the same amount of the same thing anywhere."""
        if not self.sentences:
            return False
        lex = self.facts(self.sentences[0]).statement.lexicon
        return any(
            same_unit(lex, quantity, other) is not False
            and quantity.role == other.role
            and agree(quantity, other) == "same"
            for other in self._amounts.get(quantity.dimension, ())
        )


def tells_toll(quantity: Quantity) -> bool:
    """Whether an amount can be set against another without a link: a toll, the time between two events."""
    return (quantity.dimension == "count" and bool(quantity.role)) or (
        quantity.dimension == "left" or quantity.role == BETWEEN
    )


@dataclass(frozen=True, slots=True)
class Found:
    """A conflict, in words of the two sides."""

    kind: str
    about: str
    left: Place
    right: Place
    of: str = ""
    """As in `Conflict.of`."""


Beyond = tuple[Document, Document]
"""All that the two versions tell, where it is known."""


class Sides:
    """Both sides of a link, how they are set opposite each other, and the conflicts found so far."""

    def __init__(self, left: Facts, right: Facts, reuse: Reuse, beyond: Beyond | None = None) -> None:
        self.facts = left, right
        self.beyond = beyond
        self.left = left.statement
        self.right = right.statement
        self.reuse = reuse
        self.found: list[Found] = []
        self.told: tuple[set[int], set[int]] = set(), set()
        """Words of conflicts that have been found, on the left and on the right."""

    @cached_property
    def likeness(self) -> float:
        """How alike the two are: the normalised Indel similarity of their words."""
        return indel_similarity(self.left.forms, self.right.forms)

    @cached_property
    def specifics(self) -> int:
        """How many names, amounts and times both tell."""
        names = {part for name in self.facts[0].names for part in name.parts[-1:]}
        others = {part for name in self.facts[1].names for part in name.parts[-1:]}
        amounts, opposite = (
            {(q.dimension, q.number, q.tally) for q in facts.quantities if q.number} for facts in self.facts
        )
        return len(names & others) + len(amounts & opposite)

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

    def near(self, left: Place, right: Place, *, names: bool = True) -> float:
        """How much of what stands around two places is the same: 0 … some 4; nearer words count more.

        What stands before the one may stand after the other, for the passive turns a sentence round: it counts less.
        Names can be left out.
        """
        before = self.left.before(left[0], names=names), self.right.before(right[0], names=names)
        after = self.left.after(left[1], names=names), self.right.after(right[1], names=names)
        crossed = _common(before[0], after[1]) + _common(after[0], before[1])
        return _common(*before) + _common(*after) + _TURNED * crossed

    def when(self, left: Place, right: Place) -> bool:
        """Whether two places that tell when are one slot; never in a related link."""
        if self.reuse is Reuse.EDITED:
            return self.snug(left, right) or self.near(left, right) >= _SAME_EDITED
        near = self.near(left, right) >= _SAME_REWORDED and self.near(left, right, names=False) > 0
        return self.reuse is Reuse.REWORDED and near


def _nothing_else(side: Statement, place: Place, first: int, last: int) -> bool:
    return not any(side.content(at) for at in range(first, last) if not place[0] <= at < place[1])


def _common(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    ranks = {word: at for at, word in reversed(list(enumerate(other)))}
    return sum(_NEAR[at] * _NEAR[ranks[word]] for at, word in enumerate(one) if word in ranks)
