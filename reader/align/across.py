"""Two versions in different languages, set level by place and length, without any model.

Sentences that are translations of each other stand in the same order, have similar lengths (Gale and Church 1993), open
paragraphs together, and share numbers, addresses, and names and cognates that are spelled alike (Simard and others
1992; hunalign, Varga and others 2005). Each of these says how much likelier it is if two sentences belong together than
if they do not; the logarithms are added. The best order of beads is found by dynamic programming in a band around what
the two share, with a price for opening a gap and a lower one for each sentence more in it.

It is done twice. The first round teaches how long translations are, how paragraphs fall together, and, in long texts,
which words stand for each other (Moore 2002). The second uses that, and says for each bead how probable it is, all ways
to align the two considered.

What is no translation must get no links. The score decides that: how much likelier the best order is than no order at
all. Two texts that have nothing to do with each other score less than nothing in the first round, or, if they are so
long that something can be learnt from them, next to nothing in the second. Short texts of one layout can score well by
that layout alone, so they need more: lengths that agree better than in other orders, or keys that stand together.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise, permutations
from math import erfc, exp, fsum, log, pi, sqrt
from operator import getitem
from typing import NamedTuple

from reader.align.alignment import Bead
from reader.align.progress import Progress, ignore, part
from reader.align.spelling import Words
from reader.align.thresholds import USUAL, Across
from reader.story.folding import without_marks
from reader.story.language import primary
from reader.story.version import Role, Version

_NONE = -1e30
"""The score of what cannot be."""
_INSIDE, _PARAGRAPH, _HEADING = range(3)
"""Where a sentence stands: inside a paragraph, at the beginning of one, or in a heading."""
_QUOTING = frozenset("\"'“”„«»‹›‘‚「『—–-")
"""What opens a sentence that somebody says."""
_CLOSING = "\"'“”»«›‹’‘」』)]}*"
_STATED, _ASKED, _CALLED, _UNSIGNED = range(4)
_SIGNS = {
    **dict.fromkeys(".。।॥።։۔．…", _STATED),
    **dict.fromkeys("?？؟;՞", _ASKED),  # the semicolon is Greek's question mark; others seldom end with one
    **dict.fromkeys("!！՜", _CALLED),
}
_SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""How many sentences the two sides of a bead can have."""
_LONGEST = 3


class Levelled(NamedTuple):
    """A bead, and how sure it is."""

    bead: Bead
    probability: float
    """Of all ways to align the two versions, weighed by how likely each is, the part that has this bead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is known of a version's sentences before they are aligned."""

    lengths: Sequence[int]
    """Code points, white space aside."""
    openings: Sequence[int]
    """Where each stands in its paragraph, and whether it opens with a quotation mark or a dash."""
    endings: Sequence[int]
    """With what sign each ends."""
    keys: Sequence[frozenset[str]]
    """What other languages may write alike: numbers, addresses, the beginnings of names and longer words."""
    words: Sequence[frozenset[str]]


def text_of(version: Version, words: Words) -> Text:
    """What is known of the sentences of a version, given its words."""
    places = [_INSIDE] * len(version.sentences)
    for paragraph in version.paragraphs:
        heading = paragraph.role in (Role.HEADING, Role.HEADLINE)
        for at, sentence in enumerate(paragraph.sentences):
            places[sentence] = _HEADING if heading else _INSIDE if at else _PARAGRAPH
    texts = ["".join(version.sentence_text(at).split()) for at in range(len(version.sentences))]
    return Text(
        lengths=list(map(len, texts)),
        openings=[2 * place + (text[:1] in _QUOTING) for place, text in zip(places, texts, strict=True)],
        endings=[_SIGNS.get(text.rstrip(_CLOSING)[-1:], _UNSIGNED) for text in texts],
        keys=[
            frozenset(key for word in own for key in _keys(word.form, word.key, bool(word.capital))) for own in words
        ],
        words=[frozenset(without_marks(word.form) for word in own) for own in words],
    )


_NUMBER, _ADDRESS, _NAME, _WORD, _START = "#", "@", "^", "=", "~"
"""What a key is of."""


def _keys(form: str, key: str, capital: bool) -> Iterator[str]:
    if key[:1].isdigit():
        yield _NUMBER + key
    elif "@" in form or "://" in form:
        yield _ADDRESS + form
    else:
        plain = latin(form)
        if len(plain) >= 4 or (capital and len(plain) >= 3):
            yield (_NAME if capital else _WORD) + plain
        if len(plain) >= 5:
            yield _START + plain[:4]


_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕ",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u"),
            *("f", "h", "ts", "ch", "sh", "sh", "", "i", "", "e", "iu", "ia", "i", "i", "e", "g", "u", "j", "l", "n"),
            *("ch", "dj", "dzh", "g", "k", "dz"),
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            *("a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "i"),
            *("f", "h", "ps", "o"),
        ),
        strict=True,
    )
)
_LATIN = str.maketrans({**_CYRILLIC, **_GREEK})


