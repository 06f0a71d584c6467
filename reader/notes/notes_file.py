"""What the notes file says: its front matter, what the reader picked as one merged reading, and their notes. No I/O.

The file is made to be edited by hand. `reader.notes.file_merge` puts these parts between marks, finds them again, and
leaves everything else as it is.

Below the title stands the list of sources, which says what each siglum means. In the merged reading, the leading
wording of a passage carries the readings of the other picked versions where they differ: in brackets,
`⟨A forty ≠ B dozens⟩` (`≠` where they disagree on a fact, else `│`), or as CriticMarkup
(https://github.com/CriticMarkup/CriticMarkup-toolkit), `{~~forty~>dozens~~}`; rejecting every change there gives the
leading wording verbatim. Each passage has a footnote with its sources, and with the wordings that are not in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, takewhile

from reader.align.alignment import Comparison, Link, Reuse
from reader.align.vocabulary import CONTINUING
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Piece, Wording, Wordings
from reader.notes.anchors import LOST, Anchor, Fate, Finding
from reader.notes.entries import Entry, Kind
from reader.notes.finder import find
from reader.notes.markdown import (
    body,
    critic_change,
    fragment,
    heading,
    inline,
    line,
    line_start,
    paragraph_lines,
    scalar,
)
from reader.notes.templates import FIELDS, Templates, Variants, fill, fill_footnote, fill_source
from reader.story.clean import clean_line
from reader.story.moments import stamp
from reader.story.sources import PASSING
from reader.story.version import Span, Story, Version

FORMAT = "diptych/notes@1"
_OPENING = frozenset("([{“‘„‚«‹\"'-–—")
"""What is followed by a word without a space."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePart:
    """A note as it is in the file."""

    id: str
    head: str
    """What precedes the reader's words."""
    body: str
    """The reader's words."""
    foot: str = ""
    """What follows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that Diptych writes into the notes file."""

    front: tuple[tuple[str, str], ...]
    """Each key of the front matter with its lines."""
    title: str
    sources: str
    """The list of sources; empty if there is none."""
    reading: str
    """The merged reading of the picks, with its heading; empty if nothing was picked."""
    notes: tuple[NotePart, ...]
    """In the reader's order."""


def parts_of(
    story: Story,
    comparison: Comparison,
    entries: Sequence[Entry],
    *,
    saved: datetime,
    program: str,
    templates: Templates | None = None,
    taken: frozenset[int] = frozenset(),
) -> Parts:
    """The parts of a story's notes file; the same for the same arguments.

    Args:
        story: The story. Its locators tell which version an anchor is on.
        comparison: Its versions as compared. Missing pairs count as not yet compared.
        entries: Notes and picks, in the reader's order.
        saved: When the file is saved.
        program: The program and its version.
        templates: How the parts are written.
        taken: Numbers of footnotes that are used elsewhere in the file.
    """
    templates = templates or Templates()
    picks = [entry for entry in entries if entry.kind is Kind.PICK]
    paragraphs = _MergedReading(story, comparison, templates).paragraphs(picks, taken) if picks else []
    return Parts(
        front=tuple(_front_matter(story, comparison, stamp(saved), program)),
        title=heading(1, story.title),
        sources="\n".join(_source_line(version) for version in comparison.versions),
        reading="\n\n".join([heading(2, "Read together"), *paragraphs]) if paragraphs else "",
        notes=tuple(_note(story, comparison, entry, templates) for entry in entries if entry.kind.written),
    )


def _front_matter(story: Story, comparison: Comparison, saved: str, program: str) -> list[tuple[str, str]]:
    versions = []
    for version in comparison.versions:
        about = {
            "name": clean_line(version.name),
            "title": clean_line(version.title) if version.title != version.name else "",
            "source": version.source,
            "date": version.date,
            "sha256": version.sha256,
        }
        pairs = ", ".join(f"{key}: {scalar(value)}" for key, value in about.items() if value)
        versions.append(f"  {scalar(version.siglum)}: {{{pairs}}}")
    return [
        ("format", f"format: {FORMAT}"),
        ("title", f"title: {scalar(clean_line(story.title))}"),
        ("key", f"key: {scalar(story.key)}"),
        ("story", f"story: {scalar(clean_line(story.title))}"),
        ("versions", "\n".join(["versions:", *versions]) if versions else "versions: {}"),
        ("saved", f"saved: {saved}"),
        ("program", f"program: {scalar(program)}"),
    ]


