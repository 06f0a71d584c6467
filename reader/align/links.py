"""Which sentences are linked: the decision on a pair, and the order in which pairs are decided.

A rule looks at the `Features` of one pair and returns None, or what the pair lacks (`Refusal`). Rules know nothing of
each other. `Decoding` asks them: first for pairs that are each other's best, then for what is left over, for 1:2 beads,
and for pairs that say again what a link says. Each link changes the features of the pairs beside it.

Whoever wants to know why a pair is not linked passes a `Trace`: all that the rules say of one sentence is noted there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import log, sqrt
from typing import NamedTuple

from reader.align.alignment import Pair, Rule
from reader.align.progress import Progress, ignore
from reader.align.rarity import Bag, Rarity
from reader.align.similarity import Similarity, similarity_of
from reader.align.thresholds import USUAL, Again, Order, Related, Sizes, Strong, Thresholds
from reader.align.vocabulary import FUNCTION_WORDS
from reader.align.weights import Signs

Place = tuple[int, int]
"""A side, 0 or 1, and the index of one of its sentences."""

Opening = tuple[AbstractSet[int], Sequence[int]]
"""The sentences of a version's headline, and the first sentences of its first two paragraphs of text."""


# What a decision is made from, and what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the sentences of two versions before any two of them are linked."""

    similarities: Mapping[Pair, Similarity]
    """The pairs that share anything to speak of."""
    exact: AbstractSet[Pair]
    """The pairs that say the same in the same words: they are links."""
    rarity: Rarity
    bags: tuple[Sequence[Bag], Sequence[Bag]]
    openings: tuple[Opening, Opening] = ((frozenset(), ()), (frozenset(), ()))
    """How each version opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the decision on a pair is made from: what the two share, their rivals, and the links so far."""

    similarity: Similarity
    margin: float
    """How far the score lies above that of the best rival in the pair's row and column; below zero if under it."""
    rival: Pair | None
    """The pair that comes before this one in its row or column; None if it is the first of both."""
    neighbours: int
    """How many of the two next pairs on the diagonal are linked."""
    partners: tuple[float, float]
    """The fact scores of the left and of the right sentence's best link; 0 where it has none."""
    best: float
    """The highest fact score in the pair's row and column."""
    position: int
    """How many sentences stand before the later of the two."""
    fresh: float
    """The part of the lighter sentence's fact weight that both have and no link of either tells; before `link_repeats`
    the part that both have."""

    def names_differ(self, t: Strong) -> bool:
        """Whether the two name different people, places or numbers."""
        return self.similarity.differing_weight >= t.names


class Lack(StrEnum):
    """What a pair lacks that a rule asks for."""

    CONTENT = "content"
    """They share nothing but words like "the" and "of"."""
    SCORE = "score"
    """They are not similar enough, whatever their rivals are."""
    PERSON = "person"
    """They share no more than who somebody is, and are not similar enough for that."""
    NAMES = "names"
    """They name different people, places or numbers, and are not similar enough for that."""
    RIVAL = "rival"
    """Another pair comes first for one of them."""
    MARGIN = "margin"
    """They come first, but score and margin over the rivals are too little together."""
    VAGUE = "vague"
    """They are too little similar for two versions that otherwise keep each other's wording."""
    PARTNERS = "partners"
    """Both have partners that are much nearer."""
    SHARED = "shared"
    """They share too little that no link of theirs tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a rule does not link a pair."""

    rule: Rule
    lack: Lack
    value: float
    """What the pair has, …"""
    needed: float
    """… and what the rule asks for."""
    rival: Pair | None = None
    """The pair that comes first; only for `Lack.RIVAL`."""


