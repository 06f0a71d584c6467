"""All stories that anything is kept of, without their sources: listed, searched, imported into, and on the shelf."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from reader.notes.database import Database, Row, as_far_as_readable, as_number, as_text
from reader.notes.entries import Entry
from reader.notes.story_notes import StoryNotes
from reader.story.git import commit_of
from reader.story.locators import git_source, paths_of, shipped_stories, split_article, split_git, with_article
from reader.story.moments import stamp
from reader.story.rules import USUAL_RULES, Rules
from reader.story.rules_file import rules_kept
from reader.story.sources import PASSING
from reader.story.story_file import read_story_file
from reader.story.version import SourceError, Story
from reader.story.web.address import is_address

# Settings of a story that the shelf reads.

OPENED_FROM = "opened from"
"""The sources that the story was opened with, and the encoding, language and rules that were named."""
OFF_SHELF = "off the shelf"
"""Whether the story was taken off the shelf."""
IMPORTED = "imported"
"""Whether the story is only known from notes that were imported: what it names is as foreign as a story file."""
UNIQUE_SHARES = "only here"
"""By siglum the share of each version that no other version has."""
READ_TO = "read to"
"""Where the reader was: siglum, paragraph (from 1), number of paragraphs."""

READ = "read"
"""The digests of the sentences that were read, by the locator of their version."""

_ANCHORED = (
    ("anchors JOIN entries ON entries.id = anchors.entry", ("locator",), "created"),
    ("decisions", ("here", "there"), "created"),
    ("roles", ("anchor",), "created"),
    ("drafts", ("anchors",), "written"),
    ("marks", ("anchor",), "''"),
    ("journal", ("before", "after"), "''"),
)
"""The tables with anchors: the columns that hold their locators, and the one that says when they were made."""

_TERM = r'"([^"]*)"?(\*?)|(\S+)'
"""A part of a query: a phrase in quotation marks, with a star that may follow it, or a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVersion:
    """A version as it was when its story was last open."""

    locator: str
    siglum: str
    name: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStory:
    """A story that was opened before."""

    key: str
    title: str
    opened: str
    """When it was last opened: UTC, as `2031-02-14T09:12:44Z`."""
    versions: tuple[KeptVersion, ...]
    notes: int
    """How many notes there are."""
    picks: int
    """How many picks there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfStory:
    """A story on the shelf."""

    key: str
    """Its key; for a story that ships and was not read yet, the path of its file."""
    title: str
    versions: tuple[KeptVersion, ...]
    opened: str = ""
    """When it was last read: UTC, as `2031-02-14T09:12:44Z`; empty if never."""
    sources: tuple[str, ...] = ()
    """What to open it with: absolute paths and addresses. Empty if it cannot be opened again."""
    encoding: str = ""
    """The encoding that the reader named when opening it; empty if none. `language` likewise."""
    language: str = ""
    rules: Rules = USUAL_RULES
    """How the reader asked for the versions to be compared."""
    unique: tuple[float | None, ...] = ()
    """For each version the share of its words that no other version has, 0 … 1; None if unknown."""
    place: tuple[str, int, int] | None = None
    """Where the reader was: siglum, paragraph (from 1), number of paragraphs."""
    notes: int = 0
    picks: int = 0
    foreign: bool = False
    """Whether somebody else named its sources, in notes that were imported."""


class SearchHit(NamedTuple):
    """An entry that a search found."""

    story: KeptStory
    entry: Entry


class Library:
    """What is kept of all stories. Made by `Store.library`; every method may raise StoreError."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        """The stories of this database."""
        self._database = database
        self._now = now
        self._new_id = new_id

    def stories(self) -> tuple[KeptStory, ...]:
        """The stories that have notes or picks, the one opened last first."""
        return tuple(story for story in self.known() if story.notes or story.picks)

    def known(self) -> tuple[KeptStory, ...]:
        """All stories that were opened before, the one opened last first."""
        versions: dict[int, list[KeptVersion]] = {}
        for story, kept in self._database.records(
            "versions",
            _version,
            "SELECT locator, story, siglum, name, source, sha256 FROM versions ORDER BY story, place",
        ):
            versions.setdefault(story, []).append(kept)

        def known_story(row: Row) -> KeptStory:
            number, key, title, opened, notes, picks = row
            return KeptStory(
                key=as_text(key),
                title=as_far_as_readable(title),
                opened=as_far_as_readable(opened),
                versions=tuple(versions.get(as_number(number), ())),
                notes=as_number(notes),
                picks=as_number(picks),
            )

        stories = self._database.records(
            "stories",
            known_story,
            "SELECT s.id, s.key, s.title, s.opened, count(e.id) FILTER (WHERE e.kind = 'note'), "
            "count(e.id) FILTER (WHERE e.kind = 'pick') FROM stories s LEFT JOIN entries e ON e.story = s.id "
            "GROUP BY s.id ORDER BY s.opened DESC, s.id DESC",
        )
        return tuple(stories)

    def notes_of(self, story: KeptStory, opened: Story | None = None) -> StoryNotes:
        """The notes of a story, which does not count as opened by this.

        Args:
            story: The story.
            opened: The same story with its versions, if places in their texts are wanted.
        """
        rows = self._database.rows("SELECT id FROM stories WHERE key = ?", story.key)
        hollow = opened or Story(title=story.title, versions=(), locators=(), key=story.key, home=None)
        return StoryNotes(hollow, as_number(rows[0][0]), self._database, self._now, self._new_id)

    def search(self, query: str) -> tuple[SearchHit, ...]:
        """The entries that hold all words of a query, in their own words or the passages they are on; the best first.

        Words in double quotes must follow each other; a word that ends in `*` matches all words that begin so. Case
        and accents are ignored. A query without a word finds nothing.
        """
        wanted = _full_text(query)
        if not wanted:
            return ()
        rows = self._database.rows(
            "SELECT s.key, w.entry FROM words w JOIN entries e ON e.id = w.entry JOIN stories s ON s.id = e.story "
            "WHERE words MATCH ? ORDER BY rank, e.story, e.position",
            wanted,
        )
        stories = {story.key: story for story in self.known()}
        entries: dict[str, dict[str, Entry]] = {}
        out = []
        for key, id_ in ((as_text(key), as_text(id_)) for key, id_ in rows):
            if key not in entries:
                entries[key] = {entry.id: entry for entry in self.notes_of(stories[key]).entries()}
            if id_ in entries[key]:
                out.append(SearchHit(stories[key], entries[key][id_]))
        return tuple(out)

    def quoted_copies(self, address: str, moments: Sequence[str]) -> frozenset[str]:
        """The copies of a page that something kept is on.

        Args:
            address: The page's address.
            moments: When its copies were fetched, the earliest first.

        Returns:
            Some of the moments: those that anything kept names, and for what was kept on the page itself those that
            were the latest at that time.
        """
        named: set[str] = set()
        dates: set[str] = set()
        for table, texts, date in _ANCHORED:
            holds = " OR ".join(f"instr({text}, ?)" for text in texts)
            for row in self._database.rows(
                f"SELECT {date}, {', '.join(texts)} FROM {table} WHERE {holds}",
                *[address] * len(texts),
            ):
                dates.add(as_text(row[0]))
                said = " ".join(as_text(text) for text in row[1:] if text is not None)
                named.update(moment for moment in moments if f"#{moment}" in said)
        latest = (max((moment for moment in moments if moment <= date), default="") for date in dates)
        return frozenset(named | set(filter(None, latest)))

    def take(self, story: KeptStory, entries: Sequence[Entry]) -> tuple[int, int]:
        """Take in entries that were made elsewhere, each under its own id.

        Returns:
            How many were kept, and how many of the others exist here with different words, which stay.
        """
        database = self._database
        with database.change():
            known = bool(database.rows("SELECT 1 FROM stories WHERE key = ?", story.key))
            if not known:
                database.run(
                    "INSERT INTO stories (key, title, opened, settings) VALUES (?, ?, ?, ?)",
                    story.key,
                    story.title,
                    stamp(self._now()),
                    json.dumps({IMPORTED: True}),
                )
            number = as_number(database.rows("SELECT id FROM stories WHERE key = ?", story.key)[0][0])
            # An import adds no sources to a story that is here.
            for place, version in enumerate(() if known else story.versions):
                database.run(
                    "INSERT OR IGNORE INTO versions (story, locator, place, siglum, name, source, sha256) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    *(number, version.locator, place, version.siglum, version.name, version.source, version.sha256),
                )
        notes = self.notes_of(story)
        kept = differing = 0
        for entry in entries:
            present = notes.take(entry)
            kept += present is None
            differing += present is not None and (present.body, present.kind) != (entry.body, entry.kind)
        return kept, differing


class Shelf:
    """The stories that were read lately. Made by `Store.shelf`; every method may raise StoreError."""

    def __init__(self, database: Database, library: Library) -> None:
        """The shelf of the stories that the library knows."""
        self._database = database
        self._library = library

    def stories(self) -> tuple[ShelfStory, ...]:
        """The stories on the shelf, the one read last first."""
        return tuple(_on_shelf(story, settings) for story, settings in self._known() if not settings.get(OFF_SHELF))

    def all(self) -> tuple[ShelfStory, ...]:
        """The stories on the shelf, and those that were taken off it."""
        return tuple(_on_shelf(story, settings) for story, settings in self._known())

    def _known(self) -> list[tuple[KeptStory, dict[str, Any]]]:
        rows = self._database.rows("SELECT key, settings FROM stories")
        kept = {as_far_as_readable(key): as_far_as_readable(settings) for key, settings in rows}
        return [(story, _settings(kept.get(story.key, "{}"))) for story in self._library.known()]

    def take_off(self, key: str) -> None:
        """Take a story off the shelf. Its sources, notes and picks stay; opening it again puts it back."""
        self._set_off(key, off=True)

    def put_back(self, key: str) -> None:
        """Put a story back that was taken off."""
        self._set_off(key, off=False)

    def _set_off(self, key: str, *, off: bool) -> None:
        with self._database.change():
            for (kept,) in self._database.rows("SELECT settings FROM stories WHERE key = ?", key):
                settings = json.dumps({**_settings(as_text(kept)), OFF_SHELF: off})
                self._database.run("UPDATE stories SET settings = ? WHERE key = ?", settings, key)


def lasting(sources: Sequence[str]) -> tuple[str, ...]:
    """Sources in a form that opens the same from any folder and at any time.

    Paths become absolute, revisions in git the commits that they name; the others stay.
    """
    return tuple(map(_lasting, sources))


def _lasting(named: str) -> str:
    if named in PASSING or is_address(named):
        return named
    bare, article = split_article(named)
    if (revision := split_git(bare)) is None:
        return str(Path(named).absolute())
    try:
        commit = commit_of(revision[0], Path(revision[1]))
    except SourceError:
        return named
    return with_article(git_source(commit.sha, str(commit.path)), article)


def shipped_shelf(read: Sequence[ShelfStory]) -> tuple[ShelfStory, ...]:
    """The stories that ship, except those that are on the shelf because they were read.

    A damaged story is left out: opening it by name says what is wrong.
    """
    known = {frozenset(version.locator for version in story.versions) for story in read}
    try:
        paths = shipped_stories()
    except FileNotFoundError:
        return ()
    out = []
    for path in paths:
        try:
            listed = read_story_file(path)
        except SourceError:
            continue
        folder = path.parent.name
        versions = tuple(
            KeptVersion(
                locator=f"ships:{folder}/{entry.source}",
                siglum=entry.siglum,
                name=entry.name or entry.source,
                source=entry.source,
                sha256="",
            )
            for entry in listed.versions
        )
        if frozenset(version.locator for version in versions) not in known:
            out.append(ShelfStory(key=str(path), title=listed.title or folder, versions=versions, sources=(str(path),)))
    return tuple(out)


def _version(row: Row) -> tuple[int, KeptVersion]:
    """The number of a story, and one of its versions."""
    locator, story, siglum, name, source, sha256 = row
    kept = KeptVersion(
        locator=as_text(locator),
        siglum=as_far_as_readable(siglum),
        name=as_far_as_readable(name),
        source=as_far_as_readable(source),
        sha256=as_far_as_readable(sha256),
    )
    return as_number(story), kept


def _full_text(query: str) -> str:
    """A query in the language of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax), all of it quoted."""
    terms = []
    for phrase, star, word in re.findall(_TERM, query):
        text, open_ended = (word.rstrip("*"), "*" if word.endswith("*") else "") if word else (phrase, star)
        text = text.replace('"', " ")
        if any(char.isalnum() for char in text):
            terms.append(f'"{text}"{open_ended}')
    return " ".join(terms)


def _on_shelf(story: KeptStory, settings: dict[str, Any]) -> ShelfStory:
    known = settings.get(UNIQUE_SHARES)
    shares = known if isinstance(known, dict) else {}
    opened_from = settings.get(OPENED_FROM)
    said = opened_from if isinstance(opened_from, dict) else {}
    sources = tuple(map(str, said.get("sources") or _sources_of(story)))
    return ShelfStory(
        key=story.key,
        title=story.title,
        versions=story.versions,
        opened=story.opened,
        sources=() if any(named in PASSING for named in sources) else sources,
        encoding=str(said.get("encoding") or ""),
        language=str(said.get("language") or ""),
        rules=rules_kept(said.get("rules")),
        unique=tuple(_share(shares.get(version.siglum)) for version in story.versions),
        place=_read_to(settings.get(READ_TO)),
        notes=story.notes,
        picks=story.picks,
        foreign=bool(settings.get(IMPORTED)),
    )


def _sources_of(story: KeptStory) -> list[str]:
    """What to open a story with if only its locators are known; empty if they do not suffice."""
    locators = [version.locator for version in story.versions]
    paths = paths_of(locators)
    ship = [path for locator, path in zip(locators, paths, strict=True) if path and locator.startswith("ships:")]
    if ship and len(ship) == len(locators) and len({path.parent for path in ship}) == 1:
        manifest = ship[0].parent / "story.yaml"
        return [str(manifest if manifest.is_file() else ship[0].parent)]
    named = [str(path) if path else locator for locator, path in zip(locators, paths, strict=True)]
    return named if all(is_address(one) or split_git(one) or Path(one).is_absolute() for one in named) else []


def _settings(kept: str) -> dict[str, Any]:
    try:
        settings = json.loads(kept)
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None


def _read_to(value: object) -> tuple[str, int, int] | None:
    if isinstance(value, list) and len(value) == 3 and isinstance(value[1], int) and isinstance(value[2], int):
        return str(value[0]), value[1], value[2]
    return None
