"""Words: the units of a word-level comparison.

A word is a run of letters, digits and the marks on them, with inner apostrophes (`Russia's`). Numbers keep their inner
punctuation (`1,500`, `13.5`, `4:45`) but not the signs around them (`$18.4` gives `18.4`). Initials keep their dots
(`U.S.`, `a.m.`). A group of letters with a number is one word (`T-72`, `COVID-19`). Other compounds are several words
(`US-led`, `18-year-old`), so that a change shows where it is. In scripts written without spaces, each ideograph and
each kana is a word; in other scripts a run of letters is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reader.story.clean import combining_marks
from reader.story.version import Span, Version

_UNSPACED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Kana and ideographs, which are written without spaces."""
_JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ, which belong to the spelling of Persian and Indic words."""


def words_by_sentence(version: Version) -> Iterator[tuple[Span, ...]]:
    """The words of each sentence in reading order, as spans of the version's text. Punctuation is not a word."""
    text, pattern = version.text, _pattern_for(version.text)
    for sentence in version.sentences:
        found = pattern.finditer(text, sentence.span.start, sentence.span.end)
        yield tuple([Span(*match.span()) for match in found])


def words_of(text: str) -> list[str]:
    """The words of any text, in order."""
    return _pattern_for(text).findall(text)


def count_words(version: Version) -> list[int]:
    """The number of words in each sentence."""
    text, pattern = version.text, _pattern_for(version.text)
    return [len(pattern.findall(text, sentence.span.start, sentence.span.end)) for sentence in version.sentences]


def words_in(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The words of a part of any text, in order, as spans of the text."""
    found = _pattern_for(text).finditer(text, start, len(text) if end is None else end)
    return [Span(*match.span()) for match in found]


def _pattern_for(text: str) -> re.Pattern[str]:
    """The pattern that finds the words of a text. It depends on the text's combining marks."""
    if text.isascii():
        return _pattern("", unspaced=False)
    chars = "".join(set(text))
    return _pattern(combining_marks(chars), max(chars) >= _UNSPACED[0])


@lru_cache(maxsize=16)
def _pattern(marks: str, unspaced: bool) -> re.Pattern[str]:
    """The pattern for texts with exactly these combining marks, for which `re` has no class.

    Args:
        marks: The combining marks.
        unspaced: Whether the text may contain scripts without spaces. Their ranges take milliseconds to compile.
    """
    apart = _UNSPACED if unspaced else ""
    tail = f"[{re.escape(marks)}{_JOINERS}]*" if marks else f"[{_JOINERS}]*"
    letters = f"(?:[^\\W_{apart}]{tail})+"
    inside = rf"[\w'’{re.escape(marks)}{_JOINERS}]"
    return re.compile(
        # U.S., a.m., Ph.D. The search does not start in the middle of such a row: if it failed from the first letter,
        # it fails from there too, and a row of a thousand would be read a thousand times.
        rf"(?=[^\W\d_]{{1,2}}\.)(?<!(?<!{inside})[^\W\d_]\.)(?<!(?<!{inside})[^\W\d_]{{2}}\.)"
        r"(?:[^\W\d_]{1,2}\.){2,}(?:[^\W\d_](?!\w))?(?!\w)"
        r"|[A-Z][^\W\d_]{0,4}-\d+(?!\w)"  # T-72, COVID-19
        + (f"|(?=\\w)[{apart}]{tail}" if unspaced else "")  # some code points of the ranges are not letters
        + f"|{letters}(?:(?:(?<=\\d)[.,:٫٬](?=\\d)|['’](?=[^\\W_])){letters})*"
    )
