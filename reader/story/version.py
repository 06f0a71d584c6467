"""A version: one source's telling, and the spans inside it.

Invariants, held by `reader.story.sentences` and tested there: paragraphs lie in order and do not overlap; so do the
sentences of a paragraph; what stands outside them is white space, so that the text can be put together again from the
spans. Words are found when they are asked for (`reader.story.words`): kept, they took half of the time to open a text
and most of its memory, and the screen needs none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Role(StrEnum):
    """What a paragraph is for."""

    HEADLINE = "headline"
    HEADING = "heading"
    BODY = "body"
    REPEAT = "repeat"
    """Said before in the same version."""
    STRAY = "stray"
    """No part of this story."""
    FURNITURE = "furniture"
    """Related Articles, Share this, and the like."""

    __hash__ = str.__hash__
    """As quick as a text's; an Enum's own is not."""

    @property
    def aside(self) -> bool:
        """Whether a paragraph in this role counts neither as shared nor as unique."""
        return self in _ASIDE


_ASIDE = frozenset({Role.REPEAT, Role.STRAY, Role.FURNITURE})


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in a version's text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def of(self, text: str) -> str:
        """The part of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a version."""

    span: Span
    paragraph: int
    """Index into `Version.paragraphs`."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a version."""

    span: Span
    role: Role
    sentences: range
    """Indexes into `Version.sentences`."""


class OnPage(NamedTuple):
    """One of several articles on a page."""

    title: str
    """Its heading, or else its first words."""
    length: int
    """Code points of its text."""


class Version(NamedTuple):
    """One source's telling of a story, cleaned and segmented. Every span counts code points of `text`."""

    siglum: str
    """The version's letter: A, B, C …"""
    name: str
    """What the reader calls the version: the outlet, or the file's stem."""
    source: str
    """Where it came from, as the reader named it: a path, a URL, `-`."""
    title: str
    """The headline, or the name where there is none."""
    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    date: str = ""
    """When it was published, as the story file says it; empty where nothing does."""
    encoding: str = "utf-8"
    """How the bytes were read."""
    sha256: str = ""
    """Hexadecimal digest of the source's bytes."""
    author: str = ""
    """Who wrote it, as the source says it; so are site, url and language. Empty where it says nothing."""
    site: str = ""
    url: str = ""
    language: str = ""
    """The code of its language (`de`, `pt-BR`), which sentences were found by; empty where nothing tells."""
    language_known: str = ""
    """How it is known: `set` by the reader, `stated` by the source or `guessed`; empty where it is not."""
    articles: tuple[OnPage, ...] = ()
    """The articles on the page it came from, where there are several."""
    article: str = ""
    """Which of them it is: a number from 1 on, or `all`; empty where there is one only."""
    remarks: tuple[str, ...] = ()
    """What the reader should know of how it was read: an assumed encoding, characters that were replaced."""

    @property
    def language_set(self) -> str:
        """The code of the language that the reader set; empty where it was not set."""
        return self.language if self.language_known == "set" else ""

    def sentences_in(self, span: Span) -> tuple[int, ...]:
        """The sentences that share a code point with a span, in order."""
        first = bisect_right(self.sentences, span.start, key=lambda sentence: sentence.span.end)
        end = bisect_left(self.sentences, span.end, first, key=lambda sentence: sentence.span.start)
        return tuple(range(first, end))

    def sentence_text(self, index: int) -> str:
        """The words of one sentence as they stand in the source. Raises IndexError."""
        return self.sentences[index].span.of(self.text)

    def sentence_label(self, index: int) -> str:
        """Siglum and paragraph of a sentence, as messages name it: `A ¶11`. Raises IndexError."""
        return self.paragraph_label(self.sentences[index].paragraph)

    def paragraph_label(self, index: int) -> str:
        """Siglum and number of a paragraph, counted from 1: `A ¶11`."""
        return f"{self.siglum} ¶{index + 1}"


def sentence_at(sentences: Sequence[Sentence], offset: int) -> int:
    """Index of the sentence that holds an offset, or of the last one before it; 0 if there is none before it."""
    return max(0, bisect_right(sentences, offset, key=lambda sentence: sentence.span.start) - 1)


# A story as it is opened


class Story(NamedTuple):
    """What happened, told by two or more versions (one alone can be read too)."""

    title: str
    versions: tuple[Version, ...]
    locators: tuple[str, ...]
    """For each version, a name of its source that stays true from run to run: `file:` and an absolute path,
    `ships:` and a path inside the program's own stories, an address of the web (canonical; with `#` and a moment: its
    copy of then), or `sha256:` and the digest of a standard input."""
    key: str
    """The story's identity: the same for the same set of locators in any order."""
    home: Path | None
    """The folder that holds the story file or the first source; None for stories that ship, for pages and for standard
    input."""

    def with_version(self, number: int, version: Version) -> Story:
        """The same story with another text in place of one of its versions."""
        return self._replace(versions=(*self.versions[:number], version, *self.versions[number + 1 :]))


class SourceError(Exception):
    """A source that cannot be read. Its text is one clear sentence: what, where, and what to do."""


# What a format gives of a source


class Page(NamedTuple):
    """A source's text, clean, with a newline nowhere but between paragraphs, and what it says of itself."""

    text: str
    paragraphs: tuple[Span, ...]
    roles: tuple[Role | None, ...]
    """For each paragraph the role that markup gives it; None where only its form can tell."""
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    url: str = ""
    """The address that the page says is its own."""
    language: str = ""
    """A language code, as the source says it."""
    articles: tuple[OnPage, ...] = ()
    """The articles that the source holds, where there are several."""
    article: str = ""
    """Which of them this is: a number from 1 on, or `all`; empty where there is one only."""


def page_of(
    parts: Iterable[tuple[str, Role | None]],
    *,
    title: str = "",
    author: str = "",
    date: str = "",
    site: str = "",
    url: str = "",
    language: str = "",
) -> Page:
    """Put paragraphs that are clean and hold no newline one below the other, a blank line between them."""
    kept = [(ink, role) for text, role in parts if (ink := text.strip())]
    spans, start = [], 0
    for text, _ in kept:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 2
    joined = "\n\n".join(text for text, _ in kept)
    return Page(joined, tuple(spans), tuple(role for _, role in kept), title, author, date, site, url, language)
