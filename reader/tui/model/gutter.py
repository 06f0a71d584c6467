"""The gutter between two panes: which links are drawn as connectors, in bundles, and which are named by stubs.

It is worked out with the version of the first siglum on the left, and mirrored where that stands on the right: A │ B
and B │ A are each other's mirror image.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reader.merge.beside import Beside
from reader.tui.model.grid import (
    CURSOR,
    CURSOR_BRACKET,
    CURSOR_RELATED,
    RELATED,
    STRONG,
    Bracket,
    Grid,
    Stub,
    Wanted,
    route,
    sets_out,
)
from reader.tui.model.ink import Line
from reader.tui.model.lanes import Course, assign, fits
from reader.tui.model.signs import SignSet

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
