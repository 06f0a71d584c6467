"""Which passages are shown, and where `]` goes."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, overload

from reader.align.alignment import Comparison, Link, Reuse, Status
from reader.merge.beside import READABLE_EQUAL, Beside, changed, equal_part
from reader.story.version import Sentence, Span, Version
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


# Finding what the reader types


_FOLDS = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\n", " "),
    "ς": "σ",
}
_COMBINING = (
    "\u0300-\u036f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # points of Hebrew
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # vowels of Arabic
)
"""What stands beside a letter, or draws it out, and is passed over in a search."""
_SPACES = " {2,}"
_NOT_ASCII = r"[^\x00-\x7f]+"
_FEW = 80
"""Letters that are exchanged one after the other; with more of them, all at once is quicker."""


class Hits(Sequence[tuple[int, int]]):
    """Where a query stands in a text: half-open spans of code points, in order, none overlapping another.

    A letter stands 250,000 times in a book of 3 MB; so the spans are looked for where they are asked for, wherever a
    search that begins in the middle of the text comes to the same ones.
    """

    def __init__(self, text: str, needle: str) -> None:
        self._text = text
        self._needle = needle

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
        return [(end - size, end) for end in ends]

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, index: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        return self._spans[index]

    def first_from(self, offset: int) -> int | None:
        """The start of the first hit that does not start before an offset."""
        found = self._text.find(self._needle, max(0, offset))
        return None if found < 0 else found

    def last_before(self, offset: int) -> int | None:
        """The start of the last hit that starts before an offset."""
        found = self._text.rfind(self._needle, 0, max(0, offset - 1 + len(self._needle))) if offset > 0 else -1
        return None if found < 0 else found

    def count_before(self, start: int) -> int:
        """How many hits come before the one that starts at `start`."""
        return self._text.count(self._needle, 0, start)

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The hits of which something stands in a range of code points."""
        size = len(self._needle)
        found = self.first_from(start - size + 1)
        while found is not None and found < end:
            yield found, found + size
            found = self.first_from(found + size)


class ListedHits(Hits):
    """Hits that were all looked for at once: of different lengths, or such as could overlap ("aa" in "aaa")."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        super().__init__("", "")
        self._listed = spans

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
        """The hits of which something stands in a range of code points."""
        for at in range(bisect_right(self._listed, start, key=lambda span: span[1]), len(self._listed)):
            if self._listed[at][0] >= end:
                return
            yield self._listed[at]


class Haystack:
    """A text made ready to be searched again and again."""

    def __init__(self, text: str) -> None:
        # paragraphs stay apart: no query goes over the empty line between two
        self._cased = fold(text.replace("\n\n", "\0\0"))
        self._lowered = _lower(self._cased)
        self._marked = not self._cased.isascii() and re.search(f"[{_COMBINING}]", self._cased) is not None
        """Whether letters have their accents beside them, to be passed over."""
        self._spaced = "  " in self._cased
        """Whether what is one space in a query can be several here, where a line breaks before an indented one."""

    def find(self, query: str) -> Hits:
        """Where `query` stands. Case counts only if the query has capitals; runs of white space are one space."""
        needle = re.sub(_SPACES, " ", _plain(fold(query)))
        text = self._lowered if needle == _lower(needle) else self._cased
        if not needle:
            return ListedHits([])
        if not self._marked and not (self._spaced and " " in needle):
            found = Hits(text, needle)
            bordered = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
            return ListedHits(list(found)) if bordered else found
        letters = (" +" if char == " " else re.escape(char) for char in needle)
        marks = f"[{_COMBINING}]*" if self._marked else ""
        pattern = re.compile("".join(letter + marks for letter in letters))
        return ListedHits([match.span() for match in pattern.finditer(text)])


def fold(text: str) -> str:
    """Fold a text for searching, one code point for one: marks to ASCII, accented letters to their base letters."""
    if text.isascii():
        return text.replace("`", "'").replace("\n", " ")
    letters = {*"`\n", *"".join(re.findall(_NOT_ASCII, text))}
    return _exchange(text, {char: _base(char) for char in letters})


def _base(char: str) -> str:
    if char in _FOLDS or char.isascii():
        return _FOLDS.get(char, char)
    first = unicodedata.normalize("NFD", char)[0]
    return char if unicodedata.combining(first) else _FOLDS.get(first, first)


def _lower(text: str) -> str:
    """Lower case, one code point for one, and of each letter by itself."""
    if text.isascii():
        return text.lower()
    pairs = ((char, char.lower()) for char in set(text))
    return _exchange(text, {char: _FOLDS.get(low, low) for char, low in pairs if len(low) == 1})


def _exchange(text: str, letters: dict[str, str]) -> str:
    """Put one letter for another, by the way that is quicker: 3 MB with five accents take 30 ms or half a second."""
    changed = {char: other for char, other in letters.items() if char != other}
    if len(changed) > _FEW or not changed.keys().isdisjoint(changed.values()):
        return text.translate({ord(char): other for char, other in changed.items()})
    for char, other in changed.items():
        text = text.replace(char, other)
    return text


def _plain(needle: str) -> str:
    """A query without accents that stand beside their letters, unless it is nothing but those."""
    return re.sub(f"(?<=[^{_COMBINING}])[{_COMBINING}]+", "", needle)


def hits(text: str, query: str) -> Hits:
    """Where `query` stands in a text that is searched once."""
    return Haystack(text).find(query)


def sentences_with(found: Hits, sentences: Sequence[Sentence]) -> list[int]:
    """The sentences in which a hit begins, in order."""
    out: list[int] = []
    at = found.first_from(0)
    while at is not None:
        index = max(0, bisect_right(sentences, at, key=lambda s: s.span.start) - 1)
        out.append(index)
        at = found.first_from(sentences[index + 1].span.start) if index + 1 < len(sentences) else None
    return out
