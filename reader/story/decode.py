"""Decoding: bytes become text, with a remark on whatever had to be assumed.

Certain signs come first: a byte order mark, the regular zeros of UTF-16 and UTF-32, the encoding that the source
states, the escape sequences of ISO 2022, then strict UTF-8. Anything else is guessed by charset-normalizer, and a
remark says so. Statistics of letters say little about a short text in Latin letters, and cannot tell Western European
encodings apart, so for these the language that it finds decides, and Windows-1252 if it finds none.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import NamedTuple

import webencodings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK = "cp1252"
_HEAD = 4096
"""Bytes in which a page or an XML file states its encoding."""
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_.:-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([A-Za-z0-9_.:-]{2,40})")
_WIDER = {
    "gbk": "gb18030", "gb2312": "gb18030", "euc-kr": "cp949", "shift-jis": "cp932", "shift-jis-2004": "cp932",
    "shift-jisx0213": "cp932", "big5": "big5hkscs", "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254",
    "tis-620": "cp874", "iso8859-11": "cp874", "iso-8859-8-i": "iso8859-8",
}  # fmt: skip
"""Encodings that browsers read as a wider one with the same beginning (WHATWG Encoding), by Python's names."""
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp_2"), (b"\x1b(J", "iso2022_jp_2"))
_LATIN_ENCODINGS = {
    **dict.fromkeys(("Polish", "Czech", "Hungarian", "Slovak", "Slovene", "Croatian", "Romanian"), "cp1250"),
    **dict.fromkeys(("Lithuanian", "Latvian", "Estonian"), "cp1257"),
    "Turkish": "cp1254",
    "Vietnamese": "cp1258",
}
"""Encodings of languages in Latin letters, as charset-normalizer calls them. All others are in Windows-1252."""
_LANGUAGE_KNOWN = 0.6
"""The coherence from which a language that charset-normalizer finds is believed, for text in Latin letters."""
_FEWEST_ACCENTS = 10
"""Letters beyond ASCII from which the language of a text in Latin letters is believed."""
_FEWEST_BYTES = 6
"""Bytes beyond ASCII from which anything is guessed."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 18
"""Bytes of a long text by which its encoding is guessed."""


class Decoded(NamedTuple):
    """Text, and how its bytes were read."""

    text: str
    encoding: str
    """Python's name for it."""
    sure: bool
    """Whether the bytes are proper text in a stated or proven encoding."""
    remark: str = ""
    """What was assumed or damaged, for the reader; empty if nothing was."""


def decode(data: bytes, encoding: str | None = None, *, stated: str = "") -> Decoded:
    """Read bytes as text.

    Args:
        data: The whole source.
        encoding: The encoding that the reader asked for; it overrides any sign in the bytes.
        stated: The encoding that the source states, by any name that browsers know. It overrides all but a byte order
            mark, unless most of the text is not in it.

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
    if stated and (decoded := _decode_as_stated(data, stated)) is not None:
        return decoded
    if b"\0" in data and (wide := _wide_encoding(data)):
        return Decoded(data.decode(wide), wide, True, f"read as {wide.upper()}, which its zero bytes suggest")
    for escape, name in _ESCAPES:
        if escape in data and decodes(data, name):
            return Decoded(data.decode(name), name, True)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", True)
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    if _is_little(damaged, text):  # a damaged UTF-8 file; any other encoding would garble its sound parts
        return Decoded(text, "utf-8", False, _damage(damaged, "utf-8"))
    name = _guessed(data)
    text = data.decode(name, errors="replace")
    remark = f"not UTF-8; read as {_shown(name)}, which is a guess (use --encoding to choose another)"
    if damaged := text.count("\ufffd"):
        remark += f"; {_damage(damaged, _shown(name))}"
    return Decoded(text, name, False, remark)


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
    """The encoding that an XML file or an HTML page states in its first 4 kB, by its own name; empty if none."""
    head = data[:_HEAD]
    found = _XML.match(head) or _META.search(head)
    name = found[1].decode("ascii") if found else ""
    # HTML's own rule: a page whose ASCII can be read is not UTF-16
    return "utf-8" if name.lower().startswith(("utf-16", "utf16", "ucs-2")) else name


def python_name(name: str) -> str:
    """Python's name of the encoding that browsers read for a name: `cp932` for `x-sjis`; empty if there is none."""
    label = webencodings.lookup(name)
    try:
        found = codecs.lookup(label.codec_info.name if label is not None else name)
    except (LookupError, ValueError):  # ValueError: a zero byte in the name
        return ""
    if not _is_of_text(found):
        return ""
    return codecs.lookup(_WIDER.get(found.name.replace("_", "-"), found.name)).name


def _is_of_text(codec: codecs.CodecInfo) -> bool:
    """Whether an encoding is one of texts; Python also knows some of bytes, such as base64."""
    try:
        return isinstance("a".encode(codec.name), bytes) and isinstance(b"a".decode(codec.name, "replace"), str)
    except (LookupError, UnicodeError):
        return codec.name.startswith(("utf", "iso", "cp"))


def _decode_as_stated(data: bytes, stated: str) -> Decoded | None:
    """Text in the encoding that its source states; None if that is unknown, or does not fit most of the text."""
    name = python_name(stated)
    if not name or name == "utf-8":  # a statement of UTF-8 adds nothing, and is often wrong
        return None
    if name.startswith(("cp125", "iso8859")) and not data.isascii() and decodes(data, "utf-8"):
        return None  # no text of such letters is valid UTF-8 by chance
    text = data.decode(name, errors="replace").removeprefix("\ufeff")
    damaged = text.count("\ufffd")
    if not damaged:
        return Decoded(text, name, True)
    return Decoded(text, name, False, _damage(damaged, _shown(name))) if _is_little(damaged, text) else None


def _decode_as_asked(data: bytes, encoding: str) -> Decoded:
    try:
        own = codecs.lookup(encoding).name
        names = [own, python_name(own) if own not in ("ascii", "iso8859-1") else own]
    except LookupError:
        names = [python_name(encoding)]
    except ValueError:  # a zero byte in the name
        names = [""]
    fault = 0
    for name in names:
        try:
            return Decoded(data.decode(name).removeprefix("\ufeff"), name, True)
        except UnicodeDecodeError as error:
            fault = max(fault, error.start + 1)
        except (LookupError, ValueError):
            raise ValueError(f"cannot be read as {encoding}: no such text encoding; try utf-8 or cp1252") from None
    raise ValueError(f"is not {encoding}: byte {fault:,} does not fit; try another encoding")


def _damage(count: int, name: str) -> str:
    return f"{count:,} {'place is' if count == 1 else 'places are'} not {name.upper()} and shown as \ufffd"


def _is_little(damaged: int, text: str) -> bool:
    """Whether four fifths of a text beyond ASCII are sound."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return beyond - damaged >= 4 * damaged


def _shown(name: str) -> str:
    """An encoding's name for messages."""
    return f"Windows-{name[2:]}" if re.fullmatch(r"cp125\d", name) else name.replace("_", "-").upper()


# Guessing


def _guessed(data: bytes) -> str:
    """The encoding that bytes which are not UTF-8 are most probably in."""
    if sum(1 for _ in islice(_BEYOND_ASCII.finditer(data), _FEWEST_BYTES)) < _FEWEST_BYTES:
        return _FALLBACK
    # charset-normalizer takes 85 ms to import, and few texts need it.
    import charset_normalizer

    matches = list(charset_normalizer.from_bytes(_sample(data), preemptive_behaviour=False))
    if not matches:
        return _FALLBACK
    if _is_halfwidth(str(matches[0])):
        return "koi8-r"
    letters = [char for char in str(matches[0]) if char > "\x7f" and char.isalpha()][:2000]
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if 2 * latin < len(letters):
        return python_name(matches[0].encoding) or _FALLBACK
    if len(letters) < _FEWEST_ACCENTS:
        return _FALLBACK
    surest = max(matches, key=lambda match: match.coherence)
    if surest.coherence >= _LANGUAGE_KNOWN or surest.language in _LATIN_ENCODINGS:
        name = _LATIN_ENCODINGS.get(surest.language, _FALLBACK)
    else:  # the encoding in which the text looks least like a mess
        chaos = {match.encoding: match.chaos for match in matches}
        name = min((_FALLBACK, *_LATIN_ENCODINGS.values()), key=lambda name: chaos.get(name, 1.0))
    # the letters š, ž and quotation marks of Windows-1250 are where ISO 8859-2 has control characters
    return "iso8859-2" if name == "cp1250" and re.search(rb"[\x80-\x9f]", data) is None else name


def _is_halfwidth(text: str) -> bool:
    """Whether a text is mostly half-width katakana. Nobody writes so, but the bytes of KOI8-R look so in Shift_JIS."""
    beyond = [char for char in text if char > "\x7f"][:2000]
    return 2 * sum("\uff61" <= char <= "\uff9f" for char in beyond) > len(beyond)


def _sample(data: bytes) -> bytes:
    """A part of a long text in which there are bytes beyond ASCII; it ends at the end of a line."""
    if len(data) <= _SAMPLE:
        return data
    first = _BEYOND_ASCII.search(data)
    start = data.rfind(b"\n", 0, first.start() if first else 0) + 1
    end = data.rfind(b"\n", start, start + _SAMPLE)
    return data[start : end if end > start else start + _SAMPLE]


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
