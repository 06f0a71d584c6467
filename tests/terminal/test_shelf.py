"""The shelf in a real terminal: the bare command opens it, and what it leads to is kept however the program ends."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]


def on_shelf(terminal: Terminal) -> None:
    terminal.wait_for(lambda: terminal.lines[0].strip().startswith("The shelf"), "the shelf")


def compared(terminal: Terminal) -> None:
    terminal.wait_for(lambda: re.search(r"\d+ links?", terminal.lines[0]) is not None, "a count of links")


def test_the_bare_command_opens_the_shelf_and_enter_a_story_that_ships(start: Start) -> None:
    terminal = start()
    on_shelf(terminal)
    terminal.wait_for_text("Nothing read yet", "Guns on the Orla", "Harbour Ledger", "Continental Wire")
    terminal.press("\r")
    compared(terminal)
    terminal.press("j", "j", "Q")
    on_shelf(terminal)
    terminal.wait_for_text("1 story read", "A 81 %")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before


@pytest.mark.slow
def test_a_story_read_by_name_stands_on_the_shelf_and_goes_on_where_it_was_left(
    start: Start, pair: tuple[Path, Path]
) -> None:
    first = start(*pair)
    compared(first)
    first.press("j", "j", "q")
    assert first.end() == 0
    second = start()
    on_shelf(second)
    second.wait_for_text("The bell of Orsk rings again", "A ¶3/4")
    second.press("\r")
    compared(second)
    second.wait_for(lambda: "edited in B 3" in second.status, "the passage in the status line")
    second.press("q")
    assert second.end() == 0


@pytest.mark.slow
def test_a_signal_on_the_shelf_or_beyond_it_ends_in_good_order(start: Start, pair: tuple[Path, Path]) -> None:
    shelf = start()
    on_shelf(shelf)
    shelf.send_signal(signal.SIGTERM)
    assert shelf.end() == 128 + signal.SIGTERM
    assert shelf.modes == shelf.modes_before
    story = start()
    on_shelf(story)
    story.press("o")
    story.wait_for_text("paths, addresses")
    story.press(*pair[0].parent.as_posix(), "\r")
    compared(story)
    story.press("j", "j")
    story.wait_for(lambda: "edited in B 3" in story.status, "the passage in the status line")
    story.send_signal(signal.SIGTERM)
    assert story.end() == 128 + signal.SIGTERM
    again = start()
    on_shelf(again)
    again.wait_for_text("The bell of Orsk rings again", "A ¶3/4")
    again.press("q")
    assert again.end() == 0


@pytest.mark.slow
def test_killed_while_a_story_is_opened_the_shelf_stands_as_it_stood(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start()
    on_shelf(terminal)
    terminal.press("o")
    terminal.wait_for_text("paths, addresses")
    terminal.press(*pair[0].parent.as_posix(), "\r")
    terminal.send_signal(signal.SIGKILL)
    terminal.end()
    again = start()
    on_shelf(again)
    again.wait_for_text("Guns on the Orla")
    again.press("q")
    assert again.end() == 0


@pytest.mark.slow
@pytest.mark.parametrize("how", ["q", signal.SIGTERM, signal.SIGINT])
def test_one_can_leave_while_a_source_is_read_that_takes_long(
    start: Start, tmp_path: Path, how: str | signal.Signals
) -> None:
    long = tmp_path / "long.md"
    long.write_text("[" * 4_000_000, "utf-8")  # minutes, if nothing stopped it
    terminal = start()
    on_shelf(terminal)
    terminal.press("o")
    terminal.wait_for_text("paths, addresses")
    terminal.press(*long.as_posix(), "\r")
    terminal.wait_for_text("opening")
    if isinstance(how, signal.Signals):
        terminal.send_signal(how)
        assert terminal.end() == 128 + how
    else:
        terminal.press(how)
        assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before


def test_a_terminal_that_can_show_no_shelf_says_so(start: Start) -> None:
    terminal = start(env={"TERM": "dumb"})
    assert terminal.end() == 2
    assert b"diptych: this terminal cannot show the shelf" in terminal.raw
    assert b"\x1b" not in terminal.raw


def test_without_a_terminal_the_bare_command_says_one_sentence(start: Start, tmp_path: Path) -> None:
    terminal = start(redirect=f"</dev/null 2>{tmp_path / 'said'}")
    assert terminal.end() == 2
    said = (tmp_path / "said").read_text()
    assert said.count("\n") == 1
    assert "is no terminal" in said


def test_a_version_that_comes_into_a_watched_folder_is_there_at_once(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(pair[0].parent, "--watch")
    compared(terminal)
    (pair[0].parent / "third.txt").write_text(pair[0].read_text("utf-8"), encoding="utf-8")
    terminal.wait_for(lambda: "C came: third.txt" in terminal.status, "the third version")
    terminal.press("q")
    assert terminal.end() == 0


def test_watching_without_a_folder_is_refused(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, "--watch")
    assert terminal.end() == 2
    assert b"--watch needs a folder of texts to watch" in terminal.raw
