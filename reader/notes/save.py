"""Saving the notes file, and what else is carried away: whole or not at all, and never over what another hand wrote."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reader import __version__
from reader.align.alignment import Comparison
from reader.notes.entries import utc_now
from reader.notes.notes_file import render
from reader.notes.places import notes_folder
from reader.notes.story_notes import StoryNotes
from reader.notes.whole_file import ChangedMeanwhileError, write_whole
from reader.story.clean import clean_line
from reader.story.story import Story

_LONGEST_SLUG = 80
"""Bytes of UTF-8."""
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that Windows keeps for devices, whatever their suffix."""
_MOST_BESIDE = 99
_UNWRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class _What(NamedTuple):
    """A file that we write beside the sources."""

    name: str
    suffix: str
    comfort: str = ""
    """What is not lost if it cannot be written."""


_NOTES = _What("notes file", ".notes.md", ", and the notes are safe in the store")
_PAGE = _What("page", ".html")


class SaveError(Exception):
    """The notes file could not be saved; what was there is as it was. Its text is one clear sentence."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the notes file was saved."""

    path: Path
    """The file that was written."""
    beside: Path | None = None
    """The file that should have been written but holds what another hand wrote, and was left as it is."""
    remark: str = ""
    """What the reader should know besides, as a sentence."""


def save_notes(
    notes: StoryNotes, comparison: Comparison, *, place: Path | None = None, now: Callable[[], datetime] = utc_now
) -> Saved:
    """Write a story's notes file.

    It is named after the story and lies beside its sources, or in the data folder where that cannot be. A file that
    is there and is not, to the letter, one that we wrote for this story is left as it is: the notes go to a numbered
    one beside it.

    Args:
        notes: The story's notes.
        comparison: The story's versions as compared.
        place: The file to write instead of the default one.
        now: The clock.

    Raises:
        SaveError: If it cannot be written; what was there is as it was.
        StoreError: If the store cannot be read or written.
    """
    program = f"diptych {__version__}"
    content = render(notes.story, comparison, notes.entries(), saved=now(), program=program).encode()
    if place is not None:
        return _save(notes, place, content, _NOTES)
    return _save_by_the_sources(notes.story, notes, content, _NOTES)


def save_page(story: Story, notes: StoryNotes | None, content: bytes) -> Saved:
    """Write the page of a story beside its sources, or into the data folder where that cannot be.

    As with the notes file, a file that is there and is not one that we wrote is left as it is: the page goes to a
    numbered one. Without a store nobody knows which those are, and every file is left as it is.

    Raises:
        SaveError: If it cannot be written; what was there is as it was.
        StoreError: If the store cannot be read or written.
    """
    return _save_by_the_sources(story, notes, content, _PAGE)


def _save_by_the_sources(story: Story, notes: StoryNotes | None, content: bytes, what: _What) -> Saved:
    home = story.home
    if home is not None and _may_be_written_to(home):
        try:
            return _save(notes, default_place(story, home, what.suffix), content, what)
        except SaveError as error:
            cause = error.__cause__
            if not isinstance(cause, OSError) or cause.errno not in _UNWRITABLE:
                raise
    folder = notes_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(folder, error, what) from error
    saved = _save(notes, default_place(story, None, what.suffix), content, what)
    if home is None:
        return saved
    remark = f"The folder {clean_line(str(home))} cannot be written to, so the {what.name} is in the data folder."
    return Saved(saved.path, saved.beside, " ".join(part for part in (saved.remark, remark) if part))


def _may_be_written_to(folder: Path) -> bool:
    """Whether a folder takes new files: by its mode too, which the superuser is not held to but should respect."""
    try:
        return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


def default_place(story: Story, home: Path | None, suffix: str = ".notes.md") -> Path:
    """Where a story's notes file, or another file of ours, lies.

    In `home`, or in the data folder, where its key keeps it apart from others.
    """
    if home is not None:
        return home / f"{slug(story.title)}{suffix}"
    return notes_folder() / f"{slug(story.title)}-{story.key}{suffix}"


def slug(title: str) -> str:
    """A title as the stem of a file name, safe on every system: letters, digits and single hyphens, 1 … 80 bytes."""
    name = unicodedata.normalize("NFC", title.lower())
    kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else "-" for char in name)
    name = re.sub("-+", "-", "".join(kept)).strip("-")
    name = name.encode()[:_LONGEST_SLUG].decode(errors="ignore").strip("-")
    return f"story-{name}" if _RESERVED.fullmatch(name) else name or "story"


def _save(notes: StoryNotes | None, path: Path, content: bytes, what: _What) -> Saved:
    """Write to `path`, or beside it if another hand wrote what is there."""
    path = path.absolute()
    digest = hashlib.sha256(content).hexdigest()
    for candidate in _beside(path):
        ours = notes.written(candidate) if notes else frozenset()
        if not _may_be_written(candidate, ours):
            continue
        # Before the file: should we be killed in between, the file is known for ours all the same.
        if notes:
            notes.keep_written(candidate, digest)
        try:
            synced = write_whole(candidate, content, still=partial(_may_be_written, ours=ours))
        except ChangedMeanwhileError:
            continue
        except OSError as error:
            raise _refused(candidate, error, what) from error
        remark = "" if synced else "The disk did not confirm the file's name; after a power cut it may be the old file."
        return Saved(candidate, None if candidate == path else path, remark)
    raise SaveError(
        f"The {what.name} {clean_line(str(path))} and {_MOST_BESIDE - 1} beside it were written by another hand and "
        "were left as they are: move some away."
    )


def _beside(path: Path) -> Iterator[Path]:
    """The path itself, then numbered ones: `x.notes.md`, `x.notes-2.md` and so on."""
    yield path
    for number in range(2, _MOST_BESIDE + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _may_be_written(path: Path, ours: frozenset[str]) -> bool:
    """Whether nothing is at `path`, or a file that we wrote and that may be written to."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True  # a symbolic link that leads nowhere, too: its target is created
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode) or not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        return False
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() in ours
    except OSError:
        return False


def _refused(path: Path, error: OSError, what: _What) -> SaveError:
    return SaveError(
        f"The {what.name} {clean_line(str(path))} could not be saved: {error.strerror or error}. What was there is as "
        f"it was{what.comfort}."
    )
