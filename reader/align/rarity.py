"""How much a word says: its rarity in the two versions, and which words are names of one thing.

A word's weight is ln(1 + N / df): N sentences on both sides, df of them with the word. Counted in the two texts
themselves; on five kinds of gold pairs a background list of the language (60 MB) gained nothing for strong links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log, sqrt

from rapidfuzz.distance import Indel

from reader.align.progress import Progress, part, unheard, watched
from reader.align.spelling import LONGEST_NAME, may_be_same_name
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.words import Word

_FUNCTION = 0.7
_COMMON = 0.5
_NUMBER = 1.5
_NAME_SHARE = 0.7
_SAME_NAME = 0.75
_NAMES_COMPARED = 40_000
_SENTENCES_KEPT, _WORDS_KEPT = 1024, 64
"""How many sentences of how many words at most are kept with their trigrams counted: some 12 MB."""


@dataclass(frozen=True, slots=True)
class Bag:
    """A sentence as scoring sees it."""

    keys: tuple[str, ...]
    """The keys of its words in order, those that are spoken for by another word left out."""
    words: frozenset[str]
    weight: float
    """Sum of the weights of `words`."""
    fine: float
    """Sum of the fine weights of `words`."""
    run: float
    """Sum of the weights of `keys`: a word that stands twice counts twice."""
    fine_run: float
    """Sum of the fine weights of `keys`."""
    named: float
    """Sum of the weights of the names and numbers among `words`."""
    trigrams: tuple[str, ...]
    """The character trigrams of `keys`, one that stands twice twice. A mapping would take ten times the memory."""
    length: float
    """The length of the vector that the trigrams are, weighed by tf-idf."""
    speaker: frozenset[str] = frozenset()
    """Those of `words` that only say who said the rest."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """What each word weighs in a pair of versions."""

    sentences: int
    weight: dict[str, float]
    """ln(1 + N / df)."""
    fine: dict[str, float]
    """The same, with function words and common words taken down and numbers up: for telling a shared fact."""
    specific: frozenset[str]
    """Numbers, and words that are capitalised where no rule of spelling asks for it."""
    letters: dict[str, float]
    """The square of each character trigram's weight."""
    unit: float
    """The weight of a word that stands in one sentence alone: ln(1 + N)."""

    def bag(self, keys: tuple[str, ...], speaker: frozenset[str] = frozenset()) -> Bag:
        """Words of these versions as a bag; those of several sentences together, for one."""
        own = frozenset(keys)
        words = sorted(own)  # sums of fractions depend on the order
        trigrams = tuple(chain.from_iterable(map(_trigrams, keys)))
        length = sqrt(sum(map(self.by_letters(keys).__getitem__, trigrams)))
        weight, fine = self.weight.__getitem__, self.fine.__getitem__
        return Bag(
            keys,
            own,
            sum(map(weight, words)),
            sum(map(fine, words)),
            sum(map(weight, keys)),
            sum(map(fine, keys)),
            sum([weight(w) for w in words if w in self.specific]),
            trigrams,
            length,
            speaker,
        )

    def by_letters(self, keys: tuple[str, ...]) -> dict[str, float]:
        """For each trigram of some words, how much another one like it adds to the product of the two vectors."""
        letters = self.letters
        return {g: n * letters[g] for g, n in _counted(keys).items()}

    def of(self, words: Iterable[str]) -> float:
        """The weight of a set of words, as often as it is given."""
        return sum(map(self.weight.__getitem__, words))

    def fine_of(self, words: Iterable[str]) -> float:
        """The fine weight of a set of words, as often as it is given."""
        return sum(map(self.fine.__getitem__, words))


