"""Who else tells a passage, in a story of three versions or more: the letters right of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.align.tellings import Tellings
from reader.story.version import Version

MOST = 4
"""Letters that stand beside a passage; where more versions tell it, their number does."""


def tellers(tellings: Tellings | None, version: int, opposite: int, sentences: int) -> Mapping[int, tuple[int, ...]]:
    """For each sentence of a version that others tell too, which: but the one opposite, of which the sign speaks.

    Args:
        tellings: What says the same; None if that is not known, or the story has two versions.
        version: The version's index.
        opposite: The index of the version opposite.
        sentences: How many sentences the version has.
    """
    if tellings is None:
        return {}
    found = {}
    for sentence in range(sentences):
        told = tellings.of(version, sentence)
        others = tuple(n for n, own in enumerate(told) if own and n not in (version, opposite))
        if others:
            found[sentence] = others
    return found


def columns(versions: int) -> int:
    """The cells that the letters take, the blank before them included; none in a story of one or two versions."""
    return 2 + min(MOST, versions - 2) if versions > 2 else 0


def label(versions: Sequence[Version], others: Sequence[int], dot: str = "·") -> str:
    """The letters: `·C`, `·CDE`; `·7` where more than four others tell it, `·all` where all do."""
    if not others:
        return ""
    if len(others) <= MOST:
        return dot + "".join(versions[n].siglum for n in others)
    return f"{dot}all" if len(others) == len(versions) - 2 else f"{dot}{len(others)}"


def named(versions: Sequence[Version], others: Sequence[int]) -> str:
    """The same in words, for the status line: `C`, `C D E`, `all 10 others`, `7 others`."""
    if len(others) <= MOST:
        return " ".join(versions[n].siglum for n in others)
    return f"all {len(others)} others" if len(others) == len(versions) - 2 else f"{len(others)} others"
