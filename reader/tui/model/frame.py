"""One picture of the screen: the lines of every part, drawn from the state of the reading and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reader.tui.model.dock import draw_dock
from reader.tui.model.edges import draw_footer, draw_header, draw_headings, draw_too_small
from reader.tui.model.flow import Flow, Row
from reader.tui.model.geometry import Mode
from reader.tui.model.gutter import Rows, Scene, draw_gutter
from reader.tui.model.ink import Ink, Line
from reader.tui.model.overview import Overview, draw_strip, overview_of
from reader.tui.model.paint import draw_pane, folded_sentences, lit, visible_rows
from reader.tui.model.places import marked
from reader.tui.model.reading import LEFT, RIGHT, Reading
from reader.tui.model.rule import draw_rule
from reader.tui.model.scroll import Place


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
        from reader.tui.model.sheet_overview import sheet_overview  # not at the start: see `Reading.sheet`
        from reader.tui.model.sheet_paint import draw_sheet

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