def weigh(
    left: Sequence[tuple[Word, ...]], right: Sequence[tuple[Word, ...]], *, progress: Progress = unheard
) -> tuple[Rarity, tuple[Bag, ...], tuple[Bag, ...]]:
    """Count the words of two versions, and give each sentence of both as a bag of weighed words."""
    names = names_of([*left, *right])
    progress(0.1)
    same = _one_name(left, right, names)
    keys = [[tuple(same.get(w.key, w.key) for w in words if w.key) for words in side] for side in (left, right)]
    every = [k for side in keys for k in side]
    progress(0.2)
    total = len(every)
    frequency = Counter(chain.from_iterable(map(set, every)))
    logs = {df: log(1 + total / df) for df in set(frequency.values())}
    weight = {w: logs[df] for w, df in frequency.items()}
    fine = {}
    for w, plain in weight.items():
        if w in FUNCTION_WORDS:
            plain *= _FUNCTION
        elif w[0].isdigit():
            plain *= _NUMBER
        if frequency[w] >= max(4, 0.15 * total):
            plain *= _COMMON
        fine[w] = plain
    specific = frozenset(w for w in weight if w[0].isdigit() or w in names)
    kinds = _counted if total <= _SENTENCES_KEPT else _kinds
    grams = Counter(chain.from_iterable(map(kinds, watched(every, part(progress, 0.3, 0.5)))))
    squares = {n: log(1 + total / n) ** 2 for n in set(grams.values())}
    letters = {g: squares[n] for g, n in grams.items()}
    rarity = Rarity(total, weight, fine, specific, letters, log(1 + total))
    bags: dict[tuple[tuple[str, ...], frozenset[str]], Bag] = {}

    def bag(own: tuple[str, ...], words: tuple[Word, ...]) -> Bag:
        speaker = _of_speaker(words, same)
        if (own, speaker) not in bags:
            bags[own, speaker] = rarity.bag(own, speaker)
        return bags[own, speaker]

    left_bags, right_bags = (
        tuple(bag(k, words) for k, words in zip(watched(own, heard), side, strict=True))
        for own, side, heard in zip(
            keys, (left, right), (part(progress, 0.5, 0.75), part(progress, 0.75, 1)), strict=True
        )
    )
    return rarity, left_bags, right_bags


def _of_speaker(words: tuple[Word, ...], same: Mapping[str, str]) -> frozenset[str]:
    """The keys that stand in a sentence only to say who said it."""
    if not words or not words[-1].speaker:
        return frozenset()
    told = {w.key for w in words if not w.speaker}
    return frozenset(same.get(w.key, w.key) for w in words if w.speaker and w.key and w.key not in told)


@lru_cache(maxsize=65536)
def _trigrams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[i : i + 3] for i in range(len(padded) - 2))


def _kinds(keys: tuple[str, ...]) -> Iterable[str]:
    """The trigrams that stand in a sentence, each once."""
    return set(chain.from_iterable(map(_trigrams, keys)))


def _counted(keys: tuple[str, ...]) -> Mapping[str, int]:
    """How often each trigram stands in a sentence."""
    return _kept_count(keys) if len(keys) <= _WORDS_KEPT else _count(keys)


def _count(keys: tuple[str, ...]) -> Mapping[str, int]:
    return Counter(chain.from_iterable(map(_trigrams, keys)))


_kept_count = lru_cache(maxsize=_SENTENCES_KEPT)(_count)
"""Counted three times in every pair of versions that a sentence is compared in, where the versions are short."""


def names_of(sentences: Sequence[tuple[Word, ...]]) -> frozenset[str]:
    """Keys that are capitalised in most of the places where a capital says something."""
    seen = Counter(w.key for words in sentences for w in words if w.capital is not None and w.key)
    upper = Counter(w.key for words in sentences for w in words if w.capital and w.key)
    return frozenset(
        k for k, n in upper.items() if n and n >= _NAME_SHARE * seen[k] and k not in FUNCTION_WORDS and len(k) > 1
    )


def _one_name(
    left: Sequence[tuple[Word, ...]], right: Sequence[tuple[Word, ...]], names: frozenset[str]
) -> dict[str, str]:
    """Names that stand on one side only, each mapped to the one of the other side that spells it differently.

    Two spellings are one name if the normalised Indel similarity is .75 or more, and they sound alike, or one has a
    letter more or is the other's adjective: letters alone would make Iran and Iraq one. Each takes its best match, ties
    by spelling.
    """
    here = {w.key for words in left for w in words}
    there = {w.key for words in right for w in words}
    only_left = sorted(
        k for k in names if k in here and k not in there and 3 < len(k) <= LONGEST_NAME and not k[0].isdigit()
    )
    only_right = sorted(
        k for k in names if k in there and k not in here and 3 < len(k) <= LONGEST_NAME and not k[0].isdigit()
    )
    if len(only_left) * len(only_right) > _NAMES_COMPARED:
        return {}
    pairs = [
        (-alike, x, y)
        for x in only_left
        for y in only_right
        if (alike := Indel.normalized_similarity(x, y, score_cutoff=_SAME_NAME)) and may_be_same_name(x, y)
    ]
    same: dict[str, str] = {}
    taken: set[str] = set()
    for _, x, y in sorted(pairs):
        if x not in same and y not in taken:
            same[x] = y
            taken.add(y)
    return same
