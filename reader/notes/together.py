"""What the reader picked, told once: the merged reading of the notes file. Rendering only: no I/O.

Where versions that were picked tell a passage in different words, the leading wording carries the others' readings: in
brackets, `⟨A forty ≠ B dozens⟩` (`≠` where they disagree on a fact, `│` where they do not), or as CriticMarkup
(https://github.com/CriticMarkup/CriticMarkup-toolkit), `{~~forty~>dozens~~}`; rejecting every change of that gives the
leading wording to the letter. Every passage has a footnote with its sources; a telling whose words do not stand in the
text stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from reader.align.alignment import Comparison, Link, Reuse
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Piece, Wording, Wordings
from reader.notes.anchors import LOST, Anchor, Place
from reader.notes.entries import Entry
from reader.notes.finder import find
from reader.notes.markdown import Templates, Variants, fill, fragment, inline, line, line_start
from reader.story.clean import clean_line
from reader.story.version import Span, Story, Version

_OPENING = frozenset("([{“‘„‚«‹\"'-–—")
"""What a word follows without a space."""


@dataclass(slots=True)
class _Passage:
    """What was picked of one telling."""

    telling: Telling
    spans: dict[int, list[Span]] = field(default_factory=dict)
    """For each version, the picked parts, each within one sentence."""


class Together:
    """Tells what was picked of a story once."""

    def __init__(self, story: Story, comparison: Comparison, templates: Templates) -> None:
        """Of this story, as its versions were compared. Pairs that are missing count as not yet compared."""
        self.story = story
        self.comparison = comparison
        self.templates = templates
        self._wordings = Wordings(comparison)

    def told(self, picks: Iterable[Entry], taken: frozenset[int] = frozenset()) -> list[str]:
        """The paragraphs of the merged reading of what was picked, and their footnotes as the last part.

        Args:
            picks: The picks.
            taken: Numbers of footnotes that stand elsewhere in the file.
        """
        passages, lost = self._passages(picks)
        numbers: Iterator[int] = (number for number in count(1) if number not in taken)
        paragraphs: dict[int, list[str]] = {}
        footnotes: list[str] = []
        for passage in passages:
            text, sources = self._passage(passage)
            number = next(numbers)
            footnotes.append(f"[^{number}]: {fill(self.templates.footnote, {'sources': sources})}")
            paragraphs.setdefault(passage.telling.paragraph, []).append(f"{line_start(text)}[^{number}]")
        parts = ["\n".join(lines) for lines in paragraphs.values()]
        for anchor in lost:
            number = next(numbers)
            footnotes.append(
                f"[^{number}]: {siglum_of(self.story, self.comparison, anchor)} · lost: no longer found there"
            )
            parts.append(f"{line(anchor.exact)}[^{number}]")
        return [*parts, "\n".join(footnotes)] if parts else []

    def _passages(self, picks: Iterable[Entry]) -> tuple[list[_Passage], tuple[Anchor, ...]]:
        """What was picked of each telling, in merged order, and the anchors that are lost, each quotation once."""
        found: dict[int, _Passage] = {}
        lost: dict[tuple[str, str], Anchor] = {}
        tellings = merged_order(self.comparison)
        number_of = {
            (v, s): number for number, told in enumerate(tellings) for v, own in enumerate(told.sentences) for s in own
        }
        for anchor in (anchor for entry in picks for anchor in entry.anchors):
            index, place = place_of(self.story, self.comparison, anchor)
            if index is None or place.span is None:
                lost.setdefault((anchor.locator, anchor.exact), anchor)
                continue
            for sentence, span in clipped(self.comparison.versions[index], place.span):
                number = number_of[index, sentence]
                passage = found.setdefault(number, _Passage(tellings[number]))
                passage.spans.setdefault(index, []).append(span)
        for passage in found.values():
            passage.spans = {version: _united(spans) for version, spans in sorted(passage.spans.items())}
        return [found[number] for number in sorted(found)], tuple(lost.values())

    def _passage(self, passage: _Passage) -> tuple[str, str]:
        """A passage's text and its sources."""
        telling, versions = passage.telling, self.comparison.versions
        lead = telling.host if telling.host in passage.spans else next(iter(passage.spans))
        picked = {version: _distinct(versions[version], spans) for version, spans in passage.spans.items()}
        wanted = [lead, *(version for version in picked if version != lead)]
        if self.templates.variants is Variants.CRITICMARKUP:
            wanted = wanted[:2]  # it knows one other reading
        whole = {version: _sentences(versions[version], picked[version]) for version in wanted}
        text, in_text = _joined(versions[lead], picked[lead]), {lead}
        if len(wanted) > 1 and whole[lead] is not None:
            sentences = tuple(whole.get(version) or () for version in range(len(versions)))
            wording = self._wordings.of(Telling(sentences, lead, telling.paragraph))
            text, more = self._worded(wording, [version for version in wanted if whole[version]])
            in_text |= more
        return text, self._sources(passage, lead, in_text)

    def _worded(self, wording: Wording, versions: Sequence[int]) -> tuple[str, set[int]]:
        """A wording as Markdown, and whose words stand in it."""
        apart = {own.version: own.pieces for own in wording.apart}
        in_text = {version for version in versions if version not in apart}
        if self.templates.variants is Variants.BRACKETS:
            return self._bracketed(wording.pieces), in_text
        if not apart:
            return _critic(wording.pieces, next((v for v in versions if v != wording.host), wording.host)), in_text
        ours = inline("".join(piece.text for piece in wording.pieces))
        theirs = inline("".join(piece.text for piece in next(iter(apart.values()))))
        if ours == theirs:
            return ours, in_text | set(apart)
        return f"{{~~{ours}~>{theirs}~~}}", in_text | set(apart)

    def _bracketed(self, pieces: Iterable[Piece]) -> str:
        out = ""
        closed = False
        for piece in pieces:
            if not piece.readings:
                text = fragment(piece.text)
                text = text.lstrip(" ") if out.endswith(" ") else text
                out += " " + text if closed and text[:1].isalnum() else text
                closed = False
                continue
            out += "" if not out or out[-1].isspace() or out[-1] in _OPENING else " "
            readings = [
                f"{''.join(self.comparison.versions[v].siglum for v in told.versions)} {inline(told.text)}"
                for told in piece.readings
                if told.text
            ]
            out += f"⟨{(' ≠ ' if piece.conflict else ' │ ').join(readings)}⟩"
            closed = True
        return out.strip()

    # Footnotes

    def _sources(self, passage: _Passage, lead: int, in_text: set[int]) -> str:
        """Where each version tells a passage, how, what they disagree on, and wordings that are not in the text."""
        versions = self.comparison.versions
        sources = {v: source_of(versions[v], self._told_by(passage, v)) for v in passage.telling.versions}
        others = [version for version in passage.telling.versions if version != lead]
        if not others:
            return " · ".join(part for part in (sources[lead], self._alone(passage, lead)) if part)
        labelled: list[tuple[str, str]] = []
        wordings = []
        for version in others:
            link = self._best_link(passage, lead, version)
            labelled.append((sources[version], self._label(link, lead, version)))
            if version not in in_text and (link is None or link.reuse is not Reuse.VERBATIM):
                told = _distinct(versions[version], self._told_by(passage, version))
                wordings.append(f"{versions[version].siglum}: {_joined(versions[version], told)}")
        out = sources[lead]
        for number, (source, label) in enumerate(labelled):
            following = labelled[number + 1][1] if number + 1 < len(labelled) else None
            out += f"{', ' if out[-1] != ';' else ' '}{source}"
            if label != following:
                out += f" · {label}" + (";" if following is not None else "")
        return " — ".join([out, *wordings])

    def _told_by(self, passage: _Passage, version: int) -> list[Span]:
        """What was picked of a version's telling, or else all of it but what it says again."""
        if version in passage.spans:
            return passage.spans[version]
        made = self.comparison.versions[version]
        sentences = [made.sentences[index] for index in passage.telling.sentences[version]]
        told = [own.span for own in sentences if not made.paragraphs[own.paragraph].role.aside]
        return told or [own.span for own in sentences]

    def _best_link(self, passage: _Passage, lead: int, version: int) -> Link | None:
        """The link that joins what was picked of the leading version to another's telling; the best of several."""
        version_led = self.comparison.versions[lead]
        picked = {index for span in passage.spans[lead] for index, _ in clipped(version_led, span)}
        try:
            pair = self.comparison.pair(lead, version)
        except KeyError:
            return None
        links = [
            link
            for link in pair.links
            if link.reuse.strong
            and picked & set(link.left)
            and set(link.right) <= set(passage.telling.sentences[version])
        ]
        return max(links, key=lambda link: link.score, default=None)

    def _label(self, link: Link | None, lead: int, version: int) -> str:
        """How another version tells it: its reuse, or what the two disagree on."""
        if link is None:
            return "shared"
        if not link.conflicts:
            return link.reuse.value
        left, right = self.comparison.versions[lead], self.comparison.versions[version]
        disagreements = [
            f"{_reading(left, conflict.left)} / {_reading(right, conflict.right)}" for conflict in link.conflicts
        ]
        return f"**conflict**: {', '.join(disagreements)}"

    def _alone(self, passage: _Passage, lead: int) -> str:
        """What a telling of one version alone is called; nothing where that is not known."""
        version = self.comparison.versions[lead]
        first = passage.telling.sentences[lead][0]
        role = version.paragraphs[version.sentences[first].paragraph].role
        if role.aside:
            return role.value
        versions = len(self.comparison.versions)
        return "only here" if versions > 1 and len(self.comparison.pairs) == versions * (versions - 1) // 2 else ""


