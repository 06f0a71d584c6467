"""The shelf: stories read lately and those that ship; a path or an address opens any other."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import Binding
from textual.events import Paste
from textual.widgets import Input

from reader.notes.library import ShelfStory
from reader.story.version import Story
from reader.tui.model.shelf_list import ShelfList
from reader.tui.screens.lists import StoriesScreen
from reader.tui.screens.themes import ThemeDialog
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.paths import complete_path
from reader.tui.session.sources import NeedsTrustError, Wanted, open_wanted, sources_in
from reader.tui.widgets import Field

SOURCES = "paths, addresses, a story file or a folder"


class SourcesField(Field):
    """A field for sources: what is pasted may stand on several lines."""

    def on_paste(self, event: Paste) -> None:
        """Take all lines; Textual's field takes the first one."""
        event.text = " ".join(event.text.split("\n"))


class ShelfScreen(StoriesScreen):
    """Lists stories; `enter` reads one. It is the first screen, or stands over the reading screen."""

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
        named = SourcesField(id="stories-named", placeholder=SOURCES, select_on_focus=False, compact=True)
        super().__init__(ShelfList(bookshelf.stories(), date.today()), named)
        self.id = "shelf"
        self._bookshelf = bookshelf
        self.listing.message = said or bookshelf.trouble
        self._to_open = to_open
        self._refused: Wanted | None = None
        """A story that names files outside its folder: opened when it is asked for once more."""
        self._taken_off: list[ShelfStory] = []

    def on_mount(self) -> None:
        """Begin with the field where the reader came to open something."""
        if self._to_open:
            said = self.listing.message
            self.action_open()
            self._say(said)

    # keys

    def action_step(self, count: int) -> None:
        """Move by rows."""
        if self._opening is None:
            self._say("", draw=False)
        super().action_step(count)

    def action_across(self, count: int) -> None:
        """There is nothing beside the list."""

    def _open_here(self) -> None:
        """Read the story under the cursor."""
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
        self._begin_typing(self._named)

    def action_complete(self) -> None:
        """Complete the path that is being typed."""
        if self._typing is self._named:
            self._named.value, said = complete_path(self._named.value)
            self._named.cursor_position = len(self._named.value)
            self._say(said)

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
        """As in any list of stories; out of the field that the shelf began with, out of the shelf too."""
        if self._opening is None and self._typing is self._named and self._to_open:
            self.dismiss(None)
        else:
            super().action_leave()

    def _submit(self, field: Input) -> None:
        """Go on in what was found, or open what was named."""
        self._to_open = False  # what goes wrong is said on the shelf
        super()._submit(field)

    def _take_named(self, named: str) -> None:
        """Open it."""
        if sources := sources_in(named):
            self._open(Wanted(sources))

    # opening

    def _open(self, wanted: Wanted) -> None:
        """Open something; a story that names files outside its folder, when it is asked for once more."""
        if self._refused is not None and self._refused == wanted:
            wanted = wanted._replace(trusted=True)
        self._open_in_thread(
            "opening", partial(open_wanted, wanted), partial(self._show, wanted), partial(self._failed, wanted)
        )

    def _failed(self, wanted: Wanted, error: Exception) -> None:
        asks = isinstance(error, NeedsTrustError)
        self._refused = wanted if asks else None  # the line stays in its field, to be mended or sent off again
        self._say(f"{error} · to open it all the same, open it once more" if asks else str(error), trouble=True)

    def _show(self, wanted: Wanted, story: Story) -> None:
        session, remarks = self._bookshelf.keep(story, wanted.sources, wanted.encoding, wanted.language, wanted.rules)
        self.app.read(session.story, session, remarks[0] if remarks else "")
