"""What the keys do to a reading. Each function changes the state and says in `Reading.message` what it could not do."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len, set_cell_size

from reader.tui.model import sheet_moves
from reader.tui.model.flow import Row
from reader.tui.model.follow import Follow, follow_cursor, hold, land, level, on_screen
from reader.tui.model.reading import LEFT, RIGHT, Reading, Spot
from reader.tui.model.scroll import Place

_ANY = 1_000_000_000
"""More rows than any text has: where the whole distance is asked for."""


def beyond(reading: Reading, *, forward: bool) -> Iterator[Spot]:
    """The passages that follow the cursor's on the screen, or those before it, the nearest first."""
    if reading.merged:
        yield from sheet_moves.beyond(reading, forward=forward)
        return
    for sentence in reading.flow(reading.side).after(reading.sentence, forward=forward):
        yield Spot(reading.version, sentence)


def step(reading: Reading, count: int) -> None:
    """Move the cursor by passages."""
    found = list(islice(beyond(reading, forward=count > 0), abs(count)))
    visit(reading, found[-1] if found else Spot(reading.version, reading.sentence))


def visit(reading: Reading, spot: Spot, *, jump: bool = False) -> None:
    """Put the cursor on a passage of any version; see `go`."""
    if reading.version != spot.version:
        show_version(reading, spot.version)
    go(reading, spot.sentence, jump=jump)


def step_paragraph(reading: Reading, count: int) -> None:
    """Move the cursor by paragraphs (blocks); backward first to the beginning of the present one."""
    if reading.merged:
        visit(reading, sheet_moves.paragraph(reading, count))
        return
    flow = reading.flow(reading.side)
    firsts = [block.first for block in flow.blocks if block.first >= 0]
    if not firsts:
        return
    own = flow.blocks[flow.block_of(reading.sentence)].first
    if count < 0 and reading.sentence != own:
        count += 1
    go(reading, firsts[min(max(firsts.index(own) + count, 0), len(firsts) - 1)])


