"""Fields to write in. What is pasted comes from anywhere, so it is cleaned like any other text from outside."""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input, TextArea

from reader.story.clean import clean, normalise


class _Cleaned:
    def on_paste(self, event: Paste) -> None:
        """Clean what is pasted before the field takes it."""
        event.text = clean(normalise(event.text)[0])


class Field(_Cleaned, Input):
    """A field of one line."""


class Area(_Cleaned, TextArea):
    """A field of many lines."""
