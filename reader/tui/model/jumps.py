"""Keys that go elsewhere: to the partner and back, to another version, to the ends."""

from __future__ import annotations

from reader.tui.model.flow import Place
from reader.tui.model.follow import level
from reader.tui.model.moves import cursor_row, follow_partner, go
from reader.tui.model.reading import LEFT, RIGHT, Reading, Round, Spot

HISTORY = 200
"""Jumps that are remembered."""


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
    visit(reading, spot)


def visit(reading: Reading, spot: Spot) -> None:
    """Put the cursor on a spot, whichever version it is in."""
    show_version(reading, spot.version)
    go(reading, spot.sentence, jump=True)


def _walk(reading: Reading, ahead: list[Spot], behind: list[Spot], count: int, nowhere: str) -> None:
    if not ahead:
        reading.message = nowhere
        return
    spot = _here(reading)
    for _ in range(min(count, len(ahead))):
        _push(behind, spot)
        spot = ahead.pop()
    visit(reading, spot)


def _here(reading: Reading) -> Spot:
    return Spot(reading.version, reading.sentence)


def _push(spots: list[Spot], spot: Spot) -> None:
    if not spots or spots[-1] != spot:
        spots.append(spot)
        del spots[:-HISTORY]


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


def to_paragraph(reading: Reading, number: int) -> None:
    """`5G`: to a paragraph by its number, or to the last one where there are not so many."""
    paragraphs = reading.beside(reading.side).version.paragraphs
    sentences = [paragraph.sentences[0] for paragraph in paragraphs[max(0, number - 1) :] if paragraph.sentences]
    if not sentences:
        to_end(reading, last=True)
        return
    remember(reading)
    go(reading, reading.flow(reading.side).passage(sentences[0])[0], jump=True)


def to_end(reading: Reading, *, last: bool) -> None:
    """`g` `G`: to the first or the last passage."""
    remember(reading)
    total = len(reading.beside(reading.side).version.sentences)
    go(reading, reading.flow(reading.side).passage(max(0, total - 1))[0] if last else 0)
