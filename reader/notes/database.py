"""The store's database: an SQLite connection whose commits are on disk and whose errors are one clear sentence.

Write-ahead logging with `synchronous=FULL` syncs the log at each commit
(https://sqlite.org/pragma.html#pragma_synchronous), so a commit that has returned survives a kill and a power cut, and
two programs can use the store at once.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from reader.notes.files import sync_folder
from reader.story.clean import clean_line

Value = str | int | bytes | None
Row = tuple[Value, ...]
Record = TypeVar("Record")

APPLICATION_ID = 0x44695074
"""Identifies a file as ours: the letters `DiPt`."""
_PATIENCE = 5.0
"""Seconds to wait while another program writes."""
_CHECKED = 8_000_000
"""Size in bytes up to which the file is checked whenever it is opened (1.5 ms for 2.3 MB). A larger file is checked
only if a log was left behind, that is after a crash or while another Diptych is running."""
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What Python raises for an error of SQLite: the second if its message quotes bytes of the file that are not UTF-8."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_COSTS_A_ROW = ("CHECK constraint failed", "NULL value in")
"""What a check finds in a row that stands in its place with a value that it cannot have."""
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_PERM: "the file is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened for writing",
    sqlite3.SQLITE_BUSY: "another program keeps writing to the file",
    sqlite3.SQLITE_LOCKED: "another program keeps writing to the file",
    sqlite3.SQLITE_IOERR: "the disk reports an error (it is full, or failing)",
    sqlite3.SQLITE_TOOBIG: "the text is too long",
}


class StoreError(Exception):
    """The store cannot be used. The text is one clear sentence: what, where, and what to do."""


class DamagedError(StoreError):
    """The store is damaged; `reader.notes.salvage` recovers what can be read."""


class UnreadableRowError(ValueError):
    """A row of the store cannot be read: a bit of it was flipped, or another program wrote it. The text says why."""


UNREADABLE = (UnreadableRowError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What making a record of a damaged row can raise."""


