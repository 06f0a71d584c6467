"""The merged view: the story told once, laid out in blocks of rows that are worded only where they are seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.merge.bands import FOLD_LABELS, fold_label
from reader.merge.beside import Sign
from reader.merge.reading import Telling, merged_order, sentences_of
from reader.merge.wording import Apart, Piece, Wordings, blank_after_variant, blank_before_variant
from reader.story.clean import plural
from reader.story.version import Paragraph, Role
from reader.tui.model.filters import Filter
from reader.tui.model.flow import Position, Scrollable, wrap
from reader.tui.model.layout import INDENT
from reader.tui.model.signs import SignSet


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedBlock:
    """Tellings that flow together, or one whose versions' wordings stand below each other, or a folded run."""

    first: int
    """First telling."""
    last: int
    """Last telling, included."""
    paragraph: int
    fold: str = ""
    """What the folded line says it is; empty for text."""
    gap: int = 1
    """Blank rows after it."""
    filtered: bool = False
    """Whether the filter folded it."""
    opened: bool = False
    """Whether the reader asked for each version's reading."""


class StyledRange(NamedTuple):
    """A part of a strand that is drawn in its own way."""

    start: int
    """Code points into the strand's text."""
    end: int
    kind: str
    """`bracket`, `reading`, `conflict`, `sign` (of a conflict), or `differing` words of one version."""
    version: int = -1
    """Whose reading it is, for a reading that only one version has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """Text that flows: the tellings of a block, or one version's own wording."""

    text: str
    styled: tuple[StyledRange, ...] = ()
    starts: tuple[int, ...]
    """Where each telling begins."""
    tellings: tuple[int, ...]
    version: int = -1
    """Whose wording it is; −1 for the merged one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRow:
    """One row of the merged view."""

    block: int
    strand: int
    start: int
    """First code point of the strand's text."""
    end: int
    first: bool
    """Whether it begins its strand."""


