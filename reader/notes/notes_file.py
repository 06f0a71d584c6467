"""The notes file: what the reader picked, told once with its sources, and what they wrote. Rendering only: no I/O.

Where two versions that were both picked tell a passage in different words, the leading wording carries the other's as
CriticMarkup (https://github.com/CriticMarkup/CriticMarkup-toolkit): `{~~here~>there~~}` for other words, `{--only
here--}`, `{++only there++}`; rejecting every change gives the leading wording to the letter. A passage that is
reworded is replaced as a whole. Every passage has a footnote with its sources; a telling whose words do not stand in
the text stands there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise, takewhile

from reader.align.alignment import Comparison, EditOp, Link, Reuse
from reader.merge.reading import Telling, merged_order
from reader.notes.anchors import Anchor, Found, Place
from reader.notes.entries import Entry, Kind, stamp
from reader.notes.finder import find
from reader.notes.markdown import body, fragment, heading, inline, line, line_start, quotation, scalar
from reader.story.clean import clean_line
from reader.story.story import Story
from reader.story.version import Span, Version

FORMAT = "diptych/notes@1"
_OPENING = frozenset("([{“‘„‚«‹\"'-–—")
"""What a word follows without a space."""


@dataclass(slots=True)
class _Passage:
    """What was picked of one telling."""

    telling: Telling
    spans: dict[int, list[Span]] = field(default_factory=dict)
    """For each version, the picked parts, each within one sentence."""


def render(story: Story, comparison: Comparison, entries: Sequence[Entry], *, saved: datetime, program: str) -> str:
    """The notes file's text; the same for the same arguments.

    Args:
        story: The story. Its locators tell which version an anchor is on.
        comparison: Its versions as compared. Pairs that are missing count as not yet compared.
        entries: Notes and picks, in the reader's order.
        saved: When it is saved.
        program: The program and its version.
    """
    parts = [_front_matter(story, comparison, stamp(saved), program), heading(1, story.title)]
    read = _read_together(story, comparison, [entry for entry in entries if entry.kind is Kind.PICK])
    if read:
        parts += [heading(2, "Read together"), *read]
    notes = [entry for entry in entries if entry.kind is Kind.NOTE]
    if notes:
        parts.append(heading(2, "Notes"))
        parts.extend(part for entry in notes for part in _note(story, comparison, entry))
    return parts[0] + "\n" + "\n\n".join(parts[1:]) + "\n"


def _front_matter(story: Story, comparison: Comparison, saved: str, program: str) -> str:
    lines = ["---", f"format: {FORMAT}", f"story: {scalar(clean_line(story.title))}", "versions:"]
    for version in comparison.versions:
        about = {
            "name": clean_line(version.name),
            "source": version.source,
            "date": version.date,
            "sha256": version.sha256,
        }
        pairs = ", ".join(f"{key}: {scalar(value)}" for key, value in about.items() if value)
        lines.append(f"  {scalar(version.siglum)}: {{{pairs}}}")
    if not comparison.versions:
        lines[-1] += " {}"
    return "\n".join([*lines, f"saved: {saved}", f"program: {scalar(program)}", "---"])


# Read together


def _read_together(story: Story, comparison: Comparison, picks: Iterable[Entry]) -> list[str]:
    """The paragraphs of the merged reading of what was picked, and their footnotes as the last part."""
    passages, lost = _passages(story, comparison, picks)
    paragraphs: dict[int, list[str]] = {}
    footnotes: list[str] = []
    for passage in passages:
        text, footnote = _told(comparison, passage)
        footnotes.append(f"[^{len(footnotes) + 1}]: {footnote}")
        paragraphs.setdefault(passage.telling.paragraph, []).append(f"{line_start(text)}[^{len(footnotes)}]")
    parts = ["\n".join(lines) for lines in paragraphs.values()]
    for anchor in lost:
        footnotes.append(f"[^{len(footnotes) + 1}]: {_siglum(story, comparison, anchor)} · lost: no longer found there")
        parts.append(f"{line(anchor.exact)}[^{len(footnotes)}]")
    return [*parts, "\n".join(footnotes)] if parts else []


def _passages(
    story: Story, comparison: Comparison, picks: Iterable[Entry]
) -> tuple[list[_Passage], tuple[Anchor, ...]]:
    """What was picked of each telling, in merged order, and the anchors that are lost, each quotation once."""
    found: dict[int, _Passage] = {}
    lost: dict[tuple[str, str], Anchor] = {}
    tellings = merged_order(comparison)
    number_of = {
        (v, s): number for number, told in enumerate(tellings) for v, own in enumerate(told.sentences) for s in own
    }
    for anchor in (anchor for entry in picks for anchor in entry.anchors):
        index, place = _place(story, comparison, anchor)
        if index is None or place.span is None:
            lost.setdefault((anchor.locator, anchor.exact), anchor)
            continue
        for sentence, span in _clipped(comparison.versions[index], place.span):
            number = number_of[index, sentence]
            passage = found.setdefault(number, _Passage(tellings[number]))
            passage.spans.setdefault(index, []).append(span)
    for passage in found.values():
        passage.spans = {version: _united(spans) for version, spans in sorted(passage.spans.items())}
    return [found[number] for number in sorted(found)], tuple(lost.values())


def _place(story: Story, comparison: Comparison, anchor: Anchor) -> tuple[int | None, Place]:
    """Which version an anchor is on, and where it stands there now."""
    if anchor.locator not in story.locators:
        return None, Place(Found.LOST, None)
    index = story.locators.index(anchor.locator)
    return index, find(anchor, comparison.versions[index].text)


def _clipped(version: Version, span: Span) -> list[tuple[int, Span]]:
    """The sentences that a span touches, and how much of each it covers."""
    first = bisect_right(version.sentences, span.start, key=lambda own: own.span.end)
    touched = takewhile(lambda item: item[1].span.start < span.end, enumerate(version.sentences[first:], first))
    return [(index, Span(max(own.span.start, span.start), min(own.span.end, span.end))) for index, own in touched]


def _united(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap made one."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        else:
            united.append(span)
    return united


def _told(comparison: Comparison, passage: _Passage) -> tuple[str, str]:
    """A passage's text and its footnote."""
    telling = passage.telling
    lead = telling.host if telling.host in passage.spans else next(iter(passage.spans))
    own = _distinct(comparison.versions[lead], passage.spans[lead])
    text = _joined(comparison.versions[lead], own)
    in_text = {lead}
    other = next((version for version in passage.spans if version != lead), None)
    if other is not None:
        theirs = _distinct(comparison.versions[other], passage.spans[other])
        both = _variants(comparison, (lead, own), (other, theirs))
        if both is not None:
            text = both
            in_text.add(other)
    return text, _footnote(comparison, passage, lead, in_text)


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


