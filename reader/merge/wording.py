"""The wording of a telling: one version's text, with the readings of the others where they differ."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from reader.align.alignment import Comparison, EditOp, Link, Reuse
from reader.merge.beside import READABLE_EQUAL, changed, clipped, equal_part
from reader.merge.reading import Telling
from reader.story.folding import fold_word
from reader.story.language import primary
from reader.story.version import Role, Span, Version

_OPENING = " “‘([-—"
"""A variant may follow one of these without a space."""
_PARTNER = {'"': '"', "“": "”", "‘": "’", "«": "»", "„": "“", "‚": "‘", "»": "«", "「": "」", "『": "』"}
"""For a mark that opens a quotation the one that closes it."""
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:['’.]\w+)*")


class Told(NamedTuple):
    """A reading, and whose it is."""

    versions: tuple[int, ...]
    text: str
    """Empty if these versions have nothing there."""


class Piece(NamedTuple):
    """A part of a wording."""

    text: str
    """As the host says it; white space is single spaces."""
    readings: tuple[Told, ...] = ()
    """What each version has there, in the order of their first versions; empty if all have `text`."""
    conflict: bool = False
    """Whether the versions disagree on a fact there."""
    quiet: bool = False
    """Whether only punctuation differs there. Its texts have the blanks that belong to them."""
    differs: bool = False
    """Whether another version does not say it; told of one version's own words alone."""


class Apart(NamedTuple):
    """A version that words it in its own way."""

    version: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A telling in words. What each version says can be put together from it again."""

    host: int
    pieces: tuple[Piece, ...]
    apart: tuple[Apart, ...] = ()
    translated: tuple[Apart, ...] = ()
    """The versions in another language. Of them, the host's pieces have the readings that are a conflict, no others."""

    def words_of(self, version: int) -> str:
        """What one version says of it."""
        for own in (*self.apart, *self.translated):
            if own.version == version:
                return "".join(piece.text for piece in own.pieces)
        return "".join(_said_by(piece, version) for piece in self.pieces)


class _Change(NamedTuple):
    """Words of the host that another version words otherwise."""

    start: int
    """Code points into the host's text."""
    end: int
    text: str
    conflict: bool
    quiet: bool
    """Whether it is punctuation."""
    right: Span
    """Where the other version has it."""
    source: str
    """The other version's text."""


