"""The store: notes, picks, positions and marks of every story, in one database in the user's data folder.

Each method that changes something has it on disk when it returns, or raises StoreError and has changed nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from reader.notes.database import DamagedError, Database, StoreError, number_of
from reader.notes.entries import stamp, utc_now
from reader.notes.library import Library
from reader.notes.schema import MIGRATIONS
from reader.notes.story_notes import StoryNotes
from reader.story.story import Story

if TYPE_CHECKING:
    from reader.notes.shelf import Shelf

__all__ = ["Store", "StoreError", "StoryNotes"]


def _random_id() -> str:
    return os.urandom(16).hex()


class Store:
    """All that the reader keeps. Use it from the thread that opened it."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
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
            StoreError: If it cannot be created or opened, is damaged, is another program's, or was made by a newer
                Diptych. The file is then as it was.
        """
        return cls(Database(path, MIGRATIONS), now, new_id)

    @classmethod
    def open_or_salvage(cls, path: Path) -> tuple[Store, str]:
        """Open the store at `path`; one that is damaged is replaced by a new one that holds what could be read.

        Returns:
            The store, and what the reader is to know of it as one sentence; nothing if all is well.

        Raises:
            StoreError: If it cannot be used for another reason, or no new one can be made.
        """
        try:
            return cls.open(path), ""
        except DamagedError:
            from reader.notes.salvage import salvage  # needed once in a lifetime

            saved = salvage(path, MIGRATIONS)
            return cls.open(path), saved.sentence

    @staticmethod
    def count(path: Path) -> tuple[int, int]:
        """Check the whole store at `path`, and change nothing.

        Returns:
            How many stories it knows, and how many notes and picks it holds.

        Raises:
            StoreError: As `open` does; also where there is none.
        """
        database = Database(path, MIGRATIONS, read_only=True)
        try:
            stories, entries = (
                number_of(database.rows(f"SELECT count(*) FROM {table}")[0][0]) for table in ("stories", "entries")
            )
        finally:
            database.close()
        return stories, entries

    def changed_elsewhere(self) -> bool:
        """Whether another running reader has changed the store since this was last asked. Raises StoreError."""
        return self._database.changed_elsewhere()

    @property
    def path(self) -> Path:
        """The database file."""
        return self._database.path

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
            number = number_of(database.rows("SELECT id FROM stories WHERE key = ?", story.key)[0][0])
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
        return StoryNotes(story, number, database, self._now, self._new_id)

    def has_grown(self, key: str, story: Story) -> bool:
        """Let what is kept under a key be a story's that has come to hold more versions, and so has another key.

        Returns:
            Whether it was so. What is kept under the new key already stays there, and nothing is changed.
        """
        with self._database.change():
            if self._database.rows("SELECT 1 FROM stories WHERE key = ?", story.key):
                return False
            self._database.run("UPDATE stories SET key = ? WHERE key = ?", story.key, key)
        return True

    def library(self) -> Library:
        """What is kept of all stories, without opening their sources."""
        return Library(self._database, self._now, self._new_id)

    def shelf(self) -> Shelf:
        """The stories that were read lately. Raises StoreError."""
        from reader.notes.shelf import Shelf  # only who comes without a story needs it

        return Shelf(self._database, self.library())

    def close(self) -> None:
        """Close the store. Everything is on disk already."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
