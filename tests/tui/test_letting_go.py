"""What was left is gone for good: nothing holds on to what a dialog had drawn, or to a story that was read."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from textual.widget import Widget

from reader.notes.store import Store
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import opened, snow_app
from tests.tui.test_no_room import DIALOGS


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("dialog", [name for name in DIALOGS if name != "pin or cut"])  # which cuts a link at once
async def test_nothing_is_kept_of_a_dialog_that_was_left(dialog: str, store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", *DIALOGS[dialog])
        await pilot.pause()
        assert not isinstance(app.screen, ReadingScreen)
        drawn: list[weakref.ref[object]] = [weakref.ref(widget._styles_cache) for widget in app.screen.query(Widget)]
        widgets: list[weakref.ref[object]] = [weakref.ref(widget) for widget in app.screen.query(Widget)]
        assert drawn
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        await pilot.press("j", "k")
        await pilot.pause()
        while any(ref() for ref in drawn) or any(ref() for ref in widgets):  # the test's timeout tells where they stay
            await pilot.pause()
            gc.collect()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_forty_stories_one_after_the_other_take_little_more_memory_than_twenty() -> None:
    command = [sys.executable, "-m", "tests.bench.memory", "--stories", "40", "--every", "20", "--sentences", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    head, *rows = (line.split() for line in done.stdout.splitlines())
    after = {int(row[0]): row for row in rows}
    assert float(after[40][2]) <= 1.12, done.stdout
    assert int(after[40][3]) <= 1.1 * int(after[20][3]), done.stdout
    assert after[40][4:] == after[20][4:], "as many screens, stories and comparisons are alive"
    assert head[0] == "stories"
