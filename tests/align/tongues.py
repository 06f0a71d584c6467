"""One event told twice in each of several languages, with what says the same: `languages/*.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reader.story.sentences import segment
from reader.story.version import Span, Version

FOLDER = Path(__file__).parent / "languages"
UNSPACED = ("zh", "ja")
_LINE = re.compile(r"(\d+|\+)([=~*]?) (.+)")


@dataclass(frozen=True, slots=True)
class Told:
    """A version, with its sentences as they were written down."""

    version: Version
    sentences: tuple[tuple[str, str, Span], ...]
    """The number of what each says or `+`, how it says it, and where it stands."""

    def numbered(self, index: int) -> set[str]:
        """What one of the version's own sentences says: all that at least half of it lies in."""
        own = self.version.sentences[index].span
        return {
            number
            for number, _, span in self.sentences
            if 2 * (min(own.end, span.end) - max(own.start, span.start)) >= min(len(own), len(span))
        }


def languages() -> list[str]:
    """The codes of the languages, in order."""
    return sorted(file.stem for file in FOLDER.glob("*.txt"))


@lru_cache(maxsize=32)
def tellings(language: str) -> tuple[Told, Told]:
    """Both versions of one language, segmented as the program does it."""
    left, right = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").split("\n---\n")
    return _told(left, "A", language), _told(right, "B", language)


EVENTS = Path(__file__).parent / "across"
"""One event told in two languages, each by its own words and in its own order, with what the other does not tell."""


def events() -> list[str]:
    """The pairs of languages, as `de-en`, in order."""
    return sorted(file.stem for file in EVENTS.glob("*.txt"))


@lru_cache(maxsize=8)
def event(pair: str) -> tuple[Told, Told]:
    """Both versions of an event."""
    left, right = (EVENTS / f"{pair}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n---\n")
    one, other = pair.split("-")
    return _told(left, "A", one), _told(right, "B", other)


def _told(lines: str, siglum: str, language: str) -> Told:
    text, sentences = "", []
    blank = "" if language in UNSPACED else " "
    for ink, paragraph in groupby(lines.split("\n"), bool):
        for place, line in enumerate(paragraph if ink else ()):
            found = _LINE.fullmatch(line)
            assert found is not None, line
            text += (blank if place else "\n\n") if text else ""
            sentences.append((found[1], found[2], Span(len(text), len(text) + len(found[3]))))
            text += found[3]
    paragraphs, segmented = segment(text, language=language)
    version = Version(
        siglum=siglum,
        name=siglum,
        source=f"{language}.txt",
        title="",
        text=text,
        paragraphs=paragraphs,
        sentences=segmented,
        language=language,
        language_known="set",
    )
    return Told(version, tuple(sentences))


def scores(said: set[tuple[str, str]], true: set[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall of links."""
    right = len(said & true)
    return right / len(said) if said else 1.0, right / len(true)
