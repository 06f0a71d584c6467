"""The strip at each pane's outer edge: the whole version at a glance, and what part of it is on screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from enum import IntEnum
from itertools import accumulate
from typing import NamedTuple

from reader.align.alignment import Status
from reader.merge.beside import Beside
from reader.story.version import Sentence
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

    def __init__(self, flow: Flow, before: Overview | None = None) -> None:
        """Look over a flow; `before` is the overview of the same blocks at another width, if there is one."""
        self.width = max(1, flow.width)
        self._laid: tuple[list[Piece], list[int]] = before._laid if before else _pieces(flow)
        self._pieces, self._firsts = self._laid
        self._starts = list(accumulate((-(-p.size // self.width) + p.gap for p in self._pieces), initial=0))
        self._halves: dict[int, list[Kind]] = {}
        self._place_of: dict[int, int] = {}
        self._cells: tuple[Hits | None, int, dict[int, int]] | None = None
        self._sentences = flow.beside.version.sentences
        self.rows = max(1, self._starts[-1])

    def halves(self, height: int) -> list[Kind]:
        """For each half of `height` cells, from the top, what stands there. Worked out once for each height."""
        if height in self._halves:
            return self._halves[height]
        count, rows = 2 * height, self.rows
        out = self._halves[height] = [Kind.NOTHING] * count
        for start, piece in zip(self._starts, self._pieces, strict=False):
            kind = piece.kind
            if kind is Kind.NOTHING:
                continue
            first = start * count // rows
            last = first + 1
            if kind is not Kind.SHARED:
                last = max(last, -(-(start - (-piece.size // self.width)) * count // rows))
            for half in range(first, min(last, count)):
                if out[half] < kind:
                    out[half] = kind
        return out

    def row_of(self, place: Place) -> int:
        """The estimated row of a place; however many rows a block really takes, not past the next one's."""
        if not self._firsts:
            return 0
        block = min(place.block, len(self._firsts) - 1)
        following = self._starts[self._firsts[block + 1]] if block + 1 < len(self._firsts) else self.rows
        return min(self._starts[self._firsts[block]] + place.row, following)

    def sentence_at(self, part: float) -> int:
        """The sentence that stands `part` (0 … 1) of the way down."""
        if not self._pieces:
            return 0
        target = part * self.rows
        at = max(0, bisect_right(self._starts, target, hi=len(self._pieces)) - 1)
        piece = self._pieces[at]
        inside = (target - self._starts[at]) / max(1, self._rows_of(piece))
        return min(piece.last, piece.first + max(0, int(inside * (piece.last - piece.first + 1))))

    def cell_of(self, sentence: int, height: int) -> int:
        """On which of `height` cells a sentence stands."""
        at = self._places().get(sentence)
        if at is None:
            return 0
        piece = self._pieces[at]
        inside = (sentence - piece.first) * self._rows_of(piece) // (piece.last - piece.first + 1)
        return min(height - 1, (self._starts[at] + inside) * height // self.rows)

    def _rows_of(self, piece: Piece) -> int:
        return -(-piece.size // self.width)

    def _places(self) -> dict[int, int]:
        """The piece that each sentence is in."""
        if not self._place_of:
            self._place_of = {s: n for n, p in enumerate(self._pieces) for s in range(p.first, p.last + 1)}
        return self._place_of

    def cells_of(self, found: Hits | None, height: int) -> dict[int, int]:
        """The cells, of `height`, where a search hit begins, and for each its first sentence; kept for next time."""
        if self._cells is None or self._cells[0] is not found or self._cells[1] != height:
            cells: dict[int, int] = {}
            for sentence in sentences_with(found, self._sentences) if found else ():
                cells.setdefault(self.cell_of(sentence, height), sentence)
            self._cells = found, height, cells
        return self._cells[2]


class Piece(NamedTuple):
    """A run of sentences that flow together, or a folded line."""

    size: int
    """Code points; 1 for a folded line."""
    gap: int
    """Blank rows after it."""
    kind: Kind
    first: int
    """First sentence."""
    last: int
    """Last sentence, included; −1 where the version has nothing."""


def _pieces(flow: Flow) -> tuple[list[Piece], list[int]]:
    """The pieces of a flow, and the first one of each of its blocks."""
    beside, sentences = flow.beside, flow.beside.version.sentences
    pieces: list[Piece] = []
    firsts: list[int] = []
    for block in flow.blocks:
        firsts.append(len(pieces))
        *others, ending = block.chunks or (None,)
        pieces += [Piece(_size(sentences, chunk), 0, _kind(beside, chunk[0]), *chunk) for chunk in others if chunk]
        if ending is None:
            pieces.append(Piece(1 if block.fold else 0, block.gap, Kind.NOTHING, block.first, block.last))
        else:
            pieces.append(Piece(_size(sentences, ending), block.gap, _kind(beside, ending[0]), *ending))
    return pieces, firsts


def _size(sentences: Sequence[Sentence], chunk: tuple[int, int]) -> int:
    return sentences[chunk[1]].span.end - sentences[chunk[0]].span.start


def _kind(beside: Beside, sentence: int) -> Kind:
    if not beside.compared:
        return Kind.NOTHING
    if sentence in beside.disputed:
        return Kind.CONFLICT
    return Kind.UNIQUE if beside.statuses[sentence] is Status.UNIQUE else Kind.SHARED


def overview_of(flow: Flow) -> Overview:
    """The overview of a flow, worked out once: 30 ms for 20,000 paragraphs, which every key would take."""
    if flow.overview is None or flow.overview.width != max(1, flow.width):
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
