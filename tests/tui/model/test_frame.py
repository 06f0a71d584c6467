from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.align.tellings import tellings_of
from reader.export.passages import percent
from reader.story.version import Role
from reader.tui.model.chrome import describe, describe_hits
from reader.tui.model.filters import Filter
from reader.tui.model.frame import draw
from reader.tui.model.ink import Ink, version_ink, width_of
from reader.tui.model.navigation import put_opposite
from reader.tui.model.seeking import set_filter
from reader.tui.model.state import LEFT, RIGHT
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import (
    FURNITURE,
    KEYS,
    REPEAT,
    STRAY,
    frame_of,
    inks_of,
    place_cursor,
    reading_of,
    screen_of,
    snow_comparison,
    snow_reading,
    text_of,
    texts_of,
)

# the header


def test_the_header_says_the_story_and_how_much_is_linked() -> None:
    header = texts_of(frame_of(snow_reading()).header)

    assert header[0].strip().startswith("The night train above Vell")
    assert header[0].endswith("7 links · 1 conflict ")  # what is said again is no link


def test_each_versions_heading_says_how_much_only_it_has() -> None:
    heading = texts_of(frame_of(snow_reading()).header)[1]

    left, right = heading.split("B Continental Wire")
    assert "A Valley Gazette" in left
    assert "12 ¶ · 28 % only here" in left
    assert "9 ¶ · 32 % only here" in right


def test_before_the_comparison_the_header_says_that_it_is_being_made() -> None:
    header = texts_of(frame_of(snow_reading(before=True)).header)

    assert header[0].endswith("comparing … ")
    assert "only here" not in header[1]


def test_a_version_alone_has_no_figures_of_links() -> None:
    reading = reading_of(compared([made_version("A", [["One."]], name="Paper")], {}))

    assert texts_of(frame_of(reading).header)[0].endswith("one version ")


def test_the_header_says_what_the_filter_shows() -> None:
    reading = snow_reading()
    set_filter(reading, Filter.ONLY_HERE)

    assert "showing only here" in texts_of(frame_of(reading).header)[0]


def test_the_pane_of_the_cursor_has_the_bright_heading() -> None:
    reading = snow_reading()
    header = frame_of(reading).header
    assert inks_of(header, "Valley Gazette") == {Ink("bright", bold=True)}
    assert inks_of(header, "Continental Wire") == {Ink("mute")}

    place_cursor(reading, RIGHT, 1)
    assert inks_of(frame_of(reading).header, "Continental Wire") == {Ink("bright", bold=True)}


@pytest.mark.parametrize(
    ("part", "said"),
    [(0.0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.994, "99 %"), (0.999, "99 %"), (1.0, "100 %")],
)
def test_a_little_is_never_nothing_and_nearly_all_is_never_all(part: float, said: str) -> None:
    assert percent(part) == said


def test_long_names_and_titles_are_cut_to_the_screen() -> None:
    a = made_version("A", [["One."]], name="The Very Long and Venerable Name of a Provincial Newspaper " * 3)
    b = made_version("B", [["One."]], name="新聞" * 60)
    reading = reading_of(compared([a, b], {}), 100, 30, title="T" * 300)

    title, names = frame_of(reading).header
    assert width_of(title) == width_of(names) == 100
    assert text_of(title).endswith("…  0 links ")
    assert text_of(names).count("…") == 2


# the status line


@pytest.mark.parametrize(
    ("side", "sentence", "said"),
    [
        (LEFT, 1, "verbatim in B 4"),
        (LEFT, 2, "only in A"),
        (LEFT, 3, "edited in B 4 · moved · differs: 9 / 11"),
        (LEFT, 7, "reworded in B 6"),
        (LEFT, REPEAT, "said above · enter unfolds"),
        (LEFT, STRAY, "not this story · enter unfolds"),
        (LEFT, FURNITURE, "furniture · enter unfolds"),
        (RIGHT, 1, "only in B · related: A 3"),
        (RIGHT, 3, "edited in A 9 · moved"),
        (RIGHT, 6, "only in B"),
    ],
)
def test_the_status_line_says_the_passage_in_words(side: int, sentence: int, said: str) -> None:
    reading = snow_reading()
    place_cursor(reading, side, sentence)

    assert describe(reading) == said
    assert text_of(frame_of(reading).footer[0]).endswith(said + " ")


