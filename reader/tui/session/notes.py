"""The session: keeps notes and picks of the story being read, and where the reader was.

The methods of `Session` do what the keys ask for and return the message to show.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.notes.anchors import LOST, Anchor, Fate
from reader.notes.database import StoreError, UnreadableRowError
from reader.notes.entries import LABELS, Change, Entry, KeptDecision, KeptRole, Kind, Position
from reader.notes.library import READ_TO
from reader.notes.related import Related, refuse, related_stories, take_over
from reader.notes.store import Store
from reader.notes.story_notes import WRITTEN, StoryNotes
from reader.notes.templates import Templates
from reader.story.clean import plural
from reader.story.version import Story
from reader.tui.model import navigation
from reader.tui.model.flow import Follow
from reader.tui.model.state import Reading

if TYPE_CHECKING:  # the first picture has none
    from reader.tui.session.passages import NotedPassage

FOLLOW = "panes"
"""The story's setting for how the panes follow each other."""
NARROW_SAID = "one pane explained"
"""The story's setting that says that the reader knows from which width on there are two panes."""
ROWS_OFFERED = "rows offered"
"""The story's setting that says that rows were offered."""


class Session:
    """Keeps the notes of the story being read, and returns what to say; it never says “kept” of what is not."""

    def __init__(self, story: Story, store: Store | None, trouble: str = "") -> None:
        """Keep notes in `store`; without one, answer every attempt with `trouble`."""
        self.story = story
        self.trouble = trouble
        self.saved: Path | None = None
        """The notes file, once it was written."""
        self.just_saved = False
        """Whether the last attempt to save wrote the file."""
        self.farewell = ""
        """What to print after the screen is gone."""
        self.templates = Templates()
        """How the notes file is written."""
        self.last_pick: Entry | None = None
        """What `pick` picked or took out last: what a label typed next is for."""
        self._store = store
        self._notes: StoryNotes | None = None
        if store is not None:
            try:
                self._notes = store.story(story)
            except StoreError as error:
                self.trouble = str(error)

    def going_on(self, story: Story) -> Session:
        """A session for the same story, one of whose sources has another text now."""
        following = Session(story, self._store, self.trouble)
        following.templates, following.saved = self.templates, self.saved
        return following

    def growing(self, story: Story) -> Session:
        """A session for the story with a version more, or with another text of one, and all that was kept so far."""
        if self._store is not None and story.key != self.story.key:
            try:
                grown = self._store.has_grown(self.story.key, story)
            except StoreError:
                grown = False
            if not grown:  # what was noted just now stays in sight
                story = replace(story, key=self.story.key)
        return self.going_on(story)

    @property
    def notes(self) -> StoryNotes | None:
        """The story's notes; None without a store."""
        return self._notes

    # other stories with these sources

    def join_whole(self) -> str:
        """Take over what is kept of stories all of whose sources are here. Returns what went wrong, or nothing."""
        try:
            for related in self.related():
                if related.whole:
                    take_over(self._notes, related) if self._notes else None
        except StoreError as error:
            return str(error)
        return ""

    def offers(self) -> tuple[Related, ...]:
        """The other stories with something to take over that the reader was not asked about. Raises StoreError."""
        return tuple(related for related in self.related() if related.wanted)

    def take_over(self, offers: Sequence[Related]) -> str:
        """Take over what other stories offer. Returns what to say."""
        try:
            for related in offers:
                take_over(self._notes, related) if self._notes else None
        except StoreError as error:
            return f"not taken over: {error}"
        return f"taken over: {', '.join(related.told for related in offers)}"

    def leave(self, offers: Sequence[Related]) -> str:
        """Leave there what other stories offer, and do not ask again. Returns what to say."""
        try:
            for related in offers:
                refuse(self._notes, related) if self._notes else None
        except StoreError as error:
            return str(error)
        return "left there · A v shows them"

    def related(self) -> tuple[Related, ...]:
        """The other stories with sources of this one. Raises StoreError."""
        if self._store is None or self._notes is None:
            return ()
        return related_stories(self._store.library(), self._notes)

    def damage(self) -> str:
        """What to say of rows of the store that could not be read; empty if there are none."""
        count = len(self._notes.damaged) if self._notes else 0
        return (
            f"{plural(count, 'row')} of the store cannot be read, the others stand: see `diptych doctor`"
            if count
            else ""
        )

    # what there is from before

    def unplaced(self) -> tuple[Anchor, ...]:
        """The anchors of all that is kept that must be searched for; none where the store fails."""
        try:
            return self._notes.unplaced() if self._notes else ()
        except StoreError as error:
            self.trouble = str(error)
            return ()

    def noted_revisions(self) -> tuple[str, ...]:
        """The locators of revisions in git that notes and picks are on and that are not in the story as it opened."""
        try:
            noted = self._notes.noted_revisions() if self._notes else ()
        except (StoreError, UnreadableRowError):
            return ()
        return tuple(locator for locator in noted if locator not in self.story.locators)

    def has_past(self) -> bool:
        """Whether anything was kept of the story, or of others with its sources, that may have to be said or found."""
        notes = self._notes
        if notes is None:
            return False
        try:
            kept = notes.setting(WRITTEN) or notes.entries() or notes.drafts.all() or notes.damaged
            return bool(kept or notes.unplaced() or self.offers())
        except StoreError:
            return True

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
                reading.cursors[number] = self.story.versions[number].sentence_at(position.starts[locator])
        if position.front in self.story.locators:
            navigation.show_version(reading, self.story.locators.index(position.front))
        if reading.flow(reading.side).blocks:
            navigation.go(reading, reading.sentence, jump=True)

    def keep_position(self, reading: Reading) -> None:
        """Keep where the reader is. A failure is ignored: the reader is leaving, and no words are lost."""
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
                self._notes.keep_setting(READ_TO, [version.siglum, paragraph, len(version.paragraphs)])
        except StoreError as error:
            self.trouble = str(error)

    # what is remembered of a story

    def setting(self, name: str) -> object:
        """A setting of this story; None if there is none, or it cannot be read."""
        try:
            return self._notes.setting(name) if self._notes else None
        except StoreError:
            return None

    def keep_setting(self, name: str, value: object) -> None:
        """Keep a setting of this story. A failure is ignored: settings are a convenience."""
        with contextlib.suppress(StoreError):
            if self._notes:
                self._notes.keep_setting(name, value)

    # notes and picks

    def changed_elsewhere(self) -> bool:
        """Whether another running reader has kept something since this was last asked. Raises StoreError."""
        return self._store is not None and self._store.changed_elsewhere()

    def can_keep(self) -> bool:
        """Whether there is a store."""
        return self._notes is not None

    def entry_on(self, passage: NotedPassage) -> Entry | None:
        """The note that a passage names, or else the latest one on it. Raises StoreError."""
        for entry in reversed(self._notes.entries() if self._notes else ()):
            if not entry.kind.written or (passage.entry and entry.id != passage.entry):
                continue
            if passage.entry or (passage.anchor is None and not entry.anchors):
                return entry
            if any(self._is_on(anchor, passage) for anchor in entry.anchors):
                return entry
        return None

    def _is_on(self, anchor: Anchor, passage: NotedPassage) -> bool:
        """Whether an anchor is on a passage; where the text has changed, beginning in it is enough."""
        if passage.anchor is None or anchor.locator != passage.anchor.locator:
            return False
        place = self._notes.place(anchor) if self._notes else LOST
        return place.span == passage.anchor.span or (place.fate is Fate.CHANGED and passage.holds(place.span))

    def note(self, reading: Reading, passage: NotedPassage, body: str, kind: Kind = Kind.NOTE) -> tuple[str, bool]:
        """Keep a note; an empty one is deleted. Returns what to say, and whether it was kept."""
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

    def pick(self, reading: Reading, passage: NotedPassage, *, every: bool = False) -> str:
        """Pick a passage, or take it out again; `every` telling of it as one pick."""
        if self._notes is None or passage.anchor is None:
            return self.trouble
        self.last_pick = None
        wanted = passage.anchors if every else (passage.anchor,)
        heading = passage.heading if every else _first(passage.heading)
        try:
            entry = self._notes.picked(passage.anchor)
            if entry is None or (every and not self._covers(entry, wanted)):
                self.last_pick = self._notes.pick(wanted)
                said = f"picked {heading} · w saves the notes file · 1–{LABELS} labels it"
            else:
                self.last_pick = self._notes.delete(entry.id)
                said = f"{heading} is no longer picked"
            self.mark(reading)
        except (StoreError, KeyError) as error:
            return f"not kept: {error}"
        return said

    def label(self, reading: Reading, pick: Entry, label: int) -> str:
        """Give a pick a label, or 0 for none; one that was just taken out is picked again. Returns what to say."""
        if self._notes is None:
            return self.trouble
        try:
            if all(entry.id != pick.id for entry in self._notes.entries()):
                self._notes.take(replace(pick, label=label))
            else:
                self._notes.label(pick.id, label)
            self.mark(reading)
        except KeyError:
            return "it was deleted already"
        except (StoreError, ValueError) as error:
            return f"not kept: {error}"
        return f"picked: {self.templates.label(label)} · u undoes" if label else "picked, without a label · u undoes"

    def _covers(self, entry: Entry, anchors: tuple[Anchor, ...]) -> bool:
        """Whether a pick has all of these anchors."""
        return all(any(self._stands_on(own, anchor) for own in entry.anchors) for anchor in anchors)

    def _stands_on(self, own: Anchor, anchor: Anchor) -> bool:
        """Whether a kept anchor is now at the place of a new one."""
        return self._notes is not None and own.locator == anchor.locator and self._notes.place(own).span == anchor.span

    def undo(self, reading: Reading) -> str:
        """Undo the last change."""
        return self._step(reading, back=True)

    def redo(self, reading: Reading) -> str:
        """Make again what was undone."""
        return self._step(reading, back=False)

    def put_in_order(self, ids: Sequence[str]) -> str:
        """Put entries in this order. Returns what went wrong, or nothing."""
        try:
            if self._notes is not None:
                self._notes.put_in_order(ids)
        except StoreError as error:
            return f"not moved: {error}"
        return ""

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
        """Mark in the reading what has notes and picks, as far as their places are known. Raises StoreError."""
        if self._notes is None:
            return
        noted: set[tuple[int, int]] = set()
        picked: set[tuple[int, int]] = set()
        labels: dict[tuple[int, int], int] = {}
        labelled: dict[int, list[tuple[int, int, int]]] = {}
        for entry in self._notes.entries():
            for anchor in entry.anchors:
                place = self._notes.known_place(anchor)
                if place and (span := place.span) and anchor.locator in self.story.locators:
                    number = self.story.locators.index(anchor.locator)
                    spot = number, self.story.versions[number].sentence_at(span.start)
                    (noted if entry.kind.written else picked).add(spot)
                    if entry.label:
                        labels[spot] = entry.label
                        labelled.setdefault(number, []).append((span.start, span.end, entry.label))
        reading.noted, reading.picked = frozenset(noted), frozenset(picked)
        reading.labels, reading.labelled, reading.label_names = labels, labelled, self.templates.labels


def _first(heading: str) -> str:
    return heading.split(" · ")[0]


def _said(change: Change) -> str:
    """What a change did, in words: `pick on A added`."""
    if isinstance(change.subject, KeptDecision):
        told = f"{change.subject.kind.value} of {change.subject.here[0].siglum} and {change.subject.there[0].siglum}"
        return f"{told} taken back" if change.verb == "delete" else told
    if isinstance(change.subject, KeptRole):
        told = f"a paragraph of {change.subject.anchor.siglum} as {change.subject.role.value}"
        return f"{told} taken back" if change.verb == "delete" else told
    what = {"add": "added", "edit": "edited", "delete": "deleted"}[change.verb]
    sigla = " ".join(sorted({anchor.siglum for anchor in change.subject.anchors}))
    return f"{change.subject.kind.value} on {sigla} {what}" if sigla else f"{change.subject.kind.value} {what}"
