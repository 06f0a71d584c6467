"""What the reader keeps of one story: notes and picks, decisions, roles, drafts, marks, settings and the position.

Each method that changes something has it on disk when it returns, or raises StoreError and has changed nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.notes.anchors import LOST, Anchor, Finding, text_digest, untouched
from reader.notes.database import (
    UNREADABLE,
    Database,
    Row,
    UnreadableRowError,
    Value,
    as_far_as_readable,
    as_number,
    as_text,
)
from reader.notes.entries import LABELS, Change, Entry, KeptDecision, KeptRole, Kind, Position, Subject
from reader.notes.tables import (
    Journal,
    StoryDecisions,
    StoryDrafts,
    StoryRoles,
    StoryRows,
    anchor_from_json,
    anchor_to_json,
)
from reader.story.locators import source_of
from reader.story.moments import stamp
from reader.story.version import Story

if TYPE_CHECKING:
    from reader.notes.finder import Finder

WRITTEN = "notes written"
"""The setting that says which notes file was written last, and with which notes."""
_FIRST = "taken over"
"""The setting that gives for what was taken over from another story the id that it had first."""
_DIGESTS = 50
"""Digests that are kept of what was written to one file."""
_ENTRIES = """
    SELECT e.id, CASE e.kind WHEN 'note' THEN e.sort ELSE e.kind END, e.body, e.created, e.modified, e.position,
           e.label, a.locator, a.siglum, a.start, a."end", a.exact, a.prefix, a.suffix, a.once, a.text
    FROM entries e LEFT JOIN anchors a ON a.entry = e.id
    WHERE e.story = ? AND (? IS NULL OR e.id = ?) ORDER BY e.position, e.created, e.id, a.place
