"""Random use of the whole program: whatever is pressed, clicked, pasted or resized, it goes on."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from textual.events import Click, MouseDown, MouseUp
from textual.widgets import OptionList

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.tui.screens.note import NoteDialog, Words
from tests.tui.driving import opened, snow_app
from tests.tui.monkey import KEYS, LEAVING, MOVING, NAMES, OPENING, OTHER, Monkey
from tests.tui.test_shelf import shelf_app

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


TINY = (1, 2, 3, 5, 8, 13, 20, 24, 25, 40, 80)
"""Columns and rows."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("first", ["shelf", "story"])
async def test_random_keys_on_a_screen_of_any_size_do_no_harm(first: str, seed: int, store: Store) -> None:
    chance = random.Random(seed)
    story = open_story([str(chance.choice(STORIES))])
    app = shelf_app(store) if first == "shelf" else snow_app(store, story=story)
    pool = [key for key in (*MOVING, *OPENING, *KEYS, *OTHER) if key not in LEAVING]
    done = []
    async with app.run_test(size=(chance.choice(TINY), chance.choice(TINY)), notifications=True) as pilot:
        for _ in range(60):
            if chance.random() < 0.15:
                done.append(str(size := (chance.choice(TINY), chance.choice(TINY))))
                await pilot.resize_terminal(*size)
            else:
                done.append(key := chance.choice(pool))
                await pilot.press(NAMES.get(key, key))
            assert app.return_code in (None, 0), done


async def test_undo_in_a_note_breaks_its_lines_into_rows_again() -> None:
    app = snow_app()
    async with opened(app, (100, 30), wait=False) as pilot:
        app.push_screen(NoteDialog("A ¶1", "The train", "\n".join(str(number) for number in range(20))))
        await pilot.pause()
        area = app.screen.query_one(Words)
        await pilot.press("ctrl+home", "down", "backspace", "down", "ctrl+u", "ctrl+z", "backspace", "ctrl+z", "ctrl+y")
        await pilot.press("ctrl+z", "ctrl+z", "pageup", "pagedown")
        assert area.wrapped_document.height == area.document.line_count


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
