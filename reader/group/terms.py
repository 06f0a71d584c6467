"""Articles as numbers: each word is one, the same in every article."""

from __future__ import annotations

from array import array
from collections import Counter

from reader.story.version import Version
from reader.story.words import words_of

LONGEST = 40_000
"""Words of an article that are looked at; a book's first chapters say what it is."""
_IDEOGRAPHS = "\u2e80"
"""From here on a word of one character is an ideograph or a kana, which says little alone."""


class _Numbers(dict[str, int]):
    """Gives each word that is not known the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Lexicon:
    """The words seen so far, each with its number, and how often each was met."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._met = Counter[int]()

    @property
    def counts(self) -> list[int]:
        """How often each word was met, by its number."""
        return [self._met[number] for number in range(len(self._numbers))]

    def read(self, version: Version) -> array[int]:
        """The words of an article in order, as numbers; what is no part of its story by its form is left out."""
        text = version.text
        return self.number("\n".join([p.span.of(text) for p in version.paragraphs if not p.role.aside]))

    def number(self, text: str) -> array[int]:
        """The words of a text as numbers, without regard to case; ideographs by twos, for one alone says little."""
        words = words_of(text.casefold())[:LONGEST]
        if max(text, default="") >= _IDEOGRAPHS:
            words = [
                before + word if _is_ideograph(before) and _is_ideograph(word) else word
                for before, word in zip(["", *words], words, strict=False)
            ]
        numbers = array("I", map(self._numbers.__getitem__, words))
        self._met.update(numbers)
        return numbers


def _is_ideograph(word: str) -> bool:
    return len(word) == 1 and word >= _IDEOGRAPHS
