"""Undo and redo: every change to the entries can be taken back and made again, in this session or a later one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reader.align.decisions import DecisionKind
from reader.notes.entries import Entry, KeptDecision
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from tests.notes.kept import STORY, on


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[StoryNotes]:
    with Store.open(tmp_path / "notes.sqlite3") as store:
        yield store.story(STORY)


def bodies(notes: StoryNotes) -> list[str]:
    return [entry.body for entry in notes.entries()]


def test_undo_brings_a_deleted_note_back_to_its_place(notes: StoryNotes) -> None:
    first, second, third = (notes.add_note(name, [on(1)]) for name in ("first", "second", "third"))
    notes.delete(second.id)
    change = notes.undo()
    assert change is not None
    assert (change.verb, change.entry) == ("delete", second)
    assert notes.entries() == (first, second, third)


def test_undo_and_redo_walk_the_changes_one_by_one(notes: StoryNotes) -> None:
    note = notes.add_note("one")
    notes.edit_note(note.id, "two")
    notes.pick([on(2)])
    assert [change.verb for _ in range(3) if (change := notes.undo())] == ["add", "edit", "add"]
    assert notes.undo() is None
    assert bodies(notes) == []
    assert [change.verb for _ in range(3) if (change := notes.redo())] == ["add", "edit", "add"]
    assert notes.redo() is None
    assert bodies(notes) == ["two", ""]


def test_a_new_change_ends_what_could_be_redone(notes: StoryNotes) -> None:
    notes.add_note("one")
    notes.undo()
    notes.add_note("two")
    assert notes.redo() is None
    assert bodies(notes) == ["two"]


def test_an_edit_that_changes_nothing_is_no_change(notes: StoryNotes) -> None:
    note = notes.add_note("one")
    assert notes.edit_note(note.id, "one") == note
    change = notes.undo()
    assert change is not None
    assert change.verb == "add"


def test_undo_reaches_back_into_the_last_session(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite3"
    with Store.open(path) as store:
        notes = store.story(STORY)
        note = notes.add_note("one", [on(1)])
        notes.delete(note.id)
    with Store.open(path) as store:
        assert store.story(STORY).undo() is not None
    with Store.open(path) as store:
        notes = store.story(STORY)
        assert notes.entries() == (note,)
        assert notes.redo() is not None
        assert notes.entries() == ()


def test_positions_marks_and_settings_are_not_undone(notes: StoryNotes) -> None:
    notes.mark("a", on(1))
    notes.keep_setting("view", "rows")
    assert notes.undo() is None
    assert notes.marks() == {"a": on(1)}


def test_decisions_are_undone_in_one_row_with_notes(notes: StoryNotes) -> None:
    note = notes.add_note("one", [on(1)])
    made = notes.decisions.add(DecisionKind.CUT, [on(1)], [on(1, 1)])
    notes.decisions.take_back(made)
    undone = [change for _ in range(3) if (change := notes.undo())]
    assert [(change.verb, change.entry) for change in undone] == [("delete", made), ("add", made), ("add", note)]
    assert (notes.entries(), notes.decisions.all()) == ((), ())
    redone = [notes.redo(), notes.redo()]
    assert [change.entry for change in redone if change] == [note, made]
    assert (notes.entries(), notes.decisions.all()) == ((note,), (made,))


def test_a_decision_that_comes_back_keeps_its_turn(notes: StoryNotes) -> None:
    made = [notes.decisions.add(kind, [on(1)], [on(1, 1)]) for kind in (*DecisionKind, *DecisionKind)]
    notes.decisions.take_back(made[1])
    notes.undo()
    assert notes.decisions.all() == tuple(made)


class Changes(RuleBasedStateMachine):
    """The store against lists in memory, through reopenings and a second reader."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "notes.sqlite3"
        self.stores = [Store.open(self.path), Store.open(self.path)]
        self.readers = [store.story(STORY) for store in self.stores]
        self.states: list[tuple[Entry | KeptDecision, ...]] = [()]
        """Every state that undo and redo can reach."""
        self.now = 0

    def changed(self, state: tuple[Entry | KeptDecision, ...]) -> None:
        self.states[self.now + 1 :] = [state]
        self.now += 1

    @property
    def state(self) -> tuple[Entry | KeptDecision, ...]:
        return self.states[self.now]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(kept for kept in self.state if isinstance(kept, Entry))

    @property
    def decisions(self) -> tuple[KeptDecision, ...]:
        return tuple(kept for kept in self.state if isinstance(kept, KeptDecision))

    @rule(reader=st.integers(0, 1), body=st.text(max_size=8), sentences=st.lists(st.integers(0, 2), max_size=2))
    def add(self, reader: int, body: str, sentences: list[int]) -> None:
        made = self.readers[reader].add_note(body, [on(sentence) for sentence in sentences])
        self.changed((*self.state, made))

    @rule(reader=st.integers(0, 1), sentence=st.integers(0, 2))
    def pick(self, reader: int, sentence: int) -> None:
        self.changed((*self.state, self.readers[reader].pick([on(sentence)])))

    @precondition(lambda self: self.entries)
    @rule(reader=st.integers(0, 1), body=st.text(max_size=8), data=st.data())
    def edit(self, reader: int, body: str, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        made = self.readers[reader].edit_note(entry.id, body)
        if body != entry.body:
            self.changed(tuple(made if other.id == entry.id else other for other in self.state))

    @precondition(lambda self: self.entries)
    @rule(reader=st.integers(0, 1), data=st.data())
    def delete(self, reader: int, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        self.readers[reader].delete(entry.id)
        self.changed(tuple(other for other in self.state if other.id != entry.id))

    @rule(reader=st.integers(0, 1), kind=st.sampled_from(DecisionKind), sentence=st.integers(0, 2))
    def decide(self, reader: int, kind: DecisionKind, sentence: int) -> None:
        made = self.readers[reader].decisions.add(kind, [on(sentence)], [on(1, 1)])
        self.changed((*self.state, made))

    @precondition(lambda self: self.decisions)
    @rule(reader=st.integers(0, 1), data=st.data())
    def take_back(self, reader: int, data: st.DataObject) -> None:
        decision = data.draw(st.sampled_from(self.decisions))
        self.readers[reader].decisions.take_back(decision)
        self.changed(tuple(other for other in self.state if other.id != decision.id))

    @rule(reader=st.integers(0, 1))
    def undo(self, reader: int) -> None:
        assert (self.readers[reader].undo() is None) == (self.now == 0)
        self.now = max(0, self.now - 1)

    @rule(reader=st.integers(0, 1))
    def redo(self, reader: int) -> None:
        assert (self.readers[reader].redo() is None) == (self.now == len(self.states) - 1)
        self.now = min(len(self.states) - 1, self.now + 1)

    @rule(reader=st.integers(0, 1))
    def reopen(self, reader: int) -> None:
        self.stores[reader].close()
        self.stores[reader] = Store.open(self.path)
        self.readers[reader] = self.stores[reader].story(STORY)

    @invariant()
    def both_readers_see_what_should_be_there(self) -> None:
        wanted = sorted(self.entries, key=lambda entry: entry.position)
        for reader in self.readers:
            assert list(reader.entries()) == wanted
            assert list(reader.decisions.all()) == sorted(self.decisions, key=lambda made: made.position)

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


Changes.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestChanges = pytest.mark.slow(Changes.TestCase)
