"""What becomes of a store that is damaged, crashed, or from an older program."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from reader.align.decisions import DecisionKind
from reader.notes.database import DamagedError, Database, Row, StoreError, Value
from reader.notes.entries import Entry
from reader.notes.salvage import rescue, salvage
from reader.notes.store import MIGRATIONS, Store
from tests.notes.kept import ROOT, STORY, on, reopened

TABLES = ["entries", "anchors", "texts", "journal", "sqlite_autoindex_entries_1", "entries_of_story"]


def filled(path: Path, count: int = 60) -> list[Entry]:
    with Store.open(path) as store:
        notes = store.story(STORY)
        notes.decisions.add(DecisionKind.CUT, [on(1)], [on(1, 1)])
        notes.drafts.begin("half a thought", [on(2)])
        return [notes.add_note(f"note {number} " * 30, [on(1), on(1, 1)]) for number in range(count)]


def in_folder(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def broken_page(path: Path, table: str) -> None:
    """Overwrite a page from the middle of a table with noise."""
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno", (table,)
        ).fetchall()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    start = (pages[len(pages) // 2][0] - 1) * size
    data[start : start + size] = os.urandom(size)
    path.write_bytes(data)


def knows_pages() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("SELECT * FROM dbstat")
        except sqlite3.Error:
            return False
        return True


@pytest.mark.skipif(not knows_pages(), reason="this SQLite cannot tell which pages a table has")
def test_a_broken_page_costs_the_notes_on_it_and_no_others(path: Path) -> None:
    made = filled(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM journal")
        connection.commit()
    broken_page(path, "entries")
    harm = path.read_bytes()
    with pytest.raises(DamagedError):
        Store.open(path)
    store, said = Store.open_or_salvage(path)
    with store:
        notes = store.story(STORY)
        saved = notes.entries()
        assert set(saved) <= set(made), "what is there is whole, passages and all"
        assert 40 <= len(saved) < 60
        assert f"{len(saved)} notes and picks could be read" in said
        assert "others may be lost" in said
        assert [draft.body for draft in notes.drafts.all()] == ["half a thought"]
        assert len(notes.decisions.all()) == 1
        added = notes.add_note("new")
        assert notes.entries()[-1] == added
    kept = path.with_name("notes.damaged-1.sqlite3")
    assert str(kept) in said
    assert kept.read_bytes() == harm
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE(path.stat().st_mode) == 0o600
    assert in_folder(path) == ["notes.damaged-1.sqlite3", "notes.sqlite3"]


@pytest.mark.skipif(not knows_pages(), reason="this SQLite cannot tell which pages a table has")
@pytest.mark.parametrize("table", TABLES)
def test_whichever_page_is_broken_every_note_that_can_be_read_is_there(path: Path, table: str) -> None:
    made = filled(path)
    broken_page(path, table)
    try:
        store, said = Store.open(path), ""
    except DamagedError:
        store, said = Store.open_or_salvage(path)
    with store:
        bodies = [entry.body for entry in store.story(STORY).entries()]
    assert bodies == [entry.body for entry in made], "those on the page, from the journal"
    assert said, "the damage was noticed"


def test_of_a_store_that_is_none_any_more_nothing_is_claimed(path: Path) -> None:
    filled(path)
    path.write_bytes(os.urandom(20_000))
    harm = path.read_bytes()
    store, said = Store.open_or_salvage(path)
    store.close()
    assert "0 notes and picks could be read" in said
    assert "others may be lost" in said
    assert path.with_name("notes.damaged-1.sqlite3").read_bytes() == harm


def test_an_emptied_store_keeps_its_log(path: Path) -> None:
    store = Store.open(path)
    store.story(STORY).add_note("in the log")
    log = path.with_name(path.name + "-wal")
    kept = log.read_bytes()
    store.close()
    path.write_bytes(b"")
    log.write_bytes(kept)
    store, said = Store.open_or_salvage(path)
    store.close()
    assert said
    assert path.with_name("notes.damaged-1.sqlite3-wal").read_bytes() == kept


def test_each_damaged_file_is_kept(path: Path) -> None:
    for number in (1, 2):
        filled(path, 1)
        path.write_bytes(b"%d is no database at all, but long enough to look at. " % number * 40)
        Store.open_or_salvage(path)[0].close()
        assert path.with_name(f"notes.damaged-{number}.sqlite3").read_bytes().startswith(b"%d" % number)


def test_where_no_new_store_can_be_made_the_damaged_one_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:9_000])
    harm = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(StoreError, match=r"damaged, and no new store could be made .*No space left"):
        Store.open_or_salvage(path)
    assert path.read_bytes() == harm


def test_a_store_that_another_reader_has_put_in_order_is_not_replaced(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:9_000])

    def slowly(source: Path, made: Path, migrations: Sequence[Sequence[str]]) -> tuple[int, bool]:
        store, _ = Store.open_or_salvage(path)  # the other one is quicker, and goes on at once
        store.story(STORY).add_note("kept meanwhile")
        store.close()
        return rescue(source, made, migrations)

    with pytest.raises(StoreError, match=r"another Diptych has recovered them"):
        salvage(path, MIGRATIONS, rescue=slowly)
    assert reopened(path).entries()[-1].body == "kept meanwhile"


def test_a_whole_store_is_only_opened(path: Path) -> None:
    made = filled(path)
    store, said = Store.open_or_salvage(path)
    with store:
        assert (list(store.story(STORY).entries()), said) == (made, "")
    assert in_folder(path) == ["notes.sqlite3"]


# After a crash


def test_after_a_crash_the_store_is_checked_as_a_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log that a killed process leaves is what tells."""
    asked: list[str] = []
    rows = Database.rows

    def heard(self: Database, query: str, *values: Value) -> list[Row]:
        asked.append(query)
        return rows(self, query, *values)

    monkeypatch.setattr(Database, "rows", heard)
    filled(path)
    Store.open(path).close()
    assert "PRAGMA integrity_check(1)" not in asked
    code = (
        "import os, sys\n"
        "from tests.notes.test_salvage import *\n"
        "store = Store.open(Path(sys.argv[1]))\n"
        "store.story(STORY).add_note('last')\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False).returncode == 9
    with Store.open(path) as store:
        assert store.story(STORY).entries()[-1].body == "last"
    assert "PRAGMA integrity_check(1)" in asked


# Older stores


def older(path: Path, version: int) -> None:
    """A store as a program made it that knew fewer steps."""
    Database(path, MIGRATIONS[:version]).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO stories (key, title, opened) VALUES (?, 'Guns', '2031')", (STORY.key,))
        connection.execute(
            "INSERT INTO entries (id, story, kind, body, created, modified, position) "
            "VALUES ('old', 1, 'note', 'Kept long ago.', '2031', '2031', 0)"
        )


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_an_older_store_is_copied_before_it_is_brought_up_to_date(path: Path, version: int) -> None:
    older(path, version)
    with Store.open(path) as store:
        assert [entry.body for entry in store.story(STORY).entries()] == ["Kept long ago."]
    copy = path.with_name(f"notes.schema-{version}.sqlite3")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT body FROM entries").fetchall() == [("Kept long ago.",)]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert in_folder(path) == [copy.name, "notes.sqlite3"]
    assert [entry.body for entry in reopened(path).entries()] == ["Kept long ago."]


def test_without_a_copy_nothing_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path, 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as faulty:
        faulty.setattr(Path, "replace", full)
        with pytest.raises(StoreError, match=r"no copy of them could be made first: No space left.*left unchanged"):
            Store.open(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert "notes.schema-1.sqlite3" not in in_folder(path)


def test_a_new_store_is_not_copied(path: Path) -> None:
    Store.open(path).close()
    assert in_folder(path) == ["notes.sqlite3"]


# Two readers


def test_what_another_reader_changes_is_noticed_and_ones_own_changes_are_not(path: Path) -> None:
    with Store.open(path) as one, Store.open(path) as other:
        mine, theirs = one.story(STORY), other.story(STORY)
        one.changed_elsewhere()
        mine.add_note("mine")
        assert not one.changed_elsewhere()
        theirs.add_note("theirs")
        assert one.changed_elsewhere()
        assert not one.changed_elsewhere()


def test_damage_that_sqlite_quotes_in_bytes_that_are_no_text_is_salvaged(path: Path) -> None:
    filled(path, 3)
    data = path.read_bytes()
    for name in (b"entries_of_story", b"sqlite_autoindex_entries_1"):
        path.write_bytes(data.replace(name, name[:1] + b"\xff" + name[2:], 1))
        store, said = Store.open_or_salvage(path)
        with store:
            assert "3 notes and picks could be read" in said
            assert len(store.story(STORY).entries()) == 3


def test_a_store_that_is_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    filled(path, 3)
    path.write_bytes(path.read_bytes()[:3_000])
    link = tmp_path / "elsewhere" / "notes.sqlite3"
    link.parent.mkdir()
    link.symlink_to(path)
    Store.open_or_salvage(link)[0].close()
    assert link.is_symlink()
    assert sorted(file.name for file in link.parent.iterdir()) == ["notes.sqlite3"]
    assert path.with_name("notes.damaged-1.sqlite3").exists()


def test_a_store_of_no_length_starts_afresh_and_says_so(path: Path) -> None:
    store, said = Store.open_or_salvage(path)
    store.close()
    assert said == ""
    path.write_bytes(b"")
    store, said = Store.open_or_salvage(path)
    store.close()
    assert "start afresh, because the file was empty" in said
