"""The gutter between two panes: which links are drawn as connectors, in bundles, and which are named by stubs.

It is worked out with the version of the first siglum on the left, and mirrored where that stands on the right: A │ B
and B │ A are each other's mirror image.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from reader.merge.beside import Beside
from reader.tui.model.ink import Ink, Line
from reader.tui.model.signs import SignSet

# Which lane each connector's upright takes


_OVERLAP = 5.0
"""Cost of two lines lying on each other for a stretch: worse than a few crossings."""
_MOST = 8
"""Connectors in one tangle for which every order is weighed: what `fits` grants has no larger one."""


class Course(NamedTuple):
    """The rows of the screen that one connector joins."""

    left: int
    right: int

    @property
    def top(self) -> int:
        """First row of the upright."""
        return min(self.left, self.right)

    @property
    def bottom(self) -> int:
        """Last row of the upright."""
        return max(self.left, self.right)

    @property
    def level(self) -> bool:
        """Whether it is one straight line, which needs no lane."""
        return self.left == self.right


def touch(one: Course, other: Course) -> bool:
    """Whether two uprights would run into each other in one lane."""
    return one.top <= other.bottom + 1 and other.top <= one.bottom + 1


def cost(left: Course, right: Course) -> float:
    """What it costs that `left` has a lane further left than `right`: crossings, and lines lying on each other."""
    # the line that `left` sends to the right passes under the upright of `right`, and the other way round
    crossings = int(right.top <= left.right <= right.bottom and left.right != right.right)
    crossings += int(left.top <= right.left <= left.bottom and right.left != left.left)
    return crossings + _OVERLAP * (left.right == right.left)


def assign(courses: list[Course], lanes: int, busy: Mapping[tuple[int, int], int] | None = None) -> list[int]:
    """Choose a lane, 0 … lanes − 1 from the left, for each course.

    What an order of uprights costs depends only on which of two stands further left, so the best order of each tangle
    is found exactly, set by set (Held and Karp's dynamic programming). Uprights that do not touch share lanes.

    Args:
        courses: Connectors that need a lane; no more than there are lanes if none may touch.
        lanes: How many lanes there are.
        busy: Row and lane of cells that had better be left free, and how much so. Tangles are moved sideways for it.

    Returns:
        A lane for each course, in the given order.
    """
    chosen: dict[int, int] = {}
    for tangle in _tangles(courses):
        layers = _layers(courses, tangle)
        slack = max(0, lanes - 1 - max(layers.values()))
        margin = min(range(slack + 1), key=lambda m: (_hits(courses, layers, m, busy or {}), abs(m - slack // 2)))
        for index, layer in layers.items():
            chosen[index] = min(margin + layer, lanes - 1)
    return [chosen[index] for index in range(len(courses))]


def fits(courses: list[Course], lanes: int) -> bool:
    """Whether so many lanes are enough for all these courses, in the order with the fewest crossings."""
    for tangle in _tangles(courses):
        if len(tangle) > lanes and (len(tangle) > _MOST or max(_layers(courses, tangle).values()) >= lanes):
            return False
    return True


def _layers(courses: list[Course], tangle: list[int]) -> dict[int, int]:
    """For each course of a tangle how many lanes must be left of its own."""
    layers: dict[int, int] = {}
    for index in _best_order(courses, tangle):
        layers[index] = max((n + 1 for k, n in layers.items() if touch(courses[k], courses[index])), default=0)
    return layers


def _hits(courses: list[Course], layers: dict[int, int], margin: int, busy: Mapping[tuple[int, int], int]) -> int:
    """How much of what is busy a tangle's uprights would run over."""
    return sum(
        weight
        for (row, lane), weight in busy.items()
        for index, layer in layers.items()
        if margin + layer == lane and courses[index].top <= row <= courses[index].bottom
    )


def _tangles(courses: list[Course]) -> list[list[int]]:
    """The indexes of courses that touch each other, directly or through others, together; from top to bottom."""
    tangles: list[list[int]] = []
    bottom = 0
    for index in sorted(range(len(courses)), key=lambda i: (courses[i].top, i)):
        if not tangles or courses[index].top > bottom + 1:
            tangles.append([])
            bottom = courses[index].bottom
        tangles[-1].append(index)
        bottom = max(bottom, courses[index].bottom)
    return tangles


def _best_order(courses: list[Course], tangle: list[int]) -> list[int]:
    """The order from left to right that costs the least; of several the one nearest to the given order."""
    if len(tangle) > _MOST:
        return tangle
    size = len(tangle)
    costs = [[cost(courses[a], courses[b]) for b in tangle] for a in tangle]
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for members in range(1 << size):
        spent, order = best[members]
        for last in range(size):
            if not members >> last & 1:
                with_last = members | 1 << last
                found = spent + sum([costs[k][last] for k in order]), (*order, last)
                if with_last not in best or found < best[with_last]:
                    best[with_last] = found
    return [tangle[k] for k in best[(1 << size) - 1][1]]


# Box-drawing characters by the arms they have


Arms = tuple[int, int, int, int]
"""Weights north, east, south, west."""

NORTH, EAST, SOUTH, WEST = range(4)
_DIRECTIONS = {
    "UP": (NORTH,),
    "RIGHT": (EAST,),
    "DOWN": (SOUTH,),
    "LEFT": (WEST,),
    "VERTICAL": (NORTH, SOUTH),
    "HORIZONTAL": (EAST, WEST),
}
_WEIGHTS = {"LIGHT": 1, "HEAVY": 2}
_ARCS: dict[Arms, str] = {(0, 1, 1, 0): "╭", (0, 0, 1, 1): "╮", (1, 0, 0, 1): "╯", (1, 1, 0, 0): "╰"}
_DASHED = {(0, 1, 0, 1): "┈", (1, 0, 1, 0): "┊", (0, 2, 0, 2): "┉", (2, 0, 2, 0): "┋"}


@cache
def _table() -> dict[Arms, str]:
    table: dict[Arms, str] = {}
    for code in range(0x2500, 0x2580):
        name = unicodedata.name(chr(code), "")
        if not name.startswith("BOX DRAWINGS ") or any(w in name for w in ("DASH", "DOUBLE", "ARC", "DIAGONAL")):
            continue
        arms = _parse(name.removeprefix("BOX DRAWINGS ").split())
        if arms is not None:
            table.setdefault(arms, chr(code))
    return table | _ARCS


def _parse(words: list[str]) -> Arms | None:
    """Read `DOWN LIGHT AND RIGHT HEAVY` or `LIGHT DOWN AND RIGHT`: weights before or after what they belong to."""
    arms = [0, 0, 0, 0]
    groups: list[list[str]] = [[]]
    for word in words:
        if word == "AND":
            groups.append([])
        else:
            groups[-1].append(word)
    common = 0
    for group in groups:
        weight = next((_WEIGHTS[w] for w in group if w in _WEIGHTS), common)
        if group[0] in _WEIGHTS:
            common = weight
        for word in group:
            for direction in _DIRECTIONS.get(word, ()):
                arms[direction] = weight
    if not any(arms):
        return None
    return arms[0], arms[1], arms[2], arms[3]


def box(arms: Arms, *, dashed: bool = False, ascii_only: bool = False) -> str:
    """The character with these arms; straight lines are dashed if asked. Blank where there are none."""
    if not any(arms):
        return " "
    if ascii_only:
        upright, level = arms[NORTH] or arms[SOUTH], arms[EAST] or arms[WEST]
        lines = (":", ".") if dashed else ("|", "-")
        return "+" if upright and level else lines[0] if upright else lines[1]
    if dashed and arms in _DASHED:
        return _DASHED[arms]
    found = _table().get(arms)
    if found is None:  # a mixture Unicode lacks: all arms in the heaviest weight
        heaviest = max(arms)
        found = _table()[tuple(heaviest if w else 0 for w in arms)]  # type: ignore[index]
    return found


# The gutter's cells


class Looks(NamedTuple):
    """How a line is drawn. Those that come first are drawn whole where lines meet."""

    rank: int
    weight: int
    ink: Ink
    dashed: bool = False


CURSOR = Looks(0, 2, Ink("bright", bold=True))
CURSOR_RELATED = CURSOR._replace(dashed=True)
STRONG = Looks(2, 1, Ink("mute"))
RELATED = Looks(3, 1, Ink("faint"), dashed=True)
CURSOR_BRACKET = Looks(1, 1, Ink("bright", bold=True))
BRACKET = Looks(4, 1, Ink("faint"))

Spot = tuple[int, int]
"""Row and column."""


class Bracket(NamedTuple):
    """A line along the gutter's edge over the rows of several passages."""

    side: int
    """0 the left edge, 1 the right one."""
    top: int
    bottom: int
    teeth: tuple[int, ...] = ()
    """Rows between at which it points outward, besides the first and the last."""
    looks: Looks = BRACKET


@dataclass(slots=True, eq=False, repr=False)
class Wanted:
    """A connector that ought to be drawn."""

    course: Course
    looks: Looks
    distance: int
    """Rows from the cursor."""
    links: tuple[int, ...]
    """What it stands for, the one that it joins first."""
    brackets: list[Bracket] = field(default_factory=list)
    related: bool = False
    """Whether it tells only the same fact, and gives way to what is shared."""

    @property
    def cursors(self) -> bool:
        """Whether it is the cursor's trunk."""
        return self.looks.rank == CURSOR.rank


class Stub(NamedTuple):
    """A number that stands for a connector: where it would lead."""

    side: int
    rows: dict[int, int]
    """Where it may stand, the best first, and for each row the number of the partner's paragraph, from 1."""
    direction: int
    """−1 above the screen, 0 on it, 1 below."""
    bright: bool
    links: tuple[int, ...]
    short: bool = False
    """Whether there is room for the arrow alone."""

    def text(self, signs: SignSet, row: int) -> str:
        """`12▼` at the left edge, `▼12` at the right one."""
        arrow = {-1: signs.up, 0: "", 1: signs.down}[self.direction]
        if self.short and arrow:
            return arrow
        return f"{self.rows[row]}{arrow}" if self.side == 0 else f"{arrow}{self.rows[row]}"


@dataclass(slots=True, eq=False, repr=False)
class _Cell:
    owner: int
    arms: list[int]
    looks: Looks
    links: tuple[int, ...]
    joins: set[tuple[int, int]]
    """Which ends (side, row) run through it; lines from one end may share it."""
    bridge: bool = False
    """Whether another line passes under it."""


class Grid:
    """The cells of one gutter."""

    def __init__(self, width: int, height: int, signs: SignSet) -> None:
        self.width = width
        self.height = height
        self.signs = signs
        self._cells: dict[Spot, _Cell] = {}
        self._stubs: dict[Spot, tuple[str, int, Stub]] = {}
        """For each cell its character, the how-many-eth it is, and the stub."""

    # stubs

    def stub_spots(self, stub: Stub, row: int, shift: int = 0) -> list[Spot]:
        """The cells that a stub takes on a row, at the edge or `shift` cells away from it."""
        size = len(stub.text(self.signs, row))
        start = shift if stub.side == 0 else self.width - size - shift
        return [(row, column) for column in range(start, start + size)]

    def place(self, stub: Stub, on: int | None = None) -> bool:
        """Write a stub where no line is, at the edge or beside a bracket there.

        Args:
            stub: What to write.
            on: The row; None takes the first of its rows with room.

        Returns:
            Whether there was room.
        """
        for shift in (0, 1):
            for row in stub.rows if on is None else (on,):
                spots = self.stub_spots(stub, row, shift)
                edge = self._cells.get((row, 0 if stub.side == 0 else self.width - 1))
                if shift and (edge is None or edge.joins):
                    continue
                if all(0 <= column < self.width and self._free((y, column), stub) for y, column in spots):
                    for index, (spot, char) in enumerate(zip(spots, stub.text(self.signs, row), strict=True)):
                        self._cells.pop(spot, None)
                        self._stubs[spot] = char, index, stub
                    return True
        return False

    def _free(self, spot: Spot, stub: Stub) -> bool:
        """Whether a stub may stand on a cell: on an empty one, or where a line sets out from the same row."""
        if spot in self._stubs:
            return False
        cell = self._cells.get(spot)
        if cell is None:
            return True
        inward = (spot[0], spot[1] + (1 if stub.side == 0 else -1))
        return not cell.bridge and sets_out(cell.arms, cell.joins, (stub.side, spot[0])) and inward in self._cells

    # lines

    def draw(self, items: list[tuple[Wanted, int]]) -> None:
        """Draw connectors, each in its lane's column: by rank, and of one rank what is level before what is upright."""
        strokes = [(owner, item, spot, arms, joins)
                   for owner, (item, column) in enumerate(items)
                   for spot, (arms, joins) in route(item, column, self.width).items()]  # fmt: skip
        strokes.sort(key=lambda s: (s[1].looks.rank, s[3][EAST] == s[3][WEST] == 0))
        for owner, item, spot, arms, joins in strokes:
            self._put(spot, _Cell(owner, arms, item.looks, item.links, joins))
        brackets = [(owner, item, bracket) for owner, (item, _) in enumerate(items) for bracket in item.brackets]
        for owner, item, bracket in sorted(brackets, key=lambda found: found[2].looks.rank):
            self._bracket(owner, bracket, item.links)

    def _bracket(self, owner: int, bracket: Bracket, links: tuple[int, ...]) -> None:
        column, outward = ((0, WEST), (self.width - 1, EAST))[bracket.side]
        rows = {row for row in range(bracket.top, bracket.bottom + 1) if (row, column) not in self._stubs}
        for row in sorted(rows):
            arms = [int(row - 1 in rows), 0, int(row + 1 in rows), 0]
            if not any(arms):
                continue
            if not all(arms[NORTH::2]) or row in bracket.teeth:
                arms[outward] = 1
            cell = self._put((row, column), _Cell(owner, arms, bracket.looks, links, set()))
            if cell and all(cell.arms):
                cell.arms[outward] = 0  # the trunk sets out from the bracket: no cross, which would read as two lines

    def _put(self, spot: Spot, new: _Cell) -> _Cell | None:
        """Lay a piece of a line on a cell; gives the cell if it is (also) this line's."""
        if spot in self._stubs:
            return None
        cell = self._cells.setdefault(spot, new)
        if cell.owner == new.owner or cell.joins & new.joins:
            cell.arms = [max(a, b) for a, b in zip(cell.arms, new.arms, strict=True)]
            cell.joins |= new.joins
            return cell
        cell.bridge = True
        return None

    # what came of it

    def links_at(self, row: int, column: int) -> tuple[int, ...]:
        """The links that a cell's line or stub stands for; none where it is empty."""
        if (row, column) in self._stubs:
            return self._stubs[row, column][2].links
        cell = self._cells.get((row, column))
        return cell.links if cell else ()

    def stub_at(self, row: int, column: int) -> Stub | None:
        """The stub that a cell is part of."""
        found = self._stubs.get((row, column))
        return found[2] if found else None

    def lines(self, *, mirrored: bool = False) -> list[Line]:
        """All rows; `mirrored` with left and right exchanged."""
        drawn = {row for cells in (self._cells, self._stubs) for row, _ in cells}
        blank = " " * self.width, Ink()
        return [self._line(row, mirrored=mirrored) if row in drawn else [blank] for row in range(self.height)]

    def _line(self, row: int, *, mirrored: bool) -> Line:
        line: Line = []
        for column in range(self.width):
            char, ink = self._mirrored(row, column) if mirrored else self._drawn(row, column)
            if line and line[-1][1] == ink:
                line[-1] = (line[-1][0] + char, ink)
            else:
                line.append((char, ink))
        return line

    def _mirrored(self, row: int, column: int) -> tuple[str, Ink]:
        """What stands in a cell of the mirror image: stubs are written anew, so that their digits read as ever."""
        from_right = self.width - 1 - column
        if (row, from_right) not in self._stubs:
            return self._drawn(row, from_right, mirrored=True)
        _, index, stub = self._stubs[row, from_right]
        return stub._replace(side=1 - stub.side).text(self.signs, row)[-1 - index], _stub_ink(stub)

    def _drawn(self, row: int, column: int, *, mirrored: bool = False) -> tuple[str, Ink]:
        if (row, column) in self._stubs:
            char, _, stub = self._stubs[row, column]
            return char, _stub_ink(stub)
        cell = self._cells.get((row, column))
        if cell is None:
            return " ", Ink()
        north, east, south, west = cell.arms
        if mirrored:
            east, west = west, east
        return box((north, east, south, west), dashed=cell.looks.dashed, ascii_only=self.signs.ascii), cell.looks.ink


def route(item: Wanted, column: int, width: int) -> dict[Spot, tuple[list[int], set[tuple[int, int]]]]:
    """The cells of a connector whose upright stands in a column: for each its arms, and which ends run through it."""
    course, weight = item.course, item.looks.weight
    cells: dict[Spot, tuple[list[int], set[tuple[int, int]]]] = {}

    def add(row: int, at: int, *directions: int, end: tuple[int, int] | None = None) -> None:
        arms, joins = cells.setdefault((row, at), ([0, 0, 0, 0], set()))
        for direction in directions:
            arms[direction] = weight
        if end:
            joins.add(end)

    for at in range(column):
        add(course.left, at, EAST, WEST, end=(0, course.left))
    add(course.left, column, WEST, end=(0, course.left))
    add(course.right, column, EAST, end=(1, course.right))
    for at in range(column + 1, width):
        add(course.right, at, EAST, WEST, end=(1, course.right))
    for row in range(course.top, course.bottom):
        add(row, column, SOUTH)
        add(row + 1, column, NORTH)
    return cells


def sets_out(arms: list[int], joins: set[tuple[int, int]], end: tuple[int, int]) -> bool:
    """Whether a cell is of the level part with which lines set out from one end (side, row), and of nothing else."""
    return arms[NORTH] == arms[SOUTH] == 0 and joins == {end}


def _stub_ink(stub: Stub) -> Ink:
    return Ink("bright", bold=True) if stub.bright else Ink("mute")


LANE_CAP = {9: 6, 7: 4}
"""By gutter width, as many lanes as can still be traced by eye (tried: 4 are easy, 6 read, 8 are texture)."""
_BRIGHT_STUB = 100
"""How much more a lane should keep off the cursor's stub than off another's."""

Extent = tuple[int, int]
"""First and last visible row."""
Rows = dict[int, Extent]
"""For each sentence that is on screen, its extent."""
Ends = tuple[Extent | None, Extent | None]
"""The extents of a link on the left and on the right; None where it is off screen."""


class Scene(NamedTuple):
    """What the gutter has to show. The pairs are of the left and the right side."""

    besides: tuple[Beside, Beside]
    """The right one's links are the left one's, mirrored, in the same order."""
    rows: tuple[Rows, Rows]
    folded: tuple[frozenset[int], frozenset[int]]
    """The sentences on screen that are folded away: their links are drawn only under the cursor."""
    tops: tuple[int, int]
    """The first sentences on screen; what comes before is above."""
    cursor_links: tuple[int, ...]
    cursor_side: int
    cursor_row: int
    width: int
    height: int

    @property
    def mirrored(self) -> Scene:
        """The same with the panes exchanged."""
        return Scene(
            self.besides[::-1], self.rows[::-1], self.folded[::-1], self.tops[::-1],
            self.cursor_links, 1 - self.cursor_side, self.cursor_row, self.width, self.height,
        )  # fmt: skip

    @property
    def turned(self) -> bool:
        """Whether the version of the first siglum stands on the right."""
        left, right = (beside.version.siglum for beside in self.besides)
        return (len(left), left) > (len(right), right)

    def ends(self, link: int) -> Ends:
        """Where a link is on screen, on either side."""
        found = self.besides[0].links[link]
        return _extent(found.left, self.rows[0]), _extent(found.right, self.rows[1])

    def sentences(self, link: int, side: int) -> tuple[int, ...]:
        """The sentences of a link on one side."""
        found = self.besides[0].links[link]
        return found.right if side else found.left

    def stub_rows(self, links: Iterable[int], side: int) -> dict[int, int]:
        """Where the links' stub may stand on one side: the rows of their sentences, and the paragraph opposite."""
        rows: dict[int, int] = {}
        for link in links:
            partner = self.sentences(link, 1 - side)[0]
            number = self.besides[1 - side].version.sentences[partner].paragraph + 1
            for sentence in self.sentences(link, side):
                first, last = self.rows[side].get(sentence, (0, -1))
                for row in range(first, last + 1):
                    rows.setdefault(row, number)
        return rows

    def aside(self, link: int) -> bool:
        """Whether a link leads to or from what is no part of the story."""
        return any(
            beside.version.paragraphs[beside.version.sentences[self.sentences(link, side)[0]].paragraph].role.aside
            for side, beside in enumerate(self.besides)
        )


def draw_gutter(scene: Scene, signs: SignSet) -> list[Line]:
    """Draw all rows of the gutter."""
    if scene.turned:
        return lay_out(scene.mirrored, signs).lines(mirrored=True)
    return lay_out(scene, signs).lines()


def gutter_link_at(scene: Scene, signs: SignSet, row: int, column: int) -> tuple[int, int] | None:
    """Which link a cell of the gutter belongs to, and from which side of it one would set out.

    That is the stub's side, or the cursor's if it is its link, or else the nearer one.

    Args:
        scene: What the gutter shows.
        signs: How it is written.
        row: Row of the gutter, from 0.
        column: Column of the gutter, from 0.

    Returns:
        Index of the link, and side (0 left, 1 right); None for an empty cell.
    """
    if scene.turned:
        found = gutter_link_at(scene.mirrored, signs, row, scene.width - 1 - column)
        return (found[0], 1 - found[1]) if found else None
    grid = lay_out(scene, signs)
    links = grid.links_at(row, column)
    if not links:
        return None
    stub = grid.stub_at(row, column)
    near = stub.side if stub else int(column >= scene.width / 2)
    on_row = [link for link in links if (end := scene.ends(link)[near]) and end[0] <= row <= end[1]]
    link = (on_row or links)[0]
    if not stub and link in scene.cursor_links:
        near = scene.cursor_side
    return link, near


def lay_out(scene: Scene, signs: SignSet) -> Grid:
    """Lay connectors and stubs on a grid. Where strong links would go without a stub, the related ones give way."""
    grid, complete = _laid(scene, signs, *_wanted(scene))
    if not complete:
        wanted, stubs = _wanted(scene)
        grid, _ = _laid(scene, signs, [item for item in wanted if not item.related], stubs)
    return grid


def _laid(scene: Scene, signs: SignSet, wanted: list[Wanted], stubs: list[Stub]) -> tuple[Grid, bool]:
    """A grid, and whether all stubs are on it."""
    drawn, left_out = _choose(wanted, LANE_CAP.get(scene.width, max(1, scene.width - 3)))
    grid = Grid(scene.width, scene.height, signs)
    bright = [stub for stub in stubs if stub.bright]
    levels = [(item, scene.width // 2) for item in drawn if item.course.level]
    routed = [item for item in drawn if not item.course.level]
    while True:
        named = [stub for item in left_out for stub in _near(scene, item)]
        lanes = assign([item.course for item in routed], scene.width - 2, _busy(grid, stubs + named))
        placed = levels + [(item, lane + 1) for item, lane in zip(routed, lanes, strict=True)]
        spots = _spots(grid, bright, placed)
        if len(routed) < 2 or not any(item.cursors for _, through in spots for item in through):
            break
        left_out.append(routed.pop())  # so that the trunk finds another lane
    gone = [item for _, through in spots for item in through if not item.cursors]
    for stub, (row, _) in zip(bright, spots, strict=True):
        grid.place(stub, row)
    grid.draw([(item, column) for item, column in placed if not any(item is other for other in gone)])
    named += [stub for item in gone for stub in _near(scene, item)]
    dull = _merged(stub for stub in stubs + named if not stub.bright)
    unplaced = [stub for stub in dull if not grid.place(stub)]
    for stub in unplaced:
        grid.place(stub._replace(short=True))
    return grid, not unplaced


def _busy(grid: Grid, stubs: list[Stub]) -> dict[tuple[int, int], int]:
    """Row and lane of the cells that stubs would like to stand on, and how much they should be let."""
    busy: dict[tuple[int, int], int] = {}
    for stub in stubs:
        for row, column in grid.stub_spots(stub, next(iter(stub.rows))):
            busy[row, column - 1] = max(busy.get((row, column - 1), 0), _BRIGHT_STUB if stub.bright else 1)
    return busy


def _spots(grid: Grid, stubs: list[Stub], placed: list[tuple[Wanted, int]]) -> list[tuple[int, list[Wanted]]]:
    """For each of the cursor's stubs the best row, and the connectors that would run through it there."""
    routes = [(item, route(item, column, grid.width)) for item, column in placed]
    out: list[tuple[int, list[Wanted]]] = []
    taken: set[tuple[int, int]] = set()
    for stub in stubs:
        tried = []
        for row in stub.rows:
            cells = grid.stub_spots(stub, row)
            through = [
                item for item, course in routes
                if any(cell in course and not sets_out(*course[cell], (stub.side, row)) for cell in cells)
            ]  # fmt: skip
            cost = (stub.side, row) in taken, any(item.cursors for item in through), len(through)
            tried.append((cost, row, through))
        _, row, through = min(tried, key=lambda found: found[:2])
        taken.add((stub.side, row))
        out.append((row, through))
    return out


def _wanted(scene: Scene) -> tuple[list[Wanted], list[Stub]]:
    """What ought to be drawn as connectors, and the stubs for what leads off the screen."""
    links = scene.besides[0].links
    seen = {
        link
        for side, beside in enumerate(scene.besides)
        for sentence in scene.rows[side]
        if sentence not in scene.folded[side]
        for link in beside.links_of(sentence)
        if not scene.folded[1 - side].issuperset(scene.sentences(link, 1 - side))
    }
    candidates = sorted(seen | set(scene.cursor_links), key=lambda i: (links[i].left, links[i].right))
    cursor = [i for i in scene.cursor_links if any(scene.ends(i))]
    wanted, stubs = _want_cursor(scene, cursor)
    bundles: dict[int, list[int]] = {}
    for link in candidates:
        if scene.aside(link):
            continue
        if links[link].reuse.strong:
            bundles.setdefault(scene.besides[0].bundles[link], []).append(link)
        elif link not in cursor:
            left, right = scene.ends(link)
            if left and right:
                course = Course(left[0], right[0])
                wanted.append(Wanted(course, RELATED, _distance(scene, course), (link,), related=True))
    for members in bundles.values():
        _want_bundle(scene, members, cursor, wanted, stubs)
    return wanted, stubs


def _want_cursor(scene: Scene, cursor: list[int]) -> tuple[list[Wanted], list[Stub]]:
    """The cursor's links: one trunk to the first partner, a bracket over all of them, stubs for those off screen."""
    whole = [link for link in cursor if all(scene.ends(link))]
    stubs = _merged(stub for link in cursor if link not in whole for stub in _far(scene, [link], bright=True))
    if not whole:
        return [], stubs
    rows: list[int] = []
    brackets: list[Bracket] = []
    for side in (0, 1):
        extents = sorted({
            scene.rows[side][s] for link in whole for s in scene.sentences(link, side) if s in scene.rows[side]
        })  # fmt: skip
        end = scene.ends(whole[0])[side]
        here = side == scene.cursor_side and any(scene.cursor_row == first for first, _ in extents)
        rows.append(scene.cursor_row if here or end is None else end[0])
        top, bottom = extents[0][0], max(last for _, last in extents)
        if len(extents) > 1 and bottom > top:
            brackets.append(Bracket(side, top, bottom, tuple(first for first, _ in extents), CURSOR_BRACKET))
    strong = scene.besides[0].links[whole[0]].reuse.strong
    return [Wanted(Course(*rows), CURSOR if strong else CURSOR_RELATED, 0, tuple(whole), brackets)], stubs


def _merged(stubs: Iterable[Stub]) -> list[Stub]:
    """Stubs of which several would say the same at the same place as one."""
    out: dict[tuple[object, ...], Stub] = {}
    for stub in stubs:
        key = stub.side, stub.direction, next(iter(stub.rows.items()))
        if same := out.get(key):
            stub = same._replace(rows=stub.rows | same.rows, links=same.links + stub.links)
        out[key] = stub
    return list(out.values())


def _want_bundle(scene: Scene, members: list[int], cursor: list[int], wanted: list[Wanted], stubs: list[Stub]) -> None:
    """One connector for a bundle, with brackets over its rows; one stub at either side if none of it is whole."""
    ends = [scene.ends(link) for link in members]
    whole = [link for link, found in zip(members, ends, strict=True) if all(found)]
    if not whole:
        stubs += _far(scene, [link for link in members if link not in cursor], bright=False)
        return
    links = scene.besides[0].links
    several = len(members) > 1 or len(links[members[0]].left) > 1 or len(links[members[0]].right) > 1
    brackets: list[Bracket] = []
    for side in (0, 1) if several else ():
        extents = [found[side] for found in ends if found[side]]
        top, bottom = min(e[0] for e in extents if e), max(e[1] for e in extents if e)
        if bottom > top:
            brackets.append(Bracket(side, top, bottom))
    if whole[0] in cursor:
        wanted[0].brackets += brackets
        wanted[0].links += tuple(link for link in members if link not in cursor)
        return
    left, right = scene.ends(whole[0])
    if left and right:
        course = Course(left[0], right[0])
        ordered = (whole[0], *(link for link in members if link != whole[0]))
        wanted.append(Wanted(course, STRONG, _distance(scene, course), ordered, brackets))


def _distance(scene: Scene, course: Course) -> int:
    """Rows from the cursor to the nearer end."""
    return min(abs(course.left - scene.cursor_row), abs(course.right - scene.cursor_row))


def _extent(sentences: tuple[int, ...], rows: Rows) -> Extent | None:
    seen = [rows[s] for s in sentences if s in rows]
    return (min(r[0] for r in seen), max(r[1] for r in seen)) if seen else None


def _far(scene: Scene, links: list[int], *, bright: bool) -> list[Stub]:
    """At either side one stub, at the first end on screen, naming the paragraph of the other end, which is not."""
    out: list[Stub] = []
    for side in (0, 1):
        seen = [(end, link) for link in links if (end := scene.ends(link)[side])]
        here = [link for _, link in sorted(seen, key=lambda found: found[0])]
        if here:
            partner = scene.sentences(here[0], 1 - side)[0]
            direction = -1 if partner < scene.tops[1 - side] else 1
            ordered = (here[0], *(link for link in links if link != here[0]))
            out.append(Stub(side, scene.stub_rows(here, side), direction, bright, ordered))
    return out


def _near(scene: Scene, item: Wanted) -> list[Stub]:
    """Both ends of a connector that is not drawn, each with a stub that names the other; none for related ones."""
    if item.related:
        return []
    return [Stub(side, scene.stub_rows(item.links, side), 0, False, item.links) for side in (0, 1)]


def _choose(wanted: list[Wanted], cap: int) -> tuple[list[Wanted], list[Wanted]]:
    """Those that get a lane (level ones need none), and the strong ones that must do with stubs."""
    levels = [w for w in wanted if w.course.level]
    others = [w for w in wanted if not w.course.level]
    strong = sorted((w for w in others if not w.related), key=lambda w: (not w.cursors, w.distance))
    related = sorted((w for w in others if w.related), key=lambda w: w.distance)
    drawn = strong[:cap]
    left_out: list[Wanted] = []
    for item in strong[cap:]:
        (drawn if fits([w.course for w in (*drawn, item)], cap) else left_out).append(item)
    if not left_out:
        for item in related:
            if len(drawn) < cap or fits([w.course for w in (*drawn, item)], cap):
                drawn.append(item)
    return levels + drawn, left_out
