"""Folding: which characters stand for one another when texts are compared or searched.

There are two foldings, because there are two tasks, and they share the tables in this module.

* Comparing takes words. `fold_word` gives a word without its case, apostrophes and encoding: two words with the same
  fold are the same word. `without_marks` also takes off accents and points and spells out letters such as "æ": what is
  equal then is the same word in another spelling.
* Searching takes whole texts, and must say where in the original a match stands. `Searchable` folds a text and maps
  every position back. It finds all that comparing takes for the same: "office" finds "oﬃce", "strasse" finds "Straße".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

APOSTROPHES = "'’ʼ＇"
"""What stands inside a word as an apostrophe."""
JOINERS = "\u00ad\u200b\u200c\u200d\u2060"
"""Soft hyphens, zero width spaces and joiners: they say how a word breaks or joins, not which word it is."""
_SIGNS = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\n", " "),
    "⁄": "/",
}
"""Signs that keyboards lack, and the one that readers type for each."""
_LETTERS = {
    **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "TH", "ĳ": "ij", "Ĳ": "IJ"},
    **{"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ı": "i"},
    "ς": "σ",
    **dict(zip("أإآٱىیک", "ااااييك", strict=True)),
}
"""Letters that no accent can be taken off and that are also written otherwise; of Arabic, forms that writers mix."""
MARKS = (
    "\u0300-\u036f"  # accents of Latin, Greek and Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # points of Hebrew
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # vowels of Arabic
    "\u093c\u3099\u309a"  # nukta of Devanagari, voicing marks of kana
)
"""The insides of a character class: accents, points and vowel signs, and the stroke that stretches Arabic words."""

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_INSIDE = re.compile(f"[{APOSTROPHES}.·{JOINERS}]")
"""Apostrophes, joiners and the dots of initials: how a word is written, not which word it is."""
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]+")
"""The marks that `without_marks` takes off; it leaves those that `fold_word` took off before."""
_ARABIC_SIGNS = re.compile(r"(?<=[\u0620-\u06ff])[\u0640\u064b-\u0652\u0670]+")
_PLAIN_LETTERS = str.maketrans(_LETTERS)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_MARK = re.compile(f"[{MARKS}]")
_DROPPED = re.compile(f"[{MARKS}{JOINERS}]")
_SPACES = re.compile(f" (?:[{MARKS}{JOINERS}]* )+")
"""Several spaces, and what a search ignores between them."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_FEW = 80
"""Up to this many different letters are replaced one after the other; for more, one pass over the text is quicker."""


# Comparing


@lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """Fold case, apostrophes and encoding: "Don’t" → "dont", "U.S." → "us", "1,500" → "1500", "6.1" stays."""
    folded = word.lower() if word.isascii() else _plain_digits(unicodedata.normalize("NFKC", word).casefold())
    if folded[:1].isdigit():
        return _THOUSANDS.sub("", folded).rstrip(".,:")
    return folded if folded.isalnum() else _INSIDE.sub("", folded)


def without_marks(form: str) -> str:
    """Take accents and points off a folded word, and spell out its letters: "naïve" → "naive", "œuvre" → "oeuvre"."""
    if form.isascii():
        return form
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", form)))
    return bare if bare.isascii() else bare.translate(_PLAIN_LETTERS)


def spell_umlauts(form: str) -> str:
    """Spell the umlauts of a folded word out, as German is written without them: "führt" → "fuehrt"."""
    return form.translate(_UMLAUTS)


def _plain_digits(word: str) -> str:
    """Write the digits of all scripts as 0 … 9, and Arabic words without vowel signs and the stroke that stretches."""
    word = _ARABIC_SIGNS.sub("", word)
    if any(map(str.isdecimal, word)):
        word = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in word)
        word = word.replace("٬", ",").replace("٫", ".")
    return word


# Searching


