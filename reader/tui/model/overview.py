"""The strip at each pane's outer edge: the whole version at a glance, and what part of it is on screen."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from reader.align.alignment import Status
from reader.merge.beside import Beside
from reader.tui.model.filters import Hits, sentences_with
from reader.tui.model.flow import Flow, Place
from reader.tui.model.ink import Ink, Line, version_ink

STEP = 8
"""Cells: two widths within a step of this have one estimate."""


class Kind(IntEnum):
    """What stands in half a cell of the strip; the greater one is shown where several meet."""

    NOTHING = 0
    SHARED = 1
    UNIQUE = 2
    CONFLICT = 3


class Overview:
    """Where in a version what stands, by estimated rows: enough for a strip, and no text need be wrapped for it."""

    def __init__(self, flow: Flow, before: Overview | None = None) -> None:
        """Look over a flow; `before` is the overview of the same blocks at another width, if there is one."""
        self.width = rounded(flow.width)
        self._pieces: Pieces = before._pieces if before else _pieces(flow)
        self._halves: dict[int, list[Kind]] = {}
        self._place_of: dict[int, int] = {}
        self._cells: tuple[Hits | None, int, dict[int, int]] | None = None
        self._sentences = flow.beside.version.sentences
        self.rows: float = max(1.0, self._start(len(self._pieces.firsts)))

    def _start(self, piece: int) -> float:
        """The estimated row on which a piece begins; for the number behind the last piece, how many rows there are."""
        return self._pieces.before[piece] / self.width + self._pieces.fixed[piece]

    def _size(self, piece: int) -> float:
        """The estimated rows that a piece takes."""
        return max(0.0, self._start(piece + 1) - self._pieces.gaps[piece] - self._start(piece))

    def _piece_at(self, row: float, lowest: int = 0) -> int:
        """The first piece, from `lowest` on, that begins on a row or below it; how many there are if none does."""
        return bisect_left(range(len(self._pieces.firsts)), row, lo=lowest, key=self._start)

    def halves(self, height: int) -> list[Kind]:
        """For each half of `height` cells, from the top, what stands there. Worked out once for each height."""
        if height not in self._halves:
            self._halves[height] = [self._half(half, 2 * height) for half in range(2 * height)]
        return self._halves[height]

    def _half(self, half: int, count: int) -> Kind:
        """What stands in one of `count` parts: the weightiest of what begins there, or what reaches into it."""
        kinds = self._pieces.kinds
        first = self._piece_at(half * self.rows / count)
        last = self._piece_at((half + 1) * self.rows / count, lowest=first)
        found = max(kinds[first:last], default=0)
        before = first - 1
        if before >= 0 and kinds[before] != Kind.SHARED and kinds[before] > found:
            end = self._start(first) - self._pieces.gaps[before]
            found = kinds[before] if end * count > half * self.rows else found
        return Kind(found)

    def row_of(self, place: Place) -> float:
        """The estimated row of a place; however many rows a block really takes, not past the next one's."""
        blocks = self._pieces.blocks
        if not blocks:
            return 0
        block = min(place.block, len(blocks) - 1)
        following = self._start(blocks[block + 1]) if block + 1 < len(blocks) else self.rows
        return min(self._start(blocks[block]) + place.row, following)

    def sentence_at(self, part: float) -> int:
        """The sentence that stands `part` (0 … 1) of the way down."""
        total = len(self._pieces.firsts)
        if not total:
            return 0
        target = part * self.rows
        at = max(0, bisect_right(range(total), target, key=self._start) - 1)
        inside = (target - self._start(at)) / max(0.5, self._size(at))
        first, last = self._pieces.firsts[at], self._pieces.lasts[at]
        return min(last, first + max(0, int(inside * (last - first + 1))))

    def cell_of(self, sentence: int, height: int) -> int:
        """On which of `height` cells a sentence stands."""
        at = self._places().get(sentence)
        if at is None:
            return 0
        first, last = self._pieces.firsts[at], self._pieces.lasts[at]
        inside = (sentence - first) * self._size(at) / (last - first + 1)
        return min(height - 1, int((self._start(at) + inside) * height / self.rows))

    def _places(self) -> dict[int, int]:
        """The piece that each sentence is in."""
        if not self._place_of:
            ranges = enumerate(map(range, self._pieces.firsts, (last + 1 for last in self._pieces.lasts)))
            self._place_of = {sentence: at for at, inside in ranges for sentence in inside}
        return self._place_of

    def cells_of(self, found: Hits | None, height: int) -> dict[int, int]:
        """The cells, of `height`, where a search hit begins, and for each its first sentence; kept for next time."""
        if self._cells is None or self._cells[0] is not found or self._cells[1] != height:
            cells: dict[int, int] = {}
            for sentence in sentences_with(found, self._sentences) if found else ():
                cells.setdefault(self.cell_of(sentence, height), sentence)
            self._cells = found, height, cells
        return self._cells[2]


