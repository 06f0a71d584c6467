"""A version: one source's telling, and the spans inside it.

Invariants, held by `reader.story.segment` and tested there: paragraphs lie in order and do not overlap; so do the
sentences of a paragraph; what stands outside them is white space, so that the text can be put together again from the
spans. Words are found when they are asked for (`reader.story.words`): kept, they took half of the time to open a text
and most of its memory, and the screen needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
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
        return tuple(n for n, s in enumerate(self.sentences) if s.span.start < span.end and s.span.end > span.start)

    def sentence_text(self, index: int) -> str:
        """The words of one sentence as they stand in the source. Raises IndexError."""
        return self.sentences[index].span.of(self.text)
