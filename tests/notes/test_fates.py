"""What became of notes and picks in changed texts: told, shown as a difference, and read as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notes.anchors import Fate
from reader.notes.fates import DiffPart, count_fates, difference, fate, fates
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.version import Story
from tests.merge.made import made_version
from tests.notes.kept import STORY, A, B, on, reopened

CHANGED = made_version(
    "A", [["Guns on the Orla"], ["The old bridge was shelled before dawn.", "Everybody swam through the river."]]
)
"""The second sentence has a word more; the third is gone."""


def changed(path: Path) -> StoryNotes:
    return reopened(
        path, Story(title=STORY.title, versions=(CHANGED, B), locators=STORY.locators, key=STORY.key, home=None)
    )


def test_what_became_of_each_note_is_told(path: Path, notes: StoryNotes) -> None:
    same = notes.add_note("same", [on(0)])
    other = notes.add_note("other words", [on(1)])
    gone = notes.add_note("gone", [on(2)])
    half = notes.pick([on(2), on(1, 1)])
    whole = notes.add_note("on the story")
    assert fates(notes) == {}
    again = changed(path)
    assert fates(again) == {other.id: Fate.CHANGED, gone.id: Fate.LOST, half.id: Fate.CHANGED}
    assert [fate(again, entry) for entry in (same, whole)] == [Fate.EXACT, Fate.EXACT]
    assert count_fates(again.entries(), fates(again)) == "1 note changed, 1 pick changed, 1 note lost"


def test_several_are_told_in_one_phrase(path: Path, notes: StoryNotes) -> None:
    for _ in range(2):
        notes.add_note("x", [on(1)])
    notes.add_note("x", [on(2)])
    again = changed(path)
    assert count_fates(again.entries(), fates(again)) == "2 notes changed, 1 lost"
    assert count_fates(again.entries(), {}) == ""


def test_when_the_text_comes_back_so_do_the_notes(path: Path, notes: StoryNotes) -> None:
    notes.add_note("gone", [on(2)])
    assert list(fates(changed(path)).values()) == [Fate.LOST]
    assert fates(reopened(path)) == {}


def test_a_lost_note_can_be_read_in_its_place(path: Path, notes: StoryNotes) -> None:
    note = notes.add_note("gone", [on(2)])
    kept = changed(path).text_behind(note.anchors[0])
    assert kept == A.text
    assert note.anchors[0].span.of(kept) == "Nobody crossed it again."
    assert notes.text_behind(on(1, 1)) is None, "no copy of that text was needed"


def test_what_need_not_be_looked_for_is_known_at_once(path: Path, notes: StoryNotes) -> None:
    notes.add_note("x", [on(0), on(1), on(2)])
    assert notes.unplaced() == ()
    again = changed(path)
    assert again.unplaced() == (on(0), on(1), on(2)), "its neighbours are others"
    assert again.known_place(on(2)) is None
    again.look_for(again.unplaced())
    assert again.unplaced() == ()
    assert again.known_place(on(1)) == again.place(on(1))


def test_nothing_rewrites_an_anchor(path: Path, notes: StoryNotes) -> None:
    note = notes.add_note("x", [on(1)])
    again = changed(path)
    assert again.place(on(1)).fate is Fate.CHANGED
    again.edit_note(note.id, "y")
    with Store.open(path) as store:
        assert store.story(STORY).entries()[0].anchors == (on(1),)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        (
            "It met behind closed doors.",
            "It met behind open doors.",
            (("It met behind", ""), ("closed", "open"), ("doors.", "")),
        ),
        ("He said “no”.", 'He said "No".', (('He said "No".', ""),)),
        ("Nobody came.", "Nobody came at all.", (("Nobody came", ""), ("", "at all."))),
        ("", "New.", (("", "New."),)),
    ],
    ids=["a word", "only quotes and case", "added", "all"],
)
def test_the_difference_is_told_by_words(old: str, new: str, pieces: tuple[tuple[str, str], ...]) -> None:
    found = difference(old, new)
    assert [(p.old, p.new if p.old != p.new else "") for p in found] == list(pieces)


@given(st.text("ab “”.,\n", max_size=40), st.text("ab “”.,\n", max_size=40))
def test_the_pieces_are_both_wordings(old: str, new: str) -> None:
    found = difference(old, new)
    assert " ".join(p.new for p in found if p.new).split() == new.split()
    gone = [word for p in found if p.old != p.new for word in p.old.split()]
    assert len(gone) + sum(len(p.old.split()) for p in found if p.old == p.new) == len(old.split())
    assert difference(new, new) == ((DiffPart(" ".join(new.split()), " ".join(new.split())),) if new.split() else ())
