from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.tui.model.layout import MAX_TEXT, Mode, measure


@given(st.integers(0, 600), st.integers(0, 250), st.integers(20, 120), st.integers(3, 5), st.booleans())
def test_the_parts_fill_the_screen_exactly(width: int, height: int, most: int, digits: int, alone: bool) -> None:
    found = measure(width, height, most, digits=digits, alone=alone)

    if found.mode is Mode.FACING:
        assert found.left_pane + found.gutter + found.right_pane + 2 == width
        assert found.margin + found.text < found.right_pane <= found.left_pane
        assert found.indent + found.margin + found.text < found.left_pane
    elif found.mode is Mode.SINGLE:
        assert found.left_pane + 1 == width
        assert found.indent + found.margin + found.text < found.left_pane
    if found.mode is not Mode.TOO_SMALL:
        assert found.body + found.preview + 3 == height
        assert found.body >= 9
        assert 20 <= found.text <= most


@pytest.mark.parametrize(
    ("width", "height", "mode", "text", "gutter", "preview"),
    [
        (160, 45, Mode.FACING, 66, 9, 0),
        (140, 40, Mode.FACING, 56, 9, 0),
        (139, 40, Mode.FACING, 60, 7, 0),
        (100, 30, Mode.FACING, 40, 7, 0),
        (99, 30, Mode.SINGLE, MAX_TEXT, 0, 6),
        (70, 24, Mode.SINGLE, 64, 0, 6),
        (70, 20, Mode.SINGLE, 64, 0, 6),
        (70, 19, Mode.SINGLE, 64, 0, 0),
        (60, 15, Mode.SINGLE, 54, 0, 0),
    ],
)
def test_a_screen_is_laid_out_by_its_size(
    width: int, height: int, mode: Mode, text: int, gutter: int, preview: int
) -> None:
    found = measure(width, height)

    assert (found.mode, found.text, found.gutter, found.preview) == (mode, text, gutter, preview)


@pytest.mark.parametrize(("width", "height"), [(59, 15), (60, 14), (0, 0), (1, 1), (500, 14)])
def test_below_sixty_by_fifteen_is_too_small(width: int, height: int) -> None:
    found = measure(width, height)

    assert (found.mode, found.width, found.height) == (Mode.TOO_SMALL, width, height)


@pytest.mark.parametrize(("width", "numbered"), [(139, False), (140, True)])
def test_paragraph_numbers_stand_where_there_is_room(width: int, numbered: bool) -> None:
    assert measure(width, 40).numbered is numbered


@pytest.mark.parametrize("width", [180, 240, 400])
def test_on_a_very_wide_screen_the_margins_grow_and_not_the_text(width: int) -> None:
    found = measure(width, 50)

    assert found.text == MAX_TEXT
    assert found.indent > 0


def test_a_version_alone_has_no_gutter_and_no_preview() -> None:
    found = measure(160, 45, alone=True)

    assert (found.mode, found.gutter, found.preview, found.text) == (Mode.SINGLE, 0, 0, MAX_TEXT)


def test_the_reader_may_ask_for_narrower_or_wider_text() -> None:
    assert measure(160, 45, 40).text == 40
    assert measure(300, 45, 100).text == 100
