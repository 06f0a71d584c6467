"""A list of choices for which any key may come at any time: Textual's fails where it has no room yet, or none at all."""

from __future__ import annotations

from textual.widgets import OptionList


class Choices(OptionList):
    """A list to choose from."""

    def action_page_up(self) -> None:
        """A page up, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_up()

    def action_page_down(self) -> None:
        """A page down, where there are pages."""
        if self.scrollable_content_region:
            super().action_page_down()
