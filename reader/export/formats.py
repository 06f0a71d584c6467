"""The formats of a comparison, in one table that the command line, its help and the completions read."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from reader.align.alignment import Comparison


class Format(NamedTuple):
    """A form in which a comparison can be written."""

    name: str
    """Its name for `--format`."""
    summary: str
    """What it is for, in a few words."""
    writer: str
    """The module of this package and its function that writes it. It is imported when it is used: a run uses one of
    them, and to import all takes more than 20 ms."""
    titled: bool = True
    """Whether the function takes the story's title."""

    def write(self, comparison: Comparison, title: str) -> str:
        """The comparison in this form, under the story's title."""
        module, _, function = self.writer.partition(".")
        write = getattr(import_module(f"reader.export.{module}"), function)
        return str(write(comparison, title=title) if self.titled else write(comparison))


FORMATS = {
    form.name: form
    for form in (
        Format("text", "plain lines (default)", "comparison_text.comparison_text"),
        Format("json", "all of it as data", "comparison_json.comparison_json", titled=False),
        Format("html", "a page for any browser, to share and to print", "page.comparison_page"),
        Format("md", "Markdown, with linked passages in one row", "comparison_markdown.markdown_rows"),
        Format(
            "critic", "CriticMarkup, with the first version changed into each other one", "comparison_markdown.critic"
        ),
        Format("csv", "one row per link", "links_csv.links_csv", titled=False),
        Format("tei", "TEI P5, parallel segmentation", "tei.tei"),
        Format("brief", "one page: what most tell, what differs, who is quoted; as Markdown", "brief.brief_markdown"),
        Format("brief-html", "the same for a browser", "brief.brief_html"),
        Format("brief-json", "the same as data", "brief.brief_json", titled=False),
        Format("stats", "figures as a table", "stats.stats_text", titled=False),
        Format("stats-json", "figures as data", "stats.stats_json", titled=False),
    )
}
"""The formats by name, in the order of the help."""
