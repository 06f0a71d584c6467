"""Saving the notes file: whole or not at all, and never over what another hand wrote.

Whether a hand changed it is told by its bytes, never by its time.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from reader import __version__
from reader.align.alignment import Comparison
from reader.notes.entries import utc_now
from reader.notes.file_merge import (
    LARGEST,
    Composed,
    Parsed,
    UnreadableError,
    as_read,
    compose,
    digest,
    footnotes_taken,
    fresh,
    parse,
    words_changed,
)
from reader.notes.files import ChangedMeanwhileError, notes_folder, write_whole
from reader.notes.markdown import Templates, body
from reader.notes.notes_file import parts_of
from reader.notes.story_notes import WRITTEN, StoryNotes
from reader.story.clean import clean_line
from reader.story.version import Story

_LONGEST_SLUG = 80
"""Bytes of UTF-8."""
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that Windows keeps for devices, whatever their suffix."""
UNCONFIRMED = "The disk did not confirm the file's name; after a power cut it may be the old file."
MOST_BESIDE = 99
_ATTEMPTS = 5
"""How often the file is read and composed anew when another program is quicker."""
_PLACE, _TAKEN = "notes file", "notes read back"
"""Under which names a story keeps where its notes file is to lie, and which words were read back from it."""
_UNWRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What the system says of a folder that takes no files."""


class SaveError(Exception):
    """The notes file could not be saved; what was there is as it was. Its text is one clear sentence."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the notes file was saved."""

    path: Path
    """The file that was written."""
    beside: Path | None = None
    """The file that should have been written but is no notes file of this story, and was left as it is."""
    remark: str = ""
    """What the reader should know besides, as sentences."""
    read_back: int = 0
    """Notes whose words a hand had changed in the file and that have these words now."""


