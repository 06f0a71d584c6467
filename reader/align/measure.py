"""How alike the sentences of two versions are: all pairs of short ones, the promising pairs of long ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby

from reader.align.candidates import best_candidates, candidates, is_long
from reader.align.dictionary import learnt, translated
from reader.align.links import left_over, mutually_best
from reader.align.order_fill import ROUNDS, filled, neighbours
from reader.align.progress import Progress, part, unheard
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair, likeness

_OVERLAP = 0.15
"""The Dice coefficient that sentences of long texts must reach to be compared. None of 27,905 true pairs of verses had
less; a sixth of all candidates do."""
_SURE = 0.5
"""A mutually best pair that is so much alike is as good as certain: its sentences are not asked about again."""
_TOLD = 0.1
"""The part of the shorter version's sentences that must be linked; else these are not two tellings of one story."""
_VISITS_AGAIN = 4000


def measured(
    rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag], *, progress: Progress = unheard
) -> dict[Pair, Likeness]:
    """The pairs of sentences that have anything to speak of in common, and what they have.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        progress: Is told how far it has come.
    """
    pairs = candidates(rarity, left, right, progress=part(progress, 0, 0.4))
    return _compared(rarity, left, right, pairs, part(progress, 0.4, 1))


def measured_again(
    rarity: Rarity,
    left: Sequence[Bag],
    right: Sequence[Bag],
    like: Mapping[Pair, Likeness],
    exact: Set[Pair],
    *,
    progress: Progress = unheard,
) -> dict[Pair, Likeness]:
    """What is found when the sentences of books that are not surely linked are asked about a second time.

    More thoroughly, and with the words that the others have shown to stand for each other; and those beside linked
    sentences are looked at, whatever they share.

    Args:
        rarity: What the words weigh.
        left: The sentences of the left version.
        right: The sentences of the right version.
        like: What was found the first time.
        exact: The pairs that say the same in the same words.
        progress: Is told how far it has come.

    Returns:
        All of `like`, and what is new or better.
    """
    out = dict(like)
    linked = mutually_best(out, exact) | exact
    if len(linked) < _TOLD * min(len(left), len(right)):
        return out
    sure = {p for p in linked if p in exact or out[p].alike >= _SURE}
    told = _translated(rarity, left, learnt(linked, left, right))
    rows, columns = _without(len(left), {i for i, _ in sure}), _without(len(right), {j for _, j in sure})
    again = best_candidates(rarity, told, right, rows, columns, _VISITS_AGAIN, progress=part(progress, 0.2, 0.5))
    for pair, near in _compared(rarity, told, right, sorted(again), part(progress, 0.5, 0.8)).items():
        if pair not in out or near.alike > out[pair].alike:
            out[pair] = near
    linked |= left_over(out, linked)
    for _ in range(ROUNDS):
        beside = [(i, j) for i, j in neighbours(linked) if 0 <= i < len(left) and 0 <= j < len(right)]
        unasked = [pair for pair in beside if pair not in out and pair not in again]
        out.update(_compared(rarity, told, right, unasked, unheard))
        linked = filled(linked, out)
    progress(1.0)
    return out


def _compared(
    rarity: Rarity, left: Sequence[Bag], right: Sequence[Bag], pairs: Iterable[Pair], progress: Progress
) -> dict[Pair, Likeness]:
    """Compare pairs of sentences, given in ascending order."""
    like: dict[Pair, Likeness] = {}
    least = _OVERLAP if is_long(left, right) else 0.0
    for i, row in groupby(pairs, key=lambda pair: pair[0]):
        if i % 64 == 0:
            progress(i / len(left))
        here = left[i]
        letters = rarity.by_letters(here.keys)
        for pair in row:
            near = likeness(rarity, here, right[pair[1]], letters, least=least)
            if near is not None:
                like[pair] = near
    progress(1.0)
    return like


def _translated(rarity: Rarity, bags: Sequence[Bag], words: Mapping[str, str]) -> list[Bag]:
    """The sentences as the other version would have them; a translated word keeps the other's weight."""
    return [bag if words.keys().isdisjoint(bag.words) else rarity.bag(translated(bag.keys, words)) for bag in bags]


def _without(size: int, known: set[int]) -> list[int]:
    return [at for at in range(size) if at not in known]
