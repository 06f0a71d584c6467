"""The page as the keys write it: where it goes, what is in it, and what is left as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reader.notes.store import Store
from reader.story.version import Story
from tests.tui.driving import at_rest, footer, opened, snow_app
from tests.tui.helpers import AVALANCHE, snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


def story_in(folder: Path) -> Story:
    folder.mkdir(exist_ok=True)
    return replace(snow_story(), home=folder)


def pages(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.html"))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder."""
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


async def test_x_writes_the_page_beside_the_sources_and_says_where(store: Store, tmp_path: Path) -> None:
    app = snow_app(store, story=story_in(tmp_path / "home"))
    async with opened(app) as pilot:
        await pilot.press("x")
        await at_rest(app, pilot)
        (name,) = pages(tmp_path / "home")
        assert name in footer(app)
    page = (tmp_path / "home" / name).read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert AVALANCHE in page


async def test_a_second_x_writes_the_same_file_again(store: Store, tmp_path: Path) -> None:
    app = snow_app(store, story=story_in(tmp_path / "home"))
    async with opened(app) as pilot:
        for _ in range(2):
            await pilot.press("x")
            await at_rest(app, pilot)
    assert len(pages(tmp_path / "home")) == 1


@pytest.mark.parametrize("kept", [True, False], ids=["with a store", "without a store"])
async def test_a_file_that_is_not_ours_is_left_as_it_is(store: Store, tmp_path: Path, kept: bool) -> None:
    app = snow_app(store if kept else None, story=story_in(tmp_path / "home"))
    async with opened(app) as pilot:
        await pilot.press("x")
        await at_rest(app, pilot)
        (name,) = pages(tmp_path / "home")
        theirs = tmp_path / "home" / name
        theirs.write_text("mine")
        await pilot.press("x")
        await at_rest(app, pilot)
        assert f"{theirs.stem}-2.html" in footer(app)
    assert theirs.read_text() == "mine"
    assert pages(tmp_path / "home") == sorted([name, f"{theirs.stem}-2.html"])


async def test_only_shift_x_puts_the_notes_in(store: Store, tmp_path: Path) -> None:
    app = snow_app(store, story=story_in(tmp_path / "home"))
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"Nine hours", "ctrl+s", "x")
        await at_rest(app, pilot)
        (page,) = (tmp_path / "home").glob("*.html")
        assert "Nine hours" not in page.read_text("utf-8")
        await pilot.press("X")
        await at_rest(app, pilot)
        assert "Nine hours" in page.read_text("utf-8")


async def test_without_a_store_there_are_no_notes_to_put_in(tmp_path: Path) -> None:
    app = snow_app(story=story_in(tmp_path / "home"), trouble="the store is damaged")
    async with opened(app) as pilot:
        await pilot.press("X")
        await at_rest(app, pilot)
        assert "the store is damaged" in footer(app)
    assert pages(tmp_path / "home") == []


async def test_where_the_folder_cannot_be_written_the_page_goes_to_the_data_folder(
    store: Store, tmp_path: Path, data: Path
) -> None:
    app = snow_app(store, story=story_in(tmp_path / "home"))
    (tmp_path / "home").chmod(0o555)
    try:
        async with opened(app) as pilot:
            await pilot.press("x")
            await at_rest(app, pilot)
            (name,) = pages(data / "notes")
            assert f"page saved as {data / 'notes' / name}" in footer(app)
    finally:
        (tmp_path / "home").chmod(0o755)
    assert pages(tmp_path / "home") == []


async def test_before_the_versions_are_compared_there_is_nothing_to_export(store: Store, tmp_path: Path) -> None:
    app = snow_app(store, story=story_in(tmp_path / "home"), count=1)
    async with opened(app) as pilot:
        app.screen.reading.comparison = None  # type: ignore[attr-defined]
        await pilot.press("x")
        await at_rest(app, pilot)
        assert "nothing to export yet" in footer(app)
    assert pages(tmp_path / "home") == []
