"""Sources of the story being read: pages fetched again, another article, watched folders, and the shelf."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.entries import Entry, KeptDecision, Position
from reader.notes.files import config_path
from reader.notes.finder import finder_of
from reader.notes.sources import sources_known, web_with_copies
from reader.notes.story_notes import StoryNotes
from reader.story.clean import clean_line
from reader.story.locators import ALL, key_of, paths_of, source_of, split_article
from reader.story.open import Text, encoding_for, open_article, open_page, open_story, renewed, with_texts
from reader.story.rules import USUAL_RULES, Rules, merged
from reader.story.rules_file import rules_in_settings
from reader.story.sources import texts_in
from reader.story.version import MOST_VERSIONS, SourceError, Stopped, Story, Version, next_siglum, sigla_of
from reader.story.web.address import canonical, is_address
from reader.story.web.copies import Copy
from reader.story.web.pages import Web, WebPage, moment_text
from reader.tui.model.state import Reading
from reader.tui.session.notes import Session


@dataclass(frozen=True, slots=True)
class Renewed:
    """The result of fetching a page again."""

    said: str
    """What to say."""
    story: Story | None = None
    """The story with the new text; None where the page reads as it did."""
    number: int = 0
    """Which version has the new text."""


def fetch_again(story: Story, number: int, heard: Callable[[str], None], stop: threading.Event) -> Renewed:
    """Fetch the page of a version again. A copy is kept if its text has changed.

    Args:
        story: What is being read.
        number: The version with the latest text of the page.
        heard: Called with a line of progress.
        stop: Set when the result is no longer wanted.

    Raises:
        SourceError: The page cannot be fetched or read.
        Stopped: The result is no longer wanted.
    """
    old = story.versions[number]
    web = web_with_copies(heard=heard, stop=stop)
    named = split_article(old.source)[0]
    copy = web.copies.find(named) if web.copies else None
    before = copy.moment if copy else ""
    fetched = web.fetch(canonical(named), public=copy is not None and copy.fetched.public)
    heard("finding the article")
    siglum = next_siglum(old.siglum, [version.siglum for version in story.versions])
    version = open_page(
        WebPage(fetched, "", fetched.remarks),
        siglum,
        name=old.name,
        language=old.language_set,
        article=old.article,
        stop=stop,
    )
    version = replace(version, source=old.source)
    if version.text == old.text:
        since = f" of {moment_text(before)}" if before else ""
        return Renewed(f"{old.siglum} reads as it did in the copy{since}: nothing has changed")
    if stop.is_set():
        raise Stopped
    got = web.keep(fetched)
    new = renewed(story, number, version, before, got.moment)
    remarks = "".join(f" · {remark}" for remark in got.remarks)
    return Renewed(f"{siglum} is what {old.siglum} has become{remarks}", new, number + 1)


def as_it_was(session: Session) -> tuple[Session, list[str]]:
    """Apply what was chosen for a story of pages before: their articles, and the copies that something kept is on.

    Returns:
        A session for the story as it was, and what went wrong.
    """
    troubles: list[str] = []
    if any(version.articles for version in session.story.versions):
        session, troubles = recalled(session)
    if any(locator.startswith(("http://", "https://")) for locator in session.story.locators):
        session = with_noted_copies(session)
    if revisions := session.noted_revisions():
        session, unread = _with_noted_revisions(session, revisions)
        troubles += unread
    return session, troubles


def _with_noted_revisions(session: Session, revisions: Sequence[str]) -> tuple[Session, list[str]]:
    """Add revisions of a story's files that notes and picks are on, beside the files as they are.

    Returns:
        A session for the story with them, and what could not be read.
    """
    story, troubles = session.story, []
    texts: dict[str, list[Text]] = {}
    for locator in revisions:
        if (own := source_of(locator)) in story.locators:
            try:
                found = open_story([locator]).versions[0]
            except SourceError as error:
                troubles.append(f"what you noted on it is not shown: {error}")
                continue
            version = replace(found, rules=story.versions[story.locators.index(own)].rules)
            texts.setdefault(own, []).append(Text(version, locator))
    for own, earlier in texts.items():
        number = story.locators.index(own)
        if len(story.versions) + len(earlier) <= MOST_VERSIONS:
            in_order = sorted(earlier, key=lambda text: text.version.date)
            story = with_texts(story, [number], [*in_order, Text(story.versions[number], own)])
    return (session.going_on(story) if story is not session.story else session), troubles


def with_noted_copies(session: Session) -> Session:
    """Add the earlier copies of a story's pages that notes, picks or pins are on, beside the latest ones.

    Args:
        session: Keeps the story as it opens: with the latest copies.

    Returns:
        A session for the story with the earlier copies; the same one where there are none to add.
    """
    story, copies = session.story, web_with_copies().copies
    try:
        wanted = _noted_copies(story, session.notes) if session.notes else {}
    except StoreError:
        return session  # the error is shown where the notes are
    for address, moments in sorted(wanted.items()):
        number, page = story.locators.index(address), split_article(address)[0]
        last = copies.find(page) if copies else None
        found = [copies.find(page, moment) if copies else None for moment in sorted(moments)]
        texts = [
            Text(version, f"{address}#{copy.moment}", copy.moment)
            for copy in found
            if copy and (version := _text_of(copy, story, number))
        ]
        if last and texts and len(story.versions) + len(texts) <= MOST_VERSIONS:
            own = Text(story.versions[number], address, last.moment)
            story = with_texts(story, [number], [*texts, own])
    return session if story is session.story else session.going_on(story)


def _text_of(copy: Copy, story: Story, number: int) -> Version | None:
    """The version that an earlier copy gives; None where it can no longer be read."""
    latest = story.versions[number]
    try:
        got = WebPage(copy.fetched, copy.moment, copy.fetched.remarks)
        found = open_page(got, latest.siglum, name=latest.name, language=latest.language_set, article=latest.article)
        return replace(found, source=latest.source)
    except SourceError:
        return None


def _noted_copies(story: Story, notes: StoryNotes) -> dict[str, set[str]]:
    """For each page of a story, the dates of the earlier copies that something kept is on."""
    wanted: dict[str, set[str]] = {}
    kept: tuple[Entry | KeptDecision, ...] = (*notes.entries(), *notes.decisions.all())
    for anchor in (anchor for one in kept for anchor in one.anchors):
        address, _, moment = anchor.locator.rpartition("#")
        if moment and address in story.locators and anchor.locator not in story.locators and is_address(address):
            wanted.setdefault(address, set()).add(moment)
    return wanted


def take_over(session: Session, reading: Reading, story: Story, number: int) -> Session:
    """Carry what is kept of a story over to a new text of one of its pages.

    Args:
        session: What has kept it so far.
        reading: Where the reader is.
        story: The story with the new text.
        number: Which version has the new text; the one before it has the text before.

    Returns:
        The session from now on. The cursor is where it was, in the new text at the same passage.
    """
    session.keep_position(reading)
    following = session.going_on(story)
    starts = {}
    for old_number, sentence in reading.cursors.items():
        place = old_number + (old_number >= number)
        version = story.versions[place]
        if sentence < len(version.sentences):
            starts[story.locators[place]] = version.sentences[sentence].span.start
            if place == number - 1:
                starts[story.locators[number]] = same_place(version, sentence, story.versions[number])
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None:
            following.notes.keep_position(Position(story.locators[number], starts))
    return following


def same_place(old: Version, sentence: int, new: Version) -> int:
    """Where a sentence of the old text begins in the new one; its old offset if it is gone."""
    span = old.sentences[sentence].span
    found = finder_of(new).find(make_anchor(old, "", span)).span
    return found.start if found else min(span.start, len(new.text))


# Articles of a page


CHOSEN = "articles"
"""The story's setting with the article chosen for a locator, where that is not the default one."""


