"""The store and the notes file, whatever order things happen in: nothing kept, or written by a hand, is missing."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from reader.notes.entries import WRITTEN, Kind
from reader.notes.file_merge import as_read, parse
from reader.notes.markdown import body as as_written
from reader.notes.save import choose_place, read_back, save_notes
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from tests.merge.made import compared
from tests.notes.kept import STORY, on

COMPARISON = compared(STORY.versions, {})
LETTERS = st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"])
WORDS = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: f"note {text.strip()} end")
LINES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20)
WHICH = st.integers(0, 1_000)


def _in_file(words: str) -> str:
    """A note's words as the file holds them: two notes that differ only in kinds of line ends are one there."""
    return as_read(as_written(words))


class FileAndStore(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.place = self.folder / "story.notes.md"
        self.store = Store.open(self.folder / "notes.sqlite3")
        self.notes = self._opened(self.store)
        choose_place(self.notes, self.place)
        self.kept: dict[str, tuple[Kind, str]] = {}
        self.past: list[dict[str, tuple[Kind, str]]] = []
        self.written: list[str] = []
        """Lines that the hand wrote."""
        self.base: dict[str, str] = {}
        """What each note said when the file was last saved."""
        self.in_file: dict[str, str] = {}
        """What each note says there since a hand changed it, and nobody read that back."""

    def _opened(self, store: Store) -> StoryNotes:
        return store.story(replace(STORY, home=self.folder))

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)

    def _changed(self, kept: dict[str, tuple[Kind, str]]) -> None:
        self.past.append(self.kept)
        self.kept = kept

    # in the program

    @rule(words=WORDS, kind=st.sampled_from(WRITTEN), sentence=st.integers(0, 2))
    def add(self, words: str, kind: Kind, sentence: int) -> None:
        entry = self.notes.add_note(words, [on(sentence)], kind)
        self._changed({**self.kept, entry.id: (kind, words)})

    @rule(words=WORDS)
    def add_in_another_reader(self, words: str) -> None:
        with Store.open(self.store.path) as other:
            entry = self._opened(other).add_note(words)
        self._changed({**self.kept, entry.id: (Kind.NOTE, words)})

    @precondition(lambda self: self.kept)
    @rule(which=WHICH, words=WORDS)
    def edit(self, which: int, words: str) -> None:
        id_ = sorted(self.kept)[which % len(self.kept)]
        kind, before = self.kept[id_]
        if before != words:
            self.notes.edit_note(id_, words)
            self._changed({**self.kept, id_: (kind, words)})

    @precondition(lambda self: self.kept)
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        id_ = sorted(self.kept)[which % len(self.kept)]
        self.notes.delete(id_)
        self._changed({other: words for other, words in self.kept.items() if other != id_})

    @rule()
    def undo(self) -> None:
        change = self.notes.undo()
        assert (change is not None) == bool(self.past)
        if self.past:
            self.kept = self.past.pop()

    @rule(which=WHICH)
    def put_in_order(self, which: int) -> None:
        ids = [entry.id for entry in self.notes.entries()]
        if ids:
            ids.insert(0, ids.pop(which % len(ids)))
            self.notes.put_in_order(ids)
            assert [entry.id for entry in self.notes.entries()] == ids

    @rule()
    def crash_and_reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder / "notes.sqlite3")
        self.notes = self._opened(self.store)

    # in the file

    @rule()
    def save(self) -> None:
        self._read_back()
        told = save_notes(self.notes, COMPARISON)
        assert (told.path, told.beside) == (self.place, None)
        self.written += [
            words for id_, words in self.in_file.items() if _in_file(self.kept.get(id_, (Kind.NOTE, ""))[1]) != words
        ]  # changed, or deleted, in the program too: both are kept
        self.in_file = {}
        self.base = {id_: words for id_, (_, words) in self.kept.items()}
        text = self.place.read_bytes().decode()
        for _, words in self.kept.values():
            assert _in_file(words) in text
        for line in self.written:
            assert line in text, "what the hand wrote is there"
        assert set(self.kept) <= set(parse(self.place.read_bytes()).ids)

    @precondition(lambda self: self.place.exists())
    @rule(line=LINES, which=WHICH)
    def write_by_hand(self, line: str, which: int) -> None:
        line = f"mine {len(self.written)} {line}"
        blocks = self.place.read_bytes().decode().split("<!-- diptych:end -->\n")
        at = which % len(blocks)
        blocks[at] = blocks[at] + "" if at else blocks[at]
        text = "<!-- diptych:end -->\n".join(blocks[:at])
        text += ("<!-- diptych:end -->\n" if at else "") + (f"\n{line}\n\n" if at else "")
        text += "<!-- diptych:end -->\n".join(blocks[at:])
        self.place.write_bytes((text if at else f"{text}\n{line}").encode())
        self.written.append(line)

    @precondition(lambda self: self.place.exists() and self.base)
    @rule(which=WHICH, words=WORDS)
    def change_a_note_by_hand(self, which: int, words: str) -> None:
        id_ = sorted(self.base)[which % len(self.base)]
        head, mark, rest = self.place.read_bytes().decode().partition(f"<!-- diptych:note {id_}")
        inside, end, behind = rest.partition("\n\n<!-- diptych:end -->")
        top, blank, _ = inside.rpartition("\n\nnote ")
        if not mark or not blank:
            return
        words = _in_file(words)
        self.place.write_bytes((head + mark + f"{top}\n\n{words}" + end + behind).encode())
        self.in_file[id_] = words
        if words == _in_file(self.base[id_]):
            del self.in_file[id_]  # as it was

    @precondition(lambda self: self.kept)
    @rule(which=WHICH, mine=WORDS, yours=WORDS)
    def change_a_note_here_and_there(self, which: int, mine: str, yours: str) -> None:
        self.save()
        at = sorted(self.base).index(sorted(self.kept)[which % len(self.kept)])
        self.change_a_note_by_hand(which=at, words=mine)
        self.edit(which=which, words=yours)
        self.save()

    @rule()
    def take_over_what_the_hand_changed(self) -> None:
        self._read_back()

    def _read_back(self) -> None:
        before = dict(self.kept)
        count = read_back(self.notes)
        now = {entry.id: (entry.kind, entry.body) for entry in self.notes.entries()}
        fresh = {
            id_
            for id_, words in self.in_file.items()
            if id_ in before and _in_file(before[id_][1]) == _in_file(self.base[id_]) != words
        }
        assert {id_ for id_ in now if now[id_] != before[id_]} == fresh
        assert count == len(fresh)
        for id_ in [entry.id for entry in self.notes.entries() if entry.id in fresh]:
            assert now[id_][1] == self.in_file.pop(id_), "as the hand wrote it"
            self._changed({**self.kept, id_: now[id_]})

    @invariant()
    def nothing_that_was_kept_is_missing(self) -> None:
        if hasattr(self, "notes"):
            assert {entry.id: (entry.kind, entry.body) for entry in self.notes.entries()} == self.kept


TestFileAndStore = pytest.mark.slow(FileAndStore.TestCase)
TestFileAndStore.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
