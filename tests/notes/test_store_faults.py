"""The store's file, and what becomes of it when the disk, the program or another program fails."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from reader.notes.database import Database, StoreError, as_number
from reader.notes.store import MIGRATIONS, Store
from reader.notes.story_notes import StoryNotes
from reader.story.moments import utc_now
from tests.notes.kept import ROOT, STORY, on, reopened


def test_only_its_owner_can_read_the_store(path: Path, notes: StoryNotes) -> None:
    notes.add_note("private")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Store.open(tmp_path / "notes.sqlite3").close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_closed_it_is_one_file_that_sqlite_finds_whole(path: Path) -> None:
    with Store.open(path) as store:
        store.story(STORY).add_note("kept")
    assert [file.name for file in path.parent.iterdir()] == ["notes.sqlite3"]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA user_version").fetchall() == [(len(MIGRATIONS),)]
    connection.close()


def test_a_store_of_a_newer_program_is_left_as_it_is(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    newer = len(MIGRATIONS) + 1
    connection.execute(f"PRAGMA user_version={newer}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=rf"newer Diptych \(schema {newer}; this one knows {newer - 1}\): update Diptych"
    ):
        Store.open(path)
    assert path.read_bytes() == before


def damaged(whole: bytes) -> dict[str, bytes]:
    return {
        "no database": b"not a database at all, but long enough to look at. " * 40,
        "torn": whole[: len(whole) // 2],
        "overwritten in the middle": whole[:4096] + os.urandom(8192) + whole[12288:],
        "zeroes in the middle": whole[:4096] + bytes(8192) + whole[12288:],
        "short": whole[:50],
    }


@pytest.mark.parametrize("how", damaged(b"").keys())
def test_a_damaged_store_is_named_and_left_as_it_is(path: Path, how: str) -> None:
    with Store.open(path) as store:
        notes = store.story(STORY)
        for number in range(50):
            notes.add_note(f"note {number} " * 20, [on(1)])
    harm = damaged(path.read_bytes())[how]
    path.write_bytes(harm)
    with pytest.raises(StoreError) as caught:
        Store.open(path).story(STORY).entries()
    assert str(path) in str(caught.value)
    assert "damaged" in str(caught.value)
    assert "save what can be read" in str(caught.value)
    assert path.read_bytes() == harm


def test_an_emptied_store_does_not_cost_its_log(path: Path) -> None:
    store = Store.open(path)
    store.story(STORY).add_note("in the log")
    log = path.with_name(path.name + "-wal")
    kept = log.read_bytes()
    store.close()
    path.write_bytes(b"")
    log.write_bytes(kept)
    with pytest.raises(StoreError, match="damaged"):
        Store.open(path)
    assert log.read_bytes() == kept


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        Store.open(path)
    assert path.read_bytes() == before


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(StoreError, match="not a file"):
            Store.open(path)


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be kept in .*DIPTYCH_DATA"):
        Store.open(tmp_path / "file" / "notes.sqlite3")


# Faults


def database_and_notes(path: Path) -> tuple[Database, StoryNotes]:
    """A story's notes, and the database below them, whose limits can be set."""
    database = Database(path, MIGRATIONS)
    numbers = count(1)
    return database, Store(database, utc_now, lambda: f"{next(numbers):032x}").story(STORY)


def test_a_full_disk_keeps_what_was_kept_and_claims_no_more(path: Path) -> None:
    database, notes = database_and_notes(path)
    kept = [notes.add_note("kept", [on(1)])]
    pages = as_number(database.rows("PRAGMA page_count")[0][0])
    database.rows(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="could not be written: the disk is full"):
        notes.add_note("x" * 100_000)
    assert list(notes.entries()) == kept
    database.rows("PRAGMA max_page_count=100000")
    kept.append(notes.add_note("x" * 100_000))
    assert list(notes.entries()) == list(reopened(path).entries()) == kept
    database.close()


