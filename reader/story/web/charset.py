"""What a server says of a page's encoding, taken as a hint: it is often the server's default, and wrong."""

from __future__ import annotations

import codecs

from reader.story.decode import decode
from reader.story.kinds import is_noise

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def believed(data: bytes, charset: str) -> str:
    """The encoding to read a page in, if the server is to be believed; empty where the page itself is to tell.

    The page tells by a byte order mark, or by being UTF-8 to the byte; the server is not believed either where the
    bytes do not fit what it says, or would be no text. Who says Latin-1 means Windows-1252 (WHATWG Encoding).
    """
    if charset.lower() in ("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"):
        charset = "cp1252"
    if not charset or data.startswith(_MARKS):
        return ""
    try:
        codecs.lookup(charset)
        if not data.isascii() and decode(data).encoding == "utf-8" and decode(data).sure:
            return ""
        text = decode(data, charset).text
    except (LookupError, ValueError):
        return ""
    return "" if is_noise(text, sure=False) else charset