@lru_cache(maxsize=16384)
def latin(form: str) -> str:
    """A folded word in plain Latin letters, one way for each Cyrillic and Greek letter; other scripts stay."""
    plain = without_marks(form)
    return plain if plain.isascii() else plain.translate(_LATIN)


# Which versions are in different languages

_ONE_LANGUAGE = ({"no", "nb", "nn", "da"}, {"sr", "hr", "bs", "sh"}, {"id", "ms"})
"""Languages so near to each other that their words are compared."""


def in_different_languages(left: Version, right: Version, words: tuple[Words, Words], t: Across = USUAL.across) -> bool:
    """Whether two versions are in two languages; where one of them is not known, whether they share few words."""
    one, other = (primary(version.language) for version in (left, right))
    if one and other:
        return one != other and not any({one, other} <= near for near in _ONE_LANGUAGE)
    forms = [Counter(word.form for own in side for word in own if word.form.isalpha()) for side in words]
    smaller, larger = sorted(forms, key=Counter.total)
    if smaller.total() < t.unknown_words:
        return False
    return sum(count for form, count in smaller.items() if form in larger) < t.unknown_shared * smaller.total()


# Levelling


Hint = Callable[[int, int, int, int, int], Sequence[float]]
"""What something else says of beads, as a logarithm of odds: how many left and right sentences they have, behind how
many left sentences they end, and the first and last number of right sentences behind which they end."""


def levelled(
    left: Text,
    right: Text,
    t: Across = USUAL.across,
    *,
    hint: Hint | None = None,
    points: Mapping[tuple[int, int], float] | None = None,
    progress: Progress = ignore,
) -> list[Levelled]:
    """The beads of two versions of which one translates the other, in order; none if neither does.

    Args:
        left: The sentences of one version.
        right: Those of the other.
        t: What is asked for.
        hint: What is known of beads besides place and length.
        points: The same for pairs of sentences in long versions, to find where to look.
        progress: Called with the part that is done.
    """
    if not left.lengths or not right.lengths:
        return []
    path, score, model = _first_round(left, right, t, hint, points or {}, part(progress, 0, 0.5))
    least = min(len(left.lengths), len(right.lengths))
    if least < t.short and score < t.gate:
        return []
    if least < t.short and hint is None:
        asked = max(t.relation, min(t.relation_each * least, t.relation_most))
        if _relation(model, path) < asked:
            return []
    band = _band_around(path, t.around)
    model = model.taught(path, band)
    path, score = _best_path(model, band, part(progress, 0.5, 0.7))
    if score < t.gate_each * least:
        return []
    band = _band_around(path, t.near)
    return _probabilities(model, path, band, part(progress, 0.7, 1))


def _first_round(
    left: Text,
    right: Text,
    t: Across,
    hint: Hint | None,
    points: Mapping[tuple[int, int], float],
    progress: Progress,
) -> tuple[_Path, float, _Model]:
    """The best order by what is believed of two texts. A band that it runs along the edges of is made wider."""
    reach, begin = t.reach, 0.0
    while True:
        band = _first_band(left, right, reach, points, t)
        model = _Model.first(left, right, band, hint, t)
        path, score = _best_path(model, band, part(progress, begin, begin + (1 - begin) * 0.6))
        reach, begin = 4 * reach, begin + (1 - begin) * 0.6
        edges = sum((j == band[i][0] > 0) or (j == band[i][1] < len(right.lengths)) for i, j in path)
        if edges <= t.edges * len(path) or 2 * reach * len(left.lengths) > t.widest:
            progress(1.0)
            return path, score, model


# Whether two short texts have anything to do with each other


def _relation(model: _Model, path: _Path) -> float:
    """How much speaks for two short texts telling the same in one order, besides their layout: a logarithm of odds."""
    beads = [(range(i, k), range(j, m)) for (i, j), (k, m) in pairwise(path) if i < k and j < m]
    return _fit_by_order(model, beads) + _fit_of_keys(model.left, model.right, beads, model.t) if beads else _NONE


def _fit_by_order(model: _Model, beads: Sequence[tuple[range, range]]) -> float:
    """How seldom another order of the right sides has lengths and ends that agree as well, as a negative logarithm."""
    t, left, right = model.t, model.left, model.right
    factors = (model.scale, 1.0) if model.scale > 1 else (1.0, 1 / max(model.scale, 1e-6))
    sizes = [
        (
            max(1.0, factors[0] * sum(left.lengths[i] for i in own)),
            max(1.0, factors[1] * sum(right.lengths[j] for j in other)),
        )
        for own, other in beads
    ]
    fits = [
        [
            max(t.outlier, -((x - y) ** 2) / (model.variance * (x + y)))
            + model.endings[left.endings[own[-1]]][right.endings[other[-1]]]
            for (_, other), (_, y) in zip(beads, sizes, strict=True)
        ]
        for (own, _), (x, _) in zip(beads, sizes, strict=True)
    ]
    size, places = len(beads), range(len(beads))
    reached = sum(fits[at][at] for at in places)
    if size <= t.tried:
        sums = [sum(map(getitem, fits, order)) for order in permutations(places)]
        return -log(sum(other >= reached - 1e-9 for other in sums) / len(sums))
    # for more the sums are nearly normal, and their mean and variance are known (Hoeffding 1951)
    rows = [sum(row) / size for row in fits]
    columns = [sum(column) / size for column in zip(*fits, strict=True)]
    mean = sum(rows) / size
    squares = sum((fits[x][y] - rows[x] - columns[y] + mean) ** 2 for x in places for y in places)
    return -log(max(1e-12, erfc((reached - size * mean) / sqrt(2 * max(1e-9, squares / (size - 1)))) / 2))


