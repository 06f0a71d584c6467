"""Which lane each connector's upright takes, so that as few lines cross as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_OVERLAP = 5.0
"""Cost of two lines lying on each other for a stretch: worse than five crossings."""
_FORBIDDEN = 1000.0
"""Cost of two uprights touching in one lane."""


@dataclass(frozen=True, slots=True)
class Course:
    """The ends that one connector joins: rows of the screen on either side."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def top(self) -> int:
        """First row of the upright."""
        return min(self.left + self.right)

    @property
    def bottom(self) -> int:
        """Last row of the upright."""
        return max(self.left + self.right)

    @property
    def level(self) -> bool:
        """Whether it is one straight line, which needs no lane."""
        return self.top == self.bottom


def conflict_cost(one: Course, lane: int, other: Course, other_lane: int) -> float:
    """What it costs that two connectors take these lanes: crossings, plus overlaps."""
    if lane == other_lane and not (one.level or other.level):
        apart = one.top > other.bottom + 1 or other.top > one.bottom + 1
        return 0.0 if apart else _FORBIDDEN
    if lane > other_lane:
        one, other, lane, other_lane = other, one, other_lane, lane
    cost = 0.0
    # `one` has the lane further left: its right-hand lines pass under `other`'s upright, and the other way round
    cost += sum(_crosses(row, other) for row in one.right if row not in other.right)
    cost += sum(_crosses(row, one) for row in other.left if row not in one.left)
    cost += _OVERLAP * len(set(one.right) & set(other.left))
    return cost


def _crosses(row: int, course: Course) -> bool:
    return not course.level and course.top <= row <= course.bottom


def assign(courses: list[Course], lanes: int) -> list[int]:
    """Choose a lane, 0 … lanes − 1 from the left, for each course; shortest uprights first, then mended.

    Args:
        courses: Connectors that need a lane; no more than there are lanes if none may touch.
        lanes: How many lanes there are.

    Returns:
        A lane for each course, in the given order.
    """
    middle = (lanes - 1) / 2
    chosen: dict[int, int] = {}

    def cost(index: int, lane: int) -> float:
        total = sum(conflict_cost(courses[index], lane, courses[k], v) for k, v in chosen.items() if k != index)
        return total + 0.01 * abs(lane - middle)

    for index in sorted(range(len(courses)), key=lambda i: (courses[i].bottom - courses[i].top, i)):
        chosen[index] = min(range(lanes), key=lambda lane: (cost(index, lane), lane))
    _mend(courses, chosen, lanes, cost)
    return [chosen[index] for index in range(len(courses))]


def _mend(courses: list[Course], chosen: dict[int, int], lanes: int, cost: Callable[[int, int], float]) -> None:
    """Move one connector, or swap two, as long as that saves crossings. Ends: every step lowers the sum of costs."""

    def total() -> float:
        return sum(cost(index, lane) for index, lane in chosen.items())

    best = total()
    improved = True
    while improved:
        improved = False
        for index in range(len(courses)):
            for lane in range(lanes):
                others = [k for k, v in chosen.items() if v == lane and k != index]
                for partner in [None, *others]:
                    before = dict(chosen)
                    if partner is not None:
                        chosen[partner] = chosen[index]
                    chosen[index] = lane
                    now = total()
                    if now < best - 1e-9:
                        best, improved = now, True
                    else:
                        chosen.update(before)
