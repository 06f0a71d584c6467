"""Completing the paths that a reader types, as a shell does."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path

from reader.story.clean import clean_line
from reader.story.web.address import is_address

_SHOWN = 12
"""Names that a message lists at most."""


def complete_path(typed: str) -> tuple[str, str]:
    """Complete the last path of a line of sources, as far as the files there allow.

    Returns:
        The line, and what to say: the names it can go on with if there are several, or that there are none.
    """
    start = _last_word(typed)
    word = _unquoted(typed[start:])
    folder, _, begun = word.rpartition("/")
    place = word[: len(word) - len(begun)]
    if is_address(word):
        return typed, "only paths are completed"
    try:
        names = _names_in(Path(place or ".").expanduser(), hidden=begun.startswith("."))
    except (OSError, RuntimeError, ValueError):
        return typed, f"{clean_line(folder or place)} is no folder that can be read"
    found = sorted(name for name in names if name.startswith(begun))
    if not found:
        return typed, "nothing there begins so" if begun else "nothing is there"
    first, last = found[0], found[-1]  # sorted, so what these two share all do
    common = next((first[:at] for at, sign in enumerate(first) if sign != last[at : at + 1]), first)
    line = typed[:start] + _quoted(place + common)
    if len(found) == 1:
        return line + ("" if common.endswith("/") else " "), ""
    more = f" … {len(found)} in all" if len(found) > _SHOWN else ""
    return line, "  ".join(found[:_SHOWN]) + more


def _last_word(line: str) -> int:
    """Where the last word of a line begins, quoted as in a shell; its end if the line ends with a blank."""
    start, quote, escaped = len(line), "", False
    for at, sign in enumerate(line):
        blank = sign.isspace() and not quote and not escaped
        start = len(line) if blank else min(start, at)
        if escaped:
            escaped = False
        elif sign == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
    return start


def _unquoted(word: str) -> str:
    """A word without its quotation marks, of which the last one may still be missing."""
    for end in ("", "'", '"'):
        with suppress(ValueError):
            return "".join(shlex.split(word + end))
    return word


def _quoted(path: str) -> str:
    """A path as one word of a line; `~` stays outside the quotation marks."""
    if not any(sign.isspace() or sign in "'\"\\" for sign in path):
        return path
    home, rest = ("~/", path[2:]) if path.startswith("~/") else ("", path)
    return home + shlex.quote(rest)


def _names_in(folder: Path, *, hidden: bool) -> list[str]:
    """The names in a folder, those of folders with a slash; without names that no keyboard types."""
    with os.scandir(folder) as entries:
        return [
            entry.name + ("/" if entry.is_dir() else "")
            for entry in entries
            if entry.name.startswith(".") == hidden and entry.name == clean_line(entry.name)
        ]