def _source_line(version: Version) -> str:
    """A version in the list of sources: `- A: Harbour Ledger, “Guns on the Orla”, 12 Feb 2031, ledger.txt`."""
    title = version.title if version.title != version.name else ""
    author = version.author if version.author != version.name else ""
    address = _web_address(version)
    about = [
        inline(version.name),
        inline(author),
        f"“{inline(title)}”" if title else "",
        inline(written_date(version.date)),
        _autolink(address) if address else inline(_file_name(version.source)),
    ]
    return f"- {version.siglum}: {', '.join(part for part in about if part)}"


def _file_name(source: str) -> str:
    """A file's name, without the folders that it lies in on this machine; empty for what has no file."""
    return "" if source in PASSING else source.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _web_address(version: Version) -> str:
    """The address of the page a version came from, as the page itself gives it or as the reader did; else empty."""
    named = (version.url, version.source)
    return next((clean_line(url) for url in named if url.startswith(("https://", "http://"))), "")


def _autolink(url: str) -> str:
    """An address as a link that shows itself."""
    return f"<{url}>" if re.fullmatch(r"[^\s<>\\`]+", url) else inline(url)


def written_date(date: str) -> str:
    """A date as people write it, `13 Feb 2031`, if it is an ISO date; else as it is."""
    try:
        day = datetime.fromisoformat(date.strip())
    except ValueError:
        return clean_line(date)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _about(version: Version, place: str) -> dict[str, str]:
    """The fields of a template that tell of a source."""
    return {
        "siglum": version.siglum,
        "name": inline(version.name),
        "author": inline(version.author),
        "title": inline(version.title),
        "date": inline(written_date(version.date)),
        "url": inline(_web_address(version)),
        "place": place,
    }


def _note(story: Story, comparison: Comparison, entry: Entry, templates: Templates) -> NotePart:
    """A note's heading, the passages it is on, and the reader's words."""
    labels: dict[str, None] = {}
    quotations: dict[str, tuple[str, dict[str, str]]] = {}
    for anchor in entry.anchors:
        index, finding = _find(story, comparison, anchor)
        siglum = _siglum(story, comparison, anchor)
        if index is None or finding.span is None:
            label = f"{siglum} ({Fate.LOST.value})"
        else:
            label = _paragraphs_label(comparison.versions[index], [finding.span])
            if finding.fate is not Fate.EXACT:
                label += f" ({finding.fate.value})"
        labels[label] = None
        unknown = {**dict.fromkeys(FIELDS["source"], ""), "name": siglum, "siglum": siglum}
        about = unknown if index is None else _about(comparison.versions[index], "")
        quotations.setdefault(anchor.exact, (siglum, {**about, "place": label}))
    quoted = []
    for text, (siglum, about) in quotations.items():
        words = text if len(quotations) == 1 else f"{siglum}: {text}"
        quoted += [fill(templates.quotation, {**about, "words": part}) for part in paragraph_lines(words)]
    places = " · ".join(labels) or "the story"
    kind = "On" if entry.kind is Kind.NOTE else f"{entry.kind.value.capitalize()} on"
    between = "\n>\n" if templates.quotation.startswith(">") else "\n\n"
    head, foot = templates.note_around(
        {
            "heading": f"{kind} {places}",
            "kind": entry.kind.value,
            "places": places,
            "quotation": between.join(quoted),
            "tags": " ".join(f"#{tag}" for tag in entry.tags),
            "created": entry.created,
            "modified": entry.modified,
        }
    )
    return NotePart(id=entry.id, head=head, body=body(entry.body), foot=foot)


# The merged reading


@dataclass(slots=True)
class _Passage:
    """What was picked of one telling."""

    telling: Telling
    paragraph: int
    """The paragraph of the merged reading it stands in."""
    spans: dict[int, list[Span]] = field(default_factory=dict)
    """For each version the picked parts, each within one sentence."""
    labels: set[int] = field(default_factory=set)
    """The labels of the picks."""


