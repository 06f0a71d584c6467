"""Fields to write in: what is pasted comes from anywhere, so it is cleaned like any other text from outside."""

from __future__ import annotations

from textual.events import Paste
from textual.widget import Widget
from textual.widgets import Input

from reader.story.clean import clean, normalise

LONGEST_PASTE = 100_000
"""Code points of a paste that are taken; a field slows down with every one."""


class Cleaned:
    """Mixed into a field of Textual's. The larger one stands where it is used: it costs 10 ms to import."""

    def on_paste(self, event: Paste) -> None:
        """Clean what is pasted, and cut it, before the field takes it."""
        if len(event.text) > LONGEST_PASTE and isinstance(self, Widget):
            said = f"only the first {LONGEST_PASTE:,} characters were pasted"
            self.notify(said, markup=False)
        event.text = clean(normalise(event.text[:LONGEST_PASTE])[0])


class Field(Cleaned, Input):
    """A field of one line."""
