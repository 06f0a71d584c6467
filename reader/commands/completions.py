"""`diptych completions`: what a shell needs to complete the command line, made from the parsers.

The scripts are made once and hold all they know: a program that is started at each press of the tab key is felt.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from reader.commands.table import COMMANDS, command_parser, read_parser
from reader.report import Console, Report
from reader.story.locators import shipped
from reader.tui.config import themes_folder
from reader.tui.theme import find_themes

# The shape of the command line


class Takes(Enum):
    """What a word on the command line is, where it is none of a few."""

    NOTHING = "nothing"
    """An option that takes no value."""
    FILES = "files"
    FOLDERS = "folders"
    THEME = "theme"
    WORDS = "words"
    """What nobody can guess."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An option, or a word by its place."""

    flags: tuple[str, ...]
    """As typed, `-o` before `--output`; none for a word by its place."""
    value: str
    """What its value is called; empty where it takes none."""
    about: str
    takes: Takes
    choices: tuple[str, ...] = ()
    needed: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A command, or a command of a command."""

    path: tuple[str, ...]
    """Its words after `diptych`; none for reading."""
    about: str
    """One line."""
    says: str
    """Sentences."""
    epilog: str
    options: tuple[Argument, ...]
    words: tuple[Argument, ...]
    commands: tuple[tuple[str, str], ...]
    """The commands below it, each with its one line."""


def shapes() -> tuple[Shape, ...]:
    """Every command, reading first, each followed by those below it. Imports all of them."""
    reading = _shape((), "read a story", read_parser())
    named = tuple((command.name, command.about) for command in COMMANDS)
    whole = [Shape(reading.path, reading.about, reading.says, reading.epilog, reading.options, reading.words, named)]
    for command in COMMANDS:
        whole += _with_those_below((command.name,), command.about, command_parser(command))
    return tuple(whole)


def _with_those_below(path: tuple[str, ...], about: str, parser: argparse.ArgumentParser) -> Iterator[Shape]:
    shape = _shape(path, about, parser)
    yield shape
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):
            below = dict(shape.commands)
            for name, made in action.choices.items():
                yield from _with_those_below((*path, name), below[name], made)


def _shape(path: tuple[str, ...], about: str, parser: argparse.ArgumentParser) -> Shape:
    options: list[Argument] = []
    words: list[Argument] = []
    commands: list[tuple[str, str]] = []
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):
            commands += [(str(choice.dest), choice.help or "") for choice in action._choices_actions]
        elif action.help is not argparse.SUPPRESS:
            (options if action.option_strings else words).append(_argument(action))
    says, epilog = parser.description or "", parser.epilog or ""
    return Shape(path, about, says, epilog, tuple(options), tuple(words), tuple(commands))


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return parser._actions  # argparse has no public way to ask what a parser takes


def _argument(action: argparse.Action) -> Argument:
    none = action.nargs == 0
    value = "" if none else str(action.metavar or action.dest.upper())
    return Argument(
        flags=tuple(action.option_strings),
        value=value,
        about=(action.help or "").replace("%%", "%"),
        takes=Takes.NOTHING if none else _takes(action, value),
        choices=tuple(map(str, action.choices or ())),
        needed=action.required and action.nargs != "*",
        many=action.nargs in ("*", "+"),
    )


def _takes(action: argparse.Action, value: str) -> Takes:
    """By what a value is called, which is what the reader is told as well."""
    if action.dest == "theme":
        return Takes.THEME
    if value == "FOLDER":
        return Takes.FOLDERS
    if action.type is Path or value in ("SOURCE", "FILE", "FOLDER|FILE"):
        return Takes.FILES
    return Takes.WORDS


SUMMARY = "Print what makes bash, zsh or fish complete commands, options, formats, themes and files."
EXAMPLES = """\
examples:
  diptych completions bash > ~/.local/share/bash-completion/completions/diptych
  diptych completions zsh > ~/.zfunc/_diptych      with `fpath+=~/.zfunc` before compinit in ~/.zshrc
  diptych completions fish > ~/.config/fish/completions/diptych.fish

They name the themes there are now; print them again when you have made one of your own.

