"""A list that fills the screen: rows drawn as they are seen, one of them under the cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod

from reader.tui.model.ink import Ink, Line, fit
from reader.tui.model.reading import Spot

HEAD = 2
"""Rows above the list: its title, and what its columns are."""


class Listing(ABC):
    """What a list shows, and where its rows lead."""

    title = ""
    keys = ""
    """What the keys do, for the last row."""

    def __init__(self, *, at: int = 0) -> None:
        self.at = at
        """The row under the cursor."""
        self.top = 0
        """The first row on screen."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def head(self, width: int) -> Line:
        """What the columns are."""

    @abstractmethod
    def row(self, index: int, width: int, *, under: bool) -> Line:
        """One row; `under` the cursor or not."""

    @abstractmethod
    def spot(self) -> Spot | None:
        """Where the row under the cursor leads."""

    def status(self) -> str:
        """The row under the cursor in words."""
        return f"{self.at + 1} of {self.count}" if self.count else ""

    @abstractmethod
    def across(self, count: int) -> None:
        """Move to another column or version."""

    def move(self, count: int, height: int) -> None:
        """Move the cursor by rows; it stays on the screen of `height` rows, a little away from its edges."""
        self.at = min(max(0, self.at + count), max(0, self.count - 1))
        margin = min(3, height // 4)
        self.top = min(max(self.top, self.at - height + 1 + margin), self.at - margin)
        self.top = max(0, min(self.top, self.count - height))

    def draw(self, width: int, height: int) -> list[Line]:
        """The whole screen: title, columns, rows, keys."""
        panel = Ink(bg="panel")
        body = max(1, height - HEAD - 1)
        self.move(0, body)
        lines = [
            fit([(" ", panel), (self.title, Ink("bright", "panel", bold=True))], width, panel),
            fit(self.head(width), width, Ink()),
        ]
        for index in range(self.top, self.top + body):
            line = self.row(index, width, under=index == self.at) if index < self.count else []
            lines.append(fit(line, width, Ink()))
        status = self.status()
        keys: Line = [(" " + self.keys, Ink("mute", "panel"))]
        gap = width - len(self.keys) - len(status) - 2
        if gap > 2:
            keys.append((" " * gap + status, Ink("text", "panel")))
        lines.append(fit(keys, width, panel))
        return lines[:height]
