"""Lists that fill the screen: their common drawing, the outline of a version, and the map of a story."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar, NamedTuple

from rich.cells import cell_len

from reader.align.alignment import Comparison, Reuse, Status
from reader.export.passages import percent
from reader.merge.bands import fold_label
from reader.merge.beside import Beside
from reader.merge.reading import Telling, merged_order, sentences_of
from reader.merge.wording import Wordings
from reader.story.language import language_told
from reader.story.version import Paragraph, Role, Version
from reader.story.words import count_words
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, clip, fit, padded, version_ink
from reader.tui.model.signs import SignSet
from reader.tui.model.state import Reading, Spot

HEAD = 2
"""Rows above a list: its title, and what its columns are."""

# the outline
BAR = 12
"""Columns of the longest part's bar."""
FIGURES = 31
"""Columns for bar, words and share."""

# the map
WIDEST_LANE = 14
"""The most columns for the order of one version."""
NARROWEST_LANE = 5
"""With fewer columns the order is not shown, since nothing could be read from it."""
NUMBER = 5
"""Columns for the paragraph's siglum and number."""
LEAST_TEXT = 24
_DOTS = "⠁⠈⠂⠐⠄⠠"
"""A dot in the upper, middle or lower third of a cell, left and right."""


class Listing(ABC):
    """What a list shows, and where its rows lead."""

    def __init__(self, signs: SignSet) -> None:
        self.signs = signs
        """How signs, and the program's own words, are written."""
        self.at = 0
        """The row under the cursor."""
        self.top = 0
        """The first row on screen."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the list is."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def head(self, width: int) -> Line:
        """What the columns are."""

    @abstractmethod
    def row(self, index: int, width: int, *, under: bool) -> Line:
        """One row; `under` says whether the cursor is on it."""

    @abstractmethod
    def keys(self, width: int) -> str:
        """What the keys do, as much of it as fits into the last row."""

    def spot(self) -> Spot | None:
        """Where the row under the cursor leads; None if nowhere in the story."""
        return None

    def across(self, count: int) -> None:  # noqa: B027
        """Move to another column or version, if there are any."""

    def skip(self, step: int) -> None:  # noqa: B027
        """Move to the next place of a kind that the keys name, or to the one before, if there are such places."""

    def status(self) -> str:
        """The row under the cursor in words."""
        return f"{self.at + 1} of {self.count}" if self.count else ""

    def below(self, height: int) -> int:  # noqa: ARG002
        """Rows below the list, on a screen of `height` rows."""
        return 0

    def draw_below(self, width: int, rows: int) -> list[Line]:  # noqa: ARG002
        """What stands below the list."""
        return []

    def body(self, height: int) -> int:
        """Rows of the list that are on screen, on a screen of `height` rows."""
        return max(1, height - HEAD - 1 - self.below(height))

    def move(self, count: int, body: int) -> None:
        """Move the cursor by rows; of `body` rows on screen it stays a little away from the first and the last."""
        self.at = min(max(0, self.at + count), max(0, self.count - 1))
        margin = min(3, body // 4)
        self.top = min(max(self.top, self.at - body + 1 + margin), self.at - margin)
        self.top = max(0, min(self.top, self.count - body))

    def draw(self, width: int, height: int) -> list[Line]:
        """The whole screen: title, columns, rows, what stands below them, keys."""
        panel, more = Ink(bg="panel"), self.signs.more
        body = self.body(height)
        self.move(0, body)
        title: Line = [(" ", panel), (self.signs.own(self.title), Ink("bright", "panel", bold=True))]
        lines = [fit(title, width, panel, more), fit(self.head(width), width, Ink(), more)]
        for index in range(self.top, self.top + body):
            line = self.row(index, width, under=index == self.at) if index < self.count else []
            lines.append(fit(line, width, Ink(), more))
        lines += self.draw_below(width, self.below(height))
        lines.append(fit(self.draw_keys(width), width, panel, more))
        return lines[:height]

    def draw_keys(self, width: int) -> Line:
        """The last row: what the keys do, and the row under the cursor in words."""
        keys, status = self.signs.own(self.keys(width)), self.signs.own(self.status())
        line: Line = [(" " + keys, Ink("mute", "panel"))]
        gap = width - len(keys) - len(status) - 2
        if gap > 2:
            line.append((" " * gap + status, Ink("text", "panel")))
        return line


# Stories to choose from

LITTLE, MUCH = 16, 30
"""Heights of the screen from which there are some details below a list of stories, and more of them."""


class StoryListing(Listing):
    """A list of stories that can be searched, with details of the one under the cursor, and messages."""

    LITTLE_BELOW: ClassVar = 7
    """Rows for the details on a screen of less than `MUCH` rows."""
    MUCH_BELOW: ClassVar = 10

    def __init__(self, signs: SignSet) -> None:
        super().__init__(signs)
        self.query = ""
        self.message = ""
        """Shown until the next key: in the last row, or, where it is too long for that, below the list in full."""
        self.trouble = False
        """Whether the message says what went wrong."""
        self.covered = False
        """Whether a field stands on the last row, so that a message must stand elsewhere."""

    @abstractmethod
    def find(self, query: str) -> None:
        """Show only stories that have all words of a query."""

    @abstractmethod
    def not_found(self) -> str:
        """What stands in place of the rows if there are stories but none is shown; else nothing."""

    @abstractmethod
    def draw_details(self, width: int, rows: int) -> list[Line]:
        """What is told of the story under the cursor, if there is one."""

    def fits_last_row(self, width: int) -> bool:
        """Whether the last row has room for the message."""
        return not self.covered and cell_len(self.message) <= width - 4

    def draw(self, width: int, height: int) -> list[Line]:
        """The whole screen."""
        lines = super().draw(width, height)
        if (said := self.not_found()) and len(lines) > 3:
            lines[2] = [("    " + self.signs.own(said), Ink("mute"))]
        return lines

    def draw_keys(self, width: int) -> Line:
        """The last row: the message, or else what the keys do."""
        if not self.message:
            return super().draw_keys(width)
        ink = Ink("conflict" if self.trouble else "bright", "panel", bold=True)
        said = f"! {self.message}" if self.trouble else self.message
        return [(" " + clip(self.signs.own(said), width - 2, self.signs.more), ink)]

    def below(self, height: int) -> int:
        """Rows for the details."""
        return 0 if height < LITTLE else self.LITTLE_BELOW if height < MUCH else self.MUCH_BELOW

    def draw_below(self, width: int, rows: int) -> list[Line]:
        """The details of the story under the cursor; or a message that is too long for the last row."""
        if not rows:
            return []
        out: list[Line] = [[(self.signs.own("─" * width), Ink("faint"))]]
        if self.message and not self.fits_last_row(width):
            broken = wrap(self.message, 0, len(self.message), max(10, width - 6))
            ink = Ink("conflict" if self.trouble else "bright")
            out += [[("  " + self.message[start:end], ink)] for start, end in broken]
        else:
            out += self.draw_details(width, rows - 1)
        return [*out[:rows], *([] for _ in range(rows - len(out)))]


# The outline


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlinePart:
    """A part of a version: a paragraph, or everything under one heading."""

    first: int
    """First sentence."""
    title: str
    paragraph: int
    heading: bool
    words: int
    unique: int
    """Words of sentences that the opposite version does not tell."""


def parts_of(beside: Beside) -> tuple[OutlinePart, ...]:
    """The parts of a version in its order: each heading with the size of what stands under it, then its paragraphs.

    Asides are left out.
    """
    version = beside.version
    out: list[OutlinePart] = []
    section: int | None = None
    sizes = count_words(version)
    for number, paragraph in enumerate(version.paragraphs):
        if paragraph.role.aside or not paragraph.sentences:
            continue
        heading = paragraph.role in (Role.HEADING, Role.HEADLINE)
        words = sum(sizes[s] for s in paragraph.sentences)
        unique = sum(sizes[s] for s in paragraph.sentences if beside.statuses[s] is Status.UNIQUE)
        if heading:
            section = len(out)
        elif section is not None:
            out[section] = replace(out[section], words=out[section].words + words, unique=out[section].unique + unique)
        out.append(
            OutlinePart(
                first=paragraph.sentences[0],
                title=" ".join(paragraph.span.of(version.text).split()),
                paragraph=number,
                heading=heading,
                words=words,
                unique=unique,
            )
        )
    return tuple(out)


class Outline(Listing):
    """The parts of one version: first the one that the cursor is in."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.signs)
        self._reading = reading
        self._show(reading.side)

    def _show(self, side: int) -> None:
        """Show the version of one pane."""
        self._side = side
        self._version = self._reading.shown[side]
        self._beside = self._reading.beside(side)
        self._parts = parts_of(self._beside)
        self._longest = max((part.words for part in self._parts), default=1)
        here = self._reading.cursors.get(self._version, 0)
        self.at = max((n for n, part in enumerate(self._parts) if part.first <= here), default=0)

    @property
    def title(self) -> str:
        """The version, and its language."""
        version = self._beside.version
        language = language_told(version)
        return f"Outline of {version.siglum}, {version.name}" + (f" · {language}" if language else "")

    @property
    def count(self) -> int:
        """One row for each part."""
        return len(self._parts)

    def keys(self, width: int) -> str:  # noqa: ARG002
        """What the keys do."""
        return "j k part   tab other version   enter go there   esc back"

    def across(self, count: int) -> None:
        """Show the outline of the opposite version."""
        if count and not self._reading.alone:
            self._show(1 - self._side)

    def head(self, width: int) -> Line:
        """What the figures are."""
        only = "only here" if self._beside.compared else ""
        text = " " * max(0, width - FIGURES - 1) + " " * (BAR + 1) + "words".rjust(6) + only.rjust(11)
        return [(text, Ink("faint"))]

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """A part: its number and first words, its size as a bar, what only it has in the version's colour."""
        part = self._parts[index]
        room = max(8, width - FIGURES - 8)
        title = clip(("" if part.heading else "  ") + part.title, room, self.signs.more)
        ink = Ink("bright" if under or part.heading else "text", "cursor" if under else "background", bold=part.heading)
        size = max(1, round(BAR * part.words / max(1, self._longest)))
        alone = round(size * part.unique / max(1, part.words)) if self._beside.compared else 0
        share = percent(part.unique / part.words) if self._beside.compared and part.words else ""
        block = "#" if self.signs.ascii else "▆"
        return [
            (self.signs.bar if under else " ", Ink("bright", bold=True)),
            (str(part.paragraph + 1).rjust(4) + "  ", Ink("faint")),
            (padded(title, room), ink),
            (" ", Ink()),
            (block * alone, Ink(version_ink(self._version))),
            (block * (size - alone), Ink("faint")),
            (" " * (BAR - size), Ink()),
            (f"{part.words:,}".rjust(7), Ink("mute")),
            (share.rjust(9), Ink("text")),
        ]

    def spot(self) -> Spot | None:
        """The beginning of the part under the cursor."""
        return Spot(self._version, self._parts[self.at].first) if self._parts else None


