"""Articles as numbers: each word is one, the same in every article."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from reader.story.version import Version
from reader.story.words import words_of

LONGEST = 40_000
"""Words of an article that are looked at; a book's first chapters say what it is."""
_IDEOGRAPHS = "\u2e80"
"""From here on a word of one character is an ideograph or a kana, which says little alone."""


@dataclass(slots=True)
class Lexicon:
    """The words seen so far, each with its number, and how often each was met."""

    numbers: dict[str, int] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)

    def read(self, version: Version) -> array[int]:
        """The words of an article in order, as numbers; what is no part of its story by its form is left out."""
        text = version.text
        parts = [p.span.of(text) for p in version.paragraphs if not p.role.aside]
        return self.number(words_of("\n".join(parts)))

    def number(self, words: Iterable[str]) -> array[int]:
        """Words as numbers, without regard to case; of ideographs in a row each two, for one alone says little."""
        numbers, counts = self.numbers, self.counts
        out = array("I")
        before = ""
        for word in words:
            key = word.casefold()
            ideograph = len(key) == 1 and key >= _IDEOGRAPHS
            if ideograph:
                key, before = before + key, key
            else:
                before = ""
            number = numbers.setdefault(key, len(counts))
            if number == len(counts):
                counts.append(0)
            counts[number] += 1
            out.append(number)
            if len(out) == LONGEST:
                break
        return out
