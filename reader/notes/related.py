"""Other stories that share sources with one: what is kept of them can be taken over, and is shown where it is not.

A story is known by its sources. With one more, one less or one that moved it is another story, with notes of its own.
What is taken over is copied: each story keeps its own, and what was copied once is not copied again.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reader.notes.anchors import Anchor
from reader.notes.entries import Entry, Position, Subject
from reader.notes.library import IMPORTED, READ, KeptStory, Library
from reader.notes.story_notes import StoryNotes
from reader.story.clean import plural
from reader.story.version import Story

JOINED, REFUSED = "joined", "not taken over"
"""Settings of a story: the keys of the stories whose marks it has, and the ids of what the reader left there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another story with sources of this one, and what is kept of it that is not kept here."""

    story: KeptStory
    subjects: tuple[tuple[str, Subject], ...]
    """Notes, picks, pins, cuts and roles as they would be here, each with the id that it had first."""
    refused: frozenset[str]
    """First ids of what the reader left there."""
    marks: Mapping[str, Anchor]
    read: Mapping[str, str]
    """By locator here, what was read of a version, as it is kept."""
    position: Position | None
    whole: bool
    """Whether all of its sources are sources here, so that it only grew; never true of what was imported."""
    joined: bool
    """Whether marks, position and what was read are here already."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its notes and picks that are not here."""
        return tuple(subject for _, subject in self.subjects if isinstance(subject, Entry))

    @property
    def wanted(self) -> tuple[tuple[str, Subject], ...]:
        """What the reader has not refused."""
        return tuple((first, subject) for first, subject in self.subjects if first not in self.refused)

    @property
    def told(self) -> str:
        """What it has to offer and whose it is: `3 notes and 1 pick from the story of Ledger and Wire`."""
        kinds = {"note": 0, "pick": 0, "decision": 0}
        for _, subject in self.wanted:
            kinds["decision" if not isinstance(subject, Entry) else "note" if subject.kind.written else "pick"] += 1
        counted = [plural(count, kind) for kind, count in kinds.items() if count]
        return f"{_listed(counted)} from the story of {_listed([version.name for version in self.story.versions])}"


def related_stories(library: Library, notes: StoryNotes) -> tuple[Related, ...]:
    """The other stories with sources of this one that something is kept of, the one opened last first.

    Raises StoreError.
    """
    here = notes.story
    out = []
    known: frozenset[str] | None = None
    for story in library.known():
        moved = _moved(story, here) if story.key != here.key else {}
        if not moved:
            continue
        known = known if known is not None else notes.known_ids()
        found = _related(story, library.notes_of(story), notes, moved, known)
        if found.subjects or (found.whole and not found.joined):
            out.append(found)
    return tuple(out)


def take_over(notes: StoryNotes, related: Related) -> None:
    """Copy what another story has to offer. Raises StoreError."""
    notes.adopt(related.wanted)
    if related.joined:
        return
    marks = notes.marks()
    for letter, anchor in related.marks.items():
        if letter not in marks:
            notes.mark(letter, anchor)
    kept = notes.setting(READ)
    read = dict(kept) if isinstance(kept, dict) else {}
    for locator, packed in related.read.items():
        read[locator] = _joined(read.get(locator), packed)
    if read:
        notes.keep_setting(READ, read)
    if related.position is not None and notes.position() is None:
        notes.keep_position(related.position)
    notes.keep_setting(JOINED, [*_texts(notes.setting(JOINED)), related.story.key])


def refuse(notes: StoryNotes, related: Related) -> None:
    """Remember that the reader leaves there what another story has to offer. Raises StoreError."""
    refused = {*_texts(notes.setting(REFUSED)), *(first for first, _ in related.wanted)}
    notes.keep_setting(REFUSED, sorted(refused))


def _related(
    story: KeptStory, there: StoryNotes, here: StoryNotes, moved: Mapping[str, str], known: frozenset[str]
) -> Related:
    sigla = dict(zip(here.story.locators, (version.siglum for version in here.story.versions), strict=True))

    def placed(anchors: Iterable[Anchor]) -> tuple[Anchor, ...]:
        """The anchors on shared sources, as they are here."""
        shared = ((moved[anchor.locator], anchor) for anchor in anchors if anchor.locator in moved)
        return tuple(replace(anchor, locator=locator, siglum=sigla[locator]) for locator, anchor in shared)

    whole = len(moved) == len(story.versions) and not there.setting(IMPORTED)
    first_of = there.first_ids()
    subjects: list[tuple[str, Subject]] = []
    for entry in there.entries():
        anchors = placed(entry.anchors)
        if anchors or (whole and not entry.anchors):
            subjects.append((first_of.get(entry.id, entry.id), replace(entry, anchors=anchors)))
    for decision in there.decisions.all():
        if all(anchor.locator in moved for anchor in decision.anchors):
            same = replace(decision, here=placed(decision.here), there=placed(decision.there))
            subjects.append((first_of.get(decision.id, decision.id), same))
    subjects += [
        (first_of.get(role.id, role.id), replace(role, anchor=placed([role.anchor])[0]))
        for role in there.roles.all()
        if role.anchor.locator in moved
    ]
    kept = there.setting(READ)
    position = there.position()
    if position is not None:
        starts = {moved[locator]: start for locator, start in position.starts.items() if locator in moved}
        position = Position(moved[position.front], starts) if position.front in moved else None
    return Related(
        story=story,
        subjects=tuple((first, subject) for first, subject in subjects if first not in known),
        refused=frozenset(_texts(here.setting(REFUSED))),
        marks={letter: placed([anchor])[0] for letter, anchor in there.marks().items() if anchor.locator in moved},
        read={
            moved[locator]: packed
            for locator, packed in (kept.items() if isinstance(kept, dict) else ())
            if locator in moved and isinstance(packed, str)
        },
        position=position,
        whole=whole,
        joined=story.key in _texts(here.setting(JOINED)),
    )


def _moved(story: KeptStory, here: Story) -> dict[str, str]:
    """For each source of another story that is a source here, its locator here.

    A source that moved is known by its content, if only one here has that.
    """
    there = {version.locator for version in story.versions}
    out = {locator: locator for locator in here.locators if locator in there}
    contents = [version.sha256 for version in here.versions]
    for version in story.versions:
        if version.locator not in out and version.sha256 and contents.count(version.sha256) == 1:
            locator = here.locators[contents.index(version.sha256)]
            if locator not in there and locator not in out.values():
                out[version.locator] = locator
    return out


def _texts(value: object) -> list[str]:
    """The texts in a setting that is a list of them; none if it is damaged."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _joined(one: object, other: str) -> str:
    """What was read by either of two settings for a version; a damaged one counts for nothing."""
    both = b""
    for packed in (one, other):
        try:
            both += base64.b64decode(packed, validate=True) if isinstance(packed, str) else b""
        except ValueError:
            continue
    return base64.b64encode(both).decode("ascii")


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
