"""The dialog in which a note is written."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

KEEP_HINT = "ctrl+s or F2 keeps it · esc leaves"
DROP_HINT = "Not kept yet: ctrl+s keeps it · esc again drops what you wrote"


class NoteDialog(ModalScreen[str | None]):
    """Asks for a note's words. Returns them, or None if the note is to stay as it is."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar = [
        Binding("ctrl+s,f2", "keep", "keep", priority=True, show=False),
        Binding("escape", "leave", "leave", priority=True, show=False),
    ]

    def __init__(self, heading: str, quotation: str, body: str) -> None:
        """Ask for a note.

        Args:
            heading: Where the note stands: `A ¶11 · B ¶12`.
            quotation: The passage's own words.
            body: What the note says so far.
        """
        super().__init__()
        self._heading = heading
        self._quotation = quotation
        self._body = body
        self._warned = False

    def compose(self) -> ComposeResult:
        """Quotation, text, and what the keys do."""
        with Vertical(id="note-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(f"Note on {self._heading}")
            yield Static(Content(self._quotation), id="note-quotation")
            yield TextArea(self._body, id="note-body", soft_wrap=True, show_line_numbers=False)
            yield Static(Content(KEEP_HINT), id="note-hint")

    def on_mount(self) -> None:
        """Go on at the end of what there is."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def on_text_area_changed(self) -> None:
        """Typing on takes the warning back."""
        if self._warned:
            self._warned = False
            self.query_one("#note-hint", Static).update(Content(KEEP_HINT))

    def action_keep(self) -> None:
        """Return what is written."""
        self.dismiss(self.query_one(TextArea).text)

    def action_leave(self) -> None:
        """Leave at once if nothing was changed; else say so first."""
        if self.query_one(TextArea).text == self._body or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self.query_one("#note-hint", Static).update(Content(DROP_HINT))
