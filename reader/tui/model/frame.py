"""One picture of the screen: the lines of every part, drawn from the state of the reading and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from reader.align.alignment import Link
from reader.merge.beside import Beside, edits_in, readable
from reader.tui.model.chrome import draw_footer, draw_header, draw_headings, draw_too_small
from reader.tui.model.flow import Flow, Place, Row, wrap
from reader.tui.model.gutter import Rows, Scene, draw_gutter
from reader.tui.model.ink import Ink, Line, clip, fit, runs, version_ink, width_of
from reader.tui.model.layout import RULE, Mode
from reader.tui.model.overview import Overview, draw_strip, overview_of
from reader.tui.model.pane import draw_pane, folded_sentences, lit, marked, visible_rows
from reader.tui.model.state import LEFT, RIGHT, Reading

# The dock below a single pane


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


# The rule between the two texts in the view of rows


def draw_rule(reading: Reading, left: Sequence[Row | None], right: Sequence[Row | None]) -> list[Line]:
    """A line on the first row of each linked pair: heavy under the cursor, in the conflict's colour at a conflict."""
    beside, flow = reading.beside(LEFT), reading.flow(LEFT)
    lit = {s for i in reading.links() for s in beside.links[i].left}
    light, heavy = ("-", "=") if reading.signs.ascii else ("─", "━")
    out: list[Line] = []
    for here, there in zip(left, right, strict=True):
        line: Line = [(" " * RULE, Ink())]
        level = here and there and here.opens and there.opens and not flow.blocks[here.block].fold
        if level and here and here.sentence in beside.strong:
            under, disputed = here.sentence in lit, here.sentence in beside.disputed
            ink = Ink("conflict" if disputed else "bright" if under else "mute", bold=under)
            line = [((heavy if under else light) * RULE, ink)]
        out.append(line)
    return out


