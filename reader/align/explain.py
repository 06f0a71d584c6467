"""Why two passages are linked: what the score is made of, which rare words they share, what was overlooked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from reader.align.alignment import EditOp, Link, Reuse
from reader.align.decisions import STEP, pairs_of
from reader.align.groups import Group
from reader.align.links import APART, APART_FLOOR, STRONG, STRONG_FLOOR
from reader.align.prepared import Match, Prepared, Words
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Likeness, Pair
from reader.align.spelling import units_of
from reader.align.vocabulary import FUNCTION_WORDS
from reader.story.version import Version

_RAREST = 8
_ORDERED = 4_000_000
"""Word pairs up to which the order of two passages is looked at."""
_QUOTES = frozenset("\"“”„‟«»‹›「」『』'‘’‚‛`´")


class Overlooked(StrEnum):
    """What differs and was taken for no difference."""

    CASE = "case"
    PUNCTUATION = "punctuation"
    QUOTES = "quotation marks"
    SPELLING = "spelling variants"
    """Names, numbers and abbreviations that are written otherwise; `Why.variants` names them."""
    FUNCTION_WORDS = "function words"
    """Words like "the" and "of" that only one side has. They count, but little."""


@dataclass(frozen=True, slots=True)
class SharedWord:
    """A word that both sides have."""

    left: str
    """As the left version writes it first."""
    right: str
    """As the right version writes it first."""
    sentences: int
    """In how many sentences of both versions it stands, of `Why.sentences`."""
    weight: float
    """What it says, 0 … 1: 1 is a word that stands in one sentence alone. Two decimals."""


@dataclass(frozen=True, slots=True)
class Rival:
    """Another pair that one of the sentences could have been linked in."""

    left: int
    right: int
    score: float
    """0 … 1, two decimals; to be set against the link's."""


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for a link. The parts of its score lie between 0 and 1 and have two decimals."""

    score: float
    """The link's own: 1 if it is verbatim, else the mean of the three parts. A related link's is made of the same
    parts, function words counting less and numbers more, and what the shorter side shares on top."""
    words: float
    """Which part of both sides' words is shared, each word counting by its rarity (Dice's coefficient)."""
    order: float
    """The same of the words that stand in the same order (longest common subsequence)."""
    spelling: float
    """How alike the letters are: the cosine of the character trigrams, weighed by rarity."""
    shared: tuple[SharedWord, ...]
    """The rarest shared words, eight at most, the rarest first."""
    sentences: int
    """How many sentences both versions have together."""
    overlooked: tuple[Overlooked, ...]
    variants: tuple[tuple[str, str], ...]
    """Words that are one and written otherwise, as left and right have them."""
    rival: Rival | None
    """The best other pair that one of the link's sentences is in; None if they have nothing in common with others."""


def explain(prepared: Prepared, left: int, right: int, link: Link) -> Why:
    """Say why a link is one.

    Args:
        prepared: The versions, as they were compared.
        left: Index of the version that the link's left sentences are in.
        right: Index of the version that the link's right sentences are in.
        link: A link between the two, or any two passages told as one (a pin).

    Raises:
        KeyError: If the versions were not compared.
        IndexError: If the link names a sentence that is not there.
    """
    match = prepared.match(left, right)
    turned = match.left != left
    group = (link.right, link.left) if turned else (link.left, link.right)
    here, there = (
        match.rarity.bag(tuple(key for s in own for key in bags[s].keys))
        for own, bags in zip(group, match.bags, strict=True)
    )
    versions = prepared.versions[left], prepared.versions[right]
    variants = _variants(link, *versions)
    shared = _shared(match, versions[::-1] if turned else versions, group, here, there)
    if turned:
        shared = [SharedWord(word.right, word.left, word.sentences, word.weight) for word in shared]
    return Why(
        link.score,
        _rounded(_share(match.rarity, sorted(here.words & there.words), here.weight + there.weight)),
        _rounded(_share(match.rarity, _in_order(here, there), here.run + there.run)),
        _rounded(_spelling(match.rarity, here, there)),
        tuple(shared),
        match.rarity.sentences,
        _overlooked(link, *versions, variants, match.words[::-1] if turned else match.words),
        variants,
        _rival(match, group, turned=turned, related=link.reuse is Reuse.RELATED),
    )


def _rounded(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 2)


def _share(rarity: Rarity, common: Sequence[str], total: float) -> float:
    return 2 * rarity.of(common) / total if total else 0.0


