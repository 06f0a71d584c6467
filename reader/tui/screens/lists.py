"""Screens of lists: the map and the outline, the list of notes and picks, and what lists of stories have in common."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import partial
from itertools import takewhile
from typing import ClassVar, Protocol, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Click, Paste
from textual.widgets import Input

from reader.notes.anchors import Fate
from reader.notes.database import StoreError
from reader.notes.entries import LABELS
from reader.story.version import SourceError, Stopped
from reader.tui.app_base import on_top
from reader.tui.keys import key_name
from reader.tui.model.lists import HEAD, Listing, StoryListing
from reader.tui.model.notes_list import NotesList
from reader.tui.model.state import Reading, Spot
from reader.tui.screens.dialogs import Dialog
from reader.tui.session.notes import Session
from reader.tui.session.passages import NotedPassage, passage_of
from reader.tui.session.writing import list_items
from reader.tui.widgets import TOAST, Canvas, Field

Found = TypeVar("Found")
_NAMED = ("enter", "esc", "tab", "space")
WHEEL = 3
"""Rows that one step of the mouse wheel moves."""


class ListingScreen(Dialog[Spot | None]):
    """Shows a list; `enter` returns the place that its row leads to, `esc` nothing."""

    HELP_OF: ClassVar[tuple[str, tuple[tuple[str, str], ...]]] = (
        "A list",
        (
            ("j k", "The next row, the one before."),
            ("space b", "A page on, a page back."),
            ("g G", "The first row, the last."),
            ("h l tab", "Another version's column; in the outline the other version."),
            ("] [", "On the map, the passage that one version alone has; in the brief, the section: next, previous."),
            ("enter", "Go there."),
            ("esc", "Back to the reading."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "back", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
        Binding("space,pagedown,ctrl+d", "page(1)", show=False),
        Binding("b,pageup,ctrl+u", "page(-1)", show=False),
        Binding("g,home", "step(-1000000)", show=False),
        Binding("G,end", "step(1000000)", show=False),
        Binding("l,right,tab", "across(1)", show=False),
        Binding("h,left,shift+tab", "across(-1)", show=False),
        Binding("right_square_bracket", "alone(1)", show=False),
        Binding("left_square_bracket", "alone(-1)", show=False),
        Binding("enter", "go", show=False),
    ]

    def __init__(self, listing: Listing) -> None:
        super().__init__()
        self.listing = listing
        self._canvas = Canvas(id="listing")

    def compose(self) -> ComposeResult:
        """One canvas for all of it."""
        yield self._canvas

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    @property
    def body(self) -> int:
        """Rows of the list that are on screen."""
        return self.listing.body(self.size.height)

    def draw(self) -> None:
        """Draw the list."""
        width, height = self.size
        inks = self.app.inks
        self._canvas.show([inks.strip(line, width) for line in self.listing.draw(width, height)])

    def action_step(self, count: int) -> None:
        """Move by rows."""
        self.listing.move(count, self.body)
        self.draw()

    def action_page(self, count: int) -> None:
        """Move by a page."""
        self.action_step(count * max(1, self.body - 2))

    def action_across(self, count: int) -> None:
        """Move to another column, or version."""
        self.listing.across(count)
        self.draw()

    def action_alone(self, step: int) -> None:
        """On the map, to the next passage that one version alone has; in the brief, to the next section."""
        self.listing.skip(step)
        self.draw()

    def action_go(self) -> None:
        """Go where the row leads."""
        self.dismiss(self.listing.spot())

    def action_leave(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor to a row, and goes there on the cursor's row; on a hint it presses the key."""
        if event.y == self.size.height - 1:
            if name := hint_at(self.listing.signs.own(self.listing.keys(self.size.width)), event.x - 1):
                self.app.simulate_key(name)
            return
        row = event.y - HEAD + self.listing.top
        if not 0 <= event.y - HEAD < self.body or row >= self.listing.count:
            return
        if row == self.listing.at:
            self.action_go()
        else:
            self.action_step(row - self.listing.at)

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves the cursor."""
        self.action_step(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves the cursor."""
        self.action_step(-WHEEL)