class Pieces(NamedTuple):
    """The pieces of a version, runs of sentences that flow together and folded lines; a list for each fact of them."""

    before: array[int]
    """Code points before it, folded lines aside; at the end, of all."""
    fixed: array[float]
    """Rows before it whatever the width is: blank ones, folded lines, and half of each last row; at the end, of all."""
    gaps: array[int]
    """Blank rows after it."""
    kinds: bytes
    """Its `Kind`."""
    firsts: array[int]
    """First sentence."""
    lasts: array[int]
    """Last sentence, included; −1 where the version has nothing."""
    blocks: array[int]
    """For each block of the flow, the index of its first piece."""


def _pieces(flow: Flow) -> Pieces:
    """The pieces of a flow. Numbers, not objects: a book has tens of thousands of them."""
    sentences, kind_of = flow.beside.version.sentences, _kinds(flow.beside)
    # lists first, for they grow twice as quickly
    before: list[int] = []
    fixed: list[float] = []
    gaps: list[int] = []
    kinds: list[int] = []
    firsts: list[int] = []
    lasts: list[int] = []
    blocks: list[int] = []
    points, rows = 0, 0.0
    for block in flow.blocks:
        blocks.append(len(firsts))
        chunks = block.chunks
        for first, last in chunks or ((block.first, block.last),):
            before.append(points)
            fixed.append(rows)
            firsts.append(first)
            lasts.append(last)
            gaps.append(0)
            if chunks:
                points += sentences[last].span.end - sentences[first].span.start
                rows += 0.5
                kinds.append(kind_of[first])
            else:
                rows += bool(block.fold)
                kinds.append(Kind.NOTHING)
        gaps[-1] = block.gap
        rows += block.gap
    packed = partial(array, "i")
    starts = packed([*before, points]), array("d", [*fixed, rows])
    return Pieces(*starts, packed(gaps), bytes(kinds), packed(firsts), packed(lasts), packed(blocks))


def _kinds(beside: Beside) -> bytes:
    """What each sentence is, as a `Kind`."""
    if not beside.compared:
        return bytes(len(beside.version.sentences))
    kinds = bytearray(Kind.UNIQUE if status is Status.UNIQUE else Kind.SHARED for status in beside.statuses)
    for sentence in beside.disputed:
        kinds[sentence] = Kind.CONFLICT
    return bytes(kinds)


def rounded(width: int) -> int:
    """The width that rows are estimated for: so, as a window grows and shrinks, a book's are seldom counted anew."""
    return max(STEP, width - width % STEP)


def overview_of(flow: Flow) -> Overview:
    """The overview of a flow, worked out once: 30 ms for 20,000 paragraphs, which every key would take."""
    if flow.overview is None or flow.overview.width != rounded(flow.width):
        flow.overview = Overview(flow, flow.overview)
    return flow.overview


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
        cell = strip_cell(halves[2 * y], halves[2 * y + 1], version, side, seen, ascii_only)
        if marks and y in marks:
            fg = "conflict" if cell[1].fg == "conflict" else "bright"
            cell = marks[y], Ink(fg, cell[1].bg, bold=True)
        lines.append([cell])
    return lines


def strip_cell(upper: Kind, lower: Kind, version: int, side: str, seen: bool, ascii_only: bool) -> tuple[str, Ink]:
    """One cell of a strip: the weightier of its halves, in the version's colour where it is one's alone."""
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
