"""What a source is, told by its first bytes, so that what is no text can be refused by name."""

from __future__ import annotations

import re

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
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document of the old kind, or one behind a password"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"OggS", "a sound file"),
    (0, b"ID3\x03", "a sound file"),
    (4, b"ftyp", "a film"),
)
_ARCHIVES = (
    (b"word/document.xml", "docx"),
    (b"application/epub+zip", "epub"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"META-INF/container.xml", "epub"),  # whose mimetype was packed, against the rules
)
_ZIPPED = ((b"xl/workbook.xml", "an Excel workbook"),)
_PAGE = rb"(?is)\s*(<\?xml[^>]{0,200}\?>\s*)?(<!--.{0,2000}?-->\s*)*<(!doctype\s+html|html)\b"
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r") + b"\x7f"


def binary_kind(data: bytes) -> str | None:
    """What a source is that is no text, by its signature: `a PNG image` …; None where none is known.

    Signatures are those of the formats' specifications, as collected by file(1).
    """
    if data.startswith(b"PK\x03\x04"):
        return next((kind for name, kind in _ZIPPED if name in data), "a zip archive")
    return next((kind for at, sign, kind in _SIGNATURES if data.startswith(sign, at)), None)


def archive_kind(data: bytes) -> str:
    """`docx`, `epub` or `odt` where it is one of these, which are zip archives; else empty."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    return next((kind for name, kind in _ARCHIVES if name in data), "")


def is_pdf(data: bytes) -> bool:
    """Whether it is a PDF document; some stand behind a line of something else (a mail's, a printer's)."""
    return data.startswith(b"%PDF-") or (b"%PDF-1." in data[:1024] and b"%%EOF" in data[-1024:])


def is_page(data: bytes) -> bool:
    """Whether the bytes begin as an HTML page does."""
    head = data.removeprefix(b"\xef\xbb\xbf")[:4096]
    return head.lstrip().startswith(b"<") and re.match(_PAGE, head) is not None


def is_noise(text: str, sure: bool) -> bool:
    """Whether decoded text is no text after all, by its share of control characters.

    Random bytes hold 11 % of them, of all kinds. A text with terminal sequences in it can hold more, but of one or two
    kinds; and where the encoding is proven (`sure`), only text that is mostly control characters is refused.
    """
    found = [char for char in map(chr, _CONTROLS) if char in text]
    controls, mixed = sum(map(text.count, found)), len(found) >= 4
    return controls * 10 > len(text) * 6 or (not sure and mixed and controls * 20 > len(text))