class StoriesScreen(ListingScreen):
    """Lists stories, with a field to find one and a field to name another; what is chosen is opened in a thread."""

    AUTO_FOCUS = ""
    GIVEN_UP: ClassVar = "given up"
    """What is said when `esc` gives up what is being opened."""

    listing: StoryListing

    def __init__(self, listing: StoryListing, named: Field) -> None:
        """Show a list.

        Args:
            listing: The stories.
            named: The field for what the list does not have.
        """
        super().__init__(listing)
        self._find = Field(id="stories-find", placeholder="find a story", select_on_focus=False, compact=True)
        self._named = named
        self._typing: Field | None = None
        """The field that keys go to."""
        self._opening: threading.Event | None = None
        """Exists while something is being opened; set when it is no longer wanted."""
        self._arrived: Callable[[], None] | None = None
        """Shows what was opened while another screen was on top."""

    def compose(self) -> ComposeResult:
        """The list, and the fields above its last row."""
        yield from super().compose()
        yield self._find
        yield self._named

    def draw(self) -> None:
        """Draw the list."""
        self.listing.signs = self.app.signs
        super().draw()

    def _say(self, message: str, *, trouble: bool = False, draw: bool = True) -> None:
        """Show a message until the next key."""
        self.listing.message, self.listing.trouble = message, trouble
        if message and not self.listing.below(self.size.height) and not self.listing.fits_last_row(self.size.width):
            self.notify(self.app.signs.own(message), markup=False, timeout=TOAST)
        if draw:
            self.draw()

    def action_alone(self, step: int) -> None:
        """There are no such rows."""

    def action_quit(self) -> None:
        """Leave the program."""
        self.app.leave(0)

    def action_leave(self) -> None:
        """Out of what is being opened, out of a field, out of what was found, then back."""
        if self._opening is not None:
            self._opening.set()
            self._opening = None
            self._say(self.GIVEN_UP)
        elif self._typing is not None:
            if self._typing is self._find:
                self.listing.find("")
            self._end_typing()
        elif self.listing.query:
            self.listing.find("")
            self.draw()
        elif len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self._say("")

    # fields

    def action_find(self) -> None:
        """Find a story while typing."""
        self._find.value = self.listing.query
        self._begin_typing(self._find)

    def action_go(self) -> None:
        """Open the story under the cursor; before a field has the focus, take what was typed ahead."""
        if self._typing is not None:
            self._submit(self._typing)
        else:
            self._open_here()

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
        """Show what has the words so far."""
        if event.input is self._find and self._typing is self._find:
            self.listing.find(event.value)
            self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what the field holds."""
        if event.input is self._typing:
            self._submit(event.input)

    def on_paste(self, event: Paste) -> None:
        """What is pasted is named: the field shows it first."""
        event.stop()
        if self._typing is None:
            self._named.value = ""
            self._begin_typing(self._named)
            self._named.post_message(Paste(event.text))

    def _submit(self, field: Input) -> None:
        """Go on in what was found, or take what was named."""
        self._end_typing()
        if field is self._named:
            self._take_named(field.value)

    def _take_named(self, named: str) -> None:
        """Do what the field is for, with what stands in it."""
        raise NotImplementedError

    # opening

    def _open_here(self) -> None:
        """Open the story under the cursor, if there is one."""
        raise NotImplementedError

    def _open_in_thread(
        self,
        said: str,
        work: Callable[[Callable[[str], None], threading.Event], Found],
        show: Callable[[Found], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Open something in a thread, so that the screen goes on; nothing if something else is being opened.

        Args:
            said: What is done, as a message.
            work: Opens it in the thread. It gets what takes lines on how far it is, and is set when it is not wanted.
            show: Shows what was opened, as soon as nothing covers the screen.
            failed: Says why it could not be opened.
        """
        if self._opening is not None:
            return
        self._opening = stop = threading.Event()
        self._say(f"{said} … esc gives it up")

        def tell(what: Callable[..., None], *told: object) -> None:
            if not stop.is_set():
                self.call_later(self._if_wanted, stop, partial(what, *told))

        def heard(line: str) -> None:
            tell(self._say, f"{line} · esc gives it up")

        def run() -> None:
            try:
                found = work(heard, stop)
            except (SourceError, StoreError) as error:
                tell(self._end_opening, partial(failed, error))
            except Stopped:
                return
            else:
                tell(self._show_opened, partial(show, found))

        self.app.run_worker(run, thread=True, group="open", description=said)

    def _if_wanted(self, stop: threading.Event, do: Callable[[], None]) -> None:
        """Do something unless what it is for was given up on the way here."""
        if not stop.is_set():
            do()

    def _end_opening(self, then: Callable[[], None]) -> None:
        self._opening = None
        then()

    def _show_opened(self, show: Callable[[], None]) -> None:
        if on_top(self.app, self):
            self._end_opening(show)
        elif self._opening is not None:
            self._arrived = partial(self._if_wanted, self._opening, partial(self._show_opened, show))

    def on_screen_resume(self) -> None:
        """What came while the help was read is shown now."""
        if self._arrived is not None:
            self.call_later(self._arrived)
            self._arrived = None

    def on_unmount(self) -> None:
        """Nobody waits any more for what is being opened."""
        if self._opening is not None:
            self._opening.set()


