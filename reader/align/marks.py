"""Punctuation between words: what of it makes a difference.

The style of quotation marks, kinds of dashes, blanks and the order in which a full stop and a closing quotation mark
stand make none; nor do the bullets of lists. What is left, a question mark, a comma, quotation marks that only one side
has, is a difference of its own kind.
"""

from __future__ import annotations

from functools import lru_cache

_QUOTES = frozenset("\"'“”„‟«»‹›「」『』‘’‚‛`´＂＇″′")
_DASHES = frozenset("-‐‑‒–—―−")
_HYPHENS = frozenset("-‐‑‒–−")
"""Between two words without a blank they join them: how a word is written."""
_SAME = {"…": "...", **dict(zip("，．。、！？：；（）", ",..,!?:;()", strict=True))}
_TELLING = frozenset(".,;:!?()[]{}/|&@=<>§°%+*#") | frozenset("¿¡؟،؛।")
_BULLETS = frozenset("*#|")
"""Signs that mark a list or a heading at the start of a text, and mean nothing there."""
QUOTE, DASH = '"', "–"


@lru_cache(maxsize=4096)
def told_by(gap: str) -> str:
    """The marks of what stands between two words, as they are compared: sorted, each quotation mark and dash as one."""
    if gap == " " or not gap:
        return ""
    stripped = gap.strip()
    if len(stripped) == len(gap) == 1 and gap in _HYPHENS:
        return ""
    out: list[str] = []
    for char in stripped:
        if char in _QUOTES:
            out.append(QUOTE)
        elif char in _DASHES:
            out.append(DASH)
        elif char in _SAME:
            out.extend(_SAME[char])
        elif char in _TELLING and char not in _BULLETS:
            out.append(char)
    return "".join(sorted(out))
