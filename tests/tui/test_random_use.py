"""Random use of the whole program: whatever is pressed, clicked, pasted or resized, it goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.events import Click, MouseDown, MouseUp
from textual.widgets import OptionList

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from tests.tui.driving import opened, snow_app
from tests.tui.monkey import Monkey

STORIES = shipped_stories()


@pytest.mark.slow
async def test_a_key_that_comes_before_the_palette_has_its_place_does_no_harm() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        for key in ("pageup", "pagedown", "home", "end", "up", "down", "enter"):
            app.action_command_palette()
            await pilot.resize_terminal(20, 1)
            await pilot.press("n", key, key, "escape", "escape")
            await pilot.resize_terminal(100, 30)
            await pilot.press("colon", key, "escape", "escape")
    assert app.return_code in (None, 0)


@pytest.mark.parametrize("opener", ["c", "equals_sign"])
async def test_lists_without_any_room_take_every_key(opener: str) -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press(opener)
        await pilot.pause()
        assert app.screen.query_one(OptionList).option_count
        await pilot.resize_terminal(1, 1)
        await pilot.press("pageup", "pagedown")
        await pilot.resize_terminal(100, 30)
        await pilot.press("pagedown", "escape")
    assert app.return_code in (None, 0)


@pytest.mark.default_cases(2)
@pytest.mark.parametrize("opener", ["c", "equals_sign", "M", "t", "question_mark", "a", "colon"])
async def test_a_dialog_that_is_left_twice_takes_no_other_screen_with_it(opener: str, store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press(opener)
        await pilot.pause()
        dialog = app.screen
        assert dialog is not app.screen_stack[0]
        dialog.dismiss()
        dialog.dismiss()
        await pilot.pause()
        assert app.screen is app.screen_stack[0]


async def test_clicks_that_come_when_the_palette_is_gone_do_no_harm() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        app.action_command_palette()
        await pilot.pause()
        palette = app.screen
        for kind in (MouseDown, MouseUp, Click, MouseDown, MouseUp, Click):
            palette._forward_event(kind(None, 3, 40, 0, 0, 1, False, False, False, 3, 40))
        await pilot.pause()
        assert app.screen is app.screen_stack[0]
    assert app.return_code in (None, 0)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(STORIES)), ids=lambda number: STORIES[number].parent.name)
async def test_random_use_of_a_story_does_no_harm(
    number: int, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setattr("reader.tui.programs.open_with", lambda *_: "")
    folder = Path(shutil.copytree(STORIES[number].parent, tmp_path / "story"))  # notes files are written beside sources
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for seed in range(2):
        app = snow_app(store, story=open_story([str(folder / "story.yaml")]))
        async with opened(app) as pilot:
            monkey = Monkey(app, pilot, seed)
            await monkey.act(150)
            assert app.return_code in (None, 0), monkey.told()
    assert {path: path.read_bytes() for path in before} == before
    for notes in folder.glob("*.notes*.md"):
        told = notes.read_text(encoding="utf-8")
        assert told.startswith("---\n# You may edit this file.")
        assert "\nformat: diptych/notes@1\n" in told
