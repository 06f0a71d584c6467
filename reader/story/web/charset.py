"""What a server says of a page's encoding, taken as a hint: it is often the server's default, and wrong."""

from __future__ import annotations

import codecs

from reader.story.decode import as_the_web_means, decode, decodes, has_mark
from reader.story.kinds import is_noise


def believed(data: bytes, charset: str) -> str:
    """The encoding to read a page in, if the server is to be believed; empty where the page itself is to tell.

    The page tells by a byte order mark, or by being UTF-8 to the byte; the server is not believed either where the
    bytes do not fit what it says, or would be no text.
    """
    charset = as_the_web_means(charset)
    if not charset or has_mark(data):
        return ""
    try:
        codecs.lookup(charset)
        if not data.isascii() and decodes(data, "utf-8") and (found := decode(data)).encoding == "utf-8" and found.sure:
            return ""
        text = decode(data, charset).text
    except (LookupError, ValueError):
        return ""
    return "" if is_noise(text, sure=False) else charset
