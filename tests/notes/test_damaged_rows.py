"""A row of the store that cannot be read costs that row: the others stand, and it is named and stays as it is."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reader.align.decisions import DecisionKind
from reader.cli import main
from reader.notes.entries import Kind, Position
from reader.notes.files import store_path
from reader.notes.salvage import rescue
from reader.notes.store import MIGRATIONS, Store
from reader.story.version import Role
from tests.notes.kept import STORY, on

FREE = {
    "entries": ["body", "created", "sort", "kind"],
    "anchors": ["exact", "prefix", "suffix", "siglum", "locator", "text"],
}
"""Columns of what was noted."""
OTHERS = {
    "decisions": ["here", "there", "kind", "created"],
    "roles": ["role", "anchor", "created"],
    "drafts": ["body", "anchors", "base"],
    "marks": ["anchor"],
    "journal": ["after", "verb"],
    "stories": ["title", "settings", "front"],
    "versions": ["name", "source", "sha256"],
}


@pytest.fixture
def store() -> Path:
    """A store with three notes, a pick, and one of everything else."""
    path = store_path()
    with Store.open(path) as opened:
        notes = opened.story(STORY)
        for number in range(3):
            notes.add_note(f"Note number {number}.", [on(number), on(number % 2, 1)])
        notes.pick([on(2)])
        notes.decisions.add(DecisionKind.CUT, [on(1)], [on(1, 1)])
        notes.roles.give(Role.FURNITURE, on(2))
        notes.drafts.begin("half a thought", [on(0), on(0, 1)], notes.entries()[0])
        notes.mark("a", on(1))
        notes.keep_setting("panes", "lines")
        notes.keep_position(Position(STORY.locators[0], {STORY.locators[0]: 3}))
    return path


def flip(path: Path, table: str, column: str, *, forget: bool = False) -> bytes:
    """Flip the highest bit of the first letter of a text, in the first row that has one. Returns the damaged bytes."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.create_function("flipped", 1, lambda data: bytes([data[0] ^ 0x80]) + data[1:])
        key = {"entries": "id", "anchors": "entry || place", "marks": "letter", "versions": "locator"}.get(table, "id")
        only = "AND kind = 'note'" if table == "entries" else ""  # a pick has no sort
        order = f"ORDER BY {key} LIMIT 1"
        (row,) = connection.execute(f"SELECT {key} FROM {table} WHERE length({column}) > 0 {only} {order}").fetchone()
        change = f"CAST(flipped(CAST({column} AS BLOB)) AS TEXT)"
        connection.execute(f"UPDATE {table} SET {column} = {change} WHERE {key} = ?", (row,))
        if forget:
            connection.execute("DELETE FROM journal")
        (data,) = connection.execute(f"SELECT CAST({column} AS BLOB) FROM {table} WHERE {key} = ?", (row,)).fetchone()
        connection.commit()
    assert isinstance(data, bytes)
    return data


def raw(path: Path, table: str, column: str) -> list[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return [data for (data,) in connection.execute(f"SELECT CAST({column} AS BLOB) FROM {table}")]


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in FREE.items() for c in columns])
@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no journal"])
def test_a_flipped_bit_in_a_note_costs_at_most_that_note(store: Path, table: str, column: str, forget: bool) -> None:
    damaged = flip(store, table, column, forget=forget)
    with Store.open(store) as opened:
        notes = opened.story(STORY)
        entries = notes.entries()
        if not forget:  # the journal tells every one of them as it was
            assert sorted(entry.body for entry in entries) == ["", *(f"Note number {n}." for n in range(3))]
            assert all(entry.anchors for entry in entries)
        assert len(entries) >= 3
        (named,) = notes.damaged.items()
        assert named[0].startswith("entries ")
        notes.pick([on(0)])
        assert len(notes.entries()) == len(entries) + 1
    assert damaged in raw(store, table, column), "it stays to the byte"


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in OTHERS.items() for c in columns])
def test_a_flipped_bit_elsewhere_costs_no_note(store: Path, table: str, column: str) -> None:
    flip(store, table, column)
    with Store.open(store) as opened:
        notes = opened.story(STORY)
        assert len(notes.entries()) == 4
        notes.read_all()
        notes.keep_setting("view", "rows")
        assert notes.setting("view") == "rows"
        while notes.undo():
            pass
        assert len(opened.library().known()) == 1
        opened.shelf().stories()


def test_damaged_settings_are_kept_as_bytes_beside_the_new_ones(store: Path) -> None:
    damaged = flip(store, "stories", "settings")
    with Store.open(store) as opened:
        opened.story(STORY).keep_setting("view", "rows")
    (kept,) = raw(store, "stories", "settings")
    assert json.loads(kept) == {"unreadable settings": damaged.hex(), "view": "rows"}


@pytest.mark.parametrize(
    ("table", "column"),
    [("entries", "body"), ("entries", "sort"), ("anchors", "locator"), ("roles", "anchor"), ("journal", "after")],
)
def test_doctor_reads_every_row_and_names_what_it_cannot_read(
    store: Path, capsys: pytest.CaptureFixture[str], table: str, column: str
) -> None:
    flip(store, table, column)
    assert main(["doctor", "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    rows = [finding for finding in told["parts"]["notes"] if finding["about"] == "row"]
    assert len(rows) == 1
    assert table in rows[0]["said"] or (table == "anchors" and "entries" in rows[0]["said"])


@pytest.mark.parametrize(
    "command", [["show", "1"], ["export"], ["export", "--format", "json"], ["search", "note"], ["check"]]
)
def test_the_commands_print_the_others_and_name_it(
    store: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    flip(store, "entries", "body", forget=True)
    assert main(["notes", *command]) in (0, 1)
    out, error = capsys.readouterr()
    whole = [f"Note number {n}." for n in range(3) if f"Note number {n}." in out]
    assert len(whole) == 2 or command == ["check"]
    assert "a row of the store cannot be read, and was left as it is: entries" in error


def test_a_salvage_takes_a_damaged_row_along_as_bytes(store: Path, tmp_path: Path) -> None:
    damaged = flip(store, "entries", "body", forget=True)
    made = tmp_path / "made.sqlite3"
    assert rescue(store, made, MIGRATIONS) == (4, True)
    assert damaged in raw(made, "entries", "body")
    with Store.open(made) as opened:
        entries = opened.story(STORY).entries()
        assert sum(entry.kind is Kind.NOTE for entry in entries) == 3
        assert sum(entry.body.startswith("\ufffd") for entry in entries) == 1
