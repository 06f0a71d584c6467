"""The screen of a list: the map, the outline. Returns the place to go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click

from reader.tui.model.listing import HEAD, Listing
from reader.tui.model.reading import Spot
from reader.tui.model.story_map import StoryMap
from reader.tui.screens.help import Explained
from reader.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

WHEEL = 3
"""Rows that one step of the mouse wheel moves."""


class ListingScreen(Explained[Spot | None]):
    """Shows a list; `enter` returns where its row leads, `esc` nothing."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar[tuple[str, tuple[tuple[str, str], ...]]] = (
        "A list",
        (
            ("j k", "The next row, the one before."),
            ("space b", "A page on, a page back."),
            ("g G", "The first row, the last."),
            ("h l tab", "Another version's column; in the outline the other version."),
            ("] [", "On the map, the next and the previous passage that one version alone has."),
            ("enter", "Go there."),
            ("esc", "Back to the reading."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "back", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
        Binding("space,pagedown,ctrl+d", "page(1)", show=False),
        Binding("b,pageup,ctrl+u", "page(-1)", show=False),
        Binding("g,home", "step(-1000000)", show=False),
        Binding("G,end", "step(1000000)", show=False),
        Binding("l,right,tab", "across(1)", show=False),
        Binding("h,left,shift+tab", "across(-1)", show=False),
        Binding("right_square_bracket", "alone(1)", show=False),
        Binding("left_square_bracket", "alone(-1)", show=False),
        Binding("enter", "go", show=False),
    ]

    app: DiptychApp

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing
        self._canvas = Canvas(id="listing")

    def compose(self) -> ComposeResult:
        """One canvas for all of it."""
        yield self._canvas

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    @property
    def body(self) -> int:
        """Rows of the list that are on screen."""
        return max(1, self.size.height - HEAD - 1)

    def draw(self) -> None:
        """Draw the list."""
        width, height = self.size
        inks = self.app.inks
        lines = self.listing.draw(width, height)
        for line in (lines[0], lines[-1]):  # ours from end to end; what stands between is the sources'
            line[:] = [(self.app.signs.own(text), ink) for text, ink in line]
        self._canvas.show([inks.strip(line, width) for line in lines])

    def action_step(self, count: int) -> None:
        """Move by rows."""
        self.listing.move(count, self.body)
        self.draw()

    def action_page(self, count: int) -> None:
        """Move by a page."""
        self.action_step(count * max(1, self.body - 2))

    def action_across(self, count: int) -> None:
        """Move to another column, or version."""
        self.listing.across(count)
        self.draw()

    def action_alone(self, step: int) -> None:
        """On the map, to the next passage that one version alone has."""
        if isinstance(self.listing, StoryMap):
            self.listing.next_alone(step)
        self.draw()

    def action_go(self) -> None:
        """Go where the row leads."""
        self.dismiss(self.listing.spot())

    def action_leave(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor to a row; on the row under the cursor it goes there."""
        row = event.y - HEAD + self.listing.top
        if not 0 <= event.y - HEAD < self.body or row >= self.listing.count:
            return
        if row == self.listing.at:
            self.action_go()
        else:
            self.action_step(row - self.listing.at)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.action_step(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.action_step(-WHEEL)
