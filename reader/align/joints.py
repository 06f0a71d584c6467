"""Sentences that were split or merged: two in a row that say together what one says.

Neither half need lead its rivals: they take it from each other. What shows them is that both together are clearly more
like the one than the better of them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair, held_by, likeness

JOINT = 0.45
"""What both together and their lead must reach; .38 … .55."""
LEAD = 0.15
GAIN = 0.04
"""How much more alike both together must be than the better one; .02 … .05. At .06 one link of a hundred is lost on
articles rewritten for learners."""
SURE = 0.57
"""How alike the better one must be to be a partner by itself; .56 … .6."""
SURE_GAIN = 0.13
"""The same as `GAIN` beside such a one; .12 … .16. Where one sentence is nearly the whole of the other, people link a
second one only if it brings as much: in essays all 13 such seconds that they linked do, 4 of 19 others."""
HALF = 0.15
"""How alike each of the two must be by itself; 0 … .2. It changes no link of the gold, and spares comparing."""


def joined_pairs(
    like: Mapping[Pair, Likeness],
    found: AbstractSet[Pair],
    exact: AbstractSet[Pair],
    rarity: Rarity,
    bags: tuple[Sequence[Bag], Sequence[Bag]],
) -> set[Pair]:
    """The pairs of two neighbouring sentences and the one that holds both, those already found among them.

    Of the three, those that have a partner must have it in each other. A sentence takes part in one such joint at most.
    """
    held = held_by(found, lambda pair: like[pair].alike if pair in like else 1.0)
    pairs_at: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in like:
        pairs_at[0, pair[0]].append(pair)
        pairs_at[1, pair[1]].append(pair)
    joints: list[tuple[float, Pair, Pair, int]] = []
    for side in (0, 1):
        for one in like:
            two = (one[0] + 1, one[1]) if side == 0 else (one[0], one[1] + 1)
            if two not in like or one in exact or two in exact or (one in found and two in found):
                continue
            halves = like[one], like[two]
            if min(near.alike for near in halves) < HALF or not all(near.telling for near in halves):
                continue
            whole = (1 - side, one[1 - side])
            if any((side, p[side]) in held for p in (one, two) if p not in found) or (
                whole in held and one not in found and two not in found
            ):
                continue
            both = rarity.bag(bags[side][one[side]].keys + bags[side][two[side]].keys)
            there = bags[1 - side][whole[1]]
            near = likeness(rarity, both, there) if side == 0 else likeness(rarity, there, both)
            better = max(half.alike for half in halves)
            if near is None or near.alike < better + (SURE_GAIN if better >= SURE else GAIN):
                continue
            against = (side, one[side]), (side, two[side]), whole
            rival = max(_rival(like, held, place, pairs_at[place], (one, two)) for place in against)
            if near.alike + max(-LEAD, min(LEAD, near.alike - rival)) >= JOINT:
                joints.append((-near.alike, one, two, side))
    taken: set[tuple[int, int]] = set()
    out: set[Pair] = set()
    for _, one, two, side in sorted(joints):
        places = {(side, one[side]), (side, two[side]), (1 - side, one[1 - side])}
        if taken.isdisjoint(places):
            taken |= places
            out |= {one, two}
    return out


def _rival(
    like: Mapping[Pair, Likeness],
    held: Mapping[tuple[int, int], float],
    place: tuple[int, int],
    pairs: Sequence[Pair],
    own: tuple[Pair, Pair],
) -> float:
    """How alike the best other pair of a row (side 0) or column (side 1) is whose other end has no better partner."""
    side = 1 - place[0]
    return max(
        (
            like[pair].alike
            for pair in pairs
            if pair not in own and held.get((side, pair[side]), 0.0) <= like[pair].alike
        ),
        default=0.0,
    )
