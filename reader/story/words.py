"""Words: what a word-level comparison sets side by side.

A word is a run of letters, digits and the marks on them, with inner apostrophes (`Russia's`). Numbers keep their inner
punctuation (`1,500`, `13.5`, `4:45`) and lose the sign around them (`$18.4` is `18.4`); initials keep their dots
(`U.S.`, `a.m.`); a name that is a letter group and a number is one word (`T-72`, `COVID-19`). Other compounds are
several (`US-led`, `18-year-old`), so that a change shows where it is. Of scripts that write no spaces, each ideograph
and each kana is a word, other scripts' runs are one.
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
_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ: orthography inside Persian and Indic words


def words_by_sentence(version: Version) -> Iterator[tuple[Span, ...]]:
    """The words of each sentence in reading order, as spans into the version's text; punctuation is no word."""
    text, pattern = version.text, _pattern_for(version.text)
    for sentence in version.sentences:
        found = pattern.finditer(text, sentence.span.start, sentence.span.end)
        yield tuple([Span(*match.span()) for match in found])


def words_of(text: str) -> list[str]:
    """The words of a text that was not segmented, in order."""
    return _pattern_for(text).findall(text)


def count_words(version: Version) -> list[int]:
    """How many words each sentence has."""
    text, pattern = version.text, _pattern_for(version.text)
    return [len(pattern.findall(text, sentence.span.start, sentence.span.end)) for sentence in version.sentences]


def words_in(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The words of a part of any text in reading order."""
    found = _pattern_for(text).finditer(text, start, len(text) if end is None else end)
    return [Span(*match.span()) for match in found]


def _pattern_for(text: str) -> re.Pattern[str]:
    """What finds the words of a text; its combining marks are looked up once."""
    if text.isascii():
        return _pattern("", unspaced=False)
    chars = "".join(set(text))
    return _pattern(combining_marks(chars), max(chars) >= _UNSPACED[0])


@lru_cache(maxsize=16)
def _pattern(marks: str, unspaced: bool) -> re.Pattern[str]:
    """The words' pattern for texts with exactly these combining marks (`re` knows no class for marks).

    The ranges of scripts without spaces take milliseconds to compile, so they are left out where there is none.
    """
    apart = _UNSPACED if unspaced else ""
    tail = f"[{re.escape(marks)}{_JOINERS}]*" if marks else f"[{_JOINERS}]*"
    letters = f"(?:[^\\W_{apart}]{tail})+"
    return re.compile(
        r"(?:[^\W\d_]{1,2}\.){2,}(?:[^\W\d_](?!\w))?(?!\w)"  # U.S., a.m., Ph.D.
        r"|[A-Z][^\W\d_]{0,4}-\d+(?!\w)"  # T-72, COVID-19
        + (f"|(?=\\w)[{apart}]{tail}" if unspaced else "")  # the ranges hold code points not yet assigned
        + f"|{letters}(?:(?:(?<=\\d)[.,:٫٬](?=\\d)|['’](?=[^\\W_])){letters})*"
    )
