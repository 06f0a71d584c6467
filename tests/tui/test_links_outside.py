"""What somebody else put into a story's folder leads nowhere unasked: a link out of it is followed after a yes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.notes.store import Store
from reader.tui.screens.dialogs import ConsentDialog
from tests.tui.driving import at_rest, footer, opened, shown, snow_app
from tests.tui.helpers import snow_story

SUFFIXES = {"w": ".notes.md", "x": ".html"}


@pytest.mark.parametrize("key", SUFFIXES)
async def test_a_link_out_of_the_folder_is_written_through_only_after_a_yes_that_shows_where_it_leads(
    store: Store, tmp_path: Path, key: str
) -> None:
    home, profile = tmp_path / "story", tmp_path / ".bash_profile"
    home.mkdir()
    story = replace(snow_story(2), home=home)
    app = snow_app(store, story=story)
    async with opened(app, (200, 45)) as pilot:
        await pilot.press("p", key)
        await at_rest(app, pilot)
        (written,) = home.iterdir()
        assert written.name.endswith(SUFFIXES[key])
        written.unlink()
        written.symlink_to(profile)

        await pilot.press(key)
        await at_rest(app, pilot)
        assert isinstance(app.screen, ConsentDialog)
        assert str(profile) in shown(app).replace("\n", "")
        await pilot.press("n")
        await at_rest(app, pilot)
        assert f"nothing was written: {written.name} is a link out of its folder" in footer(app)
        assert not profile.exists()

        await pilot.press(key)
        await at_rest(app, pilot)
        await pilot.press("y")
        await at_rest(app, pilot)
        assert profile.stat().st_size > 0
        assert written.is_symlink()
        profile.unlink()
        await pilot.press(key)  # agreed once, it is not asked again
        await at_rest(app, pilot)
        assert profile.stat().st_size > 0
