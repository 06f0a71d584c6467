"""A version laid out for reading: blocks of rows, wrapped only where they are seen.

Places are relative, a block and a row in it, so that nothing needs the height of the whole text.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum
from itertools import groupby, pairwise, zip_longest
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from rich.cells import split_graphemes

from reader.merge.bands import FOLD_LABELS, Band, Cell, chunks_of
from reader.merge.beside import Beside
from reader.story.version import Paragraph, sentence_at

if TYPE_CHECKING:
    from reader.tui.model.overview import Overview


# Scrolling through blocks of rows that are laid out only where they are seen


R = TypeVar("R")


class Place(NamedTuple):
    """A row in a flow. Rows before the start are negative rows of block 0, those past the end follow the last one's."""

    block: int
    row: int


class Gapped(Protocol):
    """A block, as scrolling sees it."""

    @property
    def gap(self) -> int:
        """Blank rows after it."""


class Scroll(ABC, Generic[R]):
    """Blocks of rows, one below the other."""

    blocks: Sequence[Gapped]

    @abstractmethod
    def rows(self, index: int) -> Sequence[R | None]:
        """The rows of one block, laid out now if they were not yet; None for a blank one."""

    def height(self, index: int) -> int:
        """Rows of a block with the blank ones after it."""
        return len(self.rows(index)) + self.blocks[index].gap

    def move(self, place: Place, count: int) -> Place:
        """The place `count` rows further down (or up, if negative); may lie before the start or past the end."""
        block, row = place.block, place.row + count
        while row < 0 and block > 0:
            block -= 1
            row += self.height(block)
        while block < len(self.blocks) - 1 and row >= self.height(block):
            row -= self.height(block)
            block += 1
        return Place(block, row)

    def distance(self, start: Place, end: Place, limit: int) -> int:
        """Rows from `start` down to `end`, negative upward; counting stops beyond `limit` either way."""
        if (end.block, end.row) < (start.block, start.row):
            return -self.distance(end, start, limit)
        if start.block == end.block:
            return end.row - start.row
        count = self.height(start.block) - start.row
        for block in range(start.block + 1, end.block):
            if count > limit:
                return limit + 1
            count += self.height(block)
        return count + end.row

    def window(self, top: Place, height: int) -> list[R | None]:
        """The rows on a screen of `height` rows that begins at `top`; None for a blank one."""
        out: list[R | None] = []
        block, row = top
        while len(out) < height and row < 0:
            out.append(None)
            row += 1
        while len(out) < height and block < len(self.blocks):
            rows = self.rows(block)
            while len(out) < height and row < self.height(block):
                out.append(rows[row] if row < len(rows) else None)
                row += 1
            row -= self.height(block) if row >= self.height(block) else 0
            block += 1
        return out + [None] * (height - len(out))

    def start(self) -> Place:
        """The very first row."""
        return Place(0, 0)

    def end(self, height: int) -> Place:
        """The top at which the last row of text stands on the last row of the screen, or the start if all fits."""
        if not self.blocks:
            return Place(0, 0)
        last = len(self.blocks) - 1
        top = self.move(Place(last, len(self.rows(last)) - 1), 1 - height)
        return Place(0, 0) if top.row < 0 else top

    def fits(self, height: int) -> bool:
        """Whether the whole text fits on `height` rows; wraps no more than those."""
        used = 0
        for index in range(len(self.blocks)):
            used += self.height(index)
            if used - 1 > height:
                return False
        return True


# Breaking text into rows by the cells it takes


