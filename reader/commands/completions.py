"""`diptych completions`: shell completion, by argcomplete.

The script that a shell loads starts `diptych` at each press of the tab key (about 80 ms), and `complete` answers. So
new options, and themes of the reader's own, are offered without printing the script again.

argcomplete was chosen over shtab 1.13, which writes the whole of the completions into the script: shtab cannot offer
files and subcommands for the same word, as `diptych first.txt` and `diptych compare` need. Its zsh script offers no
subcommands at all beside such an argument.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from functools import partial

import argcomplete
from argcomplete.completers import DirectoriesCompleter, FilesCompleter
from argcomplete.lexers import split_line
from argcomplete.shell_integration import shellcode

from reader.commands.table import COMMANDS, Parser, add_commands, read_parser
from reader.report import Console, Report

SUMMARY = "Print a script that makes bash, zsh or fish complete commands, options, formats, themes and files."
EXAMPLES = """\
examples:
  diptych completions bash > ~/.local/share/bash-completion/completions/diptych
  diptych completions zsh > ~/.zfunc/_diptych      with `fpath+=~/.zfunc` before compinit in ~/.zshrc
  diptych completions fish > ~/.config/fish/completions/diptych.fish

exit status: 0
"""
SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that loads the script")


def run(options: argparse.Namespace, _: Console) -> Report:
    """Return the script for a shell."""
    script = shellcode(["diptych"], use_defaults=False, shell=options.shell)
    return Report(script, what="the completions")


def complete() -> None:
    """Print what fits the word at the cursor, and exit.

    The script of the shell passes the line and the cursor in COMP_LINE and COMP_POINT, and reads file descriptor 8.
    """
    _, _, _, words, _ = split_line(os.environ["COMP_LINE"], int(os.environ["COMP_POINT"]))
    command = next((command for command in COMMANDS if [command.name] == words[1:2]), None)
    if command is None:
        parser = read_parser()
    else:
        parser = Parser(prog="diptych")
        add_commands(parser, [command])
    argcomplete.autocomplete(
        parser,
        always_complete_options=False,
        default_completer=partial(_candidates, is_first=len(words) == 1),  # type: ignore[arg-type]
    )


def _candidates(
    *, prefix: str, action: argparse.Action, is_first: bool, **_: object
) -> Mapping[str, str] | Iterable[str]:
    """Return what an argument without fixed choices can be.

    The name of its value tells what it takes, as it tells the reader in the help.
    """
    value = action.metavar or action.dest.upper()
    if action.dest == "theme":
        return _theme_names()
    if value == "FOLDER":
        return DirectoriesCompleter()(prefix=prefix)
    if value not in ("SOURCE", "FILE", "FOLDER|FILE"):
        return ()
    files = FilesCompleter()(prefix=prefix)
    if is_first:  # a source to read, or a command
        return {**dict.fromkeys(files, ""), **{command.name: command.about for command in COMMANDS}}
    return files


def _theme_names() -> Iterable[str]:
    from reader.commands.themes import all_themes  # 25 ms, for one option

    return tuple(all_themes()[0])
