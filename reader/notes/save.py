"""Saving the notes file and the page of a story: complete or not at all, and never over what someone else wrote.

Whether a file was changed by hand is told by its content, never by its time.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reader import __version__
from reader.align.alignment import Comparison
from reader.notes.entries import Entry
from reader.notes.file_merge import (
    LARGEST,
    Composed,
    ParsedFile,
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
from reader.notes.markdown import body
from reader.notes.notes_file import Parts, parts_of
from reader.notes.story_notes import WRITTEN, StoryNotes
from reader.notes.templates import Templates
from reader.story.clean import clean_line, plural
from reader.story.moments import utc_now
from reader.story.version import Story

_PLACE, _TAKEN = "notes file", "notes read back"
"""Settings of a story: where its notes file is to be, and which words were read back from it."""
_AGREED = "links agreed to"
"""The story's setting with the files in other folders that its notes file or page may be a link to."""
_NOTES, _PAGE = "notes file", "page"
"""What can be saved, as messages call it."""
_UNCONFIRMED = "The disk did not confirm the file's name; after a power cut it may be the old file."
_MOST_BESIDE = 99
"""Greatest number that a file beside another one gets in its name."""
_ATTEMPTS = 5
"""How often the file is read and composed again if another program changes it in the meantime."""
_UNWRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""The system's errors for a folder that takes no files."""
_LONGEST_SLUG = 80
"""Bytes of UTF-8."""
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that Windows reserves for devices, whatever their suffix."""


class SaveError(Exception):
    """A file could not be saved; what was there is unchanged. The text is one clear sentence."""


class LeadsOutsideError(SaveError):
    """The file is a link to another folder, and the reader has not agreed to that. Nothing was written."""

    def __init__(self, what: str, path: Path, target: Path) -> None:
        super().__init__(
            f"The {what} {clean_line(str(path))} is a link to {clean_line(str(target))}, outside its folder: nothing "
            "was written."
        )
        self.path = path
        self.target = target
        """Where the link leads."""


class Saved(NamedTuple):
    """Where a file was saved."""

    path: Path
    """The file that was written."""
    beside: Path | None = None
    """The file that should have been written but was not ours, and was left as it is."""
    remark: str = ""
    """What else the reader should know, as sentences."""
    read_back: int = 0
    """Number of notes whose words were changed in the file by hand and are now taken over."""


def save_notes(
    notes: StoryNotes,
    comparison: Comparison,
    *,
    place: Path | None = None,
    templates: Templates | None = None,
    agreed: Path | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Saved:
    """Write a story's notes file.

    It goes where the reader chose (`choose_place`); by default it is named after the story and goes beside its sources,
    or into the data folder if that is impossible. What was changed in it by hand is kept: words of notes are read back
    into the store, everything else stays. If the file that is there is not a complete notes file of this story, it is
    left as it is, and the notes go to a numbered file beside it. A link to another folder is followed only if the
    reader has agreed to where it leads, now or before.

    Args:
        notes: The story's notes.
        comparison: The story's versions as compared.
        place: The file to write this time instead.
        templates: How its parts are written.
        agreed: Where a link may lead, as a `LeadsOutsideError` said.
        now: The clock.

    Raises:
        LeadsOutsideError: The file is a link to another folder, to which the reader has not agreed.
        SaveError: It cannot be written; what was there is unchanged.
        StoreError: The store cannot be read or written.
    """
    writer = _NotesWriter(notes, comparison, templates or Templates(), now())
    save = partial(_save_or_beside, what=_NOTES, write=writer.write, agreed=_agreed(notes, agreed))
    if (place := place or _chosen_place(notes)) is not None:
        return save(place)
    return _save_by_sources(notes.story, save, what=_NOTES, suffix=".notes.md")


def notes_text(notes: StoryNotes, comparison: Comparison, templates: Templates, now: datetime) -> str:
    """The text of a new notes file, which no hand has changed. Raises StoreError."""
    return fresh(_parts(notes, comparison, notes.entries(), templates, now))


def save_page(story: Story, notes: StoryNotes | None, content: bytes, *, agreed: Path | None = None) -> Saved:
    """Write the page of a story beside its sources, or into the data folder if that is impossible.

    If the file that is there was not written by us, it is left as it is, and the page goes to a numbered file. Without
    a store no file is known to be ours. Links are followed as by `save_notes`.

    Raises:
        LeadsOutsideError: The file is a link to another folder, to which the reader has not agreed.
        SaveError: It cannot be written; what was there is unchanged.
        StoreError: The store cannot be read or written.
    """
    write = partial(_write_page, notes=notes, content=content)
    save = partial(_save_or_beside, what=_PAGE, write=write, agreed=_agreed(notes, agreed))
    return _save_by_sources(story, save, what=_PAGE, suffix=".html")


def choose_place(notes: StoryNotes, path: Path | None) -> None:
    """Remember where the reader wants the story's notes file; None for the default. Raises StoreError."""
    notes.keep_setting(_PLACE, None if path is None else str(path.absolute()))


