"""Which lane each connector's upright takes, so that as few lines cross as can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

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
