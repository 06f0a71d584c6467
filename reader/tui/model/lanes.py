"""Which lane each connector's upright takes, so that as few lines cross as can be."""

from __future__ import annotations

from dataclasses import dataclass

_OVERLAP = 5.0
"""Cost of two lines lying on each other for a stretch: worse than a few crossings."""
_MOST = 8
"""Connectors in one tangle for which every order is weighed; the gutter draws 6 at most."""


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


def touch(one: Course, other: Course) -> bool:
    """Whether two uprights would run into each other in one lane."""
    return one.top <= other.bottom + 1 and other.top <= one.bottom + 1


def cost(left: Course, right: Course) -> float:
    """What it costs that `left` has a lane further left than `right`: crossings, and lines lying on each other."""
    # the lines that `left` sends to the right pass under the upright of `right`, and the other way round
    crossings = sum(right.top <= row <= right.bottom for row in left.right if row not in right.right)
    crossings += sum(left.top <= row <= left.bottom for row in right.left if row not in left.left)
    return crossings + _OVERLAP * len(set(left.right) & set(right.left))


def assign(courses: list[Course], lanes: int) -> list[int]:
    """Choose a lane, 0 … lanes − 1 from the left, for each course.

    What an order of uprights costs depends only on which of two stands further left, so the best order of each tangle
    is found exactly, set by set (Held and Karp's dynamic programming). Uprights that do not touch share lanes.

    Args:
        courses: Connectors that need a lane; no more than there are lanes if none may touch.
        lanes: How many lanes there are.

    Returns:
        A lane for each course, in the given order.
    """
    chosen: dict[int, int] = {}
    for tangle in _tangles(courses):
        layers: dict[int, int] = {}
        for index in _best_order(courses, tangle):
            layers[index] = max((n + 1 for k, n in layers.items() if touch(courses[k], courses[index])), default=0)
        margin = max(0, lanes - 1 - max(layers.values())) // 2
        for index, layer in layers.items():
            chosen[index] = min(margin + layer, lanes - 1)
    return [chosen[index] for index in range(len(courses))]


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
                found = spent + sum(costs[k][last] for k in order), (*order, last)
                best[with_last] = min(found, best.get(with_last, found))
    return [tangle[k] for k in best[(1 << size) - 1][1]]
