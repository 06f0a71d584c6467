"""Notes as CSV (RFC 4180): one row for each passage of each entry."""

from __future__ import annotations

import csv
import io

from reader.export.notes_json import Stories
from reader.story.clean import clean

COLUMNS = ("story", "kind", "note", "tags", "version", "name", "quotation", "start", "end", "created", "modified", "id")


def notes_csv(stories: Stories) -> str:
    """All entries of these stories, with a row of column names; lines end with CR LF.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for story, entries in stories:
        names = {version.locator: version.name for version in story.versions}
        for entry in entries:
            about = [story.title, entry.kind.value, entry.body, " ".join(entry.tags)]
            when = [entry.created, entry.modified, entry.id]
            for anchor in entry.anchors:
                where = [anchor.siglum, names.get(anchor.locator, ""), anchor.exact]
                place = [str(anchor.start), str(anchor.end)]
                writer.writerow([_cell(value) for value in (*about, *where, *place, *when)])
            if not entry.anchors:
                writer.writerow([_cell(value) for value in (*about, "", "", "", "", "", *when)])
    return out.getvalue()


def _cell(value: str) -> str:
    value = clean(value)
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
