"""Decoding: bytes become text, with a remark on whatever had to be assumed.

Detectors that weigh letter frequencies are unreliable on short texts (one took `Hi é` in Latin-1 for UTF-16), so only
certain signs count: a byte order mark, the regular zeros of UTF-16 and UTF-32, then strict UTF-8. Anything else is
read as Windows-1252, and a remark says that this is a guess.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK = "cp1252"
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_.:-]{2,40})", re.I)


class Decoded(NamedTuple):
    """Text, and how its bytes were read."""

    text: str
    encoding: str
    """Python's name for it."""
    sure: bool
    """Whether the bytes are proper text in a stated or proven encoding."""
    remark: str = ""
    """What was assumed or damaged, for the reader; empty if nothing was."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Read bytes as text.

    Args:
        data: The whole source.
        encoding: The encoding that the reader asked for; it overrides any sign in the bytes.

    Returns:
        The text without its byte order mark. Without `encoding` this never fails: bytes that are not text in the
        encoding found become U+FFFD, and the remark says so.

    Raises:
        ValueError: The requested encoding is unknown or does not fit the bytes. The message ends a sentence that
            begins with the source's name.
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
    if proper >= 4 * damaged:  # a damaged UTF-8 file; Windows-1252 would garble its sound parts
        return Decoded(text, "utf-8", False, _damage(damaged, "utf-8"))
    remark = "not UTF-8; read as Windows-1252, which is a guess (use --encoding to choose another)"
    return Decoded(data.decode(_FALLBACK, errors="replace"), _FALLBACK, False, remark)


def decodes(data: bytes, name: str) -> bool:
    """Whether all of the bytes are valid in an encoding."""
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _MARKS))


def stated_charset(data: bytes) -> str:
    """The encoding that an HTML page states in its first 4 kB, as the web means it; empty if it states none."""
    found = _CHARSET.search(data[:4096])
    name = found[1].decode("ascii") if found else ""
    # HTML's own rule: a page whose ASCII can be read is not UTF-16
    return "" if name.lower().startswith("utf-16") else as_the_web_means(name)


def as_the_web_means(name: str) -> str:
    """The encoding that a name stands for on the web: a page in "Latin-1" is in Windows-1252 (WHATWG Encoding)."""
    return "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii") else name


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
    """The runs of characters beyond ASCII."""
    return "".join(char if char > "\x7f" else " " for char in text).split()


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, recognised by where its zero bytes are; None if it is neither."""
    if len(data) % 4 == 0 and data.count(0) * 2 >= len(data):
        for name in ("utf-32-le", "utf-32-be"):
            if decodes(data, name):
                return name
    if len(data) % 2:
        return None
    even, odd = data[::2], data[1::2]
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # The high bytes of one script and its punctuation have at most two common values. A stray zero in a text of
        # single bytes is among letters instead.
        common = sum(count for _, count in Counter(high).most_common(2))
        if high.count(0) * 20 >= len(high) and low.count(0) == 0 and common * 5 >= len(high) * 4:
            return name if decodes(data, name) else None
    return None
