"""Merging what Diptych writes into a notes file with what was written there by hand.

What Diptych writes is in blocks between marks (HTML comments); what is outside of them stays verbatim. A note's words
that were changed in a block are read back. A block that was changed in any other way stays as it is, without its marks,
and the new block follows it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reader.notes.notes_file import FORMAT, NotePart, Parts
from reader.story.yaml import Table, Text, parse_yaml

LARGEST = 16 * 1024 * 1024
"""Most bytes of a notes file that is read."""
INTRODUCTION = (
    "# You may edit this file. At each save Diptych rewrites only what is between its marks (HTML comments, invisible\n"
    "# when rendered). It reads back the words of notes that you change there, and leaves everything else as it is.\n"
)
KEPT = "<!-- changed by hand: kept here, and followed by the new text -->"
NOTES = "## Notes"

_OWN = ("format", "key", "story", "versions", "title")
"""The keys of the front matter that may be changed by hand; `saved`, `program` and `check` are renewed at each save."""
_END = "<!-- diptych:end -->"
_ID = r"[\w.-]{1,64}"
_START = re.compile(
    rf"<!-- diptych:(?:note (?P<id>{_ID}) (?P<h>\d{{1,9}})\.(?P<f>\d{{1,9}})\.(?P<hd>[0-9a-f]+)\.(?P<bd>[0-9a-f]+)|"
    r"(?P<kind>sources|together) (?P<td>[0-9a-f]+)) -->"
)
"""A block's first mark. For a note: its id, the number of lines before and after its words, the digest of those lines
and of the words; for the list of sources and the merged reading the digest of all of it."""
_MARK = re.compile(r"<!-- diptych:")
_HIDDEN = re.compile(r"(?m)^(<!-- )(\\*diptych:)")
_SHOWN = re.compile(r"(?m)^(<!-- \\*)\\(diptych:)")
_KEY = re.compile(r"([A-Za-z_][\w-]*):(?=\s|$)")
_FOOTNOTE = re.compile(r"\[\^(\d{1,6})\]")
_HEADING = re.compile(r"# [^\n]*\r?\n")
_DIGITS = 10
"""Hexadecimal digits of a digest."""


class UnreadableError(Exception):
    """A file that is not a complete notes file. The text says what is wrong with it, to follow `it`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock:
    """What is between two marks: a note, the list of sources, or the merged reading."""

    raw: str
    """All of it, with its marks, verbatim."""
    inner: str
    """What is between the marks, verbatim."""
    id: str
    """The note's id; empty for the list of sources and the merged reading."""
    kind: str
    """`sources` or `together`; empty for a note."""
    check: str
    """The figures of the first mark, joined by points."""

    def words(self) -> str | None:
        """A note's words as they are there now; None if the lines around them were changed."""
        head, foot, head_digest, _ = self.check.split(".")
        lines = _trimmed(_with_newlines(self.inner).split("\n"))
        before, behind = int(head), int(foot)
        if len(lines) < before + behind:
            return None
        end = len(lines) - behind
        if digest("\n".join(line.rstrip() for line in lines[:before] + lines[end:])) != head_digest:
            return None
        return "\n".join(_trimmed(lines[before:end]))

    @property
    def written(self) -> str:
        """The digest of the note's words, or of the whole block if it is no note, as Diptych wrote them."""
        return self.check.rpartition(".")[2]

    def says(self, text: str) -> bool:
        """Whether it holds this text, apart from white space at line ends."""
        return _normalized(self.inner) == _normalized(text)

    @property
    def untouched(self) -> bool:
        """Whether it is as Diptych wrote it."""
        now = self.words() if self.id else _normalized(self.inner)
        return now is not None and digest(now) == self.written


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A notes file in pieces; joined, they are the file verbatim."""

    bom: bool
    newline: str
    front: tuple[tuple[str, str], ...]
    """The front matter in pieces: a key (empty for comments and unknown lines) and its lines, verbatim."""
    values: Mapping[str, str]
    """The front matter's plain values."""
    pieces: tuple[str | MarkedBlock, ...]
    """What follows the front matter: text written by hand, and blocks."""
    fence: tuple[str, str]
    """The lines around the front matter, verbatim."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The notes that are in it, in its order."""
        return tuple(dict.fromkeys(piece.id for piece in self.pieces if isinstance(piece, MarkedBlock) and piece.id))

    def hand_changed(self, key: str) -> bool:
        """Whether this key of the front matter was changed or removed by hand."""
        checks = self.values.get("check", "").split(".")
        now = next((text for own, text in self.front if own == key), "")
        at = _OWN.index(key)
        return at >= len(checks) or digest(_with_newlines(now).strip()) != checks[at]


class Composed(NamedTuple):
    """What a notes file is to hold."""

    text: str
    beside: int = 0
    """Blocks that were changed by hand and are kept beside their new ones."""
    strange: int = 0
    """Notes in the file that the store does not know; they stay."""


