"""What is kept of a story besides notes and picks: marks, what was read, and the look of the text.

None of it is worth an error message that stops the reader: what cannot be kept holds for this session.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable
from hashlib import blake2b

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.library import READ
from reader.story.folding import fold_letters
from reader.story.version import Version
from reader.tui.model.layout import View
from reader.tui.model.navigation import NARROWEST, WIDEST
from reader.tui.model.state import Reading
from reader.tui.session.notes import Session

UNKEPT = "for this session only"
LOOK = "look"
"""The story's setting for the look of the text, where the reader chose another than the settings file's."""
_DIGEST = 6
"""Bytes of a sentence's digest: among 100,000 sentences, two collide in one of 50,000 stories."""


class SavedState:
    """Keeps marks, what was read and the look of one story."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._even = False
        """Even brightness as in the settings file."""
        self._away: dict[str, list[bytes]] = {}
        """By locator, what was read of a text that is not there now: it may come back."""

    def restore(self, reading: Reading) -> None:
        """Restore marks and what was read. A mark whose passage is not found again stays in the store."""
        notes = self._session.notes
        if notes is None:
            return
        try:
            self.restore_marks(reading)
            self._restore_read(reading, notes.setting(READ))
        except StoreError as error:
            reading.message = str(error)

    def restore_marks(self, reading: Reading) -> None:
        """Restore the marks, as far as their places are known. Raises StoreError."""
        notes, story = self._session.notes, reading.story
        for letter, anchor in notes.marks().items() if notes else ():
            place = notes.known_place(anchor) if notes else None
            if place and place.span and anchor.locator in story.locators and letter not in reading.marks:
                number = story.locators.index(anchor.locator)
                reading.marks[letter] = (number, story.versions[number].sentence_at(place.span.start))

    def keep_mark(self, reading: Reading, letter: str) -> str:
        """Keep what a letter marks. Returns what to say if that failed, else nothing."""
        notes, (number, sentence) = self._session.notes, reading.marks[letter]
        version = reading.story.versions[number]
        if notes is None:
            return UNKEPT
        try:
            notes.mark(letter, make_anchor(version, reading.story.locators[number], version.sentences[sentence].span))
        except StoreError as error:
            return f"{UNKEPT}: {error}"
        return ""

    def restore_look(self, reading: Reading) -> None:
        """Restore the look of the text. Damaged values are ignored."""
        self._even = reading.even
        notes = self._session.notes
        try:
            kept = notes.setting(LOOK) if notes is not None else None
        except StoreError as error:
            reading.message = str(error)
            return
        if not isinstance(kept, dict):
            return
        if kept.get("text") in range(NARROWEST, WIDEST + 1):
            reading.text_width = kept["text"]
        if kept.get("panes") in (1, 2):
            reading.panes = kept["panes"]
        reading.zen = kept.get("zen") is True
        if kept.get("view") in [view.value for view in View] and not reading.alone:
            reading.view = View(kept["view"])
        if kept.get("lead") in reading.story.locators:
            reading.lead = reading.story.locators.index(kept["lead"])
        if isinstance(kept.get("even"), bool):
            reading.even = kept["even"]

    def keep_look(self, reading: Reading) -> None:
        """Keep the look of the text. A failure is ignored: the reader is leaving, and no words are lost."""
        notes = self._session.notes
        look = {
            **({"text": reading.text_width} if reading.text_width else {}),
            **({"panes": reading.panes} if reading.panes else {}),
            **({"zen": True} if reading.zen else {}),
            **({"view": reading.view.value} if reading.view is not View.FACING else {}),
            **({"lead": reading.story.locators[reading.lead]} if reading.lead else {}),
            **({"even": reading.even} if reading.even is not self._even else {}),
        }
        if notes is not None:
            with contextlib.suppress(StoreError):
                if look != (notes.setting(LOOK) or {}):
                    notes.keep_setting(LOOK, look)

    def keep_read(self, reading: Reading) -> str:
        """Keep what was read. Returns what to say if that failed, else nothing."""
        notes, story = self._session.notes, reading.story
        if notes is None:
            return UNKEPT
        packed = {locator: _packed(digests) for locator, digests in self._away.items()}
        for number, sentences in reading.read.items():
            locator = story.locators[number]
            digests = digests_of(story.versions[number])
            packed[locator] = _packed([*(digests[n] for n in sorted(sentences)), *self._away.get(locator, ())])
        try:
            notes.keep_setting(READ, packed)
        except StoreError as error:
            return f"{UNKEPT}: {error}"
        return ""

    def _restore_read(self, reading: Reading, kept: object) -> None:
        """Find the sentences again by their words, wherever in their version they are now."""
        for locator, packed in kept.items() if isinstance(kept, dict) else ():
            digests = _unpacked(packed)
            found: set[bytes] = set()
            if locator in reading.story.locators:
                number = reading.story.locators.index(locator)
                present = digests_of(reading.story.versions[number])
                found.update(digests.intersection(present))
                reading.read[number] = frozenset(n for n, digest in enumerate(present) if digest in found)
            self._away[locator] = sorted(digests - found)


def digests_of(version: Version) -> list[bytes]:
    """For each sentence a digest of its words as search folds them; its position does not count."""
    text = fold_letters(version.text)
    words = (" ".join(sentence.span.of(text).lower().split()) for sentence in version.sentences)
    return [blake2b(said.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest() for said in words]


def _packed(digests: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(dict.fromkeys(digests))).decode("ascii")


def _unpacked(packed: object) -> set[bytes]:
    """The digests in a stored value; none if it is damaged."""
    try:
        joined = base64.b64decode(packed, validate=True) if isinstance(packed, str) else b""
    except ValueError:
        return set()
    return {joined[at : at + _DIGEST] for at in range(0, len(joined) - _DIGEST + 1, _DIGEST)}
