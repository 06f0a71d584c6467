"""A comparison as CSV, a row a link; format `diptych/links@1`, which every row says in its first field.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and the texts are other people's. A cell
that begins with one of these, with one of their full-width forms, or with an apostrophe, gets one apostrophe before
it; taking one apostrophe off each text that begins with one gives the text back.
"""

from __future__ import annotations

import csv
import io
import json

from reader.align.alignment import Alignment, Comparison, EditOp, Link
from reader.export.passages import said
from reader.story.version import Span, Version

FORMAT = "diptych/links@1"
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
_ACTING = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def links_csv(comparison: Comparison) -> str:
    """The links of all pairs as CSV with a head, a line each, without a newline at the end.

    Paragraphs are counted from 1, as on the screen; sentences from 0, as in the JSON. Both, edits (operation, left
    words, right words; what is equal is left out) and conflicts (kind, what about, left words, right words) are JSON
    lists in their cells.
    """
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for pair in comparison.pairs:
        for link in pair.links:
            rows.writerow(_row(comparison, pair, link))
    return written.getvalue().rstrip("\n")


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
        _data(sorted({left.sentences[s].paragraph + 1 for s in link.left})),
        _data(sorted({right.sentences[s].paragraph + 1 for s in link.right})),
        _data(list(link.left)),
        _data(list(link.right)),
        _cell(said(left, link.left)),
        _cell(said(right, link.right)),
        link.reuse.value,
        "yes" if link.moved else "no",
        f"{link.score:.2f}",
        _data(edits),
        _data(conflicts),
    ]


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTING) else text


def _words(version: Version, span: Span) -> str:
    return " ".join(span.of(version.text).split())


def _data(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
