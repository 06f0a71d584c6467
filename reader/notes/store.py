"""The store: one database in the user's data folder with all notes, picks, decisions, positions and marks.

Each method that changes something has it on disk when it returns, or raises StoreError and has changed nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader.notes.database import (
    DamagedError,
    Database,
    StoreError,
    UnreadableRowError,
    Value,
    as_number,
    as_text,
    is_emptied,
)
from reader.notes.library import IMPORTED, Library, Shelf
from reader.notes.salvage import salvage
from reader.notes.story_notes import StoryNotes
from reader.story.moments import stamp, utc_now
from reader.story.version import Story

__all__ = ["MIGRATIONS", "Store", "StoreError"]

MIGRATIONS = (
    (
        """
        CREATE TABLE stories (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            opened TEXT NOT NULL,
            front TEXT NOT NULL DEFAULT '',
            settings TEXT NOT NULL DEFAULT '{}'
        )
        """,
        """
        CREATE TABLE versions (
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            locator TEXT NOT NULL,
            place INTEGER NOT NULL,
            siglum TEXT NOT NULL,
            name TEXT NOT NULL,
            source TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            start INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (story, locator)
        ) WITHOUT ROWID
        """,
        # The texts that notes were made on: zlib, UTF-8, under the SHA-256 of the text.
        "CREATE TABLE texts (digest TEXT PRIMARY KEY, packed BLOB NOT NULL)",
        """
        CREATE TABLE entries (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('note', 'pick')),
            body TEXT NOT NULL,
            created TEXT NOT NULL,
            modified TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX entries_of_story ON entries (story, position)",
        """
        CREATE TABLE anchors (
            entry TEXT NOT NULL REFERENCES entries ON DELETE CASCADE,
            place INTEGER NOT NULL,
            locator TEXT NOT NULL,
            siglum TEXT NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            exact TEXT NOT NULL,
            prefix TEXT NOT NULL,
            suffix TEXT NOT NULL,
            once INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (entry, place)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE marks (
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            letter TEXT NOT NULL,
            anchor TEXT NOT NULL,
            PRIMARY KEY (story, letter)
        ) WITHOUT ROWID
        """,
        # What can be undone (undone = 0, latest first) and redone (undone = 1, earliest first).
        """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            verb TEXT NOT NULL CHECK (verb IN ('add', 'edit', 'delete')),
            before TEXT,
            after TEXT,
            undone INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX journal_of_story ON journal (story, undone, id)",
        # Digests of the files that we wrote or were about to write: they reveal changes made by hand.
        """
        CREATE TABLE written (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL
        )
        """,
    ),
    (
        # Links that the reader pinned or cut. Each side is a JSON list of anchors, one for each sentence.
        """
        CREATE TABLE decisions (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('pin', 'cut')),
            here TEXT NOT NULL,
            there TEXT NOT NULL,
            created TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX decisions_of_story ON decisions (story, position)",
        # The subject of a change: changes are undone in the order in which they were made, whatever their subject.
        """
        ALTER TABLE journal ADD COLUMN subject TEXT NOT NULL DEFAULT 'entry' CHECK (subject IN ('entry', 'decision'))
        """,
    ),
    (
        # Notes that are still being written, at most two seconds old. `entry` is the note that is being edited, or
        # empty; `base` is its body when the draft was begun.
        """
        CREATE TABLE drafts (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            entry TEXT NOT NULL,
            base TEXT NOT NULL,
            body TEXT NOT NULL,
            anchors TEXT NOT NULL,
            written TEXT NOT NULL
        )
        """,
    ),
    (
        # The kind of note; the column `kind` still tells notes from picks.
        """
        ALTER TABLE entries ADD COLUMN sort TEXT NOT NULL DEFAULT 'note'
        CHECK (sort IN ('note', 'question', 'doubt', 'quote'))
        """,
        # The words of all entries and their passages, for searching; triggers keep the index current.
        """
        CREATE VIRTUAL TABLE words
        USING fts5(entry UNINDEXED, body, quoted, tokenize='unicode61 remove_diacritics 2')
        """,
        """
        INSERT INTO words (entry, body, quoted)
        SELECT id, body, coalesce((SELECT group_concat(exact, ' ') FROM anchors WHERE entry = id), '') FROM entries
        """,
        """
        CREATE TRIGGER words_of_new AFTER INSERT ON entries BEGIN
            INSERT INTO words (entry, body, quoted) VALUES (new.id, new.body, '');
        END
        """,
        """
        CREATE TRIGGER words_of_edited AFTER UPDATE OF body ON entries BEGIN
            UPDATE words SET body = new.body WHERE entry = new.id;
        END
        """,
        """
        CREATE TRIGGER words_of_deleted AFTER DELETE ON entries BEGIN
            DELETE FROM words WHERE entry = old.id;
        END
        """,
        """
        CREATE TRIGGER words_of_anchored AFTER INSERT ON anchors BEGIN
            UPDATE words SET quoted = quoted || ' ' || new.exact WHERE entry = new.entry;
        END
        """,
    ),
    (
        # Roles that the reader gave to paragraphs. `anchor` is the whole paragraph, as JSON.
        """
        CREATE TABLE roles (
            id TEXT PRIMARY KEY,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            role TEXT NOT NULL,
            anchor TEXT NOT NULL,
            created TEXT NOT NULL,
            position INTEGER NOT NULL
        )
        """,
        "CREATE INDEX roles_of_story ON roles (story, position)",
        # A role can be the subject of a change too. SQLite can change a CHECK only by making a new table.
        """
        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            story INTEGER NOT NULL REFERENCES stories ON DELETE CASCADE,
            verb TEXT NOT NULL CHECK (verb IN ('add', 'edit', 'delete')),
            before TEXT,
            after TEXT,
            undone INTEGER NOT NULL DEFAULT 0,
            subject TEXT NOT NULL DEFAULT 'entry' CHECK (subject IN ('entry', 'decision', 'role'))
        )
        """,
        """
        INSERT INTO changes (id, story, verb, before, after, undone, subject)
        SELECT id, story, verb, before, after, undone, subject FROM journal
        """,
        "DROP TABLE journal",
        "ALTER TABLE changes RENAME TO journal",
        "CREATE INDEX journal_of_story ON journal (story, undone, id)",
    ),
    (
        # Which of the reader's labels a pick has: 1 to 4, or 0 for none.
        "ALTER TABLE entries ADD COLUMN label INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # What the desk follows (`reader.desk.feeds.Feed`), and the items that are listed there.
        """
        CREATE TABLE feeds (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            address TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('feed', 'page', 'folder')),
            title TEXT NOT NULL DEFAULT '',
            home TEXT NOT NULL DEFAULT '',
            tags TEXT NOT NULL DEFAULT '',
            hidden INTEGER NOT NULL DEFAULT 0,
            etag TEXT NOT NULL DEFAULT '',
            modified TEXT NOT NULL DEFAULT '',
            digest TEXT NOT NULL DEFAULT '',
            asked TEXT NOT NULL DEFAULT '',
            answered TEXT NOT NULL DEFAULT '',
            again TEXT NOT NULL DEFAULT '',
            failures INTEGER NOT NULL DEFAULT 0,
            since TEXT NOT NULL DEFAULT '',
            trouble TEXT NOT NULL DEFAULT '',
            gone INTEGER NOT NULL DEFAULT 0
        )
        """,
        # `topic` is the story on the desk: the id of the item that began it, or 0. `earlier` is a JSON list of
        # headlines, each with the moment until which it stood.
        """
        CREATE TABLE items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            feed INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
            key TEXT NOT NULL,
            address TEXT NOT NULL,
            title TEXT NOT NULL,
            summary TEXT NOT NULL,
            author TEXT NOT NULL,
            published TEXT NOT NULL,
            stamp TEXT NOT NULL,
            seen TEXT NOT NULL,
            moment TEXT NOT NULL,
            changed TEXT NOT NULL DEFAULT '',
            earlier TEXT NOT NULL DEFAULT '[]',
            read TEXT NOT NULL DEFAULT '',
            topic INTEGER NOT NULL DEFAULT 0,
            pinned INTEGER NOT NULL DEFAULT 0,
            origin INTEGER NOT NULL DEFAULT 0,
            opening TEXT NOT NULL DEFAULT '',
            UNIQUE (feed, key)
        )
        """,
        "CREATE INDEX items_by_moment ON items (moment, id)",
        # With all that the list of stories needs: it takes 40 ms then, not 150 (20,000 items).
        "CREATE INDEX items_of_topic ON items (topic, moment, feed, read, origin, changed, pinned, title)",
        # Pairs of items that the reader joined or split.
        """
        CREATE TABLE bonds (
            one INTEGER NOT NULL,
            other INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('join', 'split')),
            made TEXT NOT NULL,
            PRIMARY KEY (one, other)
        ) WITHOUT ROWID
        """,
    ),
)
"""For each schema version from 1 on, the statements that lead to it from the one before."""


