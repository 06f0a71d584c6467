from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.tui.model import navigation
from reader.tui.model.flow import Follow, Position, on_screen
from reader.tui.model.layout import View
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

    assert said == [False, True, True, True]
    assert reading.follow is Follow.RULE


# by place


def levelled_pair(view: View = View.FACING) -> Reading:
    """Thirty sentences of one paragraph each and their 1:1 translation, but for six that only A has in its middle."""
    texts = {s: [[f"Place {n} of {s}, " + "a few words more. " * (1 + n % 3)] for n in range(30)] for s in "AB"}
    texts["A"][10:10] = [[f"Only A has this, number {n}."] for n in range(6)]
    a, b = (made_version(s, texts[s]) for s in "AB")
    reading = reading_of(compared((a, b), {}), 160, 30)
    if view is not View.FACING:
        navigation.show_view(reading, view)
    reading.levels[0, 1] = tuple(((n if n < 10 else n + 6,), (n,)) for n in range(30))
    while reading.follow is not Follow.PLACE:
        navigation.next_follow(reading)
    return reading


def rows_between(reading: Reading, sentence: int, other: int) -> int:
    """How many rows lower a sentence of A stands on screen than one of B."""
    here, there = (reading.flow(side) for side in (LEFT, RIGHT))
    one = here.distance(reading.tops[LEFT], here.span(sentence)[0], LIMIT)
    return one - there.distance(reading.tops[RIGHT], there.span(other)[0], LIMIT)


@pytest.mark.parametrize(("sentence", "level"), [(3, (3, 3)), (11, (9, 9)), (15, (16, 10)), (30, (30, 24))])
def test_by_place_the_nearest_place_that_both_have_stands_level(sentence: int, level: tuple[int, int]) -> None:
    reading = levelled_pair()
    navigation.go(reading, sentence, jump=True)
    assert rows_between(reading, *level) == 0


@pytest.mark.parametrize("side", [LEFT, RIGHT])
def test_by_place_scrolling_keeps_the_same_place_level(side: int) -> None:
    reading = levelled_pair()
    navigation.scroll(reading, 40, side)
    own = next(row.sentence for row in reading.window(side) if row and row.first)
    pair = (own, own - 6) if side == LEFT else (own + 6, own)
    assert rows_between(reading, *pair) == 0


def test_in_rows_the_same_places_stand_in_one_row_and_what_one_has_alone_beside_nothing() -> None:
    reading = levelled_pair(View.ROWS)
    rows = [
        text_of(left) + text_of(right)
        for left, right in zip(frame_of(reading).left, frame_of(reading).right, strict=True)
    ]
    assert any("Place 9 of A" in row and "Place 9 of B" in row for row in rows)
    assert any("Only A has this, number 3." in row and "of B" not in row for row in rows)
    assert "rows: by place" in text_of(frame_of(reading).header[0])
    navigation.next_follow(reading)
    assert reading.follow is Follow.RULE
    assert not any(
        "Place 1 of A" in text_of(left) and "Place 1 of B" in text_of(right)
        for left, right in zip(frame_of(reading).left, frame_of(reading).right, strict=True)
    )


def test_two_versions_without_a_common_order_say_so_and_follow_by_the_rule() -> None:
    reading = long_pair()
    reading.follow = Follow.PLACE
    navigation.take_levels(reading, (0, 1), ())
    assert reading.message == "A and B have no order in common: linked passages stand level"
    place_cursor(reading, LEFT, 30)
    assert rows_between(reading, 30, 50) == 0
