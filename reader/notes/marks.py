"""The marks in the notes file, by which what Diptych wrote is told from what a hand wrote.

A block begins with `<!-- diptych:note ID CHECK -->` or `<!-- diptych:together CHECK -->` and ends with
`<!-- diptych:end -->`, each alone on its line. A note's check tells how many lines stand before and behind its words,
and the digests of both; so the file alone shows what a hand changed, whatever the store remembers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reader.notes.notes_file import FORMAT, NotePart
from reader.story.strict_yaml import Table, Text, parse_yaml

LARGEST = 16 * 1024 * 1024
"""Bytes of a notes file that is read."""
OWN = ("format", "key", "story", "versions")
"""The keys of the front matter that the hand may change; `saved`, `program` and `check` are renewed at each save."""
END = "<!-- diptych:end -->"
_ID = r"[\w.-]{1,64}"
_START = re.compile(
    rf"<!-- diptych:(?:note (?P<id>{_ID}) (?P<h>\d+)\.(?P<f>\d+)\.(?P<hd>[0-9a-f]+)\.(?P<bd>[0-9a-f]+)|"
    r"together (?P<td>[0-9a-f]+)) -->"
)
_MARK = re.compile(r"<!-- diptych:")
_HIDDEN = re.compile(r"(?m)^(<!-- )(\\*diptych:)")
_SHOWN = re.compile(r"(?m)^(<!-- \\*)\\(diptych:)")
_KEY = re.compile(r"([A-Za-z_][\w-]*):(?=\s|$)")
_DIGITS = 10


class UnreadableError(Exception):
    """A file that is no whole notes file. Its text says what is wrong with it, to stand behind `it`."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two marks."""

    raw: str
    """All of it, its marks too, to the letter."""
    inner: str
    """What stands between the marks, to the letter."""
    id: str
    """The note's id; empty for the merged reading."""
    check: str
    """As the first mark has it."""

    @property
    def together(self) -> bool:
        """Whether it is the merged reading."""
        return not self.id

    def reading(self) -> str | None:
        """The reader's words as they stand there now; None if what stands around them was changed."""
        head, foot, head_digest, _ = self.check.split(".")
        lines = _trimmed(_plain(self.inner).split("\n"))
        before, behind = int(head), int(foot)
        if len(lines) < before + behind:
            return None
        end = len(lines) - behind
        if digest("\n".join(line.rstrip() for line in lines[:before] + lines[end:])) != head_digest:
            return None
        return "\n".join(_trimmed(lines[before:end]))

    @property
    def written(self) -> str:
        """The digest of the reader's words, or of the merged reading, as Diptych wrote them."""
        return self.check.rpartition(".")[2]

    def says(self, text: str) -> bool:
        """Whether this text stands there, whatever its lines end with."""
        return _whole(self.inner) == _whole(text)

    @property
    def untouched(self) -> bool:
        """Whether it is as Diptych wrote it."""
        now = _whole(self.inner) if self.together else self.reading()
        return now is not None and digest(now) == self.written


@dataclass(frozen=True, slots=True)
class Parsed:
    """A notes file, taken apart; put together again it is the same to the letter."""

    bom: bool
    newline: str
    front: tuple[tuple[str, str], ...]
    """The front matter in pieces: key (empty for comments and what is not ours to know) and lines, to the letter."""
    values: Mapping[str, str]
    """The front matter's plain values."""
    pieces: tuple[str | Block, ...]
    """What stands behind the front matter: text of the hand's, and blocks."""
    fence: tuple[str, str] = ("---\n", "---\n")
    """The lines around the front matter, to the letter."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The notes that stand in it, in its order."""
        return tuple(dict.fromkeys(piece.id for piece in self.pieces if isinstance(piece, Block) and piece.id))

    def hand_changed(self, key: str) -> bool:
        """Whether a hand changed this key of the front matter, or took it out."""
        checks = self.values.get("check", "").split(".")
        now = next((text for own, text in self.front if own == key), "")
        return len(checks) != len(OWN) or digest(_plain(now).strip()) != checks[OWN.index(key)]


def digest(text: str) -> str:
    """A short digest: it tells a hand's change, and guards against nothing else."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def front_check(front: Sequence[tuple[str, str]]) -> str:
    """What the key `check` says of the front matter: a digest for each key of `OWN`."""
    texts = dict(front)
    return ".".join(digest(_plain(texts.get(key, "")).strip()) for key in OWN)


def note_block(part: NotePart) -> str:
    """A note with its marks. Its lines end with U+000A."""
    words = hidden(part.body)
    head, foot = (text.split("\n") if text else [] for text in (part.head, part.foot))
    around = digest("\n".join(line.rstrip() for line in head + foot))
    mark = f"<!-- diptych:note {part.id} {len(head)}.{len(foot)}.{around}.{digest(as_read(part.body))} -->"
    inner = "\n\n".join(text for text in (part.head, words, part.foot) if text)
    return f"{mark}\n{inner}\n\n{END}\n"


def together_block(text: str) -> str:
    """The merged reading with its marks. Its lines end with U+000A."""
    return f"<!-- diptych:together {digest(_whole(text))} -->\n{text}\n\n{END}\n"


def as_read(words: str) -> str:
    """The reader's words as they are read in a file that nobody changed."""
    return "\n".join(_trimmed(_plain(hidden(words)).split("\n")))


