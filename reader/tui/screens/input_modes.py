"""Input that is more than one key: the search line, counts and mark letters, the mouse, copying."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.events import Click, Key, MouseDown, MouseMove
from textual.timer import Timer

from reader.notes.entries import LABELS
from reader.story.clean import clean, plural
from reader.story.inputs import Tool
from reader.tui import programs
from reader.tui.model import commands, navigation, seeking
from reader.tui.model.chrome import describe_hits
from reader.tui.model.selection import (
    TextCell,
    cell_at,
    quote_passage,
    quote_selection,
    quote_tellings,
    select,
    side_at,
)
from reader.tui.model.state import Spot
from reader.tui.screens.host import Host
from reader.tui.screens.reading_view import EDGES
from reader.tui.widgets import Field

SEARCH_KEYS = (
    "Searching",
    (
        ("enter", "Stay at the hit; n and N go on from there, backspace goes back."),
        ("↑ ↓", "Earlier queries."),
        ("esc", "Leave the search, and go back to where it began."),
        ("A", "A capital letter makes upper and lower case count."),
    ),
)
"""What the help says of the search line."""
LONG = 500_000
"""Code points of all versions together from which on they are folded in a thread while the query is typed."""
PAUSE = 0.7
"""Seconds after which a number alone is taken for a version's."""
BY_TERMINAL = "by the terminal, if it lets programs copy (OSC 52)"


class SearchLine:
    """Searches all versions while the query is typed."""

    def __init__(self, host: Host) -> None:
        """Begin closed; the field is put on the screen with the first search."""
        self._host = host
        self.field = Field(id="search", placeholder="search all versions", compact=True)
        self._from: tuple[int, int, int] | None = None
        """Where the search began: version, sentence and the version opposite; None while the line is closed."""
        self._queries: list[str] = []
        """Earlier queries, the latest last."""
        self._recalled = 0
        """How many queries back the line is."""

    @property
    def is_open(self) -> bool:
        """Whether keys are text for the search line now."""
        return self._from is not None

    def open(self) -> None:
        """Open the line; hits are found while typing."""
        reading = self._host.reading
        self._from = (reading.version, reading.sentence, reading.shown[1 - reading.side])
        self._recalled = 0
        if not self.field.is_attached:
            self._host.mount(self.field)
        self.field.value = ""
        self.field.display = True
        self._host.set_focus(self.field)  # at once: the next key is for the field already
        if sum(len(version.text) for version in reading.story.versions) > LONG:
            self._host.in_thread(reading.prepare_search, "search", exclusive=True)

    def type_ahead(self, text: str) -> bool:
        """Type into the line what came before it had the focus. Returns whether the line is open."""
        if self.is_open:
            self.field.insert_text_at_cursor(text)
        return self.is_open

    def take_key(self, event: Key) -> bool:
        """`↑` and `↓`: earlier queries, and back to an empty line. Returns whether the key was taken."""
        step = {"up": 1, "down": -1}.get(event.key, 0)
        if not step:
            return False
        self._recalled = min(max(self._recalled + step, 0), len(self._queries))
        self.field.value = self._queries[-self._recalled] if self._recalled else ""
        self.field.cursor_position = len(self.field.value)
        return True

    def changed(self, query: str) -> None:
        """Search for what is typed so far, from where the search began."""
        if not self.is_open:
            return
        reading = self._host.reading
        reading.search(query)
        self._go_back()
        reading.message = ""
        if query:
            seeking.seek_hit(reading, 1, include_here=True)
            if not reading.message:
                reading.message = describe_hits(reading)
        self._host.draw()

    def submitted(self) -> None:
        """`enter`: stay at the hit; `backspace` goes back to where the search began."""
        reading = self._host.reading
        if self._from is not None:
            navigation.remember(reading, Spot(*self._from[:2]))
        if reading.query:
            self._queries = [*(other for other in self._queries if other != reading.query), reading.query]
        self._close()

    def clear(self) -> None:
        """`esc`: leave the search line, or clear what was searched for."""
        reading = self._host.reading
        if self.is_open:
            self._go_back()
            self._close()
        reading.search("")
        reading.selection = None
        reading.message = ""
        self._host.draw()

    def _go_back(self) -> None:
        """Go to where the search began."""
        if self._from is not None:
            version, sentence, opposite = self._from
            navigation.show_version(self._host.reading, version)
            navigation.put_opposite(self._host.reading, opposite)
            navigation.go(self._host.reading, sentence, jump=True)

    def _close(self) -> None:
        self._from = None
        self.field.display = False
        self._host.set_focus(None)
        self._host.draw()


