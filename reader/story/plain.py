"""Plain texts: books, RFCs and quoted mail as they were typed, without what belongs to their pages.

A text with none of these is shown code point for code point. Otherwise lines are rewritten before paragraphs are found:
running heads and page feet leave the paragraph that goes on over them, and marks of quotation and numbers of verses go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from reader.story.clean import clean
from reader.story.paragraphs import is_finished, is_label, paragraph_spans
from reader.story.version import Furniture, Page, Role, Span, page_of

_PAGE_IN_BRACKETS = re.compile(r"\[Page \w{1,8}\]$")
_PAGE_BETWEEN_DASHES = re.compile(r"  - \w{1,8} - ")
_FEWEST_FEET = 2
_MOST_HEADS = 3
"""Lines below a page's foot that may be the next page's running head."""
_PAGE_MARK = re.compile(r"[ ]*(?:\[(?:Pg|Page|p\.) ?\d+\]|\{(?:Pg |p\. ?)?\d+\})[ ]*")
"""The number of a page of the printed book, in a line of its own."""
_MARK_INSIDE = re.compile(r"\[Pg \d+\]")
_QUOTED = re.compile(r"^>[> ]*")
_VERSE_NUMBER = re.compile(r"(?<=\S)[ ]{3,}(\d{1,4})[ ]*$")
_VERSE_STEPS = (4, 5, 10)
_BEGIN = re.compile(r"^(?:\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*? ?THE SMALL PRINT)", re.M | re.I)
_END = re.compile(
    r"^(?:\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the |this )?Project Gutenberg)", re.M | re.I
)
_IS_GUTENBERG = re.compile(r"Project Gutenberg", re.I)
_CREDIT = re.compile(
    r"(?:Produced by|E-?text prepared by|This e-?(?:text|book) was (?:produced|prepared)|Transcribed from)", re.I
)
_FIELD = re.compile(r"^(Title|Author): *(\S.*)", re.M)
_FAR = 8
"""Paragraphs below the header in which a note on who prepared the text is looked for."""
_GAP = re.compile(r"\S[ ]{3,}\S")


class _Line(NamedTuple):
    """A line of a text, or the furniture that stood at its place."""

    text: str
    furniture: bool = False


def plain_page(source: str) -> Page:
    """Read a plain text.

    Args:
        source: The text, normalised, not yet clean.

    Returns:
        A page. Its text is the source's own, code point for code point, with a space for each newline inside a
        paragraph, if the source has neither pages nor marks of quotation and none of its paragraphs is indented.
    """
    text = clean(source)
    lines = _rewritten(text)
    if lines is not None:
        return _with_header_folded(_page_of_lines(lines), text)
    paragraphs = tuple(paragraph_spans(text))
    roles = tuple(_roles(text, paragraphs))
    if any("\n " in span.of(text) for span in paragraphs):
        parts = [(" ".join(_lines_joined(span.of(text))), role) for span, role in zip(paragraphs, roles, strict=True)]
        return _with_header_folded(_page_of(parts, _close(text, paragraphs)), text)
    pieces: list[str] = []
    last = 0
    for span in paragraphs:
        if text.find("\n", span.start, span.end) >= 0:
            pieces += (text[last : span.start], span.of(text).replace("\n", " "))
            last = span.end
    joined = "".join((*pieces, text[last:]))
    return _with_header_folded(Page(text=joined, paragraphs=paragraphs, roles=roles), text)


def _lines_joined(text: str) -> Iterator[str]:
    return (line.strip() for line in text.split("\n"))


def _roles(text: str, paragraphs: Sequence[Span]) -> list[Role | None]:
    """The roles that only the lines show: lines of verse, tables and lists are no headings. Capitals may be a title."""
    roles: list[Role | None] = [None] * len(paragraphs)
    single = [text.find("\n", span.start, span.end) < 0 for span in paragraphs]
    wrapped = not all(single)
    start = 0
    for n in range(1, len(paragraphs) + 1):
        both = n < len(paragraphs) and single[n - 1] and single[n]
        if both and text.count("\n", paragraphs[n - 1].end, paragraphs[n].start) == 1:
            continue
        run = [paragraphs[k].of(text) for k in range(start, n)]
        running = any(said[0].islower() or said[-1] in ",;:" for said in run)
        if len(run) > 1 and (wrapped or running) and not is_label(run[0]):
            roles[start:n] = [None if said.isupper() else Role.BODY for said in run]
        elif wrapped and _GAP.search(run[0]):
            roles[start] = Role.BODY
        start = n
    return roles


# Lines that are rewritten


def _rewritten(text: str) -> list[_Line] | None:
    """The lines of a text without the marks of its pages and quotations; None if it has none."""
    lines = text.split("\n")
    furniture = _running_lines(lines)
    furniture |= {n for n, line in enumerate(lines) if _PAGE_MARK.fullmatch(line)}
    numbers = _verse_numbers(lines)
    quoted = sum(line.startswith(">") for line in lines) > 1
    if not furniture and not numbers and not quoted and _MARK_INSIDE.search(text) is None:
        return None
    out: list[_Line] = []
    depth = 0
    for n, line in enumerate(lines):
        if n in furniture:
            out.append(_Line(line.strip(), furniture=True))
            continue
        if n in numbers:
            line = _VERSE_NUMBER.sub("", line)
        line = _MARK_INSIDE.sub("", line)
        if quoted and (line.strip() or depth):
            found = _QUOTED.match(line)
            now = found[0].count(">") if found else 0
            if now != depth:
                out.append(_Line(""))
            line, depth = line[found.end() :] if found else line, now
        out.append(_Line(line))
    return out


def _is_foot(line: str) -> bool:
    """Whether a line is the last one of a page of an RFC: it ends in `[Page 7]`, or tells the RFC behind `- 7 -`."""
    line = line.strip(" ")
    if found := _PAGE_IN_BRACKETS.search(line):
        return found.start() > 0
    dashes = _PAGE_BETWEEN_DASHES.search(line)
    return dashes is not None and dashes.start() > 0 and re.search(r"\bRFC", line[dashes.end() :]) is not None


def _running_lines(lines: Sequence[str]) -> set[int]:
    """The last lines of pages, as RFCs have them, and the running heads below them."""
    feet = [n for n, line in enumerate(lines) if _is_foot(line)]
    if len(feet) < _FEWEST_FEET:
        return set()
    below = {n: list(_next_lines(lines, n + 1)) for n in feet}
    often = Counter(re.sub(r"\d+", "#", lines[head].strip()) for heads in below.values() for head in heads)
    found = set(feet)
    for heads in below.values():
        for head in heads:
            if often[re.sub(r"\d+", "#", lines[head].strip())] < min(3, len(feet) - 1):
                break
            found.add(head)
    return found


def _next_lines(lines: Sequence[str], start: int) -> Iterator[int]:
    """The first lines with text from one on."""
    count = 0
    for n in range(start, len(lines)):
        if lines[n].strip():
            yield n
            count += 1
            if count == _MOST_HEADS:
                return


def _verse_numbers(lines: Sequence[str]) -> set[int]:
    """The lines of verse that end in their number. Only every fourth, fifth or tenth line has one."""
    found = {n: int(number[1]) for n, line in enumerate(lines) if (number := _VERSE_NUMBER.search(line))}
    values = list(found.values())
    step = values[0] if len(values) > 1 else 0
    if step not in _VERSE_STEPS or any(after not in (before + step, step) for before, after in pairwise(values)):
        return set()
    return set(found)


def _page_of_lines(lines: Sequence[_Line]) -> Page:
    """The paragraphs of rewritten lines. A paragraph goes on over furniture, which then stands below it."""
    kept: list[str] = []
    aside: list[tuple[int, str]] = []  # the place in the text that is kept, and the furniture there
    place = n = 0
    while n < len(lines):
        end = n
        while end < len(lines) and (lines[end].furniture or not lines[end].text.strip()):
            end += 1
        pieces = [line.text for line in lines[n:end] if line.furniture]
        if pieces:
            before = next((line for line in reversed(kept) if line.strip()), "")
            while kept and not kept[-1].strip():
                place -= len(kept.pop()) + 1
            after = lines[end].text if end < len(lines) else ""
            if not _goes_on(before, after):
                kept.append("")
                place += 1
            aside += [(place, piece) for piece in pieces]
            n = end
        if n < len(lines):
            kept.append(lines[n].text)
            place += len(lines[n].text) + 1
        n += 1
    text = "\n".join(kept)
    spans = paragraph_spans(text)
    parts: list[tuple[str, Role | Furniture | None]] = []
    close: set[int] = set()
    below = _close(text, spans)
    waiting = iter([*aside, (len(text) + 1, "")])
    at, piece = next(waiting)
    for number, (span, role) in enumerate(zip(spans, _roles(text, spans), strict=True)):
        if number in below and not (at <= span.start and piece):
            close.add(len(parts))
        while at <= span.start and piece:
            parts.append((piece, Furniture.RUNNING_HEAD))
            at, piece = next(waiting)
        parts.append((" ".join(_lines_joined(span.of(text))), role))
    while piece:
        parts.append((piece, Furniture.RUNNING_HEAD))
        at, piece = next(waiting)
    return _page_of(parts, close)


def _page_of(parts: Sequence[tuple[str, Role | Furniture | None]], close: Set[int]) -> Page:
    """A page of paragraphs, some of which stand on the line after the one before."""
    page = page_of(parts)
    pieces, spans, start = [], [], 0
    for number, span in enumerate(page.paragraphs):
        if number:
            pieces.append("\n" if number in close else "\n\n")
            start += len(pieces[-1])
        pieces.append(span.of(page.text))
        spans.append(Span(start, start + len(span)))
        start += len(span)
    return replace(page, text="".join(pieces), paragraphs=tuple(spans))


def _close(text: str, spans: Sequence[Span]) -> set[int]:
    """The numbers of the paragraphs that begin on the line after the one before."""
    return {n for n in range(1, len(spans)) if text.count("\n", spans[n - 1].end, spans[n].start) == 1}


def _goes_on(before: str, after: str) -> bool:
    """Whether a paragraph goes on from the last line of a page to the first one of the next."""
    first = after.strip()[:1]
    if not before.strip() or not first:
        return False
    indent = len(after) - len(after.lstrip()) - (len(before) - len(before.lstrip()))
    return first.islower() or (
        not is_finished(before) and indent <= 0 and not first.isdigit() and len(before.strip()) > 40
    )


# Project Gutenberg


def _with_header_folded(page: Page, text: str) -> Page:
    """Make furniture of the header and the licence of Project Gutenberg, which give title and author."""
    if _IS_GUTENBERG.search(text, 0, 20_000) is None:
        return page
    begin, end = _BEGIN.search(page.text), _END.search(page.text)
    first = 0 if begin is None else page.text.find("\n", begin.end())
    last = len(page.text) if end is None else end.start()
    roles = list(page.stated)
    for n, span in enumerate(page.paragraphs):
        if span.start < first or span.start >= last:
            roles[n] = Furniture.LICENCE
    below = [n for n, span in enumerate(page.paragraphs) if first <= span.start < last][:_FAR]
    for n in below if begin is not None else ():
        if _CREDIT.match(page.paragraphs[n].of(page.text)):
            roles[n] = Furniture.CREDIT
    fields = dict(reversed(_FIELD.findall(text[: begin.start() if begin else 0])))
    return replace(
        page,
        roles=tuple(Role.FURNITURE if isinstance(role, Furniture) else role for role in roles),
        kinds=tuple(role if isinstance(role, Furniture) else None for role in roles),
        title=fields.get("Title", ""),
        author=fields.get("Author", ""),
    )
