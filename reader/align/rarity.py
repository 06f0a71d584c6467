"""What words weigh: their rarity in two versions.

A word's weight is ln(1 + N / df): N sentences on both sides, df of them with the word. It is counted in the two texts
themselves; on five kinds of gold pairs a background list of the language (60 MB) gained nothing for strong links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log, sqrt
from sys import intern

from rapidfuzz.distance import Indel

from reader.align.progress import Progress, ignore, part, reported
from reader.align.spelling import LONGEST_NAME, may_be_same_name
from reader.align.thresholds import USUAL, Thresholds
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.words import Word

_SHORTEST_NAME = 4
_SENTENCES_KEPT, _WORDS_KEPT = 1024, 64
"""How many sentences of how many words at most are kept with their trigrams counted: some 12 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A sentence as scoring sees it: its keys, and the sums of their weights."""

    keys: tuple[str, ...]
    """The keys of its words in order; a word that another one stands for has none."""
    words: frozenset[str]
    """The keys, each once."""
    weight: float
    """Sum of the weights of `words`."""
    fact_weight: float
    """Sum of their fact weights."""
    run_weight: float
    """Sum of the weights of `keys`: a word that stands twice counts twice."""
    fact_run_weight: float
    """Sum of the fact weights of `keys`."""
    specific_weight: float
    """Sum of the weights of the names and numbers among `words`."""
    trigrams: tuple[str, ...]
    """The character trigrams of `keys`, one that stands twice twice. A mapping would take ten times the memory."""
    norm: float
    """The length of the vector of the trigrams, weighed by tf-idf."""
    speaker: frozenset[str]
    """Those of `words` that only say who said the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """What each word weighs in two versions."""

    sentences: int
    """How many sentences both have together."""
    weight: dict[str, float]
    """ln(1 + N / df) of each key."""
    fact_weight: dict[str, float]
    """The same with function words and common words counting less and numbers more, to recognise a shared fact."""
    specific: frozenset[str]
    """Names and numbers."""
    trigrams: dict[str, float]
    """The square of each character trigram's weight."""
    unit: float
    """The weight of a word that stands in one sentence alone: ln(1 + N)."""

    def bag(self, keys: tuple[str, ...], speaker: frozenset[str] = frozenset()) -> Bag:
        """Weigh the keys of a sentence of these versions, or of several as if they were one."""
        own = frozenset(keys)
        words = sorted(own)  # sums of fractions depend on the order
        trigrams = tuple(chain.from_iterable(map(_trigrams, keys)))
        weight, fact_weight = self.weight.__getitem__, self.fact_weight.__getitem__
        return Bag(
            keys=keys,
            words=own,
            weight=sum(map(weight, words)),
            fact_weight=sum(map(fact_weight, words)),
            run_weight=sum(map(weight, keys)),
            fact_run_weight=sum(map(fact_weight, keys)),
            specific_weight=sum([weight(w) for w in words if w in self.specific]),
            trigrams=trigrams,
            norm=sqrt(sum(map(self.trigram_vector(keys).__getitem__, trigrams))),
            speaker=speaker,
        )

    def trigram_vector(self, keys: tuple[str, ...]) -> dict[str, float]:
        """For each trigram of some keys, what each equal one of a second sentence adds to the product of the two."""
        squares = self.trigrams
        return {g: n * squares[g] for g, n in _counted(keys).items()}

    def weigh(self, words: Iterable[str]) -> float:
        """The sum of the weights of words, each as often as it is given."""
        return sum(map(self.weight.__getitem__, words))

    def weigh_facts(self, words: Iterable[str]) -> float:
        """The sum of the fact weights of words, each as often as it is given."""
        return sum(map(self.fact_weight.__getitem__, words))


def weigh(
    left: Sequence[tuple[Word, ...]],
    right: Sequence[tuple[Word, ...]],
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
) -> tuple[Rarity, tuple[Bag, ...], tuple[Bag, ...]]:
    """Count the words of two versions, and weigh each sentence of both."""
    names = names_of([*left, *right], share=thresholds.weighing.name_share)
    progress(0.1)
    same = _same_names(left, right, names, thresholds)
    keys = [[tuple(same.get(w.key, w.key) for w in words if w.key) for words in side] for side in (left, right)]
    progress(0.2)
    rarity = _count([own for side in keys for own in side], names, thresholds, part(progress, 0.3, 0.5))
    bags: dict[tuple[tuple[str, ...], frozenset[str]], Bag] = {}

    def bag(own: tuple[str, ...], words: tuple[Word, ...]) -> Bag:
        speaker = _keys_of_speaker(words, same)
        if (own, speaker) not in bags:
            bags[own, speaker] = rarity.bag(own, speaker)
        return bags[own, speaker]

    left_bags, right_bags = (
        tuple(bag(k, words) for k, words in zip(reported(own, told), side, strict=True))
        for own, side, told in zip(
            keys, (left, right), (part(progress, 0.5, 0.75), part(progress, 0.75, 1)), strict=True
        )
    )
    return rarity, left_bags, right_bags


