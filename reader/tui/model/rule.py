"""The rule between the two texts in the view of rows: a line where what stands level is linked."""

from __future__ import annotations

from collections.abc import Sequence

from reader.tui.model.flow import Row
from reader.tui.model.geometry import RULE
from reader.tui.model.ink import Ink, Line
from reader.tui.model.reading import LEFT, Reading


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
