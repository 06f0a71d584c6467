"""The list of a story's notes and picks: filtered, searched, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from rich.cells import cell_len

from reader.notes.anchors import Found
from reader.notes.entries import Entry, Kind
from reader.story.clean import clean_line
from reader.story.folding import fold_text
from reader.tui.model.flow import wrap
from reader.tui.model.ink import Ink, Line, clip, plural
from reader.tui.model.lists import Listing
from reader.tui.model.state import Spot

_T = TypeVar("_T")
SIGNS = {Kind.NOTE: "*", Kind.QUESTION: "?", Kind.DOUBT: "~", Kind.QUOTE: '"', Kind.PICK: "»"}
"""A sign for each kind, beside its word."""
PREVIEW = 6
"""Rows below the list for all of the entry under the cursor."""
KIND, STATE = 11, 9
"""Columns."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the list shows it."""

    entry: Entry
    places: str
    """Where it stands now: `A ¶11 · B ¶12`."""
    state: Found
    """What became of its places, the worst of them."""
    spot: Spot | None
    """Where it leads; None if its places are lost, or it is on the story."""

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

    def holds(self, words: Sequence[str]) -> bool:
        """Whether all of these words, folded, stand in it or in what it is on."""
        text = fold_text(f"{self.entry.body} {self.quotation} {self.places} {self.entry.kind.value}").casefold()
        return all(word in text for word in words)


