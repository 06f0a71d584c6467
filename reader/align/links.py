"""Which sentences are linked, given how alike they are.

The thresholds were set on six news pairs, four rewritings, 39 shuffled essay revisions and 16 chapters in two
translations, one configuration for all. They were varied one at a time; where a range is named, the result stays within
a point or two inside it. Six news pairs are few: what helps there alone (`OPENING`) is the least certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair

STRONG = 0.36
"""What likeness and lead together must reach for a mutually best pair; .30 … .42 are within a point."""
STRONG_FLOOR = 0.25
LEAD = 0.3
"""How much a lead over the rivals, or a lag behind them, counts at most."""
BONUS = 0.1
"""What a neighbouring pair that goes together adds when rivals are compared. It settles repeats."""
BONUS_FLOOR = 0.3
APART = 0.9
"""From what weight on two sentences are taken to name different things: about a rare name on each side."""
APART_FLOOR = 0.4
"""What such a pair must reach by itself, whatever its lead: people from one place are not one statement."""

SPECIFIC = 0.5
"""The weight of shared names and numbers below which no second partner is believed; .3 … .6 are as good."""
AGAIN = 0.35
AGAIN_SHARE = 0.6
BESIDE = 0.25
BESIDE_SHARE = 0.7
OPENING = 3
"""How many sentences a report opens with: headline, subheadline, lead. All of them tell the main event."""
OPENING_FLOOR = 0.22
"""News strong F1 .86 without, .90 … .91 at .18 … .25."""
PART = 0.12
PART_CONTAINED = 0.5
PART_FRESH = 0.3
SPLIT_FRESH = 0.6

RELATED = 0.17
"""For pairs that share a specific; .16 … .18 are as good."""
RELATED_PLAIN = 0.22
"""For pairs that share none. Lower values flood essays on one subject, higher ones lose facts."""
RELATED_SHARE = 0.4
"""How near to the best of its row or column a related pair must come."""
RELATED_MOST = 2
SETTLED = 0.8
"""A partner that tells so much of a sentence that only what is at least `SETTLED_FLOOR` alike is told beside it."""
SETTLED_FLOOR = 0.3


def strong_pairs(
    like: Mapping[Pair, Likeness], exact: set[Pair], rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag]
) -> set[Pair]:
    """The pairs that make the same statement: `exact`, the mutually best, and what belongs with them.

    A sentence that is told again, stands beside a pair, opens the report, or is part of a longer one's content cannot
    lead its rivals. Such a pair is believed if it shares a rare name or number (unless it was split off from the next
    sentence) and an ordinary word besides.
    """
    found = exact | mutually_best(like, exact)
    settled_left, settled_right = {i for i, _ in exact}, {j for _, j in exact}
    rows, columns = _highest(like, 0), _highest(like, 1)
    asked = sorted(
        (
            (i, j)
            for (i, j), near in like.items()
            if near.content and near.fact >= PART and not (i in settled_left and j in settled_right)
        ),
        key=lambda pair: (-like[pair].fact, pair),
    )
    told: dict[tuple[int, int], set[str]] = defaultdict(set)
    for pair in found:
        _cover(told, like, pair)
    before = -1
    while len(found) > before:
        before = len(found)
        for pair in asked:
            i, j = pair
            if pair not in found and (
                _is_part(like[pair], pair, told, found, rarity, min(left[i].fine, right[j].fine))
                or _is_double(like[pair], pair, max(rows[i], columns[j]), found)
            ):
                found.add(pair)
                _cover(told, like, pair)
    return found


def _cover(told: dict[tuple[int, int], set[str]], like: Mapping[Pair, Likeness], pair: Pair) -> None:
    """Note which words of two linked sentences have their counterpart."""
    if pair in like:
        told[0, pair[0]].update(like[pair].shared)
        told[1, pair[1]].update(like[pair].shared)


def _is_double(near: Likeness, pair: Pair, best: float, found: set[Pair]) -> bool:
    """Whether two sentences tell again what a pair already tells: alike enough, or beside a pair, or both opening."""
    i, j = pair
    if near.specific < SPECIFIC:
        return False
    beside = (i - 1, j - 1) in found or (i + 1, j + 1) in found
    return (
        near.fact >= max(APART_FLOOR if near.apart >= APART else AGAIN, AGAIN_SHARE * best)
        or (beside and near.fact >= max(BESIDE, BESIDE_SHARE * best))
        or (max(pair) < OPENING and near.fact >= OPENING_FLOOR)
    )


def _is_part(
    near: Likeness,
    pair: Pair,
    told: Mapping[tuple[int, int], set[str]],
    found: set[Pair],
    rarity: Rarity,
    lighter: float,
) -> bool:
    """Whether half of the lighter sentence lies in the heavier, for a good part in words that no other partner tells.

    A sentence next to one that is linked to the same needs no name or number to show: it was split off there.
    """
    i, j = pair
    if rarity.fine_of(near.shared) < PART_CONTAINED * lighter:
        return False
    other = told.get((0, i), set()) | told.get((1, j), set())
    fresh = rarity.fine_of([w for w in near.shared if w not in other])
    split = any(p in found for p in ((i, j - 1), (i, j + 1), (i - 1, j), (i + 1, j)))
    return fresh >= (PART_FRESH if near.specific >= SPECIFIC else SPLIT_FRESH if split else 2.0) * lighter


def mutually_best(like: Mapping[Pair, Likeness], exact: set[Pair]) -> set[Pair]:
    """The pairs that are each other's best and lead their rivals by enough; those of `exact` are rivals only."""
    value = {pair: near.alike for pair, near in like.items()}
    going_together = {p for p in _mutual(value) if value[p] >= BONUS_FLOOR}
    decided = {
        (i, j): v + (BONUS if (i - 1, j - 1) in going_together or (i + 1, j + 1) in going_together else 0.0)
        for (i, j), v in value.items()
    }
    seconds = _rivals(value, 0), _rivals(value, 1)
    found = set()
    for i, j in _mutual(decided):
        near = like[i, j]
        v = value[i, j]
        rival = max(_best_rival(seconds[0][i], (i, j)), _best_rival(seconds[1][j], (i, j)))
        lead = max(-LEAD, min(LEAD, v - rival))
        floor = APART_FLOOR if near.apart >= APART else STRONG_FLOOR
        if (i, j) not in exact and v >= floor and v + lead >= STRONG and (near.content or near.specific):
            found.add((i, j))
    return found


