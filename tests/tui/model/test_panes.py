from __future__ import annotations

import pytest

from reader.tui.model import navigation
from reader.tui.model.flow import on_screen
from reader.tui.model.state import LEFT, RIGHT
from tests.tui.helpers import place_cursor, reading_of, screen_of, shipped_story, snow_reading
from tests.tui.model.test_moves import press, where

# three versions


@pytest.mark.parametrize(
    ("key", "shown", "said"),
    [
        ("opposite-1", [0, 1], "A is here already"),
        ("opposite-2", [0, 1], "B is opposite already"),
        ("opposite-3", [0, 2], ""),
        ("opposite-4", [0, 1], "this story has 3 versions"),
        ("opposite-9", [0, 1], "this story has 3 versions"),
    ],
)
def test_digits_put_a_version_opposite(key: str, shown: list[int], said: str) -> None:
    reading = snow_reading(count=3)

    press(reading, key)

    assert (reading.shown, reading.message) == (shown, said)


def test_the_version_put_opposite_is_level_with_the_passage_it_shares() -> None:
    reading = reading_of(shipped_story(1)[1], 160, 30)
    for sentence in range(len(reading.beside(LEFT).version.sentences)):
        place_cursor(reading, LEFT, sentence)
        press(reading, "opposite-3")
        best = [reading.beside(LEFT).links[i] for i in reading.beside(LEFT).strong_of(sentence)][:1]
        assert reading.shown == [0, 2]
        assert where(reading)[0] == 0
        for found in best:
            assert on_screen(reading.flow(RIGHT), reading.tops[RIGHT], found.right[0], reading.geometry.body)
        press(reading, "opposite-2")
        assert reading.shown == [0, 1]


def test_from_the_right_pane_the_left_one_changes() -> None:
    reading = snow_reading(count=3)
    press(reading, "right-version", "opposite-3")

    assert reading.shown == [2, 1]
    assert reading.version == 1


def test_going_back_brings_a_version_that_is_no_longer_shown() -> None:
    reading = snow_reading(count=3)
    place_cursor(reading, LEFT, 2)

    press(reading, "last", "right-version", "opposite-3", "back")

    assert where(reading) == (0, 2)


# clicking


def test_a_click_puts_the_cursor_on_the_sentence_that_was_hit() -> None:
    reading = snow_reading()
    rows = screen_of(reading)
    row = next(y for y, text in enumerate(rows) if "hurt" in text) - 2
    navigation.go_to_cell(reading, LEFT, row, 20)
    assert where(reading) == (0, 2)

    row = next(y for y, text in enumerate(rows) if "Orsolic" in text) - 2
    navigation.go_to_cell(reading, RIGHT, row, 12)
    assert where(reading) == (1, 7)


@pytest.mark.parametrize("column", [0, 3, 60, 500])
def test_a_click_beside_the_text_counts_for_its_row(column: int) -> None:
    reading = snow_reading()
    navigation.go_to_cell(reading, LEFT, 0, column)

    assert where(reading) == (0, 0)


def test_a_click_where_nothing_stands_changes_nothing() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 5)
    navigation.go_to_cell(reading, RIGHT, reading.geometry.body - 1, 10)

    assert where(reading) == (0, 5)
