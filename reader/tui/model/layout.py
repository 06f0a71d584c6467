"""Where the parts of the screen stand, for a terminal of a given size. All figures are cells: columns and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

MIN_WIDTH, MIN_HEIGHT = 60, 15
"""The smallest terminal in which anything is laid out."""
FACING_WIDTH = 100
"""From this width there are two panes; below it, one pane with a preview of the partner."""
NARROWEST_FACING = 72
"""From this width there are two panes if the reader asks for them."""
NUMBERED_WIDTH = 140
"""From this width paragraphs are numbered and the gutter is wider."""
MAX_TEXT = 72
HEADER_ROWS = 2
FOOTER_ROWS = 1
PREVIEW_ROWS = 6
PREVIEW_HEIGHT = 20
"""A screen with fewer rows has no preview."""
RULE = 3
"""Columns between the two texts in the view of rows."""
INDENT = 5
"""Columns by which the separate wording of one version is indented in the merged view."""


class View(Enum):
    """How the story is laid out."""

    FACING = "facing"
    """Each version in its own order and pane."""
    ROWS = "rows"
    """Linked passages side by side, in the order of one version."""
    MERGED = "merged"
    """The story told once."""


class Mode(Enum):
    """How many panes there is room for."""

    FACING = "facing"
    SINGLE = "single"
    TOO_SMALL = "too small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """The columns and rows of every part of the screen."""

    width: int
    height: int
    mode: Mode
    left_pane: int
    """Width of the left (or only) pane, including its margin and free columns, without the minimap."""
    right_pane: int = 0
    gutter: int = 0
    margin: int
    """Columns between the pane's edge and the text: bar, number where shown, sign, spaces."""
    numbered: bool
    text: int
    """Width of the text."""
    tellers: int
    """Columns right of the text for the versions that also tell a passage, including the blank before them."""
    indent: int
    """Empty columns left of the left pane's margin on very wide screens."""
    body: int
    """Rows of the panes."""
    preview: int = 0
    """Rows of the partner's preview; 0 where there is none."""

    def columns(self, part: str) -> int:
        """Width of a part of the screen, named as in `Frame`."""
        if self.mode is Mode.TOO_SMALL:
            return self.width
        panes = {"left": self.left_pane, "right": self.right_pane, "gutter": self.gutter}
        return 1 if part.endswith("minimap") else panes.get(part, self.width)


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
        max_text: The most columns that text may take.
        digits: Columns for paragraph numbers.
        alone: Whether there is only one version, so that nothing stands opposite.
        view: How the story is laid out. The merged view has one pane and no preview.
        sigla: Columns for the sigla in the merged view.
        tellers: Columns for the versions that also tell a passage. They use free columns right of the text. The merged
            view has none, since its sigla show the same.
        panes: How many panes the reader asks for; 0 for as many as there is room for.
        bare: Whether only the text is shown, without header and preview.
    """
    if view is View.MERGED:
        tellers = 0
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        # lay out the smallest possible screen, so that nothing is lost until there is room again
        smallest = measure(
            MIN_WIDTH, MIN_HEIGHT, max_text,
            digits=digits, alone=alone, view=view, sigla=sigla, tellers=tellers, panes=panes, bare=bare,
        )  # fmt: skip
        return replace(smallest, width=width, height=height, mode=Mode.TOO_SMALL)
    body = height - (0 if bare else HEADER_ROWS) - FOOTER_ROWS
    numbered = width >= NUMBERED_WIDTH
    margin = digits + 4 if numbered else 3
    single = alone or view is View.MERGED or panes == 1 or width < (NARROWEST_FACING if panes else FACING_WIDTH)
    if view is View.MERGED:
        margin = sigla + 4
    elif view is View.ROWS and single:
        margin = 5
    if single:
        has_preview = height >= PREVIEW_HEIGHT and not alone and not bare and view is View.FACING
        preview = PREVIEW_ROWS if has_preview else 0
        pane = width - 1
        text = min(max_text, pane - margin - max(2, tellers))
        return Geometry(
            width=width,
            height=height,
            mode=Mode.SINGLE,
            left_pane=pane,
            margin=margin,
            numbered=numbered,
            text=text,
            tellers=tellers,
            indent=max(0, (pane - margin - text) // 2) if width >= FACING_WIDTH else 0,
            body=body - preview,
            preview=preview,
        )
    gutter = RULE if view is View.ROWS else 9 if numbered else 7
    room = width - gutter - 2
    left, right = room - room // 2, room // 2
    beside = max(2, tellers + 1)  # keeps the letters away from the gutter
    text = min(max_text, right - margin - max(1 if numbered else 2, tellers), left - margin - beside)
    return Geometry(
        width=width,
        height=height,
        mode=Mode.FACING,
        left_pane=left,
        right_pane=right,
        gutter=gutter,
        margin=margin,
        numbered=numbered,
        text=text,
        tellers=tellers,
        indent=max(0, left - margin - text - beside),
        body=body,
    )
