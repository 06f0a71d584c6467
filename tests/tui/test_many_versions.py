"""Stories of three versions and more: who else tells a passage, what is opposite, and what is compared when."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from functools import cache
from itertools import combinations

import pytest

from reader.align import prepared as preparing
from reader.align.alignment import with_new_pairs
from reader.align.compare import compare
from reader.align.prepared import Prepared
from reader.align.progress import Progress
from reader.align.tellings import tellings_of
from reader.merge.beside import Sign, columns, label, look, named
from reader.notes.store import Store
from reader.story.version import Story
from reader.tui.keys import OPPOSITE, palette_actions
from reader.tui.model.explanation import change_strictness, choices, describe_counts
from reader.tui.model.flow import fold_blocks
from reader.tui.model.frame import draw
from reader.tui.model.ink import Ink, width_of
from reader.tui.model.layout import measure
from reader.tui.model.navigation import next_opposite, put_opposite, to_partner
from reader.tui.model.state import LEFT, RIGHT
from tests.bench.texts import made_book, retold, verses
from tests.merge.made import made_story
from tests.tui.driving import at_rest, footer, opened, reading_in, reading_screen, rows_of, shown, snow_app
from tests.tui.helpers import (
    KEYS,
    SIZES,
    frame_of,
    given_story,
    inks_of,
    place_cursor,
    reading_of,
    shipped_story,
    snow_comparison,
    snow_reading,
    text_of,
    texts_of,
)

TWELVE = "ABCDEFGHIJKL"


@cache
def twelve() -> Story:
    """Twelve tellings of a short book, none of them whole."""
    book = made_book(14)
    return made_story(
        [verses(retold(book, replaced=0.2, dropped=0.35, seed=n)[0], siglum) for n, siglum in enumerate(TWELVE)],
        title="Twelve tell it",
    )


# who else tells it


def test_the_letters_name_up_to_four_and_count_more() -> None:
    versions = twelve().versions
    assert [label(versions, others) for others in ((), (2,), (2, 3, 4, 11))] == ["", "·C", "·CDEL"]
    assert label(versions, range(2, 9)) == "·7"
    assert label(versions, range(2, 12)) == "·all"
    assert label(versions, (2,), ".") == ".C"
    assert [named(versions, others) for others in ((2,), (2, 3), range(2, 9), range(2, 12))] == [
        "C",
        "C D",
        "7 others",
        "all 10 others",
    ]


@pytest.mark.parametrize("count", range(1, 13))
def test_the_column_is_as_wide_as_the_letters_can_be(count: int) -> None:
    versions = twelve().versions[:count]
    widest = max((len(label(versions, range(2, 2 + n))) for n in range(1, count - 1)), default=-1)
    assert columns(count) == 1 + widest


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tellers", [3, 4, 6])
def test_no_pane_lacks_room_for_the_letters(size: tuple[int, int], tellers: int) -> None:
    geometry, plain = measure(*size, tellers=tellers), measure(*size)
    assert geometry.left_pane - geometry.indent - geometry.margin - geometry.text >= tellers
    assert plain.text - tellers <= geometry.text <= plain.text
    if geometry.gutter:
        assert geometry.right_pane - geometry.margin - geometry.text >= tellers
        assert geometry.left_pane - geometry.indent - geometry.margin - geometry.text > tellers


def test_a_story_of_two_gives_no_room_away() -> None:
    assert snow_reading().geometry == snow_reading(before=True).geometry
    assert snow_reading().geometry.tellers == 0
    assert snow_reading(count=3).geometry.text < snow_reading().geometry.text


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (70, 24)])
def test_who_else_tells_a_passage_stands_right_of_its_first_row(size: tuple[int, int]) -> None:
    reading = snow_reading(*size, count=3)
    place_cursor(reading, LEFT, 0)
    (row,) = [row for row in texts_of(frame_of(reading).left) if "Nobody was badly hurt." in row]
    geometry = reading.geometry
    assert row.index("·C") == geometry.indent + geometry.margin + geometry.text + 1
    assert [row.count("·C") for row in texts_of(frame_of(reading).left) if "·C" in row] == [1]


def test_only_here_is_told_apart_from_not_in_the_one_opposite() -> None:
    reading = snow_reading(count=3)
    pane = frame_of(reading).left
    rows = {sign: [line for line in pane if text_of(line).lstrip().startswith(sign)] for sign in "+"}
    told = [line for line in pane if "Nobody was badly hurt." in text_of(line)]
    assert inks_of(told, "+") == {Ink("mute")}
    alone = [line for line in rows["+"] if "·C" not in text_of(line)]
    assert alone
    assert {ink for line in alone for text, ink in line if text == "+"} == {Ink("version:0", bold=True)}


def test_sentences_that_different_versions_tell_do_not_flow_together() -> None:
    beside = snow_reading(count=3).beside(LEFT)
    assert [beside.tellers.get(s) for s in (1, 2, 3)] == [None, (2,), None]
    made = look(beside.version, (), {3: (2,), 4: (2,)} | dict.fromkeys((5, 6), (1,)))
    chunks = [chunk for block in fold_blocks(made, ()) for chunk in block.chunks]
    assert (3, 4) in chunks
    assert (5, 6) in chunks


def test_enter_on_a_passage_that_a_third_version_tells_names_the_key() -> None:
    reading = snow_reading(count=3)
    place_cursor(reading, LEFT, 2)
    to_partner(reading)
    assert reading.message == "told by C: 3 puts C opposite"
    place_cursor(reading, LEFT, 4)
    to_partner(reading)
    assert reading.message == "only in A"


def test_the_heading_says_what_only_one_has() -> None:
    heading = text_of(frame_of(snow_reading(count=3)).header[1])
    assert "not in B · " in heading
    assert "only here" in heading
    assert "3 versions · " in text_of(frame_of(snow_reading(count=3)).header[0])


# what stands opposite


def test_the_next_version_is_put_opposite_round_and_round() -> None:
    comparison = compare(twelve().versions[:5])
    reading = reading_of(comparison)
    seen = []
    for _ in range(8):
        next_opposite(reading)
        seen.append(reading.shown[RIGHT])
    assert seen == [2, 3, 4, 1, 2, 3, 4, 1]
    assert reading.shown[LEFT] == 0
    two = snow_reading()
    next_opposite(two)
    assert two.message == "no other version to put opposite"


def test_all_versions_are_in_the_palette_and_twelve_can_be_bound() -> None:
    assert [action.id for action in OPPOSITE] == [f"opposite-{n}" for n in range(1, 13)]
    assert [action.keys for action in OPPOSITE[8:]] == [("9",), (), (), ()]
    assert [action.id for action in palette_actions(12)[-12:]] == [action.id for action in OPPOSITE]
    assert not any(action.id.startswith("opposite-") for action in palette_actions(2))


@pytest.mark.slow
async def test_twelve_versions_are_read_by_every_digit_and_zero(store: Store) -> None:
    app = snow_app(store, story=twelve())
    async with opened(app) as pilot:
        reading = reading_in(app)
        assert reading_in(app).complete
        assert "12 versions · " in rows_of(app)[0]
        assert any("·all" in row or "·8" in row or "·7" in row for row in rows_of(app))
        for key in "123456789":
            await pilot.press(key, "enter")
            assert int(key) - 1 in reading.shown
            assert "comparing" not in shown(app)
            await pilot.press("j", "enter", "right_square_bracket", "equals_sign")
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
        reached = set()
        for _ in range(12):
            await pilot.press("0")
            reached.add(reading.shown[1 - reading.side])
        assert reached == set(range(12)) - {reading.version}
        for number in (10, 11, 12):
            await reading_screen(app).run_action(f"do('opposite-{number}')")
            assert number - 1 in reading.shown


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (70, 24)])
def test_every_line_keeps_its_width_whatever_is_opposite(size: tuple[int, int]) -> None:
    reading = reading_of(compare(twelve().versions[:6]), *size)
    for opposite in range(6):
        put_opposite(reading, opposite)
        frame = draw(reading, KEYS)
        for part in ("left", "right", "header"):
            assert {width_of(line) for line in getattr(frame, part)} <= {reading.geometry.columns(part)}


# what is compared when


async def test_the_pair_on_screen_is_compared_first_then_those_of_its_versions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[tuple[int, int]] = []
    measured = preparing.with_pair

    def noted(prepared: Prepared, one: int, other: int, *, progress: Progress) -> Prepared:
        order.append((one, other))
        return measured(prepared, one, other, progress=progress)

    monkeypatch.setattr("reader.align.prepared.with_pair", noted)
    story = made_story(twelve().versions[:5])
    app = snow_app(story=story)
    async with opened(app):
        assert order[0] == (0, 1)
        assert set(order[1:7]) == {pair for pair in combinations(range(5), 2) if set(pair) & {0, 1}} - {(0, 1)}
        assert sorted(order) == list(combinations(range(5), 2))
        assert reading_in(app).comparison == compare(story.versions)


async def test_a_pair_that_is_not_ready_is_said_to_be_compared_and_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second pair in turn takes for ever; the reader wants another one, which is compared in its place."""
    order: list[tuple[int, int]] = []
    waiting = threading.Event()
    measured = preparing.with_pair

    def slow(prepared: Prepared, one: int, other: int, *, progress: Progress) -> Prepared:
        order.append((one, other))
        while len(order) == 2:
            waiting.set()
            progress(0.5)
        return measured(prepared, one, other, progress=progress)

    monkeypatch.setattr("reader.align.prepared.with_pair", slow)
    app = snow_app(story=made_story(twelve().versions[:4]))
    async with opened(app, wait=False) as pilot:
        await asyncio.to_thread(waiting.wait, 30)
        reading = reading_in(app)
        while not reading.beside(LEFT).compared:
            await pilot.pause()
        assert not reading.complete
        assert " only here" not in rows_of(app)[1]
        await pilot.press("4", "enter")
        assert order[:2] == [(0, 1), (0, 2)]
        await at_rest(app, pilot)
        assert order[2] == (0, 3)
        assert sorted(order[2:] + order[:1]) == sorted(combinations(range(4), 2))
        assert reading_in(app).complete
        assert "comparing" not in shown(app)


