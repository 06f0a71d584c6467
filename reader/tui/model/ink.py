"""The ink a piece of text is drawn in, by role: which colour a role has is the theme's business."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, split_graphemes


class Ink(NamedTuple):
    """Foreground and background roles with text attributes."""

    fg: str = "text"
    """`text`, `bright`, `soft`, `mute`, `faint`, `conflict`, or `version:N` for the colour of version N."""
    bg: str = "background"
    """`background`, `panel`, `cursor`, `partner`, `hit`, `selection` or `thumb`."""
    bold: bool = False
    italic: bool = False
    underline: bool = False


Line: TypeAlias = list[tuple[str, Ink]]
"""One screen row: runs of text, each in one ink."""


def version_ink(version: int) -> str:
    """The foreground role for a version's own colour."""
    return f"version:{version}"


def plural(count: int, word: str) -> str:
    """`1 link`, `2 links`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def width_of(line: Line) -> int:
    """Cells that a line takes."""
    return sum(cell_len(text) for text, _ in line)


def clip(text: str, width: int, more: str = "…") -> str:
    """`text` in at most `width` cells, ending in `more` where something was cut."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    used, out = 0, []
    for start, end, cells in split_graphemes(text)[0]:
        if used + cells > width - cell_len(more):
            break
        out.append(text[start:end])
        used += cells
    return "".join(out).rstrip() + more[:width]


def fit(line: Line, width: int, ink: Ink | None = None, more: str = "…") -> Line:
    """`line` made exactly `width` cells wide: cut with `more` at its end, or filled with blanks in `ink`."""
    out: Line = []
    left = width
    for text, run_ink in line:
        cells = cell_len(text)
        if cells > left:
            out.append((clip(text, left, more), run_ink))
            left -= cell_len(out[-1][0])
            break
        out.append((text, run_ink))
        left -= cells
    if left > 0:
        out.append((" " * left, ink or (out[-1][1] if out else Ink())))
    return out


def runs(text: str, inks: list[Ink]) -> Line:
    """Join code points that stand in the same ink. `inks` has one entry a code point of `text`."""
    out: Line = []
    start = 0
    for ink, same in groupby(inks):
        end = start + len(list(same))
        out.append((text[start:end], ink))
        start = end
    return out
