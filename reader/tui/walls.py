"""What every line passes last: no control character leaves with it, and where none are wanted, no colour."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


class ControlFilter(LineFilter):
    """Replaces control characters in every line that any widget draws.

    Texts are cleaned once, when they are opened; this holds what was forgotten, and names of files and themes.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, each control character in them replaced by one visible sign."""
        if all(segment.control or _is_harmless(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(re.sub(_CONTROLS, "\ufffd", segment.text), segment.style)
            for segment in segments
        ]


class ColourFilter(LineFilter):
    """Takes every colour away, and leaves bold, dim, underlined and reversed text as it is.

    Textual's own answer to NO_COLOR asks for the terminal's default colours by a colour code on every piece of text.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments without colours."""
        return [
            segment if segment.control else Segment(segment.text, segment.style and segment.style.without_color)
            for segment in segments
        ]


def _is_harmless(text: str) -> bool:
    return text.isprintable() or re.search(_CONTROLS, text) is None  # most text is told by the first, in no time
