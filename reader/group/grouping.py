"""Groups: the articles that tell the same story, and which of them are another one's text."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reader.group.rare_words import RareWords
from reader.group.reprints import Reprint, reprints_among

THRESHOLD = 0.25
"""What two articles have in common at least, to tell the same story."""
LOOKED_AT = 6
"""So many articles of each of two groups are compared before these become one, or all of a smaller one."""
SAME = 0.8
"""What two articles have in common at least that are told in the same words: then their words are counted once, or the
words of a story that is often reprinted would pass for common ones, and a report in other words would find none."""
_LOOKING = 0.9
"""The part of the work that is done when all that is alike is found."""


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that tell the same story."""

    articles: tuple[int, ...]
    """At least two, in the order in which they were given."""
    reprints: tuple[Reprint, ...]
    """Those of them that are another one's text; that one is no reprint itself."""
    alike: float
    """How much its articles have in common, the mean of the pairs that were looked at."""

    @property
    def origins(self) -> tuple[int, ...]:
        """The articles that are no reprints."""
        reprinted = {reprint.article for reprint in self.reprints}
        return tuple(article for article in self.articles if article not in reprinted)


def group(
    articles: Sequence[array[int]],
    counts: Sequence[int],
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Group, ...]:
    """Find out which articles tell the same story.

    The pairs that are alike join groups, the most alike first; two groups become one where at least half of the pairs
    between them are alike, so that no chain of distant relations makes everything one story.

    Args:
        articles: For each its words as numbers, in order, as `Lexicon` gives them.
        counts: How often each word stands in all of them.
        threshold: What two articles have in common at least, 0 … 1.
        progress: Told how much is done, 0 … 1.

    Returns:
        The groups of two or more, by their first article.
    """
    rare = RareWords(articles, counts)
    half = _LOOKING / 2
    same = _alike(rare, max(SAME, threshold), lambda part: progress(part * half))
    again = {other for _, _, other in same}
    if again:
        once = list(counts)
        for article in again:
            for word in articles[article]:
                once[word] -= 1
        rare = RareWords(articles, once, again)
    alike = same + _alike(rare, threshold, lambda part: progress(half + part * half))
    alike.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    members, scores = _join(alike, rare, threshold, len(articles))
    out = []
    for done, own in enumerate(members):
        reprints = reprints_among(own, articles)
        told = scores[own[0]]
        out.append(Group(tuple(own), reprints, sum(told) / len(told)))
        progress(_LOOKING + (1 - _LOOKING) * (done + 1) / len(members))
    progress(1.0)
    return tuple(out)


def _alike(rare: RareWords, threshold: float, progress: Callable[[float], None]) -> list[tuple[float, int, int]]:
    """The pairs that have so much in common, each with how much, the earlier article first."""
    found = []
    for article, others in rare.candidates(progress):
        scores = [(rare.alike(article, other), article, other) for other in others]
        found += [pair for pair in scores if pair[0] >= threshold]
    return found


def _join(
    pairs: Sequence[tuple[float, int, int]], rare: RareWords, threshold: float, count: int
) -> tuple[list[list[int]], dict[int, list[float]]]:
    """The groups that pairs make, by their first articles, and what was found of their pairs."""
    home = list(range(count))
    groups = {article: [article] for article in range(count)}
    scores: defaultdict[int, list[float]] = defaultdict(list)
    refused: dict[tuple[int, int], int] = {}
    for score, left, right in pairs:
        one, two = sorted((home[left], home[right]))
        if one != two:
            size = len(groups[one]) + len(groups[two])
            if refused.get((one, two)) == size:
                continue  # nothing has come to either since they were found to differ
            if not _are_one(groups[one], groups[two], rare, threshold):
                refused[one, two] = size
                continue
            for article in groups[two]:
                home[article] = one
            groups[one] = sorted(groups[one] + groups.pop(two))
            scores[one] += scores.pop(two, [])
        scores[one].append(score)
    found = [own for own in groups.values() if len(own) > 1]
    return sorted(found), {own[0]: scores[home[own[0]]] for own in found}


def _are_one(one: list[int], two: list[int], rare: RareWords, threshold: float) -> bool:
    """Whether at least half of the pairs between two groups are alike; of large groups, of some spread over them."""
    if len(one) == len(two) == 1:
        return True
    some, others = _spread(one), _spread(two)
    alike = sum(rare.alike(left, right) >= threshold for left in some for right in others)
    return 2 * alike >= len(some) * len(others)


def _spread(articles: list[int]) -> list[int]:
    if len(articles) <= LOOKED_AT:
        return articles
    return [articles[len(articles) * number // LOOKED_AT] for number in range(LOOKED_AT)]
