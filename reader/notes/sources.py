"""Reaching sources: web pages through the copies that are kept, and stories opened again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reader.notes.database import StoreError, UnreadableRowError
from reader.notes.files import config_path, copies_folder, guests_path, is_missing, store_path, write_whole
from reader.notes.library import IMPORTED, KeptStory, KeptVersion
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.clean import clean_line
from reader.story.locators import paths_of, split_article, split_git, with_article
from reader.story.open import open_story
from reader.story.rules_file import proxy_in_settings
from reader.story.sentences import segment
from reader.story.version import SourceError, Story, Version
from reader.story.web.address import is_address
from reader.story.web.copies import Copies
from reader.story.web.pages import Web


class Reopened(NamedTuple):
    """A story that was opened again."""

    story: Story
    """Without the versions that could not be read."""
    remarks: tuple[str, ...]
    """For each source that could not be read, a sentence."""


def web_with_copies(
    *, fresh: bool = False, heard: Callable[[str], None] | None = None, stop: threading.Event | None = None
) -> Web:
    """Access to web pages that keeps copies of them in the data folder.

    Args:
        fresh: Whether to fetch pages even if there is a copy.
        heard: Called with the progress of fetching, as one line.
        stop: Set when a page is no longer wanted.
    """
    copies = Copies(copies_folder(), write_whole, _quoted_copies)
    return Web(copies=copies, fresh=fresh, progress=heard, stop=stop, proxies=proxy_in_settings(config_path()))


def _quoted_copies(address: str, moments: Sequence[str]) -> frozenset[str] | None:
    """The copies of a page that notes, picks, pins and marks are on; None if a store cannot be read."""
    found: frozenset[str] = frozenset()
    try:
        for path in (store_path(), guests_path()):
            if not is_missing(path):
                with Store.open(path) as store:
                    found |= store.library().quoted_copies(address, moments)
    except (StoreError, UnreadableRowError):
        return None
    return found


def sources_known(key: str) -> tuple[str, ...]:
    """What the story with a key was opened from last; empty if the reader never opened it, or it cannot be opened."""
    if not store_path().exists():
        return ()
    try:
        with Store.open(store_path()) as store:
            return next((story.sources for story in store.shelf().all() if story.key == key and not story.foreign), ())
    except StoreError:
        return ()


def reopen(kept: KeptStory, notes: StoryNotes, *, copies: bool) -> Reopened:
    """Open a story's sources again.

    Args:
        kept: The story.
        notes: What is kept of it.
        copies: Whether the copy of a text that a note was made on may replace a source that cannot be read.
    """
    versions: list[tuple[str, Version]] = []
    remarks = []
    foreign = bool(notes.setting(IMPORTED))
    paths = paths_of([version.locator for version in kept.versions])
    for known, path in zip(kept.versions, paths, strict=True):
        try:
            version = _open(known.locator, path, foreign=foreign)
        except SourceError as error:
            remark = f"{clean_line(known.siglum)}, {clean_line(known.name)}: {error}"
            copy = _from_copy(known, notes) if copies else None
            if copy is None:
                remarks.append(remark)
                continue
            remarks.append(f"{remark}; shown from the copy that was kept with the notes")
            version = copy
        versions.append((known.locator, replace(version, siglum=known.siglum, name=known.name, source=known.source)))
    story = Story(
        title=kept.title,
        versions=tuple(version for _, version in versions),
        locators=tuple(locator for locator, _ in versions),
        key=kept.key,
        home=None,
    )
    return Reopened(story, tuple(remarks))


def _open(locator: str, path: Path | None, *, foreign: bool) -> Version:
    """The version that a locator names, in a file at `path` if it is one. Raises SourceError.

    A file that only imported notes name is not opened: whoever wrote them chose it.
    """
    revision = split_git(split_article(locator)[0])
    if foreign and (revision or (path is not None and locator.startswith("file:"))):
        raise SourceError("only imported notes name it; open the story from the shelf, or by its sources, to agree")
    if revision:
        return open_story([locator]).versions[0]
    if path is None and locator.startswith("sha256:"):
        raise SourceError("it came from standard input and cannot be read again")
    if path is None and is_address(locator):
        raise SourceError("it is a web page; open the story with `diptych` to read it")
    if path is None:
        raise SourceError("it ships with Diptych but is missing from the installation; install Diptych again")
    return open_story([with_article(str(path), split_article(locator)[1])]).versions[0]


def _from_copy(known: KeptVersion, notes: StoryNotes) -> Version | None:
    """A version made from the text that the latest note on it was made on; None if no copy is kept."""
    for entry in reversed(notes.entries()):
        for anchor in entry.anchors:
            text = notes.text_behind(anchor) if anchor.locator == known.locator else None
            if text is not None:
                paragraphs, sentences = segment(text)
                return Version(
                    siglum=known.siglum,
                    name=known.name,
                    source=known.source,
                    title=known.name,
                    text=text,
                    paragraphs=paragraphs,
                    sentences=sentences,
                    sha256=known.sha256,
                )
    return None
