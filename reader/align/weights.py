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
    squared: float
    """Its square: the more two sentences share, the less a little more says."""
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
    bias=-3.096,
    signs=Signs(
        fact=3.574,
        squared=-7.41,
        score=8.52,
        shared=1.517,
        words=-0.145,
        numbers=0.717,
        differing=0.123,
        margin=3.022,
        opening=2.376,
        leads=-0.619,
        opening_fact=-2.689,
        near=0.636,
        beside=1.036,
        partners=-0.983,
        partner=-1.047,
        sentences=-0.275,
        length=-0.979,
        told=0.525,
    ),
)
