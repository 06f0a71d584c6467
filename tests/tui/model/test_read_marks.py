from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.tui.model import seeking
from reader.tui.model.chrome import describe
from reader.tui.model.filters import Filter
from reader.tui.model.state import LEFT, RIGHT
from tests.merge.made import compared, made_version
from tests.tui.helpers import (
    FURNITURE,
    frame_of,
    given_story,
    linked,
    place_cursor,
    reading_of,
    screen_of,
    shipped_story,
    snow_reading,
    text_of,
)
from tests.tui.model.test_moves import press, visited, where

PLOUGH = "A plough from Lower Vell reached the train before dawn."


@pytest.mark.parametrize(
    ("told", "equal", "new"),
    [
        ("A plough from Lower Vell got to the train before dawn.",
         ["A plough from Lower Vell", "the train before dawn"], False),
        ("A plough from Lower Vell got to all 214 people before dawn.",
         ["A plough from Lower Vell", "before dawn"], True),
        ("A plough from Karst reached the train before dawn.",
         ["A plough from", "reached the train before dawn"], True),
        ("A plough from Lower Vell, called in too late and slow, reached the train before dawn.",
         ["A plough from Lower Vell", "reached the train before dawn"], True),
        ("Then a plough from Lower Vell at last reached the train before dawn.",
         ["plough from Lower Vell", "reached the train before dawn"], False),
        ("Its driver had slept badly when his plough came up to them in snow and wind.",
         ["plough"], True),
    ],
)  # fmt: skip
def test_a_telling_is_new_if_it_adds_a_number_a_name_or_a_longer_run_of_words(
    told: str, equal: list[str], new: bool
) -> None:
    a, b = made_version("A", [(PLOUGH,)]), made_version("B", [(told,)])
    reading = reading_of(compared((a, b), {(0, 1): [linked(a, b, [0], [0], Reuse.EDITED, equal=equal)]}))
    reading.read = {0: frozenset({0})}
    reading.forget_news()

    assert reading.news(1) == (frozenset({0}) if new else frozenset())


def test_until_something_is_read_all_of_the_story_is_new_but_what_is_no_part_of_it() -> None:
    reading = snow_reading()

    assert len(reading.news(0)) == 12
    assert FURNITURE not in reading.news(0)
    assert "new left" not in text_of(frame_of(reading).header[0])
    assert "read" not in describe(reading)


def test_what_only_repeats_a_version_that_was_read_is_known() -> None:
    reading = snow_reading()
    seeking.toggle_version_read(reading)

    assert reading.message == "all of A is read · 6 new left in B"
    # what is only here (1, 6, 7, 11), a conflict (4), another's name (2); not what is reworded without more (8, 9)
    assert sorted(reading.news(1)) == [1, 2, 4, 6, 7, 11]
    assert reading.news(0) == frozenset()


def test_a_passage_in_conflict_with_what_was_read_is_new() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 3)
    seeking.toggle_read(reading)

    assert 4 in reading.news(1)


def test_a_passage_that_tells_two_is_known_only_when_both_were_read() -> None:
    a = made_version("A", [("The wind had done the rest, and we would have dug for them.",)])
    b = made_version("B", [("The wind had done the rest.", "And we would have dug for them.")])
    reading = reading_of(compared((a, b), {(0, 1): [linked(a, b, [0], [0, 1])]}))
    place_cursor(reading, RIGHT, 0)
    seeking.toggle_read(reading)
    assert reading.news(0) == {0}
    place_cursor(reading, RIGHT, 1)
    seeking.toggle_read(reading)

    assert reading.news(0) == frozenset()


def test_any_version_that_was_read_makes_a_passage_known_not_only_the_one_opposite() -> None:
    reading = snow_reading(count=3)
    place_cursor(reading, LEFT, 2)
    seeking.toggle_read(reading)

    assert 2 not in reading.news(2)
    assert reading.shown == [0, 1]


def test_marking_a_passage_again_takes_that_back() -> None:
    reading = snow_reading()
    press(reading, "next-passage")
    before = reading.news(1)
    seeking.toggle_read(reading)
    assert reading.message == "read · 11 new left in A"
    assert "read" in describe(reading).split(" · ")
    press(reading, "partner")
    assert "known" in describe(reading).split(" · ")
    press(reading, "back")
    seeking.toggle_read(reading)

    assert reading.news(1) == before
    assert reading.message == "not read · 12 new left in A"