class Trace:
    """What the rules said of the pairs of one sentence, noted while links are chosen."""

    def __init__(self, side: int, sentence: int) -> None:
        """Watch the pairs of one sentence; `side` is 0 for one of the left version, 1 for one of the right."""
        self._side = side
        self._sentence = sentence
        self._steps: list[_Step] = []

    def begin(self, less: float) -> None:
        """Begin a step of strictness, which takes so much off every score."""
        self._steps.append(_Step(less, {}, {}))

    def watched(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Those of some pairs that are watched."""
        return [pair for pair in pairs if pair[self._side] == self._sentence]

    def refused(self, pair: Pair, refusal: Refusal | None) -> None:
        """Note what a rule said of a pair that is not linked."""
        if refusal is not None:
            self._steps[-1].refusals.setdefault(pair, []).append(refusal)

    def linked(self, pair: Pair, rule: Rule) -> None:
        """Note which rule linked a pair; of several the first counts."""
        self._steps[-1].rules.setdefault(pair, rule)

    def unlinked(self, pair: Pair, refusal: Refusal) -> None:
        """Note that a link was taken back."""
        self._steps[-1].rules.pop(pair, None)
        self.refused(pair, refusal)

    def rule(self, pair: Pair) -> Rule | None:
        """The rule that linked a pair at the last step; None if none did."""
        return self._steps[-1].rules.get(pair)

    def refusals(self, pair: Pair) -> list[Refusal]:
        """All that was said against a pair at the last step that did not link it; empty if every step linked it.

        Values are given in scores as they were before strictness took anything off.
        """
        for step in reversed(self._steps):
            if pair not in step.rules:
                own = step.refusals.get(pair, ())
                return [replace(r, value=r.value + step.less, needed=r.needed + step.less) for r in own]
        return []

    def reason(self, pair: Pair) -> Refusal | None:
        """The main one of a pair's refusals, of what the first two rules said; None if they let it pass.

        That is the first if the two are too different for any rule, else the last. Of two that ask for more than score
        and margin, it is the one that was missed by less.
        """
        main = [r for r in self.refusals(pair) if r.rule in (Rule.BEST, Rule.LEFT_OVER)]
        if not main:
            return None
        if main[0].lack in (Lack.CONTENT, Lack.SCORE, Lack.NAMES, Lack.PERSON):
            return main[0]
        if main[-1].lack is Lack.MARGIN:
            return min((r for r in main if r.lack is Lack.MARGIN), key=lambda r: r.needed - r.value)
        return main[-1]


class _Step(NamedTuple):
    """What a trace noted at one step of strictness."""

    less: float
    rules: dict[Pair, Rule]
    refusals: dict[Pair, list[Refusal]]


# The rules


def refuse_best(features: Features, t: Strong) -> Refusal | None:
    """What two sentences lack that are to be linked as each other's best."""
    score = features.similarity.score
    if refusal := _refuse_floor(Rule.BEST, features, score, t):
        return refusal
    if features.rival:
        return Refusal(rule=Rule.BEST, lack=Lack.RIVAL, value=score, needed=t.total, rival=features.rival)
    total = score + features.margin
    return None if total >= t.total else Refusal(rule=Rule.BEST, lack=Lack.MARGIN, value=total, needed=t.total)


def refuse_left_over(features: Features, t: Strong) -> Refusal | None:
    """What two sentences lack that are to be linked as the best of those without a partner.

    Beside links they need less.
    """
    score = features.similarity.score
    if features.rival:
        return Refusal(rule=Rule.LEFT_OVER, lack=Lack.RIVAL, value=score, needed=t.late_total, rival=features.rival)
    if refusal := _refuse_floor(Rule.LEFT_OVER, features, score + t.late_floor_support * features.neighbours, t):
        return refusal
    margin = max(-t.late_margin, min(t.late_margin, features.margin))
    total = score + margin + t.late_support * features.neighbours
    if total >= t.late_total:
        return None
    return Refusal(rule=Rule.LEFT_OVER, lack=Lack.MARGIN, value=total, needed=t.late_total)


def _refuse_floor(rule: Rule, features: Features, score: float, t: Strong) -> Refusal | None:
    apart, person = features.names_differ(t), features.similarity.person
    floor = t.person_floor if person else t.names_floor if apart else t.floor
    if not features.similarity.telling:
        return Refusal(rule=rule, lack=Lack.CONTENT, value=score, needed=floor)
    if score >= floor:
        return None
    lack = Lack.PERSON if person else Lack.NAMES if apart else Lack.SCORE
    return Refusal(rule=rule, lack=lack, value=score, needed=floor)


def refuse_vague(rule: Rule, features: Features, t: Strong) -> Refusal | None:
    """What a link lacks in versions that keep each other's wording: it may owe its similarity to the subject alone."""
    near = features.similarity
    if near.score >= t.vague or near.shared_weight >= t.vague_shared or features.neighbours:
        return None
    return Refusal(rule=rule, lack=Lack.VAGUE, value=near.score, needed=t.vague)


def refuse_repeat(features: Features, t: Again, strong: Strong) -> Refusal | None:
    """What two sentences lack that are to be linked because they say again what a link says.

    They must be similar enough, stand beside a link, or both open their report.
    """
    fact, partners = features.similarity.fact_score, features.partners
    if all(partners) and fact < t.linked * max(partners):
        return Refusal(rule=Rule.REPEAT, lack=Lack.PARTNERS, value=fact, needed=t.linked * max(partners))
    needed = t.again if any(partners) else strong.names_floor if features.names_differ(strong) else t.without
    if features.neighbours:
        needed = min(needed, t.beside)
    needed = max(needed, t.again_share * features.best)
    if features.position < t.opening:
        needed = min(needed, t.opening_floor)
    return None if fact >= needed else Refusal(rule=Rule.REPEAT, lack=Lack.SCORE, value=fact, needed=needed)


def refuse_part(features: Features, t: Again) -> Refusal | None:
    """What two sentences lack of which one is to be linked as a part of the other, besides what others tell of it."""
    near = features.similarity
    for value, needed in ((near.contained, t.contained), (features.fresh, t.fresh), (near.shared_weight, t.told)):
        if value < needed:
            return Refusal(rule=Rule.PART, lack=Lack.SHARED, value=value, needed=needed)
    return None


# Decoding


class Decoding:
    """The links found so far between two versions. Each method asks one rule, and adds what it lets pass."""

    def __init__(
        self,
        evidence: Evidence,
        *,
        thresholds: Thresholds = USUAL,
        linked: Iterable[Pair] = (),
        trace: Trace | None = None,
    ) -> None:
        """Begin with the pairs in the same words, and others that are known to be `linked`."""
        self.rules: dict[Pair, Rule] = {}
        """The pairs, and what linked each first."""
        self._evidence = evidence
        self._thresholds = thresholds
        self._trace = trace
        self._partners: dict[Place, float] = {}
        self._told: dict[Place, set[str]] | None = None
        """The words that the links of each sentence share. Kept from `link_repeats` on; nothing asks before."""
        self._add(evidence.exact, Rule.SAME_WORDS)
        self._add(linked, Rule.BEST)

    @property
    def pairs(self) -> AbstractSet[Pair]:
        """The pairs that are linked."""
        return self.rules.keys()

    def link_best(self) -> None:
        """Link the pairs that are each other's best. Pairs in the same words are their rivals, and no more."""
        t, similarities = self._thresholds.strong, self._evidence.similarities
        score = {pair: near.score for pair, near in similarities.items()}
        together = {pair for pair in _mutual(score) if score[pair] >= t.bonus_floor}
        ranked = {
            (i, j): own + (t.bonus if (i - 1, j - 1) in together or (i + 1, j + 1) in together else 0.0)
            for (i, j), own in score.items()
        }
        margin = _margins(score)
        first = _mutual(ranked)
        asked = {pair: self._features(pair, margin(pair), None) for pair in first if pair not in self._evidence.exact}
        self._add([pair for pair, own in asked.items() if refuse_best(own, t) is None], Rule.BEST)
        for pair in self._watched():
            rival = None if pair in first else _winner(ranked, pair)
            self._refused(pair, refuse_best(self._features(pair, margin(pair), rival), t))

    def link_left_over(self) -> None:
        """Link the best pairs of sentences without a partner. Sentences with better partners are no rivals."""
        t, similarities = self._thresholds.strong, self._evidence.similarities
        held = _highest(self.pairs, lambda pair: similarities[pair].score if pair in similarities else 1.0)
        score = {
            (i, j): near.score
            for (i, j), near in similarities.items()
            if near.score > max(held.get((0, i), 0.0), held.get((1, j), 0.0))
        }
        margin = _margins(score)
        free = {(i, j): own for (i, j), own in score.items() if (0, i) not in held and (1, j) not in held}
        first = _mutual(free)
        asked = {pair: self._features(pair, margin(pair), None) for pair in first}
        self._add([pair for pair, own in asked.items() if refuse_left_over(own, t) is None], Rule.LEFT_OVER)
        for pair in self._watched():
            rival = None if pair in first else self._link_of(pair) or _winner(free, pair)
            own = self._features(pair, margin(pair) if pair in score else 0.0, rival)
            self._refused(pair, refuse_left_over(own, t))

    def drop_vague(self, rule: Rule) -> None:
        """Take back links that owe their similarity to the subject alone.

        None in versions that reword each other. How the versions are made shows in the links that are sure.
        """
        if not self._keep_wording():
            return
        t = self._thresholds.strong
        asked = self.pairs - self._evidence.exact
        vague = {pair: r for pair in asked if (r := refuse_vague(rule, self._features(pair, 0.0, None), t))}
        if not vague:
            return
        if self._trace:
            for pair in self._trace.watched(vague):
                self._trace.unlinked(pair, vague[pair])
        kept = {pair: own for pair, own in self.rules.items() if pair not in vague}
        self.rules, self._partners = {}, {}
        for pair, own in kept.items():
            self._add((pair,), own)

    def link_beads(self) -> None:
        """Link two neighbouring sentences to the one that says what both say.

        Of the three, those that have a partner must have it in each other. A sentence takes part in one bead at most.
        """
        held = _highest(self.pairs, self._score)
        beads = []
        for one, two, side in self._halves():
            whole = (1 - side, one[1 - side])
            loose = [pair for pair in (one, two) if pair not in self.pairs]
            if any((side, pair[side]) in held for pair in loose) or (whole in held and len(loose) == 2):
                continue
            near = self._together(one, two, side)
            if near is not None and self._are_bead(near, one, two, side, held):
                beads.append((-near.score, one, two, side))
        taken: set[Place] = set()
        for _, one, two, side in sorted(beads):
            places = {(side, one[side]), (side, two[side]), (1 - side, one[1 - side])}
            if taken.isdisjoint(places):
                taken |= places
                self._add((one, two), Rule.BEAD)

    def link_repeats(self) -> None:
        """Link the pairs that say again what a link says, and those of which one is a part of the other.

        They cannot come before their rivals, so they are believed only if the two share a rare name or number, and an
        ordinary word besides. The most similar are asked first, and all again as long as links are found.
        """
        t, strong = self._thresholds.again, self._thresholds.strong
        similarities = self._evidence.similarities
        settled = {i for i, _ in self._evidence.exact}, {j for _, j in self._evidence.exact}
        asked = [
            (i, j)
            for (i, j), near in similarities.items()
            if near.ordinary
            and near.specific_weight >= t.specific
            and (i, j) not in self.pairs
            and not (i in settled[0] and j in settled[1])
        ]
        asked.sort(key=lambda pair: (-similarities[pair].fact_score, pair))
        self._note_what_is_told()
        before = -1
        while before < len(self.pairs):
            before = len(self.pairs)
            for pair in asked:
                if pair in self.pairs:
                    continue
                own = self._features(pair, 0.0, None)
                if refuse_part(own, t) is None:
                    self._add((pair,), Rule.PART)
                elif refuse_repeat(own, t, strong) is None:
                    self._add((pair,), Rule.REPEAT)
        for pair in self._watched():
            own = self._features(pair, 0.0, None)
            self._refused(pair, refuse_part(own, t))
            self._refused(pair, refuse_repeat(own, t, strong))

    def link_weighed(self) -> None:
        """Link the pairs that all signs together make likely, in versions that reword each other."""
        t, similarities = self._thresholds.weighed, self._evidence.similarities
        if self._keep_wording():
            return
        asked = [pair for pair in similarities if pair not in self.pairs and self.is_weighed(pair)]
        likely = {pair: self._thresholds.weights.probability(self.signs(pair)) for pair in asked}
        self._add([pair for pair in asked if likely[pair] >= t.likely], Rule.WEIGHED)
        for pair in self._watched():
            value = likely.get(pair, 0.0)
            self._refused(pair, Refusal(rule=Rule.WEIGHED, lack=Lack.SCORE, value=value, needed=t.likely))

    def link_answers(self) -> None:
        """Link a sentence that says in a few words what stands in a partner of the sentence before it.

        "She was 85." All that it says beside function words must stand there, a name or a number among it.
        """
        t, similarities = self._thresholds.again, self._evidence.similarities
        found = []
        for pair, near in similarities.items():
            if pair in self.pairs or near.specific_weight < t.specific:
                continue
            for side, at in enumerate(pair):
                said = {w for w in self._evidence.bags[side][at].words if w not in FUNCTION_WORDS}
                before = (at - 1, pair[1]) if side == 0 else (pair[0], at - 1)
                free = before in self.pairs and (side, at) not in self._partners
                if free and len(said) <= t.answer and said.issubset(near.shared):
                    found.append(pair)
        self._add(found, Rule.ANSWER)

    def is_weighed(self, pair: Pair) -> bool:
        """Whether the weighed decision is asked about a pair.

        Not if both have partners that are much nearer, name different things, or share no more than who somebody is,
        unless they open their versions and share a little more than that.
        """
        near, t, strong = self._evidence.similarities[pair], self._thresholds.weighed, self._thresholds.strong
        if near.specific_weight < t.specific and near.shared_weight < t.shared:
            return False
        if self.is_opening(pair):
            return near.fact_score >= t.opening
        partners = [self._partners.get((side, at), 0.0) for side, at in enumerate(pair)]
        told = all(partners) and near.fact_score < t.linked * max(partners)
        apart = near.differing_weight >= t.names and near.score < strong.names_floor
        return not (told or apart or near.person)

    def is_opening(self, pair: Pair) -> bool:
        """Whether each sentence is its version's headline or the first of its text."""
        return all(at in head or at == lead for at, (head, lead) in zip(pair, self._openings, strict=True))

    def signs(self, pair: Pair) -> Signs:
        """What the weighed decision on a pair is made from, given the links so far; for `link_weighed`."""
        i, j = pair
        near, rarity = self._evidence.similarities[pair], self._evidence.rarity
        left, right = self._evidence.bags
        if self._told is None:
            self._note_what_is_told()
        own = self._features(pair, self._fact_margin(pair), None)
        (head, lead), (other_head, other_lead) = self._openings
        opening = self.is_opening(pair)
        leads = i == lead and j == other_lead
        said = [w for w in near.shared if w not in FUNCTION_WORDS]
        before, behind = ([self._step(side, at, way) for way in (-1, 1)] for side, at in enumerate(pair))
        around = [(x, y) for near_i in before for near_j in behind for x in near_i for y in near_j]
        beside = [{*((x, j) for x in n[:1]), *((i, y) for y in m[:1])} for n, m in zip(before, behind, strict=True)]
        told = opening and bool(head or other_head) and (lead, other_lead) in self.pairs
        return Signs(
            fact=near.fact_score,
            squared=near.fact_score**2,
            score=near.score,
            shared=sqrt(near.shared_weight),
            words=log(1 + sum(w not in rarity.specific for w in said)),
            numbers=min(2, sum(w[0].isdigit() for w in said)),
            differing=near.differing_weight,
            margin=own.margin,
            opening=opening,
            leads=leads,
            opening_fact=near.fact_score if opening else 0.0,
            near=min(2, sum(p in self.pairs for p in around)),
            beside=sum(not self.pairs.isdisjoint(p) for p in beside),
            partners=min(own.partners),
            partner=max(own.partners),
            sentences=log(len(left) * len(right)) / 2,
            length=log(1 + min(_content(left[i]), _content(right[j]))),
            told=told,
        )

    @cached_property
    def _openings(self) -> list[tuple[AbstractSet[int], int | None]]:
        """The sentences of each version's headline, and its lead: the first sentence of its text.

        If the first paragraph has nothing to do with the other version, as a note of the editors, it is that of the
        second.
        """
        return [
            (heads, next((lead for lead in leads if lead in comparable), leads[0] if leads else None))
            for (heads, leads), comparable in zip(self._evidence.openings, self._comparable, strict=True)
        ]

    def _step(self, side: int, at: int, way: int) -> list[int]:
        """The two comparable sentences of a version that stand next to one, in front of it (-1) or behind it (1)."""
        places = self._comparable[side]
        here = bisect_left(places, at)
        return [places[n] for n in (here + way, here + 2 * way) if 0 <= n < len(places)]

    @cached_property
    def _comparable(self) -> tuple[list[int], list[int]]:
        """The sentences of each version that share something with a sentence of the other.

        A paragraph on something else, an advertisement, say, does not part those around it.
        """
        t = self._thresholds.weighed
        sharing = [
            pair
            for pair, near in self._evidence.similarities.items()
            if near.specific_weight >= t.specific or near.shared_weight >= t.shared
        ]
        sharing += self.pairs
        left, right = (sorted({pair[side] for pair in sharing}) for side in (0, 1))
        return left, right

    def _keep_wording(self) -> bool:
        """Whether the versions keep each other's wording, which shows in how many of the links are sure."""
        t, similarities = self._thresholds.strong, self._evidence.similarities
        sure = sum(pair in self._evidence.exact or similarities[pair].score >= t.sure for pair in self.pairs)
        return bool(self.pairs) and sure >= t.keeping * len(self.pairs)

    @cached_property
    def _fact_margin(self) -> Callable[[Pair], float]:
        return _margins({pair: near.fact_score for pair, near in self._evidence.similarities.items()})

    def link_in_order(self) -> None:
        """Link the sentences of books that stand beside links."""
        found = filled(self.pairs, self._evidence.similarities, self._thresholds.order)
        self._add(found - self.pairs, Rule.ORDER)

    # what a decision needs to know of the links so far

    def _add(self, pairs: Iterable[Pair], rule: Rule) -> None:
        similarities = self._evidence.similarities
        for pair in pairs:
            self.rules.setdefault(pair, rule)
            near = similarities.get(pair)
            fact = near.fact_score if near else 1.0
            for place in ((0, pair[0]), (1, pair[1])):
                self._partners[place] = max(self._partners.get(place, 0.0), fact)
            self._tell(pair)
            if self._trace:
                self._trace.linked(pair, rule)

    def _note_what_is_told(self) -> None:
        """Note which words of all linked sentences have their counterpart; from now on each link adds its own."""
        self._told = {}
        for pair in self.pairs:
            self._tell(pair)

    def _tell(self, pair: Pair) -> None:
        """Note which words of two linked sentences have their counterpart."""
        near = self._evidence.similarities.get(pair)
        if near and self._told is not None:
            for place in ((0, pair[0]), (1, pair[1])):
                self._told.setdefault(place, set()).update(near.shared)

    def _features(self, pair: Pair, margin: float, rival: Pair | None) -> Features:
        i, j = pair
        near = self._evidence.similarities[pair]
        here, there = (0, i), (1, j)
        fresh = near.contained
        if self._told and (here in self._told or there in self._told):
            told = self._told.get(here, _NOTHING), self._told.get(there, _NOTHING)
            own = [w for w in near.shared if w not in told[0] and w not in told[1]]
            left, right = self._evidence.bags
            fresh = self._evidence.rarity.weigh_facts(own) / min(left[i].fact_weight, right[j].fact_weight)
        return Features(
            similarity=near,
            margin=margin,
            rival=rival,
            neighbours=((i - 1, j - 1) in self.pairs) + ((i + 1, j + 1) in self.pairs),
            partners=(self._partners.get(here, 0.0), self._partners.get(there, 0.0)),
            best=max(self._best[here], self._best[there]),
            position=max(pair),
            fresh=fresh,
        )

    @cached_property
    def _best(self) -> dict[Place, float]:
        similarities = self._evidence.similarities
        return _highest(similarities, lambda pair: similarities[pair].fact_score)

    def _score(self, pair: Pair) -> float:
        near = self._evidence.similarities.get(pair)
        return near.score if near else 1.0

    def _link_of(self, pair: Pair) -> Pair | None:
        """The best link that one of two sentences is in."""
        links = [link for link in self.pairs if link[0] == pair[0] or link[1] == pair[1]]
        return min(links, key=lambda link: (-self._score(link), link), default=None)

    # 1:2 beads

    def _halves(self) -> Iterator[tuple[Pair, Pair, int]]:
        """Two neighbours of one side (0 or 1), each with the same sentence of the other; not both linked already."""
        similarities, exact = self._evidence.similarities, self._evidence.exact
        least = self._thresholds.beads.half
        for side in (0, 1):
            for one, near in similarities.items():
                two = (one[0] + 1, one[1]) if side == 0 else (one[0], one[1] + 1)
                if two not in similarities or one in exact or two in exact or (one in self.pairs and two in self.pairs):
                    continue
                next_near = similarities[two]
                if min(near.score, next_near.score) >= least and near.telling and next_near.telling:
                    yield one, two, side

    def _together(self, one: Pair, two: Pair, side: int) -> Similarity | None:
        """How similar two neighbours of one side, taken as one sentence, are to the sentence of the other side."""
        rarity, bags = self._evidence.rarity, self._evidence.bags
        both = rarity.bag(bags[side][one[side]].keys + bags[side][two[side]].keys)
        whole = bags[1 - side][one[1 - side]]
        return similarity_of(rarity, *((both, whole) if side == 0 else (whole, both)), thresholds=self._thresholds)

    def _are_bead(self, near: Similarity, one: Pair, two: Pair, side: int, held: Mapping[Place, float]) -> bool:
        t = self._thresholds.beads
        better = max(self._score(one), self._score(two))
        if near.score < better + (t.sure_gain if better >= t.sure else t.gain):
            return False
        places = (side, one[side]), (side, two[side]), (1 - side, one[1 - side])
        rival = max(self._best_rival(place, (one, two), held) for place in places)
        return near.score + max(-t.margin, min(t.margin, near.score - rival)) >= t.total

    def _best_rival(self, place: Place, own: tuple[Pair, Pair], held: Mapping[Place, float]) -> float:
        """The highest score of another pair in a row or column whose other sentence has no better partner."""
        side = 1 - place[0]
        return max(
            (
                self._score(pair)
                for pair in self._pairs_at[place]
                if pair not in own and held.get((side, pair[side]), 0.0) <= self._score(pair)
            ),
            default=0.0,
        )

    @cached_property
    def _pairs_at(self) -> dict[Place, list[Pair]]:
        pairs: dict[Place, list[Pair]] = defaultdict(list)
        for pair in self._evidence.similarities:
            pairs[0, pair[0]].append(pair)
            pairs[1, pair[1]].append(pair)
        return pairs

    # tracing

    def _watched(self) -> list[Pair]:
        """The pairs that somebody asks about and that are not linked so far."""
        if self._trace is None:
            return []
        return [pair for pair in self._trace.watched(self._evidence.similarities) if pair not in self.pairs]

    def _refused(self, pair: Pair, refusal: Refusal | None) -> None:
        if self._trace:
            self._trace.refused(pair, refusal)


_NOTHING: set[str] = set()


def strong_pairs(
    evidence: Evidence,
    *,
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
    trace: Trace | None = None,
) -> dict[Pair, Rule]:
    """The pairs that make the same statement, and what linked each.

    In books the order is asked before what is left over, and nothing is linked besides a better partner: a book says
    much twice in other words, and on 31,102 verses and a retelling that took precision from .99 to .96.
    """
    decoding = Decoding(evidence, thresholds=thresholds, trace=trace)
    decoding.link_best()
    if is_book(*evidence.bags, thresholds.sizes):
        decoding.link_in_order()
        progress(0.5)
        decoding.link_left_over()
        progress(0.6)
        decoding.link_beads()
        return decoding.rules
    decoding.drop_vague(Rule.BEST)
    progress(0.5)
    decoding.link_left_over()
    decoding.drop_vague(Rule.LEFT_OVER)
    decoding.link_beads()
    decoding.link_repeats()
    decoding.link_weighed()
    decoding.link_answers()
    return decoding.rules


def choose(
    evidence: Evidence,
    *,
    strictness: int = 0,
    cuts: AbstractSet[Pair] = frozenset(),
    thresholds: Thresholds = USUAL,
    progress: Progress = ignore,
    trace: Trace | None = None,
) -> tuple[dict[Pair, Rule], Evidence]:
    """Choose the pairs that make the same statement, as strictly as the reader wants.

    Strictness takes as much off every score, so that what is better than its rivals stays so. Each step up to the
    wanted one is taken, so that what is linked strictly is linked loosely too: rivals that fall away can let others in.

    Args:
        evidence: What is known of the sentences.
        strictness: How many steps more is asked for; less if negative.
        cuts: Pairs that must not be linked.
        thresholds: What is asked for.
        progress: Called with the part that is done.
        trace: Notes what was said of one sentence's pairs.

    Returns:
        The pairs with what linked each, and the evidence with the scores of the last step.
    """
    pairs: dict[Pair, Rule] = {}
    own = evidence
    for step in range(abs(strictness) + 1):
        less = thresholds.strong.step * (step if strictness > 0 else -step)
        own = _weakened(evidence, less, cuts)
        if trace:
            trace.begin(less)
        found = strong_pairs(own, thresholds=thresholds, progress=ignore if step else progress, trace=trace)
        if not step:
            pairs = found
        elif strictness > 0:
            pairs = {pair: rule for pair, rule in found.items() if pair in pairs}
        else:
            pairs = found | pairs
    return pairs, own


def _weakened(evidence: Evidence, less: float, cuts: AbstractSet[Pair]) -> Evidence:
    """The evidence without the pairs that are cut, with so much taken off all scores."""
    similarities = evidence.similarities
    if cuts:
        similarities = {pair: near for pair, near in similarities.items() if pair not in cuts}
    if less:
        similarities = {
            pair: replace(near, score=near.score - less, fact_score=near.fact_score - less)
            for pair, near in similarities.items()
        }
    return replace(evidence, similarities=similarities, exact=evidence.exact - cuts)


def is_long(left: Sequence[Bag], right: Sequence[Bag], sizes: Sizes = USUAL.sizes) -> bool:
    """Whether two versions have too many sentences for all pairs of them: more than 300 × 300."""
    return len(left) * len(right) > sizes.all_pairs


def is_book(left: Sequence[Bag], right: Sequence[Bag], sizes: Sizes = USUAL.sizes) -> bool:
    """Whether two versions are so long, 1,500 sentences together, that they teach how one words what the other says."""
    return is_long(left, right, sizes) and len(left) + len(right) >= sizes.book_sentences


def agreed_pairs(
    evidence: Evidence, linked: AbstractSet[Pair], support: Mapping[Pair, float], thresholds: Thresholds = USUAL
) -> set[Pair]:
    """The pairs that are linked because third versions are linked to both sentences.

    Each third version speaks for a pair by the lower score of its two links. Added to all that is otherwise known, that
    must make it likely. In books, where next to nothing is likely by itself, one sentence must have no partner.

    Args:
        evidence: What is known of the sentences.
        linked: The pairs that are linked so far.
        support: For pairs that are not, the sum of what third versions say for them.
        thresholds: What is asked for.
    """
    t = thresholds.strong
    similarities = evidence.similarities
    asked = [pair for pair in sorted(support) if pair in similarities and pair not in linked]
    if is_book(*evidence.bags, thresholds.sizes):
        told = {i for i, _ in linked}, {j for _, j in linked}
        free = [(i, j) for i, j in asked if not (i in told[0] and j in told[1])]
        return {pair for pair in free if similarities[pair].score >= t.agreed}
    decoding = Decoding(evidence, thresholds=thresholds, linked=linked)
    weights, likely = thresholds.weights, thresholds.weighed.likely
    return {pair for pair in asked if weights.probability(decoding.signs(pair), t.agreement * support[pair]) >= likely}


# The order of books


def neighbours(linked: AbstractSet[Pair]) -> dict[Pair, int]:
    """The pairs of unlinked sentences beside links, sorted, and on how many sides of each there is a link."""
    lefts, rights = {i for i, _ in linked}, {j for _, j in linked}
    beside: dict[Pair, int] = {}
    for i, j in sorted(linked):
        for pair in ((i - 1, j - 1), (i + 1, j + 1)):
            if pair[0] not in lefts and pair[1] not in rights:
                beside[pair] = beside.get(pair, 0) + 1
    return dict(sorted(beside.items()))


def filled(linked: AbstractSet[Pair], similarities: Mapping[Pair, Similarity], t: Order = USUAL.order) -> set[Pair]:
    """The links, and those that order adds to them: one partner for each sentence, the most similar."""
    found = set(linked)
    for _ in range(t.rounds):
        taken: tuple[set[int], set[int]] = set(), set()
        asked = neighbours(found)
        fit = [
            pair
            for pair, sides in asked.items()
            if pair in similarities and similarities[pair].score >= (t.between if sides > 1 else t.beside)
        ]
        before = len(found)
        for i, j in sorted(fit, key=lambda pair: (-asked[pair], -similarities[pair].score, pair)):
            if i not in taken[0] and j not in taken[1]:
                found.add((i, j))
                taken[0].add(i)
                taken[1].add(j)
        if len(found) == before:
            break
    return found


# Related sentences


def related_pairs(
    similarities: Mapping[Pair, Similarity],
    strong: AbstractSet[Pair],
    aside: Callable[[Pair], bool],
    t: Related = USUAL.related,
    *,
    long: AbstractSet[Place] = frozenset(),
) -> set[Pair]:
    """The pairs that say something else about the same: at most two a sentence, and none that is `aside`.

    A `long` sentence, as of a summary, can say one thing more.
    """
    held = _highest(strong, lambda pair: similarities[pair].fact_score if pair in similarities else 1.0)
    value = {
        pair: near.fact_score
        + t.shared * near.shared_weight
        - t.held * max(held.get((0, pair[0]), 0.0), held.get((1, pair[1]), 0.0))
        for pair, near in similarities.items()
        if near.fact_score >= t.floor
        and (near.fact_score >= t.settled_floor or _content_words(near) >= t.words)
        and not aside(pair)
    }
    needed = t.total + t.chance * _chance(similarities, t)
    best: dict[Place, float] = {}
    rank: dict[Place, int] = defaultdict(int)
    taken: dict[Place, int] = defaultdict(int)
    found = set()
    for _, pair in sorted([(-own, pair) for pair, own in value.items()]):
        places = [(side, pair[side]) for side in (0, 1)]
        near_best = [
            rank[place] < t.partners + (place in long) and value[pair] >= t.share * best.setdefault(place, value[pair])
            for place in places
        ]
        for place in places:
            rank[place] += 1
        settled = [held.get(place, 0.0) >= t.settled for place in places]
        fact = similarities[pair].fact_score
        enough = value[pair] >= needed or fact >= t.settled_floor
        if pair in strong or not enough or all(settled) or (any(settled) and fact < t.settled_floor):
            continue
        if any(near_best) and all(taken[place] < t.partners + (place in long) for place in places):
            found.add(pair)
            for place in places:
                taken[place] += 1
    return found


def long_sentences(bags: tuple[Sequence[Bag], Sequence[Bag]], t: Related = USUAL.related) -> set[Place]:
    """The sentences that have so many words that they can tell a third fact."""
    return {(side, at) for side in (0, 1) for at, bag in enumerate(bags[side]) if _content(bag) >= t.long}


def _content(bag: Bag) -> int:
    """How many words a sentence has, function words aside."""
    return sum(w not in FUNCTION_WORDS for w in bag.keys)


def _content_words(near: Similarity) -> int:
    """How many words two sentences share, function words aside."""
    return len(near.shared) - len(FUNCTION_WORDS.intersection(near.shared))


def _chance(similarities: Mapping[Pair, Similarity], t: Related) -> float:
    """The logarithm of how many sentences the versions have, as the geometric mean of both, over the fewest."""
    sentences = sqrt(len({i for i, _ in similarities}) * len({j for _, j in similarities}))
    return log(max(t.fewest, min(t.most, sentences)) / t.fewest)


# Rows and columns


def _highest(pairs: Iterable[Pair], value: Callable[[Pair], float]) -> dict[Place, float]:
    """For each sentence the highest value of the pairs that it is in."""
    highest: dict[Place, float] = {}
    for pair in pairs:
        own = value(pair)
        here, there = (0, pair[0]), (1, pair[1])
        if own > highest.get(here, -1.0):
            highest[here] = own
        if own > highest.get(there, -1.0):
            highest[there] = own
    return highest


def _mutual(value: Mapping[Pair, float]) -> set[Pair]:
    """The pairs that are the highest of their row and of their column; of equals the first counts."""
    nothing = (float("-inf"), (0, 0))
    rows: dict[int, tuple[float, Pair]] = {}
    columns: dict[int, tuple[float, Pair]] = {}
    for pair, own in value.items():
        i, j = pair
        best, known = rows.get(i, nothing)
        if own > best or (own == best and pair < known):
            rows[i] = own, pair
        best, known = columns.get(j, nothing)
        if own > best or (own == best and pair < known):
            columns[j] = own, pair
    return {pair for _, pair in rows.values() if columns[pair[1]][1] == pair}


def _winner(value: Mapping[Pair, float], pair: Pair) -> Pair | None:
    """The highest other pair of a pair's row and column; of equals the first."""
    others = [own for own in value if own != pair and (own[0] == pair[0] or own[1] == pair[1])]
    return min(others, key=lambda own: (-value[own], own), default=None)


def _margins(value: Mapping[Pair, float]) -> Callable[[Pair], float]:
    """Gives how far a pair lies above the best rival of its row and column, or below zero how far under it."""
    nothing = float("-inf")
    none = nothing, nothing
    rows: dict[int, tuple[float, float]] = {}
    columns: dict[int, tuple[float, float]] = {}
    for (i, j), own in value.items():
        first, second = rows.get(i, none)
        if own > second:
            rows[i] = (own, first) if own > first else (first, own)
        first, second = columns.get(j, none)
        if own > second:
            columns[j] = (own, first) if own > first else (first, own)

    def margin(pair: Pair) -> float:
        own = value[pair]
        rival = max(second if own == first else first for first, second in (rows[pair[0]], columns[pair[1]]))
        return own - (0.0 if rival == nothing else rival)

    return margin
