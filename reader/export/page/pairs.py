"""Two versions side by side as HTML: each in its own order and pane, or level in rows."""

from __future__ import annotations

from itertools import groupby

from reader.align.alignment import Alignment, Comparison
from reader.align.tellings import Tellings
from reader.export.page.column import INKS, Column, Marks, escaped, lines
from reader.export.passages import percent
from reader.merge.bands import FOLD_LABELS, Band, Cell, bands_of
from reader.merge.beside import facing
from reader.story.language import direction_of
from reader.story.version import Paragraph


class Pair:
    """Two versions of a comparison, which were compared."""

    def __init__(
        self,
        comparison: Comparison,
        tellings: Tellings | None,
        alignment: Alignment,
        languages: tuple[str, ...],
        marks: Marks,
    ) -> None:
        versions = comparison.versions
        self.numbers = alignment.left, alignment.right
        left, right = (number % INKS for number in self.numbers)
        self.inks = left, right if right != left else (right + INKS // 2) % INKS
        self.besides = facing(versions, comparison, tellings, *self.numbers)
        self._languages = languages
        self._versions = versions
        self._marks = marks

    def panes(self, number: int) -> str:
        """Both versions in their own order, with room between them for the links."""
        first, second = (self._pane(side) for side in (0, 1))
        gutter = '<svg class="links" aria-hidden="true"></svg>'
        return f'<div class="pair facing" data-pair="{number}">{first}{gutter}{second}</div>'

    def rows(self, number: int) -> str:
        """What is linked stands level, and what stands between is packed side by side."""
        columns = self._columns()
        heads = [f'<div class="cell head v{self.inks[side]}">{self._head(side)}</div>' for side in (0, 1)]
        out = [f'<div class="pair rows" data-pair="{number}"><div class="band heads">{_TIE.join(heads)}</div>']
        before: int | None = None
        for band in bands_of(self.besides, 0, None, ""):
            cells = [self._cell(columns[side], side, cell) for side, cell in enumerate(band)]
            lead = band[0].sentences if band[0] else ()
            tight = bool(lead) and columns[0].paragraph_of(lead[0]) == before
            before = columns[0].paragraph_of(lead[-1]) if lead else None
            size = max(self._size(side, cell) for side, cell in enumerate(band))
            kind = lines(size) + (" tight" if tight else "")
            out.append(f'<div class="band {kind}">{(_TIED if self._tied(band) else _TIE).join(cells)}</div>')
        return "".join([*out, "</div>"])

    def _tied(self, band: Band) -> bool:
        """Whether what stands level says the same; else it is only packed side by side."""
        left, right = (set(cell.sentences) if cell else set() for cell in band)
        links = (self.besides[0].links[i] for s in left for i in self.besides[0].strong_of(s))
        return any(right.intersection(link.right) for link in links)

    def _columns(self) -> tuple[Column, Column]:
        first, second = (
            Column(self.besides[side], self.numbers[side], self._versions, self._marks, self.inks[side])
            for side in (0, 1)
        )
        return first, second

    def _head(self, side: int) -> str:
        """Which version it is, and how much of it the other one tells."""
        beside = self.besides[side]
        version = beside.version
        date = f"{escaped(version.date)} · " if version.date else ""
        return (
            f'<h3><span class="siglum">{escaped(version.siglum)}</span> {escaped(version.name)}</h3>'
            f'<p class="of">{date}{len(version.paragraphs)} ¶ · {percent(beside.coverage)} shared</p>'
        )

    def _pane(self, side: int) -> str:
        column = self._columns()[side]
        version, number = self.besides[side].version, self.numbers[side]
        direction = direction_of(version.language)
        out = []
        for called, group in groupby(version.paragraphs, lambda p: FOLD_LABELS.get(p.role, "")):
            if called:
                sentences = [s for paragraph in group for s in paragraph.sentences]
                out.append(
                    f'<p class="b n1" dir="{direction}">{column.folded(sentences, called)}</p>' if sentences else ""
                )
            else:
                out += [self._block(column, paragraph) for paragraph in group if paragraph.sentences]
        name = escaped(f"{version.siglum}, {version.name}")
        return (
            f'<article class="pane v{self.inks[side]}" data-side="{side}" aria-label="{name}">'
            f'<header class="head">{self._head(side)}</header>'
            f'<div class="flow" lang="{escaped(self._languages[number])}">{"".join(out)}</div></article>'
        )

    def _block(self, column: Column, paragraph: Paragraph) -> str:
        tag = column.tag(paragraph.sentences)
        text = column.passages(paragraph.sentences)
        direction = direction_of(column.beside.version.language)
        return f'<{tag} class="b {lines(len(paragraph.span))}" dir="{direction}">{text}</{tag}>'

    def _cell(self, column: Column, side: int, cell: Cell | None) -> str:
        number = self.numbers[side]
        opening = f'<div class="cell v{self.inks[side]}" data-side="{side}" lang="{escaped(self._languages[number])}"'
        if cell is None:
            return f"{opening}></div>"
        siglum = f'<span class="siglum" aria-hidden="true">{escaped(self._versions[number].siglum)}</span>'
        tag = column.tag(cell.sentences) if not cell.fold else "p"
        text = column.folded(cell.sentences, cell.fold) if cell.fold else column.passages(cell.sentences)
        direction = direction_of(self._languages[number])
        return f'{opening}>{siglum}<{tag} class="b" dir="{direction}">{text}</{tag}></div>'

    def _size(self, side: int, cell: Cell | None) -> int:
        if cell is None or cell.fold:
            return 0
        return sum(len(self.besides[side].version.sentences[s].span) for s in cell.sentences)


_TIE = '<div class="tie" aria-hidden="true"></div>'
_TIED = '<div class="tie tied" aria-hidden="true"></div>'
