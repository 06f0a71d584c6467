"""Words in quotation marks: somebody else's, which two versions share without either being made from the other."""

from __future__ import annotations

from collections.abc import Iterator

from reader.story.version import Span, Version
from reader.story.words import words_by_sentence

_CLOSES = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "「": "」", "『": "』", '"': '"', "＂": "＂"}
"""What closes a quotation that is opened so. In German and Danish, guillemets point inwards."""


def count_unquoted(version: Version) -> list[int]:
    """How many words of each sentence stand outside quotation marks.

    A quotation that is not closed in its paragraph reaches to the paragraph's end, as where it goes on in the next.
    Single marks count where they cannot be apostrophes: opened before a word and not inside one, closed behind one.
    """
    quoted = [span for paragraph in version.paragraphs for span in _quotations(version.text, paragraph.span)]
    counts, at = [], 0
    for words in words_by_sentence(version):
        outside = 0
        for word in words:
            while at < len(quoted) and quoted[at].end <= word.start:
                at += 1
            outside += at == len(quoted) or word.start < quoted[at].start
        counts.append(outside)
    return counts


def _quotations(text: str, within: Span) -> Iterator[Span]:
    """The quotations of a paragraph in order; one inside another is part of it."""
    start, closing = 0, ""
    for at in range(within.start, within.end):
        sign = text[at]
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if closing:
            if sign in closing and not (sign == "’" and behind.isalnum()):
                yield Span(start, at + 1)
                closing = ""
        elif sign in _CLOSES and not (sign in "‘»" and before.isalnum()):
            start, closing = at, _CLOSES[sign]
    if closing:
        yield Span(start, within.end)
