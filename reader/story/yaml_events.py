"""YAML as PyYAML parses it, for files that are not simple (`simple_yaml`), and for what is wrong in a file.

The parser's events are read in a loop. Composing or loading would recurse: with PyYAML 6.0.3 a nesting of 1,000 ends in
RecursionError, and a merge-key bomb of 1 kB takes 12 s to construct. Here 1 MB of any of these is refused in 0.1 s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from reader.story.clean import clean_line
from reader.story.strict_yaml import SHOWN, Items, Node, Place, Problem, Table, Text

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