class Wordings:
    """Puts the tellings of one comparison into words."""

    def __init__(self, comparison: Comparison) -> None:
        self.versions = comparison.versions
        self._links: dict[tuple[int, int], dict[int, list[Link]]] = {}
        """For each two versions, the strong links that each sentence of the first is in."""
        self._disputed: dict[tuple[int, int], list[Span]] = defaultdict(list)
        """By version and sentence what another version disagrees with in a sentence that is only related."""
        for pair in comparison.pairs:
            for alignment in (pair, pair.mirrored()):
                found: dict[int, list[Link]] = defaultdict(list)
                for link in alignment.links:
                    for sentence in link.left:
                        if link.reuse.strong:
                            found[sentence].append(link)
                        elif link.conflicts:
                            self._disputed[alignment.left, sentence] += [c.left for c in link.conflicts]
                self._links[alignment.left, alignment.right] = found

    def of(self, telling: Telling) -> Wording:
        """Put a telling into words."""
        host = self.versions[telling.host]
        sentences = _body(host, telling.sentences[telling.host])
        spans = _spans(host, sentences)
        inline: dict[int, list[_Change]] = {}
        apart: list[int] = []
        translated: list[int] = []
        for version in telling.versions:
            if version == telling.host:
                continue
            if self.is_translation(telling, version):
                translated.append(version)
                if disputed := self._disputed_in(telling, version):
                    inline[version] = disputed
                continue
            changes = self._changes(telling, version, sentences)
            if changes is None or not self._whole(telling, version, spans, changes):
                apart.append(version)
            else:
                inline[version] = changes
        conflicts = [
            conflict.left
            for version in telling.versions
            if version != telling.host
            for link in self._between(telling, version)
            for conflict in link.conflicts
        ]
        conflicts += chain.from_iterable(self._disputed.get((telling.host, s), ()) for s in sentences)
        changed_here = [Span(change.start, change.end) for own in inline.values() for change in own]
        conflicts = [
            span for span in conflicts if not any(_meet(span, own) for own in changed_here)
        ]  # readings show it
        pieces = tuple(chain.from_iterable(_pieces(host, telling.host, spans, inline, conflicts, translated)))
        own = [tuple(self._apart(telling, version) for version in versions) for versions in (apart, translated)]
        return Wording(telling.host, pieces, *own)

    def is_translation(self, telling: Telling, version: int) -> bool:
        """Whether a version tells it in another language than the host."""
        if links := self._between(telling, version):
            return any(link.reuse is Reuse.TRANSLATED for link in links)
        own, hosts = self.versions[version].language, self.versions[telling.host].language
        return bool(own and hosts) and primary(own) != primary(hosts)

    def _disputed_in(self, telling: Telling, version: int) -> list[_Change]:
        """Where a translation disagrees with the host on a fact, as far as both have words for it."""
        text = self.versions[version].text
        return sorted(
            _Change(
                start=conflict.left.start,
                end=conflict.left.end,
                text=conflict.right.of(text),
                conflict=True,
                quiet=False,
                right=conflict.right,
                source=text,
            )
            for link in self._between(telling, version)
            for conflict in link.conflicts
            if len(conflict.left) and len(conflict.right)
        )

    def own_words(self, telling: Telling, version: int) -> tuple[Piece, ...]:
        """What one version says of a telling, cut where another version of it says something else."""
        told = self.versions[version]
        differing: list[Span] = []
        disputed: list[Span] = []
        for other in telling.versions:
            for link in self._between(telling, other, version) if other != version else ():
                disputed += [conflict.left for conflict in link.conflicts]
                if link.reuse is not Reuse.REWORDED or equal_part(link) >= READABLE_EQUAL:
                    differing += changed(link, left=True)
        disputed += chain.from_iterable(self._disputed.get((version, s), ()) for s in telling.sentences[version])
        out: list[Piece] = []
        for span in _spans(told, telling.sentences[version]):
            inside = clipped((*differing, *disputed), span)
            cuts = sorted({span.start, span.end, *(at for one in inside for at in (one.start, one.end))})
            out += [Piece(" ")] if out else []
            for start, end in pairwise(cuts):
                here = Span(start, end)
                conflict = any(_meet(here, one) for one in disputed)
                differs = conflict or any(_meet(here, one) for one in differing)
                out.append(Piece(_SPACE.sub(" ", here.of(told.text)), conflict=conflict, differs=differs))
        return tuple(out)

    def inline(self, telling: Telling) -> bool:
        """Whether all other versions word it nearly the same, so that their readings can stand in the line.

        Versions in another language do not count: the host carries them.
        """
        return all(
            link.reuse in (Reuse.VERBATIM, Reuse.EDITED, Reuse.TRANSLATED)
            for version in telling.versions
            if version != telling.host
            for link in self._between(telling, version)
        )

    def conflicts(self, telling: Telling) -> bool:
        """Whether two of its versions disagree on a fact, or one of them with a passage that is only related."""
        told = ((version, s) for version in telling.versions for s in telling.sentences[version])
        return any(link.conflicts for link in self._within(telling)) or any(spot in self._disputed for spot in told)

    def only_punctuation(self, telling: Telling) -> bool:
        """Whether its versions differ, and in punctuation alone."""
        links = [link for link in self._within(telling) if link.reuse is not Reuse.VERBATIM]
        return bool(links) and all(link.only_punctuation for link in links)

    def closest(self, telling: Telling, version: int) -> Reuse | None:
        """How closely another version words what the host says; None if no link joins the two."""
        kinds = list(Reuse)
        found = [link.reuse for link in self._between(telling, version)]
        return min(found, key=kinds.index) if found else None

    def moved(self, telling: Telling) -> bool:
        """Whether two of its versions tell it in different places."""
        return any(link.moved for link in self._within(telling))

    def _within(self, telling: Telling) -> Iterator[Link]:
        """The links between any two of its versions."""
        for one, other in combinations(telling.versions, 2):
            yield from self._between(telling, other, one)

    def _between(self, telling: Telling, version: int, host: int | None = None) -> list[Link]:
        """The links that join the host's sentences to another version's, each once, in the host's order."""
        host = telling.host if host is None else host
        by_sentence = self._links.get((host, version), {})
        own = set(telling.sentences[version])
        found = {
            (link.left, link.right): link
            for sentence in telling.sentences[host]
            for link in by_sentence.get(sentence, ())
            if own.issuperset(link.right)
        }
        return [found[key] for key in sorted(found)]

    def _changes(self, telling: Telling, version: int, sentences: Sequence[int]) -> list[_Change] | None:
        """Where a version's words differ from the host's; None if the two cannot be compared word by word."""
        links = [link for link in self._between(telling, version) if set(link.left) <= set(sentences)]
        told = _body(self.versions[version], telling.sentences[version])
        here = list(chain.from_iterable(link.left for link in links))
        there = list(chain.from_iterable(link.right for link in links))
        if sorted(here) != list(sentences) or sorted(there) != list(told):
            return None
        if any(link.reuse is Reuse.REWORDED for link in links):
            return None
        text = self.versions[version].text
        out = []
        for link in links:
            for edit in link.edits:
                if edit.op in (EditOp.EQUAL, EditOp.MOVED):
                    continue
                disputed = any(_meet(c.left, edit.left) or _meet(c.right, edit.right) for c in link.conflicts)
                quiet = edit.op is EditOp.PUNCTUATION
                words = edit.right.of(text)
                out.append(_Change(edit.left.start, edit.left.end, words, disputed, quiet, edit.right, text))
        return sorted(out)

    def _whole(self, telling: Telling, version: int, spans: Sequence[Span], changes: Sequence[_Change]) -> bool:
        """Whether the changes give all of a version's own words; where words are moved, they may not."""
        host = self.versions[telling.host]
        out = "".join(_said_by(piece, version) for piece in _pieces_of(host, telling.host, spans, version, changes))
        other = self.versions[version]
        own = " ".join(span.of(other.text) for span in _spans(other, _body(other, telling.sentences[version])))
        return _counted(out) == _counted(own)

    def _apart(self, telling: Telling, version: int) -> Apart:
        other = self.versions[version]
        conflicts = [c.right for link in self._between(telling, version) for c in link.conflicts]
        spans = _spans(other, _body(other, telling.sentences[version]))
        return Apart(version, tuple(chain.from_iterable(_pieces(other, version, spans, {}, conflicts))))