def hidden(words: str) -> str:
    """The reader's words, so that what looks like a mark in them is none."""
    return _HIDDEN.sub(r"\1\\\2", words)


def shown(words: str) -> str:
    """Words as they were before they were `hidden`."""
    return _SHOWN.sub(r"\1\2", words)


def parse(data: bytes) -> Parsed:
    """Take a notes file apart.

    Raises:
        UnreadableError: If it is no notes file, or is torn, badly encoded, holds a conflict that a merge left, or its
            front matter is no YAML.
    """
    text = _decoded(data)
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    if not lines or lines[0].rstrip() != "---":
        raise UnreadableError("has no front matter")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end:
        raise UnreadableError("has a front matter without an end")
    values = _values("".join(lines[1:end]))
    pieces = tuple(_pieces(lines[end + 1 :], end + 2))
    _refuse_conflicts(pieces)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    return Parsed(bom, newline, tuple(_front(lines[1:end])), values, pieces, (lines[0], lines[end]))


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise UnreadableError(f"is larger than {LARGEST >> 20} MB")
    if b"\0" in data:
        raise UnreadableError("holds null bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError(f"is not UTF-8 in line {line}") from None


def _values(front: str) -> dict[str, str]:
    root, problems = parse_yaml(front.encode("utf-8", "surrogatepass"), "the front matter")
    if problems:
        line = f" in line {problems[0].line + 1}" if problems[0].line else ""
        raise UnreadableError(f"has a front matter that cannot be read{line}: {problems[0].message}")
    if not isinstance(root, Table):
        raise UnreadableError("has a front matter without keys")
    values = {key: node.value for key, node in root.values.items() if isinstance(node, Text)}
    if values.get("format") != FORMAT:
        raise UnreadableError(f"does not say “format: {FORMAT}”")
    return values


def _front(lines: Sequence[str]) -> list[tuple[str, str]]:
    """The front matter in pieces; what goes on with a key's value is indented, or an item of its list."""
    out: list[tuple[str, str]] = []
    for line in lines:
        found = _KEY.match(line)
        if found:
            out.append((found[1], line))
        elif out and out[-1][0] and line[0] in " \t-" and line.strip():
            out[-1] = (out[-1][0], out[-1][1] + line)
        else:
            out.append(("", line))
    return out


def _pieces(lines: Sequence[str], number: int) -> list[str | Block]:
    """Text and blocks; `number` is the first line's, for messages."""
    out: list[str | Block] = []
    text: list[str] = []
    start: re.Match[str] | None = None
    began = 0
    for at, line in enumerate(lines, number):
        stripped = line.rstrip()
        found = _START.fullmatch(stripped)
        if found is None and _MARK.match(stripped) and stripped != END:
            raise UnreadableError(f"has a mark in line {at} that was changed")
        if found:
            if start is not None:
                raise UnreadableError(f"has a block that begins in line {began} and does not end")
            out.append("".join(text))
            text, start, began = [line], found, at
        elif stripped == END:
            if start is None:
                raise UnreadableError(f"has a block that ends in line {at} and did not begin")
            raw = "".join([*text, line])
            check = ".".join(start[name] for name in ("h", "f", "hd", "bd")) if start["id"] else start["td"]
            out.append(Block(raw, "".join(text[1:]), start["id"] or "", check))
            text, start = [], None
        else:
            text.append(line)
    if start is not None:
        raise UnreadableError(f"has a block that begins in line {began} and does not end")
    return [*out, "".join(text)]


def _refuse_conflicts(pieces: Sequence[str | Block]) -> None:
    """Refuse what a merge left half done, unless a note of the reader's speaks of such things."""
    changed = "\n".join(piece if isinstance(piece, str) else "" if piece.untouched else piece.inner for piece in pieces)
    if re.search(r"(?m)^<{7} ", changed) and re.search(r"(?m)^>{7} ", changed):
        raise UnreadableError("holds the conflict of a merge (<<<<<<<), which wants to be resolved")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Lines without blank ones at their ends."""
    full = [number for number, line in enumerate(lines) if line.strip(" \t\r")]
    return list(lines[full[0] : full[-1] + 1]) if full else []


def _whole(text: str) -> str:
    """A block's text, however its lines end."""
    return "\n".join(line.rstrip() for line in _trimmed(_plain(text).split("\n")))
