"""The dialog that says why a passage is linked or not, and in which links are pinned and cut."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.align.prepared import Prepared
from reader.tui.model.explanation import Choice, Relation, choices, nearest_line, paragraph_range, quotation, reasons
from reader.tui.model.ink import clip
from reader.tui.model.state import Reading
from reader.tui.screens.dialogs import Dialog
from reader.tui.widgets import Choices

WIDEST = 104
"""Cells of the dialog, its border included."""

Answer = tuple[str, Choice]
"""What the reader wants (`decide`, `pin`, `cut` or `go`), and for which passage."""


class WhyDialog(Dialog[Answer | None]):
    """Lists the passages opposite; of the chosen one it says why it is linked to the cursor's, or why not."""

    HELP_OF: ClassVar = (
        "Why this link",
        (
            (
                "j k",
                "The next, the previous passage opposite: linked ones first, then the nearest.",
            ),
            ("L", "Cut the link to it, take a cut back, or pin it: whatever is not so yet."),
            ("p d", "Pin it · cut it."),
            ("enter", "Go there."),
            ("space b", "Scroll the reasons."),
            ("esc", "Back to the reading."),
        ),
    )
    BINDINGS: ClassVar = [
        Binding("escape,q,equals_sign", "leave", "back", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
        Binding("L", "answer('decide')", show=False),
        Binding("p", "answer('pin')", show=False),
        Binding("d", "answer('cut')", show=False),
        Binding("enter", "answer('go')", show=False),
        Binding("space,pagedown", "scroll_reasons(4)", show=False),
        Binding("b,pageup", "scroll_reasons(-4)", show=False),
    ]

    def __init__(self, reading: Reading, prepared: Prepared) -> None:
        """Ask about the passage under the cursor. Raises KeyError if the versions on screen were not measured."""
        super().__init__()
        self._reading = reading
        self._prepared = prepared
        self._choices = choices(reading, prepared)
        self._here = reading.story.versions[reading.version]
        self._there = reading.story.versions[reading.shown[1 - reading.side]]

    def compose(self) -> ComposeResult:
        """The passage, what there is opposite, the reasons."""
        with Vertical(id="why-dialog", classes="dialog") as dialog:
            dialog.border_title = self._edge(self._title())
            yield Static(Content(quotation(self._here, (self._reading.sentence,))), id="why-passage")
            yield Choices(*(Option(Content(self._row(choice))) for choice in self._choices), id="why-list")
            with VerticalScroll(id="why-scroll", can_focus=False):
                told = self._reasons(self._choices[0]) if self._choices else "Nothing stands opposite."
                yield Static(Content(told), id="why-reasons")

    def _edge(self, text: str) -> Content:
        """Text for an edge of the dialog, cut to the room there is."""
        signs = self._reading.signs
        return Content(clip(signs.own(text), self._width - 8, signs.more))

    @property
    def _width(self) -> int:
        return min(WIDEST, self._reading.geometry.width * 92 // 100)

    def _title(self) -> str:
        own = paragraph_range(self._here, (self._reading.sentence,))
        if self._choices and (self._choices[0].relation.linked or self._choices[0].relation is Relation.RELATED):
            first = self._choices[0]
            tied = "related to" if first.relation is Relation.RELATED else "linked to"
            return f"Why {own} is {tied} {paragraph_range(self._there, first.link.right)}"
        near = next((choice for choice in self._choices if choice.relation is Relation.NEAR), None)
        told = nearest_line(self._reading, near) if near else "nothing is near it"
        return f"Why {own} is not linked · {told}"

    def _row(self, choice: Choice) -> str:
        widest = [max(map(len, column)) for column in zip(*map(self._lead, self._choices), strict=True)]
        lead = "".join(f"{part:<{width}}  " for part, width in zip(self._lead(choice), widest, strict=True))
        room = self._width - 8 - cell_len(lead)
        signs = self._reading.signs
        return signs.own(lead) + clip(quotation(self._there, choice.link.right), room, signs.more)

    def _lead(self, choice: Choice) -> tuple[str, str]:
        return paragraph_range(self._there, choice.link.right), choice.label

    def _reasons(self, choice: Choice) -> str:
        told = "\n".join(reasons(self._reading, self._prepared, choice))
        return told.replace("¶", self._reading.signs.own("¶"))  # the rest may be the sources' own words

    def on_mount(self) -> None:
        """Begin at the first."""
        listing = self.query_one(OptionList)
        listing.highlighted = 0 if self._choices else None
        listing.focus()

    @property
    def chosen(self) -> Choice | None:
        """The row under the cursor."""
        at = self.query_one(OptionList).highlighted
        return self._choices[at] if at is not None and at < len(self._choices) else None

    def on_option_list_option_highlighted(self) -> None:
        """Say why."""
        choice = self.chosen
        if choice is None:
            return
        self.query_one("#why-reasons", Static).update(Content(self._reasons(choice)))
        self.query_one("#why-scroll").scroll_home(animate=False)
        more = " · d cuts" if choice.relation is Relation.RELATED else ""
        offered = f"L {choice.offer}{more} · enter goes there · j k choose · esc leaves"
        self.query_one("#why-dialog").border_subtitle = self._edge(offered)

    def on_option_list_option_selected(self) -> None:
        """`enter` and a click choose too."""
        self.action_answer("go")

    def action_step(self, count: int) -> None:
        """`j` and `k` as everywhere."""
        listing = self.query_one(OptionList)
        (listing.action_cursor_down if count > 0 else listing.action_cursor_up)()

    def action_scroll_reasons(self, rows: int) -> None:
        """Scroll the reasons."""
        self.query_one("#why-scroll").scroll_relative(y=rows, animate=False)

    def action_answer(self, wish: str) -> None:
        """Return the wish with the choice."""
        if self.chosen is not None:
            self.dismiss((wish, self.chosen))

    def action_leave(self) -> None:
        """Back to the reading."""
        self.dismiss(None)
