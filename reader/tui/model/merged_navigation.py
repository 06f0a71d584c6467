"""What the keys do in the merged view, where the cursor moves from telling to telling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from reader.tui.model.flow import follow_rows, hold
from reader.tui.model.state import Reading, Spot

if TYPE_CHECKING:
    from reader.tui.model.merged import MergedRow


def spot_of(reading: Reading, telling: int) -> Spot:
    """Where the cursor stands when it is on a telling: in the version it is in, if that tells it; else in one shown."""
    told = reading.sheet().tellings[telling]
    for version in (reading.version, *reading.shown, told.host):
        if version in told.versions:
            return Spot(version, told.sentences[version][0])
    return Spot(told.host, told.sentences[told.host][0])


def beyond(reading: Reading, *, forward: bool) -> Iterator[Spot]:
    """The tellings that follow the cursor's, or those before it, the nearest first; a folded run is one."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return
    inside = sheet.members(reading.telling)
    at = inside[-1] + 1 if forward else inside[0] - 1
    while 0 <= at < len(sheet.tellings):
        inside = sheet.members(at)
        yield spot_of(reading, inside[0])
        at = inside[-1] + 1 if forward else inside[0] - 1


def paragraph(reading: Reading, count: int) -> Spot:
    """The beginning of the paragraph `count` further on; backward first that of the present one."""
    sheet, here = reading.sheet(), reading.telling
    firsts = [
        block.first
        for number, block in enumerate(sheet.blocks)
        if block.fold or not number or sheet.blocks[number - 1].paragraph != block.paragraph
    ]
    if not firsts:
        return Spot(reading.version, reading.sentence)
    own = max((n for n, first in enumerate(firsts) if first <= here), default=0)
    if count < 0 and here != firsts[own]:
        count += 1
    return spot_of(reading, firsts[min(max(own + count, 0), len(firsts) - 1)])


def show(reading: Reading, *, jump: bool) -> None:
    """Have the cursor's telling on screen; after a jump a third down, unless it stands well on it already."""
    sheet, height = reading.sheet(), reading.geometry.body
    first, last = sheet.span(reading.telling)
    row = sheet.distance(reading.sheet_top, first, 2 * height)
    rows = sheet.distance(first, last, height)
    if jump and not (row >= 0 and row + rows < height and row <= height * 2 // 3):
        reading.sheet_top = hold(sheet, sheet.move(first, -(height // 3)), height)
    else:
        reading.sheet_top = follow_rows(sheet, reading.sheet_top, first, last, height)


def scroll(reading: Reading, rows: int) -> bool:
    """Scroll by rows, the cursor staying on screen. Returns whether there was anything to scroll."""
    sheet, before, height = reading.sheet(), reading.sheet_top, reading.geometry.body
    reading.sheet_top = hold(sheet, sheet.move(before, rows), height)
    if reading.sheet_top == before:
        return False
    if not _seen(reading, reading.telling):
        lines = [row for row in sheet.window(reading.sheet_top, height) if row is not None]
        inside = {sheet.members(t)[0] for line in lines for t in sheet.strands(line.block)[line.strand].tellings}
        whole = [telling for telling in sorted(inside) if _seen(reading, telling)]
        found = whole or [max(sorted(inside), key=lambda telling: _rows_seen(reading, telling))]
        _put(reading, found[0 if rows > 0 else -1])
    return True


def _seen(reading: Reading, telling: int) -> bool:
    """Whether a telling is wholly on screen."""
    sheet, top, height = reading.sheet(), reading.sheet_top, reading.geometry.body
    first, last = sheet.span(telling)
    return first >= top and sheet.distance(top, last, 2 * height) < height


def _rows_seen(reading: Reading, telling: int) -> int:
    """How many rows of a telling are on screen."""
    sheet, height = reading.sheet(), reading.geometry.body
    first, last = (sheet.distance(reading.sheet_top, place, 2 * height) for place in sheet.span(telling))
    return min(last, height - 1) - max(first, 0) + 1


def point(reading: Reading, row: int, column: int) -> None:
    """Put the cursor on the telling at a row and a column."""
    sheet, geometry = reading.sheet(), reading.geometry
    line = sheet.window(reading.sheet_top, row + 1)[row]
    if line is None:
        return
    _put(reading, sheet.telling_at(line, _offset(reading, line, column - geometry.indent - geometry.margin)))


def _offset(reading: Reading, line: MergedRow, column: int) -> int:
    from reader.tui.model.merged import INDENT  # not at the start: see `Reading.sheet`

    text = reading.sheet().strands(line.block)[line.strand].text[line.start : line.end]
    column -= INDENT if line.strand else 0
    return line.start + len(set_cell_size(text, max(0, min(column, cell_len(text) - 1))))


def _put(reading: Reading, telling: int) -> None:
    spot = spot_of(reading, reading.sheet().members(telling)[0])
    reading.enter(spot.version)
    reading.cursors[spot.version] = spot.sentence
    reading.round = None


def other_telling(reading: Reading, side: int) -> None:
    """`tab`: stand in the version opposite, if that tells it too."""
    if not reading.sheet().blocks:
        return
    told = reading.sheet().tellings[reading.telling]
    version = reading.shown[side]
    if version not in told.versions:
        reading.message = f"not in {reading.story.versions[version].siglum}"
        return
    reading.side = side
    reading.cursors[version] = told.sentences[version][0]
    reading.round = None


def unfold(reading: Reading) -> bool:
    """`enter`: open the folded run, or show each version's reading; again, put them away. Returns whether it did."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return False
    told = sheet.tellings[reading.telling]
    block = sheet.blocks[sheet.block_of(reading.telling)]
    keys = {
        (v, s) for n in sheet.members(reading.telling) for v in told.versions for s in sheet.tellings[n].sentences[v]
    }
    if block.opened:
        reading.unfolded -= {(v, s) for v in told.versions for s in told.sentences[v]}
    elif block.fold or told.shared:
        reading.unfolded |= keys
    else:
        reading.message = f"only in {reading.story.versions[told.host].siglum}"
        return True
    reading.relayout()
    show(reading, jump=False)
    return True
