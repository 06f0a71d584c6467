"""The view of rows: what is linked stands level, and what stands between is packed side by side.

Both versions are flows of as many blocks, and the blocks with one number are as high as each other: so the two scroll
as one, and whatever works on a flow works here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from reader.merge.bands import Band, Cell, chunks_of
from reader.merge.beside import Beside
from reader.tui.model.flow import Block, Flow, Row
from reader.tui.model.scroll import Place


def rows_of(
    besides: tuple[Beside, Beside], bands: Sequence[Band], lead: int, width: int, *, stacked: bool
) -> tuple[RowsFlow, RowsFlow]:
    """Both versions as flows that stand level band by band.

    Args:
        besides: Each version in the light of the other.
        bands: What stands level.
        lead: 0 or 1, the version whose paragraphs set the distances.
        width: Width of the text.
        stacked: Whether the other version's text stands below the leading one's, where there is one pane only.
    """
    gaps = _gaps(besides, bands, lead)
    sides = []
    for side in (0, 1):
        blocks = tuple(_block(besides[side], band[side], gap) for band, gap in zip(bands, gaps, strict=True))
        sides.append(RowsFlow(besides[side], blocks, [band[side] for band in bands], width))
    for side in (0, 1):
        sides[side].face(sides[1 - side], below=stacked and side != lead, stacked=stacked)
    return sides[0], sides[1]


def _gaps(besides: tuple[Beside, Beside], bands: Sequence[Band], lead: int) -> list[int]:
    """Blank rows after each band: none inside a paragraph, nor between folded lines."""

    def paragraph(band: Band, side: int) -> int | None:
        cell = band[side]
        return None if cell is None else besides[side].version.sentences[cell.sentences[-1]].paragraph

    out = []
    for band, following in zip_longest(bands, bands[1:]):
        if following is None:
            out.append(1)
            continue
        cells = [cell for cell in (*band, *following) if cell is not None]
        here, there = paragraph(band, lead), paragraph(following, lead)
        same = here is not None and here == there
        out.append(0 if same or all(cell.fold for cell in cells) else 1)
    return out


def _block(beside: Beside, cell: Cell | None, gap: int) -> Block:
    if cell is None:
        return Block(-1, -1, -1, (), "", gap)
    first, last = cell.sentences[0], cell.sentences[-1]
    paragraph = beside.version.sentences[first].paragraph
    chunks = () if cell.fold else tuple(chunks_of(beside, cell.sentences))
    return Block(first, last, paragraph, chunks, cell.fold, gap, cell.filtered)


class RowsFlow(Flow):
    """One version in the view of rows: its blocks stand in the order of the bands."""

    def __init__(self, beside: Beside, blocks: tuple[Block, ...], cells: Sequence[Cell | None], width: int) -> None:
        super().__init__(beside, blocks, width)
        self._cells = cells
        self._order = [s for cell in cells if cell for s in cell.sentences]
        self._rank = {sentence: rank for rank, sentence in enumerate(self._order)}
        self._block = {s: n for n, cell in enumerate(cells) if cell for s in cell.sentences}
        self._opposite: RowsFlow = self
        self._below = self._stacked = False

    def face(self, opposite: RowsFlow, *, below: bool, stacked: bool) -> None:
        """Stand level with another flow; or below it, band by band."""
        self._opposite, self._below, self._stacked = opposite, below, stacked

    def text(self, index: int) -> tuple[Row, ...]:
        """The rows of text in one band; none where this version has nothing there."""
        return super().text(index) if self.blocks[index].first >= 0 else ()

    def rows(self, index: int) -> tuple[Row | None, ...]:
        """The rows of a band, filled up with blank ones to its height."""
        own, other = self.text(index), len(self._opposite.text(index))
        if self._stacked:
            return (*((None,) * other), *own) if self._below else (*own, *((None,) * other))
        return (*own, *((None,) * (other - len(own))))

    def block_of(self, sentence: int) -> int:
        """The block that holds a sentence."""
        return self._block.get(sentence, 0)

    def members(self, sentence: int) -> tuple[int, ...]:
        """The sentences of the passage at `sentence`."""
        cell = self._cells[self.block_of(sentence)] if self._cells else None
        return cell.sentences if cell and cell.fold else (sentence,)

    def passage(self, sentence: int) -> tuple[int, int]:
        """First and last sentence of the passage at `sentence`."""
        inside = self.members(sentence)
        return inside[0], inside[-1]

    def after(self, sentence: int, *, forward: bool) -> Iterator[int]:
        """The passages that follow in the order of the rows, or those before, the nearest first."""
        if not self._order:
            return
        inside = self.members(sentence)
        rank = self._rank[inside[-1 if forward else 0]]
        ranks = range(rank + 1, len(self._order)) if forward else range(rank - 1, -1, -1)
        told = set(inside)
        for at in ranks:
            if self._order[at] not in told:
                members = self.members(self._order[at])
                told.update(members)
                yield members[0]

    def numbered(self, row: Row) -> bool:
        """Whether a row carries its paragraph's number: where another paragraph stood above it."""
        if not row.first:
            return False
        paragraph = self.beside.version.sentences[row.sentence].paragraph
        rank = self._rank[row.sentence]
        return not rank or self.beside.version.sentences[self._order[rank - 1]].paragraph != paragraph

    def place_of(self, offset: int) -> Place:
        """The row that shows the code point at `offset`, or the nearest one before it."""
        sentence = self.sentence_at(offset)
        first, last = self.span(sentence)
        rows = enumerate(self.rows(first.block)[first.row : last.row + 1], first.row)  # of blanks alone there are none
        inside = [n for n, row in rows if row is not None and row.start <= offset]
        return Place(first.block, max(inside, default=first.row))
