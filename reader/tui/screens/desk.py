"""The desk: stories of the feeds that are followed; `enter` fetches the articles of one and opens it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Paste
from textual.widgets import Input

from reader.notes.database import StoreError
from reader.story.version import SourceError, Stopped, Story
from reader.tui.app_base import on_top
from reader.tui.model.desk_list import DeskList
from reader.tui.screens.lists import ListingScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.desk import NewsDesk, Opened, Refreshing
from reader.tui.widgets import TOAST, Field


class DeskScreen(ListingScreen):
    """Lists the stories of the feeds. It is the first screen, or stands over the shelf or a story."""

    AUTO_FOCUS = ""
    HELP_OF: ClassVar = (
        "The desk",
        (
            ("j k", "The next story, the one before."),
            ("g G", "The first one, the last one."),
            ("space b", "A page on, a page back."),
            ("h l", "Another item of the story, in the lines below the list."),
            ("enter", "Fetch the articles, or take their copies, and read the story."),
            ("r R", "Mark the story as read, or as new again · all that is shown as read."),
            ("/", "Find while typing: in headlines and outlets; esc ends it."),
            ("f", "Show all, what is new, what several outlets tell, changed headlines, what is pinned."),
            ("#", "Show only what feeds with a tag tell; again, with the next tag."),
            ("s", "The next order: most told, latest, most new to me."),
            ("p", "Pin the story: it stays on top, and together."),
            ("m J", "Mark stories · put the marked ones into this one."),
            ("x", "Take the item out of the story: it tells another one."),
            ("v", "Hide the outlet of the item; “diptych feeds show” brings it back."),
            ("u", "Undo the last of these."),
            ("F", "Ask all feeds that are due; esc stops it."),
            ("a", "Follow a feed, a page that names one, or a folder."),
            ("Q esc", "To the shelf · back."),
            ("q", "Leave."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape", "leave", show=False),
        Binding("q,ctrl+c,ctrl+q", "quit", show=False),
        Binding("Q", "shelf", show=False),
        Binding("slash", "find", show=False),
        Binding("f", "only", show=False),
        Binding("number_sign", "tag", show=False),
        Binding("s", "order", show=False),
        Binding("r", "read", show=False),
        Binding("R", "read_all", show=False),
        Binding("p", "pin", show=False),
        Binding("m", "mark", show=False),
        Binding("J", "join", show=False),
        Binding("x", "split", show=False),
        Binding("v", "hide", show=False),
        Binding("u", "undo", show=False),
        Binding("F,f5", "refresh", show=False),
        Binding("a", "follow", show=False),
    ]

    listing: DeskList

    def __init__(self, desk: NewsDesk, bookshelf: Bookshelf, said: str = "", story: Story | None = None) -> None:
        """Show the desk.

        Args:
            desk: What is on it.
            bookshelf: Keeps the stories that are opened.
            said: A message to show first.
            story: What is being read; the cursor is on it if the desk has it.
        """
        super().__init__(DeskList((), (), desk.now().astimezone()))
        self.id = "desk"
        self._desk, self._bookshelf = desk, bookshelf
        self.listing.message = said
        self._find = Field(id="shelf-find", placeholder="find a story", select_on_focus=False, compact=True)
        self._address = Field(
            id="shelf-sources", placeholder="an address or a folder", select_on_focus=False, compact=True
        )
        self._typing: Field | None = None
        self._opening: threading.Event | None = None
        """Exists while articles are fetched; set when they are no longer wanted."""
        self._refreshing: Refreshing | None = None
        self._arrived: Callable[[], None] | None = None
        """Shows what was opened while another screen was on top."""
        self._topic = self._more = 0
        """The story of the desk that is being read, and how many more sources it has."""
        if story is not None and story.versions:
            with suppress(StoreError):
                self._topic, self._more = desk.coverage(story)

    def on_mount(self) -> None:
        """Read the stories, and put the cursor on the one that is being read."""
        self._load()
        self.listing.go_to(self._topic)
        self.draw()

    def coverage(self) -> str:
        """What the desk has besides of the story that is being read; nothing if it has no more."""
        sources = "source" if self._more == 1 else "sources"
        return f"the desk has {self._more} more {sources} of this story: ctrl+n shows them" if self._more else ""

    def compose(self) -> ComposeResult:
        """The list, and the fields above its last row."""
        yield from super().compose()
        yield self._find
        yield self._address

    def draw(self) -> None:
        """Draw the list, with the items of the story under the cursor."""
        self.listing.signs = self.app.signs
        here = self.listing.here
        if here is not None and here.topic not in self.listing.details:
            try:
                self.listing.details = {**self.listing.details, here.topic: self._desk.items(here.topic)}
            except StoreError as error:
                self.listing.message, self.listing.trouble = str(error), True
        super().draw()

    # moving

    def action_step(self, count: int) -> None:
        """Move by rows."""
        if self._opening is None and self._refreshing is None:
            self._say("", draw=False)
        super().action_step(count)

    def action_alone(self, step: int) -> None:
        """There are no such rows."""

    # what is shown

    def action_only(self) -> None:
        """Show the next kind of story."""
        self._say(self.listing.next_filter())

    def action_tag(self) -> None:
        """Show what feeds with the next tag tell."""
        self._say(self.listing.next_tag())

    def action_order(self) -> None:
        """Take the next order."""
        self._say(self.listing.next_order())

    def action_find(self) -> None:
        """Find a story while typing."""
        self._find.value = self.listing.query
        self._begin_typing(self._find)

    # what the reader decides

    def action_read(self) -> None:
        """Mark the story as read, or as new if it was read."""
        if (here := self.listing.here) is not None:
            items = self._desk.items(here.topic)
            read = here.new > 0 or here.changed > 0
            said = "marked as read · u undoes" if read else "marked as new · u undoes"
            self._decide(lambda: self._desk.mark(items, read=read), said, [here.topic])
            self.listing.move(int(read), self.body)
            self.draw()

    def action_read_all(self) -> None:
        """Mark all stories that are shown as read."""
        topics = [story.topic for story in self.listing.shown]
        unread = [kept for topic in topics for kept in self._desk.items(topic) if not kept.read]
        if unread:
            said = f"{len(unread):,} items marked as read · u undoes"
            self._decide(lambda: self._desk.mark(unread, read=True), said, None)

    def action_pin(self) -> None:
        """Pin the story, or let it go."""
        if (here := self.listing.here) is not None:
            items, said = self._desk.items(here.topic), "not pinned any more" if here.pinned else "pinned"
            self._decide(lambda: self._desk.pin(items, pinned=not here.pinned), said, [here.topic])

    def action_mark(self) -> None:
        """Mark the story, to be put into another one."""
        if (here := self.listing.here) is not None:
            self.listing.marked ^= {here.topic}
            count = len(self.listing.marked)
            self._say(f"{count} marked · J puts them into the story under the cursor" if count else "none is marked")

    def action_join(self) -> None:
        """Put the marked stories into the one under the cursor."""
        here = self.listing.here
        marked = self.listing.marked - {here.topic if here else 0}
        if here is None or not marked:
            self._say("mark other stories with m first: J puts them into this one")
            return
        self.listing.marked = set()
        self._decide(
            lambda: self._desk.join(marked, here.topic), "put into this story · u undoes", [here.topic, *marked]
        )

    def action_split(self) -> None:
        """Take the chosen item out of its story."""
        kept = self.listing.chosen
        if kept is None or len(self.listing.items) < 2:
            self._say("the story has only this item")
            return
        self._decide(lambda: self._desk.split(kept), "taken out; it is a story of its own · u undoes", None)

    def action_hide(self) -> None:
        """Leave out the outlet of the chosen item."""
        kept = self.listing.chosen
        feed = self.listing.feeds.get(kept.feed) if kept else None
        if feed is not None:
            said = f"{feed.name} is hidden · diptych feeds show brings it back"
            self._decide(lambda: self._desk.hide(feed), said, None)

    def action_undo(self) -> None:
        """Take the last decision back."""
        try:
            what = self._desk.undo()
        except StoreError as error:
            self._say(str(error), trouble=True)
            return
        if what:
            self._load()
        self._say(f"undone: {what}" if what else "nothing to undo")

    def _decide(self, decide: Callable[[], None], said: str, topics: Iterable[int] | None) -> None:
        """Do what the reader decided, and show what it changed: these stories, or all of them."""
        try:
            decide()
            if topics is None:
                self._load()
            else:
                self._renew(topics)
        except StoreError as error:
            self._say(f"not done: {error}", trouble=True)
            return
        self._say(said)

    def _load(self) -> None:
        """Read all stories from the store."""
        try:
            self.listing.take(self._desk.feeds(), self._desk.stories(), self._desk.now().astimezone())
        except StoreError as error:
            self.listing.message, self.listing.trouble = str(error), True

    def _renew(self, topics: Iterable[int]) -> None:
        """Read some stories again; they stay where they stand."""
        wanted = set(topics)
        now = {story.topic: story for story in self._desk.stories(wanted)}
        self.listing.replace({topic: now.get(topic) for topic in wanted})

    # reading

    def action_go(self) -> None:
        """Fetch the articles of the story under the cursor, and read it."""
        if self._typing is not None:
            self._submit(self._typing)
            return
        here = self.listing.here
        if here is None or self._opening is not None:
            return
        self._opening = stop = threading.Event()
        self._say("fetching the articles … esc gives it up")
        items = self._desk.items(here.topic)
        self.app.run_worker(lambda: self._work(items, stop), thread=True, group="open", description="fetches articles")

    def _work(self, items: Iterable[object], stop: threading.Event) -> None:
        def tell(what: Callable[..., None], *told: object) -> None:
            if not stop.is_set():
                self.call_later(what, stop, *told)

        try:
            opened = self._desk.open(items, lambda line: tell(self._heard, line), stop)  # type: ignore[arg-type]
        except (SourceError, StoreError) as error:
            tell(self._failed, error)
        except Stopped:
            return
        else:
            tell(self._opened, opened)

    def _heard(self, stop: threading.Event, line: str) -> None:
        if not stop.is_set():
            self._say(f"{line} · esc gives it up")

    def _failed(self, stop: threading.Event, error: Exception) -> None:
        if not stop.is_set():
            self._opening = None
            self._say(str(error), trouble=True)

    def _opened(self, stop: threading.Event, opened: Opened) -> None:
        if stop.is_set():
            return
        if not on_top(self.app, self):
            self._arrived = partial(self._opened, stop, opened)
            return
        self._opening = None
        try:
            self._desk.mark_opened(opened)
        except StoreError as error:
            self.notify(str(error), markup=False, timeout=TOAST)
        session, remarks = self._bookshelf.keep(opened.story, opened.sources)
        self.app.read(session.story, session, opened.said or (remarks[0] if remarks else ""))
        self.app.came_from_desk = True

    def on_screen_resume(self) -> None:
        """What came while the help was read is opened now."""
        if self._arrived is not None:
            self.call_later(self._arrived)
            self._arrived = None

    # asking feeds

    def action_refresh(self) -> None:
        """Ask all feeds that are due."""
        self._run("refresh", said="asking the feeds … esc stops it")

    def action_follow(self) -> None:
        """Follow something."""
        self._address.value = ""
        self._begin_typing(self._address)

    def _run(self, *arguments: str, said: str) -> None:
        """Run `diptych feeds` beside the screen."""
        if self._refreshing is not None:
            return
        self._refreshing = running = Refreshing(*arguments)
        self._say(said)

        def work() -> None:
            status, lines = running.wait()
            self.call_later(self._refreshed, running, status, lines)

        self.app.run_worker(work, thread=True, group="feeds", description="asks feeds")

    def _refreshed(self, running: Refreshing, status: int, lines: list[str]) -> None:
        if self._refreshing is not running:
            return
        self._refreshing = None
        before = sum(story.new for story in self.listing.all)
        self._load()
        new = sum(story.new for story in self.listing.all) - before
        said = [f"{new:,} new" if new else "nothing new", *lines[:1]]
        said += [f"and {len(lines) - 1:,} more: diptych feeds list"] if len(lines) > 1 else []
        self._say(" · ".join(said), trouble=status != 0)

    # leaving

    def action_leave(self) -> None:
        """Out of what is being fetched, out of a field, out of what was found, then back."""
        if self._opening is not None:
            self._opening.set()
            self._opening = None
            self._say("given up; what was fetched is kept")
        elif self._refreshing is not None:
            self._refreshing.stop()
            self._refreshing = None
            self._load()
            self._say("stopped; what was read is kept")
        elif self._typing is not None:
            if self._typing is self._find:
                self.listing.find("")
            self._end_typing()
        elif self.listing.query:
            self.listing.find("")
            self.draw()
        elif self.listing.marked:
            self.listing.marked = set()
            self.draw()
        elif len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self._say("")

    def action_shelf(self) -> None:
        """To the shelf."""
        self.app.show_shelf()

    def action_quit(self) -> None:
        """Leave the program."""
        self.app.leave(0)

    def on_unmount(self) -> None:
        """Nobody waits any more for what is being fetched."""
        if self._opening is not None:
            self._opening.set()
        if self._refreshing is not None:
            self._refreshing.stop()

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
        """Take a key that was pressed before the field had the focus."""
        if self._typing is None:
            return False
        self._typing.insert_text_at_cursor(text)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has the words so far."""
        if event.input is self._find and self._typing is self._find:
            self.listing.find(event.value)
            self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the field holds."""
        if event.input is self._typing:
            self._submit(event.input)

    def _submit(self, field: Input) -> None:
        self._end_typing()
        if field is self._address and (named := field.value.strip()):
            self._run("add", "--", named, said=f"asking {named[:60]} … esc stops it")

    def on_paste(self, event: Paste) -> None:
        """What is pasted is to be followed: the field shows it first."""
        event.stop()
        if self._typing is None:
            self._address.value = ""
            self._begin_typing(self._address)
            self._address.post_message(Paste(event.text))

    def _say(self, message: str, *, trouble: bool = False, draw: bool = True) -> None:
        """Show a message until the next key."""
        self.listing.message, self.listing.trouble = message, trouble
        if message and not self.listing.below(self.size.height) and not self.listing.fits_last_row(self.size.width):
            self.notify(self.app.signs.own(message), markup=False, timeout=TOAST)
        if draw:
            self.draw()


def desk_screen(bookshelf: Bookshelf, said: str, story: Story) -> DeskScreen | None:
    """The desk of the reader whose shelf that is, with the cursor on what is being read; None if nothing is kept."""
    return DeskScreen(NewsDesk(bookshelf.store), bookshelf, said, story) if bookshelf.store is not None else None
