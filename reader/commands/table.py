"""The commands, in one table: dispatch, `--help`, the completions and the man page are made from it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from reader import __version__
from reader.story.clean import clean_line

if TYPE_CHECKING:
    from reader.report import Console
    from reader.story.version import Story
    from reader.story.web.pages import Web


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
    Command("notes", "reader.commands.notes", "notes COMMAND", "list, search, export your notes"),
    Command("serve", "reader.commands.serve", "serve SOURCE …", "read in a browser"),
    Command("themes", "reader.commands.themes", "themes …", "list the themes, check a file, show one"),
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
    pass
    pass

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
    pass

    module = import_module(command.module)
    reads = parser(f"diptych {command.name}", module.SUMMARY, module.EXAMPLES)
    module.add_arguments(reads)
    return reads


# How the front door reads arguments


class Parser(argparse.ArgumentParser):
    """Python's own, which repeats nothing that could act on a terminal."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        super().error(clean_line(message))


def parser(name: str, summary: str, examples: str) -> Parser:
    """A parser whose help ends with examples as they are written."""
    shape = argparse.RawDescriptionHelpFormatter
    return Parser(prog=name, description=summary, epilog=examples, formatter_class=shape)


# What every command that opens sources has in common


SOURCE = "a file, an address, a story file, a folder, or - (standard input)"


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments that say how sources are opened."""
    parser.add_argument("--encoding", help="how to decode the sources, if they say it wrong")
    parser.add_argument("--language", type=_language, help="the code of their language, if it is told wrong: de, ar")
    parser.add_argument("--fresh", action="store_true", help="fetch again the pages that there are copies of")
    parser.add_argument("--trust", action="store_true", help="let story files name what is not beside them")


def add_paste_argument(parser: argparse.ArgumentParser) -> None:
    """Give a parser the argument that makes the clipboard a source."""
    parser.add_argument("--paste", action="store_true", help="take what is on the clipboard as the first source")


def _language(code: str) -> str:
    import argparse

    from reader.story.language import tag_of

    if not tag_of(code):
        raise argparse.ArgumentTypeError(f"expected the code of a language, such as de or pt-BR, found “{code}”")
    return tag_of(code)


def named_sources(options: argparse.Namespace | ReadOptions) -> list[str]:
    """What the arguments name; where `add_paste_argument` was asked and they say so, the clipboard first."""
    from reader.story.sources import CLIPBOARD

    return [CLIPBOARD, *options.sources] if getattr(options, "paste", False) else list(options.sources)


def open_sources(options: argparse.Namespace | ReadOptions, console: Console) -> Story:
    """Open the sources that the arguments name, as they say.

    Args:
        options: What `add_source_arguments` made of the arguments, and `add_paste_argument` where it was asked.
        console: Shows how far fetching pages has come, and asks.

    Raises:
        SourceError: One of them cannot be read.
    """
    from reader.story.open import open_story

    def web() -> Web:
        from reader.notes.sources import web_with_copies

        return web_with_copies(fresh=options.fresh, heard=console.show)

    def ask(said: str) -> bool:
        return console.ask(f"{said}. Open it?")

    return open_story(
        named_sources(options),
        encoding=options.encoding,
        language=options.language or "",
        web=web,
        trust=options.trust or ask,
    )
