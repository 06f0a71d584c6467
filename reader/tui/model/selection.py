"""Selecting text with the mouse, and quoting: passages and selections with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from reader.story.clean import clean
from reader.story.version import Version
from reader.tui.model.flow import Flow
from reader.tui.model.ink import grapheme_at
from reader.tui.model.layout import INDENT
from reader.tui.model.state import LEFT, RIGHT, Point, Reading, Selected, SheetSelected

_Row = TypeVar("_Row")
TextCell: TypeAlias = tuple[Point, Point]
"""The text in a cell of the screen: its first code point, and the place after its last; empty beside the text."""


# Selecting


def cell_at(reading: Reading, side: int, row: int, column: int) -> TextCell | None:
    """The text at a row and a column of a pane, or the nearest to it in reading order; None in an empty pane.

    A folded line counts as empty, since its text is not on screen.
    """
    return _merged_cell(reading, row, column) if reading.merged else _pane_cell(reading, side, row, column)


def _pane_cell(reading: Reading, side: int, row: int, column: int) -> TextCell | None:
    flow, geometry = reading.flow(side), reading.geometry
    lines = reading.window(side)
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:  # beside a blank row: the end of what stands above it, or the start of what stands below
        near, above = _nearest(lines, row)
        at = None if near is None else near.end if above else near.start
        return None if at is None else _in_version(at, at)
    column -= geometry.margin + (geometry.indent if side == LEFT else 0)
    if flow.blocks[line.block].fold or column < 0:
        return _in_version(line.start, line.start)
    start, end = grapheme_at(flow.beside.version.text[line.start : line.end], column)
    return _in_version(line.start + start, line.start + end)


def _in_version(start: int, end: int) -> TextCell:
    return Point(0, 0, start), Point(0, 0, end)


def _merged_cell(reading: Reading, row: int, column: int) -> TextCell | None:
    sheet, geometry = reading.sheet(), reading.geometry
    lines = reading.sheet_window()
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:
        near, above = _nearest(lines, row)
        if near is None:
            return None
        at = Point(near.block, near.strand, near.end if above else near.start)
        return at, at
    column -= geometry.margin + geometry.indent + (INDENT if line.strand else 0)
    start = end = 0
    if not sheet.blocks[line.block].fold and column >= 0:
        start, end = grapheme_at(sheet.strands(line.block)[line.strand].text[line.start : line.end], column)
    return Point(line.block, line.strand, line.start + start), Point(line.block, line.strand, line.start + end)


def _nearest(lines: Sequence[_Row | None], row: int) -> tuple[_Row | None, bool]:
    """What stands above a blank row, and True; if nothing does, what stands below it, and False."""
    above = next((found for found in reversed(lines[:row]) if found), None)
    return (above, True) if above else (next((found for found in lines[row + 1 :] if found), None), False)


def side_at(reading: Reading, side: int, row: int) -> int:
    """The side whose text stands in a row: `side`, unless both versions stand in one pane."""
    if not reading.stacked:
        return side
    windows = {s: reading.window(s) for s in (LEFT, RIGHT)}
    return next((s for s, lines in windows.items() if 0 <= row < len(lines) and lines[row]), side)


def select(reading: Reading, side: int, one: TextCell, other: TextCell) -> None:
    """Select from one cell to another, including both, in either order; nothing if there is no text."""
    start, end = min(one[0], other[0]), max(one[1], other[1])
    if start >= end:
        reading.selection = None
    elif reading.merged:
        reading.selection = SheetSelected(start, end, reading.sheet())
    else:
        reading.selection = Selected(reading.shown[side], start.offset, end.offset)


# Quoting


class Quote(NamedTuple):
    """Words of a version, and where they stand."""

    words: str
    where: str
    """Siglum and paragraph: `A ¶11`."""
    source: str
    """`Harbour Ledger, A ¶11, 2031-02-12`."""

    @property
    def with_source(self) -> str:
        """The words, and on a line of its own where they are from. Contains nothing that a terminal would act on."""
        return clean(f"{self.words}\n— {self.source}").strip()


def quote_passage(reading: Reading) -> Quote | None:
    """The passage under the cursor; None in an empty version."""
    version = reading.story.versions[reading.version]
    if not version.sentences:
        return None
    return _quote(version, *reading.flow(reading.side).passage(reading.sentence))


def quote_tellings(reading: Reading) -> list[Quote]:
    """Both sides of the best link of the passage under the cursor.

    If it is not linked, the passage alone; nothing in an empty version.
    """
    alone = quote_passage(reading)
    beside = reading.beside(reading.side)
    strong = beside.strong_of(reading.sentence) if alone else ()
    if not strong:
        return [alone] if alone else []
    link = beside.links[strong[0]]
    opposite = reading.beside(1 - reading.side).version
    return [_quote(beside.version, link.left[0], link.left[-1]), _quote(opposite, link.right[0], link.right[-1])]


def quote_selection(reading: Reading, selection: Selected | SheetSelected) -> Quote:
    """The selected text without folded lines in it, whose text is not on screen."""
    if isinstance(selection, SheetSelected):
        return _quote_merged(selection)
    version = reading.story.versions[selection.version]
    shown = selection.version in reading.shown
    flow = reading.flow(reading.shown.index(selection.version)) if shown else None
    sentence = version.sentence_at(selection.start)
    words = unwrap(version, selection.start, selection.end, flow)
    return Quote(words, _label(version, sentence), _source(version, sentence))


def unwrap(version: Version, start: int, end: int, flow: Flow | None = None) -> str:
    """Part of a version's text, each paragraph on one line, with an empty line between two.

    Args:
        version: The version.
        start: First code point.
        end: Code point after the last.
        flow: The version as it is shown: what is folded in it is left out.
    """
    if flow is None:
        parts = [version.text[max(start, p.span.start) : min(end, p.span.end)] for p in version.paragraphs]
        return "\n\n".join(" ".join(part.split()) for part in parts if part.strip())
    lines: list[tuple[int, str]] = []
    for block in flow.blocks:
        first, last = version.sentences[block.first].span.start, version.sentences[block.last].span.end
        part = version.text[max(start, first) : min(end, last)] if first < end and last > start else ""
        if not block.fold and part.strip():
            lines.append((block.paragraph, " ".join(part.split())))
    out = ""
    for number, (paragraph, line) in enumerate(lines):
        separator = "" if not number else " " if paragraph == lines[number - 1][0] else "\n\n"
        out += separator + line
    return out


def _quote_merged(selection: SheetSelected) -> Quote:
    """Words of the merged view, a line for each strand; the sources are the first place in each version."""
    sheet, versions = selection.sheet, selection.sheet.comparison.versions
    out, paragraph = "", -1
    first_of: dict[int, int] = {}
    for index in range(selection.start.block, selection.end.block + 1):
        block = sheet.blocks[index]
        for number, strand in enumerate(() if block.fold else sheet.strands(index)):
            start, end = selection.within(index, number, len(strand.text))
            words = strand.text[start:end].strip()
            if not words:
                continue
            same_paragraph = out and not number and block.paragraph == paragraph
            out += " " if same_paragraph else "\n\n" if out else ""
            out, paragraph = out + words, block.paragraph
            for telling, begin, after in zip(strand.tellings, strand.starts, [*strand.starts[1:], end], strict=True):
                if begin < end and start < max(after, begin + 1):
                    told = sheet.tellings[telling]
                    for version in told.versions if strand.version < 0 else (strand.version,):
                        first_of.setdefault(version, told.sentences[version][0])
    places = [(versions[number], first_of[number]) for number in sorted(first_of)]
    where = " · ".join(version.sentence_label(sentence) for version, sentence in places)
    return Quote(out, where, " · ".join(_source(version, sentence) for version, sentence in places))


def _quote(version: Version, first: int, last: int) -> Quote:
    words = " ".join(version.text[version.sentences[first].span.start : version.sentences[last].span.end].split())
    return Quote(words, version.sentence_label(first), _source(version, first))


def _source(version: Version, sentence: int) -> str:
    return ", ".join(filter(None, [version.name, _label(version, sentence), version.date]))


def _label(version: Version, sentence: int) -> str:
    """`A ¶11`; in an empty version `A ¶1`."""
    return version.sentence_label(sentence) if version.sentences else version.paragraph_label(0)
