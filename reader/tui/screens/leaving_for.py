"""The reading screen's part that lets other programs have a go: the source's own, and the editor."""

from __future__ import annotations

from textual.app import SuspendNotSupported

from reader.story.clean import clean_line
from reader.tui.screens.showing import Part


class LeavingFor(Part):
    """Opens the source, edits the notes file."""

    def action_open_source(self) -> None:
        """Open the source of the version under the cursor, once the reader has seen what that is."""
        from reader.tui import programs
        from reader.tui.screens.dialogs import OpenDialog

        target = programs.source_target(self.reading.story, self.reading.version)
        opener = programs.find_opener()
        if isinstance(target, str):
            self.say(target)
        elif opener is None:
            self.say(
                f"no program to open {clean_line(target.address)} with: {', '.join(programs.OPENERS)} are not here"
            )
        else:
            program, address = opener, target.address

            def answered(yes: bool | None) -> None:
                if yes:
                    trouble = programs.open_with(program, address)
                    self.say(trouble or f"opened by {program}")

            self.app.push_screen(OpenDialog(target, program), answered)

    def action_edit_notes(self) -> None:
        """Save the notes file and edit it, the terminal being the editor's meanwhile."""
        from reader.tui import programs

        said = self.keeping.save(self.reading)
        if not self.keeping.just_saved:
            self.say(said)
            return
        command, path = programs.find_editor(), self.keeping.saved
        if not command or path is None:
            self.say(f"{said} · no editor found: set $EDITOR")
            return
        try:
            with self.app.suspend():
                trouble = programs.edit_with(command, path)
        except SuspendNotSupported:
            self.say(f"{said} · the editor cannot be shown here")
            return
        self.app.refresh()
        back = self.keeping.read_back(self.reading) or "what you wrote there stays"
        self.say(trouble or f"{said} · back from {clean_line(command[0])}; {back}")
