"""Finding what the reader types, with quotation marks, dashes and accents folded, and offsets kept true."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

_FOLDS = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\n", " "),
    "ς": "σ",
}
_COMBINING = "\u0300-\u036f"
_SPACES = re.compile(" {2,}")
_BREAK = re.compile(r"\n\s*\n")


class Hits(Sequence[tuple[int, int]]):
    """Where a query stands in a text: half-open spans of code points, in order, none overlapping another.

    Kept as numbers and not as pairs: a letter stands 200,000 times in a book.
    """

    def __init__(self, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.starts = starts
        self.ends = ends

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if isinstance(index, slice):
            return Hits(self.starts[index], self.ends[index])
        return self.starts[index], self.ends[index]

    def __len__(self) -> int:
        return len(self.starts)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits of which something stands in a range of code points."""
        for at in range(bisect_left(self.ends, start + 1), len(self.starts)):
            if self.starts[at] >= end:
                return
            yield self.starts[at], self.ends[at]


class Haystack:
    """A text made ready to be searched again and again. 2 MB take 10 to 40 ms; then a query takes 5 to 30 ms."""

    def __init__(self, text: str) -> None:
        # paragraphs stay apart: no query goes over the empty line between two
        self._cased = fold(_BREAK.sub(lambda found: "\0" * len(found[0]), text))
        self._lowered = _lower(self._cased)
        self._marked = not text.isascii() and re.search(f"[{_COMBINING}]", text) is not None
        """Whether letters have their accents beside them, to be passed over."""
        self._spaced = "  " in self._cased
        """Whether what is one space in a query can be several here, where a line breaks before an indented one."""

    def find(self, query: str) -> Hits:
        """Where `query` stands. Case counts only if the query has capitals; runs of white space are one space."""
        needle = _SPACES.sub(" ", _plain(fold(query)))
        if not needle:
            return Hits((), ())
        lowered = needle == _lower(needle)
        text = self._lowered if lowered else self._cased
        if not self._marked and not (self._spaced and " " in needle):
            ends = list(accumulate(len(part) + len(needle) for part in text.split(needle)[:-1]))
            return Hits([end - len(needle) for end in ends], ends)
        letters = (" +" if char == " " else re.escape(char) for char in needle)
        marks = f"[{_COMBINING}]*" if self._marked else ""
        pattern = re.compile("".join(letter + marks for letter in letters))
        spans = [match.span() for match in pattern.finditer(text)]
        return Hits([start for start, _ in spans], [end for _, end in spans])


def fold(text: str) -> str:
    """Fold a text for searching, one code point for one: marks to ASCII, accented letters to their base letters."""
    return text.translate({ord(char): _FOLDS.get(char) or _base(char) for char in set(text) if not _is_plain(char)})


def _is_plain(char: str) -> bool:
    return char.isascii() and char not in "`\n"


def _base(char: str) -> str:
    first = unicodedata.normalize("NFD", char)[0]
    return _FOLDS.get(first, first) if not unicodedata.combining(first) else char


def _lower(text: str) -> str:
    """Lower case, one code point for one, and of each letter by itself."""
    if text.isascii():
        return text.lower()
    pairs = ((char, char.lower()) for char in set(text))
    return text.translate({ord(char): _FOLDS.get(low, low) for char, low in pairs if len(low) == 1})


def _plain(needle: str) -> str:
    """A query without accents that stand beside their letters, unless it is nothing but those."""
    return re.sub(f"(?<=[^{_COMBINING}])[{_COMBINING}]+", "", needle)


def hits(text: str, query: str) -> Hits:
    """Where `query` stands in a text that is searched once."""
    return Haystack(text).find(query)