_WORD = re.compile(r"\S+")
_NO_START = frozenset("、。，．・：；？！）」』】〕〉》”’…ー々,.;:?!)]}")
"""What may not begin a row where text is broken inside a run without spaces."""


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Break `text[start:end]` into rows of at most `width` cells (a lone wider grapheme excepted).

    Returns:
        Ranges of code points into `text`, without the white space at which rows were broken.
    """
    width = max(1, width)
    rows: list[tuple[int, int]] = []
    row_start = row_end = -1
    used = 0
    for atom_start, atom_end, cells in _atoms(text, start, end, width):
        if row_start < 0:
            row_start, row_end, used = atom_start, atom_end, cells
            continue
        gap = atom_start - row_end  # white space, each code point of which is drawn as one blank
        if used + gap + cells <= width:
            row_end, used = atom_end, used + gap + cells
        else:
            rows.append((row_start, row_end))
            row_start, row_end, used = atom_start, atom_end, cells
    if row_start >= 0:
        rows.append((row_start, row_end))
    return rows


def _atoms(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """What may not be broken: words; in scripts without spaces, single characters; pieces of words wider than a row."""
    for match in _WORD.finditer(text, start, end):
        word_start, word_end = match.span()
        word = match.group()
        if word.isascii():
            for piece in range(word_start, word_end, width):
                piece_end = min(word_end, piece + width)
                yield piece, piece_end, piece_end - piece
        else:
            yield from _graphemes(word, word_start, width)


def _graphemes(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    start, end, used = -1, -1, 0
    wide_before = False
    for first, last, cells in split_graphemes(word)[0]:
        wide = cells > 1
        may_break = (wide or wide_before) and word[first] not in _NO_START
        if start >= 0 and (may_break or used + cells > width):
            yield offset + start, offset + end, used
            start = -1
        if start < 0:
            start, used = first, 0
        end = last
        used += cells
        wide_before = wide
    if start >= 0:
        yield offset + start, offset + end, used


class Block(NamedTuple):
    """A paragraph, or a run of passages folded into one line. A tuple, for a book has tens of thousands of them."""

    first: int
    """First sentence."""
    last: int
    """Last sentence, included."""
    paragraph: int
    """Index of the (first) paragraph."""
    runs: tuple[tuple[int, int], ...] | None
    """First and last sentence of each run that flows together; None where that is all of it, as in most of a book."""
    fold: str
    """What the folded line says it is; empty for text."""
    gap: int
    """Blank rows after it."""
    filtered: bool = False
    """Whether it is the filter that folded it."""

    @property
    def chunks(self) -> tuple[tuple[int, int], ...]:
        """First and last sentence of each run that flows together; a folded block has none."""
        return ((self.first, self.last),) if self.runs is None else self.runs


class Row(NamedTuple):
    """One row of text."""

    block: int
    start: int
    """First code point."""
    end: int
    first: bool
    """Whether it begins a chunk, and so carries its sign."""
    opens: bool
    """Whether it begins its block, and so carries the paragraph's number."""
    sentence: int
    """First sentence of the row's chunk (or of the folded run)."""


def fold_blocks(
    beside: Beside, unfolded: Collection[int], hidden: Callable[[int], bool] | None = None, label: str = ""
) -> tuple[Block, ...]:
    """Divide a version into blocks.

    Args:
        beside: The version in the light of the one opposite.
        unfolded: First sentences of folded runs that the reader has opened.
        hidden: Says whether the filter leaves a sentence out; None shows all.
        label: What a run of hidden passages is called.
    """
    runs: list[Block] = []
    sentences = beside.version.sentences
    plain = hidden is None and not (beside.strong or beside.tellers)  # as a book opens: nothing is linked yet
    for number, paragraph in enumerate(beside.version.paragraphs):
        if plain and paragraph.role not in FOLD_LABELS and (inside := paragraph.sentences):
            first = inside.start
            last = first if len(inside) == 1 else inside.stop - 1  # the same number, not one more of its kind
            runs.append(Block(first, last, sentences[first].paragraph, None, "", 1))
            continue
        for run in _paragraph_runs(beside, number, paragraph, hidden, label):
            if runs and run.fold and (runs[-1].fold, runs[-1].filtered) == (run.fold, run.filtered):
                runs[-1] = runs[-1]._replace(last=run.last)
            else:
                runs.append(run)
    blocks = runs
    if unfolded:
        blocks = [block for run in runs for block in (_opened(beside, run) if run.first in unfolded else (run,))]
    for number, (block, following) in enumerate(pairwise(blocks)):
        if block.fold and following.fold:
            blocks[number] = block._replace(gap=0)
    return tuple(blocks)


