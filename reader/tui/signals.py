"""Signals and crashes: however the program ends, all is kept, the terminal is restored, and the status says which."""

from __future__ import annotations

import asyncio
import signal
import traceback
from collections.abc import Callable

from rich.text import Text

from reader.story.clean import clean

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Each ends the program with exit status 128 + its number."""


def catch_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with an exit status when a signal asks the program to end. Needs a running event loop."""
    loop = asyncio.get_running_loop()
    for ending in ENDING:
        try:
            loop.add_signal_handler(ending, leave, 128 + ending)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # not the main thread (tests, textual-serve): there signals are somebody else's business


def crash_report() -> Text:
    """What is said after a crash. No local variables: they hold the reader's notes."""
    return Text(f"Diptych has a fault and had to end. Please report this:\n\n{clean(traceback.format_exc())}")
