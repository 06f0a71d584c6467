"""Plain YAML, read at once: what themes, settings and story files are nearly always written in.

Tables of keys, lists, and words that are one line each, by indentation; lists in brackets; comments. What is not surely
of this kind is left to a real parser, and so is whatever is wrong in a file: here is no message.
"""

from __future__ import annotations

import re

from reader.story.yaml import Items, Node, Place, Table, Text

LONGEST = 50_000
"""Code points."""
MOST_LINES = 1_000
DEEPEST = 8
"""Tables and lists within each other. All three are well below what is refused."""

_BREAKS = "\t\r\x85\u2028\u2029"
"""Tabs, and what ends lines besides U+000A: left to a real parser."""
_QUOTED = r'"[^"\\]*"|\'[^\']*\''
_END = "(?: *| +#.*)"
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,39}):(?: +|$)")
_SCALAR = re.compile(rf"({_QUOTED}|[^\W_](?:[\w.,;/@()’–— '+-]*[\w.,;/@()’–—'+-])?){_END}")
_LIST = re.compile(rf"(\[ *(?:(?:{_QUOTED}|\w+)(?: *, *(?:{_QUOTED}|\w+))*)? *\]){_END}")
_LISTED = re.compile(rf"{_QUOTED}|\w+")


class _NotSimpleError(Exception):
    """The text is left to a real parser."""


def read_simple(text: str, file: str) -> Node | None:
    """Read a document.

    Args:
        text: Clean of control characters, without a byte order mark.
        file: Its name in messages.

    Returns:
        What `parse_yaml` gives, or None where the text is not surely simple, or empty.
    """
    if len(text) > LONGEST or any(sign in text for sign in _BREAKS):
        return None
    lines = [
        (len(line) - len(ink), ink, number)
        for number, line in enumerate(text.split("\n"), 1)
        if (ink := line.lstrip(" ")) and ink[0] != "#"
    ]
    if not lines or len(lines) > MOST_LINES or lines[0][0]:
        return None
    reader = _Reader(lines, file)
    try:
        root = reader.table(0, "", DEEPEST)
    except _NotSimpleError:
        return None
    return root if reader.at == len(lines) else None


class _Reader:
    """Goes down the lines, each with its indentation and its number."""

    def __init__(self, lines: list[tuple[int, str, int]], file: str) -> None:
        self.lines = lines
        self.file = file
        self.at = 0
        """The line to read next."""

    def table(self, indent: int, path: str, deepest: int) -> Table:
        """The keys that stand at an indentation, from the present line on."""
        _, _, number = self.lines[self.at]
        place = Place(self.file, number, indent + 1, path)
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            _, line, number = self.lines[self.at]
            found = _KEY.match(line)
            if found is None or found[1] in keys or not deepest:
                raise _NotSimpleError
            key = found[1]
            own = f"{path}.{key}" if path else key
            keys[key] = Place(self.file, number, indent + 1, own)
            values[key] = self.value(indent, found.end(), own, deepest - 1)
        return Table(place, values, keys)

    def value(self, indent: int, start: int, path: str, deepest: int) -> Node:
        """What stands after a key, on its line or below it."""
        _, line, number = self.lines[self.at]
        self.at += 1
        if start < len(line):
            return self.inline(line, Place(self.file, number, indent + start + 1, path), start)
        if self.at == len(self.lines) or self.lines[self.at][0] <= indent:
            raise _NotSimpleError
        inside, line, _ = self.lines[self.at]
        return (self.items if line.startswith("- ") else self.table)(inside, path, deepest)

    def items(self, indent: int, path: str, deepest: int) -> Items:
        """The list that stands at an indentation, from the present line on."""
        _, _, number = self.lines[self.at]
        place = Place(self.file, number, indent + 1, path)
        values: list[Node] = []
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            _, line, number = self.lines[self.at]
            ink = line[1:].lstrip(" ")
            if not line.startswith("- ") or not ink or not deepest:
                raise _NotSimpleError
            own, inside = f"{path}[{len(values)}]", indent + len(line) - len(ink)
            if _KEY.match(ink):
                self.lines[self.at] = inside, ink, number
                values.append(self.table(inside, own, deepest - 1))
            else:
                self.at += 1
                values.append(self.inline(ink, Place(self.file, number, inside + 1, own)))
        return Items(place, tuple(values))

    def inline(self, line: str, place: Place, start: int = 0) -> Node:
        """A scalar or a list in brackets that ends with the line."""
        if found := _SCALAR.fullmatch(line, start):
            return Text(place, _bare(found[1]))
        found = _LIST.fullmatch(line, start)
        if found is None:
            raise _NotSimpleError
        column = place.column - start
        return Items(
            place,
            tuple(
                Text(Place(self.file, place.line, column + match.start(), f"{place.key}[{number}]"), _bare(match[0]))
                for number, match in enumerate(_LISTED.finditer(line, start, found.end(1)))
            ),
        )


def _bare(written: str) -> str:
    """A scalar without its quotation marks."""
    return written[1:-1] if written[0] in "\"'" else written
