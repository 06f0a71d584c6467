"""Why two passages are linked, and why others are not.

`explain` takes a link's score apart. `nearest` says of the passages that are not linked what the rules said of them
when links were chosen (`reader.align.links.Trace`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from reader.align.alignment import Bead, EditOp, Link, Pair, Reuse, pairs_of
from reader.align.decisions import Decision, decided
from reader.align.links import Decoding, Lack, Trace, choose
from reader.align.prepared import Match, Prepared
from reader.align.rarity import Bag
from reader.align.similarity import rounded, trigram_cosine, words_in_order
from reader.align.spelling import Words, units_of
from reader.align.vocabulary import FUNCTION_WORDS
from reader.story.version import Span, Version

_RAREST = 8
_QUOTES = frozenset("\"“”„‟«»‹›「」『』'‘’‚‛`´")


class Overlooked(StrEnum):
    """A difference that does not count."""

    CASE = "case"
    PUNCTUATION = "punctuation"
    QUOTES = "quotation marks"
    SPELLING = "spelling variants"
    """Names, numbers and abbreviations in other spellings; `Why.variants` lists them."""
    RULES = "what your rules ignore"
    FUNCTION_WORDS = "function words"
    """Words like "the" and "of" that only one side has. They count, but little."""


class Ground(StrEnum):
    """What speaks for a pair of passages besides the rule that linked it."""

    OPENING = "opening"
    """Both open their versions: each is a headline or the first sentence of the text."""
    PART = "part"
    """Half of the shorter one or more, by weight, stands in the other."""
    NAMES = "names"
    """They share names or numbers."""
    BESIDE = "beside"
    """Passages beside both are linked to each other."""
    APART = "apart"
    """No other pair of theirs comes near in what it shares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWord:
    """A word that both sides have."""

    left: str
    """As the left version writes it first."""
    right: str
    """As the right version writes it first."""
    sentences: int
    """In how many sentences of both versions it stands, of `Why.sentences`."""
    weight: float
    """How much it says, 0 … 1: 1 is a word that stands in one sentence alone. Two decimals."""
    name: bool
    """Whether it is a name or a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another pair that one of the sentences could have been linked in."""

    left: int
    right: int
    score: float
    """0 … 1, two decimals; comparable with the link's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What a link is based on. The parts of its score lie between 0 and 1 and have two decimals."""

    score: float
    """The link's own: 1 if it is verbatim, else the mean of the three parts. For a related link, function words count
    less in them and numbers more, and what the shorter side shares is added."""
    words: float
    """The part of both sides' words that is shared, each word counting by its rarity (Dice's coefficient)."""
    order: float
    """The same of the words in the same order (longest common subsequence)."""
    spelling: float
    """How similar the letters are: the cosine of the character trigrams, weighed by rarity."""
    shared: tuple[SharedWord, ...]
    """The rarest shared words, eight at most, the rarest first."""
    sentences: int
    """How many sentences both versions have together."""
    overlooked: tuple[Overlooked, ...]
    variants: tuple[tuple[str, str], ...]
    """Words in two spellings, as left and right have them."""
    punctuation: tuple[tuple[str, str], ...]
    """Punctuation that differs, as left and right have it."""
    rival: Rival | None
    """The best other pair that one of the link's sentences is in; None if they share nothing with others."""
    grounds: tuple[Ground, ...]
    """What speaks for it, in the order of `Ground`; empty where the words are the same."""
    lighter: int
    """Which side says less, 0 for the left one: that of which `Ground.PART` tells a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A pair that is not linked, and why. All values lie between 0 and 1 and have two decimals, unless they need more.

    A value that is too low by less than that is given with as many decimals as show it.
    """

    left: int
    right: int
    score: float
    """How similar the two are."""
    lacks: Lack | None
    """What the rule that came nearest to linking them misses; None if it would link them, and the reader cut it."""
    value: float = 0.0
    """What they have of it: the score, or the score and the margin over their rivals together."""
    needed: float = 0.0
    """What the rule asks for; for `RIVAL`, what it would ask for without the rival."""
    rival: Pair | None = None
    """For `RIVAL`, the pair that comes first, as left and right."""
    rival_score: float = 0.0
    rival_linked: bool = False
    """Whether the rival is a link."""


