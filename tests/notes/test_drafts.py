"""Drafts in the store: apart from notes, to the letter, gone only when they are dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from reader.notes.story_notes import StoryNotes
from tests.merge.made import made_story
from tests.notes.kept import A, on, reopened
from tests.notes.test_store import BODIES


def test_a_draft_is_no_note_and_is_not_undone(path: Path, notes: StoryNotes) -> None:
    draft = notes.drafts.begin("half a thou", [on(1), on(1, 1)])
    assert notes.entries() == ()
    assert notes.undo() is None
    assert reopened(path).drafts.all() == (draft,)
    assert draft.anchors == (on(1), on(1, 1))


def test_writing_on_keeps_the_latest_words(path: Path, notes: StoryNotes) -> None:
    draft = notes.drafts.begin("half", [on(1)])
    notes.drafts.write_on(draft, "half a thought")
    assert [kept.body for kept in reopened(path).drafts.all()] == ["half a thought"]
    notes.drafts.drop(draft)
    assert reopened(path).drafts.all() == ()
    notes.drafts.write_on(draft, "it goes on")
    assert [kept.body for kept in reopened(path).drafts.all()] == ["it goes on"], "another reader had dropped it"


def test_a_draft_of_a_note_knows_what_the_note_said(notes: StoryNotes) -> None:
    note = notes.add_note("one", [on(1)])
    draft = notes.drafts.begin("one and two", note.anchors, note)
    assert (draft.entry, draft.base) == (note.id, "one")
    assert not draft.is_outdated_by(note)
    assert draft.is_outdated_by(notes.edit_note(note.id, "three"))
    assert not draft.is_outdated_by(None)


def test_another_story_has_drafts_of_its_own(path: Path, notes: StoryNotes) -> None:
    notes.drafts.begin("half", [on(1)])
    assert reopened(path, made_story([A], title="Another")).drafts.all() == ()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=BODIES)
def test_any_words_are_kept_to_the_letter(notes: StoryNotes, body: str) -> None:
    draft = notes.drafts.begin(body, [on(1)])
    notes.drafts.write_on(draft, body + body)
    assert notes.drafts.all()[-1].body == body + body
    notes.drafts.drop(draft)


@pytest.mark.parametrize("body", ["", " "])
def test_a_draft_on_the_story_as_a_whole(notes: StoryNotes, body: str) -> None:
    assert notes.drafts.begin(body, []).anchors == ()
