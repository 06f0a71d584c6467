"""YAML for files that people write by hand: story files, themes, the config, front matter.

The reader is strict where YAML surprises: every scalar is text, so that `NO` and `22:30` stay what they are; aliases,
anchors, tags, merge keys, duplicate keys and second documents are refused. Size, depth and the number of values are
bounded. Problems are collected with their positions instead of being raised one at a time, so that whoever mends a
file sees all of them at once.

PyYAML parses the text into events; `_TreeBuilder` turns these into a tree whose values know their positions.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

import yaml

from reader.story.clean import LONGEST_QUOTE, clean_line, quoted, suggestion

MOST_LISTED = 20
"""Problems of one file that are shown."""
SETTINGS_LIMIT = 64_000
"""Bytes of the settings file."""
MAX_DEPTH = 16
"""Lists and tables nested in each other."""
MAX_VALUES = 10_000
"""Scalars, lists and tables in one file."""
_MAX_PROBLEMS = 50
"""Problems after which the rest of a file is not read."""
_MAX_UNKNOWN = 10
"""Unknown keys of one table that are named; the rest are counted."""

Loader: TypeAlias = type[yaml.SafeLoader] | type[yaml.CSafeLoader]
FASTEST_LOADER: Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's parser in C, where PyYAML was built with it."""

_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
"""What YAML 1.1 does not allow in a stream (production c-printable), and byte order marks inside it."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN_WORDS = (
    ("mapping values are not allowed", "a second “:” in this line; put the value in quotes"),
    ("cannot start any token", "a tab, or a character that YAML reserves; indent with spaces, or use quotes"),
    ("did not find expected key", "this line does not fit the ones above; check the indentation and the quotes"),
    ("did not find expected '-' indicator", "this line does not fit the list above it; check the indentation"),
    ("found unexpected end of stream", "a quotation mark is opened and never closed"),
)
"""Plain advice for the parser's messages on the most common mistakes; its other messages are shown as they are."""


# Positions and values


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a file, and where. As text: `story.yaml:7:5: versions[1].source: expected …, found …`."""

    file: str
    """The file's name as shown, clean."""
    line: int = 0
    """From 1; 0 if the problem concerns the whole file."""
    column: int = 0
    """In code points, from 1; 0 if the problem concerns the whole file."""
    key: str = ""
    """The path of keys to the value, such as `versions[1].source`; empty if none is known."""
    message: str
    warning: bool = False
    """Whether the value is used all the same."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class Place(NamedTuple):
    """Where a value stands in a file."""

    file: str
    line: int
    column: int
    key: str

    def problem(self, message: str, *, warning: bool = False) -> Problem:
        """A problem at this place. Whatever `message` quotes must have gone through `quoted`."""
        return Problem(
            file=self.file, line=self.line, column=self.column, key=self.key, message=message, warning=warning
        )

    def of(self, event: yaml.Event, key: str) -> Place:
        """The place in the same file where a parser's event begins."""
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1, key) if mark else self


class Text(NamedTuple):
    """A scalar: always text, as it stands in the file, escapes in double quotes resolved. Not cleaned."""

    place: Place
    value: str

    def found(self) -> str:
        """What a message says was found."""
        return quoted(self.value) if self.value else "nothing"


class Items(NamedTuple):
    """A list."""

    place: Place
    values: tuple[Node, ...]

    def found(self) -> str:
        """What a message says was found."""
        return "a list"


class Table(NamedTuple):
    """Keys and values, in the file's order; each key once."""

    place: Place
    values: dict[str, Node]
    keys: dict[str, Place]
    """Where each key itself stands, including keys whose values were refused."""

    def found(self) -> str:
        """What a message says was found."""
        return "a table of keys"

    def unknown(self, known: Iterable[str], what: str = "key") -> list[Problem]:
        """A problem for each key that is not among `known`; beyond the tenth, one for all the rest."""
        known = list(known)
        strange = [key for key in self.values if key not in known]
        problems = [self.keys[key].problem(f"no such {what}{suggestion(key, known)}") for key in strange[:_MAX_UNKNOWN]]
        if len(strange) > _MAX_UNKNOWN:
            problems.append(self.place.problem(f"no such {what}: {len(strange) - _MAX_UNKNOWN:,} more"))
        return problems


Node = Text | Items | Table


# Reading


