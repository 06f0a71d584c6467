"""The front door: parse the arguments, then import what that one command needs."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from reader.commands.table import COMMANDS, ReadOptions, command_parser, read_options

if TYPE_CHECKING:
    from reader.report import Report
    from reader.story.version import Story


TROUBLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status: as diff's for `compare`, 2 for any trouble."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # PYTHONIOENCODING may ask for less than our help is written in
    try:
        status = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # whoever read our output has gone: not our trouble, but nothing more may be written
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001  Python's own way says "differs", by 1, and lets the error act on a terminal
        from reader.report import told

        _say(told(error).rstrip())
        return TROUBLE
    return status


def _run(arguments: Sequence[str]) -> int:
    command = next((command for command in COMMANDS if [command.name] == list(arguments[:1])), None)
    try:
        if command is None:
            return _read(read_options(arguments))
        module = import_module(command.module)
        options = command_parser(command).parse_args(arguments[1:])
    except SystemExit as ending:  # --help, --version, or arguments that are wrong
        return int(ending.code or 0)
    from reader.report import Console, colours_of

    gc.disable()  # comparing makes no cycles; on long texts an eighth to a third of the time went to looking for some
    with _Progress() as progress:
        colours = colours_of(os.environ) if _is_terminal(sys.stdout) else 0
        report: Report = module.run(options, Console(_say, progress, colours, progress.show, _ask))
    return _tell(report)


def _say(message: str) -> None:
    """A message for the reader, on standard error, with nothing in it that could act on a terminal."""
    from reader.story.clean import clean

    if sys.stderr is not None:  # where it is closed, print would write to standard output
        with contextlib.suppress(OSError, ValueError):
            print(f"diptych: {clean(message)}", file=sys.stderr)  # noqa: T201


def _ask(question: str) -> bool:
    """Ask on the terminal. Returns whether the answer was yes; no where there is nobody to ask."""
    from reader.story.clean import clean

    if not _is_terminal(sys.stdin) or not _is_terminal(sys.stderr):
        return False
    sys.stderr.write(f"diptych: {clean(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _open(options: ReadOptions) -> Story | None:
    from reader.commands.table import open_sources
    from reader.report import Console
    from reader.story.version import SourceError

    try:
        with _Progress() as progress:
            return open_sources(options, Console(_say, progress, show=progress.show, ask=_ask))
    except SourceError as error:
        _say(str(error))
        return None


def _print(printed: str, what: str) -> bool:
    """Print on standard output, in UTF-8 whatever the environment says. Returns whether it was; says why if not."""
    if sys.stdout is None:
        _say(f"standard output is closed: there is nowhere to print {what}")
        return False
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    try:
        sys.stdout.write(printed.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _say(f"{what} could not be printed: {error.strerror}")
        return False
    return True


def _tell(report: Report) -> int:
    """Say what a command has to say. Returns its exit status."""
    for complaint in report.complaints:
        _say(complaint)
    return report.status if not report.text or _print(report.text, report.what) else TROUBLE


class _Progress:
    """How far long work has come, as one line on standard error, if that is a terminal."""

    def __init__(self) -> None:
        self._shown = ""
        self._on = _is_terminal(sys.stderr)

    def __call__(self, part: float, what: str) -> None:
        """So much is done, 0 … 1."""
        self.show(f"{what} · {int(part * 100)} %")

    def show(self, line: str) -> None:
        """It has come so far, in these words."""
        if self._on and line != self._shown:
            self._write("\r" + line.ljust(len(self._shown)))
            self._shown = line

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _read(options: ReadOptions) -> int:
    gc.disable()  # nothing made while starting is garbage; a twentieth of the time went to looking for some
    from reader.commands.table import named_sources

    sources = named_sources(options)
    if os.environ.get("TERM", "dumb") in ("", "dumb") and _is_terminal(sys.stdout):
        if not sources:
            _say("this terminal cannot show the shelf (TERM is dumb or not set); name sources to compare them")
            return TROUBLE
        _say("this terminal cannot show the reading screen (TERM is dumb or not set): printing the comparison")
        story = _open(options)
        return TROUBLE if story is None else _print_plain(story)
    if not _has_terminal(sources):
        return TROUBLE
    if options.watch and not _can_watch(sources):
        return TROUBLE
    story = _open(options) if sources else None
    if sources and story is None:
        return TROUBLE
    from reader.tui.start import read

    return read(
        story,
        sources,
        encoding=options.encoding or "",
        language=options.language or "",
        watch=options.watch,
        theme=options.theme,
        mouse=not options.no_mouse,
    )


def _can_watch(sources: Sequence[str]) -> bool:
    """Whether there is a folder to watch; says why not."""
    from reader.story.version import SourceError
    from reader.tui.session.sources import folders_in

    try:
        folders_in(sources)
    except SourceError as error:
        _say(str(error))
        return False
    return True


def _print_plain(story: Story) -> int:
    """What a terminal that can show no screen gets."""
    from reader.commands.compare import compare_story

    report = compare_story(story, "text", _say)
    return 0 if _print(report.text, report.what) else TROUBLE


def _has_terminal(sources: Sequence[str]) -> bool:
    """Whether keys can be read from and the screen be shown on a terminal; says what to do if not."""
    from reader.report import is_served

    if is_served():
        return True
    streams = {"standard output": sys.__stdout__, "standard error": sys.__stderr__}
    if "-" not in sources:
        streams["standard input"] = sys.__stdin__
    missing = [name for name, stream in streams.items() if not _is_terminal(stream)]
    if not missing and "-" in sources and not _is_terminal(sys.__stdin__):
        try:
            os.close(os.open("/dev/tty", os.O_RDWR))  # standard input is read up: keys will come from here
        except OSError:
            missing = ["there is no keyboard: standard input"]
    if missing:
        _say(f"{missing[0]} is no terminal; to print a comparison use: diptych compare SOURCE …")
    return not missing


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