def _with_quote(text: str, start: int, end: int) -> Span:
    """A span with the quotation mark beside it that belongs to the one at its other end."""
    if (
        start < end
        and _PARTNER.get(text[start], "") == text[end : end + 1] != ""
        and text[start] not in text[start + 1 : end]
    ):
        return Span(start, end + 1)
    if (
        start
        and end - start > 1
        and _PARTNER.get(text[start - 1]) == text[end - 1]
        and text[end - 1] not in text[start : end - 1]
    ):
        return Span(start - 1, end)
    return Span(start, end)


def _as_told(text: str, start: int, end: int, changes: Sequence[_Change]) -> str:
    """What another version has in place of a part of the host's text, with its own punctuation between its words."""
    if not changes:
        return text[start:end]
    rights = [change.right for change in changes]
    if all(one.end <= other.start for one, other in pairwise(rights)):
        own = _with_quote(changes[0].source, rights[0].start, rights[-1].end).of(changes[0].source)
        parts = (text[start : changes[0].start], own, text[changes[-1].end : end])
        return "".join(f" {part}" if part[:1].isalnum() and n else part for n, part in enumerate(parts))
    out, place = "", start
    for change in changes:
        out += text[place : change.start] + (change.text if change.quiet else f" {change.text} ")
        place = change.end
    return out + text[place:end]


def blank_before_variant(text: str) -> bool:
    """Whether a variant in brackets needs a space between it and the text before it."""
    return bool(text) and text[-1] not in _OPENING


def blank_after_variant(text: str) -> bool:
    """Whether a variant in brackets needs a space between it and the text behind it."""
    return text[:1].isalnum() or text[:1] in tuple("“‘(")


def _said_by(piece: Piece, version: int) -> str:
    """What one version says in a piece, with spaces around a reading so that words do not run together."""
    said = next((told.text for told in piece.readings if version in told.versions), None)
    return piece.text if said is None else said if piece.quiet else f" {said} "


