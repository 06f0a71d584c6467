from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from reader.story.inputs import PASTING, Tool, first_reachable, read_clipboard
from reader.story.open import open_story
from reader.story.sources import CLIPBOARD
from reader.story.version import SourceError


def program(folder: Path, script: str) -> Tool:
    path = folder / "paste"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Tool(name=str(path))


def test_what_is_on_the_clipboard_is_a_version_beside_files_and_standard_input(
    tmp_path: Path,
) -> None:
    tool = program(tmp_path, "printf 'The weir at Holm\\n\\nIt gave way at dawn.'")
    (tmp_path / "a.txt").write_text("It gave way at noon.")
    story = open_story(
        [CLIPBOARD, "-", str(tmp_path / "a.txt")],
        stdin=io.BytesIO(b"It gave way."),
        clipboard=lambda: read_clipboard(tools=[tool]),
    )

    assert [version.text for version in story.versions] == [
        "The weir at Holm\n\nIt gave way at dawn.",
        "It gave way.",
        "It gave way at noon.",
    ]
    assert (story.title, story.versions[0].name) == ("The weir at Holm", "clipboard")
    assert story.locators[0].startswith("sha256:")


@pytest.mark.parametrize(
    ("script", "said"),
    [("exit 1", "no text on the clipboard"), ("printf ' \\n'", "no text on the clipboard"), ("sleep 60", "no answer")],
)
def test_a_clipboard_without_text_is_reported_in_one_sentence(tmp_path: Path, script: str, said: str) -> None:
    tool = program(tmp_path, script)
    with pytest.raises(SourceError, match=said):
        read_clipboard(tools=[tool], seconds=0.3)
    with pytest.raises(SourceError, match="cannot be reached from here"):
        read_clipboard(tools=[])


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "wl-paste"),
        ({"DISPLAY": ":0"}, "xclip"),
        ({"DISPLAY": ":10", "WAYLAND_DISPLAY": "w", "SSH_TTY": "/dev/pts/1"}, "xclip"),
        ({}, "pbpaste"),
    ],
)
def test_the_tool_reaches_the_readers_own_clipboard(environment: dict[str, str], found: str) -> None:
    tool = first_reachable(PASTING, environment, lambda name: name)
    assert tool is not None
    assert tool.name == found
    assert first_reachable(PASTING, {"SSH_TTY": "/dev/pts/1"}, lambda name: name) is None
