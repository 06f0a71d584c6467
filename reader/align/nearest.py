"""What comes nearest to a passage that is not linked, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reader.align.alignment import Link
from reader.align.decisions import STEP
from reader.align.links import APART, APART_FLOOR, STRONG, STRONG_FLOOR
from reader.align.prepared import Match, Prepared
from reader.align.similarity import Likeness, Pair


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
    return _rounded(near.alike) if near else 0.0


def _candidate(
    match: Match, pair: Pair, near: Likeness, told: set[Pair], *, turned: bool, strictness: int
) -> Candidate:
    more = STEP * strictness
    apart = near.apart >= APART
    floor = (APART_FLOOR if apart else STRONG_FLOOR) + more
    score = _rounded(near.alike)
    if not near.telling:
        return Candidate(*pair, score, Lacks.CONTENT, _rounded(floor))
    if near.alike < floor:
        return Candidate(*pair, score, Lacks.NAMES if apart else Lacks.LIKENESS, _rounded(floor))
    rival, value = _rival(match, pair, told, turned=turned)
    if rival is not None and (rival in told or value >= near.alike):
        return Candidate(*pair, score, Lacks.RIVAL, _rounded(STRONG + more), rival, _rounded(value), rival in told)
    return Candidate(*pair, score, Lacks.LEAD, _rounded(STRONG + more))


def _rival(match: Match, pair: Pair, told: set[Pair], *, turned: bool) -> tuple[Pair | None, float]:
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


def _rounded(value: float) -> float:
    return round(max(0.0, min(1.0, value)), 2)