def _in_order(left: Bag, right: Bag) -> Sequence[str]:
    if len(left.keys) * len(right.keys) > _ORDERED:
        return sorted(left.words & right.words)
    equal = (op for op in Indel.opcodes(left.keys, right.keys) if op.tag == "equal")
    return [key for op in equal for key in left.keys[op.src_start : op.src_end]]


def _spelling(rarity: Rarity, left: Bag, right: Bag) -> float:
    letters = rarity.by_letters(left.keys)
    return sum(letters.get(g, 0.0) for g in right.trigrams) / ((left.length * right.length) or 1.0)


def _shared(match: Match, versions: Sequence[Version], group: Group, left: Bag, right: Bag) -> list[SharedWord]:
    """The shared words that say something, the rarest first; of one rarity, in the order of one side."""
    written = [
        _written(version.text, own, words, bags)
        for version, own, words, bags in zip(versions, group, match.words, match.bags, strict=True)
    ]
    place = {key: n for n, key in reversed(list(enumerate(left.keys)))}
    keys = [key for key in left.words & right.words if key not in FUNCTION_WORDS]
    keys.sort(key=lambda key: (-match.rarity.weight[key], place[key]))
    return [
        SharedWord(
            written[0][key],
            written[1][key],
            sum(key in bag.words for side in match.bags for bag in side),
            _rounded(match.rarity.weight[key] / match.rarity.unit),
        )
        for key in keys[:_RAREST]
    ]


def _written(text: str, sentences: Sequence[int], words: Words, bags: Sequence[Bag]) -> dict[str, str]:
    """How a version first writes each key; a number or name of several words in full."""
    out: dict[str, str] = {}
    for s in sentences:
        units = [unit for unit in units_of(words[s], text) if unit.key]
        for key, unit in zip(bags[s].keys, units, strict=True):
            out.setdefault(key, text[words[s][unit.first].start : words[s][unit.last - 1].end])
    return out


def _variants(link: Link, left: Version, right: Version) -> tuple[tuple[str, str], ...]:
    """The words that are one and written otherwise, each once, in the left side's order."""
    pairs = [(edit.left.of(left.text), edit.right.of(right.text)) for edit in link.edits if edit.op is EditOp.VARIANT]
    return tuple(dict.fromkeys(pairs))


def _overlooked(
    link: Link, left: Version, right: Version, variants: Sequence[tuple[str, str]], words: tuple[Words, Words]
) -> tuple[Overlooked, ...]:
    here = " ".join(map(left.sentence_text, link.left))
    there = " ".join(map(right.sentence_text, link.right))
    found = {
        Overlooked.CASE: any(_differ_in_case(e.left.of(left.text), e.right.of(right.text)) for e in link.edits),
        Overlooked.PUNCTUATION: _marks(here, quotes=False) != _marks(there, quotes=False),
        Overlooked.QUOTES: _marks(here, quotes=True) != _marks(there, quotes=True),
        Overlooked.SPELLING: bool(variants),
        Overlooked.FUNCTION_WORDS: _function_words(words[0], link.left) != _function_words(words[1], link.right),
    }
    return tuple(kind for kind, differs in found.items() if differs)


def _differ_in_case(left: str, right: str) -> bool:
    """Whether two texts have the same letters, some of them in another case."""
    here, there = ("".join(filter(str.isalnum, text)) for text in (left, right))
    return here != there and here.casefold() == there.casefold()


def _marks(text: str, *, quotes: bool) -> list[str]:
    return [c for c in text if not (c.isalnum() or c.isspace()) and (c in _QUOTES) is quotes]


def _function_words(words: Words, sentences: Sequence[int]) -> Counter[str]:
    return Counter(word.form for s in sentences for word in words[s] if word.form in FUNCTION_WORDS)


def _rival(match: Match, group: Group, *, turned: bool, related: bool) -> Rival | None:
    """The best of the pairs that have a sentence in common with the link and are none of its own."""
    own = pairs_of([group])
    best: tuple[float, Pair] | None = None
    for pair, near in match.like.items():
        if (pair[0] in group[0] or pair[1] in group[1]) and pair not in own:
            score = near.fact if related else near.alike
            seen = pair[::-1] if turned else pair
            if best is None or (-score, seen) < (-best[0], best[1]):
                best = score, (seen[0], seen[1])
    return Rival(*best[1], _rounded(best[0])) if best else None


