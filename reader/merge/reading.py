"""The merged reading: the story told once, the sentences of all versions in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.align.tellings import Node, tellings_of


class Telling(NamedTuple):
    """Sentences that say the same, or one sentence that only one version has."""

    sentences: tuple[tuple[int, ...], ...]
    """For each version of the comparison, ascending indexes of its sentences; empty if it does not tell this."""
    host: int
    """Index of the version in whose order and wording it stands."""
    paragraph: int
    """The paragraph of the merged reading it stands in, counted from 0."""

    @property
    def versions(self) -> tuple[int, ...]:
        """Indexes of the versions that tell it, ascending."""
        return tuple(index for index, own in enumerate(self.sentences) if own)

    @property
    def shared(self) -> bool:
        """Whether more than one version tells it."""
        return len(self.versions) > 1


def sentences_of(telling: Telling) -> Iterator[tuple[int, int]]:
    """Version and index of each sentence of a telling."""
    for version in telling.versions:
        for sentence in telling.sentences[version]:
            yield version, sentence


def merged_order(comparison: Comparison, lead: int = 0) -> tuple[Telling, ...]:
    """The order in which the merged reading tells the story. Each sentence of each version stands in one telling.

    Sentences joined by strong links, through however many versions, are one telling (see `tellings_of`). The leading
    version's order comes first. What only other versions tell stands behind the last sentence before it, in its own
    version, that is linked in order. It never stands between two sentences of one paragraph of the leading version, but
    behind that paragraph. What precedes every such sentence stands before the first of them, yet never before the
    leading version's opening. If a version has none at all, it stands at the end.

    Args:
        comparison: The versions and their alignments. Pairs that are missing count as not linked.
        lead: Index of the leading version.

    Raises:
        IndexError: If there is no version `lead`.
    """
    if not 0 <= lead < max(1, len(comparison.versions)):
        raise IndexError(lead)
    order = _Order(comparison, lead)
    for version in sorted(range(len(comparison.versions)), key=lambda index: (index != lead, index)):
        order.place(version)
    return order.tellings()


@dataclass(slots=True, eq=False, repr=False)
class _Block:
    """A paragraph of the merged reading while it is being put together."""

    groups: list[int] = field(default_factory=list)
    followers: list[_Block] = field(default_factory=list)
    """What stands behind it, each followed by its own followers."""

    def walk(self) -> Iterator[_Block]:
        yield self
        for follower in self.followers:
            yield from follower.walk()


class _Order:
    """The merged reading while versions are placed in it, one after the other."""

    def __init__(self, comparison: Comparison, lead: int) -> None:
        self._versions = comparison.versions
        self._groups, self._group_of = tellings_of(comparison)
        self._in_order = _linked_in_order(comparison, lead)
        self._root = _Block()
        self._block_of: dict[int, _Block] = {}
        """The block of each group that has a place."""
        self._host_of: dict[int, int] = {}

    def tellings(self) -> tuple[Telling, ...]:
        """All groups that have a place, in order."""
        return tuple(
            Telling(self._groups[group], self._host_of[group], paragraph)
            for paragraph, block in enumerate(block for block in self._root.walk() if block.groups)
            for group in block.groups
        )

    def place(self, version: int) -> None:
        """Give every group of a version that has no place yet its place."""
        blocks = list(self._root.walk())
        position = {id(block): index for index, block in enumerate(blocks)}
        sentences = self._versions[version].sentences

        def landmark(sentence: int) -> int | None:
            """The position of the block that a sentence linked in order stands in."""
            linked = (version, sentence) in self._in_order
            block = self._block_of.get(self._group_of[version, sentence]) if linked else None
            return None if block is None else position.get(id(block))

        first = next((found for s in range(len(sentences)) if (found := landmark(s)) is not None), None)
        here = 0 if first is None else max(1, first - 1)  # position 0 is the root, 1 the leading version's opening
        last_paragraph = (-1, -1)
        for index, sentence in enumerate(sentences):
            found = landmark(index)
            if found is not None and found >= here:
                here = found
            group = self._group_of[version, index]
            if group in self._block_of:
                continue
            if (here, sentence.paragraph) != last_paragraph:
                blocks[here].followers.append(_Block())
                last_paragraph = (here, sentence.paragraph)
            block = blocks[here].followers[-1]
            block.groups.append(group)
            self._block_of[group] = block
            self._host_of[group] = version


def _linked_in_order(comparison: Comparison, lead: int) -> frozenset[Node]:
    """The sentences with a strong link that does not cross the common order.

    A sentence that is linked to the leading version is judged by those links alone.
    """
    judged: dict[Node, tuple[bool, bool]] = {}
    for pair in comparison.pairs:
        for link in pair.links:
            if link.reuse.strong:
                for version, opposite, own in ((pair.left, pair.right, link.left), (pair.right, pair.left, link.right)):
                    verdict = (opposite == lead, not link.moved)
                    for sentence in own:
                        judged[version, sentence] = max(judged.get((version, sentence), verdict), verdict)
    return frozenset(node for node, (_, kept) in judged.items() if kept)
