"""What a comparison can be written as: one table, which the command line, its help and the completions read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reader.align.alignment import Comparison


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a comparison."""

    name: str
    """What `--format` calls it."""
    summary: str
    """What it is for, in a few words."""
    write: Callable[[Comparison, str], str]
    """From a comparison and the story's title; modules are imported only when they write."""


def _text(comparison: Comparison, title: str) -> str:
    from reader.export.comparison_text import comparison_text

    return comparison_text(comparison, title=title)


def _json(comparison: Comparison, _: str) -> str:
    from reader.export.comparison_json import comparison_json

    return comparison_json(comparison)


def _markdown(comparison: Comparison, title: str) -> str:
    from reader.export.markdown_rows import markdown_rows

    return markdown_rows(comparison, title=title)


def _critic(comparison: Comparison, title: str) -> str:
    from reader.export.critic import critic

    return critic(comparison, title=title)


def _csv(comparison: Comparison, _: str) -> str:
    from reader.export.links_csv import links_csv

    return links_csv(comparison)


def _tei(comparison: Comparison, title: str) -> str:
    from reader.export.tei import tei

    return tei(comparison, title=title)


def _html(comparison: Comparison, title: str) -> str:
    from reader.export.page import comparison_page

    return comparison_page(comparison, title=title)


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
        Format("md", "Markdown, what is linked in one row", _markdown),
        Format("critic", "CriticMarkup, the first version changed into each other", _critic),
        Format("csv", "a row a link", _csv),
        Format("tei", "TEI P5, parallel segmentation", _tei),
        Format("stats", "figures as a table", _stats),
        Format("stats-json", "figures as data", _stats_json),
    )
}
"""By name, in the order of the help."""
