"""Passages to annotate: what is under the cursor or selected, and what a note is on."""

from __future__ import annotations

from dataclasses import dataclass

from reader.align.alignment import Comparison
from reader.align.tellings import tellings_of
from reader.notes.anchors import Anchor, make_anchor
from reader.notes.entries import Entry
from reader.story.version import Role, Span, Story, Version
from reader.tui.model.state import Reading, Selected


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPassage:
    """What a note or a pick is on: a passage, selected words, or the story as a whole."""

    anchor: Anchor | None
    """Where it is; None for the story as a whole."""
    partners: tuple[Anchor, ...]
    """The same passage in every other version that tells it."""
    heading: str
    """Where it stands: `A ¶11 · B ¶12`."""
    quotation: str
    """Its words on one line."""
    entry: str = ""
    """The id of the one note that is meant, whatever else is on the passage; empty for the latest."""

    def holds(self, span: Span | None) -> bool:
        """Whether this is the passage that a place is in."""
        return span is not None and self.anchor is not None and self.anchor.start <= span.start < self.anchor.end

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors of a note on it."""
        return () if self.anchor is None else (self.anchor, *self.partners)


def passage_here(story: Story, reading: Reading) -> NotedPassage | None:
    """The selection, or else the passage under the cursor with its other tellings; None in an empty version."""
    selection = reading.selection
    if isinstance(selection, Selected):
        version = story.versions[selection.version]
        span = _trimmed(version, Span(selection.start, selection.end))
        if span:
            anchor = make_anchor(version, story.locators[selection.version], span)
            place = version.sentence_label(version.sentence_at(span.start))
            return NotedPassage(
                anchor=anchor, partners=(), heading=f"some words of {place}", quotation=" ".join(anchor.exact.split())
            )
    version = story.versions[reading.version]
    if not version.sentences:
        return None
    first, last = reading.flow(reading.side).passage(reading.sentence)
    span = Span(version.sentences[first].span.start, version.sentences[last].span.end)
    anchor = make_anchor(version, story.locators[reading.version], span)
    partners: list[Anchor] = []
    places = [version.sentence_label(first)]
    for number, sentences in _told_elsewhere(reading, first) if first == last else ():
        told = story.versions[number]
        places.append(told.sentence_label(sentences[0]))
        partners += [make_anchor(told, story.locators[number], told.sentences[s].span) for s in sentences]
    return NotedPassage(
        anchor=anchor, partners=tuple(partners), heading=" · ".join(places), quotation=" ".join(anchor.exact.split())
    )


def passage_of(entry: Entry, heading: str, story: Story) -> NotedPassage:
    """The passage of an existing note."""
    quoted = " ".join(entry.anchors[0].exact.split()) if entry.anchors else story.title
    first = entry.anchors[0] if entry.anchors else None
    return NotedPassage(anchor=first, partners=entry.anchors[1:], heading=heading, quotation=quoted, entry=entry.id)


def whole_story(story: Story) -> NotedPassage:
    """The story as a whole, to write a note on."""
    return NotedPassage(anchor=None, partners=(), heading="the story", quotation=story.title)


def _told_elsewhere(reading: Reading, sentence: int) -> list[tuple[int, tuple[int, ...]]]:
    """The other versions that tell a sentence, the one opposite first, each with its sentences that do."""
    beside = reading.beside(reading.side)
    opposite = reading.shown[1 - reading.side]
    out = [(opposite, beside.links[index].right) for index in beside.strong_of(sentence)[:1]]
    if len(reading.story.versions) > 2 and reading.comparison is not None:
        told = (reading.tellings or tellings_of(reading.comparison)).of(reading.version, sentence)
        for number, own in enumerate(told):
            if own and number not in (reading.version, opposite):
                out.append((number, _said_first(reading.comparison, number, own)))
    return out


def _said_first(comparison: Comparison, version: int, sentences: tuple[int, ...]) -> tuple[int, ...]:
    """The sentences without those in repeated paragraphs, unless there are no others."""
    told = comparison.versions[version]
    role = {s: told.paragraphs[told.sentences[s].paragraph].role for s in sentences}
    return tuple(s for s in sentences if role[s] is not Role.REPEAT) or sentences


def _trimmed(version: Version, span: Span) -> Span | None:
    """A span without the white space at its ends; None if nothing is left."""
    words = span.of(version.text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    return Span(start, end) if start < end else None
