"""Dialogs: small screens over another one that return an answer, the help among them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content, Span
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader.story.clean import clean_line
from reader.story.version import SourceError, Stopped
from reader.tui.app_base import AppBase, on_top
from reader.tui.keys import Action, HelpEntry, dialog_help, find_actions, find_entries, key_labels
from reader.tui.model.ink import clip
from reader.tui.model.signs import SignSet
from reader.tui.programs import Target
from reader.tui.terminal import forget_screen
from reader.tui.widgets import Choices, Field

Answer = TypeVar("Answer")
KEY_COLUMN = 14
"""Cells for the keys of an action in the help."""
PALETTE_WIDTH = 100
"""Most columns of the palette."""
PALETTE_FRAME = 8
"""Columns of the palette beside its lines: border, padding, scroll bar, the list's own edges."""
LEAST_ABOUT = 16
"""Columns below which a line of the palette does not say what the command does."""


# What all dialogs share


class Dialog(ModalScreen[Answer]):
    """A screen over another one that returns an answer once, and shows its keys on F1 and `?`."""

    app: AppBase
    CSS_PATH = "dialogs.tcss"
    ALLOW_SELECT: ClassVar = False  # Textual's text selection fails where a click finds its widget gone
    HELP_OF: ClassVar[tuple[str, tuple[tuple[str, str], ...]]] = ("", ())
    """The dialog's title in the help, and its keys as people write them, with what they do."""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,question_mark", "explain", "help", show=False)]

    def on_unmount(self) -> None:
        """Keep nothing of what was drawn."""
        forget_screen(self)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with an answer, once; Textual would take away whatever screen is on top by then."""
        return super().dismiss(result) if on_top(self.app, self) else AwaitComplete()

    def action_explain(self) -> None:
        """Show the keys of this dialog."""
        title, keys = self.HELP_OF
        self.app.push_screen(HelpScreen(f"Keys: {title}", dialog_help(title, keys)))


# The help


class HelpScreen(Dialog[None]):
    """Shows keys and what they do; `/` finds one of them."""

    BINDINGS: ClassVar = [
        Binding("escape", "leave", "back", show=False),
        Binding("q,question_mark,f1", "close", "back", show=False),
        Binding("slash", "find", show=False),
        Binding("j", "scroll_by(1)", show=False),
        Binding("k", "scroll_by(-1)", show=False),
        Binding("space,pagedown,ctrl+f", "scroll_pages(1)", show=False),
        Binding("b,pageup,ctrl+b", "scroll_pages(-1)", show=False),
        Binding("ctrl+d", "scroll_pages(0.5)", show=False),
        Binding("ctrl+u", "scroll_pages(-0.5)", show=False),
        Binding("g,home", "scroll_to_end(False)", show=False),
        Binding("G,end", "scroll_to_end(True)", show=False),
    ]

    def __init__(self, title: str, entries: Sequence[HelpEntry]) -> None:
        """Show entries, those of a group together."""
        super().__init__()
        self._title = title
        self._entries = entries
        self._finding = False

    def compose(self) -> ComposeResult:
        """The field and one long text."""
        with VerticalScroll(id="help-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(self.app.signs.own("/ finds · j k scroll · esc goes back"))
            yield Field(id="help-find", placeholder="a key, or words of what it does", compact=True)
            yield Static(help_text(self._entries, self.app.signs), id="help-text")

    def on_mount(self) -> None:
        """The text takes the arrow keys."""
        self.query_one(VerticalScroll).focus()

    def type_ahead(self, text: str) -> bool:
        """Type into the field what came before it had the focus. Returns whether the field is open."""
        field = self.query_one(Field)
        if not self._finding or self.focused is field:
            return False
        field.insert_text_at_cursor(text)
        return True

    def action_find(self) -> None:
        """`/`: find a key."""
        self._finding = True
        field = self.query_one(Field)
        field.display = True
        self.set_focus(field)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is found as it is typed."""
        self.query_one("#help-text", Static).update(help_text(find_entries(self._entries, event.value), self.app.signs))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_input_submitted(self) -> None:
        """`enter`: the text takes the keys again, and what was found stays."""
        self._finding = False
        self.query_one(VerticalScroll).focus()

    def action_scroll_by(self, rows: int) -> None:
        """`j` and `k`, as everywhere."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_scroll_pages(self, pages: float) -> None:
        """`space`, `b` and the like, as everywhere."""
        shown = self.query_one(VerticalScroll).scrollable_content_region.height
        self.action_scroll_by(round(pages * shown))

    def action_scroll_to_end(self, last: bool) -> None:
        """`g` and `G`, as everywhere."""
        scroll = self.query_one(VerticalScroll)
        (scroll.scroll_end if last else scroll.scroll_home)(animate=False)

    def action_leave(self) -> None:
        """`esc`: show all again where something was looked for, else go back."""
        field = self.query_one(Field)
        if not field.display:
            self.dismiss(None)
            return
        field.value = ""
        field.display = False
        self.on_input_submitted()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def help_text(entries: Sequence[HelpEntry], signs: SignSet) -> Table:
    """Entries by group: keys and text in two columns, the second one wrapped."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=KEY_COLUMN)
    table.add_column()
    group = ""
    for entry in entries:
        if entry.group != group:
            if group:
                table.add_row(Text(), Text())
            group = entry.group
            table.add_row(Text(group, style="bold"), Text("" if entry.keys else entry.text))
        if entry.keys:
            table.add_row(Text(signs.key("  " + entry.keys), style="bold"), Text(signs.own(entry.text)))
    if not entries:
        table.add_row(Text(), Text("nothing found"))
    return table


