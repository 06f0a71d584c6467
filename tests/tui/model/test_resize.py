from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.tui.model import navigation
from reader.tui.model.flow import Position, on_screen
from reader.tui.model.layout import Mode
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.tui.helpers import frame_of, place_cursor, reading_of, shipped_story, snow_reading

WIDTHS = st.integers(0, 260)
HEIGHTS = st.integers(0, 90)


def bell(width: int = 160, height: int = 45) -> Reading:
    return reading_of(shipped_story(1)[1], width, height)


def top_words(reading: Reading) -> list[str]:
    """What stands first in each pane."""
    out = []
    for side in (LEFT, RIGHT):
        flow = reading.flow(side)
        row = next((row for row in flow.window(reading.tops[side], reading.geometry.body) if row), None)
        out.append(flow.beside.version.text[row.start : row.start + 12] if row else "")
    return out


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(WIDTHS, HEIGHTS), min_size=1, max_size=12), st.integers(0, 60))
def test_after_any_resizes_the_first_size_shows_what_it_showed(sizes: list[tuple[int, int]], scrolled: int) -> None:
    reading = bell(120, 30)
    navigation.scroll(reading, scrolled)
    before = list(reading.tops)
    words = top_words(reading)

    for width, height in sizes:
        reading.resize(width, height)
        frame_of(reading)
    reading.resize(120, 30)

    assert top_words(reading) == words
    assert reading.tops == before


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(60, 260), st.integers(15, 90)), min_size=1, max_size=6), st.integers(0, 25))
def test_the_cursor_is_on_screen_after_every_resize(sizes: list[tuple[int, int]], steps: int) -> None:
    reading = bell()
    navigation.step(reading, steps)
    sentence = reading.sentence

    for width, height in sizes:
        reading.resize(width, height)
        flow = reading.flow(reading.side)
        assert reading.sentence == sentence
        assert on_screen(flow, reading.tops[reading.side], sentence, reading.geometry.body)


@pytest.mark.parametrize(("width", "height"), [(100, 30), (240, 60), (60, 15), (70, 45)])
def test_the_word_on_top_stays_on_the_top_row(width: int, height: int) -> None:
    reading = bell()
    place_cursor(reading, LEFT, 14)
    reading.tops = [reading.flow(side).span(12)[0] for side in (LEFT, RIGHT)]
    words = top_words(reading)

    reading.resize(width, height)

    assert top_words(reading) == words


def test_a_word_in_the_middle_of_a_paragraph_stays_on_the_top_row() -> None:
    reading = bell()
    flow = reading.flow(LEFT)
    block = next(index for index in range(len(flow.blocks)) if len(flow.rows(index)) > 3)
    reading.tops[LEFT] = Position(block, 2)
    reading.cursors[0] = flow.blocks[block + 1].first
    offset = flow.text_rows(block)[2].start

    reading.resize(100, 45)

    row = reading.flow(LEFT).window(reading.tops[LEFT], 1)[0]
    assert row
    assert row.start <= offset < row.end


def test_no_number_of_resizes_drifts() -> None:
    reading = bell(160, 30)
    navigation.scroll(reading, 17)
    before = list(reading.tops)

    for n in range(300):
        reading.resize(60 + n * 7 % 140, 15 + n * 5 % 40)
    reading.resize(160, 30)

    assert reading.tops == before


def test_after_scrolling_the_new_top_word_is_held() -> None:
    reading = bell()
    reading.resize(100, 30)
    navigation.scroll(reading, 9)
    words = top_words(reading)

    reading.resize(70, 24)
    reading.resize(100, 30)

    assert top_words(reading) == words


def test_blank_rows_before_a_levelled_text_stay() -> None:
    reading = snow_reading(100, 20)
    place_cursor(reading, LEFT, 13)
    navigation.to_partner(reading)
    navigation.to_end(reading, last=False)
    reading.tops[LEFT] = reading.flow(LEFT).move(reading.flow(LEFT).start(), -3)

    reading.resize(160, 20)

    assert reading.flow(LEFT).distance(reading.tops[LEFT], Position(0, 0), 99) == 3


def test_a_pane_scrolled_past_its_end_stays_there() -> None:
    reading = snow_reading(100, 20)
    flow = reading.flow(RIGHT)
    reading.tops[RIGHT] = flow.move(flow.end(17), 30)
    assert not any(flow.window(reading.tops[RIGHT], 17))

    reading.resize(110, 20)

    assert not any(reading.flow(RIGHT).window(reading.tops[RIGHT], 17))


@pytest.mark.parametrize(("width", "height"), [(0, 0), (1, 1), (59, 45), (160, 14)])
def test_where_there_is_no_room_one_line_says_what_is_needed(width: int, height: int) -> None:
    reading = bell()
    reading.resize(width, height)
    frame = frame_of(reading)
    lines = [*frame.header, *frame.left, *frame.footer]

    assert reading.geometry.mode is Mode.TOO_SMALL
    assert len(lines) == height
    text = "".join(run for line in lines for run, _ in line)
    assert f"Diptych needs 60 × 15 cells; here are {width} × {height}."[: max(0, width - 1)] in text


@pytest.mark.parametrize(("width", "height"), [(40, 50), (30, 14), (12, 40)])
def test_on_a_phone_the_sentence_is_whole(width: int, height: int) -> None:
    reading = bell()
    reading.resize(width, height)
    frame = frame_of(reading)
    lines = ["".join(run for run, _ in line) for line in (*frame.header, *frame.left, *frame.footer)]
    assert all(len(line) <= width for line in lines)
    assert f"Diptych needs 60 × 15 cells; here are {width} × {height}." in " ".join(" ".join(lines).split())


def test_keys_still_work_where_nothing_can_be_seen() -> None:
    reading = bell()
    reading.resize(20, 5)

    navigation.step(reading, 3)
    navigation.scroll(reading, 5)
    reading.resize(160, 45)

    assert on_screen(reading.flow(LEFT), reading.tops[LEFT], reading.sentence, reading.geometry.body)
