"""What the parts of the reading screen may ask of it; each part knows this interface and nothing else of the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.timer import Timer
from textual.widget import AwaitMount, Widget

from reader.tui.app_base import AppBase
from reader.tui.model.state import Reading, Spot
from reader.tui.screens.reading_view import ReadingView
from reader.tui.session.notes import Session
from reader.tui.session.saved_state import SavedState


class Host(Protocol):
    """The reading screen, as its parts see it."""

    reading: Reading
    """The state of what is read. Another story, or new text in this one, replaces the whole object."""
    session: Session
    """Keeps the story's notes and picks; replaced together with `reading`."""
    saved_state: SavedState
    """Keeps marks, what was read and the look of the text; replaced together with `reading`."""
    view: ReadingView

    @property
    def app(self) -> AppBase:
        """The app."""
        ...

    def draw(self) -> None:
        """Draw the reading as it is now."""
        ...

    def say(self, message: str) -> None:
        """Show a message until the next key, and draw."""
        ...

    def go_to(self, spot: Spot | None) -> None:
        """Jump to a place, if there is one, and draw."""
        ...

    def click_footer(self, column: int) -> bool:
        """Do what the key does that was clicked in the footer. Returns whether there was one."""
        ...

    def continue_with(self, reading: Reading, session: Session) -> None:
        """Read another story, or another state of it, in place of the present one."""
        ...

    def fit(self, width: int, height: int) -> None:
        """Lay out for a screen size, in columns and rows."""
        ...

    def mount(self, *widgets: Widget) -> AwaitMount:
        """Add widgets to the screen."""
        ...

    def set_focus(self, widget: Widget | None) -> None:
        """Give the keys to a field, or take them back."""
        ...

    def is_uncovered(self) -> bool:
        """Whether no dialog or list covers the screen."""
        ...

    def is_on_top(self) -> bool:
        """Whether nothing covers the screen, and the reader is not typing."""
        ...

    def in_thread(
        self, work: Callable[[], None], group: str, *, exclusive: bool = False, may_fail: bool = False
    ) -> None:
        """Run work in a thread.

        Args:
            work: What to do.
            group: What it is for.
            exclusive: Whether work of the same group that is under way is cancelled.
            may_fail: Whether reading goes on if it raises; otherwise the program ends with a crash report.
        """
        ...

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back once, after so many seconds."""
        ...
