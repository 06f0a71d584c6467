"""How the text is laid out by the reader's wish: its width, one pane or two, nothing but the text."""

from __future__ import annotations

from reader.tui.model.geometry import FACING_WIDTH, NARROWEST_FACING, Mode
from reader.tui.model.reading import Reading

STEP = 4
NARROWEST, WIDEST = 40, 120
"""Columns of text that the keys go to; the settings may say less."""


def change_width(reading: Reading, count: int) -> None:
    """`+` `-`: so many steps wider or narrower, from what is on screen."""
    geometry = reading.geometry
    if count > 0 and geometry.text < reading.max_text:
        reading.message = f"no more than {geometry.text} columns of text fit here"
        return
    wanted = (min(geometry.text, reading.max_text) // STEP + count) * STEP
    if count < 0 and geometry.text % STEP:
        wanted += STEP
    wanted = min(max(wanted, NARROWEST), WIDEST)
    same = wanted == reading.max_text
    reading.text_width = reading.max_text = wanted
    reading.message = f"{'already ' if same else ''}{wanted} columns of text"


def toggle_panes(reading: Reading) -> None:
    """`|`: one pane where there would be two, two where there would be one; again, as many as there is room for."""
    facing = reading.geometry.mode is Mode.FACING
    if reading.alone:
        reading.message = "there is one version only"
    elif reading.merged:
        reading.message = "the merged reading has one pane"
    elif reading.panes:
        reading.panes = 0
        reading.message = f"two panes from {FACING_WIDTH} columns on"
    elif facing:
        reading.panes = 1
        reading.message = "one pane"
    elif reading.geometry.width < NARROWEST_FACING:
        reading.message = f"two panes need {NARROWEST_FACING} columns"
    else:
        reading.panes = 2
        reading.message = "two panes"


def toggle_zen(reading: Reading) -> None:
    """`Z`: only the text, or all that stands around it again."""
    reading.zen = not reading.zen
    reading.message = "only the text · Z brings the rest back · ctrl+g says where you are" if reading.zen else ""
