"""Opening a story: sources become versions."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from reader.story.clean import clean_line
from reader.story.contents import OFFICE, read_content
from reader.story.formats.kept import kept_children
from reader.story.git import read_revision
from reader.story.inputs import read_clipboard, read_file, read_stream
from reader.story.language import language_of
from reader.story.locators import is_shipped, key_of, locator_of, numbered, paths_of, split_article, with_article
from reader.story.rules import USUAL_RULES, Rules, merged
from reader.story.sentences import segment
from reader.story.sources import CLIPBOARD, Source, Trust, expand, page_source
from reader.story.version import (
    MOST_VERSIONS,
    PRIME,
    Page,
    Role,
    SourceError,
    Story,
    Version,
    next_siglum,
    sigla_of,
)
from reader.story.web.address import is_address

if TYPE_CHECKING:  # most stories need nothing of the web
    from reader.story.web.pages import Web, WebPage

ENOUGH = 2
"""Versions that can still be compared if another one cannot be read."""
LONGEST_TITLE = 60
"""Code points of a title that is taken from the first words."""

_DATED = re.compile(r" · \d{4}-\d\d-\d\d \d\d:\d\d$")


def open_story(
    sources: Sequence[str],
    *,
    stdin: BinaryIO | None = None,
    clipboard: Callable[[], bytes] = read_clipboard,
    encoding: str | None = None,
    language: str = "",
    web: Callable[[], Web] | None = None,
    trust: Trust = False,
    known: Callable[[str], Sequence[str]] | None = None,
    stop: Event | None = None,
    rules: Rules = USUAL_RULES,
) -> Story:
    """Open what the reader named. No source is ever written to.

    Args:
        sources: Text, Markdown and HTML files, documents, revisions of them in git, addresses of the web, story files,
            folders that hold a story file or texts, notes files (which stand for their story), `-` for standard input,
            `CLIPBOARD`. The same one may be named twice.
        stdin: Read for `-`; if None, the process's own standard input.
        clipboard: Gives the text on the clipboard.
        encoding: Read all sources in this encoding, or single ones (`A=gbk,B=cp1251`), whatever they or a story file
            state.
        language: The code of the language of all sources, whatever they or a story file state.
        web: Gives the web, if any source is an address; None refuses addresses.
        trust: Asked if a story file names something outside its own folder, or pages on the reader's own network, or if
            a folder holds links out of it. It is given a sentence that says what, and these are opened only if it
            returns True. True trusts all of them.
        known: Gives the sources that the story with a key was opened from, so that a notes file opens its story.
        stop: Set, in any thread, when the story is no longer wanted.
        rules: How the versions are to be compared, beside what story files say.

    Raises:
        ValueError: `sources` is empty.
        SourceError: One of them cannot be read and fewer than two others can, or together they hold more than 12
            versions. If two others can be read, the story's remarks name the one that cannot.
        Stopped: The reader did not want to wait for a page, or `stop` was set.
    """
    if not sources:
        raise ValueError("no sources")
    found: list[Source] = []
    title, home = "", None
    left_out: list[Path] = []
    for named in sources:
        for one in expand(named, trust, known):
            title, home = title or one.title, home or one.home
            found += one.sources
            left_out += one.left_out
    if len(found) > MOST_VERSIONS:
        raise SourceError(f"{len(found):,} versions are too many; name at most {MOST_VERSIONS}")
    if sum(source.named == "-" for source in found) > 1:
        raise SourceError("standard input can be read only once; name “-” once")
    sigla = sigla_of([source.siglum for source in found])
    _check_sigla(encoding or "", sigla)
    the_web = web() if web is not None and any(source.address for source in found) else None
    opened: list[Version] = []
    good: list[Source] = []
    bad: list[tuple[str, SourceError]] = []
    with kept_children():
        for source, siglum in zip(found, sigla, strict=True):
            try:
                version = _version_of(
                    _read_source(source, stdin, clipboard, the_web),
                    source,
                    siglum,
                    encoding_for(siglum, encoding or "") or source.encoding,
                    language or source.language,
                    stop,
                )
            except SourceError as error:
                bad.append((siglum, error))
            else:
                opened.append(version)
                good.append(source)
    if bad and len(opened) < ENOUGH:
        raise bad[0][1]
    found, opened = good, _named_apart(opened)
    every = merged([rules, *(source.rules for source in found)])
    locators = numbered(_locator(source, version.sha256) for source, version in zip(found, opened, strict=True))
    return Story(
        title=title or opened[0].title,
        versions=tuple(replace(version, rules=every) for version in opened),
        locators=locators,
        key=key_of(locators),
        home=None if home is None or is_shipped(home) else home,
        remarks=(*(f"{siglum} is left out: {error}" for siglum, error in bad), *_left_out(left_out)),
    )


def _named_apart(versions: Sequence[Version]) -> list[Version]:
    """The versions, those of one name with their dates in it if these tell them apart, such as revisions of a page."""
    dates: dict[str, list[str]] = {}
    for version in versions:
        dates.setdefault(version.name, []).append(version.date)
    apart = {name for name, own in dates.items() if len(own) == len({*own} - {""}) > 1}
    return [replace(v, name=f"{v.name} · {v.date}") if v.name in apart else v for v in versions]


def _left_out(files: Sequence[Path]) -> tuple[str, ...]:
    """The remark on what Diptych wrote into a folder of sources; none if there is nothing."""
    names = ", ".join(clean_line(file.name) for file in files)
    return (f"left out, because Diptych wrote {'it' if len(files) == 1 else 'them'}: {names}",) if files else ()


def encoding_for(siglum: str, named: str) -> str:
    """The encoding that the reader named for a version; empty if none.

    Args:
        siglum: The version's siglum; empty for one that is not of the story.
        named: An encoding for all versions, for single ones, or both: `utf-8`, `A=gbk`, `utf-8,A=gbk`.
    """
    pairs = [part.strip().rpartition("=") for part in named.split(",")]
    wanted = [encoding for letter, _, encoding in pairs if letter == siglum] if siglum else []
    return next(iter(wanted or [encoding for letter, _, encoding in pairs if not letter]), "")


def _check_sigla(named: str, sigla: Sequence[str]) -> None:
    """Raise SourceError if an encoding is named for a version that the story does not have."""
    for part in named.split(","):
        letter, given, _ = part.strip().rpartition("=")
        if given and letter not in sigla:
            raise SourceError(
                f"--encoding names a version “{clean_line(letter)}”, and there "
                f"{'are' if len(sigla) > 1 else 'is'} only {', '.join(sigla)}; write for example A=gbk"
            )


def open_page(
    page: WebPage,
    siglum: str,
    *,
    name: str = "",
    date: str = "",
    language: str = "",
    article: str = "",
    stop: Event | None = None,
) -> Version:
    """Make a version of a page that was fetched again.

    Args:
        page: The page.
        siglum: The version's siglum.
        name: Its name; if empty, as the page states it.
        date: Its date; if empty, as the page states it.
        language: The code of its language, if the reader set it.
        article: Which article of it is meant; empty if nothing says so.
        stop: Set, in any thread, when the version is no longer wanted.

    Raises:
        SourceError: It cannot be read.
        Stopped: `stop` was set.
    """
    source = Source(named=page.fetched.address, name=name, date=date, article=article)
    return _version_of(_read_page(page), source, siglum, "", language, stop)


def open_article(
    version: Version, locator: str, article: str, web: Callable[[], Web] | None = None, stop: Event | None = None
) -> Version:
    """Open another article of the page that a version came from, under the same siglum and name.

    Args:
        version: One of several articles.
        locator: The locator of its source.
        article: Which one is meant: a number from 1, or `all`.
        web: Gives the web, if the page has an address.
        stop: Set, in any thread, when the version is no longer wanted.

    Raises:
        SourceError: The page is no longer there, has no such article, or came from standard input.
        Stopped: The reader did not want to wait for it.
    """
    page = split_article(locator)[0]
    path = paths_of([page])[0]
    if path is not None:
        source, the_web = Source(named=str(path), path=path, article=article), None
    elif is_address(locator):
        source, the_web = page_source(page, article=article), web() if web is not None else None
    else:
        raise SourceError("the page came from standard input: save it, and name the file, to choose another article")
    read = _read_source(source, None, read_clipboard, the_web)
    found = _version_of(read, source, version.siglum, version.encoding, version.language_set, stop)
    return replace(found, name=version.name, source=version.source, rules=version.rules)


# A page that was fetched again and reads differently


def latest(story: Story, number: int) -> int | None:
    """Which version holds the latest text of the page that a version came from; None if it came from no page."""
    source = story.versions[number].source
    if not source.startswith(("http://", "https://")):
        return None
    return story.locators.index(source) if source in story.locators else number


def renewed(story: Story, number: int, version: Version, before: str, now: str) -> Story:
    """Put the new text of a page beside the one that the story had.

    The new text takes over the locator, which is the page's address, so that notes, marks and the position follow it as
    they do when a file has changed. The old text keeps its siglum, and its locator says from when it is.

    Args:
        story: The story as it is.
        number: Which version has the old text; one from an address.
        version: The new text, with a siglum of its own.
        before: The moment of the old text, as `2031-02-14T09:12:44Z`; empty if no copy of it is kept.
        now: The moment of the new text, likewise.

    Returns:
        The story under the same key. The new version comes right after the old one.
    """
    old = story.versions[number]
    place = number + 1
    aged = old.source + "#" + (before or old.sha256)
    while aged in story.locators:
        aged += "#"
    locators = list(story.locators)
    if locators[number] == old.source:
        locators[number] = aged
    locators.insert(place, old.source)
    versions = [
        *story.versions[:number],
        replace(old, name=_dated(old.name, before)),
        replace(version, name=_dated(version.name, now)),
        *story.versions[place:],
    ]
    return replace(story, versions=tuple(versions), locators=tuple(locators))


class Text(NamedTuple):
    """A text of a source that has several in a story."""

    version: Version
    locator: str
    moment: str = ""
    """When the source read so, to be added to the version's name; empty for no addition."""


