"""The views of a story: changing from one to another, and which version leads."""

from __future__ import annotations

from reader.tui.model.geometry import View
from reader.tui.model.moves import go
from reader.tui.model.reading import Reading

_NAMES = {
    View.FACING: "facing: each version in its own order",
    View.ROWS: "rows: linked passages level",
    View.MERGED: "merged: the story told once",
}


def next_view(reading: Reading) -> None:
    """`v`: facing, rows, merged; the cursor's passage stays on its row."""
    if reading.alone:
        reading.message = "one version has only one view"
        return
    views = list(View)
    show_view(reading, views[(views.index(reading.view) + 1) % len(views)])


def show_view(reading: Reading, view: View) -> None:
    """Take a view."""
    if view is View.ROWS and reading.lead not in reading.shown:
        reading.lead = reading.version
    reading.look_at(view)
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = _NAMES[view]


def lead(reading: Reading) -> None:
    """`V`: rows and the merged reading follow the order of the version that the cursor is in; again, of the other."""
    if reading.alone or reading.view is View.FACING:
        reading.message = "one version leads in rows and merged: v changes the view"
        return
    other = reading.version if reading.version != reading.lead else reading.shown[1 - reading.side]
    reading.lead = other
    reading.relayout()
    go(reading, reading.cursors.get(reading.version, 0))
    reading.message = f"{reading.story.versions[other].siglum} leads"
