"""Notes and picks listed, written, and saved to the notes file.

The functions do what the keys ask for and return the message to show.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from reader.align.alignment import Comparison
from reader.notes.anchors import Fate
from reader.notes.database import StoreError
from reader.notes.entries import Draft, Entry, Kind
from reader.notes.fates import difference, fate
from reader.notes.save import (
    LeadsOutsideError,
    SaveError,
    choose_place,
    default_place,
    expected_place,
    notes_text,
    read_back,
    save_notes,
)
from reader.notes.story_notes import WRITTEN, StoryNotes
from reader.story.clean import clean_line, plural
from reader.story.moments import utc_now
from reader.tui.model.notes_list import Item
from reader.tui.model.state import Reading, Spot
from reader.tui.session.notes import Session
from reader.tui.session.passages import NotedPassage

# The list


def list_items(session: Session) -> tuple[Item, ...]:
    """All notes and picks, for the list."""
    notes = session.notes
    if notes is None:
        return ()
    try:
        entries = notes.entries()
    except StoreError as error:
        session.trouble = str(error)
        return ()
    return tuple(_item(session, entry) for entry in entries)


def _item(session: Session, entry: Entry, elsewhere: str = "") -> Item:
    """A note or a pick as the list shows it. Raises StoreError."""
    assert session.notes is not None
    places: dict[str, None] = {}
    spots: list[Spot] = []
    for anchor in entry.anchors:
        span = session.notes.place(anchor).span
        if span is None or anchor.locator not in session.story.locators:
            places[clean_line(anchor.siglum)] = None
            continue
        number = session.story.locators.index(anchor.locator)
        version = session.story.versions[number]
        spots.append(Spot(number, version.sentence_at(span.start)))
        places[version.sentence_label(spots[-1].sentence)] = None
    state = fate(session.notes, entry)
    label = session.templates.label(entry.label)
    return Item(entry, " · ".join(places), state, spots[0] if spots else None, label, elsewhere)


def items_elsewhere(session: Session) -> tuple[Item, ...]:
    """The notes and picks of other stories with these sources, for the list."""
    try:
        return tuple(
            _item(session, entry, elsewhere=clean_line(related.story.title))
            for related in session.related()
            for entry in related.entries
        )
    except StoreError as error:
        session.trouble = str(error)
        return ()


# The notes file


NOTHING_TO_SAVE = "nothing to save yet: p picks a passage, a writes a note"


def save(session: Session, reading: Reading, agreed: Path | None = None) -> str:
    """Write the notes file, and say where.

    Args:
        session: Keeps the notes.
        reading: What is read.
        agreed: Where the reader lets a link lead.

    Raises:
        LeadsOutsideError: The file is a link to another folder, to which the reader has not agreed.
    """
    session.just_saved = False
    if session.notes is None:
        return session.trouble
    comparison = reading.comparison or Comparison(session.story.versions, ())
    try:
        if not session.notes.entries():
            return NOTHING_TO_SAVE
        saved = save_notes(session.notes, comparison, templates=session.templates, agreed=agreed)
        session.mark(reading)
    except LeadsOutsideError:
        raise
    except (SaveError, StoreError) as error:
        return str(error)
    session.saved, session.just_saved = saved.path, True
    said = f"saved {clean_line(short_path(saved.path))}"
    return f"{said} · {saved.remark}" if saved.remark else said


def as_download(session: Session, reading: Reading) -> tuple[str, str]:
    """The name and the text of the notes file, for a reader who has no files here.

    Both are empty where there is nothing to send; `trouble` says what went wrong, if anything did.
    """
    if session.notes is None:
        return "", ""
    try:
        if not session.notes.entries():
            return "", ""
        comparison = reading.comparison or Comparison(session.story.versions, ())
        text = notes_text(session.notes, comparison, session.templates, utc_now())
    except StoreError as error:
        session.trouble = str(error)
        return "", ""
    return default_place(session.story, Path()).name, text


def save_as(session: Session, reading: Reading, path: Path | None) -> str:
    """Write the notes file to another place, now and from now on; None for the default place. Says where.

    Raises LeadsOutsideError, as `save` does.
    """
    if session.notes is None:
        return session.trouble
    try:
        choose_place(session.notes, path)
    except StoreError as error:
        return str(error)
    return save(session, reading)


def place_of_file(session: Session) -> Path | None:
    """Where the notes file is, or will be; None without a store."""
    try:
        return expected_place(session.notes) if session.notes else None
    except StoreError:
        return None


def read_file(session: Session, reading: Reading) -> str:
    """Take over changes made by hand in the notes file since it was saved. Returns what to say, or nothing."""
    if session.notes is None or not session.setting(WRITTEN):
        return ""
    try:
        count = read_back(session.notes)
        if count:
            session.mark(reading)
    except StoreError as error:
        return str(error)
    return f"{plural(count, 'note')} read back from the notes file · u undoes" if count else ""


def save_again(session: Session, reading: Reading) -> None:
    """On leaving: write the notes file again if it was written in this session."""
    if session.saved is not None:
        try:
            session.farewell = save(session, reading)
        except LeadsOutsideError as error:  # it became a link since it was written
            session.farewell = str(error)


def short_path(path: Path) -> str:
    """A path with the home folder written as `~`."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


