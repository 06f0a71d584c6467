"""Fixtures for tests in a real terminal: it is closed at the end of each test, however that goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.terminal.terminal import DIPTYCH, Terminal

FIRST = """\
The bell of Orsk rings again

The sexton counted eleven strokes before he let go of it on Monday.

"We had almost forgotten its voice", Vera Lindqvist told the council.

Snow had kept the ferry in the harbour since Friday.
"""
SECOND = """\
Bell of Orsk rings again

After forty years of silence a visitor from the museum asked who had paid for the rope.

"We had almost forgotten its voice", said Vera Lindqvist, who keeps the keys.

A school choir sang beneath the tower until dark.
"""


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    """A function that starts the reader with some arguments in a terminal of its own."""
    terminals: list[Terminal] = []

    def begin(*arguments: str | Path, command: Sequence[str] = DIPTYCH, **options: object) -> Terminal:
        terminals.append(Terminal([*command, *map(str, arguments)], **options))  # type: ignore[arg-type]
        return terminals[-1]

    yield begin
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two short versions of an invented story: files in a folder of the test's own."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(FIRST, encoding="utf-8")
    second.write_text(SECOND, encoding="utf-8")
    return first, second
