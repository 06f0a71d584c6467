"""The reading screen's part that lays the text out by the reader's wish."""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.model import looks
from reader.tui.model.edges import describe
from reader.tui.model.reading import Reading
from reader.tui.screens.showing import Part


class Looks(Part):
    """Changes the text's width, the number of panes, and what stands around the text."""

    def action_wider(self) -> None:
        """A wider text."""
        self._look(lambda reading: looks.change_width(reading, 1))

    def action_narrower(self) -> None:
        """A narrower text."""
        self._look(lambda reading: looks.change_width(reading, -1))

    def action_panes(self) -> None:
        """One pane or two."""
        self._look(looks.toggle_panes)

    def action_zen(self) -> None:
        """Only the text, or all around it too."""
        self._look(looks.toggle_zen)

    def action_where(self) -> None:
        """Say where the cursor is, where the footer does not."""
        self.say(describe(self.reading))

    def _look(self, change: Callable[[Reading], None]) -> None:
        self.reading.message = ""
        change(self.reading)
        self.fit(self.reading.geometry.width, self.reading.geometry.height)
        self.draw()
