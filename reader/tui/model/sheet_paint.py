"""The rows of the merged view: the story told once, with sigla in the margin and the versions' readings in the line."""

from __future__ import annotations

from reader.tui.model.ink import Ink, Line, clip, fit, runs, version_ink
from reader.tui.model.merged import INDENT, MergedRow, Strand
from reader.tui.model.reading import MOST_SIGLA, Reading, SheetSelected
from reader.tui.model.search import hits


def draw_sheet(reading: Reading) -> list[Line]:
    """Draw the rows on screen, each as wide as the pane."""
    geometry = reading.geometry
    lit = frozenset(reading.sheet().members(reading.telling)) if reading.sheet().blocks else frozenset()
    window = reading.sheet().window(reading.sheet_top, geometry.body)
    return [fit(_row(reading, row, lit) if row else [], geometry.left_pane, Ink()) for row in window]


def _row(reading: Reading, row: MergedRow, lit: frozenset[int]) -> Line:
    sheet = reading.sheet()
    block, strand = sheet.blocks[row.block], sheet.strands(row.block)[row.strand]
    under = any(_meets(sheet.stretch(row, telling), row) for telling in lit if telling in strand.tellings or block.fold)
    line = [(" " * reading.geometry.indent, Ink()), *_margin(reading, row, strand, under=under)]
    if block.fold:
        ink = Ink("bright" if under else "faint", "cursor" if under else "background", italic=True)
        label = "" if block.filtered else block.fold
        room = reading.geometry.text - (len(label) + 2 if label else 0)
        shown = clip(strand.text, room, reading.signs.more)
        return [*line, (shown, ink), ("  " + label if label else "", ink._replace(italic=False))]
    return [*line, *_text(reading, row, strand, lit)]


def _meets(stretch: tuple[int, int], row: MergedRow) -> bool:
    return row.start < stretch[1] and stretch[0] < row.end


def _margin(reading: Reading, row: MergedRow, strand: Strand, *, under: bool) -> Line:
    """Bar, sigla, and for what one version alone has a bar in its colour."""
    sheet, signs = reading.sheet(), reading.signs
    block = sheet.blocks[row.block]
    told = sheet.tellings[block.first]
    width = reading.geometry.margin - 4
    line: Line = [(signs.bar, Ink("bright", bold=True)) if under else _mark(reading, row, strand)]
    alone = told.versions[0] if not told.shared else None
    if row.strand:
        siglum = reading.story.versions[strand.version].siglum if row.first else ""
        ink = Ink(version_ink(strand.version))
        blank = " " * (width + 3)
        return [
            *line,
            (blank, Ink()),
            ((siglum if block.opened else f"{siglum} ~").rjust(INDENT - 1) if row.first else " " * (INDENT - 1), ink),
            (" ", Ink()),
        ]
    sigla = "".join(reading.story.versions[v].siglum for v in told.versions) if row.first else ""
    if len(sigla) > MOST_SIGLA:
        sigla = sigla[: MOST_SIGLA - 1] + ("…" if not signs.ascii else "&")
    if block.fold:
        return [*line, (sigla.rjust(width) + "   ", Ink("faint"))]
    if alone is None:
        return [*line, (sigla.rjust(width) + "   ", Ink("faint"))]
    colour = Ink(version_ink(alone), bold=row.first)
    return [*line, (sigla.rjust(width), colour), (" ", Ink()), (signs.edge, Ink(version_ink(alone))), (" ", Ink())]


def _mark(reading: Reading, row: MergedRow, strand: Strand) -> tuple[str, Ink]:
    """A note's or a pick's mark, where the telling it is on begins."""
    sheet = reading.sheet()
    begins = [
        telling
        for start, telling in zip(strand.starts, strand.tellings, strict=True)
        if row.start <= start < max(row.end, row.start + 1) and not row.strand
    ]
    places = {(v, s) for t in begins for v in sheet.tellings[t].versions for s in sheet.tellings[t].sentences[v]}
    for kept, sign in ((reading.noted, reading.signs.note), (reading.picked, reading.signs.pick)):
        if not places.isdisjoint(kept):
            return sign, Ink("bright", bold=True)
    return " ", Ink()


def _text(reading: Reading, row: MergedRow, strand: Strand, lit: frozenset[int]) -> Line:
    sheet = reading.sheet()
    text = strand.text[row.start : row.end]
    inks = [Ink("soft" if row.strand else "text")] * len(text)

    def paint(start: int, end: int, **change: str | bool) -> None:
        for n in range(max(start, row.start) - row.start, min(end, row.end) - row.start):
            inks[n] = inks[n]._replace(**change)  # type: ignore[arg-type]

    for telling in strand.tellings:
        start, end = sheet.stretch(row, telling)
        if not row.strand and sheet.heading(sheet.tellings[telling]):
            paint(start, end, fg="bright", bold=True)
        if telling in lit:
            while end > start and strand.text[end - 1] == " ":
                end -= 1
            paint(start, end, fg="bright", bg="partner" if row.strand else "cursor")
    for mark in strand.marks:
        if mark.kind == "bracket":
            paint(mark.start, mark.end, fg="mute")
        elif mark.kind == "conflict":
            paint(mark.start, mark.end, fg="conflict", bold=True, underline=True)
        elif mark.version >= 0:
            paint(mark.start, mark.end, fg=version_ink(mark.version))
    selected = reading.selection
    if isinstance(selected, SheetSelected) and selected.sheet is sheet:
        start, end = selected.within(row.block, row.strand, len(strand.text))
        paint(start, end, fg="bright", bg="selection")
    if reading.query:
        for start, end in hits(strand.text, reading.query):
            paint(start, end, fg="bright", bg="hit")
    return runs(text, inks)
