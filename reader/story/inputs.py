"""The bytes of a source: regular files, standard input and the clipboard, read within limits and never written."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reader.story.clean import clean_line
from reader.story.version import SourceError

LIMIT = 16 * 1024 * 1024
"""Bytes of a text."""
LARGEST = 64 * 1024 * 1024
"""Bytes of any source. Most of a large book are its pictures."""
CLIPBOARD_SECONDS = 5.0
"""How long a tool may take to give the clipboard. The program that owns it may first have to make the text."""

_HOST = r"(?i)www\.|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}/"
"""How an address begins if its scheme was left out."""
_NOT_FILES = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISDIR, "a folder"),
)


# Files and standard input


def read_file(path: Path) -> bytes:
    """Read a regular file, or `/dev/null`, which git names in place of a file that is new or gone: it is empty.

    Anything else is not even opened, because opening alone can block or have effects. If it has become something else
    by then, or only pretends to be a regular file (parts of /proc), it is read without waiting.

    Raises:
        SourceError: There is no such file, it cannot be read, it is not regular, or it is larger than `LARGEST`.
    """
    if str(path) == os.devnull:
        return b""
    shown = clean_line(str(path))
    try:
        _require_regular(path.stat().st_mode, shown)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            facts = os.fstat(descriptor)
            _require_regular(facts.st_mode, shown)
            if facts.st_size > LARGEST:
                raise too_large(shown)
            data = bytearray()
            while chunk := file.read(LARGEST + 1 - len(data)):
                data += chunk
            if chunk is None:
                raise SourceError(f"{shown} has nothing to read; name a text file")
    except (OSError, ValueError) as error:
        raise why_not(error, path) from None
    if len(data) > LARGEST:
        raise too_large(shown)
    return bytes(data)


def read_stream(stream: BinaryIO) -> bytes:
    """Read standard input to its end. Raises SourceError if it is longer than `LARGEST` or cannot be read."""
    try:
        data = stream.read(LARGEST + 1)
    except (OSError, ValueError):
        raise SourceError("standard input cannot be read; name a file instead of “-”") from None
    if len(data or b"") > LARGEST:
        raise too_large("standard input")
    return data or b""


def why_not(error: OSError | ValueError, path: Path) -> SourceError:
    """Explain why a path cannot be read."""
    shown = clean_line(str(path))
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        if any(part.startswith("git:") for part in path.parts):
            return SourceError(
                f"{shown} does not exist; a revision in git is written git:REV:PATH (git:HEAD~1:story.md)"
            )
        hint = ", or begin an address with https://" if re.match(_HOST, shown) else ""
        return SourceError(f"{shown} does not exist; check the path{hint}")
    if isinstance(error, PermissionError):
        return SourceError(
            f"{shown} cannot be read: you do not have permission; change its permissions, or read a copy of your own"
        )
    if isinstance(error, OSError):
        reason = clean_line(error.strerror or type(error).__name__).lower()
        return SourceError(f"{shown} cannot be read ({reason}); check the path")
    return SourceError(f"{shown} is not a valid path; check it")


def _require_regular(mode: int, shown: str) -> None:
    if not stat.S_ISREG(mode):
        kind = next((name for test, name in _NOT_FILES if test(mode)), "a special file")
        raise SourceError(f"{shown} is {kind}, not a text file; name a file, or use “-” for standard input")


def too_large(shown: str) -> SourceError:
    """Explain that a source is too large."""
    return SourceError(
        f"{shown} is larger than {LIMIT >> 20} MB, the limit for one version ({LARGEST >> 20} MB for books and "
        "documents with pictures); split it, or read a part of it"
    )


# The clipboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program that copies text to the system's clipboard, or prints what is on it."""

    name: str
    arguments: tuple[str, ...] = ()
    needs: str = ""
    """The environment variable that names its display; empty if it needs none."""
    local: bool = True
    """Whether it only reaches the machine it runs on. Over ssh that is not the reader's."""
    encoding: str = "utf-8"


PASTING = (
    Tool(name="wl-paste", arguments=("--no-newline", "--type", "text"), needs="WAYLAND_DISPLAY"),
    Tool(name="xclip", arguments=("-selection", "clipboard", "-out"), needs="DISPLAY", local=False),
    Tool(name="xsel", arguments=("--clipboard", "--output"), needs="DISPLAY", local=False),
    Tool(name="pbpaste"),
    Tool(
        name="powershell.exe",
        arguments=("-NoProfile", "-Command", "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Clipboard -Raw"),
    ),
)


def first_reachable(
    tools: Sequence[Tool],
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
) -> Tool | None:
    """The first tool that is installed and can reach the reader's own clipboard."""
    remote = bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
    for tool in tools:
        reachable = (not tool.needs or environment.get(tool.needs)) and not (remote and tool.local)
        if reachable and which(tool.name):
            return tool
    return None


def read_clipboard(*, tools: Sequence[Tool] = PASTING, seconds: float = CLIPBOARD_SECONDS) -> bytes:
    """Read the text on the clipboard.

    Args:
        tools: The tools that may be used.
        seconds: How long to wait.

    Raises:
        SourceError: No tool reaches the clipboard, or there is no text on it, or more than `LIMIT`.
    """
    tool = first_reachable(tools)
    if tool is None:
        raise SourceError(
            "the clipboard cannot be reached from here: install wl-clipboard, xclip or xsel, or name “-” instead, "
            "paste into the terminal, and end with Ctrl+D"
        )
    try:
        with subprocess.Popen(
            [tool.name, *tool.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_CTYPE": "UTF-8"} if tool.name == "pbpaste" else None,
            start_new_session=True,
        ) as process:
            try:
                data, _ = process.communicate(timeout=seconds)
            except BaseException:
                process.kill()
                raise
    except (OSError, subprocess.SubprocessError):
        raise SourceError(
            f"the clipboard cannot be read: {tool.name} gave no answer; save the text as a file"
        ) from None
    if not data.strip():
        raise SourceError("there is no text on the clipboard; copy some first")
    if len(data) > LIMIT:
        raise too_large("the clipboard")
    return data