def article_choices(version: Version) -> list[tuple[str, str]]:
    """The choices: a number or `all`, and a line that says what it is."""
    rows = [
        (str(number), f"{number}  {told.title} · {told.length:,} characters")
        for number, told in enumerate(version.articles, 1)
    ]
    total = sum(told.length for told in version.articles)
    return [*rows, (ALL, f"all {len(rows)}, one after the other · {total:,} characters")]


def with_article(story: Story, number: int, article: str, heard: Callable[[str], None], stop: threading.Event) -> Story:
    """The story with another article of the page that one of its versions came from.

    Args:
        story: The story.
        number: The version.
        article: A number from 1 on, or `all`.
        heard: Called with a line of progress.
        stop: Set when the result is no longer wanted.

    Raises:
        SourceError: The page can no longer be read.
        Stopped: The result is no longer wanted.
    """
    heard("finding the article")
    web = partial(web_with_copies, heard=heard, stop=stop)
    version = open_article(story.versions[number], story.locators[number], article, web, stop)
    return story.with_version(number, version)


def take_over_article(session: Session, reading: Reading, story: Story, number: int) -> Session:
    """Carry what is kept of a story over to another article of a page, and keep that choice.

    Args:
        session: What has kept it so far.
        reading: Where the reader is.
        story: The story with the other article.
        number: Which version has it; the cursor is at its beginning.

    Returns:
        The session from now on.
    """
    session.keep_position(reading)
    following = session.going_on(story)
    kept = following.setting(CHOSEN)
    chosen = {**kept} if isinstance(kept, dict) else {}
    following.keep_setting(CHOSEN, {**chosen, story.locators[number]: story.versions[number].article})
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None and (position := following.notes.position()):
            starts = {**position.starts, story.locators[number]: 0}
            following.notes.keep_position(Position(story.locators[number], starts))
    return following


