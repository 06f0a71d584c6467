"""A story opened again: from what is known of its sources, or from the copies of their texts kept with notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from reader.notes.library import KeptStory, KeptVersion
from reader.notes.story_notes import StoryNotes
from reader.story.clean import clean_line
from reader.story.locators import shipped
from reader.story.open import open_story
from reader.story.sentences import segment
from reader.story.version import SourceError, Story, Version


@dataclass(frozen=True, slots=True)
class Reopened:
    """A story that was opened again."""

    story: Story
    """Without the versions that could not be had."""
    remarks: tuple[str, ...]
    """For each source that could not be read, a sentence."""


def reopen(kept: KeptStory, notes: StoryNotes, *, copies: bool) -> Reopened:
    """Open a story's sources again.

    Args:
        kept: The story.
        notes: What is kept of it.
        copies: Whether the copy of a text that a note was made on may stand for a source that cannot be read.
    """
    versions: list[tuple[str, Version]] = []
    remarks = []
    for known in kept.versions:
        try:
            version = _opened(known.locator)
        except SourceError as error:
            remarks.append(f"{clean_line(known.siglum)}, {clean_line(known.name)}: {error}")
            copy = _copy(known, notes) if copies else None
            if copy is None:
                continue
            remarks[-1] += "; shown from the copy that was kept with the notes"
            version = copy
        versions.append((known.locator, replace(version, siglum=known.siglum, name=known.name, source=known.source)))
    story = Story(
        title=kept.title,
        versions=tuple(v for _, v in versions),
        locators=tuple(locator for locator, _ in versions),
        key=kept.key,
        home=None,
    )
    return Reopened(story, tuple(remarks))


def _opened(locator: str) -> Version:
    """The version that a locator names. Raises SourceError."""
    kind, _, rest = locator.partition(":")
    if kind not in ("file", "ships"):
        raise SourceError("it came from standard input and cannot be read again")
    path = shipped("seeds") / rest if kind == "ships" else Path(rest)
    if not path.exists() and re.search(r"#\d+$", rest):
        path = path.with_name(path.name.rpartition("#")[0])  # the same source, named twice
    return open_story([str(path)]).versions[0]


def _copy(known: KeptVersion, notes: StoryNotes) -> Version | None:
    """A version made of the text that the latest note on it was made on; None if no copy is kept."""
    for entry in reversed(notes.entries()):
        for anchor in entry.anchors:
            text = notes.text_behind(anchor) if anchor.locator == known.locator else None
            if text is not None:
                paragraphs, sentences = segment(text)
                return Version(
                    siglum=known.siglum,
                    name=known.name,
                    source=known.source,
                    title=known.name,
                    text=text,
                    paragraphs=paragraphs,
                    sentences=sentences,
                    sha256=known.sha256,
                )
    return None
