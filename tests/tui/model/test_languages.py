"""Texts of all scripts on the screen: whole, in their cells, whichever way they are written (terminals turn them)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

import pytest
from rich.cells import cell_len

from reader.align.compare import compare
from reader.tui.model.layout import View
from reader.tui.model.lists import Outline
from reader.tui.model.navigation import show_view
from reader.tui.model.search import find_all
from reader.tui.model.state import Reading
from tests.align.tongues import tellings
from tests.tui.helpers import frame_of, reading_of, screen_of, text_of

SCRIPTS = ("ar", "he", "hi", "zh", "ja", "ru", "de")


def reading_in(language: str, view: View, width: int) -> Reading:
    left, right = tellings(language)
    reading = reading_of(compare((left.version, right.version)), width, 120)
    if view is not View.FACING:
        show_view(reading, view)
    return reading


def ink(text: str) -> Counter[str]:
    return Counter(text) - Counter({" ": text.count(" "), "\n": text.count("\n")})


@pytest.mark.parametrize("width", [160, 100, 70])
@pytest.mark.parametrize("view", [View.FACING, View.ROWS])
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_letter_and_mark_of_a_version_is_on_the_screen(language: str, view: View, width: int) -> None:
    reading = reading_in(language, view, width)
    shown = ink("".join(screen_of(reading)))
    versions = [told.version for told in tellings(language)]
    seen = versions if reading.geometry.right_pane or reading.stacked else [versions[reading.side]]
    assert not ink("".join(version.text for version in seen)) - shown


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_merged_reading_shows_all_of_its_leading_version(language: str) -> None:
    reading = reading_in(language, View.MERGED, 100)
    assert not ink(tellings(language)[reading.lead].version.text) - ink("".join(screen_of(reading)))


@pytest.mark.parametrize("width", [160, 70])
@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("language", SCRIPTS)
def test_no_row_is_wider_than_its_pane(language: str, view: View, width: int) -> None:
    reading = reading_in(language, view, width)
    frame = frame_of(reading)
    for lines in (frame.left, frame.right, frame.gutter, frame.header, frame.footer):
        assert len({cell_len(text_of(line)) for line in lines}) <= 1


@pytest.mark.parametrize(("language", "query"), [("ar", "المهندسون"), ("hi", "पुल"), ("zh", "大桥"), ("ja", "亀裂")])
def test_a_word_in_any_script_is_found(language: str, query: str) -> None:
    text = tellings(language)[0].version.text
    found = list(find_all(text, query))
    assert found
    assert [text[start:end] for start, end in found] == [query] * text.count(query)


def test_the_headings_name_the_languages_where_one_is_not_english() -> None:
    assert "ar · " in screen_of(reading_in("ar", View.FACING, 160))[1]
    assert Outline(reading_in("ar", View.FACING, 160)).title == "Outline of A, A · Arabic (set)"


@pytest.mark.parametrize("width", [160, 100, 70])
@pytest.mark.parametrize("view", list(View))
@pytest.mark.parametrize("pair", [("ar", "de"), ("he", "de"), ("ar", "he")], ids="-".join)
def test_a_terminal_that_turns_right_to_left_text_turns_nothing_of_the_column_behind_it(
    pair: tuple[str, str], view: View, width: int
) -> None:
    left, right = (tellings(language)[0].version for language in pair)
    reading = reading_of(compare((left, replace(right, siglum="B"))), width, 60)
    if view is not View.FACING:
        show_view(reading, view)
    frame, turned = frame_of(reading), 0
    for line in (*frame.left, *frame.right, *frame.preview):
        kinds = [unicodedata.bidirectional(char) for char in text_of(line)]
        last = max((n for n, kind in enumerate(kinds) if kind in ("R", "AL")), default=-1)
        if last >= 0:
            turned += 1
            assert "L" in kinds[last + 1 :], text_of(line)
    assert turned
