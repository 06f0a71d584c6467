"""The dock below a single pane: the partner of the passage under the cursor."""

from __future__ import annotations

from reader.align.alignment import Link
from reader.merge.beside import Beside, edits_in, readable
from reader.tui.model.ink import Ink, Line, clip, fit, runs, version_ink, width_of
from reader.tui.model.reading import Reading
from reader.tui.model.wrap import wrap

PANEL = Ink(bg="panel")
RELATED_SIGN = ":"
"""Before a partner that only tells the same fact."""


def draw_dock(reading: Reading) -> list[Line]:
    """The partners, the best first, as much of them as `Geometry.dock` rows hold."""
    geometry = reading.geometry
    beside, opposite = reading.beside(reading.side), reading.beside(1 - reading.side)
    lines: list[Line] = []
    for index in reading.links():
        for sentence in beside.links[index].right:
            lines += _partner(reading, opposite, beside.links[index], sentence)
    if len(lines) > geometry.dock:
        lines = [*lines[: geometry.dock - 1], _cut(lines[geometry.dock - 1], geometry.width, reading.signs.more)]
    shown = [fit(line, geometry.width, PANEL) for line in lines]
    return shown + [[(" " * geometry.width, PANEL)]] * (geometry.dock - len(shown))


def _cut(line: Line, width: int, more: str) -> Line:
    """The last line there is room for, saying that there is more."""
    room = width - 1 - len(more) - width_of(line[:-1])
    return [*line[:-1], (clip(line[-1][0], room, more), line[-1][1]), (f" {more}", Ink("mute", "panel"))]


def _partner(reading: Reading, opposite: Beside, link: Link, sentence: int) -> list[Line]:
    number = reading.shown[1 - reading.side]
    where = opposite.version.sentences[sentence]
    sign = reading.signs[opposite.sign(sentence)] if link.reuse.strong else RELATED_SIGN
    head: Line = [
        (f" {opposite.version.siglum} ", Ink(version_ink(number), "panel", bold=True)),
        (f"{where.paragraph + 1:>3} ", Ink("faint", "panel")),
        (f"{sign} ", Ink("mute", "panel")),
    ]
    blank: Line = [(" " * width_of(head), PANEL)]
    width = min(reading.geometry.text, reading.geometry.width - width_of(head) - 1)
    rows = wrap(opposite.version.text, where.span.start, where.span.end, width)
    return [
        (blank if n else head) + _text(opposite, number, link, sentence, start, end)
        for n, (start, end) in enumerate(rows)
    ]


def _text(opposite: Beside, number: int, link: Link, sentence: int, start: int, end: int) -> Line:
    """A row of a partner, with the words that differ."""
    text = opposite.version.text[start:end]
    inks = [Ink("bright" if link.reuse.strong else "soft", "panel")] * len(text)
    marked: list[tuple[int, int, str, bool]] = []
    if link.reuse.strong and readable(opposite, sentence):
        marked = [(span.start, span.end, version_ink(number), False) for span in edits_in(opposite, sentence)[0]]
    marked += [(c.right.start, c.right.end, "conflict", True) for c in link.conflicts]
    for first, last, colour, bold in marked:
        for n in range(max(first, start) - start, min(last, end) - start):
            inks[n] = inks[n]._replace(fg=colour, underline=True, bold=bold)
    return runs("".join(" " if char.isspace() else char for char in text), inks)
