"""The reading screen's part that finds notes again where a text has changed, in the background, and says so once.

It also sees what another running reader keeps meanwhile.
"""

from __future__ import annotations

from textual import work

from reader.notes.anchors import Anchor
from reader.notes.database import StoreError
from reader.tui.model.state import Reading
from reader.tui.screens.deciding import Deciding
from reader.tui.session import decisions
from reader.tui.session.notes import Keeping

ROUND = 2.0
"""Seconds between two looks at whether another reader has kept something."""
SAID = "fates said"
"""The story's setting: of which notes it was said that they changed, moved or are lost."""


class FindingAgain(Deciding):
    """Finds again, offers drafts, and looks around."""

    def on_mount(self) -> None:
        """Look around now and then, and for what stands elsewhere in a text that changed."""
        self.set_interval(ROUND, self.look_around)
        self.call_after_refresh(self._look_for_notes)

    def go_on_with(self, reading: Reading, keeping: Keeping) -> None:
        """Read another story, and look for what was kept of it."""
        super().go_on_with(reading, keeping)
        self.call_after_refresh(self._look_for_notes)

    def recall_decisions(self) -> None:
        """Take up what was decided, if that needs no search; else it follows when that is done."""
        if not self._unplaced():
            super().recall_decisions()

    def _unplaced(self) -> tuple[Anchor, ...]:
        try:
            return self.keeping.notes.unplaced() if self.keeping.notes else ()
        except StoreError as error:
            self.keeping.trouble = str(error)
            return ()

    def _look_for_notes(self) -> None:
        anchors = self._unplaced()
        if anchors:
            self._search(anchors)
        else:
            self._tell()

    @work(thread=True, exit_on_error=False, group="find")
    def _search(self, anchors: tuple[Anchor, ...]) -> None:
        """Look for anchors while one reads: the text is on screen already."""
        if self.keeping.notes is not None:
            self.keeping.notes.look_for(anchors)
            self.app.call_from_thread(self._found)

    def _found(self) -> None:
        """Show what was found, and have links decided anew if it was about them."""
        before = self.reading.decisions, self.reading.strictness, self.reading.roles
        try:
            self.keeping.mark(self.reading)
            self.remembering.restore_marks(self.reading)
        except StoreError as error:
            self.say(str(error))
            return
        super().recall_decisions()
        self._tell()
        if (self.reading.decisions, self.reading.strictness, self.reading.roles) != before:
            self.decide_or_show(self.reading.message)

    def _tell(self) -> None:
        """Say of drafts that wait, and once of notes that are not where they were."""
        from reader.tui.session.notes import offer

        try:
            said = [offer(self.keeping), self._fates()]
        except StoreError as error:
            said = [str(error)]
        if told := " · ".join(part for part in (self.reading.message, *said) if part):
            self.say(told)  # also what was to be said at the start, and was too long for its line

    def _fates(self) -> str:
        notes = self.keeping.notes
        if notes is None:
            return ""
        from reader.notes.fates import fates, tell

        became = fates(notes)
        now = {id_: found.value for id_, found in became.items()}
        before = notes.setting(SAID)
        known = before if isinstance(before, dict) else {}
        if now != known:
            notes.keep_setting(SAID, now)
        new = {id_: found for id_, found in became.items() if known.get(id_) != found.value}
        told = tell(notes.entries(), new)
        return f"{told}: A lists them" if told else ""

    def look_around(self) -> None:
        """Show what another running reader has kept meanwhile."""
        reading = self.reading
        before = reading.noted, reading.picked, reading.decisions, reading.roles
        try:
            if not self.keeping.changed_elsewhere():
                return
            self.keeping.mark(reading)
            decisions.refresh(self.keeping, reading)
        except StoreError:
            return  # whatever the reader keeps next will say so
        if (reading.decisions, reading.roles) != before[2:]:
            self.decide_or_show(reading.message)
        elif (reading.noted, reading.picked) != before[:2]:
            self.draw()
