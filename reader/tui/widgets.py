"""Widgets of our own, and Textual's made safe: a canvas for lines, a list of choices, fields, scroll bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.color import Color
from textual.containers import Horizontal
from textual.events import Paste
from textual.filter import LineFilter
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, OptionList

from reader.story.clean import clean, normalise

LONGEST_PASTE = 100_000
"""Code points of a paste that are accepted. A field gets slower with each one."""
TOAST = 12.0
"""Seconds that a long message stays on screen."""


class Body(Horizontal):
    """Holds canvases side by side. They cover it, so it draws nothing but its background."""

    BLANK = True


class Canvas(Widget):
    """A part of the screen that shows lines drawn elsewhere (Textual's Line API)."""

    DEFAULT_CSS = "Canvas { height: 1fr; }"

    def __init__(self, *, id: str, classes: str = "") -> None:  # noqa: A002
        super().__init__(id=id, classes=classes or None)
        self._strips: list[Strip] = []

    def show(self, strips: list[Strip]) -> None:
        """Show these lines, one a row and each as wide as the canvas. Rows that have not changed are not sent again."""
        width, before = self.size.width, self._strips
        self._strips = strips
        rows = max(len(before), len(strips))
        changed = [
            Region(0, y, width, 1)
            for y in range(rows)
            if y >= len(before) or y >= len(strips) or before[y] != strips[y]
        ]
        if changed:
            self.refresh(*changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The filtered strips of a part of the canvas.

        Textual's own method adds margins, borders and tints, of which a canvas has none, and keeps every strip three
        times. That took half of the time of painting a whole screen.
        """
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = [_filtered(self.render_line(y), filters, background) for y in crop.line_range]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """The strip of one row; blank if Textual asks for it before there are any."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.rich_style)


def _filtered(strip: Strip, filters: Sequence[LineFilter], background: Color) -> Strip:
    segments = before = list(strip)
    for each in filters:
        segments = each.apply(segments, background)
    return strip if segments is before else Strip(segments, strip.cell_length)


class Choices(OptionList):
    """A list to choose from, which ignores the page keys while it has no room. Textual's raises KeyError.

    Reproduction with Textual 8.2.8:

        class Lists(App):
            CSS = "OptionList { display: none }"

            def compose(self):
                yield OptionList("a", "b")

        app = Lists()
        async with app.run_test():
            app.query_one(OptionList).highlighted = 0
            app.query_one(OptionList).action_page_down()  # KeyError: 0
    """

    def action_page_up(self) -> None:
        """Move up a page, if there are pages."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Move down a page, if there are pages."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]


class Cleaned:
    """Mixed into a field of Textual's: what is pasted is cleaned first."""

    def on_paste(self, event: Paste) -> None:
        """Clean what is pasted, and cut it, before the field takes it."""
        if len(event.text) > LONGEST_PASTE and isinstance(self, Widget):
            said = f"only the first {LONGEST_PASTE:,} characters were pasted"
            self.notify(said, markup=False)
        event.text = clean(normalise(event.text[:LONGEST_PASTE])[0])


class Field(Cleaned, Input):
    """A field of one line."""


class WholeCells(ScrollBarRender):
    """A scroll bar in colour alone: its ends are blanks, not parts of a block."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def use_scroll_bars(*, ascii_only: bool) -> None:
    """Choose how scroll bars are drawn. Textual has one renderer for the whole process."""
    ScrollBar.renderer = WholeCells if ascii_only else ScrollBarRender