def recalled(session: Session) -> tuple[Session, list[str]]:
    """Apply the articles that were chosen for a story before.

    Returns:
        A session for the story with these articles, and what went wrong.
    """
    kept = session.setting(CHOSEN)
    story, troubles = session.story, []
    for number, (version, locator) in enumerate(zip(story.versions, story.locators, strict=True)):
        article = kept.get(locator) if isinstance(kept, dict) else None
        if not version.articles or not isinstance(article, str) or article == version.article:
            continue
        try:
            story = with_article(story, number, article, lambda _: None, threading.Event())
        except SourceError as error:
            troubles.append(f"{version.siglum}: the article chosen before is not there: {error}")
    return (session.going_on(story) if story is not session.story else session), troubles


# Watched folders


class _Stamp(NamedTuple):
    """Tells whether a file was written to."""

    size: int
    moment: int
    """Modification time in nanoseconds."""
    file: int


class Watch:
    """Looks into folders. A file counts when it has not changed since the look before: it may still be written to."""

    def __init__(self, folders: Sequence[Path], encoding: str = "", language: str = "") -> None:
        """Watch folders; the files in them now are known.

        Args:
            folders: What to watch; `texts/**` is a folder with those below it.
            encoding: The encoding named for their files; empty where none was.
            language: The code of the language named for them.
        """
        self._folders = tuple(folders)
        self._encoding, self._language = encoding, language
        self._known = self._before = self._stamps()
        self._gone: list[Path] = []

    def look(self) -> list[Path]:
        """The files that were added or changed since they were last known."""
        now = self._stamps()
        found = [path for path, stamp in now.items() if self._known.get(path) != stamp == self._before.get(path)]
        self._gone = [path for path in self._known if path not in now and path not in self._before]
        self._before = now
        return found

    def gone(self) -> list[Path]:
        """The known files that were there neither at the last look nor at the one before."""
        return self._gone

    def forget(self, path: Path) -> None:
        """Take a file that is gone as unknown. If it comes back, it has changed."""
        self._known = {known: stamp for known, stamp in self._known.items() if known != path}

    def know(self, path: Path) -> None:
        """Take a file as known, as it was at the last look."""
        self._known = {**self._known, path: self._before[path]}

    def open(self, path: Path, stop: threading.Event | None = None) -> Story:
        """A file of the folders as a story of its own. Raises SourceError, and Stopped if `stop` is set."""
        encoding = encoding_for("", self._encoding) or None
        return open_story([str(path)], encoding=encoding, language=self._language, stop=stop)

    def _stamps(self) -> dict[Path, _Stamp]:
        found = {}
        for folder in self._folders:
            with suppress(SourceError):  # the folder is gone, for the moment at least
                for path in texts_in(folder):
                    with suppress(OSError):
                        facts = path.stat()
                        found[path] = _Stamp(facts.st_size, facts.st_mtime_ns, facts.st_ino)
        return found


