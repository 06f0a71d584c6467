"""Between the app and the terminal: the driver, signals, crashes, and mends of Textual's faults.

Every private name of Textual's that the program uses is used here, with the reason. The reproductions were run with
Textual 8.2.8; each can be sent upstream as it stands.
"""

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
from typing import IO, Any

from rich.text import Text
from textual._styles_cache import StylesCache
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.screen import Screen

from reader.report import crash_message

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that end the program, each with exit status 128 + its number."""


# The driver


class UntilGone:
    """The terminal as a file, until it is gone. After that, writes are dropped.

    Textual writes in a thread, which ends at the first error. Its queue takes 30 more writes; the next one blocks for
    ever, so a program whose window was closed never ends:

        class Gone:
            def write(self, text):
                raise OSError

        thread = WriterThread(Gone())  # textual.drivers._writer_thread
        thread.start()
        for _ in range(40):
            thread.write("x")  # blocks at the 32nd
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.gone = False
        """Whether the terminal has refused something."""

    def write(self, text: str) -> None:
        """Write, if there is a terminal."""
        self._try(partial(self._file.write, text))

    def flush(self) -> None:
        """Send what was written, if there is a terminal."""
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
    """Textual's driver, which takes a closed terminal as a hang-up and handles signals in the event loop."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert self._file is not None  # `cli` starts no screen without standard error
        self._loop = asyncio.get_running_loop()
        self._terminal = UntilGone(self._file)
        self._file = self._terminal  # type: ignore[assignment]

    def start_application_mode(self) -> None:
        """Take over the screen, and handle SIGWINCH in the event loop.

        Textual reads the size in the signal handler. If another SIGWINCH interrupts it there, the older of two sizes is
        posted last: drag a window's edge quickly, and the layout keeps a size that the window no longer has.
        """
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)

    def _resized(self) -> None:
        """Tell the app the present size of the terminal."""
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.send_message(Resize(size, size))

    def _run_input_thread(self) -> None:
        """Let an error in reading keys end the app as an error in any other thread does (`threads_watched`)."""
        self.run_input_thread()

    def run_input_thread(self) -> None:
        """Read keys until the app ends. If the terminal is gone, send SIGHUP, as the kernel does."""
        try:
            super().run_input_thread()
        except OSError:
            self._terminal.gone = True
            os.kill(os.getpid(), signal.SIGHUP)

    def _sigtstp_application(self, *arguments: object) -> None:
        """Make way for the shell (`ctrl+z`, `kill -TSTP`): leave the screen, then stop.

        In the event loop, because a signal can interrupt anything: Textual's handler writes to the terminal, and waits
        for ever if it has interrupted a write. While an editor has the terminal, there is nothing to leave.
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
        """Start as at first.

        The kernel sends SIGCONT after a hang-up too: then there is no screen. After a SIGSTOP, which cannot be caught,
        Textual's driver saves its own raw mode as the state to restore, and leaves the shell without echo: run any
        Textual app, `kill -STOP` it from another terminal, type `fg`, and quit.
        """
        with contextlib.suppress(OSError):
            os.tcgetpgrp(self.fileno)
            if not self._must_signal_resume:
                self.suspend_application_mode()  # restores the state that was saved at the start
                self._must_signal_resume = True
            super()._sigcont_application()
            self._app.refresh(layout=True)  # the screen is blank now


# Signals and crashes


def catch_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with an exit status when a signal asks the program to end. Needs a running event loop."""
    loop = asyncio.get_running_loop()
    for ending in ENDING:
        try:
            loop.add_signal_handler(ending, leave, 128 + ending)
        except (NotImplementedError, RuntimeError, ValueError):
            return  # not the main thread (tests, textual-serve), which has its own signal handlers


@contextmanager
def threads_watched(app: App[None]) -> Iterator[None]:
    """Let an error in any thread end the app. Python would print it over the screen and continue without the thread."""
    usual = threading.excepthook

    def caught(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            _crash(app, failed.exc_value)

    threading.excepthook = caught
    try:
        yield
    finally:
        threading.excepthook = usual


def _crash(app: App[None], error: BaseException) -> None:
    """Raise an error of another thread in the app, which ends over it as over its own."""

    def fail() -> None:
        raise error

    app.call_later(fail)


def report_crashes(app: App[Any], save: Callable[[], None]) -> None:
    """When the app crashes, save everything, then print a short report.

    Textual prints a traceback with local variables, and so the reader's notes; it offers no public way to change that.
    """

    def fatal_error() -> None:
        with contextlib.suppress(Exception):  # whatever is broken, the crash itself must be reported
            save()
        app.panic(crash_report())

    app._fatal_error = fatal_error  # type: ignore[method-assign]


def crash_report() -> Text:
    """The report about the exception that is being handled."""
    error = sys.exception()
    return Text(crash_message(error) if error else "Diptych had to end.")


def set_failed(app: App[Any]) -> None:
    """Let the app end with exit status 1 unless it has another one. Textual leaves 0 after `App.panic`."""
    app._return_code = app._return_code or 1


# Mends of Textual's faults


def forget_screen(screen: Screen[Any]) -> None:
    """Release a screen that was removed, and what its widgets had drawn. Textual keeps both.

    `StylesCache.get_inner_outer` is a method under `lru_cache`, so the cache holds the last 1,024 instances with all
    their lines. (Measured: 278 removed widgets held 30 MB after 1,200 events.) And a TextArea stays among the app's
    watchers until the theme changes:

        class Long(Screen):
            def compose(self):
                yield Static("x " * 2000)
                yield TextArea()

        app = App()
        async with app.run_test() as pilot:
            await app.push_screen(screen := Long())
            await pilot.pause()
            drawn = weakref.ref(screen.query_one(Static)._styles_cache)
            app.pop_screen()
            del screen
            await pilot.pause()
            gc.collect()
            print(drawn())  # expected None
            print(getattr(app, "__watchers"))  # expected no TextArea
    """
    StylesCache.get_inner_outer.cache_clear()
    for watchers in getattr(screen.app, "__watchers", {}).values():
        watchers[:] = [(node, call) for node, call in watchers if node is not screen and _is_mounted(node)]


def _is_mounted(node: MessagePump) -> bool:
    """Whether a widget is still on a screen; apps and screens are their own roots."""
    return isinstance(node, App | Screen) or node.is_attached


def switch_screen(app: App[Any], screen: Screen[Any]) -> None:
    """Replace the screen on top. Textual fails at the first screen, which has no result callback that it could remove.

    Reproduction:

        app = App()
        async with app.run_test():
            app.switch_screen(Screen())  # IndexError: pop from empty list
    """
    if not app.screen._result_callbacks:
        app.screen._push_result_callback(app.screen, None)
    app.switch_screen(screen)


def start_in_theme(app: App[Any], name: str, *, ansi: bool) -> None:
    """Give an app that does not run yet its first theme, which must be registered.

    Setting `App.theme` would parse every style sheet a second time before the first paint (3 ms). For an ansi theme
    that is still necessary, because it installs a filter too.
    """
    if ansi:
        app.theme = name
    else:
        app.set_reactive(App.theme, name)
        app.stylesheet.set_variables(app.get_css_variables())
