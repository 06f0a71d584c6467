"""Whether two sentences tell the same although neither rule nor rival settles it: a weighed sum of what is known.

The weights are those of a logistic model. `python -m tests.bench.learn` fits them to the gold, prints this table, and
measures the links by topics that were left out of the fit.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple


class Signs(NamedTuple):
    """What the sum is made from, for one pair. Symmetric: left and right can be swapped."""

    fact: float
    """The fact score."""
    score: float
    """The score."""
    shared: float
    """The square root of the weight of the shared words, function words aside."""
    words: float
    """ln(1 + shared words that are neither names, numbers nor function words)."""
    numbers: float
    """Shared numbers, two at most."""
    differing: float
    """The weight of names and numbers on each side alone, on the side where it is less."""
    margin: float
    """How far the fact score is above the best rival's; below zero if under it."""
    opening: float
    """1 if each is its version's headline or first sentence of text."""
    leads: float
    """1 if each is its version's first sentence of text."""
    opening_fact: float
    """The fact score if `opening`, else 0."""
    near: float
    """Links within two sentences of the pair, two at most."""
    beside: float
    """How many of the sentences next to one of the two are linked to the other."""
    partners: float
    """The fact score of the worse of both sentences' best links; 0 if one has none."""
    partner: float
    """That of the better one."""
    fresh: float
    """The part of the lighter sentence that is shared, and that no link of either tells."""
    sentences: float
    """The logarithm of how many sentences the versions have, as the geometric mean of both."""
    length: float
    """ln(1 + content words of the shorter)."""
    told: float
    """1 if `opening`, the leads are linked, and one version has a headline."""


class Weights(NamedTuple):
    """What each sign counts, and what the sum begins with."""

    bias: float
    signs: Signs

    def probability(self, signs: Signs, more: float = 0.0) -> float:
        """How likely people are to say that two sentences make the same statement, 0 … 1, by the gold.

        `more` is added to the sum.
        """
        return 1 / (1 + exp(-self.bias - more - sum(w * x for w, x in zip(self.signs, signs, strict=True))))


LEARNT = Weights(
    bias=-2.312,
    signs=Signs(
        fact=1.185,
        score=2.989,
        shared=1.565,
        words=-0.016,
        numbers=0.772,
        differing=0.068,
        margin=2.378,
        opening=2.557,
        leads=-0.897,
        opening_fact=-2.313,
        near=0.677,
        beside=0.615,
        partners=1.864,
        partner=-0.917,
        fresh=-0.976,
        sentences=-0.436,
        length=-0.659,
        told=0.152,
    ),
)
