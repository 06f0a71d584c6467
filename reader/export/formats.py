"""The formats of a comparison, in one table that the command line, its help and the completions read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.export.comparison_json import comparison_json
from reader.export.comparison_markdown import critic, markdown_rows
from reader.export.comparison_text import comparison_text
from reader.export.csv_tables import links_csv
from reader.export.page import comparison_page
from reader.export.stats import stats_json, stats_text
from reader.export.tei import tei


class Format(NamedTuple):
    """A form in which a comparison can be written."""

    name: str
    """Its name for `--format`."""
    summary: str
    """What it is for, in a few words."""
    write: Callable[[Comparison, str], str]
    """Writes a comparison under the story's title."""


FORMATS = {
    form.name: form
    for form in (
        Format("text", "plain lines (default)", lambda comparison, title: comparison_text(comparison, title=title)),
        Format("json", "all of it as data", lambda comparison, _: comparison_json(comparison)),
        Format(
            "html",
            "a page for any browser, to share and to print",
            lambda comparison, title: comparison_page(comparison, title=title),
        ),
        Format(
            "md",
            "Markdown, with linked passages in one row",
            lambda comparison, title: markdown_rows(comparison, title=title),
        ),
        Format(
            "critic",
            "CriticMarkup, with the first version changed into each other one",
            lambda comparison, title: critic(comparison, title=title),
        ),
        Format("csv", "one row per link", lambda comparison, _: links_csv(comparison)),
        Format("tei", "TEI P5, parallel segmentation", lambda comparison, title: tei(comparison, title=title)),
        Format("stats", "figures as a table", lambda comparison, _: stats_text(comparison)),
        Format("stats-json", "figures as data", lambda comparison, _: stats_json(comparison)),
    )
}
"""The formats by name, in the order of the help."""