class Database:
    """A connection to the store. Use it from the thread that opened it."""

    def __init__(self, path: Path, migrations: Sequence[Sequence[str]], *, read_only: bool = False) -> None:
        """Open the database at `path`; create it if needed (mode 0600, its folder 0700) and migrate it.

        Args:
            path: The file.
            migrations: For each schema version from 1 on, the statements that lead to it from the version before.
            read_only: Do not migrate or change the file, and check all of it, however large it is.

        Raises:
            StoreError: It cannot be created, opened or written, is damaged, is not a store of ours, or was made by a
                newer program. The file is then unchanged.
        """
        self.path = path = path.absolute()
        self._changing = False
        self.damaged: dict[str, str] = {}
        """The rows that could not be read so far, each with the reason. They stay in the store as they are."""
        if read_only:
            self._examine_only(migrations)
            return
        try:
            _create(path)
            self._identity = _identity(path)
            log = path.with_name(path.name + "-wal")
            # Closing the last connection removes the log: if there is one, a session crashed or is still running.
            left = log.exists() and log.stat().st_size > 0
            check = "integrity_check" if left else "quick_check" if path.stat().st_size <= _CHECKED else ""
        except OSError as error:
            raise StoreError(
                f"The notes cannot be kept in {clean_line(str(path))}: {error.strerror}. "
                "Make that folder writable, or set DIPTYCH_DATA to another one."
            ) from error
        with self._errors("opened"):
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        self._connection.text_factory = text_or_bytes
        try:
            self._prepare(migrations, check=check)
            self._data_version = self._number("data_version")
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection. All changes are on disk already."""
        self._connection.close()

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """All rows of a query's result. Raises StoreError."""
        with self._errors("read"):
            return self._connection.execute(statement, [_bindable(value) for value in values]).fetchall()

    def records(self, table: str, make: Callable[[Row], Record], statement: str, *values: Value) -> list[Record]:
        """Make a record of each row of a query's result.

        A row that cannot be read costs that row: it is left out, stays as it is, and is named in `damaged`.

        Args:
            table: The table that the rows are from, whose first column tells them apart.
            make: Makes a record of a row; may raise what is in `UNREADABLE`.
            statement: The query.
            values: Its parameters.

        Raises:
            StoreError: Nothing can be read.
        """
        out = []
        for row in self.rows(statement, *values):
            try:
                out.append(make(row))
            except UNREADABLE as error:
                self.name_damage(table, row[0], error)
        return out

    def name_damage(self, table: str, row: Value, error: Exception | str) -> None:
        """Remember that a row could not be read."""
        self.damaged[_name(table, row)] = clean_line(str(error)) or type(error).__name__

    def is_damaged(self, table: str, row: Value) -> bool:
        """Whether a row is known to be damaged."""
        return _name(table, row) in self.damaged

    def run(self, statement: str, *values: Value) -> None:
        """Run a statement inside `change`. Raises StoreError."""
        assert self._changing, "statements that change something run inside `change`"
        with self._errors("written"):
            self._connection.execute(statement, [_bindable(value) for value in values])

    @contextmanager
    def change(self) -> Iterator[None]:
        """A transaction: after the block all of it is on disk, or none of it if anything failed.

        Raises:
            StoreError: It could not be written.
        """
        self._check_in_place()
        with self._errors("written"):
            self._connection.execute("BEGIN IMMEDIATE")
        self._changing = True
        try:
            yield
            with self._errors("written"):
                self._connection.execute("COMMIT")
        finally:
            self._changing = False
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")

    def _check_in_place(self) -> None:
        """Refuse to write to a file that the next start would not find."""
        try:
            in_place = _identity(self.path) == self._identity
        except OSError:
            in_place = False
        if not in_place:
            raise StoreError(
                f"The notes in {clean_line(str(self.path))} were moved or deleted while Diptych was running, so "
                "nothing more can be kept: put the file back, or restart Diptych."
            )

    def _examine_only(self, migrations: Sequence[Sequence[str]]) -> None:
        """Open an existing store for reading, and check it."""
        log = self.path.with_name(self.path.name + "-wal")
        # Without a log nobody is writing, so SQLite need not create files for sharing the store.
        alone = "" if log.exists() else "&immutable=1"
        with self._errors("opened"):
            self._connection = sqlite3.connect(f"{self.path.as_uri()}?mode=ro{alone}", uri=True, timeout=_PATIENCE)
        self._connection.text_factory = text_or_bytes
        try:
            self._examine(migrations, check="integrity_check")
        except BaseException:
            self._connection.close()
            raise

    def _examine(self, migrations: Sequence[Sequence[str]], *, check: str) -> None:
        """Check whose file it is and that it is intact."""
        if self._number("user_version") > len(migrations):
            raise self._newer(len(migrations))
        foreign = self._number("application_id") not in (0, APPLICATION_ID)
        if foreign or (self._number("user_version") == 0 and self.rows("SELECT 1 FROM sqlite_master")):
            raise StoreError(
                f"{clean_line(str(self.path))} is another program's database, not Diptych's notes: move it away, or "
                "set DIPTYCH_DATA to another folder."
            )
        if check:
            found = self._found_by(f"{check}(1)")
            if any(said.startswith(_COSTS_A_ROW) for said in found):  # such findings are many, and may hide another
                found = [said for said in self._found_by(check) if not said.startswith(_COSTS_A_ROW)]
            if found:
                raise self._damaged(found[0])

    def _found_by(self, check: str) -> list[str]:
        """What a check finds; nothing if all is well."""
        return [said for (row,) in self.rows(f"PRAGMA {check}") if (said := as_far_as_readable(row)) != "ok"]

    def _prepare(self, migrations: Sequence[Sequence[str]], *, check: str) -> None:
        """Check whose file it is and that it is intact, and migrate it to the latest schema."""
        self._examine(migrations, check=check)
        for setting in ("foreign_keys=ON", "synchronous=FULL"):
            self.rows(f"PRAGMA {setting}")
        self._use_write_ahead_log()
        if 0 < (version := self._number("user_version")) < len(migrations):
            self._back_up(self.path.with_name(f"{self.path.stem}.schema-{version}{self.path.suffix}"))
        if self._number("user_version") < len(migrations):
            with self.change():
                # Another Diptych may have migrated it in the meantime.
                for number in range(self._number("user_version"), len(migrations)):
                    for statement in migrations[number]:
                        self.run(statement)
                self.run(f"PRAGMA application_id={APPLICATION_ID}")
                self.run(f"PRAGMA user_version={len(migrations)}")

    def _back_up(self, place: Path) -> None:
        """Copy the store before its schema is changed, unless there is such a copy."""
        if place.exists():
            return
        made = place.with_name(f".{place.name}.{os.getpid()}.tmp")
        try:
            os.close(os.open(made, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
            with self._errors("copied before their format is updated"), closing(sqlite3.connect(made)) as copy:
                self._connection.backup(copy)
            made.replace(place)
            sync_folder(place.parent)
        except OSError as error:
            raise StoreError(
                f"The notes in {clean_line(str(self.path))} must be updated to the current format, but no copy of "
                f"them could be made first: {error.strerror}. They were left unchanged."
            ) from error
        finally:
            made.unlink(missing_ok=True)

    def changed_elsewhere(self) -> bool:
        """Whether another program has changed the store since the last call. Raises StoreError."""
        before, self._data_version = self._data_version, self._number("data_version")
        return before != self._data_version

    def _use_write_ahead_log(self) -> None:
        """Switch to write-ahead logging.

        SQLite does not wait where two programs switch at the same time, so the waiting is done here.
        """
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode=WAL").fetchall()
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise self._error(error, "opened") from error
                time.sleep(0.01)
            except SQLITE_ERRORS as error:
                raise self._error(error, "opened") from error

    def _number(self, pragma: str) -> int:
        """The value of a pragma that is a number."""
        with self._errors("read"):
            value = self._connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        return int(value)

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Turn SQLite's errors into a StoreError of one sentence."""
        try:
            yield
        except (*SQLITE_ERRORS, OverflowError) as error:
            raise self._error(error, what) from error

    def _error(self, error: Exception, what: str) -> StoreError:
        if isinstance(error, UnicodeDecodeError):
            return self._damaged("what SQLite says of it is not UTF-8")
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        where = clean_line(str(self.path))
        if code in _DAMAGED:
            return self._damaged(str(error))
        reason = _REASONS.get(code) or clean_line(str(error)).rstrip(".")
        return StoreError(f"The notes in {where} could not be {what}: {reason}.")

    def _damaged(self, finding: str) -> DamagedError:
        return DamagedError(
            f"The notes in {clean_line(str(self.path))} are damaged ({clean_line(finding)}) and were left unchanged: "
            "start `diptych` to save what can be read, or replace the file with a backup."
        )

    def _newer(self, known: int) -> StoreError:
        return StoreError(
            f"The notes in {clean_line(str(self.path))} were made by a newer Diptych (schema "
            f"{self._number('user_version')}; this one knows {known}): update Diptych. The file was left unchanged."
        )


def _create(path: Path) -> None:
    """Create an empty file and its folder, readable by their owner only, unless they exist. Raises OSError."""
    if path.exists():
        if not path.is_file():
            raise StoreError(
                f"The notes cannot be kept in {clean_line(str(path))}: it is not a file. Move it away, or set "
                "DIPTYCH_DATA to another folder."
            )
        log = path.with_name(path.name + "-wal")
        if path.stat().st_size == 0 and log.exists() and log.stat().st_size > 0:
            # SQLite would discard the log, which holds all that is left.
            raise DamagedError(
                f"The notes in {clean_line(str(path))} are damaged (the file is empty, but {clean_line(log.name)} is "
                "not) and were left unchanged: copy both files, then move them away to start afresh."
            )
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        sync_folder(path.parent)


def is_emptied(path: Path) -> str:
    """A sentence about a store of zero length, which says that it starts afresh; empty if it holds anything."""
    with suppress(OSError):
        if path.is_file() and path.stat().st_size == 0:
            return (
                f"The notes in {clean_line(str(path))} start afresh, because the file was empty: if it held notes, "
                "replace it with a backup."
            )
    return ""


def _identity(path: Path) -> tuple[int, int]:
    """Identifies a file, whatever its name: device and inode. Raises OSError."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _bindable(value: Value) -> Value:
    """A value that SQLite accepts. It refuses lone surrogates, which file names may hold: such a text goes as bytes."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-8", "surrogatepass")
    return value


def _name(table: str, row: Value) -> str:
    """What a damaged row is called."""
    return clean_line(f"{table} {row.decode('utf-8', 'replace') if isinstance(row, bytes) else row}")


def text_or_bytes(data: bytes) -> str | bytes:
    """A text from the database; as bytes where it is no UTF-8, so that it costs its own row and no other."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def as_text(value: Value) -> str:
    """A text from a row. Raises UnreadableRowError."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise UnreadableRowError(f"a text in it is no UTF-8 (byte {error.start + 1:,})") from None
    if not isinstance(value, str):
        raise UnreadableRowError("a text in it is none")
    return value


def as_far_as_readable(value: Value) -> str:
    """A text from a row; what is no UTF-8 in it becomes U+FFFD."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def as_number(value: Value) -> int:
    """A number from a row. Raises UnreadableRowError."""
    if not isinstance(value, int):
        raise UnreadableRowError("a number in it is none")
    return value
