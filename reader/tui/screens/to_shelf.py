"""The reading screen's part that goes to the shelf, and tells it what is known of the story."""

from __future__ import annotations

from textual import work
from textual.worker import get_current_worker

from reader.align.alignment import Comparison, coverage, shared_sentences
from reader.notes.shelf import UNIQUE
from reader.tui.screens.comparing import Comparing
from reader.tui.screens.noting import Noting


class ToShelf(Comparing, Noting):
    """Goes to the shelf, and keeps for it what part of each version only that has."""

    def action_shelf(self) -> None:
        """Choose another story; `esc` comes back to this one."""
        from reader.tui.screens.shelf import ShelfScreen

        if self.app.shelving is None:
            self.say("there is no shelf here")
            return
        self.keep_all()
        self.app.push_screen(ShelfScreen(self.app.shelving))

    def has_compared(self) -> None:
        """Keep which part of each version only that has, once all are compared."""
        super().has_compared()
        if self.reading.comparison is not None and self.reading.complete:
            self._count_shares(self.reading.comparison)

    @work(thread=True, exit_on_error=False, exclusive=True, group="shares", description="counts what is only there")
    def _count_shares(self, comparison: Comparison) -> None:
        """Work it out beside the screen: .2 s for a version of 36,000 sentences."""
        shares = {
            version.siglum: round(1 - coverage(version, shared_sentences(comparison, number)), 3)
            for number, version in enumerate(comparison.versions)
        }
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._keep_shares, comparison, shares)

    def _keep_shares(self, comparison: Comparison, shares: dict[str, float]) -> None:
        if self.reading.comparison is comparison and self.keeping.setting(UNIQUE) != shares:
            self.keeping.keep_setting(UNIQUE, shares)
