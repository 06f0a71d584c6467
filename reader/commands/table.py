"""The commands, in one table: dispatch, `--help`, the completions and the man page are made from it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from reader import __version__

if TYPE_CHECKING:
    import argparse


class Command(NamedTuple):
    """A command with a name; reading has none."""

    name: str
    module: str
    """Where it is: SUMMARY, EXAMPLES, add_arguments(parser) and run(options, console) → Report."""
    usage: str
    about: str


COMMANDS = (
    Command("compare", "reader.commands.compare", "compare SOURCE …", "print the comparison instead"),
    Command("completions", "reader.commands.completions", "completions SHELL", "for bash, zsh or fish"),
    Command("doctor", "reader.commands.doctor", "doctor", "say what is there, where, and what is wrong"),
    Command("group", "reader.commands.group", "group FOLDER", "find which articles tell the same story"),
    Command("init", "reader.commands.init", "init SOURCE …", "print a story file for sources"),
    Command("man", "reader.commands.man", "man", "print the manual page"),
    Command("notes", "reader.export.notes_command", "notes COMMAND", "list, search, export your notes"),
    Command("serve", "reader.commands.serve", "serve SOURCE …", "read in a browser"),
    Command("themes", "reader.tui.themes_command", "themes …", "list the themes, check a file, show one"),
)
READ_EXAMPLES = """\
examples:
  diptych                          the shelf: what you read lately, and the stories that ship
  diptych first.txt second.txt     read two versions side by side
  diptych story.yaml               read the versions that a story file names
  diptych folder/                  read the versions that lie in a folder
  diptych --paste first.txt        read what is on the clipboard beside a file
  diptych folder/ --watch          and those that come into it while you read
  diptych https://a.org/1 https://b.org/2    fetch pages and read them; copies are kept

commands (each has its own --help):
""" + "".join(f"  diptych {command.usage:<25}{command.about}\n" for command in COMMANDS)


class ReadOptions:
    """What the arguments say where no command is named; what they don't say is here."""

    sources: Sequence[str] = ()
    paste = False
    encoding: str | None = None
    language: str | None = None
    fresh = trust = False
    theme: str | None = None
    no_mouse = watch = False


def read_options(arguments: Sequence[str]) -> ReadOptions:
    """What the arguments say where no command is named. Raises SystemExit where they ask for help or are wrong."""
    options = ReadOptions()
    if any(argument.startswith("-") for argument in arguments):
        read_parser().parse_args(arguments, options)
    else:
        options.sources = list(arguments)  # the parser would say so too, 4 ms later
    return options


def read_parser() -> argparse.ArgumentParser:
    """What reads the arguments where no command is named."""
    from reader.commands.parser import parser
    from reader.commands.sources import SOURCE, add_paste_argument, add_source_arguments

    summary = "Read a story that several sources tell: versions side by side, linked, with notes."
    reads = parser("diptych", summary, READ_EXAMPLES)
    reads.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE)
    reads.add_argument("--theme", help="the theme to start with")
    reads.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    reads.add_argument("--watch", action="store_true", help="take in the versions that come into a folder meanwhile")
    add_source_arguments(reads)
    add_paste_argument(reads)
    reads.add_argument("--version", action="version", version=f"diptych {__version__}", help="say the version")
    return reads


def command_parser(command: Command) -> argparse.ArgumentParser:
    """What reads the arguments of a command. Imports the command."""
    from reader.commands.parser import parser

    module = import_module(command.module)
    reads = parser(f"diptych {command.name}", module.SUMMARY, module.EXAMPLES)
    module.add_arguments(reads)
    return reads