def explain(prepared: Prepared, left: int, right: int, link: Link, links: Iterable[Link] = ()) -> Why:
    """Say what a link is based on.

    Args:
        prepared: The versions, as they were compared.
        left: Index of the version that the link's left sentences are in.
        right: Index of the version that the link's right sentences are in.
        link: A link between the two, or any two passages given as one (a pin).
        links: All links between the two, to see what is linked beside it.

    Raises:
        KeyError: If the versions were not compared.
        IndexError: If the link names a sentence that is not there.
    """
    match = prepared.match(left, right)
    rarity = match.evidence.rarity
    turned = match.left != left
    bead = (link.right, link.left) if turned else (link.left, link.right)
    here, there = (match.bag(side, sentences) for side, sentences in enumerate(bead))
    common = sorted(here.words & there.words)
    order = words_in_order(here.keys, there.keys, common, prepared.thresholds.sizes)
    versions = prepared.versions[left], prepared.versions[right]
    rival = _rival(match, bead, turned=turned, related=link.reuse is Reuse.RELATED)
    lighter = int(there.fact_weight < here.fact_weight)
    own = link.mirrored() if turned else link
    told = pairs_of((other.left, other.right) for other in links if other.reuse.strong)
    linked = {pair[::-1] for pair in told} if turned else told
    variants = _told_by(EditOp.VARIANT, link, *versions)
    return Why(
        score=link.score,
        words=_dice(rarity.weigh(common), here.weight + there.weight),
        order=_dice(rarity.weigh(order), here.run_weight + there.run_weight),
        spelling=rounded(trigram_cosine(rarity, here, there)),
        shared=_shared(match, versions, bead, (here, there), turned=turned),
        sentences=rarity.sentences,
        overlooked=_overlooked(link, versions, variants, match.words[::-1] if turned else match.words),
        variants=variants,
        punctuation=_told_by(EditOp.PUNCTUATION, link, *versions),
        rival=rival,
        grounds=() if link.reuse is Reuse.VERBATIM else tuple(_grounds(prepared, match, own, linked, rival)),
        lighter=1 - lighter if turned else lighter,
    )


def nearest(
    prepared: Prepared,
    left: int,
    right: int,
    sentence: int,
    links: Sequence[Link],
    *,
    strictness: int = 0,
    decisions: Iterable[Decision] = (),
    most: int = 5,
) -> tuple[Candidate, ...]:
    """The sentences of another version that are most similar to one of this version without a strong link to it.

    Links are chosen again for that, and what the rules say of the sentence is noted: some milliseconds for articles, up
    to a second for books.

    Args:
        prepared: The versions, as they were compared.
        left: Index of the version that the sentence is in.
        right: Index of the version in which candidates are looked for.
        sentence: Index of the sentence.
        links: The links between the two, as seen from `left`.
        strictness: How strict links were chosen.
        decisions: What the reader had decided then.
        most: How many candidates are wanted.

    Returns:
        The candidates, the most similar first.

    Raises:
        KeyError: If the versions were not compared.
    """
    match = prepared.match(left, right)
    turned = match.left != left
    told = {(i, j) for link in links if link.reuse.strong for i in link.left for j in link.right}
    trace = Trace(int(turned), sentence)
    score = {(sentence, pair[not turned]): match.similarities[pair].score for pair in trace.watched(match.similarities)}
    ranked = sorted((pair for pair in score if pair not in told), key=lambda pair: (-score[pair], pair))[:most]
    if not ranked:
        return ()
    sizes = len(match.words[0]), len(match.words[1])
    cuts = decided(decisions, match.left, match.right, sizes).cuts
    choose(match.evidence, strictness=strictness, cuts=cuts, thresholds=prepared.thresholds, trace=trace)
    return tuple(_candidate(match, trace, pair, told, turned=turned) for pair in ranked)


