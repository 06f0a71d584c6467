"""One frame: the lines of every part of the screen, drawn from the state of the reading and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from reader.align.alignment import Link
from reader.merge.beside import Beside, edits_in, readable
from reader.tui.model.chrome import draw_footer, draw_header, draw_headings, draw_too_small
from reader.tui.model.flow import TextRow, wrap
from reader.tui.model.ink import Ink, Line, clip, fit, plain_spaces, runs, version_ink, width_of
from reader.tui.model.layout import RULE, Mode
from reader.tui.model.minimap import draw_merged_minimap, draw_minimap
from reader.tui.model.pane import (
    draw_merged,
    draw_pane,
    highlights,
    marked_sentences,
)
from reader.tui.model.state import LEFT, RIGHT, Reading

RELATED_SIGN = ":"
"""Before a partner that is only near in what it is about."""
_PANEL = Ink(bg="panel")


@dataclass(slots=True, kw_only=True)
class Frame:
    """The lines of each part of the screen, from top to bottom; a part that is not there has none."""

    header: list[Line]
    left_minimap: list[Line] = field(default_factory=list)
    left: list[Line]
    gutter: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)
    right_minimap: list[Line] = field(default_factory=list)
    preview: list[Line] = field(default_factory=list)
    footer: list[Line]

    def parts(self) -> dict[str, list[Line]]:
        """The lines of each part, by its name, from the top of the screen to its bottom."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def draw(reading: Reading, keys: Sequence[tuple[str, str]]) -> Frame:
    """Draw the whole screen.

    Args:
        reading: What is read and where.
        keys: For the footer, key and label of each action, the most important first.
    """
    frame = _draw(reading, keys)
    if reading.signs.ascii:  # only what surrounds the panes: the text in them is the sources'
        small = reading.geometry.mode is Mode.TOO_SMALL
        for line in (*frame.header, *(frame.left if small else ()), *frame.footer):
            line[:] = [(reading.signs.own(text), ink) for text, ink in line]
    return frame


def _draw(reading: Reading, keys: Sequence[tuple[str, str]]) -> Frame:
    geometry = reading.geometry
    if geometry.mode is Mode.TOO_SMALL:
        lines = draw_too_small(geometry.width, geometry.height)
        return Frame(header=lines[:2], left=lines[2:-1], footer=lines[-1:] if len(lines) > 2 else [])
    frame = Frame(header=[draw_header(reading), draw_headings(reading)], left=[], footer=[draw_footer(reading, keys)])
    if reading.merged:
        frame.left = draw_merged(reading)
        frame.left_minimap = draw_merged_minimap(
            reading.merged_minimap(),
            reading.sheet(),
            reading.sheet_top,
            geometry.body,
            ascii_only=reading.signs.ascii,
        )
    elif reading.stacked:
        frame.left = _draw_stacked(reading)
        frame.left_minimap = _draw_minimap(reading, reading.leading, "left")
    elif geometry.mode is Mode.SINGLE:
        side = reading.side
        frame.left = draw_pane(reading, side, reading.window(side), highlights(reading)[side], geometry.left_pane)
        frame.left_minimap = _draw_minimap(reading, side, "left")
        frame.preview = draw_preview(reading) if geometry.preview else []
    else:
        _draw_facing(reading, frame)
    return frame


def _draw_facing(reading: Reading, frame: Frame) -> None:
    """Draw both panes, and between them the gutter, or in rows the rule."""
    geometry, highlighted = reading.geometry, highlights(reading)
    left, right = reading.window(LEFT), reading.window(RIGHT)
    frame.left_minimap = _draw_minimap(reading, LEFT, "left")
    frame.left = draw_pane(reading, LEFT, left, highlighted[LEFT], geometry.left_pane)
    if reading.in_rows:
        frame.gutter = draw_rule(reading, left, right)
    elif reading.beside(LEFT).links:
        from reader.tui.model.gutter import draw_gutter, gutter_scene  # 4 ms, and the first picture has no links

        frame.gutter = draw_gutter(gutter_scene(reading, (left, right)), reading.signs)
    else:
        frame.gutter = [[(" " * geometry.gutter, Ink())] for _ in range(geometry.body)]
    frame.right = draw_pane(reading, RIGHT, right, highlighted[RIGHT], geometry.right_pane)
    frame.right_minimap = _draw_minimap(reading, RIGHT, "right")


def _draw_stacked(reading: Reading) -> list[Line]:
    """The rows of both versions in one pane, one below the other: each row belongs to only one of them."""
    highlighted, width = highlights(reading), reading.geometry.left_pane
    windows = reading.window(LEFT), reading.window(RIGHT)
    left, right = (draw_pane(reading, side, windows[side], highlighted[side], width) for side in (LEFT, RIGHT))
    return [right[y] if row else left[y] for y, row in enumerate(windows[RIGHT])]


# The rule in the view of rows


def draw_rule(reading: Reading, left: Sequence[TextRow | None], right: Sequence[TextRow | None]) -> list[Line]:
    """A line on the first row of each linked pair: heavy under the cursor, in the conflict's colour at a conflict."""
    beside, flow = reading.beside(LEFT), reading.flow(LEFT)
    at_cursor = {s for i in reading.links() for s in beside.links[i].left}
    light, heavy = ("-", "=") if reading.signs.ascii else ("─", "━")
    out: list[Line] = []
    for here, there in zip(left, right, strict=True):
        line: Line = [(" " * RULE, Ink())]
        level = here and there and here.opens and there.opens and not flow.blocks[here.block].fold
        if level and here and here.sentence in beside.strong:
            under, disputed = here.sentence in at_cursor, here.sentence in beside.disputed
            ink = Ink("conflict" if disputed else "bright" if under else "mute", bold=under)
            line = [((heavy if under else light) * RULE, ink)]
        out.append(line)
    return out