def hint_at(keys: str, column: int) -> str:
    """Textual's name of the key that is told in a column of a line such as `enter go  / find  j k row`; or nothing.

    A click on the words of a hint stands for its first key.
    """
    at = 0
    for hint in re.split(r"( {2,})", keys):
        if at <= column < at + len(hint) and hint.strip():
            words = hint.split()
            own = list(takewhile(lambda word: len(word) == 1 or word in _NAMED, words)) or words[:1]
            before = hint[: column - at].count(" ")
            return key_name(own[before] if before < len(own) and hint[column - at] != " " else own[0])
        at += len(hint)
    return ""


class NoteKeeper(Protocol):
    """What the list of notes asks of whatever keeps them."""

    @property
    def session(self) -> Session:
        """Keeps the notes."""
        ...

    @property
    def reading(self) -> Reading:
        """What is read; its message tells what came of the last change."""
        ...

    def write_on(self, passage: NotedPassage, after: Callable[[str], None] | None = None) -> None:
        """Write on at a note; `after` is told what is to be said then."""
        ...

    def undo(self) -> None:
        """Undo the last change."""
        ...

    def redo(self) -> None:
        """Make again what was undone."""
        ...


class NotesScreen(ListingScreen):
    """Lists notes and picks; `enter` returns the place of one."""

    AUTO_FOCUS = ""
    HELP_OF: ClassVar = (
        "Notes and picks",
        (
            ("j k", "The next one, the one before."),
            ("J K", "Put it further down, further up."),
            ("/", "Find while typing; esc ends it."),
            ("f # s", "Show only one kind, one tag, one state; again, the next of them, then all."),
            ("v", "Show what is kept of other stories with sources of this one; again, this one's."),
            ("e d", "Edit it · delete it."),
            ("1 … 4 0", "Give a pick that label · take it away."),
            ("u ctrl+r", "Undo, redo."),
            ("enter", "Go there; what is lost shows what it was on."),
            ("esc", "Back to the reading."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape", "leave", "back", show=False),
        Binding("J,shift+down", "reorder(1)", show=False),
        Binding("K,shift+up", "reorder(-1)", show=False),
        Binding("e", "edit", show=False),
        Binding("d,delete", "delete", show=False),
        Binding("u", "undo", show=False),
        Binding("ctrl+r", "redo", show=False),
        Binding("f", "only('kind')", show=False),
        Binding("number_sign", "only('tag')", show=False),
        Binding("s", "only('state')", show=False),
        Binding("v", "others", show=False),
        *(Binding(str(label), f"label({label})", show=False) for label in range(LABELS + 1)),
        Binding("slash", "find", show=False),
    ]

    listing: NotesList

    def __init__(self, listing: NotesList, keeper: NoteKeeper, said: str = "") -> None:
        """Show a list.

        Args:
            listing: The notes.
            keeper: What keeps them.
            said: A message to show first.
        """
        super().__init__(listing)
        listing.message = said
        self._keeper = keeper
        self._field = Field(id="notes-find", placeholder="find in notes", compact=True)
        self._finding = False

    def compose(self) -> ComposeResult:
        """The list, and the field to search it."""
        yield from super().compose()
        yield self._field

    def action_step(self, count: int) -> None:
        """Move by rows."""
        self.listing.message = ""
        super().action_step(count)

    def action_go(self) -> None:
        """Go where the entry is; one that is lost shows what it was on."""
        item = self.listing.here
        if item is None:
            return
        if item.spot is not None:
            self.dismiss(item.spot)
            return
        lost = item.state is Fate.LOST
        self._say("its place is not found any more; what it was on stands below" if lost else "it is on the story")

    def action_edit(self) -> None:
        """Write on at the note under the cursor."""
        item = self.listing.here
        if item is None or self._belongs_elsewhere():
            return
        if not item.entry.kind.written:
            self._say("a pick has no words of yours; a beside the text writes a note")
            return
        passage = passage_of(item.entry, item.heading, self._keeper.reading.story)
        self._keeper.write_on(passage, self._changed)

    def action_delete(self) -> None:
        """Delete the entry under the cursor."""
        if not self._belongs_elsewhere() and (item := self.listing.here):
            self._changed(self._keeper.session.delete(self._keeper.reading, item.entry))

    def action_label(self, label: int) -> None:
        """Give the pick under the cursor a label; 0 takes it away."""
        if self._belongs_elsewhere() or (item := self.listing.here) is None:
            return
        if item.entry.kind.written:
            self._say("only picks have labels; a note has its kind and its tags")
            return
        self._changed(self._keeper.session.label(self._keeper.reading, item.entry, label))

    def action_undo(self) -> None:
        """Undo the last change, here or on the reading screen."""
        self._keeper.undo()
        self._changed(self._keeper.reading.message)

    def action_redo(self) -> None:
        """Make again what was undone."""
        self._keeper.redo()
        self._changed(self._keeper.reading.message)

    def action_reorder(self, step: int) -> None:
        """Move the entry under the cursor among those that are shown."""
        if not self._belongs_elsewhere():
            self._changed(self._keeper.session.put_in_order(self.listing.order_after(step)))

    def action_others(self) -> None:
        """Show what is kept of other stories with sources of this one, or again what is kept of this one."""
        shown = self.listing.show_others()
        self._say("" if shown else "nothing is kept of other stories with these sources")

    def _belongs_elsewhere(self) -> bool:
        """Say so if what is listed belongs to other stories. Returns whether it does."""
        if self.listing.shows_others:
            self._say("it belongs to another story: open that one to change it")
        return self.listing.shows_others

    def action_only(self, what: str) -> None:
        """Show only the next kind, tag or state."""
        self.listing.message = ""
        {"kind": self.listing.next_kind, "tag": self.listing.next_tag, "state": self.listing.next_state}[what]()
        self.draw()

    def action_find(self) -> None:
        """Open the search line; what holds the words is shown while they are typed."""
        self._finding = True
        self._field.value = self.listing.query
        self._field.display = True
        self.set_focus(self._field)

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the search line had the focus."""
        if self._finding and self.focused is not self._field:
            self._field.insert_text_at_cursor(text)
            return True
        return False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what holds the words so far."""
        self.listing.message = ""
        self.listing.find(event.value)
        self.draw()

    def on_input_submitted(self) -> None:
        """Go on in what was found."""
        self._close()

    def action_leave(self) -> None:
        """Leave the search line, then the filters, then the list."""
        if self._finding:
            self.listing.find("")
            self._close()
        elif self.listing.query or self.listing.kind or self.listing.tag or self.listing.state:
            self.listing.kind = self.listing.state = None
            self.listing.tag = ""
            self.listing.find("")
            self.draw()
        else:
            self.dismiss(None)

    def _close(self) -> None:
        self._finding = False
        self._field.display = False
        self.set_focus(None)
        self.draw()

    def _changed(self, said: str) -> None:
        """Show what is kept now."""
        self.listing.set_items(list_items(self._keeper.session))
        self._say(said)

    def _say(self, message: str) -> None:
        self.listing.message = message
        self.draw()