def score_between(prepared: Prepared, left: int, right: int, pair: Pair) -> float:
    """How similar two sentences are, 0 … 1, two decimals; 0 for next to nothing in common. Raises KeyError."""
    match = prepared.match(left, right)
    near = match.similarities.get(pair[::-1] if match.left != left else pair)
    return rounded(near.score) if near else 0.0


# Parts of a link's score


def _grounds(
    prepared: Prepared, match: Match, link: Link, linked: AbstractSet[Pair], rival: Rival | None
) -> Iterator[Ground]:
    """What speaks for a link; it and the pairs that are linked are given as left and right of the match."""
    bead = link.left, link.right
    may_open = all(
        any(s in heads or s in leads for s in own)
        for own, (heads, leads) in zip(bead, match.evidence.openings, strict=True)
    )
    if may_open and any(map(Decoding(match.evidence, linked=linked).is_opening, pairs_of([bead]))):
        yield Ground.OPENING
    near = match.similarity(bead, prepared.thresholds)
    if near is None:
        return
    if near.contained >= prepared.thresholds.again.contained:
        yield Ground.PART
    if near.specific_weight >= prepared.thresholds.again.specific:
        yield Ground.NAMES
    before, behind = (link.left[0] - 1, link.right[0] - 1), (link.left[-1] + 1, link.right[-1] + 1)
    if before in linked or behind in linked:
        yield Ground.BESIDE
    if rival is None or rival.score <= link.score / 2:
        yield Ground.APART


def _dice(common: float, total: float) -> float:
    return rounded(2 * common / total if total else 0.0)


def _shared(
    match: Match, versions: tuple[Version, Version], bead: Bead, bags: tuple[Bag, Bag], *, turned: bool
) -> tuple[SharedWord, ...]:
    """The shared words that say something, the rarest first; of one rarity, in the order of the match's left side."""
    rarity = match.evidence.rarity
    left, right = (
        _written(version.text, own, words, side)
        for version, own, words, side in zip(
            versions[::-1] if turned else versions, bead, match.words, match.evidence.bags, strict=True
        )
    )
    place = {key: n for n, key in reversed(list(enumerate(bags[0].keys)))}
    keys = [key for key in bags[0].words & bags[1].words if key not in FUNCTION_WORDS]
    keys.sort(key=lambda key: (-rarity.weight[key], place[key]))
    if turned:
        left, right = right, left
    return tuple(
        SharedWord(
            left=left[key],
            right=right[key],
            sentences=sum(key in bag.words for side in match.evidence.bags for bag in side),
            weight=rounded(rarity.weight[key] / rarity.unit),
            name=key in rarity.specific,
        )
        for key in keys[:_RAREST]
    )


def _written(text: str, sentences: Sequence[int], words: Words, bags: Sequence[Bag]) -> dict[str, str]:
    """How a version first writes each key; a number or name of several words in full."""
    out: dict[str, str] = {}
    for s in sentences:
        units = [unit for unit in units_of(words[s], text) if unit.key]
        for key, unit in zip(bags[s].keys, units, strict=True):
            out.setdefault(key, text[words[s][unit.first].start : words[s][unit.last - 1].end])
    return out


def _told_by(op: EditOp, link: Link, left: Version, right: Version) -> tuple[tuple[str, str], ...]:
    """What both sides have in edits of one kind, each once, in the left side's order."""
    pairs = [(edit.left.of(left.text), edit.right.of(right.text)) for edit in link.edits if edit.op is op]
    return tuple(dict.fromkeys(pairs))


