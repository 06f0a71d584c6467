"""PDF: the paragraphs of a document.

pdfminer says where the characters of a page are, joins them into lines, and puts these in order, column by column (its
layout analysis, with its own settings). `reader.story.formats.pdf_layout` finds out what the lines say together.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from statistics import median_low
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTContainer, LTImage, LTPage, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from reader.story.formats.child import Answer, Part, Request, UnreadableError, counted, run_child
from reader.story.formats.pdf_layout import Line, footnotes, join_lines, running_lines, split_notes, usual_size

_READING_SHARE = 0.75
"""The share of the time after which no further page is begun."""
_RAISED_SIZE = 0.85
_RAISED_BY = 0.1
"""A raised character is at most this part of its line's size, and at least this part of it higher than the line."""
_RUNNING = "running headers, footers and page numbers"
_UNKNOWN_CHARACTER = re.compile(r"\(cid:\d+\)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_FILE_NAME = re.compile(r"microsoft word\b.*|untitled.*|.*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|html?|ps|pdf|txt)", re.I)


@dataclass(slots=True, kw_only=True)
class _Progress:
    """What has been read of a document so far."""

    lines: list[Line] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    """The height of each page that has lines, in points."""
    pictures: list[int] = field(default_factory=list)
    """Pages that have a picture and no text."""
    damaged: list[int] = field(default_factory=list)
    note_numbers: int = 0
    """Raised numbers, of notes, that were left out."""
    pages: int = 0


def parse_pdf(request: Request) -> Iterator[Answer]:
    """Read a PDF document. There are answers after 1, 2, 4 … pages and at the end.

    Raises:
        UnreadableError: It is encrypted, damaged, or holds no text.
    """
    until = time.monotonic() + request.seconds * _READING_SHARE
    try:
        yield from _parse(io.BytesIO(request.data), until)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise UnreadableError("is encrypted and needs a password; save a copy without one") from None
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file makes the parser raise errors of any kind
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise UnreadableError(f"is damaged ({reason}); get a new copy") from None


def _parse(file: io.BytesIO, until: float) -> Iterator[Answer]:
    document = PDFDocument(PDFParser(file))
    facts = _facts(document)
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(all_texts=True))
    interpreter = PDFPageInterpreter(resources, device)
    progress = _Progress()
    for page in PDFPage.create_pages(document):
        if progress.pages and time.monotonic() > until:
            yield _answer(progress, facts, whole=False)
            return
        progress.pages += 1
        try:
            interpreter.process_page(page)
            _add_page(device.get_result(), progress)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the other pages may be intact
            progress.damaged.append(progress.pages)
        if progress.lines and progress.pages & (progress.pages - 1) == 0:
            yield _answer(progress, facts, whole=False)
    if progress.lines:
        yield _answer(progress, facts, whole=True)
    elif progress.damaged:
        raise UnreadableError("is damaged, and none of its pages can be read; get a new copy")
    elif progress.pictures:
        raise UnreadableError("holds only pictures of pages; recognise its text (OCR), and name the result")
    else:
        raise UnreadableError("has no text in it")


def _answer(progress: _Progress, facts: dict[str, str], *, whole: bool) -> Answer:
    size = usual_size(progress.lines)
    running, small = running_lines(progress.lines, progress.heights, size)
    ends = [(line.text, "furniture") for number, line in enumerate(progress.lines) if number in small]
    body = [line for number, line in enumerate(progress.lines) if number not in running and number not in small]
    in_notes = footnotes(body, size)
    parts, joined = join_lines([line for number, line in enumerate(body) if number not in in_notes])
    notes = split_notes([line for number, line in enumerate(body) if number in in_notes])
    for note in notes:
        paragraphs, joined_here = join_lines(note)
        parts += [(text, "body") for text, _ in paragraphs]
        joined += joined_here
    remarks = []
    if not whole:
        first = "page" if progress.pages == 1 else f"{progress.pages:,} pages"
        remarks.append(f"only the first {first}: reading more would take too long")
    if running:
        remarks.append(f"{counted(len(running), 'running header, footer and page number', _RUNNING)} left out")
    if notes:
        remarks.append(f"{counted(len(notes), 'footnote')} at the end")
    if joined:
        remarks.append(f"{counted(joined, 'word')} joined that were divided at the end of a line")
    if progress.note_numbers:
        remarks.append(f"{counted(progress.note_numbers, 'raised note number')} left out")
    if progress.pictures:
        remarks.append(f"without the text of pages that are pictures ({_listed(progress.pictures)})")
    if progress.damaged:
        remarks.append(f"without damaged pages ({_listed(progress.damaged)})")
    all_parts: list[Part] = [*parts, *ends]
    return Answer(parts=all_parts, facts=facts, remarks=remarks)