def parse(data: bytes) -> ParsedFile:
    """Take a notes file apart.

    Raises:
        UnreadableError: It is no notes file, or is torn, badly encoded, holds the conflict of a merge, or its front
            matter is not valid YAML.
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
    return ParsedFile(
        bom=bom,
        newline="\r\n" if lines[0].endswith("\r\n") else "\n",
        front=tuple(_front(lines[1:end])),
        values=values,
        pieces=pieces,
        fence=(lines[0], lines[end]),
    )


def fresh(parts: Parts) -> str:
    """A new notes file. Its lines end with U+000A."""
    blocks = [_whole_block(kind, text) for kind, text in _wholes(parts) if text]
    if parts.notes:
        blocks += [f"{NOTES}\n", *map(_note_block, parts.notes)]
    lines = "\n".join([*(text for _, text in parts.front), f"check: {_front_check(parts.front)}"])
    return "\n".join([f"---\n{INTRODUCTION}{lines}\n---\n{parts.title}\n", *blocks])


def compose(parsed: ParsedFile, parts: Parts, known: Sequence[str], taken: Mapping[str, str]) -> Composed:
    """Put new parts into an existing notes file.

    Args:
        parsed: The file as it is. The result of `words_changed` for it was already put into `parts`.
        parts: What Diptych writes.
        known: The notes that we wrote into the file last, in the order they had then. Those of them that no longer
            exist were deleted and are removed; any other note that the store does not know stays.
        taken: For notes whose words were read back since then, the digest of those words.
    """
    return _Composer(parsed, parts, known, taken).composed()


def words_changed(parsed: ParsedFile, bodies: Mapping[str, str], taken: Mapping[str, str]) -> dict[str, str]:
    """The new words of each note whose words were changed in the file by hand, and not in the program since.

    Args:
        parsed: The file.
        bodies: For each note's id its words, as they would be written now.
        taken: For notes whose words were read back since the file was written, the digest of those words: they are not
            read back again, even if the reader undid it.
    """
    out = {}
    for block in parsed.pieces:
        if isinstance(block, MarkedBlock) and block.id in bodies and not block.untouched:
            now, ours = block.words(), as_read(bodies[block.id])
            if now is None or digest(now) == taken.get(block.id):
                continue
            if now != ours and digest(ours) == block.written:
                out[block.id] = _show_marks(now)
    return out


def footnotes_taken(parsed: ParsedFile | None, bodies: Iterable[str]) -> frozenset[int]:
    """The numbers of footnotes used by hand and in notes, which the merged reading must not use."""
    texts = list(bodies)
    for piece in parsed.pieces if parsed else ():
        if isinstance(piece, str):
            texts.append(piece)
        elif piece.kind and not piece.untouched:
            texts.append(piece.inner)
    return frozenset(int(number) for text in texts for number in _FOOTNOTE.findall(text))


def as_read(words: str) -> str:
    """A note's words as they are read from a file that nobody changed."""
    return "\n".join(_trimmed(_with_newlines(_hide_marks(words)).split("\n")))


def digest(text: str) -> str:
    """A short digest: it reveals a change, but does not protect against forgery."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


# Blocks as they are written


def _note_block(part: NotePart) -> str:
    """A note with its marks. Its lines end with U+000A."""
    words = _hide_marks(part.body)
    head, foot = (text.split("\n") if text else [] for text in (part.head, part.foot))
    around = digest("\n".join(line.rstrip() for line in head + foot))
    mark = f"<!-- diptych:note {part.id} {len(head)}.{len(foot)}.{around}.{digest(as_read(part.body))} -->"
    inner = "\n\n".join(text for text in (part.head, words, part.foot) if text)
    return f"{mark}\n{inner}\n\n{_END}\n"


def _wholes(parts: Parts) -> tuple[tuple[str, str], ...]:
    """The blocks that are no notes, in their order: their kind and their text."""
    return (("sources", parts.sources), ("together", parts.reading))


def _whole_block(kind: str, text: str) -> str:
    """The list of sources or the merged reading with its marks. Its lines end with U+000A."""
    return f"<!-- diptych:{kind} {digest(_normalized(text))} -->\n{text}\n\n{_END}\n"


def _front_check(front: Sequence[tuple[str, str]]) -> str:
    """The value of the key `check`: a digest for each key of `_OWN`."""
    texts = dict(front)
    return ".".join(digest(_with_newlines(texts.get(key, "")).strip()) for key in _OWN)


def _hide_marks(words: str) -> str:
    """The reader's words with everything escaped that looks like a mark."""
    return _HIDDEN.sub(r"\1\\\2", words)


def _show_marks(words: str) -> str:
    """The reverse of `_hide_marks`."""
    return _SHOWN.sub(r"\1\2", words)


