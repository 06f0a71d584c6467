"""The palette: finds a command by its name."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Textual's palette, in words of our own."""

    def __init__(self) -> None:
        super().__init__(placeholder="find a command", id="--command-palette")

    def _action_command_list(self, action: str) -> None:
        """Hand on a key to the list once that has room; before, Textual's fails at it."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
