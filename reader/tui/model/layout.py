"""Where things stand on a screen of a given size. All figures are cells (columns and rows)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

MIN_WIDTH, MIN_HEIGHT = 60, 15
FACING_WIDTH = 100
"""Two panes from here on; below it one pane with a dock."""
NARROWEST_FACING = 72
"""Two panes if the reader asks for them from here on."""
NUMBERED_WIDTH = 140
"""Paragraph numbers and the wider gutter from here on."""
MAX_TEXT = 72
DOCK_ROWS = 6
DOCK_HEIGHT = 20
"""A screen of fewer rows has no dock."""


class View(Enum):
    """How the story is laid out."""

    FACING = "facing"
    """Each version in its own order and pane."""
    ROWS = "rows"
    """Linked passages level with each other, in the order of one version."""
    MERGED = "merged"
    """The story told once."""


class Mode(Enum):
    """How many panes there is room for."""

    FACING = "facing"
    SINGLE = "single"
    TOO_SMALL = "too small"


class Geometry(NamedTuple):
    """The columns and rows of every part of the screen."""

    width: int
    height: int
    mode: Mode
    left_pane: int
    """Width of the left (or only) pane, margin and free columns included, strip excluded."""
    right_pane: int
    gutter: int
    margin: int
    """Columns between pane edge and text: bar, number where shown, sign, spaces."""
    numbered: bool
    text: int
    """Width of the text."""
    tellers: int
    """Columns right of the text for who else tells a passage, the blank before them included."""
    indent: int
    """Empty columns left of the left pane's margin on very wide screens."""
    body: int
    """Rows of the panes."""
    dock: int
    """Rows of the dock; 0 where there is none."""

    def columns(self, part: str) -> int:
        """Width of a part of the screen, named as in `Frame`."""
        if self.mode is Mode.TOO_SMALL:
            return self.width
        own = {"left": self.left_pane, "right": self.right_pane, "gutter": self.gutter}
        return 1 if part.endswith("strip") else own.get(part, self.width)


RULE = 3
"""Columns between the two texts in the view of rows."""
HEADER_ROWS = 2
FOOTER_ROWS = 1


def measure(
    width: int,
    height: int,
    max_text: int = MAX_TEXT,
    *,
    digits: int = 3,
    alone: bool = False,
    view: View = View.FACING,
    sigla: int = 2,
    tellers: int = 0,
    panes: int = 0,
    bare: bool = False,
) -> Geometry:
    """Lay out a screen.

    Args:
        width: Columns of the terminal.
        height: Rows of the terminal.
        max_text: The most columns the text may take.
        digits: Columns for paragraph numbers.
        alone: Whether there is one version only, so that nothing stands opposite.
        view: How the story is laid out; merged and stacked rows need one pane without a dock.
        sigla: Columns for the sigla beside the merged reading.
        tellers: Columns that who else tells a passage takes; they stand where columns right of the text are free. The
            merged reading has none: its sigla say it.
        panes: How many panes the reader asks for; 0 for as many as there is room for.
        bare: Whether only the text is shown, without header and dock.
    """
    tellers = 0 if view is View.MERGED else tellers
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        # laid out for the smallest screen there may be, so that nothing is lost until there is room again
        smallest = measure(
            MIN_WIDTH, MIN_HEIGHT, max_text,
            digits=digits, alone=alone, view=view, sigla=sigla, tellers=tellers, panes=panes, bare=bare,
        )  # fmt: skip
        return smallest._replace(width=width, height=height, mode=Mode.TOO_SMALL)
    body = height - (0 if bare else HEADER_ROWS) - FOOTER_ROWS
    numbered = width >= NUMBERED_WIDTH
    margin = digits + 4 if numbered else 3
    single = alone or view is View.MERGED or panes == 1 or width < (NARROWEST_FACING if panes else FACING_WIDTH)
    if view is View.MERGED:
        margin = sigla + 4
    elif view is View.ROWS and single:
        margin = 5
    if single:
        dock = DOCK_ROWS if height >= DOCK_HEIGHT and not alone and not bare and view is View.FACING else 0
        pane = width - 1
        text = min(max_text, pane - margin - max(2, tellers))
        indent = max(0, (pane - margin - text) // 2) if width >= FACING_WIDTH else 0
        return Geometry(
            width, height, Mode.SINGLE, pane, 0, 0, margin, numbered, text, tellers, indent, body - dock, dock
        )
    gutter = RULE if view is View.ROWS else 9 if numbered else 7
    room = width - gutter - 2
    left, right = room - room // 2, room // 2
    beside = max(2, tellers + 1)  # the letters do not touch the gutter
    text = min(max_text, right - margin - max(1 if numbered else 2, tellers), left - margin - beside)
    indent = max(0, left - margin - text - beside)
    return Geometry(width, height, Mode.FACING, left, right, gutter, margin, numbered, text, tellers, indent, body, 0)
