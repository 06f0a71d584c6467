"""What the mouse does: a click on the text, on a connector or a stub, on a strip, on the headings."""

from __future__ import annotations

from reader.tui.model import jumps, moves, sheet_moves
from reader.tui.model.edges import heading_side
from reader.tui.model.frame import scene_of, strip_sentence
from reader.tui.model.geometry import Mode, View
from reader.tui.model.gutter import gutter_link_at
from reader.tui.model.reading import LEFT, RIGHT, Reading


def at_text(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage that was hit; a folded line that it is on already opens."""
    before = reading.version, reading.sentence
    moves.point(reading, side, row, column)
    if before != (reading.version, reading.sentence):
        return
    if not reading.merged:
        jumps.unfold(reading)
    elif (sheet := reading.sheet()).blocks and sheet.fold_of(sheet.tellings[reading.telling]):
        sheet_moves.unfold(reading)


def at_gutter(reading: Reading, row: int, column: int) -> None:
    """Go along the connector or the stub that was hit to its other end, which comes level with the near one."""
    if reading.view is not View.FACING or reading.geometry.mode is not Mode.FACING:
        return
    if found := gutter_link_at(scene_of(reading), reading.signs, row, column):
        jumps.along(reading, *found)


def at_strip(reading: Reading, edge: int, row: int) -> None:
    """Go to what a cell of a strip stands for."""
    if reading.merged:
        from reader.tui.model.sheet_overview import sheet_overview  # not at the start: see `Reading.sheet`

        telling = sheet_overview(reading.sheet()).telling_at((row + 0.5) / reading.geometry.body)
        if reading.sheet().blocks:
            jumps.remember(reading)
            moves.visit(reading, sheet_moves.spot_of(reading, telling), jump=True)
        return
    side = edge
    if reading.geometry.mode is not Mode.FACING:
        side = reading.leading if reading.stacked else reading.side
    sentence = strip_sentence(reading, side, row)
    if sentence is None:
        return
    jumps.remember(reading)
    reading.side = side
    moves.land_on(reading, sentence)


def at_headings(reading: Reading, column: int) -> None:
    """Go to the version whose name was hit."""
    side = heading_side(reading, column)
    if side in (LEFT, RIGHT):
        moves.switch(reading, side)
