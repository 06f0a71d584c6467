"""What a command has to say, for the front door to print, and what the front door knows that a command may ask."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
