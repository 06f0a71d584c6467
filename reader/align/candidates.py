"""Which sentence pairs are worth scoring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reader.align.rarity import Bag, Rarity
from reader.align.vocabulary import FUNCTION_WORDS

_ALL_PAIRS = 90_000
_RAREST = 12
_COMMON = 0.08
_BEST = 6
_POSTINGS = 200


def candidates(rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag]) -> list[tuple[int, int]]:
    """The pairs of sentences that share a word which says something, in ascending order.

    Up to 300 × 300 sentences that is all of them (pruning loses links there). Above, each sentence is asked by its 12
    rarest words that stand in no more than 8 % of the sentences, and in 200 at most; it keeps the six it shares most
    weight with, both ways.
    """
    if len(left) * len(right) <= _ALL_PAIRS:
        postings = _postings(right)
        return [
            (i, j)
            for i, bag in enumerate(left)
            for j in sorted({j for w in bag.words if w in postings for j in postings[w]})
        ]
    ways = _best(rarity, left, right) | {(i, j) for j, i in _best(rarity, right, left)}
    return sorted(ways)


def _postings(bags: Sequence[Bag]) -> dict[str, list[int]]:
    """The sentences that each word stands in, function words aside."""
    postings: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(bags):
        for word in bag.words:
            if word not in FUNCTION_WORDS:
                postings[word].append(j)
    return postings


def _best(rarity: Rarity, here: Sequence[Bag], there: Sequence[Bag]) -> set[tuple[int, int]]:
    postings = _postings(there)
    limit = min(_POSTINGS, max(4, int(_COMMON * len(there))))
    found: set[tuple[int, int]] = set()
    for i, bag in enumerate(here):
        asked = sorted(
            (w for w in bag.words if 0 < len(postings.get(w, ())) <= limit), key=lambda w: (-rarity.weight[w], w)
        )
        shared: dict[int, float] = defaultdict(float)
        for word in asked[:_RAREST]:
            for j in postings[word]:
                shared[j] += rarity.weight[word]
        found.update((i, j) for j, _ in sorted(shared.items(), key=lambda at: (-at[1], at[0]))[:_BEST])
    return found
