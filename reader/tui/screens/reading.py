"""The reading screen: versions facing each other, walked by passages."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding
from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize

from reader.tui.keys import ACTIONS, OPPOSITE, SHOWING, UNBOUND
from reader.tui.model import commands
from reader.tui.model.commands import MOVES
from reader.tui.screens.articles import Articles
from reader.tui.screens.correcting import Correcting
from reader.tui.screens.exporting import Exporting
from reader.tui.screens.facing import Facing
from reader.tui.screens.finding_again import FindingAgain
from reader.tui.screens.hand import Hand
from reader.tui.screens.having_read import HavingRead
from reader.tui.screens.leaving_for import LeavingFor
from reader.tui.screens.looks import Looks
from reader.tui.screens.searching import SEARCH_KEYS, Searching
from reader.tui.screens.showing import Showing
from reader.tui.screens.surveying import Surveying
from reader.tui.screens.to_shelf import ToShelf
from reader.tui.screens.watching import Watching

WHEEL = 3
"""Rows that one step of the mouse wheel scrolls."""


def command(action: str) -> str:
    """How Textual is to call an action: a move by its name, anything else by its own method."""
    return f"move('{action}')" if action in MOVES else action.replace("-", "_")


class ReadingScreen(
    ToShelf,
    Facing,
    FindingAgain,
    Correcting,
    Searching,
    Surveying,
    HavingRead,
    Looks,
    LeavingFor,
    Watching,
    Exporting,
    Articles,
    Hand,
    Showing,
):
    """Reads one story: each part is a class of its own, and here is what the keys and the mouse do with them."""

    CSS_PATH = "reading.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        Binding(",".join(action.keys) or UNBOUND, command(action.id), action.label, id=action.id, show=False)
        for action in (*ACTIONS, *OPPOSITE, *SHOWING)
    ]
    _opened = False
    """Whether the screen was shown before, so that it is only come back to."""

    def on_mount(self) -> None:
        """Watch, if that was asked for."""
        self.begin_watching()

    def on_screen_resume(self) -> None:
        """The text first, which Textual is about to draw, then what the versions have in common."""
        if not self._opened and not self.reading.alone:
            self.call_later(self.compare)  # after a refresh it would begin a twentieth of a second later
        self._opened = True

    def on_resize(self, event: Resize) -> None:
        """Lay out for the new size; the same words stay on top."""
        geometry = self.reading.geometry
        if (geometry.width, geometry.height) != event.size:
            self.fit(event.size.width, event.size.height)
            self.draw()

    def action_move(self, name: str) -> None:
        """Carry out one of the moves that need nothing but the reading itself."""
        self.reading.message = ""
        MOVES[name](self.reading)
        self.draw()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel scrolls the pane under it."""
        self.wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel scrolls the pane under it."""
        self.wheel(event, -WHEEL)

    def on_click(self, event: Click) -> None:
        """A click puts the cursor on the passage under it, or follows what stands beside the text.

        Letting go after a selection is none.
        """
        if self.dragged:
            return
        self.drop_pending()
        if self.click_beside(event):
            return
        at = self.pane_at(event)
        if at is not None:
            self.reading.message = ""
            commands.at_text(self.reading, *at)
            self.draw()

    # the program

    def action_theme(self) -> None:
        """Choose a theme, seeing each one."""
        from reader.tui.screens.themes import ThemeDialog

        self.app.push_screen(ThemeDialog(self.app.worn), lambda said: self.say(said or ""))

    def action_help(self) -> None:
        """Show the keys, and what the signs mean; in the search line, its own keys."""
        from reader.tui.keys import dialog_help, reading_help
        from reader.tui.screens.dialogs import HelpScreen

        title, entries = "Keys and signs", reading_help(self.app.keys, self.reading.signs)
        if self.typing():
            title, entries = f"Keys: {SEARCH_KEYS[0]}", dialog_help(*SEARCH_KEYS)
        self.app.push_screen(HelpScreen(title, entries))

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.action_command_palette()

    def action_quit(self) -> None:
        """Leave; position, notes and picks are kept."""
        self.app.leave(0)
