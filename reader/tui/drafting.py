"""Between the note dialog and the store: a note from its first key until it is kept or dropped."""

from __future__ import annotations

from contextlib import suppress

from reader.notes.anchors import Found
from reader.notes.database import StoreError
from reader.notes.drafts import Draft
from reader.notes.entries import Entry, Kind
from reader.notes.fates import difference
from reader.notes.story_notes import StoryNotes
from reader.tui.anchoring import Passage, sentence_at, where
from reader.tui.keeping import Keeping
from reader.tui.model.ink import plural
from reader.tui.model.reading import Reading

BETWEEN = "\n\n* * *\n\n"
"""What stands between two wordings of one note that are both kept."""
AGAIN = "What you had begun to write is here again"
BOTH = "The note was changed meanwhile: here it is, then what you had begun"


class Drafting:
    """The note that is being written on a passage."""

    def __init__(self, keeping: Keeping, passage: Passage) -> None:
        """Go on with the draft of it, or with the note that is there, or begin one. Raises StoreError."""
        self._keeping = keeping
        self._passage = passage
        self._entry = keeping.entry_on(passage)
        self._draft = _draft_on(keeping.notes, passage, self._entry) if keeping.notes else None
        self.kept = self._entry.body if self._entry else ""
        """What the note says so far."""
        self.kind = self._entry.kind if self._entry else Kind.NOTE
        """What kind of note it is so far."""
        self.body, self.remark = self.kept, ""
        if self._draft is not None and self._draft.is_outdated_by(self._entry):
            self.body, self.remark = self.kept + BETWEEN + self._draft.body, BOTH
        elif self._draft is not None:
            self.body, self.remark = self._draft.body, AGAIN
        self._written = self._draft.body if self._draft else self.kept

    @property
    def quotation(self) -> str:
        """The passage's words; where they changed since the note was made, what they were: `⟨closed → open⟩`."""
        notes, anchor = self._keeping.notes, self._passage.anchor
        for own in self._entry.anchors if notes and anchor and self._entry else ():
            if anchor and own.locator == anchor.locator and notes and notes.place(own).found is Found.CHANGED:
                pieces = difference(own.exact, anchor.exact)
                told = " ".join(p.new if p.old == p.new else f"⟨{p.old or '∅'} → {p.new or '∅'}⟩" for p in pieces)
                return f"Changed since you wrote: {told}"
        return self._passage.quotation

    def write(self, body: str) -> str:
        """Have on disk what is written by now. Returns what went wrong, if anything did."""
        notes = self._keeping.notes
        if notes is None or body == self._written:
            return ""
        try:
            if body == self.kept or not body.strip():
                if self._draft is not None:
                    notes.drafts.drop(self._draft)
                    self._draft = None
            elif self._draft is None:
                self._draft = notes.drafts.begin(body, self._passage.anchors, self._entry)
            else:
                notes.drafts.write_on(self._draft, body)
        except StoreError as error:
            return f"not on disk yet: {error}"
        self._written = body
        return ""

    def keep(self, reading: Reading, body: str, kind: Kind) -> tuple[str, bool]:
        """Keep the note. Returns what is to be said, and whether it is kept; if not, the draft still is."""
        keeping = self._keeping
        try:
            now = keeping.entry_on(self._passage)
            meanwhile = now is not None and now.body not in (self.kept, body)
            if now is not None and meanwhile and body.strip():
                body = now.body + BETWEEN + body
            said, kept = keeping.note(reading, self._passage, body, kind)
        except StoreError as error:
            return f"not kept: {error}", False
        if kept:
            self.drop()
        return (f"{said} · it was changed meanwhile, and both wordings stand in it" if meanwhile else said), kept

    def drop(self) -> None:
        """What is written is not wanted any more, or kept. Should that fail, it is only offered once more."""
        if self._draft is not None and self._keeping.notes is not None:
            with suppress(StoreError):
                self._keeping.notes.drafts.drop(self._draft)
            self._draft = None


def offer(keeping: Keeping) -> str:
    """What is to be said at the start of drafts: where they wait. One whose passage is gone is kept as a note.

    Raises StoreError.
    """
    notes = keeping.notes
    if notes is None:
        return ""
    waiting, homeless = [], 0
    for draft in notes.drafts.all():
        spots = [
            where(version, sentence_at(version, span.start))
            for anchor in draft.anchors
            if (span := notes.place(anchor).span)
            for version in [keeping.story.versions[keeping.story.locators.index(anchor.locator)]]
        ]
        if spots or not draft.anchors:
            waiting.append(spots[0] if spots else "the story")
        else:
            notes.add_note(draft.body, draft.anchors)
            notes.drafts.drop(draft)
            homeless += 1
    said = []
    if waiting:
        half = "a half-written note waits" if len(waiting) == 1 else f"{len(waiting)} half-written notes wait"
        said.append(f"{half} on {', '.join(waiting)}: a there goes on with it")
    if homeless:
        said.append(f"{plural(homeless, 'half-written note')} kept as a note, since the passage is gone")
    return " · ".join(said)


def _draft_on(notes: StoryNotes, passage: Passage, entry: Entry | None) -> Draft | None:
    """The latest draft of the note on a passage."""
    for draft in reversed(notes.drafts.all()):
        if entry is not None and draft.entry == entry.id:
            return draft
        if entry is not None and passage.entry:
            continue  # another note's
        if passage.anchor is None and not draft.anchors:
            return draft
        for anchor in draft.anchors if passage.anchor else ():
            if passage.anchor and anchor.locator == passage.anchor.locator and passage.holds(notes.place(anchor).span):
                return draft
    return None
