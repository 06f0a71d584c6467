"""Groups: the articles that tell the same story, and which of them reprint another one's text."""

from __future__ import annotations

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, combinations
from math import log, sqrt
from typing import Generic, TypeVar

from reader.align.vocabulary import FUNCTION_WORDS
from reader.story.language import common_words, primary
from reader.story.version import Version
from reader.story.words import words_of

THRESHOLD = 0.08
"""The similarity from which on two articles tell the same story. Chosen on `events` of the gold together with the other
figures here; `python -m tests.bench.grouping events` shows how they do on topics that were left out."""
SAME = 0.8
"""The cosine from which on two articles begin with the same words. Their words are counted once, and they are one in
what follows; otherwise the words of a story that is often reprinted would count as common."""

BEGINNING, MOST = 60, 250
"""A report says in its beginning what it is about: words there count `EXTRA` times, words after `MOST` not at all."""
EXTRA = 3.0
UNSEEN = 100
"""Articles without any of the words that are counted in addition to those there are, so that in a folder of five the
words of all five weigh something."""
FLOOR = 0.5
"""What a word that stands in every article weighs."""
LENGTH, SHORTEST, GROWTH = 60, 30, 0.5
"""Of two long articles more words are shared by chance. The similarity is the cosine divided by
(sqrt(kinds of words × kinds of words) / LENGTH) ** GROWTH; fewer kinds than `SHORTEST` count as so many."""

INDEXED = 48
"""How many of an article's words are in the index, the weightiest first."""
NEXT = 24
"""An entry of the index joins each article with so many of those after it. So a story that hundreds tell does not cost
the square of them."""
TOGETHER = 2
"""Words in the index that two articles must share to be compared."""

RUN = 5
"""Two articles that share so many words in a row take them from each other, or from a third."""
REPRINT = 0.8
"""The part of an article's words from which on it is another one's text."""

LONGEST = 40_000
"""Words of an article that are looked at; a book's first chapters say what it is."""
_IDEOGRAPHS = "\u2e80"
"""From here on a word of one character is an ideograph or a kana, which says little alone."""
_COMMON = "\0"
"""Before a word that is common in a language other than English."""
_COMPARING = 0.9
"""The part of the work that is done when all similar pairs are found."""

Word = TypeVar("Word", bound=Hashable)
"""A word, or its number."""


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
    """The mean similarity of its pairs, 0 … 1; of those with a reprint, that of the original."""

    @property
    def origins(self) -> tuple[int, ...]:
        """The articles that are no reprints."""
        reprinted = {reprint.article for reprint in self.reprints}
        return tuple(article for article in self.articles if article not in reprinted)


class Lexicon:
    """The words seen so far, each with its number."""

    def __init__(self) -> None:
        self._numbers = _Numbers()

    @property
    def function_words(self) -> frozenset[int]:
        """The numbers of the words that say nothing of a story, such as `the`, and of single letters."""
        return frozenset(number for word, number in self._numbers.items() if is_function_word(word))

    def read(self, version: Version) -> array[int]:
        """The words of an article in order, as numbers; see `words_of_article`."""
        return self.number(words_of_article(version))

    def number(self, words: Iterable[str]) -> array[int]:
        """Words as numbers."""
        return array("I", map(self._numbers.__getitem__, words))


