from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.driving import focused, opened, reading_in, rows_of, shown, snow_app, status, where

pytestmark = pytest.mark.usefixtures("by_hand")


async def test_searching_finds_while_typing_and_enter_stays_there() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("slash")
        assert isinstance(focused(app), Input)
        await pilot.press(*"plou")
        assert where(app) == (0, 7)
        await pilot.press("enter")
        assert where(app) == (0, 7)
        assert focused(app) is None
        await pilot.press("n")
        assert where(app) == (1, 8)
        await pilot.press("N")
        assert where(app) == (0, 7)


async def test_typing_on_begins_again_where_the_search_began() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "slash", *"the s")
        first = where(app)
        await pilot.press("backspace", "backspace", "backspace", "backspace", "backspace", *"nobody")
        assert first != where(app) == (0, 2)


async def test_escape_leaves_the_search_where_it_began_and_clears_it() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "slash", *"plough", "escape")
        assert where(app) == (0, 1)
        assert reading_in(app).query == ""
        assert reading_in(app).hits == {}
        assert focused(app) is None


async def test_escape_after_a_search_clears_the_hits_and_keeps_the_place() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("slash", *"plough", "enter", "escape")
        assert where(app) == (0, 7)
        assert reading_in(app).hits == {}


async def test_keys_typed_into_the_search_are_text() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("slash", *"jq?:n")
        assert app.screen.query_one("#search", Input).value == "jq?:n"
        assert "no “jq?:n” in any version" in shown(app)
        assert status(app) is None


async def test_escaping_a_search_that_left_for_another_version_brings_both_panes_back() -> None:
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press("j", "slash", *"my two brothers")
        assert reading_in(app).version == 2
        await pilot.press("escape")
        assert where(app) == (0, 1)
        assert reading_in(app).shown == [0, 1]


async def test_the_search_says_how_often_it_found_something() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("slash", *"train")
        assert "“train”: 4 in A, 3 in B" in shown(app)


async def test_while_a_search_is_on_the_place_among_all_hits_and_each_version_s_count_are_shown() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("slash", *"train", "enter")
        assert "“train” 1 of 7" in rows_of(app)[0]
        assert "4 hits" in rows_of(app)[1]
        assert "3 hits" in rows_of(app)[1]
        await pilot.press("n", "n")
        assert "“train” 3 of 7" in rows_of(app)[0]
        await pilot.press("j", "j", "j")
        assert "“train” 7 hits" in rows_of(app)[0]
        await pilot.press("escape")
        assert "“train”" not in rows_of(app)[0]
        assert "12 ¶" in rows_of(app)[1]


async def test_earlier_queries_come_back_with_the_arrow_keys() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        for query in ("train", "plough", "train"):
            await pilot.press("slash", *query, "enter")
        seen = []
        await pilot.press("slash", *"x")
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(app.screen.query_one("#search", Input).value)
        assert seen == ["train", "plough", "plough", "train", ""]
        await pilot.press("up", "up", "enter")
        assert where(app) == (0, 7)
