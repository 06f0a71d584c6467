"""The tables of one story in the store: decisions, roles and drafts, and the journal that undo and redo read.

Records go into columns, and into the journal, by the names of their fields; anchors go as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from reader.align.decisions import DecisionKind
from reader.notes.anchors import Anchor
from reader.notes.database import UNREADABLE, Database, Row, UnreadableRowError, Value, as_number, as_text
from reader.notes.entries import Change, Draft, Entry, KeptDecision, KeptRole, Kind, Subject
from reader.story.moments import stamp
from reader.story.version import Role

_UNDOABLE = 1_000
"""Changes of a story that are kept to be undone."""
_SUBJECTS = {Entry: "entry", KeptDecision: "decision", KeptRole: "role"}


class StoryRows:
    """One story's rows in a table that has the columns `id` and `story`. Every method may raise StoreError."""

    def __init__(self, database: Database, table: str, story: int) -> None:
        """The rows of `table` that belong to the story with this number."""
        self._database = database
        self._table = table
        self._story = story

    def next_position(self) -> int:
        """The position behind the last row, in a table that has positions."""
        last = self._database.rows(f"SELECT max(position) FROM {self._table} WHERE story = ?", self._story)[0][0]
        return 0 if last is None else as_number(last) + 1

    def has(self, id_: str) -> bool:
        """Whether there is a row with this id, in this story or another one."""
        return bool(self._database.rows(f"SELECT 1 FROM {self._table} WHERE id = ?", id_))

    def put(self, id_: str, **values: Value) -> None:
        """Replace the row with this id, or add it. Inside `Database.change`."""
        self.delete(id_)
        columns, marks = ", ".join(("id", "story", *values)), ", ".join("?" * (len(values) + 2))
        self._database.run(
            f"INSERT INTO {self._table} ({columns}) VALUES ({marks})", id_, self._story, *values.values()
        )

    def delete(self, id_: str) -> None:
        """Delete the row with this id, if there is one. Inside `Database.change`."""
        self._database.run(f"DELETE FROM {self._table} WHERE id = ?", id_)


class Journal:
    """Records the changes of a story, and finds the next one to undo or redo.

    Every method runs inside `Database.change` and may raise StoreError.
    """

    def __init__(self, database: Database, story: int) -> None:
        """The journal of the story with this number."""
        self._database = database
        self._story = story

    def record(self, change: Change) -> None:
        """Record a change. What was undone before it can no longer be redone."""
        self._database.run("DELETE FROM journal WHERE story = ? AND undone", self._story)
        self._database.run(
            "INSERT INTO journal (story, verb, before, after, subject) VALUES (?, ?, ?, ?, ?)",
            self._story,
            change.verb,
            _subject_to_json(change.before),
            _subject_to_json(change.after),
            _SUBJECTS[type(change.subject)],
        )
        self._database.run(
            "DELETE FROM journal WHERE story = ? AND id NOT IN "
            "(SELECT id FROM journal WHERE story = ? ORDER BY id DESC LIMIT ?)",
            self._story,
            self._story,
            _UNDOABLE,
        )

    def take(self, *, undone: bool) -> Change | None:
        """Take the change to undo (the latest one made) or to redo (the first one undone).

        Args:
            undone: Whether the change counts as undone from now on, or as made.

        Returns:
            None if there is no such change.
        """
        order = "NOT undone ORDER BY id DESC" if undone else "undone ORDER BY id"
        for row in self._database.rows(
            f"SELECT id, verb, before, after, subject FROM journal WHERE story = ? AND {order}", self._story
        ):
            try:
                number, change = as_number(row[0]), _change(row)
            except UNREADABLE as error:
                self._database.name_damage("journal", row[0], error)
                continue
            self._database.run("UPDATE journal SET undone = ? WHERE id = ?", int(undone), number)
            return change
        return None

    def all(self) -> list[Change]:
        """All changes that can be read, made or undone, the earliest first."""
        return self._database.records(
            "journal",
            _change,
            "SELECT id, verb, before, after, subject FROM journal WHERE story = ? ORDER BY id",
            self._story,
        )

    def last_state(self, id_: str) -> Entry | None:
        """An entry as the last change to it left it; None if the journal does not tell, or it was deleted."""
        state: Entry | None = None
        for row in self._database.rows(
            "SELECT id, verb, before, after, subject FROM journal WHERE story = ? AND NOT undone AND subject = 'entry' "
            "ORDER BY id",
            self._story,
        ):
            with suppress(*UNREADABLE):
                change = _change(row)
                if isinstance(change.subject, Entry) and change.subject.id == id_:
                    state = change.after if isinstance(change.after, Entry) else None
        return state