def _mutual(value: Mapping[Pair, float]) -> set[Pair]:
    """The pairs that are the highest of their row and of their column; of equals the first counts."""
    rows: dict[int, Pair] = {}
    columns: dict[int, Pair] = {}
    for pair in sorted(value):
        for best, at in ((rows, pair[0]), (columns, pair[1])):
            if at not in best or value[pair] > value[best[at]]:
                best[at] = pair
    return {pair for pair in rows.values() if columns[pair[1]] == pair}


def _rivals(value: Mapping[Pair, float], side: int) -> dict[int, list[tuple[float, Pair]]]:
    """The two highest pairs of each row (side 0) or column (side 1)."""
    out: dict[int, list[tuple[float, Pair]]] = defaultdict(list)
    for pair in sorted(value, key=lambda p: (-value[p], p)):
        if len(out[pair[side]]) < 2:
            out[pair[side]].append((value[pair], pair))
    return out


def _best_rival(two: Sequence[tuple[float, Pair]], pair: Pair) -> float:
    return max((v for v, p in two if p != pair), default=0.0)


def _highest(like: Mapping[Pair, Likeness], side: int) -> dict[int, float]:
    out: dict[int, float] = defaultdict(float)
    for pair, near in like.items():
        out[pair[side]] = max(out[pair[side]], near.fact)
    return out


def related_pairs(like: Mapping[Pair, Likeness], strong: set[Pair], aside: Callable[[Pair], bool]) -> set[Pair]:
    """The pairs that tell the same fact in another statement: quieter, at most two a sentence, none to an aside."""
    settled = {(side, p[side]) for p in strong if p not in like or like[p].fact >= SETTLED for side in (0, 1)}
    ranked = sorted(
        (p for p, near in like.items() if near.fact >= RELATED_SHARE * RELATED and not aside(p)),
        key=lambda p: (-like[p].fact, p),
    )
    best: dict[tuple[int, int], float] = {}
    rank: dict[tuple[int, int], int] = defaultdict(int)
    taken: dict[tuple[int, int], int] = defaultdict(int)
    found = set()
    for pair in ranked:
        places = [(side, pair[side]) for side in (0, 1)]
        fact = like[pair].fact
        near_best = [
            rank[place] < RELATED_MOST and fact >= RELATED_SHARE * best.setdefault(place, fact) for place in places
        ]
        for place in places:
            rank[place] += 1
        told = [place in settled for place in places]
        floor = RELATED if like[pair].specific >= SPECIFIC and like[pair].content else RELATED_PLAIN
        if any(told):
            floor = SETTLED_FLOOR
        if pair in strong or fact < floor or all(told) or not any(near_best):
            continue
        if all(taken[place] < RELATED_MOST for place in places):
            found.add(pair)
            for place in places:
                taken[place] += 1
    return found
