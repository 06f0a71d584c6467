"""What the reader keeps of one story.

Each method that changes something has it on disk when it returns, or raises StoreError and has changed nothing.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.notes.anchors import LOST, Anchor, Place, text_digest
from reader.notes.database import Database, Row, number_of, text_of
from reader.notes.decisions import StoryDecisions, StoryRoles, next_position
from reader.notes.drafts import StoryDrafts
from reader.notes.entries import Change, Entry, KeptDecision, KeptRole, Kind, Position, Subject, stamp
from reader.notes.journal import Journal, packed_anchor, unpacked_anchor
from reader.story.version import Story

if TYPE_CHECKING:
    from reader.notes.finder import Finder

WRITTEN = "notes written"
"""Under which name a story keeps what was last written to which notes file."""
_DIGESTS = 50
"""Digests kept of what was written to one notes file."""
_ENTRIES = """
    SELECT e.id, CASE e.kind WHEN 'note' THEN e.sort ELSE e.kind END, e.body, e.created, e.modified, e.position,
           a.locator, a.siglum, a.start, a."end", a.exact, a.prefix, a.suffix, a.once, a.text
    FROM entries e LEFT JOIN anchors a ON a.entry = e.id
    WHERE e.story = ? AND (? IS NULL OR e.id = ?) ORDER BY e.position, e.created, e.id, a.place
