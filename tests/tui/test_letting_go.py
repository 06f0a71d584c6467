"""A dialog that was left is gone for good: nothing holds on to what it had drawn."""

from __future__ import annotations

import gc
import weakref

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
