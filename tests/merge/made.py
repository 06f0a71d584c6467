"""Versions and comparisons made by hand, for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from reader.align.alignment import Alignment, Comparison, Link, Reuse, link_order
from reader.story.version import Paragraph, Role, Sentence, Span, Story, Version


def made_version(
    siglum: str,
    paragraphs: Sequence[Sequence[str]],
    *,
    roles: Sequence[Role] = (),
    name: str = "",
    source: str = "",
    date: str = "",
) -> Version:
    """A version of these sentences: a space between sentences, a blank line between paragraphs."""
    text = "\n\n".join(" ".join(sentences) for sentences in paragraphs)
    made_paragraphs: list[Paragraph] = []
    made_sentences: list[Sentence] = []
    at = 0
    for number, sentences in enumerate(paragraphs):
        start, first = at, len(made_sentences)
        for sentence in sentences:
            made_sentences.append(Sentence(Span(at, at + len(sentence)), number))
            at += len(sentence) + 1
        role = roles[number] if number < len(roles) else Role.BODY
        made_paragraphs.append(Paragraph(Span(start, at - 1), role, range(first, len(made_sentences))))
        at += 1
    return Version(
        siglum=siglum,
        name=name or f"Paper {siglum}",
        source=source or f"{siglum.lower()}.txt",
        title=paragraphs[0][0] if paragraphs else name,
        text=text,
        paragraphs=tuple(made_paragraphs),
        sentences=tuple(made_sentences),
        date=date,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def made_story(versions: Sequence[Version], *, title: str = "Guns on the Orla", home: Path | None = None) -> Story:
    """A story of these versions, located by their sources."""
    locators = tuple(f"file:/press/{version.source}" for version in versions)
    key = hashlib.sha256("\n".join(sorted(locators)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Story(title=title, versions=tuple(versions), locators=locators, key=key, home=home)


def link(
    left: int | Sequence[int], right: int | Sequence[int], reuse: Reuse = Reuse.EDITED, *, moved: bool = False
) -> Link:
    """A link without edits."""
    lefts = (left,) if isinstance(left, int) else tuple(left)
    rights = (right,) if isinstance(right, int) else tuple(right)
    return Link(left=lefts, right=rights, reuse=reuse, score=0.8, moved=moved)


def compared(versions: Sequence[Version], links: Mapping[tuple[int, int], Sequence[Link]]) -> Comparison:
    """A comparison with these links, by pair of version indexes; every other pair has none."""
    pairs = combinations(range(len(versions)), 2)
    return Comparison(
        tuple(versions),
        tuple(Alignment(*pair, tuple(sorted(links.get(pair, ()), key=link_order))) for pair in pairs),
    )
