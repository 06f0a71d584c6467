"""The reading screen's part that keeps notes and picks, lists them, and writes the notes file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.notes.database import StoreError
from reader.story.version import Story
from reader.tui.model.navigation import remember, visit
from reader.tui.model.state import Spot
from reader.tui.screens.showing import Part
from reader.tui.session.notes import Keeping, Passage, whole_story

if TYPE_CHECKING:
    from reader.tui.session.notes import Drafting


class Noting(Part):
    """Keeps notes and picks."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._unkept: Callable[[], str] | None = None
        """Has the note being written on disk, if one is; tells what went wrong."""

    def on_mount(self) -> None:
        """The text first, then what a hand changed in the notes file."""
        self.call_after_refresh(self.read_back)

    def action_note(self) -> None:
        """Write a note on what is selected or on the passage, or go on with the one there is."""
        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to write a note on")
        else:
            self.write_on(passage)

    def action_note_on_story(self) -> None:
        """Write a note on the story as a whole, or go on with the one there is."""
        self.write_on(whole_story(self.reading.story))

    def write_on(self, passage: Passage, after: Callable[[str], None] | None = None) -> None:
        """Write a note on a passage, or go on with the one there is, or with what was begun.

        Args:
            passage: The passage.
            after: Hears what is to be said then; the reading screen says it where there is none.
        """
        from reader.tui.session.notes import Drafting

        try:
            self._write_note(passage, Drafting(self.keeping, passage), after or self.say)
        except StoreError as error:
            self.say(str(error))

    def _write_note(
        self,
        passage: Passage,
        drafting: Drafting,
        after: Callable[[str], None],
        begun: str | None = None,
        remark: str = "",
    ) -> None:
        """Show the dialog; words that could not be kept are shown in it again."""
        from reader.tui.screens.note import NoteDialog

        dialog = NoteDialog(
            passage.heading,
            drafting.quotation,
            drafting.kept,
            drafting.kind,
            begun=drafting.body if begun is None else begun,
            remark=remark or drafting.remark,
            write=drafting.write,
        )

        def answered(body: str | None) -> None:
            self._unkept = None
            if body is None:
                drafting.drop()
                return
            said, kept = drafting.keep(self.reading, body, dialog.kind)
            after(said)
            if not kept:
                self._write_note(passage, drafting, after, body, said)

        self._unkept = lambda: drafting.write(dialog.body)
        self.app.push_screen(dialog, answered)

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
        from reader.tui.screens.lists import NotesScreen

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
        from reader.tui.screens.dialogs import SaveAsDialog

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
        """On the way out, however it came to that: keep the draft of a note, the position, and the notes file."""
        lost = self._unkept() if self._unkept is not None else ""
        self.keeping.keep_position(self.reading)
        self.remembering.keep_look(self.reading)
        self.keeping.save_again(self.reading)
        self.keeping.farewell = f"the note you were writing is {lost}" if lost else self.keeping.farewell
