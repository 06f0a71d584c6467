"""Which passages are shown, and where `]` goes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from reader.align.alignment import Comparison, Link, Reuse, Status
from reader.merge.beside import READABLE_EQUAL, Beside, changed, equal_part
from reader.story.folding import Searchable, fold_text, fold_word, is_dropped
from reader.story.version import Sentence, Span, Version, sentence_at
from reader.story.words import words_by_sentence

if TYPE_CHECKING:
    from reader.tui.model.merged import MergedSheet


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
    """Whether a passage is what a filter shows; with `ALL`, what `]` goes to: what this version adds."""
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return beside.statuses[sentence] is Status.UNIQUE
    if wanted is Filter.SHARED:
        return sentence in beside.strong
    if wanted is Filter.MOVED:
        return any(beside.links[i].moved for i in beside.strong_of(sentence))
    return sentence in beside.disputed


def told_as(sheet: MergedSheet, telling: int, wanted: Filter) -> bool:
    """Whether a telling of the merged reading is what a filter shows; with `ALL`, what `]` goes to: additions."""
    told = sheet.tellings[telling]
    if sheet.fold_of(told):
        return False
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return not told.shared
    if wanted is Filter.SHARED:
        return told.shared
    return sheet.wordings.moved(told) if wanted is Filter.MOVED else sheet.wordings.conflicts(told)


# What is new to the reader


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
    from reader.align.words import stem

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


# Finding what the reader types


class Hits(Sequence[tuple[int, int]]):
    """Where a query stands in a text: half-open spans of code points, in order, none overlapping another.

    A letter stands 250,000 times in a book of 3 MB, so spans are looked up only when asked for. That works wherever a
    search from the middle of the text finds the same ones as a search from its start.
    """

    def __init__(self, text: str, needle: str, folded: Searchable | None = None) -> None:
        """Find a needle to the letter.

        Args:
            text: Where to look.
            needle: What to look for; not empty.
            folded: What the text was folded by, if its offsets are not those of the original; spans are the original's.
        """
        self._text = text
        self._needle = needle
        self._folded = folded

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._text.count(self._needle)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """All of them."""
        size = len(self._needle)
        ends = accumulate(len(part) + size for part in self._text.split(self._needle)[:-1])
        return [self._span(end - size) for end in ends]

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self._spans[index]

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that does not start before an offset."""
        found = self._text.find(self._needle, max(0, self._place(offset)))
        return None if found < 0 else self._span(found)[0]

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before an offset."""
        end = self._place(offset) - 1 + len(self._needle)
        found = self._text.rfind(self._needle, 0, max(0, end)) if offset > 0 else -1
        return None if found < 0 else self._span(found)[0]

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return self._text.count(self._needle, 0, self._place(start))

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that share a code point with a range."""
        found = self._text.find(self._needle, max(0, self._place(start) - len(self._needle)))
        while found >= 0:
            span = self._span(found)
            if span[0] >= end:
                return
            if span[1] > start:
                yield span
            found = self._text.find(self._needle, found + len(self._needle))

    def _place(self, offset: int) -> int:
        return self._folded.folded(offset) if self._folded else offset

    def _span(self, place: int) -> tuple[int, int]:
        size = len(self._needle)
        return self._folded.span(place, size) if self._folded else (place, place + size)


class ListedHits(Hits):
    """Hits that are looked up all at once, because two of them could overlap ("aa" in "aaa")."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        """Keep the hits; of those that overlap, the first."""
        super().__init__("", "")
        self._listed: list[tuple[int, int]] = []
        last = 0
        for span in spans:
            if span[0] >= last:
                self._listed.append(span)
                last = span[1]

    @property
    def _count(self) -> int:
        return len(self._listed)

    @property
    def _spans(self) -> list[tuple[int, int]]:
        return self._listed

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that does not start before an offset."""
        at = self.count_before(offset)
        return self._listed[at][0] if at < len(self._listed) else None

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before an offset."""
        at = self.count_before(offset)
        return self._listed[at - 1][0] if at else None

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return bisect_left(self._listed, start, key=lambda span: span[0])

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits that share a code point with a range."""
        for at in range(bisect_right(self._listed, start, key=lambda span: span[1]), len(self._listed)):
            if self._listed[at][0] >= end:
                return
            yield self._listed[at]


class Haystack:
    """A text made ready to be searched again and again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = Searchable(text)

    def find(self, query: str) -> Hits:
        """Where `query` stands. Case counts only if the query has capitals; runs of white space are one space."""
        folded = None if self._folded.regular else self._folded
        needle = fold_text(query)
        text = self._folded.lowered if needle == needle.lower() else self._folded.cased
        if query and is_dropped(query[0]):  # a folded text has no accents that stand alone
            folded, needle, text = None, query, self._text
        if not needle:
            return ListedHits([])
        found = Hits(text, needle, folded)
        bordered = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
        return ListedHits(found) if bordered or (folded and folded.can_overlap(needle)) else found


def hits(text: str, query: str) -> Hits:
    """Where `query` stands in a text that is searched once."""
    return Haystack(text).find(query)


def sentences_with(found: Hits, sentences: Sequence[Sentence]) -> list[int]:
    """The sentences in which a hit begins, in order."""
    out: list[int] = []
    at = found.first_from(0)
    while at is not None:
        index = sentence_at(sentences, at)
        out.append(index)
        at = found.first_from(sentences[index + 1].span.start) if index + 1 < len(sentences) else None
    return out