class _Numbers(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def words_of_article(version: Version) -> list[str]:
    """The words of an article in order. What its form shows to be no part of its story is left out.

    In a language other than English its commonest words are marked as function words: among articles in English, `der`
    and `die` would make two German ones tell one story.
    """
    text = version.text
    words = words_of_text("\n".join([p.span.of(text) for p in version.paragraphs if not p.role.aside]))
    common = common_words(primary(version.language)) if primary(version.language) != "en" else frozenset()
    return [_COMMON + word if word in common else word for word in words] if common else words


def words_of_text(text: str) -> list[str]:
    """The words of a text in lower case, at most `LONGEST`; ideographs by twos, because one says little alone."""
    words = words_of(text.casefold())[:LONGEST]
    if max(text, default="") < _IDEOGRAPHS:
        return words
    return [
        before + word if _is_ideograph(before) and _is_ideograph(word) else word
        for before, word in zip(["", *words], words, strict=False)
    ]


def is_function_word(word: str) -> bool:
    """Whether a word says nothing of a story: `the`, a common word of another language, or a single letter."""
    return word in FUNCTION_WORDS or word.startswith(_COMMON) or (len(word) == 1 and not _is_ideograph(word))


def _is_ideograph(word: str) -> bool:
    return len(word) == 1 and word >= _IDEOGRAPHS


def group(
    articles: Sequence[array[int]],
    function_words: Set[int],
    *,
    threshold: float = THRESHOLD,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Group, ...]:
    """Find out which articles tell the same story.

    The most similar articles are joined first. Two groups become one while all pairs between them are similar enough
    (complete linkage; Defays 1977), so that no chain of distant relations makes everything one story.

    Args:
        articles: For each its words as numbers, in order, as `Lexicon` gives them.
        function_words: The words that do not count.
        threshold: The similarity that two articles must have, 0 … 1.
        progress: Called with the part that is done, 0 … 1.

    Returns:
        The groups of two or more, by their first article.
    """
    half = _COMPARING / 2
    weighed = WeighedArticles(articles, function_words)
    candidates = weighed.candidates(lambda part: progress(part * half))
    homes = components(len(articles), (pair for pair in candidates if weighed.same(*pair)))
    again = frozenset(article for article, home in enumerate(homes) if article != home)
    weighed = WeighedArticles(articles, function_words, again)
    near = [
        (score, one, other)
        for one, other in weighed.candidates(lambda part: progress(half + part * half))
        if (score := weighed.similarity(one, other)) >= threshold
    ]
    joined = linked([n for n in range(len(articles)) if n not in again], near, weighed.similarity, threshold)
    out = []
    for done, (own, mean) in enumerate(stories(joined, beginning_alike(homes), weighed.similarity)):
        out.append(Group(tuple(own), reprints_among(own, articles), mean))
        progress(_COMPARING + (1 - _COMPARING) * (done + 1) / len(joined))
    progress(1.0)
    return tuple(sorted(out, key=lambda found: found.articles))


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of so many articles the first one that it is joined to by a chain of pairs, or itself."""
    homes = list(range(count))

    def home(article: int) -> int:
        while homes[article] != article:
            homes[article] = article = homes[homes[article]]
        return article

    for pair in pairs:
        one, two = sorted(map(home, pair))
        homes[two] = one
    return [home(article) for article in range(count)]


def linked(
    articles: Iterable[int],
    pairs: Iterable[tuple[float, int, int]],
    similarity: Callable[[int, int], float],
    threshold: float,
) -> list[list[int]]:
    """Complete linkage: join the two nearest groups as long as all pairs between them reach the threshold.

    Args:
        articles: The articles, by number.
        pairs: The pairs that were compared and reach the threshold: their similarity, the lower and the higher number.
            Others are compared when their two groups could become one.
        similarity: The similarity of two articles.
        threshold: The least similarity in a group.

    Returns:
        All groups, those of one article too. Articles that no chain of pairs joins are never in one group.
    """
    groups = {article: [article] for article in articles}
    near: dict[int, dict[int, float]] = {article: {} for article in groups}
    heap = []
    for score, one, two in pairs:
        near[one][two] = near[two][one] = score
        heap.append((-score, one, two))
    heapq.heapify(heap)

    def farthest(one: int, two: int) -> float:
        """The least similarity of two groups; 0 if it is below the threshold."""
        if (known := near[one].get(two)) is not None:
            return known
        least = 1.0
        for left in groups[one]:
            for right in groups[two]:
                if (score := similarity(left, right)) < threshold:
                    return 0.0
                least = min(least, score)
        return least

    while heap:
        score, one, two = heapq.heappop(heap)
        if one not in groups or near[one].get(two) != -score:
            continue  # one of them has grown since
        beside = (near[one] | near[two]).keys() - {one, two}
        around = {other: least for other in beside if (least := min(farthest(one, other), farthest(two, other)))}
        for other in near.pop(two):
            del near[other][two]
        for other in near[one]:
            del near[other][one]
        groups[one] += groups.pop(two)
        near[one] = around
        for other, least in around.items():
            near[other][one] = least
            heapq.heappush(heap, (-least, min(one, other), max(one, other)))
    return [sorted(own) for own in groups.values()]


def beginning_alike(homes: Sequence[int]) -> dict[int, list[int]]:
    """The articles that have one home, by that home; see `components`."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for article, home in enumerate(homes):
        members[home].append(article)
    return {home: own for home, own in members.items() if len(own) > 1}


def stories(
    joined: Iterable[Sequence[int]], alike: Mapping[int, Sequence[int]], similarity: Callable[[int, int], float]
) -> Iterator[tuple[list[int], float]]:
    """Yield each story's articles, two or more, and the mean similarity of its pairs.

    Args:
        joined: Groups of articles, without those that begin as one of these does.
        alike: For an article those that begin as it does, itself too.
        similarity: The similarity of two articles of `joined`.
    """
    for homes in joined:
        own = sorted(article for home in homes for article in alike.get(home, (home,)))
        if len(own) > 1:
            told = [similarity(one, other) for one, other in combinations(homes, 2)]
            yield own, sum(told) / len(told) if told else 1.0


class WeighedArticles:
    """Articles as weighed words, and how similar they are."""

    def __init__(self, articles: Sequence[array[int]], function_words: Set[int], again: Set[int] = frozenset()) -> None:
        """Weigh the words by tf-idf, with the words at the beginning counted several times.

        Args:
            articles: For each its words as numbers.
            function_words: The words that do not count.
            again: Articles that are not looked at, because others begin with the same words.
        """
        self.again = again
        counts = [{} if n in again else counted(words, function_words) for n, words in enumerate(articles)]
        self._spread = Counter(chain.from_iterable(counts))
        self._order = {word: place for place, word in enumerate(self._spread)}
        rarity = rarities(self._spread.values(), len(articles) - len(again))
        self._weights = [weights_of(own, self._spread, rarity) for own in counts]

    def same(self, one: int, other: int) -> bool:
        """Whether two articles begin with the same words."""
        return cosine(self._weights[one], self._weights[other]) >= SAME

    def similarity(self, one: int, other: int) -> float:
        """The similarity of two articles, 0 … 1, the same both ways."""
        one, other = min(one, other), max(one, other)
        return similarity(self._weights[one], self._weights[other])

    def candidates(self, progress: Callable[[float], None]) -> Iterator[tuple[int, int]]:
        """Yield the pairs of articles that share some of their weightiest words, the lower number first.

        Args:
            progress: Called with the part that is done, 0 … 1.
        """
        tops = [weightiest(weights, self._spread, self._order) for weights in self._weights]
        index: defaultdict[int, list[int]] = defaultdict(list)
        for article, words in enumerate(tops):
            for word in words:
                index[word].append(article)
        reached = dict.fromkeys(index, 0)
        for article, words in enumerate(tops):
            found = Counter[int]()
            for word in words:
                reached[word] += 1
                found.update(index[word][reached[word] : reached[word] + NEXT])
            progress((article + 1) / len(tops))
            least = min(TOGETHER, len(words))
            yield from ((article, other) for other, count in sorted(found.items()) if count >= least)


def counted(words: Sequence[Word], function_words: Set[Word]) -> dict[Word, float]:
    """How often each word stands in an article's beginning and behind it."""
    found: defaultdict[Word, float] = defaultdict(float)
    for place, word in enumerate(words[:MOST]):
        if word not in function_words:
            found[word] += EXTRA if place < BEGINNING else 1.0
    return dict(found)


def rarities(spreads: Iterable[int], articles: int) -> dict[int, float]:
    """What a word weighs, by the number of articles that it stands in.

    Args:
        spreads: The numbers of articles that occur.
        articles: How many articles there are.
    """
    return {n: log((articles + UNSEEN + 1) / (n + 1)) + FLOOR for n in {1, *spreads}}


def weights_of(
    counts: Mapping[Word, float], spread: Mapping[Word, int], rarity: Mapping[int, float]
) -> dict[Word, float]:
    """An article's words with their weights (tf-idf), as a vector of length 1.

    Args:
        counts: How often each word stands in it.
        spread: In how many articles each word stands; those that are not named stand in this one alone.
        rarity: What a word weighs, by that number.
    """
    weights = {word: log(1 + count) * rarity[spread.get(word, 1)] for word, count in counts.items()}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()}


