"""The gutter between two panes: connectors in lanes, bundles, bridges, and stubs for what is far.

A cell belongs to the line of the highest priority that wants it; a lower one skips it, which reads as passing under.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from reader.tui.model.beside import Beside
from reader.tui.model.boxes import EAST, NORTH, SOUTH, WEST, box
from reader.tui.model.ink import Ink, Line
from reader.tui.model.lanes import Course, assign
from reader.tui.model.signs import SignSet

LANE_CAP = {9: 6, 7: 4}
"""By gutter width, as many connectors as can still be traced by eye (tried: 4 are easy, 6 read, 8 are texture)."""

Rows = dict[int, tuple[int, int]]
"""For each sentence that is on screen, its first and last visible row."""


class Looks(NamedTuple):
    """How a connector is drawn."""

    weight: int
    ink: Ink
    dashed: bool = False


CURSOR = Looks(2, Ink("bright", bold=True))
STRONG = Looks(1, Ink("mute"))
RELATED = Looks(1, Ink("faint"), dashed=True)
BRACKET = Looks(1, Ink("faint"))


@dataclass(slots=True)
class Wanted:
    """A connector that ought to be drawn."""

    course: Course
    looks: Looks
    distance: int
    """Rows from the cursor."""
    links: tuple[int, ...]
    bracket: tuple[tuple[int, int], tuple[int, int]] | None = None
    """First and last row of its bundle on the left and on the right edge."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the gutter has to show."""

    left: Beside
    right: Beside
    """Its links are the left one's, mirrored, in the same order."""
    left_rows: Rows
    right_rows: Rows
    folded: tuple[frozenset[int], frozenset[int]]
    """On each side, the sentences on screen that are folded away: their links are drawn only under the cursor."""
    left_top: int
    """First sentence on screen; what comes before is above."""
    right_top: int
    cursor_links: tuple[int, ...]
    cursor_row: int
    width: int
    height: int


@dataclass(slots=True)
class _Cell:
    owner: int
    arms: list[int]
    looks: Looks
    joins: set[tuple[str, int]] = field(default_factory=set)
    """Which ends (side, row) run through it; lines from one end may share it."""


def draw_gutter(scene: Scene, signs: SignSet) -> list[Line]:
    """Draw all rows of the gutter."""
    cells: dict[tuple[int, int], _Cell] = {}
    texts: dict[tuple[int, int], tuple[str, Ink]] = {}
    wanted, stubs = _wanted(scene)
    for side, row, text, bright in stubs:
        if bright:
            _place_stub(scene, texts, cells, side, row, _stub_text(text, side, signs), Ink("bright", bold=True))
    drawn, left_out = _choose(wanted, LANE_CAP.get(scene.width, max(1, scene.width - 3)))
    routed = [w for w in drawn if not w.course.level]
    lanes = assign([w.course for w in routed], scene.width - 2)
    lane_of = {id(w): lane + 1 for w, lane in zip(routed, lanes, strict=True)}
    for owner, item in enumerate(sorted(drawn, key=lambda w: (-w.looks.weight, w.looks.dashed, not w.course.level))):
        _trace(cells, texts, scene.width, owner, item, lane_of.get(id(item), 1))
    for item in left_out:
        link = item.links[0]
        for side, row, beside in (
            ("left", item.course.left[0], scene.right),
            ("right", item.course.right[0], scene.left),
        ):
            partner = beside.links[link].left[0]
            number = beside.version.sentences[partner].paragraph + 1
            stubs.append((side, row, (number, 0), False))
    for side, row, text, bright in stubs:
        if not bright:
            _place_stub(scene, texts, cells, side, row, _stub_text(text, side, signs), Ink("mute"))
    return [_compose(cells, texts, row, scene.width, signs) for row in range(scene.height)]


Stub = tuple[str, int, tuple[int, int], bool]
"""Side, row, (partner's paragraph number, −1 above · 0 on screen · 1 below), whether it is the cursor's."""


def _wanted(scene: Scene) -> tuple[list[Wanted], list[Stub]]:
    candidates = sorted(
        {i for s in scene.left_rows if s not in scene.folded[0] for i in scene.left.links_of(s)}
        | {i for s in scene.right_rows if s not in scene.folded[1] for i in scene.right.links_of(s)}
        | set(scene.cursor_links)
    )
    wanted: list[Wanted] = []
    stubs: list[Stub] = []
    cursor = [i for i in scene.cursor_links if i in candidates]
    _want_cursor(scene, cursor, wanted, stubs)
    bundles: dict[int, list[int]] = {}
    for index in candidates:
        if _aside(scene, index):
            continue
        if scene.left.links[index].reuse.strong:
            bundles.setdefault(scene.left.bundles[index], []).append(index)
        elif index not in cursor:
            ends = _ends(scene, index)
            if ends[0] and ends[1]:
                wanted.append(_connector(scene, (index,), ends[0], ends[1], RELATED))
    for members in bundles.values():
        _want_bundle(scene, members, cursor, wanted, stubs)
    return wanted, stubs


