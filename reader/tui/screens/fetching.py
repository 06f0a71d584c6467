"""The key that fetches a page of the web again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from reader.story.version import SourceError
from reader.tui.model.layout import measure
from reader.tui.model.state import RIGHT, Reading
from reader.tui.screens.showing import Part

if TYPE_CHECKING:
    from reader.tui.screens.dialogs import Job
    from reader.tui.session.sources import Renewed


class Fetching(Part):
    """Fetches a page again."""

    def action_fetch_again(self) -> None:
        """Fetch the page of the version under the cursor again."""
        from reader.story.renewed import latest
        from reader.tui.screens.dialogs import FetchDialog
        from reader.tui.session.sources import MOST, fetch_again

        story = self.keeping.story  # as it was opened: what was said of its paragraphs is kept apart
        number = latest(story, self.reading.version)
        siglum = story.versions[self.reading.version].siglum
        if number is None:
            self.say(f"{siglum} is no page of the web: only those can be fetched again")
        elif len(story.versions) >= MOST:
            self.say(f"there are {MOST} versions already, the most a story may have: open it again with fewer")
        else:
            job: Job[Renewed] = partial(fetch_again, story, number)
            self.app.push_screen(FetchDialog(f"Fetching {siglum} again", job), self._fetched)

    def _fetched(self, found: Renewed | SourceError | None) -> None:
        """Show what came of it: the new text beside the one before, or why there is none."""
        from reader.tui.session.sources import take_over

        if found is None:
            self.say("given up: nothing has changed")
        elif isinstance(found, SourceError):
            self.say(f"{found}; the text you have stays")
        elif found.story is None:
            self.say(found.said)
        else:
            self.remembering.keep_look(self.reading)
            keeping = take_over(self.keeping, self.reading, found.story, found.number)
            shown = [found.number - 1, found.number]
            self.go_on_with(Reading(found.story, measure(0, 0), shown=shown, side=RIGHT), keeping)
            self.say(found.said)
