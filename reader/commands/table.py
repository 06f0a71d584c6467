"""The commands, in one table: dispatch, `--help`, the completions and the man page are made from it."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import NamedTuple, NoReturn

from reader import __version__


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


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, without what could act on a terminal, and end."""
        from reader.story.clean import clean_line

        super().error(clean_line(message))


def read_parser() -> argparse.ArgumentParser:
    """What reads the arguments where no command is named."""
    from reader.commands.sources import SOURCE, add_paste_argument, add_source_arguments

    parser = _Parser(
        prog="diptych",
        description="Read a story that several sources tell: versions side by side, linked, with notes.",
        epilog=READ_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--theme", help="the theme to start with")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    parser.add_argument("--watch", action="store_true", help="take in the versions that come into a folder meanwhile")
    add_source_arguments(parser)
    add_paste_argument(parser)
    parser.add_argument("--version", action="version", version=f"diptych {__version__}", help="say the version")
    return parser


def command_parser(command: Command) -> argparse.ArgumentParser:
    """What reads the arguments of a command. Imports the command."""
    module = import_module(command.module)
    parser = _Parser(
        prog=f"diptych {command.name}",
        description=module.SUMMARY,
        epilog=module.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return parser