def _listed(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:5]))
    return f"{shown} and {len(pages) - 5:,} more" if len(pages) > 5 else shown


def _facts(document: PDFDocument) -> dict[str, str]:
    """What a document says about itself. A title that is the name of a file is left out."""
    stated: dict[str, str] = {}
    for info in document.info[:1]:
        for name in ("Title", "Author", "CreationDate"):
            value = resolve1(info.get(name)) if isinstance(info, dict) else None
            stated[name] = _decoded(value)
    language = resolve1(document.catalog.get("Lang"))
    title = " ".join(stated.get("Title", "").split())
    day = re.match(r"D:(\d{4})(\d\d)(\d\d)", stated.get("CreationDate", ""))
    return {
        "title": "" if _FILE_NAME.fullmatch(title) else title,
        "author": stated.get("Author", ""),
        "date": "-".join(day.groups()) if day else "",
        "language": _decoded(language),
    }


def _decoded(value: Any) -> str:
    return decode_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""


# Lines of a page


def _add_page(page: LTPage, progress: _Progress) -> None:
    number, lines_before = progress.pages, len(progress.lines)
    pictures = 0
    for item in _items(page):
        if isinstance(item, LTImage):
            pictures += 1
        elif isinstance(item, LTTextLine) and (line := _line_of(item, progress)) is not None:
            progress.lines.append(line)
    if len(progress.lines) > lines_before:
        progress.heights[number] = page.height
    elif pictures:
        progress.pictures.append(number)


def _items(page: LTPage) -> Iterator[Any]:
    """The lines and pictures of a page in its order. Walks without recursion."""
    stack: list[Iterator[Any]] = [iter(page)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, LTContainer) and not isinstance(item, LTTextLine):
            stack.append(iter(item))
        else:
            yield item


def _line_of(item: LTTextLine, progress: _Progress) -> Line | None:
    characters = [char for char in item if isinstance(char, LTChar) and not char.get_text().isspace()]
    size = median_low([char.size for char in characters]) if characters else item.height
    # a raised number does not make a line taller: the line is where most of its characters are
    bottom = median_low([char.y0 for char in characters]) if characters else item.y0
    text, numbers = _without_note_numbers(
        (_text_of(char), isinstance(char, LTChar) and _is_raised(char, size, bottom)) for char in _uncovered(item)
    )
    text = " ".join(text.split())
    progress.note_numbers += numbers
    if not text:
        return None
    return Line(
        page=progress.pages,
        left=item.x0,
        bottom=bottom,
        right=item.x1,
        top=bottom + size,
        size=size,
        bold=2 * sum(_is_bold(char) for char in characters) > len(characters),
        text=text,
    )


def _uncovered(item: LTTextLine) -> Iterator[Any]:
    """The characters of a line without spaces that the next one covers, which some programs set where they kern."""
    characters = list(item)
    for char, after in zip_longest(characters, characters[1:]):
        if isinstance(char, LTChar) and isinstance(after, LTChar) and char.get_text().isspace():
            if after.x0 >= char.x0 + char.width / 2:
                yield char
        else:
            yield char


def _text_of(char: Any) -> str:
    """The text of a character; two letters for a ligature."""
    return _UNKNOWN_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", char.get_text()).translate(_LIGATURES)


def _is_raised(char: LTChar, size: float, bottom: float) -> bool:
    """Whether a character is smaller than its line and higher."""
    return char.size < _RAISED_SIZE * size and char.y0 > bottom + _RAISED_BY * size


def _without_note_numbers(characters: Iterable[tuple[str, bool]]) -> tuple[str, int]:
    """Leave out raised digits after a word or a punctuation mark, but not powers (`m²`, `10⁶`).

    Args:
        characters: Each with whether it is raised.

    Returns:
        The rest, and how many numbers were left out.
    """
    text, numbers, raised = "", 0, ""
    for char, is_raised in (*characters, ("", False)):
        if is_raised and char.isdecimal():
            raised += char
            continue
        if raised:
            is_note = re.search(r"(?:[^\W\d_]{3}|[^\w\s])$", text) is not None
            numbers += is_note
            text += "" if is_note else raised
            raised = ""
        text += char
    return text, numbers


def _is_bold(char: LTChar) -> bool:
    return re.search(r"bold|black|heavy|semibold", char.fontname, re.I) is not None


if __name__ == "__main__":
    run_child(parse_pdf)
