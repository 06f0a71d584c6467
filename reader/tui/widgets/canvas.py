"""A widget that shows lines drawn elsewhere, and sends only those to the terminal that have changed."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Canvas(Widget):
    """A part of the screen drawn line by line (Textual's Line API)."""

    DEFAULT_CSS = "Canvas { height: 1fr; }"

    def __init__(self, *, id: str, classes: str = "") -> None:  # noqa: A002
        super().__init__(id=id, classes=classes or None)
        self._strips: list[Strip] = []

    def show(self, strips: list[Strip]) -> None:
        """Show these lines, one a row; rows that look as before are not sent again."""
        width, before = self.size.width, self._strips
        self._strips = strips
        rows = max(len(before), len(strips))
        changed = [
            Region(0, y, width, 1)
            for y in range(rows)
            if y >= len(before) or y >= len(strips) or before[y] != strips[y]
        ]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """The strip of one row. May be asked for before there are any: then it is blank."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)