async def test_a_pair_measured_before_it_is_on_screen_is_decided_when_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = shipped_story(1)[0]
    going, may_end = threading.Event(), threading.Event()
    measured = preparing.with_pair

    def slow(prepared: Prepared, one: int, other: int, *, progress: Progress) -> Prepared:
        if len(prepared.matches) == 2:
            going.set()
            assert may_end.wait(30)
        return measured(prepared, one, other, progress=progress)

    monkeypatch.setattr("reader.align.prepared.with_pair", slow)
    app = snow_app(story=story)
    async with opened(app, wait=False) as pilot:
        try:
            await asyncio.to_thread(going.wait, 30)
            await pilot.press("3", "enter")
            while not reading_in(app).beside(LEFT).compared:
                await pilot.pause()
            assert reading_in(app).shown == [0, 2]
            assert not reading_in(app).complete
        finally:
            may_end.set()
        await at_rest(app, pilot)
        assert reading_in(app).complete


async def test_what_comes_later_does_not_move_the_cursors_line(monkeypatch: pytest.MonkeyPatch) -> None:
    story = shipped_story(1)[0]
    going, may_end = threading.Event(), threading.Event()
    measured = preparing.with_pair

    def slow(prepared: Prepared, one: int, other: int, *, progress: Progress) -> Prepared:
        if prepared.matches:
            going.set()
            assert may_end.wait(30)
        return measured(prepared, one, other, progress=progress)

    monkeypatch.setattr("reader.align.prepared.with_pair", slow)
    app = snow_app(story=story)
    async with opened(app, (100, 30), wait=False) as pilot:
        try:
            await asyncio.to_thread(going.wait, 30)
            while not reading_in(app).beside(LEFT).compared:
                await pilot.pause()
            await pilot.press(*"jjjjjjj")
            before = rows_of(app)
            assert not any("·C" in row for row in before)
            row = reading_in(app).row
            await pilot.press("3", "enter")
            assert "comparing …" in rows_of(app)[0]
            assert "comparing …" in footer(app)
            await pilot.press("2", "enter")
        finally:
            may_end.set()
        await at_rest(app, pilot)
        after = rows_of(app)
        assert any("·C" in row for row in after)
        assert reading_in(app).row == row


