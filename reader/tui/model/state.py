"""Where the reader is: the versions on screen, the cursor, the tops of the panes, filter, search, and the way back.

All of it is plain state with no widget in it; `moves` changes it, `frame` draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reader.align.alignment import Comparison
from reader.align.decisions import Corrections, Decision
from reader.align.tellings import Tellings
from reader.merge.beside import Beside, columns, facing
from reader.story.version import Story, sentence_at
from reader.tui.model.filters import HIDDEN_LABELS, Filter, Haystack, Hits, matches, new_sentences, told_as
from reader.tui.model.flow import Flow, Follow, Place, fold_blocks, follow_cursor, follow_rows, hold, on_screen
from reader.tui.model.layout import Geometry, Mode, View, measure
from reader.tui.model.signs import UNICODE, SignSet

if TYPE_CHECKING:
    from reader.tui.model.merged import MergedSheet


# What the reader leaves behind while reading


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


__all__ = ["LEFT", "RIGHT", "Anchor", "Point", "Reading", "Round", "Selected", "SheetSelected", "Spot"]

LEFT, RIGHT = 0, 1
MOST_SIGLA = 6
"""Columns that the sigla beside the merged reading take at most."""


class Reading(Trail):
    """The state of one story being read."""

    def __init__(self, story: Story, geometry: Geometry, shown: Sequence[int] = (0, 1), side: int = LEFT) -> None:
        """Begin to read; nothing is compared yet.

        Args:
            story: What is read.
            geometry: The layout of the screen.
            shown: The versions in the left and the right pane.
            side: The pane that the cursor is in.
        """
        super().__init__(story)
        self.geometry = geometry
        self.comparison: Comparison | None = None
        self.tellings: Tellings | None = None
        """In a story of three versions or more: what says the same, through all that were compared."""
        self.strictness = 0
        """From −3 (more links, less sure) to +3 (fewer and surer ones)."""
        self.decisions: tuple[Decision, ...] = ()
        """What the reader has pinned and cut, in that order."""
        self.roles: Corrections = {}
        """What the reader says that paragraphs are for; the story's versions have these roles already."""
        self.percent = 0
        """How far comparing has come, once it takes long enough to be asked."""
        self.failed = False
        """Whether comparing failed, so that there will be no comparison."""
        self.shown = [0, 0] if len(story.versions) == 1 else list(shown)
        """The versions in the left and the right pane."""
        self.side = side
        """The pane that the cursor is in."""
        self.cursors: dict[int, int] = {}
        """For each version, the sentence the cursor is or was on."""
        self.tops: list[Place] = [Place(0, 0), Place(0, 0)]
        self.follow: Follow = Follow.RULE
        """How the pane opposite follows."""
        self.view: View = View.FACING
        self.lead = 0
        """The version whose order rows and the merged reading follow."""
        self.sheet_top: Place = Place(0, 0)
        """What is on the first row in the merged view."""
        self.filter: Filter = Filter.ALL
        self.even = False
        """Even brightness: shared text is not quiet."""
        self.unfolded: set[tuple[int, int]] = set()
        """Version and first sentence of each folded run, or telling of the merged view, that the reader has opened."""
        self.signs: SignSet = UNICODE
        self._besides: dict[tuple[int, int], tuple[Beside, Beside]] = {}
        self._flows: dict[int, Flow] = {}
        self._news: dict[int, frozenset[int]] = {}
        self._sheet: MergedSheet | None = None
        self._held: dict[int, tuple[Place, Anchor]] = {}
        """For each pane the top that the last resize came to, and what it held on to."""

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
            self._besides[left, right] = facing(self.story.versions, self.comparison, self.tellings, left, right)
        return self._besides[left, right]

    @property
    def complete(self) -> bool:
        """Whether each two versions of the story were compared, so that what only one tells is known."""
        total = len(self.story.versions)
        compared = self.comparison is not None and len(self.comparison.pairs) == total * (total - 1) // 2
        return compared and (total < 3 or self.tellings is not None)

    def beside(self, side: int) -> Beside:
        """The version in one pane, in the light of the other."""
        return self.sides()[side]

    @property
    def merged(self) -> bool:
        """Whether the merged view is shown, so that nothing stands in two panes."""
        return self.view is View.MERGED

    @property
    def in_rows(self) -> bool:
        """Whether two versions stand level row by row, and scroll as one."""
        return self.view is View.ROWS and all(self.story.versions[v].sentences for v in self.shown) and not self.alone

    @property
    def leading(self) -> int:
        """The side whose version leads in the view of rows."""
        return RIGHT if self.shown[RIGHT] == self.lead and not self.alone else LEFT

    @property
    def stacked(self) -> bool:
        """Whether the view of rows has one pane only, so that the one version stands below the other."""
        return self.in_rows and self.geometry.mode is not Mode.FACING

    def flow(self, side: int) -> Flow:
        """The version in one pane, laid out."""
        if side not in self._flows:
            if self.in_rows:
                self._flows.update(enumerate(self._in_rows()))
            else:
                self._flows[side] = self._in_order(side)
        return self._flows[side]

    def shows(self, side: int, sentence: int, wanted: Filter) -> bool:
        """Whether a sentence of a pane is what a filter shows, and `]` goes to."""
        if wanted is Filter.NEW:
            return sentence in self.news(self.shown[side])
        return matches(self.beside(side), sentence, wanted)

    def tells(self, sheet: MergedSheet, telling: int, wanted: Filter) -> bool:
        """Whether a telling of the merged reading is what a filter shows."""
        if wanted is not Filter.NEW:
            return told_as(sheet, telling, wanted)
        told = sheet.tellings[telling]
        return any(not self.news(version).isdisjoint(told.sentences[version]) for version in told.versions)

    def news(self, version: int) -> frozenset[int]:
        """The sentences of a version that are new to the reader."""
        if version not in self._news:
            self._news[version] = new_sentences(self.story.versions, self.comparison, self.read, version)
        return self._news[version]

    def forget_news(self) -> None:
        """What is new must be found anew: more was read, or the links changed."""
        self._news.clear()

    def _in_order(self, side: int) -> Flow:
        hidden = self._hidden(side)
        blocks = fold_blocks(self.beside(side), self._opened(side), hidden, HIDDEN_LABELS.get(self.filter, ""))
        return Flow(self.beside(side), blocks, self.geometry.text)

    def _in_rows(self) -> tuple[Flow, Flow]:
        from reader.merge.bands import bands_of, opened  # not at the start: see `sheet`
        from reader.tui.model.flow import rows_of

        hidden = self._hidden(LEFT), self._hidden(RIGHT)

        def away(side: int, sentence: int) -> bool:
            own = hidden[side]
            return own is not None and own(sentence)

        wanted = away if hidden[LEFT] else None
        bands = bands_of(self.sides(), self.leading, wanted, HIDDEN_LABELS.get(self.filter, ""))
        bands = opened(self.sides(), bands, (self._opened(LEFT), self._opened(RIGHT)))
        return rows_of(self.sides(), bands, self.leading, self.geometry.text, stacked=self.stacked)

    def _hidden(self, side: int) -> Callable[[int], bool] | None:
        """Whether the filter leaves a sentence out; None where it leaves nothing out."""
        beside = self.beside(side)
        if self.filter is Filter.ALL or not beside.compared:
            return None
        return lambda sentence: not self.shows(side, sentence, self.filter)

    def _opened(self, side: int) -> set[int]:
        return {sentence for number, sentence in self.unfolded if number == self.shown[side]}

    def sheet(self) -> MergedSheet:
        """The merged reading, laid out."""
        if self._sheet is None:
            # importing it, and what words it, takes 5.5 ms that the first paint can do without
            from reader.tui.model.merged import MergedSheet

            hidden = None
            if self.filter is not Filter.ALL and self.comparison is not None:
                hidden = lambda sheet, telling: not self.tells(sheet, telling, self.filter)  # noqa: E731
            self._sheet = MergedSheet(
                self.comparison or Comparison(self.story.versions, ()),
                self.lead,
                self.geometry.text,
                self.signs,
                opened=self.unfolded,
                hidden=hidden,
                label=HIDDEN_LABELS.get(self.filter, ""),
            )
        return self._sheet

    @property
    def telling(self) -> int:
        """The telling of the merged reading that the cursor is on: the first one of a folded run."""
        sheet = self.sheet()
        found = sheet.telling_of.get((self.version, self.cursors.get(self.version, 0)), 0)
        return sheet.members(found)[0] if sheet.blocks else 0

    def links(self) -> tuple[int, ...]:
        """The links under the cursor: the strong ones, or else the related ones; the best first."""
        beside = self.beside(self.side)
        if not beside.version.sentences:
            return ()
        sentence = self.sentence
        return beside.strong_of(sentence) or beside.links_of(sentence)

    def relayout(self) -> None:
        """Lay everything out anew (a filter, a fold, another version), the cursor's passage staying on its row."""
        self._restore(self._anchors())

    def _anchors(self, *, by_cursor: bool = True) -> list[Anchor]:
        """For each pane a code point and its row: of the cursor's passage if on screen, else of the first text."""
        if self.merged:
            return [self._sheet_anchor(by_cursor=by_cursor)]
        return [self._anchor(side, by_cursor=by_cursor) for side in (LEFT, RIGHT)]

    def _anchor(self, side: int, *, by_cursor: bool) -> Anchor:
        flow, top, height = self.flow(side), self.tops[side], self.geometry.body
        version = self.shown[side]
        if by_cursor and side == self.side and flow.blocks and on_screen(flow, top, self.sentence, height):
            first = flow.span(self.sentence)[0]
            start = flow.beside.version.sentences[self.sentence].span.start
            return Anchor(version, start, flow.distance(top, first, height))
        for row, line in enumerate(flow.window(top, height)):
            if line is not None:
                return Anchor(version, line.start, row)
        if not flow.blocks:
            return Anchor(version, 0, 0)
        last = len(flow.beside.version.sentences) - 1
        end = flow.span(last)[1]
        offset = flow.beside.version.sentences[last].span.end - 1
        return Anchor(version, offset, flow.distance(top, end, height))

    def _sheet_anchor(self, *, by_cursor: bool) -> Anchor:
        sheet, height = self.sheet(), self.geometry.body
        if by_cursor and sheet.blocks:
            first, last = sheet.span(self.telling)
            if first >= self.sheet_top and sheet.distance(self.sheet_top, last, 2 * height) < height:
                row = sheet.distance(self.sheet_top, first, height)
                return Anchor(self.version, self._start(self.version, self.cursors.get(self.version, 0)), row)
        for row, line in enumerate(sheet.window(self.sheet_top, height)):
            if line is not None:
                told = sheet.tellings[sheet.telling_at(line, line.start)]
                return Anchor(told.host, self._start(told.host, told.sentences[told.host][0]), row)
        return Anchor(self.version, 0, 0)

    def _start(self, version: int, sentence: int) -> int:
        """Where a sentence begins, in code points of its version."""
        sentences = self.story.versions[version].sentences
        return sentences[sentence].span.start if sentences else 0

    def _restore(self, anchors: list[Anchor], *, same_blocks: bool = False) -> None:
        """Lay out anew and put what was anchored on its row; the blocks can be the same, at another width."""
        before = dict(self._flows)
        self._flows.clear()
        if same_blocks and not self.in_rows:
            self._flows = {s: f.resized(self.geometry.text) for s, f in before.items() if type(f) is Flow}
        self._sheet = None
        self._held.clear()
        if self.merged:
            self._restore_sheet(anchors[0])
            return
        for side in (LEFT, RIGHT):
            flow, version = self.flow(side), self.shown[side]
            offset, row = next(((a.offset, a.row) for a in anchors if a.version == version), (0, 0))
            self.tops[side] = flow.move(flow.place_of(offset), -row)
        flow, top, height = self.flow(self.side), self.tops[self.side], self.geometry.body
        if flow.blocks and not on_screen(flow, top, self.sentence, height):
            self.tops[self.side] = follow_cursor(flow, top, self.sentence, height)
        self.couple()

    def _restore_sheet(self, anchor: Anchor) -> None:
        sheet, height = self.sheet(), self.geometry.body
        version = self.story.versions[anchor.version]
        sentence = sentence_at(version.sentences, anchor.offset)
        told = sheet.telling_of.get((anchor.version, sentence), 0)
        self.sheet_top = hold(sheet, sheet.move(sheet.span(told)[0], -anchor.row), height)
        first, last = sheet.span(self.telling)
        if first < self.sheet_top or sheet.distance(self.sheet_top, last, 2 * height) >= height:
            self.sheet_top = follow_rows(sheet, self.sheet_top, first, last, height)

    def couple(self) -> None:
        """In the view of rows, both panes stand at one place."""
        if self.in_rows:
            self.tops[1 - self.side] = self.tops[self.side]

    def enter(self, version: int) -> None:
        """Have the cursor in a version; one that is in neither pane takes the place of the one opposite."""
        if version not in self.shown:
            self.shown[1 - self.side] = version
            self.tops[1 - self.side] = Place(0, 0)
            self._flows.clear()
        if self.shown[self.side] != version:
            self.side = 1 - self.side

    def look_at(self, view: View) -> None:
        """Take another view, the cursor's passage staying on its row where it can."""
        anchors = self._anchors()
        here = Anchor(self.version, self._start(self.version, self.cursors.get(self.version, 0)), self.row)
        self.view = view
        self._measure(self.geometry.width, self.geometry.height)
        self._restore([here] if view is View.MERGED else [here, *(a for a in anchors if a.version != here.version)])

    @property
    def row(self) -> int:
        """The row of its pane on which the cursor's passage begins."""
        limit = 2 * self.geometry.body
        if self.merged:
            return self.sheet().distance(self.sheet_top, self.sheet().span(self.telling)[0], limit)
        flow = self.flow(self.side)
        return flow.distance(self.tops[self.side], flow.span(self.sentence)[0], limit)

    def resize(self, width: int, height: int) -> None:
        """Take a new screen size; the same word stays on top of each pane, unless the cursor would leave the screen.

        As long as nothing else scrolls, the word is that of the first size, so that no sequence of sizes drifts.
        """
        kept = self._anchors(by_cursor=False)
        for side, (top, anchor) in self._held.items():
            if top == (self.sheet_top if self.merged else self.tops[side]):
                kept[side] = anchor
        self._measure(width, height)
        self._restore(kept, same_blocks=True)
        tops = [self.sheet_top] if self.merged else self.tops
        self._held = {side: (tops[side], anchor) for side, anchor in enumerate(kept)}

    def _measure(self, width: int, height: int) -> None:
        versions = self.story.versions
        digits = max(3, len(str(max(len(v.paragraphs) for v in versions))))
        sigla = min(MOST_SIGLA, len(versions))
        self.geometry = measure(
            width,
            height,
            self.max_text,
            digits=digits,
            alone=self.alone,
            view=self.view,
            sigla=max(2, sigla),
            tellers=columns(len(versions)),
            panes=self.panes,
            bare=self.zen,
        )

    def compared(
        self,
        comparison: Comparison | None,
        tellings: Tellings | None = None,
        besides: Mapping[tuple[int, int], tuple[Beside, Beside]] | None = None,
    ) -> None:
        """Take the alignment: signs, links and folds appear, the cursor's line keeps its row.

        Args:
            comparison: The alignments, of all pairs or of those that were compared so far; None shows the story's
                versions as they are now.
            tellings: In a story of three versions or more: its sentences grouped by what they say.
            besides: What `facing` makes of them for some pairs, left and right, so that no key waits for it.
        """
        kept = self._anchors()
        self.comparison, self.tellings = comparison, tellings
        self._besides = dict(besides or {})
        self.forget_news()
        self._restore(kept)
