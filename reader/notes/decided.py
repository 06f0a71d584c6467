"""The links that the reader pinned and cut, in the store, and found again in the texts as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reader.align.decisions import Decision, DecisionKind
from reader.notes.anchors import Anchor, Place, make_anchor
from reader.notes.database import Row, number_of, text_of
from reader.notes.entries import Change, KeptDecision, stamp
from reader.notes.journal import packed_anchors, unpacked_anchors
from reader.notes.story_table import StoryTable
from reader.story.story import Story


class StoryDecisions(StoryTable):
    """The decisions of one story. Every method may raise StoreError."""

    TABLE = "decisions"

    def all(self) -> tuple[KeptDecision, ...]:
        """The decisions in the order in which they were made."""
        rows = self._database.rows(
            "SELECT id, kind, here, there, created, position FROM decisions WHERE story = ? "
            "ORDER BY position, created, id",
            self._number,
        )
        return tuple(_decision(row) for row in rows)

    def add(self, kind: DecisionKind, here: Sequence[Anchor], there: Sequence[Anchor]) -> KeptDecision:
        """Pin or cut a link between these sentences. Raises ValueError if one side has none."""
        if not here or not there:
            raise ValueError("a decision names at least one sentence of each version")
        with self._database.change():
            moment, position = stamp(self._now()), self._next_position()
            made = KeptDecision(self._new_id(), kind, tuple(here), tuple(there), moment, position)
            self.put(made)
            self._journal.record(Change("add", None, made))
        return made

    def take_back(self, decision: KeptDecision) -> None:
        """Take a decision back; undo makes it again. Raises KeyError if it is gone already."""
        with self._database.change():
            if not self._has(decision.id):
                raise KeyError(decision.id)
            self.remove(decision)
            self._journal.record(Change("delete", decision, None))

    def put(self, decision: KeptDecision) -> None:
        """Have exactly this decision under its id. Inside `Database.change`; the journal is not told."""
        self.remove(decision)
        self._database.run(
            "INSERT INTO decisions (id, story, kind, here, there, created, position) VALUES (?, ?, ?, ?, ?, ?, ?)",
            decision.id,
            self._number,
            decision.kind.value,
            packed_anchors(decision.here),
            packed_anchors(decision.there),
            decision.created,
            decision.position,
        )

    def remove(self, decision: KeptDecision) -> None:
        """Have no decision under its id. Inside `Database.change`; the journal is not told."""
        self._delete(decision.id)


def anchors_on(story: Story, version: int, sentences: Sequence[int]) -> tuple[Anchor, ...]:
    """An anchor for each of a version's sentences."""
    told = story.versions[version]
    return tuple(make_anchor(told, story.locators[version], told.sentences[s].span) for s in sentences)


def in_story(story: Story, kept: KeptDecision, place: Callable[[Anchor], Place]) -> Decision | None:
    """A decision by the numbers that its sentences have now.

    Args:
        story: The story as it was opened.
        kept: The decision.
        place: Where an anchor stands in the present text.

    Returns:
        The decision; None if one of its sentences is not found again with certainty, or its version is not there. A
        sentence that is divided into several by now counts as all of them.
    """
    sides = []
    for anchors in (kept.here, kept.there):
        found: set[int] = set()
        for anchor in anchors:
            span = place(anchor).span
            if span is None or anchor.locator != anchors[0].locator:
                return None
            inside = story.versions[story.locators.index(anchor.locator)].sentences_in(span)
            if not inside:
                return None
            found.update(inside)
        sides.append((story.locators.index(anchors[0].locator), tuple(sorted(found))))
    (left, here), (right, there) = sides
    return Decision(kept.kind, (left, right), here, there)


def _decision(row: Row) -> KeptDecision:
    id_, kind, here, there, created = (text_of(value) for value in row[:5])
    return KeptDecision(
        id_, DecisionKind(kind), unpacked_anchors(here), unpacked_anchors(there), created, number_of(row[5])
    )
