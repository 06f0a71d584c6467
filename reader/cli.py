"""The front door: parse the arguments, then import what that one command needs."""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn, TextIO

from reader import __version__

if TYPE_CHECKING:
    from reader.align.alignment import Comparison
    from reader.commands.report import Report
    from reader.export.page import Noted
    from reader.story.story import Story

NOTHING_DIFFERS, SOMETHING_DIFFERS, TROUBLE = 0, 1, 2

READ_EXAMPLES = """\
examples:
  diptych                          read the first story that ships with the program
  diptych first.txt second.txt     read two versions side by side
  diptych story.yaml               read the versions that a story file names
  diptych folder/                  read the versions that lie in a folder

commands:
  diptych compare SOURCE …         print the comparison instead (diptych compare --help)
  diptych group FOLDER             find which articles tell the same story (diptych group --help)
  diptych init SOURCE …            print a story file for sources (diptych init --help)
  diptych themes …                 list the themes, check a file, show one (diptych themes --help)
  diptych notes COMMAND            list, search, export your notes (diptych notes --help)
"""
GREETING = "a story that ships with Diptych · ? shows the keys"
COMPARE_EXAMPLES = """\
examples:
  diptych compare first.txt second.txt                 what each adds, what both say, in plain lines
  diptych compare first.txt second.txt --format json   the same as one JSON object
  diptych compare story.yaml --format html > page.html a page to read in a browser, to share and to print
  diptych compare story.yaml --format stats            figures; csv, md, critic and tei are there too
  diptych compare story.yaml | less

exit status: 0 nothing differs, 1 something does, 2 trouble
"""


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
    return status