exit status: 0
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""
    parser.add_argument("shell", choices=tuple(SHELLS), help="the shell that is to complete")


def run(options: argparse.Namespace, _: Console) -> Report:
    """The script for the shell that is asked for."""
    themes = tuple(find_themes([shipped("themes"), themes_folder()])[0])
    return Report(SHELLS[options.shell](shapes(), themes), what="the completions")


def _key(shape: Shape) -> str:
    return " ".join(shape.path)


def _listed(argument: Argument, themes: Sequence[str]) -> Sequence[str]:
    """The words that an argument can be, where there are only some."""
    return themes if argument.takes is Takes.THEME else argument.choices


def _quoted(text: str) -> str:
    """A text in single quotes, as all three shells take it where it has no backslash at its end."""
    return "'" + text.replace("'", "'\\''") + "'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# bash


def bash(every: Iterable[Shape], themes: Sequence[str]) -> str:
    """The script for bash 3.2 and newer."""
    every = tuple(every)
    below = [_quoted(f"{_key(shape)}/{name}") for shape in every for name, _ in shape.commands]
    values, options, first, files = [], [], [], []
    for shape in every:
        for option in shape.options:
            at = "|".join(_quoted(f"{_key(shape)}/{flag}") for flag in option.flags)
            if option.takes is not Takes.NOTHING:
                values.append(f"        {at}) {_bash_offer(option, themes) or ':'}; return ;;")
        flags = " ".join(flag for option in shape.options for flag in option.flags)
        options.append(f"            {_quoted(_key(shape))}) _diptych_words {_quoted(flags)} ;;")
        if shape.commands:
            names = " ".join(name for name, _ in shape.commands)
            first.append(f"            {_quoted(_key(shape))}) _diptych_words {_quoted(names)} ;;")
        offers = filter(None, (_bash_offer(word, themes) for word in shape.words[:1]))
        files += [f"        {_quoted(_key(shape))}) {offer} ;;" for offer in offers]
    return "\n".join(
        [
            "# bash completion for diptych",
            '_diptych_words() { COMPREPLY+=($(compgen -W "$1" -- "$cur")); }',
            "_diptych_paths() {",
            "    local path",
            "    type compopt >/dev/null 2>&1 && compopt -o filenames",
            '    while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$cur")',
            "}",
            "_diptych() {",
            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at='' i=1",
            "    COMPREPLY=()",
            "    while ((i < COMP_CWORD)); do",
            '        case "$at/${COMP_WORDS[i]}" in',
            f'            {"|".join(below)}) at="${{at:+$at }}${{COMP_WORDS[i]}}" ;;',
            "            *) break ;;",
            "        esac",
            "        ((i++))",
            "    done",
            "    # --format=json comes as three words",
            "    if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi",
            '    case "$at/$prev" in',
            *values,
            "    esac",
            "    if [[ $cur == -* ]]; then",
            "        case $at in",
            *options,
            "        esac",
            "        return",
            "    fi",
            "    if ((i == COMP_CWORD)); then",
            "        case $at in",
            *first,
            "        esac",
            "    fi",
            "    case $at in",
            *files,
            "    esac",
            "}",
            "complete -F _diptych diptych",
        ]
    )


def _bash_offer(argument: Argument, themes: Sequence[str]) -> str:
    if listed := _listed(argument, themes):
        return f"_diptych_words {_quoted(' '.join(listed))}"
    return {Takes.FILES: "_diptych_paths -f", Takes.FOLDERS: "_diptych_paths -d"}.get(argument.takes, "")


# zsh


