"""The background comparison: what is on screen first, then the other pairs while one reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from reader.align.alignment import Bead, Comparison, with_new_pairs
from reader.align.progress import Cancelled
from reader.align.tellings import Tellings, tellings_of
from reader.merge.beside import Beside, facing
from reader.tui.model.flow import Follow
from reader.tui.model.navigation import take_levels

if TYPE_CHECKING:  # the threads import the aligner, 60 ms behind the first paint
    from reader.align.prepared import Prepared
    from reader.align.spelling import Words
    from reader.tui.model.state import Reading
    from reader.tui.screens.host import Host

MEASURE, DECIDE, LEVEL = "measure", "decide", "level"
"""What the threads are for."""
LEVELLING = "finding the same places"
"""The message while that takes long."""
PATIENCE = 1.0
"""Seconds of comparing after which progress is shown."""
AT_ONCE = 3
"""The most pairs that are decided together. Where there are more, the one on screen is decided and shown first."""
READ, MEASURED = 10, 60
"""Per cent of comparing two versions that is done when all words are known, and when the pair is measured; the rest is
deciding which links there are."""


class Superseded(Cancelled):
    """This work is out of date: another pair is on screen now, or the reader has changed a decision."""


class Comparer:
    """Measures and decides in threads, and hands the result to the screen.

    What was measured is kept, so that links can be decided again at once.
    """

    def __init__(self, host: Host, decided: Callable[[], None]) -> None:
        """Compare nothing yet.

        Args:
            host: The reading screen.
            decided: Called whenever other links are about to be shown.
        """
        self._host = host
        self._decided = decided
        self.prepared: Prepared | None = None
        """What was measured so far."""
        self._turn = 0
        """How often deciding has begun: results of an earlier turn are out of date."""
        self._deciding: tuple[int, int] | None = None
        """The pair that is being decided first."""
        self._levelling: tuple[int, int] | None = None
        """The pair that is being levelled by place."""
        self._after: Callable[[], str] | None = None
        """Says what came of deciding, once it is on screen."""

    def reset(self) -> None:
        """Forget everything: another story is read now."""
        self._turn += 1
        self.prepared, self._deciding, self._levelling, self._after = None, None, None, None

    def start(self) -> None:
        """Measure each pair of versions and decide its links, those on screen first."""
        self._host.in_thread(self._measure, MEASURE, exclusive=True, may_fail=True)

    def decide(self, after: Callable[[], str] | None = None) -> None:
        """Decide again which links there are, in the background.

        Args:
            after: Called when the result is on screen; gives what to say then.
        """
        if self.prepared is not None:
            self._after = after or self._after
            prepared, turn, pair = self.prepared, self._begin(), self._on_screen()
            self._host.in_thread(lambda: self._decide(prepared, turn, pair), DECIDE, may_fail=True)

    def catch_up(self) -> None:
        """Decide the pair on screen if it was measured but not decided, and level it if that is asked for.

        Called after each drawing.
        """
        pair, reading = self._on_screen(), self._host.reading
        if self._is_awaited() and self._deciding != pair:
            self.decide()
        asked = reading.follow is Follow.PLACE and not reading.merged and pair[0] != pair[1]
        if asked and pair not in reading.levels and self._levelling != pair and self.prepared is not None:
            self._levelling, words = pair, self.prepared.words
            self._host.in_thread(lambda: self._level(reading, pair, words), LEVEL, exclusive=True, may_fail=True)

    def lacks_measure(self) -> bool:
        """Whether the pair on screen was not measured yet."""
        return self.prepared is None or self._on_screen() not in {match.pair for match in self.prepared.matches}

    def has_failed(self, error: BaseException | None) -> None:
        """Say that comparing failed; the texts can still be read and noted."""
        self._host.reading.failed = True
        self._host.say(f"the versions could not be compared ({type(error).__name__}); they can be read")

    # measuring

    def _measure(self) -> None:
        from reader.align.prepared import begun, with_pair
        from reader.notes.vectors import encoder_or_remark

        worker = get_current_worker()
        with suppress(Cancelled):
            encoder, remark = encoder_or_remark()
            versions = self._host.session.story.versions
            prepared = begun(versions, encoder=encoder, progress=_Progress(self, worker, 0, READ))
            if remark:
                prepared = replace(prepared, remarks=(*prepared.remarks, remark))
            while (pair := self._next_pair(prepared)) is not None:
                with suppress(Superseded):
                    prepared = with_pair(prepared, *pair, progress=_Progress(self, worker, READ, MEASURED, pair=pair))
                    turn = self._host.app.call_from_thread(self._take_measured, prepared)
                    if turn:
                        self._work_out(prepared, turn, self._on_screen())

    def _on_screen(self) -> tuple[int, int]:
        """The two versions in the panes, the earlier one first."""
        left, right = self._host.reading.shown
        return min(left, right), max(left, right)

    def _next_pair(self, prepared: Prepared) -> tuple[int, int] | None:
        """The pair to measure next: that on screen, then those of its versions, then the rest."""
        shown, done = self._on_screen(), {match.pair for match in prepared.matches}
        pairs = [pair for pair in combinations(range(len(prepared.versions)), 2) if pair not in done]
        return min(pairs, key=lambda pair: (pair != shown, not set(pair) & set(shown), pair), default=None)

    def _take_measured(self, prepared: Prepared) -> int:
        """Keep what was measured. Returns the turn to decide in if this is the pair on screen or the last one, else 0.

        Raises:
            Cancelled: Another story is on screen by now.
        """
        if prepared.versions != self._host.session.story.versions:
            raise Cancelled
        self.prepared = prepared
        return self._begin() if self._is_awaited() or self._next_pair(prepared) is None else 0

    # deciding

    def _begin(self) -> int:
        """Begin to decide: whatever is being decided is out of date from now on."""
        self._turn += 1
        self._deciding = self._on_screen()
        return self._turn

    def _is_awaited(self) -> bool:
        """Whether the pair on screen was measured, but not decided yet."""
        reading = self._host.reading
        return not reading.beside(reading.side).compared and not self.lacks_measure()

    def _decide(self, prepared: Prepared, turn: int, pair: tuple[int, int]) -> None:
        with suppress(Cancelled):
            self._work_out(prepared, turn, pair)

    def _work_out(self, prepared: Prepared, turn: int, pair: tuple[int, int]) -> None:
        """Decide which links there are, in whatever thread; of many pairs, first those of the one on screen.

        Raises:
            Superseded: The turn is over.
            Cancelled: The reader is leaving.
        """
        from reader.align.compare import decide

        worker, reading = get_current_worker(), self._host.reading
        strictness, decisions, known = reading.strictness, reading.decisions, reading.comparison
        roles = reading.roles
        rounds = [prepared]
        if len(prepared.matches) > AT_ONCE:
            with suppress(KeyError):  # not measured yet: another pair is on screen than was waited for
                rounds.insert(0, prepared.only(*pair))
        for chosen in rounds:
            progress = _Progress(self, worker, MEASURED, 100, turn=turn)
            found = decide(chosen, strictness=strictness, decisions=decisions, roles=roles, progress=progress)
            if chosen is not prepared:
                found = with_new_pairs(known, found)
            tellings = tellings_of(found) if len(found.versions) > 2 else None
            left, right = reading.shown
            besides = {(left, right): facing(reading.story.versions, found, tellings, left, right)}
            self._host.app.call_from_thread(self._take_decided, found, tellings, besides, turn)

    def _take_decided(
        self,
        comparison: Comparison,
        tellings: Tellings | None,
        besides: dict[tuple[int, int], tuple[Beside, Beside]],
        turn: int,
    ) -> None:
        if not self.is_current(turn):
            return
        reading = self._host.reading
        reading.percent, self._deciding = 0, None
        reading.set_comparison(comparison, tellings, besides)
        if self._after is not None:
            reading.message, self._after = self._after(), None
        self._decided()
        self._host.draw()

    # levelling by place

    def _level(self, reading: Reading, pair: tuple[int, int], words: Sequence[Words]) -> None:
        from reader.align.across import levelled, text_of

        worker, began, shown = get_current_worker(), time.monotonic(), 0

        def progress(part: float) -> None:
            nonlocal shown
            if worker.is_cancelled:
                raise Cancelled
            percent = int(100 * part)
            if time.monotonic() - began > PATIENCE and percent >= shown + 5:
                shown = percent
                self._host.app.call_from_thread(self._host.say, f"{LEVELLING}: {percent} %")

        with suppress(Cancelled):
            left, right = (text_of(reading.story.versions[n], words[n]) for n in pair)
            beads = [found.bead for found in levelled(left, right, progress=progress)]
            self._host.app.call_from_thread(self._take_levels, reading, pair, beads)

    def _take_levels(self, reading: Reading, pair: tuple[int, int], beads: Sequence[Bead]) -> None:
        if reading is self._host.reading:  # else another story, or new text, is read by now
            self._levelling = None
            if reading.message.startswith(LEVELLING):
                reading.message = ""
            take_levels(reading, pair, beads)
            self._host.draw()

    # progress

    def is_current(self, turn: int) -> bool:
        """Whether deciding has not begun again since."""
        return turn == self._turn

    def is_for_another(self, pair: tuple[int, int]) -> bool:
        """Whether this pair is not the one on screen."""
        return pair != self._on_screen()

    @property
    def shows_progress(self) -> bool:
        """Whether progress is being shown already."""
        return self._host.reading.percent > 0

    def show_progress(self, percent: int) -> None:
        """Show how far comparing the pair on screen has come; called from a thread."""
        self._host.app.call_from_thread(self._show_progress, percent)

    def _show_progress(self, percent: int) -> None:
        reading = self._host.reading
        if not reading.beside(reading.side).compared:
            reading.percent = percent
            self._host.draw()


class _Progress:
    """Is told how far a piece of comparing has come: shows it where it takes long, and stops work nobody wants."""

    def __init__(
        self,
        comparer: Comparer,
        worker: Worker[None],
        start: int,
        end: int,
        *,
        pair: tuple[int, int] | None = None,
        turn: int = 0,
    ) -> None:
        """Follow a piece of work that leads from `start` to `end` per cent.

        It is stopped for another pair's if it is done for `pair`, and when its `turn`, if it has one, is over.
        """
        self._comparer = comparer
        self._worker = worker
        self._start, self._end = start, end
        self._pair = pair
        self._turn = turn
        self._began = time.monotonic()
        self._shown = start

    def __call__(self, part: float) -> None:
        """So much is done, 0 … 1. Raises Cancelled or Superseded."""
        comparer = self._comparer
        if self._worker.is_cancelled:
            raise Cancelled  # the reader is leaving
        if self._turn and not comparer.is_current(self._turn):
            raise Superseded
        if self._pair is not None and comparer.is_for_another(self._pair):
            if comparer.lacks_measure():
                raise Superseded
            return  # nobody waits for this pair
        percent = int(self._start + part * (self._end - self._start))
        wait = time.monotonic() - self._began < PATIENCE and not comparer.shows_progress
        if percent > self._shown and not wait:
            self._shown = percent
            comparer.show_progress(percent)
