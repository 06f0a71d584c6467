"""The base of the app: what screens may ask of it, its themes and signs, how it ends, and the filters on its output.

Screens are typed against `AppBase`; only `reader.tui.app` knows the screens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from rich.console import RenderableType
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.filter import LineFilter
from textual.screen import Screen

from reader.story.version import Story
from reader.tui.config import Config
from reader.tui.inks import Inks, screen_theme
from reader.tui.model.signs import SignSet
from reader.tui.rights import Rights
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.terminal import TerminalDriver, catch_signals, report_crashes, set_failed, start_in_theme
from reader.tui.theme import Theme, in_256_colours
from reader.tui.theme_files import ThemeFiles, ThemeMemory
from reader.tui.widgets import use_scroll_bars

if TYPE_CHECKING:  # few readers watch a folder
    from reader.tui.session.sources import Watch

# What the app asks of a screen, where the screen has it


@runtime_checkable
class TakesText(Protocol):
    """A screen with a field that may not have the focus yet."""

    def type_ahead(self, text: str) -> bool:
        """Put a character into the open field. Returns whether it was taken."""
        ...


@runtime_checkable
class TakesKeys(Protocol):
    """A screen on which a key can continue what was typed before it: a count, the letter of a mark."""

    def take_key(self, event: Key) -> bool:
        """Take a key before bindings are looked up. Returns whether it was taken."""
        ...


@runtime_checkable
class KeepsWork(Protocol):
    """A screen with something to save before the program ends."""

    def keep_all(self) -> None:
        """Save it."""
        ...


@runtime_checkable
class DrawsItself(Protocol):
    """A screen that draws its own lines, and must do so again when the theme changes."""

    def draw(self) -> None:
        """Draw."""
        ...


def on_top(app: App[Any], screen: Screen[Any]) -> bool:
    """Whether a screen has nothing over it. A click or key that comes late finds its screen gone, or covered."""
    return app.screen_stack[-1:] == [screen]


class AppBase(App[None]):
    """What every screen can rely on."""

    story: Story
    """The story being read."""
    session: Session
    """Keeps that story's notes and picks."""
    bookshelf: Bookshelf | None
    """The shelf; None where there is none."""
    folder_watch: Watch | None
    """Watches the folders that new versions may appear in; None where that was not asked for."""
    rights: Rights
    """What the reader may do on this machine."""
    config: Config
    keys: Mapping[str, tuple[str, ...]]
    """For each action its keys, as they are bound now."""
    theme_files: ThemeFiles
    theme_memory: ThemeMemory | None
    """Remembers the chosen theme; None where nothing is to be remembered."""
    inks: Inks
    """The styles of the current theme."""
    current: Theme
    """The current theme, before it was fitted to the terminal."""
    signs: SignSet
    came_from_desk: bool
    """Whether the story being read was opened on the desk, to which the reader then goes back."""
    first_start: bool
    """Whether the reader has neither settings nor notes yet, and the first keys are still to be shown."""
    palette: bool
    """Whether themes are reduced to the 256 colours of the terminal."""
    _ascii_bars: ClassVar = False
    """Whether scroll bars are drawn in ASCII. Textual has one renderer for the whole process."""

    def read(self, story: Story, session: Session, said: str = "") -> None:
        """Read another story in place of the one on screen, and show a message first."""
        raise NotImplementedError

    def show_shelf(self, *, to_open: bool = False) -> None:
        """Show the shelf over the story that is being read; `to_open` with its field for paths and addresses."""
        raise NotImplementedError

    def show_desk(self) -> None:
        """Show the desk over what is on screen."""
        raise NotImplementedError

    # the terminal

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice; on a Unix terminal our own subclass of it."""
        chosen = super().get_driver_class()
        return TerminalDriver if chosen is LinuxDriver else chosen

    # themes and signs

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours for style sheets. Textual asks once before there is a theme: none then."""
        return super().get_css_variables() if hasattr(self, "current") else {}

    def use_signs(self, signs: SignSet) -> None:
        """Draw with these signs; in ASCII, Textual's own widgets too (`-ascii` in the style sheets)."""
        self.signs = signs
        self.set_class(signs.ascii, "-ascii")
        if signs.ascii or AppBase._ascii_bars:
            use_scroll_bars(ascii_only=signs.ascii)
            AppBase._ascii_bars = signs.ascii

    @property
    def themes(self) -> Mapping[str, Theme]:
        """The themes to choose from, by name."""
        return self.theme_files.themes

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in a theme, also again in the same one after its file has changed."""
        self.current = theme
        if self.palette:
            theme = in_256_colours(theme)
        self.inks = Inks(theme, colourless=self.no_color)
        self.register_theme(screen_theme(theme, colourless=self.no_color))
        if not self.is_running:
            start_in_theme(self, theme.name, ansi=theme.ansi)
            return
        if self.theme == theme.name:
            self.mutate_reactive(App.theme)
        self.theme = theme.name
        for screen in self.screen_stack:
            if isinstance(screen, DrawsItself):  # Textual redraws its own widgets
                screen.draw()

    # ending

    def on_load(self) -> None:
        """Handle signals from here on, which is before the terminal is touched."""
        catch_signals(self.leave)
        report_crashes(self, self.keep_all)

    def leave(self, status: int) -> None:
        """Save everything and exit with this status."""
        self.keep_all()
        self.exit(return_code=status)

    async def action_quit(self) -> None:
        """Leave from any screen; Textual binds ctrl+q to this."""
        self.leave(0)

    def keep_all(self) -> None:
        """Save what the screens have to save."""
        for screen in self.screen_stack:
            if isinstance(screen, KeepsWork):
                screen.keep_all()

    def panic(self, *renderables: RenderableType) -> None:
        """End after an internal error, with an exit status that says so."""
        set_failed(self)
        super().panic(*renderables)


# Output filters: control characters and colour


_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


class ControlFilter(LineFilter):
    """Replaces control characters in every line that any widget draws.

    Texts are cleaned when they are opened. This is the second line of defence, and covers names of files and themes.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments, with each control character replaced by a visible sign."""
        if all(segment.control or _is_harmless(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(re.sub(_CONTROLS, "\ufffd", segment.text), segment.style)
            for segment in segments
        ]


class ColourFilter(LineFilter):
    """Removes every colour, and leaves bold, dim, underlined and reversed text as it is.

    With NO_COLOR, Textual's own filter still sends a colour code with every piece of text.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments without colours."""
        return [
            segment if segment.control else Segment(segment.text, segment.style and segment.style.without_color)
            for segment in segments
        ]


def _is_harmless(text: str) -> bool:
    return text.isprintable() or re.search(_CONTROLS, text) is None  # the first test is fast and nearly always enough
