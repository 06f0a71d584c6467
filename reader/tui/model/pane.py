"""The rows of the panes, and of the merged view: which ink each code point of the text is drawn in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from reader.align.alignment import Reuse
from reader.merge.beside import Beside, Sign, edits_in, label, readable
from reader.merge.reading import Telling, sentences_of
from reader.story.clean import plural
from reader.story.version import Role, Span
from reader.tui.model.flow import Flow, TextRow
from reader.tui.model.ink import Ink, Line, clip, fit, plain_spaces, runs, version_ink
from reader.tui.model.layout import INDENT
from reader.tui.model.navigation import letters_at
from reader.tui.model.search import find_all
from reader.tui.model.state import MOST_SIGLA, Reading, Selected, SheetSelected

if TYPE_CHECKING:  # loaded for the merged view alone
    from reader.tui.model.merged import MergedRow, Strand

_PLAIN, _BRIGHT, _MUTE, _FAINT = Ink(), Ink("bright", bold=True), Ink("mute"), Ink("faint")
_SIGN_INK = {
    Sign.VERBATIM: "mute",
    Sign.EDITED: "mute",
    Sign.PUNCTUATED: "mute",
    Sign.REWORDED: "mute",
    Sign.TRANSLATED: "mute",
    Sign.MOVED: "mute",
    Sign.CONFLICT: "conflict",
    Sign.ASIDE: "faint",
    Sign.PLAIN: "faint",
}


# What is on screen, and what is marked there


Extent: TypeAlias = tuple[int, int]
"""First and last visible row."""


def visible_rows(flow: Flow, window: Sequence[TextRow | None]) -> dict[int, Extent]:
    """For each sentence on screen, its first and last row."""
    rows: dict[int, Extent] = {}
    for y, row in enumerate(window):
        for sentence in flow.sentences_on(row) if row else ():
            rows[sentence] = (rows.get(sentence, (y, y))[0], y)
    return rows


def folded_sentences(flow: Flow, window: Sequence[TextRow | None]) -> frozenset[int]:
    """The sentences on screen that stand in a folded line."""
    blocks = {row.block for row in window if row is not None}
    return frozenset(s for b in blocks if flow.blocks[b].fold for s in flow.members(flow.blocks[b].first))


def marks_of(reading: Reading, version: int, sentence: int) -> list[str]:
    """The marks of a passage, the most important first: letters, note, pick."""
    here = (version, sentence)
    marks = letters_at(reading, version, sentence)
    marks += [reading.signs.note] if here in reading.noted else []
    return marks + ([_pick_sign(reading, here)] if here in reading.picked else [])


def _pick_sign(reading: Reading, spot: tuple[int, int]) -> str:
    """The sign of a picked passage: the number of its label, if it has one."""
    return str(reading.labels.get(spot) or reading.signs.pick)


def marked_sentences(reading: Reading, version: int) -> list[tuple[int, str]]:
    """All marked sentences of a version in order, each with its most important mark."""
    spots = {*reading.marks.values(), *reading.noted, *reading.picked}
    return [(sentence, marks_of(reading, version, sentence)[0]) for number, sentence in sorted(spots)
            if number == version]  # fmt: skip


@dataclass(slots=True)
class Highlights:
    """What is highlighted in one pane: the cursor's passage on its own side, its partners on the other."""

    cursor: frozenset[int] = frozenset()
    """Sentences under the cursor."""
    partner: frozenset[int] = frozenset()
    """Sentences linked to it; on the cursor's own side, those that share a link with it."""
    edits: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """For each highlighted sentence, the words that the other side does not have."""
    respelled: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    """For each highlighted sentence, the names that the other side spells differently."""


def highlights(reading: Reading) -> tuple[Highlights, Highlights]:
    """What is highlighted in the left and in the right pane."""
    out = (Highlights(), Highlights())
    here, there = reading.side, 1 - reading.side
    beside, opposite = reading.beside(here), reading.beside(there)
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


# The panes


def draw_pane(
    reading: Reading, side: int, window: Sequence[TextRow | None], highlighted: Highlights, width: int
) -> list[Line]:
    """Draw the rows of one pane, each `width` cells wide."""
    painter = _PanePainter(reading, side, highlighted)
    return [fit(painter.row(row) if row else [], width, _PLAIN) for row in window]


