"""Versions made by hand, and the texts that lie beside the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from reader.align.alignment import Comparison, Edit, EditOp, Link
from reader.align.compare import compare
from reader.story.sentences import segment
from reader.story.version import Paragraph, Role, Sentence, Span, Version

SHARED = Path(__file__).parents[3] / "shared"


def version(*paragraphs: Sequence[str] | str, siglum: str = "A", roles: Sequence[Role] = ()) -> Version:
    """A version of paragraphs, each given as its sentences (or as its only one)."""
    text = ""
    parts: list[Paragraph] = []
    sentences: list[Sentence] = []
    spans: list[tuple[Span, int]] = []
    for number, paragraph in enumerate(paragraphs):
        start, first = len(text), len(spans)
        for sentence in [paragraph] if isinstance(paragraph, str) else paragraph:
            text += " " if len(spans) > first else ""
            spans.append((Span(len(text), len(text) + len(sentence)), number))
            text += sentence
        role = roles[number] if number < len(roles) else Role.BODY
        parts.append(Paragraph(Span(start, len(text)), role, range(first, len(spans))))
        text += "\n\n"
    sentences = [Sentence(span, number) for span, number in spans]
    return Version(
        siglum=siglum,
        name=siglum,
        source=f"{siglum.lower()}.txt",
        title="",
        text=text,
        paragraphs=tuple(parts),
        sentences=tuple(sentences),
    )


def read(text: str, siglum: str = "A") -> Version:
    """A version as the program segments it."""
    paragraphs, sentences = segment(text)
    return Version(
        siglum=siglum,
        name=siglum,
        source=f"{siglum.lower()}.txt",
        title="",
        text=text,
        paragraphs=paragraphs,
        sentences=sentences,
    )


def given_articles() -> tuple[Version, Version]:
    """The two articles the project began with. Skips the test where they are not at hand."""
    files = sorted((SHARED / "seeds").glob("*.txt"))
    if len(files) != 2:
        pytest.skip(reason="the given articles are not beside this checkout")
    left, right = (read(file.read_text(encoding="utf-8"), siglum) for file, siglum in zip(files, "AB", strict=True))
    return left, right


def gold(name: str) -> Iterator[dict[str, Any]]:
    """The pairs of a gold set. Skips the test where it is not at hand."""
    file = SHARED / "gold" / f"{name}.jsonl"
    if not file.exists():
        pytest.skip(reason="the gold alignments are not beside this checkout")
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def align(left: Version, right: Version) -> tuple[Link, ...]:
    """The links between two versions."""
    return compare((left, right)).pairs[0].links


def sentence_pairs(links: Sequence[Link], *, strong: bool = True) -> set[tuple[int, int]]:
    """The pairs of sentences that links join."""
    return {(i, j) for link in links if link.reuse.strong or not strong for i in link.left for j in link.right}


def shown(comparison: Comparison, link: Link) -> list[str]:
    """The edits of a link as a line for each, as `told` gives them."""
    left, right = (comparison.versions[n].text for n in (comparison.pairs[0].left, comparison.pairs[0].right))
    return told(left, right, link.edits)


def told(left: str, right: str, edits: Iterable[Edit]) -> list[str]:
    """Edits as lines: `= same`, `- only left`, `+ only right`, `left → right`, `left ~ right`, `« moved`, `» moved`."""
    forms = {
        EditOp.EQUAL: "= {0}",
        EditOp.LEFT: "- {0}",
        EditOp.RIGHT: "+ {1}",
        EditOp.REPLACE: "{0} → {1}",
        EditOp.VARIANT: "{0} ~ {1}",
        EditOp.PUNCTUATION: "marks {0} → {1}",
    }
    moved = {True: "« {0}", False: "» {1}"}
    return [forms.get(e.op, moved[len(e.left) > 0]).format(e.left.of(left), e.right.of(right)) for e in edits]
