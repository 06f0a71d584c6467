from __future__ import annotations

import pytest
from textual.widgets import OptionList

from reader.notes.store import Store
from reader.tui.config import Config
from reader.tui.keys import ACTIONS, SHOWING
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import THEMES, footer, opened, reading_in, rows_of, shown, snow_app, status, where

pytestmark = pytest.mark.usefixtures("by_hand")


# the palette


async def test_the_palette_lists_every_action_but_itself() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        listing = app.screen.query_one(OptionList)
        listed = {listing.get_option_at_index(number).id for number in range(listing.option_count)}
        assert listed == {action.id for action in (*ACTIONS, *SHOWING)} - {"palette"}


async def test_the_palette_has_one_line_for_each_command_with_its_key_at_the_right() -> None:
    app = snow_app()
    async with opened(app, (100, 30)) as pilot:
        await pilot.press("colon", *"next conflict")
        await pilot.pause()
        [row] = [row for row in rows_of(app) if "next conflict" in row and "Go to" in row]
        assert row.split("│")[1].split()[-1] == "!"


async def test_the_palette_finds_names_before_what_commands_do_and_goes_with_the_arrows() -> None:
    app = snow_app()
    async with opened(app, (100, 30)) as pilot:
        await pilot.press("colon", *"copy")
        await pilot.pause()
        listing = app.screen.query_one(OptionList)
        assert [listing.get_option_at_index(number).id for number in range(2)] == ["copy", "copy-both"]
        await pilot.press("down")
        assert listing.highlighted == 1
        await pilot.press("up", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert where(app) == (0, 0)


async def test_a_command_that_nothing_matches_does_nothing() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("colon", *"zebra", "enter", "escape")
        await pilot.pause()
        assert where(app) == (0, 0)


@pytest.mark.parametrize("key", ["colon", "ctrl+p"])
async def test_a_command_chosen_in_the_palette_is_carried_out(key: str) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press(key)
        await pilot.pause()
        await pilot.press(*"next conflict", "enter")
        await pilot.pause()
        assert where(app) == (0, 3)


# keys of one's own


async def test_a_rebound_key_does_what_the_old_one_did() -> None:
    app = snow_app(config=Config(keys={"next-passage": ("s",), "previous-passage": ("w", "f5"), "save-notes": ("x",)}))
    async with opened(app) as pilot:
        await pilot.press("s", "s")
        assert where(app) == (0, 2)
        await pilot.press("f5")
        assert where(app) == (0, 1)
        await pilot.press("j")
        assert where(app) == (0, 1)
        assert "s w passage" in footer(app)


async def test_an_unbound_action_has_no_key_but_is_in_the_palette() -> None:
    app = snow_app(config=Config(keys={"next-passage": (), "quit": ()}))
    async with opened(app) as pilot:
        await pilot.press("j", "q")
        assert where(app) == (0, 0)
        assert status(app) is None
        assert "j k passage" not in footer(app)
        await pilot.press("colon", *"next passage", "enter")
        await pilot.pause()
        assert where(app) == (0, 1)


async def test_the_help_shows_the_keys_as_they_are_bound_now() -> None:
    app = snow_app(config=Config(keys={"next-passage": ("s", "full_stop"), "pick": ()}))
    async with opened(app, (100, 190)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        rows = rows_of(app)
        assert any("s ." in row and "Go to the next passage." in row for row in rows)
        assert any(
            row.split("│")[1].strip().startswith("–") and "Pick this passage" in row for row in rows if "│" in row
        )


@pytest.mark.parametrize("key", ["question_mark", "f1"])
async def test_the_help_lists_every_action_and_sign_and_goes_away(key: str) -> None:
    app = snow_app()
    async with opened(app, (100, 190)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        text = " ".join(" ".join(row.strip("│ ") for row in rows_of(app)).split())
        for action in ACTIONS:
            assert action.help.split(";")[0][:24] in text, action.id
        for meaning in ("shared", "reworded", "only here", "conflict", "moved", "not counted", "a note of yours"):
            assert meaning in text
        await pilot.press("j", "k", "space", "b", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)


# settings


async def test_the_settings_are_followed() -> None:
    app = snow_app(config=Config(theme="paper", text_width=40, even_brightness=True, ascii=True))
    async with opened(app) as pilot:
        assert app.theme == "paper"
        assert reading_in(app).geometry.text == 40
        assert reading_in(app).even
        await pilot.press("j", "j", "j")
        assert not set(shown(app)) & set("─│╭╮╯╰━┃┏┓┗┛▌▎▐▘▖▝▗█╶╴↕▲▼»")


async def test_what_was_wrong_with_the_settings_is_said_once(store: Store) -> None:
    app = snow_app(store)
    app.warnings = ("config.yaml:3:8: [/b] no theme is called “duks”", "another")
    async with opened(app) as pilot:
        assert "[/b] no theme is called “duks” (and 1 more" in shown(app)
        await pilot.press("j")
        assert "duks" not in footer(app)


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_draws_every_screen(theme: str) -> None:
    app = snow_app(config=Config(theme=theme))
    async with opened(app) as pilot:
        for key, away in (
            ("j", ""),
            ("question_mark", "escape"),
            ("c", "escape"),
            ("a", "escape"),
            ("colon", "escape"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert shown(app).strip()
            if away:
                await pilot.press(away)
                await pilot.pause()