def _want_cursor(scene: Scene, cursor: list[int], wanted: list[Wanted], stubs: list[Stub]) -> None:
    """The cursor's links as one trunk with branches; stubs for the partners that are off screen."""
    left_rows: list[int] = []
    right_rows: list[int] = []
    for index in cursor:
        left, right = _ends(scene, index)
        if left and right:
            left_rows.append(left[0])
            right_rows.extend(scene.right_rows[s][0] for s in scene.left.links[index].right if s in scene.right_rows)
        else:
            stubs.extend(_far(scene, index, left, right, bright=True))
    if left_rows and right_rows:
        course = Course(tuple(sorted(set(left_rows))), tuple(sorted(set(right_rows))))
        wanted.append(Wanted(course, CURSOR, 0, tuple(cursor)))


def _want_bundle(scene: Scene, members: list[int], cursor: list[int], wanted: list[Wanted], stubs: list[Stub]) -> None:
    ends = {index: _ends(scene, index) for index in members}
    whole = [index for index in members if ends[index][0] and ends[index][1]]
    if not whole:
        far = sorted(s for i in members if i not in cursor for s in _far(scene, i, *ends[i], bright=False))
        for side in ("left", "right"):
            stubs.extend([stub for stub in far if stub[0] == side][:1])
        return
    first = whole[0]
    left = [e for e, _ in ends.values() if e]
    right = [e for _, e in ends.values() if e]
    left_bracket = (min(e[0] for e in left), max(e[1] for e in left))
    right_bracket = (min(e[0] for e in right), max(e[1] for e in right))
    several = len(members) > 1 or any(
        len(scene.left.links[i].left) > 1 or len(scene.left.links[i].right) > 1 for i in members
    )
    bracket = (left_bracket, right_bracket) if several else None
    if first in cursor:
        for item in wanted:
            if item.looks is CURSOR:
                item.bracket = bracket
        return
    ends_left, ends_right = ends[first]
    if ends_left and ends_right:
        wanted.append(_connector(scene, tuple(members), ends_left, ends_right, STRONG, bracket, first))


def _connector(
    scene: Scene,
    links: tuple[int, ...],
    left: tuple[int, int],
    right: tuple[int, int],
    looks: Looks,
    bracket: tuple[tuple[int, int], tuple[int, int]] | None = None,
    first: int | None = None,
) -> Wanted:
    distance = min(abs(left[0] - scene.cursor_row), abs(right[0] - scene.cursor_row))
    ordered = links if first is None else (first, *(i for i in links if i != first))
    return Wanted(Course((left[0],), (right[0],)), looks, distance, ordered, bracket)


