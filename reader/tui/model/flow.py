"""A version laid out for reading: blocks of rows, wrapped only where they are seen.

Places are relative, a block and a row in it, so that nothing needs the height of the whole text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from reader.merge.bands import FOLD_LABELS
from reader.merge.beside import Beside
from reader.story.version import Paragraph
from reader.tui.model.scroll import Place, Scroll
from reader.tui.model.wrap import wrap

if TYPE_CHECKING:
    from reader.tui.model.overview import Overview


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
        return max(0, bisect_right(self.beside.version.sentences, offset, key=lambda s: s.span.start) - 1)

    def place_of(self, offset: int) -> Place:
        """The row that shows the code point at `offset`, or the nearest one before it."""
        if not self.blocks:
            return Place(0, 0)
        index = self.block_of(self.sentence_at(offset))
        row = max((n for n, row in enumerate(self.text(index)) if row.start <= offset), default=0)
        return Place(index, row)
