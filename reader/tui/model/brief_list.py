"""The brief as a list that fills the screen. Apart from the other lists: the first paint does without its facts."""

from __future__ import annotations

from reader.merge.brief import Brief, BriefLine, brief_lines
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, version_ink
from reader.tui.model.lists import Listing
from reader.tui.model.signs import SignSet
from reader.tui.model.state import Spot

LONGEST_LINE = 96
"""Most columns of a line."""


class BriefList(Listing):
    """The story on one page, each line wrapped; a step goes to the next line that leads somewhere."""

    title = "Brief"

    def __init__(self, brief: Brief, signs: SignSet) -> None:
        super().__init__(signs)
        self._brief = brief
        self._lines = list(brief_lines(brief))
        self._indent = max((len(line.mark) for line in self._lines), default=0) + 3
        self._rows: list[tuple[int, str]] = []
        """For each row the number of its line, -1 for a blank one, and the words in it."""
        self._width = 0
        self._wrap(80)
        self.move(1, len(self._rows))

    def _wrap(self, width: int) -> None:
        """Break the lines for a width, and stay on the line under the cursor."""
        if width == self._width:
            return
        here = self._rows[self.at][0] if self._rows else None
        self._width, self._rows = width, []
        for number, line in enumerate(self._lines):
            if line.level == 0 and self._rows:
                self._rows.append((-1, ""))
            room = max(16, min(LONGEST_LINE, width - self._left(line) - 2))
            rows = wrap(line.text, 0, len(line.text), room)
            self._rows += [(number, line.text[start:end]) for start, end in rows] or [(number, "")]
        self.at = next((at for at, row in enumerate(self._rows) if row[0] == here), 0)

    def _left(self, line: BriefLine) -> int:
        """Columns left of a line's words."""
        return 1 if line.level == 0 else self._indent + (2 if line.level > 1 else 0)

    @property
    def count(self) -> int:
        """One row for each row of the wrapped lines."""
        return len(self._rows)

    def keys(self, width: int) -> str:  # noqa: ARG002
        """What the keys do."""
        return "j k line   ] [ section   enter go there   esc back"

    def status(self) -> str:
        """Where the line under the cursor leads."""
        node = self._line_here().node if self._rows else None
        return "" if node is None else self._brief.versions[node[0]].sentence_label(node[1])

    def _line_here(self) -> BriefLine:
        return self._lines[max(0, self._rows[self.at][0])]

    def head(self, width: int) -> Line:  # noqa: ARG002
        """The versions by their letters."""
        line: Line = [(" ", Ink())]
        for number, version in enumerate(self._brief.versions):
            line += [(f"{version.siglum} ", Ink(version_ink(number), bold=True)), (f"{version.name}   ", Ink("mute"))]
        return line

    def draw(self, width: int, height: int) -> list[Line]:
        """The whole screen, wrapped for its width."""
        self._wrap(width)
        return super().draw(width, height)

    def move(self, count: int, body: int) -> None:
        """Move the cursor by lines that lead somewhere; by many rows, to such a line about there."""
        step = 1 if count > 0 else -1
        here = self._rows[self.at][0] if abs(count) == 1 and self._rows else -1
        start = min(max(0, self.at + (count if abs(count) > 1 else 0)), max(0, self.count - 1))
        if count:
            ahead = range(start, self.count) if step > 0 else range(start, -1, -1)
            back = range(start, -1, -1) if step > 0 else range(start, self.count)
            found = (at for at in (*ahead, *(back if abs(count) > 1 else ())) if self._leads(at, here))
            self.at = next(found, self.at)
        super().move(0, body)

    def _leads(self, at: int, but: int) -> bool:
        """Whether a row is the first one of a line that leads somewhere, and not of the line numbered `but`."""
        number = self._rows[at][0]
        first = at == 0 or self._rows[at - 1][0] != number
        return number >= 0 and first and number != but and self._lines[number].node is not None

    def skip(self, step: int) -> None:
        """Move to the first line of the next section, or of the one before."""
        at = self.at + step
        while 0 <= at < self.count:
            number = self._rows[at][0]
            if number > 0 and self._lines[number - 1].level == 0 and self._leads(at, -1):
                self.at = at
                return
            at += step

    def row(self, index: int, width: int, *, under: bool) -> Line:  # noqa: ARG002
        """A row of a line: the sigla of who tells it in its first row, then its words."""
        number, words = self._rows[index]
        if number < 0:
            return []
        line, first = self._lines[number], index == 0 or self._rows[index - 1][0] != number
        if line.level == 0:
            return [(f" {words}", Ink("bright", bold=True))]
        here = number == self._rows[self.at][0]
        out: Line = [(self.signs.bar if here else " ", Ink("bright", bold=True))]
        mark = line.mark if first else ""
        for siglum in mark:
            version = next((n for n, v in enumerate(self._brief.versions) if v.siglum == siglum), 0)
            out.append((siglum, Ink(version_ink(version), bold=True)))
        out.append((" " * (self._left(line) - 1 - len(mark)), Ink()))
        ink = "bright" if here else "text" if line.level == 1 else "soft"
        out.append((words, Ink(ink, "cursor" if here else "background")))
        return out

    def spot(self) -> Spot | None:
        """The passage that the line under the cursor leads to."""
        node = self._line_here().node if self._rows else None
        return None if node is None else Spot(*node)
