"""`diptych man`: the manual page, by argparse-manpage.

argparse-manpage writes the options of every command. It leaves out the examples of subcommands and does not escape
what roff would change or misread in our texts, so both are done here.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from argparse_manpage.manpage import Manpage

from reader import __version__
from reader.commands.table import COMMANDS, Parser, add_commands, read_parser
from reader.commands.table import EXAMPLES as READ_EXAMPLES
from reader.report import Console, Report
from reader.tui.keys import ACTIONS, key_label

SUMMARY = "Print the manual page."
EXAMPLES = """\
examples:
  diptych man | man -l -          read it
  diptych man > diptych.1         keep it

exit status: 0
"""
DESCRIPTION = """\
Two versions stand side by side. What both tell is linked and dimmed; what only one tells is bright. Sources are plain
text, Markdown and saved web pages, story files that list them, or folders of them. Without a source, the shelf opens:
recent stories, and the stories that ship.
"""
FILES = (
    ("~/.config/diptych/config.yaml", "The settings. Your own themes are in the folder themes beside it."),
    ("~/.local/share/diptych/notes.sqlite3", "The store: notes, picks, pinned and cut links, positions."),
    ("*.notes.md", "The notes file, beside the first source of a story."),
)
ENVIRONMENT = (
    ("DIPTYCH_CONFIG", "Another settings file."),
    ("DIPTYCH_DATA", "Another folder for the store and the files beside it."),
    ("EDITOR, VISUAL", "The program that opens when you write a note in an editor."),
    ("NO_COLOR", "If set, nothing is coloured: signs and text styles carry all meaning."),
    ("TERM, COLORTERM", "How many colours the terminal shows."),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME", "The folders for settings and data, instead of ~/.config and ~/.local/share."),
)
STATUS = """\
0 for success, 2 for trouble, 130 after an interrupt. diptych compare exits as diff does: 0 if nothing differs, 1 if
something does, 2 for trouble. If a signal ended the reading screen, the status is 128 plus the signal's number.
"""
WIDEST = 10_000
"""Columns of a usage line, so that none is broken to fit the terminal."""
ESCAPES = {"'": "\\(aq", "`": "\\(ga", "~": "\\(ti", "^": "\\(ha"}
"""Characters that roff would print as typographic ones: `'` as a closing quotation mark."""


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command has no arguments."""


def run(_: argparse.Namespace, __: Console) -> Report:
    """Return the manual page."""
    return Report(manual_page(), what="the manual page")


def manual_page() -> str:
    """Return the manual page as roff in ASCII. It depends on the version of Diptych alone, not on the machine."""
    parser = read_parser(_PageParser, epilog=READ_EXAMPLES)
    add_commands(parser, COMMANDS)
    page = Manpage(parser, format="single-commands-section")
    page.description = "read a story that several sources tell"
    page.date, page.source, page.manual = "", f"diptych {__version__}", "User Commands"
    synopsis = "[\\fIOPTION\\fR ...] [\\fISOURCE\\fR ...]\n.br\n.B diptych\n\\fICOMMAND\\fR ..."
    page.add_section("synopsis", "=", f".nh\n.ad l\n.B diptych\n{synopsis}")  # no hyphens, no wide gaps
    page.add_section("description", "=", f"{_one_line(DESCRIPTION)}\n.PP")
    keys = [(" ".join(map(key_label, action.keys)), action.help) for action in ACTIONS if action.keys]
    page.add_section("keys", "=", _list_of(keys))
    page.add_section("files", "=", _list_of(FILES))
    page.add_section("environment", "=", _list_of(ENVIRONMENT))
    page.add_section("exit status", "=", _one_line(STATUS))
    return "".join(_escaped(char) for char in str(page)).rstrip("\n")


class _Unbroken(argparse.RawDescriptionHelpFormatter):
    """Breaks no line: pages are set by roff."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=WIDEST)


class _PageParser(Parser):
    """A parser whose description includes its examples. Its subparsers are of the same class."""

    def __init__(self, *, description: str = "", epilog: str = "", **others: Any) -> None:
        parts = [description, *filter(None, epilog.strip().split("\n\n"))]
        description = "\n.PP\n".join(map(_paragraph, parts))
        super().__init__(description=description, **{**others, "formatter_class": _Unbroken})


def _paragraph(text: str) -> str:
    """Return a paragraph of prose as one line, or examples line by line."""
    first, *rest = text.splitlines() or [""]
    if not rest or not all(line.startswith("  ") for line in rest):
        return _one_line(text)
    return "\n".join([first.capitalize(), ".PP", ".RS 4", ".nf", *(line[2:] for line in rest), ".fi", ".RE"])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _list_of(items: Iterable[tuple[str, str]]) -> str:
    """Return tagged paragraphs. Their backslashes are escaped, as argparse-manpage takes sections as they are."""
    return "\n".join(
        line for name, about in items for line in (".TP", f".B {_no_escapes(name)}", _no_escapes(_one_line(about)))
    )


def _no_escapes(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


def _escaped(char: str) -> str:
    return ESCAPES.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]")
