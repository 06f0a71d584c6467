"""`diptych man`: the manual page, made from the parsers, in the man macros that groff and mandoc read."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator

from reader import __version__
from reader.commands.completions import Argument, Shape, shapes
from reader.report import Console, Report
from reader.tui.keys import ACTIONS, key_label

SUMMARY = "Print the manual page."
EXAMPLES = """\
examples:
  diptych man | man -l -          read it
  diptych man > diptych.1         keep it

exit status: 0
"""
FILES = (
    ("~/.config/diptych/config.yaml", "The settings. themes/ beside it holds themes of your own."),
    ("~/.local/share/diptych/notes.sqlite3", "The store: notes, picks, pinned and cut links, positions."),
    ("*.notes.md", "The notes file, beside the first source of a story."),
)
ENVIRONMENT = (
    ("DIPTYCH_CONFIG", "Another file of settings."),
    ("DIPTYCH_DATA", "Another folder for the store and what lies with it."),
    ("EDITOR, VISUAL", "The program that notes are written in, where you ask for one."),
    ("NO_COLOR", "Where it is set, nothing is coloured: signs and text styles say all of it."),
    ("TERM, COLORTERM", "How many colours the terminal shows."),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME", "Where settings and data lie, instead of ~/.config and ~/.local/share."),
)


def add_arguments(_: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_: argparse.Namespace, __: Console) -> Report:
    """The manual page."""
    return Report(manual_page(), what="the manual page")


def manual_page() -> str:
    """The manual page as roff; the same for the same version, on every machine."""
    reading, *commands = shapes()
    lines = [
        f'.TH DIPTYCH 1 "" "diptych {__version__}" "User Commands"',
        ".SH NAME",
        "diptych \\- read a story that several sources tell",
        ".SH SYNOPSIS",
        ".nh",
        ".ad l",
        *_synopsis(reading),
    ]
    for command in commands:
        if not command.commands or command.words:
            lines += [".br", *_synopsis(command)]
    lines += [
        ".ad b",
        ".hy",
        ".SH DESCRIPTION",
        *_prose(reading.says),
        ".PP",
        *_prose(DESCRIPTION),
        ".SH OPTIONS",
        *_items(reading),
    ]
    lines += [*_epilog(reading.epilog.partition("\n\n")[0]), ".SH COMMANDS"]
    for command in commands:
        lines += [f".SS {_words(' '.join(('diptych', *command.path)))}", *_prose(command.says), *_items(command)]
        lines += _epilog(command.epilog)
    keys = [(" ".join(map(key_label, action.keys)), action.help) for action in ACTIONS if action.keys]
    for title, items in (("KEYS", keys), ("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT)):
        lines.append(f".SH {title}")
        for name, about in items:
            lines += [".TP", f".B {_words(name)}", *_prose(about)]
    lines += [".SH EXIT STATUS", *_prose(STATUS)]
    return "\n".join(lines)


DESCRIPTION = """\
Two versions stand side by side; what both tell is linked and quiet, what one alone tells is bright. Sources are plain
text, Markdown and saved web pages, story files that name them, or folders of them. Without any, the shelf
is opened: the stories read lately, and those that ship.
"""
STATUS = """\
0 where all went well, 2 for trouble, 130 where it was interrupted. diptych compare ends as diff does: 0 where nothing
differs, 1 where something does, 2 for trouble. 128 and the number of a signal that ended the reading screen.
"""


def _synopsis(shape: Shape) -> Iterator[str]:
    parts = [f"\\fB{_words(' '.join(('diptych', *shape.path)))}\\fR"]
    options = (option for option in shape.options if "--help" not in option.flags)
    parts += [f"[{_flag(option.flags[-1], option)}]" for option in options]
    for word in shape.words:
        value = f"\\fI{_words(word.value)}\\fR{' ...' if word.many else ''}"
        parts.append(value if word.needed else f"[{value}]")
    if shape.commands:
        parts.append("\\fICOMMAND\\fR ..." if shape.path else "")
    line = " ".join(filter(None, parts)).replace(" ...", "\\~...")  # a line that begins with a dot is a command
    yield from textwrap.wrap(line, 79, break_long_words=False, break_on_hyphens=False)


def _items(shape: Shape) -> Iterator[str]:
    """What each word and option of a command is."""
    for argument in (*shape.words, *shape.options):
        if "--help" in argument.flags:
            continue
        names = ", ".join(_flag(flag, argument) for flag in argument.flags) or f"\\fI{_words(argument.value)}\\fR"
        yield from (".TP", names)
        listed = ", ".join(argument.choices)
        about = argument.about if all(choice in argument.about for choice in argument.choices) else ""
        yield from _prose(about or f"{argument.about}: {listed}")


def _flag(flag: str, option: Argument) -> str:
    value = f" \\fI{_words(option.value)}\\fR" if option.value else ""
    return f"\\fB{_words(flag)}\\fR{value}"


def _epilog(text: str) -> Iterator[str]:
    """Examples as they stand, and the paragraphs after them."""
    for part in filter(None, text.strip().split("\n\n")):
        first, *rest = part.splitlines()
        if rest and all(line.startswith("  ") for line in rest):
            yield from (".PP", _words(first.capitalize()), ".PP", ".RS 4", ".nf")
            yield from (_words(line[2:]) for line in rest)
            yield from (".fi", ".RE")
        else:
            yield from (".PP", *_prose(part))


def _prose(text: str) -> list[str]:
    """A text in lines, none of which begins with what a macro does."""
    return [_words(line) for line in textwrap.wrap(text, 76, break_long_words=False, break_on_hyphens=False)]


def _words(text: str) -> str:
    """A text in ASCII without anything that roff acts on: backslashes, hyphens that are typed, a dot in front."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    escaped = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in escaped)
    return f"\\&{escaped}" if escaped.startswith(".") else escaped
