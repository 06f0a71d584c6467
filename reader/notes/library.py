"""All stories that notes are kept of, without their sources: listed, searched, and added to from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from reader.notes.database import Database, number_of, text_of
from reader.notes.entries import Entry, stamp
from reader.notes.story_notes import StoryNotes
from reader.story.version import Story

_TERM = r'"([^"]*)"?(\*?)|(\S+)'


class KeptVersion(NamedTuple):
    """A version as it was when its story was last open."""

    locator: str
    siglum: str
    name: str
    source: str
    sha256: str


class KeptStory(NamedTuple):
    """A story that was opened before."""

    key: str
    title: str
    opened: str
    """When it was last opened: UTC, as `2031-02-14T09:12:44Z`."""
    versions: tuple[KeptVersion, ...]
    notes: int
    """How many notes there are."""
    picks: int
    """How many picks there are."""


class Found(NamedTuple):
    """An entry that a search found."""

    story: KeptStory
    entry: Entry


class Library:
    """What is kept of all stories. Made by `Store.library`; every method may raise StoreError."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._database = database
        self._now = now
        self._new_id = new_id

    def stories(self) -> tuple[KeptStory, ...]:
        """The stories that have notes or picks, the one opened last first."""
        return tuple(story for story in self.known() if story.notes or story.picks)

    def known(self) -> tuple[KeptStory, ...]:
        """All stories that were opened before, the one opened last first."""
        return tuple(self._stories())

    def notes_of(self, story: KeptStory, opened: Story | None = None) -> StoryNotes:
        """The notes of a story.

        Args:
            story: The story.
            opened: The same story with its versions, if they are to be looked into. It does not count as opened by it.
        """
        rows = self._database.rows("SELECT id FROM stories WHERE key = ?", story.key)
        hollow = opened or Story(title=story.title, versions=(), locators=(), key=story.key, home=None)
        return StoryNotes(hollow, number_of(rows[0][0]), self._database, self._now, self._new_id)

    def search(self, query: str) -> tuple[Found, ...]:
        """The entries whose words, or the passages they are on, hold all words of a query; the best first.

        Words in double quotes stand together; a word that ends in `*` stands for all that begin so. Case and accents
        do not count. A query without a word finds nothing.
        """
        wanted = _full_text(query)
        if not wanted:
            return ()
        rows = self._database.rows(
            "SELECT s.key, w.entry FROM words w JOIN entries e ON e.id = w.entry JOIN stories s ON s.id = e.story "
            "WHERE words MATCH ? ORDER BY rank, e.story, e.position",
            wanted,
        )
        stories = {story.key: story for story in self._stories()}
        entries: dict[str, dict[str, Entry]] = {}
        out = []
        for key, id_ in ((text_of(key), text_of(id_)) for key, id_ in rows):
            if key not in entries:
                entries[key] = {entry.id: entry for entry in self.notes_of(stories[key]).entries()}
            if id_ in entries[key]:
                out.append(Found(stories[key], entries[key][id_]))
        return tuple(out)

    def take(self, story: KeptStory, entries: Sequence[Entry]) -> tuple[int, int]:
        """Take in entries that were made elsewhere, each under its own id.

        Returns:
            How many were kept, and how many of the others are here with other words, which stay.
        """
        database = self._database
        with database.change():
            database.run(
                "INSERT OR IGNORE INTO stories (key, title, opened) VALUES (?, ?, ?)",
                story.key,
                story.title,
                stamp(self._now()),
            )
            number = number_of(database.rows("SELECT id FROM stories WHERE key = ?", story.key)[0][0])
            for place, version in enumerate(story.versions):
                database.run(
                    "INSERT OR IGNORE INTO versions (story, locator, place, siglum, name, source, sha256) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(number, version.locator, place, version.siglum, version.name, version.source, version.sha256),
                )
        notes = self.notes_of(story)
        kept = differing = 0
        for entry in entries:
            present = notes.take(entry)
            kept += present is None
            differing += present is not None and (present.body, present.kind) != (entry.body, entry.kind)
        return kept, differing

    def _stories(self) -> list[KeptStory]:
        versions: dict[int, list[KeptVersion]] = {}
        for story, *columns in self._database.rows(
            "SELECT story, locator, siglum, name, source, sha256 FROM versions ORDER BY story, place"
        ):
            versions.setdefault(number_of(story), []).append(KeptVersion(*map(text_of, columns)))
        rows = self._database.rows(
            "SELECT s.id, s.key, s.title, s.opened, count(e.id) FILTER (WHERE e.kind = 'note'), "
            "count(e.id) FILTER (WHERE e.kind = 'pick') FROM stories s LEFT JOIN entries e ON e.story = s.id "
            "GROUP BY s.id ORDER BY s.opened DESC, s.id DESC"
        )
        return [
            KeptStory(
                text_of(key),
                text_of(title),
                text_of(opened),
                tuple(versions.get(number_of(number), ())),
                number_of(notes),
                number_of(picks),
            )
            for number, key, title, opened, notes, picks in rows
        ]


def _full_text(query: str) -> str:
    """A query in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax), all of it text."""
    terms = []
    for phrase, star, word in re.findall(_TERM, query):
        text, open_ended = (word.rstrip("*"), "*" if word.endswith("*") else "") if word else (phrase, star)
        text = text.replace('"', " ")
        if any(char.isalnum() for char in text):
            terms.append(f'"{text}"{open_ended}')
    return " ".join(terms)
