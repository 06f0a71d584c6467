"""What versions have in common, measured once; what of it makes a link is decided afterwards, as often as wished."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from reader.align.groups import Group
from reader.align.measure import is_book, measured, measured_again
from reader.align.progress import Progress, part, unheard
from reader.align.rarity import Bag, Rarity, weigh
from reader.align.similarity import Likeness, Pair, likeness, remarks_on, too_large
from reader.align.words import Word, words_of
from reader.story.version import Version

# Sentences that both versions have in the same words


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


Words = tuple[tuple[Word, ...], ...]
"""The words of each sentence of a version."""


@dataclass(frozen=True, slots=True)
class Match:
    """How alike the sentences of two versions are.

    Rivals of equal likeness are settled by their order, so two versions are always matched the same way round, by
    their texts: that makes the comparison the same when they are swapped. `left` can therefore be the later version.
    """

    left: int
    """Index into `Prepared.versions`."""
    right: int
    """Index into `Prepared.versions`."""
    words: tuple[Words, Words]
    bags: tuple[tuple[Bag, ...], tuple[Bag, ...]]
    rarity: Rarity
    like: Mapping[Pair, Likeness]
    """The pairs that have anything to speak of in common."""
    exact: frozenset[Pair]
    """The pairs that say the same in the same words; those of `split` are among them."""
    split: tuple[Group, ...]
    """Sentences that are two to twelve in the other version, in the same words."""

    @property
    def pair(self) -> tuple[int, int]:
        """The two versions, the earlier one first."""
        return min(self.left, self.right), max(self.left, self.right)

    def likeness_of(self, group: Group) -> Likeness | None:
        """How alike the two sides of a link are, each side's sentences taken together; None for next to nothing."""
        left, right = group
        if len(left) == len(right) == 1:
            return self.like.get((left[0], right[0]))
        here, there = (
            self.rarity.bag(tuple(key for s in side for key in bags[s].keys))
            for side, bags in zip(group, self.bags, strict=True)
        )
        return likeness(self.rarity, here, there)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Versions, and how alike the sentences of each two of them are."""

    versions: tuple[Version, ...]
    words: tuple[Words, ...]
    """For each version."""
    matches: tuple[Match, ...]
    """One for each pair of versions that was measured, in the order of `itertools.combinations`."""
    remarks: tuple[str, ...] = ()
    """What was too large to be compared as usual, in words for the reader."""

    def match(self, one: int, other: int) -> Match:
        """The match of two versions, whichever way round. Raises KeyError where there is none."""
        for match in self.matches:
            if match.pair == (min(one, other), max(one, other)):
                return match
        raise KeyError((one, other))

    def only(self, one: int, other: int) -> Prepared:
        """The same as if no other two versions had been measured. Raises KeyError if these were not."""
        return replace(self, matches=(self.match(one, other),))


def prepare(versions: Sequence[Version], *, progress: Progress = unheard) -> Prepared:
    """Measure how alike the sentences of each two versions are: what takes the time in comparing them.

    Raises whatever `progress` does: so it is cancelled.
    """
    prepared = begun(versions, progress=part(progress, 0, 0.2))
    pairs = list(combinations(range(len(versions)), 2))
    for number, pair in enumerate(pairs):
        own = part(progress, 0.2 + 0.8 * number / len(pairs), 0.2 + 0.8 * (number + 1) / len(pairs))
        prepared = with_pair(prepared, *pair, progress=own)
    return prepared


def begun(versions: Sequence[Version], *, progress: Progress = unheard) -> Prepared:
    """The versions with their words, and no two of them measured yet: `with_pair` does that, two by two."""
    words = []
    for number, version in enumerate(versions):
        own = part(progress, number / len(versions), (number + 1) / len(versions))
        words.append(words_of(version, progress=own))
    sizes = [[len(own) for own in told] for told in words]
    remarks = remarks_on([version.siglum for version in versions], sizes)
    return Prepared(tuple(versions), tuple(words), (), remarks)


def with_pair(prepared: Prepared, one: int, other: int, *, progress: Progress = unheard) -> Prepared:
    """The same with two versions measured. Whatever the order in which pairs are added, the result is the same."""
    left, right = sorted((one, other), key=lambda number: (_turn(prepared.versions[number]), number))
    match = _match(left, right, prepared.versions, prepared.words, progress)
    matches = [known for known in prepared.matches if known.pair != match.pair]
    return replace(prepared, matches=tuple(sorted([*matches, match], key=lambda known: known.pair)))


def _turn(version: Version) -> tuple[str, list[tuple[int, int]]]:
    return version.text, [(s.span.start, s.span.end) for s in version.sentences]


def _match(left: int, right: int, versions: Sequence[Version], words: Sequence[Words], progress: Progress) -> Match:
    here, there = words[left], words[right]
    progress(0.0)
    large = too_large([len(own) for own in here], [len(own) for own in there])
    blank: tuple[Words, Words] = ((),) * len(here), ((),) * len(there)
    rarity, left_bags, right_bags = weigh(*(blank if large else (here, there)), progress=part(progress, 0, 0.2))
    progress(0.2)
    like: dict[Pair, Likeness] = {}
    if not large and _have_a_word_in_common(here, there):
        like = measured(rarity, left_bags, right_bags, progress=part(progress, 0.2, 0.6))
    left_forms, right_forms = _joined(here), _joined(there)
    exact = exact_pairs(left_forms, right_forms, like)
    split: list[Group] = [
        ((i,), tuple(parts)) for i, parts in split_sentences(left_forms, right_forms, {i for i, _ in exact})
    ]
    split += [(tuple(parts), (j,)) for j, parts in split_sentences(right_forms, left_forms, {j for _, j in exact})]
    exact |= {(i, j) for lefts, rights in split for i in lefts for j in rights}
    exact |= wordless_pairs(_signs(versions[left], here), _signs(versions[right], there), exact)
    if like and is_book(left_bags, right_bags):
        like = measured_again(rarity, left_bags, right_bags, like, exact, progress=part(progress, 0.7, 1))
    return Match(
        left, right, (here, there), (left_bags, right_bags), rarity, like, frozenset(exact), tuple(sorted(split))
    )


def _joined(words: Words) -> list[str]:
    return ["".join(w.form for w in sentence) for sentence in words]


def _signs(version: Version, words: Words) -> list[str]:
    """The sentences that have no words, without white space; empty strings for the others."""
    return ["" if own else "".join(version.sentence_text(i).split()) for i, own in enumerate(words)]


def _have_a_word_in_common(left: Words, right: Words) -> bool:
    there = {w.form for sentence in right for w in sentence}
    return any(w.form in there for sentence in left for w in sentence)
