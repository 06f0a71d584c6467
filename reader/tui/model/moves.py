"""What the keys do to a reading. Each function changes the state and says in `Reading.message` what it could not do."""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import cell_len, set_cell_size

from reader.tui.model.follow import follow_cursor, hold, land, level, on_screen
from reader.tui.model.reading import LEFT, Reading


def step(reading: Reading, count: int) -> None:
    """Move the cursor by passages."""
    flow, target = reading.flow(reading.side), reading.sentence
    total = len(flow.beside.version.sentences)
    for _ in range(abs(count)):
        first, last = flow.passage(target)
        following = last + 1 if count > 0 else first - 1
        if not 0 <= following < total:
            break
        target = flow.passage(following)[0]
    go(reading, target)


def step_paragraph(reading: Reading, count: int) -> None:
    """Move the cursor by paragraphs (blocks); backward first to the beginning of the present one."""
    flow = reading.flow(reading.side)
    if not flow.blocks:
        return
    block = flow.block_of(reading.sentence)
    if count < 0 and reading.sentence != flow.blocks[block].first:
        count += 1
    block = min(max(block + count, 0), len(flow.blocks) - 1)
    go(reading, flow.blocks[block].first)


def go(reading: Reading, sentence: int, *, jump: bool = False) -> None:
    """Put the cursor on a sentence of the version it is in; the panes follow.

    Args:
        reading: The state to change.
        sentence: Index of the sentence.
        jump: Whether to land a third down the screen, unless the passage stands well on it already.
    """
    side, height = reading.side, reading.geometry.body
    flow = reading.flow(side)
    if not flow.blocks:
        return
    reading.cursors[reading.version] = sentence
    reading.round = None
    if jump and not (on_screen(flow, reading.tops[side], sentence, height) and cursor_row(reading) <= height * 2 // 3):
        reading.tops[side] = land(flow, sentence, height)
    else:
        reading.tops[side] = follow_cursor(flow, reading.tops[side], sentence, height)
    follow_partner(reading)


def cursor_row(reading: Reading) -> int:
    """The row of its pane on which the cursor's passage begins."""
    flow = reading.flow(reading.side)
    return flow.distance(reading.tops[reading.side], flow.span(reading.sentence)[0], 2 * reading.geometry.body)


def follow_partner(reading: Reading) -> None:
    """Scroll the other pane by the rule: level a strong partner in order, keep a moved one still while it is seen."""
    beside = reading.beside(reading.side)
    strong = beside.strong_of(reading.sentence)
    if not strong or reading.alone:
        return
    link, other = beside.links[strong[0]], 1 - reading.side
    flow, height = reading.flow(other), reading.geometry.body
    if link.moved and all(on_screen(flow, reading.tops[other], s, height) for s in link.right):
        return
    reading.tops[other] = level(flow, link.right[0], cursor_row(reading))


def switch(reading: Reading, side: int) -> None:
    """`tab` `h` `l`: to the other pane: onto the partner, or the passage on the same row, or where one was."""
    if side == reading.side or reading.alone:
        return
    links = reading.links()
    target = reading.beside(reading.side).links[links[0]].right[0] if links else None
    row = cursor_row(reading)
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


def scroll(reading: Reading, rows: int) -> None:
    """Scroll both panes by the same number of rows; the cursor stays on screen.

    Where there is nothing more to scroll, the cursor moves instead: by a passage, or by (half) a page to the end.
    """
    height, side = reading.geometry.body, reading.side
    flow, before = reading.flow(side), reading.tops[side]
    if not flow.blocks:
        return
    reading.tops[side] = hold(flow, flow.move(before, rows), height)
    moved = flow.distance(before, reading.tops[side], abs(rows) + height)
    other = 1 - side
    if not reading.alone:
        reading.tops[other] = reading.flow(other).move(reading.tops[other], moved)
    if moved:
        _keep_cursor_on_screen(reading, down=rows > 0)
    elif abs(rows) < height // 2:
        step(reading, 1 if rows > 0 else -1)
    else:
        total = len(flow.beside.version.sentences)
        go(reading, flow.passage(total - 1 if rows > 0 else 0)[0])


def _keep_cursor_on_screen(reading: Reading, *, down: bool) -> None:
    flow, height = reading.flow(reading.side), reading.geometry.body
    lines = [line for line in flow.window(reading.tops[reading.side], height) if line]
    if not lines:
        return
    sentences = [s for line in lines for s in _starting(reading, line.start, line.end, line.sentence)]
    reading.round = None
    sentences = [s for s in sentences if on_screen(flow, reading.tops[reading.side], s, height)] or sentences
    if sentences and not min(sentences) <= reading.sentence <= max(sentences):
        reading.cursors[reading.version] = min(sentences) if down else max(sentences)


def _starting(reading: Reading, start: int, end: int, sentence: int) -> list[int]:
    """The sentences that begin in a row of text."""
    sentences = reading.beside(reading.side).version.sentences
    out = []
    while sentence < len(sentences) and sentences[sentence].span.start < end:
        if sentences[sentence].span.start >= start:
            out.append(sentence)
        sentence += 1
    return out


def point(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage at a row and a column of a pane; the panes stay as they are."""
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