def _name_undecodable(database: Database) -> None:
    """Name the rows with a text that is no UTF-8, in whichever column it is."""
    for (table,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"):
        name = as_text(table)
        texts = [row[2] == "TEXT" for row in database.rows(f'PRAGMA table_info("{name}")')]
        for row in database.rows(f'SELECT * FROM "{name}"'):
            for value, is_text in zip(row, texts, strict=True):
                if is_text and isinstance(value, bytes) and not _is_known(database, name, row[0]):
                    try:
                        as_text(value)
                    except UnreadableRowError as error:
                        database.name_damage(name, row[0], error)


def _is_known(database: Database, table: str, row: Value) -> bool:
    """Whether a row's damage has a name already; that of an anchor is named with its entry."""
    return any(database.is_damaged(of, row) for of in {table, "entries" if table == "anchors" else table})


def _random_id() -> str:
    return os.urandom(16).hex()


class Examined(NamedTuple):
    """What was found when a whole store was read."""

    stories: int
    entries: int
    """Notes and picks."""
    damaged: tuple[str, ...]
    """The rows that cannot be read, each with the reason."""


class Store:
    """The store of one user. Use it from the thread that opened it."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        """A store on an open database, with a clock and a function that gives unused ids."""
        self._database = database
        self._now = now
        self._new_id = new_id

    @classmethod
    def open(
        cls, path: Path, *, now: Callable[[], datetime] = utc_now, new_id: Callable[[], str] = _random_id
    ) -> Store:
        """Open the store at `path`, or create it.

        Args:
            path: The database file.
            now: The clock.
            new_id: Gives an id that was never given before.

        Raises:
            StoreError: It cannot be created or opened, is damaged, belongs to another program, or was made by a newer
                Diptych. The file is then unchanged.
        """
        return cls(Database(path, MIGRATIONS), now, new_id)

    @classmethod
    def open_or_salvage(cls, path: Path) -> tuple[Store, str]:
        """Open the store at `path`; replace a damaged one with a new one that holds what could be read.

        Returns:
            The store, and a sentence about the damage; empty if all is well.

        Raises:
            StoreError: It cannot be used for another reason, or no new store can be made.
        """
        emptied = is_emptied(path)
        try:
            return cls.open(path), emptied
        except DamagedError:
            salvaged = salvage(path, MIGRATIONS)
            return cls.open(path), salvaged.sentence

    @classmethod
    def examine(cls, path: Path) -> Examined:
        """Check the whole store at `path`, every row of it, without changing it.

        Raises:
            StoreError: As `open` does; also if there is no store.
        """
        database = Database(path, MIGRATIONS, read_only=True)
        try:
            stories, entries = (
                as_number(database.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in ("stories", "entries")
            )
            library = cls(database, utc_now, _random_id).library()
            for story in library.known():
                library.notes_of(story).read_all()
            _name_undecodable(database)
        finally:
            database.close()
        return Examined(stories, entries, tuple(f"{row}: {why}" for row, why in sorted(database.damaged.items())))

    @property
    def damaged(self) -> dict[str, str]:
        """The rows that could not be read so far, each with the reason. They stay as they are."""
        return self._database.damaged

    def changed_elsewhere(self) -> bool:
        """Whether another program has changed the store since the last call. Raises StoreError."""
        return self._database.changed_elsewhere()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

    @property
    def database(self) -> Database:
        """The open database, for the rooms above that have tables of their own in it."""
        return self._database

    def story(self, story: Story) -> StoryNotes:
        """The notes of a story, which counts as opened now. Raises StoreError."""
        database = self._database
        with database.change():
            database.run(
                "INSERT INTO stories (key, title, opened) VALUES (?, ?, ?) "
                "ON CONFLICT (key) DO UPDATE SET title = excluded.title, opened = excluded.opened",
                story.key,
                story.title,
                stamp(self._now()),
            )
            number = as_number(database.rows("SELECT id FROM stories WHERE key = ?", story.key)[0][0])
            notes = StoryNotes(story, number, database, self._now, self._new_id)
            if notes.setting(IMPORTED):  # now the reader has named its sources, and those of the import do not count
                database.run("DELETE FROM versions WHERE story = ?", number)
                notes.put_setting(IMPORTED, value=False)
            for place, (version, locator) in enumerate(zip(story.versions, story.locators, strict=True)):
                database.run(
                    "INSERT INTO versions (story, locator, place, siglum, name, source, sha256) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story, locator) DO UPDATE SET place = excluded.place, "
                    "siglum = excluded.siglum, name = excluded.name, source = excluded.source, "
                    "sha256 = excluded.sha256",
                    number,
                    locator,
                    place,
                    version.siglum,
                    version.name,
                    version.source,
                    version.sha256,
                )
        return notes

    def has_grown(self, key: str, story: Story) -> bool:
        """Give what is kept under a key to the same story after it gained versions, and so got another key.

        Returns:
            False if something is already kept under the new key; then nothing is changed.
        """
        with self._database.change():
            if self._database.rows("SELECT 1 FROM stories WHERE key = ?", story.key):
                return False
            self._database.run("UPDATE stories SET key = ? WHERE key = ?", story.key, key)
        return True

    def library(self) -> Library:
        """What is kept of all stories."""
        return Library(self._database, self._now, self._new_id)

    def shelf(self) -> Shelf:
        """The stories that were read lately."""
        return Shelf(self._database, self.library())

    def close(self) -> None:
        """Close the store. All changes are on disk already."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
