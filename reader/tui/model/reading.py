"""Where the reader is: the versions on screen, the cursor, the tops of the panes, filter, search, and the way back.

All of it is plain state with no widget in it; `moves` changes it, `frame` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from reader.align.alignment import Comparison, Link, Status
from reader.story.story import Story
from reader.tui.model.beside import Beside, conflict_in, look
from reader.tui.model.flow import Flow, Place, fold_blocks
from reader.tui.model.follow import follow_cursor, on_screen
from reader.tui.model.geometry import Geometry, measure
from reader.tui.model.news import new_sentences
from reader.tui.model.search import Haystack, Hits
from reader.tui.model.signs import UNICODE, SignSet

LEFT, RIGHT = 0, 1


class Filter(Enum):
    """Which passages are shown, and where `]` goes."""

    ALL = "all"
    ONLY_HERE = "only here"
    SHARED = "shared"
    MOVED = "moved"
    CONFLICTS = "conflicts"
    NEW = "new to me"


HIDDEN_LABELS = {
    Filter.ONLY_HERE: "told by both",
    Filter.SHARED: "only here",
    Filter.MOVED: "in their place",
    Filter.CONFLICTS: "without conflict",
    Filter.NEW: "known",
}
"""What the passages that a filter hides have in common."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A sentence of a version: somewhere to go back to."""

    version: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Selected:
    """Text that the mouse selected."""

    version: int
    start: int
    """First code point."""
    end: int
    """Code point after the last."""


@dataclass(slots=True)
class Round:
    """The partners that `enter` goes through, and where it began."""

    origin: Spot
    partners: tuple[Spot, ...]
    turn: int


