"""PDF: the paragraphs of a document.

pdfminer says where the characters of a page are, joins them into lines, and puts these in order, column by column (its
layout analysis, with its own settings). `reader.story.formats.pdf_layout` finds out what the lines say together.
"""

from __future__ import annotations

import io
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, pairwise, zip_longest
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

from reader.story.clean import counted
from reader.story.formats.child import Answer, Part, Request, UnreadableError, run_child
from reader.story.formats.pdf_layout import (
    Line,
    footnotes,
    join_lines,
    line_numbers,
    running_lines,
    split_notes,
    usual_size,
)

_READING_SHARE = 0.75
"""The share of the time after which no further page is begun."""
_RAISED_SIZE = 0.85
_RAISED_BY = 0.1
"""A raised character is at most this part of its line's size, and at least this part of it higher than the line."""
_UNREADABLE = 0.4
"""The share of unknown characters from which a text cannot be read."""
_MOSTLY = 0.6
"""The share of a page's characters that are turned the same way from which the page is turned."""
_WORD_GAP = 0.2
"""The part of a character's height from which a gap in turned text divides words."""
_MOST_FIELDS = 2_000
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufeff]")
"""Arabic letters as they look at the beginning, in the middle or at the end of a word."""
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
    turned: list[str] = field(default_factory=list)
    """Text that stands upright beside the text of its page."""
    fields: list[str] = field(default_factory=list)
    """What was filled in the fields of a form."""
    note_numbers: int = 0
    """Raised numbers, of notes, that were left out."""
    pages: int = 0


def parse_pdf(request: Request) -> Iterator[Answer]:
    """Read a PDF document. There are answers after 1, 2, 4 … pages and at the end.

    Raises:
        UnreadableError: It is encrypted, damaged, or holds no text.
    """
    until = time.process_time() + request.seconds * _READING_SHARE
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
    progress = _Progress(fields=_form_fields(document))
    for page in PDFPage.create_pages(document):
        if progress.pages and time.process_time() > until:
            yield _answer(progress, facts, whole=False)
            return
        progress.pages += 1
        try:
            interpreter.process_page(page)
            layout = device.get_result()
            if turn := _turn(layout):
                page.rotate = (page.rotate + turn) % 360
                interpreter.process_page(page)
                layout = device.get_result()
            _add_page(layout, progress)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the other pages may be intact
            progress.damaged.append(progress.pages)
        if progress.lines and progress.pages & (progress.pages - 1) == 0:
            yield _answer(progress, facts, whole=False)
    if _is_unreadable(progress.lines):
        raise UnreadableError(
            "does not say which letters its characters are, so its text cannot be read; "
            "recognise its text (OCR), and name the result"
        )
    if progress.lines or progress.fields:
        yield _answer(progress, facts, whole=True)
    elif progress.damaged:
        raise UnreadableError("is damaged, and none of its pages can be read; get a new copy")
    elif progress.pictures:
        raise UnreadableError("holds only pictures of pages; recognise its text (OCR), and name the result")
    else:
        raise UnreadableError("has no text in it")


def _is_unreadable(lines: Sequence[Line]) -> bool:
    """Whether a large part of a text is unknown characters, or code points of private use."""
    letters = "".join(line.text for line in lines)
    unknown = sum(char == "\N{REPLACEMENT CHARACTER}" or "\ue000" <= char <= "\uf8ff" for char in letters)
    return unknown > _UNREADABLE * len(letters)


def _form_fields(document: PDFDocument) -> list[str]:
    """What was filled in the fields of a form, each behind the field's name."""
    form = resolve1(document.catalog.get("AcroForm"))
    stack = [(field, "") for field in resolve1(form.get("Fields")) or ()] if isinstance(form, dict) else []
    found: list[str] = []
    seen = 0
    while stack and seen < _MOST_FIELDS:
        one, above = stack.pop(0)
        seen += 1
        one = resolve1(one)
        if not isinstance(one, dict):
            continue
        name = _decoded(resolve1(one.get("T"))) or above
        value = _decoded(resolve1(one.get("V"))).strip()
        if value:
            found.append(f"{name}: {value}" if name else value)
        stack += [(kid, name) for kid in resolve1(one.get("Kids")) or ()]
    return found


def _answer(progress: _Progress, facts: dict[str, str], *, whole: bool) -> Answer:
    size = usual_size(progress.lines)
    running, small = running_lines(progress.lines, progress.heights, size)
    numbers = line_numbers(progress.lines)
    running |= numbers
    small -= numbers
    ends = [(line.text, "running head") for number, line in enumerate(progress.lines) if number in small]
    body = [line for number, line in enumerate(progress.lines) if number not in running and number not in small]
    in_notes = footnotes(body, size)
    parts, joined = join_lines([line for number, line in enumerate(body) if number not in in_notes])
    notes = split_notes([line for number, line in enumerate(body) if number in in_notes])
    for note in notes:
        paragraphs, joined_here = join_lines(note)
        parts += [(text, "body") for text, _ in paragraphs]
        joined += joined_here
    shown = " ".join(line.text for line in progress.lines)
    fields = [field for field in progress.fields if field.partition(": ")[2] not in shown]
    parts += [(field, "body") for field in fields]
    ends += [(text, "furniture") for text in dict.fromkeys(progress.turned)]
    remarks = []
    if fields:
        remarks.append(f"{counted(len(fields), 'filled field')} of a form at the end")
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


