"""How much two articles have in common: the cosine of their words' weights, rare words above all.

A word weighs ln((T + 20,000) / (n + 3)) - ln(200), where it is n of all T words, and nothing where that is negative: as
if 20,000 words of other texts were counted too, so that a word two short articles share is not taken for a common one
only because there are no others. It is counted in words, not in articles: with a handful of articles, or five on one
story, every word that tells stands in most of them. Of eight formulas this one's best threshold moves least, .24 to .32
from 2 texts to 177 of which it is known what they tell (docs/benchmarks.md).

Which articles are worth a look is found by an inverted index of their rarest words, not by MinHash: two reports of one
event by different hands share a fifth of their words, and there the bands of locality-sensitive hashing either miss
them or let everything through.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from math import log, sqrt

FREQUENT = 200
"""A word that is more than one in so many weighs nothing."""
UNSEEN, UNSEEN_EACH = 20_000, 3
"""Words that are counted beside those of the articles, and how many of each word are among them."""
RAREST = 48
"""How many of an article's words stand in the index, the weightiest first."""
NEXT = 24
"""An entry of the index joins each article with so many of those after it: a story that hundreds tell does not cost
the square of them, and its articles are joined all the same."""
TOGETHER = 2
"""Rare words that two articles share at least to be looked at."""


class RareWords:
    """Articles as weighed words."""

    def __init__(self, articles: Sequence[array[int]], counts: Sequence[int], again: Set[int] = frozenset()) -> None:
        """Weigh the words.

        Args:
            articles: For each its words as numbers.
            counts: How often each word stands in all of them.
            again: Articles that are not looked for: others tell the same in the same words. Left in, these words would
                crowd out of the index those that an original shares with reports in other words.
        """
        total = sum(counts)
        weights = {n: max(0.0, log((total + UNSEEN) / (n + UNSEEN_EACH) / FREQUENT)) for n in set(counts)}
        self._squares = array("d", (weights[count] ** 2 for count in counts))
        self._kinds = [array("I", sorted(set(words))) for words in articles]
        self._lengths = [sqrt(sum(map(self._squares.__getitem__, kinds))) for kinds in self._kinds]
        self._spread = Counter[int]()
        self._again = again
        for article, kinds in enumerate(self._kinds):
            if article not in again:
                self._spread.update(kinds)
        self._last: tuple[int, frozenset[int]] = (-1, frozenset())

    def alike(self, left: int, right: int) -> float:
        """How much two articles have in common, 0 … 1; the same both ways, but quicker with the same left again."""
        if self._last[0] != left:
            self._last = left, frozenset(self._kinds[left])
        length = self._lengths[left] * self._lengths[right]
        if not length:
            return 0.0
        shared = self._last[1].intersection(self._kinds[right])
        return sum(map(self._squares.__getitem__, sorted(shared))) / length

    def rarest(self, article: int) -> list[int]:
        """Those of an article's words that stand in others too and weigh most, ties by number."""
        squares, spread = self._squares, self._spread
        shared = [word for word in self._kinds[article] if spread[word] > 1 and squares[word]]
        return sorted(shared, key=lambda word: (-squares[word], word))[:RAREST]

    def candidates(self, progress: Callable[[float], None]) -> Iterator[tuple[int, list[int]]]:
        """For each article those after it that share some of its rarest words with it.

        Args:
            progress: Told how much is done, 0 … 1.
        """
        index: defaultdict[int, list[int]] = defaultdict(list)
        rarest = [[] if a in self._again else self.rarest(a) for a in range(len(self._kinds))]
        for article, words in enumerate(rarest):
            for word in words:
                index[word].append(article)
        reached = dict.fromkeys(index, 0)
        for article, words in enumerate(rarest):
            found = Counter[int]()
            for word in words:
                reached[word] += 1
                found.update(index[word][reached[word] : reached[word] + NEXT])
            progress((article + 1) / len(rarest))
            least = min(TOGETHER, len(words))
            yield article, sorted(other for other, count in found.items() if count >= least)