"""


class StoryNotes:
    """What the reader keeps of one story. Made by `Store.story`; every method may raise StoreError."""

    def __init__(
        self, story: Story, number: int, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """The notes on `story`, which has this number in the database."""
        self.story = story
        self._number = number
        self._database = database
        self._now = now
        self._new_id = new_id
        self._rows = StoryRows(database, "entries", number)
        self._journal = Journal(database, number)
        self.decisions = StoryDecisions(database, number, self._journal, now, new_id)
        """The links that the reader pinned and cut."""
        self.roles = StoryRoles(database, number, self._journal, now, new_id)
        """The roles that the reader gave to paragraphs."""
        self.drafts = StoryDrafts(database, number, now, new_id)
        """The notes that are still being written."""
        self._versions = dict(zip(story.locators, story.versions, strict=True))
        self._finders: dict[str, Finder] = {}
        """The finder of each version that an anchor was searched in."""
        self._findings: dict[Anchor, Finding] = {}
        """Where anchors were found; the texts of an open story do not change."""

    @property
    def damaged(self) -> dict[str, str]:
        """The rows of the store that could not be read so far, each with the reason. They stay as they are."""
        return self._database.damaged

    def read_all(self) -> None:
        """Read every row of the story, so that `damaged` names all that cannot be read."""
        for entry in self.entries():
            for anchor in entry.anchors:
                self.text_behind(anchor)
        for read in (
            self.decisions.all,
            self.roles.all,
            self.drafts.all,
            self._journal.all,
            self.marks,
            self._settings,
        ):
            read()
        self.position()

    # Entries

    def entries(self) -> tuple[Entry, ...]:
        """All notes and picks in the reader's order, including those that another Diptych has just made."""
        return self._entries(None)

    def add_note(self, body: str, anchors: Sequence[Anchor] = (), kind: Kind = Kind.NOTE) -> Entry:
        """Keep a note on these passages, or on the story if there are none. Raises ValueError for a pick."""
        if not kind.written:
            raise ValueError("a pick is no note")
        return self._add(kind, body, anchors)

    def pick(self, anchors: Sequence[Anchor]) -> Entry:
        """Pick these passages, as one pick. Raises ValueError if there are none."""
        if not anchors:
            raise ValueError("a pick needs a passage")
        return self._add(Kind.PICK, "", anchors)

    def picked(self, anchor: Anchor) -> Entry | None:
        """The latest pick of exactly this passage, wherever in the present text it was when it was picked."""
        for entry in reversed(self.entries()):
            if entry.kind is Kind.PICK:
                for own in entry.anchors:
                    if own.locator == anchor.locator and self.place(own).span == anchor.span:
                        return entry
        return None

    def edit_note(self, id_: str, body: str, kind: Kind | None = None) -> Entry:
        """Give an entry another body, and a note another kind if `kind` is a kind of note.

        Raises:
            KeyError: The entry is gone; another Diptych may have deleted it.
        """
        with self._database.change():
            before = self._entry(id_)
            after = replace(before, body=body, modified=stamp(self._now()))
            if kind is not None and kind.written and before.kind.written:
                after = replace(after, kind=kind)
            if (after.body, after.kind) == (before.body, before.kind):
                return before
            self._database.run(
                "UPDATE entries SET body = ?, sort = ?, modified = ? WHERE id = ?",
                body,
                _sort(after.kind),
                after.modified,
                id_,
            )
            self._journal.record(Change("edit", before, after))
        return after

    def label(self, id_: str, label: int) -> Entry:
        """Give a pick one of the labels 1 to 4, or 0 for none.

        Raises:
            KeyError: The pick is gone; another Diptych may have deleted it.
            ValueError: There is no such label, or the entry is a note.
        """
        if not 0 <= label <= LABELS:
            raise ValueError(f"there is no label {label}")
        with self._database.change():
            before = self._entry(id_)
            if before.kind.written:
                raise ValueError("only picks have labels")
            if before.label == label:
                return before
            after = replace(before, label=label, modified=stamp(self._now()))
            self._database.run("UPDATE entries SET label = ?, modified = ? WHERE id = ?", label, after.modified, id_)
            self._journal.record(Change("edit", before, after))
        return after

    def take(self, entry: Entry) -> Entry | None:
        """Keep an entry that was made elsewhere, under its own id, after all others.

        Returns:
            None if it was kept; else the entry that already has this id and stays unchanged. If that one belongs to
            another story, `entry` itself.
        """
        with self._database.change():
            if present := self._entries(entry.id):
                return present[0]
            if self._rows.has(entry.id):
                return entry
            kept = replace(entry, position=self._rows.next_position())
            self._put(kept)
            self._journal.record(Change("add", None, kept))
        return None

    def adopt(self, subjects: Sequence[tuple[str, Subject]]) -> None:
        """Keep copies of what is kept of another story, after all that is here. This is no change to be undone.

        Args:
            subjects: Each with the id that it had in the story where it was made.
        """
        if not subjects:
            return
        with self._database.change():
            first = self.first_ids()
            for id_, subject in subjects:
                made = self._new_id()
                first[made] = id_
                if isinstance(subject, Entry):
                    self._put(replace(subject, id=made, position=self._rows.next_position()))
                elif isinstance(subject, KeptDecision):
                    self.decisions.put(replace(subject, id=made))
                else:
                    self.roles.put(replace(subject, id=made))
            self.put_setting(_FIRST, first)

    def first_ids(self) -> dict[str, str]:
        """For the id of what was taken over from another story, the id that it had first."""
        kept = self.setting(_FIRST)
        return {id_: first for id_, first in kept.items() if isinstance(first, str)} if isinstance(kept, dict) else {}

    def known_ids(self) -> frozenset[str]:
        """The first ids of all that is or was here, as far back as the journal of changes goes."""
        first = self.first_ids()
        here: tuple[Subject, ...] = (*self.entries(), *self.decisions.all(), *self.roles.all())
        gone = [subject.id for change in self._journal.all() for subject in (change.subject,)]
        return frozenset([*first.values(), *(first.get(id_, id_) for id_ in [*(one.id for one in here), *gone])])

    def put_in_order(self, ids: Sequence[str]) -> None:
        """Put entries in this order, into the positions that they hold now among the others.

        Unknown ids are ignored. A new order is not a change that can be undone.
        """
        with self._database.change():
            present = {entry.id: entry for entry in self._entries(None)}
            wanted = [present[id_] for id_ in dict.fromkeys(ids) if id_ in present]
            turns = iter(wanted)
            moved = {entry.id for entry in wanted}
            order = [next(turns) if entry.id in moved else entry for entry in present.values()]
            for position, entry in enumerate(order):
                self._database.run("UPDATE entries SET position = ? WHERE id = ?", position, entry.id)

    def delete(self, id_: str) -> Entry:
        """Delete an entry; undo restores it. Raises KeyError if it is gone already."""
        with self._database.change():
            entry = self._entry(id_)
            self._rows.delete(id_)
            self._journal.record(Change("delete", entry, None))
        return entry

    def undo(self) -> Change | None:
        """Undo the latest change, whatever its subject and session; None if there is none."""
        return self._step(undone=True)

    def redo(self) -> Change | None:
        """Redo what was undone last; None if there is nothing, or something was changed since."""
        return self._step(undone=False)

    # Places

    def place(self, anchor: Anchor) -> Finding:
        """Where an anchor is in the story's present text; searched for once."""
        known = self.known_place(anchor)
        if known is None:
            known = self._findings[anchor] = self._finder(anchor.locator).find(anchor)
        return known

    def known_place(self, anchor: Anchor) -> Finding | None:
        """Where an anchor is; None if it must be searched for."""
        if anchor.locator not in self._versions:
            return LOST
        return self._findings.get(anchor) or untouched(anchor, self._versions[anchor.locator].text)

    def unplaced(self) -> tuple[Anchor, ...]:
        """The anchors of everything kept that must be searched for: a thousand in 2 MB of text take a second."""
        kept: tuple[Subject, ...] = (*self.entries(), *self.decisions.all(), *self.roles.all())
        anchors = [*(anchor for one in kept for anchor in one.anchors), *self.marks().values()]
        return tuple(dict.fromkeys(anchor for anchor in anchors if self.known_place(anchor) is None))

    def look_for(self, anchors: Iterable[Anchor]) -> None:
        """Search for anchors, so that `known_place` knows them. Does not use the store, so any thread may call it."""
        for anchor in anchors:
            self.place(anchor)

    def text_behind(self, anchor: Anchor) -> str | None:
        """The whole text that an anchor was made on, as it was then; None if no copy was kept."""
        rows = self._database.rows("SELECT packed FROM texts WHERE digest = ?", anchor.text)
        packed = rows[0][0] if rows else None
        try:
            return zlib.decompress(packed).decode("utf-8", "surrogatepass") if isinstance(packed, bytes) else None
        except (zlib.error, UnicodeDecodeError) as error:
            self._database.name_damage("texts", anchor.text, error)
            return None

    def _finder(self, locator: str) -> Finder:
        if locator not in self._finders:
            from reader.notes.finder import finder_of  # 15 ms, in vain where no text has changed

            self._finders[locator] = finder_of(self._versions[locator])
        return self._finders[locator]

    # Position, marks and settings

    def position(self) -> Position | None:
        """Where the reader was; None if that was not kept."""
        fronts = self._database.records(
            "stories", lambda row: as_text(row[1]), "SELECT id, front FROM stories WHERE id = ?", self._number
        )
        starts = self._database.records(
            "versions",
            lambda row: (as_text(row[0]), as_number(row[1])),
            "SELECT locator, start FROM versions WHERE story = ? ORDER BY place",
            self._number,
        )
        return Position(fronts[0], dict(starts)) if fronts and fronts[0] else None

    def keep_position(self, position: Position) -> None:
        """Keep where the reader is. This waits for the disk: call it at a pause and on leaving, not at each key."""
        with self._database.change():
            self._database.run("UPDATE stories SET front = ? WHERE id = ?", position.front, self._number)
            for locator, start in position.starts.items():
                self._database.run(
                    "UPDATE versions SET start = ? WHERE story = ? AND locator = ?", start, self._number, locator
                )

    def marks(self) -> dict[str, Anchor]:
        """The marked passages by their letters, in alphabetical order."""
        return dict(
            self._database.records(
                "marks",
                lambda row: (as_text(row[0]), anchor_from_json(as_text(row[1]))),
                "SELECT letter, anchor FROM marks WHERE story = ? ORDER BY letter",
                self._number,
            )
        )

    def mark(self, letter: str, anchor: Anchor) -> None:
        """Mark a passage with a letter, which then no longer marks another one."""
        with self._database.change():
            self._database.run(
                "INSERT OR REPLACE INTO marks (story, letter, anchor) VALUES (?, ?, ?)",
                self._number,
                letter,
                anchor_to_json(anchor),
            )

    def setting(self, name: str) -> Any:
        """A setting of this story, as JSON gives it back; None if it was not kept."""
        return self._settings().get(name)

    def keep_setting(self, name: str, value: Any) -> None:
        """Keep a setting of this story: anything JSON can hold. Raises TypeError or ValueError for anything else."""
        with self._database.change():
            self.put_setting(name, value)

    def put_setting(self, name: str, value: Any) -> None:
        """Keep a setting as `keep_setting` does. Inside `Database.change`."""
        settings = {**self._settings(), name: value}
        self._database.run("UPDATE stories SET settings = ? WHERE id = ?", json.dumps(settings), self._number)

    def _settings(self) -> dict[str, Any]:
        """The settings. Damaged ones are kept among the new ones, as bytes in hexadecimal figures."""
        kept = self._database.rows("SELECT settings FROM stories WHERE id = ?", self._number)[0][0]
        try:
            settings = json.loads(as_text(kept))
            if not isinstance(settings, dict):
                raise UnreadableRowError("the settings of the story are none")
        except UNREADABLE as error:
            self._database.name_damage("stories", self._number, error)
            data = kept if isinstance(kept, bytes) else str(kept).encode("utf-8", "surrogatepass")
            return {"unreadable settings": data.hex()}
        return settings

    # Versions

    def noted_locators(self) -> frozenset[str]:
        """The locators of the versions that anything kept is on: notes, picks, pins, roles, drafts and marks."""
        rows = (self.entries(), self.decisions.all(), self.roles.all(), self.drafts.all())
        anchors = [anchor for kept in rows for one in kept for anchor in one.anchors]
        return frozenset(anchor.locator for anchor in (*anchors, *self.marks().values()))

    def noted_revisions(self) -> tuple[str, ...]:
        """The locators of revisions in git that notes and picks are on."""
        rows = self._database.rows(
            "SELECT DISTINCT a.locator FROM anchors a JOIN entries e ON e.id = a.entry "
            "WHERE e.story = ? AND a.locator LIKE 'git:%' ORDER BY a.locator",
            self._number,
        )
        return tuple(as_text(row[0]) for row in rows)

    def forget_earlier_texts(self, story: Story) -> None:
        """Forget earlier texts of the story's sources that it no longer has beside them and that nothing kept is on."""
        rows = self._database.rows("SELECT locator FROM versions WHERE story = ?", self._number)
        known = {as_text(row[0]) for row in rows} - set(story.locators)
        earlier = {
            locator for locator in known if source_of(locator) != locator and source_of(locator) in story.locators
        }
        if not earlier:
            return
        with self._database.change():
            for locator in sorted(earlier - self.noted_locators()):
                self._database.run("DELETE FROM versions WHERE story = ? AND locator = ?", self._number, locator)

    # Files that were written

    def written(self, path: Path) -> frozenset[str]:
        """The SHA-256 of each content that we recently wrote, or were about to write, to a file."""
        rows = self._database.rows("SELECT sha256 FROM written WHERE story = ? AND path = ?", self._number, str(path))
        return frozenset(as_text(row[0]) for row in rows)

    def keep_written(self, path: Path, sha256: str) -> None:
        """Keep the SHA-256 of what is about to be written to a file."""
        with self._database.change():
            self._database.run(
                "INSERT INTO written (story, path, sha256) VALUES (?, ?, ?)", self._number, str(path), sha256
            )
            self._database.run(
                "DELETE FROM written WHERE story = ? AND path = ? AND id NOT IN "
                "(SELECT id FROM written WHERE story = ? AND path = ? ORDER BY id DESC LIMIT ?)",
                *(self._number, str(path)) * 2,
                _DIGESTS,
            )

    # Entries in the database

    def _add(self, kind: Kind, body: str, anchors: Sequence[Anchor]) -> Entry:
        moment = stamp(self._now())
        with self._database.change():
            entry = Entry(
                id=self._new_id(),
                kind=kind,
                body=body,
                anchors=tuple(anchors),
                created=moment,
                modified=moment,
                position=self._rows.next_position(),
            )
            for anchor in entry.anchors:
                self._keep_text(anchor)
            self._put(entry)
            self._journal.record(Change("add", None, entry))
        return entry

    def _keep_text(self, anchor: Anchor) -> None:
        """Keep a copy of the text that an anchor was made on, unless there is one."""
        version = self._versions.get(anchor.locator)
        if self._database.rows("SELECT 1 FROM texts WHERE digest = ?", anchor.text):
            return
        if version is not None and text_digest(version.text) == anchor.text:
            packed = zlib.compress(version.text.encode("utf-8", "surrogatepass"), level=1)
            self._database.run("INSERT INTO texts (digest, packed) VALUES (?, ?)", anchor.text, packed)

    def _entries(self, id_: str | None) -> tuple[Entry, ...]:
        """The entries in the reader's order, or the one with this id."""
        found: dict[Value, list[Row]] = {}
        for row in self._database.rows(_ENTRIES, self._number, id_, id_):
            found.setdefault(row[0], []).append(row)
        return tuple(entry for rows in found.values() if (entry := self._read(rows)) is not None)

    def _read(self, rows: list[Row]) -> Entry | None:
        """An entry from its row, joined with each of its anchors.

        Of a damaged one, what the journal of changes tells, else as much as can be read; None if that is too little.
        """
        try:
            return _entry(rows[0], [_anchor(row[7:], as_text) for row in rows if row[7] is not None])
        except UNREADABLE as error:
            reason = str(error)
        id_ = as_far_as_readable(rows[0][0])
        entry = self._journal.last_state(id_)
        how = "shown as the last change left it" if entry else "shown as far as it can be read"
        if entry is None:
            anchors = []
            for row in rows:
                with suppress(*UNREADABLE):
                    if row[7] is not None:
                        anchors.append(_anchor(row[7:], as_far_as_readable))
            with suppress(*UNREADABLE):
                entry = _what_is_left(rows[0], anchors)
        self._database.name_damage("entries", rows[0][0], f"{reason}; {how if entry else 'not shown'}")
        return entry

    def _entry(self, id_: str) -> Entry:
        entries = self._entries(id_)
        if not entries:
            raise KeyError(id_)
        return entries[0]

    def _put(self, entry: Entry) -> None:
        """Store an entry and its anchors under its id. Inside `Database.change`."""
        self._rows.put(
            entry.id,
            kind="note" if entry.kind.written else entry.kind.value,
            sort=_sort(entry.kind),
            body=entry.body,
            created=entry.created,
            modified=entry.modified,
            position=entry.position,
            label=entry.label,
        )
        for place, a in enumerate(entry.anchors):
            self._database.run(
                "INSERT INTO anchors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(
                    entry.id,
                    place,
                    a.locator,
                    a.siglum,
                    a.start,
                    a.end,
                    a.exact,
                    a.prefix,
                    a.suffix,
                    int(a.once),
                    a.text,
                ),
            )

    def _step(self, *, undone: bool) -> Change | None:
        """Undo the latest change, or redo the next one."""
        with self._database.change():
            change = self._journal.take(undone=undone)
            if change is None:
                return None
            subject, wanted = change.subject, change.before if undone else change.after
            if isinstance(subject, KeptDecision):
                self.decisions.remove(subject) if wanted is None else self.decisions.put(subject)
            elif isinstance(subject, KeptRole):
                self.roles.put(wanted) if isinstance(wanted, KeptRole) else self.roles.remove(subject)
            elif isinstance(wanted, Entry):
                self._put(wanted)
            else:
                self._rows.delete(subject.id)
        return change


