"""Scrolling through blocks of rows that are laid out only where they are seen.

Places are relative, a block and a row in it, so that nothing needs the height of the whole text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

R = TypeVar("R")


class Place(NamedTuple):
    """A row in a flow. Rows before the start are negative rows of block 0, those past the end follow the last one's."""

    block: int
    row: int


class Gapped(Protocol):
    """A block, as scrolling sees it."""

    @property
    def gap(self) -> int:
        """Blank rows after it."""


class Scroll(ABC, Generic[R]):
    """Blocks of rows, one below the other."""

    blocks: Sequence[Gapped]

    @abstractmethod
    def rows(self, index: int) -> Sequence[R | None]:
        """The rows of one block, laid out now if they were not yet; None for a blank one."""

    def height(self, index: int) -> int:
        """Rows of a block with the blank ones after it."""
        return len(self.rows(index)) + self.blocks[index].gap

    def move(self, place: Place, count: int) -> Place:
        """The place `count` rows further down (or up, if negative); may lie before the start or past the end."""
        block, row = place.block, place.row + count
        while row < 0 and block > 0:
            block -= 1
            row += self.height(block)
        while block < len(self.blocks) - 1 and row >= self.height(block):
            row -= self.height(block)
            block += 1
        return Place(block, row)

    def distance(self, start: Place, end: Place, limit: int) -> int:
        """Rows from `start` down to `end`, negative upward; counting stops beyond `limit` either way."""
        if (end.block, end.row) < (start.block, start.row):
            return -self.distance(end, start, limit)
        if start.block == end.block:
            return end.row - start.row
        count = self.height(start.block) - start.row
        for block in range(start.block + 1, end.block):
            if count > limit:
                return limit + 1
            count += self.height(block)
        return count + end.row

    def window(self, top: Place, height: int) -> list[R | None]:
        """The rows on a screen of `height` rows that begins at `top`; None for a blank one."""
        out: list[R | None] = []
        block, row = top
        while len(out) < height and row < 0:
            out.append(None)
            row += 1
        while len(out) < height and block < len(self.blocks):
            rows = self.rows(block)
            while len(out) < height and row < self.height(block):
                out.append(rows[row] if row < len(rows) else None)
                row += 1
            row -= self.height(block) if row >= self.height(block) else 0
            block += 1
        return out + [None] * (height - len(out))

    def start(self) -> Place:
        """The very first row."""
        return Place(0, 0)

    def end(self, height: int) -> Place:
        """The top at which the last row of text stands on the last row of the screen, or the start if all fits."""
        if not self.blocks:
            return Place(0, 0)
        last = len(self.blocks) - 1
        top = self.move(Place(last, len(self.rows(last)) - 1), 1 - height)
        return Place(0, 0) if top.row < 0 else top

    def fits(self, height: int) -> bool:
        """Whether the whole text fits on `height` rows; wraps no more than those."""
        used = 0
        for index in range(len(self.blocks)):
            used += self.height(index)
            if used - 1 > height:
                return False
        return True