def weightiest(weights: Mapping[Word, float], spread: Mapping[Word, int], order: Mapping[Word, int]) -> list[Word]:
    """Those of an article's words that stand in others too and weigh most, ties by `order`."""
    shared = [word for word in weights if spread.get(word, 1) > 1]
    return sorted(shared, key=lambda word: (-weights[word], order[word]))[:INDEXED]


def cosine(left: Mapping[Word, float], right: Mapping[Word, float]) -> float:
    """The cosine of two articles, 0 … 1."""
    return float(sum([weight * right[word] for word, weight in left.items() if word in right]))


def similarity(left: Mapping[Word, float], right: Mapping[Word, float]) -> float:
    """The similarity of two articles, 0 … 1: their cosine with regard to their lengths."""
    kinds = [max(SHORTEST, len(weights)) for weights in (left, right)]
    return min(1.0, cosine(left, right) * float((LENGTH / sqrt(kinds[0] * kinds[1])) ** GROWTH))


# Reprints


def reprints_among(
    own: Iterable[int], articles: Sequence[Sequence[Word]] | Mapping[int, Sequence[Word]]
) -> tuple[Reprint, ...]:
    """Which of some articles are another one's text.

    The longest first, each is compared with those before it that are no reprints themselves.

    Args:
        own: The articles, as numbers in `articles`.
        articles: For each its words, in order.
    """
    origins: list[tuple[int, Runs[Word]]] = []
    found = []
    for article in sorted(own, key=lambda a: (-len(articles[a]), a)):
        parts = [(-runs.part_of(articles[article]), origin) for origin, runs in origins]
        part, origin = min(parts, default=(0.0, article))
        if -part >= REPRINT:
            found.append(Reprint(article, origin, -part))
        else:
            origins.append((article, Runs(articles[article])))
    return tuple(sorted(found, key=lambda reprint: reprint.article))


class Runs(Generic[Word]):
    """An article's runs of words, to see how much of others is made of them."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._runs = set(zip(*(words[start:] for start in range(RUN)), strict=False))
        self._all = tuple(words)

    def part_of(self, other: Sequence[Word]) -> float:
        """The part of another article's words that stand in runs which this one has too, 0 … 1."""
        if len(other) < RUN:
            return float(bool(other) and tuple(other) == self._all)
        covered, end = 0, 0
        for start, run in enumerate(zip(*(other[start:] for start in range(RUN)), strict=False)):
            if run in self._runs:
                covered += start + RUN - max(start, end)
                end = start + RUN
        return covered / len(other)
