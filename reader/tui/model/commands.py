"""Which move each action makes: the part of the key map that needs nothing but the reading itself."""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.model import finding, jumps, moves, views
from reader.tui.model.filters import Filter
from reader.tui.model.geometry import View
from reader.tui.model.reading import LEFT, RIGHT, Reading


def page(reading: Reading) -> int:
    """Rows of a page: two fewer than the pane has, so that the eye finds its place."""
    return max(1, reading.geometry.body - 2)


def half_page(reading: Reading) -> int:
    """Rows of half a page."""
    return max(1, reading.geometry.body // 2)


def _toggle_even(reading: Reading) -> None:
    reading.even = not reading.even
    reading.message = "even brightness" if reading.even else "shared text is quiet"


MOVES: dict[str, Callable[[Reading], None]] = {
    "next-passage": lambda r: moves.step(r, 1),
    "previous-passage": lambda r: moves.step(r, -1),
    "next-paragraph": lambda r: moves.step_paragraph(r, 1),
    "previous-paragraph": lambda r: moves.step_paragraph(r, -1),
    "line-down": lambda r: moves.scroll(r, 1),
    "line-up": lambda r: moves.scroll(r, -1),
    "page-down": lambda r: moves.scroll(r, page(r)),
    "page-up": lambda r: moves.scroll(r, -page(r)),
    "half-page-down": lambda r: moves.scroll(r, half_page(r)),
    "half-page-up": lambda r: moves.scroll(r, -half_page(r)),
    "first": lambda r: jumps.to_end(r, last=False),
    "last": lambda r: jumps.to_end(r, last=True),
    "partner": jumps.to_partner,
    "back": jumps.back,
    "forward": jumps.forward,
    "other-version": lambda r: moves.switch(r, 1 - r.side),
    "left-version": lambda r: moves.switch(r, LEFT),
    "right-version": lambda r: moves.switch(r, RIGHT),
    "next-shown": lambda r: finding.seek_shown(r, 1),
    "previous-shown": lambda r: finding.seek_shown(r, -1),
    "next-linked": lambda r: finding.seek_linked(r, 1),
    "previous-linked": lambda r: finding.seek_linked(r, -1),
    "next-conflict": finding.seek_conflict,
    "next-hit": lambda r: finding.seek_hit(r, 1),
    "previous-hit": lambda r: finding.seek_hit(r, -1),
    "view": views.next_view,
    "lead": views.lead,
    **{f"view-{view.value}": (lambda r, view=view: views.show_view(r, view)) for view in View},  # type: ignore[misc]
    "even-brightness": _toggle_even,
    **{f"show-{kind.value.replace(' ', '-')}": (lambda r, kind=kind: finding.show(r, kind)) for kind in Filter},  # type: ignore[misc]
    "next-opposite": moves.next_opposite,
    **{f"opposite-{n}": (lambda r, n=n: moves.put_opposite(r, n - 1)) for n in range(1, 13)},  # type: ignore[misc]
}
