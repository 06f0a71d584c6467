"""The dialog in which a note is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from reader.tui.screens.help import Explained
from reader.tui.widgets.fields import Cleaned

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

DRAFT = 1.0
"""Seconds after which what is being written is on disk: half of what a kill may cost."""
KEEP_HINT = "ctrl+s or F2 keeps it · esc leaves · F1 helps"
DROP_HINT = "Not kept yet: ctrl+s keeps it · esc again drops what you wrote"


class Words(Cleaned, TextArea):
    """A field of many lines."""


class NoteDialog(Explained[str | None]):
    """Asks for a note's words. Returns them, or None if the note is to stay as it is."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = (
        "Writing a note",
        (
            ("ctrl+s F2", "Keep the note. Nothing written deletes it."),
            ("esc", "Leave; once more, if something was written that is not kept yet."),
        ),
    )
    app: DiptychApp
    BINDINGS: ClassVar = [
        # no priority: that would overtake what was typed just before and is not in the text yet
        Binding("ctrl+s,f2", "keep", "keep", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    def __init__(
        self,
        heading: str,
        quotation: str,
        body: str,
        *,
        begun: str | None = None,
        remark: str = "",
        write: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Ask for a note.

        Args:
            heading: Where the note stands: `A ¶11 · B ¶12`.
            quotation: The passage's own words.
            body: What the note says so far.
            begun: What to go on with, if that is something else.
            remark: What to say of that.
            write: Called every second with what is written by now, to have it on disk; returns what went wrong.
        """
        super().__init__()
        self._heading = heading
        self._quotation = quotation
        self._body = body
        self._warned = False
        self._write = write
        self._remark = remark
        self._due = False
        """Whether what is written will be put on disk within the second."""
        self._area = Words(body if begun is None else begun, id="note-body", soft_wrap=True, show_line_numbers=False)
        self._ahead = ""
        """Typed before there was anything to type into."""

    @property
    def body(self) -> str:
        """What is written by now."""
        return self._area.text + self._ahead

    @property
    def unkept(self) -> bool:
        """Whether words would be lost if the dialog went away now."""
        return self.body != self._body and bool(self.body.strip())

    def compose(self) -> ComposeResult:
        """Quotation, text, and what the keys do."""
        with Vertical(id="note-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self.app.signs.own(f"Note on {self._heading}"))
            yield Static(Content(self._quotation), id="note-quotation")
            yield self._area
            yield Static(Content(self.app.signs.own(self._remark or KEEP_HINT)), id="note-hint")

    def on_mount(self) -> None:
        """Go on at the end of what there is."""
        self.set_focus(self._area)
        self._area.move_cursor(self._area.document.end)
        self._area.insert(self._ahead)
        self._ahead = ""

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the text had the focus."""
        if self.focused is self._area:
            self._area.insert(text)
        else:
            self._ahead += text
        return True

    def on_text_area_changed(self) -> None:
        """Typing on takes the warning back, and is on disk within a second or little more."""
        if self._warned:
            self._warned = False
            self._hint(KEEP_HINT)
        if not self._due:
            self._due = True
            self.set_timer(DRAFT, self._put_on_disk)

    def _put_on_disk(self) -> None:
        self._due = False
        if trouble := self._write(self.body):
            self._hint(trouble)

    def _hint(self, text: str) -> None:
        self.query_one("#note-hint", Static).update(Content(self.app.signs.own(text)))

    def action_keep(self) -> None:
        """Return what is written."""
        self.dismiss(self.body)

    def action_leave(self) -> None:
        """Leave at once if nothing was changed; else say so first."""
        if self.body == self._body or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._hint(DROP_HINT)
