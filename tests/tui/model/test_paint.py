from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from reader.tui.model.ink import Ink, Line, clip, fit, runs, version_ink, width_of
from reader.tui.model.signs import ASCII
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.tui.helpers import FURNITURE, REPEAT, frame_of, inks_of, place_cursor, snow_reading, texts_of

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
INKS = st.sampled_from([Ink(), Ink("soft"), Ink("bright", "cursor")])
LINES = st.lists(st.tuples(TEXT, INKS), max_size=5)


def left(reading: Reading) -> list[Line]:
    return frame_of(reading).left


def right(reading: Reading) -> list[Line]:
    return frame_of(reading).right


def bars(lines: list[Line]) -> list[str]:
    """The rows that have a bar in the margin, and its ink's foreground."""
    return [
        f"{ink.fg} {text_row}"
        for line, text_row in zip(lines, texts_of(lines), strict=True)
        for t, ink in line
        if t == "▌"
    ]


# lines


@given(LINES, st.integers(0, 40))
def test_a_line_is_made_exactly_as_wide_as_asked(line: Line, width: int) -> None:
    assert width_of(fit(line, width)) == width


@given(TEXT, st.integers(0, 40))
def test_a_clipped_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    cut = clip(text, width)

    assert width_of([(cut, Ink())]) <= width
    assert cut == text or not width or cut.endswith("…")


@given(st.lists(st.tuples(st.characters(exclude_categories=["Cs"]), INKS), max_size=30))
def test_runs_hold_the_text_with_its_inks(cells: list[tuple[str, Ink]]) -> None:
    text, inks = "".join(char for char, _ in cells), [ink for _, ink in cells]

    line = runs(text, inks)

    assert [(char, ink) for run, ink in line for char in run] == cells
    assert all(one[1] != other[1] for one, other in itertools.pairwise(line))


# quiet and bright


def test_what_both_say_is_soft_and_what_one_says_is_not() -> None:
    lines = left(snow_reading())

    assert inks_of(lines, "The night train to Karst") == {Ink("soft")}
    assert inks_of(lines, "Nobody was badly hurt.") == {Ink("text")}


def test_what_is_only_related_is_as_bright_as_what_is_new() -> None:
    assert inks_of(right(snow_reading()), "More than two hundred passengers") == {Ink("text")}


def test_headlines_and_headings_are_bold_and_bright_although_shared() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 2)

    assert inks_of(left(reading), "Night train stands nine hours in the snow above Vell") >= {Ink("bright", bold=True)}
    assert inks_of(left(reading), "What happens now?") == {Ink("bright", bold=True)}


def test_even_brightness_leaves_nothing_soft() -> None:
    reading = snow_reading()
    reading.even = True

    assert inks_of(left(reading), "The night train to Karst") == {Ink("text")}


def test_before_the_comparison_everything_is_plain() -> None:
    lines = left(snow_reading(before=True))

    assert inks_of(lines, "The night train to Karst") == {Ink("text")}
    assert not any(sign in text[7:9] for text in texts_of(lines) for sign in "=~↕!+")


# the cursor, its partner, their words


def test_the_cursors_passage_and_its_partner_are_lit_with_bars() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 1)

    assert inks_of(left(reading), "The night train to Karst") == {Ink("bright", "cursor")}
    assert inks_of(right(reading), "The night train to Karst") == {Ink("bright", "partner")}
    assert [bar.split()[0] for bar in bars(left(reading))] == ["bright"] * 2
    assert [bar.split()[0] for bar in bars(right(reading))] == ["mute"] * 2


def test_only_the_cursors_sentence_is_lit_in_a_flowing_paragraph() -> None:
    reading = snow_reading()
    place_cursor(reading, RIGHT, 7)

    assert inks_of(right(reading), "Nobody wrote back") == {Ink("bright", "cursor")}
    assert inks_of(right(reading), "The union of railway") == {Ink("text")}


def test_changed_words_take_colour_only_at_the_cursor() -> None:
    reading = snow_reading()
    away = inks_of(right(reading), "Thomas")
    assert inks_of(right(reading), "Brenn") == {Ink("soft")}
    assert Ink("text") in away

    place_cursor(reading, LEFT, 11)
    assert inks_of(left(reading), "Tomas") >= {Ink(version_ink(0), "cursor", underline=True)}
    assert inks_of(right(reading), "Thomas") >= {Ink(version_ink(1), "partner", underline=True)}
    assert inks_of(left(reading), "Brenn") == {Ink("bright", "cursor")}


def test_a_reworded_passage_with_little_in_common_shows_no_words() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 5)

    assert inks_of(left(reading), "The railway had been warned") == {Ink("bright", "cursor")}


