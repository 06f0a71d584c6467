"""However a fault ends the program: all is kept, the terminal is restored, a report is written, no secret told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.report import report_path
from tests.terminal.terminal import Terminal
from tests.terminal.test_ending import LEFT, assert_restored, ready, write_note

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]

CRASH = """
import sys
import time
from reader.{module} import {name}
def fault(*arguments, **options):
    secret = "what the reader wrote in confidence"
    raise RuntimeError("the fault \\x1b]0;owned\\x07 [/b] is here")
{name}.{method} = fault
{also}
from reader.cli import main
sys.exit(main(sys.argv[1:]))
"""
FAULTS = {
    "in a key": ("tui.session.notes", "Session", "pick", "p"),
    "while drawing": ("tui.screens.reading", "ReadingScreen", "draw", "j"),
    "while starting": ("tui.session.notes", "Session", "restore", ""),
    "in the thread that reads keys": ("tui.terminal", "TerminalDriver", "process_message", "j"),
    "in a worker": ("tui.model.state", "Reading", "prepare_search", "/"),
    "in a thread": ("tui.session.notes", "Session", "in_thread", "p"),
}
ALSO = {
    "in a worker": "from reader.tui.screens import input_modes\ninput_modes.LONG = 0\n",
    "in a thread": "import threading\n"
    "Session.pick = lambda *_, **__: threading.Thread(target=fault).start() or 'picked'\n",
}
"""What else is changed in the program, to make it fail there."""


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_restores_the_terminal_and_gives_nothing_away(
    start: Start, pair: tuple[Path, Path], fault: str
) -> None:
    module, name, method, key = FAULTS[fault]
    script = CRASH.format(module=module, name=name, method=method, also=ALSO.get(fault, ""))
    terminal = start(*pair, command=(sys.executable, "-c", script))
    if key in ("p", "/"):
        ready(terminal)
    terminal.press(key)
    assert terminal.end() not in (0, 2)
    assert_restored(terminal)
    assert b"RuntimeError: the fault" in terminal.raw
    assert b"in confidence" not in terminal.raw
    assert b"\x1b]0;" not in terminal.raw
    assert b"[/b] is here" in terminal.raw
    assert str(report_path()) in terminal.raw.decode().replace("\r\n", "")
    report = report_path().read_text(encoding="utf-8")
    assert "in fault" in report
    assert "RuntimeError: the fault" in report
    assert "in confidence" not in report
    assert "\x1b" not in report


def test_versions_that_cannot_be_compared_are_read_all_the_same(start: Start, pair: tuple[Path, Path]) -> None:
    script = CRASH.format(module="align", name="compare", method="decide", also="")
    terminal = start(*pair, command=(sys.executable, "-c", script))
    terminal.wait_for_text("not compared", "could not be compared")
    terminal.press("j", "p")
    terminal.wait_for_text("picked A ¶2")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"\x1b]0;" not in terminal.raw


@pytest.mark.slow
def test_a_crash_keeps_the_note_being_written(start: Start, pair: tuple[Path, Path]) -> None:
    script = CRASH.format(module="tui.screens.note", name="NoteDialog", method="action_leave", also="")
    terminal = start(*pair, command=(sys.executable, "-c", script))
    ready(terminal)
    write_note(terminal, "half a thought")
    terminal.press("\x1b")
    assert terminal.end() == 1
    assert b"half a thought" not in terminal.raw.split(LEFT)[-1]
    again = start(*pair)
    ready(again)
    again.press("a")
    again.wait_for_text("half a thought")


def test_a_crash_without_a_screen_is_trouble_and_acts_on_no_terminal(start: Start, pair: tuple[Path, Path]) -> None:
    script = CRASH.format(module="align", name="compare", method="decide", also="")
    terminal = start("compare", *pair, command=(sys.executable, "-c", script))
    assert terminal.end() == 2
    assert b"RuntimeError: the fault" in terminal.raw
    assert str(report_path()) in terminal.raw.decode().replace("\r\n", "")
    assert b"in confidence" not in terminal.raw + report_path().read_bytes()
    assert b"\x1b" not in terminal.raw


def test_where_no_report_can_be_written_the_message_is_the_report(
    start: Start, pair: tuple[Path, Path], own_folders: Path
) -> None:
    (own_folders / "no folder").write_text("a file")
    script = CRASH.format(module="align", name="compare", method="decide", also="")
    data = {"DIPTYCH_DATA": str(own_folders / "no folder")}
    terminal = start("compare", *pair, command=(sys.executable, "-c", script), env=data)
    assert terminal.end() == 2
    assert b"in fault" in terminal.raw
    assert b"RuntimeError: the fault" in terminal.raw
