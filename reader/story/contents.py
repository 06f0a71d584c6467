"""The contents of a source: its bytes become a page, whatever kind of file it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

from reader.story.clean import clean_line, count_replaced, normalise
from reader.story.decode import Decoded, decode, has_mark, python_name, stated_charset
from reader.story.inputs import LIMIT, too_large
from reader.story.plain import plain_page
from reader.story.version import Page, SourceError

if TYPE_CHECKING:
    from reader.story.formats.sandbox import Parsed

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
PAGES = (".html", ".htm", ".xhtml")
OFFICE = (".docx", ".odt", ".pdf", ".rtf")
"""Endings of documents whose author is often whoever set up the program, and no name for a version."""
DOCUMENTS = (*OFFICE, ".epub")
LETTERS = (".eml", ".mbox", ".mht", ".mhtml")
SUBTITLES = (".ass", ".srt", ".ssa", ".vtt")
XML_TEXTS = (".fb2", ".tei")
NOTEBOOKS = (".ipynb",)
BY_PANDOC = {".tex": "latex", ".latex": "latex", ".ltx": "latex", ".org": "org", ".rst": "rst", ".rest": "rst"}
"""Endings of texts that pandoc reads, and what it calls them."""
ENDINGS = (".txt", ".text", *MARKDOWN, *PAGES, *DOCUMENTS, *LETTERS, *SUBTITLES, *XML_TEXTS)
"""The endings of the files in a folder that are texts. Notebooks and what pandoc reads are often programs' own."""

MARKDOWN_HERE = 20_000
"""Code points up to which a Markdown text is read in this process: in half a second at most. A child process takes a
fifth of a second to start."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (8, b"WAVE", "a sound file"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ\x90\0", "a program (Windows)"),
    (0, b"\xcf\xfa\xed\xfe", "a program (Mach-O)"),
    (0, b"\0asm", "a program (WebAssembly)"),
    (0, b"\x1f\x8b", "gzip-compressed"),
    (0, b"BZh9", "bzip2-compressed"),
    (0, b"\xfd7zXZ\0", "xz-compressed"),
    (0, b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document in the old format, or one with a password"),
    (0, b"OggS", "a sound file"),
    (0, b"ID3\x03", "a sound file"),
    (4, b"ftyp", "a film"),
)
"""Offset, bytes, and what they are a sign of. From the formats' specifications, as collected by file(1)."""
_RTF = b"{\\rtf"
_HEADERS = 65_536
"""Bytes in which the headers of a mail end."""
_COMMENTS = rb"(?>(?:<!--(?:(?!-->).){0,2000}-->\s*)*)"
_XML_TEXT = (
    rb"(?s)(?:<\?xml[^>]{0,200}\?>\s*)?"
    + _COMMENTS
    + rb"(?:<[?!](?!--)[^>\[]{0,500}(?:\[[^\]]{0,3000}\]\s*)?>\s*)*"
    + _COMMENTS
    + rb"<(?:\w+:)?(?:FictionBook|TEI(?:\.2)?|teiCorpus|rss|feed|RDF)\b"
)
_SUBTITLES = rb"WEBVTT\b|\d+\s*\r?\n\d\d:\d\d:\d\d[,.]\d{1,3} +--> |\[Script Info\]"
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_ARCHIVES = (
    (b"word/document.xml", "docx"),
    (b"application/epub+zip", "epub"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"META-INF/container.xml", "epub"),  # one whose mimetype is compressed, against the specification
)
"""What is in an archive of some kind: names of parts, or the text of one that is not compressed."""
_ODF_PARTS = (b"content.xml", b"styles.xml", b"META-INF/manifest.xml")
_OTHER_ZIPS = ((b"xl/workbook.xml", "an Excel workbook"),)
_HTML = rb"(?is)(?>(?:\s++|<\?xml[^>]{0,200}+>|<!--(?:-?>|.{0,2000}?-->))*)<(?:!doctype\s++html|html)\b"
"""What stands before the page is in an atomic group, so that no comment is tried with another end than its first."""
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r") + b"\x7f"


class Content(NamedTuple):
    """What a source holds, and what the reader should know about how it was read."""

    page: Page
    encoding: str
    remarks: tuple[str, ...]


