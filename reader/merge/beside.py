"""One version beside the one opposite it: what each of its sentences is, and where its links lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from reader.align.alignment import NO_LINKS, Comparison, EditOp, Link, Reuse, Status, Tally, coverage, statuses, tally
from reader.align.tellings import Tellings
from reader.story.version import Span, Version

READABLE_EQUAL = 0.35
"""A reworded link shows its edits only if this part of its words is equal; with less, colour would be confetti."""
MOST_LETTERS = 4
"""Letters that stand beside a passage; if more versions tell it, their number does."""


class Sign(Enum):
    """What a chunk of text is beside the version opposite."""

    PLAIN = "plain"
    """Not compared yet."""
    VERBATIM = "verbatim"
    EDITED = "edited"
    PUNCTUATED = "punctuated"
    """The same words, and only the punctuation differs."""
    REWORDED = "reworded"
    TRANSLATED = "translated"
    UNIQUE = "unique"
    CONFLICT = "conflict"
    MOVED = "moved"
    ASIDE = "aside"


SIGNS = {
    Sign.PLAIN: " ",
    Sign.VERBATIM: "=",
    Sign.PUNCTUATED: ",",
    Sign.EDITED: "≈",
    Sign.REWORDED: "~",
    Sign.TRANSLATED: "⇔",
    Sign.UNIQUE: "+",
    Sign.CONFLICT: "!",
    Sign.MOVED: "↕",
    Sign.ASIDE: "·",
}
"""How each sign is written."""
MEANINGS = {
    Sign.VERBATIM: "verbatim",
    Sign.PUNCTUATED: "other punctuation",
    Sign.EDITED: "edited",
    Sign.REWORDED: "reworded",
    Sign.TRANSLATED: "translated",
    Sign.UNIQUE: "only here",
    Sign.CONFLICT: "conflict",
    Sign.MOVED: "moved",
    Sign.ASIDE: "not counted",
}
"""What each sign is called; a plain one has no name."""


_SIGN_OF = {
    Reuse.VERBATIM: Sign.VERBATIM,
    Reuse.EDITED: Sign.EDITED,
    Reuse.REWORDED: Sign.REWORDED,
    Reuse.TRANSLATED: Sign.TRANSLATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A version's sentences in the light of the version opposite."""

    version: Version
    compared: bool
    """False until the alignment is there."""
    links: tuple[Link, ...]
    """As seen from this version: `left` is here, `right` opposite."""
    by_sentence: dict[int, tuple[int, ...]]
    """Sentence to indexes into `links`: strong ones first, better ones first."""
    statuses: tuple[Status, ...]
    bundles: tuple[int, ...]
    """For each link the number of its bundle, the same from either side; a related link is alone in its bundle."""
    tellers: Mapping[int, tuple[int, ...]]
    """For each sentence that versions besides these two tell, their indexes, as far as that is known."""
    strong: dict[int, tuple[int, ...]]
    """Sentence to indexes of its strong links, better ones first."""
    disputed: frozenset[int]
    """Sentences with a conflict in them."""
    coverage: float
    """The part of the version's words that the version opposite tells too, 0 … 1."""
    told: float
    """The part that any other version tells, as far as that is known, 0 … 1."""
    tally: Tally
    """How many links and conflicts it has with the version opposite."""

    def links_of(self, sentence: int) -> tuple[int, ...]:
        """Indexes into `links` of those that a sentence is in."""
        return self.by_sentence.get(sentence, ())

    def strong_of(self, sentence: int) -> tuple[int, ...]:
        """Indexes of a sentence's strong links, the best first."""
        return self.strong.get(sentence, ())

    def flow_together(self, sentence: int, following: int) -> bool:
        """Whether two neighbours can stand in one run: neither is linked, and the same other versions tell them."""
        linked = self.strong_of(sentence) or self.strong_of(following)
        return not linked and self.tellers.get(sentence) == self.tellers.get(following)

    def sign(self, sentence: int) -> Sign:
        """The sign of a sentence."""
        if self.version.paragraphs[self.version.sentences[sentence].paragraph].role.aside:
            return Sign.ASIDE
        if not self.compared:
            return Sign.PLAIN
        if sentence in self.disputed:
            return Sign.CONFLICT
        strong = [self.links[i] for i in self.strong_of(sentence)]
        if not strong:
            return Sign.UNIQUE
        if strong[0].moved:
            return Sign.MOVED
        if strong[0].only_punctuation:
            return Sign.PUNCTUATED
        return _SIGN_OF[strong[0].reuse]


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
    counted = tally(links or (), versions[left], versions[right])
    return look(versions[left], links, here, counted), look(versions[right], mirrored, there, counted)


