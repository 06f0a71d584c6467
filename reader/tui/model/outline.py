"""The outline: the parts of a version, how long each is, and how much of it only this version has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.cells import cell_len

from reader.align.alignment import Status
from reader.merge.beside import Beside
from reader.story.language import language_told
from reader.story.version import Role, Version
from reader.story.words import count_words
from reader.tui.model.edges import percent
from reader.tui.model.ink import Ink, Line, clip, version_ink
from reader.tui.model.listing import Listing
from reader.tui.model.reading import Reading, Spot

BAR = 12
"""Columns of the longest part's bar."""
FIGURES = 31
"""Columns for bar, words and share."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a version: a paragraph, or all that stands under one heading."""

    first: int
    """First sentence."""
    title: str
    paragraph: int
    heading: bool
    words: int
    unique: int
    """Words of sentences that the version opposite does not tell."""


def parts_of(beside: Beside) -> tuple[Part, ...]:
    """The parts of a version in its order: each heading with the size of what stands under it, then its paragraphs.

    Asides are left out.
    """
    version = beside.version
    out: list[Part] = []
    section: int | None = None
    sizes = count_words(version)
    for number, paragraph in enumerate(version.paragraphs):
        if paragraph.role.aside or not paragraph.sentences:
            continue
        heading = paragraph.role in (Role.HEADING, Role.HEADLINE)
        words = unique = 0
        for sentence in paragraph.sentences:
            words += sizes[sentence]
            unique += sizes[sentence] if beside.statuses[sentence] is Status.UNIQUE else 0
        if heading:
            section = len(out)
        elif section is not None:
            out[section] = replace(out[section], words=out[section].words + words, unique=out[section].unique + unique)
        out.append(Part(paragraph.sentences[0], _title(version, number), number, heading, words, unique))
    return tuple(out)


def _title(version: Version, number: int) -> str:
    return " ".join(version.paragraphs[number].span.of(version.text).split())


class Outline(Listing):
    """The parts of the version that the cursor is in."""

    keys = "j k part   tab other version   enter go there   esc back"

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading
        self._take(reading.side)

    def _take(self, side: int) -> None:
        """Show the version of one pane."""
        self.side = side
        self.number = self.reading.shown[side]
        self.beside = self.reading.beside(side)
        self.parts = parts_of(self.beside)
        told = language_told(self.beside.version)
        self.title = f"Outline of {self.beside.version.siglum}, {self.beside.version.name}" + (told and f" · {told}")
        self.longest = max((part.words for part in self.parts), default=1)
        here = self.reading.cursors.get(self.number, 0)
        self.at = max((n for n, part in enumerate(self.parts) if part.first <= here), default=0)

    @property
    def count(self) -> int:
        """One row a part."""
        return len(self.parts)

    def across(self, count: int) -> None:
        """Show the outline of the version opposite."""
        if count and not self.reading.alone:
            self._take(1 - self.side)

    def head(self, width: int) -> Line:
        """What the figures are."""
        only = "only here" if self.beside.compared else ""
        text = " " * max(0, width - FIGURES - 1) + " " * (BAR + 1) + "words".rjust(6) + only.rjust(11)
        return [(text, Ink("faint"))]

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """A part: its number and opening words, its size as a bar, what only it has in the version's colour."""
        part = self.parts[index]
        room = max(8, width - FIGURES - 8)
        title = clip(("" if part.heading else "  ") + part.title, room, self.reading.signs.more)
        ink = Ink("bright" if under or part.heading else "text", "cursor" if under else "background", bold=part.heading)
        size = max(1, round(BAR * part.words / max(1, self.longest)))
        alone = round(size * part.unique / max(1, part.words)) if self.beside.compared else 0
        share = percent(part.unique / part.words) if self.beside.compared and part.words else ""
        block = "#" if self.reading.signs.ascii else "▆"
        return [
            (self.reading.signs.bar if under else " ", Ink("bright", bold=True)),
            (str(part.paragraph + 1).rjust(4) + "  ", Ink("faint")),
            (title + " " * (room - cell_len(title)), ink),
            (" ", Ink()),
            (block * alone, Ink(version_ink(self.number))),
            (block * (size - alone), Ink("faint")),
            (" " * (BAR - size), Ink()),
            (f"{part.words:,}".rjust(7), Ink("mute")),
            (share.rjust(9), Ink("text")),
        ]

    def spot(self) -> Spot | None:
        """The beginning of the part under the cursor."""
        return Spot(self.number, self.parts[self.at].first) if self.parts else None