class _PanePainter:
    """Draws the rows of one pane in one frame."""

    def __init__(self, reading: Reading, side: int, highlighted: Highlights) -> None:
        self._reading = reading
        self._side = side
        self._highlighted = highlighted
        self._flow = reading.flow(side)
        self._beside: Beside = reading.beside(side)
        self._version = reading.shown[side]
        self._geometry = reading.geometry
        self._edits: dict[int, tuple[Span, ...]] = {}

    def row(self, row: TextRow) -> Line:
        sentences = self._flow.sentences_on(row)
        line = self._margin(row, sentences)
        if self._flow.blocks[row.block].fold:
            return line + self._folded(row)
        version = self._beside.version
        text = version.text[row.start : row.end]
        inks = [_PLAIN] * len(text)

        def paint(start: int, end: int, change: Callable[[Ink], Ink]) -> None:
            for n in range(max(start, row.start) - row.start, min(end, row.end) - row.start):
                inks[n] = change(inks[n])

        for sentence in sentences:
            span = version.sentences[sentence].span
            tail = version.sentences[sentence + 1].span.start if sentence + 1 < len(version.sentences) else span.end
            is_lit = sentence in self._highlighted.cursor or sentence in self._highlighted.partner
            first, last = max(span.start - row.start, 0), min(span.end if is_lit else tail, row.end) - row.start
            inks[first:last] = [self._base(sentence)] * (last - first)
            self._paint_edits(sentence, paint)
        for start, end, number in self._reading.labelled.get(self._version, ()):
            paint(start, end, partial(_labelled, number=number))
        found = self._reading.hits.get(self._version)
        for start, end in found.within(row.start, row.end) if found else ():
            paint(start, end, lambda ink: ink._replace(bg="hit", fg="bright"))
        selected = self._reading.selection
        if isinstance(selected, Selected) and selected.version == self._version:
            paint(selected.start, selected.end, lambda ink: ink._replace(bg="selection", fg="bright"))
        return self._with_tellers(line + runs(plain_spaces(text), inks), row)

    def _with_tellers(self, line: Line, row: TextRow) -> Line:
        """The row, followed in a column of their own by the versions that also tell its passage."""
        others = self._beside.tellers.get(row.sentence, ())
        if not (row.first and others and self._geometry.tellers):
            return line
        right = self._geometry.margin + self._geometry.text + (self._geometry.indent if self._side == 0 else 0)
        letters = label(self._reading.story.versions, others, self._reading.signs[Sign.ASIDE])
        return [*fit(line, right + 1, _PLAIN), (letters, _MUTE)]

    def _margin(self, row: TextRow, sentences: Sequence[int]) -> Line:
        """Bar, number or siglum, sign, mark. Where no bar stands, the mark takes its place."""
        geometry, signs = self._geometry, self._reading.signs
        line: Line = [(" " * geometry.indent, _PLAIN)] if geometry.indent and self._side == 0 else []
        mark = self._mark(row, sentences)
        bar: tuple[str, Ink] | None = None
        if not self._highlighted.cursor.isdisjoint(sentences):
            bar = signs.bar, _BRIGHT
        elif not self._highlighted.partner.isdisjoint(sentences):
            bar = signs.partner_bar, _MUTE
        line.append(bar or mark)
        if self._reading.stacked:
            siglum = self._beside.version.siglum if row.opens else " "
            line += [(siglum, Ink(version_ink(self._version))), (" ", _PLAIN)]
        elif geometry.numbered:
            paragraph = self._beside.version.sentences[row.sentence].paragraph + 1
            number = str(paragraph) if self._flow.is_numbered(row) else ""
            line.append((number.rjust(geometry.margin - 4) + " ", _FAINT))
        sign = Sign.ASIDE if self._flow.blocks[row.block].fold else self._beside.sign(row.sentence)
        ink = Ink(_SIGN_INK.get(sign, version_ink(self._version)), bold=sign in (Sign.CONFLICT, Sign.UNIQUE))
        if sign is Sign.UNIQUE and row.sentence in self._beside.tellers:
            ink = _MUTE  # not in the version opposite, but in another one
        line.append((signs[sign] if row.first else " ", ink))
        line.append(mark if bar else (" ", _PLAIN))
        return line

    def _mark(self, row: TextRow, sentences: Sequence[int]) -> tuple[str, Ink]:
        """What the margin says of a row: the marks of its passages, one below the other, or else a search hit."""
        reading, version = self._reading, self._version
        for sentence in sentences:
            marks = marks_of(reading, version, sentence)
            if marks:
                index = 0 if self._flow.blocks[row.block].fold else self._row_of(row) - self._flow.span(sentence)[0].row
                if index < len(marks):
                    return marks[index], _BRIGHT
        hits = reading.hits.get(version)
        at = hits.first_from(row.start) if hits else None
        if at is not None and at < row.end:
            return reading.signs.hit, _BRIGHT
        return " ", _PLAIN

    def _row_of(self, row: TextRow) -> int:
        """Which row of its block a row is."""
        rows = self._flow.rows(row.block)
        return next((n for n, other in enumerate(rows) if other is not None and other.start == row.start), 0)

    def _folded(self, row: TextRow) -> Line:
        """A folded run on one line: its text, cut, and what it is."""
        block, version = self._flow.blocks[row.block], self._beside.version
        if block.filtered:
            return _folded_line(
                self._reading,
                f"{plural(len(self._flow.members(block.first)), 'passage')} {block.fold}",
                "",
                at_cursor=block.first in self._highlighted.cursor,
            )
        first, last = (version.sentences[s].paragraph for s in (block.first, block.last))
        texts = [" ".join(p.span.of(version.text).split()) for p in version.paragraphs[first : last + 1]]
        text = self._reading.signs.own(" · ").join(texts)
        return _folded_line(self._reading, text, block.fold, at_cursor=block.first in self._highlighted.cursor)

    def _base(self, sentence: int) -> Ink:
        """The ink of a sentence, without its edits."""
        role = self._beside.version.role_of(sentence)
        heading = role in (Role.HEADLINE, Role.HEADING)
        if sentence in self._highlighted.cursor:
            return Ink("bright", "cursor", bold=heading)
        if sentence in self._highlighted.partner:
            return Ink("bright", "partner", bold=heading)
        if heading:
            return Ink("bright", bold=True)
        if role.aside:
            return Ink("faint", italic=True)
        quiet = bool(self._beside.strong_of(sentence)) and not self._reading.even
        return Ink("soft" if quiet else "text")

    def _paint_edits(self, sentence: int, paint: Callable[[int, int, Callable[[Ink], Ink]], None]) -> None:
        colour = version_ink(self._version)
        if sentence in self._highlighted.edits:
            for span in self._highlighted.edits[sentence]:
                paint(span.start, span.end, lambda ink: ink._replace(fg=colour, underline=True))
            for span in self._highlighted.respelled[sentence]:
                paint(span.start, span.end, lambda ink: ink._replace(underline=True))
        else:
            for span in self._quiet_edits(sentence):
                paint(span.start, span.end, lambda ink: ink._replace(fg="text") if ink.fg == "soft" else ink)
        own = self._beside.version.sentences[sentence].span
        for index in self._beside.links_of(sentence):
            for conflict in self._beside.links[index].conflicts:
                start, end = max(conflict.left.start, own.start), min(conflict.left.end, own.end)
                paint(start, end, lambda ink: ink._replace(fg="conflict", bold=True, underline=True))

    def _quiet_edits(self, sentence: int) -> tuple[Span, ...]:
        """Away from the cursor: the words that the other side of an edited link does not have."""
        if sentence not in self._edits:
            strong = self._beside.strong_of(sentence)
            is_edited = bool(strong) and self._beside.links[strong[0]].reuse is Reuse.EDITED
            self._edits[sentence] = edits_in(self._beside, sentence)[0] if is_edited else ()
        return self._edits[sentence]