def read_content(
    data: bytes,
    shown: str,
    path: Path | None,
    encoding: str | None,
    article: str = "",
    stop: Event | None = None,
) -> Content:
    """Read a source.

    Args:
        data: All its bytes.
        shown: Its name in messages.
        path: Its file name, whose suffix tells Markdown and HTML if the bytes do not; None for standard input.
        encoding: The encoding that the reader or a story file states; it overrides the bytes.
        article: Which article of a page is meant if it holds several: its number, or `all`.
        stop: Set, in any thread, when the source is no longer wanted.

    Raises:
        SourceError: It is not a kind of source that can be read, it is not in that encoding, or it has no such article.
        Stopped: `stop` was set.
    """
    if kind := archive_kind(data) or ("rtf" if data.startswith(_RTF) else "pdf" if is_pdf(data) else ""):
        page, remarks = _parsed(kind, data, shown, "", stop)
        return Content(page, "", remarks)
    if len(data) > LIMIT:  # of an archive or a PDF document, whose pictures do not count, more is read
        raise too_large(shown)
    if unread := binary_kind(data):
        raise SourceError(f"{shown} is {unread}, not text; save its text as a .txt or .md file and name that")
    suffix = "" if path is None else path.suffix.lower()
    if suffix in LETTERS or is_letter(data):
        page, remarks = _parsed("mail", data, shown, article, stop)
        return Content(page, "", remarks)
    if is_html(data) or suffix in PAGES:
        return _read_html(data, shown, encoding, article, stop)
    kind = text_kind(data, suffix)
    if article and kind != "xml_text":
        raise SourceError(f"{shown} is not a web page, so it has no articles to choose from; leave out #article")
    return _read_text(data, shown, encoding, kind, article, stop)


def archive_kind(data: bytes) -> str:
    """`docx`, `epub` or `odt` if it is one of these, which are zip archives; else the empty string."""
    if not data.startswith(_ZIP):
        return ""
    if named := next((kind for sign, kind in _ARCHIVES if sign in data), ""):
        return named
    if b"[Content_Types].xml" in data and re.search(rb"word/[\w.-]{1,80}\.xml", data):
        return "docx"  # its main part can have any name
    return "odt" if all(part in data for part in _ODF_PARTS) else ""


def is_pdf(data: bytes) -> bool:
    """Whether it is a PDF document. Some have a line of something else before it, from a mail or a printer."""
    return data.startswith(b"%PDF-") or (b"%PDF-1." in data[:1024] and b"%%EOF" in data[-1024:])


def binary_kind(data: bytes) -> str | None:
    """What a source that is not text is, by its signature: `a PNG image` …; None if no signature is known."""
    if data.startswith(_ZIP):
        whole = "a zip archive" if _ZIP_END in data else "a zip archive whose end is missing"
        return next((kind for name, kind in _OTHER_ZIPS if name in data), whole)
    return next((kind for at, sign, kind in _SIGNATURES if data.startswith(sign, at)), None)


def is_html(data: bytes) -> bool:
    """Whether the bytes begin as an HTML page does."""
    head = data.removeprefix(b"\xef\xbb\xbf")[:4096]
    return head.lstrip().startswith(b"<") and re.match(_HTML, head) is not None