def test_a_disk_that_fails_at_the_log_is_told_and_nothing_is_half_kept(path: Path) -> None:
    """A child may write no file beyond 400 kB: SQLite meets the limit inside a transaction."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from reader.notes.database import StoreError\n"
        "from reader.notes.store import Store\n"
        "from tests.notes.kept import STORY, on\n"
        "notes = Store.open(Path(sys.argv[1])).story(STORY)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "try:\n"
        "    for number in range(1_000):\n"
        "        print(notes.add_note(f'{number} ' * 500, [on(1)]).id, flush=True)\n"
        "except StoreError as error:\n"
        "    print('refused:', error, flush=True)\n"
        "    print(len(notes.entries()), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    *acknowledged, refusal, count = done.stdout.splitlines()
    assert refusal.startswith("refused: The notes in ")
    assert [entry.id for entry in reopened(path).entries()] == acknowledged
    assert int(count) == len(acknowledged) > 3


def test_a_store_that_may_only_be_read_shows_notes_and_refuses_new_ones(path: Path) -> None:
    database, notes = database_and_notes(path)
    notes.add_note("kept")
    database.rows("PRAGMA query_only=ON")
    with pytest.raises(StoreError, match="could not be written: the file is read-only"):
        notes.add_note("not kept")
    assert [entry.body for entry in notes.entries()] == ["kept"]
    database.close()


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_store_taken_away_while_open_takes_nothing_more(path: Path, notes: StoryNotes, how: str) -> None:
    notes.add_note("kept")
    path.rename(path.with_name("backup"))
    if how == "replaced":
        path.write_bytes(b"")
    with pytest.raises(StoreError, match="moved or deleted"):
        notes.add_note("would be lost")


WRITER = (
    "import sys\n"
    "from pathlib import Path\n"
    "from reader.notes.store import Store\n"
    "from tests.notes.kept import STORY, on\n"
    "notes = Store.open(Path(sys.argv[1])).story(STORY)\n"
    "for number in range(int(sys.argv[2])):\n"
    "    print(notes.add_note(f'{sys.argv[3]} {number} ' * 50, [on(1)]).id, flush=True)\n"
)


def writer(path: Path, count: int, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(count), name], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_two_readers_that_write_at_once_both_keep_theirs(path: Path) -> None:
    both = [writer(path, 200, name) for name in ("left", "right")]
    outputs = [process.communicate(timeout=60)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [len(output) for output in outputs] == [200, 200]
    entries = reopened(path).entries()
    assert {entry.id for entry in entries} == {*outputs[0], *outputs[1]}
    assert [entry.position for entry in entries] == list(range(400))


def test_readers_that_create_the_store_at_once_all_get_it(path: Path) -> None:
    readers = [writer(path, 1, str(number)) for number in range(4)]
    ids = [process.communicate(timeout=60)[0].strip() for process in readers]
    assert [process.returncode for process in readers] == [0] * 4
    assert {entry.id for entry in reopened(path).entries()} == set(ids)


def test_readers_see_each_others_notes(path: Path, notes: StoryNotes) -> None:
    other = reopened(path)
    made = notes.add_note("from the first")
    assert other.entries() == (made,)
    edited = other.edit_note(made.id, "by the second")
    assert notes.entries() == (edited,)
    other.delete(made.id)
    with pytest.raises(KeyError):
        notes.edit_note(made.id, "too late")
    assert notes.undo() is not None
    assert other.entries() == (edited,)


@pytest.mark.slow
def test_killed_at_any_time_all_that_was_acknowledged_is_there_and_whole(path: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(12):
        process = writer(path, 100_000, str(kill))
        assert process.stdout is not None
        # After more and more notes: the kill falls into another part of the next write each time.
        acknowledged += [process.stdout.readline().strip() for _ in range(1 + 7 * kill)]
        process.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout.read().splitlines() if len(line.strip()) == 32]
        process.stdout.close()
        process.wait()
        entries = {entry.id: entry for entry in reopened(path).entries()}
        assert set(acknowledged) <= set(entries)
        assert len(entries) - len(acknowledged) <= kill + 1, "at most the note that was being kept, each time"
        assert all(entry.anchors == (on(1),) for entry in entries.values())
        assert all(entry.body == entry.body[: len(entry.body) // 50] * 50 for entry in entries.values())
