"""Texts to measure with: pairs with known links, and books made long by a package or by a script.

The second telling of a book is made, not found: the same seed gives the same text on every machine. A third of the
words get another in their place, nearly always the same one, as one translator has "bird" where another has "fowl".
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence

from reader.story.version import Paragraph, Role, Sentence, Span, Version

_KEPT = 15
"""The most frequent words, which no telling replaces."""
_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "st", "tr", "pl", "br")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "ea")
_ENDS = ("", "n", "r", "th", "l")


def bible() -> list[str] | None:
    """The 31,102 verses that Debian's packages `bible-kjv` and `bible-kjv-text` print; None without them."""
    if shutil.which("bible") is None:
        return None
    run = subprocess.run(["bible", "-f", "Gen1:1-Rev22:21"], capture_output=True, check=True)
    return [line.partition(" ")[2].strip() for line in run.stdout.decode("latin-1").splitlines() if line]


def made_book(sentences: int, seed: int = 1) -> list[str]:
    """Sentences of made words as frequent as words are: a few in every sentence, most of them hardly ever."""
    chance = random.Random(seed)
    words = sorted({_word(chance) for _ in range(12_000)})
    chance.shuffle(words)
    book = []
    for _ in range(sentences):
        length = chance.randint(8, 30)
        told = [words[int(len(words) * chance.random() ** 4)] for _ in range(length)]
        told[length // 2] += chance.choice((",", ";", ""))
        book.append(" ".join(told).capitalize() + ".")
    return book


def retold(
    book: Sequence[str], *, replaced: float = 0.35, dropped: float = 0.02, seed: int = 7
) -> tuple[list[str], list[int]]:
    """Another telling of a book.

    Args:
        book: Its sentences.
        replaced: The part of the words that another one stands for, in 85 of 100 places.
        dropped: The part of the sentences that is not told.
        seed: Another seed, another telling.

    Returns:
        The sentences told, and for each which one of the book it tells. Clauses change places, words are left out.
    """
    chance = random.Random(seed)
    frequency = Counter(w.lower() for s in book for w in re.findall(r"[A-Za-z']+", s))
    known = set(frequency)
    other = {}
    for word, _ in frequency.most_common()[_KEPT:]:
        if chance.random() < replaced:
            new = _word(chance)
            while new in known:
                new += _word(chance)
            known.add(new)
            other[word] = new
    out, sources = [], []
    for number, sentence in enumerate(book):
        if chance.random() < dropped:
            continue
        clauses = re.split(r"(?<=[,;:])\s+", sentence)
        if len(clauses) > 2 and chance.random() < 0.3:
            at = chance.randrange(len(clauses) - 1)
            clauses[at : at + 2] = clauses[at + 1], clauses[at]
        told = [w for w in (_told(w, other, chance) for w in " ".join(clauses).split()) if w]
        if told:
            out.append(" ".join(told))
            sources.append(number)
    return out, sources


def _told(word: str, other: dict[str, str], chance: random.Random) -> str:
    """A word as the other telling has it; empty where it leaves it out."""
    parts = re.fullmatch(r"(\W*)([A-Za-z']+)(.*)", word)
    if parts and parts[2].lower() in other and chance.random() < 0.85:
        new = other[parts[2].lower()]
        return parts[1] + (new.capitalize() if parts[2][0].isupper() else new) + parts[3]
    return "" if chance.random() < 0.08 else word


def _word(chance: random.Random) -> str:
    syllables = chance.choice((1, 2, 2, 3))
    return "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(syllables)) + chance.choice(_ENDS)


def verses(sentences: Sequence[str], siglum: str) -> Version:
    """A version in which each sentence is a paragraph of its own."""
    text, paragraphs, told = "\n\n".join(sentences) + "\n", [], []
    at = 0
    for number, sentence in enumerate(sentences):
        span = Span(at, at + len(sentence))
        told.append(Sentence(span, number))
        paragraphs.append(Paragraph(span, Role.BODY, range(number, number + 1)))
        at = span.end + 2
    return Version(
        siglum=siglum,
        name=siglum,
        source=siglum,
        title="",
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(told),
    )
