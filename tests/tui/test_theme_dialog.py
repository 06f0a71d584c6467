"""Choosing a theme: seen at once, remembered, and a theme file that is being written is followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from reader.notes.files import state_path
from reader.story.locators import shipped
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.screens import themes as dialog
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.themes import ThemeDialog
from reader.tui.session.notes import Session
from reader.tui.theme_files import ThemeFiles, ThemeMemory
from tests.tui.driving import THEMES, footer, opened, shown
from tests.tui.helpers import snow_story

pytestmark = pytest.mark.usefixtures("by_hand")

DUSK = (shipped("themes") / "dusk.yaml").read_text("utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the reader's own themes."""
    folder = tmp_path / "themes"
    folder.mkdir()
    return folder


def app_with(own: Path, *, theme: str = "dusk") -> DiptychApp:
    story = snow_story()
    files = ThemeFiles([shipped("themes"), own])
    config = Config(theme=theme)
    return DiptychApp(
        story, Session(story, None), config=config, themes=files, memory=ThemeMemory(state_path(), "dusk")
    )


async def choosing(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, each seen before the next."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def under_cursor(app: DiptychApp) -> str:
    listing = app.screen.query_one(OptionList)
    assert listing.highlighted is not None
    return listing.get_option_at_index(listing.highlighted).id or ""


async def test_each_theme_is_listed_with_its_title_its_kind_and_its_colours(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c")
        rows = {theme.name: next(r for r in shown(app).split("\n") if theme.title in r) for theme in THEMES.values()}
        kinds = {name: "yours" if t.ansi else "dark" if t.dark else "light" for name, t in THEMES.items()}
        assert all(f"{kinds[name]}" in row.split(THEMES[name].title)[1] for name, row in rows.items())
        assert all(" A B C ! " in row for row in rows.values())
        assert under_cursor(app) == "dusk"


async def test_a_swatch_is_drawn_in_the_colours_of_its_own_theme(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c")
        strips = app.screen._compositor.render_strips(app.size)
        strip = next(strip for strip in strips if THEMES["paper"].title in strip.text)
        colours = {
            segment.text.strip(): (segment.style.color.name, segment.style.bgcolor.name)
            for segment in strip
            if segment.style and segment.style.color and segment.style.bgcolor
        }
        paper = THEMES["paper"]
        assert colours["B"] == (paper.versions[1], paper.background)
        assert colours["!"] == (paper.conflict, paper.background)


async def test_j_and_k_show_the_next_theme_and_esc_goes_back(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c", "j")
        seen = app.theme
        assert seen != "dusk"
        assert app.inks.theme.name == seen
        await choosing(pilot, "j", "k")
        assert app.theme == seen
        await choosing(pilot, "escape")
        assert (app.theme, app.inks.theme.name) == ("dusk", "dusk")
        assert isinstance(app.screen, ReadingScreen)
    assert not state_path().exists()


async def test_enter_keeps_the_theme_and_says_that_it_is_remembered(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c")
        assert "enter keeps, next time too" in shown(app)
        await choosing(pilot, *"fjord", "enter")
        assert app.theme == "fjord"
        assert isinstance(app.screen, ReadingScreen)
        assert "Fjord, cool and dark · remembered for the next start" in footer(app)
    assert ThemeMemory(state_path(), "dusk").recall(THEMES) == "fjord"


async def test_it_is_told_when_a_theme_cannot_be_remembered(own: Path) -> None:
    state_path().parent.write_text("a file where the folder should be")
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c", "j", "enter")
        assert "the theme could not be remembered" in footer(app)


async def test_typing_filters_and_esc_shows_all_again(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        await choosing(pilot, "c", *"blind ligh")
        listing = app.screen.query_one(OptionList)
        assert [option.id for option in listing.options] == ["chalk", "clay"]
        assert app.theme == "chalk"
        await choosing(pilot, "down")
        assert app.theme == "clay"
        await choosing(pilot, *["backspace"] * 4, "q")
        assert [option.id for option in listing.options] == []  # a letter now, no command
        assert "0 of 16" in shown(app)
        await choosing(pilot, "enter")
        assert isinstance(app.screen, ThemeDialog)
        await choosing(pilot, "escape")
        assert len(listing.options) == len(THEMES)
        await choosing(pilot, "escape")
        assert app.theme == "dusk"


@pytest.mark.slow
async def test_a_theme_that_is_being_written_is_seen_as_it_is_saved(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialog, "LOOK_EVERY", 0.01)
    app = app_with(own)

    async def until(what: str) -> None:
        while what not in shown(app):
            await pilot.pause()

    async with opened(app) as pilot:
        await choosing(pilot, "c")
        (own / "mine.yaml").write_text(DUSK.replace("Dusk, warm and dark", "Mine, for tonight"))
        await until("Mine, for tonight")
        await choosing(pilot, *"tonight")
        assert app.theme == "mine"
        (own / "mine.yaml").write_text(
            DUSK.replace("Dusk, warm and dark", "Mine, for tonight!").replace("1b1917", "201010")
        )
        await until("tonight!")
        assert app.inks.theme.background == "#201010"
        assert app.current_theme.background == "#201010"
        (own / "mine.yaml").write_text(DUSK.replace("Dusk, warm and dark", "Mine, tonight").replace('"#e6decf"', "red"))
        await until("mine.yaml:5:7: text: expected a colour")
        assert "tonight!" in shown(app)
        assert app.inks.theme.background == "#201010"
        (own / "mine.yaml").unlink()
        await until("0 of 16")
        assert "mine.yaml" not in shown(app)


async def test_a_theme_file_that_came_while_the_dialog_was_closed_is_there_when_it_opens(own: Path) -> None:
    app = app_with(own)
    async with opened(app) as pilot:
        (own / "late.yaml").write_text(DUSK.replace("Dusk, warm and dark", "Late [b]and[/b] hostile"))
        await choosing(pilot, "c")
        assert "Late [b]and[/b] hostile" in shown(app)


async def test_of_many_problems_the_faults_come_first(own: Path) -> None:
    for n in range(3):
        (own / f"a{n}.yaml").write_text(DUSK.replace("9c9283", "2a2621"))
        (own / f"z{n}.yaml").write_text(DUSK.replace("versions:", f"v[b]{n}:"))
    app = app_with(own)
    async with opened(app, (120, 50)) as pilot:
        await choosing(pilot, "c")
        assert "z0.yaml:10:1: v[b]0: no such key" in shown(app)
        assert "… and 6 more" in shown(app)
        assert "a0.yaml" not in shown(app)


@pytest.mark.parametrize("size", [(60, 15), (70, 24), (100, 30)])
async def test_the_dialog_fits_a_small_screen_with_what_is_wrong(own: Path, size: tuple[int, int]) -> None:
    (own / "bad.yaml").write_text(DUSK.replace('"#e6decf"', "red"))
    app = app_with(own)
    async with opened(app, size) as pilot:
        await choosing(pilot, "c", "j")
        assert "bad.yaml:5:7: text: expected a colour" in shown(app)
        assert "seen as you save" in shown(app)
        assert THEMES[app.theme].title[:20] in shown(app)
