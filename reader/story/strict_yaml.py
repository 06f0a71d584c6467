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
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reader.story.clean import clean_line

if TYPE_CHECKING:
    import yaml

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
    from reader.story.yaml_events import parse_events  # with it comes PyYAML: 10 ms that a first paint can do without

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
