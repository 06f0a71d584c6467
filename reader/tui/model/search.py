"""Searching: texts folded for comparison with what a reader types, and the hits found in them.

This module does not import rich, because commands without a screen search the key table with it.
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

from reader.story.folding import Searchable, fold_text, is_dropped
from reader.story.version import Sentence


class Hits(Sequence[tuple[int, int]]):
    """Where a query occurs in a text: half-open ranges of code points, in order, none overlapping another."""

    @abstractmethod
    def spans(self) -> list[tuple[int, int]]:
        """All of them."""

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self.spans()[index]

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

    def __init__(self, text: str, needle: str, folded: Searchable | None = None) -> None:
        """Find a needle to the letter.

        Args:
            text: Where to look.
            needle: What to look for; not empty.
            folded: How the text was folded, if its offsets are not those of the original; hits are in the original.
        """
        self._text = text
        self._needle = needle
        self._folded = folded

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._text.count(self._needle)

    def spans(self) -> list[tuple[int, int]]:
        """All of them."""
        return self._spans

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        size = len(self._needle)
        ends = accumulate(len(part) + size for part in self._text.split(self._needle)[:-1])
        return [self._span(end - size) for end in ends]

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that starts at `offset` or after it."""
        found = self._text.find(self._needle, max(0, self._place(offset)))
        return None if found < 0 else self._span(found)[0]

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before `offset`."""
        end = self._place(offset) - 1 + len(self._needle)
        found = self._text.rfind(self._needle, 0, max(0, end)) if offset > 0 else -1
        return None if found < 0 else self._span(found)[0]

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return self._text.count(self._needle, 0, self._place(start))

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that overlap a range of code points."""
        found = self._text.find(self._needle, max(0, self._place(start) - len(self._needle)))
        while found >= 0:
            span = self._span(found)
            if span[0] >= end:
                return
            if span[1] > start:
                yield span
            found = self._text.find(self._needle, found + len(self._needle))

    def _place(self, offset: int) -> int:
        return self._folded.folded(offset) if self._folded else offset

    def _span(self, place: int) -> tuple[int, int]:
        size = len(self._needle)
        return self._folded.span(place, size) if self._folded else (place, place + size)


class ListedHits(Hits):
    """Hits that were all searched for at once, because two of them could overlap ("aa" in "aaa")."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Keep the hits; of those that overlap, the first."""
        self._spans: list[tuple[int, int]] = []
        last = 0
        for span in spans:
            if span[0] >= last:
                self._spans.append(span)
                last = span[1]

    def __len__(self) -> int:
        return len(self._spans)

    def spans(self) -> list[tuple[int, int]]:
        """All of them."""
        return self._spans

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
        self._text = text
        self._folded = Searchable(text)

    def find(self, query: str) -> Hits:
        """Find `query`. Case counts only if the query has capitals; a run of white space is one space."""
        folded = None if self._folded.regular else self._folded
        needle = fold_text(query)
        text = self._folded.lowered if needle == needle.lower() else self._folded.cased
        if query and is_dropped(query[0]):  # a folded text has no accents that stand alone
            folded, needle, text = None, query, self._text
        if not needle:
            return ListedHits([])
        found = LazyHits(text, needle, folded)
        overlaps_itself = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
        return ListedHits(found) if overlaps_itself or (folded and folded.can_overlap(needle)) else found


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
    return fold_text(query).casefold().split()


def has_words(text: str, words: Sequence[str]) -> bool:
    """Whether all of some words of a query occur in a text."""
    folded = fold_text(text).casefold()
    return all(word in folded for word in words)
