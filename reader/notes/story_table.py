"""What the store keeps of one story in one of its tables: rows in an order, each with an id, told to the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from reader.notes.database import Database, number_of
from reader.notes.journal import Journal


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