def _turn(page: LTPage) -> int:
    """By how many degrees a page must be turned clockwise so that most of its text stands upright; 0 if it does."""
    turned: Counter[int] = Counter()
    for item in _items(page):
        if isinstance(item, LTTextLine):
            turned.update(_direction(char) for char in item if isinstance(char, LTChar))
    direction = turned.most_common(1)[0][0] if turned else 0
    return direction if turned[direction] > _MOSTLY * sum(turned.values()) else 0


def _direction(char: LTChar) -> int:
    """The degrees by which a character must be turned clockwise to stand upright: 0, 90, 180 or 270."""
    a, b, c, d = char.matrix[:4]
    if a < 0 and d < 0 and abs(a) >= abs(b):
        return 180
    return 0 if abs(a) >= abs(b) or abs(d) > abs(c) else 90 if b > 0 else 270


def _add_page(page: LTPage, progress: _Progress) -> None:
    number, lines_before = progress.pages, len(progress.lines)
    pictures = 0
    turned: list[LTChar] = []
    for item in _items(page):
        if isinstance(item, LTImage):
            pictures += 1
        elif isinstance(item, LTTextLine):
            chars = [char for char in item if isinstance(char, LTChar)]
            if chars and all(map(_direction, chars)):
                turned += chars
            elif (line := _line_of(item, progress)) is not None:
                progress.lines.append(line)
    progress.turned += _turned_lines(turned)
    if len(progress.lines) > lines_before:
        progress.heights[number] = page.height
    elif pictures:
        progress.pictures.append(number)


def _turned_lines(chars: Sequence[LTChar]) -> list[str]:
    """The lines of text that is turned: up, down or on its head. The parser does not know what belongs to its lines."""
    columns: dict[tuple[int, int], list[LTChar]] = {}
    for char in chars:
        across = char.y0 if _direction(char) == 180 else char.x0
        columns.setdefault((_direction(char), round(across / 4)), []).append(char)
    lines = []
    for (direction, _), column in columns.items():
        column.sort(key=partial(_along, direction=direction))
        text = column[0].get_text()
        for before, char in pairwise(column):
            gap = _along(char, direction)[0] - _along(before, direction)[1]
            text += (" " if gap > _WORD_GAP * char.width else "") + char.get_text()
        lines.append(" ".join(text.split()))
    return [line for line in lines if line]


def _along(char: LTChar, direction: int) -> tuple[float, float]:
    """Where a turned character begins and ends in the direction in which it is read."""
    if direction == 180:
        return -char.x1, -char.x0
    return (char.y0, char.y1) if direction == 90 else (-char.y1, -char.y0)


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
    shown = _in_reading_order(list(_uncovered(item)))
    text, numbers = _without_note_numbers(
        (_text_of(char), isinstance(char, LTChar) and _is_raised(char, size, bottom)) for char in shown
    )
    text = " ".join((unicodedata.normalize("NFKC", text) if _FORMS.search(text) else text).split())
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


def _in_reading_order(characters: list[Any]) -> list[Any]:
    """The characters of a line; from right to left if its letters are read so and stand from left to right.

    What is read from left to right inside it, such as a number, stays as it is.
    """
    letters = [char for char in characters if isinstance(char, LTChar) and _is_strong(char)]
    leftward = [char for char in letters if _reads_left(char)]
    if 2 * len(leftward) <= len(letters) or not leftward:
        return characters
    steps = [after.x0 - before.x0 for before, after in pairwise(leftward)]
    if sum(step > 0 for step in steps) <= sum(step < 0 for step in steps):
        return characters  # they are stored in the order in which they are read
    out: list[Any] = []
    for is_rightward, run in groupby(reversed(characters), key=_reads_right):
        stretch = list(run)
        out += stretch[::-1] if is_rightward else stretch
    return out


def _is_strong(char: LTChar) -> bool:
    return unicodedata.bidirectional(char.get_text()[:1] or " ") in ("L", "R", "AL")


def _reads_left(char: Any) -> bool:
    return unicodedata.bidirectional(char.get_text()[:1] or " ") in ("R", "AL")


def _reads_right(char: Any) -> bool:
    return unicodedata.bidirectional(char.get_text()[:1] or " ") in ("L", "EN", "AN", "ES", "CS", "ET")


def _uncovered(item: LTTextLine) -> Iterator[Any]:
    """The characters of a line without spaces that the next one covers, which some programs set where they kern."""
    characters = list(item)
    for char, after in zip_longest(characters, characters[1:]):
        if isinstance(char, LTChar) and isinstance(after, LTChar) and char.get_text().isspace():
            if abs(after.x0 - char.x0) >= char.width / 2:
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
