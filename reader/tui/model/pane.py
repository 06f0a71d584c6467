"""The panes' rows: which ink each code point of the text is drawn in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from reader.align.alignment import Reuse
from reader.merge.beside import Beside, Sign, edits_in, label, readable
from reader.story.version import Role, Span
from reader.tui.model.filters import hits
from reader.tui.model.flow import Flow, Row
from reader.tui.model.gutter import Rows
from reader.tui.model.ink import Ink, Line, clip, fit, plural, runs, version_ink
from reader.tui.model.merged import INDENT, MergedRow, Strand
from reader.tui.model.state import MOST_SIGLA, Reading, Selected, SheetSelected

# The places of a version that the reader marked


def marks_of(reading: Reading, version: int, sentence: int) -> list[str]:
    """The marks that a passage has, the most important first: letters, note, pick."""
    here = (version, sentence)
    marks = [letter for letter, spot in sorted(reading.marks.items()) if spot == here]
    marks += [reading.signs.note] if here in reading.noted else []
    return marks + ([reading.signs.pick] if here in reading.picked else [])


def marked(reading: Reading, version: int) -> list[tuple[int, str]]:
    """All marked sentences of a version, each with its most important mark, in order."""
    spots = {*reading.marks.values(), *reading.noted, *reading.picked}
    return [(sentence, marks_of(reading, version, sentence)[0]) for number, sentence in sorted(spots)
            if number == version]  # fmt: skip


_PLAIN, _LIT, _MUTE, _FAINT = Ink(), Ink("bright", bold=True), Ink("mute"), Ink("faint")
_OTHER_BLANK = re.compile(r"[^\S ]")
"""White space of another kind or width: each is drawn as one blank."""
_SIGN_INK = {
    Sign.SHARED: "mute",
    Sign.REWORDED: "mute",
    Sign.MOVED: "mute",
    Sign.CONFLICT: "conflict",
    Sign.ASIDE: "faint",
    Sign.PLAIN: "faint",
}


@dataclass(slots=True, eq=False, repr=False)
class Lit:
    """What is lit up in one pane: the cursor's passage on its own side, its partners on the other."""

    cursor: frozenset[int] = frozenset()
    """Sentences under the cursor."""
    partner: frozenset[int] = frozenset()
    """Sentences linked to it; on the cursor's own side, those that share a link with it."""
    edits: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """For each lit sentence, the words that the other side does not have."""
    respelled: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """For each lit sentence, the names that the other side spells otherwise."""


def lit(reading: Reading) -> tuple[Lit, Lit]:
    """What is lit up in the left and in the right pane."""
    out = (Lit(), Lit())
    here, there = reading.side, 1 - reading.side
    beside, opposite = reading.sides()[:: 1 if here == 0 else -1]
    if not beside.version.sentences:
        return out
    out[here].cursor = frozenset(reading.flow(here).members(reading.sentence))
    mates: set[int] = set()
    partners: set[int] = set()
    for index in reading.links():
        link = beside.links[index]
        mates.update(link.left)
        partners.update(link.right)
    out[here].partner = frozenset(mates - out[here].cursor)
    if not reading.alone:
        out[there].partner = frozenset(partners)
    for side, seen, sentences in ((here, beside, out[here].cursor | mates), (there, opposite, partners)):
        for sentence in sentences:
            if seen.strong_of(sentence) and readable(seen, sentence):
                out[side].edits[sentence], out[side].respelled[sentence] = edits_in(seen, sentence)
    return out


def visible_rows(flow: Flow, window: list[Row | None]) -> Rows:
    """For each sentence on screen, its first and last row."""
    rows: Rows = {}
    sentences = flow.beside.version.sentences
    for y, row in enumerate(window):
        if row is None:
            continue
        block = flow.blocks[row.block]
        if block.fold:
            rows.update(dict.fromkeys(flow.members(block.first), (y, y)))
            continue
        sentence = row.sentence
        while sentence < len(sentences) and sentences[sentence].span.start < row.end:
            if sentences[sentence].span.end > row.start:
                rows[sentence] = (rows.get(sentence, (y, y))[0], y)
            sentence += 1
    return rows


def folded_sentences(flow: Flow, window: list[Row | None]) -> frozenset[int]:
    """The sentences on screen that stand in a folded line."""
    blocks = {row.block for row in window if row is not None}
    return frozenset(s for b in blocks if flow.blocks[b].fold for s in flow.members(flow.blocks[b].first))


