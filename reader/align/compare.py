"""Compare the versions of a story: every pair aligned, every paragraph in its final role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from reader.align.alignment import Alignment, Comparison, Link, Reuse, link_order
from reader.align.decisions import LOOSEST, STRICTEST, Corrections, Decided, Decision, decided, pairs_of, under
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.facts.conflicts import conflicts_of
from reader.align.groups import Group, grouped, moved
from reader.align.links import related_pairs, strong_pairs, strong_pairs_of_books
from reader.align.measure import is_book
from reader.align.prepared import Match, Prepared, prepare
from reader.align.progress import Progress, part, unheard, watched
from reader.align.roles import Telling, with_roles
from reader.align.similarity import Likeness, Pair, too_long
from reader.story.version import Version

_Passages = Callable[[int, tuple[int, ...]], Passage]
"""Gives some sentences of a version, both by their numbers, as one side of a link."""

AGAIN_FLOOR = 0.2
"""The likeness that two sentences need if a third version says what both say; by itself a pair needs .25 … .36."""
_KEPT = 4096
"""How many passages are kept, to be asked again beside the next version; some 7 kB each."""


def compare(versions: Sequence[Version], *, progress: Progress = unheard) -> Comparison:
    """Align every pair of versions and settle what each paragraph is for.

    Pure: the same versions give the same comparison; swapped versions give the mirrored one. Time grows with the
    product of the numbers of sentences up to 300 × 300, above that nearly in proportion to their sum.

    Args:
        versions: Any number of them.
        progress: Is told now and then how much is done, from 0 to 1. Whatever it raises comes out here at once, so who
            wants to give up raises `reader.align.progress.Cancelled`.
    """
    return decide(prepare(versions, progress=part(progress, 0, 0.6)), progress=part(progress, 0.6, 1))


def align(left: Version, right: Version) -> tuple[Link, ...]:
    """The links between two versions, ordered by their left, then right sentences."""
    return compare((left, right)).pairs[0].links


def decide(
    prepared: Prepared,
    *,
    strictness: int = 0,
    decisions: Iterable[Decision] = (),
    roles: Corrections | None = None,
    progress: Progress = unheard,
) -> Comparison:
    """Choose the links among what was measured. Pure; quick beside `prepare`, and can be repeated.

    Args:
        prepared: What the versions have in common.
        strictness: Steps from −3 (more links, less sure) to +3 (fewer and surer ones).
        decisions: What the reader has pinned or cut, in the order of his decisions.
        roles: What the reader says that paragraphs are for.
        progress: Is told how far it has come; what it raises ends the work.

    Raises:
        ValueError: If `strictness` is out of its range, or a decision names no sentence of one side.
        IndexError: If a decision names a sentence that is not there, or a role a paragraph.
    """
    if not LOOSEST <= strictness <= STRICTEST:
        raise ValueError(f"strictness goes from {LOOSEST} to {STRICTEST}")
    made = tuple(decisions)
    chosen = []
    for number, match in enumerate(prepared.matches):
        own = part(progress, 0.4 * number / len(prepared.matches), 0.4 * (number + 1) / len(prepared.matches))
        chosen.append(_choose(match, strictness, made, own))
    if len(prepared.versions) > 2:
        _look_again(chosen)
    linked: list[set[int]] = [set() for _ in prepared.versions]
    for match, choice in zip(prepared.matches, chosen, strict=True):
        linked[match.left].update(i for i, _ in choice.strong)
        linked[match.right].update(j for _, j in choice.strong)
    told = with_roles(
        [
            Telling(version, words, frozenset(own))
            for version, words, own in zip(prepared.versions, prepared.words, linked, strict=True)
        ],
        roles,
    )

    @lru_cache(maxsize=_KEPT if len(told) > 2 else 0)
    def passages(number: int, sentences: tuple[int, ...]) -> Passage:
        return Passage(told[number], prepared.words[number], sentences)

    alignments = []
    for number, choice in enumerate(chosen):
        own = part(progress, 0.4 + 0.6 * number / len(chosen), 0.4 + 0.6 * (number + 1) / len(chosen))
        alignments.append(_alignment(choice, told, passages, own))
    progress(1.0)
    return Comparison(told, tuple(alignments), prepared.remarks)


class _Choice:
    """What was chosen of a match."""

    def __init__(self, match: Match, like: dict[Pair, Likeness], strong: set[Pair], reader: Decided) -> None:
        self.match = match
        self.like = like
        """The likenesses that count: those of cut pairs left out, and all less by what strictness asks for."""
        self.strong = strong
        """The pairs that make the same statement, pinned ones included."""
        self.reader = reader


def _choose(match: Match, strictness: int, decisions: Sequence[Decision], progress: Progress) -> _Choice:
    sizes = len(match.words[0]), len(match.words[1])
    reader = decided(decisions, match.left, match.right, sizes)
    exact = set(match.exact - reader.cuts)
    choose = strong_pairs_of_books if is_book(*match.bags) else strong_pairs
    like = under(match.like, 0, reader.cuts)
    progress(0.1)
    strong = choose(like, exact, match.rarity, *match.bags, progress=part(progress, 0.1, 0.6))
    # step by step, so that what is linked strictly is linked loosely too: rivals that fall away can let others in
    for step in range(1, abs(strictness) + 1):
        like = under(match.like, step if strictness > 0 else -step, reader.cuts)
        found = choose(like, exact, match.rarity, *match.bags)
        strong = strong & found if strictness > 0 else strong | found
    return _Choice(match, like, strong | reader.pinned, reader)


def _look_again(chosen: Sequence[_Choice]) -> None:
    """Add the pairs that a third version speaks for, which has both as its own, if they are alike enough for that.

    One of the two sentences must have no other strong link there: what is told already needs no help.
    """
    partners: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for choice in chosen:
        left, right = choice.match.left, choice.match.right
        for i, j in sorted(choice.strong):
            partners[left, i].append((right, j))
            partners[right, j].append((left, i))
    for choice in chosen:
        left, right = choice.match.left, choice.match.right
        told = {i for i, _ in choice.strong}, {j for _, j in choice.strong}
        found = {
            (i, k)
            for i in range(len(choice.match.words[0]))
            for third, j in partners[left, i]
            if third != right
            for fourth, k in partners[third, j]
            if fourth == right and not (i in told[0] and k in told[1])
        }
        choice.strong |= {p for p in found if p in choice.like and choice.like[p].alike >= AGAIN_FLOOR}


def _alignment(choice: _Choice, versions: Sequence[Version], passages: _Passages, progress: Progress) -> Alignment:
    match = choice.match
    links = _links(choice, (versions[match.left], versions[match.right]), passages, progress)
    alignment = Alignment(match.left, match.right, links)
    return alignment if match.left < match.right else alignment.mirrored()


def _links(
    choice: _Choice, versions: tuple[Version, Version], passages: _Passages, progress: Progress
) -> tuple[Link, ...]:
    match = choice.match
    groups = _groups(choice)
    sizes = [1 + sum(len(match.words[side][s]) for side in (0, 1) for s in group[side]) for group in groups]
    links = [
        _link(match, passages, group, moved=crosses)
        for group, crosses in zip(watched(groups, progress), moved(groups, sizes), strict=True)
    ]

    asides = [{i for p in v.paragraphs if p.role.aside for i in p.sentences} for v in versions]

    def aside(pair: Pair) -> bool:
        return pair[0] in asides[0] or pair[1] in asides[1]

    for i, j in related_pairs(choice.like, choice.strong, aside):
        here, there = passages(match.left, (i,)), passages(match.right, (j,))
        conflicts = () if too_long(here.forms, there.forms) else conflicts_of(here, there, Reuse.RELATED)
        links.append(Link((i,), (j,), Reuse.RELATED, _rounded(match.like[i, j].fact), conflicts=conflicts))
    return tuple(sorted(links, key=link_order))


def _groups(choice: _Choice) -> list[Group]:
    """The strong links as groups of sentences: what the reader pinned, what was split, and the rest as it joins."""
    match, reader = choice.match, choice.reader
    whole = [*reader.pins, *reader.without_cuts(match.split)]
    rest = choice.strong - pairs_of(whole)
    joined: list[Group] = []
    for group in grouped(rest, set(match.exact), match.like, match.rarity):
        pairs = pairs_of([group])
        if pairs.isdisjoint(reader.cuts):
            joined.append(group)
        else:
            joined.extend(((i,), (j,)) for i, j in sorted(pairs & rest))
    return sorted([*whole, *joined])


def _link(match: Match, passages: _Passages, group: Group, *, moved: bool) -> Link:
    here, there = passages(match.left, group[0]), passages(match.right, group[1])
    reuse = reuse_of(here, there)
    near = match.likeness_of(group)
    settled = reuse is Reuse.VERBATIM or too_long(here.forms, there.forms)
    return Link(
        *group,
        reuse,
        1.0 if reuse is Reuse.VERBATIM else _rounded(near.alike if near else 0.0),
        moved,
        edits=edits_of(here, there, reuse),
        conflicts=() if settled else conflicts_of(here, there, reuse),
    )


def _rounded(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 2)