def test_of_several_links_the_best_is_said_and_how_many_more_there_are() -> None:
    versions = [made_version(s, [[f"Paragraph {n} of {s}."] for n in range(4)]) for s in "AB"]
    reading = reading_of(compared(versions, {(0, 1): [link(0, 1), link(0, 2), link(0, 3, Reuse.RELATED)]}))

    assert describe(reading) == "edited in B 2 · +1"


def test_with_three_versions_the_status_line_says_who_else_tells_a_passage() -> None:
    reading = snow_reading(count=3)
    place_cursor(reading, LEFT, 2)
    assert describe(reading) == "not in B · told by C"
    place_cursor(reading, LEFT, 4)
    assert describe(reading) == "only in A"
    put_opposite(reading, 2)
    place_cursor(reading, LEFT, 0)
    assert describe(reading) == "not in C · told by B"
    place_cursor(reading, LEFT, 2)
    assert describe(reading) == "verbatim in C 2"


def test_what_is_not_known_yet_of_a_third_version_is_not_claimed() -> None:
    whole = snow_comparison(3)
    reading = snow_reading(count=3, before=True)
    some = whole._replace(pairs=whole.pairs[:1])
    reading.set_comparison(some, tellings_of(some))
    place_cursor(reading, LEFT, 2)
    assert describe(reading) == "not in B"
    put_opposite(reading, 2)
    assert describe(reading) == "comparing …"
    assert text_of(frame_of(reading).header[0]).endswith("comparing … ")
    reading.set_comparison(whole, tellings_of(whole))
    assert describe(reading) == "verbatim in C 2"


def test_notes_and_picks_are_said() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 2)
    reading.noted = reading.picked = frozenset({(0, 2)})

    assert describe(reading) == "noted · picked · only in A"


def test_before_the_comparison_the_status_line_claims_nothing() -> None:
    reading = snow_reading(before=True)
    place_cursor(reading, LEFT, 2)

    assert describe(reading) == "comparing …"


def test_an_empty_version_is_said_to_be_empty() -> None:
    reading = reading_of(compared([made_version("A", []), made_version("B", [["One."]])], {}))

    assert describe(reading) == "A is empty"


def test_a_message_takes_the_place_of_the_status() -> None:
    reading = snow_reading()
    reading.message = "picked A ¶1"

    assert text_of(frame_of(reading).footer[0]).endswith("picked A ¶1 ")


def test_hits_are_counted_in_every_version() -> None:
    reading = snow_reading(count=3)
    reading.search("train")

    assert describe_hits(reading) == "“train”: 4 in A, 3 in B, 1 in C"


@pytest.mark.parametrize("width", range(60, 171, 5))
def test_the_footer_drops_keys_from_the_end_and_cuts_none(width: int) -> None:
    reading = snow_reading(width, 30)
    place_cursor(reading, LEFT, 3)
    shown = text_of(draw(reading, KEYS).footer[0])
    keys = shown.split(describe(reading))[0].split("   ")
    labels = [f"{key} {label}" for key, label in KEYS]

    written = [key.strip() for key in keys if key.strip()]
    assert written == labels[: len(written)]
    assert describe(reading) in shown


# one pane and its preview


def test_below_a_hundred_columns_there_is_one_pane_with_a_preview() -> None:
    reading = snow_reading(70, 24)
    frame = frame_of(reading)

    assert frame.gutter == frame.right == frame.right_minimap == []
    assert len(frame.preview) == 6
    assert len(frame.left) == 15