def _paragraph_runs(
    beside: Beside, number: int, paragraph: Paragraph, hidden: Callable[[int], bool] | None, label: str
) -> list[Block]:
    """A paragraph as one block, or as several where the filter hides a part of it."""
    if not paragraph.sentences:
        return []
    first, last = paragraph.sentences[0], paragraph.sentences[-1]
    if paragraph.role in FOLD_LABELS:
        return [Block(first, last, number, (), FOLD_LABELS[paragraph.role], 1)]
    if hidden is None:
        return [Block(first, last, number, _runs(beside, first, last), "", 1)]
    out: list[Block] = []
    for away, group in groupby(paragraph.sentences, hidden):
        run = list(group)
        inside = () if away else _runs(beside, run[0], run[-1])
        out.append(Block(run[0], run[-1], number, inside, label if away else "", 1, filtered=away))
    return out


def _runs(beside: Beside, first: int, last: int) -> tuple[tuple[int, int], ...] | None:
    """A strongly linked sentence stands alone; the others flow together, those that the same versions tell."""
    if first == last or not (beside.strong or beside.tellers):
        return None
    out: list[tuple[int, int]] = []
    for sentence in range(first, last + 1):
        if out and beside.flow_together(sentence - 1, sentence):
            out[-1] = (out[-1][0], sentence)
        else:
            out.append((sentence, sentence))
    return tuple(out)


def _opened(beside: Beside, run: Block) -> list[Block]:
    """A folded run as blocks of text, one a paragraph."""
    out = []
    version = beside.version
    for number in range(version.sentences[run.first].paragraph, version.sentences[run.last].paragraph + 1):
        inside = version.paragraphs[number].sentences
        if inside:
            first, last = max(run.first, inside[0]), min(run.last, inside[-1])
            out.append(Block(first, last, number, _runs(beside, first, last), "", 1))
    return out


class Flow(Scroll[Row]):
    """The rows of one version at one text width."""

    blocks: tuple[Block, ...]

    def __init__(
        self, beside: Beside, blocks: tuple[Block, ...], width: int, firsts: Sequence[int] | None = None
    ) -> None:
        """Nothing is wrapped until it is asked for; `firsts` are the blocks' first sentences, where they are known."""
        self.beside = beside
        self.blocks = blocks
        self.width = width
        self.overview: Overview | None = None
        """What `overview_of` made of it."""
        self._firsts = array("i", [block.first for block in blocks]) if firsts is None else firsts
        self._rows: dict[int, tuple[Row, ...]] = {}

    def resized(self, width: int) -> Flow:
        """The same blocks at another width."""
        flow = Flow(self.beside, self.blocks, width, self._firsts)
        flow.overview = self.overview
        return flow

    def block_of(self, sentence: int) -> int:
        """The block that holds a sentence (0 in an empty version)."""
        return max(0, bisect_right(self._firsts, sentence) - 1)

    def passage(self, sentence: int) -> tuple[int, int]:
        """First and last sentence of the passage at `sentence`: itself, or the folded run it is in."""
        if not self.blocks:
            return 0, 0
        block = self.blocks[self.block_of(sentence)]
        return (block.first, block.last) if block.fold else (sentence, sentence)

    def members(self, sentence: int) -> Sequence[int]:
        """The sentences of the passage at `sentence`."""
        first, last = self.passage(sentence)
        return range(first, last + 1)

    def after(self, sentence: int, *, forward: bool) -> Iterator[int]:
        """The passages that follow the one at `sentence` on the screen, or those before it, the nearest first."""
        total = len(self.beside.version.sentences)
        first, last = self.passage(sentence)
        at = last + 1 if forward else first - 1
        while 0 <= at < total:
            first, last = self.passage(at)
            yield first
            at = last + 1 if forward else first - 1

    def text(self, index: int) -> tuple[Row, ...]:
        """The rows of text of one block, wrapped now if they were not yet."""
        if index not in self._rows:
            self._rows[index] = self._wrap(index)
        return self._rows[index]

    def rows(self, index: int) -> tuple[Row | None, ...]:
        """The rows of one block."""
        return self.text(index)

    def numbered(self, row: Row) -> bool:
        """Whether a row carries its paragraph's number."""
        before = self.blocks[row.block - 1].paragraph if row.block else -1
        return row.opens and self.blocks[row.block].paragraph != before

    def _wrap(self, index: int) -> tuple[Row, ...]:
        block, version = self.blocks[index], self.beside.version
        if block.fold:
            return (Row(index, version.sentences[block.first].span.start,
                        version.sentences[block.last].span.end, True, True, block.first),)  # fmt: skip
        rows: list[Row] = []
        for first, last in block.chunks:
            start, end = version.sentences[first].span.start, version.sentences[last].span.end
            for number, (row_start, row_end) in enumerate(wrap(version.text, start, end, self.width)):
                rows.append(Row(index, row_start, row_end, number == 0, not rows, first))
        return tuple(rows)

    def span(self, sentence: int) -> tuple[Place, Place]:
        """The first and the last row that show a passage."""
        if not self.blocks:
            return Place(0, 0), Place(0, 0)
        index = self.block_of(sentence)
        rows = self.rows(index)
        if self.blocks[index].fold:
            at = next(n for n, row in enumerate(rows) if row)
            return Place(index, at), Place(index, at)
        target = self.beside.version.sentences[sentence].span
        inside = [n for n, row in enumerate(rows) if row and row.start < target.end and row.end > target.start]
        return (Place(index, inside[0]), Place(index, inside[-1])) if inside else (Place(index, 0), Place(index, 0))

    def sentence_at(self, offset: int) -> int:
        """The sentence that holds the code point at `offset`, or the nearest one before it."""
        return sentence_at(self.beside.version.sentences, offset)

    def place_of(self, offset: int) -> Place:
        """The row that shows the code point at `offset`, or the nearest one before it."""
        if not self.blocks:
            return Place(0, 0)
        index = self.block_of(self.sentence_at(offset))
        row = max((n for n, row in enumerate(self.text(index)) if row.start <= offset), default=0)
        return Place(index, row)


