"""The reading screen's part that compares the versions, in the background."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker, WorkerState, get_current_worker

from reader.align.alignment import Comparison
from reader.align.progress import Cancelled
from reader.align.tellings import Tellings
from reader.collector import no_collection
from reader.merge.beside import Beside, facing
from reader.story.version import Story
from reader.tui.model.explanation import with_pair_of
from reader.tui.model.state import Reading
from reader.tui.screens.showing import Part
from reader.tui.session.notes import Keeping

if TYPE_CHECKING:
    from reader.align.prepared import Prepared

PATIENCE = 1.0
"""Seconds of comparing after which it is said how far it has come."""
AT_ONCE = 3
"""Pairs that are decided in one go. Where there are more, the one on screen is decided and shown by itself before."""
READ, MEASURED = 10, 60
"""Per cent of comparing two versions that is done when all words are known, and when these two are measured; what is
left is to decide which links there are."""


class Sooner(Cancelled):
    """Something else comes first: another pair of versions is on screen now, or the reader decided otherwise."""


class Comparing(Part):
    """Compares, and shows what came of it: the pair on screen first, then the others while one reads.

    What was measured is kept, so that links can be decided again at once.
    """

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self.prepared: Prepared | None = None
        """What was measured so far."""
        self._turn = 0
        """Counts how often links were decided: what comes from an earlier turn is out of date."""
        self._deciding: tuple[int, int] | None = None
        """The pair that is being decided first."""
        self._after: Callable[[], str] | None = None
        """Tells what came of deciding, once it is on screen."""

    def go_on_with(self, reading: Reading, keeping: Keeping) -> None:
        """Read another story, of which nothing was compared yet."""
        self._turn += 1
        self.prepared, self._deciding, self._after = None, None, None
        super().go_on_with(reading, keeping)
        if not self.reading.alone:
            self.compare()

    @work(thread=True, exclusive=True, exit_on_error=False, group="measure")
    def compare(self) -> None:
        """Measure each two versions, those on screen first."""
        from reader.align.prepared import begun, with_pair

        worker = get_current_worker()
        with suppress(Cancelled), no_collection():
            prepared = begun(self.keeping.story.versions, progress=_Heard(self, worker, 0, READ))
            while (pair := self._next_pair(prepared)) is not None:
                with suppress(Sooner):
                    prepared = with_pair(prepared, *pair, progress=_Heard(self, worker, READ, MEASURED, pair))
                    turn = self.app.call_from_thread(self._measured, prepared)
                    if turn:
                        self._work_out(prepared, turn, self.on_screen())

    def on_screen(self) -> tuple[int, int]:
        """The two versions that stand in the panes, the earlier one first."""
        left, right = self.reading.shown
        return min(left, right), max(left, right)

    def _next_pair(self, prepared: Prepared) -> tuple[int, int] | None:
        """The pair to measure next: that on screen, then those of its versions, then the rest."""
        shown, done = self.on_screen(), {match.pair for match in prepared.matches}
        pairs = [pair for pair in combinations(range(len(prepared.versions)), 2) if pair not in done]
        return min(pairs, key=lambda pair: (pair != shown, not set(pair) & set(shown), pair), default=None)

    def _measured(self, prepared: Prepared) -> int:
        """Take what was measured. The turn to decide in, if it is the pair on screen, or the last one; else 0.

        Raises:
            Cancelled: If another story is on screen by now.
        """
        if prepared.versions != self.keeping.story.versions:
            raise Cancelled
        self.prepared = prepared
        return self._begin() if self._is_awaited() or self._next_pair(prepared) is None else 0

    def _begin(self) -> int:
        """Begin to decide: whatever is being decided is out of date from now on."""
        self._turn += 1
        self._deciding = self.on_screen()
        return self._turn

    def _is_awaited(self) -> bool:
        """Whether the pair on screen was measured, but not decided yet."""
        return not self.reading.beside(self.reading.side).compared and not self.lacks_measure()

    def lacks_measure(self) -> bool:
        """Whether the pair on screen was not measured yet."""
        return self.prepared is None or self.on_screen() not in {match.pair for match in self.prepared.matches}

    def decide(self, after: Callable[[], str] | None = None) -> None:
        """Decide anew which links there are, in the background.

        Args:
            after: Called when what came of it is on screen; gives what to say then.
        """
        if self.prepared is not None:
            self._after = after or self._after
            self._decide(self.prepared, self._begin(), self.on_screen())

    # described, for Textual would spell all that was measured out: a second, for twelve versions
    @work(thread=True, exit_on_error=False, group="decide", description="decides which links there are")
    def _decide(self, prepared: Prepared, turn: int, pair: tuple[int, int]) -> None:
        """Decide which links there are."""
        with suppress(Cancelled), no_collection():
            self._work_out(prepared, turn, pair)

    def _work_out(self, prepared: Prepared, turn: int, pair: tuple[int, int]) -> None:
        """Decide which links there are, in whatever thread; of many pairs, first of the one on screen.

        Raises:
            Sooner: If it is out of date.
            Cancelled: If the reader is leaving.
        """
        from reader.align.compare import decide
        from reader.align.tellings import tellings_of

        worker, reading = get_current_worker(), self.reading
        strictness, decisions, known = reading.strictness, reading.decisions, reading.comparison
        roles = reading.roles
        rounds = [prepared]
        if len(prepared.matches) > AT_ONCE:
            with suppress(KeyError):  # not measured yet: there is something else on screen than was waited for
                rounds.insert(0, prepared.only(*pair))
        for chosen in rounds:
            heard = _Heard(self, worker, MEASURED, 100, turn=turn)
            found = decide(chosen, strictness=strictness, decisions=decisions, roles=roles, progress=heard)
            if chosen is not prepared:
                found = with_pair_of(known, found)
            tellings = tellings_of(found) if len(found.versions) > 2 else None
            left, right = reading.shown
            besides = {(left, right): facing(reading.story.versions, found, tellings, left, right)}
            self.app.call_from_thread(self._decided, found, tellings, besides, turn)

    def _decided(
        self,
        comparison: Comparison,
        tellings: Tellings | None,
        besides: dict[tuple[int, int], tuple[Beside, Beside]],
        turn: int,
    ) -> None:
        if not self.in_turn(turn):
            return
        self.reading.percent, self._deciding = 0, None
        self.reading.compared(comparison, tellings, besides)
        if self._after is not None:
            self.reading.message, self._after = self._after(), None
        self.has_compared()
        self.draw()

    def has_compared(self) -> None:
        """Called when other links are about to be shown."""

    def in_turn(self, turn: int) -> bool:
        """Whether nothing else was to be decided since."""
        return turn == self._turn

    def come_so_far(self, percent: int) -> None:
        """Show how far comparing the pair on screen has come."""
        if not self.reading.beside(self.reading.side).compared:
            self.reading.percent = percent
            self.draw()

    def draw(self) -> None:
        """Draw; where a pair is on screen now that was measured before, its links are decided."""
        super().draw()
        if self._is_awaited() and self._deciding != self.on_screen():
            self.decide()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Should comparing fail, the texts can still be read and noted."""
        if event.state is WorkerState.ERROR:
            self.reading.failed = True
            self.say(f"the versions could not be compared ({type(event.worker.error).__name__}); they can be read")


