"""The dialog in which a note is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from reader.notes.entries import WRITTEN, Kind
from reader.tui import programs
from reader.tui.screens.dialogs import Dialog
from reader.tui.widgets import Cleaned

DRAFT = 1.0
"""Seconds after which what is being written is saved: half of what a kill may cost."""
KEEP_HINT = "ctrl+s or F2 keeps it · F3 another kind · F4 $EDITOR · esc leaves · F1 helps"
DROP_HINT = "Not kept yet: ctrl+s keeps it · esc again drops what you wrote"


class Words(Cleaned, TextArea):
    r"""A field of many lines, which breaks all of them into rows again after undo and redo.

    Textual breaks only those that it takes for changed. If edits that are undone together joined and split lines, it
    takes the wrong ones, and raises ValueError at a later look at the rows. Reproduction with Textual 8.2.8:

        class Area(App):
            def compose(self):
                yield TextArea("1\n2\n3\n4", soft_wrap=True)

        app = Area()
        async with app.run_test() as pilot:
            await pilot.press("down", "backspace", "down", "ctrl+u", "ctrl+z", "backspace", "ctrl+z")
            app.query_one(TextArea).wrapped_document.get_offsets(3)  # ValueError
    """

    def undo(self) -> None:
        """Undo the last edits."""
        with self._all_broken_again():
            super().undo()

    def redo(self) -> None:
        """Redo them."""
        with self._all_broken_again():
            super().redo()

    @contextmanager
    def _all_broken_again(self) -> Iterator[None]:
        rows = self.wrapped_document
        part = rows.wrap_range
        rows.wrap_range = lambda *_: rows.wrap(self.wrap_width, self.indent_width)  # type: ignore[method-assign]
        try:
            yield
        finally:
            rows.wrap_range = part  # type: ignore[method-assign]


class NoteDialog(Dialog[str | None]):
    """Asks for a note's words. Returns them, or None if the note is to stay as it is."""

    HELP_OF: ClassVar = (
        "Writing a note",
        (
            ("ctrl+s F2", "Keep the note. Nothing written deletes it."),
            ("F3", "Make it a question, a doubt, a quote, a note again."),
            ("F4", "Write on in $EDITOR, and come back here with what it leaves."),
            ("#word", "A tag, anywhere in the text."),
            ("esc", "Leave; once more, if something was written that is not kept yet."),
        ),
    )
    BINDINGS: ClassVar = [
        # no priority, which would overtake characters typed just before
        Binding("ctrl+s,f2", "keep", "keep", show=False),
        Binding("f3", "next_kind", "kind", show=False),
        Binding("f4", "editor", "$EDITOR", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]

    def __init__(
        self,
        heading: str,
        quotation: str,
        body: str,
        kind: Kind = Kind.NOTE,
        *,
        begun: str | None = None,
        remark: str = "",
        write: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Ask for a note.

        Args:
            heading: Where the note stands: `A ¶11 · B ¶12`.
            quotation: The passage's own words.
            body: What the note says so far.
            kind: What kind of note it is so far.
            begun: A draft to go on with, if there is one.
            remark: What to say about the draft.
            write: Called every second with the text so far, to save it; returns what went wrong.
        """
        super().__init__()
        self._heading = heading
        self._quotation = quotation
        self._body = body
        self.kind = self._kind = kind
        self._warned = False
        self._write = write
        self._remark = remark
        self._due = False
        """Whether the text will be saved within the second."""
        self._area = Words(body if begun is None else begun, id="note-body", soft_wrap=True, show_line_numbers=False)
        self._ahead = ""
        """Characters typed before the text area was ready."""

    @property
    def body(self) -> str:
        """The text so far."""
        return self._area.text + self._ahead

    @property
    def unkept(self) -> bool:
        """Whether words would be lost if the dialog closed now."""
        return self._changed and bool(self.body.strip())

    @property
    def _changed(self) -> bool:
        return self.body != self._body or self.kind is not self._kind

    def compose(self) -> ComposeResult:
        """Quotation, text, and what the keys do."""
        with Vertical(id="note-dialog", classes="dialog") as dialog:
            dialog.border_title = self._title()
            yield Static(Content(self._quotation), id="note-quotation")
            yield self._area
            yield Static(Content(self.app.signs.own(self._remark or KEEP_HINT)), id="note-hint")

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        self.set_focus(self._area)
        self._area.move_cursor(self._area.document.end)
        self._area.insert(self._ahead)
        self._ahead = ""

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the text had the focus."""
        if self.focused is self._area:
            self._area.insert(text)
        else:
            self._ahead += text
        return True

    def _title(self) -> Content:
        return Content(self.app.signs.own(f"{self.kind.value.capitalize()} on {self._heading}"))

    def on_text_area_changed(self) -> None:
        """Typing on withdraws the warning, and is saved within a second or little more."""
        if self._warned:
            self._warned = False
            self._hint(KEEP_HINT)
        if not self._due:
            self._due = True
            self.set_timer(DRAFT, self._put_on_disk)

    def _put_on_disk(self) -> None:
        self._due = False
        if trouble := self._write(self.body):
            self._hint(trouble)

    def _hint(self, text: str) -> None:
        self.query_one("#note-hint", Static).update(Content(self.app.signs.own(text)))

    def action_next_kind(self) -> None:
        """Make it another kind of note."""
        self.kind = WRITTEN[(WRITTEN.index(self.kind) + 1) % len(WRITTEN)]
        self.query_one("#note-dialog").border_title = self._title()
        self.on_text_area_changed()

    def action_editor(self) -> None:
        """Write on in the reader's editor; what it leaves is the note's text."""
        if not self.app.rights.runs_programs:
            self._hint(self.app.rights.refusal("edit-notes"))
            return
        command = programs.find_editor()
        if not command:
            self._hint("no editor found: set $EDITOR")
            return
        self._write(self.body)  # in case the editor fails
        try:
            with self.app.suspend():
                text, trouble = programs.edit_text(command, self.body)
        except SuspendNotSupported:
            self._hint("the editor cannot be shown here")
            return
        self.app.refresh()
        if text is not None and text != self.body:
            self._area.load_text(text)
            self._area.move_cursor(self._area.document.end)
        self._hint(trouble or KEEP_HINT)

    def action_keep(self) -> None:
        """Return what is written."""
        self.dismiss(self.body)

    def action_leave(self) -> None:
        """Leave at once if nothing was changed; else warn first."""
        if not self._changed or self._warned:
            self.dismiss(None)
            return
        self._warned = True
        self._hint(DROP_HINT)