def _variants(
    comparison: Comparison, here: tuple[int, Sequence[Span]], there: tuple[int, Sequence[Span]]
) -> str | None:
    """One wording with the other's differences; None if only parts of sentences were picked."""
    left, right = comparison.versions[here[0]], comparison.versions[there[0]]
    ours, theirs = _sentences(left, here[1]), _sentences(right, there[1])
    if ours is None or theirs is None:
        return None
    for link in _links(comparison, here[0], there[0]):
        if (link.left, link.right) == (ours, theirs):
            if link.reuse is Reuse.VERBATIM:
                return _joined(left, here[1])
            edited = _edited(link, left, right) if link.reuse is Reuse.EDITED else None
            if edited is not None:
                return edited
    one, other = _joined(left, here[1]), _joined(right, there[1])
    return one if one == other else f"{{~~{one}~>{other}~~}}"


def _sentences(version: Version, spans: Iterable[Span]) -> tuple[int, ...] | None:
    """The sentences that the spans are; None if one of them is no whole sentence."""
    found = []
    for span in spans:
        (index, _), *more = _clipped(version, span)
        if more or version.sentences[index].span != span:
            return None
        found.append(index)
    return tuple(found)


def _links(comparison: Comparison, left: int, right: int) -> list[Link]:
    """The strong links between two versions; none if they were not compared."""
    try:
        return [link for link in comparison.pair(left, right).links if link.reuse.strong]
    except KeyError:
        return []


def _edited(link: Link, left: Version, right: Version) -> str | None:
    """The left wording of an edited link with the right one's differences; None if the edits do not give it."""
    if not link.edits or any(b - a != 1 for side in (link.left, link.right) for a, b in pairwise(side)):
        return None
    at, end = left.sentences[link.left[0]].span.start, left.sentences[link.left[-1]].span.end
    there = right.sentences[link.right[0]].span.start
    out = added = ""
    for edit in link.edits:
        if not at <= edit.left.start <= edit.left.end <= end:
            return None
        out = _with(out + fragment(left.text[at : edit.left.start]), added)
        ours, theirs = fragment(edit.left.of(left.text)), fragment(edit.right.of(right.text))
        added = ""
        if edit.op is EditOp.EQUAL:
            out += ours
        elif len(edit.left) and len(edit.right):
            out += f"{{~~{ours}~>{theirs}~~}}"
        elif len(edit.left):
            out += f"{{--{ours}--}}"
        elif right.text[there : edit.right.start].strip():
            added = theirs  # it stands behind a comma or a quotation mark there: behind it here, too
        else:
            out = _with(out, theirs)
        at, there = edit.left.end, edit.right.end
    return _with(out + fragment(left.text[at:end]), added).strip()


def _with(out: str, added: str) -> str:
    """Markdown with words that only the other version has, and a space on the side where words stand."""
    if not added:
        return out
    return out + (f"{{++{added} ++}}" if not out or out[-1].isspace() or out[-1] in _OPENING else f"{{++ {added}++}}")


# Footnotes


