"""Pictures of the screen. After a change that is meant: `pytest tests/tui/test_snapshots.py --snapshot-update`."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.start import NOTHING
from tests.tui.driving import THEMES, snow_app

pytestmark = pytest.mark.usefixtures("by_hand")

PICTURES: dict[str, tuple[tuple[int, int], tuple[str, ...], Config]] = {
    "facing": ((160, 45), ("j", "j", "j"), Config()),
    "facing-100": ((100, 30), ("j", "j", "j"), Config()),
    "facing-joined": ((120, 36), ("l", "j", "j", "j"), Config(theme="harbour")),
    "paper": ((160, 45), ("j", "exclamation_mark"), Config(theme="paper")),
    "narrow": ((70, 24), ("j", "j", "j"), Config()),
    "narrow-light": ((60, 15), ("j", "tab"), Config(theme="noon")),
    "few-colours": ((100, 30), ("j", "j", "j"), Config(theme="terminal")),
    "ascii": ((100, 30), ("j", "j", "j"), Config(ascii=True)),
    "conflicts-alone": ((100, 30), ("ampersand", "j", "j", "j", "enter"), Config()),
    "search": ((100, 30), ("slash", *"plough"), Config()),
    "help": ((100, 40), ("question_mark",), Config()),
    "note": ((100, 30), ("j", "j", "j", "a", *"Nine or eleven?"), Config()),
    "too-small": ((50, 12), (), Config()),
}


@pytest.fixture(autouse=True)
def own_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures ask no one for a web font."""
    export = DiptychApp.export_screenshot

    def plain(app: DiptychApp, *, title: str | None = None, simplify: bool = False) -> str:
        svg = export(app, title=title, simplify=simplify)
        return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")

    monkeypatch.setattr(DiptychApp, "export_screenshot", plain)


@pytest.mark.parametrize("name", PICTURES)
def test_the_screen_looks_as_it_did(name: str, snap_compare: Callable[..., bool]) -> None:
    size, keys, config = PICTURES[name]

    async def drive(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()

    assert snap_compare(snow_app(config=config, trouble=""), terminal_size=size, run_before=drive)


async def on_the_first_start(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.press("j")
    await pilot.pause()


@pytest.mark.parametrize("size", [(100, 24), (140, 30)], ids=["100", "140"])
def test_the_shelf_looks_as_it_did_on_the_first_start(size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app = DiptychApp(NOTHING, Session(NOTHING, None), themes=THEMES, bookshelf=Bookshelf(None))
    assert snap_compare(app, terminal_size=size, run_before=on_the_first_start)
