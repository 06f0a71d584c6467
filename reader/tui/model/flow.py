"""A version laid out for reading: blocks of rows, wrapped only where they are seen.

Positions are relative, a block and a row in it, so that nothing needs the height of the whole text.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise, zip_longest
from typing import Generic, NamedTuple, Protocol, TypeVar

from rich.cells import split_graphemes

from reader.merge.bands import FOLD_LABELS, Band, Cell, chunks_of, fold_label
from reader.merge.beside import Beside
from reader.story.version import Paragraph, Version

R = TypeVar("R")

_WORD = re.compile(r"\S+")
_LONGEST_LINE = 100
"""Code points of a line of verse, or an item of a list, with which the next line stands together."""
_NO_START = frozenset("、。，．・：；？！）」』】〕〉》”’…ー々,.;:?!)]}")
"""Characters that may not begin a row where text without spaces is broken."""


class Position(NamedTuple):
    """A row of a flow. Rows before the start are negative rows of block 0; those past the end follow the last block."""

    block: int
    row: int


class Follow(Enum):
    """How the opposite pane follows the one that the cursor is in."""

    RULE = "by the rule"
    """Partners stand level, unless they are moved and on screen, or only related."""
    LINES = "by lines"
    """By as many rows as the cursor's pane scrolls."""
    NOT = "not at all"
    PLACE = "by place"
    """The same place stands level, by what `reader.align.across` makes of order, paragraphs and lengths."""


# Scrolling through blocks of rows


class HasGap(Protocol):
    """A block, as scrolling sees it."""

    @property
    def gap(self) -> int:
        """Blank rows after it."""


class Scrollable(ABC, Generic[R]):
    """Blocks of rows, one below the other, laid out only where they are seen."""

    blocks: Sequence[HasGap]

    @abstractmethod
    def rows(self, index: int) -> Sequence[R | None]:
        """The rows of one block, laid out now if they were not yet; None for a blank one."""

    def height(self, index: int) -> int:
        """Rows of a block, including the blank ones after it."""
        return len(self.rows(index)) + self.blocks[index].gap

    def move(self, start: Position, count: int) -> Position:
        """The position `count` rows further down (up if negative); it may lie before the start or past the end."""
        block, row = start.block, start.row + count
        while row < 0 and block > 0:
            block -= 1
            row += self.height(block)
        while block < len(self.blocks) - 1 and row >= self.height(block):
            row -= self.height(block)
            block += 1
        return Position(block, row)

    def distance(self, start: Position, end: Position, limit: int) -> int:
        """Rows from `start` down to `end`, negative upward. Counting stops beyond `limit` rows in either direction."""
        if end < start:
            return -self.distance(end, start, limit)
        if start.block == end.block:
            return end.row - start.row
        count = self.height(start.block) - start.row
        for block in range(start.block + 1, end.block):
            if count > limit:
                return limit + 1
            count += self.height(block)
        return count + end.row

    def window(self, top: Position, height: int) -> list[R | None]:
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

    def start(self) -> Position:
        """The very first row."""
        return Position(0, 0)

    def end(self, height: int) -> Position:
        """The top at which the last row of text is the last row of the screen; the start if everything fits."""
        if not self.blocks:
            return Position(0, 0)
        last = len(self.blocks) - 1
        top = self.move(Position(last, len(self.rows(last)) - 1), 1 - height)
        return Position(0, 0) if top.row < 0 else top

    def fits(self, height: int) -> bool:
        """Whether the whole text fits on `height` rows. Lays out no more than those."""
        used = 0
        for index in range(len(self.blocks)):
            used += self.height(index)
            if used - 1 > height:
                return False
        return True


def clamp_top(scrollable: Scrollable[R], top: Position, height: int) -> Position:
    """`top`, but not before the start, and with no blank rows at the end that text could fill."""
    if top.row < 0:
        return scrollable.start()
    return min(top, scrollable.end(height))


