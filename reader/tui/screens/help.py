"""The help: every key of the reading screen and what the signs mean, from the declarations themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.tui.actions import ACTIONS, OPPOSITE, display
from reader.tui.model.signs import MEANINGS, SignSet

KEY_COLUMN = 14
"""Cells for the keys of an action."""
IDEA = (
    "What both versions say is quiet, what one alone says is bright. The passage under the cursor and its partner are "
    "lit up, with the words that differ underlined."
)

NUMBERS = (
    "A number and a movement (5j, 3], 5G): so many times, or to that paragraph. A number alone puts that version into "
    "the other pane, at once with enter, or after a moment."
)


class HelpScreen(ModalScreen[None]):
    """Shows the keys as they are bound now."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar = [
        Binding("escape,q,question_mark,f1", "leave", "back", show=False),
        Binding("j", "scroll_by(1)", show=False),
        Binding("k", "scroll_by(-1)", show=False),
        Binding("space", "scroll_by(10)", show=False),
        Binding("b", "scroll_by(-10)", show=False),
    ]

    def __init__(self, keys: Mapping[str, tuple[str, ...]], signs: SignSet) -> None:
        super().__init__()
        self._keys = keys
        self._signs = signs

    def compose(self) -> ComposeResult:
        """One long text."""
        with VerticalScroll(id="help-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Keys and signs")
            dialog.border_subtitle = Content("j k scroll · esc goes back")
            yield Static(help_text(self._keys, self._signs), id="help-text")

    def on_mount(self) -> None:
        """The text takes the arrow keys."""
        self.query_one(VerticalScroll).focus()

    def action_scroll_by(self, rows: int) -> None:
        """`j` `k` `space` `b` as everywhere."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_leave(self) -> None:
        """Back to the reading."""
        self.dismiss(None)


def help_text(keys: Mapping[str, tuple[str, ...]], signs: SignSet) -> Table:
    """All actions by group, with the keys they have now, and the signs: two columns, the second one wrapped."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=KEY_COLUMN)
    table.add_column()

    def title(text: str) -> None:
        table.add_row(Text(), Text())
        table.add_row(Text(text, style="bold"), Text())

    table.add_row(Text("The idea", style="bold"), Text(IDEA))
    group = ""
    for action in ACTIONS:
        if action.group != group:
            group = action.group
            title(group)
        table.add_row(Text("  " + written(keys.get(action.id, ())), style="bold"), Text(action.help))
        if action.id == "filter":
            digits = (written(keys.get(opposite.id, ())) for opposite in OPPOSITE)
            table.add_row(Text("  " + "".join(digits), style="bold"), Text(NUMBERS))
    title("Signs")
    marks = ((signs.note, "a note of yours"), (signs.pick, "picked into the notes"))
    for sign, meaning in (*((signs[sign], meaning) for sign, meaning in MEANINGS.items()), *marks):
        table.add_row(Text("  " + sign, style="bold"), Text(meaning))
    title("Gutter")
    table.add_row(Text("  ─ ┈", style="bold"), Text("Lines join what is linked; dotted ones what is only related."))
    table.add_row(Text(f"  12{signs.down}", style="bold"), Text("The paragraph of a partner that is off screen."))
    return table


def written(keys: tuple[str, ...]) -> str:
    """Keys as people write them; a dash for an action that has none."""
    return " ".join(display(key) for key in keys) or "–"
