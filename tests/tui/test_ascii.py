"""With `ascii: yes` in the settings the program itself draws in ASCII alone; the sources keep their own characters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.notes.files import state_path
from reader.notes.store import Store
from reader.story.locators import shipped
from reader.story.version import Story
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.model import navigation
from reader.tui.model.layout import View
from reader.tui.model.lists import Listing, Outline, StoryMap
from reader.tui.model.navigation import show_view
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.model.state import LEFT, RIGHT, Reading
from reader.tui.session.notes import Session
from reader.tui.theme_files import ThemeFiles, ThemeMemory
from tests.tui.driving import opened, shown, snow_app
from tests.tui.helpers import SIZES, reading_of, screen_of, shipped_story, texts_of

STORIES = range(3)
OURS = set("·…¶“”‘’—–×↓↑←→»▌▲▼↕█▎▘▖▐▝▗╶╴─│┈┊╭╮╯╰┬┴├┤┼━┃🔎")
"""What the program draws otherwise."""


def plain(story: Story) -> Story:
    """The story with every character of its sources that is not ASCII replaced by one that is."""

    def ascii_only(text: str) -> str:
        return "".join(char if char.isascii() else "?" for char in text)

    versions = tuple(
        replace(version, text=ascii_only(version.text), name=ascii_only(version.name)) for version in story.versions
    )
    return replace(story, title=ascii_only(story.title), versions=versions)


@cache
def plain_story(number: int) -> tuple[Story, Comparison]:
    """One of the stories that ship, in ASCII, compared by the engine."""
    story = plain(shipped_story(number)[0])
    return story, compare(story.versions)


def walk(reading: Reading) -> list[str]:
    """What the screen shows in every view at every passage of both panes, in the lists, and while searching."""
    screens = [*screen_of(reading)]
    for view in View:
        show_view(reading, view)
        for side in (LEFT, RIGHT):
            reading.side = side
            for sentence in range(len(reading.beside(side).version.sentences)):
                navigation.go(reading, sentence, jump=True)
                screens += screen_of(reading)
    reading.search("a")
    screens += screen_of(reading)
    lists: list[Listing] = [Outline(reading), StoryMap(reading)]
    for listing in lists:
        for _ in range(listing.count):
            screens += texts_of(listing.draw(reading.geometry.width, reading.geometry.height)[1:-1])
            listing.move(1, reading.geometry.height - 3)
    return screens


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", STORIES)
def test_what_is_not_ascii_on_screen_comes_from_a_source(number: int, size: tuple[int, int]) -> None:
    story, comparison = shipped_story(number)
    reading = reading_of(comparison, *size, title=story.title)
    reading.signs = ASCII
    sources = set("".join(version.text + version.name for version in story.versions) + story.title)
    foreign = {char for row in walk(reading) for char in row if not char.isascii()}
    assert foreign <= sources


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("number", STORIES)
def test_a_story_in_ascii_is_shown_in_ascii_alone(number: int, size: tuple[int, int]) -> None:
    story, comparison = plain_story(number)
    reading = reading_of(comparison, *size, title=story.title)
    reading.signs = ASCII
    assert {row for row in walk(reading) if not row.isascii()} == set()


@pytest.mark.parametrize("size", SIZES)
def test_before_and_without_a_comparison_and_where_it_is_too_small_it_is_ascii_too(size: tuple[int, int]) -> None:
    story, comparison = plain_story(0)
    for before, percent, failed in ((True, 0, False), (True, 40, False), (True, 0, True)):
        reading = reading_of(comparison, *size, before=before, title=story.title)
        reading.signs, reading.percent, reading.failed = ASCII, percent, failed
        assert "".join(screen_of(reading)).isascii()
    reading.resize(59, 14)
    assert "".join(screen_of(reading)).isascii()
    assert "Diptych needs 60 x 15 cells; here are 59 x 14." in "".join(screen_of(reading))


def test_the_sources_keep_their_quotation_marks() -> None:
    story, comparison = shipped_story(0)
    reading = reading_of(comparison, title=story.title)
    reading.signs = ASCII
    assert "“" in "".join(walk(reading))


def test_everything_is_as_wide_in_ascii_as_otherwise() -> None:
    for char in OURS:
        assert len(ASCII.own(char)) == 1
        assert UNICODE.own(char) == char
    story, comparison = shipped_story(1)
    for size in SIZES:
        one, other = (reading_of(comparison, *size, title=story.title) for _ in range(2))
        other.signs = ASCII
        assert [len(row) for row in screen_of(one)] == [len(row) for row in screen_of(other)]


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(160, 45), (100, 30), (70, 24)])
async def test_dialogs_palette_and_messages_are_ascii_too(tmp_path: Path, size: tuple[int, int]) -> None:
    story = plain(shipped_story(0)[0])
    (tmp_path / "bad.yaml").write_text("text: red")
    files = ThemeFiles([shipped("themes"), tmp_path])
    with Store.open(tmp_path / "notes.sqlite3") as store:
        app = DiptychApp(
            story,
            Session(story, store),
            config=Config(ascii=True),
            themes=files,
            memory=ThemeMemory(state_path(), "dusk"),
        )
        seen = []
        async with opened(app, size) as pilot:
            for keys in (
                ["j"], ["question_mark"], ["pagedown"], ["escape"], ["colon"], [*"theme"], ["escape"],
                ["c"], ["j"], [*"blind"], ["enter"], ["a"], [*"why"], ["escape"], ["escape"], ["p"],
                ["A"], ["escape"], ["u"],
                ["slash"], [*"the"], ["enter"], ["n"], ["escape"], ["ampersand"], ["enter"], ["y"], ["w"],
                ["equals_sign"], ["j"], ["escape"], ["right_parenthesis"], ["left_parenthesis"], ["L"], ["escape"],
                ["M"], ["l"], ["escape"], ["t"], ["j"], ["escape"], ["v"], ["j"], ["v"], ["j"],
            ):  # fmt: skip
                await press(pilot, *keys)
                seen.append((keys, shown(app)))
            app.screen.say("a message that is longer than the screen is wide · " * 5)  # type: ignore[attr-defined]
            await pilot.pause()
            seen.append((["say"], shown(app)))
        assert [(keys, row) for keys, screen in seen for row in screen.split("\n") if not row.isascii()] == []


async def test_arrow_keys_are_written_by_name() -> None:
    app = snow_app(config=Config(ascii=True, keys={"next-passage": ("down",), "line-down": ("j",)}))
    async with opened(app) as pilot:
        assert " down k passage " in shown(app)
        await press(pilot, "question_mark")
        assert "down k  " in shown(app)


async def test_without_the_setting_nothing_is_put_into_ascii() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        assert "¶" in shown(app)
        await press(pilot, "question_mark")
        assert "╭" in shown(app)