# Taking a file apart


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
    """The front matter in pieces; lines that continue a value are indented or items of its list."""
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


def _pieces(lines: Sequence[str], number: int) -> list[str | MarkedBlock]:
    """Text and blocks in their order; `number` is the number of the first line, for messages."""
    out: list[str | MarkedBlock] = []
    text: list[str] = []
    start: re.Match[str] | None = None
    began = 0
    for at, line in enumerate(lines, number):
        stripped = line.rstrip()
        found = _START.fullmatch(stripped)
        if found is None and _MARK.match(stripped) and stripped != _END:
            raise UnreadableError(f"has a mark in line {at} that was changed")
        if found:
            if start is not None:
                raise UnreadableError(f"has a block that begins in line {began} and does not end")
            out.append("".join(text))
            text, start, began = [line], found, at
        elif stripped == _END:
            if start is None:
                raise UnreadableError(f"has a block that ends in line {at} and did not begin")
            check = ".".join(start[name] for name in ("h", "f", "hd", "bd")) if start["id"] else start["td"]
            raw = "".join([*text, line])
            inner, kind = "".join(text[1:]), start["kind"] or ""
            out.append(MarkedBlock(raw=raw, inner=inner, id=start["id"] or "", kind=kind, check=check))
            text, start = [], None
        else:
            text.append(line)
    if start is not None:
        raise UnreadableError(f"has a block that begins in line {began} and does not end")
    return [*out, "".join(text)]


def _refuse_conflicts(pieces: Sequence[str | MarkedBlock]) -> None:
    """Refuse a file with the conflict of a merge, unless it is a note that shows one."""
    changed = "\n".join(piece if isinstance(piece, str) else "" if piece.untouched else piece.inner for piece in pieces)
    if re.search(r"(?m)^<{7} ", changed) and re.search(r"(?m)^>{7} ", changed):
        raise UnreadableError("holds a merge conflict (<<<<<<<), which must be resolved first")


def _with_newlines(text: str) -> str:
    """A text whose lines end with U+000A."""
    return text.replace("\r\n", "\n")


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Lines without blank ones at either end."""
    full = [number for number, line in enumerate(lines) if line.strip(" \t\r")]
    return list(lines[full[0] : full[-1] + 1]) if full else []


def _normalized(text: str) -> str:
    """A block's text without blank lines at its ends and white space at line ends."""
    return "\n".join(line.rstrip() for line in _trimmed(_with_newlines(text).split("\n")))


# Putting a file together