def look(
    version: Version,
    links: tuple[Link, ...] | None,
    tellers: Mapping[int, tuple[int, ...]] | None = None,
    counted: Tally = NO_LINKS,
) -> Beside:
    """Set a version beside the one opposite; `links` is None while they are not known, and `counted` are their numbers.

    All that every frame asks for is worked out here once: 0.3 s for 20,000 paragraphs, too long for each key.
    """
    by_sentence: dict[int, list[int]] = {}
    shared: set[int] = set()
    for index, link in enumerate(links or ()):
        for sentence in link.left:
            by_sentence.setdefault(sentence, []).append(index)
        if link.reuse.strong:
            shared.update(link.left)
    known = links or ()
    ranked = {
        sentence: tuple(sorted(indexes, key=lambda i: (not known[i].reuse.strong, -known[i].score, known[i].right)))
        for sentence, indexes in by_sentence.items()
    }
    strong = {sentence: tuple(i for i in indexes if known[i].reuse.strong) for sentence, indexes in ranked.items()}
    told = shared | (tellers or {}).keys()
    covered = coverage(version, frozenset(shared)) if shared else 0.0
    return Beside(
        version=version,
        compared=links is not None,
        links=known,
        by_sentence=ranked,
        statuses=statuses(version, frozenset(shared)),
        bundles=bundle(known),
        tellers=tellers or {},
        strong={sentence: indexes for sentence, indexes in strong.items() if indexes},
        disputed=frozenset(_disputed(version, known)),
        coverage=covered,
        told=coverage(version, frozenset(told)) if len(told) > len(shared) else covered,
        tally=counted,
    )


