"""The reading screen's part that keeps notes and picks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.notes.database import StoreError
from reader.story.story import Story
from reader.tui.keeping import Keeping, Passage
from reader.tui.screens.showing import Showing

if TYPE_CHECKING:
    from reader.tui.drafting import Drafting


class Noting(Showing):
    """Keeps notes and picks."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._unkept: Callable[[], str] | None = None
        """Has the note being written on disk, if one is; tells what went wrong."""

    def action_note(self) -> None:
        """Write a note on the passage, or go on with the one there is, or with what was begun."""
        from reader.tui.drafting import Drafting

        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to write a note on")
            return
        try:
            self._write_note(passage, Drafting(self.keeping, passage))
        except StoreError as error:
            self.say(str(error))

    def _write_note(self, passage: Passage, drafting: Drafting, begun: str | None = None, remark: str = "") -> None:
        """Show the dialog; words that could not be kept are shown in it again."""
        from reader.tui.screens.note import NoteDialog

        dialog = NoteDialog(
            passage.heading,
            drafting.quotation,
            drafting.kept,
            begun=drafting.body if begun is None else begun,
            remark=remark or drafting.remark,
            write=drafting.write,
        )

        def answered(body: str | None) -> None:
            self._unkept = None
            if body is None:
                drafting.drop()
                return
            said, kept = drafting.keep(self.reading, body)
            self.say(said)
            if not kept:
                self._write_note(passage, drafting, body, said)

        self._unkept = lambda: drafting.write(dialog.body)
        self.app.push_screen(dialog, answered)

    def action_pick(self) -> None:
        """Pick the passage into the notes, or take it out again."""
        passage = self.keeping.passage(self.reading)
        self.say(self.keeping.pick(self.reading, passage) if passage else "nothing here to pick")

    def action_undo(self) -> None:
        """Undo the last note or pick."""
        self.say(self.keeping.undo(self.reading))

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.say(self.keeping.redo(self.reading))

    def action_save_notes(self) -> None:
        """Write the notes file."""
        self.say(self.keeping.save(self.reading))

    def keep_all(self) -> None:
        """On the way out, however it came to that: keep the draft of a note, the position, and the notes file."""
        lost = self._unkept() if self._unkept is not None else ""
        self.keeping.keep_position(self.reading)
        self.remembering.keep_look(self.reading)
        self.keeping.save_again(self.reading)
        self.keeping.farewell = f"the note you were writing is {lost}" if lost else self.keeping.farewell