def expected_place(notes: StoryNotes) -> Path:
    """Where the notes file will be, as far as can be told in advance. Raises StoreError."""
    home = notes.story.home
    fit = home if home is not None and _takes_files(home) else None
    return _chosen_place(notes) or default_place(notes.story, fit)


def default_place(story: Story, home: Path | None, suffix: str = ".notes.md") -> Path:
    """The default path of a story's notes file, or of another file that is named after it.

    It is in `home`, or without one in the data folder, where the story's key keeps it apart from others.
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


def read_back(notes: StoryNotes) -> int:
    """Take over the words of notes that were changed in the notes file by hand since it was saved.

    Returns:
        The number of notes that have other words now. Each can be undone.

    Raises:
        StoreError: The store cannot be read or written. A file that cannot be read is ignored: saving reports it.
    """
    path, _ = _last_written(notes)
    if path is None or ((target := _outside(path)) is not None and str(target) not in _agreed(notes)):
        return 0
    try:
        data = _content(path)
        if data is None or hashlib.sha256(data).hexdigest() in notes.written(path):
            return 0
        parsed = parse(data)
    except (_LeftError, UnreadableError):
        return 0
    return _take_over(notes, parsed) if parsed.values.get("key") == notes.story.key else 0


# Where a file goes


class _LeftError(Exception):
    """A file that must not be written. The text says why, to follow the file's name; it may be empty."""


def _chosen_place(notes: StoryNotes) -> Path | None:
    """Where the reader wants the story's notes file; None for the default. Raises StoreError."""
    chosen = notes.setting(_PLACE)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def _save_by_sources(story: Story, save: Callable[[Path], Saved], *, what: str, suffix: str) -> Saved:
    """Save a file beside a story's sources, or in the data folder if their folder takes no files, and say so.

    Args:
        story: The story.
        save: Saves to a path. If the system refused that, it is the cause of the SaveError.
        what: What the file is called.
        suffix: The end of the file's name.

    Raises:
        SaveError: It cannot be saved.
    """
    home = story.home
    if home is not None and _takes_files(home):
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
        raise _refusal(what, folder, error) from error
    saved = save(default_place(story, None, suffix))
    if home is None:
        return saved
    remark = f"The folder {clean_line(str(home))} cannot be written to, so the {what} is in the data folder."
    return saved._replace(remark=_sentences(saved.remark, remark))


def _save_or_beside(path: Path, *, what: str, write: Callable[[Path], Saved], agreed: frozenset[str]) -> Saved:
    """Write to `path`, or to the first numbered file beside it that may be written.

    Args:
        path: The file.
        what: What it is called.
        write: Writes a file; raises _LeftError if it must not be written, OSError if it cannot be.
        agreed: Where links may lead.

    Raises:
        LeadsOutsideError: It is a link that leads elsewhere.
        SaveError: It cannot be saved.
    """
    path = path.absolute()
    reason = ""
    for candidate in _numbered(path):
        target = _outside(candidate)
        if target is not None and str(target) not in agreed:
            raise LeadsOutsideError(what, candidate, target)
        try:
            saved = write(candidate)
        except _LeftError as left:
            if str(left) and not reason:
                reason = f"{clean_line(path.name)} {left}, and was left as it is."
            continue
        except OSError as error:
            raise _refusal(what, candidate, error) from error
        if candidate == path:
            return saved
        return saved._replace(beside=path, remark=_sentences(reason, saved.remark))
    raise SaveError(
        f"The {what} {clean_line(str(path))} and {_MOST_BESIDE - 1} beside it were not written by Diptych and were "
        "left as they are: move some away."
    )


