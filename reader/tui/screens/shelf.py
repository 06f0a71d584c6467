"""The shelf: stories read lately and those that ship; a path or an address opens any other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Paste
from textual.widgets import Input

from reader.notes.library import ShelfStory
from reader.story.version import SourceError, Stopped, Story
from reader.tui.app_base import on_top
from reader.tui.model.shelf_list import ShelfList
from reader.tui.screens.lists import ListingScreen
from reader.tui.screens.themes import ThemeDialog
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.paths import complete_path
from reader.tui.session.sources import NeedsTrustError, Wanted, open_wanted, sources_in
from reader.tui.widgets import TOAST, Field

SOURCES = "paths, addresses, a story file or a folder"


class SourcesField(Field):
    """A field for sources: what is pasted may stand on several lines."""

    def on_paste(self, event: Paste) -> None:
        """Take all lines; Textual's field takes the first one."""
        event.text = " ".join(event.text.split("\n"))


class ShelfScreen(ListingScreen):
    """Lists stories; `enter` reads one. It is the first screen, or stands over the reading screen."""

    AUTO_FOCUS = ""
    HELP_OF: ClassVar = (
        "The shelf",
        (
            ("j k", "The next story, the one before."),
            ("g G", "The first one, the last one."),
            ("space b", "A page on, a page back."),
            ("/", "Find while typing: in titles, versions and sources; esc ends it."),
            ("enter", "Read the story, from where you were."),
            ("n", "The desk: the stories of the feeds that you follow."),
            ("o", "Open something else: paths, addresses, a story file, a folder; paste does the same."),
            ("tab", "While typing a path: complete it, or show what it can go on with."),
            ("d", "Take the story off the shelf; its sources and your notes stay."),
            ("u", "Put back what was taken off."),
            ("c", "Choose a theme."),
            ("esc", "Give up what is being opened; out of what was found; back to the story."),
            ("q", "Leave."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False),
        Binding("q,ctrl+c,ctrl+q", "quit", show=False),
        Binding("slash", "find", show=False),
        Binding("o", "open", show=False),
        Binding("tab", "complete", show=False),
        Binding("d,delete", "take_off", show=False),
        Binding("u", "undo", show=False),
        Binding("c", "theme", show=False),
        Binding("n,ctrl+n", "desk", show=False),
    ]

    listing: ShelfList

    def __init__(self, bookshelf: Bookshelf, said: str = "", *, to_open: bool = False) -> None:
        """Show the shelf.

        Args:
            bookshelf: The stories.
            said: A message to show first.
            to_open: Whether to begin with the field for what is to be opened; `esc` then leaves the shelf too.
        """
        super().__init__(ShelfList(bookshelf.stories(), date.today()))
        self.id = "shelf"
        self._bookshelf = bookshelf
        self.listing.message = said or bookshelf.trouble
        self._find = Field(id="shelf-find", placeholder="find a story", select_on_focus=False, compact=True)
        self._sources = SourcesField(id="shelf-sources", placeholder=SOURCES, select_on_focus=False, compact=True)
        self._typing: Field | None = None
        """The field that keys go to."""
        self._to_open = to_open
        self._opening: threading.Event | None = None
        """Exists while something is being opened; set when it is no longer wanted."""
        self._arrived: Callable[[], None] | None = None
        """Shows what was opened while another screen was on top."""
        self._refused: Wanted | None = None
        """A story that names files outside its folder: opened when it is asked for once more."""
        self._taken_off: list[ShelfStory] = []

    def compose(self) -> ComposeResult:
        """The list, and the fields above its last row."""
        yield from super().compose()
        yield self._find
        yield self._sources

    def on_mount(self) -> None:
        """Begin with the field where the reader came to open something."""
        if self._to_open:
            said = self.listing.message
            self.action_open()
            self._say(said)

    def draw(self) -> None:
        """Draw the list."""
        self.listing.signs = self.app.signs
        super().draw()

    # keys

    def action_step(self, count: int) -> None:
        """Move by rows."""
        if self._opening is None:
            self._say("", draw=False)
        super().action_step(count)

    def action_across(self, count: int) -> None:
        """There is nothing beside the list."""

    def action_alone(self, step: int) -> None:
        """There is nothing beside the list."""

    def action_go(self) -> None:
        """Read the story under the cursor; before the field has the focus, what was typed ahead."""
        if self._typing is not None:
            self._submit(self._typing)
            return
        story = self.listing.here
        if story is None:
            return
        if not story.sources:
            self._say(
                "it came from standard input or the clipboard, of which nothing is kept: it cannot be opened again",
                trouble=True,
            )
            return
        self._open(Wanted(story.sources, story.encoding, story.language, rules=story.rules, foreign=story.foreign))

    def action_open(self) -> None:
        """Open what is not on the shelf."""
        self._begin_typing(self._sources)

    def action_complete(self) -> None:
        """Complete the path that is being typed."""
        if self._typing is self._sources:
            self._sources.value, said = complete_path(self._sources.value)
            self._sources.cursor_position = len(self._sources.value)
            self._say(said)

    def action_find(self) -> None:
        """Find a story while typing."""
        self._find.value = self.listing.query
        self._begin_typing(self._find)

    def action_take_off(self) -> None:
        """Take the story under the cursor off the shelf."""
        story = self.listing.here
        if story is None:
            return
        if not story.opened:
            self._say("it ships with Diptych and was not read yet: only what was read can be taken off")
            return
        trouble = self._bookshelf.take_off(story)
        if not trouble:
            self._taken_off.append(story)
            self.listing.set_stories(self._bookshelf.stories())
        said = "taken off the shelf; sources and notes stay · u puts it back"
        self._say(f"not taken off: {trouble}" if trouble else said, trouble=bool(trouble))

    def action_undo(self) -> None:
        """Put back what was taken off last."""
        if not self._taken_off:
            self._say("nothing to undo")
            return
        story = self._taken_off[-1]
        trouble = self._bookshelf.put_back(story)
        if not trouble:
            self._taken_off.pop()
            self.listing.set_stories(self._bookshelf.stories())
            self.listing.go_to(story.key)
        self._say(f"not put back: {trouble}" if trouble else "back on the shelf", trouble=bool(trouble))

    def action_desk(self) -> None:
        """To the desk."""
        self.app.show_desk()

    def action_theme(self) -> None:
        """Choose a theme, seeing each one."""
        self.app.push_screen(ThemeDialog(self.app.current), lambda said: self._say(said or ""))

    def action_leave(self) -> None:
        """Out of what is being opened, out of a field, out of what was found, then back to the story there is."""
        if self._opening is not None:
            self._opening.set()
            self._opening = None
            self._say("given up")
        elif self._typing is self._sources and self._to_open:
            self.dismiss(None)
        elif self._typing is not None:
            self.listing.find("" if self._typing is self._find else self.listing.query)
            self._end_typing()
        elif self.listing.query:
            self.listing.find("")
            self.draw()
        elif len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self._say("")

    def action_quit(self) -> None:
        """Leave the program."""
        self.app.leave(0)

    def on_unmount(self) -> None:
        """Nobody waits any more for what is being opened."""
        if self._opening is not None:
            self._opening.set()

    # fields

    def _begin_typing(self, field: Field) -> None:
        self._say("", draw=False)
        self._typing, self.listing.covered = field, True
        field.display = True
        self.set_focus(field)
        self.draw()

    def _end_typing(self) -> None:
        if self._typing is not None:
            self._typing.display = False
            self._typing, self.listing.covered = None, False
        self.set_focus(None)
        self.draw()

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the field had the focus: what comes after, the field takes itself."""
        if self._typing is None:
            return False
        self._typing.insert_text_at_cursor(text)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what holds the words so far."""
        if event.input is self._find and self._typing is self._find:
            self.listing.find(event.value)
            self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the field holds."""
        if event.input is self._typing:
            self._submit(event.input)

    def _submit(self, field: Input) -> None:
        """Go on in what was found, or open what was named."""
        self._end_typing()
        self._to_open = False  # what goes wrong is said on the shelf
        if field is self._sources and (sources := sources_in(field.value)):
            self._open(Wanted(sources))

    def on_paste(self, event: Paste) -> None:
        """What is pasted is to be opened: the field shows it first."""
        event.stop()
        if self._typing is None:
            self._sources.value = ""
            self._begin_typing(self._sources)
            self._sources.post_message(Paste(event.text))

    # opening

    def _open(self, wanted: Wanted) -> None:
        """Open something in a thread, so that the screen goes on."""
        if self._opening is not None:
            return
        if self._refused is not None and self._refused == wanted:
            wanted = wanted._replace(trusted=True)
        self._opening = stop = threading.Event()
        self._say("opening … esc gives it up")
        self.app.run_worker(lambda: self._work(wanted, stop), thread=True, group="open", description="opens a story")

    def _work(self, wanted: Wanted, stop: threading.Event) -> None:
        def tell(what: Callable[..., None], *told: object) -> None:
            if not stop.is_set():
                self.call_later(what, stop, *told)

        try:
            story = open_wanted(wanted, lambda line: tell(self._heard, line), stop)
        except SourceError as error:
            tell(self._failed, wanted, error)
        except Stopped:
            return
        else:
            tell(self._opened, wanted, story)

    def _heard(self, stop: threading.Event, line: str) -> None:
        if not stop.is_set():
            self._say(f"{line} · esc gives it up")

    def _failed(self, stop: threading.Event, wanted: Wanted, error: SourceError) -> None:
        if stop.is_set():
            return
        self._opening = None
        asks = isinstance(error, NeedsTrustError)
        self._refused = wanted if asks else None  # the line stays in its field, to be mended or sent off again
        self._say(f"{error} · to open it all the same, open it once more" if asks else str(error), trouble=True)

    def _opened(self, stop: threading.Event, wanted: Wanted, story: Story) -> None:
        if stop.is_set():
            return
        if not on_top(self.app, self):
            self._arrived = partial(self._opened, stop, wanted, story)
            return
        self._opening = None
        session, remarks = self._bookshelf.keep(story, wanted.sources, wanted.encoding, wanted.language, wanted.rules)
        self.app.read(session.story, session, remarks[0] if remarks else "")

    def on_screen_resume(self) -> None:
        """What came while the help was read is opened now."""
        if self._arrived is not None:
            self.call_later(self._arrived)
            self._arrived = None

    def _say(self, message: str, *, trouble: bool = False, draw: bool = True) -> None:
        """Show a message until the next key."""
        self.listing.message, self.listing.trouble = message, trouble
        if message and not self.listing.below(self.size.height) and not self.listing.fits_last_row(self.size.width):
            self.notify(self.app.signs.own(message), markup=False, timeout=TOAST)
        if draw:
            self.draw()