def _sort(kind: Kind) -> str:
    """The value of the column `sort`, which tells the kinds of note apart; `kind` only tells notes from picks."""
    return kind.value if kind.written else Kind.NOTE.value


def _entry(row: Row, anchors: Sequence[Anchor]) -> Entry:
    id_, kind, body, created, modified = (as_text(value) for value in row[:5])
    return Entry(
        id=id_,
        kind=Kind(kind),
        body=body,
        anchors=tuple(anchors),
        created=created,
        modified=modified,
        position=as_number(row[5]),
        label=_label(row[6]),
    )


def _what_is_left(row: Row, anchors: Sequence[Anchor]) -> Entry:
    """What can be read of a damaged entry. Raises UnreadableRowError if it is nothing."""
    id_, kind, body, created, modified = map(as_far_as_readable, row[:5])
    if not body.strip() and not anchors:
        raise UnreadableRowError("nothing is left of it")
    known = Kind(kind) if kind in list(Kind) else Kind.NOTE if body.strip() else Kind.PICK
    if known is Kind.PICK and not anchors:
        raise UnreadableRowError("its passages cannot be read")
    position = row[5] if isinstance(row[5], int) else 0
    return Entry(
        id=id_,
        kind=known,
        body=body,
        anchors=tuple(anchors),
        created=created,
        modified=modified,
        position=position,
        label=_label(row[6]),
    )


def _label(value: Value) -> int:
    """A label from its column; one that does not exist counts as none, and costs no more than itself."""
    return value if isinstance(value, int) and 0 < value <= LABELS else 0


def _anchor(row: Row, free: Callable[[Value], str]) -> Anchor:
    """An anchor from its columns; `free` reads those that hold words of the source."""
    locator, siglum, start, end, exact, prefix, suffix, once, text = row
    return Anchor(
        locator=as_text(locator),
        siglum=free(siglum),
        start=as_number(start),
        end=as_number(end),
        exact=free(exact),
        prefix=free(prefix),
        suffix=free(suffix),
        once=bool(once),
        text=free(text),
    )