def _counted(text: str) -> Counter[str]:
    return Counter(fold_word(word) for word in _WORD.findall(text.replace("-", " ")))


def _body(version: Version, sentences: Sequence[int]) -> tuple[int, ...]:
    """The sentences without repeats, if others are left."""
    role = {s: version.paragraphs[version.sentences[s].paragraph].role for s in sentences}
    return tuple(s for s in sentences if role[s] is not Role.REPEAT) or tuple(sentences[:1])


def _spans(version: Version, sentences: Sequence[int]) -> list[Span]:
    """The text of sentences; those that follow each other in one paragraph as one span."""
    out: list[Span] = []
    before: int | None = None
    for sentence in sentences:
        own = version.sentences[sentence]
        if before == sentence - 1 and version.sentences[before].paragraph == own.paragraph:
            out[-1] = Span(out[-1].start, own.span.end)
        else:
            out.append(own.span)
        before = sentence
    return out


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans share a code point."""
    return one.start < other.end and other.start < one.end if one and other else False


def _pieces_of(
    host: Version, number: int, spans: Sequence[Span], version: int, changes: Sequence[_Change]
) -> Iterator[Piece]:
    return chain.from_iterable(_pieces(host, number, spans, {version: changes}, ()))


def _pieces(
    host: Version,
    number: int,
    spans: Sequence[Span],
    inline: Mapping[int, Sequence[_Change]],
    conflicts: Iterable[Span],
    translated: Collection[int] = (),
) -> Iterator[list[Piece]]:
    """The host's text cut where others differ, span by span, with a space between them."""
    disputed = sorted(conflicts)
    for at, span in enumerate(spans):
        out: list[Piece] = [Piece(" ")] if at else []
        place = span.start
        for start, end in _places(span, inline.values()):
            out += _plain(host, place, start, disputed)
            out.append(_variant(host, number, start, end, inline, translated))
            place = end
        yield [*out, *_plain(host, place, span.end, disputed)]


def _places(span: Span, changes: Iterable[Sequence[_Change]]) -> list[tuple[int, int]]:
    """Where any version differs; overlapping places are one."""
    out: list[tuple[int, int]] = []
    for start, end, *_ in sorted(c for own in changes for c in own if span.start <= c.start and c.end <= span.end):
        if out and (start < out[-1][1] or start == out[-1][0]):
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _plain(host: Version, start: int, end: int, disputed: Sequence[Span]) -> Iterator[Piece]:
    """Text that all have, with what is disputed as pieces of its own."""
    place = start
    for span in disputed:
        first, last = max(span.start, place), min(span.end, end)
        if first < last:
            yield from _text(host, place, first)
            yield from _text(host, first, last, conflict=True)
            place = last
    yield from _text(host, place, end)


def _text(host: Version, start: int, end: int, *, conflict: bool = False) -> Iterator[Piece]:
    if start < end:
        yield Piece(_SPACE.sub(" ", host.text[start:end]), conflict=conflict)


def _variant(
    host: Version,
    number: int,
    start: int,
    end: int,
    inline: Mapping[int, Sequence[_Change]],
    translated: Collection[int],
) -> Piece:
    """What each version has between two places of the host's text; a translation, only what is a conflict."""
    own = _SPACE.sub(" ", host.text[start:end])
    said = {number: own}
    conflict, quiet = False, True
    for version, changes in inline.items():
        inside = [c for c in changes if start <= c.start and c.end <= end and (c.start < end or start == end)]
        if version in translated and not inside:
            continue
        conflict = conflict or any(change.conflict for change in inside)
        quiet = quiet and all(change.quiet for change in inside)
        told = " … ".join(c.text for c in inside) if version in translated else _as_told(host.text, start, end, inside)
        said[version] = _SPACE.sub(" ", told)
    if not quiet:
        said = {version: text.strip() for version, text in said.items()}
    readings: dict[str, list[int]] = {}
    for version in sorted(said):
        readings.setdefault(said[version], []).append(version)
    return Piece(said[number], tuple(Told(tuple(own), text) for text, own in readings.items()), conflict, quiet)
