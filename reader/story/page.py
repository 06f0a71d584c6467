"""What a format gives of a source: its text as a reader sees it, in paragraphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reader.story.version import OnPage, Role, Span


class Page(NamedTuple):
    """A source's text, clean, with a newline nowhere but between paragraphs, and what it says of itself."""

    text: str
    paragraphs: tuple[Span, ...]
    roles: tuple[Role | None, ...]
    """For each paragraph the role that markup gives it; None where only its form can tell."""
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    url: str = ""
    """The address that the page says is its own."""
    language: str = ""
    """A language code, as the source says it."""
    articles: tuple[OnPage, ...] = ()
    """The articles that the source holds, where there are several."""
    article: str = ""
    """Which of them this is: a number from 1 on, or `all`; empty where there is one only."""


def page_of(
    parts: Iterable[tuple[str, Role | None]],
    *,
    title: str = "",
    author: str = "",
    date: str = "",
    site: str = "",
    url: str = "",
    language: str = "",
) -> Page:
    """Put paragraphs that are clean and hold no newline one below the other, a blank line between them."""
    kept = [(ink, role) for text, role in parts if (ink := text.strip())]
    spans, start = [], 0
    for text, _ in kept:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 2
    joined = "\n\n".join(text for text, _ in kept)
    return Page(joined, tuple(spans), tuple(role for _, role in kept), title, author, date, site, url, language)
