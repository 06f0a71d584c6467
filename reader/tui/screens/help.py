"""The help: the keys of where one stands, and what the signs mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from reader.tui.explaining import Entry, dialog_help, find_entries
from reader.tui.model.signs import SignSet
from reader.tui.screens.dialog import Dialog
from reader.tui.widgets.fields import Field

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

KEY_COLUMN = 14
"""Cells for the keys of an action."""
HINT = "/ finds · j k scroll · esc goes back"


class HelpScreen(Dialog[None]):
    """Shows the keys as they are bound now; `/` finds one of them."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar = [
        Binding("escape", "leave", "back", show=False),
        Binding("q,question_mark,f1", "close", "back", show=False),
        Binding("slash", "find", show=False),
        Binding("j", "scroll_by(1)", show=False),
        Binding("k", "scroll_by(-1)", show=False),
        Binding("space", "scroll_by(10)", show=False),
        Binding("b", "scroll_by(-10)", show=False),
    ]

    app: DiptychApp

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        """Show what there is to say of one place.

        Args:
            title: What the help is of.
            entries: Its lines, those of a group together.
        """
        super().__init__()
        self._title = title
        self._entries = entries
        self._finding = False

    def compose(self) -> ComposeResult:
        """The field and one long text."""
        with VerticalScroll(id="help-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(self.app.signs.own(HINT))
            yield Field(id="help-find", placeholder="a key, or words of what it does", compact=True)
            yield Static(help_text(self._entries, self.app.signs), id="help-text")

    def on_mount(self) -> None:
        """The text takes the arrow keys."""
        self.query_one(VerticalScroll).focus()

    def type_ahead(self, text: str) -> bool:
        """Type into the field what came before it had the focus. Returns whether the field is open."""
        field = self.query_one(Field)
        if not self._finding or self.focused is field:
            return False
        field.insert_text_at_cursor(text)
        return True

    def action_find(self) -> None:
        """`/`: find a key."""
        self._finding = True
        field = self.query_one(Field)
        field.display = True
        self.set_focus(field)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is found as it is typed."""
        self.query_one("#help-text", Static).update(help_text(find_entries(self._entries, event.value), self.app.signs))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        """`enter`: the text takes the keys again, and what was found stays."""
        self._finding = False
        self.query_one(VerticalScroll).focus()

    def action_scroll_by(self, rows: int) -> None:
        """`j` `k` `space` `b` as everywhere."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_leave(self) -> None:
        """`esc`: show all again where something was looked for, else go back."""
        field = self.query_one(Field)
        if not field.display:
            self.dismiss(None)
            return
        field.value = ""
        field.display = False
        self.on_input_submitted()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def help_text(entries: Sequence[Entry], signs: SignSet) -> Table:
    """Entries by group: keys and text in two columns, the second one wrapped."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=KEY_COLUMN)
    table.add_column()
    group = ""
    for entry in entries:
        if entry.group != group:
            if group:
                table.add_row(Text(), Text())
            group = entry.group
            table.add_row(Text(group, style="bold"), Text("" if entry.keys else entry.text))
        if entry.keys:
            table.add_row(Text(signs.key("  " + entry.keys), style="bold"), Text(entry.text))
    if not entries:
        table.add_row(Text(), Text("nothing found"))
    return table


Answer = TypeVar("Answer")


class Explained(Dialog[Answer]):
    """A dialog of which F1, and `?` where that is no text, show the keys."""

    EXPLAINED: ClassVar[tuple[str, tuple[tuple[str, str], ...]]]
    """The dialog's title in the help, and its keys (as people write them) with what they do."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,question_mark", "explain", "help", show=False)]

    def action_explain(self) -> None:
        """Show the keys of this dialog."""
        title, keys = self.EXPLAINED
        self.app.push_screen(HelpScreen(f"Keys: {title}", dialog_help(title, keys)))
