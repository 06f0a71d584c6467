"""The strip beside the merged reading: whose each stretch of the story is, and what part of it is on screen."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from reader.tui.model.ink import Ink, Line
from reader.tui.model.merged import MergedBlock, MergedSheet
from reader.tui.model.overview import Kind, strip_cell
from reader.tui.model.reading import Reading


class SheetOverview:
    """Where in the merged reading what stands, by estimated rows: nothing is worded or wrapped for it."""

    def __init__(self, sheet: MergedSheet) -> None:
        self.sheet = sheet
        self._rows = [self._size(block) for block in sheet.blocks]
        self._starts = list(
            accumulate((rows + b.gap for rows, b in zip(self._rows, sheet.blocks, strict=True)), initial=0)
        )
        self.rows = max(1, self._starts[-1])
        self._halves: dict[int, list[tuple[Kind, int]]] = {}

    def _size(self, block: MergedBlock) -> int:
        """Rows that a block takes, more or less."""
        if block.fold:
            return 1
        versions = self.sheet.comparison.versions
        size = 0
        for number in range(block.first, block.last + 1):
            told = self.sheet.tellings[number]
            apart = block.opened or not self.sheet.wordings.inline(told)
            for version in told.versions if apart else (told.host,):
                spans = [versions[version].sentences[s].span for s in told.sentences[version]]
                size += sum(map(len, spans))
        return max(1, -(-size // max(1, self.sheet.width)))

    def _kind(self, block: MergedBlock) -> tuple[Kind, int]:
        """What a block is, and whose it is, if one version alone has it."""
        if block.fold:
            return Kind.NOTHING, 0
        told = self.sheet.tellings[block.first]
        if not told.shared:
            return Kind.UNIQUE, told.host
        disputed = any(
            self.sheet.wordings.conflicts(self.sheet.tellings[n]) for n in range(block.first, block.last + 1)
        )
        return (Kind.CONFLICT if disputed else Kind.SHARED), 0

    def _halves_of(self, height: int) -> list[tuple[Kind, int]]:
        """For each half of `height` cells what stands there, and whose it is. Worked out once for each height."""
        if height not in self._halves:
            out = self._halves[height] = [(Kind.NOTHING, 0)] * (2 * height)
            for number, block in enumerate(self.sheet.blocks):
                found = self._kind(block)
                first = self._starts[number] * 2 * height // self.rows
                last = first + 1
                if found[0] is not Kind.SHARED:
                    last = max(last, -(-(self._starts[number] + self._rows[number]) * 2 * height // self.rows))
                for half in range(first, min(last, 2 * height)):
                    out[half] = max(out[half], found)
        return self._halves[height]

    def draw(self, reading: Reading) -> list[Line]:
        """A cell a row of the pane; blank where all of the story is on screen."""
        height = reading.geometry.body
        if not self.sheet.blocks or self.sheet.fits(height):
            return [[(" ", Ink())] for _ in range(height)]
        halves = self._halves_of(height)
        top = self._row_of(reading) * height / self.rows
        end = top + max(1.0, height * height / self.rows)
        lines: list[Line] = []
        for y in range(height):
            upper, lower = halves[2 * y], halves[2 * y + 1]
            seen = top - 0.5 <= y < end - 0.5
            lines.append([strip_cell(upper[0], lower[0], max(upper, lower)[1], "left", seen, reading.signs.ascii)])
        return lines

    def _row_of(self, reading: Reading) -> int:
        block = min(reading.sheet_top.block, len(self.sheet.blocks) - 1)
        return min(self._starts[block] + reading.sheet_top.row, self._starts[block + 1])

    def telling_at(self, part: float) -> int:
        """The telling that stands `part` (0 … 1) of the way down."""
        block = max(0, bisect_right(self._starts, part * self.rows, hi=len(self.sheet.blocks)) - 1)
        return self.sheet.blocks[block].first if self.sheet.blocks else 0


def sheet_overview(sheet: MergedSheet) -> SheetOverview:
    """The overview of a merged reading, worked out once."""
    if sheet.overview is None:
        sheet.overview = SheetOverview(sheet)
    return sheet.overview
