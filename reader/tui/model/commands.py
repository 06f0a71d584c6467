"""Which move each action makes: the part of the key map that needs nothing but the reading itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from rich.cells import split_graphemes

from reader.story.clean import clean
from reader.story.version import Version
from reader.tui.model import merged_navigation, navigation, seeking
from reader.tui.model.chrome import heading_side
from reader.tui.model.filters import Filter
from reader.tui.model.flow import Flow
from reader.tui.model.frame import scene_of, strip_sentence
from reader.tui.model.gutter import gutter_link_at
from reader.tui.model.layout import Mode, View
from reader.tui.model.state import LEFT, RIGHT, Point, Reading, Selected, SheetSelected


def page(reading: Reading) -> int:
    """Rows of a page: two fewer than the pane has, so that the eye finds its place."""
    return max(1, reading.geometry.body - 2)


def half_page(reading: Reading) -> int:
    """Rows of half a page."""
    return max(1, reading.geometry.body // 2)


def _toggle_even(reading: Reading) -> None:
    reading.even = not reading.even
    reading.message = "even brightness" if reading.even else "shared text is quiet"


MOVES: dict[str, Callable[[Reading], None]] = {
    "next-passage": lambda r: navigation.step(r, 1),
    "previous-passage": lambda r: navigation.step(r, -1),
    "next-paragraph": lambda r: navigation.step_paragraph(r, 1),
    "previous-paragraph": lambda r: navigation.step_paragraph(r, -1),
    "line-down": lambda r: navigation.scroll(r, 1),
    "line-up": lambda r: navigation.scroll(r, -1),
    "page-down": lambda r: navigation.scroll(r, page(r)),
    "page-up": lambda r: navigation.scroll(r, -page(r)),
    "half-page-down": lambda r: navigation.scroll(r, half_page(r)),
    "half-page-up": lambda r: navigation.scroll(r, -half_page(r)),
    "first": lambda r: navigation.to_end(r, last=False),
    "last": lambda r: navigation.to_end(r, last=True),
    "partner": navigation.to_partner,
    "back": navigation.back,
    "forward": navigation.forward,
    "other-version": lambda r: navigation.switch(r, 1 - r.side),
    "left-version": lambda r: navigation.switch(r, LEFT),
    "right-version": lambda r: navigation.switch(r, RIGHT),
    "next-shown": lambda r: seeking.seek_shown(r, 1),
    "previous-shown": lambda r: seeking.seek_shown(r, -1),
    "next-linked": lambda r: seeking.seek_linked(r, 1),
    "previous-linked": lambda r: seeking.seek_linked(r, -1),
    "next-conflict": seeking.seek_conflict,
    "next-hit": lambda r: seeking.seek_hit(r, 1),
    "previous-hit": lambda r: seeking.seek_hit(r, -1),
    "view": navigation.next_view,
    "lead": navigation.lead,
    **{f"view-{view.value}": (lambda r, view=view: navigation.show_view(r, view)) for view in View},  # type: ignore[misc]
    "even-brightness": _toggle_even,
    **{f"show-{kind.value.replace(' ', '-')}": (lambda r, kind=kind: seeking.show(r, kind)) for kind in Filter},  # type: ignore[misc]
    "next-opposite": navigation.next_opposite,
    **{f"opposite-{n}": (lambda r, n=n: navigation.put_opposite(r, n - 1)) for n in range(1, 13)},  # type: ignore[misc]
}


# Counts


MOST = 9999
"""The greatest count; what is typed beyond it changes nothing."""

COUNTED: dict[str, Callable[[Reading, int], None]] = {
    "next-passage": navigation.step,
    "previous-passage": lambda r, n: navigation.step(r, -n),
    "next-paragraph": navigation.step_paragraph,
    "previous-paragraph": lambda r, n: navigation.step_paragraph(r, -n),
    "line-down": navigation.scroll,
    "line-up": lambda r, n: navigation.scroll(r, -n),
    "page-down": lambda r, n: navigation.scroll(r, n * page(r)),
    "page-up": lambda r, n: navigation.scroll(r, -n * page(r)),
    "half-page-down": lambda r, n: navigation.scroll(r, n * half_page(r)),
    "half-page-up": lambda r, n: navigation.scroll(r, -n * half_page(r)),
    "first": navigation.to_paragraph,
    "last": navigation.to_paragraph,
    "back": navigation.back,
    "forward": navigation.forward,
    "next-shown": seeking.seek_shown,
    "previous-shown": lambda r, n: seeking.seek_shown(r, -n),
    "next-linked": seeking.seek_linked,
    "previous-linked": lambda r, n: seeking.seek_linked(r, -n),
    "next-conflict": seeking.seek_conflict,
    "next-hit": seeking.seek_hit,
    "previous-hit": lambda r, n: seeking.seek_hit(r, -n),
}
"""The actions that take a count, and what they do with it; `5g` and `5G` go to paragraph 5."""


def add_digit(reading: Reading, digit: str) -> None:
    """Take one more digit of a number, and say what it can become."""
    typed = reading.pending + digit
    if int(typed) <= MOST:
        reading.pending = typed
    version = named_version(reading)
    siglum = "" if version is None else reading.story.versions[version].siglum
    names = f" · enter: {siglum} opposite" if siglum else ""
    reading.message = f"{reading.pending} · a movement follows, {reading.pending} times{names}"


def named_version(reading: Reading) -> int | None:
    """The version that the number typed so far would put opposite; None if there is none, or it is on screen."""
    version = int(reading.pending) - 1 if reading.pending.isdecimal() else -1
    return version if 0 <= version < len(reading.story.versions) and version not in reading.shown else None


def is_count(reading: Reading) -> bool:
    """Whether a number waits for what follows."""
    return reading.pending.isdecimal()


def make(reading: Reading, action: str) -> bool:
    """Make a movement as often as the number says. Returns whether the action is one; if not, nothing is done."""
    if action not in COUNTED:
        return False
    count, reading.pending, reading.message = int(reading.pending), "", ""
    COUNTED[action](reading, count)
    return True


def settle(reading: Reading, *, asked: bool = False) -> None:
    """No movement followed: put the version of that number opposite.

    Args:
        reading: The state to change.
        asked: Whether the reader asked for it, and so is told why it cannot be done.
    """
    number, version = int(reading.pending), named_version(reading)
    reading.pending = reading.message = ""
    if asked or version is not None:
        navigation.put_opposite(reading, number - 1)


# What the mouse does


def at_text(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage that was hit; a folded line that it is on already opens."""
    before = reading.version, reading.sentence
    navigation.point(reading, side, row, column)
    if before != (reading.version, reading.sentence):
        return
    if not reading.merged:
        navigation.unfold(reading)
    elif (sheet := reading.sheet()).blocks and sheet.fold_of(sheet.tellings[reading.telling]):
        merged_navigation.unfold(reading)


