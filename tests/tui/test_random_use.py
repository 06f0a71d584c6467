"""Random use of the whole program: whatever is pressed, clicked, pasted or resized, it goes on."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from reader.tui.screens.commanding import Palette
from tests.tui.driving import opened, snow_app


@pytest.mark.parametrize("key", ["pageup", "pagedown", "home", "end", "up", "down", "enter"])
async def test_a_key_that_comes_before_the_palette_has_its_place_does_no_harm(key: str) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        app.push_screen(Palette())
        await pilot.resize_terminal(20, 1)
        await pilot.press("n", key, key, "escape")
        await pilot.resize_terminal(100, 30)
        await pilot.press("colon", key)
        await pilot.pause()
    assert app.return_code in (None, 0)


@pytest.mark.parametrize("opener", ["c", "equals_sign"])
@pytest.mark.parametrize("key", ["pageup", "pagedown", "home", "end", "j", "k"])
async def test_lists_without_any_room_take_every_key(opener: str, key: str) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press(opener)
        await pilot.pause()
        assert app.screen.query_one(OptionList).option_count
        await pilot.resize_terminal(1, 1)
        await pilot.press(key, key)
        await pilot.resize_terminal(100, 30)
        await pilot.press(key, "escape")
        await pilot.pause()
    assert app.return_code is None or app.return_code == 0
