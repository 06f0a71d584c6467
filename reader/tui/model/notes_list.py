"""The list of a story's notes and picks: filtered, searched, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from rich.cells import cell_len

from reader.notes.anchors import Fate
from reader.notes.entries import Entry, Kind
from reader.story.clean import clean_line, plural
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, clip, padded
from reader.tui.model.lists import Listing
from reader.tui.model.search import has_words, query_words
from reader.tui.model.signs import UNICODE, SignSet
from reader.tui.model.state import Spot

_T = TypeVar("_T")
SIGNS = {Kind.NOTE: "*", Kind.QUESTION: "?", Kind.DOUBT: "~", Kind.QUOTE: '"', Kind.PICK: "»"}
"""A sign for each kind, beside its word."""
PREVIEW = 6
"""Rows below the list for the whole entry under the cursor."""
PREVIEW_HEIGHT = 16
"""A screen with fewer rows has no preview."""
KIND, STATE = 11, 9
"""Columns."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the list shows it."""

    entry: Entry
    places: str
    """Where it stands now: `A ¶11 · B ¶12`."""
    state: Fate
    """The worst state of its places."""
    spot: Spot | None
    """Where it leads; None if its places are lost, or it is on the story."""
    label: str = ""
    """The name of its label, if it has one."""
    elsewhere: str = ""
    """The title of the other story with these sources that it belongs to; empty if it belongs to this one."""

    @property
    def words(self) -> str:
        """The reader's words on one line, or else what was picked."""
        return clean_line(" ".join((self.entry.body.strip() or self.quotation).split()))

    @property
    def quotation(self) -> str:
        """What it is on, on one line."""
        quoted = dict.fromkeys(" ".join(anchor.exact.split()) for anchor in self.entry.anchors)
        return clean_line(" / ".join(quoted))

    @property
    def heading(self) -> str:
        """Where it stands, for a dialog."""
        return self.places or "the story"

    @property
    def searched(self) -> str:
        """The text that the list is searched in."""
        return f"{self.entry.body} {self.quotation} {self.places} {self.entry.kind.value} {self.label}"


