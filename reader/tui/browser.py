"""The driver for a screen in a browser. `diptych serve` names it, so that nothing else imports Textual's."""

from __future__ import annotations

from textual.drivers.web_driver import WebDriver
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message

from reader.report import LARGEST_SCREEN


class BrowserDriver(WebDriver):
    """Textual's driver, with a bound on the size of the screen.

    `serve` bounds the sizes that arrive as such. Among the keys a size can arrive too, as a terminal's report of its
    own (in-band resize, mode 2048): 100,000 × 100,000 cells took 5.7 GB.
    """

    def process_message(self, message: Message) -> None:
        """Pass on what arrived among the keys."""
        if isinstance(message, Resize):
            width, height = LARGEST_SCREEN
            size = Size(min(message.size.width, width), min(message.size.height, height))
            message = Resize(size, size)
        super().process_message(message)
