"""A theme's inks as styles for the terminal, and its colours for Textual's own widgets."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as ScreenTheme

from reader.tui.model.ink import Ink, Line
from reader.tui.theme import Theme, styled


class Inks:
    """The styles of one theme."""

    def __init__(self, theme: Theme, *, colourless: bool = False) -> None:
        """Make the styles of a theme; `colourless` if no colour will reach the terminal (NO_COLOR)."""
        self.theme = theme
        self.colourless = colourless
        self.style = lru_cache(maxsize=512)(self._style)

    def strip(self, line: Line, width: int) -> Strip:
        """A line as a strip for Textual, exactly `width` cells wide."""
        strip = Strip([Segment(text, self.style(ink)) for text, ink in line])
        return strip.adjust_cell_length(width, self.style(Ink()))

    def _style(self, ink: Ink) -> Style:
        drawn = styled(
            self.theme,
            ink.fg,
            ink.bg,
            bold=ink.bold,
            italic=ink.italic,
            underline=ink.underline,
            colourless=self.colourless,
        )
        return Style(
            color=_rich_colour(drawn.fg),
            bgcolor=_rich_colour(drawn.bg),
            bold=drawn.bold or None,
            dim=drawn.dim or None,
            italic=drawn.italic or None,
            underline=drawn.underline or None,
            reverse=drawn.reverse or None,
        )


def _rich_colour(colour: str) -> Color:
    return Color.default() if colour == "default" else Color.parse(colour)


def screen_theme(theme: Theme, *, colourless: bool = False) -> ScreenTheme:
    """The colours for Textual's own widgets: dialogs, palette, search line."""
    # underlined too: in lists, Textual 8.2 drops `reverse`
    marked = {f"{kind}-cursor-text-style": "bold underline reverse" for kind in ("block", "input") if colourless}
    if theme.ansi:
        native = BUILTIN_THEMES["ansi-dark" if theme.dark else "ansi-light"]
        variables = {**native.variables, **_roles(theme, ansi=True), **marked}
        return replace(native, name=theme.name, dark=theme.dark, ansi=True, variables=variables)
    return ScreenTheme(
        name=theme.name,
        primary=theme.version(0),
        secondary=theme.version(1),
        warning=theme.version(1),
        error=theme.conflict,
        success=theme.version(2),
        accent=theme.version(1),
        foreground=theme.text,
        background=theme.background,
        surface=theme.panel,
        panel=theme.panel,
        dark=theme.dark,
        variables={
            **_roles(theme, ansi=False),
            "block-cursor-background": theme.cursor,
            "block-cursor-foreground": theme.bright,
            "input-selection-background": theme.selection,
            "screen-selection-background": theme.selection,
            "scrollbar": theme.mute,
            "scrollbar-background": theme.panel,
            **marked,
        },
    )


def _roles(theme: Theme, *, ansi: bool) -> dict[str, str]:
    """Our roles as variables for the style sheets."""
    roles = ("panel", "text", "bright", "soft", "mute", "faint", "conflict", "cursor", "partner", "hit")
    return {f"ink-{role}": f"ansi_{getattr(theme, role)}" if ansi else getattr(theme, role) for role in roles}