# Between the note dialog and the store


BETWEEN = "\n\n* * *\n\n"
"""Between two wordings of one note where both are kept."""
AGAIN = "What you had begun to write is here again"
BOTH = "The note was changed meanwhile: here it is, then what you had begun"


class OpenNote:
    """The note that is being written on a passage, from its first key until it is kept or dropped."""

    def __init__(self, session: Session, passage: NotedPassage) -> None:
        """Go on with its draft or with the note that exists, or begin one. Raises StoreError."""
        self._session = session
        self._passage = passage
        self._entry = session.entry_on(passage)
        self._draft = _draft_on(session.notes, passage, self._entry) if session.notes else None
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
        """The passage's words; where they have changed since the note was made, both wordings: `⟨closed → open⟩`."""
        notes, anchor = self._session.notes, self._passage.anchor
        for own in self._entry.anchors if notes and anchor and self._entry else ():
            if anchor and own.locator == anchor.locator and notes and notes.place(own).fate is Fate.CHANGED:
                pieces = difference(own.exact, anchor.exact)
                told = " ".join(p.new if p.old == p.new else f"⟨{p.old or '∅'} → {p.new or '∅'}⟩" for p in pieces)
                return f"Changed since you wrote: {told}"
        return self._passage.quotation

    def write(self, body: str) -> str:
        """Save what is written so far. Returns what went wrong, or nothing."""
        notes = self._session.notes
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
        """Keep the note. Returns what to say, and whether it is kept; if not, the draft still is."""
        session = self._session
        try:
            now = session.entry_on(self._passage)
            meanwhile = now is not None and now.body not in (self.kept, body)
            if now is not None and meanwhile and body.strip():
                body = now.body + BETWEEN + body
            said, kept = session.note(reading, self._passage, body, kind)
        except StoreError as error:
            return f"not kept: {error}", False
        if kept:
            self.drop()
        return (f"{said} · it was changed meanwhile, and both wordings stand in it" if meanwhile else said), kept

    def drop(self) -> None:
        """Delete the draft: it was kept as a note, or is not wanted. If that fails, it is offered once more."""
        if self._draft is not None and self._session.notes is not None:
            with suppress(StoreError):
                self._session.notes.drafts.drop(self._draft)
            self._draft = None


def offer(session: Session) -> str:
    """What to say at the start about drafts. A draft whose passage is gone is kept as a note.

    Raises StoreError.
    """
    notes = session.notes
    if notes is None:
        return ""
    waiting, homeless = [], 0
    for draft in notes.drafts.all():
        spots = [
            version.sentence_label(version.sentence_at(span.start))
            for anchor in draft.anchors
            if (span := notes.place(anchor).span)
            for version in [session.story.versions[session.story.locators.index(anchor.locator)]]
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


def _draft_on(notes: StoryNotes, passage: NotedPassage, entry: Entry | None) -> Draft | None:
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
