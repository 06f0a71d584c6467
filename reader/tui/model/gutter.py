"""The gutter between two panes: links drawn as connectors, in bundles, or named by stubs.

It is laid out with the version of the first siglum on the left, and mirrored where that version stands on the right:
A │ B and B │ A are mirror images.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

from reader.align.alignment import is_aside
from reader.merge.beside import Beside
from reader.tui.model.flow import Flow, Position, TextRow
from reader.tui.model.ink import Ink, Line
from reader.tui.model.pane import Extent, folded_sentences, visible_rows
from reader.tui.model.signs import SignSet
from reader.tui.model.state import LEFT, RIGHT, Reading

LANE_CAP = {9: 6, 7: 4}
"""By gutter width, as many lanes as the eye can still trace (tried: 4 are easy, 6 legible, 8 only texture)."""
BRIGHT_STUB = 100
"""How much more important it is to keep a lane off the cursor's stub than off another one."""
OVERLAP = 5.0
"""Cost of two lines on top of each other for a stretch: worse than a few crossings."""
MOST_ORDERED = 8
"""Connectors in one tangle for which every order is weighed. What `fits` accepts has no larger tangle."""

VisibleRows: TypeAlias = Mapping[int, Extent]
"""For each sentence on screen, its extent."""
Ends: TypeAlias = tuple[Extent | None, Extent | None]
"""The extents of a link on the left and on the right; None where it is off screen."""
GridCell: TypeAlias = tuple[int, int]
"""Row and column."""
End: TypeAlias = tuple[int, int]
"""Side and row where a line sets out."""
Arms: TypeAlias = tuple[int, int, int, int]
"""The weights of a cell's lines to the north, east, south and west: 0 none, 1 light, 2 heavy."""

NORTH, EAST, SOUTH, WEST = range(4)
_BLANK = " ", Ink()


# What is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the gutter has to show. Pairs are of the left and the right side."""

    besides: tuple[Beside, Beside]
    """The right one's links are the left one's, mirrored, in the same order."""
    rows: tuple[VisibleRows, VisibleRows]
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
        return replace(
            self,
            besides=self.besides[::-1],
            rows=self.rows[::-1],
            folded=self.folded[::-1],
            tops=self.tops[::-1],
            cursor_side=1 - self.cursor_side,
        )

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
        """The rows on which the links' stub may stand on one side, each with the number of the paragraph opposite."""
        rows: dict[int, int] = {}
        for link in links:
            partner = self.sentences(link, 1 - side)[0]
            number = self.besides[1 - side].version.sentences[partner].paragraph + 1
            for sentence in self.sentences(link, side):
                first, last = self.rows[side].get(sentence, (0, -1))
                for row in range(first, last + 1):
                    rows.setdefault(row, number)
        return rows

    def is_aside(self, link: int) -> bool:
        """Whether a link leads to or from text that is not part of the story."""
        here, there = self.besides
        return is_aside(here.links[link], here.version, there.version)


def gutter_scene(
    reading: Reading, windows: tuple[Sequence[TextRow | None], Sequence[TextRow | None]] | None = None
) -> Scene:
    """What the gutter has to show.

    Args:
        reading: What is read and where.
        windows: The rows that are on screen, left and right, if they are known already.
    """
    windows = windows or (reading.window(LEFT), reading.window(RIGHT))
    left, right = reading.flow(LEFT), reading.flow(RIGHT)
    rows = visible_rows(left, windows[LEFT]), visible_rows(right, windows[RIGHT])
    return Scene(
        besides=reading.besides(),
        rows=rows,
        folded=(folded_sentences(left, windows[LEFT]), folded_sentences(right, windows[RIGHT])),
        tops=(
            _top_sentence(left, reading.tops[LEFT], rows[LEFT]),
            _top_sentence(right, reading.tops[RIGHT], rows[RIGHT]),
        ),
        cursor_links=reading.links(),
        cursor_side=reading.side,
        cursor_row=reading.row,
        width=reading.geometry.gutter,
        height=reading.geometry.body,
    )


