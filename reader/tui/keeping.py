"""Between the reading screen and the notes: what the keys for notes, picks, undo and saving do, and say."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.align.alignment import Comparison
from reader.notes.anchors import LOST, Anchor, Found
from reader.notes.database import StoreError
from reader.notes.entries import Change, Entry, KeptDecision, KeptRole, Kind, Position
from reader.notes.shelf import PLACE
from reader.notes.store import Store
from reader.notes.story_notes import WRITTEN, StoryNotes
from reader.notes.templates import Templates
from reader.story.clean import clean_line
from reader.story.story import Story
from reader.tui.anchoring import Passage, passage_here, sentence_at, where
from reader.tui.model import moves
from reader.tui.model.follow import Follow
from reader.tui.model.ink import plural
from reader.tui.model.reading import Reading, Spot

if TYPE_CHECKING:
    from reader.tui.model.notes_list import Item

FOLLOW = "panes"
"""Under which name it is kept how the panes follow."""


ROWS_OFFERED = "rows offered"
"""Under which name it is kept that rows were offered."""


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
        self.templates = Templates()
        """How the notes file is written."""
        self._store = store
        self._notes: StoryNotes | None = None
        if store is not None:
            try:
                self._notes = store.story(story)
            except StoreError as error:
                self.trouble = str(error)

    def going_on(self, story: Story) -> Keeping:
        """What keeps the same story from now on, one of its sources having become another text."""
        following = Keeping(story, self._store, self.trouble)
        following.templates, following.saved = self.templates, self.saved
        return following

    def growing(self, story: Story) -> Keeping:
        """What keeps a story from now on that a version has come to, or one of whose texts is another."""
        if self._store is not None and story.key != self.story.key:
            try:
                grown = self._store.has_grown(self.story.key, story)
            except StoreError:
                grown = False
            if not grown:  # what was noted just now stays in sight
                story = story._replace(key=self.story.key)
        return self.going_on(story)

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
            version = self.story.versions[reading.version]
            if reading.sentence < len(version.sentences):
                paragraph = version.sentences[reading.sentence].paragraph + 1
                self._notes.keep_setting(PLACE, [version.siglum, paragraph, len(version.paragraphs)])
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
        """What is selected, or else the passage under the cursor; None in an empty version."""
        return passage_here(self.story, reading)

    # notes and picks

    def changed_elsewhere(self) -> bool:
        """Whether another running reader has kept something since this was last asked. Raises StoreError."""
        return self._store is not None and self._store.changed_elsewhere()

    def can_keep(self) -> bool:
        """Whether there is a store to keep things in."""
        return self._notes is not None

    def entry_on(self, passage: Passage) -> Entry | None:
        """The latest note on a passage or on the story, or the one that is meant. Raises StoreError."""
        for entry in reversed(self._notes.entries() if self._notes else ()):
            if not entry.kind.written or (passage.entry and entry.id != passage.entry):
                continue
            if passage.entry or (passage.anchor is None and not entry.anchors):
                return entry
            if any(self._is_on(anchor, passage) for anchor in entry.anchors):
                return entry
        return None

    def _is_on(self, anchor: Anchor, passage: Passage) -> bool:
        """Whether an anchor's place is a passage; one that changed need not be so to the letter."""
        if passage.anchor is None or anchor.locator != passage.anchor.locator:
            return False
        place = self._notes.place(anchor) if self._notes else LOST
        return place.span == passage.anchor.span or (place.found is Found.CHANGED and passage.holds(place.span))

    def note(self, reading: Reading, passage: Passage, body: str, kind: Kind = Kind.NOTE) -> tuple[str, bool]:
        """Keep a note's words; none at all deletes it. Returns what is to be said, and whether it was kept."""
        if self._notes is None:
            return self.trouble, False
        try:
            entry = self.entry_on(passage)
            if entry is None and not body.strip():
                return "nothing written, nothing kept", True
            if entry is None:
                self._notes.add_note(body, passage.anchors, kind)
                said = f"{kind.value} kept on {passage.heading}"
            elif body.strip():
                self._notes.edit_note(entry.id, body, kind)
                said = f"{kind.value} kept on {passage.heading}"
            else:
                self._notes.delete(entry.id)
                said = f"{entry.kind.value} on {passage.heading} deleted · u undoes"
            self.mark(reading)
        except (StoreError, KeyError) as error:
            return f"not kept: {error}", False
        return said, True

    def delete(self, reading: Reading, entry: Entry) -> str:
        """Delete a note or a pick."""
        if self._notes is None:
            return self.trouble
        try:
            self._notes.delete(entry.id)
            self.mark(reading)
        except KeyError:
            return "it was deleted already"
        except StoreError as error:
            return f"not deleted: {error}"
        return f"{entry.kind.value} deleted · u undoes"

    def pick(self, reading: Reading, passage: Passage, *, every: bool = False) -> str:
        """Pick a passage, or take it out again; `every` telling of it as one pick."""
        if self._notes is None or passage.anchor is None:
            return self.trouble
        wanted = passage.anchors if every else (passage.anchor,)
        heading = passage.heading if every else _first(passage.heading)
        try:
            entry = self._notes.picked(passage.anchor)
            if entry is None or (every and not self._covers(entry, wanted)):
                self._notes.pick(wanted)
                said = f"picked {heading} · w saves the notes file"
            else:
                self._notes.delete(entry.id)
                said = f"{heading} is no longer picked"
            self.mark(reading)
        except (StoreError, KeyError) as error:
            return f"not kept: {error}"
        return said

    def _covers(self, entry: Entry, anchors: tuple[Anchor, ...]) -> bool:
        """Whether a pick holds all of these places."""
        return all(any(self._stands_on(own, anchor) for own in entry.anchors) for anchor in anchors)

    def _stands_on(self, own: Anchor, anchor: Anchor) -> bool:
        """Whether an anchor that is kept stands now where a new one does."""
        return self._notes is not None and own.locator == anchor.locator and self._notes.place(own).span == anchor.span

    def undo(self, reading: Reading) -> str:
        """Take the last change back."""
        return self._step(reading, back=True)

    def redo(self, reading: Reading) -> str:
        """Make again what was undone."""
        return self._step(reading, back=False)

    def list_items(self) -> tuple[Item, ...]:
        """All notes and picks, as a list shows them."""
        from reader.notes.fates import fate
        from reader.tui.model.notes_list import Item

        notes = self._notes
        if notes is None:
            return ()
        try:
            entries = notes.entries()
        except StoreError as error:
            self.trouble = str(error)
            return ()
        out = []
        for entry in entries:
            places: dict[str, None] = {}
            spots: list[Spot] = []
            for anchor in entry.anchors:
                span = notes.place(anchor).span
                if span is None or anchor.locator not in self.story.locators:
                    places[clean_line(anchor.siglum)] = None
                    continue
                number = self.story.locators.index(anchor.locator)
                version = self.story.versions[number]
                spots.append(Spot(number, sentence_at(version, span.start)))
                places[where(version, spots[-1].sentence)] = None
            out.append(Item(entry, " · ".join(places), fate(notes, entry), spots[0] if spots else None))
        return tuple(out)

    def put_in_order(self, ids: Sequence[str]) -> str:
        """Have entries stand in this order. Returns what went wrong, or nothing."""
        try:
            if self._notes is not None:
                self._notes.put_in_order(ids)
        except StoreError as error:
            return f"not moved: {error}"
        return ""

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
            saved = save_notes(self._notes, comparison, templates=self.templates)
            self.mark(reading)
        except (SaveError, StoreError) as error:
            return str(error)
        self.saved, self.just_saved = saved.path, True
        said = f"saved {clean_line(short_path(saved.path))}"
        return f"{said} · {saved.remark}" if saved.remark else said

    def save_as(self, reading: Reading, path: Path | None) -> str:
        """Write the notes file where the reader wants it from now on, and say where; None for the default place."""
        from reader.notes.save import choose_place

        if self._notes is None:
            return self.trouble
        try:
            choose_place(self._notes, path)
        except StoreError as error:
            return str(error)
        return self.save(reading)

    def place_of_file(self) -> Path | None:
        """Where the notes file lies, or will lie; None without a store."""
        from reader.notes.save import expected_place

        try:
            return expected_place(self._notes) if self._notes else None
        except StoreError:
            return None

    def read_back(self, reading: Reading) -> str:
        """Take over what a hand changed in the notes file since it was saved; says what, or nothing."""
        if self._notes is None or not self.setting(WRITTEN):
            return ""
        from reader.notes.save import read_back

        try:
            count = read_back(self._notes)
            if count:
                self.mark(reading)
        except StoreError as error:
            return str(error)
        return f"{plural(count, 'note')} read back from the notes file · u undoes" if count else ""

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
        noted: set[tuple[int, int]] = set()
        picked: set[tuple[int, int]] = set()
        for entry in self._notes.entries():
            for anchor in entry.anchors:
                place = self._notes.known_place(anchor)
                if place and (span := place.span) and anchor.locator in self.story.locators:
                    number = self.story.locators.index(anchor.locator)
                    spot = number, sentence_at(self.story.versions[number], span.start)
                    (noted if entry.kind.written else picked).add(spot)
        reading.noted, reading.picked = frozenset(noted), frozenset(picked)


def short_path(path: Path) -> str:
    """A path with the home folder written as `~`."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


def _first(heading: str) -> str:
    return heading.split(" · ")[0]


def _said(change: Change) -> str:
    """What a change did: `pick on A added`."""
    if isinstance(change.entry, KeptDecision):
        told = f"{change.entry.kind.value} of {change.entry.here[0].siglum} and {change.entry.there[0].siglum}"
        return f"{told} taken back" if change.verb == "delete" else told
    if isinstance(change.entry, KeptRole):
        told = f"a paragraph of {change.entry.anchor.siglum} as {change.entry.role.value}"
        return f"{told} taken back" if change.verb == "delete" else told
    what = {"add": "added", "edit": "edited", "delete": "deleted"}[change.verb]
    sigla = " ".join(sorted({anchor.siglum for anchor in change.entry.anchors}))
    return f"{change.entry.kind.value} on {sigla} {what}" if sigla else f"{change.entry.kind.value} {what}"
