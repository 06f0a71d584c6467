"""The records of this room: roles, spans, pages, versions and stories.

A `Page` is what a format makes of a source: text in paragraphs. A `Version` is one telling of a story: a page whose
sentences have been found too. A `Story` is one or more versions.

Invariants of a version, established by `reader.story.sentences` and tested there: paragraphs are in order and do not
overlap, and so are the sentences of a paragraph. Everything outside them is white space, so the text can be rebuilt
from the spans. Words are not stored but found on demand (`reader.story.words`): storing them took half of the time to
open a text and most of its memory, and the screen needs none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from reader.story.rules import USUAL_RULES, Rules

MOST_VERSIONS = 12
"""Versions of one story."""
PRIME = "′"
"""Marks the siglum of a later text of the same source."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SourceError(Exception):
    """A source cannot be read. The text is one clear sentence: what, where, and what to do."""


class Stopped(Exception):  # noqa: N818  nothing is wrong: the reader asked for it
    """The reader no longer wants the page that is being fetched."""


# Roles and spans


class Role(StrEnum):
    """What a paragraph is for."""

    HEADLINE = "headline"
    HEADING = "heading"
    BODY = "body"
    REPEAT = "repeat"
    """Already said in the same version."""
    STRAY = "stray"
    """Not part of this story."""
    FURNITURE = "furniture"
    """Boilerplate: Related Articles, Share this, and the like."""

    __hash__ = str.__hash__
    """As fast as a string's; an Enum's own is not."""

    @property
    def aside(self) -> bool:
        """Whether a paragraph in this role counts neither as shared nor as unique."""
        return self in _ASIDE


_ASIDE = frozenset({Role.REPEAT, Role.STRAY, Role.FURNITURE})


class Furniture(StrEnum):
    """What furniture is, where its markup or its phrase shows it."""

    BYLINE = "byline"
    DATE = "date"
    """When it was published, or how long it takes to read."""
    CAPTION = "caption"
    CREDIT = "credit"
    """Who took a picture, or helped to write."""
    TAGS = "tags"
    RELATED = "related"
    """Links to other articles, and labels above them."""
    LINKS = "links"
    """Links of which nothing says where they lead."""
    MOST_READ = "most read"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    """What asks the reader to subscribe, to register, or to pay."""
    COMMENTS = "comments"
    ADVERTISEMENT = "advertisement"
    NAVIGATION = "navigation"
    CONTENTS = "contents"
    COPYRIGHT = "copyright"
    RUNNING_HEAD = "running head"
    """The number, running head or foot of a printed page."""
    NOTE = "note"
    SIGNATURE = "signature"
    """What ends a mail."""
    LICENCE = "licence"
    """What stands around a book of Project Gutenberg."""


def role_named(name: str) -> Role | Furniture | None:
    """The role, or kind of furniture, of a name; None if it is empty. Raises ValueError."""
    if not name:
        return None
    return Furniture(name) if name in _FURNITURE else Role(name)


_FURNITURE = frozenset(kind.value for kind in Furniture)


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
    kind: Furniture | None = None
    """What kind of furniture it is, or would be in another role; None if nothing shows it."""

    @property
    def furniture(self) -> str:
        """What kind of furniture it is, in a word or two; empty if it is none, or if nothing shows its kind."""
        return self.kind.value if self.kind is not None and self.role is Role.FURNITURE else ""


# Pages


class PageArticle(NamedTuple):
    """One of several articles on a page."""

    title: str
    """Its heading; without one, its first words."""
    length: int
    """Code points of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A source's text, clean, with newlines only between paragraphs, and what the source says about itself."""

    text: str
    paragraphs: tuple[Span, ...]
    roles: tuple[Role | None, ...]
    """For each paragraph the role that markup gives it; None if only its form can tell."""
    kinds: tuple[Furniture | None, ...] = ()
    """For each paragraph the kind of furniture that markup says it is; empty if it says none."""
    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    url: str = ""
    """The address that the page gives as its own."""
    language: str = ""
    """A language code, as the source states it."""
    articles: tuple[PageArticle, ...] = ()
    """The articles that the source holds, if there are several."""
    article: str = ""
    """Which of them this is: a number from 1, or `all`; empty if there is only one."""

    @property
    def stated(self) -> tuple[Role | Furniture | None, ...]:
        """For each paragraph the kind of furniture if it is known, or the role."""
        kinds = self.kinds or (None,) * len(self.roles)
        return tuple(kind or role for kind, role in zip(kinds, self.roles, strict=True))