class PendingInput:
    """Keys that belong to earlier ones: the digits of a count, and the letter of a mark."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._pause: Timer | None = None
        self._label: Callable[[int], None] | None = None
        """Labels what was just picked, if the next key is the digit of a label."""

    def mark(self) -> None:
        """Mark the passage with the letter typed next."""
        reading = self._host.reading
        if reading.beside(reading.side).version.sentences:
            navigation.ask_for_letter(reading, navigation.MARK)
        else:
            reading.message = "nothing here to mark"
        self._host.draw()

    def go_to_mark(self) -> None:
        """Go to the passage marked with the letter typed next."""
        navigation.ask_for_letter(self._host.reading, navigation.GO_TO_MARK)
        self._host.draw()

    def offer_labels(self, label: Callable[[int], None]) -> None:
        """Let the next key, if it is a digit, label what was just picked."""
        self._label = label

    def take_key(self, event: Key) -> bool:
        """Take a key that continues earlier ones. Returns whether it was taken.

        The app asks this before it looks for a binding, in the order in which keys are pressed.
        """
        reading = self._host.reading
        action = self._action_of(event)
        label, self._label = self._label, None
        if label and self._is_digit(event, action) and int(event.character or "") in range(1, LABELS + 1):
            label(int(event.character or ""))
            return True
        if reading.pending in (navigation.MARK, navigation.GO_TO_MARK):
            self._take_letter(event)
        elif self._is_digit(event, action):
            self._take_digit(event.character or "")
        elif not commands.has_count(reading):
            return False
        else:
            self._stop_pause()
            if event.key == "escape":
                reading.pending = reading.message = ""
            elif event.key == "enter":
                commands.finish_count(reading, asked=True)
            elif not commands.apply_count(reading, action):
                commands.finish_count(reading)
                return False  # the number has had its effect, and the key has its own
        self._host.draw()
        return True

    def drop(self) -> None:
        """Forget what was begun: the reader does something else."""
        self._stop_pause()
        self._host.reading.pending, self._label = "", None

    def _settle(self) -> None:
        """The pause after a number is over."""
        self._pause = None
        if commands.has_count(self._host.reading):
            commands.finish_count(self._host.reading)
            self._host.draw()

    def _take_letter(self, event: Key) -> None:
        reading, letter = self._host.reading, event.character
        action, reading.pending, reading.message = reading.pending, "", ""
        if event.key == "escape":
            return
        if action == navigation.GO_TO_MARK and (letter == navigation.LAST_JUMP or navigation.is_letter(letter)):
            navigation.go_to_mark(reading, letter or "")
        elif action == navigation.MARK and letter is not None and navigation.is_letter(letter):
            navigation.set_mark(reading, letter)
            trouble = self._host.saved_state.keep_mark(reading, letter)
            reading.message += f" · {trouble}" if trouble else ""
        else:
            reading.message = "a mark is a letter"

    def _is_digit(self, event: Key, action: str) -> bool:
        """Whether a key is part of a number: a digit that the reader has not given to another action."""
        digit = event.character or ""
        own = not action or "opposite" in action
        return own and digit in set("0123456789") and (digit != "0" or commands.has_count(self._host.reading))

    def _take_digit(self, digit: str) -> None:
        self._stop_pause()
        commands.add_digit(self._host.reading, digit)
        if commands.counted_version(self._host.reading) is not None:
            self._pause = self._host.set_timer(PAUSE, self._settle)

    def _stop_pause(self) -> None:
        if self._pause is not None:
            self._pause.stop()
            self._pause = None

    def _action_of(self, event: Key) -> str:
        """The action that a key is bound to now; empty if there is none."""
        pressed = {event.key, *event.aliases}
        return next((action for action, keys in self._host.app.keys.items() if pressed.intersection(keys)), "")


class Copier:
    """Copies passages, and what the mouse selects."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._pressed: tuple[int, TextCell] | None = None
        """The pane and the cell in which the button went down."""
        self.dragged = False
        """Whether the mouse has moved since, so that letting the button go is no click."""

    def copy(self) -> None:
        """Copy the selection, or else the passage, with its source."""
        reading = self._host.reading
        quote = quote_selection(reading, reading.selection) if reading.selection else quote_passage(reading)
        if quote is None:
            self._host.say("nothing here to copy")
            return
        reading.selection = None
        self._copy_text(quote.with_source, quote.where)

    def copy_both(self) -> None:
        """Copy both tellings of the passage, each with its source."""
        reading = self._host.reading
        quotes = quote_tellings(reading)
        if not quotes:
            self._host.say("nothing here to copy")
            return
        where = " · ".join(quote.where for quote in quotes)
        only = "" if len(quotes) > 1 or reading.alone else ", which only this version tells"
        self._copy_text("\n\n".join(quote.with_source for quote in quotes), where + only)

    def take_key(self, event: Key) -> bool:
        """`ctrl+c` copies what is selected. Returns whether the key was taken."""
        if event.key != "ctrl+c" or self._host.reading.selection is None:
            return False
        self._copy_selection()
        self._host.reading.selection = None
        self._host.draw()
        return True

    def _copy_selection(self) -> None:
        """Copy what is selected, without its source."""
        selection = self._host.reading.selection
        if selection is not None:
            words = quote_selection(self._host.reading, selection).words
            self._copy_text(clean(words).strip(), plural(len(words), "character"))

    def _copy_text(self, text: str, what: str) -> None:
        """Give a text to the terminal's clipboard and, where there is a tool for it, to the system's own."""
        self._host.app.copy_to_clipboard(text)
        tool = programs.find_tool() if self._host.app.rights.runs_programs else None
        self._host.say(f"copied {what} · {BY_TERMINAL}")
        if tool is not None:
            self._host.in_thread(lambda: self._copy_with(tool, text, what), "clipboard", exclusive=True)

    def _copy_with(self, tool: Tool, text: str, what: str) -> None:
        said = f"by {tool.name}" if programs.copy_with(tool, text) else f"{BY_TERMINAL}; {tool.name} failed"
        self._host.app.call_from_thread(self._host.say, f"copied {what} · {said}")

    # the mouse

    def press(self, event: MouseDown) -> None:
        """A button goes down in a pane: a click, or the start of a selection."""
        reading, view = self._host.reading, self._host.view
        self.dragged, self._pressed = False, None
        if reading.selection is not None:
            reading.selection = None
            self._host.draw()
        at = view.pane_at(reading, event)
        if at is None or event.button != 1:
            return
        side, row, column = at
        side = side_at(reading, side, row)
        cell = cell_at(reading, side, row, column)
        if cell is not None:
            self._pressed = side, cell
            view.pane(reading, side).capture_mouse()

    def drag(self, event: MouseMove) -> None:
        """The mouse moves with its button down: select up to here; above and below the pane, scroll."""
        if self._pressed is None:
            return
        reading = self._host.reading
        side, cell = self._pressed
        region = self._host.view.pane(reading, side).region
        row, column = event.screen_y - region.y, event.screen_x - region.x
        outside = -1 if row < 0 else int(row >= region.height)
        if outside:
            navigation.scroll(reading, outside)
        here = cell_at(reading, side, row, column)
        if here is not None and (here != cell or self.dragged):
            self.dragged = True
            select(reading, side, cell, here)
            self._host.draw()

    def release(self) -> None:
        """The button is let go: copy what was selected."""
        if self._pressed is None:
            return
        self._pressed = None
        app: App[None] = self._host.app
        app.capture_mouse(None)
        if self.dragged:
            self._copy_selection()


