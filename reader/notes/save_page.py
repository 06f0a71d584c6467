"""Saving the page of a story: whole or not at all, and never over what another hand wrote."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from reader.notes.save import MOST_BESIDE, UNCONFIRMED, Saved, SaveError, beside_of, by_the_sources, unfit
from reader.notes.story_notes import StoryNotes
from reader.notes.whole_file import ChangedMeanwhileError, write_whole
from reader.story.clean import clean_line
from reader.story.story import Story


def save_page(story: Story, notes: StoryNotes | None, content: bytes) -> Saved:
    """Write the page of a story beside its sources, or into the data folder where that cannot be.

    As with the notes file, a file that is there and is not one that we wrote is left as it is: the page goes to a
    numbered one. Without a store nobody knows which those are, and every file is left as it is.

    Raises:
        SaveError: If it cannot be written; what was there is as it was.
        StoreError: If the store cannot be read or written.
    """
    return by_the_sources(story, lambda path: _save(notes, path, content), _refused, suffix=".html", what="page")


def _save(notes: StoryNotes | None, path: Path, content: bytes) -> Saved:
    """Write to `path`, or beside it if another hand wrote what is there."""
    path = path.absolute()
    digest = hashlib.sha256(content).hexdigest()
    for candidate in beside_of(path):
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
            raise _refused(candidate, error) from error
        remark = "" if synced else UNCONFIRMED
        return Saved(candidate, None if candidate == path else path, remark)
    raise SaveError(
        f"The page {clean_line(str(path))} and {MOST_BESIDE - 1} beside it were written by another hand and were left "
        "as they are: move some away."
    )


def _may_be_written(path: Path, ours: frozenset[str]) -> bool:
    """Whether nothing is at `path`, or a file that we wrote and that may be written to."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True  # a symbolic link that leads nowhere, too: its target is created
    except OSError:
        return False
    if unfit(path, status):
        return False
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() in ours
    except OSError:
        return False


def _refused(path: Path, error: OSError) -> SaveError:
    return SaveError(
        f"The page {clean_line(str(path))} could not be saved: {error.strerror or error}. What was there is as it was."
    )