class _MergedReading:
    """Writes what was picked of a story as one text."""

    def __init__(self, story: Story, comparison: Comparison, templates: Templates) -> None:
        self._story = story
        self._comparison = comparison
        self._templates = templates
        self._wordings = Wordings(comparison)

    def paragraphs(self, picks: Iterable[Entry], taken: frozenset[int]) -> list[str]:
        """The paragraphs of the merged reading, with all footnotes as the last one; empty if nothing was picked.

        Args:
            picks: The picks.
            taken: Numbers of footnotes that are used elsewhere in the file.
        """
        passages, lost = self._passages(picks)
        numbers = (number for number in count(1) if number not in taken)
        paragraphs: dict[int, list[str]] = {}
        footnotes: list[str] = []
        for passage in passages:
            text, sources = self._passage(passage)
            number = next(numbers)
            label = inline(", ".join(self._templates.label(one) for one in sorted(passage.labels)))
            footnotes.append(f"[^{number}]: {fill_footnote(self._templates.footnote, sources, label)}")
            paragraphs.setdefault(passage.paragraph, []).append(f"{line_start(text)}[^{number}]")
        parts = ["\n".join(lines) for lines in paragraphs.values()]
        for anchor in lost:
            number = next(numbers)
            siglum = _siglum(self._story, self._comparison, anchor)
            footnotes.append(f"[^{number}]: {siglum} · lost: no longer found there")
            parts.append(f"{line(anchor.exact)}[^{number}]")
        return [*parts, "\n".join(footnotes)] if parts else []

    def _passages(self, picks: Iterable[Entry]) -> tuple[list[_Passage], tuple[Anchor, ...]]:
        """What was picked of each telling, in merged order, and the lost anchors, each quotation once."""
        found: dict[int, _Passage] = {}
        lost: dict[tuple[str, str], Anchor] = {}
        tellings = merged_order(self._comparison)
        number_of = {
            (v, s): number for number, told in enumerate(tellings) for v, own in enumerate(told.sentences) for s in own
        }
        for pick, anchor in ((entry, anchor) for entry in picks for anchor in entry.anchors):
            index, finding = _find(self._story, self._comparison, anchor)
            if index is None or finding.span is None:
                lost.setdefault((anchor.locator, anchor.exact), anchor)
                continue
            for sentence, span in _sentence_parts(self._comparison.versions[index], finding.span):
                number = number_of[index, sentence]
                passage = found.setdefault(number, _Passage(tellings[number], tellings[number].paragraph))
                passage.spans.setdefault(index, []).append(span)
                passage.labels |= {pick.label} - {0}
        for passage in found.values():
            passage.spans = {version: _united(spans) for version, spans in sorted(passage.spans.items())}
        ordered = self._after_what_they_go_on_from([found[number] for number in sorted(found)])
        return ordered, tuple(lost.values())

    def _after_what_they_go_on_from(self, passages: Sequence[_Passage]) -> list[_Passage]:
        """Passages with each one that goes on from the sentence before it directly behind that sentence.

        "He denied it" says nothing behind another source's sentence. The order of the others stays.
        """
        ends: dict[tuple[int, int], _Passage] = {}
        for passage in passages:
            for version, spans in passage.spans.items():
                for sentence, _ in _sentence_parts(self._comparison.versions[version], spans[-1]):
                    ends[version, sentence] = passage
        out: list[_Passage] = []
        for passage in passages:
            before = self._goes_on_from(passage, ends)
            if before is None or before is passage or before not in out:
                out.append(passage)
                continue
            at = out.index(before) + 1
            while at < len(out) and self._goes_on_from(out[at], ends) is out[at - 1]:
                at += 1
            passage.paragraph = before.paragraph
            out.insert(at, passage)
        return out

    def _goes_on_from(self, passage: _Passage, ends: Mapping[tuple[int, int], _Passage]) -> _Passage | None:
        """The passage that ends with the sentence before this one, in its leading version, if this one needs it."""
        lead = passage.telling.host if passage.telling.host in passage.spans else next(iter(passage.spans))
        version, first = self._comparison.versions[lead], passage.spans[lead][0]
        opening = re.match(r"\W*(\w+)", first.of(version.text))
        if opening is None or opening[1].casefold() not in CONTINUING:
            return None
        sentence, _ = _sentence_parts(version, first)[0]
        return ends.get((lead, sentence - 1))

    def _passage(self, passage: _Passage) -> tuple[str, str]:
        """A passage's text and its sources."""
        telling, versions = passage.telling, self._comparison.versions
        lead = telling.host if telling.host in passage.spans else next(iter(passage.spans))
        picked = {version: _distinct(versions[version], spans) for version, spans in passage.spans.items()}
        wanted = [lead, *(v for v in picked if v != lead and not self._is_translation(passage, lead, v))]
        if self._templates.variants is Variants.CRITICMARKUP:
            wanted = wanted[:2]  # it can show one other reading
        whole = {version: _whole_sentences(versions[version], picked[version]) for version in wanted}
        text, in_text = _joined(versions[lead], picked[lead]), {lead}
        if len(wanted) > 1 and whole[lead] is not None:
            sentences = tuple(whole.get(version) or () for version in range(len(versions)))
            wording = self._wordings.of(Telling(sentences, lead, telling.paragraph))
            text, more = self._worded(wording, [version for version in wanted if whole[version]])
            in_text |= more
        return text, self._sources(passage, lead, in_text)

    def _worded(self, wording: Wording, versions: Sequence[int]) -> tuple[str, set[int]]:
        """A wording as Markdown, and the versions whose words are in it."""
        apart = {own.version: own.pieces for own in wording.apart}
        in_text = {version for version in versions if version not in apart}
        if self._templates.variants is Variants.BRACKETS:
            return self._bracketed(wording.pieces), in_text
        if not apart:
            return _critic(wording.pieces, next((v for v in versions if v != wording.host), wording.host)), in_text
        ours = inline("".join(piece.text for piece in wording.pieces))
        theirs = inline("".join(piece.text for piece in next(iter(apart.values()))))
        if ours == theirs:
            return ours, in_text | set(apart)
        return critic_change(ours, theirs), in_text | set(apart)

    def _bracketed(self, pieces: Iterable[Piece]) -> str:
        """Pieces with all readings in brackets."""
        out = ""
        closed = False
        for piece in pieces:
            if not piece.readings:
                text = fragment(piece.text)
                text = text.lstrip(" ") if out.endswith(" ") else text
                out += " " + text if closed and text[:1].isalnum() else text
                closed = False
                continue
            out += "" if not out or piece.quiet or out[-1].isspace() or out[-1] in _OPENING else " "
            readings = [
                f"{''.join(self._comparison.versions[v].siglum for v in told.versions)} {inline(told.text)}"
                for told in piece.readings
                if told.text
            ]
            out += f"⟨{(' ≠ ' if piece.conflict else ' │ ').join(readings)}⟩"
            closed = True
        return out.strip()

    def _sources(self, passage: _Passage, lead: int, in_text: set[int]) -> str:
        """A footnote: where and how each version tells the passage, and the wordings that are not in the text."""
        versions = self._comparison.versions
        sources = {v: self._source(versions[v], self._told_by(passage, v)) for v in passage.telling.versions}
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
        told_by = [sources[lead]]
        for number, (source, label) in enumerate(labelled):
            following = labelled[number + 1][1] if number + 1 < len(labelled) else None
            told_by.append(source if label == following else f"{source} · {label}")
        out = "; ".join(told_by)
        return " — ".join([out, *wordings])

    def _source(self, version: Version, spans: Iterable[Span]) -> str:
        """A version, and the paragraphs that spans are in, as footnotes name them."""
        return fill_source(self._templates.source, _about(version, _paragraph_numbers(version, spans)))

    def _told_by(self, passage: _Passage, version: int) -> list[Span]:
        """What was picked of a version's telling; if nothing was, all of it, without repeats."""
        if version in passage.spans:
            return passage.spans[version]
        made = self._comparison.versions[version]
        sentences = [made.sentences[index] for index in passage.telling.sentences[version]]
        told = [own.span for own in sentences if not made.paragraphs[own.paragraph].role.aside]
        return told or [own.span for own in sentences]

    def _best_link(self, passage: _Passage, lead: int, version: int) -> Link | None:
        """The best link between what was picked of the leading version and another version's telling."""
        led = self._comparison.versions[lead]
        picked = {index for span in passage.spans[lead] for index, _ in _sentence_parts(led, span)}
        try:
            pair = self._comparison.pair(lead, version)
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

    def _is_translation(self, passage: _Passage, lead: int, version: int) -> bool:
        """Whether a version tells a passage in another language: then it is quoted in full, behind its source."""
        link = self._best_link(passage, lead, version)
        return link is not None and link.reuse is Reuse.TRANSLATED

    def _label(self, link: Link | None, lead: int, version: int) -> str:
        """How another version tells the passage: its reuse, or what the two disagree on."""
        if link is None:
            return "shared"
        if not link.conflicts:
            return link.reuse_words
        left, right = self._comparison.versions[lead], self._comparison.versions[version]
        disagreements = [
            f"{_reading(left, conflict.left)} / {_reading(right, conflict.right)}"
            f"{conflict.of and ' ' + inline(conflict.of)}"
            for conflict in link.conflicts
        ]
        return f"**conflict**: {', '.join(disagreements)}"

    def _alone(self, passage: _Passage, lead: int) -> str:
        """The label of a telling that only one version has; empty if not all versions were compared."""
        version = self._comparison.versions[lead]
        first = passage.telling.sentences[lead][0]
        role = version.paragraphs[version.sentences[first].paragraph].role
        if role.aside:
            return role.value
        versions = len(self._comparison.versions)
        compared = versions > 1 and len(self._comparison.pairs) == versions * (versions - 1) // 2
        return f"only in {version.siglum}" if compared else ""


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
        elif ours or piece.quiet:
            out += critic_change(ours, theirs)
        else:  # an insertion between words needs a space of its own
            after_word = out and not out[-1].isspace() and out[-1] not in _OPENING
            out += critic_change("", f" {theirs}" if after_word else f"{theirs} ")
    return out.strip()


