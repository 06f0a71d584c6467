"""Stopped and gone on with, by a shell or by force: the screen comes back, and the terminal is restored in the end."""

from __future__ import annotations

import signal
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from tests.terminal.test_ending import ENTERED, LEFT, assert_restored, ready, write_note

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]


def pause(terminal: Terminal, number: signal.Signals) -> None:
    """Stop the program by a signal, let it go on, and wait until it has drawn everything again."""
    entered = terminal.raw.count(ENTERED)
    terminal.send_signal(number)
    terminal.wait_until_stopped()
    at = len(terminal.raw)
    terminal.send_signal(signal.SIGCONT)
    terminal.wait_for(lambda: terminal.raw.count(ENTERED) > entered, "the alternate screen again")
    terminal.wait_for(lambda: b"Orsk rings again" in terminal.raw[at:], "the text again")


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP], ids=lambda number: number.name)
@pytest.mark.parametrize("times", [1, 3])
def test_after_a_pause_it_goes_on_and_leaves_the_terminal_as_it_was(
    start: Start, pair: tuple[Path, Path], number: signal.Signals, times: int
) -> None:
    terminal = start(*pair)
    ready(terminal)
    for _ in range(times):
        pause(terminal, number)
        terminal.press("]")
        terminal.wait_for(lambda: "only in A" in terminal.status, "“only in A”")
        terminal.press("g")
        terminal.wait_for(lambda: "only in A" not in terminal.status, "the first passage")
    terminal.press("q")
    assert terminal.end() == 0
    assert_restored(terminal)


@pytest.mark.slow
def test_the_shell_has_its_terminal_while_the_program_stands_still(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair)
    ready(terminal)
    terminal.send_signal(signal.SIGTSTP)
    terminal.wait_until_stopped()
    assert terminal.modes == terminal.modes_before
    terminal.send_signal(signal.SIGCONT)
    terminal.wait_in_silence(lambda: terminal.modes != terminal.modes_before, "the terminal taken back")
    terminal.wait_for(lambda: terminal.raw.rfind(LEFT) < terminal.raw.rfind(ENTERED), "the alternate screen")
    terminal.press("q")
    assert terminal.end() == 0
    assert_restored(terminal)


@pytest.mark.slow
def test_a_note_being_written_outlives_a_pause_in_which_the_shell_changed_the_terminal(
    start: Start, pair: tuple[Path, Path]
) -> None:
    terminal = start(*pair)
    ready(terminal)
    write_note(terminal, "half a thought")
    terminal.send_signal(signal.SIGSTOP)
    terminal.wait_until_stopped()
    terminal.set_modes(terminal.modes_before)  # as a shell does that finds its job stopped
    at = len(terminal.raw)
    terminal.send_signal(signal.SIGCONT)
    terminal.wait_in_silence(lambda: not terminal.modes[3] & termios.ECHO, "echo off")  # type: ignore[operator]
    terminal.wait_for(lambda: ENTERED in terminal.raw[at:], "the alternate screen again")
    terminal.press(" and more", "\x13")
    terminal.wait_for_text("note kept")
    terminal.press("q")
    assert terminal.end() == 0
    assert_restored(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_it_can_be_ended_while_it_stands_still(start: Start, pair: tuple[Path, Path], number: signal.Signals) -> None:
    terminal = start(*pair)
    ready(terminal)
    terminal.send_signal(signal.SIGSTOP)
    terminal.wait_until_stopped()
    terminal.send_signal(number)
    terminal.send_signal(signal.SIGCONT)
    assert terminal.end() == 128 + number
    assert_restored(terminal)
