"""The links that the reader pinned and cut, in the store, and found again in the texts as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from reader.align.decisions import Decision, DecisionKind
from reader.notes.anchors import Anchor, Place, make_anchor
from reader.notes.database import Database, Row, number_of, text_of
from reader.notes.entries import Change, KeptDecision, KeptRole, stamp
from reader.notes.journal import Journal, packed_anchor, packed_anchors, unpacked_anchor, unpacked_anchors
from reader.story.version import Role, Story

# What the store keeps of one story in one of its tables


def next_position(database: Database, table: str, story: int) -> int:
    """The place after the last row of a story. Raises StoreError."""
    last = database.rows(f"SELECT max(position) FROM {table} WHERE story = ?", story)[0][0]
    return 0 if last is None else number_of(last) + 1


class StoryTable:
    """The rows of one story. Every method may raise StoreError."""

    TABLE: ClassVar[str]

    def __init__(
        self, number: int, database: Database, journal: Journal, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """Of the story with this number."""
        self._number = number
        self._database = database
        self._journal = journal
        self._now = now
        self._new_id = new_id

    def _next_position(self) -> int:
        return next_position(self._database, self.TABLE, self._number)

    def _has(self, id_: str) -> bool:
        return bool(self._database.rows(f"SELECT 1 FROM {self.TABLE} WHERE id = ?", id_))

    def _delete(self, id_: str) -> None:
        self._database.run(f"DELETE FROM {self.TABLE} WHERE id = ?", id_)


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


# The roles that the reader gave to paragraphs


class StoryRoles(StoryTable):
    """The roles that were corrected in one story. Every method may raise StoreError."""

    TABLE = "roles"

    def all(self) -> tuple[KeptRole, ...]:
        """The corrections in the order in which they were made."""
        rows = self._database.rows(
            "SELECT id, role, anchor, created, position FROM roles WHERE story = ? ORDER BY position, created, id",
            self._number,
        )
        return tuple(_kept(row) for row in rows)

    def give(self, role: Role, anchor: Anchor, instead: KeptRole | None = None) -> KeptRole:
        """Give a paragraph a role, in place of the one that the reader gave it before, if any."""
        with self._database.change():
            if instead is not None and self._has(instead.id):
                made = instead._replace(role=role, anchor=anchor)
                self._journal.record(Change("edit", instead, made))
            else:
                made = KeptRole(self._new_id(), role, anchor, stamp(self._now()), self._next_position())
                self._journal.record(Change("add", None, made))
            self.put(made)
        return made

    def take_back(self, kept: KeptRole) -> None:
        """Let a paragraph have the role again that it was found in. Raises KeyError if that is so already."""
        with self._database.change():
            if not self._has(kept.id):
                raise KeyError(kept.id)
            self.remove(kept)
            self._journal.record(Change("delete", kept, None))

    def put(self, kept: KeptRole) -> None:
        """Have exactly this correction under its id. Inside `Database.change`; the journal is not told."""
        self.remove(kept)
        self._database.run(
            "INSERT INTO roles (id, story, role, anchor, created, position) VALUES (?, ?, ?, ?, ?, ?)",
            kept.id,
            self._number,
            kept.role.value,
            packed_anchor(kept.anchor),
            kept.created,
            kept.position,
        )

    def remove(self, kept: KeptRole) -> None:
        """Have no correction under its id. Inside `Database.change`; the journal is not told."""
        self._delete(kept.id)


def paragraphs_of(story: Story, kept: KeptRole, place: Callable[[Anchor], Place]) -> tuple[tuple[int, int], ...]:
    """The paragraphs that a correction is about, as version and paragraph.

    Args:
        story: The story as it was opened.
        kept: The correction.
        place: Where an anchor stands in the present text.

    Returns:
        Empty if its words are not found again with certainty; all of them if the paragraph is divided by now. Of a
        paragraph that was joined to another, so that the words are less than half of it, none.
    """
    span = place(kept.anchor).span
    if span is None or kept.anchor.locator not in story.locators:
        return ()
    number = story.locators.index(kept.anchor.locator)
    out = []
    for at, paragraph in enumerate(story.versions[number].paragraphs):
        common = min(paragraph.span.end, span.end) - max(paragraph.span.start, span.start)
        if common > 0 and 2 * common >= len(paragraph.span):
            out.append((number, at))
    return tuple(out)


def _kept(row: Row) -> KeptRole:
    id_, role, anchor, created = (text_of(value) for value in row[:4])
    return KeptRole(id_, Role(role), unpacked_anchor(anchor), created, number_of(row[4]))