def _top_sentence(flow: Flow, top: Position, rows: VisibleRows) -> int:
    """The first sentence on screen; in an empty pane, one before or behind all."""
    if rows:
        return min(rows)
    return 0 if top.row < 0 else len(flow.beside.version.sentences)


def _extent(sentences: tuple[int, ...], rows: VisibleRows) -> Extent | None:
    seen = [rows[s] for s in sentences if s in rows]
    return (min(first for first, _ in seen), max(last for _, last in seen)) if seen else None


class LineStyle(NamedTuple):
    """How a line is drawn. Where lines meet, that of the lower rank is drawn whole."""

    rank: int
    weight: int
    ink: Ink
    dashed: bool = False


CURSOR = LineStyle(0, 2, Ink("bright", bold=True))
CURSOR_RELATED = CURSOR._replace(dashed=True)
CURSOR_BRACKET = LineStyle(1, 1, Ink("bright", bold=True))
STRONG = LineStyle(2, 1, Ink("mute"))
RELATED = LineStyle(3, 1, Ink("faint"), dashed=True)
BRACKET = LineStyle(4, 1, Ink("faint"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A line along the gutter's edge over the rows of several passages."""

    side: int
    """0 the left edge, 1 the right one."""
    top: int
    bottom: int
    teeth: tuple[int, ...] = ()
    """Rows in between at which it points outward; it always does at the first and the last."""
    style: LineStyle = BRACKET


@dataclass(slots=True, kw_only=True)
class Connector:
    """A line from passages on the left to passages on the right, if there is room for it."""

    course: Course
    style: LineStyle
    distance: int
    """Rows from the cursor."""
    links: tuple[int, ...]
    """What it stands for; it leads to the first."""
    brackets: list[Bracket] = field(default_factory=list)
    related: bool = False
    """Whether it is only near in what it is about, and gives way to what is shared."""

    @property
    def is_cursors(self) -> bool:
        """Whether it is the cursor's connector."""
        return self.style.rank == CURSOR.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Stub:
    """A number in place of a connector: the paragraph it would lead to."""

    side: int
    rows: Mapping[int, int]
    """The rows it may stand on, the best first, each with the number of the partner's paragraph, from 1."""
    direction: int
    """−1 above the screen, 0 on it, 1 below."""
    bright: bool
    links: tuple[int, ...]
    short: bool = False
    """Whether there is only room for the arrow."""

    @property
    def ink(self) -> Ink:
        """How it is drawn."""
        return CURSOR.ink if self.bright else STRONG.ink

    def text(self, signs: SignSet, row: int) -> str:
        """`12▼` at the left edge, `▼12` at the right one."""
        arrow = {-1: signs.up, 0: "", 1: signs.down}[self.direction]
        if self.short and arrow:
            return arrow
        return f"{self.rows[row]}{arrow}" if self.side == 0 else f"{arrow}{self.rows[row]}"


# Drawing, and finding what was drawn


def draw_gutter(scene: Scene, signs: SignSet) -> list[Line]:
    """Draw all rows of the gutter."""
    if scene.turned:
        return lay_out(scene.mirrored, signs).lines(mirrored=True)
    return lay_out(scene, signs).lines()


def gutter_link_at(scene: Scene, signs: SignSet, row: int, column: int) -> tuple[int, int] | None:
    """Which link a cell of the gutter belongs to, and the side from which one would follow it.

    That is the stub's side; for the cursor's link the cursor's side; else the nearer one.

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
    """Lay connectors and stubs on a grid. If a strong link would get no stub, related ones are left out."""
    grid, complete = _fill_grid(scene, signs, *_connectors_and_stubs(scene))
    if not complete:
        connectors, stubs = _connectors_and_stubs(scene)
        grid, _ = _fill_grid(scene, signs, [item for item in connectors if not item.related], stubs)
    return grid


def _fill_grid(scene: Scene, signs: SignSet, connectors: list[Connector], stubs: list[Stub]) -> tuple[Grid, bool]:
    """A grid, and whether all stubs are on it."""
    drawn, left_out = _choose(connectors, LANE_CAP.get(scene.width, max(1, scene.width - 3)))
    grid = Grid(scene.width, scene.height, signs)
    bright = [stub for stub in stubs if stub.bright]
    levels = [(item, scene.width // 2) for item in drawn if item.course.level]
    routed = [item for item in drawn if not item.course.level]
    while True:
        named = [stub for item in left_out for stub in _stubs_instead_of(scene, item)]
        lanes = assign([item.course for item in routed], scene.width - 2, _busy(grid, stubs + named))
        placed = levels + [(item, lane + 1) for item, lane in zip(routed, lanes, strict=True)]
        found = _bright_stub_rows(grid, bright, placed)
        if len(routed) < 2 or not any(item.is_cursors for _, through in found for item in through):
            break
        left_out.append(routed.pop())  # so that the cursor's connector finds another lane
    gone = [item for _, through in found for item in through if not item.is_cursors]
    for stub, (row, _) in zip(bright, found, strict=True):
        grid.place(stub, row)
    grid.draw([(item, column) for item, column in placed if not any(item is other for other in gone)])
    named += [stub for item in gone for stub in _stubs_instead_of(scene, item)]
    dull = _joined(stub for stub in stubs + named if not stub.bright)
    unplaced = [stub for stub in dull if not grid.place(stub)]
    for stub in unplaced:
        grid.place(replace(stub, short=True))
    return grid, not unplaced


def _busy(grid: Grid, stubs: list[Stub]) -> dict[tuple[int, int], int]:
    """Row and lane of the cells that stubs would stand on, each with how important it is to keep it free."""
    busy: dict[tuple[int, int], int] = {}
    for stub in stubs:
        for row, column in grid.stub_cells(stub, next(iter(stub.rows))):
            busy[row, column - 1] = max(busy.get((row, column - 1), 0), BRIGHT_STUB if stub.bright else 1)
    return busy


def _bright_stub_rows(
    grid: Grid, stubs: list[Stub], placed: list[tuple[Connector, int]]
) -> list[tuple[int, list[Connector]]]:
    """For each of the cursor's stubs the best row, and the connectors that would run through it there."""
    routes = [(item, route(item, column, grid.width)) for item, column in placed]
    out: list[tuple[int, list[Connector]]] = []
    taken: set[End] = set()
    for stub in stubs:
        tried = []
        for row in stub.rows:
            cells = grid.stub_cells(stub, row)
            through = [
                item for item, course in routes
                if any(cell in course and not sets_out(*course[cell], (stub.side, row)) for cell in cells)
            ]  # fmt: skip
            badness = (stub.side, row) in taken, any(item.is_cursors for item in through), len(through)
            tried.append((badness, row, through))
        _, row, through = min(tried, key=lambda found: found[:2])
        taken.add((stub.side, row))
        out.append((row, through))
    return out


# What is to be drawn


def _connectors_and_stubs(scene: Scene) -> tuple[list[Connector], list[Stub]]:
    """What should be drawn as connectors, and the stubs of links that lead off the screen."""
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
    connectors, stubs = _for_cursor(scene, cursor)
    bundles: dict[int, list[int]] = {}
    for link in candidates:
        if scene.is_aside(link):
            continue
        if links[link].reuse.strong:
            bundles.setdefault(scene.besides[0].bundles[link], []).append(link)
        elif link not in cursor:
            left, right = scene.ends(link)
            if left and right:
                course = Course(left[0], right[0])
                distance = _distance(scene, course)
                connectors.append(
                    Connector(course=course, style=RELATED, distance=distance, links=(link,), related=True)
                )
    for members in bundles.values():
        _add_bundle(scene, members, cursor, connectors, stubs)
    return connectors, stubs


def _for_cursor(scene: Scene, cursor: list[int]) -> tuple[list[Connector], list[Stub]]:
    """The cursor's links: one connector to the first partner, a bracket over all of them, stubs if off screen."""
    whole = [link for link in cursor if all(scene.ends(link))]
    stubs = _joined(
        stub for link in cursor if link not in whole for stub in _stubs_off_screen(scene, [link], bright=True)
    )
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
            teeth = tuple(first for first, _ in extents)
            brackets.append(Bracket(side=side, top=top, bottom=bottom, teeth=teeth, style=CURSOR_BRACKET))
    strong = scene.besides[0].links[whole[0]].reuse.strong
    style = CURSOR if strong else CURSOR_RELATED
    return [Connector(course=Course(*rows), style=style, distance=0, links=tuple(whole), brackets=brackets)], stubs


def _add_bundle(
    scene: Scene, members: list[int], cursor: list[int], connectors: list[Connector], stubs: list[Stub]
) -> None:
    """One connector for a bundle, with brackets over its rows; a stub on either side if no link of it is whole."""
    ends = [scene.ends(link) for link in members]
    whole = [link for link, found in zip(members, ends, strict=True) if all(found)]
    if not whole:
        stubs += _stubs_off_screen(scene, [link for link in members if link not in cursor], bright=False)
        return
    links = scene.besides[0].links
    several = len(members) > 1 or len(links[members[0]].left) > 1 or len(links[members[0]].right) > 1
    brackets: list[Bracket] = []
    for side in (0, 1) if several else ():
        extents = [extent for found in ends if (extent := found[side])]
        top, bottom = min(first for first, _ in extents), max(last for _, last in extents)
        if bottom > top:
            brackets.append(Bracket(side=side, top=top, bottom=bottom))
    if whole[0] in cursor:
        connectors[0].brackets += brackets
        connectors[0].links += tuple(link for link in members if link not in cursor)
        return
    left, right = scene.ends(whole[0])
    if left and right:
        course = Course(left[0], right[0])
        ordered = (whole[0], *(link for link in members if link != whole[0]))
        connectors.append(
            Connector(course=course, style=STRONG, distance=_distance(scene, course), links=ordered, brackets=brackets)
        )


def _distance(scene: Scene, course: Course) -> int:
    """Rows from the cursor to the nearer end."""
    return min(abs(course.left - scene.cursor_row), abs(course.right - scene.cursor_row))


def _stubs_off_screen(scene: Scene, links: list[int], *, bright: bool) -> list[Stub]:
    """On either side one stub, at the first end on screen, naming the paragraph of the end that is off screen."""
    out: list[Stub] = []
    for side in (0, 1):
        seen = [(end, link) for link in links if (end := scene.ends(link)[side])]
        here = [link for _, link in sorted(seen, key=lambda found: found[0])]
        if here:
            partner = scene.sentences(here[0], 1 - side)[0]
            out.append(
                Stub(
                    side=side,
                    rows=scene.stub_rows(here, side),
                    direction=-1 if partner < scene.tops[1 - side] else 1,
                    bright=bright,
                    links=(here[0], *(link for link in links if link != here[0])),
                )
            )
    return out


def _stubs_instead_of(scene: Scene, item: Connector) -> list[Stub]:
    """Stubs at both ends of a connector that is not drawn, each naming the other end; none for related links."""
    if item.related:
        return []
    return [
        Stub(side=side, rows=scene.stub_rows(item.links, side), direction=0, bright=False, links=item.links)
        for side in (0, 1)
    ]


def _joined(stubs: Iterable[Stub]) -> list[Stub]:
    """Stubs, with those that would say the same in the same place joined into one."""
    out: dict[tuple[object, ...], Stub] = {}
    for stub in stubs:
        key = stub.side, stub.direction, next(iter(stub.rows.items()))
        if same := out.get(key):
            stub = replace(same, rows={**stub.rows, **same.rows}, links=same.links + stub.links)
        out[key] = stub
    return list(out.values())


def _choose(connectors: list[Connector], cap: int) -> tuple[list[Connector], list[Connector]]:
    """The connectors that get a lane (level ones need none), and the strong ones that get stubs instead."""
    levels = [item for item in connectors if item.course.level]
    others = [item for item in connectors if not item.course.level]
    strong = sorted((item for item in others if not item.related), key=lambda w: (not w.is_cursors, w.distance))
    related = sorted((item for item in others if item.related), key=lambda w: w.distance)
    drawn = strong[:cap]
    left_out: list[Connector] = []
    for item in strong[cap:]:
        (drawn if fits([w.course for w in (*drawn, item)], cap) else left_out).append(item)
    if not left_out:
        for item in related:
            if len(drawn) < cap or fits([w.course for w in (*drawn, item)], cap):
                drawn.append(item)
    return levels + drawn, left_out


# Lanes: where each connector's upright stands


def touch(one: Course, other: Course) -> bool:
    """Whether two uprights would run into each other in one lane."""
    return one.top <= other.bottom + 1 and other.top <= one.bottom + 1


def cost(left: Course, right: Course) -> float:
    """What it costs if `left` has a lane further left than `right`: crossings, and lines on top of each other."""
    # the line that `left` sends to the right passes under the upright of `right`, and the other way round
    crossings = int(right.top <= left.right <= right.bottom and left.right != right.right)
    crossings += int(left.top <= right.left <= left.bottom and right.left != left.left)
    return crossings + OVERLAP * (left.right == right.left)


def assign(courses: list[Course], lanes: int, busy: Mapping[tuple[int, int], int] | None = None) -> list[int]:
    """Choose a lane, 0 … lanes − 1 from the left, for each course.

    The cost of an order of uprights depends only on which of two stands further left. So the best order of each tangle
    is found exactly, by the dynamic programming of Held and Karp (1962). Uprights that do not touch share lanes.

    Args:
        courses: Connectors that need a lane; no more than there are lanes if none may touch.
        lanes: How many lanes there are.
        busy: Row and lane of cells that should stay free, each with its importance. Tangles are moved sideways for it.

    Returns:
        A lane for each course, in the given order.
    """
    chosen: dict[int, int] = {}
    for tangle in _tangles(courses):
        layers = _layers(courses, tangle)
        slack = max(0, lanes - 1 - max(layers.values()))
        margin = min(range(slack + 1), key=lambda m: (_overrun(courses, layers, m, busy or {}), abs(m - slack // 2)))
        for index, layer in layers.items():
            chosen[index] = min(margin + layer, lanes - 1)
    return [chosen[index] for index in range(len(courses))]


def fits(courses: list[Course], lanes: int) -> bool:
    """Whether there are enough lanes for all courses, in the order with the fewest crossings."""
    for tangle in _tangles(courses):
        if len(tangle) > lanes and (len(tangle) > MOST_ORDERED or max(_layers(courses, tangle).values()) >= lanes):
            return False
    return True


def _layers(courses: list[Course], tangle: list[int]) -> dict[int, int]:
    """For each course of a tangle how many lanes must be left of its own."""
    layers: dict[int, int] = {}
    for index in _best_order(courses, tangle):
        layers[index] = max((n + 1 for k, n in layers.items() if touch(courses[k], courses[index])), default=0)
    return layers


def _overrun(courses: list[Course], layers: dict[int, int], margin: int, busy: Mapping[tuple[int, int], int]) -> int:
    """The importance of the busy cells that a tangle's uprights would run over."""
    return sum(
        weight
        for (row, lane), weight in busy.items()
        for index, layer in layers.items()
        if margin + layer == lane and courses[index].top <= row <= courses[index].bottom
    )


def _tangles(courses: list[Course]) -> list[list[int]]:
    """The indexes of courses, grouped by which touch each other directly or through others; from top to bottom."""
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
    """The cheapest order from left to right; of several the one nearest to the given order."""
    if len(tangle) > MOST_ORDERED:
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


# The cells


@dataclass(slots=True, kw_only=True)
class _Cell:
    owner: int
    arms: list[int]
    style: LineStyle
    links: tuple[int, ...]
    joins: set[End]
    """The ends whose lines run through it; lines from the same end may share it."""
    bridge: bool = False
    """Whether another line passes under it."""


class Grid:
    """The cells of one gutter."""

    def __init__(self, width: int, height: int, signs: SignSet) -> None:
        self.width = width
        self.height = height
        self.signs = signs
        self._cells: dict[GridCell, _Cell] = {}
        self._stubs: dict[GridCell, tuple[str, int, Stub]] = {}
        """For each cell of a stub its character, the index of the character, and the stub."""

    # stubs

    def stub_cells(self, stub: Stub, row: int, shift: int = 0) -> list[GridCell]:
        """The cells that a stub takes on a row, at the edge or `shift` cells away from it."""
        size = len(stub.text(self.signs, row))
        start = shift if stub.side == 0 else self.width - size - shift
        return [(row, column) for column in range(start, start + size)]

    def place(self, stub: Stub, on: int | None = None) -> bool:
        """Write a stub where there is no line, at the edge or beside a bracket there.

        Args:
            stub: What to write.
            on: The row; None takes the first of its rows with room.

        Returns:
            Whether there was room.
        """
        for shift in (0, 1):
            for row in stub.rows if on is None else (on,):
                cells = self.stub_cells(stub, row, shift)
                edge = self._cells.get((row, 0 if stub.side == 0 else self.width - 1))
                if shift and (edge is None or edge.joins):
                    continue
                if all(0 <= column < self.width and self._is_free((y, column), stub) for y, column in cells):
                    for index, (cell, char) in enumerate(zip(cells, stub.text(self.signs, row), strict=True)):
                        self._cells.pop(cell, None)
                        self._stubs[cell] = char, index, stub
                    return True
        return False

    def _is_free(self, at: GridCell, stub: Stub) -> bool:
        """Whether a stub may stand on a cell: an empty one, or one where a line sets out from the same row."""
        if at in self._stubs:
            return False
        cell = self._cells.get(at)
        if cell is None:
            return True
        inward = (at[0], at[1] + (1 if stub.side == 0 else -1))
        return not cell.bridge and sets_out(cell.arms, cell.joins, (stub.side, at[0])) and inward in self._cells

    # lines

    def draw(self, items: list[tuple[Connector, int]]) -> None:
        """Draw connectors, each in its column: by rank, and of one rank what is level before what is upright."""
        strokes = [(owner, item, at, arms, joins)
                   for owner, (item, column) in enumerate(items)
                   for at, (arms, joins) in route(item, column, self.width).items()]  # fmt: skip
        strokes.sort(key=lambda s: (s[1].style.rank, s[3][EAST] == s[3][WEST] == 0))
        for owner, item, at, arms, joins in strokes:
            self._put(at, _Cell(owner=owner, arms=arms, style=item.style, links=item.links, joins=joins))
        brackets = [(owner, item, bracket) for owner, (item, _) in enumerate(items) for bracket in item.brackets]
        for owner, item, bracket in sorted(brackets, key=lambda found: found[2].style.rank):
            self._draw_bracket(owner, bracket, item.links)

    def _draw_bracket(self, owner: int, bracket: Bracket, links: tuple[int, ...]) -> None:
        column, outward = ((0, WEST), (self.width - 1, EAST))[bracket.side]
        rows = {row for row in range(bracket.top, bracket.bottom + 1) if (row, column) not in self._stubs}
        for row in sorted(rows):
            arms = [int(row - 1 in rows), 0, int(row + 1 in rows), 0]
            if not any(arms):
                continue
            if not all(arms[NORTH::2]) or row in bracket.teeth:
                arms[outward] = 1
            cell = self._put(
                (row, column), _Cell(owner=owner, arms=arms, style=bracket.style, links=links, joins=set())
            )
            if cell and all(cell.arms):
                cell.arms[outward] = 0  # the connector sets out here: a cross would look like two lines

    def _put(self, at: GridCell, new: _Cell) -> _Cell | None:
        """Lay a piece of a line on a cell. Returns the cell if it is (also) this line's."""
        if at in self._stubs:
            return None
        cell = self._cells.setdefault(at, new)
        if cell.owner == new.owner or cell.joins & new.joins:
            cell.arms = [max(a, b) for a, b in zip(cell.arms, new.arms, strict=True)]
            cell.joins |= new.joins
            return cell
        cell.bridge = True
        return None

    # the result

    def links_at(self, row: int, column: int) -> tuple[int, ...]:
        """The links that a cell's line or stub stands for; none if it is empty."""
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
            char, ink = self._mirrored_char(row, column) if mirrored else self._char(row, column)
            if line and line[-1][1] == ink:
                line[-1] = (line[-1][0] + char, ink)
            else:
                line.append((char, ink))
        return line

    def _char(self, row: int, column: int, *, mirrored: bool = False) -> tuple[str, Ink]:
        if (row, column) in self._stubs:
            char, _, stub = self._stubs[row, column]
            return char, stub.ink
        cell = self._cells.get((row, column))
        if cell is None:
            return _BLANK
        north, east, south, west = cell.arms
        if mirrored:
            east, west = west, east
        return box((north, east, south, west), dashed=cell.style.dashed, ascii_only=self.signs.ascii), cell.style.ink

    def _mirrored_char(self, row: int, column: int) -> tuple[str, Ink]:
        """A cell of the mirror image. Stubs are written anew, so that their digits keep their order."""
        from_right = self.width - 1 - column
        if (row, from_right) not in self._stubs:
            return self._char(row, from_right, mirrored=True)
        _, index, stub = self._stubs[row, from_right]
        return replace(stub, side=1 - stub.side).text(self.signs, row)[-1 - index], stub.ink


def route(item: Connector, column: int, width: int) -> dict[GridCell, tuple[list[int], set[End]]]:
    """The cells of a connector whose upright stands in a column, each with its arms and the ends it comes from."""
    course, weight = item.course, item.style.weight
    cells: dict[GridCell, tuple[list[int], set[End]]] = {}

    def add(row: int, at: int, *directions: int, end: End | None = None) -> None:
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


def sets_out(arms: Sequence[int], joins: set[End], end: End) -> bool:
    """Whether a cell belongs only to the level line with which connectors set out from one end."""
    return arms[NORTH] == arms[SOUTH] == 0 and joins == {end}


# Box-drawing characters

_BOXES = (
    " ╴╸╷╮┑╻┒┓╶─╾╭┬┭┎┰┱╺╼━┍┮┯┏┲┳"  # no arm to the north,
    "╵╯┙│┤┥╽┧┪╰┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈"  # a light one,
    "╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"  # a heavy one
)
"""For all weights of the arms, counted in base 3: north, east, south, west. Light corners are round."""
_DASHED = {"─": "┈", "│": "┊", "━": "┉", "┃": "┋"}


def box(arms: Arms, *, dashed: bool = False, ascii_only: bool = False) -> str:
    """The character with these arms, a blank if there are none. If asked, straight lines are dashed."""
    north, east, south, west = arms
    if ascii_only:
        if (north or south) and (east or west):
            return "+"
        upright, level = (":", ".") if dashed else ("|", "-")
        return upright if north or south else level if east or west else " "
    char = _BOXES[27 * north + 9 * east + 3 * south + west]
    return _DASHED.get(char, char) if dashed else char