def _labelled(ink: Ink, number: int) -> Ink:
    """The ink of text that the reader gave a label; the cursor's own tint stays."""
    if ink.bg != "background":
        return ink
    return ink._replace(bg=f"label:{number}", fg="text" if ink.fg in ("soft", "faint") else ink.fg)


def _folded_line(reading: Reading, text: str, label: str, *, at_cursor: bool) -> Line:
    """A folded run: as much of its text as there is room for, and what it is."""
    ink = Ink("bright" if at_cursor else "faint", "cursor" if at_cursor else "background", italic=True)
    room = reading.geometry.text - (len(label) + 2 if label else 0)
    line: Line = [(clip(text, room, reading.signs.more), ink)]
    return [*line, ("  " + label, ink._replace(italic=False))] if label else line


# The merged view


def draw_merged(reading: Reading) -> list[Line]:
    """Draw the rows of the merged view on screen, each as wide as the pane."""
    sheet = reading.sheet()
    at_cursor = frozenset(sheet.members(reading.telling)) if sheet.blocks else frozenset()
    painter = _MergedPainter(reading, at_cursor)
    return [fit(painter.row(row) if row else [], reading.geometry.left_pane, _PLAIN) for row in reading.sheet_window()]


class _MergedPainter:
    """Draws the rows of the merged view in one frame."""

    def __init__(self, reading: Reading, at_cursor: frozenset[int]) -> None:
        self._reading = reading
        self._sheet = reading.sheet()
        self._at_cursor = at_cursor
        """The tellings under the cursor."""

    def row(self, row: MergedRow) -> Line:
        block, strand = self._sheet.blocks[row.block], self._sheet.strands(row.block)[row.strand]
        under = any(self._shows(row, told) for told in self._at_cursor if told in strand.tellings or block.fold)
        line = [(" " * self._reading.geometry.indent, _PLAIN), *self._margin(row, strand, under=under)]
        if block.fold:
            label = "" if block.filtered else block.fold
            return [*line, *_folded_line(self._reading, strand.text, label, at_cursor=under)]
        return [*line, *self._text(row, strand)]

    def _shows(self, row: MergedRow, telling: int) -> bool:
        """Whether a row shows something of a telling."""
        start, end = self._sheet.stretch(row, telling)
        return row.start < end and start < row.end

    def _margin(self, row: MergedRow, strand: Strand, *, under: bool) -> Line:
        """The cursor's bar or a mark, the sigla, and a bar in its colour for what only one version has."""
        signs, versions = self._reading.signs, self._reading.story.versions
        block = self._sheet.blocks[row.block]
        told = self._sheet.tellings[block.first]
        width = self._reading.geometry.margin - 4
        line: Line = [(signs.bar, _BRIGHT) if under else self._mark(row, strand)]
        if row.strand:
            siglum = versions[strand.version].siglum
            label = "" if not row.first else siglum if block.opened else f"{siglum} ~"
            ink = Ink(version_ink(strand.version))
            return [*line, (" " * (width + 3), _PLAIN), (label.rjust(INDENT - 1), ink), (" ", _PLAIN)]
        sigla = "".join(versions[v].siglum for v in told.versions) if row.first else ""
        if len(sigla) > MOST_SIGLA:
            sigla = sigla[: MOST_SIGLA - 1] + ("&" if signs.ascii else "…")
        if block.fold or told.shared:
            disputed = not block.fold and any(self._sheet.wordings.conflicts(t) for t in self._beginning(row, strand))
            mark = (f" {signs[Sign.CONFLICT]} ", Ink("conflict", bold=True)) if disputed else ("   ", _FAINT)
            return [*line, (sigla.rjust(width), _FAINT), mark]
        colour = version_ink(told.versions[0])
        ink = Ink(colour, bold=row.first)
        return [*line, (sigla.rjust(width), ink), (" ", _PLAIN), (signs.edge, Ink(colour)), (" ", _PLAIN)]

    def _beginning(self, row: MergedRow, strand: Strand) -> list[Telling]:
        """The tellings that begin on a row."""
        return [
            self._sheet.tellings[telling]
            for start, telling in zip(strand.starts, strand.tellings, strict=True)
            if row.start <= start < max(row.end, row.start + 1) and not row.strand
        ]

    def _mark(self, row: MergedRow, strand: Strand) -> tuple[str, Ink]:
        """The mark of a note or a pick, on the row where its telling begins."""
        spots = {spot for telling in self._beginning(row, strand) for spot in sentences_of(telling)}
        if not spots.isdisjoint(self._reading.noted):
            return self._reading.signs.note, _BRIGHT
        picked = sorted(spots & self._reading.picked, key=lambda spot: spot not in self._reading.labels)
        return (_pick_sign(self._reading, picked[0]), _BRIGHT) if picked else (" ", _PLAIN)

    def _label_of(self, telling: int) -> int:
        """The label of a telling; 0 if none of its sentences has one."""
        labels = self._reading.labels
        spots = sentences_of(self._sheet.tellings[telling]) if labels else ()
        return next((labels[spot] for spot in spots if spot in labels), 0)

    def _text(self, row: MergedRow, strand: Strand) -> Line:
        sheet, reading = self._sheet, self._reading
        text = strand.text[row.start : row.end]
        inks = [Ink("soft" if row.strand else "text")] * len(text)

        def paint(start: int, end: int, **change: str | bool) -> None:
            for n in range(max(start, row.start) - row.start, min(end, row.end) - row.start):
                inks[n] = inks[n]._replace(**change)  # type: ignore[arg-type]

        for telling in strand.tellings:
            start, end = sheet.stretch(row, telling)
            if not row.strand and sheet.is_heading(sheet.tellings[telling]):
                paint(start, end, fg="bright", bold=True)
            if number := self._label_of(telling):
                paint(start, end, bg=f"label:{number}")
            if telling in self._at_cursor:
                while end > start and strand.text[end - 1] == " ":
                    end -= 1
                paint(start, end, fg="bright", bg="partner" if row.strand else "cursor")
        for styled in strand.styled:
            if styled.kind == "bracket":
                paint(styled.start, styled.end, fg="mute")
            elif styled.kind == "sign":
                paint(styled.start, styled.end, fg="conflict", bold=True)
            elif styled.kind == "differing":
                paint(styled.start, styled.end, fg=version_ink(styled.version), underline=True)
            elif styled.kind == "conflict":
                paint(styled.start, styled.end, fg="conflict", bold=True, underline=True)
            elif styled.version >= 0:
                paint(styled.start, styled.end, fg=version_ink(styled.version))
        selected = reading.selection
        if isinstance(selected, SheetSelected) and selected.sheet is sheet:
            start, end = selected.within(row.block, row.strand, len(strand.text))
            paint(start, end, fg="bright", bg="selection")
        for start, end in find_all(strand.text, reading.query) if reading.query else ():
            paint(start, end, fg="bright", bg="hit")
        return runs(text, inks)
