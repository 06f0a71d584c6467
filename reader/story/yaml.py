"""YAML for files that people write by hand: story files, themes, the config.

Strict where YAML surprises (every scalar is text, so that NO and 22:30 stay what they are; no aliases, anchors, tags,
merge keys or duplicate keys; one document) and bounded where it can hurt (size, depth, number of values). What is
wrong is collected with its place, not raised at the first: whoever mends a file sees all of it at once.

Plain files, as nearly all are, are read by a small parser of our own (`simple_yaml`), all others by PyYAML's
(`yaml_events`), which takes 10 ms to import. Where both can read a file they give the same.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import yaml

from reader.story.clean import clean_line

SHOWN = 60
"""Code points of a foreign text shown in a message."""
_LISTED = 20
"""Problems shown of a file."""


class Problem(NamedTuple):
    """Something wrong in a file, and where. As text: `story.yaml:7:5: versions[1].source: expected …, found …`."""

    file: str
    """The file's name as shown, clean."""
    line: int
    """From 1; 0 where the fault is the whole file's."""
    column: int
    """In code points, from 1; 0 where the fault is the whole file's."""
    key: str
    """The path of keys to the value, such as `versions[1].source`; empty where none is known."""
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
        """A problem at this place. What `message` quotes must have gone through `quoted`."""
        return Problem(self.file, self.line, self.column, self.key, message, warning)

    def of(self, event: yaml.Event, key: str) -> Place:
        """Where in the same file a parser's event begins."""
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
    """Where each key itself stands; also the keys whose values were refused."""

    def found(self) -> str:
        """What a message says was found."""
        return "a table of keys"

    def unknown(self, known: Iterable[str], what: str = "key") -> list[Problem]:
        """A problem for each key that is not among `known`; beyond the tenth, one for all the rest."""
        known = list(known)
        strange = [key for key in self.values if key not in known]
        problems = [self.keys[key].problem(f"no such {what}{suggestion(key, known)}") for key in strange[:10]]
        if len(strange) > 10:
            problems.append(self.place.problem(f"no such {what}: {len(strange) - 10:,} more"))
        return problems


Node = Text | Items | Table