def place_of(story: Story, comparison: Comparison, anchor: Anchor) -> tuple[int | None, Place]:
    """Which version an anchor is on, and where it stands there now."""
    if anchor.locator not in story.locators:
        return None, LOST
    index = story.locators.index(anchor.locator)
    return index, find(anchor, comparison.versions[index].text)


def siglum_of(story: Story, comparison: Comparison, anchor: Anchor) -> str:
    """The siglum of an anchor's version: as it is now, or as it was if the version is not open."""
    if anchor.locator in story.locators:
        return comparison.versions[story.locators.index(anchor.locator)].siglum
    return clean_line(anchor.siglum)


def source_of(version: Version, spans: Iterable[Span]) -> str:
    """A version's siglum and the numbers of the paragraphs the spans are in, counted from 1: `A ¶11`, `B ¶3 ¶4`."""
    numbers = sorted({version.sentences[index].paragraph + 1 for span in spans for index, _ in clipped(version, span)})
    return " ".join([version.siglum, *(f"¶{number}" for number in numbers)])


def clipped(version: Version, span: Span) -> list[tuple[int, Span]]:
    """The sentences that a span touches, and how much of each it covers."""
    return [(index, _shared(version.sentences[index].span, span)) for index in version.sentences_in(span)]


def _shared(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _united(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap made one."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        else:
            united.append(span)
    return united


def _distinct(version: Version, spans: Iterable[Span]) -> list[Span]:
    """The spans without those that say again, to the letter, what one before them says (a doubled headline)."""
    return list({span.of(version.text): span for span in reversed(list(spans))}.values())[::-1]


def _joined(version: Version, spans: Iterable[Span]) -> str:
    """Spans as one line of Markdown; where something between them is left out, an ellipsis says so."""
    out = ""
    last: Span | None = None
    for span in spans:
        if last is not None:
            out += " … " if version.text[last.end : span.start].strip() else " "
        out += inline(span.of(version.text))
        last = span
    return out


def _sentences(version: Version, spans: Iterable[Span]) -> tuple[int, ...] | None:
    """The sentences that the spans are; None if one of them is no whole sentence."""
    found = []
    for span in spans:
        (index, _), *more = clipped(version, span)
        if more or version.sentences[index].span != span:
            return None
        found.append(index)
    return tuple(found)


def _critic(pieces: Iterable[Piece], other: int) -> str:
    """Pieces as CriticMarkup: the leading wording, and what another version has instead."""
    out = ""
    for piece in pieces:
        if not piece.readings:
            out += fragment(piece.text)
            continue
        ours = fragment(piece.text)
        theirs = next((fragment(told.text) for told in piece.readings if other in told.versions), ours)
        if ours == theirs:
            out += ours
        elif ours and theirs:
            out += f"{{~~{ours}~>{theirs}~~}}"
        elif ours:
            out += f"{{--{ours}--}}"
        else:
            behind = out and not out[-1].isspace() and out[-1] not in _OPENING
            out += f"{{++ {theirs}++}}" if behind else f"{{++{theirs} ++}}"
    return out.strip()


def _reading(version: Version, span: Span) -> str:
    """One version's reading of a fact."""
    words = inline(span.of(version.text))
    return f"“{words}” ({version.siglum})" if words else f"nothing ({version.siglum})"
