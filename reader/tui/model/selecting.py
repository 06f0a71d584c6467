"""Selecting text with the mouse: in one pane, by code points, so that it stays true when the pane scrolls."""

from __future__ import annotations

from rich.cells import split_graphemes

from reader.tui.model.reading import LEFT, RIGHT, Reading, Selected

Cell = tuple[int, int]
"""The code points of what stands in a cell: first, and after the last; empty beside the text."""


def cell_at(reading: Reading, side: int, row: int, column: int) -> Cell | None:
    """What stands at a row and a column of a pane, or nearest to it in reading order; None in an empty pane.

    A folded line counts as empty: its text is not on screen. In the merged view, whose words are put together from
    several versions, there is nothing to select.
    """
    if reading.merged:
        return None
    flow, geometry = reading.flow(side), reading.geometry
    lines = flow.window(reading.tops[side], geometry.body)
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:  # beside a blank row: the end of what stands above it, or the start of what stands below
        above = next((found for found in reversed(lines[:row]) if found), None)
        below = next((found for found in lines[row + 1 :] if found), None)
        at = above.end if above else below.start if below else None
        return None if at is None else (at, at)
    column -= geometry.margin + (geometry.indent if side == LEFT else 0)
    if flow.blocks[line.block].fold or column < 0:
        return line.start, line.start
    used = 0
    text = flow.beside.version.text[line.start : line.end]
    for start, end, cells in split_graphemes("".join(" " if char.isspace() else char for char in text))[0]:
        used += cells
        if column < used:
            return line.start + start, line.start + end
    return line.end, line.end


def side_at(reading: Reading, side: int, row: int) -> int:
    """The side whose text stands in a row: `side`, but where versions stand below each other in one pane."""
    if not reading.stacked:
        return side
    windows = {s: reading.flow(s).window(reading.tops[s], reading.geometry.body) for s in (LEFT, RIGHT)}
    return next((s for s, lines in windows.items() if 0 <= row < len(lines) and lines[row]), side)


def select(reading: Reading, side: int, one: Cell, other: Cell) -> None:
    """Select from one cell to another, both of them with it, in whichever order; nothing if that is no text."""
    start, end = min(one[0], other[0]), max(one[1], other[1])
    reading.selection = Selected(reading.shown[side], start, end) if start < end else None