def quoted(text: str) -> str:
    """Foreign text for a message: clean, cut to 60 code points, in quotes."""
    text = clean_line(text[: SHOWN + 1])
    return f"“{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}”"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean “…”?` where one of `known` is like `word`, else the empty string."""
    import difflib  # only needed where something is wrong

    near = difflib.get_close_matches(word[:SHOWN].lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""


def listing(problems: Sequence[Problem]) -> str:
    """Problems for people: one a line, the first twenty of them and how many more there are."""
    lines = [str(problem) for problem in problems[:_LISTED]]
    if len(problems) > _LISTED:
        lines.append(f"… and {len(problems) - _LISTED} more")
    return "\n".join(lines)


def text_of(node: Node, problems: list[Problem], expected: str = "text", *, longest: int = 300) -> str | None:
    """The text of a scalar that is neither empty nor longer than `longest` code points; else None and a problem."""
    if not isinstance(node, Text) or not node.value.strip():
        problems.append(node.place.problem(f"expected {expected}, found {node.found()}"))
        return None
    if len(node.value) > longest:
        found = f"{len(node.value):,} characters"
        problems.append(node.place.problem(f"expected {expected} of at most {longest} characters, found {found}"))
        return None
    return node.value


def yes_or_no(node: Node | None, problems: list[Problem]) -> bool | None:
    """What a value of yes or no (true, false, on, off) says; None where there is none or, with a problem, another."""
    if node is None:
        return None
    word = node.value.strip().lower() if isinstance(node, Text) else ""
    if word in ("yes", "true", "on", "no", "false", "off"):
        return word in ("yes", "true", "on")
    problems.append(node.place.problem(f"expected yes or no, found {node.found()}"))
    return None


def read_yaml(path: Path, *, limit: int) -> tuple[Node | None, list[Problem]]:
    """Read a YAML file.

    Args:
        path: The file. A pipe or a device is refused, so it cannot hang the reader.
        limit: The most bytes it may have.

    Returns:
        The document's root and what is wrong in it. The root is None for a file that is empty, cannot be read, or is no
        YAML at all; a lesser fault leaves out the value it stands in.
    """
    file = clean_line(str(path))
    try:
        data = _read(path, limit)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, [Problem(file, 0, 0, "", f"cannot be read: {clean_line(reason)}")]
    if data is None:
        return None, [Problem(file, 0, 0, "", f"is larger than {limit // 1000:,} kB: too large for such a file")]
    return parse_yaml(data, file)


def parse_yaml(data: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Parse a YAML document; `file` is its name in messages. Returns what `read_yaml` returns."""
    file = clean_line(file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        return None, [_problem_at(file, before, "is not UTF-8 from here on; save it as UTF-8")]
    printable = text.replace("\n", "").isprintable()
    if not printable and (strange := re.search(_UNPRINTABLE, text)):
        found = f"U+{ord(strange.group()):04X}"
        return None, [
            _problem_at(file, text[: strange.start()], f"holds a control character here ({found}); remove it")
        ]
    from reader.story.simple_yaml import read_simple

    root = read_simple(text, file)
    if root is not None:
        return root, []
    pass

    return parse_events(text, file)


_UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]"
"""What YAML 1.1 does not allow in a stream (production c-printable), and byte order marks inside it."""


def _read(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file, or None where there are more than `limit`. Raises OSError, ValueError."""
    if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe or a device can block or act
        raise ValueError("it is no regular file")
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        data = stream.read(limit + 1) or b""
    return data if len(data) <= limit else None


def _problem_at(file: str, before: str, message: str) -> Problem:
    """A problem at the end of the text `before`."""
    return Problem(file, before.count("\n") + 1, len(before) - before.rfind("\n"), "", message)


# YAML as PyYAML parses it


MAX_DEPTH = 16
"""Lists and tables within each other."""
MAX_VALUES = 10_000
"""Scalars, lists and tables in one file."""
_ENOUGH = 50
"""Problems after which a file is given up."""

_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HALVES = re.compile("[\ud800-\udfff]")

_PLAIN_WORDS = (
    ("mapping values are not allowed", "a second “:” in this line; put the value in quotes"),
    ("cannot start any token", "a tab or a sign that YAML keeps for itself; indent with spaces, or use quotes"),
    ("did not find expected key", "this line does not fit the ones above; check the indentation and the quotes"),
    ("did not find expected '-' indicator", "this line does not fit the list above it; check the indentation"),
    ("found unexpected end of stream", "a quotation mark is opened and never closed"),
)
"""The faults people make most, in words that say what to do; the parser's own words stand for the rest."""


def parse_events(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Parse a text that holds nothing but what YAML allows; `file` is its name in messages, clean.

    Returns:
        What `read_yaml` returns.
    """
    builder = _Builder(Place(file, 1, 1, ""))
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, [*builder.problems, _syntax_problem(file, error)]
    except (yaml.YAMLError, ValueError) as error:
        return None, [*builder.problems, Problem(file, 0, 0, "", f"is not YAML: {clean_line(str(error))}")]
    root = builder.root
    return (None if isinstance(root, Text) and not root.value else root), builder.problems


def _syntax_problem(file: str, error: yaml.MarkedYAMLError) -> Problem:
    own = error.problem or error.context or "unknown fault"
    message = next((plain for words, plain in _PLAIN_WORDS if words in own), own)
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return Problem(file, line, column, "", f"is not YAML: {clean_line(message)}")


@dataclass(slots=True)
class _Frame:
    """A list or table that is being read."""

    place: Place
    table: bool
    kept: bool
    """Whether it becomes part of what it stands in."""
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    count: int = 0
    """Values of a list so far, those left out too."""
    key_next: bool = True
    """In a table, whether a key comes next."""
    key: str | None = None
    """In a table, the key that waits for its value; None for a refused one."""


class _Builder:
    """Builds the tree out of parser events, without recursion."""

    def __init__(self, start: Place) -> None:
        self.start = start
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.stack: list[_Frame] = []
        self.documents = 0
        self.count = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event. Returns whether to go on; where not, a problem says why."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                return self._give_up(event, "a second document starts here; one file holds one")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.NodeEvent):
            self.count += 1
            if len(self.problems) >= _ENOUGH:
                return self._give_up(event, "too many problems; the rest was not read")
            if self.count > MAX_VALUES:
                return self._give_up(event, f"more than {MAX_VALUES:,} values; such a file needs far fewer")
            if isinstance(event, yaml.CollectionStartEvent) and len(self.stack) >= MAX_DEPTH:
                return self._give_up(event, f"more than {MAX_DEPTH} levels of lists and tables within each other")
            self._node(event)
        return True

    def _give_up(self, event: yaml.Event, message: str) -> bool:
        self.problems.append(self.start.of(event, "").problem(message))
        return False

    def _node(self, event: yaml.NodeEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        as_key = frame is not None and frame.table and frame.key_next
        place = self.start.of(event, self._path(event, as_key))
        fault = _refusal(event)
        if isinstance(event, yaml.CollectionStartEvent):
            if as_key and fault is None:
                fault = "a list or table stands where a key is expected"
            self.stack.append(_Frame(place, isinstance(event, yaml.MappingStartEvent), kept=fault is None))
        elif as_key and frame is not None and isinstance(event, yaml.ScalarEvent) and fault is None:
            fault = self._take_key(frame, event, place)
        elif isinstance(event, yaml.ScalarEvent) and fault is None:
            self._attach(Text(place, event.value))
        else:
            self._attach(None)
        if fault is not None:
            self.problems.append(place.problem(fault))

    def _take_key(self, frame: _Frame, event: yaml.ScalarEvent, place: Place) -> str | None:
        """Take a table's key. Returns what is wrong with it."""
        frame.key_next = False
        if event.value == "<<" and event.implicit[0]:
            return "merge keys (<<) are not used here; write the values out"
        if event.value in frame.keys:
            return f"stands here a second time; the first is in line {frame.keys[event.value].line}"
        frame.keys[event.value] = place
        frame.key = event.value
        return None

    def _close(self) -> None:
        frame = self.stack.pop()
        if not frame.kept:
            self._attach(None)
        elif frame.table:
            self._attach(Table(frame.place, frame.values, frame.keys))
        else:
            self._attach(Items(frame.place, tuple(frame.items)))

    def _attach(self, node: Node | None) -> None:
        """Put a finished value where it belongs; None for one that is left out."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if not frame.table:
            frame.count += 1
            if node is not None:
                frame.items.append(node)
        elif frame.key_next:  # a key that is a list, a table or an alias: refused, and its value with it
            frame.key_next = False
        else:
            if node is not None and frame.key is not None:
                frame.values[frame.key] = node
            frame.key_next, frame.key = True, None

    def _path(self, event: yaml.NodeEvent, as_key: bool) -> str:
        """The path of keys to the value, or key, that an event brings."""
        if not self.stack:
            return ""
        frame = self.stack[-1]
        if not frame.table:
            return f"{frame.place.key}[{frame.count}]"
        key = event.value if as_key and isinstance(event, yaml.ScalarEvent) else frame.key
        if key is None:
            return frame.place.key
        shown = clean_line(key[:SHOWN]) + ("…" if len(key) > SHOWN else "")
        return f"{frame.place.key}.{shown}" if frame.place.key else shown


def _refusal(event: yaml.NodeEvent) -> str | None:
    """Why a value is refused for what it is marked with."""
    if isinstance(event, yaml.AliasEvent):
        return "aliases (*…) are not used here; write the value out, or put it in quotes"
    if event.anchor is not None:
        return "anchors (&…) are not used here; put the value in quotes if the sign belongs to it"
    if getattr(event, "tag", None) is not None:
        return "tags (!…) are not used here; put the value in quotes if the sign belongs to it"
    if isinstance(event, yaml.ScalarEvent) and _HALVES.search(event.value):
        return "holds half a character (a lone surrogate); remove the escape"
    return None
