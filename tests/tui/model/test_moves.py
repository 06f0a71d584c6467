from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.tui.model.commands import MOVES
from reader.tui.model.flow import Position, on_screen
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import (
    FURNITURE,
    REPEAT,
    STRAY,
    place_cursor,
    reading_of,
    screen_of,
    shipped_story,
    snow_reading,
)


def press(reading: Reading, *names: str) -> None:
    for name in names:
        reading.message = ""
        MOVES[name](reading)


def where(reading: Reading) -> tuple[int, int]:
    return reading.version, reading.sentence


def visited(reading: Reading, name: str, times: int) -> list[int]:
    out = []
    for _ in range(times):
        press(reading, name)
        out.append(reading.sentence)
    return out


# passages and paragraphs


def test_j_steps_through_sentences_and_over_folded_lines() -> None:
    reading = snow_reading()

    assert visited(reading, "next-passage", 16) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 15, 15]


def test_k_steps_back_the_same_way() -> None:
    reading = snow_reading()
    press(reading, "last")

    assert visited(reading, "previous-passage", 15) == [14, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]


def test_paragraphs_are_stepped_by_their_beginnings() -> None:
    reading = snow_reading()

    assert visited(reading, "next-paragraph", 12) == [1, 3, 5, 7, 8, 9, 11, 12, 13, 15, 15, 15]


def test_a_paragraph_back_goes_first_to_the_beginning_of_this_one() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 4)

    assert visited(reading, "previous-paragraph", 3) == [3, 1, 0]


def test_the_ends_are_the_first_and_the_last_passage() -> None:
    reading = snow_reading()

    press(reading, "last")
    assert where(reading) == (0, FURNITURE)
    press(reading, "first")
    assert where(reading) == (0, 0)


# to the partner and back


def test_enter_goes_to_the_partner_and_back() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 3)

    press(reading, "partner")
    assert where(reading) == (1, 4)
    press(reading, "partner")
    assert where(reading) == (0, 3)


def test_enter_levels_the_partner_even_where_it_kept_still() -> None:
    reading = snow_reading(100, 30)
    place_cursor(reading, LEFT, 11)
    row = reading.row

    press(reading, "partner")

    assert where(reading) == (1, 2)
    assert reading.row == row
    left = reading.flow(LEFT)
    assert left.distance(reading.tops[LEFT], left.span(11)[0], 999) == row


def test_enter_goes_through_all_partners_and_back() -> None:
    versions = [made_version(s, [[f"Paragraph {n} of {s}."] for n in range(9)]) for s in "AB"]
    links = [link(4, 1, Reuse.EDITED), link(4, 6, Reuse.EDITED), link(4, 8, Reuse.EDITED)]
    reading = reading_of(compared(versions, {(0, 1): links}))
    place_cursor(reading, LEFT, 4)

    seen = []
    for _ in range(8):
        press(reading, "partner")
        seen.append(where(reading))

    assert seen == [(1, 1), (1, 6), (1, 8), (0, 4)] * 2


def test_a_move_in_between_begins_a_new_round() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 1)

    press(reading, "partner", "next-passage", "partner")

    assert where(reading) == (1, 6)
    assert reading.message == "only in B"


def test_another_version_opposite_ends_the_round() -> None:
    reading = snow_reading(count=3)
    place_cursor(reading, LEFT, 1)

    press(reading, "partner", "opposite-3", "partner", "partner")

    assert reading.version in reading.shown
    assert reading.version == 1


def test_enter_goes_to_a_related_passage_where_there_is_no_better() -> None:
    reading = snow_reading()
    place_cursor(reading, RIGHT, 1)

    press(reading, "partner")

    assert where(reading) == (0, 3)


def test_a_partner_with_no_room_below_takes_both_panes_up() -> None:
    words = "a long sentence that goes on and on about the night train above the village of Vell " * 4
    versions = [
        made_version("A", [[f"Paragraph {n} of A."] for n in range(40)]),
        made_version("B", [[f"Paragraph {n} of B, {words}."] for n in range(40)]),
    ]
    reading = reading_of(compared(versions, {(0, 1): [link(39, 20, moved=True)]}), 100, 20)
    press(reading, "last")
    assert reading.row == reading.geometry.body - 1

    press(reading, "partner")

    here, there = reading.flow(RIGHT), reading.flow(LEFT)
    assert on_screen(here, reading.tops[RIGHT], 20, reading.geometry.body)
    assert there.distance(reading.tops[LEFT], there.span(39)[0], 999) == reading.row


