"""What the reader decides about links: pins, cuts, and how much it takes to make one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from reader.story.version import Role, Version

if TYPE_CHECKING:
    from reader.align.groups import Group
    from reader.align.similarity import Likeness, Pair


LOOSEST, STRICTEST = -3, 3
STEP = 0.04
"""How much likeness a step asks for more, or less. Three steps: from .24 to .48 where .36 is usual."""


class DecisionKind(StrEnum):
    """What the reader decided."""

    PIN = "pin"
    """The passages are linked, whatever they share."""
    CUT = "cut"
    """They are not, whatever they share."""


class Decision(NamedTuple):
    """A link that the reader has made or taken away."""

    kind: DecisionKind
    versions: tuple[int, int]
    """Indexes of the two versions, either first."""
    left: tuple[int, ...]
    """Sentences of the first of them, at least one; any order, and what is named twice counts once."""
    right: tuple[int, ...]
    """Sentences of the second of them, at least one."""

    def seen_from(self, left: int, right: int) -> Group | None:
        """The sentences as left and right ones of two versions, ascending; None if it is about other versions."""
        here, there = tuple(sorted(set(self.left))), tuple(sorted(set(self.right)))
        if self.versions == (left, right):
            return here, there
        return (there, here) if self.versions == (right, left) else None


class Decided(NamedTuple):
    """The decisions about two versions."""

    pins: tuple[Group, ...]
    """Each is one link, in order."""
    cuts: frozenset[Pair]
    """Sentences that must not be linked to each other."""

    @property
    def pinned(self) -> frozenset[Pair]:
        """The pairs of sentences that pins link."""
        return pairs_of(self.pins)

    def without_cuts(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """The groups that hold neither a cut pair nor a pinned one: those are told otherwise."""
        told = self.cuts | self.pinned
        return tuple(group for group in groups if told.isdisjoint(pairs_of([group])))


def pairs_of(groups: Iterable[Group]) -> frozenset[Pair]:
    """The pairs of sentences that groups link."""
    return frozenset((i, j) for left, right in groups for i in left for j in right)


def decided(decisions: Iterable[Decision], left: int, right: int, sizes: tuple[int, int]) -> Decided:
    """What the decisions say about two versions; of two that contradict each other, the later holds.

    Args:
        decisions: In the order in which they were made.
        left: Index of a version.
        right: Index of another one.
        sizes: How many sentences the two have.

    Raises:
        ValueError: If a decision names no sentence of one side.
        IndexError: If it names one that is not there.
    """
    pins: list[Group] = []
    cuts: set[Pair] = set()
    for decision in decisions:
        group = decision.seen_from(left, right)
        if group is None:
            continue
        if not all(group):
            raise ValueError("a decision names at least one sentence of each version")
        if any(not 0 <= s < size for side, size in zip(group, sizes, strict=True) for s in side):
            raise IndexError("a decision names a sentence that is not there")
        pairs = pairs_of([group])
        # a pin gives way to whatever is decided of its sentences later, and takes them from what was before
        pins = [pin for pin in pins if pairs.isdisjoint(pairs_of([pin]))]
        if decision.kind is DecisionKind.PIN:
            cuts -= pairs
            pins.append(group)
        else:
            cuts |= pairs
    return Decided(tuple(sorted(pins)), frozenset(cuts))


def under(like: Mapping[Pair, Likeness], strictness: int, without: Collection[Pair] = ()) -> dict[Pair, Likeness]:
    """The likenesses as they count for the choice of links: less by a step for each step of strictness.

    All lose the same, so that what is better than its rivals stays so by as much; only what suffices is another.

    """
    less = STEP * strictness
    if not less:
        return {pair: near for pair, near in like.items() if pair not in without} if without else dict(like)
    return {
        pair: replace(near, alike=near.alike - less, fact=near.fact - less)
        for pair, near in like.items()
        if pair not in without
    }


# What the reader says that paragraphs are for


Corrections = Mapping[tuple[int, int], Role]
"""Roles by the index of the version, and that of the paragraph in it."""


def corrected(versions: Sequence[Version], corrections: Corrections) -> tuple[Version, ...]:
    """The versions with the roles that the reader gave; those without any are the same objects.

    Raises:
        IndexError: If a correction is about a version or a paragraph that is not there.
    """
    out = list(versions)
    for (number, at), role in sorted(corrections.items()):
        paragraphs = list(out[number].paragraphs)
        paragraphs[at] = replace(paragraphs[at], role=role)
        out[number] = replace(out[number], paragraphs=tuple(paragraphs))
    return tuple(out)
