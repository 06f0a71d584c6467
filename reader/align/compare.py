"""Compare the versions of a story: every pair aligned, every paragraph in its final role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from reader.align.alignment import Alignment, Comparison, Link, Reuse, link_order
from reader.align.candidates import candidates
from reader.align.conflicts import conflicts_of
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.exact import exact_pairs, split_sentences, wordless_pairs
from reader.align.groups import Group, grouped, moved
from reader.align.links import related_pairs, strong_pairs
from reader.align.rarity import Bag, Rarity, weigh
from reader.align.roles import Telling, with_roles
from reader.align.similarity import Likeness, Pair, likeness
from reader.align.words import Word, words_of
from reader.story.version import Version


def compare(versions: Sequence[Version]) -> Comparison:
    """Align every pair of versions and settle what each paragraph is for.

    Pure: the same versions give the same comparison; swapped versions give the mirrored one. Time grows with the
    product of the numbers of sentences up to 300 × 300, above that nearly in proportion to their sum.
    """
    words = [words_of(version) for version in versions]
    matches = {
        (a, b): _match(versions[a], versions[b], words[a], words[b]) for a, b in combinations(range(len(versions)), 2)
    }
    linked: list[set[int]] = [set() for _ in versions]
    for (a, b), match in matches.items():
        here, there = (b, a) if match.swapped else (a, b)
        linked[here].update(i for i, _ in match.strong)
        linked[there].update(j for _, j in match.strong)
    told = with_roles([Telling(v, w, frozenset(s)) for v, w, s in zip(versions, words, linked, strict=True)])
    pairs = tuple(Alignment(a, b, _links(match, told[a], told[b])) for (a, b), match in matches.items())
    return Comparison(told, pairs)


def align(left: Version, right: Version) -> tuple[Link, ...]:
    """The links between two versions, ordered by their left, then right sentences."""
    return compare((left, right)).pairs[0].links


@dataclass(frozen=True, slots=True)
class _Match:
    """What belongs together in two versions, before it is told in links."""

    words: tuple[tuple[tuple[Word, ...], ...], tuple[tuple[Word, ...], ...]]
    bags: tuple[tuple[Bag, ...], tuple[Bag, ...]]
    rarity: Rarity
    like: dict[Pair, Likeness]
    exact: set[Pair]
    split: list[Group]
    strong: set[Pair]
    swapped: bool
    """Whether the right version comes first here. Rivals of equal likeness are settled by their order, so the two
    versions are always compared the same way round: that makes the comparison the same when they are swapped."""


def _match(
    left: Version, right: Version, left_words: tuple[tuple[Word, ...], ...], right_words: tuple[tuple[Word, ...], ...]
) -> _Match:
    if _turn(right) < _turn(left):
        return replace(_match(right, left, right_words, left_words), swapped=True)
    rarity, left_bags, right_bags = weigh(left_words, right_words)
    like: dict[Pair, Likeness] = {}
    for i, j in candidates(rarity, left_bags, right_bags):
        near = likeness(rarity, left_bags[i], right_bags[j])
        if near is not None:
            like[i, j] = near
    here, there = _joined(left_words), _joined(right_words)
    exact = exact_pairs(here, there, like)
    split: list[Group] = [((i,), tuple(parts)) for i, parts in split_sentences(here, there, {i for i, _ in exact})]
    split += [(tuple(parts), (j,)) for j, parts in split_sentences(there, here, {j for _, j in exact})]
    exact |= {(i, j) for lefts, rights in split for i in lefts for j in rights}
    exact |= wordless_pairs(_signs(left, left_words), _signs(right, right_words), exact)
    if _have_a_word_in_common(left_words, right_words):
        strong = strong_pairs(like, exact, rarity, left_bags, right_bags)
    else:
        like, strong = {}, exact
    return _Match((left_words, right_words), (left_bags, right_bags), rarity, like, exact, split, strong, False)


def _turn(version: Version) -> tuple[str, list[tuple[int, int]]]:
    return version.text, [(s.span.start, s.span.end) for s in version.sentences]


def _joined(words: Sequence[tuple[Word, ...]]) -> list[str]:
    return ["".join(w.form for w in sentence) for sentence in words]


def _signs(version: Version, words: Sequence[tuple[Word, ...]]) -> list[str]:
    """The sentences that have no words, without white space; empty strings for the others."""
    return ["" if own else "".join(version.sentence_text(i).split()) for i, own in enumerate(words)]


def _have_a_word_in_common(left: Sequence[tuple[Word, ...]], right: Sequence[tuple[Word, ...]]) -> bool:
    there = {w.form for sentence in right for w in sentence}
    return any(w.form in there for sentence in left for w in sentence)


def _links(match: _Match, left: Version, right: Version) -> tuple[Link, ...]:
    if match.swapped:
        turned = _links(replace(match, swapped=False), right, left)
        return tuple(sorted((link.mirrored() for link in turned), key=link_order))
    in_split = {(i, j) for lefts, rights in match.split for i in lefts for j in rights}
    groups = sorted([*match.split, *grouped(match.strong - in_split, match.exact, match.like, match.rarity)])
    sizes = [1 + sum(len(match.words[side][s]) for side in (0, 1) for s in group[side]) for group in groups]
    links = [
        replace(_link(match, left, right, group), moved=crosses)
        for group, crosses in zip(groups, moved(groups, sizes), strict=True)
    ]

    def aside(pair: Pair) -> bool:
        paragraphs = (
            left.paragraphs[left.sentences[pair[0]].paragraph],
            right.paragraphs[right.sentences[pair[1]].paragraph],
        )
        return any(paragraph.role.aside for paragraph in paragraphs)

    for i, j in related_pairs(match.like, match.strong, aside):
        links.append(Link((i,), (j,), Reuse.RELATED, _rounded(match.like[i, j].fact)))
    return tuple(sorted(links, key=link_order))


def _link(match: _Match, left: Version, right: Version, group: Group) -> Link:
    here, there = Passage(left, match.words[0], group[0]), Passage(right, match.words[1], group[1])
    reuse = reuse_of(here, there)
    return Link(
        *group,
        reuse,
        1.0 if reuse is Reuse.VERBATIM else _score(match, group),
        edits=edits_of(here, there, reuse),
        conflicts=() if reuse is Reuse.VERBATIM else conflicts_of(here, there, reuse),
    )


def _score(match: _Match, group: Group) -> float:
    near = match.like.get((group[0][0], group[1][0]))
    if len(group[0]) > 1 or len(group[1]) > 1:
        bags = (match.rarity.bag(tuple(k for s in group[side] for k in match.bags[side][s].keys)) for side in (0, 1))
        near = likeness(match.rarity, *bags)
    return _rounded(near.alike) if near else 0.0


def _rounded(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 2)
