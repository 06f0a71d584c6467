"""Finding what the reader types, with quotation marks, dashes and accents folded, and offsets kept true."""

from __future__ import annotations

import re
import unicodedata
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
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # points of Hebrew
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # vowels of Arabic
)
"""What stands beside a letter, or draws it out, and is passed over in a search."""
_SPACES = " {2,}"
_NOT_ASCII = r"[^\x00-\x7f]+"
_FEW = 80
"""Letters that are exchanged one after the other; with more of them, all at once is quicker."""


class Hits(Sequence[tuple[int, int]]):
    """Where a query stands in a text: half-open spans of code points, in order, none overlapping another.

    A letter stands 250,000 times in a book of 3 MB; so the spans are looked for where they are asked for, wherever a
    search that begins in the middle of the text comes to the same ones.
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
        """All of them."""
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
        """The start of the first hit that does not start before an offset."""
        found = self._text.find(self._needle, max(0, offset))
        return None if found < 0 else found

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before an offset."""
        found = self._text.rfind(self._needle, 0, max(0, offset - 1 + len(self._needle))) if offset > 0 else -1
        return None if found < 0 else found

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return self._text.count(self._needle, 0, start)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits of which something stands in a range of code points."""
        size = len(self._needle)
        found = self.first_from(start - size + 1)
        while found is not None and found < end:
            yield found, found + size
            found = self.first_from(found + size)


class ListedHits(Hits):
    """Hits that were all looked for at once: of different lengths, or such as could overlap ("aa" in "aaa")."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        super().__init__("", "")
        self._listed = spans

    @property
    def _count(self) -> int:
        return len(self._listed)

    @property
    def _spans(self) -> list[tuple[int, int]]:
        return self._listed

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that does not start before an offset."""
        at = self.count_before(offset)
        return self._listed[at][0] if at < len(self._listed) else None

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before an offset."""
        at = self.count_before(offset)
        return self._listed[at - 1][0] if at else None

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return bisect_left(self._listed, start, key=lambda span: span[0])

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits of which something stands in a range of code points."""
        for at in range(bisect_right(self._listed, start, key=lambda span: span[1]), len(self._listed)):
            if self._listed[at][0] >= end:
                return
            yield self._listed[at]


class Haystack:
    """A text made ready to be searched again and again."""

    def __init__(self, text: str) -> None:
        # paragraphs stay apart: no query goes over the empty line between two
        self._cased = fold(text.replace("\n\n", "\0\0"))
        self._lowered = _lower(self._cased)
        self._marked = not self._cased.isascii() and re.search(f"[{_COMBINING}]", self._cased) is not None
        """Whether letters have their accents beside them, to be passed over."""
        self._spaced = "  " in self._cased
        """Whether what is one space in a query can be several here, where a line breaks before an indented one."""

    def find(self, query: str) -> Hits:
        """Where `query` stands. Case counts only if the query has capitals; runs of white space are one space."""
        needle = re.sub(_SPACES, " ", _plain(fold(query)))
        text = self._lowered if needle == _lower(needle) else self._cased
        if not needle:
            return ListedHits([])
        if not self._marked and not (self._spaced and " " in needle):
            found = Hits(text, needle)
            bordered = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
            return ListedHits(list(found)) if bordered else found
        letters = (" +" if char == " " else re.escape(char) for char in needle)
        marks = f"[{_COMBINING}]*" if self._marked else ""
        pattern = re.compile("".join(letter + marks for letter in letters))
        return ListedHits([match.span() for match in pattern.finditer(text)])


def fold(text: str) -> str:
    """Fold a text for searching, one code point for one: marks to ASCII, accented letters to their base letters."""
    if text.isascii():
        return text.replace("`", "'").replace("\n", " ")
    letters = {*"`\n", *"".join(re.findall(_NOT_ASCII, text))}
    return _exchange(text, {char: _base(char) for char in letters})


def _base(char: str) -> str:
    if char in _FOLDS or char.isascii():
        return _FOLDS.get(char, char)
    first = unicodedata.normalize("NFD", char)[0]
    return char if unicodedata.combining(first) else _FOLDS.get(first, first)


def _lower(text: str) -> str:
    """Lower case, one code point for one, and of each letter by itself."""
    if text.isascii():
        return text.lower()
    pairs = ((char, char.lower()) for char in set(text))
    return _exchange(text, {char: _FOLDS.get(low, low) for char, low in pairs if len(low) == 1})


def _exchange(text: str, letters: dict[str, str]) -> str:
    """Put one letter for another, by the way that is quicker: 3 MB with five accents take 30 ms or half a second."""
    changed = {char: other for char, other in letters.items() if char != other}
    if len(changed) > _FEW or not changed.keys().isdisjoint(changed.values()):
        return text.translate({ord(char): other for char, other in changed.items()})
    for char, other in changed.items():
        text = text.replace(char, other)
    return text


def _plain(needle: str) -> str:
    """A query without accents that stand beside their letters, unless it is nothing but those."""
    return re.sub(f"(?<=[^{_COMBINING}])[{_COMBINING}]+", "", needle)


def hits(text: str, query: str) -> Hits:
    """Where `query` stands in a text that is searched once."""
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
