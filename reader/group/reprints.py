"""Which article is another one's text, whole or in part."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

RUN = 5
"""Words in a row that two articles share where one takes them from the other, or both from a third."""
REPRINT = 0.8
"""The part of an article's words from which on it is another one's text."""


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article that is another one's text."""

    article: int
    of: int
    part: float
    """How much of its words stand there in the same runs, .8 … 1."""


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


def reprints_among(own: Sequence[int], articles: Sequence[array[int]]) -> tuple[Reprint, ...]:
    """Which of some articles are another one's text.

    The longest first, each is held against those before it that are no reprints themselves.

    Args:
        own: The articles, as numbers in `articles`.
        articles: For each its words as numbers, in order.
    """
    origins: list[tuple[int, Runs]] = []
    found = []
    for article in sorted(own, key=lambda a: (-len(articles[a]), a)):
        parts = [(-runs.part_of(articles[article]), origin) for origin, runs in origins]
        part, origin = min(parts, default=(0.0, article))
        if -part >= REPRINT:
            found.append(Reprint(article, origin, -part))
        else:
            origins.append((article, Runs(articles[article])))
    return tuple(sorted(found, key=lambda reprint: reprint.article))