# The minimaps


def _draw_minimap(reading: Reading, side: int, edge: str) -> list[Line]:
    flow, height = reading.flow(side), reading.geometry.body
    if not flow.blocks:
        return [[(" ", Ink())] for _ in range(height)]
    return draw_minimap(
        reading.minimap(side),
        flow,
        reading.tops[side],
        height,
        version=reading.shown[side],
        edge=edge,
        ascii_only=reading.signs.ascii,
        marks={y: sign for y, (sign, _) in _minimap_marks(reading, side).items()},
    )


def _minimap_marks(reading: Reading, side: int) -> dict[int, tuple[str, int]]:
    """The cells of a minimap with something that was marked or searched for, each with its sign and the sentence."""
    minimap, version, height = reading.minimap(side), reading.shown[side], reading.geometry.body
    hits = minimap.hit_cells(reading.hits.get(version), height)
    cells = {cell: (reading.signs.hit, sentence) for cell, sentence in hits.items()}
    for sentence, sign in reversed(marked_sentences(reading, version)):
        cells[minimap.cell_of(sentence, height)] = sign, sentence
    return cells


def minimap_sentence(reading: Reading, side: int, row: int) -> int | None:
    """The sentence that a cell of a minimap stands for: a marked one if there is one; None in an empty version."""
    if not reading.flow(side).blocks:
        return None
    marks = _minimap_marks(reading, side)
    if row in marks:
        return marks[row][1]
    return reading.minimap(side).sentence_at((row + 0.5) / reading.geometry.body)


# The partner's preview, below a single pane


def draw_preview(reading: Reading) -> list[Line]:
    """The partners, the best first, as much of them as fits."""
    geometry = reading.geometry
    beside, opposite = reading.beside(reading.side), reading.beside(1 - reading.side)
    lines: list[Line] = []
    for index in reading.links():
        for sentence in beside.links[index].right:
            lines += _partner(reading, opposite, beside.links[index], sentence)
    if len(lines) > geometry.preview:
        last = _cut(lines[geometry.preview - 1], geometry.width, reading.signs.more)
        lines = [*lines[: geometry.preview - 1], last]
    shown = [fit(line, geometry.width, _PANEL) for line in lines]
    return shown + [[(" " * geometry.width, _PANEL)]] * (geometry.preview - len(shown))


def _cut(line: Line, width: int, more: str) -> Line:
    """A last line that says that there is more."""
    room = width - 1 - len(more) - width_of(line[:-1])
    return [*line[:-1], (clip(line[-1][0], room, more), line[-1][1]), (f" {more}", Ink("mute", "panel"))]


def _partner(reading: Reading, opposite: Beside, link: Link, sentence: int) -> list[Line]:
    version = reading.shown[1 - reading.side]
    where = opposite.version.sentences[sentence]
    sign = reading.signs[opposite.sign(sentence)] if link.reuse.strong else RELATED_SIGN
    head: Line = [
        (f" {opposite.version.siglum} ", Ink(version_ink(version), "panel", bold=True)),
        (f"{where.paragraph + 1:>3} ", Ink("faint", "panel")),
        (f"{sign} ", Ink("mute", "panel")),
    ]
    blank: Line = [(" " * width_of(head), _PANEL)]
    width = min(reading.geometry.text, reading.geometry.width - width_of(head) - 1)
    rows = wrap(opposite.version.text, where.span.start, where.span.end, width)
    return [
        (blank if n else head) + _partner_text(opposite, version, link, sentence, start, end)
        for n, (start, end) in enumerate(rows)
    ]


def _partner_text(opposite: Beside, version: int, link: Link, sentence: int, start: int, end: int) -> Line:
    """A row of a partner, with the words that differ."""
    text = opposite.version.text[start:end]
    inks = [Ink("bright" if link.reuse.strong else "soft", "panel")] * len(text)
    marked: list[tuple[int, int, str, bool]] = []
    if link.reuse.strong and readable(opposite, sentence):
        marked = [(span.start, span.end, version_ink(version), False) for span in edits_in(opposite, sentence)[0]]
    marked += [(c.right.start, c.right.end, "conflict", True) for c in link.conflicts]
    for first, last, colour, bold in marked:
        for n in range(max(first, start) - start, min(last, end) - start):
            inks[n] = inks[n]._replace(fg=colour, underline=True, bold=bold)
    return runs(plain_spaces(text), inks)


# Only the text


def only_text(frame: Frame, reading: Reading) -> Frame:
    """A frame without header, minimaps, gutter, signs and footer. A message still gets the footer's row.

    The bars of the cursor's passage and its partner stay, to show where the cursor is.
    """
    geometry = reading.geometry
    left_side = reading.side if not frame.right else LEFT
    message = [(" " + clip(reading.message, geometry.width - 2), Ink("mute"))] if reading.message else []
    return replace(
        frame,
        header=[],
        left_minimap=_blank(frame.left_minimap),
        left=[_without_margin(line, reading, left_side) for line in frame.left],
        gutter=_blank(frame.gutter),
        right=[_without_margin(line, reading, RIGHT) for line in frame.right],
        right_minimap=_blank(frame.right_minimap),
        footer=[fit(message, geometry.width, Ink())],
    )


def _blank(lines: list[Line]) -> list[Line]:
    """As many lines of the same widths, with nothing on them."""
    return [[(" " * width_of(line), Ink())] for line in lines]


def _without_margin(line: Line, reading: Reading, side: int) -> Line:
    """A row of a pane without what its margin says. The margin holds signs and digits of one cell each."""
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
