"""Untrusted text, cleaned once at the door; it is plain `str` ever after.

Two steps. `normalise` brings a source to one kind of newline and drops what is not there to be read; it may change the
length, so it comes before any offset is taken. `clean` puts one visible code point in place of each one that could act
on a terminal or hide text; the length stays, so offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

LONGEST_MARKS = 8
"""Combining marks kept in a row on one letter; more are no script but a heap ("zalgo") that spills over its line."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_HIDDEN = (
    (0x80, 0x9F),  # C1: CSI, OSC … as single characters
    (0x61C, 0x61C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069),  # bidirectional marks and overrides
    (0x180E, 0x180E), (0x2060, 0x2065), (0x206A, 0x206F), (0xFEFF, 0xFEFF),  # invisible joiners and operators
    (0x3164, 0x3164), (0xFFA0, 0xFFA0),  # Hangul fillers: letters without ink
    (0xD800, 0xDFFF),  # lone surrogates: no output encodes them
    (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF),  # interlinear annotation, noncharacters
    (0x1D173, 0x1D17A),  # invisible musical formatting
    (0xE0000, 0xE007F),  # tags: a hidden copy of ASCII
)  # fmt: skip
_TABLE: dict[int, int] = {
    **{code: ord(REPLACEMENT) for first, last in _HIDDEN for code in range(first, last + 1)},
    **_CONTROL_PICTURES,
    ord("\t"): ord(" "),
    ord("\N{NEXT LINE}"): ord("\n"),
    ord("\N{LINE SEPARATOR}"): ord("\n"),
    ord("\N{PARAGRAPH SEPARATOR}"): ord("\n"),
}
_FEW = 10
"""Kinds of code points that are replaced one kind after the other."""
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_FLAG_OR_TAG = (
    "(\N{WAVING BLACK FLAG}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
)

_NEWLINES = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"
_NEWLINE_SIGNS = "\r\x0b\x0c\x85\u2028\u2029"
_PARAGRAPH_ENDS = "\x0b\x0c\u2029"
_LINE_BREAK_HINTS = (
    # A zero width space is orthography in Thai, Lao, Burmese and Khmer; elsewhere it only splits words unseen.
    "\u00ad|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)


def normalise(text: str) -> tuple[str, int]:
    r"""Bring a source's text to one kind of newline, and drop what is not there to be read.

    CRLF, CR, U+0085 and U+2028 become a newline; vertical tab, form feed and U+2029 end a paragraph and become two. A
    leading byte order mark, soft hyphens and zero width spaces between letters that need none are dropped, and so is
    every combining mark after the eighth in a row.

    Returns:
        The text, and how many combining marks were dropped.
    """
    text = text.removeprefix("\ufeff")
    if any(sign in text for sign in _NEWLINE_SIGNS):  # finding that there is none so takes a twentieth of the time
        text = re.sub(_NEWLINES, lambda found: "\n\n" if found[0] in _PARAGRAPH_ENDS else "\n", text)
    if text.isascii():
        return text, 0
    if "\u00ad" in text or "\u200b" in text:
        text = re.sub(_LINE_BREAK_HINTS, "", text)
    marks = combining_marks(text)
    if not marks:
        return text, 0
    capped = re.sub(f"([{re.escape(marks)}]{{{LONGEST_MARKS}}})[{re.escape(marks)}]+", r"\1", text)
    return capped, len(text) - len(capped)


def clean(text: str) -> str:
    """Put one visible code point in place of each one that could act on a terminal or hide text.

    C0 controls and DEL become their control pictures (U+2400 …); C1 controls, bidirectional controls, other invisible
    format characters and lone surrogates become U+FFFD; a tab becomes a space and a stray Unicode newline a newline.
    What writing needs stays: ZWJ, ZWNJ, variation selectors, the tags that make a flag.

    Returns:
        A text of the same length. Cleaning it again changes nothing, and harmless text comes back unchanged.
    """
    if text.isascii() or _TAGS.search(text) is None:
        return _clean_piece(text)
    pieces = re.split(_FLAG_OR_TAG, text)  # between the pieces: a flag, or None for a lone tag
    cleaned = [_clean_piece(pieces[0])]
    for flag, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        cleaned += (flag or REPLACEMENT, _clean_piece(piece))
    return "".join(cleaned)


def _clean_piece(text: str) -> str:
    if text.isascii():
        cleaned = text.translate(_TABLE)  # a millisecond for 3 MB; beyond ASCII it takes 200, and what follows 30
        return text if cleaned == text else cleaned  # one copy of a book in memory, and not two
    acting = _TABLE.keys() & set(map(ord, set(text)))
    if len(acting) > _FEW:
        return text.translate(_TABLE)
    for code in acting:  # none is what another one becomes
        text = text.replace(chr(code), chr(_TABLE[code]))
    return text


def clean_line(text: str) -> str:
    """Clean a name, a path or a title for one line of a message: newlines become spaces. Same length as `text`."""
    return clean(text).replace("\n", " ")


def count_replaced(text: str) -> int:
    """How many code points `clean` would mark as replaced (tabs and newlines are not marked)."""
    cleaned = clean(text)
    if cleaned == text:
        return 0
    shown = Counter(cleaned)
    shown.subtract(text)
    return sum(count for char, count in shown.items() if char == REPLACEMENT or "\u2400" <= char <= "\u2421")


def combining_marks(text: str) -> str:
    """The combining marks that occur in `text`, each once, in code point order."""
    return "".join(sorted(char for char in set(text) if unicodedata.category(char)[0] == "M"))