def names_of(sentences: Sequence[tuple[Word, ...]], *, share: float = USUAL.weighing.name_share) -> frozenset[str]:
    """The keys that have a capital at most of the places where a capital says something."""
    seen = Counter(w.key for words in sentences for w in words if w.capital is not None and w.key)
    upper = Counter(w.key for words in sentences for w in words if w.capital and w.key)
    return frozenset(
        k for k, n in upper.items() if n and n >= share * seen[k] and k not in FUNCTION_WORDS and len(k) > 1
    )


def _count(
    sentences: Sequence[tuple[str, ...]], names: frozenset[str], thresholds: Thresholds, progress: Progress
) -> Rarity:
    t, total = thresholds.weighing, len(sentences)
    frequency = Counter(chain.from_iterable(map(set, sentences)))
    logs = {df: log(1 + total / df) for df in set(frequency.values())}
    weight = {w: logs[df] for w, df in frequency.items()}
    fact_weight = {}
    for w, value in weight.items():
        if w in FUNCTION_WORDS:
            value *= t.function
        elif w[0].isdigit():
            value *= t.number
        if frequency[w] >= max(t.common_least, t.common_share * total):
            value *= t.common
        fact_weight[w] = value
    kinds = _counted if total <= _SENTENCES_KEPT else _kinds
    grams = Counter(chain.from_iterable(map(kinds, reported(sentences, progress))))
    squares = {n: log(1 + total / n) ** 2 for n in set(grams.values())}
    return Rarity(
        sentences=total,
        weight=weight,
        fact_weight=fact_weight,
        specific=frozenset(w for w in weight if w[0].isdigit() or w in names),
        trigrams={g: squares[n] for g, n in grams.items()},
        unit=log(1 + total),
    )


def _keys_of_speaker(words: tuple[Word, ...], same: Mapping[str, str]) -> frozenset[str]:
    """The keys that stand in a sentence only to say who said it."""
    if not words or not (words[0].speaker or words[-1].speaker):
        return frozenset()
    told = {w.key for w in words if not w.speaker}
    return frozenset(same.get(w.key, w.key) for w in words if w.speaker and w.key and w.key not in told)


def _same_names(
    left: Sequence[tuple[Word, ...]], right: Sequence[tuple[Word, ...]], names: frozenset[str], thresholds: Thresholds
) -> dict[str, str]:
    """Map names that stand on one side only to the name of the other side that they may be; the most similar first."""
    here = {w.key for words in left for w in words}
    there = {w.key for words in right for w in words}
    only_left, only_right = (
        sorted(
            k
            for k in names
            if k in own and k not in other and _SHORTEST_NAME <= len(k) <= LONGEST_NAME
            if not k[0].isdigit()
        )
        for own, other in ((here, there), (there, here))
    )
    if len(only_left) * len(only_right) > thresholds.sizes.names:
        return {}
    least = thresholds.weighing.spelling
    pairs = [
        (-similarity, x, y)
        for x in only_left
        for y in only_right
        if (similarity := Indel.normalized_similarity(x, y, score_cutoff=least))
        and may_be_same_name(x, y, thresholds.names)
    ]
    same: dict[str, str] = {}
    taken: set[str] = set()
    for _, x, y in sorted(pairs):
        if x not in same and y not in taken:
            same[x] = y
            taken.add(y)
    return same


@lru_cache(maxsize=16384)
def _trigrams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(intern(padded[i : i + 3]) for i in range(len(padded) - 2))  # a language has few: 500 bytes a word less


def _kinds(keys: tuple[str, ...]) -> Iterable[str]:
    """The trigrams of a sentence, each once."""
    return set(chain.from_iterable(map(_trigrams, keys)))


def _counted(keys: tuple[str, ...]) -> Mapping[str, int]:
    """How often each trigram stands in a sentence."""
    return _counted_and_kept(keys) if len(keys) <= _WORDS_KEPT else _counted_anew(keys)


def _counted_anew(keys: tuple[str, ...]) -> Mapping[str, int]:
    return Counter(chain.from_iterable(map(_trigrams, keys)))


_counted_and_kept = lru_cache(maxsize=_SENTENCES_KEPT)(_counted_anew)
"""A sentence of a short version is counted three times in every pair of versions."""
