"""What is too large to be looked at word by word, so that no input makes comparing hang.

rapidfuzz is quick, but a call of it can neither be cancelled nor lets another thread run. On two lists of 5,000 words
it takes 4 to 6 ms, on 20,000 words 60 to 100 ms; so lists beyond `PAIRS` are never given to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations

from rapidfuzz.distance import Indel

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
