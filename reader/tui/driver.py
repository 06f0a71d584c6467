"""Between the app and a real terminal: Textual's driver, made to outlive its terminal for as long as keeping takes."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import IO, TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver

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
        self._terminal = UntilGone(self._file)
        self._file = self._terminal  # type: ignore[assignment]

    def run_input_thread(self) -> None:
        """Read keys until the app ends or the terminal has gone, which is said as the kernel says it, by SIGHUP."""
        try:
            super().run_input_thread()
        except OSError:
            self._terminal.gone = True
            os.kill(os.getpid(), signal.SIGHUP)

    def _sigcont_application(self, *arguments: object) -> None:
        """Take the screen back after a pause. The kernel sends SIGCONT after a hang-up too: then there is none."""
        with contextlib.suppress(OSError):
            os.tcgetpgrp(self.fileno)
            super()._sigcont_application(*arguments)