def _outside(path: Path) -> Path | None:
    """Where a link leads that leaves its folder, whether anything is there or not; None for everything else."""
    target = Path(os.path.realpath(path))
    return None if target.is_relative_to(os.path.realpath(path.parent)) else target


def _agreed(notes: StoryNotes | None, now: Path | None = None) -> frozenset[str]:
    """Where the reader lets links of a story lead; what they agree to now is remembered. Raises StoreError."""
    kept = notes.setting(_AGREED) if notes is not None else None
    before = frozenset(place for place in kept if isinstance(place, str)) if isinstance(kept, list) else frozenset()
    if now is None or str(now) in before:
        return before
    if notes is not None:
        notes.keep_setting(_AGREED, sorted({*before, str(now)}))
    return before | {str(now)}


def _numbered(path: Path) -> Iterator[Path]:
    """The path itself, then numbered ones: `x.notes.md`, `x.notes-2.md` and so on."""
    yield path
    for number in range(2, _MOST_BESIDE + 1):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _refusal(what: str, path: Path, error: OSError) -> SaveError:
    safe = ", and the notes are safe in the store" if what == _NOTES else ""
    return SaveError(
        f"The {what} {clean_line(str(path))} could not be saved: {error.strerror or error}. What was there is "
        f"unchanged{safe}."
    )


def _takes_files(folder: Path) -> bool:
    """Whether a folder takes new files; its mode counts too, which the superuser can ignore but should respect."""
    try:
        return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK | os.X_OK)
    except OSError:
        return False


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


# The notes file


class _NotesWriter:
    """Writes the notes file of one story."""

    def __init__(self, notes: StoryNotes, comparison: Comparison, templates: Templates, saved: datetime) -> None:
        self._notes = notes
        self._comparison = comparison
        self._templates = templates
        self._saved = saved

    def write(self, path: Path) -> Saved:
        """Write to a file. Raises _LeftError if it must not be written, OSError if it cannot be."""
        for _ in range(_ATTEMPTS):
            before = _content(path)
            with suppress(ChangedMeanwhileError):
                return self._replace(path, before)
        raise _LeftError("is constantly being written by another program")

    def _replace(self, path: Path, before: bytes | None) -> Saved:
        """Replace the file that had this content. Raises ChangedMeanwhileError if it has another one by now."""
        notes = self._notes
        parsed = self._parsed(path, before)
        last, known = _last_written(notes)
        count = _take_over(notes, parsed) if parsed else 0
        entries = notes.entries()
        taken = footnotes_taken(parsed, [entry.body for entry in entries])
        parts = _parts(notes, self._comparison, entries, self._templates, self._saved, taken)
        mine = last == path
        composed = (
            compose(parsed, parts, known if mine else (), _taken(notes) if mine else {})
            if parsed
            else Composed(fresh(parts))
        )
        content = composed.text.encode()
        # Before the file is written: if we are killed in between, it is still known to be ours.
        notes.keep_written(path, hashlib.sha256(content).hexdigest())
        ids = [part.id for part in parts.notes]
        gone = [id_ for id_ in known if mine and parsed and id_ in parsed.ids and id_ not in ids]
        notes.keep_setting(WRITTEN, {"path": str(path), "ids": ids + gone})
        synced = write_whole(path, content, still=partial(_still_holds, before=before))
        if _taken(notes):
            notes.keep_setting(_TAKEN, {})
        return Saved(path, remark=_remark(composed, count, synced=synced), read_back=count)

    def _parsed(self, path: Path, before: bytes | None) -> ParsedFile | None:
        """The file as it is; None if there is none, or it can be replaced as a whole. Raises _LeftError."""
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


def _parts(
    notes: StoryNotes,
    comparison: Comparison,
    entries: Sequence[Entry],
    templates: Templates,
    saved: datetime,
    taken: frozenset[int] = frozenset(),
) -> Parts:
    return parts_of(
        notes.story,
        comparison,
        entries,
        saved=saved,
        program=f"diptych {__version__}",
        templates=templates,
        taken=taken,
    )


