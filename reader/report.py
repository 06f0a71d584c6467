"""What a command has to say, for the front door to print, and what the front door knows that a command may ask."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reader import __version__
from reader.notes.files import data_folder, write_whole
from reader.story.clean import clean, clean_line

DONE, TROUBLE = 0, 2


@dataclass(slots=True)
class Report:
    """What a command has to say."""

    text: str = ""
    """For standard output."""
    status: int = DONE
    complaints: list[str] = field(default_factory=list)
    """For standard error, one message each."""
    what: str = "what was asked for"
    """What `text` is, for the message that it could not be printed."""


class Console(NamedTuple):
    """Where a command runs."""

    say: Callable[[str], None]
    """Tells the reader something on standard error at once."""
    progress: Callable[[float, str], None]
    """Shows how much of long work is done, 0 … 1, and what is being done."""
    colours: int = 0
    """How many colours standard output shows; 0 for plain text."""
    show: Callable[[str], None] = lambda _: None
    """Shows how far long work has come, as one line."""
    ask: Callable[[str], bool] = lambda _: False
    """Asks the reader something, and gives back whether the answer was yes; no where nobody can be asked."""


def is_served() -> bool:
    """Whether the screen goes through pipes to a browser: `diptych serve` started this program."""
    return os.environ.get("TEXTUAL_DRIVER") == "textual.drivers.web_driver:WebDriver"


def colours_of(environment: Mapping[str, str]) -> int:
    """How many colours a terminal has by what the environment says: 2**24, 256, 16, or 0 where none are wanted."""
    term = environment.get("TERM", "dumb")
    if environment.get("NO_COLOR") or term in ("", "dumb"):
        return 0
    if environment.get("COLORTERM") in ("truecolor", "24bit"):
        return 1 << 24
    return 256 if "256" in term else 16


# What is left of a crash


LONGEST = 200
"""Code points of an error's own words that stand in the message; the report has them all."""


def report_path() -> Path:
    """The file of the last crash's report."""
    return data_folder() / "crash.log"


def told(error: BaseException) -> str:
    """Write the report of an error, and say what happened in a few lines without any control character.

    Returns:
        What went wrong, where, and where the report lies; the report itself where it could not be written.
    """
    report = _report(error)
    what = clean_line("".join(traceback.format_exception_only(error)).strip())[:LONGEST]
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    said = f"Diptych has a fault and had to end: {what}{clean_line(where)}\n"
    try:
        path = report_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, report.encode("utf-8", "replace"))
    except (OSError, RuntimeError):  # RuntimeError: no home folder is known
        return f"{said}Please report this:\n\n{report}"
    return f"{said}Please look through the report and send it: {clean_line(str(path))}\n"


def _report(error: BaseException) -> str:
    """Where the program was, and on what kind of machine."""
    python = f"Python {platform.python_version()} on {sys.platform}"
    return clean(f"Diptych {__version__}, {python}\n\n" + "".join(traceback.format_exception(error)))