def _ends(scene: Scene, index: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """First and last visible row of a link on either side, None where it is off screen."""
    link = scene.left.links[index]
    return _extent(link.left, scene.left_rows), _extent(link.right, scene.right_rows)


def _extent(sentences: tuple[int, ...], rows: Rows) -> tuple[int, int] | None:
    seen = [rows[s] for s in sentences if s in rows]
    return (min(r[0] for r in seen), max(r[1] for r in seen)) if seen else None


def _aside(scene: Scene, index: int) -> bool:
    link = scene.left.links[index]
    return any(
        beside.version.paragraphs[beside.version.sentences[sentences[0]].paragraph].role.aside
        for beside, sentences in ((scene.left, link.left), (scene.right, link.right))
    )


def _far(
    scene: Scene, index: int, left: tuple[int, int] | None, right: tuple[int, int] | None, *, bright: bool
) -> list[Stub]:
    """A stub at the end that is on screen, naming the paragraph of the one that is not."""
    link = scene.left.links[index]
    out: list[Stub] = []
    for side, end, partner, beside, top in (
        ("left", left, link.right[0], scene.right, scene.right_top),
        ("right", right, link.left[0], scene.left, scene.left_top),
    ):
        if end:
            number = beside.version.sentences[partner].paragraph + 1
            out.append((side, end[0], (number, -1 if partner < top else 1), bright))
    return out


def _choose(wanted: list[Wanted], cap: int) -> tuple[list[Wanted], list[Wanted]]:
    """Those that get a lane (level ones need none), and the strong ones that must do with stubs."""
    levels = [w for w in wanted if w.course.level]
    others = [w for w in wanted if not w.course.level]
    strong = sorted((w for w in others if not w.looks.dashed), key=lambda w: (w.looks is not CURSOR, w.distance))
    related = sorted((w for w in others if w.looks.dashed), key=lambda w: w.distance)
    drawn = strong[:cap]
    if len(strong) <= 2 * cap:
        drawn += related[: cap - len(drawn)]
    return levels + drawn, strong[cap:]


def _trace(
    cells: dict[tuple[int, int], _Cell],
    texts: dict[tuple[int, int], tuple[str, Ink]],
    width: int,
    owner: int,
    item: Wanted,
    lane: int,
) -> None:
    course, weight = item.course, item.looks.weight
    arms: dict[tuple[int, int], list[int]] = {}
    joins: dict[tuple[int, int], set[tuple[str, int]]] = {}

    def add(row: int, column: int, *directions: int) -> None:
        cell = arms.setdefault((row, column), [0, 0, 0, 0])
        for direction in directions:
            cell[direction] = weight

    for side, rows, columns in (("left", course.left, range(lane)), ("right", course.right, range(lane + 1, width))):
        for row in rows:
            for column in columns:
                add(row, column, EAST, WEST)
                joins.setdefault((row, column), set()).add((side, row))
            add(row, lane, WEST if side == "left" else EAST)
            joins.setdefault((row, lane), set()).add((side, row))
    for row in range(course.top, course.bottom):
        add(row, lane, SOUTH)
        add(row + 1, lane, NORTH)
    for place, cell_arms in arms.items():
        _put(cells, texts, place, owner, cell_arms, item.looks, joins.get(place, set()))
    if item.bracket:
        _bracket(cells, texts, width, owner, item.bracket)


def _bracket(
    cells: dict[tuple[int, int], _Cell],
    texts: dict[tuple[int, int], tuple[str, Ink]],
    width: int,
    owner: int,
    bracket: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    for (top, bottom), column, outward in ((bracket[0], 0, WEST), (bracket[1], width - 1, EAST)):
        if top == bottom:
            continue
        for row in range(top, bottom + 1):
            cell_arms = [int(row > top), 0, int(row < bottom), 0]
            if row in (top, bottom):
                cell_arms[outward] = 1
            _put(cells, texts, (row, column), owner, cell_arms, BRACKET, set())


def _put(
    cells: dict[tuple[int, int], _Cell],
    texts: dict[tuple[int, int], tuple[str, Ink]],
    place: tuple[int, int],
    owner: int,
    arms: list[int],
    looks: Looks,
    joins: set[tuple[str, int]],
) -> None:
    if place in texts:
        return
    cell = cells.get(place)
    if cell is None:
        cells[place] = _Cell(owner, arms, looks, joins)
    elif cell.owner == owner or cell.joins & joins:
        cell.arms = [max(a, b) for a, b in zip(cell.arms, arms, strict=True)]
        cell.joins |= joins


def _stub_text(target: tuple[int, int], side: str, signs: SignSet) -> str:
    number, direction = target
    arrow = {-1: signs.up, 0: "", 1: signs.down}[direction]
    return f"{number}{arrow}" if side == "left" else f"{arrow}{number}"


def _place_stub(
    scene: Scene,
    texts: dict[tuple[int, int], tuple[str, Ink]],
    cells: dict[tuple[int, int], _Cell],
    side: str,
    row: int,
    text: str,
    ink: Ink,
) -> None:
    start = 0 if side == "left" else scene.width - len(text)
    places = [(row, start + k) for k in range(len(text))]
    if any(place in cells or place in texts for place in places):
        return
    for place, char in zip(places, text, strict=True):
        texts[place] = (char, ink)


def _compose(
    cells: dict[tuple[int, int], _Cell],
    texts: dict[tuple[int, int], tuple[str, Ink]],
    row: int,
    width: int,
    signs: SignSet,
) -> Line:
    line: Line = []
    for column in range(width):
        if (row, column) in texts:
            char, ink = texts[row, column]
        elif (row, column) in cells:
            cell = cells[row, column]
            north, east, south, west = cell.arms
            char = box((north, east, south, west), dashed=cell.looks.dashed, ascii_only=signs.ascii)
            ink = cell.looks.ink
        else:
            char, ink = " ", Ink()
        if line and line[-1][1] == ink:
            line[-1] = (line[-1][0] + char, ink)
        else:
            line.append((char, ink))
    return line