def test_conflicting_words_are_marked_everywhere() -> None:
    reading = snow_reading()
    here, there = inks_of(left(reading), " 9 "), inks_of(right(reading), "11")

    assert Ink("conflict", bold=True, underline=True) in here
    assert there == {Ink("conflict", bold=True, underline=True)}

    place_cursor(reading, LEFT, 3)
    assert inks_of(right(reading), "11") == {Ink("conflict", "partner", bold=True, underline=True)}


def test_both_sentences_of_a_partner_are_lit() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 11)

    assert {ink.bg for ink in inks_of(right(reading), "The stationmaster,")} == {"partner"}
    assert {ink.bg for ink in inks_of(right(reading), "we would have dug")} == {"partner"}


def test_the_sentence_told_together_with_the_cursors_is_lit_faintly() -> None:
    reading = snow_reading()
    place_cursor(reading, RIGHT, 3)

    assert {ink.bg for ink in inks_of(right(reading), "we would have dug")} == {"cursor"}
    assert {ink.bg for ink in inks_of(right(reading), "The stationmaster,")} == {"partner"}


# the margin


def test_each_chunk_has_one_sign_on_its_first_row() -> None:
    reading = snow_reading()
    place_cursor(reading, RIGHT, 11)

    signs = [text[5] for text in texts_of(left(reading)) if text.strip()]
    expected = "=" + "= +" + "! + " + "↕+" + "~ " + "··" + "↕ " + "+" + "=+" + "·"
    assert "".join(signs) == expected


def test_the_colour_of_what_is_new_is_the_versions_own() -> None:
    reading = snow_reading()

    assert inks_of(left(reading), "+") == {Ink(version_ink(0), bold=True)}
    assert inks_of(right(reading), "+") == {Ink(version_ink(1), bold=True)}


def test_numbers_stand_at_each_paragraphs_first_row_where_there_is_room() -> None:
    wide, narrow = snow_reading(160, 45), snow_reading(100, 45)

    numbers = [text[1:4].strip() for text in texts_of(left(wide)) if text[1:4].strip()]
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "9", "10", "11", "12"]
    assert not any(char.isdigit() for text in texts_of(left(narrow)) for char in text[:4])


def test_notes_and_picks_are_marked_where_their_sentence_begins() -> None:
    reading = snow_reading()
    reading.noted, reading.picked = frozenset({(0, 3)}), frozenset({(0, 4), (1, 6)})

    marked = [text for text in texts_of([*left(reading), *right(reading)]) if text[0] in "*»"]

    assert [text[0] for text in marked] == ["*", "»", "»"]
    assert "Of the 214" in marked[0]
    assert "We sang" in marked[1]
    assert "The union" in marked[2]


def test_marks_stand_one_below_the_other_and_a_search_hit_where_it_begins() -> None:
    reading = snow_reading()
    reading.noted = reading.picked = frozenset({(0, 3)})
    reading.marks = {"m": (0, 3)}
    reading.search("karst, who had")
    rows = texts_of(left(reading))
    first = next(y for y, text in enumerate(rows) if "214" in text)

    assert [text[:1] for text in rows[first : first + 2]] == ["m", "*"]
    assert next(text for text in rows if "upper berth" in text)[:1] == "•"


def test_under_the_cursors_bar_a_mark_stands_before_the_text() -> None:
    reading = snow_reading()
    reading.noted = frozenset({(0, 3), (1, 4)})
    place_cursor(reading, LEFT, 3)

    assert next(text for text in texts_of(left(reading)) if "214" in text).startswith("▌  3 !*Of the 214")
    assert next(text for text in texts_of(right(reading)) if "214" in text).startswith("▌  4 !*The railway")


def test_search_hits_are_tinted_in_both_panes() -> None:
    reading = snow_reading()
    reading.search("plough")

    assert inks_of(left(reading), "plough") == {Ink("bright", "hit")}
    assert inks_of(right(reading), "plough") == {Ink("bright", "hit")}


# folded lines


def test_a_folded_line_is_faint_and_says_what_it_is() -> None:
    lines = left(snow_reading())

    assert inks_of(lines, "Related Articles") == {Ink("faint", italic=True)}
    assert any(text.rstrip().endswith("not this story") for text in texts_of(lines))


def test_a_folded_line_under_the_cursor_is_lit() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, FURNITURE)

    assert inks_of(left(reading), "Related Articles") == {Ink("bright", "cursor", italic=True)}


def test_the_partner_of_a_folded_repeat_is_lit() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, REPEAT)

    assert {ink.bg for ink in inks_of(right(reading), "Night train stands nine hours")} == {"partner"}


def test_plain_ascii_signs_and_bars() -> None:
    reading = snow_reading(count=2)
    reading.signs = ASCII
    reading.noted, reading.picked = frozenset({(0, 3)}), frozenset({(0, 4)})
    shown = "".join(text[:7] for text in texts_of(left(reading)))

    assert shown.isascii()
    assert {"^", ".", "*", ">", "|"} <= set(shown)
