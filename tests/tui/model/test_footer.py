from __future__ import annotations

import pytest

from reader.tui.keys import ACTIONS
from reader.tui.model import navigation
from reader.tui.model.chrome import HELP, MOST_ACTIONS, PASSAGE, footer_actions
from reader.tui.model.filters import Filter
from reader.tui.model.state import LEFT, RIGHT, Reading, Selected
from tests.tui.helpers import STRAY, place_cursor, shipped_story, snow_reading
from tests.tui.helpers import reading_of as shown
from tests.tui.model.test_moves import press


def labels(reading: Reading) -> list[str]:
    return [label for _, label in footer_actions(reading)]


def situations() -> list[Reading]:
    out = []
    for count in (2, 3):
        for kind in Filter:
            reading = snow_reading(count=count)
            press(reading, "show-" + kind.value.replace(" ", "-"))
            for side in (LEFT, RIGHT):
                for sentence in range(0, 12, 3):
                    place_cursor(reading, side, sentence)
                    copy = snow_reading(count=count)
                    copy.filter, copy.side, copy.cursors = kind, side, dict(reading.cursors)
                    out.append(copy)
    searching, selecting = snow_reading(), snow_reading()
    searching.search("train")
    selecting.selection = Selected(0, 3, 9)
    return [*out, searching, selecting, snow_reading(before=True)]


def test_everywhere_at_most_six_are_offered_that_there_are_with_help_among_the_first_three() -> None:
    known = {action.id for action in ACTIONS}
    for reading in situations():
        offered = footer_actions(reading)
        assert len(offered) <= MOST_ACTIONS
        assert HELP in offered[:3]
        assert {name for ids, _ in offered for name in ids} <= known
        assert len({ids for ids, _ in offered}) == len(offered)


def test_on_a_passage_that_has_a_partner_the_way_to_it_is_offered() -> None:
    reading = snow_reading()
    assert "partner" in labels(reading)
    place_cursor(reading, LEFT, 2)
    assert "partner" not in labels(reading)


def test_on_a_folded_line_it_is_offered_to_unfold_it() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, STRAY)
    assert "unfolds" in labels(reading)
    press(reading, "partner")
    assert "unfolds" not in labels(reading)


def test_on_a_conflict_the_next_one_is_offered_if_there_is_one() -> None:
    alone = snow_reading()
    press(alone, "next-conflict")
    assert "next conflict" not in labels(alone)
    several = shown(shipped_story(1)[1])
    assert "next conflict" not in labels(several)
    press(several, "next-conflict")
    assert "next conflict" in labels(several)


def test_while_a_search_is_on_its_keys_come_first() -> None:
    reading = snow_reading()
    reading.search("train")

    assert labels(reading)[:3] == ["hit", "clears", "help"]


def test_while_text_is_selected_copying_comes_first() -> None:
    reading = snow_reading()
    reading.selection = Selected(0, 3, 9)

    assert labels(reading)[:2] == ["copies with source", "clears"]


def test_a_filter_names_what_is_walked() -> None:
    reading = snow_reading()
    assert labels(reading)[:2] == [PASSAGE[1], "what is new"]
    press(reading, "show-moved")
    assert labels(reading)[1] == "moved"
    press(reading, "show-new-to-me")
    assert {"new to me", "read", "filter"} <= set(labels(reading))


@pytest.mark.parametrize("action", [navigation.MARK, navigation.GO_TO_MARK])
def test_while_a_letter_is_waited_for_only_cancelling_is_offered(action: str) -> None:
    reading = snow_reading()
    navigation.ask_for_letter(reading, action)

    assert labels(reading) == ["cancels"]


def test_in_the_merged_view_each_version_s_reading_is_offered_where_several_tell_it() -> None:
    reading = snow_reading()
    press(reading, "view-merged")
    assert "each reading" in labels(reading)
    press(reading, "next-shown")
    assert "each reading" not in labels(reading)
