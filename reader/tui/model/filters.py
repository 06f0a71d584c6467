"""Filters: which passages are shown, where `]` goes, and which sentences are new to the reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum

from reader.align.alignment import Comparison, Link, Reuse, Status
from reader.align.vocabulary import FUNCTION_WORDS, stem
from reader.merge.beside import READABLE_EQUAL, Beside, changed, equal_part
from reader.story.folding import fold_word
from reader.story.version import Span, Version
from reader.story.words import words_by_sentence

ADDED_WORDS = 4
"""A linked sentence is new if it adds this many words in one place, or (where few words are equal) in all."""


class Filter(Enum):
    """Which passages are shown, and where `]` goes."""

    ALL = "all"
    ONLY_HERE = "only here"
    SHARED = "shared"
    MOVED = "moved"
    CONFLICTS = "conflicts"
    NEW = "new to me"


HIDDEN_LABELS = {
    Filter.ONLY_HERE: "told by both",
    Filter.SHARED: "only here",
    Filter.MOVED: "in their place",
    Filter.CONFLICTS: "without conflict",
    Filter.NEW: "known",
}
"""What the passages that a filter hides have in common."""


def matches(beside: Beside, sentence: int, wanted: Filter) -> bool:
    """Whether a filter shows a passage. `ALL` gives what `]` goes to: what only this version has."""
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return beside.statuses[sentence] is Status.UNIQUE
    if wanted is Filter.SHARED:
        return sentence in beside.strong
    if wanted is Filter.MOVED:
        return any(beside.links[i].moved for i in beside.strong_of(sentence))
    return sentence in beside.disputed


def new_sentences(
    versions: Sequence[Version], comparison: Comparison | None, read: Mapping[int, Collection[int]], version: int
) -> frozenset[int]:
    """The sentences of a version that are new to the reader. Asides (furniture, strays, repeats) never are.

    Args:
        versions: The story's versions.
        comparison: What they share, once that is known.
        read: For each version, the sentences that were read.
        version: The version asked about.
    """
    here = comparison.versions[version] if comparison else versions[version]
    known = set(read.get(version, ()))
    words = _WordCache()
    for link, there, was_read in _links_to_read(comparison, read, version):
        if all(sentence in was_read for sentence in link.right):
            known.update(s for s in link.left if s not in known and not _adds_facts(words, here, there, link, s))
    return frozenset(
        n for n, s in enumerate(here.sentences) if n not in known and not here.paragraphs[s.paragraph].role.aside
    )


def _links_to_read(
    comparison: Comparison | None, read: Mapping[int, Collection[int]], version: int
) -> list[tuple[Link, Version, Collection[int]]]:
    """The version's strong links to versions that were read in part, each with that version and what was read of it."""
    out = []
    for pair in comparison.pairs if comparison else ():
        if version not in (pair.left, pair.right):
            continue
        other = pair.right if pair.left == version else pair.left
        was_read = read.get(other)
        if comparison and was_read:
            for link in pair.links:
                if link.reuse.strong:
                    seen = link if pair.left == version else link.mirrored()
                    out.append((seen, comparison.versions[other], was_read))
    return out


def _adds_facts(words: _WordCache, here: Version, there: Version, link: Link, sentence: int) -> bool:
    """Whether a sentence tells something that the other side of its link does not."""
    span = here.sentences[sentence].span
    if any(span.start <= conflict.left.start < span.end for conflict in link.conflicts):
        return True
    if link.reuse in (Reuse.VERBATIM, Reuse.TRANSLATED):
        return False
    said = {stem(fold_word(word.of(there.text))) for s in link.right for word in words.of(there, s)}
    only_here = changed(link, left=True)
    added = 0
    for number, word in enumerate(words.of(here, sentence)):
        raw = word.of(here.text)
        if stem(fold_word(raw)) in said or not any(s.start <= word.start < s.end for s in only_here):
            continue
        if (number > 0 and raw[0].isupper() and len(raw) > 1) or any(char.isdigit() for char in raw):
            return True
        added += fold_word(raw) not in FUNCTION_WORDS
    if equal_part(link) < READABLE_EQUAL:
        return added >= ADDED_WORDS  # nearly all words differ, so edits do not show what stands for what
    return any(
        words.count_in(here, link.left, edit.left) - words.count_in(there, link.right, edit.right) >= ADDED_WORDS
        for edit in link.edits
        if edit.op.changes and edit.left.start < span.end and edit.left.end > span.start
    )


class _WordCache:
    """The words of versions, each version split into words when it is first asked about."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[Span, ...]]] = {}

    def of(self, version: Version, sentence: int) -> tuple[Span, ...]:
        """The words of a sentence."""
        if version.siglum not in self._known:
            self._known[version.siglum] = list(words_by_sentence(version))
        return self._known[version.siglum][sentence]

    def count_in(self, version: Version, sentences: Collection[int], span: Span) -> int:
        """How many words of some sentences begin in a span."""
        return sum(span.start <= word.start < span.end for s in sentences for word in self.of(version, s))