def test_marking_a_whole_version_again_brings_back_what_was_read_before() -> None:
    reading = snow_reading()
    seeking.toggle_read(reading)
    seeking.toggle_version_read(reading)
    seeking.toggle_version_read(reading)

    assert reading.read[0] == {0}


def test_a_folded_run_is_read_as_one() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 9)
    seeking.toggle_read(reading)

    assert reading.read[0] == {9, 10}


def test_what_is_known_is_one_quiet_line_with_its_count() -> None:
    reading = snow_reading()
    seeking.toggle_version_read(reading)
    press(reading, "other-version", "show-new-to-me")
    text = "\n".join(screen_of(reading))

    assert "passages known" in text or "passage known" in text
    assert f"{len(reading.news(1))} new left in B" in text


def test_walking_only_what_is_new_marks_and_goes_on_with_one_key() -> None:
    reading = snow_reading()
    seeking.toggle_version_read(reading)
    press(reading, "other-version", "show-new-to-me", "first")
    new = sorted(reading.news(1))
    press(reading, "next-shown") if reading.sentence not in new else None
    seen = []
    while reading.news(1):
        seen.append(reading.sentence)
        seeking.toggle_read(reading)

    assert sorted(seen) == new
    assert reading.message == "read · 0 new left in B"


def test_the_bracket_walks_what_is_new_where_that_is_shown() -> None:
    reading = snow_reading()
    seeking.toggle_version_read(reading)
    press(reading, "other-version", "show-new-to-me", "first")
    new = sorted(reading.news(1))
    walked = visited(reading, "next-shown", 20)

    assert set(new) <= {reading.sentence, *walked, 0}
    assert set(walked) <= set(new)


def test_what_is_new_is_found_anew_when_the_links_come() -> None:
    reading = snow_reading(before=True)
    seeking.toggle_version_read(reading)
    before = reading.news(1)
    after = snow_reading()
    seeking.toggle_version_read(after)

    assert len(before) > len(after.news(1))
    reading.set_comparison(after.comparison)
    assert reading.news(1) == after.news(1)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_reading_one_version_leaves_of_the_next_what_it_adds_or_tells_otherwise(number: int) -> None:
    reading = reading_of(shipped_story(number)[1])
    seeking.toggle_version_read(reading)
    beside = reading.beside(RIGHT)
    for sentence in range(len(beside.version.sentences)):
        if beside.sign(sentence).value in ("only here", "unique", "conflict"):
            assert sentence in reading.news(reading.shown[RIGHT])
        verbatim = [beside.links[i] for i in beside.strong_of(sentence) if beside.links[i].reuse is Reuse.VERBATIM]
        if verbatim and beside.sign(sentence).value != "conflict":
            assert sentence not in reading.news(reading.shown[RIGHT])


def test_of_the_given_articles_nearly_all_is_left_to_read() -> None:
    reading = reading_of(given_story()[1])
    before = len(reading.news(1))
    seeking.toggle_version_read(reading)

    assert before - 8 < len(reading.news(1)) < before
    assert where(reading) == (0, 0)


def test_an_empty_version_has_nothing_to_read() -> None:
    reading = reading_of(compared((made_version("A", []), made_version("B", [("One.",)])), {(0, 1): []}))
    seeking.toggle_read(reading)
    assert reading.message == "nothing here to read"
    assert reading.filter is Filter.ALL


def test_in_the_merged_view_a_telling_is_read_in_every_version_that_tells_it() -> None:
    reading = snow_reading()
    press(reading, "view-merged", "show-new-to-me", "first")
    seeking.toggle_read(reading)

    assert 0 in reading.read[0]
    assert 0 in reading.read[1]
    seen = 0
    while reading.news(0) | reading.news(1) and seen < 40:
        seeking.toggle_read(reading)
        seen += 1
    assert not reading.news(0) | reading.news(1)


@pytest.mark.parametrize("view", ["view-rows", "view-merged"])
def test_what_is_known_is_folded_in_every_view(view: str) -> None:
    reading = snow_reading()
    seeking.toggle_version_read(reading)
    press(reading, "other-version", view, "show-new-to-me")
    text = "\n".join(screen_of(reading))

    assert "known" in text
    assert "Maud Orsolic" in text
    assert "It did not answer" not in text