class Clicker:
    """Follows what is clicked on."""

    def __init__(self, host: Host, pending: PendingInput, copier: Copier) -> None:
        self._host = host
        self._pending = pending
        self._copier = copier

    def click(self, event: Click) -> None:
        """Put the cursor on the passage, or follow what stands beside the text."""
        if self._copier.dragged:
            return  # the end of a selection
        self._pending.drop()
        if self._click_beside(event):
            return
        at = self._host.view.pane_at(self._host.reading, event)
        if at is not None:
            self._host.reading.message = ""
            commands.click_text(self._host.reading, *at)
            self._host.draw()

    def _click_beside(self, event: Click) -> bool:
        """Follow a click on gutter, minimaps or headings. Returns whether it was one."""
        reading = self._host.reading
        part = event.widget.id if event.widget is not None else None
        if part == "footer":
            return self._host.click_footer(event.x)
        if part not in ("gutter", "header", "left-minimap", "right-minimap"):
            return False
        reading.message = ""
        if part == "header":
            if event.y == 1:
                commands.click_headings(reading, event.x)
        elif part != "gutter":
            commands.click_minimap(reading, EDGES[part], event.y)
        elif reading.in_rows:
            return False
        else:
            commands.click_gutter(reading, event.y, event.x)
        self._host.draw()
        return True
