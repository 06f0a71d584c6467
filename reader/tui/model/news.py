"""What is new to the reader: passages neither read nor told by one that was read.

A passage counts as known if a version that tells it too was read there, and this telling adds no fact: it does not
contradict the other, and what only it says holds no number, no name and no longer run of words. The rule is made to err
on the side of showing too much: what it hides, the reader has read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from reader.align.alignment import Comparison, Link, Reuse
from reader.merge.beside import READABLE_EQUAL, changed, equal_part
from reader.story.version import Span, Version
from reader.story.words import words_by_sentence

LONGER = 4
"""Words of its own, in one place of a link or (where next to nothing is equal) in all, that make a side news."""


def new_sentences(
    versions: Sequence[Version], comparison: Comparison | None, read: Mapping[int, Collection[int]], version: int
) -> frozenset[int]:
    """The sentences of a version that are new to the reader; what is set apart as no part of the story never is.

    Args:
        versions: The story's versions.
        comparison: What they share, once that is known.
        read: For each version, the sentences that were read.
        version: The version asked about.
    """
    here = comparison.versions[version] if comparison else versions[version]
    known = set(read.get(version, ()))
    words = _Words()
    for link, there, was_read in _links(comparison, read, version):
        if all(sentence in was_read for sentence in link.right):
            known.update(s for s in link.left if s not in known and not _adds(words, here, there, link, s))
    return frozenset(
        n for n, s in enumerate(here.sentences) if n not in known and not here.paragraphs[s.paragraph].role.aside
    )


def _links(
    comparison: Comparison | None, read: Mapping[int, Collection[int]], version: int
) -> list[tuple[Link, Version, Collection[int]]]:
    """The strong links of a version, seen from it, to versions of which something was read."""
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


def _adds(words: _Words, here: Version, there: Version, link: Link, sentence: int) -> bool:
    """Whether a sentence tells a fact that the other side of its link does not."""
    span = here.sentences[sentence].span
    if any(span.start <= conflict.left.start < span.end for conflict in link.conflicts):
        return True
    if link.reuse is Reuse.VERBATIM:
        return False
    from reader.align.vocabulary import FUNCTION_WORDS  # needed once something was read, and never at the start
    from reader.align.words import fold, stem

    said = {stem(fold(word.of(there.text))) for s in link.right for word in words.of(there, s)}
    only_here = changed(link, left=True)
    added = 0
    for number, word in enumerate(words.of(here, sentence)):
        raw = word.of(here.text)
        if stem(fold(raw)) in said or not any(s.start <= word.start < s.end for s in only_here):
            continue
        if (number > 0 and raw[0].isupper() and len(raw) > 1) or any(char.isdigit() for char in raw):
            return True
        added += fold(raw) not in FUNCTION_WORDS
    if equal_part(link) < READABLE_EQUAL:
        return added >= LONGER  # other words all through: what stands in the same place cannot be told
    return any(
        words.within(here, link.left, edit.left) - words.within(there, link.right, edit.right) >= LONGER
        for edit in link.edits
        if edit.op.changes and edit.left.start < span.end and edit.left.end > span.start
    )


class _Words:
    """The words of versions, each looked for when it is first asked about."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[Span, ...]]] = {}

    def of(self, version: Version, sentence: int) -> tuple[Span, ...]:
        """The words of a sentence."""
        if version.siglum not in self._known:
            self._known[version.siglum] = list(words_by_sentence(version))
        return self._known[version.siglum][sentence]

    def within(self, version: Version, sentences: Collection[int], run: Span) -> int:
        """How many words of sentences begin in a run of text."""
        return sum(run.start <= word.start < run.end for s in sentences for word in self.of(version, s))
