"""The roles that the reader gave to paragraphs as they are kept, and as they are found again in texts that changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reader.notes.anchors import Anchor, make_anchor
from reader.notes.database import Database
from reader.notes.decisions import resolve_role
from reader.notes.entries import Change, KeptRole
from reader.notes.finder import find
from reader.notes.store import MIGRATIONS, Store
from reader.notes.story_notes import StoryNotes
from reader.story.version import Role, Story
from tests.align.helpers import read
from tests.merge.made import made_story
from tests.notes.kept import STORY, on

WALL = "The wall moved by four millimetres, said the board."
LINES = ("Dam loses water", WALL, "Sign up for our letter about dams.", "Nobody in the valley was hurt.")


def story_of(*lines: str) -> Story:
    return made_story([read("\n\n".join(lines), "A")])


def on_paragraph(story: Story, at: int) -> Anchor:
    told = story.versions[0]
    return make_anchor(told, story.locators[0], told.paragraphs[at].span)


def found_in(story: Story, anchor: Anchor) -> tuple[tuple[int, int], ...]:
    kept = KeptRole(id="x", role=Role.FURNITURE, anchor=anchor, created="", position=0)
    texts = dict(zip(story.locators, (version.text for version in story.versions), strict=True))
    return resolve_role(story, kept, lambda sought: find(sought, texts.get(sought.locator, "")))


def test_roles_are_there_in_their_order_when_the_story_is_opened_again(path: Path, notes: StoryNotes) -> None:
    made = [notes.roles.give(Role.FURNITURE, on(1)), notes.roles.give(Role.HEADING, on(0, 1))]
    with Store.open(path) as store:
        assert store.story(STORY).roles.all() == tuple(made)
        assert store.story(made_story(STORY.versions[:1])).roles.all() == ()


def test_another_role_takes_the_place_of_the_one_given_before(notes: StoryNotes) -> None:
    first = notes.roles.give(Role.FURNITURE, on(1))
    second = notes.roles.give(Role.STRAY, on(1), first)
    assert notes.roles.all() == (second,)
    assert (second.id, second.role) == (first.id, Role.STRAY)
    assert notes.undo() == Change("edit", first, second)
    assert notes.roles.all() == (first,)


def test_roles_notes_and_what_is_taken_back_are_undone_in_their_order(notes: StoryNotes) -> None:
    role = notes.roles.give(Role.FURNITURE, on(1))
    note = notes.add_note("between", [on(0)])
    notes.roles.take_back(role)
    assert notes.roles.all() == ()
    assert [change.subject for _ in range(3) if (change := notes.undo())] == [role, note, role]
    assert (notes.roles.all(), notes.entries()) == ((), ())
    assert notes.redo() == Change("add", None, role)
    assert notes.roles.all() == (role,)


def test_what_is_taken_back_already_cannot_be_taken_back(notes: StoryNotes) -> None:
    role = notes.roles.give(Role.FURNITURE, on(1))
    notes.roles.take_back(role)
    with pytest.raises(KeyError):
        notes.roles.take_back(role)


def test_a_paragraph_is_found_again_where_it_stands_now() -> None:
    anchor = on_paragraph(story_of(*LINES), 2)
    assert found_in(story_of(*LINES), anchor) == ((0, 2),)
    assert found_in(story_of("A new line of text stands above all.", *LINES), anchor) == ((0, 3),)
    assert found_in(story_of(LINES[0], LINES[1], LINES[3]), anchor) == ()


def test_a_paragraph_that_was_joined_to_a_longer_one_is_not_dropped_with_it() -> None:
    anchor = on_paragraph(story_of(*LINES), 2)
    joined = f"{LINES[2]} {WALL} The board met again at noon, and lowered the lake by another metre that day."
    assert found_in(story_of(LINES[0], joined, LINES[3]), anchor) == ()


def test_the_journal_of_an_older_store_is_carried_over_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    Database(path, MIGRATIONS[:4]).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO stories (key, title, opened) VALUES (?, 'Guns', '')", [STORY.key])
    after = '{"id": "1", "kind": "note", "body": "kept", "anchors": [], "created": "", "modified": "", "position": 0}'
    for undone in (0, 1):
        connection.execute("INSERT INTO journal (story, verb, after, undone) VALUES (1, 'add', ?, ?)", [after, undone])
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        notes = store.story(STORY)
        assert [change.subject.id for _ in range(2) if (change := notes.redo())] == ["1"]
        role = notes.roles.give(Role.STRAY, on(1))
        assert [change.subject for _ in range(1) if (change := notes.undo())] == [role]