def test_the_preview_shows_the_partner_with_the_words_that_differ() -> None:
    reading = snow_reading(70, 24)
    place_cursor(reading, LEFT, 3)
    preview = frame_of(reading).preview

    assert text_of(preview[0]).startswith(" B   4 ! The railway said that 11 of the 214")
    assert inks_of(preview, "11") == {Ink("conflict", "panel", bold=True, underline=True)}
    assert inks_of(preview, "two of them in hospital") == {Ink(version_ink(1), "panel", underline=True)}
    assert inks_of(preview, "the 214 people") == {Ink("bright", "panel")}


def test_the_preview_shows_every_sentence_of_the_partner() -> None:
    reading = snow_reading(70, 24)
    place_cursor(reading, LEFT, 11)
    text = " ".join(" ".join(texts_of(frame_of(reading).preview)).split())

    assert "The stationmaster, Thomas Brenn" in text
    assert "we would have dug for them.”" in text


def test_the_preview_says_when_a_partner_only_tells_the_same_fact() -> None:
    reading = snow_reading(70, 24)
    place_cursor(reading, RIGHT, 1)

    assert text_of(frame_of(reading).preview[0]).startswith(" A   3 : Of the 214 people")
    assert {ink.fg for ink in inks_of(frame_of(reading).preview, "people on board")} == {"soft"}


def test_the_preview_is_blank_where_there_is_no_partner() -> None:
    reading = snow_reading(70, 24)
    place_cursor(reading, LEFT, 2)

    assert not "".join(texts_of(frame_of(reading).preview)).strip()


def test_a_preview_that_is_too_small_says_that_there_is_more() -> None:
    long = "a very long sentence about the night train and about all of the people who were on it " * 8
    a, b = made_version("A", [["Short."]]), made_version("B", [[long]])
    reading = reading_of(compared([a, b], {(0, 1): [link(0, 0, Reuse.REWORDED)]}), 70, 24)

    assert text_of(frame_of(reading).preview[-1]).rstrip().endswith("…")


def test_the_text_does_not_jump_when_the_preview_fills_or_empties() -> None:
    reading = snow_reading(70, 24)
    tops = []
    for sentence in (1, 2, 3, 4):
        place_cursor(reading, LEFT, sentence)
        tops.append(reading.tops[LEFT])
        assert len(frame_of(reading).left) == 15

    assert len(set(tops)) == 1


def test_the_heading_of_one_pane_names_both_versions_and_marks_the_one_shown() -> None:
    reading = snow_reading(70, 24)
    assert "[A] Valley Gazette   B  Continental Wire" in texts_of(frame_of(reading).header)[1]

    place_cursor(reading, RIGHT, 1)
    assert "A  Valley Gazette  [B] Continental Wire" in texts_of(frame_of(reading).header)[1]


def test_below_twenty_rows_there_is_no_preview_but_the_status_names_the_partner() -> None:
    reading = snow_reading(70, 19)
    place_cursor(reading, LEFT, 3)
    frame = frame_of(reading)

    assert frame.preview == []
    assert "edited in B 4" in text_of(frame.footer[0])


# text as it is


@pytest.mark.parametrize(
    "text", ["[red]x[/red]", "[/b]", "[", "\\[x]", "[@click=app.quit]x[/]", "a[i] = [x for x in y]"]
)
def test_what_looks_like_markup_stands_as_it_is(text: str) -> None:
    a = made_version("A", [[text]], roles=[Role.HEADLINE], name=text)
    b = made_version("B", [[text]], name="B" + text)
    reading = reading_of(compared([a, b], {(0, 1): [link(0, 0)]}), 160, 30, title=text)
    rows = screen_of(reading)

    assert text in rows[0]
    assert rows[1].count(text) == 2
    assert rows[2].count(text) == 2


def test_a_line_break_inside_a_sentence_is_shown_as_a_blank() -> None:
    a = made_version("A", [["The line\nends here\tor there."]])
    reading = reading_of(compared([a, made_version("B", [["x."]])], {}), 160, 30)

    assert "The line ends here or there." in screen_of(reading)[2]
