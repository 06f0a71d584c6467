"""The command line: parse the arguments, import the one command they name, print what it returns."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TextIO

from reader.collector import collect_less_often
from reader.commands.table import COMMANDS, ReadOptions, command_parser, named_sources, open_sources, read_options
from reader.notes.files import is_missing
from reader.report import TROUBLE, Console, Report, colours_of, crash_message, is_served
from reader.story.clean import clean
from reader.story.sources import folders_in
from reader.story.version import SourceError, Story
from reader.story.yaml import quoted, suggestion


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
        if command is None:
            return _read(read_options(arguments))
        options = command_parser(command).parse_args(arguments[1:])
    except SystemExit as ending:  # --help, --version, or wrong arguments
        return int(ending.code or 0)
    module = import_module(command.module)
    with _Progress() as progress:
        report: Report = module.run(options, _console(progress))
    for complaint in report.complaints:
        _say(complaint)
    return report.status if not report.text or _print(report.text, report.what) else TROUBLE


# Reading


def _read(options: ReadOptions) -> int:
    sources = named_sources(options)
    if meant := _misspelt_command(sources):
        _say(f"there is no command or file {quoted(sources[0])}{meant}")
        return TROUBLE
    if os.environ.get("TERM", "dumb") in ("", "dumb") and _is_terminal(sys.stdout):
        return _print_instead(options, sources)
    if not _has_terminal(sources) or (options.watch and not _can_watch(sources)):
        return TROUBLE
    story = _open(options) if sources else None
    if sources and story is None:
        return TROUBLE
    from reader.tui.start import read  # imports Textual

    return read(
        story,
        sources,
        encoding=options.encoding or "",
        language=options.language or "",
        watch=options.watch,
        theme=options.theme,
        mouse=not options.no_mouse,
    )


def _misspelt_command(sources: Sequence[str]) -> str:
    """`; did you mean “compare”?` if the first source is a word that is no file, and is like a command's name."""
    first = sources[0] if sources else ""
    if not (first.isalpha() and first.islower()) or not is_missing(Path(first)):
        return ""
    return suggestion(first, [command.name for command in COMMANDS])


def _print_instead(options: ReadOptions, sources: Sequence[str]) -> int:
    """Print the comparison, on a terminal that cannot show the reading screen."""
    if not sources:
        _say("this terminal cannot show the shelf (TERM is dumb or not set); name sources to compare them")
        return TROUBLE
    _say("this terminal cannot show the reading screen (TERM is dumb or not set): printing the comparison")
    story = _open(options)
    if story is None:
        return TROUBLE
    from reader.commands.compare import compare_story

    report = compare_story(story, "text", _say)
    return 0 if _print(report.text, report.what) else TROUBLE


def _open(options: ReadOptions) -> Story | None:
    """Open the sources. Returns None after saying what is wrong."""
    try:
        with _Progress() as progress:
            return open_sources(options, _console(progress))
    except SourceError as error:
        _say(str(error))
        return None


def _can_watch(sources: Sequence[str]) -> bool:
    """Return whether there is a folder to watch; if not, say why."""
    try:
        folders_in(sources)
    except SourceError as error:
        _say(str(error))
        return False
    return True


def _has_terminal(sources: Sequence[str]) -> bool:
    """Return whether a terminal sends the keys and shows the screen; if not, say what to do."""
    if is_served():
        return True
    streams = {"standard output": sys.__stdout__, "standard error": sys.__stderr__}
    if "-" not in sources:
        streams["standard input"] = sys.__stdin__
    missing = [name for name, stream in streams.items() if not _is_terminal(stream)]
    if not missing and "-" in sources and not _is_terminal(sys.__stdin__):
        try:
            os.close(os.open("/dev/tty", os.O_RDWR))  # standard input is a source, so the keys come from here
        except OSError:
            missing = ["there is no keyboard: standard input"]
    if missing:
        _say(f"{missing[0]} is no terminal; to print a comparison use: diptych compare SOURCE …")
    return not missing


# Standard output, standard error and the terminal


class _Progress:
    """One line on standard error that shows how far the work is, if that is a terminal. It is erased at the end."""

    def __init__(self) -> None:
        self._shown = ""
        self._on = _is_terminal(sys.stderr)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._write("\r" + " " * len(self._shown) + "\r")

    def portion(self, done: float, what: str) -> None:
        """Show how much is done, 0 … 1."""
        self.show(f"{what} · {int(done * 100)} %")

    def show(self, line: str) -> None:
        """Show a line in place of the last one."""
        if self._on and line != self._shown:
            self._write("\r" + line.ljust(len(self._shown)))
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
        colours=colours_of(os.environ) if _is_terminal(sys.stdout) else 0,
    )


def _say(message: str) -> None:
    """Print a message on standard error, without control characters."""
    if sys.stderr is not None:  # if it is closed, print would write to standard output
        with contextlib.suppress(OSError, ValueError):
            print(f"diptych: {clean(message)}", file=sys.stderr)  # noqa: T201


def _ask(question: str) -> bool:
    """Ask on the terminal. Returns whether the answer is yes; False where there is no terminal."""
    if not _is_terminal(sys.stdin) or not _is_terminal(sys.stderr):
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


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()
