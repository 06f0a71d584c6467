"""Between the app and a real terminal: Textual's driver, made to outlive its terminal for as long as saving takes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING

from rich.text import Text
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

if TYPE_CHECKING:
    from textual.app import App


class UntilGone:
    """The terminal as a file, until it is gone; after that, what is written is dropped.

    Textual's driver writes in a thread, which such an error ends. From then on nobody empties its queue of 30 writes,
    and the program waits for ever to put in the next one, on its way out.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False
        """Whether the terminal has refused something."""

    def write(self, text: str) -> None:
        """Write, as far as there is a terminal."""
        self._try(partial(self._file.write, text))

    def flush(self) -> None:
        """Send what was written, as far as there is a terminal."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._file.fileno()

    def _try(self, act: Callable[[], object]) -> None:
        if not self.gone:
            try:
                act()
            except (OSError, ValueError):
                self.gone = True


class TerminalDriver(LinuxDriver):
    """Textual's driver, for which a terminal that has gone is a hang-up and no fault."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert self._file is not None  # `cli` starts no screen without standard error
        self._loop = asyncio.get_running_loop()
        self._terminal = UntilGone(self._file)
        self._file = self._terminal  # type: ignore[assignment]

    def start_application_mode(self) -> None:
        """Take the screen, and hear of its sizes in the event loop, where one is told after the other.

        In a signal handler, as Textual does it, a size is read, another signal comes in between, and of two sizes the
        older one is told last: a window that was dragged quickly stayed laid out for a size that it no longer had.
        """
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)

    def _resized(self) -> None:
        """Tell the app of the size that the terminal has now."""
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.send_message(Resize(size, size))

    def _run_input_thread(self) -> None:
        """Let an error in reading keys end the app as any thread's does (`threads_watched`)."""
        self.run_input_thread()

    def run_input_thread(self) -> None:
        """Read keys until the app ends or the terminal has gone, which is said as the kernel says it, by SIGHUP."""
        try:
            super().run_input_thread()
        except OSError:
            self._terminal.gone = True
            os.kill(os.getpid(), signal.SIGHUP)

    def _sigtstp_application(self, *arguments: object) -> None:
        """Make way for the shell (`ctrl+z`, `kill -TSTP`): leave the screen, then stop.

        Not at once, for a signal comes in the middle of anything: what writes to the terminal would wait for itself.
        While an editor has the terminal there is nothing to leave.
        """
        if self._auto_restart:
            self._loop.call_soon_threadsafe(partial(super()._sigtstp_application, *arguments))
        else:
            super()._sigtstp_application(*arguments)

    def _sigcont_application(self, *_: object) -> None:
        """Take the screen back after a pause."""
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._take_screen_back)

    def _take_screen_back(self) -> None:
        """Start again as at first. The kernel sends SIGCONT after a hang-up too: then there is no screen."""
        with contextlib.suppress(OSError):
            os.tcgetpgrp(self.fileno)
            if not self._must_signal_resume:
                # Stopped by SIGSTOP, which nobody hears of: what Textual notes down on starting, in order to restore
                # it in the end, is then its own raw mode, and the shell would be left without echo.
                self.suspend_application_mode()
                self._must_signal_resume = True
            super()._sigcont_application()
            self._app.refresh(layout=True)  # the screen it finds is blank


# Signals and crashes


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
    from reader.report import crash_message

    error = sys.exception()
    return Text(crash_message(error) if error else "Diptych had to end.")
