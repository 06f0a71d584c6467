"""A text as the finder sees it: its words, folded, each knowing where it stands.

Two words are one whatever their case, apostrophes, ligatures, and however a character is encoded. What stands between
words (quotation marks, dashes, white space) is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import log

from reader.story.words import words_in

_INSIDE = re.compile(r"['’ʼ＇\u00ad\u200b-\u200d\u2060]")
"""Apostrophes and joiners: how a word is written, not which it is."""
_DIGITS = re.compile(r"\d")


def folded(word: str) -> str:
    """A word but for case, apostrophes, ligatures and encoding."""
    if word.isascii() and word.isalnum():
        return word.lower()
    return unicodedata.normalize("NFKC", _INSIDE.sub("", unicodedata.normalize("NFKC", word).casefold()))


class Folded:
    """The words of a text in order, and where each form stands. Offsets are code points, places are word numbers."""

    def __init__(self, text: str) -> None:
        """Take a text apart: 0.6 s for 2 MB."""
        self.text = text
        spans = words_in(text)
        self.starts = [span.start for span in spans]
        self.ends = [span.end for span in spans]
        numbers: dict[str, int] = {}
        forms: dict[str, int] = {}
        self.forms: list[int] = []
        """The number of each word's form."""
        for start, end in zip(self.starts, self.ends, strict=True):
            word = text[start:end]
            number = forms.get(word)
            if number is None:
                number = forms[word] = numbers.setdefault(folded(word), len(numbers))
            self.forms.append(number)
        self.number_of = numbers
        self.places: list[list[int]] = [[] for _ in numbers]
        """For each form the words that have it, in order."""
        for place, number in enumerate(self.forms):
            self.places[number].append(place)
        self._most = log(1 + max(1, len(self.forms)))
        self.weights = [log(1 + len(self.forms) / len(places)) / self._most for places in self.places]
        """For each form how much it says: 1 for a word that stands once, towards 0 the oftener it stands."""

    def weight(self, form: int) -> float:
        """How much a word says; one that does not stand in the text says the most."""
        return 1.0 if form < 0 else self.weights[form]

    def known(self, words: Sequence[str]) -> list[int]:
        """The numbers of folded words; below zero, each its own, for those that do not stand in the text."""
        new: dict[str, int] = {}
        return [self.number_of.get(word, -1 - new.setdefault(word, len(new))) for word in words]


def facts(text: str, start: int = 0, end: int | None = None) -> tuple[set[str], set[str]]:
    """The numbers and the names in a part of a text, folded.

    A name is a word with a capital letter that does not begin a sentence or a quotation.
    """
    numbers, names = set[str](), set[str]()
    for span in words_in(text, start, end):
        word = span.of(text)
        if _DIGITS.search(word):
            numbers.add(folded(word))
        elif (
            word[0].isupper()
            and (before := text[start : span.start].rstrip(" "))
            and before[-1] not in ".!?…:“‘\"'«„(\n"
        ):
            names.add(folded(word))
    return numbers, names
