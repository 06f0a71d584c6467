"""Recovery from a damaged store: what can be read goes into a new one, and the damaged file is kept beside it.

Tables are read row by row from both ends, and by every key that is known from elsewhere, so that a page that cannot be
read costs only what is on it. Of the notes on such a page, the journal of changes holds those that were changed last.
The damaged file is only ever copied: if the process is killed, the file is where it was, or complete under its new name
with the new store in its place.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.notes.database import SQLITE_ERRORS, Database, StoreError, text_or_bytes
from reader.notes.files import sync_folder
from reader.story.clean import clean_line

_OWNERS = {"anchors": ("entry", "entries", "id"), "versions": ("story", "stories", "id")}
"""Tables whose rows are also looked up by the rows that they belong to: their column, and the owners' table and key."""
_SUFFIXES = ("", "-wal", "-shm")
"""Suffixes of the files that make up a database."""

_Row = tuple[object, ...]
Rescue = Callable[[Path, Path, Sequence[Sequence[str]]], tuple[int, bool]]
"""Fills a new store at the second path from a damaged one at the first, as `rescue` does."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The result of a recovery."""

    damaged: Path
    """Where the damaged file is now."""
    entries: int
    """How many notes and picks were recovered."""
    whole: bool
    """Whether every table could be read to its end."""

    @property
    def sentence(self) -> str:
        """What the reader is to know, in one sentence."""
        saved = "1 note or pick" if self.entries == 1 else f"{self.entries} notes and picks"
        rest = "that is all of them" if self.whole else "others may be lost"
        return (
            f"The store was damaged: {saved} could be read and went into a new one ({rest}); the damaged file is kept "
            f"as {clean_line(str(self.damaged))}"
        )


def rescue(source: Path, made: Path, migrations: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """Fill a new store from a damaged one.

    Args:
        source: A copy of the damaged store.
        made: Where to make the new one.
        migrations: The schema of the new one.

    Returns:
        The number of entries that were recovered, and whether every table could be read to its end.
    """
    Database(made, migrations).close()
    whole = True
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(made, isolation_level=None)) as new:
        old.text_factory = new.text_factory = text_or_bytes  # a text that is no UTF-8 goes over as bytes
        with suppress(*SQLITE_ERRORS):
            old.execute("PRAGMA writable_schema=ON")  # so that a broken index does not block its table
        new.execute("PRAGMA foreign_keys=OFF")
        new.execute("PRAGMA ignore_check_constraints=ON")  # a row with one damaged value is kept as it is
        new.execute("BEGIN")
        tables = _tables(new)
        for table in tables:
            columns = _columns(old, table)
            known = _columns(new, table)
            if not columns:
                # A table that only the new store has is no loss, unless nothing at all could be read.
                whole = whole and bool(_columns(old, "stories"))
                continue
            shared = [name for name in known if name in columns]
            names = ", ".join(f'"{name}"' for name in shared)
            marks = ", ".join("?" * len(shared))
            reading = _TableReader(old, new, table, names)
            for row in reading:
                with suppress(*SQLITE_ERRORS):  # a row that violates the schema is not ours
                    new.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row)
            whole = whole and reading.whole
        _from_journal(new)
        # An entry whose story could not be read goes to a story without sources, so that it can be listed and exported.
        new.execute(
            "INSERT OR IGNORE INTO stories (id, key, title, opened) SELECT DISTINCT story, 'salvaged-' || story, "
            "'A story that could not be read', created FROM entries WHERE story NOT IN (SELECT id FROM stories)"
        )
        for table in tables:
            if "story" in _columns(new, table):
                new.execute(f"DELETE FROM {table} WHERE story NOT IN (SELECT id FROM stories)")
        new.execute("DELETE FROM anchors WHERE entry NOT IN (SELECT id FROM entries)")
        new.execute("COMMIT")
        entries = int(new.execute("SELECT count(*) FROM entries").fetchone()[0])
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return entries, whole


def salvage(path: Path, migrations: Sequence[Sequence[str]], *, rescue: Rescue = rescue) -> Salvaged:
    """Replace a damaged store with a new one.

    Args:
        path: The damaged store.
        migrations: The schema of the new one.
        rescue: Fills the new one.

    Raises:
        StoreError: The new store cannot be made; the damaged one is where it was.
    """
    path = Path(os.path.realpath(path))  # where the store is a link, that stays
    try:
        before = path.stat().st_ino
        kept = _copy_aside(path)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".salvage-") as folder:
            source, made = Path(folder) / "damaged.sqlite3", Path(folder) / "notes.sqlite3"
            for suffix in _SUFFIXES[:2]:
                with suppress(FileNotFoundError):
                    shutil.copyfile(f"{path}{suffix}", f"{source}{suffix}")
            entries, whole = rescue(source, made, migrations)
            if path.stat().st_ino != before:
                raise StoreError(
                    f"The notes in {clean_line(str(path))} were damaged, and another Diptych has recovered them "
                    "in the meantime: start again."
                )
            for suffix in _SUFFIXES[1:]:
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            made.replace(path)
        sync_folder(path.parent)
    except (OSError, *SQLITE_ERRORS) as error:
        raise StoreError(
            f"The notes in {clean_line(str(path))} are damaged, and no new store could be made beside them "
            f"({clean_line(str(error))}): make room there, or set DIPTYCH_DATA to another folder."
        ) from error
    return Salvaged(kept, entries, whole)