class _Heard:
    """Hears how far a piece of comparing has come, says so where it takes long, and gives it up where that is asked."""

    def __init__(
        self,
        screen: Comparing,
        worker: Worker[None],
        start: int,
        end: int,
        pair: tuple[int, int] | None = None,
        turn: int = 0,
    ) -> None:
        """Listen to a piece of work that leads from `start` to `end` per cent.

        It is given up for another pair's, if it is done for a pair; and if its turn is over, if it has one.
        """
        self._screen = screen
        self._worker = worker
        self._start, self._end = start, end
        self._pair = pair
        self._turn = turn
        self._began = time.monotonic()
        self._said = start

    def __call__(self, part: float) -> None:
        """So much is done, 0 … 1. Raises Cancelled or Sooner."""
        screen = self._screen
        if self._worker.is_cancelled:
            raise Cancelled  # the reader is leaving: nobody waits for it
        if self._turn and not screen.in_turn(self._turn):
            raise Sooner
        if self._pair not in (None, screen.on_screen()):
            if screen.lacks_measure():
                raise Sooner
            return  # nobody waits for this pair
        percent = int(self._start + part * (self._end - self._start))
        patient = time.monotonic() - self._began < PATIENCE and not screen.reading.percent
        if percent > self._said and not patient:
            self._said = percent
            screen.app.call_from_thread(screen.come_so_far, percent)