# The map


class _MapRow(NamedTuple):
    """A row of the map: one passage, or a run of what is no part of the story."""

    tellings: tuple[Telling, ...]
    aside: bool


class StoryMap(Listing):
    """Passages by versions: a full block for the same words, a half for others, a light one for what is related."""

    title = "Who tells what"

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading.signs)
        self._comparison = reading.comparison or Comparison(reading.story.versions, ())
        self.versions: tuple[Version, ...] = self._comparison.versions
        """With the roles that comparing found."""
        order = merged_order(self._comparison, reading.lead)
        self.rows = [
            _MapRow(told, aside=aside)
            for aside, run in groupby(order, self._is_aside)
            for told in ([tuple(run)] if aside else [(telling,) for telling in run])
        ]
        """What is no part of the story is folded, run by run."""
        self.tellings = [row.tellings[0] for row in self.rows if not row.aside]
        self.column = reading.version
        """The version whose cell the cursor is on."""
        self._wordings = Wordings(self._comparison)
        self._related = _related_sentences(self._comparison)
        here = reading.version, reading.sentence
        for number, row in enumerate(self.rows):
            if any(here[1] in telling.sentences[here[0]] for telling in row.tellings):
                self.at = number

    def _is_aside(self, telling: Telling) -> bool:
        return all(self.versions[v].role_of(s).aside for v, s in sentences_of(telling))

    @property
    def count(self) -> int:
        """One row for each passage, and one for each run of what is no part of the story."""
        return len(self.rows)

    def keys(self, width: int) -> str:  # noqa: ARG002
        """What the keys do."""
        return "j k passage   h l version   enter go there   ] [ in one version alone   esc back"

    def cell(self, telling: Telling, version: int) -> Reuse | None:
        """How a version tells a passage, compared with the version whose words are shown; None if it does not."""
        if version == telling.host:
            return Reuse.VERBATIM
        if version in telling.versions:
            return self._wordings.closest(telling, version) or Reuse.REWORDED
        related = any((v, s, version) in self._related for v, s in sentences_of(telling))
        return Reuse.RELATED if related else None

    def _lane(self, width: int) -> int:
        """Columns for the order of each version; 0 if there is no room."""
        room = (width - NUMBER - LEAST_TEXT - 3 * len(self.versions) - 4) // (2 * len(self.versions))
        lane = min(WIDEST_LANE, max(0, room))
        return lane if lane >= NARROWEST_LANE else 0

    def _text(self, width: int) -> int:
        """Columns for the passage's text."""
        lanes = (self._lane(width) + 2) * len(self.versions) if self._lane(width) else 0
        return max(8, width - NUMBER - 3 * len(self.versions) - 5 - lanes)

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
        """A passage, how each version tells it, and where in each it stands; or a folded run on one faint line."""
        if self.rows[index].aside:
            return self._folded(self.rows[index], width, under=under)
        telling = self.rows[index].tellings[0]
        host = self.versions[telling.host]
        sentence = telling.sentences[telling.host][0]
        room = self._text(width)
        shown = clip(" ".join(host.sentence_text(sentence).split()), room, self.signs.more)
        base = Ink("bright" if under else "soft" if telling.shared else "text", "cursor" if under else "background")
        heading = host.role_of(sentence) in (Role.HEADLINE, Role.HEADING)
        place = f"{host.siglum}{host.sentences[sentence].paragraph + 1}"
        conflict = self._wordings.conflicts(telling)
        line: Line = [
            (self.signs.bar if under else " ", Ink("bright", bold=True)),
            (place.rjust(NUMBER - 1) + " ", Ink("faint")),
            (padded(shown, room), base._replace(bold=heading)),
            ("  ", Ink()),
            ("!" if conflict else " ", Ink("conflict", bold=True)),
        ]
        for version in range(len(self.versions)):
            chosen = under and version == self.column
            line += [(self._block(telling, version), self._block_ink(telling, version, chosen=chosen)), ("  ", Ink())]
        lane = self._lane(width)
        if lane:
            for version in range(len(self.versions)):
                line += [("  ", Ink()), (self._dot(telling, version, lane), Ink(version_ink(version)))]
        return line

    def _folded(self, row: _MapRow, width: int, *, under: bool) -> Line:
        """What is no part of the story: its words, cut, and what it is."""
        said: list[str] = []
        aside: dict[Role, list[Paragraph]] = {}
        for telling in row.tellings:
            host, sentences = self.versions[telling.host], telling.sentences[telling.host]
            said += [" ".join(host.sentence_text(s).split()) for s in sentences]
            for s in sentences:
                if host.role_of(s).aside:
                    aside.setdefault(host.role_of(s), []).append(host.paragraphs[host.sentences[s].paragraph])
        label = self.signs.own(" · ").join(sorted(map(fold_label, aside.values())))
        text = clip(self.signs.own(" · ").join(said), max(8, self._text(width) - cell_len(label) - 2), self.signs.more)
        ink = Ink("bright" if under else "faint", "cursor" if under else "background", italic=True)
        bar = (self.signs.bar if under else " ", Ink("bright", bold=True))
        return [bar, (" " * NUMBER, Ink()), (text, ink), (f"  {label}", ink._replace(italic=False))]

    def _block(self, telling: Telling, version: int) -> str:
        full, half, light, dot = ("#", "=", ":", ".") if self.signs.ascii else ("█", "▄", "░", "·")
        blocks = {
            Reuse.VERBATIM: full,
            Reuse.EDITED: full,
            Reuse.REWORDED: half,
            Reuse.TRANSLATED: half,
            Reuse.RELATED: light,
            None: dot,
        }
        return blocks[self.cell(telling, version)]

    def _block_ink(self, telling: Telling, version: int, *, chosen: bool) -> Ink:
        missing = version not in telling.versions
        ground = "cursor" if chosen else "background"  # not `hit`: without colour that is reversed, and hides a block
        return Ink("faint" if missing else version_ink(version), ground, bold=chosen)

    def _dot(self, telling: Telling, version: int, lane: int) -> str:
        """A dot where a version tells a passage: the dots form a straight line where it keeps the order of the map."""
        told = telling.sentences[version]
        if not told:
            return " " * lane
        total = max(1, len(self.versions[version].sentences) - 1)
        at = told[0] * (2 * lane - 1) // total
        mark = "*" if self.signs.ascii else _DOTS[2 + at % 2]
        return (" " * (at // 2) + mark).ljust(lane)

    def status(self) -> str:
        """The cell under the cursor in words."""
        if not self.rows:
            return "nothing is told here"
        if self.rows[self.at].aside:
            return "no part of the story · not counted"
        telling, version = self.rows[self.at].tellings[0], self.versions[self.column]
        number = f"{sum(not row.aside for row in self.rows[: self.at + 1])} of {len(self.tellings)}"
        cell = self.cell(telling, self.column)
        if cell is None:
            return f"{number} · not in {version.siglum}"
        if self.column in telling.versions:
            paragraph = version.sentences[telling.sentences[self.column][0]].paragraph + 1
            how = "only in" if not telling.shared else "as" if self.column == telling.host else f"{cell.value} in"
            return f"{number} · {how} {version.siglum} {paragraph}"
        return f"{number} · related in {version.siglum}"

    def across(self, count: int) -> None:
        """Move to another version's column."""
        self.column = min(max(0, self.column + count), len(self.versions) - 1)

    def skip(self, step: int) -> None:
        """Move to the next passage that only one version has, or the previous one."""
        at = self.at + step
        while 0 <= at < self.count:
            if not self.rows[at].aside and not self.rows[at].tellings[0].shared:
                self.at = at
                return
            at += step

    def spot(self) -> Spot | None:
        """The passage in the version of the column, or what that has that is related; else where it is told."""
        if not self.rows:
            return None
        telling = self.rows[self.at].tellings[0]
        if self.column in telling.versions:
            return Spot(self.column, telling.sentences[self.column][0])
        return self._linked_in(telling, self.column) or Spot(telling.host, telling.sentences[telling.host][0])

    def _linked_in(self, telling: Telling, version: int) -> Spot | None:
        """The first sentence of a version that is linked to a telling."""
        for pair in self._comparison.pairs:
            for link in pair.links:
                for here, own, there, other in (
                    (pair.left, link.left, pair.right, link.right),
                    (pair.right, link.right, pair.left, link.left),
                ):
                    if there == version and here in telling.versions and set(own) & set(telling.sentences[here]):
                        return Spot(version, other[0])
        return None


def _related_sentences(comparison: Comparison) -> set[tuple[int, int, int]]:
    """Version, sentence, and another version that has something related to the sentence."""
    out: set[tuple[int, int, int]] = set()
    for pair in comparison.pairs:
        for link in pair.links:
            if not link.reuse.strong:
                out.update((pair.left, s, pair.right) for s in link.left)
                out.update((pair.right, s, pair.left) for s in link.right)
    return out
