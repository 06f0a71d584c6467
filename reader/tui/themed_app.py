"""An app that is drawn in one of several themes, and can change into another at any moment; in ASCII if need be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import App
from textual.driver import Driver

from reader.tui.inks import Inks, begin_in, screen_theme
from reader.tui.model.signs import SignSet
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles, ThemeMemory


class ThemedApp(App[None]):
    """Knows the themes there are, and which one is worn."""

    theme_files: ThemeFiles
    theme_memory: ThemeMemory | None
    """Remembers the theme that is chosen; None where nothing is to be remembered."""
    inks: Inks
    """The styles of the theme that is worn."""
    worn: Theme
    """That theme, as it was before it was fitted to the terminal."""
    signs: SignSet
    palette: bool
    """Whether themes are put into the 256 colours of a terminal that has no more."""
    _bars_drawn: ClassVar = False
    """Whether how scroll bars are drawn was ever changed, for Textual knows one way for a whole program."""

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, and for a terminal of this machine our own kind of it."""
        chosen = super().get_driver_class()
        if chosen.__module__ != "textual.drivers.linux_driver":
            return chosen
        from reader.tui.terminal import TerminalDriver

        return TerminalDriver

    def get_css_variables(self) -> dict[str, str]:
        """What style sheets take from the theme; nothing before there is one, when Textual asks the first time."""
        return super().get_css_variables() if hasattr(self, "worn") else {}

    def use_signs(self, signs: SignSet) -> None:
        """Draw with these signs; in ASCII, Textual's own widgets too (`-ascii` in the style sheets)."""
        self.signs = signs
        self.set_class(signs.ascii, "-ascii")
        if signs.ascii or ThemedApp._bars_drawn:
            from reader.tui.widgets import use_scroll_bars  # few terminals need it

            use_scroll_bars(ascii_only=signs.ascii)
            ThemedApp._bars_drawn = True

    @property
    def themes(self) -> Mapping[str, Theme]:
        """The themes to choose from, by name."""
        return self.theme_files.themes

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in a theme; in the same one again after its file has changed."""
        self.worn = theme
        if self.palette:
            from reader.tui.theme import in_256_colours  # few terminals need it

            theme = in_256_colours(theme)
        self.inks = Inks(theme, colourless=self.no_color)
        self.register_theme(screen_theme(theme, colourless=self.no_color))
        if not self.is_running:
            begin_in(self, theme)
            return
        if self.theme == theme.name:
            self.mutate_reactive(App.theme)
        self.theme = theme.name
        for screen in self.screen_stack:
            draw = getattr(screen, "draw", None)  # screens of our own lines; Textual's widgets follow by themselves
            if draw is not None:
                draw()
