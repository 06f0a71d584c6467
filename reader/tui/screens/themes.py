"""The dialog in which a theme is chosen; each is shown as the cursor comes to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from reader.tui.screens.help import Explained
from reader.tui.theme import Theme

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp


class ThemeDialog(Explained[None]):
    """Lists the themes. `enter` keeps the one under the cursor, `esc` goes back to the one before."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = (
        "Themes",
        (
            ("j k ↓ ↑", "To the next and the previous theme, and see it."),
            ("enter", "Keep the theme."),
            ("esc q", "Go back to the theme before."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "back", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k,c", "step(-1)", show=False),
    ]

    app: DiptychApp

    def __init__(self, themes: Mapping[str, Theme], current: str) -> None:
        super().__init__()
        self._themes = list(themes.values())
        self._before = current

    def compose(self) -> ComposeResult:
        """One line a theme."""
        with Vertical(id="theme-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Theme")
            dialog.border_subtitle = Content("enter keeps · esc goes back")
            yield OptionList(*(Option(Content(theme.title), id=theme.name) for theme in self._themes), id="theme-list")

    def on_mount(self) -> None:
        """Begin at the present theme."""
        names = [theme.name for theme in self._themes]
        listing = self.query_one(OptionList)
        listing.highlighted = names.index(self._before) if self._before in names else 0
        listing.focus()

    def action_step(self, count: int) -> None:
        """`j` and `k` as everywhere."""
        listing = self.query_one(OptionList)
        (listing.action_cursor_down if count > 0 else listing.action_cursor_up)()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the theme."""
        if event.option.id:
            self.app.use_theme(event.option.id)

    def on_option_list_option_selected(self) -> None:
        """Keep the theme."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """Go back to the theme before."""
        self.app.use_theme(self._before)
        self.dismiss(None)
