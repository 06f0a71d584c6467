"""How alike two sentences are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat

from rapidfuzz.distance import Indel

from reader.align.rarity import Bag, Rarity
from reader.align.vocabulary import FUNCTION_WORDS

# What is too large to be looked at word by word


LONGEST = 5_000
"""The words of a sentence that is compared word by word."""
PAIRS = LONGEST * LONGEST
MOST_WORDS = 3_000_000
"""The words of two versions that are compared by what they say; two whole Bibles have 1.6 million."""


def too_long(left: Sequence[Hashable], right: Sequence[Hashable]) -> bool:
    """Whether two sequences are too long to be compared item by item."""
    return len(left) * len(right) > PAIRS


def similarity(left: Sequence[Hashable], right: Sequence[Hashable]) -> float:
    """The normalised Indel similarity, from 0 to 1; of what is too long, the share both have, in whatever order."""
    if not too_long(left, right):
        return Indel.normalized_similarity(left, right)
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def too_large(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether two versions are too large to be compared by what they say; given as the lengths of their sentences."""
    return sum(left) + sum(right) > MOST_WORDS


def remarks_on(sigla: Sequence[str], lengths: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """What the reader should know where versions are too large: for each its siglum and the words of its sentences."""
    out = []
    for siglum, own in zip(sigla, lengths, strict=True):
        long = [number for number, words in enumerate(own, 1) if words > LONGEST]
        if long:
            which = f"sentence {long[0]:,} has" if len(long) == 1 else f"{len(long):,} sentences have"
            out.append(f"{siglum}: {which} more than {LONGEST:,} words and may not have been compared word by word")
    for (here, left), (there, right) in combinations(zip(sigla, lengths, strict=True), 2):
        if too_large(left, right):
            out.append(f"{here} and {there} have more than {MOST_WORDS:,} words: only what is equal is linked")
    return tuple(out)


Pair = tuple[int, int]
"""A left sentence and a right one, by index."""

_TOLD = 0.2
"""The part of what two quotations share that must lie outside of who said them."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two sentences share. Each part lies between 0 and 1."""

    alike: float
    """Mean of the rarity-weighted Dice coefficient of their words, of their longest common subsequence, and of the
    cosine of their character trigrams: says whether they are the same statement."""
    fact: float
    """The same with the fine weights, and a tenth of the containment on top: says whether they tell the same fact."""
    shared: tuple[str, ...]
    """The keys both have, sorted."""
    specific: float
    """The weight of the names and numbers both have, against that of a word that stands in one sentence alone."""
    apart: float
    """The weight of the names and numbers that only one has, on the side where it is less, in the same measure."""
    content: bool
    """Whether they share a word that is neither a function word nor a name nor a number."""
    common: float
    """The weight of all words both have, function words aside, in the measure of `specific`: how much they share,
    where the others say how large a part of them that is."""

    @property
    def telling(self) -> bool:
        """Whether they share anything but function words."""
        return self.content or self.specific > 0


def likeness(
    rarity: Rarity, left: Bag, right: Bag, letters: Mapping[str, float] | None = None, *, least: float = 0.0
) -> Likeness | None:
    """Compare two sentences; None where they share next to nothing, or nothing but who said them.

    Args:
        rarity: What the words weigh.
        left: A sentence.
        right: Another one.
        letters: `rarity.by_letters(left.keys)`, from who compares one left sentence with many right ones.
        least: The Dice coefficient of their words below which they are not compared any further.
    """
    both = left.words & right.words
    if not both:
        return None
    shared = sorted(both)  # sums of fractions depend on the order
    weight, fine_weight = rarity.weight.__getitem__, rarity.fine.__getitem__
    fine = sum(map(fine_weight, shared))
    lighter = min(left.fine, right.fine)
    if fine < 0.1 * lighter:
        return None
    common = sum(map(weight, shared))
    if 2 * common < least * (left.weight + right.weight):
        return None
    if left.speaker and right.speaker and _of_one_speaker(rarity, left, right, shared):
        return None
    dice = 2 * common / (left.weight + right.weight)
    fine_dice = 2 * fine / (left.fine + right.fine)
    chain = _in_order(left.keys, right.keys, shared)
    order = 2 * sum(map(weight, chain)) / (left.run + right.run)
    once = set(chain)
    in_order = fine if len(once) == len(shared) else sum(map(fine_weight, sorted(once)))
    fine_order = 2 * sum(map(fine_weight, chain)) / (left.fine_run + right.fine_run)
    if letters is None:
        letters = rarity.by_letters(left.keys)
    spelling = sum(map(letters.get, right.trigrams, repeat(0.0))) / ((left.length * right.length) or 1.0)
    said = [w for w in shared if w not in FUNCTION_WORDS]
    specific = sum([weight(w) for w in said if w in rarity.specific])
    return Likeness(
        (dice + order + spelling) / 3,
        (fine_dice + fine_order + spelling) / 3 + 0.1 * in_order / lighter,
        tuple(shared),
        specific / rarity.unit,
        (min(left.named, right.named) - specific) / rarity.unit,
        not rarity.specific.issuperset(said),
        sum(map(weight, said)) / rarity.unit,
    )


def _of_one_speaker(rarity: Rarity, left: Bag, right: Bag, shared: Sequence[str]) -> bool:
    """Whether all that two sentences share, but for a fifth, stands where either says who said it."""
    content = [w for w in shared if w not in FUNCTION_WORDS]
    told = [w for w in content if w not in left.speaker and w not in right.speaker]
    return rarity.fine_of(told) < _TOLD * rarity.fine_of(content)


def held_by(pairs: Iterable[Pair], value: Callable[[Pair], float]) -> dict[tuple[int, int], float]:
    """For each sentence, as (side, index), the highest value of the pairs that it is in."""
    held: dict[tuple[int, int], float] = {}
    for pair in pairs:
        v = value(pair)
        here, there = (0, pair[0]), (1, pair[1])
        if v > held.get(here, -1.0):
            held[here] = v
        if v > held.get(there, -1.0):
            held[there] = v
    return held


def _in_order(left: Sequence[str], right: Sequence[str], shared: Sequence[str]) -> Sequence[str]:
    """The longest common subsequence; of sentences that are no sentences any more, the shared words instead."""
    if too_long(left, right):
        return shared
    chain: list[str] = []
    for block in Indel.editops(left, right).as_matching_blocks():
        chain += left[block.a : block.a + block.size]
    return chain
