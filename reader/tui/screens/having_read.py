"""The reading screen's part that marks what was read."""

from __future__ import annotations

from reader.tui.model import seeking
from reader.tui.screens.showing import Part


class HavingRead(Part):
    """Marks passages and versions read, and keeps that."""

    def action_read(self) -> None:
        """The passage was read, or was not."""
        self.reading.message = ""
        seeking.toggle_passage(self.reading)
        self._keep_read()

    def action_read_version(self) -> None:
        """The whole version was read, or was not."""
        self.reading.message = ""
        seeking.toggle_version(self.reading)
        self._keep_read()

    def _keep_read(self) -> None:
        trouble = self.remembering.keep_read(self.reading)
        self.say(" · ".join(filter(None, [self.reading.message, trouble])))