class Searchable:
    """A text folded for searching, and where each place of it stands in the original."""

    def __init__(self, text: str) -> None:
        """Fold a text: a millisecond for 3 MB of ASCII, a tenth of a second for as much German.

        Args:
            text: A version's text. No query matches across the empty line between two of its paragraphs.
        """
        letters = fold_letters(text.replace("\n\n", "\0\0"))
        self._starts: list[int] = []
        """Where each irregular place begins in the original: one that folds into more or fewer characters."""
        self._ends: list[int] = []
        self._folded_ends: list[int] = []
        """Where each ends in the folded text."""
        self._heads: set[str] = set()
        """Characters that a letter which was spelled out can hold, its last one aside."""
        self._tails: set[str] = set()
        """The same, its first one aside."""
        self.cased = self._fold_irregular(letters)
        self.lowered = _lower(self.cased)

    def _fold_irregular(self, letters: str) -> str:
        spelled = (
            {} if letters.isascii() else {char: _searched(char) for char in set("".join(_NOT_ASCII.findall(letters)))}
        )
        irregular = {char: other for char, other in spelled.items() if len(other) != 1}
        spaced = "  " in letters
        if not irregular and not spaced:
            return letters
        for other in irregular.values():
            self._heads.update(other[:-1], other[:-1].lower())
            self._tails.update(other[1:], other[1:].lower())
        each = f"[{re.escape(''.join(sorted(irregular)))}]" if irregular else ""
        runs = _SPACES.pattern if spaced or any(not other for other in irregular.values()) else ""
        pieces: list[str] = []
        at = length = 0
        for match in re.finditer("|".join(filter(None, (runs, each))), letters):
            start, end = match.span()
            other = irregular.get(match[0], " ")
            pieces += (letters[at:start], other)
            length += start - at + len(other)
            at = end
            self._starts.append(start)
            self._ends.append(end)
            self._folded_ends.append(length)
        pieces.append(letters[at:])
        return "".join(pieces)

    @property
    def regular(self) -> bool:
        """Whether the folded text has the same offsets as the original."""
        return not self._starts

    def span(self, start: int, size: int) -> tuple[int, int]:
        """The range of the original that some characters of the folded text stand for.

        A letter that was spelled out ("ﬃ", "ß") is in it as a whole; marks go with the letter that they follow.
        """
        return self._original(start, end=False), self._original(start + size, end=True)

    def folded(self, offset: int) -> int:
        """The first place of the folded text that does not stand before an offset of the original."""
        before = bisect_left(self._starts, offset) - 1
        return offset if before < 0 else self._folded_ends[before] + max(0, offset - self._ends[before])

    def can_overlap(self, needle: str) -> bool:
        """Whether two matches of a needle can lie in one letter of the original: "f" stands twice in "ﬃ"."""
        return needle[0] in self._tails and needle[-1] in self._heads

    def _original(self, place: int, *, end: bool) -> int:
        number = bisect_right(self._folded_ends, place)
        shift = self._ends[number - 1] - self._folded_ends[number - 1] if number else 0
        if number < len(self._starts) and place + shift > self._starts[number]:
            return self._ends[number] if end else self._starts[number]
        return place + shift


def fold_text(query: str) -> str:
    """Fold what a reader types as `Searchable` folds texts."""
    letters = fold_letters(query)
    folded = letters if letters.isascii() else "".join(char if char.isascii() else _searched(char) for char in letters)
    return re.sub(" {2,}", " ", folded)


def is_dropped(char: str) -> bool:
    """Whether a search ignores a character beside the letter before it: an accent of its own, or a soft hyphen."""
    return _DROPPED.match(char) is not None


def fold_letters(text: str) -> str:
    """Fold a text for searching, one code point for one: marks to ASCII, accented letters to their base letters.

    What folds into several characters or none stays as it is.
    """
    if text.isascii():
        return text.replace("`", "'").replace("\n", " ")
    letters = {*"`\n", *"".join(_NOT_ASCII.findall(text))}
    return _exchange(text, {char: other for char in letters if len(other := _searched(char)) == 1})


@lru_cache(maxsize=16384)
def _searched(char: str) -> str:
    """What a character is searched as: one character, several, or none."""
    if char in _SIGNS:
        return _SIGNS[char]
    if _DROPPED.match(char):
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char))
    bare = unicodedata.normalize("NFC", _MARK.sub("", apart))
    if " " in bare:  # an accent that stands alone, such as "¨"
        return char
    return "".join(_LETTERS.get(letter, _SIGNS.get(letter, letter)) for letter in bare)


def _lower(text: str) -> str:
    """Lower case, one code point for one, and of each letter by itself."""
    if text.isascii():
        return text.lower()
    return _exchange(text, {char: low for char in set(text) if len(low := char.lower()) == 1})


def _exchange(text: str, letters: dict[str, str]) -> str:
    """Replace letters in the quicker of two ways: 3 MB with five accents take 30 ms or half a second."""
    changed = {char: other for char, other in letters.items() if char != other}
    if len(changed) > _FEW or not changed.keys().isdisjoint(changed.values()):
        return text.translate({ord(char): other for char, other in changed.items()})
    for char, other in changed.items():
        text = text.replace(char, other)
    return text
