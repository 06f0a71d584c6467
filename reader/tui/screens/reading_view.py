"""The canvases of the reading screen, and how a reading is drawn on them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.events import MouseEvent

from reader.tui.inks import Inks
from reader.tui.model.frame import draw, only_text
from reader.tui.model.layout import Mode
from reader.tui.model.state import LEFT, RIGHT, Reading
from reader.tui.widgets import Body, Canvas

PARTS = ("header", "left_minimap", "left", "gutter", "right", "right_minimap", "preview", "footer")
"""The parts of a frame, each drawn on a canvas of its own."""
EDGES = {"left-minimap": LEFT, "left": LEFT, "right": RIGHT, "right-minimap": RIGHT}
"""The side that each part of the screen belongs to."""


class ReadingView:
    """Draws a reading. A canvas sends only the rows that have changed."""

    def __init__(self) -> None:
        self._canvases = {part: Canvas(id=part.replace("_", "-")) for part in PARTS}
        self._arranged: object = None
        """The layout that the canvases have now."""

    def compose(self) -> ComposeResult:
        """The canvases. Drawn on before they are laid out, they have the text in the first frame."""
        yield self._canvases["header"]
        with Body(id="body"):
            for part in PARTS[1:6]:
                yield self._canvases[part]
        yield self._canvases["preview"]
        yield self._canvases["footer"]

    def arrange(self, reading: Reading) -> None:
        """Give the canvases the widths of the present layout, and hide those that it does not have."""
        geometry = self._arranged = reading.geometry
        facing, small = geometry.mode is Mode.FACING, geometry.mode is Mode.TOO_SMALL
        shown = {"left_minimap": not small, "gutter": facing, "right": facing, "right_minimap": facing}
        for part in PARTS[1:6]:
            self._canvases[part].styles.width = geometry.columns(part)
            self._canvases[part].display = shown.get(part, True)
        self._canvases["header"].display = small or not reading.zen
        self._canvases["preview"].display = geometry.preview > 0 and not small
        self._canvases["preview"].styles.height = geometry.preview

    def draw(self, reading: Reading, inks: Inks, footer_keys: Sequence[tuple[str, str]]) -> None:
        """Draw the whole frame."""
        if self._arranged is not reading.geometry:
            self.arrange(reading)
        frame = draw(reading, footer_keys)
        if reading.zen and reading.geometry.mode is not Mode.TOO_SMALL:
            frame = only_text(frame, reading)
        for part, canvas in self._canvases.items():
            columns, lines = reading.geometry.columns(part), frame.parts()[part]
            canvas.show([inks.strip(line, columns) for line in lines])

    def pane(self, reading: Reading, side: int) -> Canvas:
        """The canvas that shows a side: the left one shows both in turn where there is only one pane."""
        return self._canvases["right" if side == RIGHT and reading.geometry.gutter else "left"]

    def pane_at(self, reading: Reading, event: MouseEvent) -> tuple[int, int, int] | None:
        """The side of the pane that an event happened in, and its row and column there; None elsewhere.

        Worked out from the position on the screen, for only a click knows its widget.
        """
        left_side = LEFT if reading.geometry.gutter else reading.side
        for part, side in (("left", left_side), ("right", RIGHT)):
            canvas = self._canvases[part]
            if canvas.display and canvas.region.contains(event.screen_x, event.screen_y):
                return side, event.screen_y - canvas.region.y, event.screen_x - canvas.region.x
        return None
