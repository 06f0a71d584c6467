"""The history of a source: the copies of a page, or the revisions of a file, with the size of each change."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import NamedTuple

from rapidfuzz.distance import Indel

from reader.story.clean import clean_line, one_line
from reader.story.folding import fold_word
from reader.story.git import commits_of
from reader.story.git import read_revision as read_commit
from reader.story.inputs import read_file, why_not
from reader.story.locators import locator_of, split_article, split_git, with_article
from reader.story.moments import stamp
from reader.story.open import open_story
from reader.story.sources import PASSING
from reader.story.version import Role, SourceError, Version
from reader.story.web.address import is_address, split_moment
from reader.story.web.pages import Web
from reader.story.words import words_of

_LARGEST = 2_000_000_000
"""Up to this product of two numbers of words their order counts (30 ms); beyond it, words are only counted."""
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?: ?UTC|Z)?)?)?)?")
"""A year, a month, a day, or a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A source as it was at one moment."""

    source: str
    """What opens it, as a source is named: `https://a.org/1#2031-02-14T09:12:44Z`, `git:1a2b3c4:story.md`."""
    moment: str
    """UTC, as `2031-02-14T09:12:44Z`."""
    label: str = ""
    """The commit in short, or the archive's host; empty for a copy of ours."""
    subject: str = ""
    """What the commit says of itself."""
    author: str = ""
    name: str = ""
    """The path that the file had then, if it was not the present one."""
    here: bool = True
    """Whether it can be read without being fetched."""
    locator: str = ""
    """Its locator in a story; empty for the file as it is now, and for what an archive has."""


