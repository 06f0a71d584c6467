from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.story.clean import clean
from reader.story.version import Version
from reader.tui.model.selection import (
    Quote,
    cell_at,
    quote_passage,
    quote_selection,
    quote_tellings,
    select,
    side_at,
    unwrap,
)
from reader.tui.model.state import LEFT, RIGHT, Reading, Selected
from tests.merge.made import compared, made_version
from tests.tui.helpers import (
    AVALANCHE,
    INSPECTORS,
    frame_of,
    inks_of,
    place_cursor,
    reading_of,
    shipped_story,
    snow_reading,
    texts_of,
)
from tests.tui.model.test_moves import press


def drag(reading: Reading, side: int, start: tuple[int, int], end: tuple[int, int]) -> str:
    """What is selected between two cells (row, column)."""
    one, other = cell_at(reading, side, *start), cell_at(reading, side, *end)
    assert one is not None
    assert other is not None
    select(reading, side, one, other)
    return quote_selection(reading, reading.selection).words if reading.selection else ""


def at(reading: Reading, side: int, phrase: str) -> tuple[int, int]:
    """Row and column of a phrase in a pane."""
    pane = texts_of(frame_of(reading).left if side == LEFT else frame_of(reading).right)
    return next((row, text.index(phrase)) for row, text in enumerate(pane) if phrase in text)


def test_a_passage_is_quoted_with_name_place_and_date() -> None:
    reading = snow_reading()
    press(reading, "next-passage")
    quote = quote_passage(reading)

    assert quote is not None
    assert quote.with_source == f"{AVALANCHE}\n— Valley Gazette, A ¶2, 2034-01-14"


def test_both_tellings_are_quoted_each_with_its_source_and_all_its_sentences() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 11)
    tellings = [quote.with_source for quote in quote_tellings(reading)]

    assert len(tellings) == 2
    assert tellings[1].splitlines() == [
        "The stationmaster, Thomas Brenn, said that the wind had done the rest. "
        "“An hour more, and we would have dug for them.”",
        "— Continental Wire, B ¶3",
    ]
    place_cursor(reading, RIGHT, 3)
    assert [quote.with_source for quote in quote_tellings(reading)] == tellings[::-1]


def test_what_only_one_version_tells_is_quoted_alone() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 2)

    assert [quote.where for quote in quote_tellings(reading)] == ["A ¶2"]


def test_an_empty_version_has_nothing_to_quote() -> None:
    reading = reading_of(compared((made_version("A", []), made_version("B", [("One.",)])), {(0, 1): []}))

    assert quote_passage(reading) is None
    assert quote_tellings(reading) == []
    assert cell_at(reading, LEFT, 0, 10) is None


@pytest.mark.parametrize(
    "words", ["a\x1b[201~b", "\x1b]52;c;eA==\x07", "half \ud800 a pair", "c1 \x9b", "last line\n\n"]
)
def test_what_is_copied_holds_nothing_that_acts_on_a_terminal(words: str) -> None:
    copied = Quote(words, "A ¶1", "A\x1b, A ¶1").with_source

    assert clean(copied) == copied
    assert copied == copied.strip()
    copied.encode("utf-8")


def test_a_selection_is_unwrapped_whatever_the_width() -> None:
    for width in (160, 100, 70):
        reading = snow_reading(width, 45)
        row, column = at(reading, LEFT, "The night train")
        end = at(reading, LEFT, "buried the line.")
        assert drag(reading, LEFT, (row, column), (end[0], end[1] + 15)) == AVALANCHE


def test_a_selection_goes_either_way_and_takes_both_cells() -> None:
    reading = snow_reading()
    row, column = at(reading, RIGHT, "Inspectors")
    assert drag(reading, RIGHT, (row, column + 9), (row, column)) == "Inspectors"
    assert drag(reading, RIGHT, (row, column), (row, column + 9)) == "Inspectors"
    assert drag(reading, RIGHT, (row, 0), (row, 500)).startswith(INSPECTORS)


def test_paragraphs_of_a_selection_are_apart_and_what_is_folded_between_is_left_out() -> None:
    reading = snow_reading()
    copied = drag(reading, LEFT, at(reading, LEFT, "A plough"), at(reading, LEFT, "The stationmaster"))

    assert copied.startswith("A plough from Lower Vell")
    assert copied.endswith("station.\n\nT")
    assert "soups" not in copied


def test_dragging_past_the_edges_takes_what_is_nearest() -> None:
    reading = snow_reading(100, 20)
    everything = drag(reading, LEFT, (-5, -5), (99, 999))
    assert everything.startswith("Night train stands")
    assert reading.selection is not None
    assert reading.selection.start == 0


