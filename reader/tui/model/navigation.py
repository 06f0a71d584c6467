"""What the keys do to the state: the cursor, scrolling, jumps, marks, views and the width of the text.

Each function changes the `Reading`. If it cannot do what was asked, it says so in `Reading.message`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from reader.align.alignment import Bead
from reader.merge.beside import named
from reader.merge.reading import sentences_of
from reader.story.clean import plural
from reader.tui.model.flow import (
    Flow,
    Follow,
    Position,
    TextRow,
    clamp_top,
    follow_cursor,
    follow_rows,
    on_screen,
    top_after_jump,
    top_with_passage_at,
)
from reader.tui.model.ink import grapheme_at
from reader.tui.model.layout import FACING_WIDTH, INDENT, NARROWEST_FACING, Mode, View
from reader.tui.model.state import LEFT, RIGHT, PartnerCycle, Reading, Spot

if TYPE_CHECKING:  # loaded for the merged view alone
    from reader.tui.model.merged import MergedRow

WHOLE_DISTANCE = 1_000_000_000
"""More rows than any text has: a limit that asks for the whole distance."""
HISTORY = 200
"""Jumps that are remembered."""
WIDTH_STEP = 4
NARROWEST, WIDEST = 40, 120
"""Columns of text that the keys reach; the settings allow less."""
MARK, GO_TO_MARK = "mark", "go-to-mark"
"""The actions that wait for a letter, as they stand in `Reading.pending`."""
LAST_JUMP = "'"
"""Typed in place of a mark's letter: where the last jump began."""

VIEW_MESSAGES = {
    View.FACING: "facing: each version in its own order",
    View.ROWS: "rows: linked passages side by side",
    View.MERGED: "merged: the story told once",
}
FOLLOW_MESSAGES = {
    Follow.RULE: "the other pane brings partners level",
    Follow.LINES: "the other pane scrolls by the same number of lines",
    Follow.NOT: "the other pane does not move: enter brings the partner level",
    Follow.PLACE: "the same place stands level, by order, paragraphs and length",
}


# Moving the cursor


def passages_from(reading: Reading, *, forward: bool) -> Iterator[Spot]:
    """The passages that follow the cursor's on screen, or those before it, the nearest first."""
    if reading.merged:
        yield from _tellings_from(reading, forward=forward)
        return
    for sentence in reading.flow(reading.side).passages_from(reading.sentence, forward=forward):
        yield Spot(reading.version, sentence)


def step(reading: Reading, count: int) -> None:
    """Move the cursor by passages."""
    found = list(islice(passages_from(reading, forward=count > 0), abs(count)))
    visit(reading, found[-1] if found else cursor_spot(reading))


def step_paragraph(reading: Reading, count: int) -> None:
    """Move the cursor by paragraphs (blocks); backward first to the beginning of the present one."""
    if reading.merged:
        visit(reading, _paragraph_of_tellings(reading, count))
        return
    flow = reading.flow(reading.side)
    firsts = [block.first for block in flow.blocks if block.first >= 0]
    if not firsts:
        return
    own = flow.blocks[flow.block_of(reading.sentence)].first
    if count < 0 and reading.sentence != own:
        count += 1
    go(reading, firsts[min(max(firsts.index(own) + count, 0), len(firsts) - 1)])


def cursor_spot(reading: Reading) -> Spot:
    """Where the cursor is."""
    return Spot(reading.version, reading.sentence)


def visit(reading: Reading, spot: Spot, *, jump: bool = False) -> None:
    """Put the cursor on a passage of any version; see `go`."""
    if reading.version != spot.version:
        show_version(reading, spot.version)
    go(reading, spot.sentence, jump=jump)