def _footnote(comparison: Comparison, passage: _Passage, lead: int, in_text: set[int]) -> str:
    """A passage's sources: where each version tells it, how, what they disagree on, and wordings not in the text."""
    telling = passage.telling
    sources = {v: _source(comparison.versions[v], _told_by(comparison, passage, v)) for v in telling.versions}
    others = [version for version in telling.versions if version != lead]
    if not others:
        return " · ".join(part for part in (sources[lead], _alone(comparison, passage, lead)) if part)
    labelled: list[tuple[str, str]] = []
    wordings = []
    for version in others:
        link = _best_link(comparison, passage, lead, version)
        labelled.append((sources[version], _label(comparison, link, lead, version)))
        if version not in in_text and (link is None or link.reuse is not Reuse.VERBATIM):
            told = _distinct(comparison.versions[version], _told_by(comparison, passage, version))
            wordings.append(f"{comparison.versions[version].siglum}: {_joined(comparison.versions[version], told)}")
    out = sources[lead]
    for number, (source, label) in enumerate(labelled):
        following = labelled[number + 1][1] if number + 1 < len(labelled) else None
        out += f"{', ' if out[-1] != ';' else ' '}{source}"
        if label != following:
            out += f" · {label}" + (";" if following is not None else "")
    return " — ".join([out, *wordings])


def _told_by(comparison: Comparison, passage: _Passage, version: int) -> list[Span]:
    """What was picked of a version's telling, or else all of it but what it says again."""
    if version in passage.spans:
        return passage.spans[version]
    made = comparison.versions[version]
    sentences = [made.sentences[index] for index in passage.telling.sentences[version]]
    told = [own.span for own in sentences if not made.paragraphs[own.paragraph].role.aside]
    return told or [own.span for own in sentences]


def _best_link(comparison: Comparison, passage: _Passage, lead: int, version: int) -> Link | None:
    """The link that joins what was picked of the leading version to another's telling; the best of several."""
    picked = {index for span in passage.spans[lead] for index, _ in _clipped(comparison.versions[lead], span)}
    links = [
        link
        for link in _links(comparison, lead, version)
        if picked & set(link.left) and set(link.right) <= set(passage.telling.sentences[version])
    ]
    return max(links, key=lambda link: link.score, default=None)


def _label(comparison: Comparison, link: Link | None, lead: int, version: int) -> str:
    """How another version tells it: its reuse, or what the two disagree on."""
    if link is None:
        return "shared"
    if not link.conflicts:
        return link.reuse.value
    left, right = comparison.versions[lead], comparison.versions[version]
    disagreements = [
        f"{_reading(left, conflict.left)} / {_reading(right, conflict.right)}" for conflict in link.conflicts
    ]
    return f"**conflict**: {', '.join(disagreements)}"


def _reading(version: Version, span: Span) -> str:
    """One version's reading of a fact."""
    words = inline(span.of(version.text))
    return f"“{words}” ({version.siglum})" if words else f"nothing ({version.siglum})"


def _alone(comparison: Comparison, passage: _Passage, lead: int) -> str:
    """What a telling of one version alone is called; nothing where that is not known."""
    version = comparison.versions[lead]
    first = passage.telling.sentences[lead][0]
    role = version.paragraphs[version.sentences[first].paragraph].role
    if role.aside:
        return role.value
    count = len(comparison.versions)
    return "only here" if count > 1 and len(comparison.pairs) == count * (count - 1) // 2 else ""


def _source(version: Version, spans: Iterable[Span]) -> str:
    """A version's siglum and the numbers of the paragraphs the spans are in, counted from 1: `A ¶11`, `B ¶3 ¶4`."""
    numbers = sorted({version.sentences[index].paragraph + 1 for span in spans for index, _ in _clipped(version, span)})
    return " ".join([version.siglum, *(f"¶{number}" for number in numbers)])


# Notes


def _note(story: Story, comparison: Comparison, entry: Entry) -> list[str]:
    """A note's heading, what it is on, and the reader's words."""
    labels: dict[str, None] = {}
    quotations: dict[str, str] = {}
    for anchor in entry.anchors:
        index, place = _place(story, comparison, anchor)
        siglum = _siglum(story, comparison, anchor)
        if index is None or place.span is None:
            label = f"{siglum} (lost)"
        else:
            label = _source(comparison.versions[index], [place.span])
            if place.found is not Found.EXACT:
                label += f" ({place.found})"
        labels[label] = None
        quotations.setdefault(anchor.exact, siglum)
    quoted = [quotation(text if len(quotations) == 1 else f"{siglum}: {text}") for text, siglum in quotations.items()]
    parts = [heading(3, f"On {' · '.join(labels) or 'the story'}")]
    if quoted:
        parts[0] += "\n" + "\n>\n".join(quoted)
    if written := body(entry.body):
        parts.append(written)
    return parts


def _siglum(story: Story, comparison: Comparison, anchor: Anchor) -> str:
    """The siglum of an anchor's version: as it is now, or as it was if the version is not open."""
    if anchor.locator in story.locators:
        return comparison.versions[story.locators.index(anchor.locator)].siglum
    return clean_line(anchor.siglum)
