"""What every dialog is: a screen over another one, left once."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

Answer = TypeVar("Answer")


def on_top(app: App[Any], screen: Screen[Any]) -> bool:
    """Whether a screen has nothing over it. A click or key that comes late finds its screen gone, or covered."""
    return app.screen_stack[-1:] == [screen]


class Dialog(ModalScreen[Answer]):
    """Stands over another screen and returns an answer, once: Textual would take away whatever is on top by then."""

    ALLOW_SELECT: ClassVar = False  # Textual's selecting fails where a click finds its widget gone

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with an answer; nothing happens if this was done before."""
        return super().dismiss(result) if on_top(self.app, self) else AwaitComplete()
