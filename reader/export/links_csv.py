"""The links of a comparison as CSV (RFC 4180), in the format `diptych/links@1`."""

from __future__ import annotations

import csv
import io
import json

from reader.align.alignment import Alignment, Comparison, EditOp, Link
from reader.export.passages import csv_cell, passage, single_spaced
from reader.story.version import Span, Version

FORMAT = "diptych/links@1"
"""The first field of every row."""
COLUMNS = (
    "format",
    "left",
    "right",
    "left_paragraphs",
    "right_paragraphs",
    "left_sentences",
    "right_sentences",
    "left_text",
    "right_text",
    "reuse",
    "moved",
    "score",
    "edits",
    "conflicts",
)


def links_csv(comparison: Comparison) -> str:
    """The links of all pairs, a row each, below a row of column names; no newline at the end.

    Paragraphs are counted from 1, as on the screen; sentences from 0, as in the JSON. Both are JSON lists in their
    cells, as are edits (operation, left words, right words; without what is equal) and conflicts (kind, subject, left
    words, right words).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for pair in comparison.pairs:
        for link in pair.links:
            writer.writerow(_row(comparison, pair, link))
    return out.getvalue().rstrip("\n")


def _row(comparison: Comparison, pair: Alignment, link: Link) -> list[str]:
    left, right = comparison.versions[pair.left], comparison.versions[pair.right]
    edits = [
        [edit.op.value, _words(left, edit.left), _words(right, edit.right)]
        for edit in link.edits
        if edit.op is not EditOp.EQUAL
    ]
    conflicts = [[c.kind, c.about, _words(left, c.left), _words(right, c.right)] for c in link.conflicts]
    return [
        FORMAT,
        left.siglum,
        right.siglum,
        _json(sorted({left.sentences[s].paragraph + 1 for s in link.left})),
        _json(sorted({right.sentences[s].paragraph + 1 for s in link.right})),
        _json(list(link.left)),
        _json(list(link.right)),
        csv_cell(passage(left, link.left)),
        csv_cell(passage(right, link.right)),
        link.reuse.value,
        "yes" if link.moved else "no",
        f"{link.score:.2f}",
        _json(edits),
        _json(conflicts),
    ]


def _words(version: Version, span: Span) -> str:
    return single_spaced(span.of(version.text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