def is_letter(data: bytes) -> bool:
    """Whether the bytes begin as a mail or a mailbox does, or as a page that a browser saved as a mail."""
    head = data[:_HEADERS]
    if head.startswith(b"From ") and (line := head.find(b"\n")) > 0:
        head = head[line + 1 :]
    found = re.match(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+", head)
    names = set(re.findall(rb"(?m)^([!-9;-~]+):", found[0].lower())) if found else set()
    return b"from" in names and not names.isdisjoint((b"mime-version", b"message-id", b"received"))


def text_kind(data: bytes, suffix: str) -> str:
    """The kind of a text by its first bytes, or else its ending: a parser's module, a form of pandoc, `markdown`."""
    head = data.removeprefix(b"\xef\xbb\xbf")[:4096].lstrip()
    if suffix in XML_TEXTS or re.match(_XML_TEXT, head):
        return "xml_text"
    if suffix in SUBTITLES or re.match(_SUBTITLES, head):
        return "subtitles"
    if suffix in NOTEBOOKS:
        return "notebook"
    if suffix in BY_PANDOC or re.match(rb"\\documentclass\b", head):
        return BY_PANDOC.get(suffix, "latex")
    return "markdown" if suffix in MARKDOWN else ""


def is_noise(text: str, sure: bool) -> bool:
    """Whether decoded text is not text after all, judging by its share of control characters.

    Random bytes hold 11 % of them, of all kinds. A text with terminal sequences in it can hold more, but of one or two
    kinds. If the encoding is certain (`sure`), only text that is mostly control characters is refused.
    """
    found = [char for char in map(chr, _CONTROLS) if char in text]
    controls, mixed = sum(map(text.count, found)), len(found) >= 4
    return controls * 10 > len(text) * 6 or (not sure and mixed and controls * 20 > len(text))


def _read_text(data: bytes, shown: str, encoding: str | None, kind: str, article: str, stop: Event | None) -> Content:
    is_xml = data.lstrip().startswith(b"<?xml")
    decoded = _decode(data, shown, encoding, stated_charset(data) if is_xml else "")
    if kind and kind != "markdown":
        parsed = _parsed(kind, decoded.text, shown, article, stop)
        return Content(parsed.page, decoded.encoding, (*parsed.remarks, *_remarks(decoded.remark, 0, 0)))
    text, dropped = normalise(decoded.text)
    remarks: tuple[str, ...] = ()
    if kind == "markdown" and len(text) > MARKDOWN_HERE:
        page, remarks = _parsed(kind, text, shown, article, stop)
    elif kind == "markdown":
        # markdown-it takes 50 ms to import, and most sources are plain texts.
        from reader.story.formats.markdown import markdown_page

        page = markdown_page(text)
    else:
        page = plain_page(text)
    remarks = (*remarks, *_remarks(decoded.remark, count_replaced(text), dropped))
    if is_xml:
        remarks = ("XML of an unknown kind, shown with its tags", *remarks)
    return Content(page, decoded.encoding, remarks)


def _read_html(data: bytes, shown: str, encoding: str | None, article: str, stop: Event | None) -> Content:
    stated = stated_charset(data)
    decoded = _decode(data, shown, encoding, stated)
    remark = decoded.remark
    if not encoding and not has_mark(data) and stated and python_name(stated) != decoded.encoding:
        remark = f"not in the encoding that the page states ({clean_line(stated)}); read as {decoded.encoding}"
    page, remarks = _parsed("html", decoded.text, shown, article, stop)
    return Content(page, decoded.encoding, (*remarks, *_remarks(remark, 0, 0)))


def _parsed(kind: str, source: bytes | str, shown: str, article: str, stop: Event | None) -> Parsed:
    """What a parser in a child process makes of a source. Raises SourceError, and Stopped if `stop` was set."""
    from reader.story.formats import sandbox  # 3 ms, and most sources are plain texts

    if isinstance(source, str) and kind == "html":
        return sandbox.read_html(source, shown, article=article, stop=stop)
    if isinstance(source, str) and kind == "markdown":
        return sandbox.read_markdown(source, shown, stop=stop)
    data = source if isinstance(source, bytes) else source.encode("utf-8", errors="replace")
    if kind == "pdf":
        return sandbox.read_pdf(data, shown, stop=stop)
    if kind in sandbox.PANDOC_FORMS:
        return sandbox.read_by_pandoc(kind, data, shown, stop=stop)
    return sandbox.read_document(kind, data, shown, article, stop=stop)


def _decode(data: bytes, shown: str, encoding: str | None, stated: str = "") -> Decoded:
    try:
        decoded = decode(data, encoding, stated=stated)
    except ValueError as error:
        raise SourceError(f"{shown} {clean_line(str(error))}") from None
    if not encoding and is_noise(decoded.text, decoded.sure):
        raise SourceError(f"{shown} is binary data, not text; name a text file, or state its encoding with --encoding")
    return decoded


def _remarks(assumed: str, replaced: int, dropped: int) -> Iterator[str]:
    if assumed:
        yield assumed
    if replaced:
        yield f"replaced {replaced:,} {'character' if replaced == 1 else 'characters'} that cannot be shown"
    if dropped:
        yield f"dropped {dropped:,} combining {'mark' if dropped == 1 else 'marks'} too many on one letter"