# what follows from decisions


def test_the_change_in_number_is_said_in_words() -> None:
    assert describe_counts((5, 3), (7, 5)) == "7 links, 2 more · related 5"
    assert describe_counts((2, 3), (1, 5)) == "1 link, 1 fewer · related 5"
    assert describe_counts((2, 3), (2, 0)) == "2 links · related 0"


def test_strictness_has_an_end_either_way() -> None:
    reading = snow_reading()
    assert [change_strictness(reading, 1) for _ in range(4)] == [True, True, True, False]
    assert "stricter" in reading.message
    assert reading.strictness == 3


def test_a_pair_decided_anew_replaces_the_old_one_and_leaves_the_others() -> None:
    whole = snow_comparison(3)
    alone = snow_comparison(3).pairs[1]
    anew = with_new_pairs(whole, type(whole)(whole.versions, (type(alone)(0, 2, ()),)))
    assert [pair.links for pair in anew.pairs] == [whole.pairs[0].links, (), whole.pairs[2].links]
    assert with_new_pairs(None, whole) == whole
    assert with_new_pairs(type(whole)(whole.versions, whole.pairs[:1]), whole) == whole


@pytest.mark.parametrize("number", range(3))
def test_every_passage_opposite_is_listed_once(number: int) -> None:
    story, comparison = shipped_story(number)
    _listed_once(story, preparing.prepare(story.versions), comparison.versions)


