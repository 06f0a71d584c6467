"""The reading screen's part that compares the versions, in the background."""

from __future__ import annotations

import contextlib
import time

from textual import work
from textual.worker import Worker, WorkerState, get_current_worker

from reader.align.alignment import Comparison
from reader.tui.screens.showing import Showing

PATIENCE = 1.0
"""Seconds of comparing after which it is said how far it has come."""


class Comparing(Showing):
    """Compares, and shows what came of it."""

    @work(thread=True, exclusive=True, exit_on_error=False)
    def compare(self) -> None:
        """Compare the versions, saying how far it has come where that takes long."""
        from reader.align.compare import compare
        from reader.align.progress import Cancelled

        worker, began = get_current_worker(), time.monotonic()

        def heard(part: float) -> None:
            if worker.is_cancelled:
                raise Cancelled  # the reader is leaving: nobody waits for it
            percent = int(part * 100)
            if time.monotonic() - began > PATIENCE and percent > self.reading.percent:
                self.app.call_from_thread(self._come_so_far, percent)

        with contextlib.suppress(Cancelled):
            comparison = compare(self.reading.story.versions, progress=heard)
            self.app.call_from_thread(self.has_compared, comparison)

    def _come_so_far(self, percent: int) -> None:
        self.reading.percent = percent
        self.draw()

    def has_compared(self, comparison: Comparison) -> None:
        """Show what the versions have in common."""
        self.reading.compared(comparison)
        self.draw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Should comparing fail, the texts can still be read and noted."""
        if event.state is WorkerState.ERROR:
            self.reading.failed = True
            self.say(f"the versions could not be compared ({type(event.worker.error).__name__}); they can be read")