def _reading(version: Version, span: Span) -> str:
    """One version's reading of a fact."""
    words = inline(span.of(version.text))
    return f"“{words}” ({version.siglum})" if words else f"nothing ({version.siglum})"


# Anchors and spans


def _find(story: Story, comparison: Comparison, anchor: Anchor) -> tuple[int | None, Finding]:
    """The number of the version that an anchor is on, and where it is now."""
    if anchor.locator not in story.locators:
        return None, LOST
    index = story.locators.index(anchor.locator)
    return index, find(anchor, comparison.versions[index].text)


def _siglum(story: Story, comparison: Comparison, anchor: Anchor) -> str:
    """The siglum of an anchor's version: the present one, or the one of then if the version is not open."""
    if anchor.locator in story.locators:
        return comparison.versions[story.locators.index(anchor.locator)].siglum
    return clean_line(anchor.siglum)


def _paragraphs_label(version: Version, spans: Iterable[Span]) -> str:
    """A version's siglum and the paragraphs that spans are in: `A ¶11`, `B ¶3 ¶4`."""
    return f"{version.siglum} {_paragraph_numbers(version, spans)}"


def _paragraph_numbers(version: Version, spans: Iterable[Span]) -> str:
    """The numbers, from 1, of the paragraphs that spans are in: `¶3 ¶4`."""
    numbers = {version.sentences[index].paragraph for span in spans for index, _ in _sentence_parts(version, span)}
    return " ".join(f"¶{number + 1}" for number in sorted(numbers))


