"""Sentences that both versions have in the same words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from reader.align.similarity import Likeness, Pair

_CANDIDATES = 64
_PARTS = 12
_TRIED = 8
_OPENING = 8
"""Code points by which it is first asked which sentences another can begin with."""
_CONTEXTS = ((-1, 1), (-1,), (1,), ())


def exact_pairs(left: Sequence[str], right: Sequence[str], like: Mapping[Pair, Likeness]) -> set[Pair]:
    """Pair the sentences that are equal; each is given as its words' forms in one string, without white space.

    Text that repeats is settled by its neighbours: where these are equal too, else where they are alike. What they do
    not tell is paired in order if it stands equally often on both sides; else every candidate is linked (up to 64 for
    one text; beyond that in order, the last one taking the surplus). Empty strings are never paired.
    """
    pairs: set[Pair] = set()
    for context in _CONTEXTS:
        done_left, done_right = {i for i, _ in pairs}, {j for _, j in pairs}
        for _, all_here, all_there in _groups(left, right, context):
            here = [i for i in all_here if i not in done_left]
            there = [j for j in all_there if j not in done_right]
            if not context and 1 < len(here) * len(there) <= _CANDIDATES:
                told = _told_by_neighbours(here, there, like)
                pairs |= told
                here = [i for i in here if all(i != x for x, _ in told)]
                there = [j for j in there if all(j != y for _, y in told)]
            if len(here) == len(there):
                pairs.update(zip(here, there, strict=True))
    done_left, done_right = {i for i, _ in pairs}, {j for _, j in pairs}
    for _, here, there in _groups(left, right, ()):
        over_left = [i for i in here if i not in done_left]
        over_right = [j for j in there if j not in done_right]
        if over_left or over_right:
            pairs.update(_every(over_left or here, over_right or there))
    return pairs


def _groups(
    left: Sequence[str], right: Sequence[str], context: Sequence[int]
) -> list[tuple[str, list[int], list[int]]]:
    """The places of each text that both sides have, its neighbours in `context` included."""
    places: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, side in enumerate((left, right)):
        padded = ["\0", *side, "\0"]
        for at, key in enumerate(zip(side, *(padded[1 + d : 1 + d + len(side)] for d in context), strict=True)):
            if key[0]:
                places[key][number].append(at)
    return [(key[0], here, there) for key, (here, there) in places.items() if here and there]


def _told_by_neighbours(here: Sequence[int], there: Sequence[int], like: Mapping[Pair, Likeness]) -> set[Pair]:
    """The pairs of copies whose neighbours are more alike than those of any rival on either side."""
    value = {
        (i, j): sum(like[p].alike for p in ((i - 1, j - 1), (i + 1, j + 1)) if p in like) for i in here for j in there
    }
    return {
        (i, j)
        for (i, j), v in value.items()
        if v > max([w for (x, y), w in value.items() if (x == i) != (y == j)], default=0.0)
    }


def _every(here: Sequence[int], there: Sequence[int]) -> Iterable[Pair]:
    if len(here) * len(there) <= _CANDIDATES:
        return [(i, j) for i in here for j in there]
    length = max(len(here), len(there))
    return [(here[min(k, len(here) - 1)], there[min(k, len(there) - 1)]) for k in range(length)]


def split_sentences(left: Sequence[str], right: Sequence[str], skip: set[int]) -> list[tuple[int, range]]:
    """The left sentences, those in `skip` aside, that two to twelve right ones in a row have in the same words."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(right):
        places[text].append(j)
    lengths: dict[str, set[int]] = defaultdict(set)
    for text in places:
        lengths[text[:_OPENING]].add(len(text))
    short = sorted({len(text) for text in places if 0 < len(text) < _OPENING})
    long = {opening: sorted(own) for opening, own in lengths.items() if len(opening) == _OPENING}
    found = []
    for i, text in enumerate(left):
        if i in skip:
            continue
        every = (*short, *long.get(text[:_OPENING], ()))
        firsts = [j for n in every[: bisect_left(every, len(text))] for j in places.get(text[:n], ())[:_TRIED]]
        for j in firsts:
            length = at = 0
            while at < _PARTS and j + at < len(right) and right[j + at] and text.startswith(right[j + at], length):
                length, at = length + len(right[j + at]), at + 1
            if length == len(text):
                found.append((i, range(j, j + at)))
                break
    return found


def wordless_pairs(left: Sequence[str], right: Sequence[str], pairs: set[Pair]) -> set[Pair]:
    """Pair the sentences without words ("* * *") that follow or precede a pair; given as signs, and "" where words are.

    Two versions without any words are paired if they are equal altogether.
    """
    if list(left) == list(right) and all(left):
        return {(i, i) for i in range(len(left))}
    found: set[Pair] = set()
    for step in (1, -1):
        for i, j in sorted(pairs, reverse=step < 0):
            i, j = i + step, j + step
            while 0 <= i < len(left) and 0 <= j < len(right) and left[i] and left[i] == right[j]:
                found.add((i, j))
                i, j = i + step, j + step
    return found
