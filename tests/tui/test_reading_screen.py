from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from textual.widgets import OptionList

from reader.align.alignment import Comparison
from reader.align.meaning import Encoder
from reader.align.prepared import Prepared, begun
from reader.align.progress import Cancelled, Progress
from reader.notes.store import Store
from reader.story.version import Version
from reader.tui.keys import ACTIONS, OPPOSITE, SHOWING
from reader.tui.model.commands import MOVES
from reader.tui.model.filters import Filter
from reader.tui.model.state import LEFT, RIGHT
from tests.merge.made import made_story
from tests.tui.driving import (
    NARROW,
    footer,
    opened,
    reading_in,
    reading_screen,
    rows_of,
    shown,
    snow_app,
    status,
    where,
)
from tests.tui.helpers import AVALANCHE, FURNITURE, HEADLINE, snow_comparison

pytestmark = pytest.mark.usefixtures("by_hand")


# the text comes first


async def test_the_text_is_on_screen_before_the_versions_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(prepared: Prepared, **_: object) -> Comparison:
        begun.set()
        assert may_end.wait(30)
        return snow_comparison(len(prepared.versions))

    monkeypatch.setattr("reader.align.compare.decide", slow)
    app = snow_app()
    async with opened(app, wait=False) as pilot:
        try:
            await asyncio.to_thread(begun.wait, 30)
            await pilot.press("j", "j")
            before = rows_of(app)
            assert "We sang until the lamps went out" in shown(app)
            assert before[0].endswith("comparing … ")
            assert where(app) == (0, 2)
        finally:
            may_end.set()
        await app.workers.wait_for_complete()
        await pilot.pause()

        after = rows_of(app)
        assert after[0].endswith("7 links · 1 conflict ")
        assert where(app) == (0, 2)
        row = next(y for y, text in enumerate(before) if "▌" in text)
        assert "▌" in after[row]


async def test_the_text_is_drawn_once_before_comparing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    app = snow_app()

    def measuring(versions: Sequence[Version], *, encoder: Encoder | None, progress: Progress) -> Prepared:
        drawn.append(shown(app))
        return begun(versions, encoder=encoder, progress=progress)

    monkeypatch.setattr("reader.align.prepared.begun", measuring)
    async with opened(app):
        assert HEADLINE in drawn[0]
        assert AVALANCHE[:40] in drawn[0]


async def test_leaving_gives_up_a_comparison_that_is_still_going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, given_up = threading.Event(), threading.Event()

    def endless(_: Prepared, *, progress: Progress, **__: object) -> Comparison:
        begun.set()
        try:
            while True:
                progress(0.1)
        except Cancelled:
            given_up.set()
            raise

    monkeypatch.setattr("reader.align.compare.decide", endless)
    app = snow_app()
    async with opened(app, wait=False) as pilot:
        await asyncio.to_thread(begun.wait, 30)
        await pilot.press("q")
    assert await asyncio.to_thread(given_up.wait, 30)


async def test_if_comparing_fails_the_texts_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Prepared, **__: object) -> Comparison:
        raise ZeroDivisionError("[/b] what the text said")

    monkeypatch.setattr("reader.align.compare.decide", broken)
    app = snow_app()
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await pilot.pause()
        while not reading_in(app).failed:
            await pilot.pause()
        assert "could not be compared (ZeroDivisionError)" in footer(app)
        await pilot.press("j", "j")
        assert where(app) == (0, 2)
        assert HEADLINE in shown(app)


async def test_one_version_alone_is_compared_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.align.prepared.begun", None)
    app = snow_app(story=made_story(snow_comparison().versions[:1], title="Alone"))
    async with opened(app) as pilot:
        assert rows_of(app)[0].endswith("one version ")
        await pilot.press("j", "tab", "enter", "2", "ampersand", "enter", "right_square_bracket", "p", "question_mark")
        assert reading_in(app).version == 0


# every key does what the help says


async def test_every_action_is_a_move_or_a_command_of_the_screen() -> None:
    app = snow_app()
    async with opened(app):
        commands = reading_screen(app).actions.commands
    for action in (*ACTIONS, *OPPOSITE):
        assert action.id in MOVES or action.id in commands, action.id


def test_every_move_has_an_action() -> None:
    assert {action.id for action in (*ACTIONS, *OPPOSITE, *SHOWING)} >= set(MOVES)


