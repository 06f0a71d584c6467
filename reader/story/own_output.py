"""What Diptych wrote itself: notes files and exported comparisons, which are never versions of a story."""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

NOTES, PAGE, COMPARISON = "a notes file", "a page with a comparison", "a comparison"

_BEGINNING = 1 << 16
"""Bytes that are looked at. The front matter of a notes file with twelve versions has some 3,000."""
_FRONT = re.compile(r"\ufeff?---[ \t\r]*\n(.*?)^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE)
_NOTES_FORMAT = re.compile(r"""^format:\s*["']?diptych/notes@\d""", re.MULTILINE)
_KEY = re.compile(r"""^key:\s*["']?([0-9a-f]{16})["']?\s*$""", re.MULTILINE)
_GENERATOR = re.compile(r"""<meta name="generator" content="diptych/(?:page|brief)@\d""")
_MARK = re.compile(r"\ufeff?(?:<!-- )?diptych/(?:rows|critic|stats|links|brief)@\d")


class OwnOutput(NamedTuple):
    """A file that Diptych wrote."""

    what: str
    """NOTES, PAGE or COMPARISON."""
    front: str = ""
    """The front matter of a notes file: YAML, without the lines around it."""

    @property
    def key(self) -> str:
        """The key of the story that a notes file belongs to; empty if it names none."""
        found = _KEY.search(self.front)
        return found[1] if found else ""


def own_output(path: Path) -> OwnOutput | None:
    """Tell from a file's beginning whether Diptych wrote it; None if it did not, or it cannot be read."""
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(facts.st_mode):
        return None
    return _look(str(path), facts.st_size, facts.st_mtime_ns, facts.st_ino)


@lru_cache(maxsize=1_000)
def _look(path: str, *_: int) -> OwnOutput | None:
    """Look into a file, once for as long as it stays as it is: a watched folder is looked into every second."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            beginning = (file.read(_BEGINNING) or b"").decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return None
    front = _FRONT.match(beginning)
    if front and _NOTES_FORMAT.search(front[1]):
        return OwnOutput(NOTES, front[1])
    if _GENERATOR.search(beginning[:4_000]):
        return OwnOutput(PAGE)
    return OwnOutput(COMPARISON) if _MARK.match(beginning) else None
