"""Searching: texts folded for comparison with what a reader types, and the hits found in them.

This module does not import rich, because commands without a screen search the key table with it.
"""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from reader.story.version import Sentence

_FOLDS = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\n", " "),
    "ς": "σ",
}
_COMBINING = (
    "\u0300-\u036f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic vowels
)
"""Marks beside a letter, and signs that lengthen it: a search ignores them."""
_SPACES = " {2,}"
_NOT_ASCII = r"[^\x00-\x7f]+"
_FEW = 80
"""Up to this many letters are replaced one after the other; with more, one pass over the text is faster."""


class Hits(Sequence[tuple[int, int]]):
    """Where a query occurs in a text: half-open ranges of code points, in order, none overlapping another."""

    @abstractmethod
    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that starts at `offset` or after it."""

    @abstractmethod
    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before `offset`."""

    @abstractmethod
    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""

    @abstractmethod
    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that overlap a range of code points."""


class LazyHits(Hits):
    """Hits that are searched for only where they are asked for.

    A letter occurs 250,000 times in a book of 3 MB. This works only where a search that begins in the middle of the
    text finds the same hits as one from its start: for a query that cannot overlap itself.
    """

    def __init__(self, text: str, needle: str) -> None:
        self._text = text
        self._needle = needle

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._text.count(self._needle)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        size = len(self._needle)
        ends = accumulate(len(part) + size for part in self._text.split(self._needle)[:-1])
        return [(end - size, end) for end in ends]

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self._spans[index]

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that starts at `offset` or after it."""
        found = self._text.find(self._needle, max(0, offset))
        return None if found < 0 else found

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before `offset`."""
        found = self._text.rfind(self._needle, 0, max(0, offset - 1 + len(self._needle))) if offset > 0 else -1
        return None if found < 0 else found

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return self._text.count(self._needle, 0, start)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that overlap a range of code points."""
        size = len(self._needle)
        found = self.first_from(start - size + 1)
        while found is not None and found < end:
            yield found, found + size
            found = self.first_from(found + size)


class ListedHits(Hits):
    """Hits that were all searched for at once: of different lengths, or such as could overlap ("aa" in "aaa")."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans

    def __len__(self) -> int:
        return len(self._spans)

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self._spans[index]

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that starts at `offset` or after it."""
        at = self.count_before(offset)
        return self._spans[at][0] if at < len(self._spans) else None

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before `offset`."""
        at = self.count_before(offset)
        return self._spans[at - 1][0] if at else None

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return bisect_left(self._spans, start, key=lambda span: span[0])

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that overlap a range of code points."""
        for at in range(bisect_right(self._spans, start, key=lambda span: span[1]), len(self._spans)):
            if self._spans[at][0] >= end:
                return
            yield self._spans[at]


class Haystack:
    """A text prepared for repeated searches."""

    def __init__(self, text: str) -> None:
        # paragraphs stay apart: no query matches across the empty line between two
        self._cased = fold(text.replace("\n\n", "\0\0"))
        self._lowered = _lower(self._cased)
        self._has_marks = not self._cased.isascii() and re.search(f"[{_COMBINING}]", self._cased) is not None
        """Whether accents stand beside their letters and must be skipped."""
        self._has_wide_spaces = "  " in self._cased
        """Whether one space of a query can be several here, where a line breaks before an indented one."""

    def find(self, query: str) -> Hits:
        """Find `query`. Case counts only if the query has capitals; a run of white space is one space."""
        needle = re.sub(_SPACES, " ", _without_marks(fold(query)))
        text = self._lowered if needle == _lower(needle) else self._cased
        if not needle:
            return ListedHits([])
        if not self._has_marks and not (self._has_wide_spaces and " " in needle):
            found = LazyHits(text, needle)
            overlaps_itself = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
            return ListedHits(list(found)) if overlaps_itself else found
        letters = (" +" if char == " " else re.escape(char) for char in needle)
        marks = f"[{_COMBINING}]*" if self._has_marks else ""
        pattern = re.compile("".join(letter + marks for letter in letters))
        return ListedHits([match.span() for match in pattern.finditer(text)])


def find_all(text: str, query: str) -> Hits:
    """Find a query in a text that is searched once."""
    return Haystack(text).find(query)


def sentences_with(found: Hits, sentences: Sequence[Sentence]) -> list[int]:
    """The sentences in which a hit begins, in order."""
    out: list[int] = []
    at = found.first_from(0)
    while at is not None:
        index = max(0, bisect_right(sentences, at, key=lambda s: s.span.start) - 1)
        out.append(index)
        at = found.first_from(sentences[index + 1].span.start) if index + 1 < len(sentences) else None
    return out


def query_words(query: str) -> list[str]:
    """The words of a query that filters a list, folded without regard to case."""
    return fold(query).casefold().split()


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether all of some words of a query occur in a text."""
    folded = fold(text).casefold()
    return all(word in folded for word in words)


def fold(text: str) -> str:
    """Fold a text for searching, one code point for one: typographic marks to ASCII, accented letters to base letters.

    Case is kept.
    """
    if text.isascii():
        return text.replace("`", "'").replace("\n", " ")
    letters = {*"`\n", *"".join(re.findall(_NOT_ASCII, text))}
    return _replace(text, {char: _base(char) for char in letters})


def _base(char: str) -> str:
    if char in _FOLDS or char.isascii():
        return _FOLDS.get(char, char)
    first = unicodedata.normalize("NFD", char)[0]
    return char if unicodedata.combining(first) else _FOLDS.get(first, first)


def _lower(text: str) -> str:
    """Lower case, one code point for one, each letter by itself."""
    if text.isascii():
        return text.lower()
    pairs = ((char, char.lower()) for char in set(text))
    return _replace(text, {char: _FOLDS.get(low, low) for char, low in pairs if len(low) == 1})


def _replace(text: str, letters: dict[str, str]) -> str:
    """Replace letters in the faster of two ways: 3 MB with five accents take 30 ms or half a second."""
    changed = {char: other for char, other in letters.items() if char != other}
    if len(changed) > _FEW or not changed.keys().isdisjoint(changed.values()):
        return text.translate({ord(char): other for char, other in changed.items()})
    for char, other in changed.items():
        text = text.replace(char, other)
    return text


def _without_marks(needle: str) -> str:
    """A query without its combining marks, unless it consists of nothing else."""
    return re.sub(f"(?<=[^{_COMBINING}])[{_COMBINING}]+", "", needle)