class MergedSheet(Scrollable[MergedRow]):
    """The rows of the merged view at one text width."""

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
        """Put the story together; text is worded and wrapped when it is asked for.

        Args:
            comparison: The versions, and what is known of their links.
            lead: The version whose order and wording comes first.
            width: Columns of text.
            signs: How brackets are written.
            opened: Version and first sentence of the tellings for which the reader asked to see each reading, and of
                the folded runs that the reader opened.
            hidden: Says of a telling whether the filter leaves it out; None shows all.
            label: What hidden tellings are called.
        """
        self.comparison = comparison
        self.width = width
        self.signs = signs
        self.wordings = Wordings(comparison)
        self.tellings = merged_order(comparison, lead)
        self.telling_of = {spot: n for n, telling in enumerate(self.tellings) for spot in sentences_of(telling)}
        self.blocks = _with_gaps(self._blocks(set(opened), hidden, label))
        self._firsts = [block.first for block in self.blocks]
        self._strands: dict[int, tuple[Strand, ...]] = {}
        self._rows: dict[int, tuple[MergedRow, ...]] = {}

    def _blocks(
        self, opened: set[tuple[int, int]], hidden: Callable[[MergedSheet, int], bool] | None, label: str
    ) -> list[MergedBlock]:
        def kind(number: int) -> tuple[int, str, bool, bool, tuple[int, ...], int]:
            """What neighbours must have in common to stand in one block."""
            telling = self.tellings[number]
            asked = bool(opened) and any(spot in opened for spot in sentences_of(telling))
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
            if fold and not filtered:
                fold = fold_label(self._paragraphs(run))
            out.append(
                MergedBlock(first=run[0], last=run[-1], paragraph=paragraph, fold=fold, filtered=filtered, opened=asked)
            )
        return out

    def fold_of(self, telling: Telling) -> str:
        """The label of a telling that is not part of the story; empty for one that is."""
        labels = {FOLD_LABELS.get(self.role_of(v, s), "") for v, s in sentences_of(telling)}
        return next(iter(labels)) if len(labels) == 1 else ""

    def _paragraphs(self, run: Sequence[int]) -> Iterator[Paragraph]:
        """The paragraphs of a run of tellings."""
        for telling in run:
            for version, sentence in sentences_of(self.tellings[telling]):
                told = self.comparison.versions[version]
                yield told.paragraphs[told.sentences[sentence].paragraph]

    def role_of(self, version: int, sentence: int) -> Role:
        """The role of a sentence's paragraph."""
        return self.comparison.versions[version].role_of(sentence)

    def is_heading(self, telling: Telling) -> bool:
        """Whether a telling is a headline or a heading."""
        role = self.role_of(telling.host, telling.sentences[telling.host][0])
        return role in (Role.HEADLINE, Role.HEADING)

    def matches(self, telling: int, wanted: Filter) -> bool:
        """Whether a filter other than `NEW` shows a telling. `ALL` gives what `]` goes to: additions."""
        told = self.tellings[telling]
        if self.fold_of(told):
            return False
        if wanted in (Filter.ALL, Filter.ONLY_HERE):
            return not told.shared
        if wanted is Filter.SHARED:
            return told.shared
        return self.wordings.moved(told) if wanted is Filter.MOVED else self.wordings.conflicts(told)

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
            self._strands[index] = tuple(self._word(self.blocks[index]))
        return self._strands[index]

    def _word(self, block: MergedBlock) -> list[Strand]:
        if block.fold:
            return [Strand(text=self._folded_text(block), starts=(0,), tellings=(block.first,))]
        text, styled, starts, own = "", [], [], []
        numbers = tuple(range(block.first, block.last + 1))
        for number in numbers:
            wording = self.wordings.of(self.tellings[number])
            text += " " if text else ""
            starts.append(len(text))
            text, more = self._compose(text, wording.pieces, wording.host)
            styled += more
            own += [self._own_strand(apart, number) for apart in wording.apart] if not block.opened else []
        main = Strand(text=text, styled=tuple(styled), starts=tuple(starts), tellings=numbers)
        if block.opened:
            telling = self.tellings[block.first]
            others = [version for version in telling.versions if version != telling.host]
            translated = all(self.wordings.is_translation(telling, version) for version in others)
            for version in others if translated else telling.versions:  # the host's words stand above already
                own.append(self._own_strand(Apart(version, self.wordings.own_words(telling, version)), block.first))
        return [main, *own]

    def _said(self, version: int, sentences: tuple[int, ...]) -> str:
        """The words of sentences on one line."""
        return " ".join(" ".join(self.comparison.versions[version].sentence_text(s) for s in sentences).split())

    def _own_strand(self, apart: Apart, telling: int) -> Strand:
        text, styled = self._compose("", apart.pieces, apart.version)
        return Strand(text=text, styled=tuple(styled), starts=(0,), tellings=(telling,), version=apart.version)

    def _compose(self, text: str, pieces: tuple[Piece, ...], version: int) -> tuple[str, list[StyledRange]]:
        """Append pieces to a text: what all versions say as it is; what not all say in brackets, with its sigla.

        Args:
            text: The text so far.
            pieces: What follows.
            version: Whose words they are where the pieces do not say so.
        """
        styled: list[StyledRange] = []
        opening, bar, closing = self.signs.variant

        def add(words: str, kind: str, version: int = -1) -> None:
            nonlocal text
            styled.append(StyledRange(len(text), len(text) + len(words), kind, version))
            text += words

        def add_reading(sign: str, versions: tuple[int, ...], words: str, kind: str) -> None:
            sigla = "".join(self.comparison.versions[v].siglum for v in versions)
            add(sign, "bracket")
            if kind == "conflict" and sign == opening:
                add(f"{self.signs[Sign.CONFLICT]} ", "sign")
            add(f"{sigla} ", "bracket")
            add(words, kind, versions[0] if len(versions) == 1 else -1)

        after_variant = False
        for piece in pieces:
            if not piece.readings:
                if text.endswith(" ") and piece.text.startswith(" "):
                    text = text[:-1]
                text += " " if after_variant and blank_after_variant(piece.text) else ""
                after_variant = after_variant and not piece.text
                if (bare := piece.text.strip()) and piece.conflict and not piece.differs:
                    before, _, behind = piece.text.partition(bare)
                    text += before
                    add_reading(opening, (version,), bare, "conflict")
                    add(closing, "bracket")
                    text += behind
                elif piece.differs:
                    add(piece.text, "conflict" if piece.conflict else "differing", version)
                else:
                    text += piece.text
                continue
            if piece.quiet:
                text, after_variant = text + piece.text, False
                continue
            text += " " if blank_before_variant(text) else ""
            said = [told for told in piece.readings if told.text]
            for number, told in enumerate(said):
                kind = "conflict" if piece.conflict else "reading"
                add_reading(f" {bar} " if number else opening, told.versions, told.text, kind)
            add(closing, "bracket")
            after_variant = True
        return text, styled

    def _folded_text(self, block: MergedBlock) -> str:
        if block.filtered:
            return f"{plural(block.last - block.first + 1, 'passage')} {block.fold}"
        tellings = self.tellings[block.first : block.last + 1]
        return self.signs.own(" · ").join(self._said(told.host, told.sentences[told.host]) for told in tellings)

    def rows(self, index: int) -> tuple[MergedRow, ...]:
        """The rows of one block, wrapped now if they were not yet."""
        if index not in self._rows:
            out: list[MergedRow] = []
            folded = bool(self.blocks[index].fold)
            for number, strand in enumerate(self.strands(index)):
                width = self.width - (INDENT if number else 0)
                ranges = [(0, len(strand.text))] if folded else wrap(strand.text, 0, len(strand.text), width)
                out += [
                    MergedRow(block=index, strand=number, start=start, end=end, first=not n)
                    for n, (start, end) in enumerate(ranges)
                ]
            self._rows[index] = tuple(out)
        return self._rows[index]

    def stretch(self, row: MergedRow, telling: int) -> tuple[int, int]:
        """The code points of a row's strand that belong to a telling; an empty range if none do."""
        strand = self.strands(row.block)[row.strand]
        if self.blocks[row.block].fold:
            return (0, len(strand.text)) if telling in self.members(strand.tellings[0]) else (0, 0)
        if telling not in strand.tellings:
            return 0, 0
        at = strand.tellings.index(telling)
        end = strand.starts[at + 1] if at + 1 < len(strand.starts) else len(strand.text)
        return strand.starts[at], end

    def span(self, telling: int) -> tuple[Position, Position]:
        """The first and the last row that show a telling."""
        if not self.blocks:
            return Position(0, 0), Position(0, 0)
        index = self.block_of(telling)
        inside = []
        for number, row in enumerate(self.rows(index)):
            start, end = self.stretch(row, telling)
            if row.start < end and start < row.end:
                inside.append(number)
        first, last = (inside[0], inside[-1]) if inside else (0, 0)
        return Position(index, first), Position(index, last)

    def telling_at(self, row: MergedRow, offset: int) -> int:
        """The telling that a code point of a row belongs to."""
        strand = self.strands(row.block)[row.strand]
        return strand.tellings[max(0, bisect_right(strand.starts, offset) - 1)]


def _with_gaps(blocks: list[MergedBlock]) -> tuple[MergedBlock, ...]:
    """The blocks with no blank row inside a paragraph, nor between folded lines."""
    return tuple(
        replace(block, gap=0)
        if following is not None
        and ((block.fold and following.fold) or (not block.fold and block.paragraph == following.paragraph))
        else block
        for block, following in zip_longest(blocks, blocks[1:])
    )
