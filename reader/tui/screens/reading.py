"""The reading screen: it is made of parts, and connects them with keys, mouse and messages.

`ReadingScreen.commands` is the table of what each action does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Click, Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, Resize
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState, get_current_worker

from reader.align.alignment import Comparison, coverage, shared_sentences
from reader.notes.library import UNIQUE_SHARES
from reader.story.version import Story
from reader.tui.app_base import AppBase
from reader.tui.keys import ACTIONS, OPPOSITE, SHOWING, UNBOUND, dialog_help, key_label, reading_help, welcome_lines
from reader.tui.model import commands as pointing
from reader.tui.model import navigation, seeking
from reader.tui.model.chrome import (
    FooterAction,
    describe,
    footer_actions,
    footer_item_at,
    said_of_all,
    suits_rows,
)
from reader.tui.model.commands import MOVES
from reader.tui.model.filters import Filter
from reader.tui.model.layout import FACING_WIDTH, Mode
from reader.tui.model.lists import Listing, Outline, StoryMap
from reader.tui.model.state import LEFT, RIGHT, Reading, Spot
from reader.tui.screens.annotating import Annotator
from reader.tui.screens.comparing import DECIDE, MEASURE, Comparer
from reader.tui.screens.deciding import Decider
from reader.tui.screens.dialogs import ChoosingDialog, HelpScreen, on_top
from reader.tui.screens.input_modes import SEARCH_KEYS, Copier, PendingInput, SearchLine
from reader.tui.screens.lists import ListingScreen
from reader.tui.screens.reading_view import ReadingView
from reader.tui.screens.sources import LOOK_EVERY, Sources
from reader.tui.screens.themes import ThemeDialog
from reader.tui.session.notes import FOLLOW, NARROW_SAID, ROWS_OFFERED, Session
from reader.tui.session.saved_state import SavedState
from reader.tui.widgets import TOAST, Field

WHEEL = 3
"""Rows that one step of the mouse wheel scrolls."""
ROUND = 2.0
"""Seconds between two looks at whether another running reader has kept something."""
WELCOME_HEIGHT = 16
"""Rows of the smallest screen on which the first start shows the first keys over the story."""
_EDGES = {"left-minimap": LEFT, "left": LEFT, "right": RIGHT, "right-minimap": RIGHT}
"""The side that each part of the screen belongs to."""


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
        self.decider = Decider(self, self.comparer)
        self.annotator = Annotator(self, self.decider)
        self.sources = Sources(self)
        self.search = SearchLine(self, self._show_field, self._hide_field)
        self.pending = PendingInput(self)
        self.copier = Copier(self)
        self.commands = self._make_commands()
        self._opened = False
        """Whether the screen was shown before, so that it is only returned to."""

    def _make_commands(self) -> Mapping[str, Callable[[], None]]:
        """What each action does that needs more than the reading itself; `MOVES` has the others."""
        return {
            # FIND
            "search": self.search.open,
            "clear": self.search.clear,
            "mark": self.pending.mark,
            "go-to-mark": self.pending.go_to_mark,
            # LOOK
            "map": self._show_map,
            "brief": self._show_brief,
            "outline": lambda: self._show_listing(Outline(self.reading)),
            "filter": self._choose_filter,
            "follow": self._next_follow,
            "why": self.decider.why,
            "pin-or-cut": self.decider.pin_or_cut,
            "role": self.decider.choose_role,
            "looser": lambda: self.decider.change_strictness(-1),
            "stricter": lambda: self.decider.change_strictness(1),
            "article": self.sources.choose_article,
            "wider": lambda: self._change_layout(lambda: navigation.change_width(self.reading, 1)),
            "narrower": lambda: self._change_layout(lambda: navigation.change_width(self.reading, -1)),
            "panes": lambda: self._change_layout(lambda: navigation.toggle_panes(self.reading)),
            "zen": lambda: self._change_layout(lambda: navigation.toggle_zen(self.reading)),
            "where": lambda: self.say(describe(self.reading)),
            "theme": self._choose_theme,
            # KEEP
            "read": lambda: self._mark_read(seeking.toggle_read),
            "read-version": lambda: self._mark_read(seeking.toggle_version_read),
            "note": self.annotator.note,
            "note-on-story": self.annotator.note_on_story,
            "notes": self.annotator.show_list,
            "pick": self._pick,
            "pick-every": lambda: self._pick(every=True),
            "undo": self.annotator.undo,
            "redo": self.annotator.redo,
            "save-notes": self.annotator.save,
            "save-notes-as": self.annotator.save_as,
            "edit-notes": self.annotator.edit_file,
            "export": lambda: self.annotator.export_page(with_notes=False),
            "export-with-notes": lambda: self.annotator.export_page(with_notes=True),
            "open": lambda: self._show_shelf(to_open=True),
            "open-source": self.sources.open_source,
            "fetch-again": self.sources.fetch_again,
            "copy": self.copier.copy,
            "copy-both": self.copier.copy_both,
            # PROGRAM
            "palette": lambda: self.app.action_command_palette(),
            "help": self._show_help,
            "shelf": self._show_shelf,
            "quit": lambda: self.app.leave(0),
        }

    def action_do(self, action: str) -> None:
        """Carry out an action by its id."""
        if action in MOVES:
            self.reading.message = ""
            MOVES[action](self.reading)
            self.draw()
        elif refusal := self.app.rights.refusal(action):
            self.say(refusal)
        else:
            self.commands[action]()

    # starting, and going on with another story

    def compose(self) -> ComposeResult:
        """The canvases with their first picture on them, and the search line."""
        self._begin_reading()
        yield from self.view.compose()
        yield self.search.field
        if self.app.first_start and self.app.size.height >= WELCOME_HEIGHT:
            self.app.first_start = False
            lines = welcome_lines(self.app.keys, self.app.signs)
            yield Static(Content(self.app.signs.own("\n".join(lines))), id="welcome")

    def on_unmount(self) -> None:
        """Give up what is still being read in a thread."""
        self.sources.leave()

    def on_mount(self) -> None:
        """Look around now and then; after the first picture, read the notes file back and find notes again."""
        if self.app.folder_watch is not None:
            self.set_interval(LOOK_EVERY, self.sources.look)
        self.set_interval(ROUND, self.annotator.look_around)
        self.call_after_refresh(self.annotator.read_back)
        self.call_after_refresh(self.annotator.find_moved_notes)
        self.call_after_refresh(self.annotator.offer_related)

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
        self.call_after_refresh(self.annotator.find_moved_notes)

    def _begin_reading(self) -> None:
        """Lay the story out as the reader had it, go to where they were, and draw."""
        self.reading.even, self.reading.signs = self.app.config.even_brightness, self.app.signs
        self.saved_state.restore_look(self.reading)
        self._fit(self.app.size.width, self.app.size.height)
        self.session.restore(self.reading)
        self.saved_state.restore(self.reading)
        self.annotator.recall_decisions()
        self._explain_one_pane()
        self.draw()

    def _explain_one_pane(self) -> None:
        """Say once of a story, on a screen that has room for one pane, when there are two."""
        reading, session = self.reading, self.session
        narrow = reading.geometry.mode is Mode.SINGLE and reading.geometry.width < FACING_WIDTH
        if not narrow or reading.alone or reading.message or reading.panes or not session.can_keep():
            return
        if not session.setting(NARROW_SAID):
            session.keep_setting(NARROW_SAID, value=True)
            keys = self.app.keys.get("other-version")
            flip = f" · {key_label(keys[0])} shows the other one" if keys else ""
            reading.message = f"from {FACING_WIDTH} columns on two stand side by side{flip}"

    def keep_all(self) -> None:
        """Save everything; the app calls this however the program ends."""
        self.annotator.keep_all()

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
            self._fit(event.size.width, event.size.height)
            self.draw()

    def _fit(self, width: int, height: int) -> None:
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
        if self.search.is_open:
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
            self.reading.message = f"mostly the same: {key_label(keys[0])} shows rows"
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
        return self.search.type_ahead(text)

    def take_key(self, event: Key) -> bool:
        """Take a key that continues earlier input. Returns whether it was taken."""
        self._end_welcome()
        if self.search.is_open:
            return self.search.take_key(event)
        return self.copier.take_key(event) or self.pending.take_key(event)

    def _end_welcome(self) -> None:
        """The reader has begun: the words of the first start go."""
        for welcome in self.query("#welcome"):
            welcome.remove()

    def on_screen_suspend(self) -> None:
        """A dialog takes the keys."""
        self.pending.drop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        self.search.changed(event.value)

    def on_input_submitted(self) -> None:
        """Stay at the hit."""
        self.search.submitted()

    def _show_field(self, field: Field) -> None:
        field.display = True
        self.set_focus(field)

    def _hide_field(self, field: Field) -> None:
        field.display = False
        self.set_focus(None)

    # the mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to select."""
        self._end_welcome()
        self.copier.press(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Select up to here."""
        self.copier.drag(event)

    def on_mouse_up(self) -> None:
        """Copy what was selected."""
        self.copier.release()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Scroll the pane under the mouse."""
        self._wheel(event, WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Scroll the pane under the mouse."""
        self._wheel(event, -WHEEL)

    def _wheel(self, event: MouseScrollDown | MouseScrollUp, rows: int) -> None:
        part = event.widget.id if event.widget is not None else None
        single = self.reading.geometry.gutter == 0
        side = self.reading.side if single else _EDGES.get(part or "", self.reading.side)
        navigation.scroll(self.reading, rows, side)
        self.draw()

    def on_click(self, event: Click) -> None:
        """Put the cursor on the passage, or follow what stands beside the text."""
        if self.copier.dragged:
            return  # the end of a selection
        self.pending.drop()
        if self._click_beside(event):
            return
        at = self.view.pane_at(self.reading, event)
        if at is not None:
            self.reading.message = ""
            pointing.click_text(self.reading, *at)
            self.draw()

    def _click_beside(self, event: Click) -> bool:
        """Follow a click on gutter, minimaps or headings. Returns whether it was one."""
        part = event.widget.id if event.widget is not None else None
        if part == "footer":
            return self._click_footer(event.x)
        if part not in ("gutter", "header", "left-minimap", "right-minimap"):
            return False
        self.reading.message = ""
        if part == "header":
            if event.y == 1:
                pointing.click_headings(self.reading, event.x)
        elif part != "gutter":
            pointing.click_minimap(self.reading, _EDGES[part], event.y)
        elif self.reading.in_rows:
            return False
        else:
            pointing.click_gutter(self.reading, event.y, event.x)
        self.draw()
        return True

    def _click_footer(self, column: int) -> bool:
        """Do what the key does that was clicked in the footer. Returns whether there was one."""
        hint = footer_item_at(self.reading, self._footer_keys(), column)
        if hint is None:
            return False
        number, at = hint
        action = self._footer_actions()[number]
        bound = [each for each in action.ids if self.app.keys.get(each)]
        self.action_do(bound[min(at, len(bound) - 1)])
        return True

    # commands of the screen itself

    def go_to(self, spot: Spot | None) -> None:
        """Jump to a place, if there is one; `backspace` comes back from there."""
        if spot is not None:
            self.reading.message = ""
            navigation.remember(self.reading)
            navigation.visit(self.reading, spot, jump=True)
        self.draw()

    def is_on_top(self) -> bool:
        """Whether nothing covers the screen, and the reader is not typing."""
        return on_top(self.app, self) and not self.search.is_open

    def _show_map(self) -> None:
        """Who tells what, in which order."""
        if self.reading.alone:
            self.say("one version alone needs no map")
        elif self.reading.comparison is None:
            self.say("still comparing")
        else:
            self._show_listing(StoryMap(self.reading))

    def _show_brief(self) -> None:
        """The story on one page. To read the facts of a book takes seconds, so a thread does it."""
        comparison = self.reading.comparison
        if self.reading.alone:
            self.say("one version alone needs no brief")
        elif comparison is None or not self.reading.complete:
            self.say("still comparing")
        else:
            self.say("making the brief …")
            self.in_thread(lambda: self._make_brief(comparison), "brief", exclusive=True, may_fail=True)

    def _make_brief(self, comparison: Comparison) -> None:
        from reader.merge.brief import brief_of  # both read facts: 30 ms that the first paint does without
        from reader.tui.model.brief_list import BriefList

        brief = brief_of(comparison)

        def show() -> None:
            if self.reading.comparison is comparison and on_top(self.app, self):
                self.reading.message = ""
                self._show_listing(BriefList(brief, self.reading.signs))

        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(show)

    def _show_listing(self, listing: Listing) -> None:
        self.app.push_screen(ListingScreen(listing), self.go_to)

    def _choose_filter(self) -> None:
        """Choose which passages are shown."""
        reading, kinds = self.reading, list(Filter)
        at = kinds.index(Filter.ONLY_HERE if reading.filter is Filter.ALL else Filter.ALL)  # enter goes back and forth
        beside = reading.beside(reading.side)
        rows = [f"{kind.value:<12}{seeking.count_shown(reading, kind) if beside.compared else '':>6}" for kind in kinds]
        about = "Which passages?" if reading.merged else f"Which passages of {beside.version.siglum}?"

        def chosen(place: int | None) -> None:
            if place is not None:
                reading.message = ""
                seeking.set_filter(reading, kinds[place])
                self.draw()

        self.app.push_screen(ChoosingDialog("Show", about, rows, at), chosen)

    def _next_follow(self) -> None:
        """How the pane opposite follows: the next way, kept for this story."""
        navigation.next_follow(self.reading)
        self.session.keep_setting(FOLLOW, self.reading.follow.value)
        self.draw()

    def _change_layout(self, change: Callable[[], None]) -> None:
        self.reading.message = ""
        change()
        self._fit(self.reading.geometry.width, self.reading.geometry.height)
        self.draw()

    def _pick(self, *, every: bool = False) -> None:
        """Pick the passage, or take it out; a digit typed next is its label."""
        self.annotator.pick(every=every)
        if self.session.last_pick is not None:
            self.pending.offer_labels(self.annotator.label)

    def _mark_read(self, toggle: Callable[[Reading], None]) -> None:
        self.reading.message = ""
        toggle(self.reading)
        trouble = self.saved_state.keep_read(self.reading)
        self.say(" · ".join(filter(None, [self.reading.message, trouble])))

    def _choose_theme(self) -> None:
        """Choose a theme, seeing each one."""
        self.app.push_screen(ThemeDialog(self.app.current), lambda said: self.say(said or ""))

    def _show_help(self) -> None:
        """Show the keys and what the signs mean; in the search line, its own keys."""
        title, entries = "Keys and signs", reading_help(self.app.keys, self.reading.signs)
        if self.search.is_open:
            title, entries = f"Keys: {SEARCH_KEYS[0]}", dialog_help(*SEARCH_KEYS)
        self.app.push_screen(HelpScreen(title, entries))

    def _show_shelf(self, *, to_open: bool = False) -> None:
        """Choose another story, or begin to type what to open; `esc` comes back to this one."""
        if self.app.bookshelf is None:
            self.say("there is no shelf here")
            return
        self.keep_all()
        self.app.show_shelf(to_open=to_open)