def go(reading: Reading, sentence: int, *, jump: bool = False) -> None:
    """Put the cursor on a sentence of the version it is in; the panes follow.

    Args:
        reading: The state to change.
        sentence: Index of the sentence.
        jump: Whether to land a third down the screen, unless the passage is in a good place already.
    """
    side, height = reading.side, reading.geometry.body
    flow, before = reading.flow(side), reading.tops[side]
    if not flow.blocks:
        return
    _set_cursor(reading, reading.version, sentence)
    if reading.merged:
        _show_telling(reading, jump=jump)
        return
    if jump and not (reading.is_on_screen(side, sentence) and reading.row <= height * 2 // 3):
        reading.tops[side] = top_after_jump(flow, sentence, height)
    else:
        reading.tops[side] = follow_cursor(flow, before, sentence, height)
    _bring_other_pane(reading, before)


def land_on(reading: Reading, sentence: int) -> None:
    """Put the cursor on a sentence a third down the screen, wherever it stood before."""
    flow, side = reading.flow(reading.side), reading.side
    _set_cursor(reading, reading.version, flow.passage(sentence)[0])
    before = reading.tops[side]
    reading.tops[side] = top_after_jump(flow, reading.sentence, reading.geometry.body)
    _bring_other_pane(reading, before)


def go_to_cell(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage at a row and a column of a pane; the panes do not scroll."""
    if reading.merged:
        _go_to_merged_cell(reading, row, column)
        return
    if reading.stacked:
        side = next((s for s in (LEFT, RIGHT) if reading.flow(s).window(reading.tops[s], row + 1)[row]), side)
    flow, geometry = reading.flow(side), reading.geometry
    line = flow.window(reading.tops[side], row + 1)[row]
    if line is None:
        return
    version = flow.beside.version
    column -= geometry.margin + (geometry.indent if side == LEFT else 0)
    offset = line.start + grapheme_at(version.text[line.start : line.end], column)[0]
    reading.side = side
    _set_cursor(reading, reading.version, flow.passage(version.sentence_at(min(offset, line.end - 1)))[0])


def switch_side(reading: Reading, side: int) -> None:
    """`tab` `h` `l`: go to the other pane: to the partner, or the passage on the same row, or where the cursor was."""
    if side == reading.side or reading.alone:
        return
    if reading.merged:
        _switch_telling_side(reading, side)
        return
    links = reading.links()
    target = reading.beside(reading.side).links[links[0]].right[0] if links else None
    row = reading.row
    reading.side = side
    flow, height = reading.flow(side), reading.geometry.body
    if target is None:
        seen = enumerate(reading.window(side))
        nearest = min(((abs(n - row), line.start) for n, line in seen if line), default=None)
        if nearest is not None:
            target = flow.beside.version.sentence_at(nearest[1])
    if target is not None:
        reading.cursors[reading.version] = target
    reading.cycle = None
    reading.tops[side] = follow_cursor(flow, reading.tops[side], reading.sentence, height)
    reading.level_tops()


def _set_cursor(reading: Reading, version: int, sentence: int) -> None:
    reading.cursors[version] = sentence
    reading.cycle = None


# Scrolling


def scroll(reading: Reading, rows: int, side: int | None = None) -> None:
    """Scroll by rows. The other pane comes along unless it does not follow at all; the cursor stays on screen.

    Where there is nothing more to scroll, the keys move the cursor instead: by a passage, or for (half) a page to the
    end.

    Args:
        reading: The state to change.
        rows: How many rows, negative upward.
        side: The pane under the mouse; None for the cursor's, by the keys.
    """
    if reading.merged:
        if not _scroll_merged(reading, rows) and side is None:
            _move_at_the_end(reading, rows)
        return
    height, scrolled = reading.geometry.body, reading.side if side is None else side
    flow, before = reading.flow(scrolled), reading.tops[scrolled]
    if not flow.blocks:
        return
    reading.tops[scrolled] = clamp_top(flow, flow.move(before, rows), height)
    moved = flow.distance(before, reading.tops[scrolled], abs(rows) + height)
    if reading.in_rows or reading.follow is not Follow.NOT:
        _follow_lines(reading, scrolled, moved)
    if moved and reading.by_place and not reading.in_rows and (begun := _passages_beginning(reading, scrolled)):
        _follow_place(reading, scrolled, begun[0])
    if moved:
        _keep_cursor_on_screen(reading, down=rows > 0)
    elif side is None:
        _move_at_the_end(reading, rows)


def _move_at_the_end(reading: Reading, rows: int) -> None:
    """Move the cursor where there is nothing more to scroll."""
    if abs(rows) < reading.geometry.body // 2:
        step(reading, 1 if rows > 0 else -1)
        return
    for spot in deque(passages_from(reading, forward=rows > 0), maxlen=1):
        visit(reading, spot)


def _keep_cursor_on_screen(reading: Reading, *, down: bool) -> None:
    """Move a cursor that was scrolled away to the first whole passage on screen, or the last if scrolling up.

    In rows, if nothing of the cursor's version is on screen, the cursor goes over to the other version.
    """
    reading.cycle = None
    if reading.is_on_screen(reading.side, reading.sentence):
        return
    sides = (reading.side, 1 - reading.side) if reading.in_rows else (reading.side,)
    whole, begun = {}, {}
    for side in sides:
        begun[side] = _passages_beginning(reading, side)
        whole[side] = [sentence for sentence in begun[side] if reading.is_on_screen(side, sentence)]
    for found in (whole, begun):
        for side in sides:
            if found[side]:
                reading.side = side
                reading.cursors[reading.version] = found[side][0 if down else -1]
                return


def _passages_beginning(reading: Reading, side: int) -> list[int]:
    """The passages that begin on screen, from the top."""
    return [s for row in reading.window(side) if row for s in _passages_beginning_on(reading.flow(side), row)]


def _passages_beginning_on(flow: Flow, row: TextRow) -> list[int]:
    if flow.blocks[row.block].fold:
        return [row.sentence]
    sentences = flow.beside.version.sentences
    return [s for s in flow.sentences_on(row) if sentences[s].span.start >= row.start]


# The other pane


def next_follow(reading: Reading) -> None:
    """`S`: the next way in which the opposite pane follows."""
    ways = (Follow.RULE, Follow.PLACE) if reading.in_rows else tuple(Follow)
    at = ways.index(reading.follow) if reading.follow in ways else 0
    reading.follow = ways[(at + 1) % len(ways)]
    reading.message = FOLLOW_MESSAGES[reading.follow]
    if reading.in_rows:
        reading.relayout()
        if reading.follow is Follow.RULE:
            reading.message = VIEW_MESSAGES[View.ROWS]
    elif not reading.merged and reading.follow in (Follow.RULE, Follow.PLACE):
        follow_partner(reading)


def take_levels(reading: Reading, pair: tuple[int, int], beads: Sequence[Bead]) -> None:
    """Bring level what was found to be one place of a pair of versions, if that is still wanted.

    Args:
        reading: The state to change.
        pair: The two versions, the earlier one first.
        beads: What stands level, in order; nothing if the two have no order in common, which is said.
    """
    reading.levels[pair] = tuple(beads)
    if reading.follow is not Follow.PLACE or sorted(reading.shown) != list(pair):
        return
    if not beads:
        one, other = (reading.story.versions[version].siglum for version in pair)
        reading.message = f"{one} and {other} have no order in common: linked passages stand level"
    elif reading.in_rows:
        reading.relayout()
    elif not reading.merged:
        follow_partner(reading)


def follow_partner(reading: Reading) -> None:
    """Scroll the other pane by the rule: bring a strong partner level, unless it is moved and on screen."""
    if reading.in_rows:
        reading.level_tops()
        return
    if reading.by_place:
        _follow_place(reading, reading.side, reading.sentence)
        return
    beside = reading.beside(reading.side)
    strong = beside.strong_of(reading.sentence)
    if not strong or reading.alone:
        return
    link, other = beside.links[strong[0]], 1 - reading.side
    if link.moved and all(reading.is_on_screen(other, sentence) for sentence in link.right):
        return
    reading.tops[other] = top_with_passage_at(reading.flow(other), link.right[0], reading.row)


def _follow_place(reading: Reading, side: int, sentence: int) -> None:
    """Bring the place of a sentence of one pane level in the other: by the bead that it is in, or the nearest one."""
    beads = reading.by_place
    at = bisect_right(beads, sentence, key=lambda bead: bead[side][0])
    before, behind = beads[max(0, at - 1)], beads[min(at, len(beads) - 1)]
    bead = before if sentence - before[side][-1] <= behind[side][0] - sentence else behind
    flow = reading.flow(side)
    row = flow.distance(reading.tops[side], flow.span(bead[side][0])[0], WHOLE_DISTANCE)
    reading.tops[1 - side] = top_with_passage_at(reading.flow(1 - side), bead[1 - side][0], row)


def show_version(reading: Reading, version: int) -> None:
    """Move the cursor to a version; if it is in neither pane, it replaces the one opposite."""
    if reading.merged:
        reading.go_into(version)
        return
    if version not in reading.shown:
        put_opposite(reading, version)
    if reading.shown[reading.side] != version:
        reading.side = 1 - reading.side


def put_opposite(reading: Reading, version: int) -> None:
    """`1` … `9`: put a version into the other pane."""
    total = len(reading.story.versions)
    if version >= total:
        reading.message = f"this story has {plural(total, 'version')}"
        return
    siglum = reading.story.versions[version].siglum
    if version in reading.shown:
        where = "here" if version == reading.version else "opposite"
        reading.message = f"{siglum} is {where} already"
        return
    other = 1 - reading.side
    row = reading.row
    reading.shown[other] = version
    reading.cycle = None
    reading.tops[other] = Position(0, 0)
    reading.unfolded = {key for key in reading.unfolded if key[0] != version}
    reading.relayout()
    flow, height = reading.flow(reading.side), reading.geometry.body
    top = top_with_passage_at(flow, reading.sentence, row)
    if not on_screen(flow, top, reading.sentence, height):  # it takes more rows beside another version
        top = follow_cursor(flow, top, reading.sentence, height)
    reading.tops[reading.side] = top
    follow_partner(reading)


def next_opposite(reading: Reading) -> None:
    """`0`: put the next version into the other pane, passing over the cursor's; after the last comes the first."""
    total, opposite = len(reading.story.versions), reading.shown[1 - reading.side]
    following = [(opposite + n) % total for n in range(1, total)]
    wanted = [version for version in following if version != reading.version]
    if not wanted or total < 3:
        reading.message = "no other version to put opposite"
        return
    put_opposite(reading, wanted[0])


def _bring_other_pane(reading: Reading, before: Position) -> None:
    """Scroll the other pane after the cursor's pane, whose top was at `before`."""
    if reading.in_rows or reading.follow in (Follow.RULE, Follow.PLACE):
        follow_partner(reading)
    elif reading.follow is Follow.LINES:
        flow = reading.flow(reading.side)
        _follow_lines(reading, reading.side, flow.distance(before, reading.tops[reading.side], WHOLE_DISTANCE))


def _follow_lines(reading: Reading, side: int, rows: int) -> None:
    """Scroll the pane opposite `side` by as many rows."""
    if not reading.alone and rows:
        other = 1 - side
        reading.tops[other] = reading.flow(other).move(reading.tops[other], rows)


# Partners and folded runs


def to_partner(reading: Reading) -> None:
    """`enter`: go to the partner, level with it; again, to the next one, and at last back. Opens a folded run.

    In the merged view, where partners stand in one place, it shows the reading of each version instead.
    """
    if unfold(reading):
        return
    here = cursor_spot(reading)
    cycle = reading.cycle
    if cycle is None:
        beside, opposite = reading.beside(reading.side), reading.shown[1 - reading.side]
        partners = tuple(Spot(opposite, beside.links[i].right[0]) for i in reading.links())
        if not partners:
            reading.message = why_no_partner(reading) if beside.compared else "still comparing"
            return
        cycle = PartnerCycle(here, partners, -1)
    turn = cycle.turn + 1
    row = reading.row
    remember(reading)
    target = cycle.partners[turn] if turn < len(cycle.partners) else cycle.origin
    reading.side = LEFT if reading.shown[LEFT] == target.version else RIGHT
    reading.cursors[target.version] = target.sentence
    if reading.in_rows:
        go(reading, target.sentence)  # they stand level already
    else:
        _bring_level(reading, row)
    reading.cycle = cycle._replace(turn=turn) if turn < len(cycle.partners) else None


def why_no_partner(reading: Reading) -> str:
    """The message for a passage without a partner: who else tells it, and how to see that."""
    beside = reading.beside(reading.side)
    others = beside.tellers.get(reading.sentence, ())
    if not others:
        here, there = beside.version.siglum, reading.beside(1 - reading.side).version.siglum
        return f"only in {here}" if reading.complete else f"not in {there}"
    versions = reading.story.versions
    return f"told by {named(versions, others)}: {others[0] + 1} puts {versions[others[0]].siglum} opposite"


def follow_link(reading: Reading, link: int, near: int) -> None:
    """Go along a link to its other end, which comes level with the near one.

    Args:
        reading: The state to change.
        link: Index of the link.
        near: The side from which to go; one of the link's passages there is on screen.
    """
    remember(reading)
    found = reading.beside(near).links[link]
    seen = [sentence for sentence in found.left if reading.is_on_screen(near, sentence)]
    reading.side = near
    reading.cursors[reading.version] = (seen or found.left)[0]
    row = min(max(reading.row, 0), reading.geometry.body - 1)
    reading.side = 1 - near
    _set_cursor(reading, reading.version, found.right[0])
    _bring_level(reading, row)


def _bring_level(reading: Reading, row: int) -> None:
    """Put the cursor's passage level with a row opposite; both panes move up if it needs more room."""
    side, height = reading.side, reading.geometry.body
    flow = reading.flow(side)
    first, last = flow.span(reading.sentence)
    fitting = max(0, min(row, height - 1 - flow.distance(first, last, height)))
    reading.tops[side] = top_with_passage_at(flow, reading.sentence, fitting)
    if not reading.alone:
        reading.tops[1 - side] = reading.flow(1 - side).move(reading.tops[1 - side], row - fitting)


def unfold(reading: Reading) -> bool:
    """Open the folded run under the cursor; in the merged view also each version's reading.

    Returns:
        Whether the key was used up.
    """
    if reading.merged:
        return _unfold_telling(reading)
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


# Jumps


def remember(reading: Reading, spot: Spot | None = None) -> None:
    """Remember a spot (by default the cursor's), so that `backspace` goes back to it. Clears what lay ahead."""
    _push(reading.history, spot or cursor_spot(reading))
    reading.ahead.clear()


def back(reading: Reading, count: int = 1) -> None:
    """`backspace`: to where the last jump began, or the last but `count`."""
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


def to_paragraph(reading: Reading, number: int) -> None:
    """`5G`: to a paragraph by its number, or to the last one if there are not so many."""
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
    for spot in deque(passages_from(reading, forward=last), maxlen=1):
        visit(reading, spot)


def _walk(reading: Reading, ahead: list[Spot], behind: list[Spot], count: int, otherwise: str) -> None:
    if not ahead:
        reading.message = otherwise
        return
    spot = cursor_spot(reading)
    for _ in range(min(count, len(ahead))):
        _push(behind, spot)
        spot = ahead.pop()
    visit(reading, spot, jump=True)


def _push(spots: list[Spot], spot: Spot) -> None:
    if not spots or spots[-1] != spot:
        spots.append(spot)
        del spots[:-HISTORY]


# Marks


def ask_for_letter(reading: Reading, action: str) -> None:
    """`m` or `'`: wait for a letter, and say which ones are taken."""
    reading.pending = action
    taken = " ".join(sorted(reading.marks))
    if action == MARK:
        reading.message = "mark: letter?" + (f" · taken: {taken}" if taken else "") + " · esc cancels"
    else:
        listed = f" · {taken}" if taken else ""
        reading.message = f"to mark: letter?{listed} · {LAST_JUMP} before the last jump"


def is_letter(character: str | None) -> bool:
    """Whether a key types a letter that can be a mark, in any script."""
    return character is not None and len(character) == 1 and character.isalpha()


def set_mark(reading: Reading, letter: str) -> None:
    """Mark the passage under the cursor; the letter no longer marks what it did before."""
    spot = cursor_spot(reading)
    reading.marks[letter] = (spot.version, spot.sentence)
    where = reading.story.versions[spot.version].sentence_label(spot.sentence)
    reading.message = f"{where} is marked {letter} · {LAST_JUMP}{letter} comes back here"


def go_to_mark(reading: Reading, letter: str) -> None:
    """Go to a marked passage, or, for `'`, to where the last jump began."""
    if letter == LAST_JUMP:
        before_jump(reading)
        return
    marked = reading.marks.get(letter)
    if marked is None:
        reading.message = f"nothing is marked {letter}"
        return
    remember(reading)
    visit(reading, Spot(*marked), jump=True)


def letters_at(reading: Reading, version: int, sentence: int) -> list[str]:
    """The letters that mark a sentence, in alphabetical order."""
    return sorted(letter for letter, spot in reading.marks.items() if spot == (version, sentence))


# Views and layout


def next_view(reading: Reading) -> None:
    """`v`: facing, rows, merged; the cursor's passage keeps its row."""
    if reading.alone:
        reading.message = "one version has only one view"
        return
    views = list(View)
    show_view(reading, views[(views.index(reading.view) + 1) % len(views)])


def show_view(reading: Reading, view: View) -> None:
    """Take a view."""
    if view is View.ROWS and reading.lead not in reading.shown:
        reading.lead = reading.version
    reading.change_view(view)
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = VIEW_MESSAGES[view]


def change_lead(reading: Reading) -> None:
    """`V`: rows and the merged view follow the order of the cursor's version; again, of the other."""
    if reading.alone or reading.view is View.FACING:
        reading.message = "one version leads in rows and merged: v changes the view"
        return
    other = reading.version if reading.version != reading.lead else reading.shown[1 - reading.side]
    reading.lead = other
    reading.relayout()
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = f"{reading.story.versions[other].siglum} leads"


def toggle_even_brightness(reading: Reading) -> None:
    """`H`: show shared text as bright as the rest, or quiet again."""
    reading.even = not reading.even
    reading.message = "even brightness" if reading.even else "shared text is quiet"


def change_width(reading: Reading, count: int) -> None:
    """`+` `-`: make the text wider or narrower by `count` steps, from the width on screen."""
    geometry = reading.geometry
    if count > 0 and geometry.text < reading.max_text:
        reading.message = f"no more than {geometry.text} columns of text fit here"
        return
    wanted = (min(geometry.text, reading.max_text) // WIDTH_STEP + count) * WIDTH_STEP
    if count < 0 and geometry.text % WIDTH_STEP:
        wanted += WIDTH_STEP
    wanted = min(max(wanted, NARROWEST), WIDEST)
    same = wanted == reading.max_text
    reading.text_width = reading.max_text = wanted
    reading.message = f"{'already ' if same else ''}{wanted} columns of text"


def toggle_panes(reading: Reading) -> None:
    """`|`: one pane instead of two, or two instead of one; again, as many as there is room for."""
    facing = reading.geometry.mode is Mode.FACING
    if reading.alone:
        reading.message = "there is only one version"
    elif reading.merged:
        reading.message = "the merged view has one pane"
    elif reading.panes:
        reading.panes = 0
        reading.message = f"two panes from {FACING_WIDTH} columns on"
    elif facing:
        reading.panes = 1
        reading.message = "one pane"
    elif reading.geometry.width < NARROWEST_FACING:
        reading.message = f"two panes need {NARROWEST_FACING} columns"
    else:
        reading.panes = 2
        reading.message = "two panes"


def toggle_zen(reading: Reading) -> None:
    """`Z`: show only the text, or everything again."""
    reading.zen = not reading.zen
    reading.message = "only the text · Z brings the rest back · ctrl+g says where you are" if reading.zen else ""


# The merged view, where the cursor moves from telling to telling


def spot_of_telling(reading: Reading, telling: int) -> Spot:
    """The spot for a telling: in the cursor's version if that tells it, else in one that is shown."""
    told = reading.sheet().tellings[telling]
    for version in (reading.version, *reading.shown, told.host):
        if version in told.versions:
            return Spot(version, told.sentences[version][0])
    return Spot(told.host, told.sentences[told.host][0])


def _tellings_from(reading: Reading, *, forward: bool) -> Iterator[Spot]:
    """The tellings that follow the cursor's, or those before it, the nearest first; a folded run counts as one."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return
    inside = sheet.members(reading.telling)
    at = inside[-1] + 1 if forward else inside[0] - 1
    while 0 <= at < len(sheet.tellings):
        inside = sheet.members(at)
        yield spot_of_telling(reading, inside[0])
        at = inside[-1] + 1 if forward else inside[0] - 1


def _paragraph_of_tellings(reading: Reading, count: int) -> Spot:
    """The beginning of the paragraph `count` further on; backward first that of the present one."""
    sheet, here = reading.sheet(), reading.telling
    firsts = [
        block.first
        for number, block in enumerate(sheet.blocks)
        if block.fold or not number or sheet.blocks[number - 1].paragraph != block.paragraph
    ]
    if not firsts:
        return cursor_spot(reading)
    own = max((n for n, first in enumerate(firsts) if first <= here), default=0)
    if count < 0 and here != firsts[own]:
        count += 1
    return spot_of_telling(reading, firsts[min(max(own + count, 0), len(firsts) - 1)])


def _show_telling(reading: Reading, *, jump: bool) -> None:
    """Bring the cursor's telling on screen; after a jump a third down, unless it is in a good place already."""
    sheet, height = reading.sheet(), reading.geometry.body
    first, last = sheet.span(reading.telling)
    row = sheet.distance(reading.sheet_top, first, 2 * height)
    rows = sheet.distance(first, last, height)
    if jump and not (row >= 0 and row + rows < height and row <= height * 2 // 3):
        reading.sheet_top = clamp_top(sheet, sheet.move(first, -(height // 3)), height)
    else:
        reading.sheet_top = follow_rows(sheet, reading.sheet_top, first, last, height)


def _scroll_merged(reading: Reading, rows: int) -> bool:
    """Scroll by rows, the cursor staying on screen. Returns whether there was anything to scroll."""
    sheet, before, height = reading.sheet(), reading.sheet_top, reading.geometry.body
    reading.sheet_top = clamp_top(sheet, sheet.move(before, rows), height)
    if reading.sheet_top == before:
        return False
    if not reading.is_telling_on_screen(reading.telling):
        lines = [row for row in reading.sheet_window() if row is not None]
        inside = sorted({sheet.members(t)[0] for row in lines for t in sheet.strands(row.block)[row.strand].tellings})
        whole = [telling for telling in inside if reading.is_telling_on_screen(telling)]
        found = whole or [max(inside, key=lambda telling: _rows_on_screen(reading, telling))]
        _put_on_telling(reading, found[0 if rows > 0 else -1])
    return True


def _rows_on_screen(reading: Reading, telling: int) -> int:
    """How many rows of a telling are on screen."""
    sheet, height = reading.sheet(), reading.geometry.body
    first, last = (sheet.distance(reading.sheet_top, place, 2 * height) for place in sheet.span(telling))
    return min(last, height - 1) - max(first, 0) + 1


def _go_to_merged_cell(reading: Reading, row: int, column: int) -> None:
    """Put the cursor on the telling at a row and a column."""
    sheet, geometry = reading.sheet(), reading.geometry
    line = sheet.window(reading.sheet_top, row + 1)[row]
    if line is not None:
        offset = _merged_offset(reading, line, column - geometry.indent - geometry.margin)
        _put_on_telling(reading, sheet.telling_at(line, offset))


def _merged_offset(reading: Reading, line: MergedRow, column: int) -> int:
    """The code point of a row's strand that stands in a column of its text."""
    text = reading.sheet().strands(line.block)[line.strand].text[line.start : line.end]
    return line.start + grapheme_at(text, column - (INDENT if line.strand else 0))[0]


def _put_on_telling(reading: Reading, telling: int) -> None:
    spot = spot_of_telling(reading, reading.sheet().members(telling)[0])
    reading.go_into(spot.version)
    _set_cursor(reading, spot.version, spot.sentence)


def _switch_telling_side(reading: Reading, side: int) -> None:
    """Put the cursor into the version opposite, if it tells the same."""
    if not reading.sheet().blocks:
        return
    told = reading.sheet().tellings[reading.telling]
    version = reading.shown[side]
    if version not in told.versions:
        reading.message = f"not in {reading.story.versions[version].siglum}"
        return
    reading.side = side
    _set_cursor(reading, version, told.sentences[version][0])


def _unfold_telling(reading: Reading) -> bool:
    """Open the folded run, or show each version's reading; again, hide them. Returns whether the key was used up."""
    sheet = reading.sheet()
    if not sheet.blocks:
        return False
    told = sheet.tellings[reading.telling]
    block = sheet.blocks[sheet.block_of(reading.telling)]
    if block.opened:
        reading.unfolded -= set(sentences_of(told))
    elif block.fold or told.shared:
        members = sheet.members(reading.telling)
        reading.unfolded |= {(v, s) for n in members for v in told.versions for s in sheet.tellings[n].sentences[v]}
    else:
        reading.message = f"only in {reading.story.versions[told.host].siglum}"
        return True
    reading.relayout()
    _show_telling(reading, jump=False)
    return True
