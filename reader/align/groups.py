"""From pairs of sentences to links: parts of one statement together, and which links crossed the common order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reader.align.rarity import Rarity
from reader.align.similarity import Likeness, Pair
from reader.align.vocabulary import FUNCTION_WORDS

_OVERLAP = 0.5
_APART = 2

Group = tuple[tuple[int, ...], tuple[int, ...]]
"""The left and the right sentences of one link."""


def grouped(pairs: set[Pair], alone: set[Pair], like: Mapping[Pair, Likeness], rarity: Rarity) -> list[Group]:
    """Join the pairs in which one sentence holds what several others say: a sentence that was split or merged.

    Partners join if they stand together and each tells for the most part what the others don't. Doubles (a headline
    and its lead) stay apart, and so do the pairs `alone`. Sorted.
    """
    joined: list[tuple[int, list[Pair]]] = []
    for side in (0, 1):
        partners: dict[int, list[Pair]] = defaultdict(list)
        for pair in sorted(pairs - alone):
            partners[pair[side]].append(pair)
        for own in partners.values():
            joined.extend((side, run) for run in _complementary(own, 1 - side, like, rarity) if len(run) > 1)
    out: list[Group] = []
    rest = set(pairs)
    for _, run in sorted(joined, key=lambda at: (-len(at[1]), at[1], at[0])):
        if rest.issuperset(run):
            rest.difference_update(run)
            out.append((tuple(sorted({i for i, _ in run})), tuple(sorted({j for _, j in run}))))
    return sorted([*out, *(((i,), (j,)) for i, j in rest)])


def _complementary(own: Sequence[Pair], side: int, like: Mapping[Pair, Likeness], rarity: Rarity) -> list[list[Pair]]:
    """Part the pairs of one sentence into runs that stand together and tell different things of it."""
    runs: list[list[Pair]] = []
    for pair in own:
        if (
            runs
            and pair[side] - runs[-1][-1][side] <= _APART
            and all(_different(like, rarity, pair, other) for other in runs[-1])
        ):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _different(like: Mapping[Pair, Likeness], rarity: Rarity, pair: Pair, other: Pair) -> bool:
    if pair not in like or other not in like:
        return False
    here, there = ([w for w in like[p].shared if w not in FUNCTION_WORDS] for p in (pair, other))
    both = rarity.fine_of([w for w in here if w in there])
    return both <= _OVERLAP * min(rarity.fine_of(here), rarity.fine_of(there))


def moved(groups: Sequence[Group], weight: Sequence[int]) -> list[bool]:
    """Which links cross the common order: the heaviest set of links that run in order on both sides.

    `weight` is the number of words of each. A link is not moved either if the order already holds a link of each of
    its sentences: it is one more telling of the same. n log n.
    """
    order = sorted(range(len(groups)), key=lambda g: (groups[g][0][0], groups[g][1][0], g))
    places = {j: n for n, j in enumerate(sorted({right[0] for _, right in groups}), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(places) + 1)
    before = [-1] * len(groups)
    for g in order:
        place = places[groups[g][1][0]]
        best, at = (0, -1), place
        while at:
            if tree[at][0] > best[0]:
                best = tree[at]
            at &= at - 1
        before[g] = best[1]
        entry, at = (best[0] + weight[g], g), place
        while at < len(tree):
            if entry[0] > tree[at][0]:
                tree[at] = entry
            at += at & -at
    kept: set[int] = set()
    last = max((tree[n] for n in range(1, len(tree))), key=lambda t: t[0], default=(0, -1))[1]
    while last >= 0:
        kept.add(last)
        last = before[last]
    in_order = {(side, s) for g in kept for side in (0, 1) for s in groups[g][side]}
    return [
        g not in kept and not all((side, s) in in_order for side in (0, 1) for s in groups[g][side])
        for g in range(len(groups))
    ]
