"""How similar two sentences are: what they share, weighed by rarity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from rapidfuzz.distance import Indel

from reader.align.rarity import Bag, Rarity
from reader.align.thresholds import USUAL, Sizes, Thresholds, Weighing
from reader.align.vocabulary import FUNCTION_WORDS, OFFICES, stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """What two sentences share.

    The two scores and `contained` lie between 0 and 1. Weights are given in words: 1 is the weight of a word that
    stands in one sentence alone.
    """

    score: float
    """Whether they make the same statement: the mean of the rarity-weighted Dice coefficient of their words, of that of
    their longest common subsequence, and of the cosine of their character trigrams."""
    fact_score: float
    """Whether they tell the same fact: the same with fact weights, and a tenth of what is shared in order on top."""
    shared: tuple[str, ...]
    """The keys that both have, sorted."""
    shared_weight: float
    """The weight of the keys that both have, function words aside: how much they share, where the scores say how large
    a part of them that is."""
    specific_weight: float
    """The weight of the names and numbers that both have."""
    differing_weight: float
    """The weight of the names and numbers that only one has, on the side where it is less."""
    contained: float
    """The part of the lighter sentence's fact weight that both have."""
    ordinary: bool
    """Whether they share a word that is neither a function word nor a name nor a number, nor, beside a name, an
    office."""
    person: bool = False
    """Whether they share somebody's name and office and besides a day at most, and either names something else."""

    @property
    def telling(self) -> bool:
        """Whether they share anything but function words."""
        return self.ordinary or self.specific_weight > 0


_OFFICES = frozenset(map(stem, OFFICES))
_NOTHING: frozenset[str] = frozenset()


def similarity_of(
    rarity: Rarity,
    left: Bag,
    right: Bag,
    trigrams: Mapping[str, float] | None = None,
    *,
    least: float = 0.0,
    thresholds: Thresholds = USUAL,
) -> Similarity | None:
    """Compare two sentences; None if they share next to nothing, or nothing but who said them.

    Args:
        rarity: What the words weigh.
        left: A sentence.
        right: Another sentence.
        trigrams: `rarity.trigram_vector(left.keys)`, for who compares one left sentence with many right ones.
        least: The Dice coefficient of their words below which they are not compared further.
        thresholds: What else they must share.
    """
    both = left.words & right.words
    if not both:
        return None
    shared = sorted(both)  # sums of fractions depend on the order
    weight, fact_weight = rarity.weight.__getitem__, rarity.fact_weight.__getitem__
    facts = sum(map(fact_weight, shared))
    lighter = min(left.fact_weight, right.fact_weight)
    if facts < thresholds.weighing.least * lighter:
        return None
    common = sum(map(weight, shared))
    if 2 * common < least * (left.weight + right.weight):
        return None
    if left.speaker and right.speaker and _share_the_speaker(rarity, left, right, shared, thresholds.weighing):
        return None
    order = words_in_order(left.keys, right.keys, shared, thresholds.sizes)
    once = set(order)
    in_order = facts if len(once) == len(shared) else sum(map(fact_weight, sorted(once)))
    spelling = trigram_cosine(rarity, left, right, trigrams)
    said = [w for w in shared if w not in FUNCTION_WORDS]
    specific = sum([weight(w) for w in said if w in rarity.specific])
    differing = min(left.specific_weight, right.specific_weight) - specific
    named = _OFFICES.intersection(said) if specific else _NOTHING
    ordinary = not rarity.specific.issuperset([w for w in said if w not in named] if named else said)
    return Similarity(
        score=(
            2 * common / (left.weight + right.weight)
            + 2 * sum(map(weight, order)) / (left.run_weight + right.run_weight)
            + spelling
        )
        / 3,
        fact_score=(
            2 * facts / (left.fact_weight + right.fact_weight)
            + 2 * sum(map(fact_weight, order)) / (left.fact_run_weight + right.fact_run_weight)
            + spelling
        )
        / 3
        + thresholds.weighing.contained * in_order / lighter,
        shared=tuple(shared),
        shared_weight=sum(map(weight, said)) / rarity.unit,
        specific_weight=specific / rarity.unit,
        differing_weight=differing / rarity.unit,
        contained=facts / lighter,
        ordinary=ordinary,
        person=bool(named)
        and not ordinary
        and differing >= 0.1 * rarity.unit
        and not any(w[0].isdigit() for w in said),
    )


def words_in_order(
    left: Sequence[str], right: Sequence[str], shared: Sequence[str], sizes: Sizes = USUAL.sizes
) -> Sequence[str]:
    """The longest common subsequence; the shared words instead if the sequences are too long to be compared."""
    if too_long(left, right, sizes):
        return shared
    order: list[str] = []
    for block in Indel.editops(left, right).as_matching_blocks():
        order += left[block.a : block.a + block.size]
    return order


def trigram_cosine(rarity: Rarity, left: Bag, right: Bag, trigrams: Mapping[str, float] | None = None) -> float:
    """The cosine of two sentences' character trigrams, weighed by tf-idf; `trigrams` as for `similarity_of`."""
    if trigrams is None:
        trigrams = rarity.trigram_vector(left.keys)
    return sum(map(trigrams.get, right.trigrams, repeat(0.0))) / ((left.norm * right.norm) or 1.0)


def indel_similarity(left: Sequence[Hashable], right: Sequence[Hashable], sizes: Sizes = USUAL.sizes) -> float:
    """The normalised Indel similarity, 0 … 1; of what is too long, the share that both have in whatever order."""
    if not too_long(left, right, sizes):
        return Indel.normalized_similarity(left, right)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def too_long(left: Sequence[Hashable], right: Sequence[Hashable], sizes: Sizes = USUAL.sizes) -> bool:
    """Whether two sequences are too long to be compared item by item."""
    return len(left) * len(right) > sizes.sentence_words**2


def _share_the_speaker(rarity: Rarity, left: Bag, right: Bag, shared: Sequence[str], t: Weighing) -> bool:
    """Whether two sentences share who said it, and next to nothing of what was said."""
    content = [w for w in shared if w not in FUNCTION_WORDS]
    told = rarity.weigh_facts([w for w in content if w not in left.speaker and w not in right.speaker])
    if told >= t.quotation * rarity.weigh_facts(content):
        return False
    stated = (sorted(bag.words - bag.speaker - FUNCTION_WORDS) for bag in (left, right))
    return told < t.stated * min(map(rarity.weigh_facts, stated))


def rounded(score: float) -> float:
    """A score as it is shown: between 0 and 1, with two decimals."""
    return round(max(0.0, min(1.0, score)), 2)
