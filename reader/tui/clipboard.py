"""The clipboard beyond the terminal: a tool of the system's own, where one reaches the reader's screen."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping

from reader.story.clipboard import Tool, first_reachable

PATIENCE = 2.0
"""Seconds that a tool may take."""


TOOLS = (
    Tool("wl-copy", ("--type", "text/plain;charset=utf-8"), "WAYLAND_DISPLAY"),
    Tool("xclip", ("-selection", "clipboard"), "DISPLAY", local=False),
    Tool("xsel", ("--clipboard", "--input"), "DISPLAY", local=False),
    Tool("pbcopy"),
    Tool("clip.exe", encoding="utf-16"),
)


def find_tool(
    environment: Mapping[str, str] = os.environ, which: Callable[[str], str | None] = shutil.which
) -> Tool | None:
    """The first tool that is installed and can reach the reader's own clipboard."""
    return first_reachable(TOOLS, environment, which)


def copy_with(tool: Tool, text: str, *, patience: float = PATIENCE) -> bool:
    """Give a text to a tool. Returns whether the tool took it; waits at most `patience` seconds."""
    try:
        done = subprocess.run(
            [tool.name, *tool.arguments],
            input=text.encode(tool.encoding, "replace"),
            stdout=subprocess.DEVNULL,  # xclip stays behind to serve the selection, and must not hold on to ours
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_CTYPE": "UTF-8"} if tool.name == "pbcopy" else None,
            start_new_session=True,
            timeout=patience,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
