from __future__ import annotations

import pytest

from reader.tui.keys import default_keys
from reader.tui.model import commands, navigation
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.tui.helpers import place_cursor, shipped_story, snow_reading
from tests.tui.helpers import reading_of as shown
from tests.tui.model.test_moves import press, where


def count(reading: Reading, number: str, action: str) -> None:
    for digit in number:
        commands.add_digit(reading, digit)
    assert commands.apply_count(reading, action)


@pytest.mark.parametrize(
    ("number", "action"),
    [("3", "next-passage"), ("2", "next-paragraph"), ("3", "next-shown"), ("2", "next-linked"), ("10", "line-down"),
     ("2", "half-page-down"), ("2", "page-down"), ("2", "next-conflict")],
)  # fmt: skip
def test_a_count_goes_as_far_as_so_many_presses(number: str, action: str) -> None:
    counted = shown(shipped_story(1)[1], 100, 20)
    pressed = shown(shipped_story(1)[1], 100, 20)

    count(counted, number, action)
    press(pressed, *[action] * int(number))

    assert where(counted) == where(pressed)
    assert counted.tops[LEFT] == pressed.tops[LEFT]


@pytest.mark.parametrize(
    ("there", "action", "back"),
    [
        ("next-passage", "previous-passage", "3"),
        ("next-linked", "previous-linked", "3"),
        ("next-paragraph", "previous-paragraph", "2"),
    ],
)
def test_a_count_goes_back_as_well(there: str, action: str, back: str) -> None:
    reading = snow_reading()
    press(reading, "next-passage", *[there] * int(back))
    count(reading, back, action)

    assert where(reading) == (0, 1)


def test_a_count_beyond_the_end_goes_as_far_as_there_is_anything() -> None:
    reading = snow_reading()
    count(reading, "9999", "next-shown")

    assert where(reading) == (0, 14)
    count(reading, "9999", "previous-passage")
    assert where(reading) == (0, 0)


def test_a_number_and_an_end_go_to_the_paragraph_of_that_number() -> None:
    reading = snow_reading()
    count(reading, "4", "last")
    assert where(reading) == (0, 5)
    count(reading, "99", "first")
    assert where(reading) == (0, 15)
    press(reading, "back", "back")
    assert where(reading) == (0, 0)


def test_a_count_goes_so_many_jumps_back_and_forward_again() -> None:
    reading = snow_reading()
    for sentence in (3, 7, 11):
        press(reading, "first") if sentence == 3 else None
        count(reading, str(reading.story.versions[0].sentences[sentence].paragraph + 1), "last")
    places = where(reading)
    count(reading, "2", "back")
    count(reading, "2", "forward")

    assert where(reading) == places


def test_digits_add_up_to_a_number_and_no_further_than_four() -> None:
    reading = snow_reading()
    for digit in "100000":
        commands.add_digit(reading, digit)

    assert reading.pending == "1000"
    assert "1000 times" in reading.message


def test_a_number_names_a_version_only_if_it_is_not_on_screen() -> None:
    reading = snow_reading(count=3)
    named = {}
    for digit in "1234":
        reading.pending = ""
        commands.add_digit(reading, digit)
        named[digit] = commands.counted_version(reading)

    assert named == {"1": None, "2": None, "3": 2, "4": None}


def test_a_number_alone_puts_that_version_opposite() -> None:
    reading = snow_reading(count=3)
    commands.add_digit(reading, "3")
    assert "C opposite" in reading.message
    commands.finish_count(reading)

    assert (reading.shown, reading.pending, reading.message) == ([0, 2], "", "")


def test_a_number_that_names_nothing_is_dropped_in_silence_unless_asked() -> None:
    reading = snow_reading()
    commands.add_digit(reading, "7")
    commands.finish_count(reading)
    assert (reading.shown, reading.message) == ([0, 1], "")
    commands.add_digit(reading, "7")
    commands.finish_count(reading, asked=True)
    assert reading.message == "this story has 2 versions"


def test_an_action_that_takes_no_count_leaves_the_number_waiting() -> None:
    reading = snow_reading()
    place_cursor(reading, RIGHT, 4)
    commands.add_digit(reading, "3")

    assert not commands.apply_count(reading, "filter")
    assert reading.pending == "3"


def test_what_takes_a_count_is_an_action() -> None:
    assert set(commands.COUNTED) <= set(default_keys())


@pytest.mark.parametrize("view", ["view-rows", "view-merged"])
def test_counts_and_marks_work_in_every_view(view: str) -> None:
    counted, pressed = snow_reading(), snow_reading()
    for reading in (counted, pressed):
        press(reading, view)
    count(counted, "4", "next-passage")
    press(pressed, *["next-passage"] * 4)
    assert where(counted) == where(pressed)
    navigation.set_mark(counted, "a")
    count(counted, "2", "last")
    assert counted.story.versions[counted.version].sentences[counted.sentence].paragraph == 1
    navigation.go_to_mark(counted, "a")
    assert where(counted) == where(pressed)