def save_notes(
    notes: StoryNotes,
    comparison: Comparison,
    *,
    place: Path | None = None,
    templates: Templates | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Saved:
    """Write a story's notes file.

    It lies where the reader chose (`choose_place`), or else is named after the story and lies beside its sources, or in
    the data folder where that cannot be. What a hand changed in it is kept: words of notes are read back into the
    store, all else stays. A file that is there and is no whole notes file of this story is left as it is: the notes go
    to a numbered one beside it.

    Args:
        notes: The story's notes.
        comparison: The story's versions as compared.
        place: The file to write this once, wherever it lies otherwise.
        templates: How its parts are written.
        now: The clock.

    Raises:
        SaveError: If it cannot be written; what was there is as it was.
        StoreError: If the store cannot be read or written.
    """
    writer = _Writer(notes, comparison, templates or Templates(), now)
    if (place := place or chosen_place(notes)) is not None:
        return writer.save(place)
    return by_the_sources(notes.story, writer.save, _refused)


def by_the_sources(
    story: Story,
    save: Callable[[Path], Saved],
    refused: Callable[[Path, OSError], SaveError],
    *,
    suffix: str = ".notes.md",
    what: str = "notes file",
) -> Saved:
    """Save a file of ours beside a story's sources, or in the data folder where that cannot be, saying so.

    Args:
        story: The story.
        save: Saves to a path; its SaveError has the system's error for a cause where that is what kept it.
        refused: The error to raise if the data folder cannot be made.
        suffix: What the file's name ends in.
        what: What the file is called.

    Raises:
        SaveError: If it cannot be saved; what was there is as it was.
    """
    home = story.home
    if home is not None and may_be_written_to(home):
        try:
            return save(default_place(story, home, suffix))
        except SaveError as error:
            cause = error.__cause__
            if not isinstance(cause, OSError) or cause.errno not in _UNWRITABLE:
                raise
    folder = notes_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise refused(folder, error) from error
    saved = save(default_place(story, None, suffix))
    if home is None:
        return saved
    remark = f"The folder {clean_line(str(home))} cannot be written to, so the {what} is in the data folder."
    return replace(saved, remark=" ".join(part for part in (saved.remark, remark) if part))


def chosen_place(notes: StoryNotes) -> Path | None:
    """Where the reader wants the story's notes file; None if they said nothing. Raises StoreError."""
    chosen = notes.setting(_PLACE)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def choose_place(notes: StoryNotes, path: Path | None) -> None:
    """Remember where the reader wants the story's notes file; None for the default. Raises StoreError."""
    notes.keep_setting(_PLACE, None if path is None else str(path.absolute()))


def expected_place(notes: StoryNotes) -> Path:
    """Where the notes file will lie, as far as can be told beforehand. Raises StoreError."""
    home = notes.story.home
    fit = home if home is not None and may_be_written_to(home) else None
    return chosen_place(notes) or default_place(notes.story, fit)


def read_back(notes: StoryNotes) -> int:
    """Take over the words of notes that a hand changed in the notes file since it was saved.

    Returns:
        How many notes have other words now. Undo takes each of them back.

    Raises:
        StoreError: If the store cannot be read or written. A file that cannot be read is passed over: saving tells.
    """
    path, _ = _last_written(notes)
    if path is None:
        return 0
    try:
        data = _content(path)
        if data is None or hashlib.sha256(data).hexdigest() in notes.written(path):
            return 0
        parsed = parse(data)
    except (_LeftError, UnreadableError):
        return 0
    return _take_over(notes, parsed) if parsed.values.get("key") == notes.story.key else 0


def _take_over(notes: StoryNotes, parsed: Parsed) -> int:
    taken = _taken(notes)
    changed = words_changed(parsed, {e.id: body(e.body) for e in notes.entries() if e.kind.written}, taken)
    for id_, words in changed.items():
        with suppress(KeyError):  # deleted by another reader meanwhile
            notes.edit_note(id_, words)
    if changed:
        notes.keep_setting(_TAKEN, {**taken, **{id_: digest(as_read(words)) for id_, words in changed.items()}})
    return len(changed)


def _taken(notes: StoryNotes) -> dict[str, str]:
    """For notes whose words were read back since the file was written, the digest of those."""
    kept = notes.setting(_TAKEN)
    return {id_: check for id_, check in kept.items() if isinstance(check, str)} if isinstance(kept, dict) else {}


def _last_written(notes: StoryNotes) -> tuple[Path | None, list[str]]:
    """Which file we wrote last, and which notes into it, in their order."""
    kept = notes.setting(WRITTEN)
    if isinstance(kept, dict) and isinstance(kept.get("path"), str) and isinstance(kept.get("ids"), list):
        return Path(kept["path"]), [id_ for id_ in kept["ids"] if isinstance(id_, str)]
    return None, []


def may_be_written_to(folder: Path) -> bool:
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


class _Writer:
    """Writes the notes file of one story."""

    def __init__(
        self, notes: StoryNotes, comparison: Comparison, templates: Templates, now: Callable[[], datetime]
    ) -> None:
        self._notes = notes
        self._comparison = comparison
        self._templates = templates
        self._saved = now()

    def save(self, path: Path) -> Saved:
        """Write to `path`, or beside it if what is there is no notes file of this story."""
        path = path.absolute()
        reason = ""
        for candidate in beside_of(path):
            try:
                saved = self._save(candidate)
            except _LeftError as left:
                reason = reason or f"{clean_line(path.name)} {left}, and was left as it is."
                continue
            except OSError as error:
                raise _refused(candidate, error) from error
            if candidate == path:
                return saved
            return replace(saved, beside=path, remark=" ".join(part for part in (reason, saved.remark) if part))
        raise SaveError(
            f"The notes file {clean_line(str(path))} and {MOST_BESIDE - 1} beside it were written by another hand and "
            "were left as they are: move some away."
        )

    def _save(self, path: Path) -> Saved:
        """Write to a file. Raises _LeftError if it is not to be written, OSError if it cannot be."""
        for _ in range(_ATTEMPTS):
            before = _content(path)
            with suppress(ChangedMeanwhileError):
                return self._write(path, before)
        raise _LeftError("is being written by another program all the time")

    def _write(self, path: Path, before: bytes | None) -> Saved:
        notes = self._notes
        parsed = self._taken_apart(path, before)
        last, known = _last_written(notes)
        count = _take_over(notes, parsed) if parsed else 0
        entries = notes.entries()
        parts = parts_of(
            notes.story,
            self._comparison,
            entries,
            saved=self._saved,
            program=f"diptych {__version__}",
            templates=self._templates,
            taken=footnotes_taken(parsed, [entry.body for entry in entries]),
        )
        mine = last == path
        composed = (
            compose(parsed, parts, known if mine else (), _taken(notes) if mine else {})
            if parsed
            else Composed(fresh(parts))
        )
        content = composed.text.encode()
        # Before the file: should we be killed in between, the file is known for ours all the same.
        notes.keep_written(path, hashlib.sha256(content).hexdigest())
        ids = [part.id for part in parts.notes]
        gone = [id_ for id_ in known if last == path and parsed and id_ in parsed.ids and id_ not in ids]
        notes.keep_setting(WRITTEN, {"path": str(path), "ids": ids + gone})
        synced = write_whole(path, content, still=partial(_is_still, before=before))
        if _taken(notes):
            notes.keep_setting(_TAKEN, {})
        return Saved(path, remark=_remark(composed, count, synced=synced), read_back=count)

    def _taken_apart(self, path: Path, before: bytes | None) -> Parsed | None:
        """The file as it is; None if there is none, or one that can be replaced as a whole."""
        if before is None:
            return None
        ours = hashlib.sha256(before).hexdigest() in self._notes.written(path)
        try:
            parsed = parse(before)
        except UnreadableError as error:
            if ours:
                return None
            raise _LeftError(str(error)) from error
        if not ours and parsed.values.get("key") != self._notes.story.key:
            raise _LeftError("holds the notes of another story")
        return parsed


class _LeftError(Exception):
    """A file that is left as it is. Its text stands behind the file's name."""


def _remark(composed: Composed, count: int, *, synced: bool) -> str:
    """What is to be said of what was found in the file."""
    said = []
    if count:
        said.append(f"{count} note{'' if count == 1 else 's'} changed by hand there {_was(count)} read back.")
    if composed.beside:
        part = "part" if composed.beside == 1 else "parts"
        said.append(f"{composed.beside} {part} changed by hand {_was(composed.beside)} kept beside the new.")
    if composed.strange:
        note = "note" if composed.strange == 1 else "notes"
        said.append(f"{composed.strange} {note} there that the store does not know {_was(composed.strange)} left.")
    if not synced:
        said.append(UNCONFIRMED)
    return " ".join(said)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def beside_of(path: Path) -> Iterator[Path]:
    """The path itself, then numbered ones: `x.notes.md`, `x.notes-2.md` and so on."""
    yield path
    for number in range(2, MOST_BESIDE + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def unfit(path: Path, status: os.stat_result) -> str:
    """Why what is at `path` may not be written to; empty where it may."""
    if not stat.S_ISREG(status.st_mode):
        return "is no file"
    return "" if status.st_mode & 0o222 and os.access(path, os.W_OK) else "may not be written to"


def _content(path: Path) -> bytes | None:
    """What a file holds; None if there is none. Raises _LeftError if it is none that may be written, or OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None  # a symbolic link that leads nowhere, too: its target is created
    except OSError as error:
        raise _LeftError(f"cannot be read ({(error.strerror or 'no reason given').lower()})") from error
    if why := unfit(path, status):
        raise _LeftError(why)
    if status.st_size > LARGEST:
        raise _LeftError(f"is larger than {LARGEST >> 20} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise _LeftError(f"cannot be read ({(error.strerror or 'no reason given').lower()})") from error


def _is_still(path: Path, before: bytes | None) -> bool:
    """Whether a file still holds what it held."""
    try:
        return _content(path) == before
    except _LeftError:
        return False


def _refused(path: Path, error: OSError) -> SaveError:
    return SaveError(
        f"The notes file {clean_line(str(path))} could not be saved: {error.strerror or error}. What was there is as "
        "it was, and the notes are safe in the store."
    )


# Saving the page of a story


def save_page(story: Story, notes: StoryNotes | None, content: bytes) -> Saved:
    """Write the page of a story beside its sources, or into the data folder where that cannot be.

    As with the notes file, a file that is there and is not one that we wrote is left as it is: the page goes to a
    numbered one. Without a store nobody knows which those are, and every file is left as it is.

    Raises:
        SaveError: If it cannot be written; what was there is as it was.
        StoreError: If the store cannot be read or written.
    """
    return by_the_sources(story, lambda path: _save(notes, path, content), _page_refused, suffix=".html", what="page")


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
            raise _page_refused(candidate, error) from error
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


def _page_refused(path: Path, error: OSError) -> SaveError:
    return SaveError(
        f"The page {clean_line(str(path))} could not be saved: {error.strerror or error}. What was there is as it was."
    )