def bundle(links: tuple[Link, ...]) -> tuple[int, ...]:
    """Number the bundles: strong links that run in order beside each other, or share a sentence, are one.

    Two links belong together if from one to the next both sides step by 0 or 1 sentences. A bundle is a connected
    component of that relation, so that it is the same seen from either version.
    """
    leader = list(range(len(links)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    starts: dict[tuple[int, int], list[int]] = {}
    for index, link in enumerate(links):
        if link.reuse.strong:
            for left in (link.left[0], link.left[0] - 1):
                for right in (link.right[0], link.right[0] - 1):
                    starts.setdefault((left, right), []).append(index)
    for index, link in enumerate(links):
        if link.reuse.strong:
            for follower in starts.get((link.left[-1], link.right[-1]), ()):
                a, b = sorted((find(index), find(follower)))
                leader[b] = a
    return tuple(find(index) for index in range(len(links)))


def _disputed(version: Version, links: tuple[Link, ...]) -> Iterator[int]:
    for link in links:
        if link.conflicts:
            for sentence in link.left:
                span = version.sentences[sentence].span
                if any(span.start <= conflict.left.start < span.end for conflict in link.conflicts):
                    yield sentence


# What of a sentence its partners do not say


def edits_in(beside: Beside, sentence: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What of a sentence its partners do not say, and what they only spell otherwise.

    All its strong links count together: what one partner says is not "only here", whatever the others leave out.

    Args:
        beside: The version in the light of the one opposite.
        sentence: Index of the sentence.

    Returns:
        Spans of this version inside the sentence.
    """
    own = beside.version.sentences[sentence].span
    links = [beside.links[i] for i in beside.strong_of(sentence)]
    if not links:
        return (), ()
    missing = _common([clipped(changed(link, left=True), own) for link in links])
    differing = _common([clipped((*changed(link, left=True), *respelled(link, left=True)), own) for link in links])
    spelled = [part for span in differing for part in _without(span, missing)]
    text = beside.version.text
    return tuple(s for s in missing if s.of(text).strip()), tuple(s for s in spelled if s.of(text).strip())


def readable(beside: Beside, sentence: int) -> bool:
    """Whether enough of a sentence is worded as in its partners for the rest to be marked."""
    links = [beside.links[i] for i in beside.strong_of(sentence)]
    if any(link.reuse is not Reuse.REWORDED or equal_part(link) >= READABLE_EQUAL for link in links):
        return True
    size = len(beside.version.sentences[sentence].span)
    missing = sum(len(span) for span in edits_in(beside, sentence)[0])
    return len(links) > 1 and size - missing >= READABLE_EQUAL * size


def changed(link: Link, *, left: bool) -> tuple[Span, ...]:
    """The non-empty spans of one side that the other side does not say in these words, here or elsewhere."""
    spans = [edit.left if left else edit.right for edit in link.edits if edit.op.changes]
    return tuple(span for span in spans if len(span))


def respelled(link: Link, *, left: bool) -> tuple[Span, ...]:
    """The spans of one side that the other side has in another spelling, and punctuation that it has not."""
    quiet = (EditOp.VARIANT, EditOp.PUNCTUATION)
    return tuple(edit.left if left else edit.right for edit in link.edits if edit.op in quiet)


def equal_part(link: Link) -> float:
    """The part of both sides' code points that both say: equal, moved or spelled otherwise, 0 … 1."""
    total = equal = 0
    for edit in link.edits:
        size = len(edit.left) + len(edit.right)
        total += size
        equal += 0 if edit.op.changes else size
    return equal / total if total else 1.0


def clipped(spans: tuple[Span, ...], inside: Span) -> list[Span]:
    """The parts of spans that lie inside another one, in order."""
    cut = [Span(max(span.start, inside.start), min(span.end, inside.end))
           for span in spans if span.start < inside.end and span.end > inside.start]  # fmt: skip
    return sorted(cut, key=lambda span: span.start)


def _common(lists: list[list[Span]]) -> tuple[Span, ...]:
    """What lies in a span of every list."""
    common = lists[0]
    for spans in lists[1:]:
        common = [part for span in spans for part in clipped(tuple(common), span)]
    return tuple(common)


def _without(span: Span, away: tuple[Span, ...]) -> list[Span]:
    """What is left of a span without others, which are in order."""
    out: list[Span] = []
    start = span.start
    for other in clipped(away, span):
        if other.start > start:
            out.append(Span(start, other.start))
        start = other.end
    return [*out, Span(start, span.end)] if start < span.end else out


# Which other versions tell a sentence


def tellers(tellings: Tellings | None, version: int, opposite: int, sentences: int) -> Mapping[int, tuple[int, ...]]:
    """For each sentence that other versions tell too, which they are. The one opposite is left out: the sign shows it.

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
    """The cells that the letters take, with the blank before them; none in a story of one or two versions."""
    return 2 + min(MOST_LETTERS, versions - 2) if versions > 2 else 0


def label(versions: Sequence[Version], others: Sequence[int], dot: str = "·") -> str:
    """The letters: `·C`, `·CDE`; `·7` if more than four others tell it, `·all` if all do."""
    if not others:
        return ""
    if len(others) <= MOST_LETTERS:
        return dot + "".join(versions[n].siglum for n in others)
    return f"{dot}all" if len(others) == len(versions) - 2 else f"{dot}{len(others)}"


def named(versions: Sequence[Version], others: Sequence[int]) -> str:
    """The same in words, for the status line: `C`, `C D E`, `all 10 others`, `7 others`."""
    if len(others) <= MOST_LETTERS:
        return " ".join(versions[n].siglum for n in others)
    return f"all {len(others)} others" if len(others) == len(versions) - 2 else f"{len(others)} others"
