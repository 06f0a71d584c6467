"""A story as it is opened: its versions, and under which name its notes are kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from reader.story.version import Version


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
