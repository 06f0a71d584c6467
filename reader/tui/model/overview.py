"""The strip at each pane's outer edge: the whole version at a glance, and what part of it is on screen."""

from __future__ import annotations

from enum import IntEnum

from reader.align.alignment import Status
from reader.tui.model.beside import conflict_in
from reader.tui.model.flow import Flow
from reader.tui.model.ink import Ink, Line, version_ink
from reader.tui.model.scroll import Place


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
        row = 0
        beside, version = flow.beside, flow.beside.version
        for block in flow.blocks:
            self._starts.append(row)
            if block.fold:
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

    def place_at(self, part: float) -> Place:
        """The beginning of the block that stands `part` (0 … 1) of the way down."""
        row = int(part * self.rows)
        block = max((n for n, start in enumerate(self._starts) if start <= row), default=0)
        return Place(block, 0)


_BARS = {"left": ("▎", "▘", "▖"), "right": ("▐", "▝", "▗")}
_TICKS = {"left": "╶", "right": "╴"}


def draw_strip(
    overview: Overview, flow: Flow, version: int, top: Place, side: str, height: int, *, ascii_only: bool
) -> list[Line]:
    """Draw the strip: a bar for only here, a tick for shared, a block for a conflict, a tint for what is on screen."""
    if flow.fits(height):
        return [[(" ", Ink())] for _ in range(height)]
    halves = overview.halves(height)
    first = overview.row_of(top) * height / overview.rows
    last = first + max(1.0, height * height / overview.rows)
    return [
        [_cell(halves[2 * y], halves[2 * y + 1], version, side, first - 0.5 <= y < last - 0.5, ascii_only)]
        for y in range(height)
    ]


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