def read_yaml(path: Path, *, limit: int) -> tuple[Node | None, list[Problem]]:
    """Read a YAML file.

    Args:
        path: The file. A pipe or a device is refused, so it cannot hang the reader.
        limit: The most bytes it may have.

    Returns:
        The document's root, and the problems found. The root is None if the file is empty, cannot be read, or is not
        YAML; a lesser problem leaves out only the value it stands in.
    """
    file = clean_line(str(path))
    try:
        data = _read_bytes(path, limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, [Problem(file=file, message=f"cannot be read: {clean_line(reason)}")]
    if data is None:
        message = f"is larger than {limit // 1000:,} kB: too large for such a file"
        return None, [Problem(file=file, message=message)]
    return parse_yaml(data, file)


def settings_in(path: Path) -> Table | None:
    """The reader's settings; None if there are none that can be read. Who loads them all tells what is wrong there."""
    root, _ = read_yaml(path, limit=SETTINGS_LIMIT)
    return root if isinstance(root, Table) else None


def parse_yaml(data: bytes, file: str, *, loader: Loader = FASTEST_LOADER) -> tuple[Node | None, list[Problem]]:
    """Parse a YAML document.

    Args:
        data: The whole file.
        file: Its name in messages.
        loader: The PyYAML parser that splits the text into events.

    Returns:
        What `read_yaml` returns.
    """
    file = clean_line(file)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        return None, [_problem_after(before, file, "is not UTF-8 from here on; save it as UTF-8")]
    if found := _NOT_ALLOWED.search(text):
        message = f"contains a control character here (U+{ord(found[0]):04X}); remove it"
        return None, [_problem_after(text[: found.start()], file, message)]
    builder = _TreeBuilder(Place(file, 1, 1, ""))
    try:
        for event in yaml.parse(text, Loader=loader):
            if not builder.take(event):
                return None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax_problem(file, error)]
    except (yaml.YAMLError, ValueError) as error:
        return None, [*builder.problems, Problem(file=file, message=f"is not YAML: {clean_line(str(error))}")]
    root = builder.root
    return (None if isinstance(root, Text) and not root.value else root), builder.problems


# Values that settings and story files have in common


def text_of(node: Node, problems: list[Problem], expected: str = "text", *, longest: int = 300) -> str | None:
    """The text of a scalar. If it is empty or longer than `longest` code points, add a problem and return None."""
    if not isinstance(node, Text) or not node.value.strip():
        problems.append(node.place.problem(f"expected {expected}, found {node.found()}"))
        return None
    if len(node.value) > longest:
        found = f"{len(node.value):,} characters"
        problems.append(node.place.problem(f"expected {expected} of at most {longest} characters, found {found}"))
        return None
    return node.value


def yes_or_no(node: Node | None, problems: list[Problem]) -> bool | None:
    """The meaning of yes, no, true, false, on or off. None without a value; for any other value also add a problem."""
    if node is None:
        return None
    word = node.value.strip().lower() if isinstance(node, Text) else ""
    if word in ("yes", "true", "on", "no", "false", "off"):
        return word in ("yes", "true", "on")
    problems.append(node.place.problem(f"expected yes or no, found {node.found()}"))
    return None


# Messages


def listing(problems: Sequence[Problem]) -> str:
    """Problems for people: one per line, the first twenty of them, then how many more there are."""
    lines = [str(problem) for problem in problems[:MOST_LISTED]]
    if len(problems) > MOST_LISTED:
        lines.append(f"… and {len(problems) - MOST_LISTED} more")
    return "\n".join(lines)


# Helpers


