"""Between the reading and the store: what else is remembered of a story from run to run, besides notes and picks.

Nothing of this is worth stopping for: what cannot be kept holds for this session, and that is said once.
"""

from __future__ import annotations

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.tui.keeping import Keeping, sentence_at
from reader.tui.model.reading import Reading

UNKEPT = "for this session only"


class Remembering:
    """Remembers marks of one story."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def restore(self, reading: Reading) -> None:
        """Bring back what was remembered. A mark whose passage is not found again stays in the store, unseen."""
        notes, story = self._keeping.notes, reading.story
        if notes is None:
            return
        try:
            for letter, anchor in notes.marks().items():
                span = notes.place(anchor).span
                if span is not None and anchor.locator in story.locators:
                    number = story.locators.index(anchor.locator)
                    reading.marks[letter] = (number, sentence_at(story.versions[number], span.start))
        except StoreError as error:
            reading.message = str(error)

    def keep_mark(self, reading: Reading, letter: str) -> str:
        """Keep what a letter marks. Returns what is to be said if that failed, else nothing."""
        notes, (number, sentence) = self._keeping.notes, reading.marks[letter]
        version = reading.story.versions[number]
        if notes is None:
            return UNKEPT
        try:
            notes.mark(letter, make_anchor(version, reading.story.locators[number], version.sentences[sentence].span))
        except StoreError as error:
            return f"{UNKEPT}: {error}"
        return ""
