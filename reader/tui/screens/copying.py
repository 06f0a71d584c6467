"""The reading screen's part that copies: a passage, both tellings of it, or what the mouse selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.events import MouseDown, MouseEvent, MouseMove, MouseUp

from reader.story.clean import clean
from reader.story.version import Story
from reader.tui.model import navigation
from reader.tui.model.commands import Cell, cell_at, quote_passage, quote_selection, quote_tellings, select, side_at
from reader.tui.model.ink import plural
from reader.tui.model.state import LEFT, RIGHT
from reader.tui.screens.showing import Part
from reader.tui.session.notes import Keeping

if TYPE_CHECKING:
    from reader.story.clipboard import Tool

BY_TERMINAL = "by the terminal, if it lets programs copy (OSC 52)"


class Copying(Part):
    """Copies text, and lets the mouse select it."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._pressed: tuple[int, Cell] | None = None
        """The pane and the cell in which a button went down."""
        self.dragged = False
        """Whether it was moved since, so that letting it go is no click."""

    # by keys

    def action_copy(self) -> None:
        """Copy what is selected, or else the passage, with its source."""
        selection = self.reading.selection
        quote = quote_selection(self.reading, selection) if selection else quote_passage(self.reading)
        if quote is None:
            self.say("nothing here to copy")
            return
        self.reading.selection = None
        self.copy_text(quote.with_source, quote.where)

    def action_copy_both(self) -> None:
        """Copy both tellings of the passage, each with its source."""
        quotes = quote_tellings(self.reading)
        if not quotes:
            self.say("nothing here to copy")
            return
        where = " · ".join(quote.where for quote in quotes)
        only = "" if len(quotes) > 1 or self.reading.alone else ", which only this version tells"
        self.copy_text("\n\n".join(quote.with_source for quote in quotes), where + only)

    def copy_selection(self) -> None:
        """Copy what is selected, without its source."""
        selection = self.reading.selection
        if selection is not None:
            words = quote_selection(self.reading, selection).words
            self.copy_text(clean(words).strip(), plural(len(words), "character"))

    def copy_text(self, text: str, what: str) -> None:
        """Give a text to the terminal's clipboard and, where there is a tool for that, to the system's own."""
        from reader.tui import programs

        self.app.copy_to_clipboard(text)
        tool = programs.find_tool()
        self.say(f"copied {what} · {BY_TERMINAL}")
        if tool is not None:
            self._copy_with(tool, text, what)

    @work(thread=True, exclusive=True, group="clipboard")
    def _copy_with(self, tool: Tool, text: str, what: str) -> None:
        from reader.tui import programs

        said = f"by {tool.name}" if programs.copy_with(tool, text) else f"{BY_TERMINAL}; {tool.name} failed"
        self.app.call_from_thread(self.say, f"copied {what} · {said}")

    # by mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """A button goes down in a pane: a click, or the start of a selection."""
        self.dragged, self._pressed = False, None
        if self.reading.selection is not None:
            self.reading.selection = None
            self.draw()
        at = self.pane_at(event)
        if at is None or event.button != 1:
            return
        side, row, column = at
        side = side_at(self.reading, side, row)
        cell = cell_at(self.reading, side, row, column)
        if cell is not None:
            self._pressed = side, cell
            self._canvases[self._part(side)].capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """The mouse is moved with its button down: select up to here; above and below the pane, scroll."""
        if self._pressed is None:
            return
        side, cell = self._pressed
        region = self._canvases[self._part(side)].region
        row, column = event.screen_y - region.y, event.screen_x - region.x
        outside = -1 if row < 0 else int(row >= region.height)
        if outside:
            navigation.scroll(self.reading, outside)
        here = cell_at(self.reading, side, row, column)
        if here is not None and (here != cell or self.dragged):
            self.dragged = True
            select(self.reading, side, cell, here)
            self.draw()

    def on_mouse_up(self, event: MouseUp) -> None:  # noqa: ARG002
        """The button is let go: what was selected is copied."""
        if self._pressed is None:
            return
        self._pressed = None
        self.app.capture_mouse(None)
        if self.dragged:
            self.copy_selection()

    def pane_at(self, event: MouseEvent) -> tuple[int, int, int] | None:
        """The side of the pane that an event happened in, and its row and column there; None elsewhere.

        Told by the place on the screen: only a click knows its widget.
        """
        for part, side in (("left", self._left_side()), ("right", RIGHT)):
            canvas = self._canvases[part]
            if canvas.display and canvas.region.contains(event.screen_x, event.screen_y):
                return side, event.screen_y - canvas.region.y, event.screen_x - canvas.region.x
        return None

    def _left_side(self) -> int:
        """The side whose text the left (or only) pane shows."""
        return self.reading.side if self.reading.geometry.gutter == 0 else LEFT

    def _part(self, side: int) -> str:
        return "right" if side == RIGHT and self.reading.geometry.gutter else "left"
