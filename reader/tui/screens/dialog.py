"""What every dialog is: a screen over another one, left once."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from textual._styles_cache import StylesCache
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

Answer = TypeVar("Answer")


def on_top(app: App[Any], screen: Screen[Any]) -> bool:
    """Whether a screen has nothing over it. A click or key that comes late finds its screen gone, or covered."""
    return app.screen_stack[-1:] == [screen]


def let_go(screen: Screen[Any]) -> None:
    """Let go of a screen that has gone, and of what its widgets had drawn; Textual 8.2 holds on to both.

    It remembers two colours for each of the last 1,024 widgets, and with them every line that each had drawn: after
    1,200 events 278 widgets that were gone held 30 MB. And each field of many lines waits for a theme to change.
    """
    StylesCache.get_inner_outer.cache_clear()
    for watchers in getattr(screen.app, "__watchers", {}).values():
        watchers[:] = [(node, call) for node, call in watchers if node is not screen and _is_there(node)]


def _is_there(node: MessagePump) -> bool:
    """Whether a widget is on a screen still; an app and a screen are where they are."""
    return isinstance(node, App | Screen) or node.is_attached


class Dialog(ModalScreen[Answer]):
    """Stands over another screen and returns an answer, once: Textual would take away whatever is on top by then."""

    ALLOW_SELECT: ClassVar = False  # Textual's selecting fails where a click finds its widget gone

    def on_unmount(self) -> None:
        """Keep nothing of what was drawn."""
        let_go(self)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Leave with an answer; nothing happens if this was done before."""
        return super().dismiss(result) if on_top(self.app, self) else AwaitComplete()
