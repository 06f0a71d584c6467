"""Sources become a story: texts, Markdown, web pages, their addresses, story files, folders and standard input."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from reader.story.clean import clean_line
from reader.story.contents import read_content
from reader.story.language import language_of
from reader.story.locators import key_of, paths_of, shipped, split_article, with_article
from reader.story.named import CLIPBOARD, Source, expand, is_address, page_source
from reader.story.sentences import segment
from reader.story.sources import read_file, read_stream
from reader.story.version import Page, Role, SourceError, Story, Version

if TYPE_CHECKING:  # most stories need nothing of the web
    from reader.story.web.web import Got, Web

MOST_VERSIONS = 12
LONGEST_TITLE = 60
"""Code points of a title that is taken from the first words."""

_SIGLA = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class _Read(NamedTuple):
    """A source's bytes, and what is known of them without looking into them."""

    data: bytes
    shown: str
    """What it is called in a message."""
    path: Path | None
    """Tells its kind where the bytes do not."""
    stem: str
    """What it is called where it does not say so itself."""
    encoding: str = ""
    remarks: tuple[str, ...] = ()


def open_story(
    sources: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    encoding: str | None = None,
    language: str = "",
    web: Callable[[], Web] | None = None,
    trust: Callable[[str], bool] | bool = False,
) -> Story:
    """Open what the reader named. No source is ever written to.

    Args:
        sources: Text, Markdown and HTML files, addresses of the web, story files, folders that hold a story file or
            else texts, `-` for standard input, `CLIPBOARD`. The same one may be named twice.
        stdin: Read for `-`; the process's own standard input where None.
        encoding: Read all sources in this encoding, whatever they or a story file say.
        language: The code of the language that all sources are in, whatever they or a story file say.
        web: Gives what gets the pages that addresses name, where there are any; None refuses them.
        trust: Asked where a story file names what lies outside its own folder, or pages on the reader's own network;
            given a sentence that says what. Only where it says yes are they opened; True trusts every story file.

    Raises:
        ValueError: `sources` is empty.
        SourceError: One of them cannot be read, or together they hold more than 12 versions.
        Stopped: The reader did not want to wait for a page any more.
    """
    if not sources:
        raise ValueError("no sources")
    found: list[Source] = []
    title, home = "", None
    for named in sources:
        said, folder, versions = expand(named, trust)
        title, home = title or said, home or folder
        found += versions
    if len(found) > MOST_VERSIONS:
        raise SourceError(f"{len(found):,} versions are too many; name at most {MOST_VERSIONS}")
    if sum(source.named == "-" for source in found) > 1:
        raise SourceError("standard input can be read only once; name “-” once")
    got = web() if web is not None and any(source.address for source in found) else None
    opened = [
        _version(_read(source, stdin, got), source, siglum, encoding or source.encoding, language or source.language)
        for source, siglum in zip(found, sigla_of([source.siglum for source in found]), strict=True)
    ]
    locators = _distinct(_locator(s, v.sha256) for s, v in zip(found, opened, strict=True))
    return Story(
        title=title or opened[0].title,
        versions=tuple(opened),
        locators=locators,
        key=key_of(locators),
        home=None if home is None or _inside(home, _seeds()) else home,
    )


def sigla_of(stated: Sequence[str]) -> list[str]:
    """The sigla that are stated, if they are distinct; the first free letters for the rest, which are empty."""
    if len(set(filter(None, stated))) < len(list(filter(None, stated))):
        return list(_SIGLA[: len(stated)])
    free = iter([letter for letter in _SIGLA if letter not in stated])
    return [siglum or next(free) for siglum in stated]


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SourceError("standard input is closed; name a file instead of “-”")
    return sys.stdin.buffer


def open_page(
    got: Got, siglum: str, *, name: str = "", date: str = "", language: str = "", article: str = ""
) -> Version:
    """A page that was fetched anew, as a version.

    Args:
        got: The page.
        siglum: The version's siglum.
        name: What it is called; where empty, as the page says.
        date: The same of its date.
        language: The code of the language it is in, where the reader set it.
        article: Which article of it is meant; empty where nothing says so.

    Raises:
        SourceError: It is nothing that can be read.
    """
    source = Source(got.fetched.address, None, name, date=date, article=article)
    return _version(_read_page(got), source, siglum, "", language)


