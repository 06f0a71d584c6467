"""Watching folders while one reads: which files came or changed, and what becomes of the story by that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reader.story.clean import clean_line
from reader.story.locators import key_of, paths_of
from reader.story.named import texts_in
from reader.story.open import MOST_VERSIONS, open_story, sigla_of
from reader.story.story import SourceError, Story


class _Stamp(NamedTuple):
    """By what a file that was written to is told."""

    size: int
    moment: int
    """When it was last changed, in nanoseconds."""
    file: int


class Watch:
    """Looks into folders. A file counts once it looks as it did at the look before: it may still be written to."""

    def __init__(self, folders: Sequence[Path], encoding: str = "", language: str = "") -> None:
        """Watch folders; what lies in them now is known.

        Args:
            folders: What to watch.
            encoding: The encoding that was named for what lies in them; empty where none was.
            language: The code of the language that was.
        """
        self._folders = tuple(folders)
        self._encoding, self._language = encoding, language
        self._known = self._before = self._stamps()

    def look(self) -> list[Path]:
        """The files that came or changed since they were last known."""
        now = self._stamps()
        found = [path for path, stamp in now.items() if self._known.get(path) != stamp == self._before.get(path)]
        self._before = now
        return found

    def know(self, path: Path) -> None:
        """A file as it was at the last look is known from now on."""
        self._known = {**self._known, path: self._before[path]}

    def open(self, path: Path) -> Story:
        """A file of the folders as a story of its own, read as was asked for. Raises SourceError."""
        return open_story([str(path)], encoding=self._encoding or None, language=self._language)

    def _stamps(self) -> dict[Path, _Stamp]:
        found = {}
        for folder in self._folders:
            with suppress(SourceError):  # the folder is gone, for the moment at least
                for path in texts_in(folder):
                    with suppress(OSError):
                        facts = path.stat()
                        found[path] = _Stamp(facts.st_size, facts.st_mtime_ns, facts.st_ino)
        return found


def folders_in(sources: Sequence[str]) -> list[Path]:
    """The folders among sources that can be watched. Raises SourceError where there is none."""
    found = []
    for path in map(Path, sources):
        if path.is_dir():
            if not texts_in(path):
                raise SourceError(f"{clean_line(str(path))} holds a story file, which says what its versions are: only "
                                  "a folder of texts can be watched")  # fmt: skip
            found.append(path)
    if not found:
        raise SourceError("--watch needs a folder of texts to watch")
    return found


def number_of(story: Story, path: Path) -> int | None:
    """Which version of a story came from a file; None if none did."""
    real = path.resolve()
    return next((n for n, own in enumerate(paths_of(story.locators)) if own is not None and own == real), None)


def with_file(story: Story, path: Path, watch: Watch) -> Story:
    """A story with a file that came as its last version, or with the new text of one that has changed.

    Args:
        story: The story so far.
        path: The file.
        watch: What watches its folder.

    Raises:
        SourceError: It cannot be read, or there are 12 versions already.
    """
    number = number_of(story, path)
    if number is None and len(story.versions) >= MOST_VERSIONS:
        raise SourceError(f"{clean_line(path.name)} came, but {MOST_VERSIONS} versions are the most a story may have")
    opened = watch.open(path)
    (version,) = opened.versions
    if number is not None:
        old = story.versions[number]
        version = version._replace(siglum=old.siglum, name=old.name, source=old.source)
        return story.with_version(number, version)
    sigla = sigla_of([*(other.siglum for other in story.versions), ""])
    locators = (*story.locators, *opened.locators)
    versions = (*story.versions, version._replace(siglum=sigla[-1]))
    return story._replace(versions=versions, locators=locators, key=key_of(locators))
