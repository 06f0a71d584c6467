from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.tui.model import navigation
from reader.tui.model.flow import Follow, Position, on_screen
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import frame_of, place_cursor, reading_of, text_of
from tests.tui.model.test_moves import press

LIMIT = 10_000


def long_pair() -> Reading:
    """Sixty paragraphs on either side; A 31 is told in B 51, in order."""
    a, b = (made_version(s, [[f"Paragraph {n} of {s}."] for n in range(60)]) for s in "AB")
    return reading_of(compared((a, b), {(0, 1): [link(30, 50, Reuse.EDITED)]}), 160, 30)


def scrolled(reading: Reading, side: int, before: Position) -> int:
    return reading.flow(side).distance(before, reading.tops[side], LIMIT)


def test_by_lines_the_other_pane_scrolls_as_far_as_this_one() -> None:
    reading = long_pair()
    reading.follow = Follow.LINES
    before = list(reading.tops)

    place_cursor(reading, LEFT, 30)

    assert scrolled(reading, LEFT, before[LEFT]) == scrolled(reading, RIGHT, before[RIGHT]) > 0


def test_not_at_all_leaves_the_other_pane_where_it_is() -> None:
    reading = long_pair()
    reading.follow = Follow.NOT
    before = reading.tops[RIGHT]

    place_cursor(reading, LEFT, 30)
    navigation.scroll(reading, 5)

    assert reading.tops[RIGHT] == before


@pytest.mark.parametrize("follow", list(Follow))
def test_enter_brings_the_partner_level_however_the_panes_follow(follow: Follow) -> None:
    reading = long_pair()
    reading.follow = follow
    place_cursor(reading, LEFT, 30)
    row = reading.row

    press(reading, "partner")

    assert (reading.version, reading.sentence) == (1, 50)
    left = reading.flow(LEFT)
    assert reading.row == left.distance(reading.tops[LEFT], left.span(30)[0], LIMIT)
    assert reading.row == row


@pytest.mark.parametrize(("follow", "along"), [(Follow.RULE, 6), (Follow.LINES, 6), (Follow.NOT, 0)])
def test_the_wheel_scrolls_the_pane_under_it_and_the_other_one_follows_or_not(follow: Follow, along: int) -> None:
    reading = long_pair()
    reading.follow = follow
    before = list(reading.tops)

    navigation.scroll(reading, 6, RIGHT)

    assert (scrolled(reading, RIGHT, before[RIGHT]), scrolled(reading, LEFT, before[LEFT])) == (6, along)
    assert reading.side == LEFT
    assert on_screen(reading.flow(LEFT), reading.tops[LEFT], reading.sentence, reading.geometry.body)


def test_the_wheel_moves_no_cursor_where_nothing_is_left_to_scroll() -> None:
    reading = long_pair()

    navigation.scroll(reading, -3, LEFT)

    assert (reading.sentence, reading.tops[LEFT]) == (0, Position(0, 0))


def test_the_header_says_how_the_panes_follow_unless_by_the_rule() -> None:
    reading = long_pair()
    said = []
    for _ in Follow:
        said.append("panes: " in (header := text_of(frame_of(reading).header[0])))
        if reading.follow is not Follow.RULE:
            assert f"panes: {reading.follow.value}" in header
        navigation.next_follow(reading)

    assert said == [False, True, True]
    assert reading.follow is Follow.RULE
