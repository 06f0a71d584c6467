"""The reading screen's part that goes to the shelf, and tells it what is known of the story."""

from __future__ import annotations

from reader.align.alignment import coverage, shared_sentences
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
        comparison = self.reading.comparison
        if comparison is None or not self.reading.complete:
            return
        shares = {
            version.siglum: round(1 - coverage(version, shared_sentences(comparison, number)), 3)
            for number, version in enumerate(comparison.versions)
        }
        if self.keeping.setting(UNIQUE) != shares:
            self.keeping.keep_setting(UNIQUE, shares)
