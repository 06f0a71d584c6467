"""The shelf: the stories that were read lately, how each is opened again, and those that ship."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reader.notes.database import Database, text_of
from reader.notes.library import KeptStory, KeptVersion, Library
from reader.story.locators import paths_of, shipped_stories
from reader.story.sources import CLIPBOARD
from reader.story.version import SourceError
from reader.story.web.address import is_address

OPENED_FROM = "opened from"
"""Under which name a story keeps the sources it was opened with, and the encoding and language that were named."""
OFF = "off the shelf"
"""Under which name it is kept that a story was taken off the shelf."""
UNIQUE = "only here"
"""Under which name it is kept which part of each version is only there, by siglum."""
PLACE = "read to"
"""Under which name it is kept where the reader was: siglum, paragraph (from 1), paragraphs."""
_PASSING = ("-", CLIPBOARD)
"""Sources that nothing is left of after they were read."""


class ShelfStory(NamedTuple):
    """A story on the shelf."""

    key: str
    """Its key; of a story that ships and was not read yet, its file."""
    title: str
    versions: tuple[KeptVersion, ...]
    opened: str = ""
    """When it was last read: UTC, as `2031-02-14T09:12:44Z`; empty where it never was."""
    sources: tuple[str, ...] = ()
    """What to open it with: absolute paths and addresses. Empty where it cannot be opened again."""
    encoding: str = ""
    """The encoding the reader named on opening; empty where they named none. So is the language."""
    language: str = ""
    unique: tuple[float | None, ...] = ()
    """For each version the part of its words that only it has, 0 … 1; None where it is not known."""
    place: tuple[str, int, int] | None = None
    """Where the reader was: siglum, paragraph (from 1), paragraphs of that version."""
    notes: int = 0
    picks: int = 0


class Shelf:
    """What stands on the shelf. Made by `Store.shelf`; every method may raise StoreError."""

    def __init__(self, database: Database, library: Library) -> None:
        """Look at the stories that the library knows."""
        self._database = database
        self._library = library

    def stories(self) -> tuple[ShelfStory, ...]:
        """The stories read lately, the latest first, without those that were taken off."""
        rows = self._database.rows("SELECT key, settings FROM stories")
        kept = {text_of(key): text_of(settings) for key, settings in rows}
        out = []
        for story in self._library.known():
            settings = _settings(kept.get(story.key, "{}"))
            if not settings.get(OFF):
                out.append(_on_shelf(story, settings))
        return tuple(out)

    def take_off(self, key: str) -> None:
        """Take a story off the shelf. Its sources, notes and picks stay; opening it again puts it back."""
        self._set(key, off=True)

    def put_back(self, key: str) -> None:
        """Put a story back that was taken off."""
        self._set(key, off=False)

    def _set(self, key: str, *, off: bool) -> None:
        with self._database.change():
            for (kept,) in self._database.rows("SELECT settings FROM stories WHERE key = ?", key):
                settings = json.dumps({**_settings(text_of(kept)), OFF: off})
                self._database.run("UPDATE stories SET settings = ? WHERE key = ?", settings, key)


def shipped_shelf(read: Sequence[ShelfStory]) -> tuple[ShelfStory, ...]:
    """The stories that ship, without those that are on the shelf because they were read.

    One that is damaged is left out: opening it by name says what is wrong.
    """
    from reader.story.story_file import read_story_file

    known = {frozenset(version.locator for version in story.versions) for story in read}
    try:
        paths = shipped_stories()
    except FileNotFoundError:
        return ()
    out = []
    for path in paths:
        try:
            manifest = read_story_file(path)
        except SourceError:
            continue
        folder = path.parent.name
        versions = tuple(
            KeptVersion(f"ships:{folder}/{entry.source}", entry.siglum, entry.name or entry.source, entry.source, "")
            for entry in manifest.versions
        )
        if frozenset(version.locator for version in versions) not in known:
            out.append(ShelfStory(str(path), manifest.title or folder, versions, sources=(str(path),)))
    return tuple(out)


def lasting(sources: Sequence[str]) -> tuple[str, ...]:
    """Sources as they can be opened from any folder: paths made absolute, the others as they are."""
    return tuple(named if named in _PASSING or is_address(named) else str(Path(named).absolute()) for named in sources)


def _on_shelf(story: KeptStory, settings: dict[str, Any]) -> ShelfStory:
    known = settings.get(UNIQUE)
    shares = known if isinstance(known, dict) else {}
    opened_from = settings.get(OPENED_FROM)
    said = opened_from if isinstance(opened_from, dict) else {}
    sources = tuple(map(str, said.get("sources") or _sources_of(story)))
    return ShelfStory(
        key=story.key,
        title=story.title,
        versions=story.versions,
        opened=story.opened,
        sources=() if any(named in _PASSING for named in sources) else sources,
        encoding=str(said.get("encoding") or ""),
        language=str(said.get("language") or ""),
        unique=tuple(_share(shares.get(version.siglum)) for version in story.versions),
        place=_place(settings.get(PLACE)),
        notes=story.notes,
        picks=story.picks,
    )


def _sources_of(story: KeptStory) -> list[str]:
    """What a story can be opened with of which nothing was kept but its locators; nothing where that is not enough."""
    locators = [version.locator for version in story.versions]
    paths = paths_of(locators)
    ship = [path for locator, path in zip(locators, paths, strict=True) if path and locator.startswith("ships:")]
    if ship and len(ship) == len(locators) and len({path.parent for path in ship}) == 1:
        manifest = ship[0].parent / "story.yaml"
        return [str(manifest if manifest.is_file() else ship[0].parent)]
    named = [str(path) if path else locator for locator, path in zip(locators, paths, strict=True)]
    return named if all(is_address(one) or Path(one).is_absolute() for one in named) else []


def _settings(kept: str) -> dict[str, Any]:
    try:
        settings = json.loads(kept)
    except ValueError:
        return {}
    return settings if isinstance(settings, dict) else {}


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None


def _place(value: object) -> tuple[str, int, int] | None:
    if isinstance(value, list) and len(value) == 3 and isinstance(value[1], int) and isinstance(value[2], int):
        return str(value[0]), value[1], value[2]
    return None
