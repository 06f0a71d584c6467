"""The child process that reads a PDF document: `python -m reader.story.formats.pdf_child SECONDS < FILE`.

pdfminer says where the signs of a page stand, and puts them into lines and these in order, column by column
(its layout analysis, with its own settings). What the lines say together is found out by
`reader.story.formats.pdf_layout`.
"""

from __future__ import annotations

import io
import re
import sys
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

from reader.story.formats.limited import limit_this_process, tell, tell_error
from reader.story.formats.pdf_layout import Line, footnotes, notes_apart, paragraphs, running, usual_size

_LEFT_FOR_TELLING = 0.75
"""The part of the time after which no further page is begun."""
_UNKNOWN_SIGN = re.compile(r"\(cid:\d+\)")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_FILE_NAME = re.compile(r"microsoft word\b.*|untitled.*|.*\.(?:docx?|odt|rtf|tex|dvi|indd|qxd|html?|ps|pdf|txt)", re.I)


@dataclass(slots=True)
class _Read:
    """What has been read of a document so far."""

    lines: list[Line] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    """For each page that has lines its height, in points."""
    pictures: list[int] = field(default_factory=list)
    """Pages without text that have a picture."""
    damaged: list[int] = field(default_factory=list)
    numbers: int = 0
    """Raised numbers, of notes, that are left out."""
    pages: int = 0


def main() -> None:
    """Read a document from standard input, and tell what was found: after 1, 2, 4 … pages and at the end."""
    seconds = float(sys.argv[1])
    limit_this_process(seconds)
    try:
        _read(io.BytesIO(sys.stdin.buffer.read()), time.monotonic() + seconds * _LEFT_FOR_TELLING)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        tell_error("is encrypted, and needs a password; save a copy without one")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged file makes the parser raise whatever there is
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        tell_error(f"is damaged ({reason}); get it again")


def _read(file: io.BytesIO, until: float) -> None:
    document = PDFDocument(PDFParser(file))
    facts = _facts(document)
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=LAParams(all_texts=True))
    interpreter = PDFPageInterpreter(resources, device)
    read = _Read()
    for page in PDFPage.create_pages(document):
        if read.pages and time.monotonic() > until:
            _tell(read, facts, whole=False)
            return
        read.pages += 1
        try:
            interpreter.process_page(page)
            _take(device.get_result(), read)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the other pages may be sound
            read.damaged.append(read.pages)
        if read.lines and read.pages & (read.pages - 1) == 0:
            _tell(read, facts, whole=False)
    if read.lines:
        _tell(read, facts, whole=True)
    elif read.damaged:
        tell_error("is damaged, and no page of it can be read; get it again")
    elif read.pictures:
        tell_error("holds pictures of pages and no text; have its text recognised (OCR), and name what comes out")
    else:
        tell_error("has no text in it")


def _tell(read: _Read, facts: dict[str, str], *, whole: bool) -> None:
    size = usual_size(read.lines)
    left_out, small = running(read.lines, read.heights, size)
    ends = [(line.text, "furniture") for number, line in enumerate(read.lines) if number in small]
    body = [line for number, line in enumerate(read.lines) if number not in left_out and number not in small]
    notes = footnotes(body, size)
    parts, joined = paragraphs([line for number, line in enumerate(body) if number not in notes])
    noted = notes_apart([line for number, line in enumerate(body) if number in notes])
    for note in noted:
        told, also = paragraphs(note)
        parts += [(text, "body") for text, _ in told]
        joined += also
    remarks = []
    if not whole:
        remarks.append(f"the first {_counted(read.pages, 'page')} alone: reading more would take too long")
    if left_out:
        remarks.append(f"{_counted(len(left_out), 'running header, footer and page number', plural=_RUNNING)} left out")
    if noted:
        remarks.append(f"{_counted(len(noted), 'footnote')} at the end")
    if joined:
        remarks.append(f"{_counted(joined, 'word')} joined that a line's end divided")
    if read.numbers:
        remarks.append(f"{_counted(read.numbers, 'raised number')} of notes left out")
    if read.pictures:
        remarks.append(f"without the text of pages that are pictures ({_listed(read.pictures)})")
    if read.damaged:
        remarks.append(f"without pages that are damaged ({_listed(read.damaged)})")
    tell([*parts, *ends], facts, remarks)