# How the panes scroll


class Follow(Enum):
    """How the pane opposite follows the one that the cursor is in."""

    RULE = "by the rule"
    """Partners stand level, unless they are moved and seen, or only related."""
    LINES = "by lines"
    """By as many rows as the cursor's pane scrolls."""
    NOT = "not at all"


def follow_cursor(flow: Flow, top: Place, sentence: int, height: int) -> Place:
    """The top nearest to `top` at which a passage is on screen, some rows (at most 4) away from the edges."""
    return follow_rows(flow, top, *flow.span(sentence), height)


def follow_rows(scroll: Scroll[R], top: Place, first: Place, last: Place, height: int) -> Place:
    """The top nearest to `top` at which the rows from `first` to `last` are on screen, away from the edges."""
    margin = min(4, height // 5)
    rows = scroll.distance(first, last, height) + 1
    here = scroll.distance(top, first, 2 * height)
    if here < margin or rows > height - 2 * margin:
        return hold(scroll, scroll.move(first, -margin), height)
    if here + rows > height - margin:
        return hold(scroll, scroll.move(last, margin + 1 - height), height)
    return top


def hold(flow: Scroll[R], top: Place, height: int) -> Place:
    """`top`, but not before the start, nor with blank rows past the end where the text could fill them."""
    if top.row < 0:
        return flow.start()
    return min(top, flow.end(height))


def land(flow: Flow, sentence: int, height: int) -> Place:
    """The top that puts a passage a third down the screen: where it lands after a jump."""
    return hold(flow, flow.move(flow.span(sentence)[0], -(height // 3)), height)


def level(flow: Flow, sentence: int, row: int) -> Place:
    """The top at which a passage begins on the given row; may lie before the start or past the end."""
    return flow.move(flow.span(sentence)[0], -row)


def on_screen(flow: Flow, top: Place, sentence: int, height: int) -> bool:
    """Whether a passage is wholly on a screen that begins at `top`."""
    first, last = flow.span(sentence)
    return first >= top and flow.distance(top, last, 2 * height) < height


# The view of rows


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
