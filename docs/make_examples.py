"""Makes the examples in formats.md by the program: `python docs/make_examples.py`.

A block that names a file is written as that file; one that begins with a command gets what the command prints; the one
called `notes` is a notes file, as of a fixed moment.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from reader.align.compare import compare
from reader.notes.anchors import make_anchor
from reader.notes.file_merge import fresh
from reader.notes.notes_file import parts_of
from reader.notes.store import Store
from reader.story.open import open_story

PAGE = Path(__file__).with_name("formats.md")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
THEN = datetime(2031, 2, 14, 9, 12, 44, tzinfo=UTC)


def renewed(page: str) -> str:
    """The page with its examples made anew."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(page, Path(folder))
        return BLOCK.sub(lambda block: _renewed(block, Path(folder)), page)


def write_files(page: str, folder: Path) -> None:
    """Write the files that the page shows."""
    for _, name, text in BLOCK.findall(page):
        if name and name != "notes":
            (folder / name).write_text(text, "utf-8")


def _renewed(block: re.Match[str], folder: Path) -> str:
    kind, name, text = block.groups()
    if kind == "console":
        command = text.splitlines()[0]
        return f"```console\n{command}\n{_printed(command.removeprefix('$ '), folder)}```"
    return f"```markdown notes\n{_notes(folder).rstrip()}\n```" if name == "notes" else block[0]


def _printed(command: str, folder: Path) -> str:
    words = f"{shlex.quote(sys.executable)} -P -m reader "
    line = command.replace("python3 ", f"{shlex.quote(sys.executable)} ").replace("diptych ", words, 1)
    environment = {**os.environ, "PYTHONPATH": str(PAGE.parent.parent)}
    done = subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, check=False)
    if done.stderr:
        raise RuntimeError(done.stderr.decode())
    return done.stdout.decode()


def _notes(folder: Path) -> str:
    """The notes file of the example, with one sentence picked and one note."""
    story = open_story([str(folder / "story.yaml")])
    story = replace(story, key="5e2f0c7a9d41b386", locators=("file:/desk/ledger.txt", "file:/desk/wire.txt"))
    numbers = count(1)
    first, second = story.versions
    with Store.open(folder / "notes.sqlite3", now=lambda: THEN, new_id=lambda: f"{next(numbers):032x}") as store:
        notes = store.story(story)
        telling = [
            make_anchor(version, locator, version.sentences[1].span)
            for version, locator in zip((first, second), story.locators, strict=True)
        ]
        notes.pick(telling)
        notes.add_note("Which day was it? #date", telling)
        parts = parts_of(story, compare(story.versions), notes.entries(), saved=THEN, program="diptych")
    return fresh(parts)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
