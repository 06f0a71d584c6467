"""Drafts: notes that are being written. They are on disk before anybody says so, and apart from what was kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from reader.notes.anchors import Anchor
from reader.notes.database import Database, text_of
from reader.notes.entries import Entry, stamp
from reader.notes.journal import packed_anchors, unpacked_anchors


class Draft(NamedTuple):
    """A note that was not kept yet."""

    id: str
    """Unique, whatever the clock does."""
    entry: str
    """The id of the note that is being edited; empty for a new one."""
    base: str
    """What that note said when the draft was begun."""
    body: str
    """What is written so far, to the letter."""
    anchors: tuple[Anchor, ...]
    written: str
    """UTC, as `2031-02-14T09:12:44Z`."""

    def is_outdated_by(self, entry: Entry | None) -> bool:
        """Whether the note says something else by now than when the draft was begun, so that both must be shown."""
        return entry is not None and entry.body != self.base


class StoryDrafts:
    """The drafts of one story. Every method may raise StoreError."""

    def __init__(self, number: int, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        """Of the story with this number."""
        self._number = number
        self._database = database
        self._now = now
        self._new_id = new_id

    def all(self) -> tuple[Draft, ...]:
        """The drafts, the oldest first."""
        rows = self._database.rows(
            "SELECT id, entry, base, body, anchors, written FROM drafts WHERE story = ? ORDER BY written, rowid",
            self._number,
        )
        return tuple(
            Draft(id_, entry, base, body, unpacked_anchors(anchors), written)
            for id_, entry, base, body, anchors, written in (map(text_of, row) for row in rows)
        )

    def begin(self, body: str, anchors: Sequence[Anchor], entry: Entry | None = None) -> Draft:
        """Keep a new draft: of a note on these passages, or of other words for `entry`."""
        base = entry.body if entry else ""
        draft = Draft(self._new_id(), entry.id if entry else "", base, body, tuple(anchors), stamp(self._now()))
        with self._database.change():
            self._database.run(
                "INSERT INTO drafts (id, story, entry, base, body, anchors, written) VALUES (?, ?, ?, ?, ?, ?, ?)",
                draft.id,
                self._number,
                draft.entry,
                draft.base,
                draft.body,
                packed_anchors(draft.anchors),
                draft.written,
            )
        return draft

    def write_on(self, draft: Draft, body: str) -> None:
        """Keep what is written by now. A draft that another reader dropped meanwhile is there again."""
        with self._database.change():
            self._database.run(
                "INSERT INTO drafts (id, story, entry, base, body, anchors, written) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body, written = excluded.written",
                draft.id,
                self._number,
                draft.entry,
                draft.base,
                body,
                packed_anchors(draft.anchors),
                stamp(self._now()),
            )

    def drop(self, draft: Draft) -> None:
        """Drop a draft: its words were kept as a note, or are not wanted."""
        with self._database.change():
            self._database.run("DELETE FROM drafts WHERE id = ?", draft.id)
