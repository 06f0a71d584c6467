"""Groups: the articles that tell the same story, and which of them reprint another one's text."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from math import log, sqrt

from reader.story.version import Version
from reader.story.words import words_of

THRESHOLD = 0.25
"""The similarity from which on two articles tell the same story."""
SAME = 0.8
"""The similarity from which on two articles tell it in the same words. Their words are counted once; otherwise the
words of a story that is often reprinted would count as common, and a report in other words would find none."""
LOOKED_AT = 6
"""From each of two groups up to so many articles are compared before the two become one."""

FREQUENT = 200
"""A word that is more than one in so many weighs nothing."""
UNSEEN, UNSEEN_EACH = 20_000, 3
"""Words that are counted in addition to those of the articles, and how many of each word are among them."""
RAREST = 48
"""How many of an article's words are in the index, the weightiest first."""
NEXT = 24
"""An entry of the index joins each article with so many of those after it. So a story that hundreds tell does not cost
the square of them, and its articles are joined all the same."""
TOGETHER = 2
"""Rare words that two articles must share to be compared."""

RUN = 5
"""Two articles that share so many words in a row take them from each other, or from a third."""
REPRINT = 0.8
"""The part of an article's words from which on it is another one's text."""

LONGEST = 40_000
"""Words of an article that are looked at; a book's first chapters say what it is."""
_IDEOGRAPHS = "\u2e80"
"""From here on a word of one character is an ideograph or a kana, which says little alone."""
_COMPARING = 0.9
"""The part of the work that is done when all similar pairs are found."""


@dataclass(frozen=True, slots=True)
class Reprint:
    """An article that is another one's text."""

    article: int
    of: int
    part: float
    """How much of its words stand there in the same runs, .8 … 1."""


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that tell the same story."""

    articles: tuple[int, ...]
    """At least two, in the order in which they were given."""
    reprints: tuple[Reprint, ...]
    """Those of them that are another one's text, which is no reprint itself."""
    similarity: float
    """The mean similarity of the pairs that were compared."""

    @property
    def origins(self) -> tuple[int, ...]:
        """The articles that are no reprints."""
        reprinted = {reprint.article for reprint in self.reprints}
        return tuple(article for article in self.articles if article not in reprinted)


