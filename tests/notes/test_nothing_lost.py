"""Two readers, another hand, crashes, in whatever order: nothing that was kept is ever missing."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reader.notes.drafts import Draft
from reader.notes.entries import Entry
from reader.notes.files import VARIABLE
from reader.notes.save import save_notes
from reader.notes.store import Store
from reader.story.version import Story
from tests.merge.made import compared
from tests.notes.kept import STORY, on

READERS = st.integers(0, 1)
COMPARISON = compared(STORY.versions, {})


class Sessions(RuleBasedStateMachine):
    """The store and the notes file against what was acknowledged."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.story: Story = replace(STORY, home=self.root / "press")
        (self.root / "press").mkdir()
        self.data = self.root / "data-0"
        self.numbers = itertools.count(1)
        self.states: list[tuple[Entry, ...]] = [()]
        """Every state of the entries that undo and redo can reach."""
        self.now = 0
        self.drafts: dict[str, Draft] = {}
        self.by_hand: list[str] = []
        """What another hand wrote into notes files."""
        self.stores: list[Store] = []
        self.open()

    def open(self) -> None:
        path = self.data / "notes.sqlite3"
        self.stores = [Store.open(path), Store.open(path)]
        self.readers = [store.story(self.story) for store in self.stores]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.states[self.now]

    def changed(self, entries: tuple[Entry, ...]) -> None:
        self.states[self.now + 1 :] = [entries]
        self.now += 1

    def word(self) -> str:
        return f"word{next(self.numbers)}x"

    @rule(reader=READERS, sentences=st.lists(st.integers(0, 2), max_size=2, unique=True))
    def add(self, reader: int, sentences: list[int]) -> None:
        made = self.readers[reader].add_note(self.word(), [on(sentence) for sentence in sentences])
        self.changed((*self.entries, made))

    @precondition(lambda self: self.entries)
    @rule(reader=READERS, data=st.data())
    def edit(self, reader: int, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        made = self.readers[reader].edit_note(entry.id, self.word())
        self.changed(tuple(made if other.id == entry.id else other for other in self.entries))

    @precondition(lambda self: self.entries)
    @rule(reader=READERS, data=st.data())
    def delete(self, reader: int, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        self.readers[reader].delete(entry.id)
        self.changed(tuple(other for other in self.entries if other.id != entry.id))

    @rule(reader=READERS)
    def undo(self, reader: int) -> None:
        assert (self.readers[reader].undo() is None) == (self.now == 0)
        self.now = max(0, self.now - 1)

    @rule(reader=READERS)
    def redo(self, reader: int) -> None:
        assert (self.readers[reader].redo() is None) == (self.now == len(self.states) - 1)
        self.now = min(len(self.states) - 1, self.now + 1)

    @rule(reader=READERS)
    def begin_a_draft(self, reader: int) -> None:
        draft = self.readers[reader].drafts.begin(self.word(), [on(1)])
        self.drafts[draft.id] = draft

    @precondition(lambda self: self.drafts)
    @rule(reader=READERS, data=st.data())
    def write_on(self, reader: int, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(sorted(self.drafts.values(), key=lambda draft: draft.id)))
        body = f"{draft.body} {self.word()}"
        self.readers[reader].drafts.write_on(draft, body)
        self.drafts[draft.id] = draft._replace(body=body)

    @precondition(lambda self: self.drafts)
    @rule(reader=READERS, data=st.data())
    def keep_a_draft(self, reader: int, data: st.DataObject) -> None:
        draft = data.draw(st.sampled_from(sorted(self.drafts.values(), key=lambda draft: draft.id)))
        made = self.readers[reader].add_note(draft.body, draft.anchors)
        self.readers[reader].drafts.drop(draft)
        del self.drafts[draft.id]
        self.changed((*self.entries, made))

    @rule(reader=READERS)
    def save(self, reader: int) -> None:
        with mock.patch.dict(os.environ, {VARIABLE: str(self.data)}):
            saved = save_notes(self.readers[reader], COMPARISON)
        text = saved.path.read_text("utf-8")
        assert all(entry.body in text for entry in self.entries)

    @precondition(lambda self: any((self.root / "press").iterdir()))
    @rule(data=st.data())
    def edit_a_file_outside(self, data: st.DataObject) -> None:
        file = data.draw(st.sampled_from(sorted((self.root / "press").iterdir())))
        text = f"by hand: {self.word()}\n"
        file.write_text(text + file.read_text("utf-8"), "utf-8")
        self.by_hand.append(text)

    @precondition(lambda self: any((self.root / "press").iterdir()))
    @rule(data=st.data())
    def make_a_file_read_only(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(sorted((self.root / "press").iterdir()))).chmod(0o444)

    @rule()
    def leave_and_start_again(self) -> None:
        for store in self.stores:
            store.close()
        self.open()

    @rule()
    def crash_and_start_again(self) -> None:
        """Both readers are gone as they stand: what the next start finds is what is on disk now, log and all."""
        old, self.data = self.data, self.root / f"data-{next(self.numbers)}"
        self.data.mkdir()
        for file in old.iterdir():
            if not file.name.endswith("-shm"):  # memory that the readers shared, which a crash takes along
                shutil.copyfile(file, self.data / file.name)
        for store in self.stores:
            store.close()
        self.open()

    @invariant()
    def all_that_was_acknowledged_is_there(self) -> None:
        wanted = sorted(self.entries, key=lambda entry: entry.position)
        for reader in self.readers:
            assert list(reader.entries()) == wanted
            assert {d.id: d.body for d in reader.drafts.all()} == {d.id: d.body for d in self.drafts.values()}
        files = [file.read_text("utf-8") for file in (self.root / "press").iterdir()]
        assert all(any(words in text for text in files) for words in self.by_hand)

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.folder.cleanup()


Sessions.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestSessions = pytest.mark.slow(Sessions.TestCase)
