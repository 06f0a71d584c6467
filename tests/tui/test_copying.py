from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reader.story.inputs import Tool
from reader.tui import programs
from reader.tui.model.state import Selected
from reader.tui.programs import TOOLS, copy_with, find_tool
from tests.tui.driving import footer, opened, reading_in, rows_of, snow_app, status, where
from tests.tui.helpers import AVALANCHE
from tests.tui.model.test_quoting import at

pytestmark = pytest.mark.usefixtures("by_hand")
XCLIP = next(tool for tool in TOOLS if tool.name == "xclip")


def installed(*names: str) -> Callable[[str], str | None]:
    return lambda name: f"/somewhere/{name}" if name in names else None


@pytest.mark.parametrize(
    ("environment", "names", "found"),
    [
        ({}, ("xclip", "wl-copy"), None),
        ({"DISPLAY": ":0"}, ("xclip", "xsel"), "xclip"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ("xclip", "wl-copy"), "wl-copy"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ("xsel",), "xsel"),
        ({}, ("pbcopy",), "pbcopy"),
        ({"SSH_CONNECTION": "a b"}, ("pbcopy",), None),
        ({"SSH_TTY": "/dev/pts/3", "DISPLAY": "localhost:10.0"}, ("xclip",), "xclip"),
        ({"DISPLAY": ":0"}, (), None),
    ],
)
def test_a_tool_is_used_only_where_it_reaches_the_readers_screen(
    environment: dict[str, str], names: tuple[str, ...], found: str | None
) -> None:
    tool = find_tool(environment, installed(*names))

    assert (tool.name if tool else None) == found


def fake(folder: Path, script: str) -> Tool:
    path = folder / "fake-clip"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Tool(name=str(path))


def test_a_tool_gets_the_text_and_what_it_answers_is_heeded(tmp_path: Path) -> None:
    assert copy_with(fake(tmp_path, f"cat > '{tmp_path}/got'"), "“Schnee”\n— A")
    assert (tmp_path / "got").read_text("utf-8") == "“Schnee”\n— A"
    assert not copy_with(fake(tmp_path, "exit 3"), "x")
    assert not copy_with(Tool(name=str(tmp_path / "none")), "x")
    assert not copy_with(fake(tmp_path, "exec sleep 60"), "x", patience=0.1)


@pytest.mark.parametrize(("works", "said"), [(True, "copied A ¶2 · by xclip"), (False, "xclip failed")])
async def test_the_footer_says_which_way_it_was_copied(works: bool, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def copied(tool: Tool, text: str) -> bool:  # noqa: ARG001
        given.append(text)
        return works

    monkeypatch.setattr(programs, "find_tool", lambda: XCLIP)
    monkeypatch.setattr(programs, "copy_with", copied)
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "y")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert said in footer(app)
        assert given == [app.clipboard]
        assert ("OSC 52" in footer(app)) is not works


async def test_both_tellings_are_copied() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j", "Y")
        assert app.clipboard.split("\n\n") == [
            f"{AVALANCHE}\n— Valley Gazette, A ¶2, 2034-01-14",
            f"{AVALANCHE}\n— Continental Wire, B ¶4",
        ]
        assert "copied A ¶2 · B ¶4" in footer(app)
        await pilot.press("j", "Y")
        assert "which only this version tells" in footer(app)


async def test_dragging_selects_and_copies_and_the_cursor_stays() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row, column = at(reading_in(app), 0, "avalanche")
        await pilot.mouse_down("#left", offset=(column, row))
        await pilot.hover("#left", offset=(column + 8, row))
        await pilot.mouse_up("#left", offset=(column + 8, row))
        assert app.clipboard == "avalanche"
        assert "copied 9 characters" in footer(app)
        assert where(app) == (0, 0)
        await pilot.press("j")
        assert reading_in(app).selection is not None
        await pilot.press("y")
        assert app.clipboard == "avalanche\n— Valley Gazette, A ¶2, 2034-01-14"
        assert reading_in(app).selection is None


async def test_a_drag_that_leaves_its_pane_takes_nothing_of_the_other() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row, column = at(reading_in(app), 0, "avalanche")
        await pilot.mouse_down("#left", offset=(column, row))
        await pilot.hover("#right", offset=(20, row))
        await pilot.mouse_up("#right", offset=(20, row))
        assert AVALANCHE.endswith(app.clipboard.split(" ", 1)[1]) or app.clipboard in AVALANCHE
        selection = reading_in(app).selection
        assert isinstance(selection, Selected)
        assert selection.version == 0


async def test_dragging_selects_in_the_merged_reading_too_and_quotes_all_who_tell_it() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("v", "v")
        row, column = at(reading_in(app), 0, "Night train stands")
        await pilot.mouse_down("#left", offset=(column, row))
        await pilot.hover("#left", offset=(column + 10, row))
        await pilot.mouse_up("#left", offset=(column + 10, row))
        assert app.clipboard == "Night train"
        await pilot.press("y")
        assert app.clipboard == "Night train\n— Valley Gazette, A ¶1, 2034-01-14 · Continental Wire, B ¶1"


async def test_control_c_copies_a_selection_and_leaves_only_without_one() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row, column = at(reading_in(app), 1, "passengers")
        await pilot.mouse_down("#right", offset=(column, row))
        await pilot.hover("#right", offset=(column + 9, row))
        await pilot.mouse_up("#right", offset=(column + 9, row))
        app.copy_to_clipboard("")
        await pilot.press("ctrl+c")
        assert app.clipboard == "passengers"
        assert status(app) is None
        await pilot.press("ctrl+c")
        await pilot.pause()
    assert status(app) == 0


async def test_escape_and_a_click_take_a_selection_away() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        for end in ("escape", "click"):
            row, column = at(reading_in(app), 0, "avalanche")
            await pilot.mouse_down("#left", offset=(column, row))
            await pilot.hover("#left", offset=(column + 3, row))
            await pilot.mouse_up("#left", offset=(column + 3, row))
            assert reading_in(app).selection is not None
            if end == "click":
                await pilot.click("#left", offset=(column, row))
                assert where(app) == (0, 1)
            else:
                await pilot.press("escape")
            assert reading_in(app).selection is None


async def test_dragging_below_the_pane_scrolls_it() -> None:
    app = snow_app()
    async with opened(app, (100, 20)) as pilot:
        top = reading_in(app).tops[0]
        await pilot.mouse_down("#left", offset=(10, 5))
        await pilot.hover("#footer", offset=(10, 0))
        assert reading_in(app).tops[0] > top
        await pilot.mouse_up("#footer", offset=(10, 0))
        assert "copied" in rows_of(app)[-1]


async def test_a_pane_is_known_by_the_place_on_the_screen() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row, column = at(reading_in(app), 0, "avalanche")
        left = app.screen.query_one("#left").region
        place = (left.x + column, left.y + row)
        await pilot.mouse_down(offset=place)
        await pilot.hover(offset=(place[0] + 8, place[1]))
        await pilot.mouse_up(offset=(place[0] + 8, place[1]))
        assert app.clipboard == "avalanche"
        await pilot.click(offset=place)
        assert where(app) == (0, 1)
