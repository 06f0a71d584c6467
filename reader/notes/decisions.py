"""Pinned and cut links, and roles given to paragraphs, applied to the texts as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reader.align.decisions import Decision
from reader.notes.anchors import Anchor, Finding, make_anchor
from reader.notes.entries import KeptDecision, KeptRole
from reader.story.version import Story


def anchor_sentences(story: Story, version: int, sentences: Sequence[int]) -> tuple[Anchor, ...]:
    """An anchor on each of these sentences of a version."""
    told = story.versions[version]
    return tuple(make_anchor(told, story.locators[version], told.sentences[s].span) for s in sentences)


def resolve_decision(story: Story, kept: KeptDecision, find: Callable[[Anchor], Finding]) -> Decision | None:
    """A decision by the numbers that its sentences have now.

    Args:
        story: The story as it was opened.
        kept: The decision.
        find: Finds an anchor in the present text.

    Returns:
        The decision; None if one of its sentences is not found with certainty, or its version is missing. A sentence
        that has been split into several counts as all of them.
    """
    sides = []
    for anchors in (kept.here, kept.there):
        found: set[int] = set()
        for anchor in anchors:
            span = find(anchor).span
            if span is None or anchor.locator != anchors[0].locator:
                return None
            inside = story.versions[story.locators.index(anchor.locator)].sentences_in(span)
            if not inside:
                return None
            found.update(inside)
        sides.append((story.locators.index(anchors[0].locator), tuple(sorted(found))))
    (left, here), (right, there) = sides
    return Decision(kept.kind, (left, right), here, there)


def resolve_role(story: Story, kept: KeptRole, find: Callable[[Anchor], Finding]) -> tuple[tuple[int, int], ...]:
    """The paragraphs that have a role which the reader gave, as numbers of version and paragraph.

    Args:
        story: The story as it was opened.
        kept: The role.
        find: Finds an anchor in the present text.

    Returns:
        No paragraph if its words are not found with certainty, or are less than half of the paragraph that they are in
        now because it was joined with another; several if it was split.
    """
    span = find(kept.anchor).span
    if span is None or kept.anchor.locator not in story.locators:
        return ()
    number = story.locators.index(kept.anchor.locator)
    out = []
    for at, paragraph in enumerate(story.versions[number].paragraphs):
        common = min(paragraph.span.end, span.end) - max(paragraph.span.start, span.start)
        if common > 0 and 2 * common >= len(paragraph.span):
            out.append((number, at))
    return tuple(out)
