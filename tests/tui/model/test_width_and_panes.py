from __future__ import annotations

import pytest

from reader.tui.model import navigation
from reader.tui.model.frame import draw, only_text
from reader.tui.model.layout import Mode
from reader.tui.model.state import Reading
from tests.tui.helpers import AVALANCHE, KEYS, SIZES, place_cursor, snow_reading, texts_of


def again(reading: Reading) -> Reading:
    """The reading laid out after a wish, as the screen does it."""
    reading.resize(reading.geometry.width, reading.geometry.height)
    return reading


def test_the_text_gets_wider_and_narrower_by_four_columns_from_what_is_on_screen() -> None:
    reading = snow_reading(160, 45)
    assert reading.geometry.text == 66
    widths = []
    for count in (-1, -1, 1, 1, 1):
        navigation.change_width(reading, count)
        widths.append(again(reading).geometry.text)

    assert widths == [64, 60, 64, 66, 66]
    assert reading.message == "no more than 66 columns of text fit here"


def test_the_text_stays_within_its_bounds() -> None:
    reading = snow_reading(300, 45)
    for _ in range(40):
        navigation.change_width(reading, 1)
        again(reading)
    assert reading.geometry.text == navigation.WIDEST
    for _ in range(40):
        navigation.change_width(reading, -1)
        again(reading)
    assert reading.geometry.text == navigation.NARROWEST
    assert reading.message == "already 40 columns of text"


def test_another_width_keeps_the_word_on_top() -> None:
    reading = snow_reading(100, 16)
    place_cursor(reading, 0, 11)
    flow = reading.flow(0)
    before = next(row.start for row in flow.window(reading.tops[0], 5) if row)
    reading.panes = 1
    again(reading)
    row = next(row for row in reading.flow(0).window(reading.tops[0], 5) if row)

    assert row.start <= before < row.end


@pytest.mark.parametrize(
    ("width", "first", "second"),
    [(160, (Mode.FACING, Mode.SINGLE), Mode.FACING), (90, (Mode.SINGLE, Mode.FACING), Mode.SINGLE),
     (64, (Mode.SINGLE, Mode.SINGLE), Mode.SINGLE)],
)  # fmt: skip
def test_one_pane_or_two_is_the_readers_choice_and_taken_back(
    width: int, first: tuple[Mode, Mode], second: Mode
) -> None:
    reading = snow_reading(width, 30)
    modes = [reading.geometry.mode]
    for _ in range(2):
        navigation.toggle_panes(reading)
        modes.append(again(reading).geometry.mode)

    assert modes == [*first, second]
    assert reading.panes == 0


def test_two_panes_that_were_asked_for_give_way_where_there_is_no_room() -> None:
    reading = snow_reading(90, 30)
    navigation.toggle_panes(reading)
    modes = []
    for width in (64, 90):
        reading.resize(width, 30)
        modes.append(reading.geometry.mode)

    assert modes == [Mode.SINGLE, Mode.FACING]


@pytest.mark.parametrize("size", [*SIZES, (72, 20)])
@pytest.mark.parametrize("panes", [0, 1, 2])
def test_nothing_but_the_text_is_left(size: tuple[int, int], panes: int) -> None:
    reading = snow_reading(*size)
    reading.panes = panes
    navigation.toggle_zen(reading)
    reading.message = ""
    again(reading)
    frame = only_text(draw(reading, KEYS), reading)

    assert frame.header == []
    assert frame.preview == []
    assert len(frame.left) == size[1] - 1
    assert texts_of(frame.footer) == [" " * size[0]]
    for part in (frame.left_minimap, frame.gutter, frame.right_minimap):
        assert all(not text.strip() for text in texts_of(part))
    pane = texts_of(frame.left)
    margin = reading.geometry.margin + reading.geometry.indent
    assert {text[:margin].strip() for text in pane} <= {"", "▌"}
    assert any("▌" in text for text in pane)
    assert AVALANCHE[:20] in "".join(pane)
    for text, whole in zip(pane, texts_of(draw(reading, KEYS).left), strict=True):
        assert text[margin:] == whole[margin:]


def test_a_message_is_still_said_where_only_the_text_is_shown() -> None:
    reading = snow_reading(100, 30)
    navigation.toggle_zen(reading)
    frame = only_text(draw(again(reading), KEYS), reading)

    assert "Z brings the rest back" in texts_of(frame.footer)[0]
    navigation.toggle_zen(reading)
    assert again(reading).geometry.body == 27
