"""Keys that go elsewhere: to the partner and back, to another version, to the ends."""

from __future__ import annotations

from collections import deque

from reader.merge.tellers import named
from reader.tui.model import sheet_moves
from reader.tui.model.follow import level, on_screen
from reader.tui.model.moves import beyond, go, visit
from reader.tui.model.reading import LEFT, RIGHT, Reading, Round, Spot

HISTORY = 200
"""Jumps that are remembered."""


def to_partner(reading: Reading) -> None:
    """`enter`: to the partner and level with it; again, to the next one, and at last back. Opens a folded run.

    In the merged view, where the partner stands at the same place, it shows the reading of each version instead.
    """
    if sheet_moves.unfold(reading) if reading.merged else unfold(reading):
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
            reading.message = nowhere(reading) if beside.compared else "still comparing"
            return
        going = Round(here, partners, -1)
    turn = going.turn + 1
    row = reading.row
    remember(reading)
    target = going.partners[turn] if turn < len(going.partners) else going.origin
    reading.side = LEFT if reading.shown[LEFT] == target.version else RIGHT
    reading.cursors[target.version] = target.sentence
    if reading.in_rows:
        go(reading, target.sentence)  # they stand level already
    else:
        _level_with(reading, row)
    reading.round = Round(going.origin, going.partners, turn) if turn < len(going.partners) else None


def nowhere(reading: Reading) -> str:
    """What is said of a passage without partner: who tells it, and how to see that."""
    beside = reading.beside(reading.side)
    others = beside.tellers.get(reading.sentence, ())
    if not others:
        here, there = beside.version.siglum, reading.beside(1 - reading.side).version.siglum
        return f"only in {here}" if reading.complete else f"not in {there}"
    versions = reading.story.versions
    return f"told by {named(versions, others)}: {others[0] + 1} puts {versions[others[0]].siglum} opposite"


def along(reading: Reading, link: int, near: int) -> None:
    """Go along a link to its other end, which comes level with the near one.

    Args:
        reading: The state to change.
        link: Index of the link.
        near: The side from which to go; one of the link's passages there is on screen.
    """
    remember(reading)
    found = reading.beside(near).links[link]
    height, flow = reading.geometry.body, reading.flow(near)
    seen = [s for s in found.left if on_screen(flow, reading.tops[near], s, height)]
    reading.side = near
    reading.cursors[reading.version] = (seen or found.left)[0]
    row = min(max(reading.row, 0), height - 1)
    reading.side = 1 - near
    reading.cursors[reading.version] = found.right[0]
    reading.round = None
    _level_with(reading, row)


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


def remember(reading: Reading, spot: Spot | None = None) -> None:
    """Note a spot (where the cursor is), so that `backspace` comes back to it; what lay ahead is forgotten."""
    _push(reading.history, spot or _here(reading))
    reading.ahead.clear()


def back(reading: Reading, count: int = 1) -> None:
    """`backspace`: to where the last jump began, or the last but so many."""
    _walk(reading, reading.history, reading.ahead, count, "nowhere to go back to")


def forward(reading: Reading, count: int = 1) -> None:
    """`ctrl+n`: to where `backspace` came from."""
    _walk(reading, reading.ahead, reading.history, count, "nowhere to go forward to")


def before_jump(reading: Reading) -> None:
    """`''`: to where the last jump began; again, to where this one did."""
    if not reading.history:
        reading.message = "no jump yet to go back from"
        return
    spot = reading.history.pop()
    remember(reading)
    visit(reading, spot, jump=True)


def _walk(reading: Reading, ahead: list[Spot], behind: list[Spot], count: int, nowhere: str) -> None:
    if not ahead:
        reading.message = nowhere
        return
    spot = _here(reading)
    for _ in range(min(count, len(ahead))):
        _push(behind, spot)
        spot = ahead.pop()
    visit(reading, spot, jump=True)


def _here(reading: Reading) -> Spot:
    return Spot(reading.version, reading.sentence)


def _push(spots: list[Spot], spot: Spot) -> None:
    if not spots or spots[-1] != spot:
        spots.append(spot)
        del spots[:-HISTORY]


def to_paragraph(reading: Reading, number: int) -> None:
    """`5G`: to a paragraph by its number, or to the last one where there are not so many."""
    paragraphs = reading.beside(reading.side).version.paragraphs
    sentences = [paragraph.sentences[0] for paragraph in paragraphs[max(0, number - 1) :] if paragraph.sentences]
    if not sentences:
        to_end(reading, last=True)
        return
    remember(reading)
    go(reading, sentences[0], jump=True)


def to_end(reading: Reading, *, last: bool) -> None:
    """`g` `G`: to the first or the last passage."""
    remember(reading)
    for spot in deque(beyond(reading, forward=last), maxlen=1):
        visit(reading, spot)
