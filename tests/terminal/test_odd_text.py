"""Odd text in a real terminal: every column stands where it should, and what is copied is clean."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.story.locators import shipped_stories
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
BESIDE = "A choir sang beneath the tower."


def beside(tmp_path: Path, text: str) -> tuple[Path, Path]:
    """A version with this paragraph, and one whose second paragraph stands beside it."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(f"The rope\n\n{text}\n\nIt held.\n", encoding="utf-8")
    second.write_text(f"The rope\n\n{BESIDE}\n", encoding="utf-8")
    return first, second


def row_beside(terminal: Terminal) -> int:
    """The row in which the second version's paragraph begins, once all is drawn."""
    terminal.wait_for_text("1 link", f"2 + {BESIDE}")
    return next(y for y, line in enumerate(terminal.lines) if BESIDE in line)


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(
    "text",
    ["before\tafter", "\tafter", "x" * 40 + "\tafter", "鐘の\tafter", "鐘" * 20 + "\tafter", "a\t\t\tb after"],
    ids=ascii,
)
def test_a_tab_is_a_blank_wherever_it_stands_and_moves_no_column(start: Start, tmp_path: Path, text: str) -> None:
    terminal = start(*beside(tmp_path, text))
    y = row_beside(terminal)
    assert "after" in terminal.lines[y]
    assert terminal.cells(y).index("2 + " + BESIDE) == 88
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\t" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize("marks", [300, 100_000])
def test_a_heap_of_marks_on_one_letter_takes_one_cell(start: Start, tmp_path: Path, marks: int) -> None:
    terminal = start(*beside(tmp_path, "Za" + "\u0301\u0323" * (marks // 2) + "lgo rang"))
    y = row_beside(terminal)
    assert re.search(r"Z.lgo rang", terminal.cells(y))
    terminal.press("q")
    assert terminal.end() == 0
    assert max(map(len, re.findall("[\u0301\u0323]+", terminal.raw.decode()))) <= 8


def test_what_is_copied_reaches_the_clipboard_clean(start: Start, tmp_path: Path) -> None:
    terminal = start(*beside(tmp_path, "It \x1b[201~rang \x1b]0;owned\x07 twice,\u202e he said.\r"))
    terminal.wait_for_text("1 link")
    terminal.press("j", "y")
    terminal.wait_for_text("copied A ¶2")
    terminal.press("q")
    assert terminal.end() == 0
    (copied,) = (base64.b64decode(data).decode() for data in CLIPBOARD.findall(bytes(terminal.raw)))
    assert copied == "It ␛[201~rang ␛]0;owned␇ twice,\ufffd he said.\n— first, A ¶2"


@pytest.mark.slow
def test_what_a_window_lost_that_was_tiny_for_a_moment_is_drawn_again(start: Start) -> None:
    terminal = start(shipped_stories()[0])
    terminal.wait_for_text("links")
    terminal.read_what_is_there()
    before = terminal.lines
    for _ in range(3):
        terminal.lose_all()
        terminal.wait_for(lambda: terminal.lines == before, "all that it showed before")
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.slow
def test_three_hundred_resizes_keep_the_word_on_top(start: Start) -> None:
    terminal = start(shipped_stories()[0])
    terminal.wait_for_text("links")
    top = terminal.lines[2]
    terminal.press("\x04")
    terminal.wait_for(lambda: terminal.lines[2] != top and "? help" in terminal.status, "half a page further down")
    terminal.read_what_is_there()
    kept = terminal.lines[2:6]
    odd = [(1, 1), (0, 0), (500, 200), (60, 15), (59, 14), (400, 120), (2, 90), (200, 2)]
    for number in range(300):
        columns, rows = odd[number % 8] if number % 3 else (60 + number * 7 % 200, 15 + number * 5 % 60)
        terminal.resize(columns, rows)
        if number % 10 == 0:
            terminal.read_what_is_there()
    terminal.resize(160, 45)
    terminal.wait_for(lambda: terminal.lines[2:6] == kept, f"the words it showed before: {kept}")
    terminal.press("q")
    assert terminal.end() == 0
