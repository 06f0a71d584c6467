"""Finding what the reader types, with quotation marks, dashes and accents folded, and offsets kept true."""

from __future__ import annotations

import unicodedata

_FOLDS = str.maketrans({
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\n", " "),
})  # fmt: skip


def fold(text: str) -> str:
    """Fold a text for searching, one code point for one: marks to ASCII, accented letters to their base letters."""
    folded = text.translate(_FOLDS)
    if folded.isascii():
        return folded
    return "".join(char if char.isascii() else _base(char) for char in folded)


def _base(char: str) -> str:
    first = unicodedata.normalize("NFD", char)[0]
    return first if not unicodedata.combining(first) else char


def hits(text: str, query: str) -> list[tuple[int, int]]:
    """Half-open spans (code points of `text`) where `query` stands; case counts only if the query has capitals."""
    haystack, needle = fold(text), fold(query)
    if not needle:
        return []
    if needle == needle.lower():
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in haystack)
        haystack = lowered
    out = []
    at = haystack.find(needle)
    while at >= 0:
        out.append((at, at + len(needle)))
        at = haystack.find(needle, at + len(needle))
    return out
