"""What the keys do to a reading. Each function changes the state and says in `Reading.message` what it could not do."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from rich.cells import cell_len, set_cell_size

from reader.merge.beside import named
from reader.story.version import sentence_at
from reader.tui.model import merged_navigation
from reader.tui.model.flow import Follow, Place, Row, follow_cursor, hold, land, level, on_screen
from reader.tui.model.layout import FACING_WIDTH, NARROWEST_FACING, Mode, View
from reader.tui.model.state import LEFT, RIGHT, Reading, Round, Spot

_ANY = 1_000_000_000
"""More rows than any text has: where the whole distance is asked for."""


def beyond(reading: Reading, *, forward: bool) -> Iterator[Spot]:
    """The passages that follow the cursor's on the screen, or those before it, the nearest first."""
    if reading.merged:
        yield from merged_navigation.beyond(reading, forward=forward)
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
        visit(reading, merged_navigation.paragraph(reading, count))
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
        merged_navigation.show(reading, jump=jump)
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
        merged_navigation.other_telling(reading, side)
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
            target = sentence_at(flow.beside.version.sentences, near[1].start)
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
        if not merged_navigation.scroll(reading, rows) and side is None:
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
        merged_navigation.point(reading, row, column)
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


# Keys that go elsewhere


HISTORY = 200
"""Jumps that are remembered."""


def to_partner(reading: Reading) -> None:
    """`enter`: to the partner and level with it; again, to the next one, and at last back. Opens a folded run.

    In the merged view, where the partner stands at the same place, it shows the reading of each version instead.
    """
    if merged_navigation.unfold(reading) if reading.merged else unfold(reading):
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


# Marks


MARK, GO_TO_MARK = "mark", "go-to-mark"
"""What `Reading.pending` says while a letter is waited for: the actions that wait."""
LAST = "'"
"""In place of a letter: where the last jump began."""


def ask(reading: Reading, action: str) -> None:
    """`m` or `'`: wait for a letter, and say which ones are taken."""
    reading.pending = action
    taken = " ".join(sorted(reading.marks))
    if action == MARK:
        reading.message = "mark: letter?" + (f" · taken: {taken}" if taken else "") + " · esc cancels"
    else:
        reading.message = "to mark: letter?" + (f" · {taken}" if taken else "") + f" · {LAST} before the last jump"


def is_letter(character: str | None) -> bool:
    """Whether a key makes a letter that can be a mark, of whatever script."""
    return character is not None and len(character) == 1 and character.isalpha()


def set_mark(reading: Reading, letter: str) -> None:
    """Mark the passage under the cursor; the letter leaves the passage it marked before."""
    reading.marks[letter] = (reading.version, reading.sentence)
    reading.message = f"{_where(reading, reading.marks[letter])} is marked {letter} · {LAST}{letter} comes back here"


def go_to_mark(reading: Reading, letter: str) -> None:
    """Go to a marked passage, or, for `'`, to where the last jump began."""
    if letter == LAST:
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


def _where(reading: Reading, spot: tuple[int, int]) -> str:
    return reading.story.versions[spot[0]].sentence_label(spot[1])


# The views of a story


_NAMES = {
    View.FACING: "facing: each version in its own order",
    View.ROWS: "rows: linked passages level",
    View.MERGED: "merged: the story told once",
}


def next_view(reading: Reading) -> None:
    """`v`: facing, rows, merged; the cursor's passage stays on its row."""
    if reading.alone:
        reading.message = "one version has only one view"
        return
    views = list(View)
    show_view(reading, views[(views.index(reading.view) + 1) % len(views)])


def show_view(reading: Reading, view: View) -> None:
    """Take a view."""
    if view is View.ROWS and reading.lead not in reading.shown:
        reading.lead = reading.version
    reading.look_at(view)
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = _NAMES[view]


def lead(reading: Reading) -> None:
    """`V`: rows and the merged reading follow the order of the version that the cursor is in; again, of the other."""
    if reading.alone or reading.view is View.FACING:
        reading.message = "one version leads in rows and merged: v changes the view"
        return
    other = reading.version if reading.version != reading.lead else reading.shown[1 - reading.side]
    reading.lead = other
    reading.relayout()
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = f"{reading.story.versions[other].siglum} leads"


# How the text is laid out by the reader's wish


STEP = 4
NARROWEST, WIDEST = 40, 120
"""Columns of text that the keys go to; the settings may say less."""


def change_width(reading: Reading, count: int) -> None:
    """`+` `-`: so many steps wider or narrower, from what is on screen."""
    geometry = reading.geometry
    if count > 0 and geometry.text < reading.max_text:
        reading.message = f"no more than {geometry.text} columns of text fit here"
        return
    wanted = (min(geometry.text, reading.max_text) // STEP + count) * STEP
    if count < 0 and geometry.text % STEP:
        wanted += STEP
    wanted = min(max(wanted, NARROWEST), WIDEST)
    same = wanted == reading.max_text
    reading.text_width = reading.max_text = wanted
    reading.message = f"{'already ' if same else ''}{wanted} columns of text"


def toggle_panes(reading: Reading) -> None:
    """`|`: one pane where there would be two, two where there would be one; again, as many as there is room for."""
    facing = reading.geometry.mode is Mode.FACING
    if reading.alone:
        reading.message = "there is one version only"
    elif reading.merged:
        reading.message = "the merged reading has one pane"
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
    """`Z`: only the text, or all that stands around it again."""
    reading.zen = not reading.zen
    reading.message = "only the text · Z brings the rest back · ctrl+g says where you are" if reading.zen else ""