class _Composer:
    """Walks through the pieces of a file and collects what it is to hold in `_out`."""

    def __init__(self, parsed: ParsedFile, parts: Parts, known: Sequence[str], taken: Mapping[str, str]) -> None:
        self._parsed = parsed
        self._parts = parts
        self._known = frozenset(known)
        self._taken = taken
        self._notes = {part.id: part for part in parts.notes}
        self._beside = self._strange = 0
        self._out: list[str] = []
        self._sources_at: int | None = None
        """Where the list of sources stands in `_out`."""
        slots = [id_ for id_ in parsed.ids if id_ in self._notes]
        then = [id_ for id_ in known if id_ in slots]
        now = [part.id for part in parts.notes if part.id in then]
        turns = iter(now)
        moved = then != now
        self._slots = {id_: next(turns) if moved and id_ in then else id_ for id_ in slots}
        """For each note in the file, the note to put in its place: another one if the reader changed their order."""
        self._new_after = self._followers(list(self._slots.values()))

    def _followers(self, placed: Sequence[str]) -> dict[str, list[NotePart]]:
        """New notes by the id of the note they follow; an empty id stands for the top."""
        out: dict[str, list[NotePart]] = {}
        before = ""
        for part in self._parts.notes:
            if part.id in placed:
                before = part.id
            else:
                out.setdefault(before, []).append(part)
        return out

    def composed(self) -> Composed:
        """The whole file."""
        seen: set[str] = set()
        texts = dict(_wholes(self._parts))
        first = next((p.id for p in self._parsed.pieces if isinstance(p, MarkedBlock) and p.id in self._slots), "")
        for piece in self._parsed.pieces:
            if isinstance(piece, str):
                self._add_text(piece)
            elif piece.kind:
                self._add_whole(piece, texts.pop(piece.kind, None))
            elif piece.id in seen:
                self._keep(piece)
            else:
                if piece.id == first:
                    for part in self._new_after.pop("", ()):
                        self._add(_note_block(part) + "\n")
                self._add_note(piece)
            if isinstance(piece, MarkedBlock) and piece.id:
                seen.add(piece.id)
        for kind, text in texts.items():
            if text:
                self._insert_whole(kind, text)
        if rest := self._new_after.pop("", ()):
            self._insert_notes(rest)
        text = "".join([*self._front(), *self._out])
        return Composed(("\ufeff" if self._parsed.bom else "") + text, self._beside, self._strange)

    def _add(self, block: str) -> None:
        """Add what Diptych writes, with the file's line ends."""
        self._out.append(block.replace("\n", self._parsed.newline))

    def _add_text(self, text: str) -> None:
        """Add text written by hand; where a block was removed, one of the blank lines around it goes too."""
        newline = self._parsed.newline
        if self._out and self._out[-1] == "" and text.startswith(newline) and not text.strip():
            text = text.removeprefix(newline)
        self._out.append(text)

    def _add_whole(self, block: MarkedBlock, text: str | None) -> None:
        """Add the list of sources or the merged reading in place of the old one.

        Args:
            block: The old one.
            text: What is to be there now; None if the file has it already, and this second one is only kept.
        """
        if text is None or not (block.untouched or (text and block.says(text))):
            self._keep(block)
        elif not text:
            self._out.append("")
        if text:
            if block.kind == "sources":
                self._sources_at = len(self._out)
            self._add(_whole_block(block.kind, text))

    def _add_note(self, block: MarkedBlock) -> None:
        """Add the note that belongs in a block's place, and the new ones that follow it."""
        part = self._notes.get(block.id)
        if part is None:
            if block.id not in self._known:
                self._strange += 1
                self._out.append(block.raw)
            elif self._settled(block):
                self._out.append("")
            else:
                self._keep(block)
            return
        if not self._settled(block) and block.words() != as_read(part.body):
            self._keep(block)
        here = self._notes[self._slots[block.id]]
        self._add(_note_block(here))
        for new in self._new_after.pop(here.id, ()):
            self._add("\n" + _note_block(new))

    def _settled(self, block: MarkedBlock) -> bool:
        """Whether a note's words are as we wrote them, or as they were read back."""
        now = block.words()
        return now is not None and (block.untouched or digest(now) == self._taken.get(block.id))

    def _keep(self, block: MarkedBlock) -> None:
        """Keep a block that was changed by hand as text of its own."""
        self._beside += 1
        self._add(f"{KEPT}\n")
        self._out.append(block.inner if block.inner.endswith("\n") else block.inner + self._parsed.newline)

    def _insert_whole(self, kind: str, text: str) -> None:
        """Insert what the file does not have yet: the list of sources after the title, the reading after that."""
        newline = self._parsed.newline
        block = _whole_block(kind, text).replace("\n", newline)
        if self._sources_at is not None:
            self._out[self._sources_at + 1 : self._sources_at + 1] = [newline, block]
            return
        head = self._out[0] if self._out else ""
        title = _HEADING.match(head.lstrip("\r\n"))
        at = len(head) - len(head.lstrip("\r\n")) + (title.end() if title else 0)
        self._out[:1] = [head[:at], newline if head[:at] else "", block, "" if head[at:].strip() == "" else newline]
        self._out.insert(4, head[at:])
        if kind == "sources":
            self._sources_at = 2

    def _insert_notes(self, notes: Sequence[NotePart]) -> None:
        """Insert notes, of which the file has none yet, after their heading or at the end."""
        newline = self._parsed.newline
        blocks = newline.join(_note_block(part).replace("\n", newline) for part in notes)
        for number, piece in enumerate(self._out):
            found = re.search(rf"(?m)^{NOTES}[ \t]*\r?(?:\n|\Z)", piece)
            if found:
                before, behind = piece[: found.end()], piece[found.end() :]
                before += "" if before.endswith("\n") else newline
                self._out[number : number + 1] = [before, newline, blocks, behind]
                return
        end = "".join(self._out)
        gap = "" if not end or end.endswith("\n") else newline
        self._out += [gap, "" if end.endswith(newline * 2) else newline, NOTES, newline * 2, blocks]

    def _front(self) -> list[str]:
        """The front matter: our keys renewed unless they were changed by hand, everything else as it was."""
        parsed, newline = self._parsed, self._parsed.newline
        new = dict(self._parts.front)
        checks = parsed.values.get("check", "").split(".")
        checks += [""] * (len(_OWN) - len(checks))
        new_checks = _front_check(self._parts.front).split(".")
        for number, key in enumerate(_OWN):
            if parsed.hand_changed(key):
                new.pop(key, None)
            else:
                checks[number] = new_checks[number]
        new["check"] = f"check: {'.'.join(checks)}"
        out = [parsed.fence[0]]
        for key, text in parsed.front:
            if key in new:
                comment = "" if key in _OWN else (re.search(r"(?<![ \t])[ \t]++#.*(?=\r?\n|$)", text) or [""])[0]
                out.append(new.pop(key).replace("\n", newline) + comment + newline)
            else:
                out.append(text)
        out += [new.pop(key) + newline for key in ("saved", "program", "check") if key in new]
        return [*out, parsed.fence[1]]