def test_a_selection_is_shown_in_its_own_colour_and_stays_on_its_words() -> None:
    reading = snow_reading(100, 30)
    row, column = at(reading, LEFT, "avalanche")
    drag(reading, LEFT, (row, column), (row, column + 8))
    assert {ink.bg for ink in inks_of(frame_of(reading).left, "avalanche")} == {"selection"}
    press(reading, "line-down")
    assert {ink.bg for ink in inks_of(frame_of(reading).left, "avalanche")} == {"selection"}
    assert "selection" not in {ink.bg for line in frame_of(reading).right for _, ink in line}


def test_a_wide_letter_is_selected_from_either_of_its_cells() -> None:
    version = made_version("A", [("雪の夜行列車は九時間止まった。",)])
    reading = reading_of(compared((version,), {}), 100, 20)
    row, column = at(reading, LEFT, "雪")

    assert drag(reading, LEFT, (row, column + 1), (row, column + 2)) == "雪の"


@given(st.data())
@settings(deadline=None)
def test_any_selection_is_the_source_s_own_text(data: st.DataObject) -> None:
    reading = reading_of(shipped_story(1)[1], 100, 30)
    side = data.draw(st.sampled_from((LEFT, RIGHT)))
    start, end = (data.draw(st.tuples(st.integers(-3, 40), st.integers(-3, 60))) for _ in range(2))
    copied = drag(reading, side, start, end)
    version = reading.beside(side).version

    assert all(line in " ".join(version.text.split()) for line in copied.split("\n\n"))


def test_a_text_that_is_not_shown_is_unwrapped_as_its_paragraphs_stand() -> None:
    version: Version = made_version("A", [("One\nis told.", "Two."), ("Three.",)])

    assert unwrap(version, 0, len(version.text)) == "One is told. Two.\n\nThree."
    reading = snow_reading(count=3)
    third = reading.story.versions[2]
    copied = quote_selection(reading, Selected(2, 0, len(third.text))).words
    assert copied.startswith("A night on the mountain\n\nI was")


def test_where_versions_stand_below_each_other_the_one_that_was_pressed_is_selected() -> None:
    reading = snow_reading(80, 40)
    press(reading, "view-rows")
    assert reading.stacked
    pane = texts_of(frame_of(reading).left)
    row = next(n for n, text in enumerate(pane) if "Maud Orsolic" in text)

    assert side_at(reading, LEFT, row) == RIGHT


def merged_reading() -> Reading:
    reading = snow_reading()
    press(reading, "view", "view")
    assert reading.merged
    return reading


def test_words_of_the_merged_reading_are_selected_and_quoted_with_every_version_that_tells_them() -> None:
    reading = merged_reading()
    row, column = at(reading, LEFT, "for nine hours")
    words = drag(reading, LEFT, (row, column), (row + 1, reading.geometry.left_pane))

    assert words == "for nine hours on Friday after an avalanche buried the line."
    assert reading.selection is not None
    quote = quote_selection(reading, reading.selection)
    assert quote.where == "A ¶2 · B ¶4"
    assert quote.with_source.endswith("\n— Valley Gazette, A ¶2, 2034-01-14 · Continental Wire, B ¶4")


def test_a_versions_own_wording_in_the_merged_reading_is_quoted_as_its_own() -> None:
    reading = merged_reading()
    row, column = at(reading, LEFT, "Two warnings")
    assert drag(reading, LEFT, (row, column), (row, column + 11)) == "Two warnings"
    assert reading.selection is not None
    assert quote_selection(reading, reading.selection).where.startswith("B ")


def test_a_drag_over_the_merged_reading_takes_all_its_text_unwrapped() -> None:
    reading = merged_reading()
    sheet = reading.sheet()
    words = drag(reading, LEFT, (0, 0), (reading.geometry.body - 1, reading.geometry.left_pane))
    shown = [row for row in sheet.window(reading.sheet_top, reading.geometry.body) if row]
    said = "".join(
        sheet.strands(row.block)[row.strand].text[row.start : row.end]
        for row in shown
        if not sheet.blocks[row.block].fold
    )

    assert "".join(words.split()) == "".join(said.split())
    assert "\n" not in words.split("\n\n")[1]


def test_what_is_selected_in_the_merged_reading_is_tinted_until_it_is_laid_out_anew() -> None:
    def tinted() -> list[str]:
        return [text for line in frame_of(reading).left for text, ink in line if ink.bg == "selection"]

    reading = merged_reading()
    row, column = at(reading, LEFT, "for nine hours")
    drag(reading, LEFT, (row, column + 4), (row, column + 13))
    assert tinted() == ["nine hours"]

    press(reading, "lead")
    assert tinted() == []
