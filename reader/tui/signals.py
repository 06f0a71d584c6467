"""Signals and crashes: however the program ends, all is kept, the terminal is restored, and the status says which."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from textual.app import App

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


@contextmanager
def threads_watched(app: App[None]) -> Iterator[None]:
    """Let what goes wrong in any thread end the app; Python would write it over the screen and go on without it."""
    usual = threading.excepthook

    def caught(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            crash(app, failed.exc_value)

    threading.excepthook = caught
    try:
        yield
    finally:
        threading.excepthook = usual


def crash(app: App[None], error: BaseException) -> None:
    """Let the app end over an error of another thread, as it does over one of its own."""

    def fail() -> None:
        raise error

    app.call_later(fail)


def crash_report() -> Text:
    """What is said after a crash: of the error that is being handled."""
    from reader.crash import told

    error = sys.exception()
    return Text(told(error) if error else "Diptych had to end.")
