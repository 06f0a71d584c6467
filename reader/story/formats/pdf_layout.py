"""The paragraphs of a page that knows only where its lines stand.

A line was broken because it was full where the next word would not have found room behind it; otherwise somebody broke
it, and a paragraph ends there. Indents, gaps, and a change of the size of the type end one too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from reader.story.formats.limited import Part

HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}")
_BULLET = re.compile(r"(?:[•‣◦▪●■*–—-]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_WORD = re.compile(r"[^\W\d_]+(?:[-\N{HYPHEN}][^\W\d_]+)*")
_TENS = frozenset(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"))
_SAME_SIZE = 1.08
_LARGER = 1.12
"""From so many times the size of the text on, a line is a heading."""
_GAP = 1.3
"""From so many times the usual distance of lines on, a gap parts paragraphs."""
_FEWEST = 3
"""Lines beside others that make a column: a cell, or a number beside a line, makes none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on a page. Lengths are in points, from the lower left corner."""

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
        """How wide its first word is, with the space before it."""
        return (len(self.text.split(maxsplit=1)[0]) + 1) * (self.right - self.left) / len(self.text)

    def beside(self, other: Line) -> bool:
        """Whether both stand at one height, one to the left of the other."""
        middle = (other.top + other.bottom) / 2
        apart = self.right <= other.left or other.right <= self.left
        return self.page == other.page and self.bottom < middle < self.top and apart

    def above(self, other: Line) -> bool:
        """Whether some of the other stands below it."""
        return self.page == other.page and self.left < other.right and other.left < self.right


def usual_size(lines: Sequence[Line]) -> float:
    """The size of the type in which most of a text stands, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def paragraphs(lines: Sequence[Line]) -> tuple[list[Part], int]:
    """Put lines together.

    Args:
        lines: Those of all pages, in the order they are read; where a page has columns, their order is found here.

    Returns:
        The paragraphs with their roles, and how many words were joined that had been divided at the end of a line.
    """
    lines = [line for page in _pages(lines) for line in _ordered(page)]
    size = usual_size(lines)
    leading = _leading(lines, size)
    room = _rooms(lines)
    words = _words(lines)
    groups: list[list[Line]] = []
    for number, line in enumerate(lines):
        before = groups[-1][-1] if groups else None
        if before is not None and _goes_on(groups[-1], room[number - 1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    told = any(_is_heading(group, size) for group in groups)
    parts: list[Part] = []
    joined = 0
    for group in groups:
        text, undone = _joined(group, words)
        joined += undone
        parts.append((text, "heading" if _is_heading(group, size) else "body" if told else ""))
    return _with_headline(parts, groups), joined


def _pages(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each page."""
    for _, page in groupby(lines, key=lambda line: line.page):
        yield list(page)


def _ordered(page: Sequence[Line]) -> list[Line]:
    """The lines of a page in the order of its columns; a line across several of them parts what is above and below."""
    columns = _columns([line for line, other in _neighbours(page) if _alike(line, other)])
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


def _words(lines: Sequence[Line]) -> Counter[str]:
    """How often each word stands in a text, without those that the end of a line divides."""
    words: Counter[str] = Counter()
    divided = False
    for line in lines:
        found = [word.casefold() for word in _WORD.findall(line.text)]
        words.update(found[divided:])
        divided = line.text.endswith(HYPHENS)
        if divided and found:
            words[found[-1]] -= 1
    return words


def _leading(lines: Sequence[Line], size: float) -> float:
    """How far the baselines of a paragraph's lines are apart, in points."""
    steps = [
        round(a.bottom - b.bottom, 1)
        for a, b in pairwise(lines)
        if a.above(b) and abs(a.size - size) < 1 and 0 < a.bottom - b.bottom < 3 * size
    ]
    return Counter(steps).most_common(1)[0][0] if steps else 1.2 * size


def _rooms(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """For each line the left and right edge of the column it stands in, in points."""
    edges: dict[int, list[tuple[float, float]]] = {}
    whole: list[Line] = []
    for page in _pages(lines):
        columns = _columns([line for line, other in _neighbours(page) if _alike(line, other)])
        edges[page[0].page] = columns
        whole += [line for line in page if not any(_in_column(line, column) for column in columns)]
    left = Counter(round(line.left) for line in whole).most_common(1)
    full = (
        float(left[0][0]) if left else 0.0,
        max((line.right for line in whole if len(line.text) > 20), default=max((w.right for w in whole), default=0.0)),
    )
    return [next((column for column in edges[line.page] if _in_column(line, column)), full) for line in lines]


def _columns(paired: Sequence[Line]) -> list[tuple[float, float]]:
    """The left and right edges of a page's columns, by the lines that stand beside others; none where it has one."""
    columns: list[tuple[float, float, int]] = []
    for line in sorted(paired, key=lambda line: line.left):
        left, right, lines = columns[-1] if columns else (0.0, 0.0, 0)
        if columns and line.left < right - line.size:
            columns[-1] = (left, max(right, line.right), lines + 1)
        else:
            columns.append((line.left, line.right, 1))
    return [(left, right) for left, right, lines in columns if lines >= _FEWEST]


def _neighbours(page: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each line that another one stands beside, with that one."""
    ordered = sorted(page, key=lambda line: -line.top)
    for number, line in enumerate(ordered):
        near = (*ordered[max(0, number - 3) : number], *ordered[number + 1 : number + 4])
        other = next((other for other in near if line.beside(other)), None)
        if other is not None:
            yield line, other


def _alike(line: Line, other: Line) -> bool:
    """Whether both can be lines of two columns: long enough, and of one size."""
    return min(len(line.text), len(other.text)) > 15 and _same_size(line, other)


def _in_column(line: Line, column: tuple[float, float]) -> bool:
    return line.left >= column[0] - line.size and line.right <= column[1] + line.size


def _same_size(a: Line, b: Line) -> bool:
    return max(a.size, b.size) <= _SAME_SIZE * min(a.size, b.size)


def _goes_on(group: Sequence[Line], room: tuple[float, float], line: Line, leading: float) -> bool:
    """Whether a line goes on with the paragraph whose last line is full or not, in a column from … to …."""
    last = group[-1]
    if not _same_size(last, line) or _BULLET.match(line.text):
        return False
    large = line.size / 12 * leading if line.size > leading else leading
    below = last.above(line) and last.bottom > line.bottom
    if below and last.bottom - line.bottom > _GAP * max(large, leading):
        return False
    if last.beside(line) and line.left >= last.right:  # parts of one line, or cells of one row
        return line.left - last.right < 2 * line.size
    if last.text.endswith(HYPHENS) and line.text[0].islower():
        return True
    inset = max(0.0, min(first.left for first in group) - room[0])  # a quotation is set in on both sides, as a rule
    right = room[1] - (inset if last.right <= room[1] - inset + 1 and len(group) > 1 else 0.0)
    if last.right + line.first_word <= right - last.size / 2 and not (last.bold and line.bold and below):
        return False
    indented = below and line.left - last.left > 0.8 * line.size and not _BULLET.match(group[0].text)
    return not (indented and not line.text[0].islower())


def _is_heading(group: Sequence[Line], size: float) -> bool:
    return len(group) <= 4 and all(line.size >= _LARGER * size or _is_bold_alone(line, size) for line in group)


def _is_bold_alone(line: Line, size: float) -> bool:
    return line.bold and line.size >= 0.95 * size and len(line.text) < 100 and not line.text.endswith((".", ",", ";"))


def _with_headline(parts: list[Part], groups: Sequence[Sequence[Line]]) -> list[Part]:
    """Make the largest heading of the first page the headline, if nothing later is as large."""
    first = [
        number
        for number, (_, role) in enumerate(parts)
        if role == "heading" and groups[number][0].page == groups[0][0].page
    ]
    if first:
        largest = max(first, key=lambda number: (groups[number][0].size, -number))
        parts[largest] = (parts[largest][0], "headline")
    return parts


def _joined(group: Sequence[Line], words: Counter[str]) -> tuple[str, int]:
    """The text of a paragraph, and how many words in it had been divided."""
    text, undone = group[0].text, 0
    for line in group[1:]:
        if not text.endswith(HYPHENS) or not line.text[:1].islower():
            text = f"{text} {line.text}"
        elif _was_divided(text, line.text, words):
            text, undone = text[:-1] + line.text, undone + 1
        else:
            text += line.text
    return text, undone


def _was_divided(text: str, after: str, words: Counter[str]) -> bool:
    """Whether the hyphen between the two was put there to break the line.

    The rest of the text tells it where the word stands elsewhere, whole or with its hyphen, or where both halves stand
    there as words (`well-known`); else it is taken for such a hyphen, for few others stand at the end of a line.
    """
    if text.endswith("\N{SOFT HYPHEN}"):
        return True
    head, tail = re.search(r"[^\W\d_]*\W$", text), re.match(r"[^\W\d_]+", after)
    if head is None or tail is None or len(head[0]) < 2:
        return False  # 3-year, -ish
    left, right = head[0][:-1].casefold(), tail[0].casefold()
    if words[left + right] > 0:
        return True
    if left in _TENS or words[f"{left}-{right}"] > 0 or words[f"{left}\N{HYPHEN}{right}"] > 0:
        return False
    return not (words[left] > 0 and words[right] > 0)


# What stands at the top and the foot of page after page


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
