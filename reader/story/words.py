"""Words: the units of a word-level comparison.

A word is a run of letters, digits and the marks on them, with inner apostrophes (`Russia's`). Numbers keep their inner
punctuation (`1,500`, `13.5`, `4:45`) but not the signs around them (`$18.4` gives `18.4`). Initials keep their dots
(`U.S.`, `a.m.`). A group of letters with a number is one word (`T-72`, `COVID-19`). Other compounds are several words
(`US-led`, `18-year-old`), so that a change shows where it is. In scripts written without spaces, each ideograph and
each kana is a word, and so is each syllable of Thai, Lao, Khmer and Burmese, as far as letters show it; in other
scripts a run of letters is one.
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
_SYLLABIC = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u17dd"
"""Thai, Lao, Burmese and Khmer, which are written without spaces, too."""
_THAI = (
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2e](?:[\u0e30-\u0e3a\u0e45\u0e47-\u0e4b\u0e4d\u0e4e]|[\u0e01-\u0e2e]\u0e38?\u0e4c)*"
)
_LAO = r"[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb0-\u0ebd\u0ec8-\u0ecd]*"
_KHMER = r"[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*"
_BURMESE = (
    r"[\u1000-\u102a\u103f\u1050-\u1055\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e]"
    r"(?:\u1039[\u1000-\u1021]|[\u102b-\u1038\u103a-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d"
    r"\u1071-\u1074\u1082-\u108d\u108f]|[\u1000-\u1021]\u1037?\u103a)*"
)
"""A consonant with its vowels and marks, the consonants that are stacked on it or only close it. From the chapter on
Southeast Asia in the Unicode standard."""
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
        return _pattern("", unspaced=False, syllabic=False)
    chars = "".join(set(text))
    syllabic = max(chars) >= "\u0e01" and re.search(f"[{_SYLLABIC}]", chars) is not None
    return _pattern(combining_marks(chars), unspaced=max(chars) >= _UNSPACED[0], syllabic=syllabic)


@lru_cache(maxsize=16)
def _pattern(marks: str, *, unspaced: bool, syllabic: bool) -> re.Pattern[str]:
    """The pattern for texts with exactly these combining marks, for which `re` has no class.

    Args:
        marks: The combining marks.
        unspaced: Whether the text may contain ideographs or kana. Their ranges take milliseconds to compile.
        syllabic: Whether it contains Thai, Lao, Khmer or Burmese.
    """
    apart = (_UNSPACED if unspaced else "") + (_SYLLABIC if syllabic else "")
    tail = f"[{re.escape(marks)}{_JOINERS}]*" if marks else f"[{_JOINERS}]*"
    letters = f"(?:[^\\W_{apart}]{tail})+"
    inside = rf"[\w'’{re.escape(marks)}{_JOINERS}]"
    return re.compile(
        # U.S., a.m., Ph.D. The search does not start in the middle of such a row: if it failed from the first letter,
        # it fails from there too, and a row of a thousand would be read a thousand times.
        rf"(?=[^\W\d_]{{1,2}}\.)(?<!(?<!{inside})[^\W\d_]\.)(?<!(?<!{inside})[^\W\d_]{{2}}\.)"
        r"(?:[^\W\d_]{1,2}\.){2,}(?:[^\W\d_](?!\w))?(?!\w)"
        r"|[A-Z][^\W\d_]{0,4}-\d+(?!\w)"  # T-72, COVID-19
        + (f"|{_THAI}|{_LAO}|{_KHMER}|{_BURMESE}" if syllabic else "")
        + (f"|(?=\\w)[{apart}]{tail}" if apart else "")  # some code points of the ranges are not letters
        + f"|{letters}(?:(?:(?<=\\d)[.,:٫٬](?=\\d)|['’](?=[^\\W_])){letters})*"
    )