def test_no_two_actions_share_an_id_or_a_key() -> None:
    ids = [action.id for action in (*ACTIONS, *OPPOSITE)]
    keys = [key for action in (*ACTIONS, *OPPOSITE) for key in action.keys]

    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("j", (0, 1)),
        ("j j k", (0, 1)),
        ("J", (0, 1)),
        ("J J", (0, 3)),
        ("J J K", (0, 1)),
        ("down", (0, 1)),
        ("down up", (0, 0)),
        ("space", (0, FURNITURE)),
        ("pagedown pageup", (0, 0)),
        ("space b", (0, 0)),
        ("ctrl+d", (0, FURNITURE)),
        ("ctrl+d ctrl+u", (0, 0)),
        ("G", (0, FURNITURE)),
        ("end home", (0, 0)),
        ("G g", (0, 0)),
        ("right_square_bracket", (0, 2)),
        ("right_square_bracket right_square_bracket left_square_bracket", (0, 2)),
        ("right_curly_bracket", (0, 1)),
        ("right_curly_bracket right_curly_bracket left_curly_bracket", (0, 1)),
        ("exclamation_mark", (0, 3)),
        ("j enter", (1, 5)),
        ("j enter enter", (0, 1)),
        ("j enter backspace", (0, 1)),
        ("j tab", (1, 5)),
        ("j l", (1, 5)),
        ("j right left", (0, 1)),
        ("j l h", (0, 1)),
        ("tab 3 enter j", (1, 1)),
    ],
)
async def test_the_keys_that_move_go_where_the_help_says(keys: str, place: tuple[int, int]) -> None:
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press(*keys.split())
        assert where(app) == place


async def test_digits_put_versions_opposite() -> None:
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press("3", "enter")
        assert "C A letter" in rows_of(app)[1]
        assert reading_in(app).shown == [0, 2]
        await pilot.press("9", "enter")
        assert "this story has 3 versions" in footer(app)
        await pilot.press("2", "enter")
        assert "B Continental Wire" in rows_of(app)[1]


async def test_the_filter_and_even_brightness() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("ampersand")
        await pilot.pause()
        listed = app.screen.query_one(OptionList)
        assert listed.highlighted == 1
        assert [str(option.prompt).split()[-1] for option in listed.options] == ["16", "5", "8", "3", "1", "12"]
        await pilot.press("enter")
        await pilot.pause()
        assert reading_in(app).filter is Filter.ONLY_HERE
        assert "showing only here" in rows_of(app)[0]
        await pilot.press("ampersand", "enter")
        await pilot.pause()
        assert reading_in(app).filter is Filter.ALL
        await pilot.press("ampersand", "j", "escape")
        await pilot.pause()
        assert reading_in(app).filter is Filter.ALL
        await pilot.press("H")
        assert reading_in(app).even
        assert "even brightness" in footer(app)


async def test_a_message_is_gone_with_the_next_key() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("9", "enter")
        assert "this story has 2 versions" in footer(app)
        await pilot.press("j")
        assert "this story has" not in footer(app)


async def test_copying_says_what_was_copied() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "y")
        assert app.clipboard == f"{AVALANCHE}\n— Valley Gazette, A ¶2, 2034-01-14"
        assert "copied A ¶2 · by the terminal" in footer(app)


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_leaving_ends_the_program_with_status_nought(key: str, store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press(key)
        await pilot.pause()
    assert status(app) == 0


async def test_the_wheel_scrolls_and_a_click_chooses() -> None:
    app = snow_app()
    async with opened(app, (100, 20)) as pilot:
        before = list(reading_in(app).tops)
        await pilot._post_mouse_events([_wheel()], "#left", offset=(10, 5))
        assert reading_in(app).tops != before
        await pilot.press("g")
        row = next(y for y, text in enumerate(rows_of(app)) if "Nobody" in text)
        await pilot.click("#left", offset=(8, row - 2))
        assert where(app) == (0, 2)
        await pilot.click("#right", offset=(8, 0))
        assert where(app) == (1, 0)


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


# one pane


async def test_below_a_hundred_columns_tab_flips_the_pane() -> None:
    app = snow_app()
    async with opened(app, NARROW) as pilot:
        await pilot.press("j")
        assert "A plough from Lower Vell" in shown(app)
        assert "B   4 = The night train to Karst" in shown(app)
        await pilot.press("tab")
        assert where(app) == (1, 5)
        assert "[B] Continental Wire" in rows_of(app)[1]
        assert "A   2 = The night train to Karst" in shown(app)


@pytest.mark.parametrize("size", [(60, 15), (69, 19), (99, 30), (100, 15), (139, 25), (250, 80)])
async def test_every_size_shows_the_text_and_the_status(size: tuple[int, int]) -> None:
    app = snow_app()
    async with opened(app, size) as pilot:
        await pilot.press("j")
        assert HEADLINE[:20] in shown(app)
        assert "verbatim in B 4" in footer(app)
        assert {len(row) for row in rows_of(app)} == {size[0]}


async def test_resizing_goes_through_every_layout_and_back() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "j", "j")
        first = shown(app)
        for size in ((100, 30), (70, 24), (59, 15), (10, 3), (1, 1), (60, 15), (250, 80), (160, 45)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert where(app) == (0, 3)
            if size in ((59, 15), (10, 3)):
                assert "Diptych needs 60 × 15 cells"[: size[0] - 2] in shown(app)
        assert shown(app) == first


async def test_the_cursor_can_be_in_either_pane() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("l")
        assert reading_in(app).side == RIGHT
        await pilot.press("h")
        assert reading_in(app).side == LEFT