def test_backspace_goes_back_where_each_jump_began() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 5)

    press(reading, "partner", "last", "back")
    assert where(reading) == (1, 9)
    press(reading, "back")
    assert where(reading) == (0, 5)
    press(reading, "back")
    assert reading.message == "nowhere to go back to"


# folded lines


def test_enter_opens_a_folded_line_and_stays_on_its_first_sentence() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, STRAY)

    press(reading, "partner")

    assert where(reading) == (0, STRAY)
    assert visited(reading, "next-passage", 2) == [STRAY + 1, 11]
    assert any("Our cook has tried them all, and one of them twice." in row for row in screen_of(reading))


def test_an_opened_line_keeps_the_cursors_row() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, STRAY)
    row = reading.row

    press(reading, "partner")

    assert reading.row == row


@pytest.mark.parametrize("height", [15, 24, 45])
def test_the_last_line_opened_is_on_screen(height: int) -> None:
    reading = reading_of(shipped_story(0)[1], 100, height)
    press(reading, "last", "partner")

    assert on_screen(reading.flow(LEFT), reading.tops[LEFT], reading.sentence, reading.geometry.body)


def test_a_repeat_opens_first_and_then_leads_to_its_partner() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, REPEAT)

    press(reading, "partner")
    assert where(reading) == (0, REPEAT)
    press(reading, "partner")
    assert where(reading) == (1, 0)


# the other side


def test_tab_goes_to_the_partner() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 3)

    press(reading, "other-version")
    assert where(reading) == (1, 4)
    press(reading, "other-version")
    assert where(reading) == (0, 3)


def test_tab_from_a_passage_without_partner_stays_on_the_row() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 4)
    row = reading.row

    press(reading, "other-version")

    first, last = reading.flow(RIGHT).span(reading.sentence)
    top = reading.tops[RIGHT]
    rows = range(reading.flow(RIGHT).distance(top, first, 99), reading.flow(RIGHT).distance(top, last, 99) + 1)
    assert reading.version == 1
    assert min(abs(row - seen) for seen in rows) <= 1


def test_h_and_l_choose_the_pane() -> None:
    reading = snow_reading()

    press(reading, "left-version")
    assert reading.side == LEFT
    press(reading, "right-version")
    assert reading.side == RIGHT
    press(reading, "right-version")
    assert reading.side == RIGHT
    press(reading, "left-version")
    assert reading.side == LEFT


# scrolling


def long_reading(height: int = 30) -> Reading:
    paragraphs = [[f"Paragraph {n} tells something of its own, number {n}."] for n in range(60)]
    return reading_of(compared([made_version(s, paragraphs) for s in "AB"], {}), 160, height)


def test_lines_and_pages_scroll_both_panes_by_the_same_rows() -> None:
    reading = long_reading()
    body = reading.geometry.body
    tops = []
    for name in ("line-down", "page-down", "half-page-down", "half-page-up", "page-up", "line-up"):
        press(reading, name)
        flow = reading.flow(LEFT)
        tops.append(flow.distance(flow.start(), reading.tops[LEFT], 999))
        assert reading.tops[LEFT] == reading.tops[RIGHT]

    page, half = body - 2, body // 2
    assert tops == [1, 1 + page, 1 + page + half, 1 + page, 1, 0]


def test_the_cursor_comes_along_when_its_passage_leaves_the_screen() -> None:
    reading = long_reading()

    press(reading, "page-down")

    flow = reading.flow(LEFT)
    assert on_screen(flow, reading.tops[LEFT], reading.sentence, reading.geometry.body)
    assert reading.sentence > 0


def test_at_the_end_a_line_steps_and_a_page_goes_to_the_last_passage() -> None:
    reading = snow_reading()

    press(reading, "line-down")
    assert reading.sentence == 1
    press(reading, "page-down")
    assert reading.sentence == FURNITURE
    press(reading, "line-up")
    assert reading.sentence == 14
    press(reading, "page-up")
    assert reading.sentence == 0


def test_scrolling_never_leaves_blank_rows_that_text_could_fill() -> None:
    reading = long_reading()
    press(reading, *["page-down"] * 20)

    assert reading.tops[LEFT] == reading.flow(LEFT).end(reading.geometry.body)
    press(reading, *["page-up"] * 20)
    assert reading.tops[LEFT] == Position(0, 0)


# even brightness


def test_even_brightness_goes_on_and_off() -> None:
    reading = snow_reading()
    press(reading, "even-brightness")
    assert (reading.even, reading.message) == (True, "even brightness")
    press(reading, "even-brightness")
    assert (reading.even, reading.message) == (False, "shared text is quiet")
