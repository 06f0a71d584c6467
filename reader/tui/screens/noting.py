"""The reading screen's part that keeps notes and picks, lists them, and writes the notes file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reader.notes.entries import Entry, Kind
from reader.story.story import Story
from reader.tui.anchoring import Passage, whole_story
from reader.tui.keeping import Keeping
from reader.tui.model.jumps import remember
from reader.tui.model.moves import visit
from reader.tui.model.reading import Spot
from reader.tui.screens.showing import Showing


class Noting(Showing):
    """Keeps notes and picks."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._unkept: Callable[[], object] | None = None
        """Keeps the note being written, if one is."""

    def on_mount(self) -> None:
        """The text first, then what a hand changed in the notes file."""
        self.call_after_refresh(self.read_back)

    def action_note(self) -> None:
        """Write a note on what is selected or on the passage, or go on with the one there is."""
        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to write a note on")
        else:
            self._write(passage)

    def action_note_on_story(self) -> None:
        """Write a note on the story as a whole, or go on with the one there is."""
        self._write(whole_story(self.reading.story))

    def _write(self, passage: Passage) -> None:
        from reader.tui.screens.note import NoteDialog

        entry = self.keeping.note_on(passage)
        dialog = NoteDialog(
            passage.heading, passage.quotation, entry.body if entry else "", entry.kind if entry else Kind.NOTE
        )

        def keep(body: str | None) -> None:
            self._unkept = None
            if body is not None:
                self.say(self.keeping.note(self.reading, passage, body, dialog.kind))

        self._unkept = lambda: dialog.unkept and self.keeping.note(self.reading, passage, dialog.body, dialog.kind)
        self.app.push_screen(dialog, keep)

    def edit_entry(self, entry: Entry, heading: str, after: Callable[[str], None]) -> None:
        """Write on at a note wherever it stands; `after` hears what is to be said."""
        from reader.tui.screens.note import NoteDialog

        quotation = " ".join(entry.anchors[0].exact.split()) if entry.anchors else self.reading.story.title
        dialog = NoteDialog(heading, quotation, entry.body, entry.kind)

        def kept() -> str:
            return self.keeping.edit(self.reading, entry, dialog.body, dialog.kind, heading)

        def keep(body: str | None) -> None:
            self._unkept = None
            if body is not None:
                after(kept())

        self._unkept = lambda: dialog.unkept and kept()
        self.app.push_screen(dialog, keep)

    def action_pick(self) -> None:
        """Pick what is selected or the passage into the notes, or take it out again."""
        passage = self.keeping.passage(self.reading)
        self.say(self.keeping.pick(self.reading, passage) if passage else "nothing here to pick")

    def action_pick_every(self) -> None:
        """Pick every telling of the passage as one pick, or take it out again."""
        passage = self.keeping.passage(self.reading)
        self.say(self.keeping.pick(self.reading, passage, every=True) if passage else "nothing here to pick")

    def action_notes(self) -> None:
        """List all notes and picks of the story; enter goes to one."""
        from reader.tui.model.notes_list import NotesList
        from reader.tui.screens.notes import NotesScreen

        if not self.keeping.can_keep():
            self.say(self.keeping.trouble)
            return
        said = self.keeping.read_back(self.reading)

        def go(spot: Spot | None) -> None:
            if spot is not None:
                self.reading.message = ""
                remember(self.reading)
                visit(self.reading, spot, jump=True)
            self.draw()

        self.app.push_screen(NotesScreen(NotesList(self.keeping.list_items()), self, said), go)

    def action_undo(self) -> None:
        """Undo the last note or pick."""
        self.say(self.keeping.undo(self.reading))

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.say(self.keeping.redo(self.reading))

    def action_save_notes(self) -> None:
        """Write the notes file."""
        self.say(self.keeping.save(self.reading))

    def action_save_notes_as(self) -> None:
        """Ask where the notes file is to lie from now on, and write it there."""
        from reader.tui.screens.saving_as import SaveAsDialog

        place = self.keeping.place_of_file()
        if place is None:
            self.say(self.keeping.trouble)
            return

        def save(path: Path | str | None) -> None:
            if path is not None:
                self.say(self.keeping.save_as(self.reading, path if isinstance(path, Path) else None))

        self.app.push_screen(SaveAsDialog(place), save)

    def read_back(self) -> None:
        """Take over what a hand changed in the notes file, and say so."""
        if said := self.keeping.read_back(self.reading):
            self.say(said)

    def keep_all(self) -> None:
        """On the way out, however it came to that: keep a note being written, the position, and the notes file."""
        if self._unkept is not None:
            self._unkept()
        self.keeping.keep_position(self.reading)
        self.remembering.keep_look(self.reading)
        self.keeping.save_again(self.reading)
