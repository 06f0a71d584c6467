"""Only the text: the frame with all that stands around the text taken away."""

from __future__ import annotations

from dataclasses import replace

from reader.tui.model.frame import Frame
from reader.tui.model.ink import Ink, Line, clip, fit
from reader.tui.model.reading import LEFT, RIGHT, Reading


def only_text(frame: Frame, reading: Reading) -> Frame:
    """The frame without header, strips, gutter, signs and footer; a message still has the footer's row to itself.

    The bars of the cursor's passage and its partner stay: without them one would not know where one is.
    """
    geometry = reading.geometry
    left_side = reading.side if not frame.right else LEFT
    message = [(" " + clip(reading.message, geometry.width - 2), Ink("mute"))] if reading.message else []
    return replace(
        frame,
        header=[],
        left_strip=[_blank(line) for line in frame.left_strip],
        left=[_without_margin(line, reading, left_side) for line in frame.left],
        gutter=[_blank(line) for line in frame.gutter],
        right=[_without_margin(line, reading, RIGHT) for line in frame.right],
        right_strip=[_blank(line) for line in frame.right_strip],
        footer=[fit(message, geometry.width, Ink())],
    )


def _blank(line: Line) -> Line:
    return [(" " * len(text), Ink()) for text, _ in line]


def _without_margin(line: Line, reading: Reading, side: int) -> Line:
    """A row of a pane without what its margin says; the margin holds signs and digits of one cell each."""
    left = reading.geometry.margin + (reading.geometry.indent if side == LEFT else 0)
    out: Line = []
    for text, ink in line:
        margin, rest = text[:left], text[left:]
        left -= len(margin)
        if margin:
            out.append(("".join(char if char == reading.signs.bar else " " for char in margin), ink))
        if rest:
            out.append((rest, ink))
    return out
