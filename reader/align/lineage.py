"""Which version likely took its words from which: a hint from dates and from what is contained in what, no proof."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.align.alignment import Alignment, Comparison, Reuse
from reader.story.version import Version
from reader.story.words import words_by_sentence

_TAKEN = 0.2
"""The part of a version's words below which nothing is said: two reports on one event share a quotation or two."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Descent:
    """A hint that a version took words from another one."""

    version: int
    """Index of the version that took them."""
    source: int
    """Index of the version that it took them from, or that has them from the same place."""
    taken: float
    """The part of its words that stands in the source in verbatim or edited sentences, 0 … 1, two decimals."""
    given: float
    """The part of the source's words that it took, likewise."""
    dated: bool
    """Whether the dates say that the source came first; if not, only that more of the version is contained in the
    source than the other way round."""


def likely_sources(comparison: Comparison) -> tuple[Descent, ...]:
    """For each version the one that it most likely took its words from, where there is one; in the versions' order.

    Of two versions the one with the earlier date is the source; where dates do not tell, the one that holds more of the
    other. Asides count neither way. No version descends from itself, through however many others.
    """
    hints = [hint for pair in comparison.pairs if (hint := _hint(comparison, pair))]
    sources: dict[int, Descent] = {}
    for hint in sorted(hints, key=lambda h: (not h.dated, -h.taken, -h.given, h.version, h.source)):
        if hint.version not in sources and not _descends(hint.source, hint.version, sources):
            sources[hint.version] = hint
    return tuple(sources[version] for version in sorted(sources))


def _descends(version: int, other: int, sources: dict[int, Descent]) -> bool:
    while version != other and version in sources:
        version = sources[version].source
    return version == other


def _hint(comparison: Comparison, pair: Alignment) -> Descent | None:
    numbers = pair.left, pair.right
    left, right = (comparison.versions[number] for number in numbers)
    taken = _kept(left, pair, mirrored=False), _kept(right, pair, mirrored=True)
    days = [_DAY.match(version.date) for version in (left, right)]
    dated = bool(days[0] and days[1] and days[0][0] != days[1][0])
    if dated:
        later = int(left.date < right.date)
    elif taken[0] == taken[1]:
        return None
    else:
        later = int(taken[0] < taken[1])
    if taken[later] < _TAKEN:
        return None
    return Descent(numbers[later], numbers[1 - later], taken[later], taken[1 - later], dated)


def _kept(version: Version, pair: Alignment, *, mirrored: bool) -> float:
    """The part of a version's words that verbatim and edited links leave as they are in the other."""
    words = list(words_by_sentence(version))
    asides = [version.paragraphs[s.paragraph].role.aside for s in version.sentences]
    total = sum(len(own) for own, aside in zip(words, asides, strict=True) if not aside)
    kept: set[int] = set()
    for link in pair.links:
        if link.reuse not in (Reuse.VERBATIM, Reuse.EDITED):
            continue
        for sentence in link.right if mirrored else link.left:
            if asides[sentence]:
                continue
            spans = [edit.right if mirrored else edit.left for edit in link.edits if not edit.op.changes]
            kept.update(w.start for w in words[sentence] if any(s.start <= w.start < s.end for s in spans))
    return round(len(kept) / total, 2) if total else 0.0
