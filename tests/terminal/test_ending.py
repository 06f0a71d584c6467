"""However the program ends: the terminal is as it was, what was written is kept, the exit status says how."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.notes.files import store_path
from reader.notes.store import Store
from reader.story.open import open_story
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT)
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
MODES = (b"1000", b"1003", b"1004", b"1006", b"1015", b"1049", b"2004")
"""Mouse, focus, paste and alternate screen: what a program that has ended must have switched off."""


def assert_restored(terminal: Terminal) -> None:
    """Echo and line mode are as before, and the terminal is told to be as before."""
    assert terminal.modes == terminal.modes_before
    for mode in MODES:
        on, off = b"\x1b[?" + mode + b"h", b"\x1b[?" + mode + b"l"
        assert terminal.raw.rfind(on) < terminal.raw.rfind(off), f"mode {mode.decode()} is left on"
    assert terminal.raw.rfind(b"\x1b[?25l") < terminal.raw.rfind(b"\x1b[?25h"), "the cursor is left hidden"
    assert terminal.raw.rfind(b"\x1b[?7l") < terminal.raw.rfind(b"\x1b[?7h"), "line wrap is left off"


def ready(terminal: Terminal) -> None:
    terminal.wait_for(lambda: "link" in terminal.lines[0], "a count of links")


def write_note(terminal: Terminal, words: str) -> None:
    """Open the dialog and write, without keeping it."""
    terminal.press("a")
    terminal.wait_for_text("Note on A", "ctrl+s")
    terminal.press(words)
    terminal.wait_for_text(words)


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("dialog", [False, True], ids=["reading", "writing a note"])
def test_a_signal_ends_it_in_good_order(
    start: Start, pair: tuple[Path, Path], number: signal.Signals, dialog: bool
) -> None:
    terminal = start(*pair)
    ready(terminal)
    if dialog:
        write_note(terminal, "half a thought")
    terminal.send_signal(number)
    assert terminal.end() == 128 + number
    assert_restored(terminal)
    assert b"Traceback" not in terminal.raw
    again = start(*pair)
    ready(again)
    if dialog:
        again.wait_for_text("a half-written note waits on A ¶1")
    again.press("a")
    again.wait_for_text("Note on A", *(["here again", "half a thought"] if dialog else ["ctrl+s"]))
    assert ("half a thought" in again.text) is dialog


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_while_it_starts_leaves_no_trace(
    start: Start, pair: tuple[Path, Path], number: signal.Signals
) -> None:
    terminal = start(*pair)
    terminal.wait_for(lambda: ENTERED in terminal.raw, "the alternate screen")
    terminal.send_signal(number)
    assert terminal.end() == 128 + number
    assert terminal.modes == terminal.modes_before
    assert terminal.raw.rfind(ENTERED) < terminal.raw.rfind(LEFT)


@pytest.mark.slow
@pytest.mark.parametrize("dialog", [False, True], ids=["reading", "writing a note"])
def test_a_closed_window_ends_it_and_keeps_what_was_written(
    start: Start, pair: tuple[Path, Path], dialog: bool
) -> None:
    terminal = start(*pair)
    ready(terminal)
    terminal.press("]")
    terminal.wait_for(lambda: "only in A" in terminal.status, "“only in A”")
    if dialog:
        write_note(terminal, "half a thought")
    terminal.hang_up()
    assert terminal.end() == 128 + signal.SIGHUP
    again = start(*pair)
    ready(again)
    again.wait_for_text("a half-written note waits on A" if dialog else "only in A")
    again.press("a")
    again.wait_for_text("Note on A", *(["here again", "half a thought"] if dialog else ["ctrl+s"]))
    assert ("half a thought" in again.text) is dialog


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(5))
def test_a_window_closed_while_much_is_drawn_ends_it(start: Start, pair: tuple[Path, Path], turn: int) -> None:
    """What is still to be drawn by then can go nowhere: nothing may wait for it."""
    terminal = start(*pair)
    ready(terminal)
    write_note(terminal, "a thought")
    terminal.press("word " * (20 + 5 * turn))
    terminal.hang_up()
    assert terminal.end() == 128 + signal.SIGHUP


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(5))
def test_killed_while_one_types_two_seconds_are_lost_at_most(start: Start, pair: tuple[Path, Path], turn: int) -> None:
    """The kill falls a little later each time; what was typed two seconds before is offered at the next start."""
    terminal = start(*pair)
    ready(terminal)
    terminal.press("a")
    terminal.wait_for_text("Note on A", "ctrl+s")
    typed: list[tuple[float, str]] = []
    while not typed or time.monotonic() - typed[0][0] < 2.2 + turn / 12:
        word = f"w{len(typed)} "
        terminal.press(word)
        terminal.wait_for_text(word.strip())
        typed.append((time.monotonic(), word))
    terminal.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    assert terminal.end() == 128 + signal.SIGKILL
    safe = "".join(word for moment, word in typed if killed - moment > 2)
    assert safe
    with Store.open(store_path()) as store:
        story = open_story([str(path) for path in pair])
        (draft,) = store.story(story).drafts.all()
        assert draft.body.startswith(safe)
        assert store.story(story).entries() == ()


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("keys", ["q", "\x03", "\x11"], ids=["q", "ctrl+c", "ctrl+q"])
def test_leaving_by_key_is_success_and_keeps_the_position(start: Start, pair: tuple[Path, Path], keys: str) -> None:
    terminal = start(*pair)
    ready(terminal)
    terminal.press("]")
    terminal.wait_for(lambda: "only in A" in terminal.status, "“only in A”")
    terminal.press(keys)
    assert terminal.end() == 0
    assert_restored(terminal)
    again = start(*pair)
    again.wait_for(lambda: again.status.endswith("only in A"), "the cursor where it was")


@pytest.mark.slow
def test_a_session_of_every_kind_of_writing_leaves_the_sources_as_they_are(
    start: Start, pair: tuple[Path, Path]
) -> None:
    before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in pair]
    terminal = start(*pair)
    ready(terminal)
    write_note(terminal, "a thought")
    terminal.press("\x13")
    terminal.wait_for_text("note kept")
    terminal.press("p")
    terminal.wait_for_text("picked")
    terminal.press("w")
    terminal.wait_for_text("saved")
    terminal.press("q")
    assert terminal.end() == 0
    assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in pair] == before


@pytest.mark.slow
def test_what_is_typed_before_a_field_is_there_goes_into_it(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair)
    ready(terminal)
    terminal.press("/quay")
    terminal.wait_for_text("no “quay” in any version")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "quay" not in terminal.text, "the search closed")
    terminal.press("aquite a note")
    terminal.wait_for_text("Note on A", "quite a note")
    terminal.press("\x13")
    terminal.wait_for_text("note kept")
    terminal.press("q")
    assert terminal.end() == 0
