"""The table of commands, and how their arguments are parsed.

Dispatch, `--help`, the shell completions and the manual page are all made from `COMMANDS`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import NamedTuple, NoReturn

from reader import __version__
from reader.story.clean import clean_line, suggestion
from reader.story.language import tag_of
from reader.story.rules import ignore_rule, same_rule


class Command(NamedTuple):
    """A named command. Reading, the default, has no name and is not in the table."""

    name: str
    module: str
    """The module with SUMMARY, EXAMPLES, add_arguments(parser) and run(options, console) → Report."""
    usage: str
    about: str


READING = "reader.read"
"""The module that reads, which is what Diptych does where no command is named."""
COMMANDS = (
    Command("compare", "reader.commands.compare", "compare SOURCE …", "print the comparison instead"),
    Command("completions", "reader.commands.completions", "completions SHELL", "for bash, zsh or fish"),
    Command("desk", "reader.read_desk", "desk", "the stories of the feeds that you follow"),
    Command("doctor", "reader.commands.doctor", "doctor", "check the terminal, the files and the settings"),
    Command("feeds", "reader.commands.feeds", "feeds …", "follow feeds, pages and folders; ask them for news"),
    Command("group", "reader.commands.group", "group FOLDER", "find which articles tell the same story"),
    Command("history", "reader.commands.history", "history SOURCE", "list the copies of a page, and what changed"),
    Command("init", "reader.commands.init", "init SOURCE …", "print a story file for sources"),
    Command("man", "reader.commands.man", "man", "print the manual page"),
    Command("notes", "reader.commands.notes", "notes COMMAND", "list, search, export your notes"),
    Command("serve", "reader.commands.serve", "serve SOURCE …", "read in a browser"),
    Command("themes", "reader.commands.themes", "themes …", "list the themes, check a file, show one"),
)
SUMMARY = "Read a story that several sources tell: versions side by side, linked, with notes."
EXAMPLES = """\
examples:
  diptych                          the shelf: recent stories, and the stories that ship
  diptych first.txt second.txt     read two versions side by side
  diptych story.yaml               read the versions that a story file lists
  diptych folder/                  read the versions in a folder
  diptych --paste first.txt        read the clipboard beside a file
  diptych folder/ --watch          also add files that appear in the folder while you read
  diptych https://a.org/1 https://b.org/2    fetch pages and read them; copies are kept
"""
COMMAND_LIST = "commands (each has its own --help):\n" + "".join(
    f"  diptych {command.usage:<25}{command.about}\n" for command in COMMANDS
)
SOURCE = "a file, an address, a story file, a folder, a revision in git (git:REV:PATH), or - (standard input)"


# Parsers


class Parser(argparse.ArgumentParser):
    """Python's parser, with error messages that cannot act on a terminal and name what was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Report wrong arguments on standard error and exit with status 2."""
        if unknown := re.match(r"unrecognized arguments: (--[\w-]+)", message):
            message += suggestion(unknown[1], re.findall(r"--[\w-]+", self.format_usage()))
        else:
            wrong, _, choices = message.partition("invalid choice: ")[2].rpartition(" (choose from ")
            if wrong:
                message += suggestion(wrong.strip("'"), re.findall(r"[\w-]+", choices))
        super().error(clean_line(message))


def read_parser(kind: type[Parser] = Parser, *, epilog: str = f"{EXAMPLES}\n{COMMAND_LIST}") -> Parser:
    """Return the parser for reading, which is what Diptych does where no command is named.

    Args:
        kind: The class of the parser.
        epilog: What its help ends with.
    """
    parser = kind(
        prog="diptych",
        description=SUMMARY,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE)
    parser.add_argument("--theme", help="the theme to start with")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    parser.add_argument("--watch", action="store_true", help="add files that appear in a folder while you read")
    add_source_arguments(parser)
    add_rule_arguments(parser)
    add_paste_argument(parser)
    parser.add_argument("--version", action="version", version=f"diptych {__version__}", help="print the version")
    return parser


def command_parser(command: Command) -> Parser:
    """Return the parser for one command. Imports the command's module."""
    module = import_module(command.module)
    parser = Parser(
        prog=f"diptych {command.name}",
        description=module.SUMMARY,
        epilog=module.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    return parser


def add_commands(parser: Parser, commands: Iterable[Command]) -> None:
    """Add commands to a parser as subcommands, for the completions and the manual page. Imports their modules."""
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=parser.prog)
    for command in commands:
        module = import_module(command.module)
        module.add_arguments(subcommands.add_parser(command.name, description=module.SUMMARY, epilog=module.EXAMPLES))


class ReadOptions:
    """The arguments for reading, with their defaults."""

    sources: Sequence[str] = ()
    paste = False
    encoding: str | None = None
    language: str | None = None
    fresh = trust = recursive = False
    ignore: list[str] | None = None
    same: list[tuple[str, str]] | None = None
    case = False
    punctuation = True
    theme: str | None = None
    no_mouse = watch = False


def read_options(arguments: Sequence[str]) -> ReadOptions:
    """Parse the arguments for reading. Raises SystemExit where they ask for help or are wrong."""
    options = ReadOptions()
    if any(argument.startswith("-") for argument in arguments):
        read_parser().parse_args(arguments, options)
    else:
        options.sources = list(arguments)  # the parser would give the same, 4 ms later
    return options


# Arguments that several commands share


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how sources are opened."""
    add_reading_arguments(parser)
    parser.add_argument("--recursive", action="store_true", help="read the texts in the folders below a folder, too")
    parser.add_argument("--trust", action="store_true", help="let story files use sources outside their own folder")


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how any source is read."""
    parser.add_argument(
        "--encoding", help="their encoding, where the detected one is wrong: cp1251 for all, A=gbk for one"
    )
    parser.add_argument(
        "--language", type=_language, help="their language code, where the detected one is wrong: de, ar"
    )
    parser.add_argument("--fresh", action="store_true", help="fetch pages again, even where copies of them are kept")


def add_rule_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what makes a difference."""
    parser.add_argument(
        "--ignore", action="append", type=_rule(ignore_rule), metavar="PATTERN",
        help="do not compare what this matches: # is digits, * is letters; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--same", action="append", type=_rule(same_rule), metavar="A=B", help="take A for B; may be repeated"
    )
    parser.add_argument("--case", action="store_true", help="upper and lower case make a difference")
    parser.add_argument(
        "--punctuation", action=argparse.BooleanOptionalAction, default=True,
        help="whether other punctuation makes a difference (it does)",
    )  # fmt: skip


def _rule(read: Callable[[str], object]) -> Callable[[str], object]:
    def checked(text: str) -> object:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return checked


def add_paste_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that makes the clipboard a source."""
    parser.add_argument("--paste", action="store_true", help="use the clipboard as the first source")


def _language(code: str) -> str:
    if not tag_of(code):
        raise argparse.ArgumentTypeError(f"expected the code of a language, such as de or pt-BR, found “{code}”")
    return tag_of(code)