def test_every_passage_opposite_is_listed_once_in_the_given_articles() -> None:
    story, comparison = given_story()
    _listed_once(story, preparing.prepare(story.versions), comparison.versions)


def _listed_once(story: Story, prepared: Prepared, versions: Sequence[object]) -> None:
    comparison = compare(story.versions)
    reading = reading_of(comparison)
    assert len(versions) == len(comparison.versions)
    for side in (LEFT, RIGHT):
        for sentence in range(len(reading.beside(side).version.sentences)):
            place_cursor(reading, side, sentence)
            found = choices(reading, prepared)
            strong = [choice for choice in found if choice.link.reuse.strong and choice.relation.linked]
            assert [choice.link for choice in strong] == [
                reading.beside(side).links[i] for i in reading.beside(side).strong_of(reading.sentence)
            ]
            unlinked = [s for choice in found if not choice.relation.linked for s in choice.link.right]
            assert len(unlinked) == len(set(unlinked))


def test_an_aside_has_no_letters() -> None:
    reading = snow_reading(count=3)
    rows = [row for row in texts_of(frame_of(reading).left) if "not this story" in row]
    assert rows
    assert all("·C" not in row for row in rows)
    assert reading.beside(LEFT).sign(9) is Sign.ASIDE


def test_grouping_asks_nothing_of_pairs_that_were_not_compared() -> None:
    whole = snow_comparison(3)
    some = type(whole)(whole.versions, whole.pairs[:1])
    assert tellings_of(some).of(0, 2) == ((2,), (), ())