@dataclass(slots=True, eq=False, repr=False)
class Frame:
    """The lines of each part of the screen; a part that is not there has none."""

    header: list[Line]
    left_strip: list[Line]
    left: list[Line]
    gutter: list[Line]
    right: list[Line]
    right_strip: list[Line]
    dock: list[Line]
    footer: list[Line]

    def parts(self) -> dict[str, list[Line]]:
        """The lines of each part, by its name, from the top of the screen to its bottom."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def draw(reading: Reading, keys: Sequence[tuple[str, str]]) -> Frame:
    """Draw the whole screen.

    Args:
        reading: What is read and where.
        keys: For the footer, key and label of what can be done, the most important first.
    """
    frame = _draw(reading, keys)
    if reading.signs.ascii:  # what stands around the panes is ours from end to end; what stands in them, the sources'
        small = reading.geometry.mode is Mode.TOO_SMALL
        for line in (*frame.header, *(frame.left if small else ()), *frame.footer):
            line[:] = [(reading.signs.own(text), ink) for text, ink in line]
    return frame


def _draw(reading: Reading, keys: Sequence[tuple[str, str]]) -> Frame:
    geometry = reading.geometry
    if geometry.mode is Mode.TOO_SMALL:
        lines = draw_too_small(geometry.width, geometry.height)
        return Frame(lines[:2], [], lines[2:-1], [], [], [], [], lines[-1:] if len(lines) > 2 else [])
    header = [draw_header(reading), draw_headings(reading)]
    footer = [draw_footer(reading, keys)]
    lights = lit(reading)
    if reading.merged:
        from reader.tui.model.merged import sheet_overview  # not at the start: see `Reading.sheet`
        from reader.tui.model.pane import draw_sheet

        strip = sheet_overview(reading.sheet()).draw(reading)
        return Frame(header, strip, draw_sheet(reading), [], [], [], [], footer)
    if reading.stacked:
        return Frame(
            header, _strip(reading, reading.leading, "left", geometry.body), _stacked(reading), [], [], [], [], footer
        )
    if geometry.mode is Mode.SINGLE:
        side, height = reading.side, geometry.body
        window = reading.flow(side).window(reading.tops[side], height)
        pane = draw_pane(reading, side, window, lights[side], geometry.left_pane)
        dock = draw_dock(reading) if geometry.dock else []
        return Frame(header, _strip(reading, side, "left", height), pane, [], [], [], dock, footer)
    height = geometry.body
    windows = [reading.flow(side).window(reading.tops[side], height) for side in (LEFT, RIGHT)]
    panes = [
        draw_pane(reading, side, windows[side], lights[side], width)
        for side, width in ((LEFT, geometry.left_pane), (RIGHT, geometry.right_pane))
    ]
    strips = [_strip(reading, side, edge, height) for side, edge in ((LEFT, "left"), (RIGHT, "right"))]
    if reading.in_rows:
        rule = draw_rule(reading, windows[LEFT], windows[RIGHT])
        return Frame(header, strips[LEFT], panes[LEFT], rule, panes[RIGHT], strips[RIGHT], [], footer)
    gutter = draw_gutter(scene_of(reading, windows), reading.signs)
    return Frame(header, strips[LEFT], panes[LEFT], gutter, panes[RIGHT], strips[RIGHT], [], footer)


def _stacked(reading: Reading) -> list[Line]:
    """The rows of both versions in one pane, the one below the other."""
    geometry, lights = reading.geometry, lit(reading)
    lines = []
    for side in (LEFT, RIGHT):
        window = reading.flow(side).window(reading.tops[side], geometry.body)
        lines.append((window, draw_pane(reading, side, window, lights[side], geometry.left_pane)))
    first, second = lines
    return [second[1][y] if second[0][y] else first[1][y] for y in range(geometry.body)]


def _blank(height: int) -> list[Line]:
    return [[(" ", Ink())] for _ in range(height)]


def scene_of(reading: Reading, windows: Sequence[list[Row | None]] | None = None) -> Scene:
    """What the gutter has to show.

    Args:
        reading: What is read and where.
        windows: The rows that are on screen, left and right, where they are known already.
    """
    height = reading.geometry.body
    left, right = reading.flow(LEFT), reading.flow(RIGHT)
    seen = windows or [reading.flow(side).window(reading.tops[side], height) for side in (LEFT, RIGHT)]
    rows = visible_rows(left, seen[LEFT]), visible_rows(right, seen[RIGHT])
    return Scene(
        reading.sides(), rows, (folded_sentences(left, seen[LEFT]), folded_sentences(right, seen[RIGHT])),
        (_top(left, reading.tops[LEFT], rows[LEFT]), _top(right, reading.tops[RIGHT], rows[RIGHT])),
        reading.links(), reading.side, reading.row, reading.geometry.gutter, height,
    )  # fmt: skip


def _top(flow: Flow, top: Place, rows: Rows) -> int:
    """The first sentence on screen; where the pane is empty, one before or behind all."""
    if rows:
        return min(rows)
    return 0 if top.row < 0 else len(flow.beside.version.sentences)


def _strip(reading: Reading, side: int, edge: str, height: int) -> list[Line]:
    flow = reading.flow(side)
    if not flow.blocks:
        return _blank(height)
    overview = overview_of(flow)
    return draw_strip(
        overview, flow, reading.shown[side], reading.tops[side], edge, height, ascii_only=reading.signs.ascii,
        marks={y: sign for y, (sign, _) in strip_marks(reading, overview, side).items()},
    )  # fmt: skip


def strip_marks(reading: Reading, overview: Overview, side: int) -> dict[int, tuple[str, int]]:
    """For each cell of a strip with something the reader marked or searched for: its sign, and the sentence."""
    version, height = reading.shown[side], reading.geometry.body
    hits = overview.cells_of(reading.hits.get(version), height)
    cells = {cell: (reading.signs.hit, sentence) for cell, sentence in hits.items()}
    for sentence, sign in reversed(marked(reading, version)):
        cells[overview.cell_of(sentence, height)] = sign, sentence
    return cells


def strip_sentence(reading: Reading, side: int, row: int) -> int | None:
    """The sentence that a cell of a strip stands for: a marked one if there is one; None in an empty version."""
    flow = reading.flow(side)
    if not flow.blocks:
        return None
    overview = overview_of(flow)
    marks = strip_marks(reading, overview, side)
    if row in marks:
        return marks[row][1]
    return overview.sentence_at((row + 0.5) / reading.geometry.body)


# Only the text


def only_text(frame: Frame, reading: Reading) -> Frame:
    """The frame without header, strips, gutter, signs and footer; a message still has the footer's row to itself.

    The bars of the cursor's passage and its partner stay: without them one would not know where one is.
    """
    geometry = reading.geometry
    left_side = reading.side if not frame.right else LEFT
    message = [(" " + clip(reading.message, geometry.width - 2), Ink("mute"))] if reading.message else []
    return replace(
        frame,
        header=[],
        left_strip=[_blanked(line) for line in frame.left_strip],
        left=[_without_margin(line, reading, left_side) for line in frame.left],
        gutter=[_blanked(line) for line in frame.gutter],
        right=[_without_margin(line, reading, RIGHT) for line in frame.right],
        right_strip=[_blanked(line) for line in frame.right_strip],
        footer=[fit(message, geometry.width, Ink())],
    )


def _blanked(line: Line) -> Line:
    return [(" " * len(text), Ink()) for text, _ in line]


def _without_margin(line: Line, reading: Reading, side: int) -> Line:
    """A row of a pane without what its margin says; the margin holds signs and digits of one cell each."""
    left = reading.geometry.margin + (reading.geometry.indent if side == LEFT else 0)
    out: Line = []
    for text, ink in line:
        margin, rest = text[:left], text[left:]
        left -= len(margin)
        if margin:
            out.append(("".join(char if char == reading.signs.bar else " " for char in margin), ink))
        if rest:
            out.append((rest, ink))
    return out
