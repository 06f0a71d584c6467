"""The theme in a real terminal: chosen, remembered, overruled; and in as many colours as there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.story.locators import shipped
from reader.tui.theme import palette
from reader.tui.theme_files import ThemeFiles
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
THEMES = ThemeFiles([shipped("themes")]).themes
TRUE = {"COLORTERM": "truecolor"}


def page(name: str) -> bytes:
    """What is sent for a theme's page, in 24 bits."""
    colour = THEMES[name].background
    return b"48;2;" + ";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)).encode()


def pages(terminal: Terminal) -> set[str]:
    """The themes in whose page something was drawn, once the links are counted; then the reader leaves."""
    terminal.wait_for(lambda: "link" in terminal.lines[0] and "? help" in terminal.status, "a count of links")
    terminal.press("q")
    assert terminal.end() == 0
    return {name for name, theme in THEMES.items() if not theme.ansi and page(name) in terminal.raw}


@pytest.mark.slow
def test_a_chosen_theme_is_there_the_next_time_until_the_settings_change(
    start: Start, pair: tuple[Path, Path], own_folders: Path
) -> None:
    terminal = start(*pair, env=TRUE)
    terminal.wait_for(lambda: "link" in terminal.lines[0], "a count of links")
    terminal.press("c")
    terminal.wait_for_text("enter keeps")
    terminal.press("fjord")
    terminal.wait_for_text("1 of 16")
    terminal.press("\r")
    terminal.wait_for_text("remembered for the next start")
    assert "dusk" in pages(terminal)
    assert not (own_folders / "config.yaml").exists()

    assert pages(start(*pair, env=TRUE)) == {"fjord"}
    assert pages(start(*pair, "--theme", "noon", env=TRUE)) == {"noon"}
    assert pages(start(*pair, env=TRUE)) == {"fjord"}
    (own_folders / "config.yaml").write_text("theme: paper\n")
    assert pages(start(*pair, env=TRUE)) == {"paper"}
    (own_folders / "config.yaml").unlink()
    assert pages(start(*pair, env=TRUE)) == {"dusk"}


@pytest.mark.slow
def test_a_terminal_of_256_colours_is_sent_no_others(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, "--theme", "lagoon")
    assert pages(terminal) == set()
    numbers = {int(number) for number in re.findall(rb"[34]8;5;(\d+)", terminal.raw)}
    assert numbers
    assert numbers <= {entry.number for entry in palette()}
    assert b"38;2;" not in terminal.raw
