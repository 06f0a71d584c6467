"""A comparison as data: one JSON object, format `diptych/comparison@1`.

Offsets are code points, half-open, into the `text` of their version; `left` and `right` of a link are indexes into
`sentences`.
"""

from __future__ import annotations

import json
from typing import Any

from reader.align.alignment import Alignment, Comparison, Link, Reuse, coverage, shared_sentences, statuses
from reader.align.passages import passages
from reader.story.version import Paragraph, Span

FORMAT = "diptych/comparison@1"


def comparison_json(comparison: Comparison) -> str:
    """The comparison as one JSON object, without a newline at its end.

    A sentence is `shared` if any other version has it too; `coverage` is rounded to two decimals.
    """
    data = {
        "format": FORMAT,
        "versions": [_version(comparison, number) for number in range(len(comparison.versions))],
        "pairs": [_pair(comparison, alignment) for alignment in comparison.pairs],
    }
    return json.dumps(data, ensure_ascii=False)


def _version(comparison: Comparison, number: int) -> dict[str, Any]:
    version = comparison.versions[number]
    shared = shared_sentences(comparison, number)
    return {
        "siglum": version.siglum,
        "source": version.source,
        "title": version.title,
        "language": version.language,
        "text": version.text,
        "paragraphs": [_paragraph(p) for p in version.paragraphs],
        "sentences": [
            {**_ends(s.span), "paragraph": s.paragraph, "status": status.value}
            for s, status in zip(version.sentences, statuses(version, shared), strict=True)
        ],
        "coverage": round(coverage(version, shared), 2),
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    said = {**_ends(paragraph.span), "role": paragraph.role.value}
    return {**said, "kind": paragraph.furniture} if paragraph.furniture else said


def _pair(comparison: Comparison, alignment: Alignment) -> dict[str, Any]:
    left, right = comparison.versions[alignment.left], comparison.versions[alignment.right]
    return {
        "left": left.siglum,
        "right": right.siglum,
        "links": [_link(link) for link in alignment.links],
        "passages": [
            {"left": _range(passage.left), "right": _range(passage.right), "words": passage.words}
            for passage in passages(left, right, alignment)
        ],
    }


def _link(link: Link) -> dict[str, Any]:
    data: dict[str, Any] = {
        "left": list(link.left),
        "right": list(link.right),
        "reuse": link.reuse.value,
        "score": link.score,
        "moved": link.moved,
        "edits": [{"op": e.op.value, "left": _range(e.left), "right": _range(e.right)} for e in link.edits],
        "conflicts": [
            {"kind": c.kind, "about": c.about, "of": c.of, "left": _range(c.left), "right": _range(c.right)}
            for c in link.conflicts
        ],
    }
    if link.reuse is Reuse.TRANSLATED:  # no words are compared, so the data say what it is based on
        data["rule"] = link.rule.value if link.rule else None
        if link.meaning:
            data["meaning"] = link.meaning._asdict()
    return data


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _range(span: Span) -> list[int]:
    return [span.start, span.end]