def go(reading: Reading, sentence: int, *, jump: bool = False) -> None:
    """Put the cursor on a sentence of the version it is in; the panes follow.

    Args:
        reading: The state to change.
        sentence: Index of the sentence.
        jump: Whether to land a third down the screen, unless the passage stands well on it already.
    """
    side, height = reading.side, reading.geometry.body
    flow, before = reading.flow(side), reading.tops[side]
    if not flow.blocks:
        return
    reading.cursors[reading.version] = sentence
    reading.round = None
    if reading.merged:
        sheet_moves.show(reading, jump=jump)
        return
    if jump and not (on_screen(flow, reading.tops[side], sentence, height) and reading.row <= height * 2 // 3):
        reading.tops[side] = land(flow, sentence, height)
    else:
        reading.tops[side] = follow_cursor(flow, reading.tops[side], sentence, height)
    _come_along(reading, before)


def _come_along(reading: Reading, before: Place) -> None:
    """Scroll the other pane after the cursor's, whose top was at `before`."""
    if reading.in_rows or reading.follow is Follow.RULE:
        follow_partner(reading)
    elif reading.follow is Follow.LINES:
        flow = reading.flow(reading.side)
        _follow_lines(reading, reading.side, flow.distance(before, reading.tops[reading.side], _ANY))


def land_on(reading: Reading, sentence: int) -> None:
    """Put the cursor on a sentence a third down the screen, wherever it stood before."""
    flow, side = reading.flow(reading.side), reading.side
    reading.cursors[reading.version] = flow.passage(sentence)[0]
    before, reading.tops[side] = reading.tops[side], land(flow, reading.sentence, reading.geometry.body)
    reading.round = None
    _come_along(reading, before)


def next_follow(reading: Reading) -> None:
    """`S`: the next way in which the pane opposite follows."""
    ways = list(Follow)
    reading.follow = ways[(ways.index(reading.follow) + 1) % len(ways)]
    if reading.follow is Follow.RULE and not reading.merged:
        follow_partner(reading)
    reading.message = {
        Follow.RULE: "the other pane brings partners level",
        Follow.LINES: "the other pane scrolls by the same number of lines",
        Follow.NOT: "the other pane stays where it is: enter brings the partner level",
    }[reading.follow]


def _follow_lines(reading: Reading, side: int, rows: int) -> None:
    """Scroll the pane opposite `side` by as many rows as that was."""
    if not reading.alone and rows:
        other = 1 - side
        reading.tops[other] = reading.flow(other).move(reading.tops[other], rows)


def follow_partner(reading: Reading) -> None:
    """Scroll the other pane by the rule: level a strong partner in order, keep a moved one still while it is seen."""
    if reading.in_rows:
        reading.couple()
        return
    beside = reading.beside(reading.side)
    strong = beside.strong_of(reading.sentence)
    if not strong or reading.alone:
        return
    link, other = beside.links[strong[0]], 1 - reading.side
    flow, height = reading.flow(other), reading.geometry.body
    if link.moved and all(on_screen(flow, reading.tops[other], s, height) for s in link.right):
        return
    reading.tops[other] = level(flow, link.right[0], reading.row)


def switch(reading: Reading, side: int) -> None:
    """`tab` `h` `l`: to the other pane: onto the partner, or the passage on the same row, or where one was."""
    if side == reading.side or reading.alone:
        return
    if reading.merged:
        sheet_moves.other_telling(reading, side)
        return
    links = reading.links()
    target = reading.beside(reading.side).links[links[0]].right[0] if links else None
    row = reading.row
    reading.side = side
    flow, height = reading.flow(side), reading.geometry.body
    if target is None:
        window = flow.window(reading.tops[side], height)
        near = min(((abs(n - row), line) for n, line in enumerate(window) if line), default=None)
        if near is not None:
            target = bisect_right(flow.beside.version.sentences, near[1].start, key=lambda s: s.span.start) - 1
    if target is not None:
        reading.cursors[reading.version] = target
    reading.round = None
    reading.tops[side] = follow_cursor(flow, reading.tops[side], reading.sentence, height)
    reading.couple()


def scroll(reading: Reading, rows: int, side: int | None = None) -> None:
    """Scroll by rows; the other pane comes along unless it follows not at all, and the cursor stays on screen.

    Where there is nothing more to scroll, the keys move the cursor instead: by a passage, or by (half) a page.

    Args:
        reading: The state to change.
        rows: How many rows, negative upward.
        side: The pane under the hand; None is the cursor's, by the keys.
    """
    height, hand = reading.geometry.body, reading.side if side is None else side
    if reading.merged:
        if not sheet_moves.scroll(reading, rows) and side is None:
            _at_the_end(reading, rows)
        return
    flow, before = reading.flow(hand), reading.tops[hand]
    if not flow.blocks:
        return
    reading.tops[hand] = hold(flow, flow.move(before, rows), height)
    moved = flow.distance(before, reading.tops[hand], abs(rows) + height)
    if reading.in_rows or reading.follow is not Follow.NOT:
        _follow_lines(reading, hand, moved)
    if moved:
        _keep_cursor_on_screen(reading, down=rows > 0)
    elif side is None:
        _at_the_end(reading, rows)


def _at_the_end(reading: Reading, rows: int) -> None:
    """Where there is nothing more to scroll, move the cursor: by a passage, or by (half) a page to the end."""
    if abs(rows) < reading.geometry.body // 2:
        step(reading, 1 if rows > 0 else -1)
        return
    for spot in deque(beyond(reading, forward=rows > 0), maxlen=1):
        visit(reading, spot)


def _keep_cursor_on_screen(reading: Reading, *, down: bool) -> None:
    """Move a cursor that was scrolled away to the first passage that is wholly on screen, or to the last."""
    reading.round = None
    flow, height = reading.flow(reading.side), reading.geometry.body
    if on_screen(flow, reading.tops[reading.side], reading.sentence, height):
        return
    sides = (reading.side, 1 - reading.side) if reading.in_rows else (reading.side,)
    whole, begun = {}, {}
    for side in sides:
        begun[side] = _beginning(reading, side)
        flow, top = reading.flow(side), reading.tops[side]
        whole[side] = [sentence for sentence in begun[side] if on_screen(flow, top, sentence, height)]
    # in rows, where nothing of this version is level with what is on screen, the cursor goes over to the other one
    for found in (whole, begun):
        for side in sides:
            if found[side]:
                reading.side = side
                reading.cursors[reading.version] = found[side][0 if down else -1]
                return


def _beginning(reading: Reading, side: int) -> list[int]:
    """The passages that begin on screen, from the top."""
    lines = [line for line in reading.flow(side).window(reading.tops[side], reading.geometry.body) if line]
    return [s for line in lines for s in _starting(reading, side, line)]


def _starting(reading: Reading, side: int, line: Row) -> list[int]:
    """The passages that begin in a row of text."""
    flow = reading.flow(side)
    if flow.blocks[line.block].fold:
        return [line.sentence]
    sentences, sentence, out = flow.beside.version.sentences, line.sentence, []
    while sentence < len(sentences) and sentences[sentence].span.start < line.end:
        if sentences[sentence].span.start >= line.start:
            out.append(sentence)
        sentence += 1
    return out


def point(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage at a row and a column of a pane; the panes stay as they are."""
    if reading.merged:
        sheet_moves.point(reading, row, column)
        return
    if reading.stacked:
        side = next((s for s in (LEFT, RIGHT) if reading.flow(s).window(reading.tops[s], row + 1)[row]), side)
    flow, geometry = reading.flow(side), reading.geometry
    line = flow.window(reading.tops[side], row + 1)[row]
    if line is None:
        return
    indent = geometry.margin + (geometry.indent if side == LEFT else 0)
    text = flow.beside.version.text[line.start : line.end]
    before = set_cell_size(text, max(0, min(column - indent, cell_len(text) - 1)))
    offset = line.start + len(before)
    sentences = flow.beside.version.sentences
    sentence = line.sentence
    while sentence + 1 < len(sentences) and sentences[sentence + 1].span.start <= min(offset, line.end - 1):
        sentence += 1
    reading.side = side
    reading.round = None
    reading.cursors[reading.version] = flow.passage(sentence)[0]


def show_version(reading: Reading, version: int) -> None:
    """Move the cursor to a version; if it is in neither pane, it takes the place of the one opposite."""
    if reading.merged:
        reading.enter(version)
        return
    if version not in reading.shown:
        put_opposite(reading, version)
    if reading.shown[reading.side] != version:
        reading.side = 1 - reading.side


def put_opposite(reading: Reading, version: int) -> None:
    """`1` … `9`: put a version into the other pane."""
    total = len(reading.story.versions)
    if version >= total:
        reading.message = f"this story has {total} version{'' if total == 1 else 's'}"
        return
    siglum = reading.story.versions[version].siglum
    if version in reading.shown:
        where = "here" if version == reading.version else "opposite"
        reading.message = f"{siglum} is {where} already"
        return
    other = 1 - reading.side
    row = reading.row
    reading.shown[other] = version
    reading.round = None
    reading.tops[other] = Place(0, 0)
    reading.unfolded = {key for key in reading.unfolded if key[0] != version}
    reading.relayout()
    flow, height = reading.flow(reading.side), reading.geometry.body
    top = level(flow, reading.sentence, row)
    if not on_screen(flow, top, reading.sentence, height):  # it takes more rows beside another version
        top = follow_cursor(flow, top, reading.sentence, height)
    reading.tops[reading.side] = top
    follow_partner(reading)


def next_opposite(reading: Reading) -> None:
    """`0`: put the version after the one opposite there, but for the cursor's; after the last comes the first."""
    total, opposite = len(reading.story.versions), reading.shown[1 - reading.side]
    following = [(opposite + n) % total for n in range(1, total)]
    wanted = [version for version in following if version != reading.version]
    if not wanted or total < 3:
        reading.message = "no other version to put opposite"
        return
    put_opposite(reading, wanted[0])
