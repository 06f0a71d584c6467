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
_SMALLER = 0.93
"""Up to so many times the size of the text a line can be a note's."""
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"[ivxl]+", re.I)
_PAGE_NUMBER = re.compile(r"[\W_]*(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?[^\w.]*", re.I)
_NOTE = re.compile(r"(?:\[?\d{1,3}[\].)]?|[*†‡§])\s?\S")
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


def footnotes(lines: Sequence[Line], size: float) -> set[int]:
    """Find notes: smaller lines below all others of their column, the first of which begins with a number or a sign.

    Args:
        lines: Those of all pages, without the running ones.
        size: The size of the text, in points.

    Returns:
        Their places in `lines`.
    """
    pages: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        pages.setdefault(line.page, []).append(number)
    found: set[int] = set()
    for numbers in pages.values():
        text = [lines[n] for n in numbers if lines[n].size > _SMALLER * size]
        small = [
            n
            for n in numbers
            if lines[n].size <= _SMALLER * size
            and all(not lines[n].above(line) or line.bottom > lines[n].top for line in text)
        ]
        if text and small and _NOTE.match(lines[max(small, key=lambda n: lines[n].bottom)].text):
            found.update(small)
    return found


def notes_apart(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each note: one begins with a sign, or with a number that follows on the last one's."""
    notes: list[list[Line]] = []
    number = ""
    for line in lines:
        begins = _NOTE.match(line.text)
        count = "".join(filter(str.isdecimal, begins[0][:-1])) if begins else ""
        follows = not count or not number or int(count) in (int(number) + 1, 1)
        if not notes or (begins and follows):
            notes.append([line])
            number = count
        else:
            notes[-1].append(line)
    return notes


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
