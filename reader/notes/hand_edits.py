"""Putting what Diptych has to say into a notes file, around what a hand wrote there.

What stands outside the blocks stays to the letter. A note's words that were changed there are read back; a block that
was changed in another way stays as it is, its marks gone, and the new one stands behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reader.notes.marks import (
    OWN,
    Block,
    Parsed,
    as_read,
    digest,
    front_check,
    note_block,
    shown,
    together_block,
)
from reader.notes.notes_file import NotePart, Parts

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
