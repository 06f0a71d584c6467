"""The formats of a comparison, in one table that the command line, its help and the completions read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from reader.align.alignment import Comparison
from reader.export.links_csv import links_csv


class Format(NamedTuple):
    """A form in which a comparison can be written."""

    name: str
    """Its name for `--format`."""
    summary: str
    """What it is for, in a few words."""
    write: Callable[[Comparison, str], str]
    """Writes a comparison under the story's title."""


# The other writers import their modules when they run: a run uses one, and to import all takes more than 20 ms.


def _text(comparison: Comparison, title: str) -> str:
    from reader.export.comparison_text import comparison_text

    return comparison_text(comparison, title=title)


def _json(comparison: Comparison, _: str) -> str:
    from reader.export.comparison_json import comparison_json

    return comparison_json(comparison)


def _html(comparison: Comparison, title: str) -> str:
    from reader.export.page import comparison_page

    return comparison_page(comparison, title=title)


def _rows(comparison: Comparison, title: str) -> str:
    from reader.export.comparison_markdown import markdown_rows

    return markdown_rows(comparison, title=title)


def _critic(comparison: Comparison, title: str) -> str:
    from reader.export.comparison_markdown import critic

    return critic(comparison, title=title)


def _csv(comparison: Comparison, _: str) -> str:
    return links_csv(comparison)


def _tei(comparison: Comparison, title: str) -> str:
    from reader.export.tei import tei

    return tei(comparison, title=title)


def _stats(comparison: Comparison, _: str) -> str:
    from reader.export.stats import stats_text

    return stats_text(comparison)


def _stats_json(comparison: Comparison, _: str) -> str:
    from reader.export.stats import stats_json

    return stats_json(comparison)


FORMATS = {
    form.name: form
    for form in (
        Format("text", "plain lines (default)", _text),
        Format("json", "all of it as data", _json),
        Format("html", "a page for any browser, to share and to print", _html),
        Format("md", "Markdown, with linked passages in one row", _rows),
        Format("critic", "CriticMarkup, with the first version changed into each other one", _critic),
        Format("csv", "one row per link", _csv),
        Format("tei", "TEI P5, parallel segmentation", _tei),
        Format("stats", "figures as a table", _stats),
        Format("stats-json", "figures as data", _stats_json),
    )
}
"""The formats by name, in the order of the help."""
