"""What became of notes and picks in texts that changed: counted, listed, and shown as the difference in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rapidfuzz.distance import Indel

from reader.notes.anchors import Fate
from reader.notes.entries import Entry, Kind
from reader.notes.story_notes import StoryNotes
from reader.story.folding import fold_word

_WORD = re.compile(r"\S+")
_WITHOUT_MARKS = re.compile(r"\w(?:.*\w)?")
"""A word without the punctuation around it."""
_MOST_WORDS = 1_000
"""Words of a passage that are compared one by one."""


class DiffPart(NamedTuple):
    """A part of a passage that changed. Where the words stayed, both wordings are the same."""

    old: str
    new: str


def fate(notes: StoryNotes, entry: Entry) -> Fate:
    """What became of a note or pick: lost if all of its passages are, changed if some are changed or lost.

    An entry on the story as a whole is where it was.
    """
    found = [notes.place(anchor).fate for anchor in entry.anchors]
    if not found:
        return Fate.EXACT
    if all(state is Fate.LOST for state in found):
        return Fate.LOST
    if Fate.CHANGED in found or Fate.LOST in found:
        return Fate.CHANGED
    return Fate.MOVED if Fate.MOVED in found else Fate.EXACT


def fates(notes: StoryNotes) -> dict[str, Fate]:
    """The fate of each note and pick that is not where it was, by its id, in the reader's order."""
    all_ = ((entry, fate(notes, entry)) for entry in notes.entries())
    return {entry.id: found for entry, found in all_ if found is not Fate.EXACT}


def count_fates(entries: Iterable[Entry], found: Mapping[str, Fate]) -> str:
    """Fates by number and kind in one phrase: `2 notes changed, 1 pick lost`; empty if there are none.

    Args:
        entries: Notes and picks.
        found: The fates to count, by the entries' ids.
    """
    counts: dict[tuple[Fate, Kind], int] = {}
    for entry in entries:
        if entry.id in found:
            key = found[entry.id], entry.kind
            counts[key] = counts.get(key, 0) + 1
    parts, named = [], ""
    for state in (Fate.CHANGED, Fate.MOVED, Fate.LOST):
        for kind in Kind:
            if count := counts.get((state, kind)):
                name = kind.value if count == 1 else f"{kind.value}s"
                parts.append(f"{count} {state}" if named == kind.value else f"{count} {name} {state}")
                named = kind.value
    return ", ".join(parts)


def difference(old: str, new: str) -> tuple[DiffPart, ...]:
    """The words that changed between two wordings of a passage; case, quotation marks and spaces do not count.

    Joined with spaces, each side of the parts is one of the wordings with single spaces.
    """
    here, there = _WORD.findall(old), _WORD.findall(new)
    if max(len(here), len(there)) > _MOST_WORDS:
        return (DiffPart(" ".join(here), " ".join(there)),)
    parts: list[DiffPart] = []
    removed: list[str] = []
    added: list[str] = []

    def close_change() -> None:
        if removed or added:
            parts.append(DiffPart(" ".join(removed), " ".join(added)))
            removed.clear()
            added.clear()

    for code in Indel.opcodes(_forms(here), _forms(there)):
        ours, theirs = here[code.src_start : code.src_end], there[code.dest_start : code.dest_end]
        if code.tag == "equal":
            close_change()
            parts.append(DiffPart(" ".join(ours), " ".join(theirs)))
        else:
            removed += ours
            added += theirs
    close_change()
    return tuple(_without_variation(part) for part in parts)


def _forms(words: Iterable[str]) -> list[str]:
    found = ((word, _WITHOUT_MARKS.search(word)) for word in words)
    return [fold_word(inner[0]) or word if inner else word for word, inner in found]


def _without_variation(part: DiffPart) -> DiffPart:
    """A part as it reads now where only case, quotation marks or spaces differ."""
    return DiffPart(part.new, part.new) if _forms(part.old.split()) == _forms(part.new.split()) else part
