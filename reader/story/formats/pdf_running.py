"""What stands at the top and the foot of page after page, and is no part of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reader.story.formats.pdf_layout import Line

_EDGE = 0.12
"""The part of a page's height, above and below, in which such lines stand."""
_OUTERMOST = 3
"""How many lines from the edge they are at most."""
_OFTEN = 3
"""On so many pages a line must stand, or on all where there are fewer; on one alone it could be anything."""
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxl]+", re.I)
_PAGE_NUMBER = re.compile(r"[\W_]*(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?[^\w.]*", re.I)
_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50}


def running(lines: Sequence[Line], heights: Mapping[int, float], size: float) -> tuple[set[int], set[int]]:
    """Find running headers, footers and page numbers.

    A line is one where the same words stand at the same height on several pages; a number in it may count with the
    pages.

    Args:
        lines: Those of all pages.
        heights: For each page that has lines its height, in points.
        size: The size of the text, in points: a line in larger type is a heading.

    Returns:
        The places in `lines` of the running ones, and of those that look like some but stand on one page alone.
    """
    edge = [n for n in _edge(lines, heights) if lines[n].size <= 1.12 * size]
    pages: dict[tuple[str, int], set[int]] = {}
    for number in edge:
        for key in _keys(lines[number]):
            for height in _near(lines[number].bottom):
                pages.setdefault((key, height), set()).add(lines[number].page)
    often = min(_OFTEN, max(2, len(heights)))
    found = {
        number
        for number in edge
        if (len(heights) < _OFTEN and _PAGE_NUMBER.fullmatch(lines[number].text))
        or any(
            len(pages[key, height]) >= often for key in _keys(lines[number]) for height in _near(lines[number].bottom)
        )
    }
    small = {
        number
        for number in edge
        if number not in found and lines[number].size < 0.85 * size and _is_outside(lines[number], heights)
    }
    return found, small


def _edge(lines: Sequence[Line], heights: Mapping[int, float]) -> Iterator[int]:
    """The lines near the upper and lower edge of their page."""
    by_page: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(number)
    for page, numbers in by_page.items():
        ordered = sorted(numbers, key=lambda n: lines[n].bottom)
        height = heights[page]
        rows = sorted({round(lines[n].bottom) for n in numbers})
        low, high = rows[:_OUTERMOST][-1], rows[-_OUTERMOST:][0]
        for n in ordered:
            line = lines[n]
            if (line.bottom < _EDGE * height and line.bottom <= low + 1) or (
                line.top > (1 - _EDGE) * height and line.bottom >= high - 1
            ):
                yield n


def _is_outside(line: Line, heights: Mapping[int, float]) -> bool:
    """Whether it stands in the outermost half of the edge, where no text is printed."""
    height = heights[line.page]
    return line.bottom < _EDGE / 2 * height or line.top > (1 - _EDGE / 2) * height


def _keys(line: Line) -> Iterator[str]:
    """What its like on another page has in common with it: its words; a number in them goes with the pages."""
    folded = " ".join(line.text.casefold().split())
    yield folded
    for number in _NUMBER.finditer(folded):
        if len(number[0]) < 6:
            yield f"{folded[: number.start()]}#{int(number[0]) - line.page}{folded[number.end() :]}"
    if _ROMAN.fullmatch(folded):
        yield f"#{_value(folded) - line.page}"


def _near(bottom: float) -> tuple[int, int]:
    """Two steps of a grid that overlap, so that what is less than 3 points apart has one in common."""
    return 2 * round(bottom / 6), 2 * round((bottom + 3) / 6) + 1


def _value(roman: str) -> int:
    values = [_LETTERS[letter] for letter in roman]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
