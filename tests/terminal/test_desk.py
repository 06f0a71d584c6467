"""The desk in a real terminal: a feed is followed, its story read, and all of it is there the next time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.world import World, world
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.slow]


def on_desk(terminal: Terminal) -> None:
    terminal.wait_for(lambda: terminal.lines[0].strip().startswith("The desk"), "the desk")


def follow(terminal: Terminal, news: World, *outlets: str) -> None:
    for outlet in outlets:
        terminal.press("a")
        terminal.press(news.url(f"/{outlet}/"), "\r")
        terminal.wait_for_text("is followed ·")


def test_feeds_are_followed_and_their_story_is_read_and_known_the_next_time(start: Callable[..., Terminal]) -> None:
    with world() as news:
        news.day = 1
        terminal = start("desk")
        on_desk(terminal)
        terminal.wait_for_text("nothing is followed yet")
        follow(terminal, news, "gazette", "tribune")
        terminal.wait_for_text("2 outlets")
        terminal.press("g", "\r")
        terminal.wait_for_text("The Gazette of Korvel", "Valley Tribune", "only here")
        terminal.press("j", "Q")
        on_desk(terminal)
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.modes == terminal.modes_before
    again = start("desk")
    on_desk(again)
    again.wait_for_text("0 with news", "2 outlets")
    again.press("\r")
    again.wait_for_text("The Gazette of Korvel", "only here")
    again.press("q")
    assert again.end() == 0


def test_what_a_feed_says_does_not_reach_the_terminal(start: Callable[..., Terminal], tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a\x1b]0;owned\x07.txt").write_text(f"Ferry {chr(27)}]52;c;b3duZWQ={chr(7)} sinks\n\nIt sank.\n", "utf-8")
    terminal = start("desk")
    on_desk(terminal)
    terminal.press("a")
    terminal.press(str(folder), "\r")
    terminal.wait_for_text("is followed ·", "Ferry")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\x1b]52;" not in terminal.raw
    assert b"\x1b]0;owned" not in terminal.raw
