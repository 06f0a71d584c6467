from __future__ import annotations

import pytest

from reader.notes.store import Store
from reader.tui.config import Config
from reader.tui.model.layout import Mode, View
from tests.tui.driving import footer, opened, reading_in, reading_screen, rows_of, snow_app
from tests.tui.helpers import snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


async def test_the_look_is_kept_for_the_story(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("minus", "minus", "vertical_line", "Z", "H")
        assert reading_in(app).geometry.mode is Mode.SINGLE
        await pilot.press("q")
        await pilot.pause()

    again = snow_app(store)
    async with opened(again) as pilot:
        reading = reading_in(again)
        assert (reading.text_width, reading.panes, reading.zen, reading.even) == (60, 1, True, True)
        assert reading.geometry.text == 60
        assert not rows_of(again)[0].startswith(" The night train")
        await pilot.press("Z", "vertical_line", "H")
        assert rows_of(again)[0].startswith(" The night train")
        await pilot.press("q")
        await pilot.pause()
    assert store.story(snow_story()).setting("look") == {"text": 60}


async def test_what_was_not_chosen_is_not_kept_so_that_the_settings_go_on_counting(store: Store) -> None:
    app = snow_app(store, config=Config(even_brightness=True, text_width=50))
    async with opened(app) as pilot:
        assert reading_in(app).geometry.text == 50
        await pilot.press("q")
        await pilot.pause()
    assert store.story(snow_story()).setting("look") is None


async def test_the_view_and_who_leads_are_kept_for_the_story(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("v", "V", "q")
        await pilot.pause()
    again = snow_app(store)
    async with opened(again):
        assert reading_in(again).view is View.ROWS
        assert reading_in(again).lead == 1


@pytest.mark.parametrize(
    "kept", [7, {"text": 4000, "panes": 9, "zen": "yes", "even": 3, "view": 2, "lead": "x"}, {"text": "60"}]
)
async def test_a_look_that_is_none_is_passed_over(store: Store, kept: object) -> None:
    store.story(snow_story()).keep_setting("look", kept)
    app = snow_app(store)
    async with opened(app):
        reading = reading_in(app)
        assert (reading.text_width, reading.panes, reading.zen, reading.even) == (0, 0, False, False)
        assert (reading.view, reading.lead) == (View.FACING, 0)


async def test_only_the_text_says_where_one_is_when_asked() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("Z", "j")
        assert footer(app).strip() == ""
        await pilot.press("ctrl+g")
        assert "verbatim in B 4" in footer(app)
        await pilot.press("j")
        assert footer(app).strip() == ""


async def test_a_click_is_where_it_is_seen_whatever_the_look() -> None:
    app = snow_app()
    async with opened(app, (100, 30)) as pilot:
        for keys in (("Z",), ("vertical_line",), ("Z",)):
            await pilot.press(*keys)
            await pilot.pause()
            row = next(y for y, text in enumerate(rows_of(app)) if "The night train to Karst" in text)
            await pilot.press("G")
            await pilot.press("g")
            assert await pilot.click("#left", offset=(20, row - (0 if reading_in(app).zen else 2)))
            assert reading_screen(app).reading.sentence == 1
