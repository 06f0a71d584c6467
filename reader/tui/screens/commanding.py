"""The palette: finds a command by its name."""

from __future__ import annotations

from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette

from reader.tui.screens.dialog import let_go, on_top


class Palette(CommandPalette):
    """Textual's palette, in words of our own."""

    ALLOW_SELECT: ClassVar = False

    def __init__(self) -> None:
        super().__init__(placeholder="find a command", id="--command-palette")

    def on_unmount(self) -> None:
        """Keep nothing of what was drawn."""
        let_go(self)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave, if that was not done before (see `Dialog`)."""
        return super().dismiss(result) if on_top(self.app, self) else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        """Hand on a key to the list once that has room; before, Textual's fails at it."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
