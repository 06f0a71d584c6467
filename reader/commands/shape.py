"""The shape of the command line, read from the parsers: what completions and the man page are made from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from reader.commands.table import COMMANDS, command_parser, read_parser


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
