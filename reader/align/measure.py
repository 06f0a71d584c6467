"""How alike the sentences of two versions are: all pairs of short ones, the promising pairs of long ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain, groupby

from reader.align.links import ROUNDS, filled, left_over, mutually_best, neighbours
from reader.align.progress import Progress, part, unheard, watched
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair, likeness
from reader.align.vocabulary import FUNCTION_WORDS

# Which sentence pairs are worth scoring


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


# Words that stand for each other in two tellings


_LEAST = 3
_SHARE = 3_000
_TELLS = 0.35
_LEARNT_BACK = 0.175
_KEPT = 0.25
"""A word that is kept unchanged more often than that has no other: to learn one does harm."""


def learnt(pairs: Iterable[Pair], left: Sequence[Bag], right: Sequence[Bag]) -> dict[str, str]:
    """For words of the left version the one that the right version has in their place.

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
    least = max(_LEAST, len(rests) // _SHARE)
    places: dict[str, list[list[str]]] = defaultdict(list)
    for here_only, there_only in rests:
        for word in here_only:
            if missing[0][word] >= least and kept[word] <= _KEPT * (kept[word] + missing[0][word]):
                places[word].append(there_only)
    out = {}
    for word in sorted(places):
        together = Counter(chain.from_iterable(places[word]))
        best = min(together, key=lambda other: (-together[other], other), default="")
        times = together[best]
        if times >= max(least, _TELLS * missing[0][word]) and times >= _LEARNT_BACK * missing[1][best]:
            out[word] = best
    return out


def translated(keys: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a left sentence as the right version would have them."""
    return tuple(words.get(key, key) for key in keys)


_OVERLAP = 0.15
"""The Dice coefficient that sentences of long texts must reach to be compared. None of 27,905 true pairs of verses had
less; a sixth of all candidates do."""
_SURE = 0.5
"""A mutually best pair that is so much alike is as good as certain: its sentences are not asked about again."""
_TOLD = 0.1
"""The part of the shorter version's sentences that must be linked; else these are not two tellings of one story."""
_VISITS_AGAIN = 4000


def measured(
    rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag], *, progress: Progress = unheard
) -> dict[Pair, Likeness]:
    """The pairs of sentences that have anything to speak of in common, and what they have.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        progress: Is told how far it has come.
    """
    pairs = candidates(rarity, left, right, progress=part(progress, 0, 0.4))
    return _compared(rarity, left, right, pairs, part(progress, 0.4, 1))


def measured_again(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    like: Mapping[Pair, Likeness],
    exact: Set[Pair],
    *,
    progress: Progress = unheard,
) -> dict[Pair, Likeness]:
    """What is found when the sentences of books that are not surely linked are asked about a second time.

    More thoroughly, and with the words that the others have shown to stand for each other; and those beside linked
    sentences are looked at, whatever they share.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        like: What was found the first time.
        exact: The pairs that say the same in the same words.
        progress: Is told how far it has come.

    Returns:
        All of `like`, and what is new or better.
    """
    out = dict(like)
    linked = mutually_best(out, exact) | exact
    if len(linked) < _TOLD * min(len(left), len(right)):
        return out
    sure = {p for p in linked if p in exact or out[p].alike >= _SURE}
    told = _translated(rarity, left, learnt(linked, left, right))
    rows, columns = _without(len(left), {i for i, _ in sure}), _without(len(right), {j for _, j in sure})
    again = best_candidates(rarity, told, right, rows, columns, _VISITS_AGAIN, progress=part(progress, 0.2, 0.5))
    for pair, near in _compared(rarity, told, right, sorted(again), part(progress, 0.5, 0.8)).items():
        if pair not in out or near.alike > out[pair].alike:
            out[pair] = near
    linked |= left_over(out, linked)
    for _ in range(ROUNDS):
        beside = [(i, j) for i, j in neighbours(linked) if 0 <= i < len(left) and 0 <= j < len(right)]
        unasked = [pair for pair in beside if pair not in out and pair not in again]
        out.update(_compared(rarity, told, right, unasked, unheard))
        linked = filled(linked, out)
    progress(1.0)
    return out


def _compared(
    rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag], pairs: Iterable[Pair], progress: Progress
) -> dict[Pair, Likeness]:
    """Compare pairs of sentences, given in ascending order."""
    like: dict[Pair, Likeness] = {}
    least = _OVERLAP if is_long(left, right) else 0.0
    for i, row in groupby(pairs, key=lambda pair: pair[0]):
        if i % 64 == 0:
            progress(i / len(left))
        here = left[i]
        letters = rarity.by_letters(here.keys)
        for pair in row:
            near = likeness(rarity, here, right[pair[1]], letters, least=least)
            if near is not None:
                like[pair] = near
    progress(1.0)
    return like


def _translated(rarity: Rarity, bags: Sequence[Bag], words: Mapping[str, str]) -> list[Bag]:
    """The sentences as the other version would have them; a translated word keeps the other's weight."""
    return [bag if words.keys().isdisjoint(bag.words) else rarity.bag(translated(bag.keys, words)) for bag in bags]


def _without(size: int, known: set[int]) -> list[int]:
    return [at for at in range(size) if at not in known]
