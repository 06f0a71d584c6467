"""Start the screen: open settings, themes and notes. Faults in them are reported, and do not stop the start."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from reader.notes.database import StoreError
from reader.notes.files import config_path, guests_path, state_path, store_path
from reader.notes.store import Store
from reader.report import is_served
from reader.story.locators import shipped
from reader.story.rules import USUAL_RULES, Rules
from reader.story.sources import folders_in
from reader.story.version import Story
from reader.tui.app import DiptychApp
from reader.tui.config import Config, load_config, themes_folder
from reader.tui.keys import default_keys
from reader.tui.rights import rights_of
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.terminal import threads_watched
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles, ThemeMemory

FEW_COLOURS = "terminal"
"""The theme for terminals of sixteen colours or none: it shows everything by signs and text styles."""

SWITCH = 0.0005
"""Seconds between switches of threads."""


NOTHING = Story(title="", versions=(), locators=(), key="", home=None)
"""The story that is read while the shelf is on screen."""


def read(
    story: Story | None,
    sources: Sequence[str] = (),
    *,
    encoding: str = "",
    language: str = "",
    rules: Rules = USUAL_RULES,
    watch: bool = False,
    desk: bool = False,
    theme: str | None = None,
    mouse: bool = True,
) -> int:
    """Show a story, or the shelf, until the reader leaves.

    Args:
        story: The story; None to choose one from the shelf.
        sources: What it was opened with, so that it can be opened again from the shelf.
        encoding: The encoding named for them.
        language: The code of the language named for them.
        rules: How the reader asked for them to be compared.
        desk: Whether to begin with the desk, if there is no story.
        watch: Whether new files in the folders among them become versions while one reads.
        theme: The name of the theme to start in; the one in the settings if None.
        mouse: Whether the program handles the mouse; if not, the terminal selects and scrolls as usual.

    Returns:
        The exit status: 0, or 128 + the number of an ending signal.
    """
    _keyboard_from_terminal()
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8")  # the screen is drawn there, whatever the locale is
    if not os.environ.get("NO_COLOR", "unset"):
        del os.environ["NO_COLOR"]  # an empty value means nothing (no-color.org), but Textual would obey it
    themes = ThemeFiles([shipped("themes"), themes_folder()])
    config, problems = load_config(config_path(), actions=default_keys(), themes=themes.themes)
    warnings = [str(problem) for problem in problems]
    system = colour_system()
    few = system in (None, "standard")
    usual = FEW_COLOURS if few and FEW_COLOURS in themes.themes else config.theme
    rights = rights_of(os.environ, served=is_served())
    memory = ThemeMemory(state_path(), usual, few_colours=few) if rights.remembers else None
    recalled = memory.recall(themes.themes) if memory else ""
    config, complaint = choose_theme(config, themes.themes, theme or recalled or usual)
    warnings += [complaint] if complaint else []
    warnings += map(str, themes.problems)  # last: by now the theme that was asked for has been read
    kept_in = store_path() if rights.own_notes else guests_path()
    first_start = not config_path().exists() and not kept_in.exists()
    store, trouble = _open_store(kept_in)
    warnings[:0] = [trouble] if store is not None and trouble else []  # first of all: the store was damaged
    bookshelf = Bookshelf(store, trouble, config.notes)
    session = Session(NOTHING, None)
    if story is not None:
        session, remarks = bookshelf.keep(story, sources, encoding, language, rules)
        warnings += remarks
    folder_watch = None
    if watch:
        from reader.tui.session.sources import Watch  # few readers watch a folder

        folder_watch = Watch(folders_in(sources), encoding, language)
    app = DiptychApp(
        session.story,
        session,
        config=config,
        themes=themes,
        memory=memory,
        warnings=warnings,
        native_colours=few,
        palette=system == "256",
        first_start=first_start,
        bookshelf=bookshelf if rights.opens_sources else None,
        rights=rights,
        folder_watch=folder_watch,
        desk=desk,
    )
    # comparing runs in a thread: at the usual 5 ms between switches, keys took twice as long meanwhile
    sys.setswitchinterval(SWITCH)
    try:
        with threads_watched(app):
            app.run(mouse=mouse)
    finally:
        if store is not None:
            store.close()
    for warning in [*warnings, *app.farewells, *filter(None, [app.session.farewell])]:
        print(f"diptych: {warning}", file=sys.stderr)  # noqa: T201
    return app.return_code or 0


def choose_theme(config: Config, themes: Mapping[str, Theme], name: str) -> tuple[Config, str]:
    """The settings with the theme to start in, and a complaint if there is no such theme."""
    if name in themes:
        return replace(config, theme=name), ""
    return config, f"there is no theme {name!r}; there are: {', '.join(themes)}"


def colour_system() -> str | None:
    """The colours of the terminal in rich's words: `standard` (sixteen), `256`, `truecolor`; None with NO_COLOR."""
    return None if os.environ.get("NO_COLOR") else Console(force_terminal=True).color_system


def _open_store(path: Path) -> tuple[Store | None, str]:
    """The store, if it can be opened, and a message about it."""
    try:
        return Store.open_or_salvage(path)
    except StoreError as error:
        return None, str(error)


def _keyboard_from_terminal() -> None:
    """Read keys from the terminal after a source was read from standard input."""
    if not sys.__stdin__ or sys.__stdin__.isatty() or is_served():
        return
    terminal = os.open("/dev/tty", os.O_RDWR)
    os.dup2(terminal, 0)
    os.close(terminal)