def open_article(version: Version, locator: str, article: str, web: Callable[[], Web] | None = None) -> Version:
    """Another article of the page that a version came from, under the same siglum and name.

    Args:
        version: One of several articles.
        locator: The locator of its source.
        article: Which one is meant: a number from 1 on, or `all`.
        web: Gives what gets the page, where it has an address.

    Raises:
        SourceError: The page is not there any more, or has no such article; or it came from standard input.
        Stopped: The reader did not want to wait for it.
    """
    path = paths_of([split_article(locator)[0]])[0]
    address = split_article(locator)[0] if is_address(locator) and path is None else ""
    if path is None and not address:
        raise SourceError("the page came from standard input: save it, and name the file, to choose another article")
    source = page_source(address)._replace(article=article) if address else Source(str(path), path, article=article)
    read = _read(source, None, web() if web is not None and address else None)
    found = _version(read, source, version.siglum, version.encoding, version.language_set)
    return found._replace(name=version.name, source=version.source)


def _read(source: Source, stdin: BinaryIO | None, web: Web | None) -> _Read:
    if source.path is not None:
        return _Read(read_file(source.path), clean_line(str(source.path)), source.path, stem=_pretty(source.path.stem))
    if source.address is None and source.named == CLIPBOARD:
        from reader.story.clipboard import read_clipboard

        return _Read(read_clipboard(), "the clipboard", None, stem="clipboard")
    if source.address is None:
        return _Read(read_stream(stdin or _standard_input()), "standard input", None, stem="standard input")
    if web is None:
        raise SourceError(f"{source.address} is an address, and no pages are fetched here; save it, and name the file")
    return _read_page(web.get(source.address, source.moment, public=source.public))


def _read_page(got: Got) -> _Read:
    from reader.story.web.fetch import believed

    fetched = got.fetched
    return _Read(
        fetched.data,
        fetched.address,
        Path(clean_line(got.name)),
        stem=fetched.host.removeprefix("www."),
        encoding=believed(fetched.data, fetched.charset),
        remarks=got.remarks,
    )


def _version(read: _Read, source: Source, siglum: str, encoding: str, language: str) -> Version:
    content = read_content(read.data, read.shown, read.path, encoding or read.encoding or None, source.article)
    page = content.page
    language, known = language_of(page.text, chosen=language, stated=page.language)
    paragraphs, sentences = segment(page.text, page.paragraphs, page.roles, language=language)
    name = source.name or page.site or page.author or read.stem
    headline = next((p.span.of(page.text) for p in paragraphs if p.role is Role.HEADLINE), "")
    return Version(
        siglum=siglum,
        name=name,
        source=with_article(clean_line(source.named), source.article),
        title=page.title or headline or _first_words(page) or name,
        text=page.text,
        paragraphs=paragraphs,
        sentences=sentences,
        date=source.date or page.date,
        author=page.author,
        site=page.site,
        url=page.url,
        language=language,
        language_known=known,
        encoding=content.encoding,
        articles=page.articles,
        article=page.article,
        sha256=hashlib.sha256(read.data).hexdigest(),
        remarks=(*(() if paragraphs else ("empty",)), *read.remarks, *content.remarks),
    )


def _pretty(stem: str) -> str:
    """A file's stem as a name: spaces for underscores, and for hyphens between letters."""
    words = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", clean_line(stem).replace("_", " "))
    return " ".join(words.split()) or clean_line(stem)


def _first_words(page: Page) -> str:
    """The beginning of the first paragraph, cut between words, with an ellipsis where it goes on."""
    beginning = page.paragraphs[0].of(page.text) if page.paragraphs else ""
    if len(beginning) <= LONGEST_TITLE:
        return beginning
    cut = beginning[:LONGEST_TITLE]
    if not beginning[LONGEST_TITLE - 1].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut[: LONGEST_TITLE - 1].rstrip(" ,;:–—-") + "…"


def _locator(source: Source, sha256: str) -> str:
    return with_article(_place(source, sha256), source.article)


def _place(source: Source, sha256: str) -> str:
    """Where a source lies, whichever of its articles is meant."""
    if source.address is not None:
        return f"{source.address}#{source.moment}" if source.moment else str(source.address)
    if source.path is None:
        return f"sha256:{sha256}"
    real = Path(os.path.realpath(source.path))
    seeds = _seeds()
    if _inside(real, seeds) and seeds is not None:
        return f"ships:{real.relative_to(seeds).as_posix()}"
    # A file name need not be UTF-8; what is not is spelled out, for a locator is kept in text files.
    return "file:" + os.fsencode(real).decode(errors="backslashreplace")


def _distinct(locators: Iterator[str]) -> tuple[str, ...]:
    """Number the locators that occur again, from `#2` on."""
    taken: list[str] = []
    for locator in locators:
        number, name = 1, locator
        while name in taken:
            number += 1
            name = f"{locator}#{number}"
        taken.append(name)
    return tuple(taken)


def _seeds() -> Path | None:
    try:
        return shipped("seeds")
    except FileNotFoundError:
        return None


def _inside(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.is_relative_to(folder)
