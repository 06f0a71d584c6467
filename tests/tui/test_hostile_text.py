"""Text that looks like markup or holds control characters is shown as it is, everywhere, and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual.color import Color
from textual.widgets import Input, TextArea

from reader.align.alignment import Comparison, Reuse
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.version import Role, Story
from reader.tui.app import DiptychApp
from reader.tui.app_base import ControlFilter
from reader.tui.inks import Inks
from reader.tui.model.frame import draw
from reader.tui.model.ink import Line
from reader.tui.model.layout import View
from reader.tui.model.lists import Outline, StoryMap
from reader.tui.model.navigation import show_view
from reader.tui.screens.reading import ReadingScreen
from tests.merge.made import compared, link, made_story, made_version
from tests.tui.driving import THEMES, footer, opened, reading_in, rows_of, shown, snow_app, status
from tests.tui.helpers import KEYS, reading_of

MARKUP = (
    "[sic] and [x] in [red]blood[/red]",
    "[50%] of [see p. 5, line 3]",
    "a[i] = [x for x in y]",
    "[/b]",
    "[/]",
    "[ and \\[ and \\",
    "[@click=app.quit]leave[/]",
    "[@click=\"app.screenshot('p.svg','.')\"]look[/]",
    "[link=http://x.org]there[/link] {0} %s :smile:",
)
CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F)]))
CONTROLS += "".join(map(chr, range(0x2066, 0x206A)))
ESCAPES = (
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x1b\\",
    "\x9d0;x\x9c",
    "\x1b[?1049l\x1bc\x1b[2J",
    "\x1b]8;;http://x",
    "\x1bP+q\x1b\\",
)
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def hostile_story(text: str, home: Path | None = None) -> tuple[Story, Comparison]:
    """A story with this text in all that a source can bring: words, names, titles, dates, file names."""
    roles = [Role.HEADLINE, Role.BODY, Role.STRAY]
    paragraphs = [[text], [f"Before {text} after.", f"Told in both: {text}"], [f"{text} {text}"]]
    versions = [
        made_version(siglum, paragraphs, roles=roles, name=f"{siglum}{text}", source=f"{siglum}{text}.txt", date=text)
        for siglum in "AB"
    ]
    versions = [replace(version, title=text) for version in versions]
    links = [link(0, 0, Reuse.VERBATIM), link(2, 2, Reuse.EDITED), link(1, 2, Reuse.RELATED)]
    return made_story(versions, title=text, home=home), compared(versions, {(0, 1): links})


def hostile_app(text: str, store: Store, monkeypatch: pytest.MonkeyPatch, home: Path) -> DiptychApp:
    story, comparison = hostile_story(text, home)
    monkeypatch.setattr("reader.align.compare.decide", lambda _, **__: comparison)
    theme = replace(THEMES["dusk"], name="own", title=text)
    return snow_app(store, story=story, themes={**THEMES, "own": theme})


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which nothing may appear."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("text", MARKUP)
async def test_markup_is_shown_literally_on_every_screen(
    text: str, store: Store, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, tmp_path: Path
) -> None:
    app = hostile_app(text, store, monkeypatch, tmp_path / "home")
    async with opened(app) as pilot:
        rows = rows_of(app)
        assert text in rows[0]
        assert rows[1].count(text) == 2
        assert shown(app).count(text) >= 8
        for _ in range(3):
            await pilot.press("j", "p", "y")
            assert isinstance(app.screen, ReadingScreen)
        await pilot.press("g", "j", "a")
        await pilot.pause()
        app.screen.query_one(TextArea).insert(text)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert app.screen.query_one(TextArea).text == text
        assert shown(app).count(text) >= 2
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("slash", *text[:12])
        assert text[:12] in shown(app)
        await pilot.press("enter", "c")
        await pilot.pause()
        assert text in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("w", "u", "ctrl+r", "question_mark", "escape", "colon", "escape")
        await pilot.pause()
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        await pilot.press("tab", "k", "j", "enter")
        assert text in shown(app)
        reading_in(app).message = text * 20
        screen = app.screen
        assert isinstance(screen, ReadingScreen)
        screen.say(text * 20)
        await pilot.pause()
        assert status(app) is None
        await pilot.press("q")
        await pilot.pause()
    assert status(app) == 0
    assert list(elsewhere.iterdir()) == []


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("text", ["[@click=app.quit]leave[/]", "[@click=\"app.screenshot('p.svg','.')\"]look[/]"])
async def test_clicking_what_looks_like_a_link_does_nothing(
    text: str, store: Store, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, tmp_path: Path
) -> None:
    app = hostile_app(text, store, monkeypatch, tmp_path / "home")
    word = "leave" if "leave" in text else "look"

    async with opened(app) as pilot:

        async def click_all() -> int:
            screen = app.screen
            places = [(row.index(word) + 1, y) for y, row in enumerate(rows_of(app)) if word in row]
            for column, y in dict.fromkeys([*places[:4], *places[-2:]]):
                await pilot.click(offset=(column, y))
                await pilot.pause()
                assert app.screen is screen
                assert status(app) is None
            return len(places)

        assert await click_all() >= 5
        await pilot.press("j", "a")
        await pilot.pause()
        assert await click_all() >= 1
        app.screen.query_one(TextArea).insert(text)
        await pilot.press("ctrl+s", "a")
        await pilot.pause()
        assert await click_all() >= 1
        await pilot.press("escape", "slash")
        await pilot.pause()
        app.screen.query_one(Input).value = text
        await pilot.pause()
        assert await click_all() >= 1
        await pilot.press("escape", "c")
        await pilot.pause()
        assert word in shown(app)
        await pilot.press("escape")
        screen = app.screen
        assert isinstance(screen, ReadingScreen)
        screen.say(text * 12)
        await pilot.pause()
        assert await click_all() >= 1
    assert list(elsewhere.iterdir()) == []


async def test_warnings_are_shown_literally(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for text in ("[/b] is no colour", "[@click=app.quit]x[/]"):
        app = hostile_app("plain", store, monkeypatch, tmp_path)
        app.warnings = (text,)
        async with opened(app):
            assert text in footer(app)


# control characters


def drawn(text: str, width: int, height: int, theme: str, view: View) -> list[str]:
    """Every line that is sent to the terminal for a story with this text, under the cursor and away from it."""
    story, comparison = hostile_story(text)
    reading = reading_of(comparison, width, height, title=story.title)
    show_view(reading, view)
    inks, wall = Inks(THEMES[theme]), ControlFilter()
    out: list[str] = []

    def send(lines: Iterable[Line], columns: int) -> None:
        for line in lines:
            strip = inks.strip(line, columns)
            out.extend(segment.text for segment in wall.apply(list(strip), Color.parse("black")))

    reading.search(text[:3])
    reading.message = text
    for sentence in range(4):
        reading.cursors = {0: sentence, 1: sentence}
        frame = draw(reading, KEYS)
        for part in ("header", "left_minimap", "left", "gutter", "right", "right_minimap", "preview", "footer"):
            send(getattr(frame, part), reading.geometry.columns(part))
        reading.message = ""
    for listing in (StoryMap(reading), Outline(reading)):
        send(listing.draw(width, height), width)
    return out


@given(
    st.text(st.characters() | st.sampled_from(CONTROLS), min_size=1, max_size=80),
    st.sampled_from([(160, 45), (100, 15), (70, 24)]),
    st.sampled_from(["dusk", "terminal"]),
    st.sampled_from(View),
)
@example(CONTROLS, (160, 45), "dusk", View.FACING)
@example(CONTROLS, (160, 45), "dusk", View.MERGED)
@example("\ud800\udfff", (100, 15), "terminal", View.ROWS)
@example("".join(ESCAPES), (70, 24), "dusk", View.MERGED)
@example(" ", (160, 45), "dusk", View.ROWS)
def test_no_control_character_leaves_with_any_line(text: str, size: tuple[int, int], theme: str, view: View) -> None:
    assert not FORBIDDEN.search("".join(drawn(text, *size, theme, view)))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=CONTROLS), min_size=1, max_size=40))
def test_text_without_control_characters_passes_the_wall_unchanged(text: str) -> None:
    from rich.segment import Segment

    segments = [Segment(text)]

    assert ControlFilter().apply(segments, Color.parse("black")) == segments


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("text", [*ESCAPES, CONTROLS], ids=ascii)
async def test_no_control_character_is_on_any_screen(
    text: str, store: Store, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, tmp_path: Path
) -> None:
    app = hostile_app(text, store, monkeypatch, tmp_path / "home")
    app.warnings = (text,)
    seen = []
    async with opened(app) as pilot:
        for keys in (
            ("j",),
            ("a",),
            ("escape", "c"),
            ("escape", "colon"),
            ("escape", "question_mark"),
            ("escape", "j"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            seen += rows_of(app)
        screen = app.screen
        assert isinstance(screen, ReadingScreen)
        screen.say(text * 30)
        await pilot.pause()
        seen += rows_of(app)
        await pilot.press("y")
        await pilot.resize_terminal(70, 24)
        await pilot.pause()
        seen += rows_of(app)
    assert not FORBIDDEN.search("".join(seen))
    assert list(elsewhere.iterdir()) == []


async def test_what_is_copied_of_an_opened_file_holds_no_control_character(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "a\x1b]0;x\x07.txt"
    source.write_bytes("Copied\x1b[201~ text, \u202ereversed\x07 \x9b31m\r\n".encode() * 2)
    app = snow_app(store, story=open_story([str(source)]))
    async with opened(app) as pilot:
        await pilot.press("y")
        assert app.clipboard.startswith("Copied")
        assert not FORBIDDEN.search(app.clipboard.replace("\n", ""))
