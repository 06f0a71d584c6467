"""The dialog that asks where the notes file is to lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reader.story.clean import clean_line
from reader.tui.screens.help import Explained
from reader.tui.widgets.fields import Field

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

HINT = "enter saves it there, now and from now on · nothing: where it lies by default · esc leaves"
DEFAULT = "default"
"""What the dialog returns for the default place."""


class SaveAsDialog(Explained[Path | str | None]):
    """Asks for a path. Returns it, `DEFAULT`, or None if all is to stay as it is."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = (
        "Where the notes file lies",
        (
            ("enter", "Save it there, now and from now on. Nothing written: where it lies by default."),
            ("esc", "Leave."),
        ),
    )
    BINDINGS: ClassVar = [Binding("escape", "leave", "leave", show=False)]

    app: DiptychApp

    def __init__(self, place: Path) -> None:
        """Ask, beginning with where it lies now."""
        super().__init__()
        self._field = Field(clean_line(str(place)), id="save-as-path", compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """The field and what the keys do."""
        with Vertical(id="save-as-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Save the notes file as")
            yield self._field
            yield Static(Content(self.app.signs.own(HINT)), id="save-as-hint")

    def on_mount(self) -> None:
        """Write at the end."""
        self.set_focus(self._field)

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the field had the focus."""
        self._field.insert_text_at_cursor(text)
        return True

    def on_input_submitted(self) -> None:
        """Return the path, if a file can lie there."""
        written = self._field.value.strip()
        if not written:
            self.dismiss(DEFAULT)
            return
        try:
            path = Path(written).expanduser().absolute()
            if path.is_dir():
                trouble = "that is a folder: name a file in it"
            elif not path.parent.is_dir():
                trouble = "there is no such folder"
            elif not os.access(path.parent, os.W_OK):
                trouble = "that folder cannot be written to"
            else:
                self.dismiss(path)
                return
        except (OSError, ValueError, RuntimeError):  # a name too long, a null character, an unknown ~user
            trouble = "that cannot be a path"
        self.query_one("#save-as-hint", Static).update(Content(trouble))

    def action_leave(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
