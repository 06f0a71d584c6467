"""Two versions of a story, each in the light of the other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from reader.align.alignment import Comparison, Link
from reader.align.tellings import Tellings
from reader.merge.beside import Beside, look
from reader.merge.tellers import tellers
from reader.story.version import Version


def facing(
    versions: Sequence[Version], comparison: Comparison | None, tellings: Tellings | None, left: int, right: int
) -> tuple[Beside, Beside]:
    """Set two versions beside each other; links have the same indexes in both.

    Args:
        versions: Those of the story, as opened.
        comparison: Has them in their final roles; None while there is none.
        tellings: What says the same in a story of more versions, as far as that is known.
        left: Index of the version in the left pane.
        right: Index of the version in the right pane.
    """
    links: tuple[Link, ...] | None = None
    if comparison is not None:
        versions = comparison.versions
        if left != right:
            with suppress(KeyError):  # a pair that was not compared yet
                links = comparison.pair(left, right).links
    mirrored = tuple(link.mirrored() for link in links) if links is not None else None
    here, there = (
        tellers(tellings, *pair, len(versions[pair[0]].sentences)) for pair in ((left, right), (right, left))
    )
    return look(versions[left], links, here), look(versions[right], mirrored, there)
