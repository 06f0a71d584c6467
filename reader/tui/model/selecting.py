"""Selecting text with the mouse: in one pane, by code points, so that it stays true when the pane scrolls.

In the merged view, whose words are put together from several versions, the code points are those of its own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rich.cells import split_graphemes

from reader.tui.model.reading import LEFT, RIGHT, Point, Reading, Selected, SheetSelected

_Line = TypeVar("_Line")
Cell = tuple[Point, Point]
"""What stands in a cell: its first code point, and the place after its last; empty beside the text."""


def cell_at(reading: Reading, side: int, row: int, column: int) -> Cell | None:
    """What stands at a row and a column of a pane, or nearest to it in reading order; None in an empty pane.

    A folded line counts as empty: its text is not on screen.
    """
    return _cell_of_sheet(reading, row, column) if reading.merged else _cell_of_flow(reading, side, row, column)


def _cell_of_flow(reading: Reading, side: int, row: int, column: int) -> Cell | None:
    flow, geometry = reading.flow(side), reading.geometry
    lines = flow.window(reading.tops[side], geometry.body)
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:  # beside a blank row: the end of what stands above it, or the start of what stands below
        near, above = _nearest(lines, row)
        at = None if near is None else near.end if above else near.start
        return None if at is None else _in_version(at, at)
    column -= geometry.margin + (geometry.indent if side == LEFT else 0)
    if flow.blocks[line.block].fold or column < 0:
        return _in_version(line.start, line.start)
    start, end = _letter_at(flow.beside.version.text[line.start : line.end], column)
    return _in_version(line.start + start, line.start + end)


def _in_version(start: int, end: int) -> Cell:
    return Point(0, 0, start), Point(0, 0, end)


def _cell_of_sheet(reading: Reading, row: int, column: int) -> Cell | None:
    from reader.tui.model.merged import INDENT  # not at the start: see `Reading.sheet`

    sheet, geometry = reading.sheet(), reading.geometry
    lines = sheet.window(reading.sheet_top, geometry.body)
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:
        near, above = _nearest(lines, row)
        if near is None:
            return None
        at = Point(near.block, near.strand, near.end if above else near.start)
        return at, at
    column -= geometry.margin + geometry.indent + (INDENT if line.strand else 0)
    start = end = 0
    if not sheet.blocks[line.block].fold and column >= 0:
        start, end = _letter_at(sheet.strands(line.block)[line.strand].text[line.start : line.end], column)
    place = line.block, line.strand
    return Point(*place, line.start + start), Point(*place, line.start + end)


def _nearest(lines: Sequence[_Line | None], row: int) -> tuple[_Line | None, bool]:
    """What stands above a blank row, and that it does; what stands below where nothing is above."""
    above = next((found for found in reversed(lines[:row]) if found), None)
    return (above, True) if above else (next((found for found in lines[row + 1 :] if found), None), False)


def _letter_at(text: str, column: int) -> tuple[int, int]:
    """The code points of what a row of text shows in a column; its end, behind the text."""
    used = 0
    for start, end, cells in split_graphemes("".join(" " if char.isspace() else char for char in text))[0]:
        used += cells
        if column < used:
            return start, end
    return len(text), len(text)


def side_at(reading: Reading, side: int, row: int) -> int:
    """The side whose text stands in a row: `side`, but where versions stand below each other in one pane."""
    if not reading.stacked:
        return side
    windows = {s: reading.flow(s).window(reading.tops[s], reading.geometry.body) for s in (LEFT, RIGHT)}
    return next((s for s, lines in windows.items() if 0 <= row < len(lines) and lines[row]), side)


def select(reading: Reading, side: int, one: Cell, other: Cell) -> None:
    """Select from one cell to another, both of them with it, in whichever order; nothing if that is no text."""
    start, end = min(one[0], other[0]), max(one[1], other[1])
    if start >= end:
        reading.selection = None
    elif reading.merged:
        reading.selection = SheetSelected(start, end, reading.sheet())
    else:
        reading.selection = Selected(reading.shown[side], start.offset, end.offset)
