"""The app: a shell around the reading screen."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from rich.console import RenderableType
from textual.app import SystemCommand
from textual.events import Key
from textual.filter import LineFilter
from textual.screen import Screen

from reader.story.story import Story
from reader.tui.actions import UNBOUND, commands, default_keys
from reader.tui.config import Config
from reader.tui.keeping import Keeping
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.screens.reading import ReadingScreen, command
from reader.tui.signals import catch_signals, crash_report
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles
from reader.tui.theme_memory import ThemeMemory
from reader.tui.themed_app import ThemedApp
from reader.tui.walls import ColourFilter, ControlFilter


class DiptychApp(ThemedApp):
    """Reads one story."""

    TITLE = "Diptych"
    CSS_PATH = "screens/reading.tcss"  # Textual does not load a default screen's own
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    animation_level = "none"

    def __init__(
        self,
        story: Story,
        keeping: Keeping,
        *,
        config: Config | None = None,
        themes: Mapping[str, Theme] | ThemeFiles | None = None,
        memory: ThemeMemory | None = None,
        warnings: Sequence[str] = (),
        greeting: str = "",
        native_colours: bool = False,
        palette: bool = False,
    ) -> None:
        """Make the app; nothing is shown yet.

        Args:
            story: What to read.
            keeping: Where notes and picks go.
            config: The reader's settings.
            themes: The themes to choose from, by name, or the files they are in.
            memory: What remembers the theme that is chosen.
            warnings: What was wrong with settings, themes and sources, to be said once.
            greeting: What to say first where there is no warning.
            native_colours: Whether to send the terminal's own sixteen colours, or none (NO_COLOR).
            palette: Whether the terminal shows no more than 256 colours.
        """
        super().__init__(ansi_color=True if native_colours else None)
        self.story = story
        self.keeping = keeping
        self.config = config or Config()
        self.theme_files = themes if isinstance(themes, ThemeFiles) else ThemeFiles.of(themes or {})
        self.theme_memory, self.palette = memory, palette
        self.warnings = tuple(warnings)
        self.greeting = greeting
        self.keys = {**default_keys(), **self.config.keys}
        self._walls: list[LineFilter] = [ControlFilter(), ColourFilter()] if self.no_color else [ControlFilter()]
        self.use_signs(ASCII if self.config.ascii else UNICODE)
        self.use_theme(self.themes.get(self.config.theme) or next(iter(self.themes.values())))
        self.set_keymap({action: ",".join(keys) or UNBOUND for action, keys in self.config.keys.items()})

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the wall that lets no control character through.

        Without colour the walls alone: Textual's would turn dim text into a colour first, which is then taken away.
        """
        return self._walls if self.no_color else [*super().get_line_filters(), *self._walls]

    def on_load(self) -> None:
        """From here on, which is before the terminal is touched, signals end the program in good order."""
        catch_signals(self.leave)

    def on_ready(self) -> None:
        """The text is on screen: memory is collected again, leaving alone what starting made (see `cli`)."""
        gc.freeze()
        gc.enable()

    def get_default_screen(self) -> Screen[None]:
        """Begin with the reading screen; one under it would only cost time."""
        screen = ReadingScreen(self.story, self.keeping)
        screen.reading.message = self.greeting
        if self.warnings:
            more = f" (and {len(self.warnings) - 1} more: see the terminal after leaving)" if self.warnings[1:] else ""
            screen.reading.message = self.warnings[0] + more
        return screen

    def on_key(self, event: Key) -> None:
        """A key that goes on with what came before it is no command: text for a field, a count, a mark's letter."""
        type_ahead, take_key = (getattr(self.screen, name, None) for name in ("type_ahead", "take_key"))
        typed = type_ahead is not None and event.is_printable and type_ahead(event.character)
        if typed or (take_key is not None and take_key(event)):
            event.prevent_default()

    def leave(self, status: int) -> None:
        """Keep what is to be kept and end with an exit status."""
        self._keep_all()
        self.exit(return_code=status)

    async def action_quit(self) -> None:
        """Leave from wherever the reader is; Textual binds ctrl+q to this."""
        self.leave(0)

    def _keep_all(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ReadingScreen):
                screen.keep_all()

    def panic(self, *renderables: RenderableType) -> None:
        """End after something that must not happen, with an exit status that says so."""
        self._return_code = self._return_code or 1
        super().panic(*renderables)

    def _fatal_error(self) -> None:
        """Keep everything, then say what went wrong; Textual would print local variables, and so the reader's notes."""
        with contextlib.suppress(Exception):  # whatever is broken, the crash itself is what must be told
            self._keep_all()
        self.panic(crash_report())

    def action_command_palette(self) -> None:
        """Open the palette."""
        from reader.tui.screens.commanding import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every action of the reading screen, from its declaration."""
        if isinstance(screen, ReadingScreen):
            for action in commands(len(self.story.versions)):
                run = partial(screen.run_action, command(action.id))
                yield SystemCommand(action.label.capitalize(), action.help, run)
