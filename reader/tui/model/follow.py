"""How the panes scroll: the cursor's pane as little as needed, the other one by the rule for its best link."""

from __future__ import annotations

from enum import Enum

from reader.tui.model.flow import Flow
from reader.tui.model.scroll import Place, R, Scroll


class Follow(Enum):
    """How the pane opposite follows the one that the cursor is in."""

    RULE = "by the rule"
    """Partners stand level, unless they are moved and seen, or only related."""
    LINES = "by lines"
    """By as many rows as the cursor's pane scrolls."""
    NOT = "not at all"


def follow_cursor(flow: Flow, top: Place, sentence: int, height: int) -> Place:
    """The top nearest to `top` at which a passage is on screen, some rows (at most 4) away from the edges."""
    return follow_rows(flow, top, *flow.span(sentence), height)


def follow_rows(scroll: Scroll[R], top: Place, first: Place, last: Place, height: int) -> Place:
    """The top nearest to `top` at which the rows from `first` to `last` are on screen, away from the edges."""
    margin = min(4, height // 5)
    rows = scroll.distance(first, last, height) + 1
    here = scroll.distance(top, first, 2 * height)
    if here < margin or rows > height - 2 * margin:
        return hold(scroll, scroll.move(first, -margin), height)
    if here + rows > height - margin:
        return hold(scroll, scroll.move(last, margin + 1 - height), height)
    return top


def hold(flow: Scroll[R], top: Place, height: int) -> Place:
    """`top`, but not before the start, nor with blank rows past the end where the text could fill them."""
    if top.row < 0:
        return flow.start()
    return min(top, flow.end(height))


def land(flow: Flow, sentence: int, height: int) -> Place:
    """The top that puts a passage a third down the screen: where it lands after a jump."""
    return hold(flow, flow.move(flow.span(sentence)[0], -(height // 3)), height)


def level(flow: Flow, sentence: int, row: int) -> Place:
    """The top at which a passage begins on the given row; may lie before the start or past the end."""
    return flow.move(flow.span(sentence)[0], -row)


def on_screen(flow: Flow, top: Place, sentence: int, height: int) -> bool:
    """Whether a passage is wholly on a screen that begins at `top`."""
    first, last = flow.span(sentence)
    return first >= top and flow.distance(top, last, 2 * height) < height
