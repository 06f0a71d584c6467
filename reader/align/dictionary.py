"""Words that stand for each other in two tellings: "arch" where the other has "firmament".

Learnt from the sentences that are linked already. On a whole Bible in two translations that raised F1 from .870 to
.901; in shorter texts (see `candidates.is_book`) there is too little to learn from, and chance is learnt instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from reader.align.rarity import Bag
from reader.align.similarity import Pair
from reader.align.vocabulary import FUNCTION_WORDS

_LEAST = 3
_SHARE = 3_000
_TELLS = 0.35
_TOLD = 0.175
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
        if times >= max(least, _TELLS * missing[0][word]) and times >= _TOLD * missing[1][best]:
            out[word] = best
    return out


def translated(keys: Sequence[str], words: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a left sentence as the right version would have them."""
    return tuple(words.get(key, key) for key in keys)
