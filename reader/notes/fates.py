"""What became of the reader's notes and picks in texts that changed: to be said, to be listed, to be read as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reader.notes.anchors import Anchor, Found
from reader.notes.entries import Entry, Kind
from reader.notes.story_notes import StoryNotes
from reader.story.folding import fold_word
from reader.story.version import Span

_WORD = re.compile(r"\S+")
_MARKS = re.compile(r"^\W+|\W+$")
_MOST_WORDS = 1_000
"""Words of a passage that are told apart one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage that changed: words that stayed (both the same), or what was and what is now."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The text that a note was made on, as it was then, so that a lost note can still be read in its place."""

    text: str
    span: Span
    """Where the note's passage stands in it."""


def fate(notes: StoryNotes, entry: Entry) -> Found:
    """What became of a note or pick: lost if none of its passages is found, changed if one changed or is gone.

    One on the story as a whole is where it was.
    """
    found = [notes.place(anchor).found for anchor in entry.anchors]
    if not found:
        return Found.EXACT
    if all(state is Found.LOST for state in found):
        return Found.LOST
    if Found.CHANGED in found or Found.LOST in found:
        return Found.CHANGED
    return Found.MOVED if Found.MOVED in found else Found.EXACT


def fates(notes: StoryNotes) -> dict[str, Found]:
    """What became of each note and pick that is not where it was, by its id, in the reader's order."""
    all_ = ((entry, fate(notes, entry)) for entry in notes.entries())
    return {entry.id: found for entry, found in all_ if found is not Found.EXACT}


def tell(entries: Iterable[Entry], became: Mapping[str, Found]) -> str:
    """What became of notes and picks as one phrase: `2 notes changed, 1 pick lost`; empty if nothing did."""
    counts: dict[tuple[Found, Kind], int] = {}
    for entry in entries:
        if entry.id in became:
            key = became[entry.id], entry.kind
            counts[key] = counts.get(key, 0) + 1
    parts, named = [], ""
    for found in (Found.CHANGED, Found.MOVED, Found.LOST):
        for kind in Kind:
            if count := counts.get((found, kind)):
                name = kind.value if count == 1 else f"{kind.value}s"
                parts.append(f"{count} {found}" if named == kind.value else f"{count} {name} {found}")
                named = kind.value
    return ", ".join(parts)


def behind(notes: StoryNotes, anchor: Anchor) -> Behind | None:
    """The text that an anchor was made on, and where it stands there; None if no copy was kept. Raises StoreError."""
    text = notes.text_behind(anchor)
    if text is None or anchor.span.of(text) != anchor.exact:
        return None
    return Behind(text, anchor.span)


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The words that changed between two wordings of a passage; case, quotation marks and spaces are no difference.

    Joined with spaces, the pieces' sides are the two wordings with single spaces.
    """
    from rapidfuzz.distance import Indel  # now and then, never at the start

    here, there = _WORD.findall(old), _WORD.findall(new)
    if max(len(here), len(there)) > _MOST_WORDS:
        return (Piece(" ".join(here), " ".join(there)),)
    forms = [[fold_word(_MARKS.sub("", word)) or word for word in words] for words in (here, there)]
    pieces: list[Piece] = []
    gone: list[str] = []
    come: list[str] = []

    def changed() -> None:
        if gone or come:
            pieces.append(Piece(" ".join(gone), " ".join(come)))
            gone.clear()
            come.clear()

    for code in Indel.opcodes(*forms):
        if code.tag == "equal":
            changed()
            pieces.append(
                Piece(" ".join(here[code.src_start : code.src_end]), " ".join(there[code.dest_start : code.dest_end]))
            )
        else:
            gone += here[code.src_start : code.src_end]
            come += there[code.dest_start : code.dest_end]
    changed()
    return tuple(_equal(piece) for piece in pieces)


def _equal(piece: Piece) -> Piece:
    """Words that stayed are told as they stand now."""
    forms = [[fold_word(_MARKS.sub("", word)) or word for word in side.split()] for side in (piece.old, piece.new)]
    return Piece(piece.new, piece.new) if forms[0] == forms[1] else piece
