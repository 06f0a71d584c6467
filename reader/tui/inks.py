"""From roles to colours: a theme's inks as styles for the terminal, and its colours for Textual's own widgets."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as ScreenTheme

from reader.tui.model.ink import Ink, Line
from reader.tui.theme import Theme


class Inks:
    """The styles of one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.style = lru_cache(maxsize=512)(self._style)

    def strip(self, line: Line, width: int) -> Strip:
        """A line as Textual draws it, exactly `width` cells wide."""
        strip = Strip([Segment(text, self.style(ink)) for text, ink in line])
        return strip.adjust_cell_length(width, self.style(Ink()))

    def _colour(self, role: str) -> str:
        if role.startswith("version:"):
            return self.theme.version(int(role.removeprefix("version:")))
        if role == "thumb":
            return self.theme.partner
        return str(getattr(self.theme, role))

    def _style(self, ink: Ink) -> Style:
        theme = self.theme
        fg, bg = self._colour(ink.fg), self._colour(ink.bg)
        quiet = theme.ansi and ink.fg in ("soft", "mute")
        lit = theme.ansi and ink.fg == "bright"
        # a tint that an ansi theme does not have must still be seen: hits and selections are drawn reversed
        reverse = theme.ansi and ink.bg in ("hit", "thumb", "selection") and bg == "default"
        return Style(
            color=_parse(fg),
            bgcolor=_parse(bg),
            bold=ink.bold or lit or None,
            dim=quiet or None,
            italic=ink.italic or None,
            underline=ink.underline or None,
            reverse=reverse or None,
        )


def _parse(colour: str) -> Color:
    return Color.default() if colour == "default" else Color.parse(colour)


def screen_theme(theme: Theme) -> ScreenTheme:
    """The colours for Textual's own widgets: dialogs, palette, search line."""
    if theme.ansi:
        native = BUILTIN_THEMES["ansi-dark" if theme.dark else "ansi-light"]
        return ScreenTheme(
            name=theme.name,
            primary=native.primary,
            secondary=native.secondary,
            warning=native.warning,
            error=native.error,
            success=native.success,
            accent=native.accent,
            foreground=native.foreground,
            background=native.background,
            surface=native.surface,
            panel=native.panel,
            boost=native.boost,
            dark=theme.dark,
            ansi=True,
            variables={**native.variables, **_roles(theme, ansi=True)},
        )
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
        },
    )


def _roles(theme: Theme, *, ansi: bool) -> dict[str, str]:
    """Our own roles as variables for the style sheets."""
    roles = ("panel", "text", "bright", "soft", "mute", "faint", "conflict", "cursor", "partner", "hit")
    return {f"ink-{role}": f"ansi_{getattr(theme, role)}" if ansi else getattr(theme, role) for role in roles}
