"""Waiting for the web: the dialog that shows how far fetching has come."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from reader.story.story import SourceError
from reader.tui.screens.help import Explained

if TYPE_CHECKING:
    from reader.tui.app import DiptychApp

Result = TypeVar("Result")
Job = Callable[[Callable[[str], None], threading.Event], Result]
"""Work in a thread of its own: it tells how far it has come, gives up when the event is set, and returns its result."""


class FetchDialog(Explained[Result | SourceError], Generic[Result]):
    """Shows how far a job has come. Returns its result, or why there is none; nothing where the reader gave it up."""

    CSS_PATH = "dialogs.tcss"
    EXPLAINED: ClassVar = ("Fetching", (("esc q", "Give it up."),))
    BINDINGS: ClassVar = [Binding("escape,q", "give_up", "give up", show=False)]

    app: DiptychApp

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
        # the app's work and not the dialog's own, which would end with the dialog as cancelled
        self.app.run_worker(self._work, thread=True, group="fetch", description="fetches")

    def on_unmount(self) -> None:
        """However the dialog went: nobody waits any more."""
        self._stop.set()

    def _work(self) -> None:
        from reader.story.web.fetched import Stopped

        with suppress(Stopped):
            try:
                result: Result | SourceError = self._job(self._heard, self._stop)
            except SourceError as error:
                result = error
            self._tell(self._end, result)

    def _heard(self, line: str) -> None:
        self._tell(self._show, line)

    def _tell(self, what: Callable[..., None], told: object) -> None:
        """Have the dialog do something, without waiting for it: the reader may be on the way out."""
        if not self._stop.is_set():
            self.call_later(what, told)

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
