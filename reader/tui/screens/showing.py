"""What every part of the reading screen stands on: the state, the canvases, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen

from reader.story.version import Story
from reader.tui.inks import Inks
from reader.tui.keys import display
from reader.tui.model.chrome import offers
from reader.tui.model.frame import Frame, draw, only_text
from reader.tui.model.ink import Line
from reader.tui.model.layout import Mode, measure
from reader.tui.model.state import Reading
from reader.tui.session.notes import Keeping
from reader.tui.session.saved_state import Remembering
from reader.tui.widgets import Body, Canvas

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

TOAST = 12.0
"""Seconds that a long message stays."""
PARTS = ("header", "left_strip", "left", "gutter", "right", "right_strip", "dock", "footer")


class Showing(Screen[None]):
    """Shows a `Reading`: every key changes that, then the whole frame is drawn and compared."""

    app: DiptychApp
    BLANK = True  # canvases cover it
    ALLOW_SELECT: ClassVar = False  # text is selected in one pane, as the source has it, and not as cells of the screen

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__()
        self.reading = Reading(story, measure(0, 0))
        self.keeping = keeping
        self.remembering = Remembering(keeping)
        self._canvases: dict[str, Canvas] = {}
        self._arranged = self.reading.geometry
        """The layout that the canvases have."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, each a canvas with its first picture on it.

        Laid out only when the screen was told its size, an empty frame went before the text (10 ms).
        """
        self._canvases = {part: Canvas(id=part.replace("_", "-")) for part in PARTS}
        self._begin_reading()
        yield self._canvases["header"]
        with Body(id="body"):
            for part in PARTS[1:6]:
                yield self._canvases[part]
        yield self._canvases["dock"]
        yield self._canvases["footer"]

    def go_on_with(self, reading: Reading, keeping: Keeping) -> None:
        """Read another story, or another state of it, in place of the one on screen.

        Args:
            reading: As it begins: not laid out yet.
            keeping: What keeps it; where the reader was there, reading goes on.
        """
        self.app.story, self.app.keeping = reading.story, keeping
        self.reading, self.keeping, self.remembering = reading, keeping, Remembering(keeping)
        self._begin_reading()

    def _begin_reading(self) -> None:
        """Lay the story out as the reader had it, and draw."""
        self.reading.even, self.reading.signs = self.app.config.even_brightness, self.app.signs
        self.remembering.restore_look(self.reading)
        self.fit(self.app.size.width, self.app.size.height)
        self.recall()
        self.draw()

    def recall(self) -> None:
        """Take up where the reader was."""
        self.keeping.restore(self.reading)
        self.remembering.restore(self.reading)

    def fit(self, width: int, height: int) -> None:
        """Lay out for a screen size."""
        self.reading.max_text = self.reading.text_width or self.app.config.text_width
        self.reading.resize(width, height)
        self._arrange()

    def _arrange(self) -> None:
        """Give the parts the widths of the present layout, and show those there are."""
        geometry = self._arranged = self.reading.geometry
        facing, small = geometry.mode is Mode.FACING, geometry.mode is Mode.TOO_SMALL
        shown = {"left_strip": not small, "gutter": facing, "right": facing, "right_strip": facing}
        for part in PARTS[1:6]:
            self._canvases[part].styles.width = geometry.columns(part)
            self._canvases[part].display = shown.get(part, True)
        self._canvases["header"].display = small or not self.reading.zen
        self._canvases["dock"].display = geometry.dock > 0 and not small
        self._canvases["dock"].styles.height = geometry.dock

    def draw(self) -> None:
        """Draw the whole frame; canvases send only the rows that changed."""
        if self._arranged is not self.reading.geometry:
            self._arrange()
        inks: Inks = self.app.inks
        frame: Frame = draw(self.reading, self.footer_keys())
        if self.reading.zen and self.reading.geometry.mode is not Mode.TOO_SMALL:
            frame = only_text(frame, self.reading)
        for part in PARTS:
            lines: list[Line] = getattr(frame, part)
            columns = self.reading.geometry.columns(part)
            self._canvases[part].show([inks.strip(line, columns) for line in lines])

    def footer_keys(self) -> Sequence[tuple[str, str]]:
        """Key and label of what can be done, the most important first."""
        keys = self.app.keys
        out = []
        for ids, label in offers(self.reading):
            shown = [display(keys[action][0]) for action in ids if keys.get(action)]
            if shown:
                out.append((self.reading.signs.key(" ".join(shown)), label))
        return out

    def typing(self) -> bool:
        """Whether keys are text now and no commands."""
        return False

    def typing_key(self, event: Key) -> bool:  # noqa: ARG002
        """Take a key that is no text while keys are text. Returns whether it was taken."""
        return False

    def say(self, message: str) -> None:
        """Show a message at the right of the footer until the next key; one too long for it, above the footer too."""
        self.reading.message = message
        if cell_len(message) > self.reading.geometry.width - 2:
            self.notify(self.reading.signs.own(message), markup=False, timeout=TOAST)
        self.draw()


if TYPE_CHECKING:
    Part = Showing
else:
    Part = object  # for each class that is a screen by itself, Textual takes a quarter of a millisecond at the start
"""What each of the other parts of the reading screen is made from; they meet `Showing` in the reading screen.

No BINDINGS, `@on` or reactive in a part: Textual reads those from its own classes alone.
"""