def _run(arguments: Sequence[str]) -> int:
    try:
        if arguments[:1] == ["compare"]:
            return _compare(_compare_parser().parse_args(arguments[1:]))
        if arguments[:1] == ["themes"]:
            return _themes(arguments[1:])
        if arguments[:1] == ["notes"]:
            from reader.export.notes_command import run

            return run(arguments[1:], _Parser, _say)
        if arguments[:1] == ["group"]:
            return _group(arguments[1:])
        if arguments[:1] == ["init"]:
            return _init(arguments[1:])
        return _read(_read_parser().parse_args(arguments))
    except SystemExit as ending:  # --help, --version, or arguments that are wrong
        return int(ending.code or 0)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, without what could act on a terminal, and end."""
        from reader.story.clean import clean_line

        super().error(clean_line(message))


def _read_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="diptych",
        description="Read a story that several sources tell: versions side by side, linked, with notes.",
        epilog=READ_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="a file, a story file, a folder, or - (standard input)"
    )
    parser.add_argument("--theme", help="the theme to start with")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    parser.add_argument("--encoding", help="how to decode the sources, if they say it wrong")
    parser.add_argument("--version", action="version", version=f"diptych {__version__}")
    return parser


def _compare_parser() -> argparse.ArgumentParser:
    from reader.export.formats import FORMATS

    parser = _Parser(
        prog="diptych compare",
        description="Print how the versions of a story compare.",
        epilog=COMPARE_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="a file, a story file, a folder, or - (standard input)"
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="; ".join(f"{f.name}: {f.summary}" for f in FORMATS.values()),
    )
    parser.add_argument("--notes", action="store_true", help="put your notes and picks into the page (html)")
    parser.add_argument("--why", action="store_true", help="say after the text why each link is one")
    parser.add_argument("--encoding", help="how to decode the sources, if they say it wrong")
    return parser


def _say(message: str) -> None:
    """A message for the reader, on standard error, with nothing in it that could act on a terminal."""
    from reader.story.clean import clean

    if sys.stderr is not None:  # where it is closed, print would write to standard output
        with contextlib.suppress(OSError, ValueError):
            print(f"diptych: {clean(message)}", file=sys.stderr)  # noqa: T201


def _open(sources: Sequence[str], encoding: str | None) -> Story | None:
    from reader.story.open import open_story
    from reader.story.story import SourceError

    try:
        return open_story(sources, encoding=encoding)
    except SourceError as error:
        _say(str(error))
        return None


def _compare(options: argparse.Namespace) -> int:
    story = _open(options.sources, options.encoding)
    if story is None:
        return TROUBLE
    if len(story.versions) < 2:
        _say("one version cannot be compared with itself: name at least two sources")
        return TROUBLE
    return _print_comparison(story, options.format, why=options.why, notes=options.notes)


def _print_comparison(story: Story, form: str, *, why: bool = False, notes: bool = False) -> int:
    from reader.align.alignment import differs
    from reader.align.compare import decide
    from reader.align.prepared import prepare
    from reader.export.formats import FORMATS

    for version in story.versions:
        for remark in version.remarks:
            _say(f"{version.siglum}, {version.source}: {remark}")
    gc.disable()  # comparing makes no cycles; on long texts an eighth to a third of the time went to looking for some
    prepared = prepare(story.versions)
    comparison = decide(prepared)
    if form == "html" and notes:
        from reader.export.page import comparison_page

        printed = comparison_page(comparison, title=story.title, notes=_noted(story, comparison))
    else:
        printed = FORMATS[form].write(comparison, story.title)
    if why and form == "text":
        from reader.export.why_text import reasons_text

        printed += "\n\n" + reasons_text(prepared, comparison)
    if not _print(printed, "the comparison"):
        return TROUBLE
    return SOMETHING_DIFFERS if differs(comparison) else NOTHING_DIFFERS


def _noted(story: Story, comparison: Comparison) -> tuple[Noted, ...]:
    """What the reader noted and picked; nothing, and a word about it, where the notes cannot be read."""
    from reader.export.page import noted
    from reader.notes.places import store_path
    from reader.notes.store import Store, StoreError

    if not store_path().exists():
        return ()
    try:
        with Store.open(store_path()) as store:
            return noted(store.story(story), comparison)
    except StoreError as error:
        _say(str(error))
        return ()


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


def _themes(arguments: Sequence[str]) -> int:
    from reader.tui import themes_command

    parser = _Parser(
        prog="diptych themes",
        description=themes_command.SUMMARY,
        epilog=themes_command.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    themes_command.add_arguments(parser)
    colours = themes_command.colours_of(os.environ) if _is_terminal(sys.stdout) else 0
    report = themes_command.run(parser.parse_args(arguments), colours=colours)
    for complaint in report.complaints:
        _say(complaint)
    return report.status if not report.text or _print(report.text, "the themes") else TROUBLE


def _group(arguments: Sequence[str]) -> int:
    from reader.commands import group

    parser = _Parser(
        prog="diptych group",
        description=group.SUMMARY,
        epilog=group.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    group.add_arguments(parser)
    gc.disable()  # as for comparing: no cycles are made
    with _Progress() as progress:
        report = group.run(parser.parse_args(arguments), progress)
    return _tell(report, "the groups")


def _init(arguments: Sequence[str]) -> int:
    from reader.commands import init

    parser = _Parser(
        prog="diptych init",
        description=init.SUMMARY,
        epilog=init.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    init.add_arguments(parser)
    return _tell(init.run(parser.parse_args(arguments)), "the story file")


def _tell(report: Report, what: str) -> int:
    """Say what a command has to say. Returns its exit status."""
    for complaint in report.complaints:
        _say(complaint)
    return report.status if not report.text or _print(report.text, what) else TROUBLE


class _Progress:
    """How far long work has come, as one line on standard error, if that is a terminal."""

    def __init__(self) -> None:
        self._shown = ""
        self._on = _is_terminal(sys.stderr)

    def __call__(self, part: float, what: str) -> None:
        """So much is done, 0 … 1."""
        line = f"{what} · {int(part * 100)} %"
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


def _read(options: argparse.Namespace) -> int:
    from reader.story.shipped import shipped_stories

    gc.disable()  # nothing made while starting is garbage; a twentieth of the time went to looking for some
    sources = options.sources or [str(shipped_stories()[0])]
    if os.environ.get("TERM", "dumb") in ("", "dumb") and _is_terminal(sys.stdout):
        _say("this terminal cannot show the reading screen (TERM is dumb or not set): printing the comparison")
        story = _open(sources, options.encoding)
        return TROUBLE if story is None else _print_comparison(story, "text") and 0
    if not _has_terminal(sources):
        return TROUBLE
    story = _open(sources, options.encoding)
    if story is None:
        return TROUBLE
    from reader.tui.start import read

    greeting = "" if options.sources else GREETING
    return read(story, theme=options.theme, greeting=greeting, mouse=not options.no_mouse)


def _has_terminal(sources: Sequence[str]) -> bool:
    """Whether keys can be read from and the screen be shown on a terminal; says what to do if not."""
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
