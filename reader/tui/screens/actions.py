"""What the keys and the mouse do on the reading screen: its parts, and the table of what each action does.

The reading screen loads this module when it is first needed, which is after the first picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.worker import get_current_worker

from reader.align.alignment import Comparison
from reader.tui.keys import dialog_help, palette_actions, reading_help
from reader.tui.model import navigation, seeking
from reader.tui.model.chrome import describe
from reader.tui.model.commands import MOVES
from reader.tui.model.filters import Filter
from reader.tui.model.lists import Listing, Outline, StoryMap
from reader.tui.model.state import Reading
from reader.tui.screens.annotating import Annotator
from reader.tui.screens.comparing import Comparer
from reader.tui.screens.deciding import Decider
from reader.tui.screens.dialogs import ChoosingDialog, HelpScreen, Palette
from reader.tui.screens.host import Host
from reader.tui.screens.input_modes import SEARCH_KEYS, Clicker, Copier, PendingInput, SearchLine
from reader.tui.screens.lists import ListingScreen
from reader.tui.screens.sources import Sources
from reader.tui.screens.themes import ThemeDialog
from reader.tui.session.notes import FOLLOW


class Actions:
    """Carries out what the reader asks for, with its parts: search, counts, copying, decisions, notes, sources."""

    def __init__(self, host: Host, comparer: Comparer) -> None:
        """Make the parts.

        Args:
            host: The reading screen.
            comparer: Compares the versions.
        """
        self._host = host
        self.decider = Decider(host, comparer)
        self.annotator = Annotator(host, self.decider)
        self.sources = Sources(host)
        self.search = SearchLine(host)
        self.pending = PendingInput(host)
        self.copier = Copier(host)
        self.clicker = Clicker(host, self.pending, self.copier)
        self.commands = self._make_commands()

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
            "outline": lambda: self._show_listing(Outline(self._host.reading)),
            "filter": self._choose_filter,
            "follow": self._next_follow,
            "why": self.decider.why,
            "pin-or-cut": self.decider.pin_or_cut,
            "role": self.decider.choose_role,
            "looser": lambda: self.decider.change_strictness(-1),
            "stricter": lambda: self.decider.change_strictness(1),
            "article": self.sources.choose_article,
            "wider": lambda: self._change_layout(lambda: navigation.change_width(self._host.reading, 1)),
            "narrower": lambda: self._change_layout(lambda: navigation.change_width(self._host.reading, -1)),
            "panes": lambda: self._change_layout(lambda: navigation.toggle_panes(self._host.reading)),
            "zen": lambda: self._change_layout(lambda: navigation.toggle_zen(self._host.reading)),
            "where": lambda: self._host.say(describe(self._host.reading)),
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
            "history": self.sources.show_history,
            "earlier-text": lambda: self.sources.step_in_history(-1),
            "later-text": lambda: self.sources.step_in_history(1),
            "copy": self.copier.copy,
            "copy-both": self.copier.copy_both,
            # PROGRAM
            "palette": self._show_palette,
            "help": self._show_help,
            "shelf": self._show_shelf,
            "quit": lambda: self._host.app.leave(0),
        }

    def do(self, action: str) -> None:
        """Carry out an action by its id."""
        host = self._host
        if action in MOVES:
            host.reading.message = ""
            MOVES[action](host.reading)
            host.draw()
        elif refusal := host.app.rights.refusal(action):
            host.say(refusal)
        else:
            self.commands[action]()

    # lists over the text

    def _show_map(self) -> None:
        """Who tells what, in which order."""
        reading = self._host.reading
        if reading.alone:
            self._host.say("one version alone needs no map")
        elif reading.comparison is None:
            self._host.say("still comparing")
        else:
            self._show_listing(StoryMap(reading))

    def _show_brief(self) -> None:
        """The story on one page. To read the facts of a book takes seconds, so a thread does it."""
        reading, comparison = self._host.reading, self._host.reading.comparison
        if reading.alone:
            self._host.say("one version alone needs no brief")
        elif comparison is None or not reading.complete:
            self._host.say("still comparing")
        else:
            self._host.say("making the brief …")
            self._host.in_thread(lambda: self._make_brief(comparison), "brief", exclusive=True, may_fail=True)

    def _make_brief(self, comparison: Comparison) -> None:
        from reader.merge.brief import brief_of  # both read facts: 30 ms for few readers
        from reader.tui.model.brief_list import BriefList

        brief = brief_of(comparison)

        def show() -> None:
            reading = self._host.reading
            if reading.comparison is comparison and self._host.is_uncovered():
                reading.message = ""
                self._show_listing(BriefList(brief, reading.signs))

        if not get_current_worker().is_cancelled:
            self._host.app.call_from_thread(show)

    def _show_listing(self, listing: Listing) -> None:
        self._host.app.push_screen(ListingScreen(listing), self._host.go_to)

    # how the text is shown

    def _choose_filter(self) -> None:
        """Choose which passages are shown."""
        reading, kinds = self._host.reading, list(Filter)
        at = kinds.index(Filter.ONLY_HERE if reading.filter is Filter.ALL else Filter.ALL)  # enter goes back and forth
        beside = reading.beside(reading.side)
        rows = [f"{kind.value:<12}{seeking.count_shown(reading, kind) if beside.compared else '':>6}" for kind in kinds]
        about = "Which passages?" if reading.merged else f"Which passages of {beside.version.siglum}?"

        def chosen(place: int | None) -> None:
            if place is not None:
                reading.message = ""
                seeking.set_filter(reading, kinds[place])
                self._host.draw()

        self._host.app.push_screen(ChoosingDialog("Show", about, rows, at), chosen)

    def _next_follow(self) -> None:
        """How the pane opposite follows: the next way, kept for this story."""
        navigation.next_follow(self._host.reading)
        self._host.session.keep_setting(FOLLOW, self._host.reading.follow.value)
        self._host.draw()

    def _change_layout(self, change: Callable[[], None]) -> None:
        self._host.reading.message = ""
        change()
        self._host.fit(self._host.reading.geometry.width, self._host.reading.geometry.height)
        self._host.draw()

    def _pick(self, *, every: bool = False) -> None:
        """Pick the passage, or take it out; a digit typed next is its label."""
        self.annotator.pick(every=every)
        if self._host.session.last_pick is not None:
            self.pending.offer_labels(self.annotator.label)

    def _mark_read(self, toggle: Callable[[Reading], None]) -> None:
        reading = self._host.reading
        reading.message = ""
        toggle(reading)
        trouble = self._host.saved_state.keep_read(reading)
        self._host.say(" · ".join(filter(None, [reading.message, trouble])))

    # the program

    def _choose_theme(self) -> None:
        """Choose a theme, seeing each one."""
        self._host.app.push_screen(ThemeDialog(self._host.app.current), lambda said: self._host.say(said or ""))

    def _show_palette(self) -> None:
        """Find any action by words, and carry it out."""

        def chosen(action: str | None) -> None:
            if action is not None and self._host.is_uncovered():
                self.do(action)

        offered = palette_actions(len(self._host.reading.story.versions))
        self._host.app.push_screen(Palette(offered, self._host.app.keys), chosen)

    def _show_help(self) -> None:
        """Show the keys and what the signs mean; in the search line, its own keys."""
        title, entries = "Keys and signs", reading_help(self._host.app.keys, self._host.reading.signs)
        if self.search.is_open:
            title, entries = f"Keys: {SEARCH_KEYS[0]}", dialog_help(*SEARCH_KEYS)
        self._host.app.push_screen(HelpScreen(title, entries))

    def _show_shelf(self, *, to_open: bool = False) -> None:
        """Choose another story, or begin to type what to open; `esc` comes back to this one."""
        if self._host.app.bookshelf is None:
            self._host.say("there is no shelf here")
            return
        self._host.app.keep_all()
        self._host.app.show_shelf(to_open=to_open)
