"""How similar the sentences of two versions are: all pairs of short versions, the promising pairs of long ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, groupby

from reader.align.alignment import Pair
from reader.align.links import Decoding, Evidence, filled, is_long, neighbours
from reader.align.progress import Progress, ignore, part, reported
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Similarity, similarity_of
from reader.align.thresholds import USUAL, Candidates, Thresholds
from reader.align.vocabulary import FUNCTION_WORDS


def measured(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
) -> dict[Pair, Similarity]:
    """The pairs of sentences that share anything to speak of, and what they share.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        thresholds: How many pairs are compared, and what they must share.
        progress: Called with the part that is done.
    """
    pairs = candidates(rarity, left, right, thresholds=thresholds, progress=part(progress, 0, 0.4))
    return _compared(rarity, (left, right), pairs, thresholds, part(progress, 0.4, 1))


def measured_again(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    similarities: Mapping[Pair, Similarity],
    exact: AbstractSet[Pair],
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
) -> dict[Pair, Similarity]:
    """Look a second time for partners of those sentences of books that are not surely linked.

    More candidates are asked, in the words that the sure links have shown to stand for each other, and sentences beside
    links are compared whatever they share.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        similarities: What was found the first time.
        exact: The pairs that say the same in the same words.
        thresholds: As for `measured`.
        progress: Called with the part that is done.

    Returns:
        All of `similarities`, and what is new or better.
    """
    t = thresholds.candidates
    out = dict(similarities)
    evidence = Evidence(similarities=out, exact=exact, rarity=rarity, bags=(left, right))
    first = Decoding(evidence, thresholds=thresholds)
    first.link_best()
    linked = first.pairs
    if len(linked) < t.linked * min(len(left), len(right)):
        return out
    sure = {pair for pair in linked if pair in exact or out[pair].score >= t.sure}
    told = _translated(rarity, left, learnt(linked, left, right, t))
    rows, columns = _without(len(left), {i for i, _ in sure}), _without(len(right), {j for _, j in sure})
    again = best_candidates(
        rarity, (told, right), (rows, columns), visits=t.visits_again, t=t, progress=part(progress, 0.2, 0.5)
    )
    found = _compared(rarity, (told, right), sorted(again), thresholds, part(progress, 0.5, 0.8))
    for pair, near in found.items():
        if pair not in out or near.score > out[pair].score:
            out[pair] = near
    second = Decoding(evidence, thresholds=thresholds, linked=linked)
    second.link_left_over()
    linked = second.pairs
    for _ in range(thresholds.order.rounds):
        beside = [(i, j) for i, j in neighbours(linked) if 0 <= i < len(left) and 0 <= j < len(right)]
        unasked = [pair for pair in beside if pair not in out and pair not in again]
        out.update(_compared(rarity, (told, right), unasked, thresholds, ignore))
        linked = filled(linked, out, thresholds.order)
    progress(1.0)
    return out


def _compared(
    rarity: Rarity,
    bags: tuple[Sequence[Bag], Sequence[Bag]],
    pairs: Iterable[Pair],
    thresholds: Thresholds,
    progress: Progress,
) -> dict[Pair, Similarity]:
    """Compare pairs of sentences, given in ascending order."""
    left, right = bags
    similarities: dict[Pair, Similarity] = {}
    least = thresholds.candidates.overlap if is_long(left, right, thresholds.sizes) else 0.0
    for i, row in groupby(pairs, key=lambda pair: pair[0]):
        if i % 64 == 0:
            progress(i / len(left))
        here = left[i]
        trigrams = rarity.trigram_vector(here.keys)
        for pair in row:
            near = similarity_of(rarity, here, right[pair[1]], trigrams, least=least, thresholds=thresholds)
            if near is not None:
                similarities[pair] = near
    progress(1.0)
    return similarities


def _without(size: int, known: set[int]) -> list[int]:
    return [at for at in range(size) if at not in known]


# Which pairs are worth comparing


def candidates(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
) -> list[Pair]:
    """The pairs of sentences that share a word which says something, in ascending order.

    Up to 300 × 300 sentences that is all of them, because leaving pairs out costs links there. Above, each sentence
    looks for partners by its twelve rarest words that stand in no more than 8 % of the sentences, as long as these lead
    to no more than 1,000 in all; it keeps the six that it shares most weight with. Both sides look.
    """
    if not is_long(left, right, thresholds.sizes):
        postings = _postings(right)
        return [
            (i, j)
            for i, bag in enumerate(left)
            for j in sorted({j for w in bag.words if w in postings for j in postings[w]})
        ]
    t = thresholds.candidates
    everywhere = range(len(left)), range(len(right))
    rows: dict[int, list[int]] = defaultdict(list)
    for i, j in best_candidates(rarity, (left, right), everywhere, visits=t.visits, t=t, progress=progress):
        rows[i].append(j)
    # row by row, because nothing else can be done while a long list is sorted: for a book's, keys waited 0.1 s
    return [(i, j) for i in sorted(rows) for j in sorted(rows[i])]


def best_candidates(
    rarity: Rarity,
    bags: tuple[Sequence[Bag], Sequence[Bag]],
    asking: tuple[Sequence[int], Sequence[int]],
    *,
    visits: int,
    t: Candidates = USUAL.candidates,
    progress: Progress = ignore,
) -> set[Pair]:
    """The partners that some sentences of both versions share most weight with.

    Args:
        rarity: What the words weigh.
        bags: All sentences of the left and of the right version.
        asking: Indexes of those that look for partners.
        visits: How many sentences the words of one may lead to.
        t: How many words and partners count.
        progress: Called with the part that is done.
    """
    left, right = bags
    found = set(_best(rarity, left, asking[0], right, visits, t, part(progress, 0, 0.5)))
    found.update((i, j) for j, i in _best(rarity, right, asking[1], left, visits, t, part(progress, 0.5, 1)))
    return found


def _best(
    rarity: Rarity,
    here: Sequence[Bag],
    asking: Sequence[int],
    there: Sequence[Bag],
    visits: int,
    t: Candidates,
    progress: Progress,
) -> Iterable[Pair]:
    postings = _postings(there)
    limit = max(4, int(t.common_share * len(there)))
    words = sorted((w for w in postings if len(postings[w]) <= limit), key=lambda w: (-rarity.weight[w], w))
    rank = {word: number for number, word in enumerate(words, 1)}
    places = [[], *(postings[w] for w in words)]
    values = [0, *(int(1024 * rarity.weight[w]) for w in words)]  # whole numbers, so that sums are exact
    for i in reported(asking, progress):
        asked: list[tuple[int, Sequence[int]]] = []
        left = visits
        for word in sorted(filter(None, map(rank.get, here[i].words)))[: t.rarest]:
            left -= len(places[word])
            if left < 0 and asked:
                break
            asked.append((values[word], places[word]))
        for j in _highest(asked, t.kept):
            yield i, j


def _postings(bags: Sequence[Bag]) -> dict[str, list[int]]:
    """The sentences that each word stands in, function words aside."""
    postings: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(bags):
        for word in bag.words:
            if word not in FUNCTION_WORDS:
                postings[word].append(j)
    return postings


def _highest(asked: Sequence[tuple[int, Sequence[int]]], most: int) -> list[int]:
    """The `most` places with the highest sums of values, of equals the first.

    Values are given with their places, the highest first. A place that is met too late for the values that are left to
    lift it among the highest is ignored.
    """
    sums: dict[int, int] = {}
    rest, last = sum([value for value, _ in asked]), 0
    for value, places in asked:
        if rest < last:
            for j in places:
                if j in sums:
                    sums[j] += value
        else:
            for j in places:
                if j in sums:
                    sums[j] += value
                else:
                    sums[j] = value
            if not last and len(sums) >= most:
                last = value
        rest -= value
    return [j for _, j in sorted([(-total, j) for j, total in sums.items() if total >= last])[:most]]


# Words that stand for each other in two versions


def learnt(
    pairs: Iterable[Pair], left: Sequence[Bag], right: Sequence[Bag], t: Candidates = USUAL.candidates
) -> dict[str, str]:
    """For words of the left version the word that the right version has in their place.

    Two words are counted together where both stand in linked sentences and neither stands in the other: in at least
    three links and one of 3,000, in .35 of those in which the left word is missing and .175 of those in which the
    right one is.
    """
    rests: list[tuple[list[str], list[str]]] = []
    kept: Counter[str] = Counter()
    missing: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for i, j in sorted(pairs):
        here, there = left[i].words, right[j].words
        rest = sorted(here - there - FUNCTION_WORDS), sorted(there - here - FUNCTION_WORDS)
        kept.update(here & there)
        missing[0].update(rest[0])
        missing[1].update(rest[1])
        rests.append(rest)
    least = max(t.learnt_least, len(rests) // t.learnt_share)
    places: dict[str, list[list[str]]] = defaultdict(list)
    for here_only, there_only in rests:
        for word in here_only:
            if missing[0][word] >= least and kept[word] <= t.learnt_kept * (kept[word] + missing[0][word]):
                places[word].append(there_only)
    out = {}
    for word in sorted(places):
        together = Counter(chain.from_iterable(places[word]))
        best = min(together, key=lambda other: (-together[other], other), default="")
        times = together[best]
        if times >= max(least, t.learnt_forward * missing[0][word]) and times >= t.learnt_back * missing[1][best]:
            out[word] = best
    return out


def _translated(rarity: Rarity, bags: Sequence[Bag], words: Mapping[str, str]) -> list[Bag]:
    """The sentences as the other version would word them; a translated word has the other word's weight."""
    return [
        bag if words.keys().isdisjoint(bag.words) else rarity.bag(tuple(words.get(key, key) for key in bag.keys))
        for bag in bags
    ]
