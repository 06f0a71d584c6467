"""A scroll bar of whole cells, for terminals and fonts without the eighths of a block."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class WholeCells(ScrollBarRender):
    """Draws the bar's ends as blanks, in colour alone, as the rest of it is."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def use_scroll_bars(*, ascii_only: bool) -> None:
    """Choose how scroll bars are drawn; Textual knows one way for a whole program."""
    ScrollBar.renderer = WholeCells if ascii_only else ScrollBarRender
