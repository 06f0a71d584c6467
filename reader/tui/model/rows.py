"""The view of rows: what is linked stands level, and what stands between is packed side by side.

Both versions are flows of as many blocks, and the blocks with one number are as high as each other: so the two scroll
as one, and whatever works on a flow works here too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from reader.align.alignment import Alignment, Comparison
from reader.story.version import Role
from reader.tui.model.beside import Beside
from reader.tui.model.flow import FOLD_LABELS, Block, Flow, Row
from reader.tui.model.scroll import Place

if TYPE_CHECKING:
    from reader.merge.reading import Telling

Run = tuple[int, ...]
"""Sentences of one version that stand below each other in one cell of the view."""


class Cell(NamedTuple):
    """What one version has in a band."""

    sentences: Run
    fold: str
    """What the folded line says it is; empty for text."""
    filtered: bool = False
    """Whether it is the filter that folded it."""


Band = tuple[Cell | None, Cell | None]
"""What stands level: a link, or the runs that only one version each has."""


def bands_of(
    besides: tuple[Beside, Beside], lead: int, hidden: Callable[[int, int], bool] | None, label: str
) -> list[Band]:
    """The bands of two versions in the order of the leading one; every sentence of both stands in one of them.

    Args:
        besides: Each version in the light of the other.
        lead: 0 or 1, the one whose order it is.
        hidden: Says of a side and a sentence whether the filter leaves it out; None shows all.
        label: What hidden passages are called.
    """
    from reader.merge.reading import merged_order  # not at the start: see `Reading.sheet`

    versions = besides[0].version, besides[1].version
    comparison = Comparison(versions, (Alignment(0, 1, besides[0].links),))
    out: list[Band] = []
    between: tuple[list[Cell], list[Cell]] = [], []

    def pack() -> None:
        out.extend(zip_longest(_runs(besides[0], between[0]), _runs(besides[1], between[1])))
        between[0].clear()
        between[1].clear()

    for telling in merged_order(comparison, lead):
        told, aside = _parted(besides, telling)
        if told[0] and told[1] and not (hidden and all(hidden(side, s) for side in (0, 1) for s in told[side])):
            pack()
            out.append((Cell(told[0], ""), Cell(told[1], "")))
        else:
            for side in (0, 1):
                for sentence in told[side]:
                    away = hidden is not None and hidden(side, sentence)
                    between[side].append(Cell((sentence,), label if away else "", away))
        for side in (0, 1):
            between[side].extend(Cell((s,), FOLD_LABELS[_role(besides[side], s)]) for s in aside[side])
    pack()
    return out


def _role(beside: Beside, sentence: int) -> Role:
    return beside.version.paragraphs[beside.version.sentences[sentence].paragraph].role


def _parted(besides: tuple[Beside, Beside], telling: Telling) -> tuple[tuple[Run, Run], tuple[Run, Run]]:
    """The sentences of a telling that are part of the story, and those that are not."""

    def those(side: int, aside: bool) -> Run:
        return tuple(s for s in telling.sentences[side] if _role(besides[side], s).aside is aside)

    return (those(0, False), those(1, False)), (those(0, True), those(1, True))


def _runs(beside: Beside, cells: Sequence[Cell]) -> Iterator[Cell]:
    """Join what only one version has, where it follows each other: paragraph by paragraph, folded lines in one."""

    def kind(cell: Cell) -> tuple[str, bool, int]:
        paragraph = -1 if cell.fold else beside.version.sentences[cell.sentences[0]].paragraph
        return cell.fold, cell.filtered, paragraph

    for (fold, filtered, _), group in groupby(cells, kind):
        yield Cell(tuple(s for cell in group for s in cell.sentences), fold, filtered)


def opened(
    besides: tuple[Beside, Beside], bands: Sequence[Band], unfolded: tuple[Collection[int], Collection[int]]
) -> list[Band]:
    """The bands with the folded lines opened that the reader has opened, by their first sentences."""
    out: list[Band] = []
    for band in bands:
        if not any(c and c.fold and c.sentences[0] in unfolded[side] for side, c in enumerate(band)):
            out.append(band)
            continue
        columns: list[list[Cell]] = []
        for side, cell in enumerate(band):
            if cell and cell.fold and cell.sentences[0] in unfolded[side]:
                columns.append(list(_runs(besides[side], [Cell((s,), "") for s in cell.sentences])))
            else:
                columns.append([cell] if cell else [])
        out.extend(zip_longest(columns[0], columns[1]))
    return out


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
    chunks = () if cell.fold else tuple(_chunks(beside, cell.sentences))
    return Block(first, last, paragraph, chunks, cell.fold, gap, cell.filtered)


def _chunks(beside: Beside, sentences: Run) -> Iterator[tuple[int, int]]:
    """Linked sentences stand alone; unlinked ones that follow each other flow together, those the same others tell."""
    first = last = sentences[0]
    for sentence in sentences[1:]:
        if sentence == last + 1 and beside.flow_together(last, sentence):
            last = sentence
            continue
        yield first, last
        first = last = sentence
    yield first, last


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
        rows = self.rows(first.block)
        inside = [n for n in range(first.row, last.row + 1) if (row := rows[n]) is not None and row.start <= offset]
        return Place(first.block, max(inside, default=first.row))
