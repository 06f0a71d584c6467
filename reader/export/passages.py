"""Passages on one line, how plain text refers to them, and how a table's cell holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.align.alignment import Conflict
from reader.story.version import Span, Version

_GAP = " [...] "
"""Separates sentences of one paragraph that do not follow each other."""
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")


def location(version: Version, sentences: Iterable[int]) -> str:
    """The paragraphs that sentences are in, from 1: `A 2`, `A 2, 5`."""
    numbers = sorted({version.sentences[sentence].paragraph + 1 for sentence in sentences})
    return f"{version.siglum} {', '.join(str(number) for number in numbers)}"


def passage(version: Version, sentences: Sequence[int]) -> str:
    """Sentences as the source has them, on one line; `[...]` separates those that do not follow each other."""
    runs: list[list[int]] = []
    for sentence in sentences:
        if runs and sentence == runs[-1][-1] + 1:
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    spans = (Span(version.sentences[run[0]].span.start, version.sentences[run[-1]].span.end) for run in runs)
    return _GAP.join(words(version, span) for span in spans)


NOTHING = "(nothing)"
"""Stands where one side has no words."""


def words(version: Version, span: Span) -> str:
    """Part of a version's text on one line; `(nothing)` for an empty part."""
    return single_spaced(span.of(version.text)) or NOTHING


def conflict_line(conflict: Conflict, left: Version, right: Version, *, longest: int = 0) -> str:
    """What two versions disagree on: `differs: 6.4 / 6.1 magnitude`, `who said it: the mayor / police`.

    Args:
        conflict: The conflict.
        left: The version of its left span.
        right: The version of its right span.
        longest: Where the place is narrow, the most code points of each side.
    """
    nothing = "nobody" if conflict.kind == "source" else "nothing"
    sides = ((left, conflict.left), (right, conflict.right))
    told = [single_spaced(span.of(version.text)) or nothing for version, span in sides]
    if longest:
        told = [text if len(text) <= longest else text[: longest - 1].rstrip() + "…" for text in told]
    return f"{conflict.kind_words}: {' / '.join(told)} {conflict.of}".rstrip()


def single_spaced(text: str) -> str:
    """A clean text on one line, with single spaces."""
    return " ".join(text.split())


def csv_cell(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula.

    A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, and the texts are other people's. A text that
    begins with one of these, with one of their full-width forms, or with an apostrophe, gets one apostrophe before it;
    removing one apostrophe from each cell that begins with one restores the text.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def percent(share: float) -> str:
    """A share, 0 … 1, as a whole percentage; `0 %` and `100 %` only if it is exactly that."""
    rounded = round(100 * share)
    return f"{min(99, max(1, rounded)) if 0 < share < 1 else rounded} %"
