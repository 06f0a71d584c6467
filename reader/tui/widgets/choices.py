"""A list of choices that takes any key at any time: Textual's fails at some where it has no room (yet)."""

from __future__ import annotations

from textual.widgets import OptionList


class Choices(OptionList):
    """A list to choose from."""

    def action_page_up(self) -> None:
        """A page up, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """A page down, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
