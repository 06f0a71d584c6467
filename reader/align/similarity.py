"""How alike two sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from reader.align.rarity import Bag, Rarity
from reader.align.vocabulary import FUNCTION_WORDS

Pair = tuple[int, int]
"""A left sentence and a right one, by index."""

_COMPARED = 4_000_000
"""Word pairs up to which the order of two sentences is looked at; that many cost some ten milliseconds."""


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


def likeness(rarity: Rarity, left: Bag, right: Bag) -> Likeness | None:
    """Compare two sentences; None where they share next to nothing."""
    shared = tuple(sorted(left.words & right.words))
    common, fine = rarity.of(shared), rarity.fine_of(shared)
    lighter = min(left.fine, right.fine)
    if fine < 0.1 * lighter:
        return None
    dice = 2 * common / (left.weight + right.weight)
    fine_dice = 2 * fine / (left.fine + right.fine)
    chain = _in_order(left.keys, right.keys, shared)
    order = 2 * sum(map(rarity.weight.__getitem__, chain)) / (left.run + right.run)
    once = set(chain)
    in_order = rarity.fine_of(sorted(once))
    fine_order = 2 * sum(map(rarity.fine.__getitem__, chain)) / (left.fine_run + right.fine_run)
    a, b = left.trigrams, right.trigrams
    if len(b) < len(a):
        a, b = b, a
    letters = sum(v * b[g] for g, v in a.items() if g in b)
    specific = rarity.of([w for w in shared if w in rarity.specific])
    return Likeness(
        (dice + order + letters) / 3,
        (fine_dice + fine_order + letters) / 3 + 0.1 * in_order / lighter,
        shared,
        specific / rarity.unit,
        (min(left.named, right.named) - specific) / rarity.unit,
        any(w not in rarity.specific and w not in FUNCTION_WORDS for w in shared),
    )


def _in_order(left: Sequence[str], right: Sequence[str], shared: Sequence[str]) -> Sequence[str]:
    """The longest common subsequence; of sentences that are no sentences any more, the shared words instead."""
    if len(left) * len(right) > _COMPARED:
        return shared
    equal = (op for op in Indel.opcodes(left, right) if op.tag == "equal")
    return [key for op in equal for key in left[op.src_start : op.src_end]]