# Asking


class ChoosingDialog(Dialog[int | None]):
    """Lists what can be chosen. Returns its number, from 0 on, or None."""

    HELP_OF: ClassVar[tuple[str, tuple[tuple[str, str], ...]]] = (
        "Choosing",
        (
            ("j k", "The next, the one before."),
            ("enter", "Choose it; so does a click."),
            ("esc", "Leave all as it is."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "leave", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
    ]

    def __init__(self, title: str, about: str, rows: Sequence[str], at: int = 0) -> None:
        """Ask.

        Args:
            title: What is chosen.
            about: What it is chosen for, shown above; may be a source's text.
            rows: A line for each thing; may be a source's text, clean.
            at: The row that the cursor begins on.
        """
        super().__init__()
        self._title = title
        self._about = about
        self._rows = rows
        self._at = at

    def compose(self) -> ComposeResult:
        """What it is about, and the list."""
        with Vertical(id="choosing-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(self.app.signs.own("enter chooses · esc leaves all as it is"))
            yield Static(Content(self._about), id="choosing-about")
            yield Choices(*(Option(Content(row)) for row in self._rows), id="choosing-list")

    def on_mount(self) -> None:
        """The list takes the keys."""
        found = self.query_one(Choices)
        found.highlighted = self._at
        found.focus()

    def action_step(self, count: int) -> None:
        """`j` `k` as everywhere."""
        found = self.query_one(Choices)
        if self._rows:
            found.highlighted = max(0, min(len(self._rows) - 1, (found.highlighted or 0) + count))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the number of what was chosen."""
        self.dismiss(event.option_index)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


Part = tuple[str, Sequence[int], Sequence[str]]
"""A part of what can be chosen: what it is, the numbers of what is in it, and a line for each."""


class FilteredDialog(ChoosingDialog):
    """Lists what can be chosen, or a part of it: `f` takes the next part. Returns its number among all, or None."""

    HELP_OF: ClassVar = (
        "The history of a source",
        (
            ("j k", "The next text, the one before."),
            ("f", "Hide small changes; again, all but changes of the headline; again, show all."),
            ("enter", "Set it beside the present text; so does a click."),
            ("esc", "Leave all as it is."),
        ),
    )
    BINDINGS: ClassVar = [Binding("f", "next_part", "next part", show=False)]

    def __init__(
        self, title: str, about: str, parts: Sequence[tuple[str, Sequence[int], Sequence[str]]], at: int
    ) -> None:
        """Ask.

        Args:
            title: What is chosen.
            about: What it is chosen for.
            parts: The first has all.
            at: The number that the cursor begins on.
        """
        super().__init__(title, about, parts[0][2], at)
        self._parts, self._part = parts, 0

    def on_mount(self) -> None:
        """Say what the keys do here."""
        super().on_mount()
        self._name_part()

    def action_next_part(self) -> None:
        """List the next part; the cursor stays, or goes to the last one before."""
        found = self.query_one(Choices)
        number = self._parts[self._part][1][found.highlighted or 0]
        self._part = (self._part + 1) % len(self._parts)
        _, numbers, self._rows = self._parts[self._part]
        found.clear_options()
        found.add_options([Option(Content(row)) for row in self._rows])
        found.highlighted = max((place for place, one in enumerate(numbers) if one <= number), default=0)
        self._name_part()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the number of what was chosen."""
        self.dismiss(self._parts[self._part][1][event.option_index])

    def _name_part(self) -> None:
        hint = f"{self._parts[self._part][0]} · f others · enter sets it beside · esc leaves"
        self.query_one("#choosing-dialog").border_subtitle = Content(self.app.signs.own(hint))


class ConsentDialog(Dialog[bool]):
    """Shows what would be done, and asks whether to. Returns the answer."""

    HELP_OF: ClassVar = (
        "A question",
        (("enter y", "Yes."), ("esc n q", "No.")),
    )
    BINDINGS: ClassVar = [
        Binding("enter,y", "answer(True)", "yes", show=False),
        Binding("escape,n,q", "answer(False)", "no", show=False),
    ]

    def __init__(self, question: str, what: str, remark: str = "", hint: str = "y does it · n leaves it") -> None:
        """Ask.

        Args:
            question: The title.
            what: The whole of what it is about; may hold any text.
            remark: What the reader should also see.
            hint: What the keys do.
        """
        super().__init__()
        self._question, self._what, self._remark, self._hint = question, what, remark, hint

    def compose(self) -> ComposeResult:
        """The question, and what it is about."""
        with Vertical(id="open-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self.app.signs.own(self._question))
            dialog.border_subtitle = Content(self.app.signs.own(self._hint))
            yield Static(Content(self._what), id="open-address")
            if self._remark:
                yield Static(Content(self._remark), id="open-remark")

    def action_answer(self, answer: bool) -> None:
        """Return the answer."""
        self.dismiss(answer)


class OpenDialog(ConsentDialog):
    """Shows what is to be opened in another program, and asks whether to."""

    HELP_OF: ClassVar = (
        "Opening a source",
        (("enter y", "Open it."), ("esc n q", "Leave it.")),
    )

    def __init__(self, target: Target, opener: str) -> None:
        """Ask about a target, which `opener` would open."""
        super().__init__(f"Open with {opener}?", target.address, target.remark, "enter opens · esc goes back")


class SaveAsDialog(Dialog[Path | str | None]):
    """Asks where the notes file is to be. Returns the path, `DEFAULT`, or None if all is to stay as it is."""

    DEFAULT: ClassVar = "default"
    """Returned for the default place."""
    HELP_OF: ClassVar = (
        "Where the notes file is",
        (
            ("enter", "Save it there, now and from now on. Nothing written: in the default place."),
            ("esc", "Leave."),
        ),
    )
    BINDINGS: ClassVar = [Binding("escape", "leave", "leave", show=False)]

    def __init__(self, place: Path) -> None:
        """Ask, beginning with where it is now."""
        super().__init__()
        self._field = Field(clean_line(str(place)), id="save-as-path", compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """The field and what the keys do."""
        hint = "enter saves it there, now and from now on · nothing: in the default place · esc leaves"
        with Vertical(id="save-as-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Save the notes file as")
            yield self._field
            yield Static(Content(self.app.signs.own(hint)), id="save-as-hint")

    def on_mount(self) -> None:
        """Write at the end."""
        self.set_focus(self._field)

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the field had the focus."""
        self._field.insert_text_at_cursor(text)
        return True

    def on_input_submitted(self) -> None:
        """Return the path, if a file can be there."""
        written = self._field.value.strip()
        if not written:
            self.dismiss(self.DEFAULT)
            return
        try:
            path = Path(written).expanduser().absolute()
            if path.is_dir():
                trouble = "that is a folder: name a file in it"
            elif not path.parent.is_dir():
                trouble = "there is no such folder"
            elif not os.access(path.parent, os.W_OK):
                trouble = "that folder cannot be written to"
            else:
                self.dismiss(path)
                return
        except (OSError, ValueError, RuntimeError):  # a name too long, a null character, an unknown ~user
            trouble = "that cannot be a path"
        self.query_one("#save-as-hint", Static).update(Content(trouble))

    def action_leave(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)


# Waiting


Result = TypeVar("Result")
Job = Callable[[Callable[[str], None], threading.Event], Result]
"""Work in a thread: it reports how far it has come, gives up when the event is set, and returns its result."""


class JobDialog(Dialog[Result | SourceError], Generic[Result]):
    """Shows how far a job has come. Returns its result, or why there is none; None if the reader gave it up."""

    HELP_OF: ClassVar = ("Fetching", (("esc q", "Give it up."),))
    BINDINGS: ClassVar = [Binding("escape,q", "give_up", "give up", show=False)]

    def __init__(self, title: str, job: Job[Result]) -> None:
        """Begin a job as soon as the dialog is shown."""
        super().__init__()
        self._title, self._job = title, job
        self._stop = threading.Event()
        self._result: Result | SourceError | None = None

    def compose(self) -> ComposeResult:
        """One line, which changes."""
        with Vertical(id="fetch-dialog", classes="dialog") as dialog:
            dialog.border_title = Content(self._title)
            dialog.border_subtitle = Content(self.app.signs.own("esc gives it up"))
            yield Static(Content(self.app.signs.own("beginning …")), id="fetch-line")

    def on_mount(self) -> None:
        """Begin."""
        # the app's worker and not the dialog's own, which would be cancelled when the dialog ends
        self.app.run_worker(self._work, thread=True, group="fetch", description="fetches")

    def on_unmount(self) -> None:
        """However the dialog ended: nobody waits any more."""
        self._stop.set()

    def _work(self) -> None:
        with suppress(Stopped):
            try:
                result: Result | SourceError = self._job(self._report, self._stop)
            except SourceError as error:
                result = error
            self._call(self._end, result)

    def _report(self, line: str) -> None:
        self._call(self._show, line)

    def _call(self, method: Callable[..., None], argument: object) -> None:
        """Call a method of the dialog from the thread, without waiting for it: the reader may be on the way out."""
        if not self._stop.is_set():
            self.call_later(method, argument)

    def _end(self, result: Result | SourceError) -> None:
        self._result = result
        self.dismiss(result)

    def on_screen_resume(self) -> None:
        """Back from the help: leave if there is a result by now."""
        if self._result is not None:
            self.dismiss(self._result)

    def _show(self, line: str) -> None:
        for shown in self.query("#fetch-line").results(Static):
            shown.update(Content(self.app.signs.own(line)))

    def action_give_up(self) -> None:
        """Leave at once; the thread ends by itself."""
        self._stop.set()
        self.dismiss(None)


# The palette


class Palette(Dialog[str | None]):
    """Finds a command by words of its name or of what it does. Returns the id of the one to carry out, or None."""

    HELP_OF: ClassVar = (
        "Commands",
        (
            ("a … z", "Type words of what you want to do."),
            ("↓ ↑ pgdn pgup", "To the next command, the one before, a page on or back."),
            ("enter", "Do it; so does a click."),
            ("esc", "Go back."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape", "leave", "leave", show=False),
        Binding("down,ctrl+n", "move('cursor_down')", show=False),
        Binding("up,ctrl+p", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    def __init__(self, actions: Sequence[Action], keys: Mapping[str, tuple[str, ...]]) -> None:
        """Offer actions, each with the keys that it has now."""
        super().__init__()
        self._actions = actions
        self._keys = keys
        self._field = Field(id="palette-find", placeholder="find a command", compact=True)

    def compose(self) -> ComposeResult:
        """The field, and a line for each command."""
        with Vertical(id="palette-dialog", classes="dialog") as dialog:
            dialog.border_title = Content("Commands")
            dialog.border_subtitle = Content(self.app.signs.own("enter does it · esc goes back"))
            yield self._field
            yield Choices(id="palette-list")

    def on_mount(self) -> None:
        """The field takes the keys."""
        self.set_focus(self._field)

    def on_resize(self) -> None:
        """Give each line the width there is."""
        self._fill()

    def type_ahead(self, text: str) -> bool:
        """Take a key that was pressed before the field had the focus."""
        if self.focused is self._field:
            return False
        self._field.insert_text_at_cursor(text)
        return True

    def on_input_changed(self) -> None:
        """Show what is found as it is typed."""
        self._fill()

    def _fill(self) -> None:
        listing = self.query_one(Choices)
        found = find_actions(self._actions, self._field.value)
        width = min(PALETTE_WIDTH, int(self.app.size.width * 0.92)) - PALETTE_FRAME
        longest = max(len(action.label) for action in self._actions)
        listing.clear_options()
        for action in found:
            keys = self.app.signs.key(key_labels(self._keys.get(action.id, ())))
            room = width - longest - cell_len(keys) - 3
            about = clip(action.help, room, self.app.signs.more) if room >= LEAST_ABOUT else ""
            gap = " " * max(1, width - longest - 2 - cell_len(about) - cell_len(keys))
            line = f"{action.label.ljust(longest)}  {about}{gap}{keys}"
            listing.add_option(Option(Content(line, [Span(0, longest, "bold")]), id=action.id))
        if found:
            listing.highlighted = 0

    def action_move(self, how: str) -> None:
        """Move the cursor of the list, while the field keeps the focus."""
        listing = self.query_one(Choices)
        moves = {
            "cursor_down": listing.action_cursor_down,
            "cursor_up": listing.action_cursor_up,
            "page_down": listing.action_page_down,
            "page_up": listing.action_page_up,
        }
        moves[how]()

    def on_input_submitted(self) -> None:
        """Do the command under the cursor."""
        listing = self.query_one(Choices)
        if listing.highlighted is not None:
            self.dismiss(listing.get_option_at_index(listing.highlighted).id)

    def on_click(self, event: Click) -> None:
        """A click beside the palette closes it."""
        if not self.query_one("#palette-dialog").region.contains(*event.screen_offset):
            self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do the command that was clicked."""
        self.dismiss(event.option.id)

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss(None)