class Lexicon:
    """The words seen so far, each with its number, and how often each was met."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._met = Counter[int]()

    @property
    def counts(self) -> list[int]:
        """How often each word was met, by its number."""
        return [self._met[number] for number in range(len(self._numbers))]

    def read(self, version: Version) -> array[int]:
        """The words of an article in order, as numbers. What its form shows to be no part of its story is left out."""
        text = version.text
        return self.number("\n".join([p.span.of(text) for p in version.paragraphs if not p.role.aside]))

    def number(self, text: str) -> array[int]:
        """The words of a text as numbers, without regard to case; ideographs by twos, because one says little alone."""
        words = words_of(text.casefold())[:LONGEST]
        if max(text, default="") >= _IDEOGRAPHS:
            words = [
                before + word if _is_ideograph(before) and _is_ideograph(word) else word
                for before, word in zip(["", *words], words, strict=False)
            ]
        numbers = array("I", map(self._numbers.__getitem__, words))
        self._met.update(numbers)
        return numbers


class _Numbers(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _is_ideograph(word: str) -> bool:
    return len(word) == 1 and word >= _IDEOGRAPHS


def group(
    articles: Sequence[array[int]],
    counts: Sequence[int],
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Group, ...]:
    """Find out which articles tell the same story.

    Similar pairs join groups, the most similar first. Two groups become one if at least half of the pairs between them
    are similar, so that no chain of distant relations makes everything one story.

    Args:
        articles: For each its words as numbers, in order, as `Lexicon` gives them.
        counts: How often each word stands in all of them.
        threshold: The similarity that two articles must have, 0 … 1.
        progress: Called with the part that is done, 0 … 1.

    Returns:
        The groups of two or more, by their first article.
    """
    rare = RareWords(articles, counts)
    half = _COMPARING / 2
    same = _similar(rare, max(SAME, threshold), lambda part: progress(part * half))
    again = {other for _, _, other in same}
    if again:
        once = list(counts)
        for article in again:
            for word in articles[article]:
                once[word] -= 1
        rare = RareWords(articles, once, again)
    similar = same + _similar(rare, threshold, lambda part: progress(half + part * half))
    similar.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    members, scores = _join(similar, rare, threshold, len(articles))
    out = []
    for done, own in enumerate(members):
        reprints = reprints_among(own, articles)
        told = scores[own[0]]
        out.append(Group(tuple(own), reprints, sum(told) / len(told)))
        progress(_COMPARING + (1 - _COMPARING) * (done + 1) / len(members))
    progress(1.0)
    return tuple(out)


def _similar(rare: RareWords, threshold: float, progress: Callable[[float], None]) -> list[tuple[float, int, int]]:
    """The pairs that are so similar, each with its similarity, the earlier article first."""
    found = []
    for article, others in rare.candidates(progress):
        scores = [(rare.similarity(article, other), article, other) for other in others]
        found += [pair for pair in scores if pair[0] >= threshold]
    return found


def _join(
    pairs: Sequence[tuple[float, int, int]], rare: RareWords, threshold: float, count: int
) -> tuple[list[list[int]], dict[int, list[float]]]:
    """The groups that pairs make, by their first articles, and the similarities of their pairs."""
    home = list(range(count))
    groups = {article: [article] for article in range(count)}
    scores: defaultdict[int, list[float]] = defaultdict(list)
    refused: dict[tuple[int, int], int] = {}
    for score, left, right in pairs:
        one, two = sorted((home[left], home[right]))
        if one != two:
            size = len(groups[one]) + len(groups[two])
            if refused.get((one, two)) == size:
                continue  # neither has grown since they were found to differ
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
    """Whether at least half of the pairs between two groups are similar; of large groups, some pairs are compared."""
    if len(one) == len(two) == 1:
        return True
    some, others = _spread(one), _spread(two)
    similar = sum(rare.similarity(left, right) >= threshold for left in some for right in others)
    return 2 * similar >= len(some) * len(others)


def _spread(articles: list[int]) -> list[int]:
    """Some articles of a group, from its whole range."""
    if len(articles) <= LOOKED_AT:
        return articles
    return [articles[len(articles) * number // LOOKED_AT] for number in range(LOOKED_AT)]


class RareWords:
    """Articles as weighed words, and how similar they are."""

    def __init__(self, articles: Sequence[array[int]], counts: Sequence[int], again: Set[int] = frozenset()) -> None:
        """Weigh the words.

        Args:
            articles: For each its words as numbers.
            counts: How often each word stands in all of them.
            again: Articles that are not looked for, because others tell the same in the same words. Their words would
                crowd out of the index those that an original shares with reports in other words.
        """
        total = sum(counts)
        weights = {n: max(0.0, log((total + UNSEEN) / (n + UNSEEN_EACH) / FREQUENT)) for n in set(counts)}
        self._squares = array("d", (weights[count] ** 2 for count in counts))
        self._kinds = [array("I", sorted(set(words))) for words in articles]
        self._lengths = [sqrt(sum(map(self._squares.__getitem__, kinds))) for kinds in self._kinds]
        self._spread = Counter[int]()
        self._again = again
        for article, kinds in enumerate(self._kinds):
            if article not in again:
                self._spread.update(kinds)
        self._last: tuple[int, frozenset[int]] = (-1, frozenset())

    def similarity(self, left: int, right: int) -> float:
        """The cosine of two articles, 0 … 1: the same both ways, and quicker with the same left one again."""
        if self._last[0] != left:
            self._last = left, frozenset(self._kinds[left])
        length = self._lengths[left] * self._lengths[right]
        if not length:
            return 0.0
        shared = self._last[1].intersection(self._kinds[right])
        return sum(map(self._squares.__getitem__, sorted(shared))) / length

    def rarest(self, article: int) -> list[int]:
        """Those of an article's words that stand in others too and weigh most, ties by number."""
        squares, spread = self._squares, self._spread
        shared = [word for word in self._kinds[article] if spread[word] > 1 and squares[word]]
        return sorted(shared, key=lambda word: (-squares[word], word))[:RAREST]

    def candidates(self, progress: Callable[[float], None]) -> Iterator[tuple[int, list[int]]]:
        """For each article those after it that share some of its rarest words with it.

        Args:
            progress: Called with the part that is done, 0 … 1.
        """
        index: defaultdict[int, list[int]] = defaultdict(list)
        rarest = [[] if a in self._again else self.rarest(a) for a in range(len(self._kinds))]
        for article, words in enumerate(rarest):
            for word in words:
                index[word].append(article)
        reached = dict.fromkeys(index, 0)
        for article, words in enumerate(rarest):
            found = Counter[int]()
            for word in words:
                reached[word] += 1
                found.update(index[word][reached[word] : reached[word] + NEXT])
            progress((article + 1) / len(rarest))
            least = min(TOGETHER, len(words))
            yield article, sorted(other for other, count in found.items() if count >= least)


# Reprints


def reprints_among(own: Sequence[int], articles: Sequence[array[int]]) -> tuple[Reprint, ...]:
    """Which of some articles are another one's text.

    The longest first, each is compared with those before it that are no reprints themselves.

    Args:
        own: The articles, as numbers in `articles`.
        articles: For each its words as numbers, in order.
    """
    origins: list[tuple[int, Runs]] = []
    found = []
    for article in sorted(own, key=lambda a: (-len(articles[a]), a)):
        parts = [(-runs.part_of(articles[article]), origin) for origin, runs in origins]
        part, origin = min(parts, default=(0.0, article))
        if -part >= REPRINT:
            found.append(Reprint(article, origin, -part))
        else:
            origins.append((article, Runs(articles[article])))
    return tuple(sorted(found, key=lambda reprint: reprint.article))


class Runs:
    """An article's runs of words, to see how much of others is made of them."""

    def __init__(self, words: array[int]) -> None:
        self._runs = set(zip(*(words[start:] for start in range(RUN)), strict=False))
        self._all = tuple(words)

    def part_of(self, other: array[int]) -> float:
        """The part of another article's words that stand in runs which this one has too, 0 … 1."""
        if len(other) < RUN:
            return float(bool(other) and tuple(other) == self._all)
        covered, end = 0, 0
        for start, run in enumerate(zip(*(other[start:] for start in range(RUN)), strict=False)):
            if run in self._runs:
                covered += start + RUN - max(start, end)
                end = start + RUN
        return covered / len(other)