def _copy_aside(path: Path) -> Path:
    """Copy the damaged store and its log to the first free name."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    for suffix in _SUFFIXES[:2]:
        with suppress(FileNotFoundError), Path(f"{path}{suffix}").open("rb") as file:
            handle = os.open(f"{kept}{suffix}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as copy:
                shutil.copyfileobj(file, copy)
                copy.flush()
                os.fsync(copy.fileno())
    sync_folder(path.parent)
    return kept


def _from_journal(new: sqlite3.Connection) -> None:
    """Take entries that could not be read from the journal, if it has the last change to them."""
    last: dict[str, tuple[int, dict[str, Any] | None]] = {}
    for order, undone, wanted in (("ASC", 0, "after"), ("DESC", 1, "before")):
        rows = new.execute(
            f"SELECT story, before, after, {wanted} FROM journal WHERE undone = ? AND subject = 'entry' "
            f"ORDER BY id {order}",
            (undone,),
        ).fetchall()
        for story, before, after, state in rows:
            with suppress(ValueError, KeyError, TypeError):
                last[json.loads(after or before)["id"]] = story, json.loads(state) if state else None
    there = {id_ for (id_,) in new.execute("SELECT id FROM entries")}
    for id_, (story, entry) in last.items():
        if entry is None or id_ in there:
            continue
        with suppress(*SQLITE_ERRORS):
            sort, pick = entry["kind"], entry["kind"] == "pick"
            kinds = {"kind": "pick", "sort": "note"} if pick else {"kind": "note", "sort": sort}
            _put(new, "entries", {**entry, **kinds, "story": story})
            for place, anchor in enumerate(entry["anchors"]):
                _put(new, "anchors", {**anchor, "entry": id_, "place": place})


def _put(new: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    """Insert a row with those values that the table has columns for."""
    names = [name for name in _columns(new, table) if name in values]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    new.execute(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", [values[name] for name in names])


class _TableReader:
    """Reads all rows of a damaged table that can be read."""

    def __init__(self, old: sqlite3.Connection, new: sqlite3.Connection, table: str, names: str) -> None:
        self._old, self._new = old, new
        self._table, self._names = table, names
        self.whole = True
        """Whether the table could be read without an error so far."""

    def __iter__(self) -> Iterator[_Row]:
        """All rows that can be read; some of them may come twice."""
        query = f"SELECT {self._names} FROM {self._table}"
        yield from self._rows(f"{query} NOT INDEXED")
        if self.whole:
            return
        order = "rowid" if self._has_rowid() else ", ".join(self._keys())
        descending = ", ".join(f"{part} DESC" for part in order.split(", "))
        yield from self._rows(f"{query} ORDER BY {descending}")
        if self._table in _OWNERS:
            column, owners, key = _OWNERS[self._table]
            for (owner,) in self._new.execute(f"SELECT {key} FROM {owners}").fetchall():
                yield from self._rows(f"{query} WHERE {column} = ?", owner)
        if self._has_rowid():
            for number in range(1, self._last_rowid() + 1):
                yield from self._rows(f"{query} NOT INDEXED WHERE rowid = ?", number)

    def _rows(self, query: str, *values: object) -> Iterator[_Row]:
        try:
            yield from self._old.execute(query, values)
        except (*SQLITE_ERRORS, OverflowError):
            self.whole = False

    def _has_rowid(self) -> bool:
        with suppress(*SQLITE_ERRORS):
            self._old.execute(f"SELECT rowid FROM {self._table} LIMIT 0")
            return True
        return False

    def _keys(self) -> list[str]:
        return [f'"{row[1]}"' for row in self._new.execute(f"PRAGMA table_info({self._table})") if row[5]]

    def _last_rowid(self) -> int:
        """The greatest row number that can be read, with some to spare; every number up to it is tried."""
        last = 0
        for order in ("DESC", "ASC"):
            with suppress(*SQLITE_ERRORS):
                for (number,) in self._old.execute(f"SELECT rowid FROM {self._table} ORDER BY rowid {order}"):
                    last = max(last, number)
        return min(last + 1_000, 100_000)


def _tables(new: sqlite3.Connection) -> list[str]:
    """The tables that hold what the reader kept. The index for searching is left out: triggers fill it."""
    made = new.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    searched = [name for name, sql in made if "VIRTUAL" in sql.upper().split("(")[0]]
    return [
        name
        for name, _ in made
        if name not in searched and not name.startswith(("sqlite_", *(f"{index}_" for index in searched)))
    ]


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table; none if it is missing or cannot be read."""
    with suppress(*SQLITE_ERRORS):
        return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
    return []
