"""The reading screen's part that keeps notes and picks."""

from __future__ import annotations

from collections.abc import Callable

from reader.story.story import Story
from reader.tui.keeping import Keeping
from reader.tui.screens.showing import Showing


class Noting(Showing):
    """Keeps notes and picks."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._unkept: Callable[[], object] | None = None
        """Keeps the note being written, if one is."""

    def action_note(self) -> None:
        """Write a note on the passage, or go on with the one there is."""
        from reader.tui.screens.note import NoteDialog

        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to write a note on")
            return

        def keep(body: str | None) -> None:
            self._unkept = None
            if body is not None:
                self.say(self.keeping.note(self.reading, passage, body))

        dialog = NoteDialog(passage.heading, passage.quotation, self.keeping.note_on(passage))
        self._unkept = lambda: dialog.unkept and self.keeping.note(self.reading, passage, dialog.body)
        self.app.push_screen(dialog, keep)

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
        """On the way out, however it came to that: keep a note being written, the position, and the notes file."""
        if self._unkept is not None:
            self._unkept()
        self.keeping.keep_position(self.reading)
        self.remembering.keep_look(self.reading)
        self.keeping.save_again(self.reading)
