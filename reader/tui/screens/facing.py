"""The reading screen's part for two panes: how they follow each other, the mouse beside the text, the offer of rows."""

from __future__ import annotations

from textual.events import Click, MouseEvent

from reader.tui.keys import display
from reader.tui.model import commands, navigation
from reader.tui.model.chrome import offers_rows
from reader.tui.model.state import LEFT, RIGHT
from reader.tui.screens.comparing import Comparing
from reader.tui.session.notes import FOLLOW, ROWS_OFFERED

_EDGES = {"left-strip": LEFT, "left": LEFT, "right": RIGHT, "right-strip": RIGHT}


class Facing(Comparing):
    """Has what stands between and around the panes."""

    def action_follow(self) -> None:
        """How the pane opposite follows: the next way, kept for this story."""
        navigation.next_follow(self.reading)
        self.keeping.keep_setting(FOLLOW, self.reading.follow.value)
        self.draw()

    def click_beside(self, event: Click) -> bool:
        """Follow a click on gutter, strips or headings. Returns whether it was one."""
        part = event.widget.id if event.widget is not None else None
        if part not in ("gutter", "header", "left-strip", "right-strip"):
            return False
        self.reading.message = ""
        if part == "header":
            if event.y == 1:
                commands.at_headings(self.reading, event.x)
        elif part != "gutter":
            commands.at_strip(self.reading, _EDGES[part], event.y)
        elif self.reading.in_rows:
            return False
        else:
            commands.at_gutter(self.reading, event.y, event.x)
        self.draw()
        return True

    def wheel(self, event: MouseEvent, rows: int) -> None:
        """Scroll the pane under the mouse."""
        part = event.widget.id if event.widget is not None else None
        single = self.reading.geometry.gutter == 0
        navigation.scroll(
            self.reading, rows, self.reading.side if single else _EDGES.get(part or "", self.reading.side)
        )
        self.draw()

    def has_compared(self) -> None:
        """Offer rows, once a story, where most is the same."""
        keys = self.app.keys.get("view")
        if keys and not self.reading.message and offers_rows(self.reading) and not self.keeping.setting(ROWS_OFFERED):
            self.keeping.keep_setting(ROWS_OFFERED, value=True)
            self.reading.message = f"mostly the same: {display(keys[0])} shows rows"