def _fit_of_keys(left: Text, right: Text, beads: Sequence[tuple[range, range]], t: Across) -> float:
    """What shared keys say for the beads that they stand in, and against those that they contradict."""
    trust = _trust(t)
    names = {_WORD + key[1:] for text in (left, right) for own in text.keys for key in own if key[0] == _NAME}
    here, there = (
        _postings({_WORD + key[1:] if key[0] == _NAME else key for key in own} for own in text.keys)
        for text in (left, right)
    )
    here_in, there_in = ({s: at for at, bead in enumerate(beads) for s in bead[side]} for side in (0, 1))
    strongest: dict[str, tuple[float, bool]] = {}
    """For a word and its beginning what it is worth, and whether it stands in one bead."""
    for key in here.keys() & there.keys():
        worth = t.relation_key * trust[_NAME if key in names else key[0]]
        together = bool(
            {here_in[i] for i in here[key] if i in here_in} & {there_in[j] for j in there[key] if j in there_in}
        )
        stem = key if key[0] in (_NUMBER, _ADDRESS) else _stem(key)
        strongest[stem] = max(strongest.get(stem, (0.0, False)), (worth, together))
    alone = sum(key[0] == _NUMBER for key in here.keys() ^ there.keys())
    said = [worth if together else -worth for worth, together in strongest.values()]
    return fsum(said) - t.number_alone * min(alone, t.numbers_alone)


# What speaks for a bead


class _Sign(NamedTuple):
    """A key or word of the right version that stands for one of the left."""

    key: str
    gain: float
    """What it says if two sentences both have it, …"""
    miss: float
    """… and what it says against them if only one has."""


class _Evidence(NamedTuple):
    """What keys and words say of sentences."""

    pairs: Sequence[Sequence[tuple[int, float]]]
    """For each left sentence the right ones in the band that share something with it, and what that says."""
    alone: tuple[Sequence[float], Sequence[float]]
    """What those of each sentence say against any partner, as long as that has none of them."""


Table = Mapping[str, Sequence[_Sign]]
"""For keys or words of the left version those of the right that stand for them."""


