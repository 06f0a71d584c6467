"""Links and notes as CSV (RFC 4180).

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and the texts are other people's. A text
that begins with one of these, with one of their full-width forms, or with an apostrophe, gets one apostrophe before it;
removing one apostrophe from each text that begins with one restores the text.
"""

from __future__ import annotations

import csv
import io
import json

from reader.align.alignment import Alignment, Comparison, EditOp, Link
from reader.export.notes_json import StoryEntries
from reader.export.passages import passage, single_spaced
from reader.story.clean import clean
from reader.story.version import Span, Version

LINKS_FORMAT = "diptych/links@1"
"""The first field of every row of links."""
LINK_COLUMNS = (
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
NOTE_COLUMNS = (
    "story",
    "kind",
    "note",
    "tags",
    "version",
    "name",
    "quotation",
    "start",
    "end",
    "created",
    "modified",
    "id",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def links_csv(comparison: Comparison) -> str:
    """The links of all pairs, a row each, below a row of column names; no newline at the end.

    Paragraphs are counted from 1, as on the screen; sentences from 0, as in the JSON. Both are JSON lists in their
    cells, as are edits (operation, left words, right words; without what is equal) and conflicts (kind, subject, left
    words, right words).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LINK_COLUMNS)
    for pair in comparison.pairs:
        for link in pair.links:
            writer.writerow(_link_row(comparison, pair, link))
    return out.getvalue().rstrip("\n")


def notes_csv(stories: StoryEntries) -> str:
    """All entries of these stories, a row for each passage, below a row of column names; lines end with CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(NOTE_COLUMNS)
    for story, entries in stories:
        names = {version.locator: version.name for version in story.versions}
        for entry in entries:
            about = [story.title, entry.kind.value, entry.body, " ".join(entry.tags)]
            when = [entry.created, entry.modified, entry.id]
            for anchor in entry.anchors:
                where = [anchor.siglum, names.get(anchor.locator, ""), anchor.exact]
                place = [str(anchor.start), str(anchor.end)]
                writer.writerow([_guarded(clean(value)) for value in (*about, *where, *place, *when)])
            if not entry.anchors:
                writer.writerow([_guarded(clean(value)) for value in (*about, "", "", "", "", "", *when)])
    return out.getvalue()


def _link_row(comparison: Comparison, pair: Alignment, link: Link) -> list[str]:
    left, right = comparison.versions[pair.left], comparison.versions[pair.right]
    edits = [
        [edit.op.value, _words(left, edit.left), _words(right, edit.right)]
        for edit in link.edits
        if edit.op is not EditOp.EQUAL
    ]
    conflicts = [[c.kind, c.about, _words(left, c.left), _words(right, c.right)] for c in link.conflicts]
    return [
        LINKS_FORMAT,
        left.siglum,
        right.siglum,
        _json(sorted({left.sentences[s].paragraph + 1 for s in link.left})),
        _json(sorted({right.sentences[s].paragraph + 1 for s in link.right})),
        _json(list(link.left)),
        _json(list(link.right)),
        _guarded(passage(left, link.left)),
        _guarded(passage(right, link.right)),
        link.reuse.value,
        "yes" if link.moved else "no",
        f"{link.score:.2f}",
        _json(edits),
        _json(conflicts),
    ]


def _guarded(text: str) -> str:
    """A text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _words(version: Version, span: Span) -> str:
    return single_spaced(span.of(version.text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
