"""What each key and each click does, as far as it needs nothing but the state of the reading."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reader.story.version import MOST_VERSIONS
from reader.tui.model import navigation, seeking
from reader.tui.model.chrome import heading_side
from reader.tui.model.filters import Filter
from reader.tui.model.frame import minimap_sentence
from reader.tui.model.gutter import gutter_link_at, gutter_scene
from reader.tui.model.layout import Mode, View
from reader.tui.model.state import LEFT, RIGHT, Reading

HIGHEST_COUNT = 9999
"""Digits that would make a count higher are ignored."""

Move = Callable[[Reading], None]
CountedMove = Callable[[Reading, int], None]


def page(reading: Reading) -> int:
    """Rows of a page: two fewer than the pane has, so that the eye finds its place."""
    return max(1, reading.geometry.body - 2)


def half_page(reading: Reading) -> int:
    """Rows of half a page."""
    return max(1, reading.geometry.body // 2)


def _backward(move: CountedMove) -> CountedMove:
    return lambda reading, count: move(reading, -count)


def _once(move: CountedMove) -> Move:
    return lambda reading: move(reading, 1)


def _page_down(reading: Reading, count: int) -> None:
    navigation.scroll(reading, count * page(reading))


def _half_page_down(reading: Reading, count: int) -> None:
    navigation.scroll(reading, count * half_page(reading))


COUNTED: dict[str, CountedMove] = {
    "next-passage": navigation.step,
    "previous-passage": _backward(navigation.step),
    "next-paragraph": navigation.step_paragraph,
    "previous-paragraph": _backward(navigation.step_paragraph),
    "line-down": navigation.scroll,
    "line-up": _backward(navigation.scroll),
    "page-down": _page_down,
    "page-up": _backward(_page_down),
    "half-page-down": _half_page_down,
    "half-page-up": _backward(_half_page_down),
    "first": navigation.to_paragraph,
    "last": navigation.to_paragraph,
    "back": navigation.back,
    "forward": navigation.forward,
    "next-shown": seeking.seek_shown,
    "previous-shown": _backward(seeking.seek_shown),
    "next-linked": seeking.seek_linked,
    "previous-linked": _backward(seeking.seek_linked),
    "next-conflict": seeking.seek_conflict,
    "next-hit": seeking.seek_hit,
    "previous-hit": _backward(seeking.seek_hit),
}
"""The actions that take a count, and what they do with it. `5g` and `5G` go to paragraph 5."""

MOVES: dict[str, Move] = {
    **{action: _once(move) for action, move in COUNTED.items()},
    "first": partial(navigation.to_end, last=False),
    "last": partial(navigation.to_end, last=True),
    "partner": navigation.to_partner,
    "other-version": lambda reading: navigation.switch_side(reading, 1 - reading.side),
    "left-version": partial(navigation.switch_side, side=LEFT),
    "right-version": partial(navigation.switch_side, side=RIGHT),
    "view": navigation.next_view,
    "lead": navigation.change_lead,
    **{f"view-{view.value}": partial(navigation.show_view, view=view) for view in View},
    "even-brightness": navigation.toggle_even_brightness,
    **{f"show-{kind.value.replace(' ', '-')}": partial(seeking.set_filter, wanted=kind) for kind in Filter},
    "next-opposite": navigation.next_opposite,
    **{f"opposite-{n + 1}": partial(navigation.put_opposite, version=n) for n in range(MOST_VERSIONS)},
}
"""The actions that only change the state, and what they do without a count."""


# Counts


def add_digit(reading: Reading, digit: str) -> None:
    """Add a digit to the count, and say what the count can become."""
    typed = reading.pending + digit
    if int(typed) <= HIGHEST_COUNT:
        reading.pending = typed
    version = counted_version(reading)
    opposite = "" if version is None else f" · enter: {reading.story.versions[version].siglum} opposite"
    reading.message = f"{reading.pending} · a movement follows, {reading.pending} times{opposite}"


def has_count(reading: Reading) -> bool:
    """Whether a count has been typed, and the action not yet."""
    return reading.pending.isdecimal()


def counted_version(reading: Reading) -> int | None:
    """The version that the count typed so far would put opposite; None if there is none, or it is on screen."""
    version = int(reading.pending) - 1 if has_count(reading) else -1
    return version if 0 <= version < len(reading.story.versions) and version not in reading.shown else None


def apply_count(reading: Reading, action: str) -> bool:
    """Repeat a movement as often as the count says. Returns False, and does nothing, if the action takes no count."""
    if action not in COUNTED:
        return False
    count, reading.pending, reading.message = int(reading.pending), "", ""
    COUNTED[action](reading, count)
    return True


def finish_count(reading: Reading, *, asked: bool = False) -> None:
    """End a count that no movement followed: put the version of that number opposite.

    Args:
        reading: The state to change.
        asked: Whether the reader asked for it, and so is told if it cannot be done.
    """
    number, version = int(reading.pending), counted_version(reading)
    reading.pending = reading.message = ""
    if asked or version is not None:
        navigation.put_opposite(reading, number - 1)


# Clicks


def click_text(reading: Reading, side: int, row: int, column: int) -> None:
    """Put the cursor on the passage that was clicked. A folded line that it is on already opens."""
    before = navigation.cursor_spot(reading)
    navigation.go_to_cell(reading, side, row, column)
    if before != navigation.cursor_spot(reading):
        return
    if reading.merged:
        sheet = reading.sheet()
        if not sheet.blocks or not sheet.fold_of(sheet.tellings[reading.telling]):
            return
    navigation.unfold(reading)


def click_gutter(reading: Reading, row: int, column: int) -> None:
    """Follow the connector or stub that was clicked to its other end, which comes level with the near one."""
    if reading.view is not View.FACING or reading.geometry.mode is not Mode.FACING:
        return
    if found := gutter_link_at(gutter_scene(reading), reading.signs, row, column):
        navigation.follow_link(reading, *found)


def click_minimap(reading: Reading, side: int, row: int) -> None:
    """Go to what a cell of a minimap stands for."""
    if reading.merged:
        telling = reading.merged_minimap().telling_at((row + 0.5) / reading.geometry.body)
        if reading.sheet().blocks:
            navigation.remember(reading)
            navigation.visit(reading, navigation.spot_of_telling(reading, telling), jump=True)
        return
    if reading.geometry.mode is not Mode.FACING:
        side = reading.leading if reading.stacked else reading.side
    sentence = minimap_sentence(reading, side, row)
    if sentence is None:
        return
    navigation.remember(reading)
    reading.side = side
    navigation.land_on(reading, sentence)


def click_headings(reading: Reading, column: int) -> None:
    """Go to the version whose name was clicked."""
    side = heading_side(reading, column)
    if side is not None:
        navigation.switch_side(reading, side)
