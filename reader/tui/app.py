"""The app: it knows the screens, and shows the one that is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.events import Key, Resize
from textual.filter import LineFilter
from textual.screen import Screen

from reader.story.version import Story
from reader.tui.app_base import AppBase, ColourFilter, ControlFilter, TakesKeys, TakesText
from reader.tui.config import Config
from reader.tui.keys import UNBOUND, default_keys
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.rights import OWNER, Rights
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.terminal import switch_screen
from reader.tui.theme import Theme
from reader.tui.theme_files import ThemeFiles, ThemeMemory

if TYPE_CHECKING:  # few readers watch a folder, or begin with the desk
    from reader.tui.screens.desk import DeskScreen
    from reader.tui.session.sources import Watch


class DiptychApp(AppBase):
    """Reads one story at a time; without one it begins with the shelf."""

    TITLE = "Diptych"
    CSS_PATH = "screens/reading.tcss"  # Textual does not load the style sheet of a default screen
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    animation_level = "none"

    def __init__(
        self,
        story: Story,
        session: Session,
        *,
        config: Config | None = None,
        themes: Mapping[str, Theme] | ThemeFiles | None = None,
        memory: ThemeMemory | None = None,
        warnings: Sequence[str] = (),
        native_colours: bool = False,
        palette: bool = False,
        first_start: bool = False,
        bookshelf: Bookshelf | None = None,
        folder_watch: Watch | None = None,
        desk: bool = False,
        rights: Rights = OWNER,
    ) -> None:
        """Make the app; nothing is shown yet.

        Args:
            story: What to read; a story without versions to begin with the shelf.
            session: Keeps notes and picks.
            config: The reader's settings.
            themes: The themes to choose from, by name, or the files they are in.
            memory: Remembers the chosen theme.
            warnings: What was wrong with settings, themes and sources, to be shown once.
            native_colours: Whether to send the terminal's own sixteen colours, or none (NO_COLOR).
            palette: Whether the terminal shows no more than 256 colours.
            first_start: Whether to show the first keys over the story until a key is pressed.
            bookshelf: The shelf; without it there is none.
            folder_watch: Watches the folders that new versions may appear in.
            desk: Whether to begin with the desk, not with the shelf.
            rights: What the reader may do on this machine.
        """
        super().__init__(ansi_color=True if native_colours else None)
        self.story, self.session = story, session
        self.bookshelf, self.folder_watch = bookshelf, folder_watch
        self.rights, self.came_from_desk = rights, desk
        self.config = config or Config()
        self.theme_files = themes if isinstance(themes, ThemeFiles) else ThemeFiles.of(themes or {})
        self.theme_memory, self.palette = memory, palette
        self.warnings = tuple(warnings)
        self.farewells: list[str] = []
        """What stories that were left had to say, printed after the screen is gone."""
        self.first_start = first_start
        self.keys = {**default_keys(), **self.config.keys}
        self._own_filters: list[LineFilter] = [ControlFilter(), ColourFilter()] if self.no_color else [ControlFilter()]
        self.use_signs(ASCII if self.config.ascii else UNICODE)
        self.use_theme(self.themes.get(self.config.theme) or next(iter(self.themes.values())))
        self.set_keymap({action: ",".join(keys) or UNBOUND for action, keys in self.config.keys.items()})

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one that lets no control character through.

        Without colour only our own: Textual's would first turn dim text into a colour, which is then removed.
        """
        return self._own_filters if self.no_color else [*super().get_line_filters(), *self._own_filters]

    # screens

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the reading screen, or with the shelf."""
        said = ""
        if self.warnings:
            more = f" (and {len(self.warnings) - 1} more: see the terminal after leaving)" if self.warnings[1:] else ""
            said = self.warnings[0] + more
        if not self.story.versions and self.bookshelf is not None:
            desk = self._desk(self.bookshelf, said) if self.came_from_desk else None
            return desk or self._shelf(self.bookshelf, said)
        return ReadingScreen(self.story, self.session, said)

    def read(self, story: Story, session: Session, said: str = "") -> None:
        """Read another story in place of the one on screen, and show a message first."""
        self.came_from_desk = False
        self.keep_all()
        if self.session.farewell:
            self.farewells.append(self.session.farewell)
        self.clear_notifications()  # they are about the story that is left
        self.story, self.session, self.folder_watch = story, session, None
        while len(self.screen_stack) > 1:  # the shelf, over the previous story
            self.pop_screen()
        switch_screen(self, ReadingScreen(story, session, said))

    def show_shelf(self, *, to_open: bool = False) -> None:
        """Show the shelf over the story that is being read; `to_open` with its field for paths and addresses."""
        if self.came_from_desk and not to_open and isinstance(self.screen, ReadingScreen):
            self.show_desk()
        elif self.bookshelf is not None and not self._back_to("shelf"):
            self.clear_notifications()
            said = self._coverage(self.bookshelf) if to_open else ""
            self.push_screen(self._shelf(self.bookshelf, said, to_open=to_open))

    def show_desk(self) -> None:
        """Show the desk over what is on screen."""
        if self.bookshelf is None or self._back_to("desk"):
            return
        if (desk := self._desk(self.bookshelf)) is None:
            self.notify(self.bookshelf.trouble, markup=False)
        else:
            self.clear_notifications()
            self.push_screen(desk)

    def _back_to(self, name: str) -> bool:
        """Go back to the screen of that name below the one on top. Returns whether there is one."""
        there = any(screen.id == name for screen in self.screen_stack[:-1])
        while there and self.screen.id != name:
            self.pop_screen()
        return there

    def _desk(self, bookshelf: Bookshelf, said: str = "") -> DeskScreen | None:
        """The desk; None if there is no store."""
        # With fetching and grouping: 60 ms, which the shelf does without.
        from reader.tui.screens.desk import desk_screen

        return desk_screen(bookshelf, said, self.story)

    def _coverage(self, bookshelf: Bookshelf) -> str:
        """What the desk has besides of the story that is being read; nothing if it has no more."""
        pages = any(locator.startswith("http") for locator in self.story.locators)
        desk = self._desk(bookshelf) if pages else None
        return desk.coverage() if desk is not None else ""

    def _shelf(self, bookshelf: Bookshelf, said: str = "", *, to_open: bool = False) -> Screen[Any]:
        from reader.tui.screens.shelf import ShelfScreen  # with lists and dialogs: 30 ms before the text is on screen

        return ShelfScreen(bookshelf, said, to_open=to_open)

    # events

    def on_resize(self, event: Resize) -> None:
        """Draw everything again where the terminal has its old size back before anything was drawn for another.

        The terminal has dropped what did not fit meanwhile, but Textual sees an unchanged size and does nothing.
        """
        if self.screen_stack and event.size == self.screen.size:
            self.screen.refresh()

    def on_key(self, event: Key) -> None:
        """Keys that continue earlier ones are no commands: text for a field, a count, the letter of a mark."""
        screen = self.screen
        typed = isinstance(screen, TakesText) and event.is_printable and screen.type_ahead(event.character or "")
        if typed or (isinstance(screen, TakesKeys) and screen.take_key(event)):
            event.prevent_default()

    def action_command_palette(self) -> None:
        """Find any action of the reading screen by words, and carry it out."""
        if isinstance(self.screen, ReadingScreen):
            self.screen.action_do("palette")
