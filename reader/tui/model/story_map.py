"""The map: which version tells what, and in which order each of them tells it."""

from __future__ import annotations

from rich.cells import cell_len

from reader.align.alignment import Comparison, Reuse
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Wordings
from reader.story.version import Role
from reader.tui.model.ink import Ink, Line, clip, version_ink
from reader.tui.model.listing import Listing
from reader.tui.model.reading import Reading, Spot
from reader.tui.model.signs import SignSet

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
