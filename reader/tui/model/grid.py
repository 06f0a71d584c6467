"""The gutter's cells: lines laid over each other by rank, stubs beside them, and what each one belongs to.

A cell belongs to the line of the highest rank that wants it; a lower one skips it, which reads as passing under.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from reader.tui.model.boxes import EAST, NORTH, SOUTH, WEST, box
from reader.tui.model.ink import Ink, Line
from reader.tui.model.lanes import Course
from reader.tui.model.signs import SignSet


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
