"""Opening the map and the outline, and going where they lead."""

from __future__ import annotations

import pytest

from reader.tui.app import DiptychApp
from reader.tui.model.layout import View
from reader.tui.screens.lists import ListingScreen
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import opened, reading_in, rows_of, shown, snow_app, where


def on_list(app: DiptychApp) -> bool:
    return isinstance(app.screen, ListingScreen)


async def test_enter_on_the_map_goes_to_the_cell_and_backspace_comes_back() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("}", "}", "M")
        assert on_list(app)
        assert "Who tells what" in shown(app)
        before = where(app)
        await pilot.press("j", "j", "l", "enter")
        assert not on_list(app)
        assert where(app) != before
        await pilot.press("backspace")
        assert where(app) == before


async def test_escape_leaves_the_map_where_the_reader_was() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "j")
        before = where(app)
        await pilot.press("M", "j", "j", "escape")
        assert where(app) == before


async def test_a_click_on_the_map_moves_its_cursor_and_a_second_goes_there() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("M")
        await pilot.click("#listing", offset=(20, 6))
        assert "▌" in rows_of(app)[6]
        await pilot.click("#listing", offset=(20, 6))
        assert not on_list(app)


async def test_the_outline_leads_to_a_part() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("t", "G", "enter")
        assert where(app)[1] > 8


async def test_the_views_are_changed_by_a_key_and_the_parts_take_their_places() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("v")
        assert reading_in(app).view is View.ROWS
        await pilot.press("v")
        assert reading_in(app).view is View.MERGED
        assert app.screen.query_one("#right").display is False
        assert "⟨" in shown(app)
        await pilot.press("v")
        assert app.screen.query_one("#right").display is True


async def test_lists_explain_their_keys() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        for key, title in (("M", "Keys: A list"), ("t", "Keys: A list"), ("equals_sign", "Keys: Why this link")):
            await pilot.press(key, "question_mark")
            await pilot.pause()
            assert title in shown(app)
            await pilot.press("escape", "escape")


@pytest.mark.usefixtures("by_hand")
async def test_the_brief_is_walked_by_lines_and_sections_and_leads_to_a_passage() -> None:
    app = snow_app()
    async with opened(app, (100, 40)) as pilot:
        await pilot.press("B")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "How each opens" in shown(app)
        assert "What both tell" in shown(app)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await pilot.pause()
        under = next(row for row in rows_of(app) if row.startswith("▌"))
        assert "9 (A) / 11 (B)" in under
        await pilot.press("enter")
        await pilot.pause()
        assert where(app) == (0, 3)


async def test_the_brief_waits_until_all_is_compared() -> None:
    app = snow_app()
    async with opened(app, (100, 40), wait=False) as pilot:
        reading_in(app).comparison = None
        await pilot.press("B")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
