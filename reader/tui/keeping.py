"""Between the reading screen and the notes: what the keys for notes, picks, undo and saving do, and say."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from reader.align.alignment import Comparison
from reader.notes.anchors import LOST, Anchor, Found, make_anchor
from reader.notes.database import StoreError
from reader.notes.entries import Change, Entry, KeptDecision, Kind, Position
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.clean import clean_line
from reader.story.story import Story
from reader.story.version import Span, Version
from reader.tui.model import moves
from reader.tui.model.follow import Follow
from reader.tui.model.reading import Reading

FOLLOW = "panes"
"""Under which name it is kept how the panes follow."""


ROWS_OFFERED = "rows offered"
"""Under which name it is kept that rows were offered."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The passage under the cursor, as notes see it."""

    version: int
    anchor: Anchor
    partners: tuple[Anchor, ...]
    """The same passage in the version opposite, if that tells it."""
    heading: str
    """Where it stands: `A ¶11 · B ¶12`."""
    quotation: str
    """Its words on one line."""

    def holds(self, span: Span | None) -> bool:
        """Whether this is the passage that a place is in."""
        return span is not None and self.anchor.start <= span.start < self.anchor.end


class Keeping:
    """Keeps the notes of the story being read, and says what it did; it claims nothing kept that is not."""

    def __init__(self, story: Story, store: Store | None, trouble: str = "") -> None:
        """Keep in `store`; without one, say `trouble` wherever something is to be kept."""
        self.story = story
        self.trouble = trouble
        self.saved: Path | None = None
        """The notes file, once it was written."""
        self.just_saved = False
        """Whether the last saving wrote the file."""
        self.farewell = ""
        """What is to be said when the screen is gone."""
        self._store = store
        self._notes: StoryNotes | None = None
        if store is not None:
            try:
                self._notes = store.story(story)
            except StoreError as error:
                self.trouble = str(error)

    @property
    def notes(self) -> StoryNotes | None:
        """What is kept of the story; None without a store."""
        return self._notes

    # where the reader was

    def restore(self, reading: Reading) -> None:
        """Go to where the reader was, and mark what has notes and picks."""
        if self._notes is None:
            reading.message = self.trouble or reading.message
            return
        try:
            position = self._notes.position()
            self.mark(reading)
            kept = self._notes.setting(FOLLOW)
        except StoreError as error:
            reading.message = str(error)
            return
        reading.follow = next((way for way in Follow if way.value == kept), reading.follow)
        if position is None:
            return
        for number, locator in enumerate(self.story.locators):
            if locator in position.starts:
                reading.cursors[number] = sentence_at(self.story.versions[number], position.starts[locator])
        if position.front in self.story.locators:
            moves.show_version(reading, self.story.locators.index(position.front))
        if reading.flow(reading.side).blocks:
            moves.go(reading, reading.sentence, jump=True)

    def keep_position(self, reading: Reading) -> None:
        """Keep where the reader is. Fails in silence: the reader is on the way out, and no words are lost."""
        if self._notes is None:
            return
        starts = {}
        for number, sentence in reading.cursors.items():
            version = self.story.versions[number]
            if sentence < len(version.sentences):
                starts[self.story.locators[number]] = version.sentences[sentence].span.start
        try:
            self._notes.keep_position(Position(self.story.locators[reading.version], starts))
        except StoreError as error:
            self.trouble = str(error)

    # what is remembered of a story

    def setting(self, name: str) -> object:
        """What was chosen for this story; None if nothing was, or it cannot be read."""
        try:
            return self._notes.setting(name) if self._notes else None
        except StoreError:
            return None

    def keep_setting(self, name: str, value: object) -> None:
        """Remember a choice for this story. Fails in silence: it is no more than convenience."""
        with contextlib.suppress(StoreError):
            if self._notes:
                self._notes.keep_setting(name, value)

    # the passage

    def passage(self, reading: Reading) -> Passage | None:
        """The passage under the cursor; None in an empty version."""
        version = self.story.versions[reading.version]
        if not version.sentences:
            return None
        first, last = reading.flow(reading.side).passage(reading.sentence)
        span = Span(version.sentences[first].span.start, version.sentences[last].span.end)
        anchor = make_anchor(version, self.story.locators[reading.version], span)
        partners: list[Anchor] = []
        places = [_where(version, first)]
        beside = reading.beside(reading.side)
        opposite = reading.shown[1 - reading.side]
        for index in beside.strong_of(first)[:1] if first == last else ():
            told = self.story.versions[opposite]
            places.append(_where(told, beside.links[index].right[0]))
            partners += [
                make_anchor(told, self.story.locators[opposite], told.sentences[s].span)
                for s in beside.links[index].right
            ]
        words = " ".join(anchor.exact.split())
        return Passage(reading.version, anchor, tuple(partners), " · ".join(places), words)

    # notes and picks

    def changed_elsewhere(self) -> bool:
        """Whether another running reader has kept something since this was last asked. Raises StoreError."""
        return self._store is not None and self._store.changed_elsewhere()

    def can_keep(self) -> bool:
        """Whether there is a store to keep things in."""
        return self._notes is not None

    def entry_on(self, passage: Passage) -> Entry | None:
        """The latest note on a passage. Raises StoreError."""
        for entry in reversed(self._notes.entries() if self._notes else ()):
            if entry.kind is Kind.NOTE:
                for anchor in entry.anchors:
                    if anchor.locator == passage.anchor.locator and self._is_on(anchor, passage):
                        return entry
        return None

    def _is_on(self, anchor: Anchor, passage: Passage) -> bool:
        """Whether an anchor's place is a passage; one that changed need not be so to the letter."""
        place = self._notes.place(anchor) if self._notes else LOST
        return place.span == passage.anchor.span or (place.found is Found.CHANGED and passage.holds(place.span))

    def note(self, reading: Reading, passage: Passage, body: str) -> tuple[str, bool]:
        """Keep a note's words; none at all deletes it. Returns what is to be said, and whether it was kept."""
        if self._notes is None:
            return self.trouble, False
        try:
            entry = self.entry_on(passage)
            if entry is None and not body.strip():
                return "nothing written, nothing kept", True
            if entry is None:
                self._notes.add_note(body, (passage.anchor, *passage.partners))
                said = f"note kept on {passage.heading}"
            elif body.strip():
                self._notes.edit_note(entry.id, body)
                said = f"note kept on {passage.heading}"
            else:
                self._notes.delete(entry.id)
                said = f"note on {passage.heading} deleted · u undoes"
            self.mark(reading)
        except (StoreError, KeyError) as error:
            return f"not kept: {error}", False
        return said, True

    def pick(self, reading: Reading, passage: Passage) -> str:
        """Pick a passage, or take it out again."""
        if self._notes is None:
            return self.trouble
        try:
            entry = self._notes.picked(passage.anchor)
            if entry is None:
                self._notes.pick((passage.anchor,))
                said = f"picked {_first(passage.heading)} · w saves the notes file"
            else:
                self._notes.delete(entry.id)
                said = f"{_first(passage.heading)} is no longer picked"
            self.mark(reading)
        except (StoreError, KeyError) as error:
            return f"not kept: {error}"
        return said

    def undo(self, reading: Reading) -> str:
        """Take the last change back."""
        return self._step(reading, back=True)

    def redo(self, reading: Reading) -> str:
        """Make again what was undone."""
        return self._step(reading, back=False)

    # the notes file

    def save(self, reading: Reading) -> str:
        """Write the notes file, and say where."""
        from reader.notes.save import SaveError, save_notes  # rendering is needed now and then, never at the start

        self.just_saved = False
        if self._notes is None:
            return self.trouble
        comparison = reading.comparison or Comparison(self.story.versions, ())
        try:
            if not self._notes.entries():
                return "nothing to save yet: p picks a passage, a writes a note"
            saved = save_notes(self._notes, comparison)
        except (SaveError, StoreError) as error:
            return str(error)
        self.saved, self.just_saved = saved.path, True
        said = f"saved {clean_line(short_path(saved.path))}"
        if saved.beside:
            said += f" · {clean_line(saved.beside.name)} was changed by another hand and left as it is"
        return f"{said} · {saved.remark}" if saved.remark else said

    def save_again(self, reading: Reading) -> None:
        """On leaving: bring a notes file up to date that was written in this session."""
        if self.saved is not None:
            self.farewell = self.save(reading)

    def _step(self, reading: Reading, *, back: bool) -> str:
        if self._notes is None:
            return self.trouble
        try:
            change = self._notes.undo() if back else self._notes.redo()
            self.mark(reading)
        except StoreError as error:
            return f"not changed: {error}"
        if change is None:
            return "nothing to undo" if back else "nothing to redo"
        return f"{'undone' if back else 'done again'}: {_said(change)}"

    def mark(self, reading: Reading) -> None:
        """Let the margin show what has notes and picks, as far as it is known where they are. Raises StoreError."""
        if self._notes is None:
            return
        marked: dict[Kind, set[tuple[int, int]]] = {Kind.NOTE: set(), Kind.PICK: set()}
        for entry in self._notes.entries():
            for anchor in entry.anchors:
                place = self._notes.known_place(anchor)
                if place and (span := place.span) and anchor.locator in self.story.locators:
                    number = self.story.locators.index(anchor.locator)
                    marked[entry.kind].add((number, sentence_at(self.story.versions[number], span.start)))
        reading.noted, reading.picked = frozenset(marked[Kind.NOTE]), frozenset(marked[Kind.PICK])