def at_gutter(reading: Reading, row: int, column: int) -> None:
    """Go along the connector or the stub that was hit to its other end, which comes level with the near one."""
    if reading.view is not View.FACING or reading.geometry.mode is not Mode.FACING:
        return
    if found := gutter_link_at(scene_of(reading), reading.signs, row, column):
        navigation.along(reading, *found)


def at_strip(reading: Reading, edge: int, row: int) -> None:
    """Go to what a cell of a strip stands for."""
    if reading.merged:
        from reader.tui.model.merged import sheet_overview  # not at the start: see `Reading.sheet`

        telling = sheet_overview(reading.sheet()).telling_at((row + 0.5) / reading.geometry.body)
        if reading.sheet().blocks:
            navigation.remember(reading)
            navigation.visit(reading, merged_navigation.spot_of(reading, telling), jump=True)
        return
    side = edge
    if reading.geometry.mode is not Mode.FACING:
        side = reading.leading if reading.stacked else reading.side
    sentence = strip_sentence(reading, side, row)
    if sentence is None:
        return
    navigation.remember(reading)
    reading.side = side
    navigation.land_on(reading, sentence)


def at_headings(reading: Reading, column: int) -> None:
    """Go to the version whose name was hit."""
    side = heading_side(reading, column)
    if side in (LEFT, RIGHT):
        navigation.switch(reading, side)


# Selecting text with the mouse


_Line = TypeVar("_Line")
Cell = tuple[Point, Point]
"""What stands in a cell: its first code point, and the place after its last; empty beside the text."""


def cell_at(reading: Reading, side: int, row: int, column: int) -> Cell | None:
    """What stands at a row and a column of a pane, or nearest to it in reading order; None in an empty pane.

    A folded line counts as empty: its text is not on screen.
    """
    return _cell_of_sheet(reading, row, column) if reading.merged else _cell_of_flow(reading, side, row, column)


def _cell_of_flow(reading: Reading, side: int, row: int, column: int) -> Cell | None:
    flow, geometry = reading.flow(side), reading.geometry
    lines = flow.window(reading.tops[side], geometry.body)
    row = min(max(row, 0), len(lines) - 1)
    line = lines[row]
    if line is None:  # beside a blank row: the end of what stands above it, or the start of what stands below
        near, above = _nearest(lines, row)
        at = None if near is None else near.end if above else near.start
        return None if at is None else _in_version(at, at)
    column -= geometry.margin + (geometry.indent if side == LEFT else 0)
    if flow.blocks[line.block].fold or column < 0:
        return _in_version(line.start, line.start)
    start, end = _letter_at(flow.beside.version.text[line.start : line.end], column)
    return _in_version(line.start + start, line.start + end)


def _in_version(start: int, end: int) -> Cell:
    return Point(0, 0, start), Point(0, 0, end)


