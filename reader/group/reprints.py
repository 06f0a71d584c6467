"""Which article is another one's text, whole or in part."""

from __future__ import annotations

from array import array

RUN = 5
"""Words in a row that two articles share where one takes them from the other, or both from a third."""
REPRINT = 0.8
"""The part of an article's words from which on it is another one's text."""


class Runs:
    """An article's runs of words, to see how much of others is made of them."""

    def __init__(self, words: array[int]) -> None:
        self._runs = set(zip(*(words[start:] for start in range(RUN)), strict=False))
        self._all = tuple(words)

    def part_of(self, other: array[int]) -> float:
        """The part of another article's words that stand in runs which this one has too, 0 … 1."""
        if len(other) < RUN:
            return float(bool(other) and tuple(other) == self._all)
        covered, end = 0, 0
        for start, run in enumerate(zip(*(other[start:] for start in range(RUN)), strict=False)):
            if run in self._runs:
                covered += start + RUN - max(start, end)
                end = start + RUN
        return covered / len(other)
