"""Breaking text into rows by the cells it takes, each row still a range of the source's code points."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import split_graphemes

_WORD = re.compile(r"\S+")
_NO_START = frozenset("、。，．・：；？！）」』】〕〉》”’…ー々,.;:?!)]}")
"""What may not begin a row where text is broken inside a run without spaces."""


def wrap(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Break `text[start:end]` into rows of at most `width` cells (a lone wider grapheme excepted).

    Returns:
        Ranges of code points into `text`, without the white space at which rows were broken.
    """
    width = max(1, width)
    rows: list[tuple[int, int]] = []
    row_start = row_end = -1
    used = 0
    for atom_start, atom_end, cells in _atoms(text, start, end, width):
        if row_start < 0:
            row_start, row_end, used = atom_start, atom_end, cells
            continue
        gap = atom_start - row_end  # white space, each code point of which is drawn as one blank
        if used + gap + cells <= width:
            row_end, used = atom_end, used + gap + cells
        else:
            rows.append((row_start, row_end))
            row_start, row_end, used = atom_start, atom_end, cells
    if row_start >= 0:
        rows.append((row_start, row_end))
    return rows


def _atoms(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int, int]]:
    """What may not be broken: words; in scripts without spaces, single characters; pieces of words wider than a row."""
    for match in _WORD.finditer(text, start, end):
        word_start, word_end = match.span()
        word = match.group()
        if word.isascii():
            for piece in range(word_start, word_end, width):
                piece_end = min(word_end, piece + width)
                yield piece, piece_end, piece_end - piece
        else:
            yield from _graphemes(word, word_start, width)


def _graphemes(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    start, end, used = -1, -1, 0
    wide_before = False
    for first, last, cells in split_graphemes(word)[0]:
        wide = cells > 1
        may_break = (wide or wide_before) and word[first] not in _NO_START
        if start >= 0 and (may_break or used + cells > width):
            yield offset + start, offset + end, used
            start = -1
        if start < 0:
            start, used = first, 0
        end = last
        used += cells
        wide_before = wide
    if start >= 0:
        yield offset + start, offset + end, used
