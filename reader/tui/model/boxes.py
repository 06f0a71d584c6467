"""Box-drawing characters by the arms they have.

A cell is four weights (north, east, south, west), each 0 none, 1 light, 2 heavy. The table is read from the Unicode
names of U+2500–257F, so that no combination is spelled out by hand; arcs stand where exactly two light arms meet.
"""

from __future__ import annotations

import unicodedata
from functools import cache

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
