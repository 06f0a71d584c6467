"""The app: a shell around the reading screen."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.events import Key, Resize
from textual.filter import LineFilter
from textual.screen import Screen

from reader.story.version import Story
from reader.tui.config import Config
from reader.tui.ending_app import EndingApp
from reader.tui.keys import UNBOUND, commands, default_keys
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.screens.reading import ReadingScreen, command
from reader.tui.session.notes import Keeping
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles, ThemeMemory
from reader.tui.walls import ColourFilter, ControlFilter

if TYPE_CHECKING:
    from reader.tui.session.sources import Shelving, Watch


class DiptychApp(EndingApp):
    """Reads one story at a time; without one it begins with the shelf."""

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
        native_colours: bool = False,
        palette: bool = False,
        shelving: Shelving | None = None,
    ) -> None:
        """Make the app; nothing is shown yet.

        Args:
            story: What to read; one without versions to begin with the shelf.
            keeping: Where notes and picks go.
            config: The reader's settings.
            themes: The themes to choose from, by name, or the files they are in.
            memory: What remembers the theme that is chosen.
            warnings: What was wrong with settings, themes and sources, to be said once.
            native_colours: Whether to send the terminal's own sixteen colours, or none (NO_COLOR).
            palette: Whether the terminal shows no more than 256 colours.
            shelving: What stands on the shelf; without it there is none.
        """
        super().__init__(ansi_color=True if native_colours else None)
        self.story = story
        self.keeping = keeping
        self.shelving = shelving
        self.watching: Watch | None = None
        """Watches the folders that versions may come into."""
        self.config = config or Config()
        self.theme_files = themes if isinstance(themes, ThemeFiles) else ThemeFiles.of(themes or {})
        self.theme_memory, self.palette = memory, palette
        self.warnings = tuple(warnings)
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

    def on_ready(self) -> None:
        """The text is on screen: memory is collected again, leaving alone what starting made (see `cli`)."""
        gc.freeze()
        gc.enable()

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the reading screen, or the shelf; one under it would only cost time."""
        said = ""
        if self.warnings:
            more = f" (and {len(self.warnings) - 1} more: see the terminal after leaving)" if self.warnings[1:] else ""
            said = self.warnings[0] + more
        if not self.story.versions and self.shelving is not None:
            from reader.tui.screens.shelf import ShelfScreen  # whoever names sources does without it

            return ShelfScreen(self.shelving, said)
        return self._reading_screen(said)

    def _reading_screen(self, said: str) -> ReadingScreen:
        screen = ReadingScreen(self.story, self.keeping)
        screen.reading.message = said
        return screen

    def read(self, story: Story, keeping: Keeping, said: str = "") -> None:
        """Read a story in place of what is on screen, and say something first."""
        self.keep_all()
        said = " · ".join(filter(None, [self.keeping.farewell, said]))
        self.story, self.keeping, self.watching = story, keeping, None
        while len(self.screen_stack) > 1:  # the shelf, over the story read before
            self.pop_screen()
        if not self.screen._result_callbacks:  # Textual gives the first screen none, and wants to take it away
            self.screen._push_result_callback(self.screen, None)
        self.switch_screen(self._reading_screen(said))

    def on_resize(self, event: Resize) -> None:
        """Draw all again where the terminal has its old size back before anything was drawn for another.

        It has dropped what did not fit meanwhile, but Textual sees a size that is as before, and does nothing.
        """
        if self.screen_stack and event.size == self.screen.size:
            self.screen.refresh()

    def on_key(self, event: Key) -> None:
        """A key that goes on with what came before it is no command: text for a field, a count, a mark's letter."""
        type_ahead, take_key = (getattr(self.screen, name, None) for name in ("type_ahead", "take_key"))
        typed = type_ahead is not None and event.is_printable and type_ahead(event.character)
        if typed or (take_key is not None and take_key(event)):
            event.prevent_default()

    def action_command_palette(self) -> None:
        """Open the palette."""
        from reader.tui.screens.dialogs import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every action of the reading screen, from its declaration."""
        if isinstance(screen, ReadingScreen):
            for action in commands(len(self.story.versions)):
                run = partial(screen.run_action, command(action.id))
                yield SystemCommand(action.label.capitalize(), action.help, run)
