"""Which sentence pairs are worth scoring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reader.align.progress import Progress, part, unheard, watched
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Pair
from reader.align.vocabulary import FUNCTION_WORDS

_ALL_PAIRS = 90_000
_BOOK = 1_500
_RAREST = 12
_COMMON = 0.08
_BEST = 6
_VISITS = 1000
"""How many sentences the words of one are asked for at most: the time then grows with the text and no faster. Of the
true partners among 31,102 verses and a retelling with a third of the words replaced, .915 are found; .80 if only words
of at most 200 sentences are asked, .955 (in five times the time) if all are."""


def is_long(left: Sequence[Bag], right: Sequence[Bag]) -> bool:
    """Whether two versions have too many sentences for all pairs of them: more than 300 × 300."""
    return len(left) * len(right) > _ALL_PAIRS


def is_book(left: Sequence[Bag], right: Sequence[Bag]) -> bool:
    """Whether two versions are so long, 1,500 sentences together, that they teach how one says what the other says."""
    return is_long(left, right) and len(left) + len(right) >= _BOOK


def candidates(
    rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag], *, progress: Progress = unheard
) -> list[Pair]:
    """The pairs of sentences that share a word which says something, in ascending order.

    Up to 300 × 300 sentences that is all of them (pruning loses links there). Above, each sentence is asked by its 12
    rarest words that stand in no more than 8 % of the sentences, as long as these lead to no more than 1,000 in all;
    it keeps the six it shares most weight with, both ways.
    """
    if not is_long(left, right):
        postings = _postings(right)
        return [
            (i, j)
            for i, bag in enumerate(left)
            for j in sorted({j for w in bag.words if w in postings for j in postings[w]})
        ]
    # row by row, for nothing else can be done while one long list is sorted: of a book, keys waited 0.1 s for it
    rows: dict[int, list[int]] = defaultdict(list)
    for i, j in best_candidates(rarity, left, right, range(len(left)), range(len(right)), _VISITS, progress=progress):
        rows[i].append(j)
    return [(i, j) for i in sorted(rows) for j in sorted(rows[i])]


def best_candidates(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    rows: Sequence[int],
    columns: Sequence[int],
    visits: int,
    *,
    progress: Progress = unheard,
) -> set[Pair]:
    """The partners that some left sentences (`rows`) and some right ones (`columns`) share most weight with.

    Args:
        rarity: What the words weigh.
        left: All left sentences.
        right: All right sentences.
        rows: Indexes into `left`.
        columns: Indexes into `right`.
        visits: How many sentences the words of one are asked for at most.
        progress: Is told how far it has come.
    """
    found = set(_best(rarity, left, rows, right, visits, part(progress, 0, 0.5)))
    found.update((i, j) for j, i in _best(rarity, right, columns, left, visits, part(progress, 0.5, 1)))
    return found


def _postings(bags: Sequence[Bag]) -> dict[str, list[int]]:
    """The sentences that each word stands in, function words aside."""
    postings: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(bags):
        for word in bag.words:
            if word not in FUNCTION_WORDS:
                postings[word].append(j)
    return postings


def _best(
    rarity: Rarity, here: Sequence[Bag], asking: Sequence[int], there: Sequence[Bag], visits: int, progress: Progress
) -> Iterable[Pair]:
    postings = _postings(there)
    limit = max(4, int(_COMMON * len(there)))
    words = sorted((w for w in postings if len(postings[w]) <= limit), key=lambda w: (-rarity.weight[w], w))
    rank = {word: number for number, word in enumerate(words, 1)}
    places = [[], *(postings[w] for w in words)]
    values = [0, *(int(1024 * rarity.weight[w]) for w in words)]  # whole numbers, so that sums are exact
    for i in watched(asking, progress):
        asked: list[tuple[int, Sequence[int]]] = []
        left = visits
        for word in sorted(filter(None, map(rank.get, here[i].words)))[:_RAREST]:
            left -= len(places[word])
            if left < 0 and asked:
                break
            asked.append((values[word], places[word]))
        for j in _highest(asked):
            yield i, j


def _highest(asked: Sequence[tuple[int, Sequence[int]]]) -> list[int]:
    """The places with the six highest sums of values, of equals the first.

    Values are given with their places, the highest first. A place that is met so late that what is left cannot lift it
    among the six is passed over.
    """
    sums: dict[int, int] = {}
    rest, sixth = sum([value for value, _ in asked]), 0
    for value, places in asked:
        if rest < sixth:
            for j in places:
                if j in sums:
                    sums[j] += value
        else:
            for j in places:
                if j in sums:
                    sums[j] += value
                else:
                    sums[j] = value
            if not sixth and len(sums) >= _BEST:
                sixth = value
        rest -= value
    return [j for _, j in sorted([(-total, j) for j, total in sums.items() if total >= sixth])[:_BEST]]
