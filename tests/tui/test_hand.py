from __future__ import annotations

import pytest

from reader.notes.store import Store
from reader.tui.config import Config
from reader.tui.screens import input_modes
from tests.tui.driving import footer, opened, reading_in, rows_of, snow_app, status, where

pytestmark = pytest.mark.usefixtures("by_hand")


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("5 j", (0, 5)),
        ("5 j 2 k", (0, 3)),
        ("1 0 j", (0, 11)),
        ("3 right_square_bracket", (0, 6)),
        ("2 right_curly_bracket", (0, 3)),
        ("4 G", (0, 5)),
        ("4 G backspace", (0, 0)),
        ("4 G ctrl+o ctrl+n", (0, 5)),
        ("G enter backslash", (0, 15)),
        ("5 escape j", (0, 1)),
        ("5 tab", (1, 0)),
    ],
)
async def test_numbers_and_jumps(keys: str, place: tuple[int, int]) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press(*keys.split())
        assert where(app) == place
        assert reading_in(app).pending == ""


async def test_a_number_waits_in_the_footer_and_escape_drops_it() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("1", "2")
        assert "12 times" in footer(app)
        await pilot.press("escape")
        assert "12 times" not in footer(app)


async def test_a_pause_after_a_number_puts_that_version_opposite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_modes, "PAUSE", 0.001)
    app = snow_app(count=3)
    async with opened(app) as pilot:
        assert reading_in(app).shown == [0, 1]
        await pilot.press("3")
        while reading_in(app).pending:
            await pilot.pause()
        assert reading_in(app).shown == [0, 2]


async def test_the_pause_is_begun_only_where_a_version_can_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_modes, "PAUSE", 0.001)
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press("2")
        await pilot.pause(0.05)
        assert reading_in(app).pending == "2"
        await pilot.press("escape", "3")
        await pilot.pause(0.05)
        assert (reading_in(app).pending, reading_in(app).shown) == ("", [0, 2])


async def test_a_number_before_a_movement_leaves_the_versions_where_they_are() -> None:
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press("3", "j")
        assert (where(app), reading_in(app).shown) == ((0, 3), [0, 1])


async def test_a_number_and_another_key_put_the_version_opposite_and_do_what_the_key_does() -> None:
    app = snow_app(count=3)
    async with opened(app) as pilot:
        await pilot.press("3", "tab")
        assert reading_in(app).version == 2


async def test_a_digit_that_was_given_to_another_action_is_no_number() -> None:
    app = snow_app(config=Config(keys={"next-passage": ("j", "5"), "opposite-5": ()}))
    async with opened(app) as pilot:
        await pilot.press("5", "5")
        assert where(app) == (0, 2)


async def test_a_movement_on_a_key_of_the_readers_own_takes_a_count() -> None:
    app = snow_app(config=Config(keys={"next-passage": ("f2",)}))
    async with opened(app) as pilot:
        await pilot.press("3", "f2")
        assert where(app) == (0, 3)


async def test_a_marked_passage_is_gone_to_and_kept_across_runs(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "m")
        assert "mark: letter?" in footer(app)
        await pilot.press("q")
        assert status(app) is None
        assert "A ¶2 is marked q" in footer(app)
        await pilot.press("G", "apostrophe", "q")
        assert where(app) == (0, 1)
        await pilot.press("G", "apostrophe", "apostrophe")
        assert where(app) == (0, 1)

    again = snow_app(store)
    async with opened(again) as pilot:
        assert reading_in(again).marks == {"q": (0, 1)}
        await pilot.press("G", "apostrophe", "q")
        assert where(again) == (0, 1)


async def test_escape_and_what_is_no_letter_cancel_a_mark() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("m", "escape", "j")
        assert where(app) == (0, 1)
        await pilot.press("m", "down", "j")
        assert where(app) == (0, 2)
        assert reading_in(app).marks == {}


async def test_without_a_store_a_mark_holds_for_the_session_and_says_so() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("m", "a")
        assert "for this session only" in rows_of(app)[-1]
        assert reading_in(app).marks == {"a": (0, 0)}


async def test_a_dialog_takes_the_keys_from_what_was_begun() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("m", "ctrl+p", "escape", "j")
        assert where(app) == (0, 1)


async def test_a_search_that_was_kept_is_a_jump() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "slash", *"plough", "enter", "backspace")
        assert where(app) == (0, 1)
