"""The reading screen's part that opens the lists: the map and the outline."""

from __future__ import annotations

from reader.tui.model.lists import Listing
from reader.tui.model.navigation import remember, visit
from reader.tui.model.state import Spot
from reader.tui.screens.showing import Part


class Surveying(Part):
    """Opens lists, and goes where they lead."""

    def action_map(self) -> None:
        """Who tells what, in which order."""
        from reader.tui.model.lists import StoryMap

        if self.reading.alone:
            self.say("one version alone needs no map")
            return
        if self.reading.comparison is None:
            self.say("still comparing")
            return
        self._open(StoryMap(self.reading))

    def action_outline(self) -> None:
        """The parts of the version, with their sizes."""
        from reader.tui.model.lists import Outline

        self._open(Outline(self.reading))

    def _open(self, listing: Listing) -> None:
        from reader.tui.screens.lists import ListingScreen

        def go(spot: Spot | None) -> None:
            if spot is not None:
                self.reading.message = ""
                remember(self.reading)
                visit(self.reading, spot, jump=True)
            self.draw()

        self.app.push_screen(ListingScreen(listing), go)