def with_texts(story: Story, numbers: Collection[int], texts: Sequence[Text]) -> Story:
    """Put several texts of one source into a story, in place of those that it has.

    Args:
        story: The story as it is.
        numbers: Which versions have a text of the source now; at least one.
        texts: What is to stand in the place of the first of them, the earliest first; at least one.

    Returns:
        The story under the same key. The first text has the plain siglum of the source, the others add primes.
    """
    place = min(numbers)
    siglum = base = story.versions[place].siglum.rstrip(PRIME)
    rest = [number for number in range(len(story.versions)) if number not in numbers]
    taken = [story.versions[number].siglum for number in rest]
    versions = [story.versions[number] for number in rest]
    locators = [story.locators[number] for number in rest]
    for at, text in enumerate(texts, place):
        versions.insert(at, replace(text.version, siglum=siglum, name=_dated(text.version.name, text.moment)))
        locators.insert(at, text.locator)
        taken.append(siglum)
        siglum = next_siglum(base, taken)
    return replace(story, versions=tuple(versions), locators=tuple(locators))


def _dated(name: str, moment: str) -> str:
    """A version's name with a moment: `Harbour Ledger · 2031-02-14 09:12`."""
    return f"{_DATED.sub('', name)} · {moment[:10]} {moment[11:16]}" if moment else name