def page_of(
    parts: Iterable[tuple[str, Role | Furniture | None]],
    *,
    title: str = "",
    author: str = "",
    date: str = "",
    site: str = "",
    url: str = "",
    language: str = "",
) -> Page:
    """Make a page of paragraphs that are clean and hold no newline; a blank line goes between them."""
    kept = [(ink, role) for text, role in parts if (ink := text.strip())]
    spans, start = [], 0
    for text, _ in kept:
        spans.append(Span(start, start + len(text)))
        start += len(text) + 2
    joined = "\n\n".join(text for text, _ in kept)
    return Page(
        text=joined,
        paragraphs=tuple(spans),
        roles=tuple(Role.FURNITURE if isinstance(role, Furniture) else role for _, role in kept),
        kinds=tuple(role if isinstance(role, Furniture) else None for _, role in kept),
        title=title,
        author=author,
        date=date,
        site=site,
        url=url,
        language=language,
    )


# Versions and stories


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One source's telling of a story, cleaned and segmented. All spans count code points of `text`."""

    siglum: str
    """The version's letter: A, B, C …"""
    name: str
    """What the reader calls the version: the outlet, or the file's stem."""
    source: str
    """Where it came from, as the reader named it: a path, a URL, `-`."""
    title: str
    """The headline; without one, the name."""
    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    date: str = ""
    """When it was published, as stated by the story file or the source; empty if nothing states it."""
    encoding: str = "utf-8"
    """The encoding in which the bytes were read; empty for archives and PDF documents."""
    sha256: str = ""
    """Hexadecimal digest of the source's bytes."""
    author: str = ""
    """Who wrote it, as stated by the source. Empty if it says nothing; the same holds for site and url."""
    site: str = ""
    url: str = ""
    language: str = ""
    """The code of its language (`de`, `pt-BR`), by which its sentences were found; empty if it is not known."""
    language_known: str = ""
    """How the language is known: `set` by the reader, `stated` by the source, or `guessed`; empty if it is not."""
    articles: tuple[PageArticle, ...] = ()
    """The articles on the page it came from, if there are several."""
    article: str = ""
    """Which of them it is: a number from 1, or `all`; empty if there is only one."""
    remarks: tuple[str, ...] = ()
    """What the reader should know about how it was read: an assumed encoding, characters that were replaced."""
    rules: Rules = USUAL_RULES
    """How the reader wants it compared. Of versions that are compared, the rules of all count for each."""

    @property
    def language_set(self) -> str:
        """The code of the language that the reader set; empty if the reader set none."""
        return self.language if self.language_known == "set" else ""

    def sentences_in(self, span: Span) -> tuple[int, ...]:
        """The sentences that share a code point with a span, in order."""
        first = bisect_right(self.sentences, span.start, key=lambda sentence: sentence.span.end)
        end = bisect_left(self.sentences, span.end, first, key=lambda sentence: sentence.span.start)
        return tuple(range(first, end))

    def sentence_at(self, offset: int) -> int:
        """The sentence that holds the code point at `offset`, or the last one before it; 0 if there is none."""
        return max(0, bisect_right(self.sentences, offset, key=lambda sentence: sentence.span.start) - 1)

    def role_of(self, sentence: int) -> Role:
        """The role of the paragraph that a sentence is in. Raises IndexError."""
        return self.paragraphs[self.sentences[sentence].paragraph].role

    def sentence_text(self, index: int) -> str:
        """The words of one sentence as they stand in the source. Raises IndexError."""
        return self.sentences[index].span.of(self.text)

    def sentence_label(self, index: int) -> str:
        """Siglum and paragraph of a sentence, as messages name it: `A ¶11`. Raises IndexError."""
        return self.paragraph_label(self.sentences[index].paragraph)

    def paragraph_label(self, index: int) -> str:
        """Siglum and number of a paragraph, counted from 1: `A ¶11`."""
        return f"{self.siglum} ¶{index + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, told by two or more versions. A single version can be read too."""

    title: str
    versions: tuple[Version, ...]
    locators: tuple[str, ...]
    """For each version, a name of its source that stays valid from run to run (`reader.story.locators`)."""
    key: str
    """The story's identity: the same for the same set of locators in any order."""
    home: Path | None
    """The folder that holds the story file or the first source; None for stories that ship with the program, for
    pages and for standard input."""
    remarks: tuple[str, ...] = ()
    """What the reader should know of how its sources were found."""

    def with_version(self, number: int, version: Version) -> Story:
        """The same story with one of its versions replaced."""
        return replace(self, versions=(*self.versions[:number], version, *self.versions[number + 1 :]))


# Sigla


def sigla_of(stated: Sequence[str]) -> list[str]:
    """Complete the sigla of some versions.

    Args:
        stated: For each version the letter that its story file gives, or the empty string.

    Returns:
        The stated sigla, with the first free letters for the rest. If two are the same, none of them is used.
    """
    named = list(filter(None, stated))
    if len(set(named)) < len(named):
        return list(_LETTERS[: len(stated)])
    free = (letter for letter in _LETTERS if letter not in stated)
    return [siglum or next(free) for siglum in stated]


def next_siglum(siglum: str, taken: Sequence[str]) -> str:
    """The siglum of the next text of the same source: `A` becomes `A′`, then `A′′`, and so on."""
    following = siglum + PRIME
    while following in taken:
        following += PRIME
    return following