"""


class StoryNotes:
    """What the reader keeps of one story. Made by `Store.story`; every method may raise StoreError."""

    def __init__(
        self, story: Story, number: int, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self.story = story
        self._number = number
        self._database = database
        self._now = now
        self._new_id = new_id
        self._journal = Journal(database, number)
        self.decisions = StoryDecisions(number, database, self._journal, now, new_id)
        """The links that the reader pinned and cut."""
        self.roles = StoryRoles(number, database, self._journal, now, new_id)
        """What the reader says that paragraphs are for."""
        self.drafts = StoryDrafts(number, database, now, new_id)
        """The notes that are being written."""
        self._versions = dict(zip(story.locators, story.versions, strict=True))
        self._finders: dict[str, Finder] = {}
        """For each version that an anchor was looked for in, what finds it."""
        self._places: dict[Anchor, Place] = {}
        """Where anchors were found; the texts of a story that is open do not change."""

    # Entries

    def entries(self) -> tuple[Entry, ...]:
        """All notes and picks in the reader's order, those that another running reader just made too."""
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
        """The latest pick that holds exactly this passage, wherever in the present text it stood when picked."""
        for entry in reversed(self.entries()):
            if entry.kind is Kind.PICK:
                for own in entry.anchors:
                    if own.locator == anchor.locator and self.place(own).span == anchor.span:
                        return entry
        return None

    def edit_note(self, id_: str, body: str, kind: Kind | None = None) -> Entry:
        """Give an entry another body, and another kind of note if `kind` is one.

        Raises:
            KeyError: If it is gone (another reader may have deleted it).
        """
        with self._database.change():
            before = self._entry(id_)
            after = before._replace(body=body, modified=stamp(self._now()))
            if kind is not None and kind.written and before.kind.written:
                after = after._replace(kind=kind)
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

    def take(self, entry: Entry) -> Entry | None:
        """Keep an entry that was made elsewhere, under its own id, behind all others.

        Returns:
            None if it was kept; else the entry that has this id already, which stays as it is. One of another story's
            has an id that is taken as well.
        """
        with self._database.change():
            if present := self._entries(entry.id):
                return present[0]
            if self._database.rows("SELECT 1 FROM entries WHERE id = ?", entry.id):
                return entry
            kept = entry._replace(position=self._next_position())
            self._put(kept)
            self._journal.record(Change("add", None, kept))
        return None

    def put_in_order(self, ids: Sequence[str]) -> None:
        """Have entries stand in this order, in the places that they have now among the others.

        An id that is gone is passed over. The order is no change that can be undone.
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
        """Delete an entry; undo brings it back. Raises KeyError if it is gone already."""
        with self._database.change():
            entry = self._entry(id_)
            self._remove(entry)
            self._journal.record(Change("delete", entry, None))
        return entry

    def undo(self) -> Change | None:
        """Take back the latest change, to whatever it was and whichever session made it; None if there is none."""
        return self._step(undone=True)

    def redo(self) -> Change | None:
        """Make again what was last undone, if nothing was changed since; None if there is nothing."""
        return self._step(undone=False)

    # Where things are

    def place(self, anchor: Anchor) -> Place:
        """Where an anchor stands in the story's present text; looked for once."""
        known = self.known_place(anchor)
        if known is None:
            known = self._places[anchor] = self._finder(anchor.locator).find(anchor)
        return known

    def known_place(self, anchor: Anchor) -> Place | None:
        """Where an anchor stands, if that is known without looking for it."""
        if anchor.locator not in self._versions:
            return LOST
        return self._places.get(anchor) or self._finder(anchor.locator).quickly(anchor)

    def _finder(self, locator: str) -> Finder:
        from reader.notes.finder import finder_of  # a story without notes is shown without it

        if locator not in self._finders:
            self._finders[locator] = finder_of(self._versions[locator])
        return self._finders[locator]

    def unplaced(self) -> tuple[Anchor, ...]:
        """The anchors of all that is kept that must be looked for: a thousand in 2 MB take a second."""
        kept: tuple[Subject, ...] = (*self.entries(), *self.decisions.all(), *self.roles.all())
        anchors = [*(anchor for one in kept for anchor in one.anchors), *self.marks().values()]
        return tuple(dict.fromkeys(anchor for anchor in anchors if self.known_place(anchor) is None))

    def look_for(self, anchors: Iterable[Anchor]) -> None:
        """Look for anchors, in whatever thread: the store is not touched. Then `known_place` knows them."""
        for anchor in anchors:
            self.place(anchor)

    def text_behind(self, anchor: Anchor) -> str | None:
        """The whole text that an anchor was made on, as it was then; None if no copy was kept."""
        rows = self._database.rows("SELECT packed FROM texts WHERE digest = ?", anchor.text)
        packed = rows[0][0] if rows else None
        return zlib.decompress(packed).decode("utf-8", "surrogatepass") if isinstance(packed, bytes) else None

    def position(self) -> Position | None:
        """Where the reader was; None if nothing was kept."""
        front = text_of(self._database.rows("SELECT front FROM stories WHERE id = ?", self._number)[0][0])
        rows = self._database.rows("SELECT locator, start FROM versions WHERE story = ? ORDER BY place", self._number)
        return Position(front, {text_of(row[0]): number_of(row[1]) for row in rows}) if front else None

    def keep_position(self, position: Position) -> None:
        """Keep where the reader is. It waits for the disk: call it at rest and on leaving, not at each key."""
        with self._database.change():
            self._database.run("UPDATE stories SET front = ? WHERE id = ?", position.front, self._number)
            for locator, start in position.starts.items():
                self._database.run(
                    "UPDATE versions SET start = ? WHERE story = ? AND locator = ?", start, self._number, locator
                )

    def marks(self) -> dict[str, Anchor]:
        """The marked passages by their letters, in alphabetical order."""
        rows = self._database.rows("SELECT letter, anchor FROM marks WHERE story = ? ORDER BY letter", self._number)
        return {text_of(letter): unpacked_anchor(text_of(anchor)) for letter, anchor in rows}

    def mark(self, letter: str, anchor: Anchor) -> None:
        """Mark a passage with a letter, which leaves the passage it marked before."""
        with self._database.change():
            self._database.run(
                "INSERT OR REPLACE INTO marks (story, letter, anchor) VALUES (?, ?, ?)",
                self._number,
                letter,
                packed_anchor(anchor),
            )

    def setting(self, name: str) -> Any:
        """A setting of this story, as JSON gives it back; None if it was not kept."""
        return self._settings().get(name)

    def keep_setting(self, name: str, value: Any) -> None:
        """Keep a setting of this story: anything JSON can hold. Raises TypeError or ValueError for anything else."""
        with self._database.change():
            settings = json.dumps({**self._settings(), name: value})
            self._database.run("UPDATE stories SET settings = ? WHERE id = ?", settings, self._number)

    # What was written to the notes file

    def written(self, path: Path) -> frozenset[str]:
        """The SHA-256 of each content that we wrote to a notes file lately, or were about to write."""
        rows = self._database.rows("SELECT sha256 FROM written WHERE story = ? AND path = ?", self._number, str(path))
        return frozenset(text_of(row[0]) for row in rows)

    def keep_written(self, path: Path, sha256: str) -> None:
        """Keep the SHA-256 of what is about to be written to a notes file."""
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

    # Parts of a change

    def _add(self, kind: Kind, body: str, anchors: Sequence[Anchor]) -> Entry:
        moment = stamp(self._now())
        with self._database.change():
            entry = Entry(self._new_id(), kind, body, tuple(anchors), moment, moment, self._next_position())
            for anchor in entry.anchors:
                self._keep_text(anchor)
            self._put(entry)
            self._journal.record(Change("add", None, entry))
        return entry

    def _next_position(self) -> int:
        return next_position(self._database, "entries", self._number)

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
        found: dict[str, tuple[Row, list[Anchor]]] = {}
        for row in self._database.rows(_ENTRIES, self._number, id_, id_):
            _, anchors = found.setdefault(text_of(row[0]), (row, []))
            if row[6] is not None:
                anchors.append(_anchor(row[6:]))
        return tuple(_entry(row, anchors) for row, anchors in found.values())

    def _entry(self, id_: str) -> Entry:
        entries = self._entries(id_)
        if not entries:
            raise KeyError(id_)
        return entries[0]

    def _put(self, entry: Entry) -> None:
        """Have exactly this entry under its id."""
        self._remove(entry)
        self._database.run(
            "INSERT INTO entries (id, story, kind, sort, body, created, modified, position) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            entry.id,
            self._number,
            "note" if entry.kind.written else entry.kind.value,
            _sort(entry.kind),
            entry.body,
            entry.created,
            entry.modified,
            entry.position,
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

    def _remove(self, entry: Entry) -> None:
        self._database.run("DELETE FROM entries WHERE id = ?", entry.id)

    def _step(self, *, undone: bool) -> Change | None:
        """Take the latest change back (undone), or make the next one again."""
        with self._database.change():
            change = self._journal.take(undone=undone)
            if change is None:
                return None
            subject, wanted = change.entry, change.before if undone else change.after
            if isinstance(subject, KeptDecision):
                self.decisions.remove(subject) if wanted is None else self.decisions.put(subject)
            elif isinstance(subject, KeptRole):
                self.roles.put(wanted) if isinstance(wanted, KeptRole) else self.roles.remove(subject)
            elif isinstance(wanted, Entry):
                self._put(wanted)
            else:
                self._remove(subject)
        return change

    def _settings(self) -> dict[str, Any]:
        kept = self._database.rows("SELECT settings FROM stories WHERE id = ?", self._number)[0][0]
        settings: dict[str, Any] = json.loads(text_of(kept))
        return settings


def _sort(kind: Kind) -> str:
    """What the column of the kinds of note holds."""
    return kind.value if kind.written else Kind.NOTE.value


def _entry(row: Row, anchors: Sequence[Anchor]) -> Entry:
    id_, kind, body, created, modified = (text_of(value) for value in row[:5])
    return Entry(id_, Kind(kind), body, tuple(anchors), created, modified, number_of(row[5]))


def _anchor(row: Row) -> Anchor:
    locator, siglum, start, end, exact, prefix, suffix, once, text = row
    return Anchor(
        locator=text_of(locator),
        siglum=text_of(siglum),
        start=number_of(start),
        end=number_of(end),
        exact=text_of(exact),
        prefix=text_of(prefix),
        suffix=text_of(suffix),
        once=bool(once),
        text=text_of(text),
    )
