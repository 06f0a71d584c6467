"""A story file that names what is not beside it: it is asked before anything of that is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.terminal import DIPTYCH, Terminal

pytestmark = pytest.mark.terminal


@pytest.fixture
def reaching(pair: tuple[Path, Path]) -> Path:
    folder = pair[0].parent / "story"
    folder.mkdir()
    (folder / "story.yaml").write_text("versions:\n- source: ../first.txt\n- source: ../second.txt\n", "utf-8")
    return folder / "story.yaml"


def asked(terminal: Terminal) -> None:
    terminal.wait_for(
        lambda: "[y/N]" in terminal.text and "lies outside the story's folder" in terminal.text.replace("\n", ""),
        "a question",
    )


def test_y5_after_a_yes_the_story_is_read(start: Callable[..., Terminal], reaching: Path) -> None:
    terminal = start(reaching, columns=400)
    asked(terminal)
    terminal.press("y\r")
    terminal.wait_for_text("The bell of Orsk rings again", "? help")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.parametrize("answer", ["n\r", "\r", "\x04", "yeah\r"])
def test_y5_without_a_yes_nothing_is_opened(start: Callable[..., Terminal], reaching: Path, answer: str) -> None:
    terminal = start(reaching, columns=400)
    asked(terminal)
    terminal.press(answer)
    assert terminal.end() == 2
    assert "if you trust it, answer yes when asked, or pass --trust" in terminal.text
    assert b"Orsk" not in terminal.raw


def test_y5_ctrl_c_is_a_no(start: Callable[..., Terminal], reaching: Path) -> None:
    terminal = start("compare", reaching, columns=400)
    asked(terminal)
    terminal.press("\x03")
    assert terminal.end() == 130
    assert b"Orsk" not in terminal.raw


def test_y5_trust_asks_nothing(start: Callable[..., Terminal], reaching: Path) -> None:
    terminal = start("compare", "--trust", reaching, command=DIPTYCH)
    terminal.wait_for_text("The bell of Orsk")
    assert terminal.end() == 1
    assert "[y/N]" not in terminal.text


def test_y5_where_nobody_can_be_asked_the_answer_is_no(start: Callable[..., Terminal], reaching: Path) -> None:
    terminal = start("compare", reaching, redirect="</dev/null", columns=400)
    assert terminal.end() == 2
    assert "or pass --trust" in terminal.text
    assert "[y/N]" not in terminal.text