# What comes nearest to a passage that is not linked


class Lacks(StrEnum):
    """Why a pair is no link."""

    LIKENESS = "likeness"
    """The two are not alike enough, whatever their rivals are."""
    NAMES = "names"
    """The two name different people, places or numbers, and are not alike enough for that."""
    CONTENT = "content"
    """They share nothing but words like "the" and "of"."""
    RIVAL = "rival"
    """One of the two is more like another one, or linked to it."""
    LEAD = "lead"
    """They are each other's nearest, but too little alike for so short a lead over the others."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that could have been a link. Scores lie between 0 and 1 and have two decimals."""

    left: int
    right: int
    score: float
    """How alike the two are."""
    lacks: Lacks
    needed: float
    """The score it would need: for `LIKENESS` and `NAMES` at least, for the others if it had no rival."""
    rival: Pair | None = None
    """For `RIVAL`, the pair that comes before it, as left and right."""
    rival_score: float = 0.0
    rival_linked: bool = False
    """Whether the rival is a link; else it is only more alike."""


def nearest(
    prepared: Prepared,
    left: int,
    right: int,
    sentence: int,
    links: Sequence[Link],
    *,
    strictness: int = 0,
    most: int = 5,
) -> tuple[Candidate, ...]:
    """The sentences of another version that are most like one of this, and are not linked to it strongly.

    Args:
        prepared: The versions, as they were compared.
        left: Index of the version that the sentence is in.
        right: Index of the version in which candidates are looked for.
        sentence: Index of the sentence.
        links: The links between the two, as seen from `left`.
        strictness: How strict links were chosen.
        most: How many candidates are wanted.

    Returns:
        The candidates, the most alike first.

    Raises:
        KeyError: If the versions were not compared.
    """
    match = prepared.match(left, right)
    turned = match.left != left
    told = {(i, j) for link in links if link.reuse.strong for i in link.left for j in link.right}
    mine = {p: near for p, near in match.like.items() if p[turned] == sentence}
    seen = {(sentence, p[not turned]): near for p, near in mine.items()}
    ranked = sorted((pair for pair in seen if pair not in told), key=lambda pair: (-seen[pair].alike, pair))[:most]
    return tuple(_candidate(match, pair, seen[pair], told, turned=turned, strictness=strictness) for pair in ranked)


def likeness_between(prepared: Prepared, left: int, right: int, pair: Pair) -> float:
    """How alike two sentences are, 0 … 1, two decimals; 0 for next to nothing in common. Raises KeyError."""
    match = prepared.match(left, right)
    near = match.like.get(pair[::-1] if match.left != left else pair)
    return _rounded2(near.alike) if near else 0.0


def _candidate(
    match: Match, pair: Pair, near: Likeness, told: set[Pair], *, turned: bool, strictness: int
) -> Candidate:
    more = STEP * strictness
    apart = near.apart >= APART
    floor = (APART_FLOOR if apart else STRONG_FLOOR) + more
    score = _rounded2(near.alike)
    if not near.telling:
        return Candidate(*pair, score, Lacks.CONTENT, _rounded2(floor))
    if near.alike < floor:
        return Candidate(*pair, score, Lacks.NAMES if apart else Lacks.LIKENESS, _rounded2(floor))
    rival, value = _taken_by(match, pair, told, turned=turned)
    if rival is not None and (rival in told or value >= near.alike):
        return Candidate(*pair, score, Lacks.RIVAL, _rounded2(STRONG + more), rival, _rounded2(value), rival in told)
    return Candidate(*pair, score, Lacks.LEAD, _rounded2(STRONG + more))


def _taken_by(match: Match, pair: Pair, told: set[Pair], *, turned: bool) -> tuple[Pair | None, float]:
    """The pair that takes a sentence of this one away from it: one that is linked, or else the most alike."""
    best: tuple[bool, float, Pair] | None = None
    others = [(found[::-1] if turned else found, near.alike) for found, near in match.like.items()]
    known = {other for other, _ in others}
    others += [(other, 1.0) for other in sorted(told) if other not in known]
    for other, value in others:
        if other != pair and (other[0] == pair[0] or other[1] == pair[1]):
            rank = (other in told, value, (-other[0], -other[1]))
            if best is None or rank > best:
                best = rank
    return (None, 0.0) if best is None else ((-best[2][0], -best[2][1]), best[1])


def _rounded2(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 2)
