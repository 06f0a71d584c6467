"""Plain text: paragraphs are found from the lines alone."""

from __future__ import annotations

from reader.story.clean import clean
from reader.story.page import Page
from reader.story.paragraphs import paragraph_spans


def read(source: str) -> Page:
    """Read a plain text.

    Args:
        source: The text, normalised, not yet clean.

    Returns:
        A page whose text is the source's own, code point for code point, with a space for each newline inside a
        paragraph.
    """
    text = clean(source)
    paragraphs = tuple(paragraph_spans(text))
    pieces: list[str] = []
    last = 0
    for span in paragraphs:
        if text.find("\n", span.start, span.end) >= 0:
            pieces += (text[last : span.start], span.of(text).replace("\n", " "))
            last = span.end
    return Page("".join((*pieces, text[last:])), paragraphs, (None,) * len(paragraphs))
