"""Cleaning of untrusted text. Each text is cleaned once, when it is read, and is plain `str` from then on.

There are two steps. `normalise` leaves one kind of newline and drops what is not meant to be read; it may change the
length, so it comes before any offset is taken. `clean` replaces each code point that could act on a terminal or hide
text by a visible one; the length stays the same, so offsets stay valid.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

LONGEST_MARKS = 8
"""Combining marks in a row that are kept on one letter. No script has more; "zalgo" text piles them up."""

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
"""Up to this many kinds of code points are replaced one kind at a time, which is faster than `str.translate`."""
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_FLAG_OR_TAG = (
    "(\N{WAVING BLACK FLAG}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
)

_NEWLINES = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"
_NEWLINE_SIGNS = "\r\x0b\x0c\x85\u2028\u2029"
_PARAGRAPH_ENDS = "\x0b\x0c\u2029"
_UNSEEN = "\u00ad\u200b\u200e\u200f\u061c\u2060\ufeff"
"""Hints for breaking lines and for the direction of what stands beside them: no reader sees them."""
_UNSEEN_HERE = (
    # A zero width space belongs to the spelling of Thai, Lao, Burmese and Khmer; elsewhere it only hides in words.
    "[\u00ad\u200e\u200f\u061c\u2060\ufeff]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)


def normalise(text: str) -> tuple[str, int]:
    r"""Leave one kind of newline in a source's text, and drop what is not meant to be read.

    CRLF, CR, U+0085 and U+2028 become a newline. Vertical tab, form feed and U+2029 end a paragraph, so they become
    two. Byte order marks, soft hyphens, word joiners, marks of direction (not what reverses or embeds text), zero width
    spaces in scripts that do not use them, and combining marks after the eighth in a row are dropped.

    Returns:
        The text, and how many combining marks were dropped.
    """
    if any(sign in text for sign in _NEWLINE_SIGNS):  # a twentieth of the time of the pattern
        text = re.sub(_NEWLINES, lambda found: "\n\n" if found[0] in _PARAGRAPH_ENDS else "\n", text)
    if text.isascii():
        return text, 0
    if any(sign in text for sign in _UNSEEN):
        text = re.sub(_UNSEEN_HERE, "", text)
    marks = combining_marks(text)
    if not marks:
        return text, 0
    capped = re.sub(f"([{re.escape(marks)}]{{{LONGEST_MARKS}}})[{re.escape(marks)}]+", r"\1", text)
    return capped, len(text) - len(capped)


def clean(text: str) -> str:
    """Replace each code point that could act on a terminal or hide text by a visible one.

    C0 controls and DEL become their control pictures (U+2400 …). C1 controls, bidirectional controls, other invisible
    format characters and lone surrogates become U+FFFD. A tab becomes a space, and a stray Unicode newline a newline.
    Code points that scripts and emoji need stay: ZWJ, ZWNJ, variation selectors, the tags that make a flag.

    Returns:
        A text of the same length. Cleaning it again changes nothing, and harmless text is returned unchanged.
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
        cleaned = text.translate(_TABLE)  # 1 ms for 3 MB; 200 ms for text beyond ASCII, where the loop below takes 30
        return text if cleaned == text else cleaned  # keep one copy of a book in memory, not two
    acting = _TABLE.keys() & set(map(ord, set(text)))
    if len(acting) > _FEW:
        return text.translate(_TABLE)
    for code in acting:  # no replacement is itself replaced
        text = text.replace(chr(code), chr(_TABLE[code]))
    return text


def clean_line(text: str) -> str:
    """Clean a name, a path or a title for one line of a message: newlines become spaces. The length stays the same."""
    return clean(text).replace("\n", " ")


def clean_block(text: str) -> str:
    """Clean one block of a source with marks, and put it on one line; its spaces stay.

    Entities such as `&#27;` can bring in characters that the source itself did not hold.
    """
    return clean_line(normalise(text)[0])


def one_line(text: str) -> str:
    """Clean a name, a date or a title, with single spaces for all its white space."""
    return " ".join(clean_line(text).split())


def count_replaced(text: str) -> int:
    """How many code points `clean` would visibly replace. Tabs and newlines do not count."""
    cleaned = clean(text)
    if cleaned == text:
        return 0
    shown = Counter(cleaned)
    shown.subtract(text)
    return sum(count for char, count in shown.items() if char == REPLACEMENT or "\u2400" <= char <= "\u2421")


def combining_marks(text: str) -> str:
    """The combining marks that occur in `text`, each once, in the order of their code points."""
    return "".join(sorted(char for char in set(text) if unicodedata.category(char)[0] == "M"))


# Messages


LONGEST_QUOTE = 60
"""Code points of untrusted text shown in a message."""


def quoted(text: str) -> str:
    """Untrusted text for a message: clean, cut to 60 code points, in quotes."""
    text = clean_line(text[: LONGEST_QUOTE + 1])
    return f"“{text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + '…'}”"


def plural(count: int, word: str) -> str:
    """`1 link`, `2 links`, where there is little room."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def counted(count: int, word: str, more: str = "") -> str:
    """`1 comment`, `1,200 comments`; `2 stories` if these are given as `more`."""
    return f"{count:,} {word if count == 1 else more or word + 's'}"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean “…”?` if one of `known` is similar to `word`, else the empty string."""
    near = difflib.get_close_matches(word[:LONGEST_QUOTE].lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""
