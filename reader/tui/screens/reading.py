"""The reading screen: versions facing each other, walked by passages."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.events import Click, Resize
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState, get_current_worker

from reader.align.alignment import Comparison
from reader.story.story import Story
from reader.tui.actions import ACTIONS, FOOTER, OPPOSITE, display
from reader.tui.inks import Inks
from reader.tui.keeping import Keeping
from reader.tui.model import moves
from reader.tui.model.commands import MOVES
from reader.tui.model.edges import count_hits
from reader.tui.model.frame import Frame, draw
from reader.tui.model.geometry import Mode, measure
from reader.tui.model.ink import Line
from reader.tui.model.reading import LEFT, RIGHT, Reading
from reader.tui.widgets.canvas import Canvas
from reader.tui.widgets.fields import Field

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

PATIENCE = 1.0
"""Seconds of comparing after which it is said how far it has come."""
TOAST = 12.0
"""Seconds that a long message stays."""
WHEEL = 3
"""Rows that one step of the mouse wheel scrolls."""
PARTS = ("header", "left_strip", "left", "gutter", "right", "right_strip", "dock", "footer")


def command(action: str) -> str:
    """How Textual is to call an action: a move by its name, anything else by its own method."""
    return f"move('{action}')" if action in MOVES else action.replace("-", "_")


class ReadingScreen(Screen[None]):
    """Reads one story. The state is a `Reading`; every key changes it, then the whole frame is drawn and compared."""

    CSS_PATH = "reading.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar = [
        Binding(",".join(action.keys), command(action.id), action.label, id=action.id, show=False)
        for action in (*ACTIONS, *OPPOSITE)
    ]

    app: DiptychApp

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__()
        self.reading = Reading(story, measure(0, 0))
        self.keeping = keeping
        self._canvases: dict[str, Canvas] = {}
        self._search_from: tuple[int, int, int] | None = None
        """Where the search began: version and sentence, and which version was opposite."""
        self._unkept: Callable[[], object] | None = None
        """Keeps the note being written, if one is."""

    # what is on the screen

    def compose(self) -> ComposeResult:
        """The parts of the screen, each a canvas."""
        self._canvases = {part: Canvas(id=part.replace("_", "-")) for part in PARTS}
        yield self._canvases["header"]
        with Horizontal(id="body"):
            for part in PARTS[1:6]:
                yield self._canvases[part]
        yield self._canvases["dock"]
        yield self._canvases["footer"]
        yield Field(id="search", placeholder="search all versions", compact=True)

    def on_resize(self, event: Resize) -> None:
        """Lay out for the new size; the same words stay on top. The first time, begin reading."""
        geometry = self.reading.geometry
        if (geometry.width, geometry.height) == event.size:
            return
        begins = geometry.width == 0
        self._fit(event.size.width, event.size.height)
        if begins:
            self.keeping.restore(self.reading)
        self.draw()
        if begins and not self.reading.alone:
            self.call_after_refresh(self._compare)  # the text first

    def _fit(self, width: int, height: int) -> None:
        """Lay out for a screen size: the widths of the parts, and which of them there are."""
        self.reading.max_text = self.app.config.text_width
        self.reading.resize(width, height)
        geometry = self.reading.geometry
        facing, small = geometry.mode is Mode.FACING, geometry.mode is Mode.TOO_SMALL
        shown = {"left_strip": not small, "gutter": facing, "right": facing, "right_strip": facing}
        for part in PARTS[1:6]:
            self._canvases[part].styles.width = geometry.columns(part)
            self._canvases[part].display = shown.get(part, True)
        self._canvases["dock"].display = geometry.dock > 0 and not small
        self._canvases["dock"].styles.height = geometry.dock

    def draw(self) -> None:
        """Draw the whole frame; canvases send only the rows that changed."""
        inks: Inks = self.app.inks
        frame: Frame = draw(self.reading, self._footer_keys())
        for part in PARTS:
            lines: list[Line] = getattr(frame, part)
            columns = self.reading.geometry.columns(part)
            self._canvases[part].show([inks.strip(line, columns) for line in lines])

    def _footer_keys(self) -> Sequence[tuple[str, str]]:
        if self._search_from is not None:
            return ()  # the search line stands there
        keys = self.app.keys
        out = []
        for ids, label in FOOTER:
            shown = [display(keys[action][0]) for action in ids if keys.get(action)]
            if shown:
                out.append((" ".join(shown), label))
        return out

    def say(self, message: str) -> None:
        """Show a message at the right of the footer until the next key; one too long for it, above the footer too."""
        self.reading.message = message
        if cell_len(message) > self.reading.geometry.width - 2:
            self.notify(message, markup=False, timeout=TOAST)
        self.draw()

    # the alignment

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compare(self) -> None:
        from reader.align.compare import compare
        from reader.align.progress import Cancelled

        worker, began = get_current_worker(), time.monotonic()

        def heard(part: float) -> None:
            if worker.is_cancelled:
                raise Cancelled  # the reader is leaving: nobody waits for it
            percent = int(part * 100)
            if time.monotonic() - began > PATIENCE and percent > self.reading.percent:
                self.app.call_from_thread(self._come_so_far, percent)

        with contextlib.suppress(Cancelled):
            comparison = compare(self.reading.story.versions, progress=heard)
            self.app.call_from_thread(self._compared, comparison)

    def _come_so_far(self, percent: int) -> None:
        self.reading.percent = percent
        self.draw()

    def _compared(self, comparison: Comparison) -> None:
        self.reading.compared(comparison)
        self.draw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Should comparing fail, the texts can still be read and noted."""
        if event.state is WorkerState.ERROR:
            self.reading.failed = True
            self.say(f"the versions could not be compared ({type(event.worker.error).__name__}); they can be read")

    # keys

    def action_move(self, name: str) -> None:
        """Carry out one of the moves that need nothing but the reading itself."""
        self.reading.message = ""
        MOVES[name](self.reading)
        self.draw()

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolls both panes."""
        moves.scroll(self.reading, WHEEL)
        self.draw()

    def on_mouse_scroll_up(self) -> None:
        """The wheel scrolls both panes."""
        moves.scroll(self.reading, -WHEEL)
        self.draw()

    def on_click(self, event: Click) -> None:
        """A click puts the cursor on the passage under it."""
        panes = {"left": self.reading.side if self.reading.geometry.gutter == 0 else LEFT, "right": RIGHT}
        if event.widget is not None and event.widget.id in panes:
            self.reading.message = ""
            moves.point(self.reading, panes[event.widget.id], event.y, event.x)
            self.draw()

    # search

    def action_search(self) -> None:
        """Open the search line; hits are found while typing."""
        reading = self.reading
        self._search_from = (reading.version, reading.sentence, reading.shown[1 - reading.side])
        field = self.query_one("#search", Input)
        field.value = ""
        field.display = True
        self.set_focus(field)  # at once: the next key is for the field already

    def type_ahead(self, text: str) -> bool:
        """Type into the search line what came before it had the focus. Returns whether the line is open."""
        if self._search_from is None:
            return False
        self.query_one("#search", Input).insert_text_at_cursor(text)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what is typed so far, from where the search began."""
        if self._search_from is None:
            return
        reading = self.reading
        reading.search(event.value)
        self._to_where_search_began()
        reading.message = ""
        if event.value:
            moves.seek_hit(reading, 1, include_here=True)
            if not reading.message:
                reading.message = count_hits(reading)
        self.draw()

    def on_input_submitted(self) -> None:
        """`enter`: stay at the hit."""
        self._close_search()

    def action_clear(self) -> None:
        """`esc`: leave the search line, or clear what was searched for."""
        reading = self.reading
        if self._search_from is not None:
            self._to_where_search_began()
            self._close_search()
        reading.search("")
        reading.message = ""
        self.draw()

    def _to_where_search_began(self) -> None:
        if self._search_from is not None:
            version, sentence, opposite = self._search_from
            moves.show_version(self.reading, version)
            moves.put_opposite(self.reading, opposite)
            moves.go(self.reading, sentence, jump=True)

    def _close_search(self) -> None:
        self._search_from = None
        field = self.query_one("#search", Input)
        field.display = False
        self.set_focus(None)
        self.draw()

    # notes

    def action_note(self) -> None:
        """Write a note on the passage, or go on with the one there is."""
        from reader.tui.screens.note import NoteDialog

        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to write a note on")
            return

        def keep(body: str | None) -> None:
            self._unkept = None
            if body is not None:
                self.say(self.keeping.note(self.reading, passage, body))

        dialog = NoteDialog(passage.heading, passage.quotation, self.keeping.note_on(passage))
        self._unkept = lambda: dialog.unkept and self.keeping.note(self.reading, passage, dialog.body)
        self.app.push_screen(dialog, keep)

    def action_pick(self) -> None:
        """Pick the passage into the notes, or take it out again."""
        passage = self.keeping.passage(self.reading)
        self.say(self.keeping.pick(self.reading, passage) if passage else "nothing here to pick")

    def action_undo(self) -> None:
        """Undo the last note or pick."""
        self.say(self.keeping.undo(self.reading))

    def action_redo(self) -> None:
        """Do again what was undone."""
        self.say(self.keeping.redo(self.reading))

    def action_save_notes(self) -> None:
        """Write the notes file."""
        self.say(self.keeping.save(self.reading))

    def action_copy(self) -> None:
        """Copy the passage with its source through the terminal (OSC 52)."""
        passage = self.keeping.passage(self.reading)
        if passage is None:
            self.say("nothing here to copy")
            return
        self.app.copy_to_clipboard(passage.with_source)
        self.say(f"copied {passage.heading}")

    # the program

    def action_theme(self) -> None:
        """Choose a theme, seeing each one."""
        from reader.tui.screens.themes import ThemeDialog

        self.app.push_screen(ThemeDialog(self.app.themes, self.app.inks.theme.name))

    def action_help(self) -> None:
        """Show keys and signs."""
        from reader.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.app.keys, self.reading.signs))

    def action_palette(self) -> None:
        """Find a command by name."""
        self.app.action_command_palette()

    def keep_all(self) -> None:
        """On the way out, however it came to that: keep a note being written, the position, and the notes file."""
        if self._unkept is not None:
            self._unkept()
        self.keeping.keep_position(self.reading)
        self.keeping.save_again(self.reading)

    def action_quit(self) -> None:
        """Leave; position, notes and picks are kept."""
        self.app.leave(0)
