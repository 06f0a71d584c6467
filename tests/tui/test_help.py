from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from reader.tui.keys import ACTIONS, HelpEntry, default_keys, find_entries, reading_help
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.screens.dialogs import HelpScreen
from reader.tui.screens.note import NoteDialog
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.themes import ThemeDialog
from tests.tui.driving import opened, shown, snow_app, where

pytestmark = pytest.mark.usefixtures("by_hand")
HELP = reading_help(default_keys(), UNICODE)


def found(query: str) -> list[HelpEntry]:
    return find_entries(HELP, query)


@pytest.mark.parametrize("key", ["y", "ctrl+o", "!", "&", "enter", "'"])
def test_a_key_that_is_named_stands_alone(key: str) -> None:
    entries = found(key)
    assert entries
    assert all(key in entry.keys.split() for entry in entries)
    assert len(entries) < 4


@pytest.mark.parametrize(
    ("query", "keys"), [("copy", "y"), ("COPY source", "y"), ("next conflict", "!"), ("even", "H"), ("go-to-mark", "'")]
)
def test_words_find_what_an_action_does(query: str, keys: str) -> None:
    assert keys in {entry.keys for entry in found(query)}
    assert len(found(query)) < len(HELP) // 3


def test_what_is_in_no_entry_finds_none_and_nothing_finds_all() -> None:
    assert found("zebra") == []
    assert found("  ") == HELP


def test_every_action_is_explained_whatever_its_key() -> None:
    unbound = reading_help({**default_keys(), "pick": (), "show-moved": ("f5",)}, ASCII)

    assert {action.help for action in ACTIONS} <= {entry.text for entry in unbound}
    assert (
        HelpEntry(
            "Notes and files",
            "–",
            "Pick this passage, or what is selected, into the notes; again, take it out.",
            "pick pick",
        )
        in unbound
    )
    assert any(entry.keys == "f5" for entry in unbound)


async def test_the_help_is_searched_and_left_in_two_steps() -> None:
    app = snow_app()
    async with opened(app, (100, 40)) as pilot:
        await pilot.press("question_mark", "slash", *"telling")
        await pilot.pause()
        assert "Copy both tellings" in shown(app)
        assert "The next passage, the one before." not in shown(app)
        await pilot.press("enter", "j", "escape")
        await pilot.pause()
        assert "The next passage, the one before." in shown(app)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)


async def test_what_is_not_found_in_the_help_is_said() -> None:
    app = snow_app()
    async with opened(app, (100, 40)) as pilot:
        await pilot.press("question_mark", "slash", *"zebra")
        await pilot.pause()
        assert "nothing found" in shown(app)


@pytest.mark.parametrize("key", ["q", "question_mark", "f1", "escape"])
async def test_the_help_goes_away(key: str) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("question_mark", key)
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)


async def test_each_dialog_explains_its_own_keys() -> None:
    app = snow_app()
    async with opened(app, (100, 40)) as pilot:
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        assert "Keep the theme, next time too." in shown(app)
        assert "Go to the next passage." not in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        themes: object = app.screen
        assert isinstance(themes, ThemeDialog)
        await pilot.press("escape", "a", "question_mark", "f1")
        await pilot.pause()
        assert "Keep the note." in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        note: object = app.screen
        assert isinstance(note, NoteDialog)
        assert note.body == "?"


async def test_the_search_line_explains_its_own_keys() -> None:
    app = snow_app()
    async with opened(app, (100, 40)) as pilot:
        await pilot.press("slash", "f1")
        await pilot.pause()
        assert "Stay at the hit" in shown(app)


async def test_the_help_begins_with_the_signs_and_the_first_keys() -> None:
    app = snow_app()
    async with opened(app, (120, 45)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "The bell rang at four." in shown(app)
        assert "Write the notes file, to quote from." in shown(app)


async def test_the_help_goes_by_pages_and_to_its_ends() -> None:
    app = snow_app()
    async with opened(app, (100, 30)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        tops = {}
        for keys in (("pagedown",), ("home",), ("space",), ("b",), ("G",), ("g",), ("end",), ("ctrl+u",)):
            await pilot.press(*keys)
            await pilot.pause()
            tops[keys[0]] = app.screen.query_one(VerticalScroll).scroll_y
        assert tops["pagedown"] == tops["space"] > 10
        assert tops["home"] == tops["b"] == tops["g"] == 0
        assert tops["G"] == tops["end"] > tops["ctrl+u"] > tops["pagedown"]


async def test_the_first_start_shows_the_first_keys_until_a_key_is_pressed() -> None:
    app = snow_app(first_start=True)
    async with opened(app, (100, 30)) as pilot:
        assert "] what is new" in shown(app)
        assert "? all keys" in shown(app)
        await pilot.press("j")
        await pilot.pause()
        assert "? all keys" not in shown(app)
        assert where(app) == (0, 1)


@pytest.mark.parametrize("width", [60, 70, 80, 100, 160])
async def test_the_first_start_parts_no_sign_from_its_meaning(width: int) -> None:
    app = snow_app(first_start=True)
    async with opened(app, (width, 30)):
        whole = ["= verbatim", ", other punctuation", "↕ moved", "· not counted", "v other views", "w save notes"]
        assert [item for item in whole if item not in shown(app)] == []


async def test_a_later_start_shows_the_story_alone() -> None:
    async with opened(app := snow_app(), (100, 30)):
        assert "? all keys" not in shown(app)