def draw_pane(reading: Reading, side: int, window: list[Row | None], light: Lit, width: int) -> list[Line]:
    """Draw the rows of one pane, each `width` cells wide."""
    painter = _Painter(reading, side, light)
    return [fit(painter.row(row) if row else [], width, _PLAIN) for row in window]


class _Painter:
    """Draws the rows of one pane in one frame."""

    def __init__(self, reading: Reading, side: int, light: Lit) -> None:
        self.reading = reading
        self.side = side
        self.light = light
        self.flow = reading.flow(side)
        self.beside: Beside = reading.beside(side)
        self.number = reading.shown[side]
        self.geometry = reading.geometry
        self._edits: dict[int, list[Span]] = {}

    def row(self, row: Row) -> Line:
        block = self.flow.blocks[row.block]
        sentences = self._sentences(row)
        line = self._margin(row, sentences)
        if block.fold:
            return line + self._folded(row)
        version = self.beside.version
        text = version.text[row.start : row.end]
        inks = [_PLAIN] * len(text)

        def paint(start: int, end: int, change: Callable[[Ink], Ink]) -> None:
            for n in range(max(start, row.start) - row.start, min(end, row.end) - row.start):
                inks[n] = change(inks[n])

        for sentence in sentences:
            span = version.sentences[sentence].span
            tail = version.sentences[sentence + 1].span.start if sentence + 1 < len(version.sentences) else span.end
            lit_up = sentence in self.light.cursor or sentence in self.light.partner
            first, last = max(span.start - row.start, 0), min(span.end if lit_up else tail, row.end) - row.start
            inks[first:last] = [self._base(sentence)] * (last - first)
            self._paint_edits(sentence, paint)
        found = self.reading.hits.get(self.number)
        for start, end in found.within(row.start, row.end) if found else ():
            paint(start, end, lambda ink: ink._replace(bg="hit", fg="bright"))
        selected = self.reading.selection
        if isinstance(selected, Selected) and selected.version == self.number:
            paint(selected.start, selected.end, lambda ink: ink._replace(bg="selection", fg="bright"))
        return self._with_tellers(line + runs(_OTHER_BLANK.sub(" ", text), inks), row)

    def _with_tellers(self, line: Line, row: Row) -> Line:
        """The row with the versions that tell its passage too, in a column of their own right of the text."""
        others = self.beside.tellers.get(row.sentence, ())
        if not (row.first and others and self.geometry.tellers):
            return line
        right = self.geometry.margin + self.geometry.text + (self.geometry.indent if self.side == 0 else 0)
        letters = label(self.reading.story.versions, others, self.reading.signs[Sign.ASIDE])
        return [*fit(line, right + 1, _PLAIN), (letters, _MUTE)]

    def _sentences(self, row: Row) -> list[int]:
        if self.flow.blocks[row.block].fold:
            return list(self.flow.members(row.sentence))
        sentences = self.beside.version.sentences
        out, sentence = [], row.sentence
        while sentence < len(sentences) and sentences[sentence].span.start < row.end:
            if sentences[sentence].span.end > row.start:
                out.append(sentence)
            sentence += 1
        return out

    def _margin(self, row: Row, sentences: list[int]) -> Line:
        geometry, signs = self.geometry, self.reading.signs
        indent = " " * geometry.indent if self.side == 0 else ""
        line: Line = [(indent, _PLAIN)] if indent else []
        mark = self._mark(row, sentences)
        lit_up = False
        cursor, partner = (signs.bar, _LIT), (signs.partner_bar, _MUTE)
        for lit_here, bar in ((self.light.cursor, cursor), (self.light.partner, partner)):
            if not lit_up and not lit_here.isdisjoint(sentences):
                line.append(bar)
                lit_up = True
        if not lit_up:
            line.append(mark)
        if self.reading.stacked:
            siglum = self.beside.version.siglum if row.opens else " "
            line += [(siglum, Ink(version_ink(self.number))), (" ", _PLAIN)]
        elif geometry.numbered:
            number = str(self.beside.version.sentences[row.sentence].paragraph + 1) if self.flow.numbered(row) else ""
            line.append((number.rjust(geometry.margin - 4) + " ", _FAINT))
        sign = self._sign(row)
        ink = Ink(_SIGN_INK.get(sign, version_ink(self.number)), bold=sign in (Sign.CONFLICT, Sign.UNIQUE))
        if sign is Sign.UNIQUE and row.sentence in self.beside.tellers:
            ink = _MUTE  # not in the one opposite, but in another
        line.append((signs[sign] if row.first else " ", ink))
        line.append(mark if lit_up else (" ", _PLAIN))
        return line

    def _sign(self, row: Row) -> Sign:
        return Sign.ASIDE if self.flow.blocks[row.block].fold else self.beside.sign(row.sentence)

    def _mark(self, row: Row, sentences: list[int]) -> tuple[str, Ink]:
        """What the margin says of a row: the marks of its passages, one below the other, or else a search hit."""
        reading, number = self.reading, self.number
        for sentence in sentences:
            marks = marks_of(reading, number, sentence)
            if marks:
                index = 0 if self.flow.blocks[row.block].fold else self._row_of(row) - self.flow.span(sentence)[0].row
                if index < len(marks):
                    return marks[index], _LIT
        hits = reading.hits.get(number)
        at = hits.first_from(row.start) if hits else None
        if at is not None and at < row.end:
            return reading.signs.hit, _LIT
        return " ", _PLAIN

    def _row_of(self, row: Row) -> int:
        """Which row of its block a row is."""
        rows = self.flow.rows(row.block)
        return next((n for n, other in enumerate(rows) if other is not None and other.start == row.start), 0)

    def _folded(self, row: Row) -> Line:
        """A folded run on one line: its text, cut, and what it is."""
        block, version = self.flow.blocks[row.block], self.beside.version
        label = block.fold
        if block.filtered:
            label, text = "", f"{plural(len(self.flow.members(block.first)), 'passage')} {block.fold}"
        else:
            first, last = (version.sentences[s].paragraph for s in (block.first, block.last))
            text = self.reading.signs.own(" · ").join(
                " ".join(version.paragraphs[p].span.of(version.text).split()) for p in range(first, last + 1)
            )
        room = self.geometry.text - (len(label) + 2 if label else 0)
        at_cursor = block.first in self.light.cursor
        ink = Ink("bright" if at_cursor else "faint", "cursor" if at_cursor else "background", italic=True)
        line: Line = [(clip(text, room, self.reading.signs.more), ink)]
        if label:
            line.append(("  " + label, ink._replace(italic=False)))
        return line

    def _base(self, sentence: int) -> Ink:
        version, light = self.beside.version, self.light
        role = version.paragraphs[version.sentences[sentence].paragraph].role
        heading = role in (Role.HEADLINE, Role.HEADING)
        if sentence in light.cursor:
            return Ink("bright", "cursor", bold=heading)
        if sentence in light.partner:
            return Ink("bright", "partner", bold=heading)
        if heading:
            return Ink("bright", bold=True)
        if role.aside:
            return Ink("faint", italic=True)
        quiet = bool(self.beside.strong_of(sentence)) and not self.reading.even
        return Ink("soft" if quiet else "text")

    def _paint_edits(self, sentence: int, paint: Callable[[int, int, Callable[[Ink], Ink]], None]) -> None:
        colour = version_ink(self.number)
        if sentence in self.light.edits:
            for span in self.light.edits[sentence]:
                paint(span.start, span.end, lambda ink: ink._replace(fg=colour, underline=True))
            for span in self.light.respelled[sentence]:
                paint(span.start, span.end, lambda ink: ink._replace(underline=True))
        else:
            for span in self._quiet_edits(sentence):
                paint(span.start, span.end, lambda ink: ink._replace(fg="text") if ink.fg == "soft" else ink)
        own = self.beside.version.sentences[sentence].span
        for index in self.beside.strong_of(sentence):
            for conflict in self.beside.links[index].conflicts:
                start, end = max(conflict.left.start, own.start), min(conflict.left.end, own.end)
                paint(start, end, lambda ink: ink._replace(fg="conflict", bold=True, underline=True))

    def _quiet_edits(self, sentence: int) -> list[Span]:
        """Away from the cursor: the words that an edited link's other side does not have."""
        if sentence not in self._edits:
            strong = self.beside.strong_of(sentence)
            link = self.beside.links[strong[0]] if strong else None
            wanted = link is not None and link.reuse is Reuse.EDITED
            self._edits[sentence] = list(edits_in(self.beside, sentence)[0]) if wanted else []
        return self._edits[sentence]


# The rows of the merged view


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