# From a source to a version


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """A source's bytes, and what is known about them without reading them."""

    data: bytes
    shown: str
    """Its name in messages."""
    path: Path | None = None
    """Its file name, which tells its kind if the bytes do not."""
    stem: str
    """The version's name if neither the reader nor the source gives one."""
    encoding: str = ""
    date: str = ""
    """When an archive took it; empty if none did."""
    stamp: str = ""
    """What tells its name from those of other copies of the source; empty if the source alone is meant."""
    remarks: tuple[str, ...] = ()


def _read_source(source: Source, stdin: BinaryIO | None, clipboard: Callable[[], bytes], web: Web | None) -> _Raw:
    if source.path is not None and source.commit is not None:
        path, stem = source.path, _name_from_stem(source.path.stem)
        shown = clean_line(f"{path} in {source.commit.short}")
        return _Raw(data=read_revision(source.commit), shown=shown, path=path, stem=f"{stem} · {source.commit.short}")
    if source.path is not None:
        data, shown = read_file(source.path), clean_line(str(source.path))
        return _Raw(data=data, shown=shown, path=source.path, stem=_name_from_stem(source.path.stem))
    if source.address is not None:
        if web is None:
            raise SourceError(
                f"{source.address} is an address, and no pages are fetched here; save it, and name the file"
            )
        page = _read_page(web.get(source.address, source.moment, public=source.public))
        return replace(page, stamp=page.stamp or source.moment)
    if source.named == CLIPBOARD:
        return _Raw(data=clipboard(), shown="the clipboard", stem="clipboard")
    return _Raw(data=read_stream(stdin or _standard_input()), shown="standard input", stem="standard input")


