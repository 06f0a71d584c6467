"""The reading screen's part that writes what is carried away: the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from reader.notes.database import StoreError
from reader.story.clean import clean_line
from reader.tui.screens.showing import Part
from reader.tui.session.notes import short_path

if TYPE_CHECKING:
    from reader.align.alignment import Comparison
    from reader.export.page import Noted


class Exporting(Part):
    """Writes the page."""

    def action_export(self) -> None:
        """Write the comparison as a page."""
        self._export(with_notes=False)

    def action_export_with_notes(self) -> None:
        """Write the comparison as a page that has the notes and picks in it."""
        self._export(with_notes=True)

    def _export(self, *, with_notes: bool) -> None:
        from reader.export.page import noted

        comparison = self.reading.comparison
        if comparison is None or not comparison.pairs:
            self.say("nothing to export yet: the versions are not compared")
            return
        entries: tuple[Noted, ...] = ()
        if with_notes:
            if self.keeping.notes is None:
                self.say(self.keeping.trouble)
                return
            try:
                entries = noted(self.keeping.notes, comparison)
            except StoreError as error:
                self.say(str(error))
                return
        self._write_page(comparison, entries)

    # described, for Textual would spell the whole comparison out
    @work(thread=True, group="export", description="writes the page")
    def _write_page(self, comparison: Comparison, entries: tuple[Noted, ...]) -> None:
        """Put the page together beside the screen: a long text takes a second or two."""
        from reader.export.page import comparison_page

        page = comparison_page(comparison, title=self.reading.story.title, notes=entries)
        self.app.call_from_thread(self._save_page, page)

    def _save_page(self, page: str) -> None:
        """Save it, and say where; in the thread that the store belongs to."""
        from reader.notes.save import SaveError, save_page

        try:
            saved = save_page(self.reading.story, self.keeping.notes, page.encode())
        except (SaveError, StoreError) as error:
            self.say(str(error))
            return
        said = f"page saved as {clean_line(short_path(saved.path))}"
        if saved.beside:
            said += f" · {clean_line(saved.beside.name)} is not ours and was left as it is"
        self.say(f"{said} · {saved.remark}" if saved.remark else said)
