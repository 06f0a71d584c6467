"""Beads: the links of an alignment as groups of sentences, and which of them cross the common order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from reader.align.alignment import Bead, Pair
from reader.align.rarity import Rarity
from reader.align.similarity import Similarity
from reader.align.thresholds import USUAL
from reader.align.thresholds import Beads as BeadThresholds
from reader.align.vocabulary import FUNCTION_WORDS


def beads_of(
    pairs: AbstractSet[Pair],
    alone: AbstractSet[Pair],
    similarities: Mapping[Pair, Similarity],
    rarity: Rarity,
    t: BeadThresholds = USUAL.beads,
) -> list[Bead]:
    """Join the pairs in which one sentence holds what several others say: a sentence that was split, or merged.

    Partners join if they stand together and each tells mostly what the others do not. Repeats (a headline and its lead)
    stay apart, and so do the pairs `alone`. Sorted.
    """
    joined: list[tuple[int, list[Pair]]] = []
    for side in (0, 1):
        partners: dict[int, list[Pair]] = defaultdict(list)
        for pair in sorted(pairs - alone):
            partners[pair[side]].append(pair)
        for own in partners.values():
            runs = _complementary_runs(own, 1 - side, similarities, rarity, t)
            joined.extend((side, run) for run in runs if len(run) > 1)
    out: list[Bead] = []
    rest = set(pairs)
    for _, run in sorted(joined, key=lambda at: (-len(at[1]), at[1], at[0])):
        if rest.issuperset(run):
            rest.difference_update(run)
            out.append((tuple(sorted({i for i, _ in run})), tuple(sorted({j for _, j in run}))))
    return sorted([*out, *(((i,), (j,)) for i, j in rest)])


def crossing(beads: Sequence[Bead], weight: Sequence[int]) -> list[bool]:
    """Which beads cross the common order: the heaviest set of beads that run in order on both sides. n log n.

    A bead does not cross either if the order has a bead of each of its sentences already: it is one more telling.

    Args:
        beads: The links of two versions.
        weight: The number of words of each.
    """
    order = sorted(range(len(beads)), key=lambda b: (beads[b][0][0], beads[b][1][0], b))
    places = {j: n for n, j in enumerate(sorted({right[0] for _, right in beads}), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(places) + 1)  # Fenwick tree: the heaviest order up to a place
    before = [-1] * len(beads)
    for b in order:
        place = places[beads[b][1][0]]
        best, at = (0, -1), place
        while at:
            if tree[at][0] > best[0]:
                best = tree[at]
            at &= at - 1
        before[b] = best[1]
        entry, at = (best[0] + weight[b], b), place
        while at < len(tree):
            if entry[0] > tree[at][0]:
                tree[at] = entry
            at += at & -at
    kept: set[int] = set()
    last = max((tree[n] for n in range(1, len(tree))), key=lambda t: t[0], default=(0, -1))[1]
    while last >= 0:
        kept.add(last)
        last = before[last]
    in_order = {(side, s) for b in kept for side in (0, 1) for s in beads[b][side]}
    return [
        b not in kept and not all((side, s) in in_order for side in (0, 1) for s in beads[b][side])
        for b in range(len(beads))
    ]


def _complementary_runs(
    own: Sequence[Pair], side: int, similarities: Mapping[Pair, Similarity], rarity: Rarity, t: BeadThresholds
) -> list[list[Pair]]:
    """Split the pairs of one sentence into runs that stand together and tell different things of it."""

    def differ(one: Pair, other: Pair) -> bool:
        if one not in similarities or other not in similarities:
            return False
        here, there = ([w for w in similarities[p].shared if w not in FUNCTION_WORDS] for p in (one, other))
        both = rarity.weigh_facts([w for w in here if w in there])
        return both <= t.overlap * min(rarity.weigh_facts(here), rarity.weigh_facts(there))

    runs: list[list[Pair]] = []
    for pair in own:
        close = bool(runs) and pair[side] - runs[-1][-1][side] <= t.apart
        if close and all(differ(pair, other) for other in runs[-1]):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs
