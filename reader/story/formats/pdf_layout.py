"""The layout of a PDF document: which lines are paragraphs, headings, notes, running headers and footers.

All that is known is where each line is. A line was broken because it was full if the next word would not have fitted
behind it; otherwise somebody broke it, and a paragraph ends there. Indents, gaps and a change of type size end one too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reader.story.formats.child import Part
from reader.story.paragraphs import is_finished

HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}")

_SAME_SIZE = 1.08
"""Sizes of type that differ by less than this factor are the same."""
_LARGER = 1.12
"""From this many times the usual size of type, a line is a heading."""
_GAP = 1.3
"""From this many times the usual distance of lines, a gap separates paragraphs."""
_MOSTLY_FULL = 0.6
"""The part of a column's width from which a line goes on in one that begins with a small letter."""
_LONG = 30
"""Code points that such a line has at least: cells of tables and lines of programs are shorter."""
_FEWEST_NUMBERS = 5
"""Numbers beside the lines of a page, one below the other, from which they count the lines."""
_FEWEST_BESIDE = 3
"""Lines beside others that make a column. A cell of a table, or a number beside a line, makes none."""
_EDGE = 0.12
"""The share of a page's height, at the top and at the foot, that running lines are in."""
_OUTERMOST = 3
"""How many rows from the edge running lines are at most."""
_OFTEN = 3
"""On how many pages a running line must be, or on all if there are fewer. On one page it could be anything."""
_NOTE_SIZE = 0.93
"""Up to this many times the usual size of type, a line can be part of a note."""
_SMALL = 0.85
"""Up to this many times the usual size of type, a line in the outermost edge is not part of the text."""

