"""The reading screen's part that watches folders: what comes is put beside the rest, what changed is offered."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from reader.notes.database import StoreError
from reader.notes.entries import Position
from reader.story.clean import clean_line
from reader.story.version import SourceError, Story
from reader.tui.keys import display
from reader.tui.model.layout import measure
from reader.tui.model.state import Reading
from reader.tui.screens.comparing import Comparing
from reader.tui.screens.fetching import Fetching
from reader.tui.session.notes import Keeping

if TYPE_CHECKING:  # few watch a folder
    from reader.tui.session.sources import Watch

LOOK_EVERY = 1.0
"""Seconds from one look into the folders to the next."""


class Watching(Comparing, Fetching):
    """Watches the folders that the reader asked to be watched."""

    def __init__(self, story: Story, keeping: Keeping) -> None:
        super().__init__(story, keeping)
        self._watched: Watch | None = None
        self._looking = False
        self._rewritten: set[Path] = set()
        """Files that read otherwise on disk than here."""

    def begin_watching(self) -> None:
        """Look into the folders from now on."""
        self._watched = self.app.watching
        if self._watched is not None:
            self.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Look once, unless the reader is writing or choosing something."""
        if self._watched is not None and not self._looking and self._on_top() and not self.typing():
            self._looking = True
            self._look_in(self._watched, self.keeping.story)  # as it was opened: what was said of it is kept apart

    def _on_top(self) -> bool:
        from reader.tui.screens.dialogs import on_top

        return on_top(self.app, self)

    @work(thread=True, exit_on_error=False, group="watch", description="looks into the folders")
    def _look_in(self, watch: Watch, story: Story) -> None:
        from reader.tui.session.sources import number_of, with_file

        found = watch.look()
        numbers = {path: number_of(story, path) for path in found}
        came: tuple[Path, Story | SourceError] | None = None
        new = next((path for path, number in numbers.items() if number is None), None)
        if new is not None:  # the next one at the next look
            try:
                came = new, with_file(story, new, watch)
            except SourceError as error:
                came = new, error
        changed = [(path, number) for path, number in numbers.items() if number is not None]
        self.app.call_from_thread(self._seen, story, came, changed)

    def _seen(
        self, story: Story, came: tuple[Path, Story | SourceError] | None, changed: list[tuple[Path, int]]
    ) -> None:
        self._looking = False
        if self._watched is None or story is not self.keeping.story or not self._on_top():
            return  # looked at again the next time
        for path, number in changed:
            self._watched.know(path)
            self._rewritten.add(path)
            siglum = story.versions[number].siglum
            keys = self.app.keys.get("fetch-again")
            how = f" · {display(keys[0])} in {siglum} reads it again" if keys else ""
            self.say(f"{siglum} has changed on disk: the text you have stays{how}")
        if came is None:
            return
        path, found = came
        self._watched.know(path)
        if isinstance(found, SourceError):
            self.say(str(found))
            return
        self._go_on(found, len(found.versions) - 1)
        self.say(f"{found.versions[-1].siglum} came: {clean_line(path.name)}")

    def action_fetch_again(self) -> None:
        """Read a file again that has changed; fetch a page again."""
        if not self._rewritten or self._watched is None:
            super().action_fetch_again()
            return
        from reader.tui.session.sources import number_of, with_file

        version = self.reading.version
        path = next((path for path in self._rewritten if number_of(self.keeping.story, path) == version), None)
        if path is None:
            super().action_fetch_again()
            return
        try:
            story = with_file(self.keeping.story, path, self._watched)
        except SourceError as error:
            self.say(f"{error}; the text you have stays")
            return
        self._rewritten.remove(path)
        self._go_on(story, version)
        self.say(f"{story.versions[version].siglum} is read as it is on disk now")

    def _go_on(self, story: Story, number: int) -> None:
        """Read the story on with a version that came or changed; where the reader is, they stay."""
        from reader.tui.session.sources import same_place

        old = self.reading
        self.remembering.keep_look(old)
        self.keeping.keep_position(old)
        following = self.keeping.growing(story)
        starts = {}
        for place, sentence in old.cursors.items():
            before, version = old.story.versions[place], story.versions[place]
            if sentence < len(before.sentences):
                moved = before.text != version.text
                start = same_place(before, sentence, version) if moved else before.sentences[sentence].span.start
                starts[story.locators[place]] = start
        with suppress(StoreError):  # as on leaving: no words are lost
            if following.notes is not None:
                following.notes.keep_position(Position(story.locators[old.version], starts))
        shown = [0, number] if old.alone and len(story.versions) > 1 else list(old.shown)
        reading = Reading(story, measure(0, 0), shown=shown, side=old.side)
        reading.filter, reading.history, reading.ahead = old.filter, list(old.history), list(old.ahead)
        if following.notes is None:
            reading.cursors = dict(old.cursors)
        self.go_on_with(reading, following)
        if old.query:
            self.reading.search(old.query)
        self.reading.tops = list(old.tops)
        self.draw()
