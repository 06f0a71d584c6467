from __future__ import annotations

import pytest

from reader.tui.model import navigation
from reader.tui.model.chrome import describe
from reader.tui.model.navigation import HISTORY
from tests.tui.helpers import snow_reading
from tests.tui.model.test_moves import press, visited, where


def test_forward_goes_where_back_came_from() -> None:
    reading = snow_reading()
    press(reading, "partner", "last", "first")
    assert visited(reading, "back", 3) == [12, 0, 0]
    assert visited(reading, "forward", 3) == [0, 12, 0]
    press(reading, "forward")

    assert reading.message == "nowhere to go forward to"


def test_a_new_jump_forgets_what_lay_ahead() -> None:
    reading = snow_reading()
    press(reading, "last", "back", "partner", "forward")

    assert reading.message == "nowhere to go forward to"
    assert where(reading) == (1, 0)


def test_the_jump_list_does_not_grow_without_end() -> None:
    reading = snow_reading()
    press(reading, *["last", "first"] * HISTORY, *["back"] * HISTORY)

    assert len(reading.ahead) <= HISTORY


def test_going_to_a_conflict_is_a_jump() -> None:
    reading = snow_reading()
    press(reading, "next-conflict", "back")

    assert where(reading) == (0, 0)


def test_a_mark_is_come_back_to_from_any_version() -> None:
    reading = snow_reading(count=3)
    press(reading, "next-paragraph")
    navigation.set_mark(reading, "a")
    assert reading.marks == {"a": (0, 1)}
    assert "A ¶2 is marked a" in reading.message
    press(reading, "other-version", "opposite-3", "other-version")
    navigation.go_to_mark(reading, "a")

    assert where(reading) == (0, 1)


def test_a_letter_leaves_the_passage_it_marked_before() -> None:
    reading = snow_reading()
    navigation.set_mark(reading, "a")
    press(reading, "next-passage")
    navigation.set_mark(reading, "a")

    assert reading.marks == {"a": (0, 1)}
    assert "mark a" in describe(reading)
    press(reading, "previous-passage")
    assert "mark a" not in describe(reading)


def test_a_letter_that_marks_nothing_is_said_so() -> None:
    reading = snow_reading()
    navigation.go_to_mark(reading, "z")

    assert (where(reading), reading.message) == ((0, 0), "nothing is marked z")


def test_going_before_the_last_jump_twice_comes_back() -> None:
    reading = snow_reading()
    press(reading, "last")
    seen = []
    for _ in range(3):
        navigation.go_to_mark(reading, navigation.LAST_JUMP)
        seen.append(reading.sentence)

    assert seen == [0, 15, 0]


def test_asking_for_a_letter_says_which_are_taken() -> None:
    reading = snow_reading()
    navigation.ask_for_letter(reading, navigation.GO_TO_MARK)
    assert reading.message == "to mark: letter? · ' before the last jump"
    navigation.set_mark(reading, "b")
    navigation.set_mark(reading, "a")
    navigation.ask_for_letter(reading, navigation.MARK)
    assert reading.message == "mark: letter? · taken: a b · esc cancels"


@pytest.mark.parametrize(
    ("key", "answer"), [("a", True), ("Z", True), ("ж", True), ("1", False), ("'", False), (None, False)]
)
def test_marks_are_letters_of_any_script(key: str | None, answer: bool) -> None:
    assert navigation.is_letter(key) is answer
