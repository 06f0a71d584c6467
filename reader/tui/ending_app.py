"""An app that ends in good order, however it comes to that: what is to be kept is kept before the screen is gone."""

from __future__ import annotations

import contextlib

from rich.console import RenderableType

from reader.tui.terminal import catch_signals, crash_report
from reader.tui.themed_app import ThemedApp


class EndingApp(ThemedApp):
    """Keeps what its screens have to keep (those with a method `keep_all`) and ends."""

    def on_load(self) -> None:
        """From here on, which is before the terminal is touched, signals end the program in good order."""
        catch_signals(self.leave)

    def leave(self, status: int) -> None:
        """Keep what is to be kept and end with an exit status."""
        self.keep_all()
        self.exit(return_code=status)

    async def action_quit(self) -> None:
        """Leave from wherever the reader is; Textual binds ctrl+q to this."""
        self.leave(0)

    def keep_all(self) -> None:
        """Keep what is to be kept."""
        for screen in self.screen_stack:
            keep_all = getattr(screen, "keep_all", None)
            if keep_all is not None:
                keep_all()

    def panic(self, *renderables: RenderableType) -> None:
        """End after something that must not happen, with an exit status that says so."""
        self._return_code = self._return_code or 1
        super().panic(*renderables)

    def _fatal_error(self) -> None:
        """Keep everything, then say what went wrong; Textual would print local variables, and so the reader's notes."""
        with contextlib.suppress(Exception):  # whatever is broken, the crash itself is what must be told
            self.keep_all()
        self.panic(crash_report())
