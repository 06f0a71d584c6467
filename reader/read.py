"""`diptych SOURCE …`: read a story on the screen, or print its comparison where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from reader.commands.opening import named_sources, open_sources, rules_of
from reader.commands.table import COMMANDS, ReadOptions
from reader.notes.files import is_missing
from reader.report import TROUBLE, Console, Report, is_served, is_terminal
from reader.story.clean import quoted, suggestion
from reader.story.sources import folders_in
from reader.story.version import SourceError


def run(options: ReadOptions, console: Console) -> Report:
    """Read until the reader leaves. The report has the exit status, or says why nothing can be read."""
    sources = named_sources(options)
    try:
        if meant := _misspelt_command(sources):
            raise SourceError(f"there is no command or file {quoted(sources[0])}{meant}")
        if os.environ.get("TERM", "dumb") in ("", "dumb") and is_terminal(sys.stdout):
            return _print_instead(options, sources, console)
        require_terminal(sources)
        if options.watch:
            folders_in(sources)
        story = open_sources(options, console) if sources else None
    except SourceError as error:
        return Report(status=TROUBLE, complaints=[str(error)])
    console.show("")
    status = screen_starter()(
        story,
        sources,
        encoding=options.encoding or "",
        language=options.language or "",
        rules=rules_of(options),
        watch=options.watch,
        theme=options.theme,
        mouse=not options.no_mouse,
    )
    return Report(status=status)


def screen_starter() -> Callable[..., int]:
    """The function that shows the screen. It imports Textual, which is not needed to say what is wrong."""
    from reader.tui.start import read

    return read


def _misspelt_command(sources: Sequence[str]) -> str:
    """`; did you mean “compare”?` if the first source is a word that is no file, and is like a command's name."""
    first = sources[0] if sources else ""
    if not (first.isalpha() and first.islower()) or not is_missing(Path(first)):
        return ""
    return suggestion(first, [command.name for command in COMMANDS])


def _print_instead(options: ReadOptions, sources: Sequence[str], console: Console) -> Report:
    """Report the comparison, for a terminal that cannot show the reading screen. Raises SourceError."""
    if not sources:
        raise SourceError("this terminal cannot show the shelf (TERM is dumb or not set); name sources to compare them")
    console.say("this terminal cannot show the reading screen (TERM is dumb or not set): printing the comparison")
    story = open_sources(options, console)
    from reader.commands.compare import compare_story

    report = compare_story(story, "text", console.say)
    return Report(report.text, what=report.what)  # whether anything differs is no trouble here


def require_terminal(sources: Sequence[str]) -> None:
    """Require a terminal that sends the keys and shows the screen. Raises SourceError with what to do."""
    if is_served():
        return
    streams = {"standard output": sys.__stdout__, "standard error": sys.__stderr__}
    if "-" not in sources:
        streams["standard input"] = sys.__stdin__
    missing = [name for name, stream in streams.items() if not is_terminal(stream)]
    if not missing and "-" in sources and not is_terminal(sys.__stdin__):
        try:
            os.close(os.open("/dev/tty", os.O_RDWR))  # standard input is a source, so the keys come from here
        except OSError:
            missing = ["there is no keyboard: standard input"]
    if missing:
        raise SourceError(f"{missing[0]} is no terminal; to print a comparison use: diptych compare SOURCE …")