_BULLET = re.compile(r"(?:[•‣◦▪●■*–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_WORD = re.compile(r"[^\W\d_]+(?:[-\N{HYPHEN}][^\W\d_]+)*")
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_NUMBER = re.compile(r"\d+")
_LINE_NUMBER = re.compile(r"\d{1,4}")
_ROMAN = re.compile(r"[ivxl]+", re.I)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_PAGE_NUMBER = re.compile(r"[\W_]*(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?[^\w.]*", re.I)
_NOTE = re.compile(r"(?:\[?\d{1,3}[\].)]?|[*†‡§])\s?\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it is on a page. Lengths are in points, from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    size: float
    bold: bool
    text: str

    @property
    def first_word(self) -> float:
        """The width of its first word, with the space before it."""
        return (len(self.text.split(maxsplit=1)[0]) + 1) * (self.right - self.left) / len(self.text)

    def beside(self, other: Line) -> bool:
        """Whether both are at the same height, one to the left of the other."""
        middle = (other.top + other.bottom) / 2
        apart = self.right <= other.left or other.right <= self.left
        return self.page == other.page and self.bottom < middle < self.top and apart

    def overlaps(self, other: Line) -> bool:
        """Whether both are on one page, with a part of one above or below a part of the other."""
        return self.page == other.page and self.left < other.right and other.left < self.right


def usual_size(lines: Sequence[Line]) -> float:
    """The size of type of most of a text, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


# Paragraphs


def join_lines(lines: Sequence[Line]) -> tuple[list[Part], int]:
    """Join lines into paragraphs.

    Args:
        lines: The lines of all pages in reading order. The order of columns on a page is found here.

    Returns:
        The paragraphs with their roles, and how many words were joined that had been divided at the end of a line.
    """
    lines = [line for page in _pages(lines) for line in _in_reading_order(page)]
    size = usual_size(lines)
    leading = _leading(lines, size)
    edges = _column_edges(lines)
    words = _word_counts(lines)
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        if groups and _continues(groups[-1], edges[number - 1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    has_headings = any(_is_heading_group(group, size) for group in groups)
    parts: list[Part] = []
    joined = 0
    for group in groups:
        text, joined_here = _joined(group, words)
        joined += joined_here
        parts.append((text, "heading" if _is_heading_group(group, size) else "body" if has_headings else ""))
    return _with_headline(parts, groups), joined


def _pages(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each page."""
    for _, page in groupby(lines, key=lambda line: line.page):
        yield list(page)


def _leading(lines: Sequence[Line], size: float) -> float:
    """The distance between the baselines of a paragraph's lines, in points."""
    steps = [
        round(a.bottom - b.bottom, 1)
        for a, b in pairwise(lines)
        if a.overlaps(b) and abs(a.size - size) < 1 and 0 < a.bottom - b.bottom < 3 * size
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 1.2 * size


def _continues(group: Sequence[Line], edges: tuple[float, float], line: Line, leading: float) -> bool:
    """Whether a line continues the paragraph of a group.

    Args:
        group: The paragraph's lines so far.
        edges: The left and right edge of the column that its last line is in.
        line: The line.
        leading: The usual distance between baselines.
    """
    last = group[-1]
    if not _same_size(last, line) or _BULLET.match(line.text):
        return False
    large = line.size / 12 * leading if line.size > leading else leading
    below = last.overlaps(line) and last.bottom > line.bottom
    if below and last.bottom - line.bottom > _GAP * max(large, leading):
        return False
    if last.beside(line) and line.left >= last.right:  # parts of one line, or cells of one row
        return line.left - last.right < 2 * line.size
    if last.text.endswith(HYPHENS) and line.text[0].islower():
        return True
    runs_on = line.text[0].islower() and not is_finished(last.text)
    if runs_on and last.right - last.left >= _MOSTLY_FULL * (edges[1] - edges[0]) and len(last.text) >= _LONG:
        return True  # a wider line of a table or a figure may have moved the column's edge
    inset = max(0.0, min(first.left for first in group) - edges[0])  # a quotation is usually indented on both sides
    right = edges[1] - (inset if last.right <= edges[1] - inset + 1 and len(group) > 1 else 0.0)
    if last.right + line.first_word <= right - last.size / 2 and not (last.bold and line.bold and below):
        return False
    indented = below and line.left - last.left > 0.8 * line.size and not _BULLET.match(group[0].text)
    return not (indented and not line.text[0].islower())


def _is_heading_group(group: Sequence[Line], size: float) -> bool:
    return len(group) <= 4 and all(line.size >= _LARGER * size or _is_bold_alone(line, size) for line in group)


def _is_bold_alone(line: Line, size: float) -> bool:
    return line.bold and line.size >= 0.95 * size and len(line.text) < 100 and not line.text.endswith((".", ",", ";"))


def _with_headline(parts: list[Part], groups: Sequence[Sequence[Line]]) -> list[Part]:
    """Make the largest heading of the first page the headline."""
    first = [
        number
        for number, (_, role) in enumerate(parts)
        if role == "heading" and groups[number][0].page == groups[0][0].page
    ]
    if first:
        largest = max(first, key=lambda number: (groups[number][0].size, -number))
        parts[largest] = (parts[largest][0], "headline")
    return parts


# Columns


def _in_reading_order(page: Sequence[Line]) -> list[Line]:
    """The lines of a page column by column. A line across several columns separates what is above and below it."""
    columns = _columns(page)
    if len(columns) < 2:
        return list(page)
    bands: list[list[list[Line]]] = [[[] for _ in range(len(columns) + 1)]]
    for line in sorted(page, key=lambda line: (-line.bottom, line.left)):
        column = next((n for n, column in enumerate(columns) if _in_column(line, column)), None)
        if column is None:
            bands += [[[line]], [[] for _ in range(len(columns) + 1)]]
        else:
            bands[-1][column].append(line)
    return [line for band in bands for column in band for line in column]


def _column_edges(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """For each line the left and right edge of the column it is in, in points."""
    columns: dict[int, list[tuple[float, float]]] = {}
    outside: list[Line] = []
    for page in _pages(lines):
        columns[page[0].page] = found = _columns(page)
        outside += [line for line in page if not any(_in_column(line, column) for column in found)]
    left = Counter(round(line.left) for line in outside).most_common(1)
    whole = (
        float(left[0][0]) if left else 0.0,
        max(
            (line.right for line in outside if len(line.text) > 20),
            default=max((w.right for w in outside), default=0.0),
        ),
    )
    return [next((column for column in columns[line.page] if _in_column(line, column)), whole) for line in lines]


def _columns(page: Sequence[Line]) -> list[tuple[float, float]]:
    """The left and right edges of a page's columns, found by lines beside others; none if there is only one."""
    columns: list[tuple[float, float, int]] = []
    beside = [line for line, other in _neighbours(page) if _can_be_columns(line, other)]
    for line in sorted(beside, key=lambda line: line.left):
        left, right, lines = columns[-1] if columns else (0.0, 0.0, 0)
        if columns and line.left < right - line.size:
            columns[-1] = (left, max(right, line.right), lines + 1)
        else:
            columns.append((line.left, line.right, 1))
    return [(left, right) for left, right, lines in columns if lines >= _FEWEST_BESIDE]


def _neighbours(page: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each line that is beside another one, with that one."""
    ordered = sorted(page, key=lambda line: -line.top)
    for number, line in enumerate(ordered):
        near = (*ordered[max(0, number - 3) : number], *ordered[number + 1 : number + 4])
        other = next((other for other in near if line.beside(other)), None)
        if other is not None:
            yield line, other


def _can_be_columns(line: Line, other: Line) -> bool:
    """Whether both can be lines of two columns: long enough, and of the same size."""
    return min(len(line.text), len(other.text)) > 15 and _same_size(line, other)


def _in_column(line: Line, column: tuple[float, float]) -> bool:
    return line.left >= column[0] - line.size and line.right <= column[1] + line.size


def _same_size(a: Line, b: Line) -> bool:
    return max(a.size, b.size) <= _SAME_SIZE * min(a.size, b.size)


# Words divided at the end of a line


def _word_counts(lines: Sequence[Line]) -> Counter[str]:
    """How often each word occurs in a text, not counting those that the end of a line divides."""
    counts: Counter[str] = Counter()
    divided = False
    for line in lines:
        words = [word.casefold() for word in _WORD.findall(line.text)]
        counts.update(words[divided:])
        divided = line.text.endswith(HYPHENS)
        if divided and words:
            counts[words[-1]] -= 1
    return counts


def _joined(group: Sequence[Line], words: Counter[str]) -> tuple[str, int]:
    """The text of a paragraph, and how many words in it had been divided."""
    text, joined = group[0].text, 0
    for line in group[1:]:
        if not text.endswith(HYPHENS) or not line.text[:1].islower():
            text = f"{text} {line.text}"
        elif _was_divided(text, line.text, words):
            text, joined = text[:-1] + line.text, joined + 1
        else:
            text += line.text
    return text, joined


def _was_divided(text: str, after: str, words: Counter[str]) -> bool:
    """Whether the hyphen between two lines was put there to break a word.

    The rest of the text tells, if the word occurs in it whole or with its hyphen, or if both halves occur as words
    (`well-known`). Otherwise it was, because few other hyphens are at the end of a line.
    """
    if text.endswith("\N{SOFT HYPHEN}"):
        return True
    head, tail = re.search(r"(?<![^\W\d_])[^\W\d_]*+\W$", text), re.match(r"[^\W\d_]+", after)
    if head is None or tail is None or len(head[0]) < 2:
        return False  # 3-year, -ish
    left, right = head[0][:-1].casefold(), tail[0].casefold()
    if words[left + right] > 0:
        return True
    if left in _TENS or words[f"{left}-{right}"] > 0 or words[f"{left}\N{HYPHEN}{right}"] > 0:
        return False
    return not (words[left] > 0 and words[right] > 0)


# Running headers and footers


def running_lines(lines: Sequence[Line], heights: Mapping[int, float], size: float) -> tuple[set[int], set[int]]:
    """Find running headers, footers and page numbers.

    A line is one if the same words are at the same height on several pages. A number in it may count with the pages.

    Args:
        lines: The lines of all pages.
        heights: The height of each page that has lines, in points.
        size: The usual size of type, in points. A line in larger type is a heading.

    Returns:
        The indexes in `lines` of the running ones, and of those that look like some but are on one page only.
    """
    edge = [n for n in _at_edge(lines, heights) if lines[n].size <= _LARGER * size]
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
        if number not in found and lines[number].size < _SMALL * size and _is_outermost(lines[number], heights)
    }
    return found, small


def _at_edge(lines: Sequence[Line], heights: Mapping[int, float]) -> Iterator[int]:
    """The lines near the upper and lower edge of their page."""
    for page, numbers in _by_page(lines).items():
        height = heights[page]
        rows = sorted({round(lines[n].bottom) for n in numbers})
        low, high = rows[:_OUTERMOST][-1], rows[-_OUTERMOST:][0]
        for n in sorted(numbers, key=lambda n: lines[n].bottom):
            line = lines[n]
            if (line.bottom < _EDGE * height and line.bottom <= low + 1) or (
                line.top > (1 - _EDGE) * height and line.bottom >= high - 1
            ):
                yield n


def _by_page(lines: Sequence[Line]) -> dict[int, list[int]]:
    """The indexes of the lines of each page."""
    pages: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        pages.setdefault(line.page, []).append(number)
    return pages


def _is_outermost(line: Line, heights: Mapping[int, float]) -> bool:
    """Whether it is in the outer half of the edge, where no text is printed."""
    height = heights[line.page]
    return line.bottom < _EDGE / 2 * height or line.top > (1 - _EDGE / 2) * height


def _keys(line: Line) -> Iterator[str]:
    """What a line shares with its counterpart on another page: its words, in which a number may count the pages."""
    folded = " ".join(line.text.casefold().split())
    yield folded
    for number in _NUMBER.finditer(folded):
        if len(number[0]) < 6:
            yield f"{folded[: number.start()]}#{int(number[0]) - line.page}{folded[number.end() :]}"
    if _ROMAN.fullmatch(folded):
        yield f"#{_roman_value(folded) - line.page}"


def _near(bottom: float) -> tuple[int, int]:
    """Two steps of overlapping grids. Heights less than 3 points apart have one in common."""
    return 2 * round(bottom / 6), 2 * round((bottom + 3) / 6) + 1


def _roman_value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def line_numbers(lines: Sequence[Line]) -> set[int]:
    """Find the numbers in the margin that count the lines of a page.

    Args:
        lines: The lines of all pages.

    Returns:
        Their indexes in `lines`.
    """
    found: set[int] = set()
    for numbers in _by_page(lines).values():
        text = [lines[n] for n in numbers if len(lines[n].text) > 20]
        columns: dict[int, list[int]] = {}
        for n in numbers:
            if _LINE_NUMBER.fullmatch(lines[n].text) and any(line.beside(lines[n]) for line in text):
                columns.setdefault(round(lines[n].right / 6), []).append(n)
        for column in columns.values():
            column.sort(key=lambda n: -lines[n].bottom)
            values = [int(lines[n].text) for n in column]
            if len(column) >= _FEWEST_NUMBERS and all(0 < b - a == values[1] - values[0] for a, b in pairwise(values)):
                found.update(column)
    return found


# Footnotes


def footnotes(lines: Sequence[Line], size: float) -> set[int]:
    """Find notes: smaller lines below all others of their column, the first of which begins with a number or a sign.

    Args:
        lines: The lines of all pages, without the running ones.
        size: The usual size of type, in points.

    Returns:
        Their indexes in `lines`.
    """
    found: set[int] = set()
    for numbers in _by_page(lines).values():
        text = [lines[n] for n in numbers if lines[n].size > _NOTE_SIZE * size]
        small = [
            n
            for n in numbers
            if lines[n].size <= _NOTE_SIZE * size
            and all(not lines[n].overlaps(line) or line.bottom > lines[n].top for line in text)
        ]
        if text and small and _NOTE.match(lines[max(small, key=lambda n: lines[n].bottom)].text):
            found.update(small)
    return found


def split_notes(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each note. A note begins with a sign, or with a number that follows the last one's."""
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