def _read_page(page: WebPage) -> _Raw:
    return _Raw(
        data=page.fetched.data,
        shown=page.fetched.address,
        path=Path(clean_line(page.name)),
        stem=page.fetched.host.removeprefix("www."),
        encoding=page.encoding,
        date=page.fetched.archived,
        stamp=page.fetched.archived,
        remarks=page.remarks,
    )


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SourceError("standard input is closed; name a file instead of “-”")
    return sys.stdin.buffer


def _version_of(raw: _Raw, source: Source, siglum: str, encoding: str, language: str, stop: Event | None) -> Version:
    content = read_content(raw.data, raw.shown, raw.path, encoding or raw.encoding or None, source.article, stop)
    page = content.page
    language, known = language_of(page.text, chosen=language, stated=page.language)
    paragraphs, sentences = segment(page.text, page.paragraphs, page.stated, language=language)
    is_office = raw.path is not None and raw.path.suffix.lower() in OFFICE
    name = source.name or _dated(page.site or (not is_office and page.author) or raw.stem, raw.stamp)
    headline = next((p.span.of(page.text) for p in paragraphs if p.role is Role.HEADLINE), "")
    return Version(
        siglum=siglum,
        name=name,
        source=with_article(clean_line(source.named), source.article),
        title=page.title or headline or (source.commit and source.commit.subject) or _first_words(page) or name,
        text=page.text,
        paragraphs=paragraphs,
        sentences=sentences,
        date=source.date or raw.date or page.date,
        author=page.author,
        site=page.site,
        url=page.url,
        language=language,
        language_known=known,
        encoding=content.encoding,
        articles=page.articles,
        article=page.article,
        sha256=hashlib.sha256(raw.data).hexdigest(),
        remarks=(*(() if paragraphs else ("empty",)), *source.remarks, *raw.remarks, *content.remarks),
    )


def _name_from_stem(stem: str) -> str:
    """A file's stem as a name: with spaces for underscores, and for hyphens between letters."""
    words = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", clean_line(stem).replace("_", " "))
    return " ".join(words.split()) or clean_line(stem)


def _first_words(page: Page) -> str:
    """The beginning of the first paragraph, cut between words, with an ellipsis if it goes on."""
    beginning = page.paragraphs[0].of(page.text) if page.paragraphs else ""
    if len(beginning) <= LONGEST_TITLE:
        return beginning
    cut = beginning[:LONGEST_TITLE]
    if not beginning[LONGEST_TITLE - 1].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut[: LONGEST_TITLE - 1].rstrip(" ,;:–—-") + "…"


def _locator(source: Source, sha256: str) -> str:
    return locator_of(
        path=source.path,
        address="" if source.address is None else str(source.address),
        moment=source.moment,
        article=source.article,
        sha256=sha256,
        commit=source.commit.sha if source.commit else "",
    )