@dataclass(slots=True)
class Reading:
    """The state of one story being read."""

    story: Story
    geometry: Geometry
    comparison: Comparison | None = None
    percent: int = 0
    """How far comparing has come, once it takes long enough to be asked."""
    failed: bool = False
    """Whether comparing failed, so that there will be no comparison."""
    shown: list[int] = field(default_factory=lambda: [0, 1])
    """The versions in the left and the right pane."""
    side: int = LEFT
    """The pane that the cursor is in."""
    cursors: dict[int, int] = field(default_factory=dict)
    """For each version, the sentence the cursor is or was on."""
    tops: list[Place] = field(default_factory=lambda: [Place(0, 0), Place(0, 0)])
    filter: Filter = Filter.ALL
    even: bool = False
    """Even brightness: shared text is not quiet."""
    unfolded: set[tuple[int, int]] = field(default_factory=set)
    """Version and first sentence of each aside run the reader has opened."""
    history: list[Spot] = field(default_factory=list)
    """Where jumps began: `back` goes there, the latest first."""
    ahead: list[Spot] = field(default_factory=list)
    """Where `back` came from: `forward` goes there, the latest first."""
    pending: str = ""
    """What was typed of a command that goes on: digits of a count, or the action that waits for a letter."""
    round: Round | None = None
    query: str = ""
    hits: dict[int, Hits] = field(default_factory=dict)
    """For each version, where the search query stands."""
    picked: frozenset[tuple[int, int]] = frozenset()
    """Version and sentence of each picked passage."""
    noted: frozenset[tuple[int, int]] = frozenset()
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each letter the version and the sentence that the reader marked with it."""
    selection: Selected | None = None
    read: dict[int, frozenset[int]] = field(default_factory=dict)
    """For each version, the sentences that the reader has read."""
    read_before: dict[int, frozenset[int]] = field(default_factory=dict)
    """For each version that was marked read as a whole, what was read of it before."""
    message: str = ""
    """What the last key had to say; gone with the next one."""
    max_text: int = 72
    """The most columns that text may take."""
    text_width: int = 0
    """What the reader chose `max_text` to be for this story; 0 for what the settings say."""
    panes: int = 0
    """How many panes the reader wants; 0 for as many as there is room for."""
    zen: bool = False
    """Whether only the text is shown."""
    signs: SignSet = UNICODE
    _besides: dict[tuple[int, int], tuple[Beside, Beside]] = field(default_factory=dict)
    _flows: dict[int, Flow] = field(default_factory=dict)
    _haystacks: dict[int, Haystack] = field(default_factory=dict)
    """For each version its text made ready to be searched, as long as a search is on."""
    _news: dict[int, frozenset[int]] = field(default_factory=dict)
    _held: dict[int, tuple[Place, tuple[int, int]]] = field(default_factory=dict)
    """For each pane the top that the last resize came to, and what it held on to: a code point and its row."""

    def __post_init__(self) -> None:
        if len(self.story.versions) == 1:
            self.shown = [0, 0]

    @property
    def alone(self) -> bool:
        """Whether the story has one version only, so that nothing stands opposite."""
        return len(self.story.versions) < 2

    @property
    def version(self) -> int:
        """The version that the cursor is in."""
        return self.shown[self.side]

    @property
    def sentence(self) -> int:
        """The sentence the cursor is on: the first one of a folded run."""
        return self.flow(self.side).passage(self.cursors.get(self.version, 0))[0]

    def sides(self) -> tuple[Beside, Beside]:
        """Both panes' versions, each in the light of the other; links have the same indexes in both."""
        left, right = self.shown
        if (left, right) not in self._besides:
            versions = self.comparison.versions if self.comparison else self.story.versions
            links: tuple[Link, ...] | None = None
            if self.comparison and left != right:
                links = self.comparison.pair(left, right).links
            mirrored = tuple(link.mirrored() for link in links) if links is not None else None
            self._besides[left, right] = (look(versions[left], links), look(versions[right], mirrored))
        return self._besides[left, right]

    def beside(self, side: int) -> Beside:
        """The version in one pane, in the light of the other."""
        return self.sides()[side]

    def flow(self, side: int) -> Flow:
        """The version in one pane, laid out."""
        if side not in self._flows:
            beside, version = self.beside(side), self.shown[side]
            opened = {sentence for number, sentence in self.unfolded if number == version}
            hidden = None
            if self.filter is not Filter.ALL and beside.compared:
                hidden = lambda sentence: not self.shows(side, sentence)  # noqa: E731
            blocks = fold_blocks(beside, opened, hidden, HIDDEN_LABELS.get(self.filter, ""))
            self._flows[side] = Flow(beside, blocks, self.geometry.text)
        return self._flows[side]

    def shows(self, side: int, sentence: int) -> bool:
        """Whether a passage is what the filter shows, and `]` goes to."""
        if self.filter is Filter.NEW:
            return sentence in self.news(self.shown[side])
        return matches(self.beside(side), sentence, self.filter)

    def news(self, version: int) -> frozenset[int]:
        """The sentences of a version that are new to the reader."""
        if version not in self._news:
            self._news[version] = new_sentences(self.story.versions, self.comparison, self.read, version)
        return self._news[version]

    def forget_news(self) -> None:
        """What is new must be found anew: more was read, or the links changed."""
        self._news.clear()

    def links(self) -> tuple[int, ...]:
        """The links under the cursor: the strong ones, or else the related ones; the best first."""
        beside = self.beside(self.side)
        if not beside.version.sentences:
            return ()
        sentence = self.sentence
        return beside.strong_of(sentence) or beside.links_of(sentence)

    def relayout(self) -> None:
        """Lay the panes out anew (a filter, a fold, another version), the cursor's passage staying on its row."""
        self._restore(self._anchors())

    def _anchors(self, *, by_cursor: bool = True) -> list[tuple[int, int]]:
        """For each pane a code point and its row: of the cursor's passage if on screen, else of the first text."""
        return [self._anchor(side, by_cursor=by_cursor) for side in (LEFT, RIGHT)]

    def _anchor(self, side: int, *, by_cursor: bool) -> tuple[int, int]:
        flow, top, height = self.flow(side), self.tops[side], self.geometry.body
        if by_cursor and side == self.side and flow.blocks and on_screen(flow, top, self.sentence, height):
            first = flow.span(self.sentence)[0]
            return flow.beside.version.sentences[self.sentence].span.start, flow.distance(top, first, height)
        for row, line in enumerate(flow.window(top, height)):
            if line is not None:
                return line.start, row
        if not flow.blocks:
            return 0, 0
        last = len(flow.blocks) - 1
        end = Place(last, len(flow.rows(last)) - 1)
        return flow.rows(last)[-1].start, flow.distance(top, end, height)

    def _restore(self, anchors: list[tuple[int, int]]) -> None:
        self._flows.clear()
        self._held.clear()
        for side, (offset, row) in enumerate(anchors):
            flow = self.flow(side)
            self.tops[side] = flow.move(flow.place_of(offset), -row)
        flow, top, height = self.flow(self.side), self.tops[self.side], self.geometry.body
        if flow.blocks and not on_screen(flow, top, self.sentence, height):
            self.tops[self.side] = follow_cursor(flow, top, self.sentence, height)

    def resize(self, width: int, height: int) -> None:
        """Take a new screen size; the same word stays on top of each pane, unless the cursor would leave the screen.

        As long as nothing else scrolls, the word is that of the first size, so that no sequence of sizes drifts.
        """
        kept = self._anchors(by_cursor=False)
        for side, (top, anchor) in self._held.items():
            if top == self.tops[side]:
                kept[side] = anchor
        digits = max(3, len(str(max(len(v.paragraphs) for v in self.story.versions))))
        self.geometry = measure(
            width, height, self.max_text, digits=digits, alone=self.alone, panes=self.panes, bare=self.zen
        )
        self._restore(kept)
        self._held = {side: (self.tops[side], kept[side]) for side in (LEFT, RIGHT)}

    def compared(self, comparison: Comparison) -> None:
        """Take the alignment: signs, links and folds appear, the cursor's line keeps its row."""
        kept = self._anchors()
        self.comparison = comparison
        self._besides.clear()
        self.forget_news()
        self._restore(kept)

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


def matches(beside: Beside, sentence: int, wanted: Filter) -> bool:
    """Whether a passage is what a filter shows; with `ALL`, what `]` goes to: what this version adds."""
    if wanted in (Filter.ALL, Filter.ONLY_HERE):
        return beside.statuses[sentence] is Status.UNIQUE
    strong = [beside.links[i] for i in beside.strong_of(sentence)]
    if wanted is Filter.SHARED:
        return bool(strong)
    if wanted is Filter.MOVED:
        return any(link.moved for link in strong)
    return any(conflict_in(beside, link, sentence) for link in strong)
