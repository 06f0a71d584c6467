"""Poor terminals, odd environments, redirected streams: it is readable, or says why it is not, with status 2."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.merge.beside import Sign
from reader.story.locators import shipped_stories
from reader.tui.model.signs import UNICODE
from tests.terminal.terminal import DIPTYCH, PATIENCE, Terminal

pytestmark = pytest.mark.terminal

Start = Callable[..., Terminal]
COLOURS = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
SCREEN = b"\x1b[?1049h"


def ready(terminal: Terminal) -> None:
    terminal.wait_for(lambda: "link" in terminal.lines[0] and "? help" in terminal.status, "a count of links")


def assert_readable(terminal: Terminal) -> None:
    """Everything that colour says is there without it."""
    edited, unique = UNICODE[Sign.EDITED], UNICODE[Sign.UNIQUE]
    terminal.wait_for_text(
        f"1 {edited} The bell of Orsk rings again", f"2 {unique} The sexton counted", f"4 {unique} A school choir sang"
    )
    terminal.press("}")
    terminal.wait_for_text("told the", "edited in B 3")
    terminal.press("]")
    terminal.wait_for(lambda: "only in A" in terminal.status, "“only in A” in the status line")
    assert [line for line in terminal.lines if line[1] == UNICODE.bar], "the cursor's passage has no bar"
    terminal.press("q")
    assert terminal.end() == 0


def test_no_color_sends_no_colour_at_all(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, env={"NO_COLOR": "1"})
    ready(terminal)
    assert_readable(terminal)
    assert COLOURS.findall(terminal.raw) == []


def test_no_color_keeps_every_distinction_by_style(start: Start) -> None:
    terminal = start(shipped_stories()[0], env={"NO_COLOR": "1"})
    ready(terminal)
    terminal.press("}", "}")
    terminal.wait_for(lambda: "edited in B" in terminal.status, "an edited passage")
    sent = set(re.findall(rb"\x1b\[([0-9;]+)m", terminal.raw))
    said = {code for codes in sent for code in codes.split(b";")}
    assert {b"1", b"2", b"4"} <= said, "bold, dim and underlined text tell apart what colour would"
    assert COLOURS.findall(terminal.raw) == []


@pytest.mark.slow
@pytest.mark.parametrize("key", ["c", "?", "a", "/"])
def test_no_color_holds_in_every_dialog(start: Start, pair: tuple[Path, Path], key: str) -> None:
    terminal = start(*pair, env={"NO_COLOR": "1"})
    ready(terminal)
    before = terminal.text
    terminal.press(key)
    terminal.wait_for(lambda: terminal.text != before, "a dialog")
    terminal.press("x", "\x1b")
    terminal.press("\x1b")
    terminal.press("\x11")
    assert terminal.end() == 0
    assert COLOURS.findall(terminal.raw) == []


@pytest.mark.slow
def test_an_empty_no_color_asks_for_nothing(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair, env={"NO_COLOR": "", "COLORTERM": "truecolor"})
    ready(terminal)
    codes = {bytes(code) for code in re.findall(rb"38;2;[0-9]+;[0-9]+;[0-9]+", terminal.raw)}
    assert any(len(set(code.split(b";")[2:])) > 1 for code in codes), "all colours are greys"


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(
    "kind", ["xterm", "linux", "screen", "vt100", "ansi", "xterm-256color", "tmux-256color", "odd"]
)
def test_it_is_readable_in_any_kind_of_terminal(start: Start, pair: tuple[Path, Path], kind: str) -> None:
    terminal = start(*pair, env={"TERM": kind})
    ready(terminal)
    assert_readable(terminal)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xterm", "linux", "screen"])
def test_sixteen_colours_are_the_most_that_is_sent_where_there_are_no_more(
    start: Start, pair: tuple[Path, Path], kind: str
) -> None:
    terminal = start(*pair, env={"TERM": kind})
    ready(terminal)
    terminal.press("c")
    terminal.wait_for_text("enter keeps")
    terminal.press("\x1b")
    terminal.wait_for(lambda: "enter keeps" not in terminal.text, "the themes gone")
    terminal.press("q")
    assert terminal.end() == 0
    assert b"38;5;" not in terminal.raw
    assert b"38;2;" not in terminal.raw


@pytest.mark.slow
@pytest.mark.parametrize(
    "env",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"LANG": None},
        {"LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_the_encoding_of_the_environment_does_not_matter(
    start: Start, pair: tuple[Path, Path], env: dict[str, str | None]
) -> None:
    terminal = start(*pair, env=env)
    ready(terminal)
    assert_readable(terminal)


@pytest.mark.parametrize("kind", ["dumb", "", None])
def test_a_dumb_terminal_gets_the_comparison_in_plain_lines(
    start: Start, pair: tuple[Path, Path], kind: str | None
) -> None:
    terminal = start(*pair, env={"TERM": kind})
    assert terminal.end() == 0
    assert b"\x1b" not in terminal.raw
    assert b"Only in A 4: Snow had kept the ferry" in terminal.raw
    assert b"diptych: this terminal cannot show the reading screen" in terminal.raw


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        ("standard input", "xterm-256color"),
        ("standard output", "xterm-256color"),
        ("standard error", "xterm-256color"),
        ("standard output", "dumb"),
    ],
)
@pytest.mark.parametrize("way", ["file", "pipe", "closed"])
def test_without_a_terminal_it_says_so_and_draws_nothing(
    start: Start, pair: tuple[Path, Path], tmp_path: Path, stream: str, way: str, kind: str
) -> None:
    number = {"standard input": "0", "standard output": "1", "standard error": "2"}[stream]
    into = tmp_path / "stream"
    into.write_text("")
    arrow = "<" if number == "0" else ">"
    redirect = {
        "file": f"{number}{arrow}{into}",
        "pipe": f"{number}{arrow}{tmp_path / 'pipe'}",
        "closed": f"{number}{arrow}&-",
    }[way]
    if way == "pipe":
        os.mkfifo(tmp_path / "pipe")
        keep = os.open(tmp_path / "pipe", os.O_RDWR | os.O_NONBLOCK)
    terminal = start(*pair, env={"TERM": kind}, redirect=redirect)
    assert terminal.end() == 2
    assert SCREEN not in terminal.raw
    assert b"Traceback" not in terminal.raw
    written = into.read_bytes()
    if way == "pipe":
        if number != "0":
            written += os.read(keep, 65536) if stream == "standard error" else b""
        os.close(keep)
    assert SCREEN not in written
    said = written if stream == "standard error" else bytes(terminal.raw)
    if not (stream == "standard error" and way == "closed"):
        assert b"is no terminal" in said
        assert stream.encode() in said
    assert terminal.modes == terminal.modes_before


def test_a_source_is_read_from_a_pipe_and_keys_from_the_terminal(start: Start, pair: tuple[Path, Path]) -> None:
    terminal = start(*pair[1:], "-", redirect=f"<{pair[0]}")
    ready(terminal)
    terminal.wait_for_text("standard input")
    terminal.press("]")
    terminal.wait_for(lambda: "only in" in terminal.status, "a passage only here")
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.modes == terminal.modes_before


def test_text_from_a_pipe_is_never_taken_for_keys(start: Start, tmp_path: Path, pair: tuple[Path, Path]) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_bytes(b"The bell\n\nqqqq\x03\x11\x1b\x1b[A said the choir.\n")
    terminal = start("-", pair[0], redirect=f"<{keys}")
    ready(terminal)
    terminal.wait_for_text("qqqq␃␑␛␛[A said the choir.")
    terminal.press("q")
    assert terminal.end() == 0


def test_without_any_terminal_standard_input_cannot_be_a_source(pair: tuple[Path, Path]) -> None:
    told = subprocess.run(
        [*DIPTYCH, "-", str(pair[0])],
        input=b"text",
        capture_output=True,
        start_new_session=True,
        timeout=PATIENCE,
        check=False,
    )
    assert told.returncode == 2
    assert told.stdout == b""
    assert told.stderr.count(b"\n") == 1
    assert b"is no terminal" in told.stderr


def test_without_a_controlling_terminal_there_is_no_keyboard(start: Start, pair: tuple[Path, Path]) -> None:
    detach = "import os, sys; os.fork() and os._exit(os.waitstatus_to_exitcode(os.wait()[1])); os.setsid(); "
    run = f"os.execv(sys.executable, [sys.executable, '-m', 'reader', '-', {str(pair[0])!r}])"
    terminal = start(command=(sys.executable, "-c", detach + run), redirect=f"<{pair[1]}")
    assert terminal.end() == 2
    assert b"no keyboard" in terminal.raw
    assert SCREEN not in terminal.raw
