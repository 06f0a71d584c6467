"""From roles to colours: a theme's inks as styles for the terminal, and its colours for Textual's own widgets."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES
from textual.theme import Theme as ScreenTheme

from reader.tui.model.ink import Ink, Line
from reader.tui.theme import Theme, styled


class Inks:
    """The styles of one theme."""

    def __init__(self, theme: Theme, *, colourless: bool = False) -> None:
        """Take the styles of a theme; `colourless` where no colour will reach the terminal (NO_COLOR)."""
        self.theme = theme
        self.colourless = colourless
        self.style = lru_cache(maxsize=512)(self._style)

    def strip(self, line: Line, width: int) -> Strip:
        """A line as Textual draws it, exactly `width` cells wide."""
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
            color=_parse(drawn.fg),
            bgcolor=_parse(drawn.bg),
            bold=drawn.bold or None,
            dim=drawn.dim or None,
            italic=drawn.italic or None,
            underline=drawn.underline or None,
            reverse=drawn.reverse or None,
        )


def _parse(colour: str) -> Color:
    return Color.default() if colour == "default" else Color.parse(colour)


def begin_in(app: App[None], theme: Theme) -> None:
    """Give an app that does not run yet its first theme, which is registered.

    Set as any other is, it would have every style sheet parsed a second time before the first paint (3 ms). An ansi
    theme is set so all the same, for with it goes a filter of Textual's.
    """
    if theme.ansi:
        app.theme = theme.name
    else:
        app.set_reactive(App.theme, theme.name)
        app.stylesheet.set_variables(app.get_css_variables())


def screen_theme(theme: Theme, *, colourless: bool = False) -> ScreenTheme:
    """The colours for Textual's own widgets: dialogs, palette, search line."""
    # underlined, too: in lists Textual 8.2 forgets what is to be reversed
    marked = {f"{kind}-cursor-text-style": "bold underline reverse" for kind in ("block", "input") if colourless}
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
            variables={**native.variables, **_roles(theme, ansi=True), **marked},
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
            **marked,
        },
    )


def _roles(theme: Theme, *, ansi: bool) -> dict[str, str]:
    """Our own roles as variables for the style sheets."""
    roles = ("panel", "text", "bright", "soft", "mute", "faint", "conflict", "cursor", "partner", "hit")
    return {f"ink-{role}": f"ansi_{getattr(theme, role)}" if ansi else getattr(theme, role) for role in roles}