class StoryDecisions:
    """The links of one story that the reader pinned and cut. Every method may raise StoreError."""

    def __init__(
        self, database: Database, story: int, journal: Journal, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """The decisions of the story with this number."""
        self._database = database
        self._story = story
        self._rows = StoryRows(database, "decisions", story)
        self._journal = journal
        self._now = now
        self._new_id = new_id

    def all(self) -> tuple[KeptDecision, ...]:
        """The decisions in the order in which they were made."""
        return tuple(
            self._database.records(
                "decisions",
                _decision,
                "SELECT id, kind, here, there, created, position FROM decisions WHERE story = ? "
                "ORDER BY position, created, id",
                self._story,
            )
        )

    def add(self, kind: DecisionKind, here: Sequence[Anchor], there: Sequence[Anchor]) -> KeptDecision:
        """Pin or cut a link between these sentences. Raises ValueError if a side has none."""
        if not here or not there:
            raise ValueError("a decision names at least one sentence of each version")
        with self._database.change():
            made = KeptDecision(
                id=self._new_id(),
                kind=kind,
                here=tuple(here),
                there=tuple(there),
                created=stamp(self._now()),
                position=self._rows.next_position(),
            )
            self.put(made)
            self._journal.record(Change("add", None, made))
        return made

    def take_back(self, decision: KeptDecision) -> None:
        """Take a decision back; undo restores it. Raises KeyError if it is gone already."""
        with self._database.change():
            if not self._rows.has(decision.id):
                raise KeyError(decision.id)
            self.remove(decision)
            self._journal.record(Change("delete", decision, None))

    def put(self, decision: KeptDecision) -> None:
        """Store a decision under its id, without a journal entry. Inside `Database.change`."""
        self._rows.put(
            decision.id,
            kind=decision.kind.value,
            here=_anchors_to_json(decision.here),
            there=_anchors_to_json(decision.there),
            created=decision.created,
            position=decision.position,
        )

    def remove(self, decision: KeptDecision) -> None:
        """Delete a decision, without a journal entry. Inside `Database.change`."""
        self._rows.delete(decision.id)


class StoryRoles:
    """The roles that the reader gave to paragraphs of one story. Every method may raise StoreError."""

    def __init__(
        self, database: Database, story: int, journal: Journal, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """The roles of the story with this number."""
        self._database = database
        self._story = story
        self._rows = StoryRows(database, "roles", story)
        self._journal = journal
        self._now = now
        self._new_id = new_id

    def all(self) -> tuple[KeptRole, ...]:
        """The roles in the order in which they were given."""
        return tuple(
            self._database.records(
                "roles",
                _role,
                "SELECT id, role, anchor, created, position FROM roles WHERE story = ? ORDER BY position, created, id",
                self._story,
            )
        )

    def give(self, role: Role, anchor: Anchor, instead: KeptRole | None = None) -> KeptRole:
        """Give a role to a paragraph, instead of the one that the reader gave it before, if any."""
        with self._database.change():
            if instead is not None and self._rows.has(instead.id):
                made = replace(instead, role=role, anchor=anchor)
                self._journal.record(Change("edit", instead, made))
            else:
                made = KeptRole(
                    id=self._new_id(),
                    role=role,
                    anchor=anchor,
                    created=stamp(self._now()),
                    position=self._rows.next_position(),
                )
                self._journal.record(Change("add", None, made))
            self.put(made)
        return made

    def take_back(self, kept: KeptRole) -> None:
        """Give the paragraph its original role back. Raises KeyError if it has that already."""
        with self._database.change():
            if not self._rows.has(kept.id):
                raise KeyError(kept.id)
            self.remove(kept)
            self._journal.record(Change("delete", kept, None))

    def put(self, kept: KeptRole) -> None:
        """Store a role under its id, without a journal entry. Inside `Database.change`."""
        self._rows.put(
            kept.id,
            role=kept.role.value,
            anchor=anchor_to_json(kept.anchor),
            created=kept.created,
            position=kept.position,
        )

    def remove(self, kept: KeptRole) -> None:
        """Delete a role, without a journal entry. Inside `Database.change`."""
        self._rows.delete(kept.id)


class StoryDrafts:
    """The notes on one story that are still being written. Every method may raise StoreError."""

    def __init__(self, database: Database, story: int, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        """The drafts of the story with this number."""
        self._database = database
        self._story = story
        self._rows = StoryRows(database, "drafts", story)
        self._now = now
        self._new_id = new_id

    def all(self) -> tuple[Draft, ...]:
        """The drafts, the oldest first."""
        return tuple(
            self._database.records(
                "drafts",
                _draft,
                "SELECT id, entry, base, body, anchors, written FROM drafts WHERE story = ? ORDER BY written, rowid",
                self._story,
            )
        )

    def begin(self, body: str, anchors: Sequence[Anchor], entry: Entry | None = None) -> Draft:
        """Keep a new draft: of a note on these passages, or of a new body for `entry`."""
        draft = Draft(
            id=self._new_id(),
            entry=entry.id if entry else "",
            base=entry.body if entry else "",
            body=body,
            anchors=tuple(anchors),
            written=stamp(self._now()),
        )
        with self._database.change():
            self._rows.put(
                draft.id,
                entry=draft.entry,
                base=draft.base,
                body=draft.body,
                anchors=_anchors_to_json(draft.anchors),
                written=draft.written,
            )
        return draft

    def write_on(self, draft: Draft, body: str) -> None:
        """Keep what has been written so far. A draft that was dropped elsewhere in the meantime is kept again."""
        with self._database.change():
            # Not put(): that would give the draft a new rowid, which orders drafts of the same second.
            self._database.run(
                "INSERT INTO drafts (id, story, entry, base, body, anchors, written) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body, written = excluded.written",
                draft.id,
                self._story,
                draft.entry,
                draft.base,
                body,
                _anchors_to_json(draft.anchors),
                stamp(self._now()),
            )

    def drop(self, draft: Draft) -> None:
        """Drop a draft: it was kept as a note, or is not wanted."""
        with self._database.change():
            self._rows.delete(draft.id)


# Records from and into columns


def anchor_to_json(anchor: Anchor) -> str:
    """An anchor as JSON."""
    return json.dumps(asdict(anchor))


def anchor_from_json(packed: str) -> Anchor:
    """An anchor from JSON."""
    return Anchor(**json.loads(packed))


def _anchors_to_json(anchors: Sequence[Anchor]) -> str:
    return json.dumps([asdict(anchor) for anchor in anchors])


def _anchors_from_json(packed: str) -> tuple[Anchor, ...]:
    return _anchors(json.loads(packed))


def _anchors(kept: list[dict[str, Any]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(**anchor) for anchor in kept)


def _draft(row: Row) -> Draft:
    id_, entry, base, body, anchors, written = map(as_text, row)
    return Draft(id=id_, entry=entry, base=base, body=body, anchors=_anchors_from_json(anchors), written=written)


def _change(row: Row) -> Change:
    _, verb, before, after, subject = row
    change = Change(as_text(verb), _subject_from_json(subject, before), _subject_from_json(subject, after))
    if change.before is None and change.after is None:
        raise UnreadableRowError("it has neither a before nor an after")
    return change


def _decision(row: Row) -> KeptDecision:
    id_, kind, here, there, created = (as_text(value) for value in row[:5])
    return KeptDecision(
        id=id_,
        kind=DecisionKind(kind),
        here=_anchors_from_json(here),
        there=_anchors_from_json(there),
        created=created,
        position=as_number(row[5]),
    )


def _role(row: Row) -> KeptRole:
    id_, role, anchor, created = (as_text(value) for value in row[:4])
    return KeptRole(
        id=id_, role=Role(role), anchor=anchor_from_json(anchor), created=created, position=as_number(row[4])
    )


def _subject_to_json(subject: Subject | None) -> str | None:
    return None if subject is None else json.dumps(asdict(subject))


def _subject_from_json(kind: Value, packed: Value) -> Subject | None:
    if packed is None:
        return None
    kept = json.loads(as_text(packed))
    match as_text(kind):
        case "decision":
            sides = {side: _anchors(kept[side]) for side in ("here", "there")}
            return KeptDecision(**{**kept, **sides, "kind": DecisionKind(kept["kind"])})
        case "role":
            return KeptRole(**{**kept, "role": Role(kept["role"]), "anchor": Anchor(**kept["anchor"])})
        case _:
            return Entry(**{**kept, "kind": Kind(kept["kind"]), "anchors": _anchors(kept["anchors"])})