def _overlooked(
    link: Link, versions: tuple[Version, Version], variants: Sequence[tuple[str, str]], words: tuple[Words, Words]
) -> tuple[Overlooked, ...]:
    left, right = versions
    shown = [edit for edit in link.edits if edit.op is EditOp.PUNCTUATION]
    here = _without(left, link.left, [edit.left for edit in shown])
    there = _without(right, link.right, [edit.right for edit in shown])
    found = {
        Overlooked.CASE: not left.rules.case
        and any(_differ_in_case(e.left.of(left.text), e.right.of(right.text)) for e in link.edits),
        Overlooked.PUNCTUATION: _marks(here, quotes=False) != _marks(there, quotes=False),
        Overlooked.QUOTES: _marks(here, quotes=True) != _marks(there, quotes=True),
        Overlooked.SPELLING: bool(variants),
        Overlooked.RULES: any(_ignored(left, s) for s in link.left) or any(_ignored(right, s) for s in link.right),
        Overlooked.FUNCTION_WORDS: _function_words(words[0], link.left) != _function_words(words[1], link.right),
    }
    return tuple(kind for kind, differs in found.items() if differs)


def _ignored(version: Version, sentence: int) -> list[Span]:
    span = version.sentences[sentence].span
    return [Span(*place) for place in version.rules.ignored(version.text, span.start, span.end)]


def _without(version: Version, sentences: Sequence[int], shown: Sequence[Span]) -> str:
    """The text of sentences, without the spans that are shown as a difference or that the reader's rules ignore."""
    out = ""
    for n in sentences:
        at = version.sentences[n].span
        place = at.start
        for span in sorted([*shown, *_ignored(version, n)]):
            if place <= span.start and span.end <= at.end:
                out += version.text[place : span.start]
                place = span.end
        out += f"{version.text[place : at.end]} "
    return out


def _differ_in_case(left: str, right: str) -> bool:
    """Whether two texts have the same letters, some of them in another case."""
    here, there = ("".join(filter(str.isalnum, text)) for text in (left, right))
    return here != there and here.casefold() == there.casefold()


def _marks(text: str, *, quotes: bool) -> list[str]:
    return [c for c in text if not (c.isalnum() or c.isspace()) and (c in _QUOTES) is quotes]


def _function_words(words: Words, sentences: Sequence[int]) -> Counter[str]:
    return Counter(word.form for s in sentences for word in words[s] if word.form in FUNCTION_WORDS)


def _rival(match: Match, bead: Bead, *, turned: bool, related: bool) -> Rival | None:
    """The best of the pairs that have a sentence in common with the link and are none of its own."""
    own = pairs_of([bead])
    best: tuple[float, Pair] | None = None
    for pair, near in match.similarities.items():
        if (pair[0] in bead[0] or pair[1] in bead[1]) and pair not in own:
            score = near.fact_score if related else near.score
            seen = pair[::-1] if turned else pair
            if best is None or (-score, seen) < (-best[0], best[1]):
                best = score, (seen[0], seen[1])
    return Rival(left=best[1][0], right=best[1][1], score=rounded(best[0])) if best else None


# Why a pair is not linked


def _candidate(match: Match, trace: Trace, pair: Pair, told: set[Pair], *, turned: bool) -> Candidate:
    """A pair, seen from the version that was asked about, and what the rules said of it."""

    def own(pair: Pair) -> Pair:
        return pair[::-1] if turned else pair

    score = rounded(match.similarities[own(pair)].score)
    refusal = trace.reason(own(pair))
    if refusal is None:
        return Candidate(left=pair[0], right=pair[1], score=score, lacks=None)
    value, needed = _told_apart(refusal.value, refusal.needed)
    rival = own(refusal.rival) if refusal.rival else None
    near = match.similarities.get(refusal.rival) if refusal.rival else None
    return Candidate(
        left=pair[0],
        right=pair[1],
        score=score,
        lacks=refusal.lack,
        value=value,
        needed=needed,
        rival=rival,
        rival_score=rounded(near.score) if near else 1.0 if rival else 0.0,
        rival_linked=rival in told,
    )


def _told_apart(value: float, needed: float) -> tuple[float, float]:
    """Two values rounded to two decimals, or to as many as show which is less."""
    for decimals in range(2, 6):
        if round(value, decimals) != round(needed, decimals):
            break
    return round(value, decimals), round(needed, decimals)
