"""One row of the screen: runs of text, each in an ink. An ink names roles; the theme gives each role its colour."""

from __future__ import annotations

import re
from itertools import groupby
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, split_graphemes


class Ink(NamedTuple):
    """Foreground and background roles with text attributes.

    A tuple although it has five fields: inks are compared for every code point drawn and are keys of the style cache,
    and tuples compare and hash in C.
    """

    fg: str = "text"
    """`text`, `bright`, `soft`, `mute`, `faint`, `conflict`, or `version:N` for the colour of version N."""
    bg: str = "background"
    """`background`, `panel`, `cursor`, `partner`, `hit`, `selection`, `thumb`, or `label:N` for what has that label."""
    bold: bool = False
    italic: bool = False
    underline: bool = False


Line: TypeAlias = list[tuple[str, Ink]]
"""One screen row: runs of text, each in one ink."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""The blocks of Unicode for scripts that are written from right to left."""
TURNING_ENDS = "\N{BRAILLE PATTERN BLANK}"
"""The one blank that is written from left to right (Unicode Standard Annex 9, class L).

A terminal that turns text of right-to-left scripts also turns the blanks and numbers behind it, up to the next letter.
So the column opposite would move, were it not for this blank between them."""

_WIDE_BLANK = re.compile(r"[^\S ]")
"""White space other than a plain space."""


def version_ink(version: int) -> str:
    """The foreground role for a version's own colour."""
    return f"version:{version}"


def plain_spaces(text: str) -> str:
    """Replace each white-space character by one space, which is how it is drawn. Offsets do not change."""
    return _WIDE_BLANK.sub(" ", text)


def width_of(line: Line) -> int:
    """Width of a line in cells."""
    return sum(cell_len(text) for text, _ in line)


def clip(text: str, width: int, more: str = "…") -> str:
    """Cut `text` to at most `width` cells, ending in `more` if anything was cut."""
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
    """Make a line exactly `width` cells wide: cut it with `more` at its end, or fill it with blanks in `ink`."""
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
        out.append((blanks("".join(text for text, _ in line), left), ink or (out[-1][1] if out else Ink())))
    return out


def blanks(text: str, count: int) -> str:
    """As many blanks as stand between a text and the next column."""
    turned = count > 0 and not text.isascii() and _RIGHT_TO_LEFT.search(text)
    return TURNING_ENDS + " " * (count - 1) if turned else " " * count


def padded(text: str, width: int) -> str:
    """A text filled with blanks up to the next column."""
    return text + blanks(text, width - cell_len(text))


def runs(text: str, inks: list[Ink]) -> Line:
    """Join code points of the same ink into runs. `inks` has one entry for each code point of `text`."""
    out: Line = []
    start = 0
    for ink, same in groupby(inks):
        end = start + len(list(same))
        out.append((text[start:end], ink))
        start = end
    return out


def grapheme_at(text: str, column: int) -> tuple[int, int]:
    """The range of code points drawn in a column of a row of text; an empty range at its end for columns behind it."""
    used = 0
    for start, end, cells in split_graphemes(plain_spaces(text))[0]:
        used += cells
        if column < used:
            return start, end
    return len(text), len(text)