def _sentence_parts(version: Version, span: Span) -> list[tuple[int, Span]]:
    """The sentences that a span touches, and the part of each that it covers."""
    first = bisect_right(version.sentences, span.start, key=lambda own: own.span.end)
    touched = takewhile(lambda item: item[1].span.start < span.end, enumerate(version.sentences[first:], first))
    return [(index, Span(max(own.span.start, span.start), min(own.span.end, span.end))) for index, own in touched]


def _whole_sentences(version: Version, spans: Iterable[Span]) -> tuple[int, ...] | None:
    """The sentences that the spans are; None if one of them is not exactly one sentence."""
    found = []
    for span in spans:
        (index, _), *more = _sentence_parts(version, span)
        if more or version.sentences[index].span != span:
            return None
        found.append(index)
    return tuple(found)


def _united(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, with overlapping ones joined."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        else:
            united.append(span)
    return united


def _distinct(version: Version, spans: Iterable[Span]) -> list[Span]:
    """The spans without those that repeat the words of an earlier one (a doubled headline)."""
    return list({span.of(version.text): span for span in reversed(list(spans))}.values())[::-1]


def _joined(version: Version, spans: Iterable[Span]) -> str:
    """Spans as one line of Markdown, with an ellipsis where something between them is left out."""
    out = ""
    last: Span | None = None
    for span in spans:
        if last is not None:
            out += " … " if version.text[last.end : span.start].strip() else " "
        out += inline(span.of(version.text))
        last = span
    return out
