"""Putting what Diptych has to say into a notes file, around what a hand wrote there.

What stands outside the blocks stays to the letter. A note's words that were changed there are read back; a block that
was changed in another way stays as it is, its marks gone, and the new one stands behind it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reader.notes.notes_file import FORMAT, NotePart, Parts
from reader.story.yaml import Table, Text, parse_yaml

# The marks in the notes file


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


INTRODUCTION = (
    "# Yours to edit. At each save Diptych renews only what stands between its marks (HTML comments, unseen when\n"
    "# rendered); a note's words that you change there are read back, and all else stays as you leave it.\n"
)
KEPT = "<!-- changed by hand: kept here as it was, and new below -->"
NOTES = "## Notes"
_FOOTNOTE = re.compile(r"\[\^(\d{1,6})\]")
_HEADING = re.compile(r"# [^\n]*\r?\n")


@dataclass(frozen=True, slots=True)
class Composed:
    """What a notes file is to hold."""

    text: str
    beside: int = 0
    """Blocks that a hand changed and that stand beside their new ones."""
    strange: int = 0
    """Notes in the file that the store does not know; they stay."""


def fresh(parts: Parts) -> str:
    """A notes file that no hand has touched. Its lines end with U+000A."""
    blocks = [together_block(parts.together)] if parts.together else []
    if parts.notes:
        blocks += [f"{NOTES}\n", *map(note_block, parts.notes)]
    lines = "\n".join([*(text for _, text in parts.front), f"check: {front_check(parts.front)}"])
    return "\n".join([f"---\n{INTRODUCTION}{lines}\n---\n{parts.title}\n", *blocks])


def words_changed(parsed: Parsed, bodies: Mapping[str, str], taken: Mapping[str, str]) -> dict[str, str]:
    """For each note whose words a hand changed in the file, and nobody in the program since, the new words.

    Args:
        parsed: The file.
        bodies: For each note's id its words, as they would be written now.
        taken: For notes whose words were read back since the file was written, the digest of those: they are not
            read back again, even if the reader took them back.
    """
    out = {}
    for block in parsed.pieces:
        if isinstance(block, Block) and block.id in bodies and not block.untouched:
            now, ours = block.reading(), as_read(bodies[block.id])
            if now is None or digest(now) == taken.get(block.id):
                continue
            if now != ours and digest(ours) == block.written:
                out[block.id] = shown(now)
    return out


def footnotes_taken(parsed: Parsed | None, bodies: Iterable[str]) -> frozenset[int]:
    """The numbers of footnotes that hand and notes use, so that the merged reading takes others."""
    texts = list(bodies)
    for piece in parsed.pieces if parsed else ():
        if isinstance(piece, str):
            texts.append(piece)
        elif piece.together and not piece.untouched:
            texts.append(piece.inner)
    return frozenset(int(number) for text in texts for number in _FOOTNOTE.findall(text))


def compose(parsed: Parsed, parts: Parts, known: Sequence[str], taken: Mapping[str, str]) -> Composed:
    """What the file is to hold now.

    Args:
        parsed: The file as it is. What `words_changed` says of it was taken over into `parts` already.
        parts: What Diptych has to say.
        known: The notes that we wrote into it last, in the order they had then: those of them that are gone by now
            were deleted, and go; any other that the store does not know stays.
        taken: For notes whose words were read back since then, the digest of those.
    """
    return _Composer(parsed, parts, known, taken).composed()


class _Composer:
    def __init__(self, parsed: Parsed, parts: Parts, known: Sequence[str], taken: Mapping[str, str]) -> None:
        self.taken = taken
        self.parsed = parsed
        self.parts = parts
        self.known = frozenset(known)
        self.notes = {part.id: part for part in parts.notes}
        self.beside = self.strange = 0
        self.out: list[str] = []
        slots = [id_ for id_ in parsed.ids if id_ in self.notes]
        then = [id_ for id_ in known if id_ in slots]
        now = [part.id for part in parts.notes if part.id in then]
        turns = iter(now)
        moved = then != now
        self.slots = {id_: next(turns) if moved and id_ in then else id_ for id_ in slots}
        """Which note stands where one stood: another one if the reader has put them in another order."""
        self.after = self._followers(list(self.slots.values()))

    def _followers(self, placed: Sequence[str]) -> dict[str, list[NotePart]]:
        """New notes by the note they come behind; the empty id stands for the top."""
        out: dict[str, list[NotePart]] = {}
        before = ""
        for part in self.parts.notes:
            if part.id in placed:
                before = part.id
            else:
                out.setdefault(before, []).append(part)
        return out

    def composed(self) -> Composed:
        told = False
        seen: set[str] = set()
        first = next((p.id for p in self.parsed.pieces if isinstance(p, Block) and p.id in self.slots), "")
        for piece in self.parsed.pieces:
            if isinstance(piece, str):
                self._text(piece)
            elif piece.together:
                self._together(piece, again=told)
                told = True
            elif piece.id in seen:
                self._keep(piece)
            else:
                if piece.id == first:
                    for part in self.after.pop("", ()):
                        self._put(note_block(part) + "\n")
                self._note(piece)
            if isinstance(piece, Block) and piece.id:
                seen.add(piece.id)
        if not told and self.parts.together:
            self._first_together()
        if rest := self.after.pop("", ()):
            self._first_notes(rest)
        text = "".join([*self._front(), *self.out])
        return Composed(("\ufeff" if self.parsed.bom else "") + text, self.beside, self.strange)

    # Pieces

    def _text(self, text: str) -> None:
        """The hand's text; where a block was taken out, one of the blank lines around it goes too."""
        newline = self.parsed.newline
        if self.out and self.out[-1] == "" and text.startswith(newline) and not text.strip():
            text = text.removeprefix(newline)
        self.out.append(text)

    def _put(self, block: str) -> None:
        self.out.append(block.replace("\n", self.parsed.newline))

    def _together(self, block: Block, *, again: bool) -> None:
        new = together_block(self.parts.together) if self.parts.together and not again else ""
        if again or not (block.untouched or (new and block.says(self.parts.together))):
            self._keep(block)
        elif not new:
            self.out.append("")
        if new:
            self._put(new)

    def _note(self, block: Block) -> None:
        part = self.notes.get(block.id)
        if part is None:
            if block.id not in self.known:
                self.strange += 1
                self.out.append(block.raw)
            elif self._settled(block):
                self.out.append("")
            else:
                self._keep(block)
            return
        if not self._settled(block) and block.reading() != as_read(part.body):
            self._keep(block)
        here = self.notes[self.slots[block.id]]
        self._put(note_block(here))
        for new in self.after.pop(here.id, ()):
            self._put("\n" + note_block(new))

    def _settled(self, block: Block) -> bool:
        """Whether a note's words are as we wrote them, or as they were read back."""
        now = block.reading()
        return now is not None and (block.untouched or digest(now) == self.taken.get(block.id))

    def _keep(self, block: Block) -> None:
        """Keep what a hand made of a block as text of its own."""
        self.beside += 1
        self._put(f"{KEPT}\n")
        self.out.append(block.inner if block.inner.endswith("\n") else block.inner + self.parsed.newline)

    # What the file has no place for yet

    def _first_together(self) -> None:
        """The merged reading stands behind the title."""
        newline = self.parsed.newline
        block = together_block(self.parts.together).replace("\n", newline)
        head = self.out[0] if self.out else ""
        title = _HEADING.match(head.lstrip("\r\n"))
        at = len(head) - len(head.lstrip("\r\n")) + (title.end() if title else 0)
        self.out[:1] = [head[:at], newline if head[:at] else "", block, "" if head[at:].strip() == "" else newline]
        self.out.insert(4, head[at:])

    def _first_notes(self, notes: Sequence[NotePart]) -> None:
        """The notes stand behind their heading, or at the end."""
        newline = self.parsed.newline
        blocks = newline.join(note_block(part).replace("\n", newline) for part in notes)
        for number, piece in enumerate(self.out):
            found = re.search(rf"(?m)^{NOTES}[ \t]*\r?(?:\n|\Z)", piece)
            if found:
                before, behind = piece[: found.end()], piece[found.end() :]
                before += "" if before.endswith("\n") else newline
                self.out[number : number + 1] = [before, newline, blocks, behind]
                return
        end = "".join(self.out)
        gap = "" if not end or end.endswith("\n") else newline
        self.out += [gap, "" if end.endswith(newline * 2) else newline, NOTES, newline * 2, blocks]

    def _front(self) -> list[str]:
        """The front matter: our keys renewed where the hand left them alone, all else as it was."""
        parsed, newline = self.parsed, self.parsed.newline
        new = dict(self.parts.front)
        checks = parsed.values.get("check", "").split(".")
        if len(checks) != len(OWN):
            checks = [""] * len(OWN)
        fresh_checks = front_check(self.parts.front).split(".")
        for number, key in enumerate(OWN):
            if parsed.hand_changed(key):
                new.pop(key, None)
            else:
                checks[number] = fresh_checks[number]
        new["check"] = f"check: {'.'.join(checks)}"
        out = [parsed.fence[0]]
        for key, text in parsed.front:
            if key in new:
                remark = "" if key in OWN else (re.search(r"[ \t]+#.*(?=\r?\n|$)", text) or [""])[0]
                out.append(new.pop(key).replace("\n", newline) + remark + newline)
            else:
                out.append(text)
        out += [new.pop(key) + newline for key in ("saved", "program", "check") if key in new]
        return [*out, parsed.fence[1]]
