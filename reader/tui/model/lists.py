"""A list that fills the screen: rows drawn as they are seen, one of them under the cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from rich.cells import cell_len

from reader.align.alignment import Comparison, Reuse, Status
from reader.export.passages import percent
from reader.merge.beside import Beside
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Wordings
from reader.story.language import language_told
from reader.story.version import Role, Version
from reader.story.words import count_words
from reader.tui.model.ink import Ink, Line, clip, fit, version_ink
from reader.tui.model.signs import SignSet
from reader.tui.model.state import Reading, Spot

HEAD = 2
"""Rows above the list: its title, and what its columns are."""


class Listing(ABC):
    """What a list shows, and where its rows lead."""

    title = ""
    keys = ""
    """What the keys do, for the last row."""

    def __init__(self, *, at: int = 0) -> None:
        self.at = at
        """The row under the cursor."""
        self.top = 0
        """The first row on screen."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def head(self, width: int) -> Line:
        """What the columns are."""

    @abstractmethod
    def row(self, index: int, width: int, *, under: bool) -> Line:
        """One row; `under` the cursor or not."""

    @abstractmethod
    def spot(self) -> Spot | None:
        """Where the row under the cursor leads."""

    def status(self) -> str:
        """The row under the cursor in words."""
        return f"{self.at + 1} of {self.count}" if self.count else ""

    @abstractmethod
    def across(self, count: int) -> None:
        """Move to another column or version."""

    def move(self, count: int, height: int) -> None:
        """Move the cursor by rows; it stays on the screen of `height` rows, a little away from its edges."""
        self.at = min(max(0, self.at + count), max(0, self.count - 1))
        margin = min(3, height // 4)
        self.top = min(max(self.top, self.at - height + 1 + margin), self.at - margin)
        self.top = max(0, min(self.top, self.count - height))

    def draw(self, width: int, height: int) -> list[Line]:
        """The whole screen: title, columns, rows, keys."""
        panel = Ink(bg="panel")
        body = max(1, height - HEAD - 1)
        self.move(0, body)
        lines = [
            fit([(" ", panel), (self.title, Ink("bright", "panel", bold=True))], width, panel),
            fit(self.head(width), width, Ink()),
        ]
        for index in range(self.top, self.top + body):
            line = self.row(index, width, under=index == self.at) if index < self.count else []
            lines.append(fit(line, width, Ink()))
        status = self.status()
        keys: Line = [(" " + self.keys, Ink("mute", "panel"))]
        gap = width - len(self.keys) - len(status) - 2
        if gap > 2:
            keys.append((" " * gap + status, Ink("text", "panel")))
        lines.append(fit(keys, width, panel))
        return lines[:height]


# The outline


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


# The map


WIDEST_LANE = 14
"""Columns that the order of one version takes at most."""
NARROWEST_LANE = 5
"""With less, the order is not shown: nothing could be told from it."""
NUMBER = 5
"""Columns for the paragraph's siglum and number."""
LEAST_TEXT = 24
_DOTS = "⠁⠈⠂⠐⠄⠠"
"""A dot in the upper, middle or lower third of a cell, left and right."""


class StoryMap(Listing):
    """Passages by versions: a full block for the same words, a half for others, a light one for what is related."""

    title = "Who tells what"
    keys = "j k passage   h l version   enter go there   ] [ in one version alone   esc back"

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.comparison = reading.comparison or Comparison(reading.story.versions, ())
        self.versions = reading.story.versions
        self.signs: SignSet = reading.signs
        self.tellings = [t for t in merged_order(self.comparison, reading.lead) if not self._aside(t)]
        self.wordings = Wordings(self.comparison)
        self.column = reading.version
        """The version whose cell the cursor is on."""
        self._related = self._related_pairs()
        here = reading.version, reading.sentence
        for number, telling in enumerate(self.tellings):
            if here[1] in telling.sentences[here[0]]:
                self.at = number

    def _aside(self, telling: Telling) -> bool:
        return all(self._role(v, s).aside for v in telling.versions for s in telling.sentences[v])

    def _role(self, version: int, sentence: int) -> Role:
        own = self.versions[version]
        return own.paragraphs[own.sentences[sentence].paragraph].role

    def _related_pairs(self) -> set[tuple[int, int, int]]:
        """Version, sentence and another version that has something related to it."""
        out: set[tuple[int, int, int]] = set()
        for pair in self.comparison.pairs:
            for link in pair.links:
                if not link.reuse.strong:
                    out.update((pair.left, s, pair.right) for s in link.left)
                    out.update((pair.right, s, pair.left) for s in link.right)
        return out

    @property
    def count(self) -> int:
        """One row a passage."""
        return len(self.tellings)

    def cell(self, telling: Telling, version: int) -> Reuse | None:
        """How a version tells it, beside the one in whose words it stands; None where it does not."""
        if version == telling.host:
            return Reuse.VERBATIM
        if version in telling.versions:
            return self.wordings.closest(telling, version) or Reuse.REWORDED
        related = any((v, s, version) in self._related for v in telling.versions for s in telling.sentences[v])
        return Reuse.RELATED if related else None

    def _lane(self, width: int) -> int:
        """Columns for the order of each version; 0 where there is no room."""
        room = (width - NUMBER - LEAST_TEXT - 3 * len(self.versions) - 4) // (2 * len(self.versions))
        lane = min(WIDEST_LANE, max(0, room))
        return lane if lane >= NARROWEST_LANE else 0

    def _text(self, width: int) -> int:
        own = (self._lane(width) + 2) * len(self.versions) if self._lane(width) else 0
        return max(8, width - NUMBER - 3 * len(self.versions) - 5 - own)

    def head(self, width: int) -> Line:
        """The sigla over their columns, and over the order of each."""
        line: Line = [(" " * (NUMBER + 3 + self._text(width)), Ink())]
        for number, version in enumerate(self.versions):
            ink = Ink(version_ink(number), bold=True, underline=number == self.column)
            line += [(version.siglum, ink), ("  ", Ink())]
        lane = self._lane(width)
        if lane:
            for number, version in enumerate(self.versions):
                label = clip(f"{version.siglum} tells it", lane, self.signs.more) if lane > 9 else version.siglum
                line += [("  ", Ink()), (label.ljust(lane), Ink(version_ink(number)))]
        return line

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """A passage, how each version tells it, and where in each it stands."""
        telling = self.tellings[index]
        host = self.versions[telling.host]
        sentence = telling.sentences[telling.host][0]
        text = " ".join(host.sentence_text(sentence).split())
        room = self._text(width)
        shown = clip(text, room, self.signs.more)
        base = Ink("bright" if under else "soft" if telling.shared else "text", "cursor" if under else "background")
        heading = self._role(telling.host, sentence) in (Role.HEADLINE, Role.HEADING)
        place = f"{host.siglum}{host.sentences[sentence].paragraph + 1}"
        conflict = self.wordings.conflicts(telling)
        line: Line = [
            (self.signs.bar if under else " ", Ink("bright", bold=True)),
            (place.rjust(NUMBER - 1) + " ", Ink("faint")),
            (shown + " " * (room - cell_len(shown)), base._replace(bold=heading)),
            ("  ", Ink()),
            ("!" if conflict else " ", Ink("conflict", bold=True)),
        ]
        for version in range(len(self.versions)):
            chosen = under and version == self.column
            line += [(self._block(telling, version), self._ink(telling, version, chosen=chosen)), ("  ", Ink())]
        lane = self._lane(width)
        if lane:
            for version in range(len(self.versions)):
                line += [("  ", Ink()), (self._order(telling, version, lane), Ink(version_ink(version)))]
        return line

    def _block(self, telling: Telling, version: int) -> str:
        full, half, light, dot = ("#", "=", ":", ".") if self.signs.ascii else ("█", "▄", "░", "·")
        blocks = {Reuse.VERBATIM: full, Reuse.EDITED: full, Reuse.REWORDED: half, Reuse.RELATED: light, None: dot}
        return blocks[self.cell(telling, version)]

    def _ink(self, telling: Telling, version: int, *, chosen: bool) -> Ink:
        missing = version not in telling.versions
        ground = "cursor" if chosen else "background"  # no hit: reversed without colour, a full block would be none
        return Ink("faint" if missing else version_ink(version), ground, bold=chosen)

    def _order(self, telling: Telling, version: int, lane: int) -> str:
        """A dot where in a version it is told: a straight slope where that keeps the order of the map."""
        told = telling.sentences[version]
        if not told:
            return " " * lane
        total = max(1, len(self.versions[version].sentences) - 1)
        at = told[0] * (2 * lane - 1) // total
        mark = "*" if self.signs.ascii else _DOTS[2 + at % 2]
        return (" " * (at // 2) + mark).ljust(lane)

    def status(self) -> str:
        """The cell under the cursor in words."""
        if not self.tellings:
            return "nothing is told here"
        telling, version = self.tellings[self.at], self.versions[self.column]
        cell = self.cell(telling, self.column)
        if cell is None:
            return f"{self.at + 1} of {self.count} · not in {version.siglum}"
        if self.column in telling.versions:
            paragraph = version.sentences[telling.sentences[self.column][0]].paragraph + 1
            how = "only in" if not telling.shared else "as" if self.column == telling.host else f"{cell.value} in"
            return f"{self.at + 1} of {self.count} · {how} {version.siglum} {paragraph}"
        return f"{self.at + 1} of {self.count} · related in {version.siglum}"

    def across(self, count: int) -> None:
        """Move to another version's column."""
        self.column = min(max(0, self.column + count), len(self.versions) - 1)

    def next_alone(self, step: int) -> None:
        """To the next passage that one version alone has."""
        at = self.at + step
        while 0 <= at < self.count:
            if not self.tellings[at].shared:
                self.at = at
                return
            at += step

    def spot(self) -> Spot | None:
        """The passage in the version of the column, or what it has that is related; else where it is told."""
        if not self.tellings:
            return None
        telling = self.tellings[self.at]
        if self.column in telling.versions:
            return Spot(self.column, telling.sentences[self.column][0])
        related = self._related_in(telling, self.column)
        return related or Spot(telling.host, telling.sentences[telling.host][0])

    def _related_in(self, telling: Telling, version: int) -> Spot | None:
        for pair in self.comparison.pairs:
            for link in pair.links:
                for here, own, there, other in (
                    (pair.left, link.left, pair.right, link.right),
                    (pair.right, link.right, pair.left, link.left),
                ):
                    if there == version and here in telling.versions and set(own) & set(telling.sentences[here]):
                        return Spot(version, other[0])
        return None
