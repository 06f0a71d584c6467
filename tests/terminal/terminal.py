"""A terminal for tests: the program runs in a real pseudo-terminal, pyte says what a person would see."""

from __future__ import annotations

import os
import select
import shlex
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds that anything may take on a loaded machine before a test fails."""
PLAIN = {
    "TERM": "xterm-256color",
    "LANG": "C.UTF-8",
    **dict.fromkeys(("COLORTERM", "COLUMNS", "LINES", "LC_ALL", "NO_COLOR", "PYTHONIOENCODING", "TERM_PROGRAM")),
}
"""The same terminal on every machine: what a variable is set to, or None where it is taken away."""
DIPTYCH = (sys.executable, "-m", "reader")


class Terminal:
    """A program in a pseudo-terminal of its own, every byte of its output, and the screen that these make."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 160,
        rows: int = 45,
        env: Mapping[str, str | None] | None = None,
        redirect: str = "",
    ) -> None:
        """Start a program.

        Args:
            command: The program and its arguments.
            columns: Width of the terminal in cells.
            rows: Height of the terminal in cells.
            env: Changes to this process's environment; None takes a variable away.
            redirect: What a shell would write behind the command: `2>messages`, `</dev/null`.
        """
        wanted: dict[str, str | None] = {**os.environ, **PLAIN, **(env or {})}
        self._child = pexpect.spawn(
            "/bin/sh",
            ["-c", f"exec {shlex.join(command)} {redirect}"],
            dimensions=(rows, columns),
            env={name: value for name, value in wanted.items() if value is not None},
            encoding=None,
        )
        self._child.delaybeforesend = None
        self.raw = bytearray()
        """All that the program wrote, to the byte."""
        self.modes_before = termios.tcgetattr(self._child.child_fd)
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False

    @property
    def pid(self) -> int:
        """The program's process (the shell has become it)."""
        return int(self._child.pid)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return [str(line) for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def status(self) -> str:
        """The line at the bottom."""
        return self.lines[-1].strip()

    def styled(self, style: str, first: int, last: int) -> str:
        """What stands in a text style (bold, italics, underscore, reverse) in some columns; other cells are spaces."""
        rows = range(len(self.lines))
        cells = [[self._screen.buffer[y][x] for x in range(first, last)] for y in rows]
        return "\n".join("".join(cell.data if getattr(cell, style) else " " for cell in row) for row in cells)

    def cells(self, y: int) -> str:
        """A row, one code point for each cell: the second cell of a wide character and marks on a letter left out."""
        return "".join(self._screen.buffer[y][x].data[:1] or " " for x in range(self._screen.columns))

    def read_what_is_there(self) -> None:
        """Read what the program has sent by now."""
        while self._read(time.monotonic() + 0.001):
            pass

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; a text is typed."""
        for key in keys:
            self._child.send(key)

    def send_signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def wait_until_stopped(self) -> None:
        """Wait until a signal has stopped the program. Fails after `PATIENCE` seconds."""
        self.wait_in_silence(self._is_stopped, "being stopped")

    def wait_in_silence(self, done: Callable[[], bool], what: str) -> None:
        """Wait for what shows nowhere on the screen. Fails after `PATIENCE` seconds."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, f"the program ran for {PATIENCE:g} s without {what}; {self.text}"
            self._read(time.monotonic() + 0.02)

    def _is_stopped(self) -> bool:
        """Whether the program stands still."""
        how = os.waitid(os.P_PID, self.pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT)
        return how is not None and how.si_status == signal.SIGSTOP

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as dragging the edge of a window does."""
        self._child.setwinsize(rows, columns)
        self._screen.resize(max(1, rows), max(1, columns))

    def lose_all(self) -> None:
        """Show nothing of what was written: the window was tiny for a moment, and has its size back."""
        self._screen.erase_in_display(2)
        self.send_signal(signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the terminal, as a window that is closed does."""
        self._child.ptyproc.fileobj.close()
        self._ended = True

    def wait_for(self, seen: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Read on until `seen` is true. Fails after `seconds`, or when the program ends before."""
        deadline = time.monotonic() + seconds
        while not seen():
            if not self._read(deadline):
                how = "ended" if self._ended else f"ran for {seconds:g} s"
                raise AssertionError(f"the program {how} without {what}; on screen:\n{self.text}\n{self.raw[-400:]!r}")

    def wait_for_text(self, *texts: str) -> None:
        """Read on until all of these stand on the screen."""
        self.wait_for(lambda: all(text in self.text for text in texts), " and ".join(map(repr, texts)))

    def end(self, seconds: float = PATIENCE) -> int:
        """Read on until the program ends. Returns its exit status, 128 + the signal's number if one killed it."""
        deadline = time.monotonic() + seconds
        while not self._ended:
            if not self._read(deadline) and not self._ended:
                raise AssertionError(f"the program did not end within {seconds:g} s; on screen:\n{self.text}")
        status = self._wait(deadline)
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def close(self) -> None:
        """End the program by force, if it still runs: pexpect's own way gives it a tenth of a second to die."""
        if not self._child.terminated:
            os.kill(self.pid, signal.SIGKILL)
            self._wait(time.monotonic() + PATIENCE)

    @property
    def modes(self) -> list[object]:
        """The terminal's line settings now."""
        return termios.tcgetattr(self._child.child_fd)

    def set_modes(self, modes: list[object]) -> None:
        """Change the terminal's line settings, as a shell does."""
        termios.tcsetattr(self._child.child_fd, termios.TCSANOW, modes)  # type: ignore[arg-type]

    def _read(self, deadline: float) -> bool:
        """Read what there is, waiting for it until `deadline`. Returns whether there was something."""
        left = deadline - time.monotonic()
        if self._ended or left <= 0 or not select.select([self._child.child_fd], [], [], left)[0]:
            return False
        try:
            data = os.read(self._child.child_fd, 65536)
        except OSError:  # Linux: the other side of the pseudo-terminal is closed
            data = b""
        if not data:
            self._ended = True
            return False
        self.raw += data
        self._stream.feed(data)
        return True

    def _wait(self, deadline: float) -> int:
        """The program's wait status. Fails at `deadline`."""
        ended = os.pidfd_open(self.pid)
        try:
            if not select.select([ended], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise AssertionError("the program closed its terminal but did not end")
        finally:
            os.close(ended)
        _, status = os.waitpid(self.pid, 0)
        self._child.terminated = True
        return status
