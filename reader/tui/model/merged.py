"""The merged view: the story told once, laid out in blocks of rows that are worded only where they are seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, zip_longest
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.merge.bands import FOLD_LABELS
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Apart, Piece, Wordings, blank_after_variant, blank_before_variant
from reader.story.version import Role
from reader.tui.model.flow import Place, Scroll, wrap
from reader.tui.model.ink import Ink, Line
from reader.tui.model.overview import Kind, strip_cell
from reader.tui.model.signs import SignSet
from reader.tui.model.state import Reading

INDENT = 5
"""Columns that the words of a version that tells it its own way stand further right."""


@dataclass(frozen=True, slots=True)
class MergedBlock:
    """Tellings that flow together, or one whose versions' wordings stand below each other, or a folded run."""

    first: int
    """First telling."""
    last: int
    """Last telling, included."""
    paragraph: int
    fold: str
    """What the folded line says it is; empty for text."""
    gap: int
    """Blank rows after it."""
    filtered: bool = False
    """Whether it is the filter that folded it."""
    opened: bool = False
    """Whether the reader asked for the reading of each version."""


class Mark(NamedTuple):
    """A stretch of a strand that is drawn in its own way."""

    start: int
    """Code points into the strand's text."""
    end: int
    kind: str
    """`bracket`, `reading` or `conflict`."""
    version: int = -1
    """Whose reading it is, for a reading that one version alone has."""


class Strand(NamedTuple):
    """Text that flows: the tellings of a block, or one version's own wording."""

    text: str
    marks: tuple[Mark, ...]
    starts: tuple[int, ...]
    """Where each telling begins."""
    tellings: tuple[int, ...]
    version: int = -1
    """Whose wording it is; −1 for the merged one."""


class MergedRow(NamedTuple):
    """One row of the merged view."""

    block: int
    strand: int
    start: int
    """First code point of the strand's text."""
    end: int
    first: bool
    """Whether it begins its strand."""


