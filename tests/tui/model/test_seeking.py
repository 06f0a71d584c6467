from __future__ import annotations

import pytest

from reader.tui.model.filters import Filter
from reader.tui.model.seeking import count_shown, hit_number, seek_hit, set_filter
from reader.tui.model.state import LEFT
from tests.tui.helpers import (
    FURNITURE,
    REPEAT,
    STRAY,
    frame_of,
    place_cursor,
    reading_of,
    shipped_story,
    snow_reading,
    texts_of,
)
from tests.tui.model.test_moves import press, visited, where

# what is new, what is linked, what conflicts


def test_without_a_filter_the_bracket_walks_what_this_version_adds() -> None:
    reading = snow_reading()

    assert visited(reading, "next-shown", 6) == [2, 4, 6, 12, 14, 14]
    assert reading.message == "no passage only here further down in A"
    assert visited(reading, "previous-shown", 5) == [12, 6, 4, 2, 2]
    assert reading.message == "no passage only here further up in A"


def test_what_is_only_related_counts_as_new() -> None:
    reading = snow_reading()
    press(reading, "other-version")

    assert visited(reading, "next-shown", 4) == [1, 6, 7, 11]


def test_linked_passages_are_walked_with_braces() -> None:
    reading = snow_reading()

    assert visited(reading, "next-linked", 7) == [1, 3, 5, 7, REPEAT, 11, 13]
    assert visited(reading, "previous-linked", 7) == [11, REPEAT, 7, 5, 3, 1, 0]


def test_conflicts_are_walked_round() -> None:
    reading = snow_reading()

    assert visited(reading, "next-conflict", 2) == [3, 3]


def test_of_a_conflict_that_is_the_only_one_it_is_said_so_with_both_values() -> None:
    reading = snow_reading()
    press(reading, "next-conflict")

    assert reading.message == "the only conflict"
    assert "the only conflict · edited in B 4 · moved · differs: 9 / 11" in texts_of(frame_of(reading).footer)[-1]


def test_of_several_conflicts_none_is_called_the_only_one() -> None:
    reading = reading_of(shipped_story(1)[1])
    press(reading, "next-conflict")

    assert reading.message == ""


def test_several_conflicts_hidden_by_a_filter_do_not_hold_the_cursor() -> None:
    reading = reading_of(shipped_story(1)[1])
    press(reading, "next-conflict")
    first = reading.sentence
    press(reading, "show-only-here")
    seen = visited(reading, "next-conflict", 12)

    assert first >= 0
    assert len(set(seen)) > 1


@pytest.mark.parametrize("name", ["next-shown", "previous-shown", "next-linked", "next-conflict", "partner"])
def test_before_the_comparison_nothing_is_found_and_something_is_said(name: str) -> None:
    reading = snow_reading(before=True)

    press(reading, name)

    assert where(reading) == (0, 0)
    assert reading.message


# the filter


def test_a_filter_says_what_it_shows() -> None:
    reading = snow_reading()
    said = []
    for kind in Filter:
        set_filter(reading, kind)
        said.append(reading.message)

    assert said == [
        "showing all",
        "showing only here: 5 in A",
        "showing shared: 8 in A",
        "showing moved: 3 in A",
        "showing conflicts: 1 in A",
        "showing new to me: 12 in A",
    ]


def test_each_filter_counts_what_it_would_show() -> None:
    reading = snow_reading()
    assert [count_shown(reading, kind) for kind in Filter] == [16, 5, 8, 3, 1, 12]

    press(reading, "view-merged")
    tellings = len(reading.sheet().tellings)
    assert count_shown(reading, Filter.ALL) == tellings
    assert 0 < count_shown(reading, Filter.ONLY_HERE) < tellings


def test_a_filter_folds_what_it_leaves_out() -> None:
    reading = snow_reading()
    press(reading, "show-conflicts")
    flow = reading.flow(LEFT)
    texts = [(block.first, block.last) for block in flow.blocks if not block.fold]

    assert texts == [(3, 3)]


def test_a_filters_folded_line_opens_too() -> None:
    reading = snow_reading()
    press(reading, "show-conflicts")
    place_cursor(reading, LEFT, 0)
    press(reading, "partner")

    assert [block.first for block in reading.flow(LEFT).blocks if not block.fold] == [0, 1, 3]


def test_the_bracket_walks_what_the_filter_shows() -> None:
    reading = snow_reading()
    press(reading, "show-moved")
    place_cursor(reading, LEFT, 0)

    assert visited(reading, "next-shown", 4) == [3, 5, 11, 11]
    assert reading.message == "no passage (moved) further down in A"


def test_the_cursor_comes_back_to_its_passage_after_the_filter() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 6)
    for kind in (*Filter, Filter.ALL):
        set_filter(reading, kind)

    assert reading.sentence == 6


# search


def test_search_goes_through_all_versions_and_round() -> None:
    reading = snow_reading(count=3)
    reading.search("train")
    seen = []
    for _ in range(8):
        press(reading, "next-hit")
        seen.append(where(reading))

    assert seen == [(0, 1), (0, 7), (0, 8), (1, 0), (1, 1), (1, 5), (2, 1), (0, 0)]


def test_search_goes_backward_too() -> None:
    reading = snow_reading()
    reading.search("train")
    seen = []
    for _ in range(4):
        press(reading, "previous-hit")
        seen.append(where(reading))

    assert seen == [(1, 5), (1, 1), (1, 0), (0, 8)]


def test_hits_in_a_folded_line_do_not_hold_the_cursor() -> None:
    reading = snow_reading()
    reading.search("o")
    seen = visited(reading, "next-hit", 30)

    assert STRAY in seen
    assert FURNITURE not in seen  # “Related Articles” has none
    assert seen.count(STRAY) <= 2


def test_what_is_nowhere_is_said_to_be_nowhere() -> None:
    reading = snow_reading()
    reading.search("zeppelin")
    press(reading, "next-hit")
    assert reading.message == "no “zeppelin” in any version"

    reading.search("")
    press(reading, "next-hit")
    assert reading.message == "nothing searched for yet: / searches"


def test_a_count_goes_so_many_hits_on_and_back_through_all_versions() -> None:
    one, other = snow_reading(count=3), snow_reading(count=3)
    for reading in (one, other):
        reading.search("the")
    press(one, *["next-hit"] * 5)
    seek_hit(other, 5)
    assert where(one) == where(other)
    seek_hit(other, -5)
    press(one, *["previous-hit"] * 5)
    assert where(one) == where(other)


def test_the_hits_are_numbered_in_the_order_of_the_versions() -> None:
    reading = snow_reading(count=3)
    reading.search("the railway")
    seen = []
    for _ in range(sum(map(len, reading.hits.values()))):
        press(reading, "next-hit")
        seen.append(hit_number(reading))
    total = len(seen)

    assert seen == [(n + 1, total) for n in range(total)]
    press(reading, "first")
    assert hit_number(reading) == (0, total)
