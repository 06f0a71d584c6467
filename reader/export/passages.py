"""Passages on one line, and the words for where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.story.clean import clean_line
from reader.story.version import Span, Version

_GAP = " [...] "
"""Stands between sentences of one paragraph that do not follow each other."""


def place(version: Version, sentences: Iterable[int]) -> str:
    """The paragraphs that sentences stand in: `A 2`, `A 2, 5`."""
    numbers = sorted({version.sentences[sentence].paragraph + 1 for sentence in sentences})
    return f"{version.siglum} {', '.join(str(number) for number in numbers)}"


def said(version: Version, sentences: Sequence[int]) -> str:
    """Sentences as the source has them, on one line; those that do not follow each other are parted by `[...]`."""
    runs: list[list[int]] = []
    for sentence in sentences:
        if runs and sentence == runs[-1][-1] + 1:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    spans = (Span(version.sentences[run[0]].span.start, version.sentences[run[-1]].span.end) for run in runs)
    return _GAP.join(words_of(version, span) for span in spans)


def words_of(version: Version, span: Span) -> str:
    """A part of a version's text on one line; `(nothing)` for an empty one."""
    return " ".join(span.of(version.text).split()) or "(nothing)"


def one_line(text: str) -> str:
    """A name, date or title, clean and on one line."""
    return " ".join(clean_line(text).split())


def percent(part: float) -> str:
    """A share in per cent; 0 and 100 only where it is exactly that."""
    percent = round(100 * part)
    return f"{min(99, max(1, percent)) if 0 < part < 1 else percent} %"
