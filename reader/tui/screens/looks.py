"""The reading screen's part that lays the text out by the reader's wish."""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.model import navigation
from reader.tui.model.chrome import describe
from reader.tui.model.filters import Filter
from reader.tui.model.seeking import count_shown, show
from reader.tui.model.state import Reading
from reader.tui.screens.showing import Part


class Looks(Part):
    """Changes the text's width, the number of panes, and what stands around the text."""

    def action_wider(self) -> None:
        """A wider text."""
        self._look(lambda reading: navigation.change_width(reading, 1))

    def action_narrower(self) -> None:
        """A narrower text."""
        self._look(lambda reading: navigation.change_width(reading, -1))

    def action_panes(self) -> None:
        """One pane or two."""
        self._look(navigation.toggle_panes)

    def action_zen(self) -> None:
        """Only the text, or all around it too."""
        self._look(navigation.toggle_zen)

    def action_filter(self) -> None:
        """Choose which passages are shown."""
        from reader.tui.screens.dialogs import ChoosingDialog

        reading, kinds = self.reading, list(Filter)
        at = kinds.index(Filter.ONLY_HERE if reading.filter is Filter.ALL else Filter.ALL)  # enter goes back and forth
        beside = reading.beside(reading.side)
        rows = [f"{kind.value:<12}{count_shown(reading, kind) if beside.compared else '':>6}" for kind in kinds]
        about = "Which passages?" if reading.merged else f"Which passages of {beside.version.siglum}?"

        def chosen(place: int | None) -> None:
            if place is not None:
                reading.message = ""
                show(reading, kinds[place])
                self.draw()

        self.app.push_screen(ChoosingDialog("Show", about, rows, at), chosen)

    def action_where(self) -> None:
        """Say where the cursor is, where the footer does not."""
        self.say(describe(self.reading))

    def _look(self, change: Callable[[Reading], None]) -> None:
        self.reading.message = ""
        change(self.reading)
        self.fit(self.reading.geometry.width, self.reading.geometry.height)
        self.draw()
