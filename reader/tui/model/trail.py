"""What the reader leaves behind while reading: jumps, marks, what was read, selected, searched for and wished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reader.story.story import Story
from reader.tui.model.search import Haystack, Hits

if TYPE_CHECKING:
    from reader.tui.model.merged import MergedSheet


class Spot(NamedTuple):
    """A sentence of a version: somewhere to go back to."""

    version: int
    sentence: int


class Selected(NamedTuple):
    """Text that the mouse selected."""

    version: int
    start: int
    """First code point."""
    end: int
    """Code point after the last."""


class Point(NamedTuple):
    """A place in the merged reading, or in one version; they compare in the order of reading."""

    block: int
    strand: int
    """Both are 0 in a version."""
    offset: int
    """Code points into the text of the strand, or of the version."""


class SheetSelected(NamedTuple):
    """Text of the merged reading that the mouse selected."""

    start: Point
    end: Point
    """After the last code point."""
    sheet: MergedSheet
    """The layout that these are places of: in another one they say nothing."""

    def within(self, block: int, strand: int, length: int) -> tuple[int, int]:
        """The code points of a strand that are selected, of `length` that it has; an empty range where none are."""
        place = block, strand
        start = 0 if place > self.start[:2] else self.start.offset if place == self.start[:2] else length
        end = length if place < self.end[:2] else self.end.offset if place == self.end[:2] else 0
        return start, max(start, end)


class Anchor(NamedTuple):
    """A place in a text, and the row of its pane on which it stands."""

    version: int
    offset: int
    """Code points."""
    row: int


@dataclass(slots=True, eq=False, repr=False)
class Round:
    """The partners that `enter` goes through, and where it began."""

    origin: Spot
    partners: tuple[Spot, ...]
    turn: int


class Trail:
    """The part of a reading's state that the layout of the panes has no part in."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.history: list[Spot] = []
        """Where jumps began: `back` goes there, the latest first."""
        self.ahead: list[Spot] = []
        """Where `back` came from: `forward` goes there, the latest first."""
        self.pending = ""
        """What was typed of a command that goes on: digits of a count, or the action that waits for a letter."""
        self.round: Round | None = None
        self.query = ""
        self.hits: dict[int, Hits] = {}
        """For each version, where the search query stands."""
        self.picked: frozenset[tuple[int, int]] = frozenset()
        """Version and sentence of each picked passage."""
        self.noted: frozenset[tuple[int, int]] = frozenset()
        self.marks: dict[str, tuple[int, int]] = {}
        """For each letter the version and the sentence that the reader marked with it."""
        self.selection: Selected | SheetSelected | None = None
        self.read: dict[int, frozenset[int]] = {}
        """For each version, the sentences that the reader has read."""
        self.read_before: dict[int, frozenset[int]] = {}
        """For each version that was marked read as a whole, what was read of it before."""
        self.message = ""
        """What the last key had to say; gone with the next one."""
        self.max_text = 72
        """The most columns that text may take."""
        self.text_width = 0
        """What the reader chose `max_text` to be for this story; 0 for what the settings say."""
        self.panes = 0
        """How many panes the reader wants; 0 for as many as there is room for."""
        self.zen = False
        """Whether only the text is shown."""
        self._haystacks: dict[int, Haystack] = {}
        """For each version its text made ready to be searched, as long as a search is on."""

    def prepare_search(self) -> None:
        """Make all versions ready to be searched: 40 ms a MB, which a thread can spend while the query is typed."""
        if not self._haystacks:
            self._haystacks = {n: Haystack(version.text) for n, version in enumerate(self.story.versions)}

    def search(self, query: str) -> None:
        """Find `query` in all versions; an empty one clears the search."""
        self.query = query
        if not query:
            self._haystacks.clear()
        else:
            self.prepare_search()
        self.hits = {n: found for n, haystack in self._haystacks.items() if (found := haystack.find(query))}
