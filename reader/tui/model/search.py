"""Finding what the reader types, with quotation marks, dashes and accents folded, and offsets kept true."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from reader.story.version import Sentence

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


@lru_cache(maxsize=24)
def _haystack(text: str, *, smart: bool) -> str:
    """A text as it is searched in. Kept, for it is asked for at every letter of the query: 0.4 s for 3 MB."""
    folded = fold(text)
    if not smart:
        return folded
    lowered = folded.lower().replace("ς", "σ")  # a sigma ends a word otherwise than it stands in it
    if len(lowered) == len(folded):
        return lowered
    return "".join(char if len(char.lower()) != 1 else char.lower() for char in folded)


def hits(text: str, query: str) -> list[tuple[int, int]]:
    """Half-open spans (code points of `text`) where `query` stands; case counts only if the query has capitals."""
    needle = fold(query)
    if not needle:
        return []
    smart = needle == needle.lower()
    haystack = _haystack(text, smart=smart)
    needle = needle.replace("ς", "σ") if smart else needle
    out = []
    at = haystack.find(needle)
    while at >= 0:
        out.append((at, at + len(needle)))
        at = haystack.find(needle, at + len(needle))
    return out


def sentences_with(found: Sequence[tuple[int, int]], sentences: Sequence[Sentence]) -> list[int]:
    """The sentences in which a hit begins, in order. `found` is in order, too."""
    out: list[int] = []
    at = 0
    while at < len(found):
        index = max(0, bisect_right(sentences, found[at][0], key=lambda s: s.span.start) - 1)
        out.append(index)
        end = sentences[index + 1].span.start if index + 1 < len(sentences) else found[-1][1] + 1
        at = bisect_left(found, (end, 0), lo=at + 1)
    return out
