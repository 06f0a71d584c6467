"""Driving the app in tests: opening it, waiting for it, and reading its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widget import Widget

from reader.notes.store import Store
from reader.story.locators import shipped
from reader.story.version import Story
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.model.state import Reading
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.notes import Session
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles
from tests.tui.helpers import snow_story

THEMES = ThemeFiles([shipped("themes")]).themes
WIDE, NARROW = (160, 45), (70, 24)


def snow_app(
    store: Store | None = None,
    *,
    count: int = 2,
    story: Story | None = None,
    config: Config | None = None,
    themes: Mapping[str, Theme] | None = None,
    trouble: str = "there is no store",
    palette: bool = False,
    first_start: bool = False,
) -> DiptychApp:
    """The app, about to read the night train."""
    story = story or snow_story(count)
    return DiptychApp(
        story,
        Session(story, store, "" if store else trouble),
        config=config or Config(),
        themes=THEMES if themes is None else themes,
        palette=palette,
        first_start=first_start,
    )


@asynccontextmanager
async def opened(app: DiptychApp, size: tuple[int, int] = WIDE, *, wait: bool = True) -> AsyncIterator[Pilot[None]]:
    """The app running, its versions compared."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        if wait:
            await at_rest(app, pilot)
        yield pilot


async def at_rest(app: DiptychApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is done in the background any more, and all is drawn."""
    while any(not worker.is_finished for worker in app.workers):
        await app.workers.wait_for_complete()
    await pilot.pause()


def reading_in(app: DiptychApp) -> Reading:
    """The state of the reading screen."""
    return reading_screen(app).reading


def reading_screen(app: DiptychApp) -> ReadingScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, ReadingScreen))


def rows_of(app: DiptychApp) -> list[str]:
    """What the screen on top shows, row by row."""
    compositor = app.screen._compositor
    return [strip.text for strip in compositor.render_strips(app.size)]


def shown(app: DiptychApp) -> str:
    return "\n".join(rows_of(app))


def footer(app: DiptychApp) -> str:
    """The last row of the reading screen."""
    return rows_of(app)[-1]


def status(app: DiptychApp) -> int | None:
    """The exit status; None while the program runs."""
    return app.return_code


def focused(app: DiptychApp) -> Widget | None:
    """The widget that gets what is typed."""
    return app.focused


def where(app: DiptychApp) -> tuple[int, int]:
    """Version and sentence under the cursor."""
    return reading_in(app).version, reading_in(app).sentence