_RUNNING = "running headers, footers and page numbers"


def _take(page: LTPage, read: _Read) -> None:
    """Take the lines of a page."""
    number, taken = read.pages, len(read.lines)
    pictures = 0
    for item in _walk(page):
        if isinstance(item, LTImage):
            pictures += 1
        elif isinstance(item, LTTextLine) and (line := _line(item, read)) is not None:
            read.lines.append(line)
    if len(read.lines) > taken:
        read.heights[number] = page.height
    elif pictures:
        read.pictures.append(number)


def _walk(page: LTPage) -> Iterator[Any]:
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


def _line(item: LTTextLine, read: _Read) -> Line | None:
    signs = [sign for sign in item if isinstance(sign, LTChar) and not sign.get_text().isspace()]
    size = median_low([sign.size for sign in signs]) if signs else item.height
    # a raised number makes no line taller: it stands where most of its signs do
    bottom = median_low([sign.y0 for sign in signs]) if signs else item.y0
    said = [(_said(sign), isinstance(sign, LTChar) and _is_raised(sign, size, bottom)) for sign in _apart(item)]
    text, numbers = without_numbers_of_notes(said)
    text = " ".join(text.split())
    read.numbers += numbers
    if not text:
        return None
    bold = 2 * sum(_is_bold(sign) for sign in signs) > len(signs)
    return Line(read.pages, item.x0, bottom, item.x1, bottom + size, size, bold, text)


def _apart(item: LTTextLine) -> Iterator[Any]:
    """The signs of a line without the spaces that the next sign covers: some programs set one where they kern."""
    signs = list(item)
    for sign, after in zip_longest(signs, signs[1:]):
        if isinstance(sign, LTChar) and isinstance(after, LTChar) and sign.get_text().isspace():
            if after.x0 >= sign.x0 + sign.width / 2:
                yield sign
        else:
            yield sign


def _said(sign: Any) -> str:
    """What a sign says; two letters for one that stands for two."""
    return _UNKNOWN_SIGN.sub("\N{REPLACEMENT CHARACTER}", sign.get_text()).translate(_LIGATURES)


def _is_raised(sign: LTChar, size: float, bottom: float) -> bool:
    """Whether a sign is smaller than its line and stands higher."""
    return sign.size < 0.85 * size and sign.y0 > bottom + 0.1 * size


def without_numbers_of_notes(signs: Iterable[tuple[str, bool]]) -> tuple[str, int]:
    """Leave out raised digits behind a word or a punctuation mark, but no power (`m²`, `10⁶`).

    Args:
        signs: Each with whether it is raised.

    Returns:
        What is left, and how many numbers are not.
    """
    text, numbers, raised = "", 0, ""
    for sign, is_raised in (*signs, ("", False)):
        if is_raised and sign.isdecimal():
            raised += sign
            continue
        if raised:
            behind = re.search(r"(?:[^\W\d_]{3}|[^\w\s])$", text) is not None
            numbers += behind
            text += "" if behind else raised
            raised = ""
        text += sign
    return text, numbers


def _is_bold(sign: LTChar) -> bool:
    return re.search(r"bold|black|heavy|semibold", sign.fontname, re.I) is not None


def _facts(document: PDFDocument) -> dict[str, str]:
    """What a document says of itself; a title that is the name of a file says nothing."""
    said: dict[str, str] = {}
    for info in document.info[:1]:
        for name in ("Title", "Author", "CreationDate"):
            value = resolve1(info.get(name)) if isinstance(info, dict) else None
            said[name] = _decoded(value)
    language = resolve1(document.catalog.get("Lang"))
    title = " ".join(said.get("Title", "").split())
    day = re.match(r"D:(\d{4})(\d\d)(\d\d)", said.get("CreationDate", ""))
    return {
        "title": "" if _FILE_NAME.fullmatch(title) else title,
        "author": said.get("Author", ""),
        "date": "-".join(day.groups()) if day else "",
        "language": _decoded(language),
    }


def _decoded(value: Any) -> str:
    return decode_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _counted(number: int, what: str, plural: str = "") -> str:
    return f"{number:,} {what if number == 1 else plural or what + 's'}"


def _listed(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:5]))
    return f"{shown} and {len(pages) - 5:,} more" if len(pages) > 5 else shown


if __name__ == "__main__":
    main()
