"""Sentences of long texts that belong together because their neighbours do.

Order is nowhere assumed: a pair is looked at because a neighbour of each is linked to the other's, and it must share
words. On a whole Bible in two translations that raised F1 from .901 to .982, and took nothing where the order was lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from reader.align.joints import joined_pairs
from reader.align.links import left_over, mutually_best
from reader.align.progress import Progress, unheard
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair

BETWEEN = 0.2
"""How alike two sentences must be where the sentences before them and those after them are linked."""
BESIDE = 0.3
"""The same where only one side is."""
ROUNDS = 4


def strong_pairs_of_books(
    like: Mapping[Pair, Likeness],
    exact: set[Pair],
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    *,
    progress: Progress = unheard,
) -> set[Pair]:
    """The pairs of sentences of long texts that make the same statement.

    As for short ones, but the order is asked before what is left over, and nothing is linked besides a better partner:
    a book says much twice in other words, and on 31,102 verses and a retelling that took precision from .99 to .96.
    """
    found = filled(exact | mutually_best(like, exact), like)
    progress(0.5)
    found |= left_over(like, found)
    progress(0.6)
    return found | joined_pairs(like, found, exact, rarity, (left, right))


def neighbours(linked: Set[Pair]) -> dict[Pair, int]:
    """The pairs of unlinked sentences beside linked ones, and on how many sides they are linked. Sorted."""
    lefts, rights = {i for i, _ in linked}, {j for _, j in linked}
    beside: dict[Pair, int] = {}
    for i, j in sorted(linked):
        for pair in ((i - 1, j - 1), (i + 1, j + 1)):
            if pair[0] not in lefts and pair[1] not in rights:
                beside[pair] = beside.get(pair, 0) + 1
    return dict(sorted(beside.items()))


def filled(linked: Set[Pair], like: Mapping[Pair, Likeness]) -> set[Pair]:
    """The linked pairs, and those that their order adds to them: one partner for each sentence, the most alike."""
    found = set(linked)
    for _ in range(ROUNDS):
        taken: tuple[set[int], set[int]] = set(), set()
        asked = neighbours(found)
        fit = [p for p, sides in asked.items() if p in like and like[p].alike >= (BETWEEN if sides > 1 else BESIDE)]
        before = len(found)
        for i, j in sorted(fit, key=lambda p: (-asked[p], -like[p].alike, p)):
            if i not in taken[0] and j not in taken[1]:
                found.add((i, j))
                taken[0].add(i)
                taken[1].add(j)
        if len(found) == before:
            break
    return found
