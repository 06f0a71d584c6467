"""Tellings: sentences of any number of versions that say the same, as one equivalence class."""

from __future__ import annotations

from typing import NamedTuple

from reader.align.alignment import Alignment, Comparison, Link, Reuse

Node = tuple[int, int]
"""A version's index and the index of one of its sentences."""


class Tellings(NamedTuple):
    """Every sentence of every version in one group: with all that say the same, or alone."""

    groups: tuple[tuple[tuple[int, ...], ...], ...]
    """For each group and each version, ascending indexes of its sentences; in the order of their first sentences."""
    group_of: dict[Node, int]
    """Index into `groups` of the group that each sentence is in."""

    def of(self, version: int, sentence: int) -> tuple[tuple[int, ...], ...]:
        """All that say what a sentence says, itself included. Raises KeyError if there is no such sentence."""
        return self.groups[self.group_of[version, sentence]]


def tellings_of(comparison: Comparison) -> Tellings:
    """Group the sentences that strong links join.

    The closest links come first. A link that would join two groups, of which each has both its versions already, is
    ignored: a headline that is also a little like the first sentence does not make the two one.
    """
    nodes = [(v, s) for v, version in enumerate(comparison.versions) for s in range(len(version.sentences))]
    parent = {node: node for node in nodes}
    versions_in = {node: frozenset({node[0]}) for node in nodes}
    """For the first sentence of each group, the versions in it."""

    def find(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(node: Node, other: Node) -> None:
        first, second = sorted((find(node), find(other)))
        parent[second] = first
        versions_in[first] |= versions_in[second]

    for pair, link in _closest_first(comparison):
        for version, own in ((pair.left, link.left), (pair.right, link.right)):
            for sentence in own[1:]:
                join((version, own[0]), (version, sentence))
        here, there = (pair.left, link.left[0]), (pair.right, link.right[0])
        both = {pair.left, pair.right}
        if not (both <= versions_in[find(here)] and both <= versions_in[find(there)]):
            join(here, there)
    members: dict[Node, list[Node]] = {}
    for node in nodes:
        members.setdefault(find(node), []).append(node)
    versions = range(len(comparison.versions))
    groups = tuple(
        tuple(tuple(s for v, s in found if v == version) for version in versions) for found in members.values()
    )
    return Tellings(groups, {node: index for index, found in enumerate(members.values()) for node in found})


def _closest_first(comparison: Comparison) -> list[tuple[Alignment, Link]]:
    """The strong links of all pairs in the order of `Reuse`, each kind by score, then in the versions' order."""
    kinds = list(Reuse)
    strong = [(pair, link) for pair in comparison.pairs for link in pair.links if link.reuse.strong]
    return sorted(strong, key=lambda found: (kinds.index(found[1].reuse), -found[1].score))
