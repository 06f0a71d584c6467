"""What the keys do to a reading. Each function changes the state and says in `Reading.message` what it could not do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from rich.cells import cell_len, set_cell_size

from reader.tui.model.flow import Place
from reader.tui.model.follow import follow_cursor, hold, land, level, on_screen
from reader.tui.model.reading import LEFT, RIGHT, Filter, Reading, Round, Spot, matches

HISTORY = 200
"""Jumps that are remembered."""


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


def seek(reading: Reading, count: int, wanted: Callable[[int], bool], what: str) -> None:
    """Jump to the next (or, if `count` is negative, previous) sentence that is wanted."""
    flow = reading.flow(reading.side)
    total = len(flow.beside.version.sentences)
    first, last = flow.passage(reading.sentence)
    order = range(last + 1, total) if count > 0 else range(first - 1, -1, -1)
    for sentence in order:
        if wanted(sentence):
            go(reading, sentence, jump=True)
            return
    siglum = flow.beside.version.siglum
    reading.message = f"no {what} {'further down' if count > 0 else 'further up'} in {siglum}"


def seek_shown(reading: Reading, count: int) -> None:
    """`]` `[`: to what the filter shows; by default, what this version adds."""
    beside, wanted = reading.beside(reading.side), reading.filter
    what = "passage only here" if wanted in (Filter.ALL, Filter.ONLY_HERE) else f"passage ({wanted.value})"
    seek(reading, count, lambda sentence: beside.compared and matches(beside, sentence, wanted), what)


def seek_linked(reading: Reading, count: int) -> None:
    """`}` `{`: to the next passage that the version opposite tells too."""
    beside = reading.beside(reading.side)
    seek(reading, count, lambda sentence: bool(beside.strong_of(sentence)), "linked passage")


def seek_conflict(reading: Reading) -> None:
    """`!`: to the next conflict, beginning again at the top."""
    beside = reading.beside(reading.side)
    total = len(beside.version.sentences)
    last = reading.flow(reading.side).passage(reading.sentence)[1]
    for offset in range(1, total + 1):
        sentence = (last + offset) % total
        if matches(beside, sentence, Filter.CONFLICTS):
            go(reading, sentence, jump=True)
            return
    reading.message = "no conflict found" if beside.compared else "still comparing"


def seek_hit(reading: Reading, count: int, *, include_here: bool = False) -> None:
    """`n` `N`: to the next search hit, going on in the other version after this one's last.

    Args:
        reading: The state to change.
        count: Forward if positive, else backward.
        include_here: Whether a hit in the present passage will do (while the query is being typed).
    """
    found = [
        (version, sentence)
        for version in _ring(reading)
        for sentence in _hit_sentences(reading, version)
    ]  # fmt: skip
    if not reading.query:
        reading.message = "nothing searched for yet: / searches"
        return
    if not found:
        reading.message = f"no “{reading.query}” in any version"
        return
    rank = {version: n for n, version in enumerate(_ring(reading))}
    first, last = reading.flow(reading.side).passage(reading.sentence)
    keyed = [(rank[version], sentence) for version, sentence in found]
    if count > 0:
        here = (0, first - 1 if include_here else last)
        at = next((n for n, key in enumerate(keyed) if key > here), 0)
    else:
        at = next((n for n in range(len(keyed) - 1, -1, -1) if keyed[n] < (0, first)), len(keyed) - 1)
    version, sentence = found[at]
    if not include_here:
        remember(reading)
    show_version(reading, version)
    go(reading, sentence, jump=True)


def _ring(reading: Reading) -> list[int]:
    total = len(reading.story.versions)
    return [(reading.version + n) % total for n in range(total)]


def _hit_sentences(reading: Reading, version: int) -> list[int]:
    sentences = reading.story.versions[version].sentences
    out: list[int] = []
    found = iter(reading.hits.get(version, []))
    hit = next(found, None)
    for index, sentence in enumerate(sentences):
        while hit and hit[1] <= sentence.span.start:
            hit = next(found, None)
        if hit and hit[0] < sentence.span.end:
            out.append(index)
    return out


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


def to_partner(reading: Reading) -> None:
    """`enter`: to the partner and level with it; again, to the next one, and at last back. Opens a folded run."""
    if unfold(reading):
        return
    here = Spot(reading.version, reading.sentence)
    going = reading.round
    if going is None:
        partners = tuple(
            Spot(reading.shown[1 - reading.side], reading.beside(reading.side).links[i].right[0])
            for i in reading.links()
        )
        if not partners:
            beside = reading.beside(reading.side)
            reading.message = f"only in {beside.version.siglum}" if beside.compared else "still comparing"
            return
        going = Round(here, partners, -1)
    turn = going.turn + 1
    row = cursor_row(reading)
    remember(reading)
    target = going.partners[turn] if turn < len(going.partners) else going.origin
    reading.side = LEFT if reading.shown[LEFT] == target.version else RIGHT
    reading.cursors[target.version] = target.sentence
    _level_with(reading, row)
    reading.round = Round(going.origin, going.partners, turn) if turn < len(going.partners) else None


def _level_with(reading: Reading, row: int) -> None:
    """Level the cursor's passage with what stands on a row opposite; both panes go up where it needs more room."""
    side, height = reading.side, reading.geometry.body
    flow = reading.flow(side)
    first, last = flow.span(reading.sentence)
    fitting = max(0, min(row, height - 1 - flow.distance(first, last, height)))
    reading.tops[side] = level(flow, reading.sentence, fitting)
    if not reading.alone:
        reading.tops[1 - side] = reading.flow(1 - side).move(reading.tops[1 - side], row - fitting)


