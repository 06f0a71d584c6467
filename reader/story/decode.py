"""Bytes become text, and what had to be assumed is said.

Detectors that weigh letter frequencies are wild on short texts (`Hi é` in Latin-1 was taken for UTF-16 when measured),
so only what is certain is asked: a byte order mark, then strict UTF-8, then the regular zeros of UTF-16 and UTF-32;
else Windows-1252, said to be assumed.
"""

from __future__ import annotations

import codecs
from collections import Counter
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16's, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK = "cp1252"


class Decoded(NamedTuple):
    """Text, and how its bytes were read."""

    text: str
    encoding: str
    """Python's name for it."""
    sure: bool
    """Whether the bytes are proper text in a stated or proven encoding."""
    remark: str = ""
    """What was assumed or damaged, for the reader; empty where nothing was."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Read bytes as text.

    Args:
        data: The whole source.
        encoding: What the reader asked for; it wins over everything the bytes say.

    Returns:
        The text without its byte order mark. Without `encoding` this never fails: bytes that are no text in the
        encoding found become U+FFFD, and the remark says so.

    Raises:
        ValueError: The encoding asked for is unknown or does not fit the bytes. Its text ends a sentence that names
            the source.
    """
    if encoding:
        return _decode_as_asked(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(name, errors="replace")
            damaged = text.count("\ufffd") - data.count("\ufffd".encode(name))
            return Decoded(text, name, True, _damage(damaged, name) if damaged > 0 else "")
    if b"\0" in data and (wide := _wide_encoding(data)):
        return Decoded(data.decode(wide), wide, True, f"read as {wide.upper()}, which its zero bytes suggest")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    proper = sum(map(len, _beyond_ascii(text))) - damaged
    if proper >= 4 * damaged:  # a torn or patched UTF-8 file; Windows-1252 would garble all that is sound in it
        return Decoded(text, "utf-8", False, _damage(damaged, "utf-8"))
    remark = "not UTF-8; read as Windows-1252, which is a guess (--encoding reads it otherwise)"
    return Decoded(data.decode(_FALLBACK, errors="replace"), _FALLBACK, False, remark)


def _decode_as_asked(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        return Decoded(data.decode(name).removeprefix("\ufeff"), name, True)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not {encoding}: byte {error.start + 1:,} does not fit; try another encoding") from None
    except (LookupError, ValueError):  # ValueError: a zero byte in the name
        raise ValueError(f"cannot be read as {encoding}: no such text encoding; try utf-8 or cp1252") from None


def _damage(count: int, name: str) -> str:
    return f"{count:,} {'place is' if count == 1 else 'places are'} not {name.upper()} and shown as \ufffd"


def _beyond_ascii(text: str) -> list[str]:
    """The runs of text that need more than ASCII."""
    return "".join(char if char > "\x7f" else " " for char in text).split()


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by zeros that stand where such a text has them; None if it is neither."""
    if len(data) % 4 == 0 and data.count(0) * 2 >= len(data):
        for name in ("utf-32-le", "utf-32-be"):
            if decodes(data, name):
                return name
    if len(data) % 2:
        return None
    even, odd = data[::2], data[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # The high bytes of one script and its punctuation are two values at most; a stray zero in a narrow text
        # stands among letters instead.
        common = sum(count for _, count in Counter(high).most_common(2))
        if high.count(0) * 20 >= len(high) and low.count(0) == 0 and common * 5 >= len(high) * 4:
            return name if decodes(data, name) else None
    return None


def decodes(data: bytes, name: str) -> bool:
    """Whether the bytes are text in an encoding, to the last one."""
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _MARKS))


def as_the_web_means(name: str) -> str:
    """The encoding that a name stands for on the web: who says Latin-1 means Windows-1252 (WHATWG Encoding)."""
    return "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii") else name
