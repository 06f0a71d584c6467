"""The reading screen: it shows a story, has it compared, and passes keys, mouse and messages on to its parts.

What the keys do is in `reader.tui.screens.actions`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Click, Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, Resize
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState, get_current_worker

from reader.align.alignment import Comparison, Reuse, coverage, shared_sentences
from reader.notes.library import UNIQUE_SHARES
from reader.story.language import primary
from reader.story.version import Story
from reader.tui.app_base import AppBase, on_top
from reader.tui.keys import ACTIONS, OPPOSITE, SHOWING, UNBOUND, key_label, welcome_lines
from reader.tui.model import navigation
from reader.tui.model.chrome import FooterAction, footer_actions, footer_item_at, said_of_all, suits_rows
from reader.tui.model.layout import FACING_WIDTH, Mode
from reader.tui.model.state import LEFT, Reading, Spot
from reader.tui.screens.comparing import DECIDE, MEASURE, Comparer
from reader.tui.screens.reading_view import EDGES, ReadingView
from reader.tui.session.decisions import recall
from reader.tui.session.notes import NARROW_SAID, ROWS_OFFERED, Session
from reader.tui.session.saved_state import SavedState
from reader.tui.widgets import TOAST

if TYPE_CHECKING:
    from reader.tui.screens.actions import Actions

WHEEL = 3
"""Rows that one step of the mouse wheel scrolls."""
LOOK_EVERY = 1.0
"""Seconds from one look into watched folders to the next."""
ROUND = 2.0
"""Seconds between two looks at whether another running reader has kept something."""
WELCOME_HEIGHT = 16
"""Rows of the smallest screen on which the first start shows the first keys over the story."""
AROUND_WELCOME = 8
"""Columns that its margin, border and padding take."""


class ReadingScreen(Screen[None]):
    """Shows one story. Every key changes its `Reading`; then the whole frame is drawn, and what changed is sent."""

    app: AppBase
    CSS_PATH = "reading.tcss"
    AUTO_FOCUS = ""
    BLANK = True  # canvases cover it
    ALLOW_SELECT: ClassVar = False  # text is selected in one pane, as the source has it, and not by cells of the screen
    BINDINGS: ClassVar = [
        Binding(",".join(action.keys) or UNBOUND, f"do('{action.id}')", action.label, id=action.id, show=False)
        for action in (*ACTIONS, *OPPOSITE, *SHOWING)
    ]

    def __init__(self, story: Story, session: Session, said: str = "") -> None:
        """Begin to read a story.

        Args:
            story: The story; nothing is compared yet.
            session: Keeps its notes and picks.
            said: A message to show first.
        """
        super().__init__()
        self.reading = Reading(story)
        self.reading.message = said
        self.session = session
        self.saved_state = SavedState(session)
        self.view = ReadingView()
        self.comparer = Comparer(self, self._links_changed)
        self._actions: Actions | None = None
        self._opened = False
        """Whether the screen was shown before, so that it is only returned to."""

    @property
    def actions(self) -> Actions:
        """What the reader can do. Loaded with the first key, or when nothing else is left to do at the start."""
        if self._actions is None:
            from reader.tui.screens.actions import Actions  # dialogs, lists, files: 60 ms behind the first picture

            self._actions = Actions(self, self.comparer)
        return self._actions

    @property
    def _is_searching(self) -> bool:
        return self._actions is not None and self._actions.search.is_open

    def action_do(self, action: str) -> None:
        """Carry out an action by its id."""
        self.actions.do(action)

    # starting, and going on with another story

    def compose(self) -> ComposeResult:
        """The canvases with their first picture on them."""
        self._begin_reading()
        yield from self.view.compose()
        if self.app.first_start and self.app.size.height >= WELCOME_HEIGHT:
            self.app.first_start = False
            across = len({primary(version.language) for version in self.reading.story.versions}) > 1
            width = self.app.size.width - AROUND_WELCOME
            lines = welcome_lines(self.app.keys, self.app.signs, width, across=across)
            yield Static(Content(self.app.signs.own("\n".join(lines))), id="welcome")

    def on_unmount(self) -> None:
        """Give up what is still being read in a thread."""
        if self._actions is not None:
            self._actions.sources.leave()

    def on_mount(self) -> None:
        """Look around now and then, and back after the first picture."""
        if self.app.folder_watch is not None:
            self.set_interval(LOOK_EVERY, lambda: self.actions.sources.look())
        self.set_interval(ROUND, lambda: self.actions.annotator.look_around())
        self.call_after_refresh(self._look_back)

    def _look_back(self) -> None:
        """Read the notes file back, find notes again, and offer what other stories have, where there is any of it."""
        if self.reading.message or self.session.has_past():
            self.actions.annotator.read_back()
            self.actions.annotator.find_moved_notes()
            self.actions.annotator.offer_related()

    def on_screen_resume(self) -> None:
        """Show the text first, which Textual is about to draw; then compare."""
        if not self._opened and not self.reading.alone:
            self.call_later(self.comparer.start)  # after a refresh it would begin 50 ms later
        self._opened = True

    def continue_with(self, reading: Reading, session: Session) -> None:
        """Read another story, or another state of it, in place of the one on screen.

        Args:
            reading: As it begins: not laid out yet.
            session: Keeps it; if the reader was there before, reading goes on there.
        """
        self.app.story, self.app.session = reading.story, session
        self.reading, self.session, self.saved_state = reading, session, SavedState(session)
        self.comparer.reset()
        self._begin_reading()
        if not reading.alone:
            self.comparer.start()
        self.call_after_refresh(lambda: self.actions.annotator.find_moved_notes())

    def _begin_reading(self) -> None:
        """Lay the story out as the reader had it, go to where they were, and draw."""
        self.reading.even, self.reading.signs = self.app.config.even_brightness, self.app.signs
        self.saved_state.restore_look(self.reading)
        self.fit(self.app.size.width, self.app.size.height)
        self.session.restore(self.reading)
        self.saved_state.restore(self.reading)
        if not self.session.unplaced():  # else when the search for it is done
            recall(self.session, self.reading)
        self._explain_one_pane()
        self.draw()

    def _explain_one_pane(self) -> None:
        """Say once of a story, on a screen that has room for one pane, when there are two."""
        reading, session = self.reading, self.session
        narrow = reading.geometry.mode is Mode.SINGLE and reading.geometry.width < FACING_WIDTH
        if not narrow or reading.alone or reading.panes or not session.can_keep():
            return
        if not session.setting(NARROW_SAID):
            session.keep_setting(NARROW_SAID, value=True)
            reading.hint = f"two side by side from {FACING_WIDTH} columns on"

    def keep_all(self) -> None:
        """Save everything; the app calls this however the program ends."""
        lost = self._actions.annotator.keep_draft() if self._actions is not None else ""
        self.session.keep_position(self.reading)
        self.saved_state.keep_look(self.reading)
        if self._actions is not None:
            self._actions.annotator.save_again()
        self.session.farewell = f"the note you were writing is {lost}" if lost else self.session.farewell

    # drawing

    def draw(self) -> None:
        """Draw the whole frame; where its pair was measured but not decided, decide it."""
        self.view.draw(self.reading, self.app.inks, self._footer_keys())
        self.comparer.catch_up()

    def say(self, message: str) -> None:
        """Show a message in the footer until the next key, and one too long for it above the footer too.

        A message that comes when the reader has gone on to another story is not shown there.
        """
        self.reading.message = message
        if self not in self.app.screen_stack:
            return
        if cell_len(message) > self.reading.geometry.width - 2:
            self.notify(self.reading.signs.own(message), markup=False, timeout=TOAST)
        self.draw()

    def on_resize(self, event: Resize) -> None:
        """Lay out for the new size; the same words stay on top."""
        geometry = self.reading.geometry
        if (geometry.width, geometry.height) != event.size:
            self.fit(event.size.width, event.size.height)
            self.draw()

    def fit(self, width: int, height: int) -> None:
        """Lay out for a screen size."""
        self.reading.max_text = self.reading.text_width or self.app.config.text_width
        self.reading.resize(width, height)
        self.view.arrange(self.reading)

    def _footer_keys(self) -> Sequence[tuple[str, str]]:
        """Key and label of what can be done, the most important first; none while the search line is there."""
        keys = self.app.keys
        return [
            (self.reading.signs.key(" ".join(key_label(keys[each][0]) for each in ids if keys.get(each))), label)
            for ids, label in self._footer_actions()
        ]

    def _footer_actions(self) -> list[FooterAction]:
        """What the footer offers, each with a key at least."""
        if self._is_searching:
            return []
        return [action for action in footer_actions(self.reading) if any(map(self.app.keys.get, action.ids))]

    def _links_changed(self) -> None:
        """Other links are about to be shown: offer rows where most is the same, and count what only one version has."""
        comparison = self.reading.comparison
        if comparison is not None and self.reading.complete and not self.reading.message:
            self.reading.message = said_of_all(comparison)
        keys = self.app.keys.get("view")
        if keys and not self.reading.message and suits_rows(self.reading) and not self.session.setting(ROWS_OFFERED):
            self.session.keep_setting(ROWS_OFFERED, value=True)
            translated = any(link.reuse is Reuse.TRANSLATED for link in self.reading.beside(LEFT).links)
            how = "mostly translated" if translated else "mostly the same"
            self.reading.message = f"{how}: {key_label(keys[0])} shows rows"
        if comparison is not None and self.reading.complete:
            self.in_thread(lambda: self._count_unique(comparison), "shares", exclusive=True, may_fail=True)

    def _count_unique(self, comparison: Comparison) -> None:
        """Work out for the shelf which part of each version only that has; 0.2 s for 36,000 sentences."""
        shares = {
            version.siglum: round(1 - coverage(version, shared_sentences(comparison, number)), 3)
            for number, version in enumerate(comparison.versions)
        }

        def keep() -> None:
            if self.reading.comparison is comparison and self.session.setting(UNIQUE_SHARES) != shares:
                self.session.keep_setting(UNIQUE_SHARES, shares)

        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(keep)

    # threads

    def in_thread(
        self, work: Callable[[], None], group: str, *, exclusive: bool = False, may_fail: bool = False
    ) -> None:
        """Run work in a thread; see `Host`."""
        self.run_worker(
            work,
            thread=True,
            group=group,
            exclusive=exclusive,
            exit_on_error=not may_fail,
            description=group,  # without one, Textual spells out all arguments: a second for twelve versions
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Go on reading where work failed that may fail."""
        if event.state is not WorkerState.ERROR:
            return
        if event.worker.group in (MEASURE, DECIDE):
            self.comparer.has_failed(event.worker.error)
        else:
            self.say(f"internal error ({event.worker.group}: {type(event.worker.error).__name__}); reading goes on")

    # keys

    def type_ahead(self, text: str) -> bool:
        """Put a character into the search line, if it is open. Returns whether it is."""
        return self.actions.search.type_ahead(text)

    def take_key(self, event: Key) -> bool:
        """Take a key that continues earlier input. Returns whether it was taken."""
        self._end_welcome()
        if self.actions.search.is_open:
            return self.actions.search.take_key(event)
        return self.actions.copier.take_key(event) or self.actions.pending.take_key(event)

    def _end_welcome(self) -> None:
        """The reader has begun: the words of the first start go."""
        self.reading.hint = ""
        for welcome in self.query("#welcome"):
            welcome.remove()

    def on_screen_suspend(self) -> None:
        """A dialog takes the keys."""
        self.actions.pending.drop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        self.actions.search.changed(event.value)

    def on_input_submitted(self) -> None:
        """Stay at the hit."""
        self.actions.search.submitted()

    # the mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to select."""
        self._end_welcome()
        self.actions.copier.press(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Select up to here."""
        self.actions.copier.drag(event)

    def on_mouse_up(self) -> None:
        """Copy what was selected."""
        self.actions.copier.release()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll the pane under the mouse."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll the pane under the mouse."""
        self._wheel(event, -WHEEL)

    def _wheel(self, event: MouseScrollDown | MouseScrollUp, rows: int) -> None:
        part = event.widget.id if event.widget is not None else None
        single = self.reading.geometry.gutter == 0
        side = self.reading.side if single else EDGES.get(part or "", self.reading.side)
        navigation.scroll(self.reading, rows, side)
        self.draw()

    def on_click(self, event: Click) -> None:
        """Put the cursor on the passage, or follow what stands beside the text."""
        self.actions.clicker.click(event)

    def click_footer(self, column: int) -> bool:
        """Do what the key does that was clicked in the footer. Returns whether there was one."""
        hint = footer_item_at(self.reading, self._footer_keys(), column)
        if hint is None:
            return False
        number, at = hint
        action = self._footer_actions()[number]
        bound = [each for each in action.ids if self.app.keys.get(each)]
        self.action_do(bound[min(at, len(bound) - 1)])
        return True

    # places, and what covers them

    def go_to(self, spot: Spot | None) -> None:
        """Jump to a place, if there is one; `backspace` comes back from there."""
        if spot is not None:
            self.reading.message = ""
            navigation.remember(self.reading)
            navigation.visit(self.reading, spot, jump=True)
        self.draw()

    def is_on_top(self) -> bool:
        """Whether nothing covers the screen, and the reader is not typing."""
        return self.is_uncovered() and not self._is_searching

    def is_uncovered(self) -> bool:
        """Whether nothing covers the screen."""
        return on_top(self.app, self)
