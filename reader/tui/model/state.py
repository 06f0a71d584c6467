"""The state of the reading screen: what is read, how it is compared and laid out, and where the reader is.

No widget is involved. The functions of `navigation` and `seeking` change the state, `frame` draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.align.alignment import Bead, Comparison, Link
from reader.align.decisions import Corrections, Decided, Decision, decided
from reader.align.tellings import Tellings
from reader.merge.bands import bands_of, opened
from reader.merge.beside import Beside, columns, facing
from reader.story.version import Story
from reader.tui.model.filters import HIDDEN_LABELS, Filter, matches, new_sentences
from reader.tui.model.flow import (
    Flow,
    Follow,
    Position,
    RowsFlow,
    TextRow,
    clamp_top,
    fold_blocks,
    follow_cursor,
    follow_rows,
    on_screen,
    rows_of,
)
from reader.tui.model.layout import Mode, View, measure
from reader.tui.model.minimap import MergedMinimap, Minimap, estimated_width
from reader.tui.model.search import Haystack, Hits
from reader.tui.model.signs import UNICODE, SignSet

if TYPE_CHECKING:  # loaded for the merged view alone
    from reader.tui.model.merged import MergedRow, MergedSheet

LEFT, RIGHT = 0, 1
MOST_SIGLA = 6
"""The most columns that the sigla of the merged view take."""


class Spot(NamedTuple):
    """A sentence of a version: a place to go to."""

    version: int
    sentence: int


class Selected(NamedTuple):
    """Text of a version that was selected with the mouse."""

    version: int
    start: int
    """First code point."""
    end: int
    """Code point after the last."""


class Point(NamedTuple):
    """A place in the text of the merged view, or of one version. Points compare in reading order."""

    block: int
    strand: int
    """Block and strand are 0 in a version."""
    offset: int
    """Code points into the text of the strand, or of the version."""


class SheetSelected(NamedTuple):
    """Text of the merged view that was selected with the mouse."""

    start: Point
    end: Point
    """After the last code point."""
    sheet: MergedSheet
    """The layout that the points belong to; in another one they mean nothing."""

    def within(self, block: int, strand: int, length: int) -> tuple[int, int]:
        """The selected code points of a strand of `length` code points; an empty range if none are."""
        place = block, strand
        start = 0 if place > self.start[:2] else self.start.offset if place == self.start[:2] else length
        end = length if place < self.end[:2] else self.end.offset if place == self.end[:2] else 0
        return start, max(start, end)


class PartnerCycle(NamedTuple):
    """The partners that `enter` visits one after the other."""

    origin: Spot
    partners: tuple[Spot, ...]
    turn: int
    """Index of the partner that the cursor is on."""


class _ScreenAnchor(NamedTuple):
    """A place in a text, and the row of its pane on which it stands."""

    version: int
    offset: int
    """Code points."""
    row: int


class Reading:
    """The state of one story being read."""

    def __init__(self, story: Story, *, shown: Sequence[int] = (0, 1), side: int = LEFT) -> None:
        """Begin to read; nothing is compared, and nothing laid out for a screen size.

        Args:
            story: What is read.
            shown: The versions in the left and the right pane.
            side: The pane that the cursor is in.
        """
        self.story = story

        # how it is compared
        self.comparison: Comparison | None = None
        self.tellings: Tellings | None = None
        """In a story of three versions or more: what says the same in all that were compared."""
        self.strictness = 0
        """From −3 (more links, less certain) to +3 (fewer and more certain ones)."""
        self.decisions: tuple[Decision, ...] = ()
        """What the reader has pinned and cut, in that order."""
        self.roles: Corrections = {}
        """The roles that the reader gave to paragraphs. The story's versions have them already."""
        self.percent = 0
        """Progress of the comparison, once it takes long enough to be shown."""
        self.failed = False
        """Whether the comparison failed, so that there will be none."""

        # what is on screen
        self.geometry = measure(0, 0)
        self.view: View = View.FACING
        self.shown = [0, 0] if len(story.versions) == 1 else list(shown)
        """The versions in the left and the right pane."""
        self.lead = 0
        """The version whose order rows and the merged view follow."""
        self.tops: list[Position] = [Position(0, 0), Position(0, 0)]
        """The first row on screen of each pane."""
        self.sheet_top: Position = Position(0, 0)
        """The first row on screen of the merged view."""
        self.follow: Follow = Follow.RULE
        """How the opposite pane follows."""
        self.levels: dict[tuple[int, int], tuple[Bead, ...]] = {}
        """For each pair of versions that was levelled (the earlier one first) what stands level by its place, in order;
        nothing if the two have no order in common."""
        self.filter: Filter = Filter.ALL
        self.unfolded: set[tuple[int, int]] = set()
        """Version and first sentence of each folded run, or telling of the merged view, that the reader has opened."""
        self.even = False
        """Even brightness: shared text is as bright as the rest."""
        self.signs: SignSet = UNICODE
        self.max_text = 72
        """The most columns that text may take."""
        self.text_width = 0
        """The `max_text` that the reader chose for this story; 0 for that of the settings."""
        self.panes = 0
        """How many panes the reader wants; 0 for as many as there is room for."""
        self.zen = False
        """Whether only the text is shown."""
        self.message = ""
        """What the last key has to say; cleared by the next key."""

        # where the reader is
        self.side = side
        """The pane that the cursor is in."""
        self.cursors: dict[int, int] = {}
        """For each version, the sentence the cursor is or was on."""
        self.history: list[Spot] = []
        """Where jumps began, the latest last: `back` goes there."""
        self.ahead: list[Spot] = []
        """Where `back` came from, the latest last: `forward` goes there."""
        self.cycle: PartnerCycle | None = None
        self.hint = ""
        """Shown in place of the footer's keys until the first key, if there is room."""
        self.pending = ""
        """The typed part of an unfinished command: digits of a count, or the action that waits for a letter."""

        # what the reader marked and searched for
        self.query = ""
        self.hits: dict[int, Hits] = {}
        """For each version that has any, the hits of the search query."""
        self.picked: frozenset[tuple[int, int]] = frozenset()
        """Version and sentence of each picked passage."""
        self.labels: dict[tuple[int, int], int] = {}
        """For version and sentence of each picked passage that has a label, the label: 1 to 4."""
        self.label_names: tuple[str, ...] = ()
        """What the labels are called."""
        self.labelled: dict[int, list[tuple[int, int, int]]] = {}
        """For each version, start, end and label of what has one."""
        self.noted: frozenset[tuple[int, int]] = frozenset()
        """Version and sentence of each passage with a note."""
        self.marks: dict[str, tuple[int, int]] = {}
        """For each letter the version and the sentence that the reader marked with it."""
        self.selection: Selected | SheetSelected | None = None
        self.read: dict[int, frozenset[int]] = {}
        """For each version, the sentences that the reader has read."""
        self.read_before: dict[int, frozenset[int]] = {}
        """For each version that was marked as read, what of it was read before."""

        self._besides: dict[tuple[int, int], tuple[Beside, Beside]] = {}
        self._flows: dict[int, Flow] = {}
        self._sheet: MergedSheet | None = None
        self._minimaps: dict[int, Minimap] = {}
        self._merged_minimap: MergedMinimap | None = None
        self._news: dict[int, frozenset[int]] = {}
        self._haystacks: dict[int, Haystack] = {}
        """The versions' texts, prepared for searching while a search is on."""
        self._held: dict[int, tuple[Position, _ScreenAnchor]] = {}
        """For each pane the top after the last resize, and the anchor that was kept."""

    # the story and its comparison

    @property
    def alone(self) -> bool:
        """Whether the story has only one version, so that nothing stands opposite."""
        return len(self.story.versions) < 2

    @property
    def version(self) -> int:
        """The version that the cursor is in."""
        return self.shown[self.side]

    @property
    def sentence(self) -> int:
        """The sentence the cursor is on: the first one of a folded run."""
        return self.flow(self.side).passage(self.cursors.get(self.version, 0))[0]

    def besides(self) -> tuple[Beside, Beside]:
        """Both panes' versions, each compared with the other. Links have the same indexes in both."""
        left, right = self.shown
        if (left, right) not in self._besides:
            self._besides[left, right] = facing(self.story.versions, self.comparison, self.tellings, left, right)
        return self._besides[left, right]

    def beside(self, side: int) -> Beside:
        """The version in one pane, compared with the other."""
        return self.besides()[side]

    @property
    def complete(self) -> bool:
        """Whether every pair of versions was compared, so that it is known what only one of them tells."""
        total = len(self.story.versions)
        compared = self.comparison is not None and len(self.comparison.pairs) == total * (total - 1) // 2
        return compared and (total < 3 or self.tellings is not None)

    def links(self) -> tuple[int, ...]:
        """The links under the cursor, the best first: the strong ones, or else the related ones."""
        beside = self.beside(self.side)
        if not beside.version.sentences:
            return ()
        sentence = self.sentence
        return beside.strong_of(sentence) or beside.links_of(sentence)

    def decisions_on_screen(self) -> Decided:
        """The reader's decisions about the versions on screen, as seen from the cursor's version."""
        here, there = self.version, self.shown[1 - self.side]
        sizes = len(self.story.versions[here].sentences), len(self.story.versions[there].sentences)
        return decided(self.decisions, here, there, sizes)

    def is_pinned(self, link: Link) -> bool:
        """Whether the reader pinned a link, as seen from the cursor's version."""
        return bool(self.decisions) and (link.left, link.right) in self.decisions_on_screen().pins

    def set_comparison(
        self,
        comparison: Comparison | None,
        tellings: Tellings | None = None,
        besides: Mapping[tuple[int, int], tuple[Beside, Beside]] | None = None,
    ) -> None:
        """Show a comparison: signs, links and folds appear, the cursor's line keeps its row.

        Args:
            comparison: The alignments of all pairs, or of those compared so far; None shows the story's versions as
                they are now.
            tellings: In a story of three versions or more: its sentences grouped by what they say.
            besides: What `facing` makes of it for some pairs (left, right), so that no key has to wait for that.
        """
        kept = self._anchors()
        self.comparison, self.tellings = comparison, tellings
        self._besides = dict(besides or {})
        self.forget_news()
        self._restore(kept)

    # views

    @property
    def merged(self) -> bool:
        """Whether the merged view is shown."""
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
        """Whether the view of rows has only one pane, so that one version stands below the other."""
        return self.in_rows and self.geometry.mode is not Mode.FACING

    def change_view(self, view: View) -> None:
        """Take another view; the cursor's passage stays on its row if it can."""
        anchors = self._anchors()
        here = _ScreenAnchor(self.version, self._start_of_cursor(), self.row)
        self.view = view
        self._measure(self.geometry.width, self.geometry.height)
        self._restore([here] if view is View.MERGED else [here, *(a for a in anchors if a.version != here.version)])

    # the layout of the panes

    def flow(self, side: int) -> Flow:
        """The version in one pane, laid out."""
        if side not in self._flows:
            if self.in_rows:
                self._flows.update(enumerate(self._lay_out_rows()))
            else:
                self._flows[side] = self._lay_out(side)
        return self._flows[side]

    def _lay_out(self, side: int) -> Flow:
        hidden = self._hidden(side)
        blocks = fold_blocks(self.beside(side), self._unfolded_in(side), hidden, HIDDEN_LABELS.get(self.filter, ""))
        return Flow(self.beside(side), blocks, self.geometry.text)

    def _lay_out_rows(self) -> tuple[Flow, Flow]:
        by_side = self._hidden(LEFT), self._hidden(RIGHT)

        def hidden(side: int, sentence: int) -> bool:
            own = by_side[side]
            return own is not None and own(sentence)

        label = HIDDEN_LABELS.get(self.filter, "")
        bands = bands_of(self.besides(), self.leading, hidden if by_side[LEFT] else None, label, self.by_place)
        bands = opened(self.besides(), bands, (self._unfolded_in(LEFT), self._unfolded_in(RIGHT)))
        return rows_of(self.besides(), bands, self.leading, self.geometry.text, stacked=self.stacked)

    @property
    def by_place(self) -> tuple[Bead, ...]:
        """What stands level by its place, the left pane first; nothing if that is not asked for or not known."""
        left, right = self.shown
        if self.follow is not Follow.PLACE or left == right:
            return ()
        beads = self.levels.get((min(left, right), max(left, right)), ())
        return beads if left < right else tuple((there, here) for here, there in beads)

    def _hidden(self, side: int) -> Callable[[int], bool] | None:
        """A function that says whether the filter leaves a sentence out; None if it leaves nothing out."""
        if self.filter is Filter.ALL or not self.beside(side).compared:
            return None
        return lambda sentence: not self.shows(side, sentence, self.filter)

    def _unfolded_in(self, side: int) -> set[int]:
        return {sentence for number, sentence in self.unfolded if number == self.shown[side]}

    def window(self, side: int) -> list[TextRow | None]:
        """The rows of one pane that are on screen."""
        return self.flow(side).window(self.tops[side], self.geometry.body)

    def is_on_screen(self, side: int, sentence: int) -> bool:
        """Whether a whole passage of one pane is on screen."""
        return on_screen(self.flow(side), self.tops[side], sentence, self.geometry.body)

    @property
    def row(self) -> int:
        """The row of its pane on which the cursor's passage begins."""
        limit = 2 * self.geometry.body
        if self.merged:
            return self.sheet().distance(self.sheet_top, self.sheet().span(self.telling)[0], limit)
        flow = self.flow(self.side)
        return flow.distance(self.tops[self.side], flow.span(self.sentence)[0], limit)

    def minimap(self, side: int) -> Minimap:
        """The minimap of one pane, computed once for a layout: a book of 20,000 paragraphs takes 30 ms."""
        flow, known = self.flow(side), self._minimaps.get(side)
        if known is None or known.width != estimated_width(flow):
            known = self._minimaps[side] = Minimap(flow, known)
        return known

    # the layout of the merged view

    def sheet(self) -> MergedSheet:
        """The merged view, laid out."""
        if self._sheet is None:
            from reader.tui.model.merged import MergedSheet  # 5 ms that the other views do without

            hidden = None
            if self.filter is not Filter.ALL and self.comparison is not None:
                hidden = lambda sheet, telling: not self.shows_telling(sheet, telling, self.filter)  # noqa: E731
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
        """The telling of the merged view that the cursor is on: the first one of a folded run."""
        sheet = self.sheet()
        found = sheet.telling_of.get((self.version, self.cursors.get(self.version, 0)), 0)
        return sheet.members(found)[0] if sheet.blocks else 0

    def sheet_window(self) -> list[MergedRow | None]:
        """The rows of the merged view that are on screen."""
        return self.sheet().window(self.sheet_top, self.geometry.body)

    def is_telling_on_screen(self, telling: int) -> bool:
        """Whether a whole telling of the merged view is on screen."""
        sheet, height = self.sheet(), self.geometry.body
        first, last = sheet.span(telling)
        return first >= self.sheet_top and sheet.distance(self.sheet_top, last, 2 * height) < height

    def merged_minimap(self) -> MergedMinimap:
        """The minimap of the merged view, computed once for a layout."""
        if self._merged_minimap is None:
            self._merged_minimap = MergedMinimap(self.sheet())
        return self._merged_minimap

    # filters

    def shows(self, side: int, sentence: int, wanted: Filter) -> bool:
        """Whether a filter shows a sentence of a pane, so that `]` goes to it."""
        if wanted is Filter.NEW:
            return sentence in self.news(self.shown[side])
        return matches(self.beside(side), sentence, wanted)

    def shows_telling(self, sheet: MergedSheet, telling: int, wanted: Filter) -> bool:
        """Whether a filter shows a telling of the merged view."""
        if wanted is not Filter.NEW:
            return sheet.matches(telling, wanted)
        told = sheet.tellings[telling]
        return any(not self.news(version).isdisjoint(told.sentences[version]) for version in told.versions)

    def news(self, version: int) -> frozenset[int]:
        """The sentences of a version that are new to the reader."""
        if version not in self._news:
            self._news[version] = new_sentences(self.story.versions, self.comparison, self.read, version)
        return self._news[version]

    def forget_news(self) -> None:
        """Find again what is new, because more was read or the links changed."""
        self._news.clear()

    # searching

    def prepare_search(self) -> None:
        """Prepare all versions for searching: 40 ms a MB, which a thread can spend while the query is typed."""
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

    # changes of the layout

    def go_into(self, version: int) -> None:
        """Put the cursor into a version; one that is in neither pane replaces the one opposite."""
        if version not in self.shown:
            self.shown[1 - self.side] = version
            self.tops[1 - self.side] = Position(0, 0)
            self._flows.clear()
            self._minimaps.clear()
        if self.shown[self.side] != version:
            self.side = 1 - self.side

    def level_tops(self) -> None:
        """In the view of rows, give both panes the same top."""
        if self.in_rows:
            self.tops[1 - self.side] = self.tops[self.side]

    def relayout(self) -> None:
        """Lay everything out again (after a filter, a fold, another version); the cursor's passage keeps its row."""
        self._restore(self._anchors())

    def resize(self, width: int, height: int) -> None:
        """Take a new screen size. The same word stays on top of each pane, unless the cursor would leave the screen.

        As long as nothing else scrolls, that word is the one of the first size, so that no series of sizes drifts.
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
        self.geometry = measure(
            width,
            height,
            self.max_text,
            digits=max(3, len(str(max(len(v.paragraphs) for v in versions)))),
            alone=self.alone,
            view=self.view,
            sigla=max(2, min(MOST_SIGLA, len(versions))),
            tellers=columns(len(versions)),
            panes=self.panes,
            bare=self.zen,
        )

    def _anchors(self, *, by_cursor: bool = True) -> list[_ScreenAnchor]:
        """For each pane a place and its row: the cursor's passage if it is on screen, else the first text."""
        if self.merged:
            return [self._sheet_anchor(by_cursor=by_cursor)]
        return [self._anchor(side, by_cursor=by_cursor) for side in (LEFT, RIGHT)]

    def _anchor(self, side: int, *, by_cursor: bool) -> _ScreenAnchor:
        flow, top, height = self.flow(side), self.tops[side], self.geometry.body
        version, sentences = self.shown[side], flow.beside.version.sentences
        if by_cursor and side == self.side and flow.blocks and self.is_on_screen(side, self.sentence):
            first = flow.span(self.sentence)[0]
            return _ScreenAnchor(version, sentences[self.sentence].span.start, flow.distance(top, first, height))
        if flow.blocks and top == Position(0, 0) and not isinstance(flow, RowsFlow):
            # the window shows the same, but would first break the whole paragraph: half a second for 1 MB of Chinese
            return _ScreenAnchor(version, sentences[flow.blocks[0].first].span.start, 0)
        for row, line in enumerate(self.window(side)):
            if line is not None:
                return _ScreenAnchor(version, line.start, row)
        if not flow.blocks:
            return _ScreenAnchor(version, 0, 0)
        end = flow.span(len(sentences) - 1)[1]
        return _ScreenAnchor(version, sentences[-1].span.end - 1, flow.distance(top, end, height))

    def _sheet_anchor(self, *, by_cursor: bool) -> _ScreenAnchor:
        sheet = self.sheet()
        if by_cursor and sheet.blocks and self.is_telling_on_screen(self.telling):
            return _ScreenAnchor(self.version, self._start_of_cursor(), self.row)
        for row, line in enumerate(self.sheet_window()):
            if line is not None:
                told = sheet.tellings[sheet.telling_at(line, line.start)]
                return _ScreenAnchor(told.host, self._start(told.host, told.sentences[told.host][0]), row)
        return _ScreenAnchor(self.version, 0, 0)

    def _start(self, version: int, sentence: int) -> int:
        """Where a sentence begins, in code points of its version."""
        sentences = self.story.versions[version].sentences
        return sentences[sentence].span.start if sentences else 0

    def _start_of_cursor(self) -> int:
        """Where the cursor's sentence begins, in code points of its version."""
        return self._start(self.version, self.cursors.get(self.version, 0))

    def _restore(self, anchors: list[_ScreenAnchor], *, same_blocks: bool = False) -> None:
        """Lay out again with each anchor on its row; `same_blocks` if only sizes have changed."""
        before = dict(self._flows)
        self._flows.clear()
        if same_blocks and not self.in_rows:
            facing = {side: flow for side, flow in before.items() if not isinstance(flow, RowsFlow)}
            self._flows = {side: flow.resized(self.geometry.text) for side, flow in facing.items()}
        else:
            self._minimaps.clear()
        self._sheet = self._merged_minimap = None
        self._held.clear()
        if self.merged:
            self._restore_sheet(anchors[0])
            return
        for side in (LEFT, RIGHT):
            flow, version = self.flow(side), self.shown[side]
            offset, row = next(((a.offset, a.row) for a in anchors if a.version == version), (0, 0))
            self.tops[side] = flow.move(flow.position_of(offset), -row)
        flow, top, height = self.flow(self.side), self.tops[self.side], self.geometry.body
        if flow.blocks and not self.is_on_screen(self.side, self.sentence):
            self.tops[self.side] = follow_cursor(flow, top, self.sentence, height)
        self.level_tops()

    def _restore_sheet(self, anchor: _ScreenAnchor) -> None:
        sheet, height = self.sheet(), self.geometry.body
        sentence = self.story.versions[anchor.version].sentence_at(anchor.offset)
        told = sheet.telling_of.get((anchor.version, sentence), 0)
        self.sheet_top = clamp_top(sheet, sheet.move(sheet.span(told)[0], -anchor.row), height)
        if not self.is_telling_on_screen(self.telling):
            first, last = sheet.span(self.telling)
            self.sheet_top = follow_rows(sheet, self.sheet_top, first, last, height)