class MergedSheet(Scroll[MergedRow]):
    """The rows of the merged reading at one text width."""

    blocks: tuple[MergedBlock, ...]

    def __init__(
        self,
        comparison: Comparison,
        lead: int,
        width: int,
        signs: SignSet,
        *,
        opened: Collection[tuple[int, int]] = (),
        hidden: Callable[[MergedSheet, int], bool] | None = None,
        label: str = "",
    ) -> None:
        """Put the story together; its text is worded and wrapped where it is asked for.

        Args:
            comparison: The versions, and what is known of their links.
            lead: The version whose order and wording comes first.
            width: Columns of text.
            signs: How brackets are written.
            opened: Version and first sentence of the tellings whose readings, or folded runs whose text, the reader
                asked for.
            hidden: Says of a telling whether the filter leaves it out; None shows all.
            label: What hidden tellings are called.
        """
        self.comparison = comparison
        self.width = width
        self.signs = signs
        self.wordings = Wordings(comparison)
        self.tellings = merged_order(comparison, lead)
        self.telling_of = {
            (version, s): n
            for n, told in enumerate(self.tellings)
            for version in told.versions
            for s in told.sentences[version]
        }
        self.blocks = _spaced(self._blocks(set(opened), hidden, label))
        self._firsts = [block.first for block in self.blocks]
        self.overview: SheetOverview | None = None
        """What `sheet_overview` made of it."""
        self._strands: dict[int, tuple[Strand, ...]] = {}
        self._rows: dict[int, tuple[MergedRow, ...]] = {}

    def _blocks(
        self, opened: set[tuple[int, int]], hidden: Callable[[MergedSheet, int], bool] | None, label: str
    ) -> list[MergedBlock]:
        def kind(number: int) -> tuple[int, str, bool, bool, tuple[int, ...], int]:
            telling = self.tellings[number]
            asked = any((v, s) in opened for v in telling.versions for s in telling.sentences[v])
            fold = "" if asked else self.fold_of(telling)
            if fold:
                return -1, fold, False, False, (), -1
            if hidden and not asked and hidden(self, number):
                return -1, label, True, False, (), -1
            alone = asked or (telling.shared and not self.wordings.inline(telling))
            return telling.paragraph, "", False, asked and telling.shared, telling.versions, number if alone else -1

        out = []
        for (paragraph, fold, filtered, asked, *_), group in groupby(range(len(self.tellings)), kind):
            run = list(group)
            out.append(MergedBlock(run[0], run[-1], paragraph, fold, 1, filtered, asked))
        return out

    def fold_of(self, telling: Telling) -> str:
        """What a telling is called that is no part of the story; empty for one that is."""
        labels = {FOLD_LABELS.get(self.role_of(v, s), "") for v in telling.versions for s in telling.sentences[v]}
        return next(iter(labels)) if len(labels) == 1 else ""

    def role_of(self, version: int, sentence: int) -> Role:
        """What the paragraph of a sentence is for."""
        told = self.comparison.versions[version]
        return told.paragraphs[told.sentences[sentence].paragraph].role

    def heading(self, telling: Telling) -> bool:
        """Whether a telling is a headline or a heading."""
        role = self.role_of(telling.host, telling.sentences[telling.host][0])
        return role in (Role.HEADLINE, Role.HEADING)

    def block_of(self, telling: int) -> int:
        """The block that a telling stands in."""
        return max(0, bisect_right(self._firsts, telling) - 1)

    def members(self, telling: int) -> range:
        """The tellings that the cursor is on when it is on one of them: all of a folded run."""
        block = self.blocks[self.block_of(telling)]
        return range(block.first, block.last + 1) if block.fold else range(telling, telling + 1)

    def strands(self, index: int) -> tuple[Strand, ...]:
        """What a block says, worded now if it was not yet."""
        if index not in self._strands:
            self._strands[index] = tuple(self._worded(self.blocks[index]))
        return self._strands[index]

    def _worded(self, block: MergedBlock) -> list[Strand]:
        if block.fold:
            return [Strand(self._folded(block), (), (0,), (block.first,))]
        text, marks, starts, own = "", [], [], []
        numbers = tuple(range(block.first, block.last + 1))
        for number in numbers:
            wording = self.wordings.of(self.tellings[number])
            text += " " if text else ""
            starts.append(len(text))
            text, more = self._composed(text, wording.pieces)
            marks += more
            own += [self._own(apart, number) for apart in wording.apart] if not block.opened else []
        main = Strand(text, tuple(marks), tuple(starts), numbers)
        if block.opened:
            telling = self.tellings[block.first]
            for version in telling.versions:
                pieces = (Piece(" ".join(self._said(version, telling.sentences[version]).split())),)
                own.append(self._own(Apart(version, pieces), block.first))
        return [main, *own]

    def _said(self, version: int, sentences: tuple[int, ...]) -> str:
        return " ".join(self.comparison.versions[version].sentence_text(s) for s in sentences)

    def _own(self, apart: Apart, telling: int) -> Strand:
        text, marks = self._composed("", apart.pieces)
        return Strand(text, tuple(marks), (0,), (telling,), apart.version)

    def _composed(self, text: str, pieces: tuple[Piece, ...]) -> tuple[str, list[Mark]]:
        """Set pieces behind a text: what all say as it is, what they do not in brackets."""
        marks: list[Mark] = []
        many = len(self.comparison.versions) > 2
        opening, bar, closing = self.signs.variant
        after_variant = False
        for piece in pieces:
            if not piece.readings:
                if text.endswith(" ") and piece.text.startswith(" "):
                    text = text[:-1]
                text += " " if after_variant and blank_after_variant(piece.text) else ""
                after_variant = after_variant and not piece.text
                if piece.conflict:
                    marks.append(Mark(len(text), len(text) + len(piece.text.rstrip()), "conflict"))
                text += piece.text
                continue
            text += " " if blank_before_variant(text) else ""
            said = [told for told in piece.readings if told.text]
            for number, told in enumerate(said):
                sign = opening if not number else f" {bar} "
                if many and len(said) > 1:
                    sign += "".join(self.comparison.versions[v].siglum for v in told.versions) + " "
                marks.append(Mark(len(text), len(text) + len(sign), "bracket"))
                text += sign
                kind = "conflict" if piece.conflict else "reading"
                version = told.versions[0] if len(told.versions) == 1 else -1
                marks.append(Mark(len(text), len(text) + len(told.text), kind, version))
                text += told.text
            marks.append(Mark(len(text), len(text) + len(closing), "bracket"))
            text += closing
            after_variant = True
        return text, marks

    def _folded(self, block: MergedBlock) -> str:
        if block.filtered:
            count = block.last - block.first + 1
            return f"{count} passage{'' if count == 1 else 's'} {block.fold}"
        texts = []
        for number in range(block.first, block.last + 1):
            telling = self.tellings[number]
            texts.append(" ".join(self._said(telling.host, telling.sentences[telling.host]).split()))
        return self.signs.own(" · ").join(texts)

    def rows(self, index: int) -> tuple[MergedRow, ...]:
        """The rows of one block, wrapped now if they were not yet."""
        if index not in self._rows:
            out: list[MergedRow] = []
            folded = bool(self.blocks[index].fold)
            for number, strand in enumerate(self.strands(index)):
                width = self.width - (INDENT if number else 0)
                ranges = [(0, len(strand.text))] if folded else wrap(strand.text, 0, len(strand.text), width)
                out += [MergedRow(index, number, start, end, not n) for n, (start, end) in enumerate(ranges)]
            self._rows[index] = tuple(out)
        return self._rows[index]

    def stretch(self, row: MergedRow, telling: int) -> tuple[int, int]:
        """The code points of a row's strand that belong to a telling; empty where none do."""
        strand = self.strands(row.block)[row.strand]
        if self.blocks[row.block].fold:
            return (0, len(strand.text)) if telling in self.members(strand.tellings[0]) else (0, 0)
        if telling not in strand.tellings:
            return 0, 0
        at = strand.tellings.index(telling)
        end = strand.starts[at + 1] if at + 1 < len(strand.starts) else len(strand.text)
        return strand.starts[at], end

    def span(self, telling: int) -> tuple[Place, Place]:
        """The first and the last row that show a telling."""
        if not self.blocks:
            return Place(0, 0), Place(0, 0)
        index = self.block_of(telling)
        inside = []
        for number, row in enumerate(self.rows(index)):
            start, end = self.stretch(row, telling)
            if row.start < end and start < row.end:
                inside.append(number)
        return (Place(index, inside[0]), Place(index, inside[-1])) if inside else (Place(index, 0), Place(index, 0))

    def telling_at(self, row: MergedRow, offset: int) -> int:
        """The telling that a code point of a row belongs to."""
        strand = self.strands(row.block)[row.strand]
        return strand.tellings[max(0, bisect_right(strand.starts, offset) - 1)]


def _spaced(blocks: list[MergedBlock]) -> tuple[MergedBlock, ...]:
    """No blank row inside a paragraph, nor between folded lines."""
    return tuple(
        replace(block, gap=0)
        if following is not None
        and ((block.fold and following.fold) or (not block.fold and block.paragraph == following.paragraph))
        else block
        for block, following in zip_longest(blocks, blocks[1:])
    )


# The strip beside the merged reading


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
