"""Passages: longer stretches that two versions have in the same words and order, across the borders of sentences.

Links are between sentences. Whoever copies does not copy whole sentences only, and changes a word here and there. So
two things are seeds of a passage: links that keep the words, and runs of eight words that both versions have. Seeds
that follow each other on both sides, with little between them, are one passage.

After the detailed comparison of PAN 2013 (M. Potthast et al., "Overview of the 5th International Competition on
Plagiarism Detection", 2013), which asks for pairs of spans. `tests/bench/passages.py` measures it on texts with
planted passages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reader.align.alignment import Alignment, EditOp, Reuse
from reader.align.thresholds import USUAL
from reader.align.thresholds import Passages as PassageThresholds
from reader.story.folding import fold_word
from reader.story.version import Role, Span, Version
from reader.story.words import words_by_sentence


class Passage(NamedTuple):
    """A stretch of the left version, and the stretch of the right one that has its words. Spans of each own text."""

    left: Span
    right: Span
    words: int
    """Words of the shorter stretch."""


class _Seed(NamedTuple):
    """Words of both sides that are the same, by their numbers in each version; half-open."""

    left: int
    left_end: int
    right: int
    right_end: int


def passages(
    left: Version, right: Version, alignment: Alignment, t: PassageThresholds = USUAL.passages
) -> tuple[Passage, ...]:
    """The passages that two versions share, in the left one's order, and none inside another.

    Args:
        left: A version.
        right: Another version.
        alignment: The links between the two, as seen from `left`.
        t: How long passages are, and how much may lie between their seeds.
    """
    here, there = _words(left), _words(right)
    seeds = {*_linked(alignment, here, there, t)}
    if max(len(here.forms), len(there.forms)) <= t.most_words:
        seeds.update(_runs(here.forms, there.forms, t))
    found = [
        Passage(
            Span(here.spans[seed.left].start, here.spans[seed.left_end - 1].end),
            Span(there.spans[seed.right].start, there.spans[seed.right_end - 1].end),
            min(seed.left_end - seed.left, seed.right_end - seed.right),
        )
        for seed in _outermost(_chained(sorted(seeds), t))
    ]
    return tuple(sorted(passage for passage in found if passage.words >= t.least))


class _Words(NamedTuple):
    """The words of a version, without those of furniture."""

    spans: list[Span]
    forms: list[str]

    def within(self, span: Span) -> tuple[int, int]:
        """The words of a span of the text, by their numbers, half-open."""
        first = bisect_left(self.spans, span.start, key=lambda own: own.start)
        return first, bisect_left(self.spans, span.end, key=lambda own: own.start)


def _words(version: Version) -> _Words:
    counted = [version.role_of(sentence) is not Role.FURNITURE for sentence in range(len(version.sentences))]
    spans = [span for own, is_told in zip(words_by_sentence(version), counted, strict=True) if is_told for span in own]
    return _Words(spans, [fold_word(span.of(version.text)) for span in spans])


def _linked(alignment: Alignment, here: _Words, there: _Words, t: PassageThresholds) -> Iterator[_Seed]:
    """The links that keep their words, as seeds: from the first words that both sides have to the last ones."""
    kept = [link for link in alignment.links if link.reuse in (Reuse.VERBATIM, Reuse.EDITED)]
    copies = Counter(place for link in kept for place in (("left", link.left[0]), ("right", link.right[0])))
    for link in kept:
        if max(copies["left", link.left[0]], copies["right", link.right[0]]) <= t.copies:
            same = [
                (here.within(edit.left), there.within(edit.right)) for edit in link.edits if edit.op is EditOp.EQUAL
            ]
            same = [pair for pair in same if min(end - start for start, end in pair) >= t.edge]
            if same:
                (left, right), (left_end, right_end) = (
                    [side[n] for side in own] for n, own in ((0, same[0]), (1, same[-1]))
                )
                yield _Seed(left, left_end, right, right_end)


def _runs(here: Sequence[str], there: Sequence[str], t: PassageThresholds) -> Iterator[_Seed]:
    """The longest runs of words that both sides have, from eight words on; what stands in many places leads to none."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(there) - t.run + 1):
        places[tuple(there[at : at + t.run])].append(at)
    often = Counter(tuple(here[at : at + t.run]) for at in range(len(here) - t.run + 1))
    reached: dict[int, int] = {}  # for each diagonal, how far a run on it was followed
    for at in range(len(here) - t.run + 1):
        key = tuple(here[at : at + t.run])
        found = places.get(key, ())
        if max(len(found), often[key]) > t.copies:
            continue
        for to in found:
            if reached.get(to - at, 0) <= at:
                end = at + t.run
                while end < len(here) and end + to - at < len(there) and here[end] == there[end + to - at]:
                    end += 1
                reached[to - at] = end - t.run + 1
                yield _Seed(at, end, to, end + to - at)


def _chained(seeds: Iterable[_Seed], t: PassageThresholds) -> list[_Seed]:
    """Join seeds, given in their order, that follow each other on both sides; of several chains, the nearest."""
    chains: list[_Seed] = []
    open_chains: list[int] = []
    for seed in seeds:
        open_chains = [n for n in open_chains if chains[n].left_end + t.gap >= seed.left]
        near = [(apart, n) for n in open_chains if (apart := _apart(chains[n], seed, t)) is not None]
        if near:
            _, n = min(near)
            chain = chains[n]
            chains[n] = _Seed(
                min(chain.left, seed.left),
                max(chain.left_end, seed.left_end),
                min(chain.right, seed.right),
                max(chain.right_end, seed.right_end),
            )
        else:
            open_chains.append(len(chains))
            chains.append(seed)
    return chains


def _apart(chain: _Seed, seed: _Seed, t: PassageThresholds) -> int | None:
    """How many words lie between a chain and the next seed, on the side where it is more; None if they do not follow.

    A seed that overlaps the end of a chain follows it too, as a run that goes beyond a linked sentence does.
    """
    here, there = seed.left - chain.left_end, seed.right - chain.right_end
    if seed.right < chain.right - t.drift or seed.right_end < chain.right:
        return None
    if max(here, there) > t.gap or abs(max(0, here) - max(0, there)) > t.drift:
        return None
    if here < 0 and there < 0 and abs((seed.left - chain.left) - (seed.right - chain.right)) > t.drift:
        return None
    return max(0, here, there)


def _outermost(chains: Sequence[_Seed]) -> list[_Seed]:
    """The chains that lie in no other one on both sides."""
    out: list[_Seed] = []
    for chain in sorted(set(chains), key=lambda own: (own.left, -own.left_end, own.right, -own.right_end)):
        inside = any(
            chain.left_end <= own.left_end and own.right <= chain.right and chain.right_end <= own.right_end
            for own in reversed(out)
        )
        if not inside:
            out.append(chain)
    return out
