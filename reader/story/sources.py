"""Bytes of a source, read without hanging and never written: regular files within a limit, and standard input."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from reader.story.clean import clean_line
from reader.story.version import SourceError

LIMIT = 16 * 1024 * 1024
"""Bytes of one source."""

_HOST = r"(?i)www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/"
"""How an address begins whose scheme was left out."""
_NOT_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


def read_file(path: Path) -> bytes:
    """Read a regular file.

    What is no regular file is not opened, for opening alone can block or act; what turned into one meanwhile, or
    pretends to be one (some of /proc), is read without waiting.

    Raises:
        SourceError: There is no such file, it may not be read, is none, or is larger than `LIMIT`.
    """
    shown = clean_line(str(path))
    try:
        _demand_file(path.stat().st_mode, shown)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            facts = os.fstat(descriptor)
            _demand_file(facts.st_mode, shown)
            if facts.st_size > LIMIT:
                raise too_large(shown)
            data = bytearray()
            while chunk := file.read(LIMIT + 1 - len(data)):
                data += chunk
            if chunk is None:
                raise SourceError(f"{shown} gives nothing to read; name a text file")
    except (OSError, ValueError) as error:
        raise SourceError(_why(error, shown)) from None
    if len(data) > LIMIT:
        raise too_large(shown)
    return bytes(data)


def read_stream(stream: BinaryIO) -> bytes:
    """Read standard input to its end. Raises SourceError where it is longer than `LIMIT` or cannot be read."""
    try:
        data = stream.read(LIMIT + 1)
    except (OSError, ValueError):
        raise SourceError("standard input cannot be read; name a file instead of “-”") from None
    if len(data or b"") > LIMIT:
        raise too_large("standard input")
    return data or b""


def why_not(error: OSError | ValueError, path: Path) -> SourceError:
    """Say why a path cannot be read."""
    return SourceError(_why(error, clean_line(str(path))))


def _demand_file(mode: int, shown: str) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _NOT_FILES if test(mode)), "no regular file")
        raise SourceError(f"{shown} is {kind}, not a text file; name a file, or use “-” for standard input")


def too_large(shown: str) -> SourceError:
    """Say that a source is larger than `LIMIT`."""
    return SourceError(
        f"{shown} is larger than {LIMIT >> 20} MB, the most a version may have; split it, or read a part"
    )


def _why(error: OSError | ValueError, shown: str) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        hint = ", or begin an address with https://" if re.match(_HOST, shown) else ""
        return f"{shown} does not exist; check the path{hint}"
    if isinstance(error, PermissionError):
        return f"{shown} may not be read by you; change its permissions, or copy it to where you may read it"
    if isinstance(error, OSError):
        reason = clean_line(error.strerror or type(error).__name__).lower()
        return f"{shown} cannot be read ({reason}); check the path"
    return f"{shown} cannot be a path; check it"