def _cell_of_sheet(reading: Reading, row: int, column: int) -> Cell | None:
    from reader.tui.model.merged import INDENT  # not at the start: see `Reading.sheet`

    sheet, geometry = reading.sheet(), reading.geometry
    lines = sheet.window(reading.sheet_top, geometry.body)
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
        start, end = _letter_at(sheet.strands(line.block)[line.strand].text[line.start : line.end], column)
    place = line.block, line.strand
    return Point(*place, line.start + start), Point(*place, line.start + end)


def _nearest(lines: Sequence[_Line | None], row: int) -> tuple[_Line | None, bool]:
    """What stands above a blank row, and that it does; what stands below where nothing is above."""
    above = next((found for found in reversed(lines[:row]) if found), None)
    return (above, True) if above else (next((found for found in lines[row + 1 :] if found), None), False)


def _letter_at(text: str, column: int) -> tuple[int, int]:
    """The code points of what a row of text shows in a column; its end, behind the text."""
    used = 0
    for start, end, cells in split_graphemes("".join(" " if char.isspace() else char for char in text))[0]:
        used += cells
        if column < used:
            return start, end
    return len(text), len(text)


def side_at(reading: Reading, side: int, row: int) -> int:
    """The side whose text stands in a row: `side`, but where versions stand below each other in one pane."""
    if not reading.stacked:
        return side
    windows = {s: reading.flow(s).window(reading.tops[s], reading.geometry.body) for s in (LEFT, RIGHT)}
    return next((s for s, lines in windows.items() if 0 <= row < len(lines) and lines[row]), side)


def select(reading: Reading, side: int, one: Cell, other: Cell) -> None:
    """Select from one cell to another, both of them with it, in whichever order; nothing if that is no text."""
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
        """The words, and on a line of its own where they are from. Holds nothing that could act on a terminal."""
        return clean(f"{self.words}\n— {self.source}").strip()


def quote_passage(reading: Reading) -> Quote | None:
    """The passage under the cursor; None in an empty version."""
    version = reading.story.versions[reading.version]
    if not version.sentences:
        return None
    return _quote(version, *reading.flow(reading.side).passage(reading.sentence))


def quote_tellings(reading: Reading) -> list[Quote]:
    """The passage under the cursor with all that its best link holds, and what the version opposite says of it.

    Where nothing is linked, the passage alone; none in an empty version.
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
    """What is selected; folded lines that lie between are left out, since their text is not on screen."""
    if isinstance(selection, SheetSelected):
        return _quote_sheet(selection)
    version = reading.story.versions[selection.version]
    words = unwrap(version, selection.start, selection.end, _flow_of(reading, selection.version))
    sentence = max((n for n, s in enumerate(version.sentences) if s.span.start <= selection.start), default=0)
    return Quote(words, _where(version, sentence), _source(version, sentence))


def _quote_sheet(selection: SheetSelected) -> Quote:
    """Words of the merged reading: a line for each strand, and of each version that tells them the first place."""
    sheet, versions = selection.sheet, selection.sheet.comparison.versions
    out, paragraph = "", -1
    told: dict[int, int] = {}
    for index in range(selection.start.block, selection.end.block + 1):
        block = sheet.blocks[index]
        for number, strand in enumerate(() if block.fold else sheet.strands(index)):
            start, end = selection.within(index, number, len(strand.text))
            words = strand.text[start:end].strip()
            if not words:
                continue
            flows = out and not number and block.paragraph == paragraph
            out += " " if flows else "\n\n" if out else ""
            out, paragraph = out + words, block.paragraph
            for telling, begin, after in zip(strand.tellings, strand.starts, [*strand.starts[1:], end], strict=True):
                if begin < end and start < max(after, begin + 1):
                    said = sheet.tellings[telling]
                    for version in said.versions if strand.version < 0 else (strand.version,):
                        told.setdefault(version, said.sentences[version][0])
    places = [(versions[number], told[number]) for number in sorted(told)]
    where = " · ".join(_where(version, sentence) for version, sentence in places)
    return Quote(out, where, " · ".join(_source(version, sentence) for version, sentence in places))


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
        joint = "" if not number else " " if paragraph == lines[number - 1][0] else "\n\n"
        out += joint + line
    return out


def _flow_of(reading: Reading, version: int) -> Flow | None:
    return reading.flow(reading.shown.index(version)) if version in reading.shown else None


def _quote(version: Version, first: int, last: int) -> Quote:
    words = " ".join(version.text[version.sentences[first].span.start : version.sentences[last].span.end].split())
    return Quote(words, _where(version, first), _source(version, first))


def _where(version: Version, sentence: int) -> str:
    return version.sentence_label(sentence) if version.sentences else version.paragraph_label(0)


def _source(version: Version, sentence: int) -> str:
    return ", ".join(filter(None, [version.name, _where(version, sentence), version.date]))
