from __future__ import annotations

import unicodedata
from itertools import product

import pytest

from reader.tui.model.gutter import box

ARMS = [(n, e, s, w) for n, e, s, w in product(range(3), repeat=4) if any((n, e, s, w))]


@pytest.mark.parametrize(
    ("arms", "char"),
    [
        ((0, 0, 0, 0), " "),
        ((0, 1, 0, 1), "─"),
        ((1, 0, 1, 0), "│"),
        ((0, 2, 0, 2), "━"),
        ((2, 0, 2, 0), "┃"),
        ((0, 1, 1, 0), "╭"),
        ((0, 0, 1, 1), "╮"),
        ((1, 0, 0, 1), "╯"),
        ((1, 1, 0, 0), "╰"),
        ((0, 2, 2, 0), "┏"),
        ((2, 0, 0, 2), "┛"),
        ((0, 1, 1, 1), "┬"),
        ((1, 1, 0, 1), "┴"),
        ((1, 1, 1, 0), "├"),
        ((1, 0, 1, 1), "┤"),
        ((2, 2, 2, 2), "╋"),
        ((0, 1, 0, 0), "╶"),
        ((0, 0, 1, 0), "╷"),
        ((1, 2, 1, 0), "┝"),
    ],
)
def test_a_cell_is_drawn_by_its_arms(arms: tuple[int, int, int, int], char: str) -> None:
    assert box(arms) == char


@pytest.mark.parametrize("arms", ARMS, ids=str)
def test_every_mixture_of_arms_has_a_character_with_arms_in_these_directions(arms: tuple[int, int, int, int]) -> None:
    name = unicodedata.name(box(arms))
    has = {
        "UP": "UP" in name.split() or "VERTICAL" in name,
        "RIGHT": "RIGHT" in name.split() or "HORIZONTAL" in name,
        "DOWN": "DOWN" in name.split() or "VERTICAL" in name,
        "LEFT": "LEFT" in name.split() or "HORIZONTAL" in name,
    }

    assert name.startswith("BOX DRAWINGS")
    assert list(has.values()) == [bool(weight) for weight in arms]


def test_only_straight_light_lines_are_dashed() -> None:
    assert box((0, 1, 0, 1), dashed=True) == "┈"
    assert box((1, 0, 1, 0), dashed=True) == "┊"
    assert box((1, 1, 0, 0), dashed=True) == "╰"


@pytest.mark.parametrize("arms", [*ARMS, (0, 0, 0, 0)], ids=str)
def test_plain_ascii_draws_lines_with_plus_at_corners(arms: tuple[int, int, int, int]) -> None:
    north, east, south, west = arms
    drawn = box(arms, ascii_only=True)

    assert drawn.isascii()
    assert (drawn in "+|") == bool(north or south)
    assert (drawn in "+-") == bool(east or west)
