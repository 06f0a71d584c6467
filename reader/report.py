"""What passes between the command line and a command: a console to talk through, and a report to print."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from reader import __version__
from reader.notes.files import data_folder, write_whole
from reader.story.clean import clean, clean_line

DONE, TROUBLE = 0, 2
"""Exit statuses."""


@dataclass(slots=True)
class Report:
    """The outcome of a command."""

    text: str = ""
    """For standard output."""
    status: int = DONE
    complaints: list[str] = field(default_factory=list)
    """For standard error, one message each."""
    what: str = "the output"
    """What `text` is, for the message that it could not be printed."""
    read: list[str] = field(default_factory=list)
    """Arguments to go on reading with, in place of a text; empty if the command is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What a command can do with the terminal while it runs."""

    say: Callable[[str], None]
    """Prints a message on standard error at once."""
    progress: Callable[[float, str], None]
    """Shows how much of the work is done, 0 … 1, and what is being done."""
    show: Callable[[str], None] = lambda _: None
    """Shows the state of the work as one line, until the next or an empty one."""
    ask: Callable[[str], bool] = lambda _: False
    """Asks a yes-or-no question. Returns False for no, and where nobody can be asked."""
    colours: int = 0
    """How many colours standard output shows; 0 for plain text."""


BROWSER_DRIVER = "reader.tui.browser:BrowserDriver"
"""The driver of a screen in a browser, as Textual finds it in the environment."""
LARGEST_SCREEN = 500, 300
"""Columns and rows that a browser can ask for."""


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is open and is a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def is_served() -> bool:
    """Return whether the screen goes through pipes to a browser, as `diptych serve` arranges it."""
    return os.environ.get("TEXTUAL_DRIVER") in (BROWSER_DRIVER, "textual.drivers.web_driver:WebDriver")


def colours_of(environment: Mapping[str, str]) -> int:
    """Return how many colours the terminal shows: 2**24, 256 or 16, or 0 where none are wanted."""
    term = environment.get("TERM", "dumb")
    if environment.get("NO_COLOR") or term in ("", "dumb"):
        return 0
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if "256" in term else 16


# Crashes


LONGEST = 200
"""Code points of an error's message that are shown; the crash report has all of it."""


def report_path() -> Path:
    """Return the file of the last crash report."""
    return data_folder() / "crash.log"


def crash_message(error: BaseException) -> str:
    """Write a crash report, and return what to tell the reader.

    If the disk failed while a part of the program was loaded, nothing is wrong with the program: one sentence says so.

    The report has the traceback and the versions of Diptych and Python. It has no text of a source or a note, unless
    the error's own message does.

    Returns:
        A few lines without control characters: what happened, where, and where the report is. If the report could not
        be written, they include it.
    """
    what = clean_line("".join(traceback.format_exception_only(error)).strip())[:LONGEST]
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, OSError | ImportError) and any("importlib" in frame.filename for frame in frames):
        return f"Diptych could not load a part of itself ({what}); check the disk, or install Diptych again\n"
    report = _crash_report(error)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    message = f"Diptych crashed: {what}{clean_line(where)}\n"
    try:
        path = report_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, report.encode("utf-8", "replace"))
    except (OSError, RuntimeError):  # RuntimeError: no home folder is known
        return f"{message}Please report this:\n\n{report}"
    return f"{message}Please read through the report, then send it: {clean_line(str(path))}\n"


def _crash_report(error: BaseException) -> str:
    python = f"Python {platform.python_version()} on {sys.platform}"
    return clean(f"Diptych {__version__}, {python}\n\n" + "".join(traceback.format_exception(error)))
