"""Notes and picks: writing them, undo, finding them again in changed texts, and the files they are written to."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from textual.app import SuspendNotSupported

from reader.align.alignment import Comparison
from reader.export.page import PageNote, comparison_page, page_notes
from reader.notes.anchors import Anchor
from reader.notes.database import StoreError
from reader.notes.fates import count_fates, fates
from reader.notes.related import Related
from reader.notes.save import LeadsOutsideError, SaveError, default_place, save_page
from reader.story.clean import clean_line
from reader.tui import programs
from reader.tui.model.notes_list import NotesList
from reader.tui.model.state import Reading
from reader.tui.screens.deciding import Decider
from reader.tui.screens.dialogs import ConsentDialog, SaveAsDialog
from reader.tui.screens.host import Host
from reader.tui.screens.lists import NotesScreen
from reader.tui.screens.note import NoteDialog
from reader.tui.session import writing
from reader.tui.session.notes import Session
from reader.tui.session.passages import NotedPassage, passage_here, whole_story
from reader.tui.session.writing import NOTHING_TO_SAVE, OpenNote, offer, short_path

FATES_SAID = "fates said"
"""The story's setting: which notes the reader was told have changed, moved or are lost."""


class Annotator:
    """Keeps notes and picks, lists them, and writes the notes file and the page."""

    def __init__(self, host: Host, decider: Decider) -> None:
        """Keep notes for the story that the host reads.

        Args:
            host: The reading screen.
            decider: Takes over decisions that undo and redo, or another running reader, have changed.
        """
        self._host = host
        self._decider = decider
        self._save_draft: Callable[[], str] | None = None
        """Saves the draft of the note that is being written, if one is; returns what went wrong."""

    @property
    def session(self) -> Session:
        """Keeps the notes of the story on screen."""
        return self._host.session

    @property
    def reading(self) -> Reading:
        """What is read."""
        return self._host.reading

    # writing

    def note(self) -> None:
        """Write a note on what is selected or on the passage, or go on with the one there is."""
        passage = passage_here(self.session.story, self._host.reading)
        if passage is None:
            self._host.say("nothing here to write a note on")
        else:
            self.write_on(passage)

    def note_on_story(self) -> None:
        """Write a note on the story as a whole, or go on with the one there is."""
        self.write_on(whole_story(self._host.reading.story))

    def write_on(self, passage: NotedPassage, after: Callable[[str], None] | None = None) -> None:
        """Write a note on a passage, or go on with the one there is, or with its draft.

        Args:
            passage: The passage.
            after: Told what is to be said then; the reading screen says it if there is none.
        """
        try:
            self._write_note(passage, OpenNote(self.session, passage), after or self._host.say)
        except StoreError as error:
            self._host.say(str(error))

    def _write_note(
        self,
        passage: NotedPassage,
        draft: OpenNote,
        after: Callable[[str], None],
        body: str | None = None,
        remark: str = "",
    ) -> None:
        """Show the dialog; words that could not be kept are shown in it again."""
        dialog = NoteDialog(
            passage.heading,
            draft.quotation,
            draft.kept,
            draft.kind,
            begun=draft.body if body is None else body,
            remark=remark or draft.remark,
            write=draft.write,
        )

        def answered(body: str | None) -> None:
            self._save_draft = None
            if body is None:
                draft.drop()
                return
            said, kept = draft.keep(self._host.reading, body, dialog.kind)
            after(said)
            if not kept:
                self._write_note(passage, draft, after, body, said)

        self._save_draft = lambda: draft.write(dialog.body)
        self._host.app.push_screen(dialog, answered)

    def pick(self, *, every: bool = False) -> None:
        """Pick the selection or the passage, or take it out again; `every` telling of it as one pick."""
        passage = passage_here(self.session.story, self._host.reading)
        self._host.say(
            self.session.pick(self._host.reading, passage, every=every) if passage else "nothing here to pick"
        )

    def label(self, label: int) -> None:
        """Give what was just picked a label, or pick what was just taken out again, with that label."""
        pick = self.session.last_pick
        if pick is not None:
            self._host.say(self.session.label(self._host.reading, pick, label))

    def undo(self) -> None:
        """Undo the last change."""
        self._step(self.session.undo)

    def redo(self) -> None:
        """Make again what was undone."""
        self._step(self.session.redo)

    def _step(self, step: Callable[..., str]) -> None:
        def change() -> None:
            self._host.say(step(self._host.reading))
            with suppress(StoreError):  # the step has said so already
                self._decider.refresh()

        self._decider.after_change(change)

    # listing

    def show_list(self) -> None:
        """List all notes and picks of the story; enter goes to one."""
        if not self.session.can_keep():
            self._host.say(self.session.trouble)
            return
        said = writing.read_file(self.session, self._host.reading)
        elsewhere = writing.items_elsewhere(self.session)
        listing = NotesList(writing.list_items(self.session), self._host.app.signs, elsewhere=elsewhere)
        self._host.app.push_screen(NotesScreen(listing, self, said), self._host.go_to)

    # other stories with these sources

    def offer_related(self) -> None:
        """Ask once whether what is kept of other stories with these sources is to be taken over."""
        try:
            offers = self.session.offers()
        except StoreError as error:
            self._host.say(str(error))
            return
        if not offers or not self._host.is_on_top():
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._take_over(offers)
            else:
                self._host.say(self.session.leave(offers))

        told = "\n".join(clean_line(related.told) for related in offers)
        hint = "y takes them over · n leaves them · kept either way"
        self._host.app.push_screen(
            ConsentDialog("Take over what you noted on these sources?", told, hint=hint), answered
        )

    def _take_over(self, offers: Sequence[Related]) -> None:
        """Take over what other stories offer, show it and say so."""
        said = self.session.take_over(offers)

        def change() -> None:
            self._host.say(said)
            self.session.mark(self.reading)
            self._host.saved_state.restore(self.reading)
            self._decider.recall()

        try:
            self._decider.after_change(change)
        except StoreError as error:
            self._host.say(str(error))
        self.find_moved_notes()

    # files

    def save(self) -> None:
        """Write the notes file, or send it to a reader who has no files here."""
        if self._host.app.rights.writes_files:
            self._saving(lambda agreed: writing.save(self.session, self._host.reading, agreed), self._host.say)
            return
        name, text = writing.as_download(self.session, self._host.reading)
        if name:
            self._send(name, text.encode(), "text/markdown")
        else:
            self._host.say(self.session.trouble or NOTHING_TO_SAVE)

    def _saving(
        self, save: Callable[[Path | None], str], after: Callable[[str], None], agreed: Path | None = None
    ) -> None:
        """Save a file; where it is a link to another folder, ask first.

        Args:
            save: Saves it, given where a link may lead, and returns what to say. May raise LeadsOutsideError.
            after: Gets what is to be said.
            agreed: Where a link may lead.
        """
        try:
            said = save(agreed)
        except LeadsOutsideError as error:
            target = error.target
            refused = f"nothing was written: {clean_line(error.path.name)} is a link out of its folder"

            def answered(yes: bool | None) -> None:
                if yes:
                    self._saving(save, after, target)
                else:
                    self._host.say(refused)

            about = f"{clean_line(str(error.path))} is a link, which leads to {clean_line(str(target))}"
            remark = "That is outside its folder. Whoever made the link chose that place."
            self._host.app.push_screen(ConsentDialog("Write there?", about, remark), answered)
            return
        after(said)

    def _send(self, name: str, content: bytes, kind: str) -> None:
        """Send a file to the reader's browser, which asks or knows where to put it."""
        self._host.app.deliver_binary(io.BytesIO(content), save_filename=name, mime_type=kind)
        self._host.say(f"{clean_line(name)} sent to your browser as a download")

    def save_as(self) -> None:
        """Ask where the notes file is to be from now on, and write it there."""
        place = writing.place_of_file(self.session)
        if place is None:
            self._host.say(self.session.trouble)
            return

        def save(path: Path | str | None) -> None:
            if path is None:
                return
            chosen = path if isinstance(path, Path) else None
            try:
                self._host.say(writing.save_as(self.session, self._host.reading, chosen))
            except LeadsOutsideError:
                self.save()  # the place is kept; this asks

        self._host.app.push_screen(SaveAsDialog(place), save)

    def edit_file(self) -> None:
        """Save the notes file and edit it in the reader's editor, which has the terminal meanwhile."""
        self._saving(lambda agreed: writing.save(self.session, self._host.reading, agreed), self._edit_saved)

    def _edit_saved(self, said: str) -> None:
        """Edit the notes file, which was saved just now."""
        if not self.session.just_saved:
            self._host.say(said)
            return
        command, path = programs.find_editor(), self.session.saved
        if not command or path is None:
            self._host.say(f"{said} · no editor found: set $EDITOR")
            return
        try:
            with self._host.app.suspend():
                trouble = programs.edit_with(command, path)
        except SuspendNotSupported:
            self._host.say(f"{said} · the editor cannot be shown here")
            return
        self._host.app.refresh()
        back = writing.read_file(self.session, self._host.reading) or "what you wrote there stays"
        self._host.say(trouble or f"{said} · back from {clean_line(command[0])}; {back}")

    def read_back(self) -> None:
        """Take over what was changed by hand in the notes file, and say so."""
        if said := writing.read_file(self.session, self._host.reading):
            self._host.say(said)

    def export_page(self, *, with_notes: bool) -> None:
        """Write the comparison as a page for a browser, with the notes and picks in it if so asked."""
        comparison = self._host.reading.comparison
        if comparison is None or not comparison.pairs:
            self._host.say("nothing to export yet: the versions are not compared")
            return
        entries: tuple[PageNote, ...] = ()
        if with_notes:
            if self.session.notes is None:
                self._host.say(self.session.trouble)
                return
            try:
                entries = page_notes(self.session.notes, comparison, self.session.templates.labels)
            except StoreError as error:
                self._host.say(str(error))
                return
        self._host.in_thread(lambda: self._write_page(comparison, entries), "export")

    def _write_page(self, comparison: Comparison, entries: tuple[PageNote, ...]) -> None:
        """Put the page together in a thread: a long text takes a second or two."""
        page = comparison_page(comparison, title=self._host.reading.story.title, notes=entries)
        self._host.app.call_from_thread(self._save_page, page)

    def _save_page(self, page: str) -> None:
        """Save the page and say where, in the thread that the store belongs to."""
        if not self._host.app.rights.writes_files:
            self._send(default_place(self._host.reading.story, Path(), ".html").name, page.encode(), "text/html")
            return
        self._saving(partial(self._keep_page, page), self._host.say)

    def _keep_page(self, page: str, agreed: Path | None) -> str:
        """Write the page. Returns what to say. Raises LeadsOutsideError."""
        try:
            saved = save_page(self._host.reading.story, self.session.notes, page.encode(), agreed=agreed)
        except LeadsOutsideError:
            raise
        except (SaveError, StoreError) as error:
            return str(error)
        said = f"page saved as {clean_line(short_path(saved.path))}"
        if saved.beside:
            said += f" · {clean_line(saved.beside.name)} is not ours and was left as it is"
        return f"{said} · {saved.remark}" if saved.remark else said

    # finding notes again in texts that have changed

    def find_moved_notes(self) -> None:
        """Look in a thread for what is not where it was; then say of drafts that wait, and of notes that changed."""
        anchors = self.session.unplaced()
        if anchors:
            self._host.in_thread(lambda: self._search(anchors), "find", may_fail=True)
        else:
            self._tell()

    def _search(self, anchors: tuple[Anchor, ...]) -> None:
        notes = self.session.notes
        if notes is not None:
            notes.look_for(anchors)
            self._host.app.call_from_thread(self._found)

    def _found(self) -> None:
        """Show what was found, and have links decided again if it was about them."""

        def change() -> None:
            self.session.mark(self._host.reading)
            self._host.saved_state.restore_marks(self._host.reading)
            self._decider.recall()
            self._tell()

        try:
            self._decider.after_change(change)
        except StoreError as error:
            self._host.say(str(error))

    def _tell(self) -> None:
        """Say of drafts that wait, and once of notes that are not where they were."""
        try:
            said = [offer(self.session), self._fates(), self.session.damage()]
        except StoreError as error:
            said = [str(error)]
        if told := " · ".join(part for part in (self._host.reading.message, *said) if part):
            self._host.say(told)  # a first message too long for its line is shown whole this way too

    def _fates(self) -> str:
        notes = self.session.notes
        if notes is None:
            return ""

        became = fates(notes)
        now = {id_: found.value for id_, found in became.items()}
        before = notes.setting(FATES_SAID)
        known = before if isinstance(before, dict) else {}
        if now != known:
            notes.keep_setting(FATES_SAID, now)
        new = {id_: found for id_, found in became.items() if known.get(id_) != found.value}
        told = count_fates(notes.entries(), new)
        return f"{told}: A lists them" if told else ""

    def look_around(self) -> None:
        """Show what another running reader has kept meanwhile."""
        reading = self._host.reading
        before = reading.noted, reading.picked, reading.labels
        try:
            if not self.session.changed_elsewhere():
                return
            self.session.mark(reading)
        except StoreError:
            return  # whatever the reader keeps next will say so
        if not self._decider.look_around() and (reading.noted, reading.picked, reading.labels) != before:
            self._host.draw()

    # leaving

    def keep_draft(self) -> str:
        """Save the note that is being written, if one is. Returns what went wrong."""
        return self._save_draft() if self._save_draft is not None else ""

    def save_again(self) -> None:
        """Write the notes file again if it was written in this session."""
        writing.save_again(self.session, self._host.reading)