class Change(NamedTuple):
    """How much one text of a source differs from the one before."""

    added: int
    """Words."""
    removed: int
    """Words."""
    headline: tuple[str, str] | None
    """The headline before and after, if it changed."""

    @property
    def size(self) -> int:
        """How many words changed: of words that were replaced, the old ones or the new ones, whichever are more."""
        return max(self.added, self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A revision in its row."""

    number: int
    """Counted from 1, the earliest, over all revisions, shown or not."""
    revision: Revision
    version: Version | None
    """Its text; None if it was not fetched."""
    change: Change | None
    """What changed since the last row with a text; None if there is none, and for a text that was not fetched."""
    again: tuple[str, ...] = ()
    """The moments of later revisions with the same text."""
    hidden: int = 0
    """How many changes between this row and the next one have no row of their own."""


# Finding revisions, and reading them


def revisions_of(named: str, web: Web, say: Callable[[str], None]) -> list[Revision]:
    """The revisions of a source, the earliest first; at least one.

    Args:
        named: A page, a file in a git repository, or a revision of one, as a source is named.
        web: Has the copies. If it is to fetch afresh, the page is fetched first.
        say: Gets remarks on fetching it.

    Raises:
        SourceError: There is none.
    """
    bare, article = split_article(named)
    if not is_address(bare):
        return _revisions_in_git(bare, article)
    address = split_moment(bare)[0]
    if web.fresh:
        for remark in web.get(address).remarks:
            say(f"{address}: {remark}")
    if moments := web.moments(address):
        sources = {moment: f"{with_article(str(address), article)}#{moment}" for moment in moments}
        return [Revision(source=source, moment=moment, locator=source) for moment, source in sources.items()]
    raise SourceError(f"no copy of {address} is kept yet; add --fresh to fetch it")


def _revisions_in_git(named: str, article: str) -> list[Revision]:
    """The revisions of a file, and last the file as it is now, if that is not committed. Raises SourceError."""
    if named in PASSING:
        raise SourceError(f"{named} has no history; name the address of a page, or a file in a git repository")
    revision, path = split_git(named) or ("", named)
    try:
        exists, is_folder = Path(path).exists(), Path(path).is_dir()
    except OSError as error:
        raise why_not(error, Path(path)) from None
    if named.startswith("git:") and not revision and not exists:
        raise why_not(FileNotFoundError(), Path(path))
    if is_folder and not revision:
        raise SourceError(f"{clean_line(named[:200])} is a folder; name a file in it")
    commits = commits_of(Path(path), revision or "HEAD")
    present = Path(os.path.realpath(path))
    found = [
        Revision(
            source=with_article(commit.source, article),
            moment=commit.moment,
            locator=locator_of(path=commit.path, article=article, commit=commit.sha),
            label=commit.short,
            subject=commit.subject,
            author=commit.author,
            name="" if commit.path == present else commit.named,
        )
        for commit in commits
    ]
    if revision or not exists or read_file(Path(path)) == read_commit(commits[-1]):
        return found
    written = stamp(datetime.fromtimestamp(Path(path).stat().st_mtime, UTC))
    now = Revision(source=with_article(path, article), moment=max(written, found[-1].moment), subject="not committed")
    return [*found, now]


def read_revision(
    revision: Revision, web: Web, *, encoding: str | None = None, language: str | None = None, stop: Event | None = None
) -> Version:
    """The text of a revision. Raises SourceError, and Stopped if `stop` is set."""
    story = open_story([revision.source], web=lambda: web, encoding=encoding, language=language or "", stop=stop)
    return story.versions[0]


# How much changed


def change_between(before: Version, after: Version) -> Change:
    """Return how much changed. Furniture does not count, nor case, punctuation, or a sentence that moved as it was."""
    old, new = list(_sentences(before)), list(_sentences(after))
    common = Counter(old) & Counter(new)
    titles = headline_of(before), headline_of(after)
    words = words_between(_without(old, common), _without(new, common))
    return Change(*words, titles if titles[0] != titles[1] else None)


def size_text(change: Change) -> str:
    """How much changed: `+41 -12 words`."""
    return f"+{change.added:,} -{change.removed:,} words"


def headline_text(titles: tuple[str, str]) -> str:
    """A headline before and after: `headline: “Bridge opens” -> “Bridge opens late”`."""
    return f"headline: “{titles[0]}” -> “{titles[1]}”"


def headline_of(version: Version) -> str:
    """The headline that stands in the text, on one line, or the title that a page states; empty if there is none."""
    stands = (p.span.of(version.text) for p in version.paragraphs if p.role is Role.HEADLINE)
    return one_line(next(stands, version.title if is_address(version.source) else ""))


def words_between(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words were added and how many removed, at least, to make one row of words of another."""
    if len(old) * len(new) <= _LARGEST:
        equal = (len(old) + len(new) - Indel.distance(old, new)) // 2
    else:
        equal = (Counter(old) & Counter(new)).total()
    return len(new) - equal, len(old) - equal


def _sentences(version: Version) -> Iterator[tuple[str, ...]]:
    """The folded words of each sentence outside furniture."""
    for number, sentence in enumerate(version.sentences):
        if version.role_of(number) is not Role.FURNITURE:
            yield tuple(map(fold_word, words_of(sentence.span.of(version.text))))


def _without(sentences: Sequence[tuple[str, ...]], common: Counter[tuple[str, ...]]) -> list[str]:
    """The words of sentences, in order, but of those that both texts have."""
    left = common.copy()
    out: list[str] = []
    for sentence in sentences:
        if left[sentence]:
            left[sentence] -= 1
        else:
            out += sentence
    return out


def _alike(before: Version, after: Version) -> bool:
    """Whether two texts have the same headline and the same paragraphs. Furniture does not count."""
    return headline_of(before) == headline_of(after) and _body(before) == _body(after)


def _body(version: Version) -> list[str]:
    """The paragraphs that are no furniture."""
    return [p.span.of(version.text) for p in version.paragraphs if p.role is not Role.FURNITURE]


# The row


def row_of(
    revisions: Sequence[Revision],
    read: Callable[[Revision], Version | None],
    *,
    first: int = 1,
    least: int = 0,
    headlines: bool = False,
) -> Iterator[Row | SourceError]:
    """Yield the rows of a history, the earliest first.

    A revision that reads as the one before has no row of its own; neither has one in which too little changed since the
    last row. Its changes are in the next row's.

    Args:
        revisions: The earliest first.
        read: Gives the text of a revision, or None if it is not to be fetched. Raises SourceError.
        first: The number of the first one.
        least: The least number of words that must have changed. A changed headline always counts.
        headlines: Whether only changes of the headline count.

    Yields:
        A row, or the reason why a revision cannot be read. A row comes when the next one begins, because only then it
        is known which revisions read as it does.
    """
    shown: Row | None = None
    before: Version | None = None  # the text of the last row
    latest: Version | None = None  # the text before this one, whether it has a row or not
    for number, revision in enumerate(revisions, first):
        try:
            version = read(revision)
        except SourceError as error:
            yield error
            continue
        change = change_between(before, version) if before and version else None
        previous, latest = latest, version or latest
        if shown and change and before and version and previous:
            if _alike(before, version):
                shown = replace(shown, again=(*shown.again, revision.moment))
                continue
            if not change.headline and (headlines or change.size < least):
                shown = replace(shown, hidden=shown.hidden + (not _alike(previous, version)))
                continue
        if shown:
            yield shown
        shown = Row(number=number, revision=revision, version=version, change=change)
        before = version or before
    if shown:
        yield shown


# Moments


def moment_bounds(date: str) -> tuple[str, str]:
    """The first and the last second of a date: `2031`, `2031-02`, `2031-02-14`, `2031-02-14 09:12` (UTC).

    Raises:
        ValueError: It is no date. The text is a sentence for the reader.
    """
    found = _DATE.fullmatch(date.strip())
    if found is None:
        raise ValueError(f"expected a date such as 2031-02-14 or “2031-02-14 09:12”, found “{clean_line(date[:40])}”")
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=UTC)
        if month is None:
            end = start.replace(month=12, day=31) + timedelta(days=1)
        elif day is None:
            end = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        elif hour is None:
            end = start + timedelta(days=1)
        else:
            end = start + timedelta(seconds=1) if second is not None else start + timedelta(minutes=1)
    except (ValueError, OverflowError):
        raise ValueError(f"there is no date “{clean_line(date)}”") from None
    return stamp(start), stamp(end - timedelta(seconds=1))


def at(revisions: Sequence[Revision], moment: str) -> Revision:
    """The revision that was the latest at a moment; before all of them, the first. Raises IndexError if none."""
    return next((one for one in reversed(revisions) if one.moment <= moment), revisions[0])
