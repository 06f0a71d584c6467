"""The dialog that shows what is to be opened, before it is."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reader.tui.opening import Target
from reader.tui.screens.help import Explained


class OpenDialog(Explained[bool]):
    """Asks whether a source is to be opened. Returns the answer."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = (
        "Opening a source",
        (("enter y", "Open it."), ("esc n q", "Leave it.")),
    )
    BINDINGS: ClassVar = [
        Binding("enter,y", "answer(True)", "open", show=False),
        Binding("escape,n,q", "answer(False)", "back", show=False),
    ]

    def __init__(self, target: Target, opener: str) -> None:
        """Ask about a target, which `opener` would open."""
        super().__init__()
        self._target = target
        self._opener = opener

    def compose(self) -> ComposeResult:
        """The whole of what would be opened, and by what."""
        with Vertical(id="open-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(f"Open with {self._opener}?")
            dialog.border_subtitle = Content("enter opens · esc goes back")
            yield Static(Content(self._target.address), id="open-address")
            if self._target.remark:
                yield Static(Content(self._target.remark), id="open-remark")

    def action_answer(self, answer: bool) -> None:
        """Return the answer."""
        self.dismiss(answer)