class NotesList(Listing):
    """The notes and picks of a story, in the reader's order."""

    keys = "enter go  e edit  d delete  u undo  J K move  / find  f # s only  esc"

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self.all = tuple(items)
        self.kind: Kind | None = None
        self.tag = ""
        self.state: Found | None = None
        self.query = ""
        self.message = ""
        """Said in the last row until the next key."""
        self.items: tuple[Item, ...] = self.all
        self._show()

    def take(self, items: Sequence[Item]) -> None:
        """Show other items; the cursor stays on its entry, or where it was."""
        here = self.here
        self.all = tuple(items)
        self._show()
        self.go_to(here.entry.id if here else "")

    def go_to(self, id_: str) -> None:
        """Put the cursor on an entry, if it is shown."""
        at = next((n for n, item in enumerate(self.items) if item.entry.id == id_), self.at)
        self.at = min(at, max(0, self.count - 1))

    def find(self, query: str) -> None:
        """Show only what holds these words."""
        self.query = query
        self._keeping_place()

    def next_kind(self) -> None:
        """Show only the next kind that there is; after the last, all."""
        self.kind = _next(self.kind, [kind for kind in Kind if any(i.entry.kind is kind for i in self.all)])
        self._keeping_place()

    def next_tag(self) -> None:
        """Show only what has the next tag that there is; after the last, all."""
        tags = sorted({tag.casefold() for tag in chain.from_iterable(item.entry.tags for item in self.all)})
        self.tag = _next(self.tag or None, tags) or ""
        self._keeping_place()

    def next_state(self) -> None:
        """Show only what is in the next state that there is, besides where it was; after the last, all."""
        there = {item.state for item in self.all} - {Found.EXACT}
        self.state = _next(self.state, [state for state in Found if state in there])
        self._keeping_place()

    def order_after(self, step: int) -> list[str]:
        """The ids of what is shown, in the order they have when the one under the cursor moves by `step`."""
        ids = [item.entry.id for item in self.items]
        to = self.at + step
        if ids and 0 <= to < len(ids):
            ids.insert(to, ids.pop(self.at))
        return ids

    @property
    def here(self) -> Item | None:
        """What is under the cursor."""
        return self.items[self.at] if self.items else None

    def _keeping_place(self) -> None:
        here = self.here
        self._show()
        self.go_to(here.entry.id if here else "")

    def _show(self) -> None:
        words = fold_text(self.query).casefold().split()
        self.items = tuple(
            item
            for item in self.all
            if self.kind in (None, item.entry.kind)
            and self.state in (None, item.state)
            and (not self.tag or self.tag in {tag.casefold() for tag in item.entry.tags})
            and item.holds(words)
        )
        self.at = min(self.at, max(0, len(self.items) - 1))

    # Listing

    @property
    def count(self) -> int:
        """One row an entry."""
        return len(self.items)

    @property
    def title(self) -> str:
        """How many there are, and what is shown of them."""
        picks = sum(not item.entry.kind.written for item in self.all)
        told = f"Notes and picks: {plural(len(self.all) - picks, 'note')}, {plural(picks, 'pick')}"
        only = [self.kind.value if self.kind else "", f"#{self.tag}" if self.tag else ""]
        only += [self.state.value if self.state else "", f"“{clean_line(self.query)}”" if self.query.strip() else ""]
        shown = " · ".join(part for part in only if part)
        return f"{told} · shown: {self.count} ({shown})" if shown else told

    @title.setter
    def title(self, _: str) -> None:
        """A listing may set its title; this one tells it from what it shows."""

    def places_width(self, width: int) -> int:
        """Columns for the places: as many as the longest takes, up to a quarter of the screen."""
        longest = max((cell_len(item.places) for item in self.all), default=0)
        return max(6, min(longest, width // 4))

    def head(self, width: int) -> Line:
        """What the columns are."""
        places = self.places_width(width)
        return [(f"  {'kind':<{KIND}} {'place':<{places}} {'now':<{STATE}} words", Ink("mute"))]

    def row(self, index: int, width: int, *, under: bool) -> Line:
        """Kind, places, state, first words."""
        item = self.items[index]
        bg = "cursor" if under else "background"
        places = self.places_width(width)
        shown = clip(item.places or "story", places)
        state = "" if item.state is Found.EXACT else item.state.value
        kind = item.entry.kind
        used = 2 + KIND + 1 + places + 1 + STATE + 1
        words = clip(item.words, max(1, width - used))
        return [
            ("▌ " if under else "  ", Ink("bright", bg)),
            (f"{SIGNS[kind]} {kind.value:<{KIND - 2}} ", Ink("text" if kind.written else "soft", bg)),
            (shown + " " * (places - cell_len(shown) + 1), Ink("soft", bg)),
            (f"{state:<{STATE}} ", Ink("conflict", bg, bold=True)),
            (words + " " * max(0, width - used - cell_len(words)), Ink("bright" if kind.written else "text", bg)),
        ]

    def spot(self) -> Spot | None:
        """Where the entry under the cursor leads."""
        return self.here.spot if self.here else None

    def across(self, count: int) -> None:
        """There is nothing beside the list."""

    def status(self) -> str:
        """A message, or where the cursor is."""
        return self.message or super().status()

    def draw(self, width: int, height: int) -> list[Line]:
        """The list, and below it all of the entry under the cursor."""
        preview = PREVIEW if height >= 16 else 0
        lines = super().draw(width, height - preview)
        return [*lines[:-1], *self._preview(width, preview), lines[-1]]

    def _preview(self, width: int, height: int) -> list[Line]:
        if not height:
            return []
        out: list[Line] = [[("─" * width, Ink("faint"))]]
        item = self.here
        if item is None:
            nothing = "nothing here yet: p picks a passage, a writes a note" if not self.all else "nothing of that kind"
            return [*out, [(f"  {nothing}", Ink("mute"))], *([] for _ in range(height - 2))]
        lost = "its place is lost; it was on " if item.state is Found.LOST else ""
        texts = [(lost + item.quotation, Ink("soft", italic=True)), (clean_line(item.entry.body), Ink("text"))]
        for text, ink in texts:
            room = 2 if ink.italic else height
            rows = wrap(text, 0, len(text), max(10, width - 4)) if text.strip() else []
            out += [[("  " + text[start:end], ink)] for start, end in rows[:room]]
        return [*out[:height], *([] for _ in range(height - len(out)))]


def _next(value: _T | None, values: Sequence[_T]) -> _T | None:
    """The value behind this one; None stands before the first and behind the last."""
    if value is None or value not in values:
        return values[0] if values else None
    at = values.index(value) + 1
    return values[at] if at < len(values) else None