def _read_bytes(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file, or None if there are more than `limit`. Raises OSError, ValueError."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe or a device can block or have effects
        raise ValueError("it is not a regular file")
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        data = stream.read(limit + 1) or b""
    return data if len(data) <= limit else None


def _problem_after(before: str, file: str, message: str) -> Problem:
    """A problem at the end of the text `before`."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(file=file, line=line, column=column, message=message)


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    own = error.problem or error.context or "unknown fault"
    message = next((plain for words, plain in _PLAIN_WORDS if words in own), own)
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(file=file, line=line, column=column, message=f"is not YAML: {clean_line(message)}")


@dataclass(slots=True, kw_only=True)
class _Unfinished:
    """A list or table whose end has not been reached."""

    place: Place
    is_table: bool
    kept: bool
    """Whether it becomes part of what it stands in."""
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    count: int = 0
    """Values of a list so far, including those left out."""
    expects_key: bool = True
    """In a table, whether a key comes next."""
    key: str | None = None
    """In a table, the key that waits for its value; None for a refused one."""


class _TreeBuilder:
    """Builds the tree out of parser events, without recursion."""

    def __init__(self, start: Place) -> None:
        self.start = start
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Unfinished] = []
        self.documents = 0
        self.count = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event. Return whether to go on; if not, the last problem says why."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                return self._give_up(event, "a second document starts here; a file may hold only one")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.NodeEvent):
            self.count += 1
            if len(self.problems) >= _MAX_PROBLEMS:
                return self._give_up(event, "too many problems; the rest was not read")
            if self.count > MAX_VALUES:
                return self._give_up(event, f"more than {MAX_VALUES:,} values; such a file needs far fewer")
            if isinstance(event, yaml.CollectionStartEvent) and len(self.stack) >= MAX_DEPTH:
                return self._give_up(event, f"more than {MAX_DEPTH} levels of lists and tables in each other")
            self._node(event)
        return True

    def _give_up(self, event: yaml.Event, message: str) -> bool:
        self.problems.append(self.start.of(event, "").problem(message))
        return False

    def _node(self, event: yaml.NodeEvent) -> None:
        inside = self.stack[-1] if self.stack else None
        as_key = inside is not None and inside.is_table and inside.expects_key
        place = self.start.of(event, self._path(event, as_key))
        fault = _why_refused(event)
        if isinstance(event, yaml.CollectionStartEvent):
            if as_key and fault is None:
                fault = "a list or table stands where a key is expected"
            is_table = isinstance(event, yaml.MappingStartEvent)
            self.stack.append(_Unfinished(place=place, is_table=is_table, kept=fault is None))
        elif as_key and inside is not None and isinstance(event, yaml.ScalarEvent) and fault is None:
            fault = self._take_key(inside, event, place)
        elif isinstance(event, yaml.ScalarEvent) and fault is None:
            self._attach(Text(place, event.value))
        else:
            self._attach(None)
        if fault is not None:
            self.problems.append(place.problem(fault))

    def _take_key(self, table: _Unfinished, event: yaml.ScalarEvent, place: Place) -> str | None:
        """Take a table's key. Return what is wrong with it."""
        table.expects_key = False
        if event.value == "<<" and event.implicit[0]:
            return "merge keys (<<) are not allowed here; write the values out"
        if event.value in table.keys:
            return f"is given a second time; the first is on line {table.keys[event.value].line}"
        table.keys[event.value] = place
        table.key = event.value
        return None

    def _close(self) -> None:
        closed = self.stack.pop()
        if not closed.kept:
            self._attach(None)
        elif closed.is_table:
            self._attach(Table(closed.place, closed.values, closed.keys))
        else:
            self._attach(Items(closed.place, tuple(closed.items)))

    def _attach(self, node: Node | None) -> None:
        """Put a finished value where it belongs; None for one that is left out."""
        if not self.stack:
            self.root = node
            return
        inside = self.stack[-1]
        if not inside.is_table:
            inside.count += 1
            if node is not None:
                inside.items.append(node)
        elif inside.expects_key:  # a key that is a list, a table or an alias is refused, and its value with it
            inside.expects_key = False
        else:
            if node is not None and inside.key is not None:
                inside.values[inside.key] = node
            inside.expects_key, inside.key = True, None

    def _path(self, event: yaml.NodeEvent, as_key: bool) -> str:
        """The path of keys to the value, or key, that an event brings."""
        if not self.stack:
            return ""
        inside = self.stack[-1]
        if not inside.is_table:
            return f"{inside.place.key}[{inside.count}]"
        key = event.value if as_key and isinstance(event, yaml.ScalarEvent) else inside.key
        if key is None:
            return inside.place.key
        shown = clean_line(key[:LONGEST_QUOTE]) + ("…" if len(key) > LONGEST_QUOTE else "")
        return f"{inside.place.key}.{shown}" if inside.place.key else shown


def _why_refused(event: yaml.NodeEvent) -> str | None:
    """Why a value is refused for the way it is marked; None if it is not."""
    if isinstance(event, yaml.AliasEvent):
        return "aliases (*…) are not allowed here; write the value out, or put it in quotes"
    if event.anchor is not None:
        return "anchors (&…) are not allowed here; put the value in quotes if the sign belongs to it"
    if getattr(event, "tag", None) is not None:
        return "tags (!…) are not allowed here; put the value in quotes if the sign belongs to it"
    if isinstance(event, yaml.ScalarEvent) and _SURROGATE.search(event.value):
        return "contains half a character (a lone surrogate); remove the escape"
    return None