class NotesList(Listing):
    """The notes and picks of a story, in the reader's order."""

    def __init__(self, items: Sequence[Item], signs: SignSet = UNICODE, *, elsewhere: Sequence[Item] = ()) -> None:
        """List notes and picks.

        Args:
            items: Those of the story.
            signs: How they are drawn.
            elsewhere: Those of other stories with sources of this one.
        """
        super().__init__(signs)
        self.own, self.elsewhere = tuple(items), tuple(elsewhere)
        self.all = self.own
        """What is listed: those of the story, or of the others."""
        self.kind: Kind | None = None
        self.tag = ""
        self.state: Fate | None = None
        self.query = ""
        self.message = ""
        """Shown in the last row until the next key."""
        self.items: tuple[Item, ...] = self.all
        """What is shown."""
        self._filter()

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other items; the cursor stays on its entry, or where it was."""
        here = self.here
        self.own = tuple(items)
        self.all = self.elsewhere if self.shows_others else self.own
        self._filter()
        self.go_to(here.entry.id if here else "")

    @property
    def shows_others(self) -> bool:
        """Whether the notes of other stories with these sources are listed."""
        return bool(self.all) and self.all is self.elsewhere

    def show_others(self) -> bool:
        """List the notes of other stories with these sources, or again those of this one. Returns whether it could."""
        if not self.elsewhere and not self.shows_others:
            return False
        self.all = self.own if self.shows_others else self.elsewhere
        self._filter_around_cursor()
        return True

    def go_to(self, id_: str) -> None:
        """Put the cursor on an entry, if it is shown."""
        at = next((n for n, item in enumerate(self.items) if item.entry.id == id_), self.at)
        self.at = min(at, max(0, self.count - 1))

    def find(self, query: str) -> None:
        """Show only entries that contain all words of a query."""
        self.query = query
        self._filter_around_cursor()

    def next_kind(self) -> None:
        """Show only the next kind that occurs; after the last, all."""
        self.kind = _next(self.kind, [kind for kind in Kind if any(i.entry.kind is kind for i in self.all)])
        self._filter_around_cursor()

    def next_tag(self) -> None:
        """Show only entries with the next tag that occurs; after the last, all."""
        tags = sorted({tag.casefold() for tag in chain.from_iterable(item.entry.tags for item in self.all)})
        self.tag = _next(self.tag or None, tags) or ""
        self._filter_around_cursor()

    def next_state(self) -> None:
        """Show only entries in the next state that occurs, other than found unchanged; after the last, all."""
        there = {item.state for item in self.all} - {Fate.EXACT}
        self.state = _next(self.state, [state for state in Fate if state in there])
        self._filter_around_cursor()

    def order_after(self, step: int) -> list[str]:
        """The ids of what is shown, in their order once the entry under the cursor has moved by `step`."""
        ids = [item.entry.id for item in self.items]
        to = self.at + step
        if ids and 0 <= to < len(ids):
            ids.insert(to, ids.pop(self.at))
        return ids

    @property
    def here(self) -> Item | None:
        """What is under the cursor."""
        return self.items[self.at] if self.items else None

    def _filter_around_cursor(self) -> None:
        """Apply the filters; the cursor stays on its entry if it is still shown."""
        here = self.here
        self._filter()
        self.go_to(here.entry.id if here else "")

    def _filter(self) -> None:
        words = query_words(self.query)
        self.items = tuple(
            item
            for item in self.all
            if self.kind in (None, item.entry.kind)
            and self.state in (None, item.state)
            and (not self.tag or self.tag in {tag.casefold() for tag in item.entry.tags})
            and has_words(item.searched, words)
        )
        self.at = min(self.at, max(0, len(self.items) - 1))

    # what is drawn

    @property
    def count(self) -> int:
        """One row for each entry."""
        return len(self.items)

    @property
    def title(self) -> str:
        """How many there are, and what is shown of them."""
        picks = sum(not item.entry.kind.written for item in self.all)
        whose = "Other stories with these sources" if self.shows_others else "Notes and picks"
        total = f"{whose}: {plural(len(self.all) - picks, 'note')}, {plural(picks, 'pick')}"
        if self.elsewhere and not self.shows_others:
            total += f" · {len(self.elsewhere)} in other stories with these sources (v)"
        only = [self.kind.value if self.kind else "", f"#{self.tag}" if self.tag else ""]
        only += [self.state.value if self.state else "", f"“{clean_line(self.query)}”" if self.query.strip() else ""]
        shown = " · ".join(filter(None, only))
        return f"{total} · shown: {self.count} ({shown})" if shown else total

    def keys(self, width: int) -> str:  # noqa: ARG002
        """What the keys do."""
        others = "  v others" if self.elsewhere else ""
        if self.shows_others:
            return "enter go  / find  f # s only  v own  esc"
        return f"enter go  e edit  d delete  u undo  J K move  / find  f # s only{others}  esc"

    def head(self, width: int) -> Line:
        """What the columns are."""
        places = self._places_width(width)
        return [(f"  {'kind':<{KIND}} {'place':<{places}} {'now':<{STATE}} words", Ink("mute"))]

    def _places_width(self, width: int) -> int:
        """Columns for the places: as many as the longest takes, up to a quarter of the screen."""
        longest = max((cell_len(item.places) for item in self.all), default=0)
        return max(6, min(longest, width // 4))

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """Kind, places, state, first words."""
        item = self.items[index]
        bg = "cursor" if under else "background"
        places = self._places_width(width)
        shown = clip(self.signs.own(item.places or "story"), places, self.signs.more)
        state = "" if item.state is Fate.EXACT else item.state.value
        kind = item.entry.kind
        sign = str(item.entry.label) if item.label else self.signs.own(SIGNS[kind])
        called = clip(item.label or kind.value, KIND - 2, self.signs.more)
        used = 2 + KIND + 1 + places + 1 + STATE + 1
        words = clip(item.words, max(1, width - used), self.signs.more)
        return [
            (f"{self.signs.bar} " if under else "  ", Ink("bright", bg)),
            (f"{sign} {called + ' ' * (KIND - 2 - cell_len(called))} ", Ink("text" if kind.written else "soft", bg)),
            (padded(shown, places + 1), Ink("soft", bg)),
            (f"{state:<{STATE}} ", Ink("conflict", bg, bold=True)),
            (padded(words, width - used), Ink("bright" if kind.written else "text", bg)),
        ]

    def spot(self) -> Spot | None:
        """Where the entry under the cursor leads."""
        return self.here.spot if self.here else None

    def status(self) -> str:
        """A message, or where the cursor is."""
        return self.message or super().status()

    def below(self, height: int) -> int:
        """Rows of the preview."""
        return PREVIEW if height >= PREVIEW_HEIGHT else 0

    def draw_below(self, width: int, rows: int) -> list[Line]:
        """The preview: the whole entry under the cursor."""
        if not rows:
            return []
        out: list[Line] = [[(self.signs.own("─" * width), Ink("faint"))]]
        item = self.here
        if item is None:
            nothing = "nothing here yet: p picks a passage, a writes a note" if not self.all else "nothing of that kind"
            out.append([(f"  {nothing}", Ink("mute"))])
        else:
            lost = "its place is lost; it was on " if item.state is Fate.LOST else ""
            of = f"from the story “{item.elsewhere}”: " if item.elsewhere else ""
            quoted, body = of + lost + item.quotation, clean_line(item.entry.body)
            for text, ink, most in ((quoted, Ink("soft", italic=True), 2), (body, Ink("text"), rows)):
                broken = wrap(text, 0, len(text), max(10, width - 4)) if text.strip() else []
                out += [[("  " + text[start:end], ink)] for start, end in broken[:most]]
        return [*out[:rows], *([] for _ in range(rows - len(out)))]


def _next(value: _T | None, values: Sequence[_T]) -> _T | None:
    """The value after this one; None comes before the first and after the last."""
    if value is None or value not in values:
        return values[0] if values else None
    at = values.index(value) + 1
    return values[at] if at < len(values) else None
