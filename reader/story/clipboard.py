"""The system's clipboard, through whichever of its own tools reaches the reader's screen."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from reader.story.sources import LIMIT, too_large
from reader.story.version import SourceError

PATIENCE = 5.0
"""Seconds that a tool may take to give the clipboard; who owns it may first have to make the text."""


class Tool(NamedTuple):
    """A program that takes text to the clipboard, or gives what is on it."""

    name: str
    arguments: tuple[str, ...] = ()
    needs: str = ""
    """The environment variable without which it has no screen to go to."""
    local: bool = True
    """Whether it knows only the machine it runs on, which over ssh is not the reader's."""
    encoding: str = "utf-8"


PASTING = (
    Tool("wl-paste", ("--no-newline", "--type", "text"), "WAYLAND_DISPLAY"),
    Tool("xclip", ("-selection", "clipboard", "-out"), "DISPLAY", local=False),
    Tool("xsel", ("--clipboard", "--output"), "DISPLAY", local=False),
    Tool("pbpaste"),
    Tool(
        "powershell.exe",
        ("-NoProfile", "-Command", "[Console]::OutputEncoding=[Text.Encoding]::UTF8; Get-Clipboard -Raw"),
    ),
)


def first_reachable(
    tools: Sequence[Tool],
    environment: Mapping[str, str] = os.environ,
    which: Callable[[str], str | None] = shutil.which,
) -> Tool | None:
    """The first tool that is installed and can reach the reader's own clipboard."""
    far = bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))
    for tool in tools:
        reachable = (not tool.needs or environment.get(tool.needs)) and not (far and tool.local)
        if reachable and which(tool.name):
            return tool
    return None


def read_clipboard(*, tools: Sequence[Tool] = PASTING, patience: float = PATIENCE) -> bytes:
    """What is on the clipboard, as text.

    Args:
        tools: Those that may be asked.
        patience: Seconds to wait.

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
        ) as asked:
            try:
                data, _ = asked.communicate(timeout=patience)
            except BaseException:
                asked.kill()
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