def sentence_at(version: Version, offset: int) -> int:
    """The sentence that holds a code point, or the last one before it."""
    return max(0, bisect_right(version.sentences, offset, key=lambda sentence: sentence.span.start) - 1)


def where(story: Story, locator: str, offset: int) -> str:
    """Where a code point of a version stands: `A ¶11`."""
    version = story.versions[story.locators.index(locator)]
    return _where(version, sentence_at(version, offset))


def short_path(path: Path) -> str:
    """A path with the home folder written as `~`."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


def _where(version: Version, sentence: int) -> str:
    """`A ¶11`."""
    return f"{version.siglum} ¶{version.sentences[sentence].paragraph + 1}"


def _first(heading: str) -> str:
    return heading.split(" · ")[0]


def _said(change: Change) -> str:
    """What a change did: `pick on A added`."""
    if isinstance(change.entry, KeptDecision):
        told = f"{change.entry.kind.value} of {change.entry.here[0].siglum} and {change.entry.there[0].siglum}"
        return f"{told} taken back" if change.verb == "delete" else told
    what = {"add": "added", "edit": "edited", "delete": "deleted"}[change.verb]
    sigla = " ".join(sorted({anchor.siglum for anchor in change.entry.anchors}))
    return f"{change.entry.kind.value} on {sigla} {what}" if sigla else f"{change.entry.kind.value} {what}"