def follow_rows(scrollable: Scrollable[R], top: Position, first: Position, last: Position, height: int) -> Position:
    """The top nearest to `top` that shows the rows from `first` to `last`, at most 4 rows away from the edges."""
    margin = min(4, height // 5)
    rows = scrollable.distance(first, last, height) + 1
    here = scrollable.distance(top, first, 2 * height)
    if here < margin or rows > height - 2 * margin:
        return clamp_top(scrollable, scrollable.move(first, -margin), height)
    if here + rows > height - margin:
        return clamp_top(scrollable, scrollable.move(last, margin + 1 - height), height)
    return top


# Breaking text into rows


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Break `text[start:end]` into rows of at most `width` cells; only a single wider grapheme takes more.

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
        gap = atom_start - row_end  # white space: each code point is drawn as one blank
        if used + gap + cells <= width:
            row_end, used = atom_end, used + gap + cells
        else:
            rows.append((row_start, row_end))
            row_start, row_end, used = atom_start, atom_end, cells
    if row_start >= 0:
        rows.append((row_start, row_end))
    return rows


def _atoms(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """What may not be broken: words; in scripts without spaces, characters; pieces of words wider than a row."""
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


# Blocks of a version


class TextBlock(NamedTuple):
    """A paragraph, or a run of passages folded into one line.

    A tuple although it has seven fields: a book has tens of thousands of blocks, and a frozen dataclass takes two to
    three times as long to make (1.0 µs against 0.5).
    """

    first: int
    """First sentence; −1 where, in the view of rows, this version has nothing."""
    last: int
    """Last sentence, included."""
    paragraph: int
    """Index of the (first) paragraph."""
    runs: tuple[tuple[int, int], ...] | None = None
    """First and last sentence of each run that flows together; None if that is the whole block, as mostly in a book."""
    fold: str = ""
    """What the folded line says it is; empty for text."""
    gap: int = 1
    """Blank rows after it."""
    filtered: bool = False
    """Whether the filter folded it."""

    @property
    def chunks(self) -> tuple[tuple[int, int], ...]:
        """First and last sentence of each run that flows together; a folded block has none."""
        return ((self.first, self.last),) if self.runs is None else self.runs


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
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
) -> tuple[TextBlock, ...]:
    """Divide a version into blocks.

    Args:
        beside: The version, compared with the one opposite.
        unfolded: First sentences of folded runs that the reader has opened.
        hidden: Says whether the filter leaves a sentence out; None shows all.
        label: What a run of hidden passages is called.
    """
    runs: list[TextBlock] = []
    folded: list[int] = []
    """The runs that are no part of the story."""
    sentences = beside.version.sentences
    plain = hidden is None and not (beside.strong or beside.tellers)  # as a book opens: nothing is linked yet
    for number, paragraph in enumerate(beside.version.paragraphs):
        if plain and paragraph.role not in FOLD_LABELS and (inside := paragraph.sentences):
            first = inside.start
            last = first if len(inside) == 1 else inside.stop - 1  # reuse the number object: a book has thousands
            runs.append(TextBlock(first, last, sentences[first].paragraph))
            continue
        for run in _paragraph_blocks(beside, number, paragraph, hidden, label):
            if runs and run.fold and (runs[-1].fold, runs[-1].filtered) == (run.fold, run.filtered):
                runs[-1] = runs[-1]._replace(last=run.last)
            else:
                if run.fold and not run.filtered:
                    folded.append(len(runs))
                runs.append(run)
    for at in folded:
        runs[at] = runs[at]._replace(fold=_label(beside, runs[at]))
    blocks = runs
    if unfolded:
        blocks = [block for run in runs for block in (_unfolded(beside, run) if run.first in unfolded else (run,))]
    verse = _may_hold_verse(beside.version.text)
    for number, (block, following) in enumerate(pairwise(blocks)):
        if block.fold or following.fold:
            tight = bool(block.fold and following.fold)
        else:
            tight = verse and block.last - block.first < 2 and _follows_closely(beside.version, block, following)
        if tight:
            blocks[number] = block._replace(gap=0)
    return tuple(blocks)


def _may_hold_verse(text: str) -> bool:
    """Whether a text has blank lines, and lines without one between them. Else its lines are its paragraphs."""
    blank = text.count("\n\n")
    return 0 < 2 * blank != text.count("\n")


def _follows_closely(version: Version, block: TextBlock, following: TextBlock) -> bool:
    """Whether two short paragraphs are on successive lines of the source, as in verse and lists."""
    sentences = version.sentences
    end, start = sentences[block.last].span.end, sentences[following.first].span.start
    return (
        end - sentences[block.first].span.start <= _LONGEST_LINE
        and sentences[following.last].span.end - start <= _LONGEST_LINE
        and version.text.count("\n", end, start) == 1
    )


def _label(beside: Beside, run: TextBlock) -> str:
    """What a folded run is called, when all of it is known."""
    version = beside.version
    last = version.sentences[run.last].paragraph
    return fold_label(version.paragraphs[run.paragraph : last + 1])


def _paragraph_blocks(
    beside: Beside, number: int, paragraph: Paragraph, hidden: Callable[[int], bool] | None, label: str
) -> list[TextBlock]:
    """A paragraph as one block, or as several where the filter hides a part of it."""
    if not paragraph.sentences:
        return []
    first, last = paragraph.sentences[0], paragraph.sentences[-1]
    if paragraph.role in FOLD_LABELS:
        return [TextBlock(first, last, number, runs=(), fold=FOLD_LABELS[paragraph.role])]
    if hidden is None:
        return [TextBlock(first, last, number, runs=_runs(beside, first, last))]
    out: list[TextBlock] = []
    for is_hidden, group in groupby(paragraph.sentences, hidden):
        inside = list(group)
        first, last = inside[0], inside[-1]
        if is_hidden:
            out.append(TextBlock(first, last, number, runs=(), fold=label, filtered=True))
        else:
            out.append(TextBlock(first, last, number, runs=_runs(beside, first, last)))
    return out


def _runs(beside: Beside, first: int, last: int) -> tuple[tuple[int, int], ...] | None:
    """A strongly linked sentence is a run of its own; other sentences flow together if the same versions tell them."""
    if first == last or not (beside.strong or beside.tellers):
        return None
    out: list[tuple[int, int]] = []
    for sentence in range(first, last + 1):
        if out and beside.flow_together(sentence - 1, sentence):
            out[-1] = (out[-1][0], sentence)
        else:
            out.append((sentence, sentence))
    return tuple(out)


def _unfolded(beside: Beside, run: TextBlock) -> list[TextBlock]:
    """A folded run as blocks of text, one for each paragraph."""
    out = []
    version = beside.version
    for number in range(version.sentences[run.first].paragraph, version.sentences[run.last].paragraph + 1):
        inside = version.paragraphs[number].sentences
        if inside:
            first, last = max(run.first, inside[0]), min(run.last, inside[-1])
            out.append(TextBlock(first, last, number, runs=_runs(beside, first, last)))
    return out


# A version in its own order


class Flow(Scrollable[TextRow]):
    """The rows of one version at one text width."""

    blocks: tuple[TextBlock, ...]

    def __init__(
        self, beside: Beside, blocks: tuple[TextBlock, ...], width: int, firsts: Sequence[int] | None = None
    ) -> None:
        """Lay out blocks; they are wrapped when they are asked for.

        Args:
            beside: The version, compared with the one opposite.
            blocks: Its blocks.
            width: Columns of text.
            firsts: The blocks' first sentences, where they are known already.
        """
        self.beside = beside
        self.blocks = blocks
        self.width = width
        self._firsts = array("i", [block.first for block in blocks]) if firsts is None else firsts
        self._rows: dict[int, tuple[TextRow, ...]] = {}

    def resized(self, width: int) -> Flow:
        """The same blocks at another width."""
        return Flow(self.beside, self.blocks, width, self._firsts)

    def block_of(self, sentence: int) -> int:
        """The block that holds a sentence (0 in an empty version)."""
        return max(0, bisect_right(self._firsts, sentence) - 1)

    def passage(self, sentence: int) -> tuple[int, int]:
        """First and last sentence of the passage at `sentence`: the sentence itself, or the folded run it is in."""
        if not self.blocks:
            return 0, 0
        block = self.blocks[self.block_of(sentence)]
        return (block.first, block.last) if block.fold else (sentence, sentence)

    def members(self, sentence: int) -> Sequence[int]:
        """The sentences of the passage at `sentence`."""
        first, last = self.passage(sentence)
        return range(first, last + 1)

    def passages_from(self, sentence: int, *, forward: bool) -> Iterator[int]:
        """The passages that follow the one at `sentence` on screen, or those before it, the nearest first."""
        total = len(self.beside.version.sentences)
        first, last = self.passage(sentence)
        at = last + 1 if forward else first - 1
        while 0 <= at < total:
            first, last = self.passage(at)
            yield first
            at = last + 1 if forward else first - 1

    def text_rows(self, index: int) -> tuple[TextRow, ...]:
        """The rows of text of one block, wrapped now if they were not yet."""
        if index not in self._rows:
            self._rows[index] = self._wrap(index)
        return self._rows[index]

    def rows(self, index: int) -> tuple[TextRow | None, ...]:
        """The rows of one block."""
        return self.text_rows(index)

    def is_numbered(self, row: TextRow) -> bool:
        """Whether a row carries its paragraph's number."""
        before = self.blocks[row.block - 1].paragraph if row.block else -1
        return row.opens and self.blocks[row.block].paragraph != before

    def sentences_on(self, row: TextRow) -> Sequence[int]:
        """The sentences of which a row shows something; on a folded line, all of its run."""
        if self.blocks[row.block].fold:
            return self.members(row.sentence)
        sentences = self.beside.version.sentences
        out: list[int] = []
        sentence = row.sentence
        while sentence < len(sentences) and sentences[sentence].span.start < row.end:
            if sentences[sentence].span.end > row.start:
                out.append(sentence)
            sentence += 1
        return out

    def _wrap(self, index: int) -> tuple[TextRow, ...]:
        block, version = self.blocks[index], self.beside.version
        if block.fold:
            start, end = version.sentences[block.first].span.start, version.sentences[block.last].span.end
            return (TextRow(block=index, start=start, end=end, first=True, opens=True, sentence=block.first),)
        rows: list[TextRow] = []
        for first, last in block.chunks:
            start, end = version.sentences[first].span.start, version.sentences[last].span.end
            for number, (row_start, row_end) in enumerate(wrap(version.text, start, end, self.width)):
                rows.append(
                    TextRow(
                        block=index,
                        start=row_start,
                        end=row_end,
                        first=number == 0,
                        opens=not rows,
                        sentence=first,
                    )
                )
        return tuple(rows)

    def span(self, sentence: int) -> tuple[Position, Position]:
        """The first and the last row that show a passage."""
        if not self.blocks:
            return Position(0, 0), Position(0, 0)
        index = self.block_of(sentence)
        rows = self.rows(index)
        if self.blocks[index].fold:
            at = next(n for n, row in enumerate(rows) if row)
            return Position(index, at), Position(index, at)
        target = self.beside.version.sentences[sentence].span
        inside = [n for n, row in enumerate(rows) if row and row.start < target.end and row.end > target.start]
        first, last = (inside[0], inside[-1]) if inside else (0, 0)
        return Position(index, first), Position(index, last)

    def position_of(self, offset: int) -> Position:
        """The row that shows the code point at `offset`, or the nearest one before it."""
        if not self.blocks:
            return Position(0, 0)
        index = self.block_of(self.beside.version.sentence_at(offset))
        row = max((n for n, row in enumerate(self.text_rows(index)) if row.start <= offset), default=0)
        return Position(index, row)


def follow_cursor(flow: Flow, top: Position, sentence: int, height: int) -> Position:
    """The top nearest to `top` that shows a passage, at most 4 rows away from the edges."""
    return follow_rows(flow, top, *flow.span(sentence), height)


def top_after_jump(flow: Flow, sentence: int, height: int) -> Position:
    """The top that puts a passage a third down the screen."""
    return clamp_top(flow, flow.move(flow.span(sentence)[0], -(height // 3)), height)


def top_with_passage_at(flow: Flow, sentence: int, row: int) -> Position:
    """The top that puts the start of a passage on a row; it may lie before the start or past the end of the text."""
    return flow.move(flow.span(sentence)[0], -row)


def on_screen(flow: Flow, top: Position, sentence: int, height: int) -> bool:
    """Whether a whole passage is on a screen that begins at `top`."""
    first, last = flow.span(sentence)
    return first >= top and flow.distance(top, last, 2 * height) < height


# Two versions in the view of rows


class RowsFlow(Flow):
    """One version in the view of rows: one block for each band."""

    def __init__(self, beside: Beside, blocks: tuple[TextBlock, ...], cells: Sequence[Cell | None], width: int) -> None:
        super().__init__(beside, blocks, width)
        self._cells = cells
        self._order = [s for cell in cells if cell for s in cell.sentences]
        self._rank = {sentence: rank for rank, sentence in enumerate(self._order)}
        self._block = {s: n for n, cell in enumerate(cells) if cell for s in cell.sentences}
        self._opposite: RowsFlow = self
        self._below = self._stacked = False

    def face(self, opposite: RowsFlow, *, below: bool, stacked: bool) -> None:
        """Stand level with another flow; if `stacked`, one stands below the other in each band."""
        self._opposite, self._below, self._stacked = opposite, below, stacked

    def text_rows(self, index: int) -> tuple[TextRow, ...]:
        """The rows of text in one band; none where this version has nothing there."""
        return super().text_rows(index) if self.blocks[index].first >= 0 else ()

    def rows(self, index: int) -> tuple[TextRow | None, ...]:
        """The rows of a band, filled up with blank ones to its height."""
        own, other = self.text_rows(index), len(self._opposite.text_rows(index))
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

    def passages_from(self, sentence: int, *, forward: bool) -> Iterator[int]:
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

    def is_numbered(self, row: TextRow) -> bool:
        """Whether a row carries its paragraph's number: where another paragraph stood above it."""
        if not row.first:
            return False
        paragraph = self.beside.version.sentences[row.sentence].paragraph
        rank = self._rank[row.sentence]
        return not rank or self.beside.version.sentences[self._order[rank - 1]].paragraph != paragraph

    def position_of(self, offset: int) -> Position:
        """The row that shows the code point at `offset`, or the nearest one before it."""
        sentence = self.beside.version.sentence_at(offset)
        first, last = self.span(sentence)
        rows = enumerate(self.rows(first.block)[first.row : last.row + 1], first.row)  # none for blank text
        inside = [n for n, row in rows if row is not None and row.start <= offset]
        return Position(first.block, max(inside, default=first.row))


def rows_of(
    besides: tuple[Beside, Beside], bands: Sequence[Band], lead: int, width: int, *, stacked: bool
) -> tuple[RowsFlow, RowsFlow]:
    """Lay out both versions so that each band stands level.

    Args:
        besides: Each version, compared with the other.
        bands: What stands level.
        lead: 0 or 1, the version whose paragraphs decide where blank rows are.
        width: Columns of text.
        stacked: Whether there is only one pane, so that the other version's text stands below the leading one's.
    """
    gaps = _gaps(besides, bands, lead)
    sides = []
    for side in (0, 1):
        blocks = tuple(_band_block(besides[side], band[side], gap) for band, gap in zip(bands, gaps, strict=True))
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


def _band_block(beside: Beside, cell: Cell | None, gap: int) -> TextBlock:
    if cell is None:
        return TextBlock(-1, -1, -1, runs=(), gap=gap)
    first, last = cell.sentences[0], cell.sentences[-1]
    return TextBlock(
        first,
        last,
        beside.version.sentences[first].paragraph,
        runs=() if cell.fold else tuple(chunks_of(beside, cell.sentences)),
        fold=cell.fold,
        gap=gap,
        filtered=cell.filtered,
    )