def number_of(story: Story, path: Path) -> int | None:
    """Which version of a story came from a file; None if none did."""
    real = path.resolve()
    return next((n for n, own in enumerate(paths_of(story.locators)) if own is not None and own == real), None)


def with_file(story: Story, path: Path, watch: Watch, stop: threading.Event | None = None) -> Story:
    """A story with a new file as its last version, or with the new text of a file that has changed.

    Args:
        story: The story so far.
        path: The file.
        watch: What watches its folder.
        stop: Set, in any thread, when the version is no longer wanted.

    Raises:
        SourceError: It cannot be read, or there are 12 versions already.
        Stopped: `stop` was set.
    """
    number = number_of(story, path)
    if number is None and len(story.versions) >= MOST_VERSIONS:
        raise SourceError(f"{clean_line(path.name)} came, but {MOST_VERSIONS} versions are the most a story may have")
    opened = watch.open(path, stop)
    version = replace(opened.versions[0], rules=story.versions[0].rules)
    if number is not None:
        old = story.versions[number]
        version = replace(version, siglum=old.siglum, name=old.name, source=old.source)
        return story.with_version(number, version)
    sigla = sigla_of([*(other.siglum for other in story.versions), ""])
    locators = (*story.locators, *opened.locators)
    versions = (*story.versions, replace(version, siglum=sigla[-1]))
    return replace(story, versions=versions, locators=locators, key=key_of(locators))


# The shelf


class Wanted(NamedTuple):
    """What the reader wants to open."""

    sources: tuple[str, ...]
    encoding: str = ""
    language: str = ""
    """A code; this and the encoding are empty where none was named."""
    rules: Rules = USUAL_RULES
    """How the versions are to be compared, beside what settings and story files say."""
    trusted: bool = False
    """Whether its story file may name files outside its folder."""
    foreign: bool = False
    """Whether somebody else named the sources, in notes that were imported."""


class NeedsTrustError(SourceError):
    """Somebody else named what would be opened or fetched, and the reader has not agreed to that yet."""


def open_wanted(wanted: Wanted, heard: Callable[[str], None], stop: threading.Event) -> Story:
    """Open what the reader wants; may run in any thread.

    Args:
        wanted: What to open.
        heard: Told how far fetching pages has come.
        stop: Set when the result is no longer wanted.

    Raises:
        NeedsTrustError: Its story file names files outside its folder, or it is only known from imported notes.
        SourceError: It cannot be read.
        Stopped: It is not wanted any more.
    """
    if wanted.foreign and not wanted.trusted:
        named = ", ".join(map(clean_line, wanted.sources))
        raise NeedsTrustError(f"notes that were imported say that this story comes from {named}")
    asked: list[str] = []

    def web() -> Web:
        return web_with_copies(heard=heard, stop=stop)

    def trust(said: str) -> bool:
        asked.append(said)
        return wanted.trusted

    try:
        encoding, language = wanted.encoding or None, wanted.language
        return open_story(
            wanted.sources,
            encoding=encoding,
            language=language,
            web=web,
            trust=trust,
            known=sources_known,
            stop=stop,
            rules=merged([wanted.rules, rules_in_settings(config_path())]),
        )
    except SourceError as error:
        if asked and not wanted.trusted:
            raise NeedsTrustError(asked[-1]) from None
        raise SourceError(str(error)) from None


def sources_in(typed: str) -> tuple[str, ...]:
    """The sources in a line that was typed or pasted: one path, or several, quoted as in a shell where needed."""
    whole = _at_home(typed.strip())
    with suppress(OSError, ValueError):
        if whole and Path(whole).exists():
            return (whole,)
    try:
        import shlex

        parts = shlex.split(typed)
    except ValueError:  # a quotation mark that is never closed
        parts = typed.split()
    return tuple(map(_at_home, parts))


def _at_home(named: str) -> str:
    """A path with `~` expanded as in a shell."""
    try:
        return str(Path(named).expanduser()) if named.startswith("~") else named
    except RuntimeError:  # no such user
        return named
