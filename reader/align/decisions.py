"""What the reader decides: which passages are linked and which are not, and what paragraphs are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from reader.align.alignment import Bead, Pair, pairs_of
from reader.story.version import Role, Version

LOOSEST, STRICTEST = -3, 3
"""Steps of strictness that the reader can choose. By `Strong.step`, .24 to .48 is asked for where .36 is usual."""


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
    """Sentences of the first of them, at least one; in any order, and one that is named twice counts once."""
    right: tuple[int, ...]
    """Sentences of the second of them, at least one."""

    def seen_from(self, left: int, right: int) -> Bead | None:
        """The sentences as left and right ones of two versions, ascending; None if it is about other versions."""
        here, there = tuple(sorted(set(self.left))), tuple(sorted(set(self.right)))
        if self.versions == (left, right):
            return here, there
        return (there, here) if self.versions == (right, left) else None


class Decided(NamedTuple):
    """What the decisions say about two versions."""

    pins: tuple[Bead, ...]
    """Each is one link, in order."""
    cuts: frozenset[Pair]
    """Sentences that must not be linked to each other."""

    @property
    def pinned(self) -> frozenset[Pair]:
        """The pairs of sentences that pins link."""
        return pairs_of(self.pins)

    def without_decided(self, beads: Sequence[Bead]) -> tuple[Bead, ...]:
        """The beads that hold neither a cut pair nor a pinned one."""
        told = self.cuts | self.pinned
        return tuple(bead for bead in beads if told.isdisjoint(pairs_of([bead])))


def decided(decisions: Iterable[Decision], left: int, right: int, sizes: tuple[int, int]) -> Decided:
    """What the decisions say about two versions; of two that contradict each other, the later counts.

    Args:
        decisions: In the order in which they were made.
        left: Index of a version.
        right: Index of another one.
        sizes: How many sentences the two have.

    Raises:
        ValueError: If a decision names no sentence of one side.
        IndexError: If it names one that is not there.
    """
    pins: list[Bead] = []
    cuts: set[Pair] = set()
    for decision in decisions:
        bead = decision.seen_from(left, right)
        if bead is None:
            continue
        if not all(bead):
            raise ValueError("a decision names at least one sentence of each version")
        if any(not 0 <= s < size for side, size in zip(bead, sizes, strict=True) for s in side):
            raise IndexError("a decision names a sentence that is not there")
        pairs = pairs_of([bead])
        # a pin gives way to whatever is decided of its sentences later
        pins = [pin for pin in pins if pairs.isdisjoint(pairs_of([pin]))]
        if decision.kind is DecisionKind.PIN:
            cuts -= pairs
            pins.append(bead)
        else:
            cuts |= pairs
    return Decided(tuple(sorted(pins)), frozenset(cuts))


Corrections = Mapping[tuple[int, int], Role]
"""Roles that the reader gave, by the index of the version and that of the paragraph in it."""


def corrected(versions: Sequence[Version], corrections: Corrections) -> tuple[Version, ...]:
    """The versions with the roles that the reader gave; versions without any are the same objects.

    Raises:
        IndexError: If a correction is about a version or a paragraph that is not there.
    """
    out = list(versions)
    for (number, at), role in sorted(corrections.items()):
        paragraphs = list(out[number].paragraphs)
        paragraphs[at] = replace(paragraphs[at], role=role)
        out[number] = replace(out[number], paragraphs=tuple(paragraphs))
    return tuple(out)
