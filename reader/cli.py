"""The command line: parse the arguments, import the one command they name, print what it returns."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from reader.collector import collect_less_often
from reader.commands.table import COMMANDS, READING, command_parser, read_options
from reader.report import TROUBLE, Console, Report, colours_of, crash_message, is_terminal
from reader.story.clean import clean


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command, or read where none is named.

    Returns:
        The exit status: 0, 1 where `compare` found a difference, 2 for any trouble, 130 after an interrupt, 141 where
        the program that reads our output has ended.
    """
    if "_ARGCOMPLETE" in os.environ:
        from reader.commands.completions import complete  # for shells that complete a command line

        complete()
    collect_less_often()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # PYTHONIOENCODING may name a narrower encoding than our help needs
    try:
        status = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Point standard output elsewhere, or Python complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001  Python would exit with 1, which means "differs", and print it uncleaned
        _say(crash_message(error).rstrip())
        return TROUBLE
    return status


def _run(arguments: Sequence[str]) -> int:
    command = next((command for command in COMMANDS if [command.name] == list(arguments[:1])), None)
    try:
        options = read_options(arguments) if command is None else command_parser(command).parse_args(arguments[1:])
    except SystemExit as ending:  # --help, --version, or wrong arguments
        return int(ending.code or 0)
    module = import_module(READING if command is None else command.module)
    with _Progress() as progress:
        report: Report = module.run(options, _console(progress))
    for complaint in report.complaints:
        _say(complaint)
    if report.read:
        return _run(report.read)
    return report.status if not report.text or _print(report.text, report.what) else TROUBLE


# Standard output, standard error and the terminal


class _Progress:
    """One line on standard error that shows how far the work is, if that is a terminal. It is erased at the end."""

    def __init__(self) -> None:
        self._shown = ""
        self._on = is_terminal(sys.stderr)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")

    def portion(self, done: float, what: str) -> None:
        """Show how much is done, 0 … 1."""
        self.show(f"{what} · {int(done * 100)} %")

    def show(self, line: str) -> None:
        """Show a line in place of the last one; an empty one erases it."""
        if self._on and line != self._shown:
            self._write("\r" + line.ljust(len(self._shown)) + ("" if line else "\r"))
            self._shown = line

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _console(progress: _Progress) -> Console:
    return Console(
        say=_say,
        progress=progress.portion,
        show=progress.show,
        ask=_ask,
        colours=colours_of(os.environ) if is_terminal(sys.stdout) else 0,
    )


def _say(message: str) -> None:
    """Print a message on standard error, without control characters."""
    if sys.stderr is not None:  # if it is closed, print would write to standard output
        with contextlib.suppress(OSError, ValueError):
            print(f"diptych: {clean(message)}", file=sys.stderr)  # noqa: T201


def _ask(question: str) -> bool:
    """Ask on the terminal. Returns whether the answer is yes; False where there is no terminal."""
    if not is_terminal(sys.stdin) or not is_terminal(sys.stderr):
        return False
    sys.stderr.write(f"diptych: {clean(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _print(text: str, what: str) -> bool:
    """Print on standard output, in UTF-8 whatever the locale. Returns whether it worked; if not, says why."""
    if sys.stdout is None:
        _say(f"standard output is closed: there is nowhere to print {what}")
        return False
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _say(f"{what} could not be printed: {error.strerror}")
        return False
    return True
