"""What alignment says: links between the sentences of two versions, the edits inside them, and what follows."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from reader.story.version import Span, Version
from reader.story.words import count_words


class Reuse(StrEnum):
    """How a link says what it says."""

    VERBATIM = "verbatim"
    """The same words; case, punctuation, quotation marks and white space aside."""
    EDITED = "edited"
    """Most words kept, in order."""
    REWORDED = "reworded"
    """The same statement in new words."""
    RELATED = "related"
    """The same fact or event, another statement: takes nothing away from "unique"."""

    @property
    def strong(self) -> bool:
        """Whether a link of this kind makes its sentences shared."""
        return self is not Reuse.RELATED


class EditOp(StrEnum):
    """What became of a run of words inside a link."""

    EQUAL = "equal"
    REPLACE = "replace"
    LEFT = "left"
    """Only in the left version; the right span is empty and says where it would stand."""
    RIGHT = "right"
    """Only in the right version; the left span is empty and says where it would stand."""
    VARIANT = "variant"
    """The same word or name written otherwise: Dmitri S. and Dmitry, 25 and twenty-five, U.S. and USA."""
    MOVED = "moved"
    """Words that stand elsewhere in the other side of the link. Each side's are an edit of their own, whose other span
    is empty and says where they would stand; an article before them may have changed."""

    @property
    def changes(self) -> bool:
        """Whether the other side does not say it: it is neither equal, nor moved, nor merely spelled otherwise."""
        return self in (EditOp.REPLACE, EditOp.LEFT, EditOp.RIGHT)


class Status(StrEnum):
    """What a sentence is beside the other versions."""

    SHARED = "shared"
    UNIQUE = "unique"
    ASIDE = "aside"
    """In a repeat, stray or furniture paragraph: counted neither way."""


class Edit(NamedTuple):
    """A word-level difference (or agreement) inside a link. Spans are code points into each version's own text."""

    op: EditOp
    left: Span
    right: Span

    def mirrored(self) -> Edit:
        """The same edit with the versions swapped."""
        return Edit(_MIRRORED_OPS.get(self.op, self.op), self.right, self.left)


_MIRRORED_OPS = {EditOp.LEFT: EditOp.RIGHT, EditOp.RIGHT: EditOp.LEFT}


class Conflict(NamedTuple):
    """A place where the two sides of a link state a fact differently."""

    kind: str
    """`differs`, `vaguer`, `source` or `negated`."""
    about: str
    """`number`, `quantity`, `money`, `date`, `time`, `name`, `quotation`, `attribution` or `statement`."""
    left: Span
    right: Span

    def mirrored(self) -> Conflict:
        """The same conflict with the versions swapped."""
        return Conflict(self.kind, self.about, self.right, self.left)


class Link(NamedTuple):
    """One or more sentences of the left version that say what one or more sentences of the right one say."""

    left: tuple[int, ...]
    """Ascending indexes into the left version's sentences."""
    right: tuple[int, ...]
    """Ascending indexes into the right version's sentences."""
    reuse: Reuse
    score: float
    """0 … 1, rounded to two decimals: how alike the two sides are."""
    moved: bool = False
    """Whether the link crosses the story's common order."""
    edits: tuple[Edit, ...] = ()
    """In order on both sides, computed against all sentences of the other side together; the spans of each side cover
    each of its words once. Empty for `related`."""
    conflicts: tuple[Conflict, ...] = ()

    def mirrored(self) -> Link:
        """The same link with the versions swapped."""
        return Link(
            self.right,
            self.left,
            self.reuse,
            self.score,
            self.moved,
            tuple(sorted((e.mirrored() for e in self.edits), key=lambda e: (e.left, e.right))),
            tuple(sorted((c.mirrored() for c in self.conflicts), key=lambda c: (c.left, c.right))),
        )


class Alignment(NamedTuple):
    """The links between two versions, ordered by their left, then right sentences."""

    left: int
    """Index into `Comparison.versions`."""
    right: int
    """Index into `Comparison.versions`."""
    links: tuple[Link, ...]

    def mirrored(self) -> Alignment:
        """The same alignment seen from the other version."""
        links = sorted((link.mirrored() for link in self.links), key=link_order)
        return Alignment(self.right, self.left, tuple(links))


class Comparison(NamedTuple):
    """A story's versions, with the roles that only comparing them shows, and their alignments."""

    versions: tuple[Version, ...]
    """As opened, but each paragraph in its final role."""
    pairs: tuple[Alignment, ...]
    """One for each pair of versions that was compared, `left` < `right`, in that order."""
    remarks: tuple[str, ...] = ()
    """What the reader should know of it: that something was too large to be compared as usual."""

    def pair(self, left: int, right: int) -> Alignment:
        """The alignment as seen from version `left`. Raises KeyError where the pair was not compared."""
        for alignment in self.pairs:
            if (alignment.left, alignment.right) == (left, right):
                return alignment
            if (alignment.left, alignment.right) == (right, left):
                return alignment.mirrored()
        raise KeyError((left, right))


def link_order(link: Link) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The key that links are sorted by."""
    return link.left, link.right


def statuses(version: Version, shared: frozenset[int]) -> tuple[Status, ...]:
    """The status of each sentence, given the indexes of those that have a strong link.

    A heading or headline counts like body: only the aside roles are set apart.
    """
    out = [Status.UNIQUE] * len(version.sentences)
    for index in shared:
        out[index] = Status.SHARED
    for paragraph in version.paragraphs:
        if paragraph.role.aside:
            for index in paragraph.sentences:
                out[index] = Status.ASIDE
    return tuple(out)


def shared_sentences(comparison: Comparison, version: int, opposite: int | None = None) -> frozenset[int]:
    """Indexes of the sentences of `version` with a strong link to `opposite`, or to any version if it is None."""
    found: set[int] = set()
    for alignment in comparison.pairs:
        for here, there, side in ((alignment.left, alignment.right, 0), (alignment.right, alignment.left, 1)):
            if here == version and opposite in (None, there):
                for link in alignment.links:
                    if link.reuse.strong:
                        found.update(link.left if side == 0 else link.right)
    return frozenset(found)


def coverage(version: Version, shared: frozenset[int]) -> float:
    """The part of a version's words that stands in the sentences `shared`; words of asides are not counted."""
    total = common = 0
    for index, (sentence, words) in enumerate(zip(version.sentences, count_words(version), strict=True)):
        if version.paragraphs[sentence.paragraph].role.aside:
            continue
        total += words
        common += words if index in shared else 0
    return common / total if total else 0.0


def differs(comparison: Comparison) -> bool:
    """Whether any version says anything that another does not say in the same words and in the same order."""
    for alignment in comparison.pairs:
        same = [link for link in alignment.links if link.reuse is Reuse.VERBATIM and not link.moved]
        for version, side in ((alignment.left, "left"), (alignment.right, "right")):
            told = {sentence for link in same for sentence in getattr(link, side)}
            if len(told) < len(comparison.versions[version].sentences):
                return True
    return False
