"""A small dialog in which one of a few things is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.tui.screens.help import Explained
from reader.tui.widgets.choices import Choices

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

HINT = "enter chooses · esc leaves all as it is"


class ChoosingDialog(Explained[int | None]):
    """Lists what can be chosen. Returns its number, from 0 on, or None."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = (
        "Choosing",
        (
            ("j k", "The next, the one before."),
            ("enter", "Choose it; so does a click."),
            ("esc", "Leave all as it is."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "leave", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
    ]

    app: DiptychApp

    def __init__(self, title: str, about: str, rows: Sequence[str], at: int = 0) -> None:
        """Ask.

        Args:
            title: What is chosen.
            about: What it is chosen for, shown above; may be a source's text.
            rows: A line for each thing; may be a source's text, clean.
            at: The row that the cursor begins on.
        """
        super().__init__()
        self._title = title
        self._about = about
        self._rows = rows
        self._at = at

    def compose(self) -> ComposeResult:
        """What it is about, and the list."""
        with Vertical(id="choosing-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(self.app.signs.own(HINT))
            yield Static(Content(self._about), id="choosing-about")
            yield Choices(*(Option(Content(row)) for row in self._rows), id="choosing-list")

    def on_mount(self) -> None:
        """The list takes the keys."""
        found = self.query_one(Choices)
        found.highlighted = self._at
        found.focus()

    def action_step(self, count: int) -> None:
        """`j` `k` as everywhere."""
        found = self.query_one(Choices)
        if self._rows:
            found.highlighted = max(0, min(len(self._rows) - 1, (found.highlighted or 0) + count))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the number of what was chosen."""
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
