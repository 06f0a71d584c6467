"""The strip at each pane's outer edge: the whole version at a glance, and what part of it is on screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from enum import IntEnum

from reader.align.alignment import Status
from reader.tui.model.beside import conflict_in
from reader.tui.model.flow import Flow
from reader.tui.model.ink import Ink, Line, version_ink
from reader.tui.model.scroll import Place
from reader.tui.model.search import Hits, sentences_with


class Kind(IntEnum):
    """What stands in half a cell of the strip; the greater one is shown where several meet."""

    NOTHING = 0
    SHARED = 1
    UNIQUE = 2
    CONFLICT = 3


class Overview:
    """Where in a version what stands, by estimated rows: enough for a strip, and no text need be wrapped for it."""

    def __init__(self, flow: Flow) -> None:
        self._kinds: list[tuple[int, int, Kind]] = []
        self._starts: list[int] = []
        self._runs: list[tuple[int, int, int, int]] = []
        """For each chunk or folded run its first and last sentence, its row and how many it takes."""
        self._rows: dict[int, int] = {}
        self._cells: tuple[Hits | None, int, dict[int, int]] | None = None
        self._sentences = flow.beside.version.sentences
        row = 0
        beside, version = flow.beside, flow.beside.version
        for block in flow.blocks:
            self._starts.append(row)
            if block.fold:
                self._runs.append((block.first, block.last, row, 1))
                row += 1 + block.gap
                continue
            for first, last in block.chunks:
                size = version.sentences[last].span.end - version.sentences[first].span.start
                rows = max(1, -(-size // max(1, flow.width)))
                kind = Kind.NOTHING
                if beside.compared:
                    kind = Kind.UNIQUE if beside.statuses[first] is Status.UNIQUE else Kind.SHARED
                    if any(conflict_in(beside, beside.links[i], first) for i in beside.strong_of(first)):
                        kind = Kind.CONFLICT
                self._kinds.append((row, row + rows, kind))
                self._runs.append((first, last, row, rows))
                row += rows
            row += block.gap
        self.rows = max(1, row)

    def halves(self, height: int) -> list[Kind]:
        """For each half of `height` cells, from the top, what stands there."""
        out = [Kind.NOTHING] * (2 * height)
        for start, end, kind in self._kinds:
            first = start * 2 * height // self.rows
            last = max(first + 1, -(-end * 2 * height // self.rows))
            if kind is Kind.SHARED:
                last = first + 1
            for half in range(first, min(last, 2 * height)):
                out[half] = max(out[half], kind)
        return out

    def row_of(self, place: Place) -> int:
        """The estimated row of a place."""
        if not self._starts:
            return 0
        return self._starts[min(place.block, len(self._starts) - 1)] + place.row

    def sentence_at(self, part: float) -> int:
        """The sentence that stands `part` (0 … 1) of the way down."""
        if not self._runs:
            return 0
        target = part * self.rows
        first, last, row, rows = self._runs[max(0, bisect_right(self._runs, target, key=lambda run: run[2]) - 1)]
        return min(last, first + int((target - row) / rows * (last - first + 1)))

    def cell_of(self, sentence: int, height: int) -> int:
        """On which of `height` cells a sentence stands."""
        if not self._rows:
            for first, last, row, rows in self._runs:
                for number in range(first, last + 1):
                    self._rows[number] = row + (number - first) * rows // (last - first + 1)
        return min(height - 1, self._rows.get(sentence, 0) * height // self.rows)

    def cells_of(self, found: Hits | None, height: int) -> dict[int, int]:
        """The cells, of `height`, where a search hit begins, and for each its first sentence; kept for next time."""
        if self._cells is None or self._cells[0] is not found or self._cells[1] != height:
            cells: dict[int, int] = {}
            for sentence in sentences_with(found, self._sentences) if found else ():
                cells.setdefault(self.cell_of(sentence, height), sentence)
            self._cells = found, height, cells
        return self._cells[2]


_BARS = {"left": ("▎", "▘", "▖"), "right": ("▐", "▝", "▗")}
_TICKS = {"left": "╶", "right": "╴"}


def draw_strip(
    overview: Overview,
    flow: Flow,
    version: int,
    top: Place,
    side: str,
    height: int,
    *,
    ascii_only: bool,
    marks: Mapping[int, str] | None = None,
) -> list[Line]:
    """Draw the strip: a bar for only here, a tick for shared, a block for a conflict, a tint for what is on screen.

    Args:
        overview: Where in the version what stands.
        flow: The version, laid out.
        version: Its number, for its colour.
        top: The first row on screen.
        side: `left` or `right`.
        height: Rows of the strip.
        ascii_only: Whether to do without the signs that some fonts lack.
        marks: For each cell with a mark, a note, a pick or a search hit its sign, which stands above all else.
    """
    if flow.fits(height):
        return [[(" ", Ink())] for _ in range(height)]
    halves = overview.halves(height)
    first = overview.row_of(top) * height / overview.rows
    last = first + max(1.0, height * height / overview.rows)
    lines: list[Line] = []
    for y in range(height):
        seen = first - 0.5 <= y < last - 0.5
        cell = _cell(halves[2 * y], halves[2 * y + 1], version, side, seen, ascii_only)
        if marks and y in marks:
            fg = "conflict" if cell[1].fg == "conflict" else "bright"
            cell = marks[y], Ink(fg, cell[1].bg, bold=True)
        lines.append([cell])
    return lines


def _cell(upper: Kind, lower: Kind, version: int, side: str, seen: bool, ascii_only: bool) -> tuple[str, Ink]:
    bg = "thumb" if seen else "background"
    if Kind.CONFLICT in (upper, lower):
        return ("!" if ascii_only else "█"), Ink("conflict", bg)
    both, top, bottom = ("|", "'", ".") if ascii_only else _BARS[side]
    if Kind.UNIQUE in (upper, lower):
        char = both if upper is lower else top if upper is Kind.UNIQUE else bottom
        return char, Ink(version_ink(version), bg)
    if Kind.SHARED in (upper, lower):
        return ("-" if ascii_only else _TICKS[side]), Ink("mute", bg)
    return " ", Ink("mute", bg)
