"""A walk through every view, list and dialog of a story in which everything from outside is hostile.

The story's words, names, titles, dates and file names, the theme's title, the notes, and what is typed into each field
are one text: markup that acts or is wrong, control sequences, lone surrogates. Opening a source would have cleaned it;
here nothing did, so that what is shown and sent is held by the walls alone.
"""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from reader.notes.store import Store
from reader.tui.app import DiptychApp
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import at_rest, opened, reading_in, rows_of, shown, status
from tests.tui.test_hostile_text import CONTROLS, ESCAPES, FORBIDDEN, MARKUP, hostile_app

WALK: dict[str, tuple[str, ...]] = {
    "facing": ("g",),
    "the passage's preview": ("j", "ctrl+g"),
    "rows": ("v",),
    "rows, the other leading": ("V",),
    "merged": ("v",),
    "merged, what each says": ("j", "enter"),
    "facing again": ("enter", "v"),
    "only the text": ("Z",),
    "one pane": ("Z", "vertical_line"),
    "filtered": ("vertical_line", "ampersand", "enter", "right_square_bracket"),
    "the map": ("escape", "ampersand", "enter", "g", "M"),
    "the map, across": ("l", "j", "right_square_bracket"),
    "the outline": ("escape", "t"),
    "the outline opposite": ("tab", "j"),
    "why this link": ("escape", "g", "equals_sign"),
    "why, the next": ("j",),
    "why not": ("escape", "j", "equals_sign"),
    "pin or cut": ("escape", "L"),
    "what a paragraph is for": ("escape", "d"),
    "all notes": ("escape", "escape", "A"),
    "all notes, found": ("slash", "TYPE", "enter"),
    "a note edited from the list": ("escape", "g", "e"),
    "the place of the notes file": ("escape", "escape", "escape", "W"),
    "another place": ("PATH", "enter"),
    "opening the source": ("escape", "O"),
    "fetching again": ("escape", "F"),
    "search": ("escape", "slash", "TYPE"),
    "the next hit": ("enter", "n"),
    "the themes": ("escape", "c"),
    "the commands": ("escape", "colon", "TYPE"),
    "the help": ("escape", "escape", "question_mark"),
    "found in the help": ("slash", "TYPE"),
    "the notes file saved": ("escape", "escape", "w"),
    "the page saved": ("X",),
    "copied": ("y", "Y"),
    "read": ("r", "R"),
    "undone": ("u", "u", "ctrl+r"),
}
"""What is pressed to come from one stop to the next. TYPE fills the field with the text, PATH with a path of it."""
SHOWS = ("facing", "rows", "merged", "only the text", "one pane", "the outline", "why this link", "all notes")
"""Stops where the text stands among the sources' own words, whole."""
TEXTS = {
    "markup": " ".join(MARKUP[:3]),
    "wrong markup": " ".join(MARKUP[3:6]),
    "markup that acts": " ".join(MARKUP[6:]),
    "escape sequences": " ".join(ESCAPES),
    "all controls": CONTROLS,
    "lone surrogates": "\ud800 and \udfff",
    "a tab": "a\tb",
    "odd links": "[x](smb://h/s) [y](../../etc/passwd) <http://bank.example@evil.example>",
}


def links_of(app: DiptychApp) -> list[str]:
    """The addresses that the terminal is told lie behind what is on screen."""
    strips = app.screen._compositor.render_strips(app.size)
    return [segment.style.link for strip in strips for segment in strip if segment.style and segment.style.link]


async def walk(app: DiptychApp, text: str, size: tuple[int, int]) -> dict[str, list[str]]:
    """Write the text into a note, then go through every stop. Returns what each one showed."""
    seen = {}
    async with opened(app, size) as pilot:
        await pilot.press("j", "a")
        await pilot.pause()
        app.screen.query_one(TextArea).load_text(text)
        await pilot.press("ctrl+s", "k", "p", "m", "x")
        await pilot.pause()
        for stop, keys in WALK.items():
            for key in keys:
                if key in ("TYPE", "PATH"):
                    app.screen.query_one(Input).value = text if key == "TYPE" else f"no such folder/{text}"
                else:
                    await pilot.press(key)
                await pilot.pause()
            await at_rest(app, pilot)
            assert status(app) is None, stop
            seen[stop] = rows_of(app)
            assert links_of(app) == [], stop
        assert not FORBIDDEN.search(app.clipboard.replace("\n", ""))
        while not isinstance(app.screen, ReadingScreen):
            await pilot.press("escape")
            await pilot.pause()
        screen = app.screen
        screen.say(text * 20)
        await pilot.pause()
        seen["a message"] = rows_of(app)
        assert reading_in(app).story.title == text
        assert shown(app)
        await pilot.press("escape", "q")
        await pilot.pause()
    assert status(app) == 0
    return seen


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which nothing may appear."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "size"),
    [*((kind, (160, 45)) for kind in TEXTS), *((kind, (70, 24)) for kind in ("escape sequences", "markup that acts"))],
    ids=str,
)
async def test_hostile_text_does_nothing_at_any_stop(
    kind: str, size: tuple[int, int], store: Store, monkeypatch: pytest.MonkeyPatch, elsewhere: Path, tmp_path: Path
) -> None:
    text = TEXTS[kind]
    opened_addresses: list[object] = []
    monkeypatch.setattr(webbrowser, "open", opened_addresses.append)
    monkeypatch.setattr("reader.tui.programs.open_with", lambda *asked: opened_addresses.append(asked))
    (tmp_path / "home").mkdir()
    seen = await walk(hostile_app(text, store, monkeypatch, tmp_path / "home"), text, size)
    for stop, rows in seen.items():
        assert not FORBIDDEN.search("".join(rows)), stop
    if not FORBIDDEN.search(text):
        beginning = "".join(text[:12].split())
        assert [stop for stop in SHOWS if beginning not in "".join("".join(seen[stop]).split())] == []
    assert list(elsewhere.iterdir()) == []
    assert opened_addresses == []
    saved = sorted((tmp_path / "home").iterdir())
    assert [path.suffix for path in saved] == [".html", ".md"]
    for path in saved:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", path.read_text("utf-8")), path.name
    assert not re.search("<a [^>]*(smb|passwd|evil)", saved[0].read_text("utf-8"))
