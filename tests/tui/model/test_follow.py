from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Reuse
from reader.tui.model.flow import (
    Flow,
    Position,
    clamp_top,
    follow_cursor,
    on_screen,
    top_after_jump,
    top_with_passage_at,
)
from reader.tui.model.navigation import follow_partner, go
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import place_cursor, reading_of
from tests.tui.model.test_flow import flows


def ends_on_screen(flow: Flow, top: Position, sentence: int) -> tuple[int, int]:
    """The rows of the screen on which a passage begins and ends."""
    first, last = flow.span(sentence)
    return flow.distance(top, first, 10_000), flow.distance(top, last, 10_000)


@given(flows(), st.data())
def test_following_the_cursor_brings_it_on_screen(flow: Flow, data: st.DataObject) -> None:
    height = data.draw(st.integers(5, 45))
    sentence = data.draw(st.integers(0, len(flow.beside.version.sentences) - 1))
    top = clamp_top(flow, flow.move(flow.start(), data.draw(st.integers(0, 120))), height)

    first, last = ends_on_screen(flow, follow_cursor(flow, top, sentence, height), sentence)

    assert 0 <= first < height
    assert last < height or last - first >= height - 2 * min(4, height // 5)


@given(flows(), st.data())
def test_a_cursor_well_on_screen_scrolls_nothing(flow: Flow, data: st.DataObject) -> None:
    height = data.draw(st.integers(5, 45))
    margin = min(4, height // 5)
    sentence = data.draw(st.integers(0, len(flow.beside.version.sentences) - 1))
    top = flow.move(flow.start(), data.draw(st.integers(0, 120)))
    first, last = ends_on_screen(flow, top, sentence)

    if first >= margin and last < height - margin:
        assert follow_cursor(flow, top, sentence, height) == top


@given(flows(), st.data())
def test_a_landing_never_shows_blank_rows_that_text_could_fill(flow: Flow, data: st.DataObject) -> None:
    height = data.draw(st.integers(5, 45))
    sentence = data.draw(st.integers(0, len(flow.beside.version.sentences) - 1))

    top = top_after_jump(flow, sentence, height)

    assert flow.start() <= top <= flow.end(height)
    assert on_screen(flow, top, sentence, height) or len(flow.rows(flow.block_of(sentence))) > height // 2


@given(flows(), st.data())
def test_levelled_passages_begin_on_the_row_asked_for(flow: Flow, data: st.DataObject) -> None:
    sentence = data.draw(st.integers(0, len(flow.beside.version.sentences) - 1))
    row = data.draw(st.integers(0, 60))

    top = top_with_passage_at(flow, sentence, row)

    assert flow.distance(top, flow.span(sentence)[0], 10_000) == row


def long_pair(moved: bool, reuse: Reuse, partner: int) -> Reading:
    """Two versions of sixty paragraphs; sentence 30 of the left one is linked to `partner`."""
    paragraphs = [
        [f"Paragraph {n} tells something of its own, number {n}, at some length and in full."] for n in range(60)
    ]
    a, b = made_version("A", paragraphs), made_version("B", paragraphs)
    return reading_of(compared((a, b), {(0, 1): [link(30, partner, reuse, moved=moved)]}), 160, 30)


def rows_of_pair(reading: Reading, partner: int) -> tuple[int, int]:
    """On which row the cursor and its partner begin."""
    flow = reading.flow(1 - reading.side)
    return reading.row, flow.distance(reading.tops[1 - reading.side], flow.span(partner)[0], 10_000)


def test_a_strong_partner_in_order_stands_level() -> None:
    reading = long_pair(moved=False, reuse=Reuse.EDITED, partner=50)

    place_cursor(reading, LEFT, 30)

    here, there = rows_of_pair(reading, 50)
    assert here == there


def test_a_strong_partner_in_order_stands_level_after_every_step() -> None:
    paragraphs = [[f"Paragraph {n} tells something of its own, number {n}."] for n in range(40)]
    other = [
        [f"Paragraph {n // 2} tells something, number {n // 2}."] if n % 2 else ["This is new."] for n in range(80)
    ]
    a, b = made_version("A", paragraphs), made_version("B", other)
    reading = reading_of(compared((a, b), {(0, 1): [link(n, 2 * n + 1) for n in range(40)]}), 100, 30)

    for sentence in [*range(40), *range(39, -1, -1)]:
        go(reading, sentence)
        here, there = rows_of_pair(reading, 2 * sentence + 1)
        assert here == there


def test_a_moved_partner_that_is_on_screen_keeps_still() -> None:
    reading = long_pair(moved=True, reuse=Reuse.EDITED, partner=5)
    before = reading.tops[RIGHT]

    place_cursor(reading, LEFT, 30)

    here, there = rows_of_pair(reading, 5)
    assert reading.tops[RIGHT] == before
    assert 0 <= there != here


def test_a_moved_partner_that_is_off_screen_is_brought_level() -> None:
    reading = long_pair(moved=True, reuse=Reuse.EDITED, partner=50)

    place_cursor(reading, LEFT, 30)

    here, there = rows_of_pair(reading, 50)
    assert here == there


@pytest.mark.parametrize("partner", [5, 50])
def test_a_related_partner_moves_nothing(partner: int) -> None:
    reading = long_pair(moved=False, reuse=Reuse.RELATED, partner=partner)
    before = reading.tops[RIGHT]

    place_cursor(reading, LEFT, 30)

    assert reading.tops[RIGHT] == before


def test_a_passage_without_a_link_moves_nothing() -> None:
    reading = long_pair(moved=False, reuse=Reuse.EDITED, partner=50)
    before = reading.tops[RIGHT]

    place_cursor(reading, LEFT, 29)

    assert reading.tops[RIGHT] == before


def test_one_version_alone_follows_nothing() -> None:
    reading = reading_of(compared([made_version("A", [["One.", "Two."]])], {}))

    follow_partner(reading)

    assert reading.tops == [Position(0, 0), Position(0, 0)]