@dataclass(frozen=True, slots=True)
class _Model:
    """What each bead of two texts scores: the logarithm of how much likelier it is than its sentences apart."""

    left: Text
    right: Text
    t: Across
    scale: float
    """Lengths of the left text are multiplied by it."""
    variance: float
    """Of the difference of two lengths, as a part of their mean."""
    openings: Sequence[Sequence[float]]
    """What it says how two first sentences open."""
    endings: Sequence[Sequence[float]]
    """What it says how two last sentences end."""
    evidence: _Evidence
    shapes: Sequence[float]
    """What each shape says that is tried."""
    hint: Hint | None
    _sums: tuple[list[list[float]], list[list[float]]] = field(repr=False)
    """For each side and 1 to 3 sentences, the length of those that end at a place."""
    _usual: tuple[list[list[float]], list[list[float]]] = field(repr=False)
    """The same for how usual such a length is, as a logarithm."""
    _inner: list[list[float]] = field(repr=False)
    """The same for what paragraphs that begin inside a bead cost on the left."""
    _first: list[list[list[float]]] = field(repr=False)
    """For each opening on the left and 1 to 3 right sentences, what openings and paragraphs say."""
    _last: list[list[float]] = field(repr=False)
    """For each ending on the left, what endings say."""

    @classmethod
    def first(cls, left: Text, right: Text, band: _Band, hint: Hint | None, t: Across) -> _Model:
        """What is believed of two texts before they are aligned."""
        scale = sum(right.lengths) / max(1, sum(left.lengths))
        places = ((0.2, -0.7, -2.0), (-0.7, 0.7, -1.0), (-2.0, -1.0, 2.5))
        quoting = ((0.1, -0.4), (-0.4, 0.8))
        openings = [[places[x // 2][y // 2] + quoting[x % 2][y % 2] for y in range(6)] for x in range(6)]
        endings = ((0.1, -1.0, -1.0, -0.5), (-1.0, 1.5, -0.5, -1.0), (-1.0, -0.5, 1.5, -1.0), (-0.5, -1.0, -1.0, 1.0))
        evidence = _evidence(left, right, _shared(left, right, t), band, t)
        return cls.made(
            left, right, t, scale, t.variance, openings, endings, evidence, t.shapes[: t.first_shapes], hint
        )

    @classmethod
    def made(
        cls,
        left: Text,
        right: Text,
        t: Across,
        scale: float,
        variance: float,
        openings: Sequence[Sequence[float]],
        endings: Sequence[Sequence[float]],
        evidence: _Evidence,
        shapes: Sequence[float],
        hint: Hint | None,
    ) -> _Model:
        # lengths are counted in letters of the wordier of the two scripts
        factors = (scale, 1.0) if scale > 1 else (1.0, 1 / max(scale, 1e-6))
        sums = tuple(_sums(text.lengths, factor) for text, factor in zip((left, right), factors, strict=True))
        usual = tuple([_how_usual(own, n) for n, own in enumerate(every)] for every in sums)
        inner = tuple(
            _inner(text.openings, alone, t.across) for text, alone in zip((left, right), evidence.alone, strict=True)
        )
        size = len(right.lengths) + 1
        first = [
            [
                [own[right.openings[at - n]] + inner[1][n][at] if at >= n else 0.0 for at in range(size)] if n else []
                for n in range(_LONGEST + 1)
            ]
            for own in openings
        ]
        last = [[0.0, *(own[ending] for ending in right.endings)] for own in endings]
        return cls(
            left, right, t, scale, variance, openings, endings, evidence, shapes, hint, (sums[0], sums[1]),
            (usual[0], usual[1]), inner[0], first, last,
        )  # fmt: skip

    def row(self, i: int, low: int, high: int) -> Iterator[tuple[int, int, list[float]]]:
        """What beads score that end behind left sentence `i` − 1 and behind right sentences `low` − 1 … `high` − 1."""
        t = self.t
        (lefts, rights), (usual_left, usual_right) = self._sums, self._usual
        spread = 2 / self.variance
        window = slice(low, high + 1)
        for (a, b), prior in zip(_SHAPES, self.shapes, strict=False):
            if i < a:
                continue
            x = lefts[a][i]
            fixed = prior + self._inner[a][i]
            density = 0.5 * log(spread / (2 * pi)) - usual_left[a][i] / 2
            floor = t.outlier
            first, last = (
                self._first[self.left.openings[i - a]][b][window],
                self._last[self.left.endings[i - 1]][window],
            )
            scores = [
                fixed + own + opening + ending
                if (own := density - 0.5 * (log(x + y) + spread * (y - x) * (y - x) / (x + y) + usual)) > floor
                else fixed + floor + opening + ending
                for y, usual, opening, ending in zip(
                    rights[b][window], usual_right[b][window], first, last, strict=True
                )
            ]
            part_of = t.several ** (max(a, b) - 1)
            for before in range(i - a, i):
                for at, found in self.evidence.pairs[before]:
                    value = part_of * found
                    for place in range(at + 1 - low, at + 1 - low + b):
                        if 0 <= place <= high - low:
                            scores[place] += value
            if self.hint is not None:
                scores = [x + y for x, y in zip(scores, self.hint(a, b, i, low, high), strict=True)]
            if low < b:  # not enough sentences
                scores[: b - low] = [_NONE] * min(b - low, len(scores))
            yield a, b, scores

    def taught(self, path: _Path, band: _Band) -> _Model:
        """What the first alignment teaches of lengths, paragraphs and words."""
        t, left, right = self.t, self.left, self.right
        beads = [(before, after) for before, after in pairwise(path) if before[0] < after[0] and before[1] < after[1]]
        ones = [(i, j) for (i, j), after in beads if after == (i + 1, j + 1)]
        scale, variance = self.scale, self.variance
        if len(ones) >= t.teaching:
            ratios = sorted(right.lengths[j] / max(1, left.lengths[i]) for i, j in ones)
            inner = ratios[len(ratios) // 10 : len(ratios) - len(ratios) // 10]
            own = sum(right.lengths[j] for _, j in ones) / max(1, sum(left.lengths[i] for i, _ in ones))
            scale = own if inner[0] <= own <= inner[-1] else inner[len(inner) // 2]
            factors = (scale, 1.0) if scale > 1 else (1.0, 1 / scale)
            squares = sorted(
                2 * (x - y) ** 2 / max(1.0, x + y)
                for x, y in ((left.lengths[i] * factors[0], right.lengths[j] * factors[1]) for i, j in ones)
            )
            # the largest are of beads that are wrong; what is cut off of a normal distribution is made up for
            kept = squares[: max(1, len(squares) * 9 // 10)]
            variance = max(t.least_variance, 1.6 * sum(kept) / len(kept))
        openings = _table(((left.openings[i], right.openings[j]) for (i, j), _ in beads), len(self.openings))
        endings = _table(((left.endings[i - 1], right.endings[j - 1]) for _, (i, j) in beads), len(self.endings))
        found = Counter((after[0] - before[0], after[1] - before[1]) for before, after in beads)
        believed = [t.belief * exp(prior) for prior in t.shapes]
        whole = len(beads) + sum(believed)
        shapes = [log((found[shape] + own) / whole) for shape, own in zip(_SHAPES, believed, strict=True)]
        table = dict(_shared(left, right, t))
        if len(ones) >= t.learning:
            table.update(_learnt(left, right, ones, t))
        return _Model.made(
            left,
            right,
            t,
            scale,
            variance,
            openings,
            endings,
            _evidence(left, right, table, band, t),
            shapes,
            self.hint,
        )


def _table(pairs: Iterable[tuple[int, int]], size: int) -> list[list[float]]:
    """How much oftener two classes come together than by chance, as a logarithm."""
    counts = [[2.0 if x == y else 0.5 for x in range(size)] for y in range(size)]
    for x, y in pairs:
        counts[x][y] += 1
    total = sum(map(sum, counts))
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    return [[max(-3.0, log(counts[x][y] * total / (rows[x] * columns[y]))) for y in range(size)] for x in range(size)]


def _sums(lengths: Sequence[int], factor: float) -> list[list[float]]:
    own = [max(1.0, length * factor) for length in lengths]
    total = [0.0, *accumulate(own)]
    return [
        [],
        *([max(1.0, total[at] - total[at - n]) if at >= n else 1.0 for at in range(len(total))] for n in (1, 2, 3)),
    ]


def _how_usual(lengths: Sequence[float], n: int) -> list[float]:
    """For the lengths of `n` sentences, how often one such length is met, as a log-normal distribution has it."""
    found = [log(length) for length in lengths[n:]] if n else []
    if not found:
        return [0.0] * len(lengths)
    mean = sum(found) / len(found)
    spread = max(0.1, sum((own - mean) ** 2 for own in found) / len(found))
    fixed = 0.5 * log(2 * pi * spread)
    return [-((log(length) - mean) ** 2) / (2 * spread) - fixed - log(length) for length in lengths]


def _inner(openings: Sequence[int], alone: Sequence[float], cost: float) -> list[list[float]]:
    """For 1 to 3 sentences that end at a place, what it costs that they have partners, as far as that is their own.

    Args:
        openings: How each sentence opens.
        alone: What its keys and words say against a partner.
        cost: What it costs that a paragraph begins in a bead.
    """
    begins = [0.0, *accumulate(-cost if opening >= 2 else 0.0 for opening in openings)]
    keys = [0.0, *accumulate(alone)]
    return [
        [],
        *(
            [begins[at] - begins[at - n + 1] + keys[at] - keys[at - n] if at >= n else 0.0 for at in range(len(keys))]
            for n in (1, 2, 3)
        ),
    ]


# Keys and words that both have


def _postings(sentences: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(sentences):
        for key in own:
            places[key].append(at)
    return places


def _trust(t: Across) -> Mapping[str, float]:
    """For each kind of key the part that a translation keeps in place."""
    return {_NUMBER: t.number, _ADDRESS: t.number, _NAME: t.name, _WORD: t.word, _START: t.cognate}


def _shared(left: Text, right: Text, t: Across) -> Table:
    """The keys that both texts have, and what each says for a pair of sentences that share it."""
    here, there = (Counter(key for own in text.keys for key in own) for text in (left, right))
    trust = _trust(t)
    table = {}
    for key in sorted(here.keys() & there.keys()):
        rare = max(here[key] / len(left.lengths), there[key] / len(right.lengths))
        # two texts that have a key very unequally often mean different things by it
        even = min(here[key], there[key]) / max(here[key], there[key])
        kept = trust[key[0]] * even
        gain = log(kept / rare)
        if gain > 0.3:
            table[key] = (_Sign(key, min(t.most, gain), -log(1 - kept)),)
    return table


def _stem(key: str) -> str:
    """What is the same for a word and its beginning."""
    return key.lstrip("^=~")[:4]


def _evidence(left: Text, right: Text, table: Table, band: _Band, t: Across) -> _Evidence:
    """What sentences share."""
    misses: dict[str, float] = {}
    for own in table.values():
        for sign in own:
            misses[sign.key] = max(sign.miss, misses.get(sign.key, 0.0))
    postings = _postings((key for key in keys | words if key in misses) for keys, words in _both(right))
    pairs, alone = [], []
    for i, (keys, words) in enumerate(_both(left)):
        low, high = band[i][0], band[i + 1][1]
        # of a word and its beginning, or two words for one, the one that says most counts
        strongest: dict[tuple[int, str], float] = {}
        missed: dict[str, float] = {}
        for key in sorted((keys | words) & table.keys()):
            stem = _stem(key)
            missed[stem] = max(missed.get(stem, 0.0), *(sign.miss for sign in table[key]))
            for sign in table[key]:
                places, value = postings[sign.key], sign.gain + 2 * sign.miss
                for at in places[bisect_left(places, low) : bisect_left(places, high)]:
                    if value > strongest.get((at, _stem(sign.key)), 0.0):
                        strongest[at, _stem(sign.key)] = value
        gains: dict[int, float] = defaultdict(float)
        for (at, _), value in strongest.items():
            gains[at] += t.damp * value
        pairs.append(sorted(gains.items()))
        alone.append(-t.damp * sum(missed.values()))
    other = []
    for keys, words in _both(right):
        missed = {}
        for key in sorted((keys | words) & misses.keys()):
            missed[_stem(key)] = max(missed.get(_stem(key), 0.0), misses[key])
        other.append(-t.damp * sum(missed.values()))
    return _Evidence(pairs, (alone, other))


def _both(text: Text) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    return zip(text.keys, text.words, strict=True)


def _learnt(left: Text, right: Text, ones: Sequence[tuple[int, int]], t: Across) -> Table:
    """The words that stand for each other in pairs of sentences, and what each says."""
    here = Counter(word for i, _ in ones for word in left.words[i])
    there = Counter(word for _, j in ones for word in right.words[j])
    most = t.learnt_share * len(ones)

    def telling(words: frozenset[str], counts: Counter[str]) -> list[str]:
        asked = [word for word in words if t.learnt_least <= counts[word] <= most]
        return sorted(asked, key=lambda word: (counts[word], word))[: t.rarest]

    together: Counter[tuple[str, str]] = Counter()
    for i, j in ones:
        others = telling(right.words[j], there)
        for word in telling(left.words[i], here):
            together.update([(word, other) for other in others])
    found: dict[str, list[_Sign]] = defaultdict(list)
    for (word, other), times in together.items():
        likelier = times * len(ones) / (here[word] * there[other])
        most_often = max(here[word], there[other])
        if times >= t.learnt_least and times >= t.learnt_part * most_often and likelier >= 3:
            kept = min(0.9, times / (most_often + 1))
            gain = min(t.most, log(likelier * times / (times + 1)))
            found[word].append(_Sign(other, gain, -log(1 - kept)))
    return {
        word: tuple(sorted(own, key=lambda sign: (-sign.gain, sign.key))[: t.learnt_others])
        for word, own in sorted(found.items())
    }


# The band


_Path = Sequence[tuple[int, int]]
"""How many left and right sentences are done after each bead, from (0, 0) on; what stands alone is a step of one."""
_Band = list[tuple[int, int]]
"""For 0 … n left sentences the first and the last number of right sentences that may go with them."""


def _first_band(left: Text, right: Text, reach: int, known: Mapping[tuple[int, int], float], t: Across) -> _Band:
    """Around the diagonal by length, bent to where the two share most."""
    n, m = len(left.lengths), len(right.lengths)
    if n * m <= t.whole:
        return [(0, m)] * (n + 1)
    sizes = [max(t.block, n // t.blocks)]
    while sizes[-1] > t.block:
        sizes.append(max(t.block, sizes[-1] // 4))
    points = _common_points(left, right, t)
    for pair, value in known.items():
        points[pair] += value
    bounds = [[0.0, *accumulate(text.lengths)] for text in (left, right)]
    middle = [m * own / max(1.0, bounds[0][n]) for own in bounds[0]]
    """For each left sentence the place on the right that is level with it, in sentences of mean length."""
    near: float = m
    for size in sizes:
        middle = _bent(points, middle, n, m, size, near)
        near = 3 * size
    away = t.block + reach
    return _steady([(max(0, int(own) - away), min(m, int(own) + away)) for own in middle], m)


def _common_points(left: Text, right: Text, t: Across) -> defaultdict[tuple[int, int], float]:
    """For pairs of sentences that share keys, how much that says of where they stand."""
    table = _shared(left, right, t)
    here, there = (_postings(text.keys) for text in (left, right))
    points: defaultdict[tuple[int, int], float] = defaultdict(float)
    for key, (sign,) in table.items():
        if len(here[key]) * len(there[key]) <= t.common:
            own = sign.gain / max(len(here[key]), len(there[key]))
            for i in here[key]:
                for j in there[key]:
                    points[i, j] += own
    return points


def _bent(
    points: Mapping[tuple[int, int], float], middle: Sequence[float], n: int, m: int, size: int, reach: float
) -> list[float]:
    """A line through the blocks of sentences that share most, near another line.

    Args:
        points: What pairs of sentences share.
        middle: For 0 … `n` left sentences, where the line to stay near to is.
        n: How many left sentences there are.
        m: How many right ones.
        size: Left sentences in a block; blocks of the right are as many.
        reach: How many right sentences the new line may be from the old one.
    """
    height = -(-n // size)
    wide = m / height
    """Right sentences in a block."""
    cells: dict[tuple[int, int], float] = defaultdict(float)
    for (i, j), value in points.items():
        cells[i // size, int(j / wide)] += value
    price = 0.3
    rows: list[tuple[int, list[float], bytearray]] = []
    for p in range(height):
        centre = middle[min(n, int((p + 0.5) * size))]
        low, high = max(0, int((centre - reach) / wide)), min(height - 1, int((centre + reach) / wide))
        if rows:
            low = max(low, rows[-1][0])
        above = rows[-1] if rows else None
        values: list[float] = []
        came = bytearray()
        for q in range(low, max(low, high) + 1):
            # a step ahead on both sides is free, one on one side alone is not
            ahead = [_NONE, _NONE, _NONE]
            if above:
                at = q - above[0]
                if 0 <= at - 1 < len(above[1]):
                    ahead[0] = above[1][at - 1]
                if 0 <= at < len(above[1]):
                    ahead[1] = above[1][at] - price
            elif q == 0:
                ahead[0] = 0.0
            if values:
                ahead[2] = values[-1] - price
            best = max(ahead)
            came.append(ahead.index(best))
            values.append(best + cells.get((p, q), 0.0) if best > _NONE / 2 else -price * (p + q))
        rows.append((low, values, came))
    p, (low, values, _) = height - 1, rows[-1]
    q = low + len(values) - 1
    found: dict[int, list[int]] = defaultdict(list)
    while p >= 0:
        low, _, came = rows[p]
        found[p].append(q)
        step = came[min(len(came) - 1, max(0, q - low))]
        if step == 2 and q > low:
            q -= 1
            continue
        q -= step == 0 and q > 0
        p -= 1
    centres = [wide * (sum(found[p]) / len(found[p]) + 0.5) for p in range(height)]
    places = [(p + 0.5) * size for p in range(height)]
    line = []
    at = 0
    for i in range(n + 1):
        while at + 2 < height and places[at + 1] < i:
            at += 1
        if i <= places[0] or height == 1:
            line.append(centres[0] * i / max(0.5, places[0]))
        elif i >= places[-1]:
            line.append(centres[-1] + (m - centres[-1]) * (i - places[-1]) / max(0.5, n - places[-1]))
        else:
            done = (i - places[at]) / (places[at + 1] - places[at])
            line.append(centres[at] + done * (centres[at + 1] - centres[at]))
    return line


def _band_around(path: _Path, reach: int) -> _Band:
    """A band around an alignment, which takes in what that leaves out on both sides."""
    n, m = path[-1]
    low, high = [m] * (n + 1), [0] * (n + 1)
    for (i0, j0), (i1, j1) in pairwise(path):
        for i in range(max(0, i0 - reach), min(n, i1 + reach) + 1) if j1 - j0 > 1 or i1 - i0 > 1 else (i0, i1):
            low[i], high[i] = min(low[i], j0), max(high[i], j1)
    return _steady([(max(0, a - reach), min(m, b + reach)) for a, b in zip(low, high, strict=True)], m)


def _steady(band: _Band, m: int) -> _Band:
    """The band with edges that never go back, from the first corner to the last."""
    lows = list(accumulate((low for low, _ in reversed(band)), min))[::-1]
    highs = list(accumulate((high for _, high in band), max))
    out = list(zip(lows, highs, strict=True))
    out[0] = (0, out[0][1])
    out[-1] = (out[-1][0], m)
    return out


# Dynamic programming


def _window(row: Sequence[float], first: int, low: int, high: int) -> Sequence[float]:
    """The values of places `low` to `high` of a row that begins at place `first`; beyond its ends nothing can be."""
    if first <= low and high < first + len(row):
        return row[low - first : high - first + 1]
    return [row[at - first] if 0 <= at - first < len(row) else _NONE for at in range(low, high + 1)]


def _best_path(model: _Model, band: _Band, progress: Progress = ignore) -> tuple[_Path, float]:
    """The best alignment in a band, and what it scores (Viterbi)."""
    t = model.t
    n, m = len(band) - 1, band[-1][1]
    ends: list[list[float]] = []
    gaps: list[float] = []
    matches: list[float] = []
    how: list[tuple[bytearray, bytearray, bytearray]] = []
    """For each row and place the shape of a bead that ends there, where a gap that ends there came from, and whether
    the gap is the better of the two."""
    for i, (low, high) in enumerate(band):
        if i % 256 == 0:
            progress(i / (n + 1))
        width = high - low + 1
        match, shapes = [_NONE] * width, bytearray(width)
        for a, b, scores in model.row(i, low, high):
            number = _SHAPES.index((a, b))
            before = _window(ends[-a], band[i - a][0], low - b, high - b)
            for at, (own, score) in enumerate(zip(before, scores, strict=True)):
                if own + score > match[at]:
                    match[at], shapes[at] = own + score, number
        gap, origin = [_NONE] * width, bytearray(width)
        if i == 0:
            match[0] = 0.0
        else:
            above = band[i - 1][0]
            opened, went = _window(matches, above, low, high), _window(gaps, above, low, high)
            for at in range(width):
                one, other = opened[at] + t.gap, went[at] + t.gap_more
                gap[at], origin[at] = (one, _OPENED_LEFT) if one >= other else (other, _WENT_LEFT)
        for at in range(1, width):
            one, other = match[at - 1] + t.gap, gap[at - 1] + t.gap_more
            if one > gap[at]:
                gap[at], origin[at] = one, _OPENED_RIGHT
            if other > gap[at]:
                gap[at], origin[at] = other, _WENT_RIGHT
        matches, gaps = match, gap
        ends = [*ends[1 - _LONGEST :], [one if one >= other else other for one, other in zip(match, gap, strict=True)]]
        how.append((shapes, origin, bytearray(other > one for one, other in zip(match, gap, strict=True))))
    i, j = n, m
    path = [(i, j)]
    in_gap = bool(how[n][2][-1])
    while (i, j) != (0, 0):
        shapes, origin, _ = how[i]
        at = j - band[i][0]
        if in_gap:
            came = origin[at]
            i, j = (i - 1, j) if came in (_OPENED_LEFT, _WENT_LEFT) else (i, j - 1)
            in_gap = came in (_WENT_LEFT, _WENT_RIGHT)
        else:
            a, b = _SHAPES[shapes[at]]
            i, j = i - a, j - b
            in_gap = bool(how[i][2][j - band[i][0]])
        path.append((i, j))
    path.reverse()
    progress(1.0)
    return path, ends[-1][-1]


_OPENED_LEFT, _WENT_LEFT, _OPENED_RIGHT, _WENT_RIGHT = range(4)
"""How a gap came about: a left sentence without a partner after a bead or after another one; the same on the right."""


def _probabilities(model: _Model, path: _Path, band: _Band, progress: Progress = ignore) -> list[Levelled]:
    """The beads of an alignment, each with the part of all alignments in the band that have it (forward-backward).

    A gap is passed left first, then right, so that it counts once. Rows are scaled, so that nothing vanishes.
    """
    n = len(band) - 1
    opened, went = exp(model.t.gap), exp(model.t.gap_more)
    weights: list[list[tuple[int, int, array[float]]]] = []
    totals: list[array[float]] = []
    scales: list[float] = []
    matches: Sequence[float] = ()
    lefts: Sequence[float] = ()
    for i, (low, high) in enumerate(band):
        if i % 256 == 0:
            progress(i / (2 * n + 2))
        width = high - low + 1
        row = [(a, b, array("d", map(exp, scores))) for a, b, scores in model.row(i, low, high)]
        match = [0.0] * width
        for a, b, own in row:
            factor = exp(scales[i - a] - scales[i - 1])
            before = _within(totals[i - a], band[i - a][0], low - b, high - b)
            match = [old + factor * x * w for old, x, w in zip(match, before, own, strict=True)]
        left = [0.0] * width
        if i:
            above = band[i - 1][0]
            earlier = zip(_within(matches, above, low, high), _within(lefts, above, low, high), strict=True)
            left = [opened * x + went * y for x, y in earlier]
        else:
            match[0] = 1.0
        right = [0.0] * width
        for at in range(1, width):
            right[at] = opened * match[at - 1] + went * (left[at - 1] + right[at - 1])
        total = [x + y + z for x, y, z in zip(match, left, right, strict=True)]
        size = sum(total) or 1.0
        scales.append((scales[-1] if scales else 0.0) + log(size))
        matches, lefts = [x / size for x in match], [x / size for x in left]
        totals.append(array("d", [x / size for x in total]))
        weights.append(row)
    whole = scales[n] + log(max(totals[n][-1], 1e-300))
    wanted = {after: before for before, after in pairwise(path) if before[0] < after[0] and before[1] < after[1]}
    out = []
    behind: dict[int, list[float]] = {}
    sizes: dict[int, float] = {n + 1: 0.0}
    below: Sequence[float] = ()
    for i in range(n, -1, -1):
        if i % 256 == 0:
            progress(1 - i / (2 * n + 2))
        low, high = band[i]
        width = high - low + 1
        rest = [0.0] * width
        if i == n:
            rest[-1] = 1.0
        for a, b in _SHAPES:
            for own in (w for x, y, w in weights[i + a] if (x, y) == (a, b)) if i + a <= n else ():
                factor = exp(sizes[i + a] - sizes[i + 1])
                first = band[i + a][0]
                later = [x * w for x, w in zip(behind[i + a], own, strict=True)]
                rest = [old + factor * x for old, x in zip(rest, _within(later, first, low + b, high + b), strict=True)]
        down = _within(below, band[i + 1][0], low, high) if i < n else [0.0] * width
        left, right, match = list(rest), list(rest), list(rest)
        for at in range(width - 1, -1, -1):
            beside = right[at + 1] if at + 1 < width else 0.0
            right[at] += went * beside
            left[at] += went * (down[at] + beside)
            match[at] += opened * (down[at] + beside)
        size = max(match) or 1.0
        sizes[i] = sizes[i + 1] + log(size)
        behind[i] = [x / size for x in match]
        below = [x / size for x in left]
        behind.pop(i + _LONGEST, None)
        for j in range(low, high + 1):
            if (begin := wanted.get((i, j))) is not None:
                own = next(w for a, b, w in weights[i] if (a, b) == (i - begin[0], j - begin[1]))
                start = totals[begin[0]][begin[1] - band[begin[0]][0]]
                value = start * own[j - low] * behind[i][j - low]
                probability = value * exp(min(700.0, scales[begin[0]] + sizes[i] - whole))
                bead = tuple(range(begin[0], i)), tuple(range(begin[1], j))
                out.append(Levelled(bead, min(1.0, probability)))
    progress(1.0)
    return out[::-1]


def _within(row: Sequence[float], first: int, low: int, high: int) -> Sequence[float]:
    """As `_window`, for probabilities: beyond the ends of the row they are 0."""
    if first <= low and high < first + len(row):
        return row[low - first : high - first + 1]
    return [row[at - first] if 0 <= at - first < len(row) else 0.0 for at in range(low, high + 1)]