def _take_over(notes: StoryNotes, parsed: ParsedFile) -> int:
    """Take over the words of notes that were changed in a file by hand. Returns how many notes have other words now."""
    taken = _taken(notes)
    changed = words_changed(parsed, {e.id: body(e.body) for e in notes.entries() if e.kind.written}, taken)
    for id_, words in changed.items():
        with suppress(KeyError):  # deleted by another Diptych in the meantime
            notes.edit_note(id_, words)
    if changed:
        notes.keep_setting(_TAKEN, {**taken, **{id_: digest(as_read(words)) for id_, words in changed.items()}})
    return len(changed)


def _taken(notes: StoryNotes) -> dict[str, str]:
    """For notes whose words were read back since the file was written, the digest of those words."""
    kept = notes.setting(_TAKEN)
    return {id_: check for id_, check in kept.items() if isinstance(check, str)} if isinstance(kept, dict) else {}


def _last_written(notes: StoryNotes) -> tuple[Path | None, list[str]]:
    """The file that we wrote last, and the notes in it in their order."""
    kept = notes.setting(WRITTEN)
    if isinstance(kept, dict) and isinstance(kept.get("path"), str) and isinstance(kept.get("ids"), list):
        return Path(kept["path"]), [id_ for id_ in kept["ids"] if isinstance(id_, str)]
    return None, []


def _remark(composed: Composed, count: int, *, synced: bool) -> str:
    """What the reader should know about what was found in the file."""
    said = []
    if count:
        said.append(f"{plural(count, 'note')} changed by hand in the file {_was(count)} read back.")
    if composed.beside:
        part = plural(composed.beside, "part")
        said.append(f"{part} changed by hand {_was(composed.beside)} kept beside the new text.")
    if composed.strange:
        note = plural(composed.strange, "note")
        said.append(f"{note} in the file that the store does not know {_was(composed.strange)} left there.")
    if not synced:
        said.append(_UNCONFIRMED)
    return " ".join(said)


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _content(path: Path) -> bytes | None:
    """The content of a file; None if there is none. Raises _LeftError if it must not be written, or OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None  # or a symbolic link without a target, which is then created
    except OSError as error:
        raise _LeftError(f"cannot be read ({(error.strerror or 'no reason given').lower()})") from error
    if why := _unfit(path, status):
        raise _LeftError(why)
    if status.st_size > LARGEST:
        raise _LeftError(f"is larger than {LARGEST >> 20} MB")
    try:
        return path.read_bytes()
    except OSError as error:
        raise _LeftError(f"cannot be read ({(error.strerror or 'no reason given').lower()})") from error


def _still_holds(path: Path, before: bytes | None) -> bool:
    """Whether a file still has this content."""
    try:
        return _content(path) == before
    except _LeftError:
        return False


def _unfit(path: Path, status: os.stat_result) -> str:
    """Why what is at `path` must not be written; empty if it may be."""
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    return "" if status.st_mode & 0o222 and os.access(path, os.W_OK) else "is read-only"


# The page


def _write_page(path: Path, *, notes: StoryNotes | None, content: bytes) -> Saved:
    """Write a page to a file. Raises _LeftError if it must not be written, OSError if it cannot be."""
    ours = notes.written(path) if notes else frozenset[str]()
    if not _is_ours(path, ours):
        raise _LeftError
    # Before the file is written: if we are killed in between, it is still known to be ours.
    if notes:
        notes.keep_written(path, hashlib.sha256(content).hexdigest())
    try:
        synced = write_whole(path, content, still=partial(_is_ours, ours=ours))
    except ChangedMeanwhileError as error:
        raise _LeftError from error
    return Saved(path, remark="" if synced else _UNCONFIRMED)


def _is_ours(path: Path, ours: frozenset[str]) -> bool:
    """Whether nothing is at `path`, or a file with one of these SHA-256 digests that may be written."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return True  # or a symbolic link without a target, which is then created
    except OSError:
        return False
    if _unfit(path, status):
        return False
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() in ours
    except OSError:
        return False