def zsh(every: Iterable[Shape], themes: Sequence[str]) -> str:
    """The script for zsh's completion system."""
    every = tuple(every)
    below = [_quoted(f"{_key(shape)}/{name}") for shape in every for name, _ in shape.commands]
    cases, functions = [], []
    for shape in every:
        lines = [_quoted(spec) for option in shape.options for spec in _zsh_option(option, themes)]
        word = shape.words[0] if shape.words else None
        if shape.commands:
            named = " ".join(_quoted(f"{name}:{_one_line(about)}") for name, about in shape.commands)
            function = "_".join(("_diptych_first", *shape.path))
            files = "_files" if word else "return 1"
            functions.append(f"{function}() {{ local -a named=({named}); _describe command named; {files} }}")
            lines.append(f"'1: :{function}'")
        if word is not None:
            lines.append(_quoted(f"*:{word.value.lower()}:{_zsh_offer(word, themes)}"))
        body = " \\\n            ".join(["_arguments -s", *lines])
        cases.append(f"        {_quoted(_key(shape))})\n            {body} ;;")
    return "\n".join(
        [
            "#compdef diptych",
            *functions,
            "_diptych() {",
            "    local at='' ; local -i i=2",
            "    while (( i < CURRENT )); do",
            '        case "$at/$words[i]" in',
            f'            {"|".join(below)}) at="${{at:+$at }}$words[i]" ;;',
            "            *) break ;;",
            "        esac",
            "        (( i++ ))",
            "    done",
            '    words=(diptych "${(@)words[i,-1]}")',
            "    (( CURRENT -= i - 2 ))",
            "    case $at in",
            *cases,
            "    esac",
            "}",
            'if [[ $funcstack[1] == _diptych ]]; then _diptych "$@"; else compdef _diptych diptych; fi',
        ]
    )


def _zsh_option(option: Argument, themes: Sequence[str]) -> list[str]:
    about = _one_line(option.about).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")
    others = f"({' '.join(option.flags)})" if len(option.flags) > 1 else ""
    specs = []
    for flag in option.flags:
        value = ""
        if option.takes is not Takes.NOTHING:
            flag += "=" if flag.startswith("--") else "+"
            value = f":{option.value.lower()}:{_zsh_offer(option, themes)}"
        specs.append(f"{others}{flag}[{about}]{value}")
    return specs


def _zsh_offer(argument: Argument, themes: Sequence[str]) -> str:
    if listed := _listed(argument, themes):
        return f"({' '.join(listed)})"
    return {Takes.FILES: "_files", Takes.FOLDERS: "_files -/"}.get(argument.takes, " ")


# fish


def fish(every: Iterable[Shape], themes: Sequence[str]) -> str:
    """The script for fish 3 and newer."""
    every = tuple(every)
    below = " ".join(_quoted(f"{_key(shape)}/{name}") for shape in every for name, _ in shape.commands)
    lines = []
    for shape in every:
        at = f'__diptych_at "{_key(shape)}"'
        here = f"complete -c diptych -n {_quoted(at)}"
        first = f"complete -c diptych -n {_quoted(f'{at} first')}"
        lines += [f"{first} -a {name} -d {_quoted(_one_line(about))}" for name, about in shape.commands]
        for word in shape.words[:1]:
            lines += [f"{here}{offer}" for offer in [_fish_offer(word, themes)] if offer]
        for option in shape.options:
            flags = "".join(f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}" for flag in option.flags)
            value = "" if option.takes is Takes.NOTHING else " -r" + (_fish_offer(option, themes) or " -f")
            lines.append(f"{here}{flags}{value} -d {_quoted(_one_line(option.about))}")
    return "\n".join(
        [
            "# fish completion for diptych",
            "function __diptych_at -d 'whether this is the command that is typed, and its first word is to come'",
            "    set -l typed (commandline -opc)",
            "    set -l at ''",
            "    set -l i 2",
            "    while test $i -le (count $typed)",
            f'        contains -- "$at/$typed[$i]" {below}; or break',
            '        set at (string trim -- "$at $typed[$i]")',
            "        set i (math $i + 1)",
            "    end",
            '    test "$at" = "$argv[1]"; or return 1',
            "    test (count $argv) -lt 2; or test $i -gt (count $typed)",
            "end",
            "complete -c diptych -f",
            *lines,
        ]
    )


def _fish_offer(argument: Argument, themes: Sequence[str]) -> str:
    if listed := _listed(argument, themes):
        return f" -f -a {_quoted(' '.join(listed))}"
    folders = " -f -a '(__fish_complete_directories)'"
    return {Takes.FILES: " -F", Takes.FOLDERS: folders}.get(argument.takes, "")


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}
