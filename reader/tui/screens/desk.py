"""The desk: stories of the feeds that are followed; `enter` fetches the articles of one and opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.binding import Binding

from reader.notes.database import StoreError
from reader.story.version import Story
from reader.tui.model.desk_list import DeskList
from reader.tui.screens.lists import StoriesScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.desk import NewsDesk, Opened, Refreshing
from reader.tui.widgets import TOAST, Field


class DeskScreen(StoriesScreen):
    """Lists the stories of the feeds. It is the first screen, or stands over the shelf or a story."""

    GIVEN_UP = "given up; what was fetched is kept"
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
        named = Field(id="stories-named", placeholder="an address or a folder", select_on_focus=False, compact=True)
        super().__init__(DeskList((), (), desk.now().astimezone()), named)
        self.id = "desk"
        self._desk, self._bookshelf = desk, bookshelf
        self.listing.message = said
        self._refreshing: Refreshing | None = None
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

    def draw(self) -> None:
        """Draw the list, with the items of the story under the cursor."""
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

    def _open_here(self) -> None:
        """Fetch the articles of the story under the cursor, and read it."""
        if (here := self.listing.here) is not None:
            items = self._desk.items(here.topic)
            self._open_in_thread("fetching the articles", partial(self._desk.open, items), self._show, self._failed)

    def _failed(self, error: Exception) -> None:
        self._say(str(error), trouble=True)

    def _show(self, opened: Opened) -> None:
        try:
            self._desk.mark_opened(opened)
        except StoreError as error:
            self.notify(str(error), markup=False, timeout=TOAST)
        session, remarks = self._bookshelf.keep(opened.story, opened.sources)
        self.app.read(session.story, session, opened.said or (remarks[0] if remarks else ""))
        self.app.came_from_desk = True

    # asking feeds

    def action_refresh(self) -> None:
        """Ask all feeds that are due."""
        self._run("refresh", said="asking the feeds … esc stops it")

    def action_follow(self) -> None:
        """Follow something."""
        self._named.value = ""
        self._begin_typing(self._named)

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
        """As in any list of stories; before that out of asking feeds, and last out of what is marked."""
        if self._opening is None and self._refreshing is not None:
            self._refreshing.stop()
            self._refreshing = None
            self._load()
            self._say("stopped; what was read is kept")
        elif self.listing.marked and not (self._opening or self._typing or self.listing.query):
            self.listing.marked = set()
            self.draw()
        else:
            super().action_leave()

    def action_shelf(self) -> None:
        """To the shelf."""
        self.app.show_shelf()

    def on_unmount(self) -> None:
        """Nobody waits any more for what is being fetched."""
        if self._refreshing is not None:
            self._refreshing.stop()

    def _take_named(self, named: str) -> None:
        """Follow it."""
        if named := named.strip():
            self._run("add", "--", named, said=f"asking {named[:60]} … esc stops it")


def desk_screen(bookshelf: Bookshelf, said: str, story: Story) -> DeskScreen | None:
    """The desk of the reader whose shelf that is, with the cursor on what is being read; None if nothing is kept."""
    return DeskScreen(NewsDesk(bookshelf.store), bookshelf, said, story) if bookshelf.store is not None else None