def unfold(reading: Reading) -> bool:
    """Open the folded run under the cursor. Returns whether there was one."""
    flow = reading.flow(reading.side)
    if not flow.blocks:
        return False
    block = flow.blocks[flow.block_of(reading.sentence)]
    if not block.fold:
        return False
    reading.unfolded.add((reading.version, block.first))
    reading.relayout()
    go(reading, reading.sentence)
    return True


def remember(reading: Reading) -> None:
    """Note where the cursor is, so that `backspace` comes back here."""
    spot = Spot(reading.version, reading.sentence)
    if not reading.history or reading.history[-1] != spot:
        reading.history.append(spot)
        del reading.history[:-HISTORY]


def back(reading: Reading) -> None:
    """`backspace`: to where the last jump began."""
    if not reading.history:
        reading.message = "nowhere to go back to"
        return
    spot = reading.history.pop()
    show_version(reading, spot.version)
    go(reading, spot.sentence, jump=True)


def show_version(reading: Reading, version: int) -> None:
    """Move the cursor to a version; if it is in neither pane, it takes the place of the one opposite."""
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
    row = cursor_row(reading)
    reading.shown[other] = version
    reading.round = None
    reading.tops[other] = Place(0, 0)
    reading.unfolded = {key for key in reading.unfolded if key[0] != version}
    reading.relayout()
    sentence = reading.sentence
    reading.tops[reading.side] = level(reading.flow(reading.side), sentence, row)
    follow_partner(reading)


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


def to_end(reading: Reading, *, last: bool) -> None:
    """`g` `G`: to the first or the last passage."""
    remember(reading)
    total = len(reading.beside(reading.side).version.sentences)
    go(reading, reading.flow(reading.side).passage(max(0, total - 1))[0] if last else 0)


def next_filter(reading: Reading) -> None:
    """`&`: show the next kind of passages alone."""
    kinds = list(Filter)
    reading.filter = kinds[(kinds.index(reading.filter) + 1) % len(kinds)]
    reading.unfolded.clear()
    reading.relayout()
    beside, wanted = reading.beside(reading.side), reading.filter
    if wanted is Filter.ALL:
        reading.message = "showing all"
    else:
        count = sum(matches(beside, s, wanted) for s in range(len(beside.version.sentences)))
        reading.message = f"showing {wanted.value}: {count} in {beside.version.siglum}"
    go(reading, reading.cursors.get(reading.version, 0))
