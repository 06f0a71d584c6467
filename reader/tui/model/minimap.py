"""The minimap at each pane's outer edge: the whole text in one column, and which part of it is on screen.

Where things stand is estimated in rows, so that no text has to be wrapped for it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from typing import TYPE_CHECKING

from reader.align.alignment import Status
from reader.merge.beside import Beside
from reader.tui.model.flow import Flow, Position
from reader.tui.model.ink import Ink, Line, version_ink
from reader.tui.model.search import Hits, sentences_with

if TYPE_CHECKING:  # loaded for the merged view alone
    from reader.tui.model.merged import MergedBlock, MergedSheet

STEP = 8
"""Cells: text widths within a step of this share an estimate."""

_BARS = {"left": ("▎", "▘", "▖"), "right": ("▐", "▝", "▗")}
_TICKS = {"left": "╶", "right": "╴"}


class CellKind(IntEnum):
    """What stands in half a cell of the minimap. Where several meet, the greatest is shown."""

    NOTHING = 0
    SHARED = 1
    UNIQUE = 2
    CONFLICT = 3


# One version


class Minimap:
    """Where in a version what stands, by estimated rows."""

    def __init__(self, flow: Flow, before: Minimap | None = None) -> None:
        """Estimate where the pieces of a flow stand.

        Args:
            flow: The version, laid out.
            before: The minimap of the same blocks at another width, if there is one.
        """
        self.width = estimated_width(flow)
        self._pieces: _Pieces = before._pieces if before else _pieces_of(flow)
        self._halves: dict[int, list[CellKind]] = {}
        self._piece_of: dict[int, int] = {}
        self._hit_cells: tuple[Hits | None, int, dict[int, int]] | None = None
        self._sentences = flow.beside.version.sentences
        self.rows: float = max(1.0, self._start(len(self._pieces.firsts)))

    def _start(self, piece: int) -> float:
        """The estimated row on which a piece begins; for the number behind the last piece, how many rows there are."""
        return self._pieces.before[piece] / self.width + self._pieces.fixed[piece]

    def _size(self, piece: int) -> float:
        """The estimated rows that a piece takes."""
        return max(0.0, self._start(piece + 1) - self._pieces.gaps[piece] - self._start(piece))

    def _piece_at(self, row: float, lowest: int = 0) -> int:
        """The first piece, from `lowest` on, that begins on a row or below it; the number of pieces if none does."""
        return bisect_left(range(len(self._pieces.firsts)), row, lo=lowest, key=self._start)

    def halves(self, height: int) -> list[CellKind]:
        """What stands in each half of `height` cells, from the top. Computed once for each height."""
        if height not in self._halves:
            self._halves[height] = [self._half(half, 2 * height) for half in range(2 * height)]
        return self._halves[height]

    def _half(self, half: int, count: int) -> CellKind:
        """What stands in one of `count` parts: the greatest of what begins there, or what reaches into it."""
        kinds = self._pieces.kinds
        first = self._piece_at(half * self.rows / count)
        last = self._piece_at((half + 1) * self.rows / count, lowest=first)
        found = max(kinds[first:last], default=0)
        before = first - 1
        if before >= 0 and kinds[before] != CellKind.SHARED and kinds[before] > found:
            end = self._start(first) - self._pieces.gaps[before]
            found = kinds[before] if end * count > half * self.rows else found
        return CellKind(found)

    def row_of(self, position: Position) -> float:
        """The estimated row of a position: at most that of the next block, whatever a block really takes."""
        blocks = self._pieces.blocks
        if not blocks:
            return 0
        block = min(position.block, len(blocks) - 1)
        following = self._start(blocks[block + 1]) if block + 1 < len(blocks) else self.rows
        return min(self._start(blocks[block]) + position.row, following)

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
        at = self._pieces_by_sentence().get(sentence)
        if at is None:
            return 0
        first, last = self._pieces.firsts[at], self._pieces.lasts[at]
        inside = (sentence - first) * self._size(at) / (last - first + 1)
        return min(height - 1, int((self._start(at) + inside) * height / self.rows))

    def _pieces_by_sentence(self) -> dict[int, int]:
        """The piece that each sentence is in."""
        if not self._piece_of:
            ranges = enumerate(map(range, self._pieces.firsts, (last + 1 for last in self._pieces.lasts)))
            self._piece_of = {sentence: at for at, inside in ranges for sentence in inside}
        return self._piece_of

    def hit_cells(self, found: Hits | None, height: int) -> dict[int, int]:
        """Each of `height` cells in which a search hit begins, with its first sentence. The last answer is kept."""
        if self._hit_cells is None or self._hit_cells[0] is not found or self._hit_cells[1] != height:
            cells: dict[int, int] = {}
            for sentence in sentences_with(found, self._sentences) if found else ():
                cells.setdefault(self.cell_of(sentence, height), sentence)
            self._hit_cells = found, height, cells
        return self._hit_cells[2]


def estimated_width(flow: Flow) -> int:
    """The width that rows are estimated for, so that resizing a window seldom means estimating a book again."""
    return max(STEP, flow.width - flow.width % STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    """The pieces of a version: runs of sentences that flow together, and folded lines.

    One array for each figure, not one object for each piece: a book has tens of thousands of them.
    """

    before: array[int]
    """Code points before each piece, without folded lines; at the end, the total."""
    fixed: array[float]
    """Rows before each piece at any width: blanks, folded lines, half of each last row; at the end, the total."""
    gaps: array[int]
    """Blank rows after each piece."""
    kinds: bytes
    """The `CellKind` of each piece."""
    firsts: array[int]
    """First sentence of each piece."""
    lasts: array[int]
    """Last sentence, included; −1 where the version has nothing."""
    blocks: array[int]
    """For each block of the flow, the index of its first piece."""


def _pieces_of(flow: Flow) -> _Pieces:
    sentences, kind_of = flow.beside.version.sentences, _kinds(flow.beside)
    # lists first: they grow twice as fast as arrays
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
                kinds.append(CellKind.NOTHING)
        gaps[-1] = block.gap
        rows += block.gap
    return _Pieces(
        before=array("i", [*before, points]),
        fixed=array("d", [*fixed, rows]),
        gaps=array("i", gaps),
        kinds=bytes(kinds),
        firsts=array("i", firsts),
        lasts=array("i", lasts),
        blocks=array("i", blocks),
    )


def _kinds(beside: Beside) -> bytes:
    """The `CellKind` of each sentence."""
    if not beside.compared:
        return bytes(len(beside.version.sentences))
    kinds = bytearray(CellKind.UNIQUE if status is Status.UNIQUE else CellKind.SHARED for status in beside.statuses)
    for sentence in beside.disputed:
        kinds[sentence] = CellKind.CONFLICT
    return bytes(kinds)


def draw_minimap(
    minimap: Minimap,
    flow: Flow,
    top: Position,
    height: int,
    *,
    version: int,
    edge: str,
    ascii_only: bool,
    marks: Mapping[int, str] | None = None,
) -> list[Line]:
    """Draw a version's minimap: bars for only here, ticks for shared, blocks for conflicts, a tint for what is seen.

    Args:
        minimap: Where in the version what stands.
        flow: The version, laid out.
        top: The first row on screen.
        height: Rows of the minimap.
        version: The version's number, for its colour.
        edge: `left` or `right`, the edge of the screen it stands at.
        ascii_only: Whether to use ASCII signs only.
        marks: Signs of marks, notes, picks and search hits by cell; they cover everything else.
    """
    if flow.fits(height):
        return [[(" ", Ink())] for _ in range(height)]
    halves = minimap.halves(height)
    first, last = _thumb(minimap.row_of(top), height, minimap.rows)
    lines: list[Line] = []
    for y in range(height):
        seen = first <= y < last
        cell = _cell(halves[2 * y], halves[2 * y + 1], version, edge, seen=seen, ascii_only=ascii_only)
        if marks and y in marks:
            fg = "conflict" if cell[1].fg == "conflict" else "bright"
            cell = marks[y], Ink(fg, cell[1].bg, bold=True)
        lines.append([cell])
    return lines


# The merged view


class MergedMinimap:
    """Where in the merged view what stands, by estimated rows: nothing is worded or wrapped for it."""

    def __init__(self, sheet: MergedSheet) -> None:
        self._sheet = sheet
        self._sizes = [self._size(block) for block in sheet.blocks]
        self._starts = list(
            accumulate((size + b.gap for size, b in zip(self._sizes, sheet.blocks, strict=True)), initial=0)
        )
        self.rows = max(1, self._starts[-1])
        self._halves: dict[int, list[tuple[CellKind, int]]] = {}

    def _size(self, block: MergedBlock) -> int:
        """The estimated rows that a block takes."""
        if block.fold:
            return 1
        versions = self._sheet.comparison.versions
        size = 0
        for number in range(block.first, block.last + 1):
            told = self._sheet.tellings[number]
            apart = block.opened or not self._sheet.wordings.inline(told)
            for version in told.versions if apart else (told.host,):
                size += sum(len(versions[version].sentences[s].span) for s in told.sentences[version])
        return max(1, -(-size // max(1, self._sheet.width)))

    def _kind(self, block: MergedBlock) -> tuple[CellKind, int]:
        """What a block is, and whose it is if only one version has it."""
        if block.fold:
            return CellKind.NOTHING, 0
        told = self._sheet.tellings[block.first]
        if not told.shared:
            return CellKind.UNIQUE, told.host
        inside = self._sheet.tellings[block.first : block.last + 1]
        return CellKind.CONFLICT if any(map(self._sheet.wordings.conflicts, inside)) else CellKind.SHARED, 0

    def halves(self, height: int) -> list[tuple[CellKind, int]]:
        """What stands in each half of `height` cells, and whose it is. Computed once for each height."""
        if height not in self._halves:
            out = self._halves[height] = [(CellKind.NOTHING, 0)] * (2 * height)
            for number, block in enumerate(self._sheet.blocks):
                found = self._kind(block)
                first = self._starts[number] * 2 * height // self.rows
                last = first + 1
                if found[0] is not CellKind.SHARED:
                    last = max(last, -(-(self._starts[number] + self._sizes[number]) * 2 * height // self.rows))
                for half in range(first, min(last, 2 * height)):
                    out[half] = max(out[half], found)
        return self._halves[height]

    def row_of(self, position: Position) -> int:
        """The estimated row of a position."""
        block = min(position.block, len(self._sheet.blocks) - 1)
        return min(self._starts[block] + position.row, self._starts[block + 1])

    def telling_at(self, part: float) -> int:
        """The telling that stands `part` (0 … 1) of the way down."""
        blocks = self._sheet.blocks
        block = max(0, bisect_right(self._starts, part * self.rows, hi=len(blocks)) - 1)
        return blocks[block].first if blocks else 0


def draw_merged_minimap(
    minimap: MergedMinimap, sheet: MergedSheet, top: Position, height: int, *, ascii_only: bool
) -> list[Line]:
    """Draw the minimap of the merged view, one cell a row; blank where the whole story is on screen."""
    if not sheet.blocks or sheet.fits(height):
        return [[(" ", Ink())] for _ in range(height)]
    halves = minimap.halves(height)
    first, last = _thumb(minimap.row_of(top), height, minimap.rows)
    lines: list[Line] = []
    for y in range(height):
        upper, lower = halves[2 * y], halves[2 * y + 1]
        version = max(upper, lower)[1]
        lines.append([_cell(upper[0], lower[0], version, "left", seen=first <= y < last, ascii_only=ascii_only)])
    return lines


# What both share


def _thumb(top: float, height: int, rows: float) -> tuple[float, float]:
    """Where the part on screen begins and ends, in cells; a cell belongs to it whose middle does."""
    first = top * height / rows
    return first - 0.5, first + max(1.0, height * height / rows) - 0.5


def _cell(
    upper: CellKind, lower: CellKind, version: int, edge: str, *, seen: bool, ascii_only: bool
) -> tuple[str, Ink]:
    """One cell: the greater of its halves, in the version's colour if only that version has it."""
    bg = "thumb" if seen else "background"
    if CellKind.CONFLICT in (upper, lower):
        return ("!" if ascii_only else "█"), Ink("conflict", bg)
    both, top, bottom = ("|", "'", ".") if ascii_only else _BARS[edge]
    if CellKind.UNIQUE in (upper, lower):
        char = both if upper is lower else top if upper is CellKind.UNIQUE else bottom
        return char, Ink(version_ink(version), bg)
    if CellKind.SHARED in (upper, lower):
        return ("-" if ascii_only else _TICKS[edge]), Ink("mute", bg)
    return " ", Ink("mute", bg)
