"""The reading screen's part that searches all versions as the reader types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.events import Key

from reader.story.version import Story
from reader.tui.model import navigation, seeking
from reader.tui.model.chrome import count_hits
from reader.tui.model.navigation import remember
from reader.tui.model.state import Spot
from reader.tui.screens.showing import Part
from reader.tui.session.notes import Keeping

if TYPE_CHECKING:
    from textual.widgets import Input

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
"""Code points of all versions from which on they are made ready for a search beside the typing of it."""


class Searching(Part):
    """Has the search line."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._search_from: tuple[int, int, int] | None = None
        """Where the search began: version and sentence, and which version was opposite."""
        self._queries: list[str] = []
        """What was searched for before, the latest last."""
        self._recalled = 0
        """How many queries back the search line is."""

    def action_search(self) -> None:
        """Open the search line; hits are found while typing."""
        reading = self.reading
        self._search_from = (reading.version, reading.sentence, reading.shown[1 - reading.side])
        self._recalled = 0
        field = self._field()
        field.value = ""
        field.display = True
        self.set_focus(field)  # at once: the next key is for the field already
        if sum(len(version.text) for version in reading.story.versions) > LONG:
            self._prepare()

    @work(thread=True, exclusive=True, group="search")
    def _prepare(self) -> None:
        """Fold the texts while the query is typed."""
        self.reading.prepare_search()

    def typing(self) -> bool:
        """Whether the search line is open."""
        return self._search_from is not None

    def type_ahead(self, text: str) -> bool:
        """Type into the search line what came before it had the focus. Returns whether the line is open."""
        if self._search_from is None:
            return False
        self._field().insert_text_at_cursor(text)
        return True

    def typing_key(self, event: Key) -> bool:
        """`↑` and `↓` in the search line: earlier queries, and back to an empty line."""
        step = {"up": 1, "down": -1}.get(event.key, 0)
        if not step or self._search_from is None:
            return False
        self._recalled = min(max(self._recalled + step, 0), len(self._queries))
        field = self._field()
        field.value = self._queries[-self._recalled] if self._recalled else ""
        field.cursor_position = len(field.value)
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
            seeking.seek_hit(reading, 1, include_here=True)
            if not reading.message:
                reading.message = count_hits(reading)
        self.draw()

    def on_input_submitted(self) -> None:
        """`enter`: stay at the hit; `backspace` goes back to where the search began."""
        if self._search_from is not None:
            remember(self.reading, Spot(*self._search_from[:2]))
        query = self.reading.query
        if query:
            self._queries = [*(other for other in self._queries if other != query), query]
        self._close_search()

    def action_clear(self) -> None:
        """`esc`: leave the search line, or clear what was searched for."""
        reading = self.reading
        if self._search_from is not None:
            self._to_where_search_began()
            self._close_search()
        reading.search("")
        reading.selection = None
        reading.message = ""
        self.draw()

    def _field(self) -> Field:
        """The search line, made when it is first asked for: the first paint need not wait 8 ms for it."""
        from reader.tui.widgets import Field

        found = self.query("#search").results(Field)
        field = next(found, None)
        if field is None:
            field = Field(id="search", placeholder="search all versions", compact=True)
            self.mount(field)
        return field

    def _to_where_search_began(self) -> None:
        if self._search_from is not None:
            version, sentence, opposite = self._search_from
            navigation.show_version(self.reading, version)
            navigation.put_opposite(self.reading, opposite)
            navigation.go(self.reading, sentence, jump=True)

    def _close_search(self) -> None:
        self._search_from = None
        field = self._field()
        field.display = False
        self.set_focus(None)
        self.draw()

    def footer_keys(self) -> Sequence[tuple[str, str]]:
        """None while the search line stands there."""
        return () if self._search_from is not None else super().footer_keys()
