"""Other programs: opening a source, editing the notes, and copying to the clipboard."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from reader.story.clean import clean, clean_line, normalise
from reader.story.inputs import Tool, first_reachable
from reader.story.locators import shipped
from reader.story.version import Story

OPENERS = ("open",) if sys.platform == "darwin" else ("xdg-open", "wslview", "termux-open")
"""The platform's programs that open a file or an address, the first choice first."""
EDITORS = ("nano", "vim", "vi", "micro", "emacs")
"""Tried if neither $VISUAL nor $EDITOR is set."""
LONGEST_TEXT = 1_000_000
"""Bytes of a note that an editor may write."""
PATIENCE = 2.0
"""Seconds that a clipboard tool may take."""
TOOLS = (
    Tool(name="wl-copy", arguments=("--type", "text/plain;charset=utf-8"), needs="WAYLAND_DISPLAY"),
    Tool(name="xclip", arguments=("-selection", "clipboard"), needs="DISPLAY", local=False),
    Tool(name="xsel", arguments=("--clipboard", "--input"), needs="DISPLAY", local=False),
    Tool(name="pbcopy"),
    Tool(name="clip.exe", encoding="utf-16"),
)
"""Programs that write to the clipboard, the first choice first."""


# Opening a source


class Target(NamedTuple):
    """Something that may be opened."""

    address: str
    """An absolute path, or a web address."""
    remark: str = ""
    """What the reader should also see: the host of an address that contains a user name."""


def source_target(story: Story, version: int) -> Target | str:
    """The source of a version as something to open, or the reason why it cannot be opened.

    Only a file that exists, or a plain address of http or https.
    """
    source, locator = story.versions[version].source, story.locators[version]
    if (scheme := source.partition(":")[0].lower()) in ("http", "https") or "://" in source:
        return _address(source, scheme)
    kind, _, rest = locator.partition(":")
    if kind == "ships":
        path = shipped("seeds") / rest
    elif kind == "file":
        path = Path(rest)
    else:
        place = "a revision in git, and no file has it" if kind == "git" else "standard input"
        return f"{story.versions[version].siglum} came from {place}: there is nothing to open"
    if not path.is_file():
        unnumbered = Path(str(path).rpartition("#")[0])  # the same source, named twice
        if not unnumbered.is_file():
            return f"{clean_line(str(path))} is not there (any more)"
        path = unnumbered
    return Target(str(path.absolute()))


def _address(source: str, scheme: str) -> Target | str:
    shown = clean_line(source)
    if scheme not in ("http", "https"):
        return f"only files and web addresses can be opened, not {shown}"
    if shown != source or any(char.isspace() or char in '"<>\\^`{|}' for char in source):
        return f"{shown} is not a plain web address, so it is not opened"
    try:
        parts = urlsplit(source)
        host, named = parts.hostname, parts.username is not None
    except ValueError:
        return f"{shown} is not an address"
    if not host:
        return f"{shown} has no host name"
    return Target(source, f"the host is {host}" if named else "")


def find_opener(which: Callable[[str], str | None] = shutil.which) -> str | None:
    """The program that opens files and addresses on this system; None if there is none."""
    return next((name for name in OPENERS if which(name)), None)


def open_with(opener: str, address: str) -> str:
    """Open a file or an address without waiting. Returns what went wrong, or the empty string."""
    try:
        subprocess.Popen(
            [opener, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # a browser's messages must not appear on our screen
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{opener} could not be started: {error.strerror}"
    return ""


# Editing


def find_editor(
    environment: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
) -> list[str]:
    """The reader's editor as a command with its arguments; an empty list if there is none."""
    for name in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(environment.get(name, ""))
        except ValueError:
            continue  # an unclosed quotation mark
        if command:
            return command
    return next(([name] for name in EDITORS if which(name)), [])


def edit_with(command: list[str], path: Path) -> str:
    """Edit a file until the editor ends. Returns what went wrong, or the empty string."""
    try:
        done = subprocess.run([*command, str(path)], check=False)
    except OSError as error:
        return f"{clean_line(command[0])} could not be started: {error.strerror}"
    return "" if done.returncode == 0 else f"{clean_line(command[0])} ended with status {done.returncode}"


def edit_text(command: list[str], text: str) -> tuple[str | None, str]:
    """Edit a text in a temporary file until the editor ends.

    Returns:
        The edited text, cleaned, or None if it cannot be read; and what went wrong, or the empty string. A newline that
        the editor added at the end is removed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="diptych-") as folder:  # readable only by its owner
            path = Path(folder) / "note.md"
            path.write_bytes(text.encode("utf-8", "replace"))
            trouble = edit_with(command, path)
            left = path.read_bytes()[: LONGEST_TEXT + 1]
    except OSError as error:
        return None, f"what the editor wrote cannot be read: {error.strerror}"
    if len(left) > LONGEST_TEXT:
        return None, f"what the editor wrote is longer than {LONGEST_TEXT // 1_000_000} MB, and was left out"
    try:
        written = left.decode()
    except UnicodeDecodeError:
        return None, "what the editor wrote is not UTF-8, and was left out"
    lines = normalise(written)[0].split("\n")
    edited = "\n".join("\t".join(map(clean, line.split("\t"))) for line in lines)
    return edited if text.endswith("\n") else edited.removesuffix("\n"), trouble


# The clipboard


def find_tool(
    environment: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
) -> Tool | None:
    """The first tool that is installed and can reach the reader's own clipboard; None if there is none."""
    return first_reachable(TOOLS, environment, which)


def copy_with(tool: Tool, text: str, *, patience: float = PATIENCE) -> bool:
    """Copy a text with a tool, waiting at most `patience` seconds. Returns whether the tool accepted it."""
    try:
        done = subprocess.run(
            [tool.name, *tool.arguments],
            input=text.encode(tool.encoding, "replace"),
            stdout=subprocess.DEVNULL,  # xclip keeps running to serve the selection, and must not keep our output open
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_CTYPE": "UTF-8"} if tool.name == "pbcopy" else None,
            start_new_session=True,
            timeout=patience,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
