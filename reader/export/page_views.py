"""The views of a page as HTML: one version beside another, in panes or in rows, and the merged reading."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from reader.align.alignment import Alignment, Comparison, Reuse
from reader.align.tellings import Tellings
from reader.export.passages import percent
from reader.merge.bands import FOLD_LABELS, Band, Cell, bands_of, chunks_of, fold_label
from reader.merge.beside import MEANINGS, SIGNS, Beside, Sign, clipped, edits_in, facing, label, named, readable
from reader.merge.reading import Telling, merged_order
from reader.merge.wording import Piece, Told, Wordings, blank_after_variant, blank_before_variant
from reader.story.clean import clean
from reader.story.language import direction_of
from reader.story.version import Paragraph, Role, Span, Version

INKS = 6
"""Colours for versions in the style sheet."""
LINE = 62
"""Code points in a line of text, roughly: for an estimate of how high a paragraph is before it is laid out."""
HIGHEST = 24
"""Most lines that the style sheet has a height for."""

_TIE = '<div class="tie" aria-hidden="true"></div>'
_TIED = '<div class="tie tied" aria-hidden="true"></div>'


class Marked(NamedTuple):
    """A note or a pick on a passage."""

    number: int
    """Its number in the list, from 1."""
    picked: bool


Marks = Mapping[tuple[int, int], Sequence[Marked]]
"""The notes and picks on each sentence, by version and sentence."""


# Text in HTML: everything that comes from outside passes through here


def escaped(text: str) -> str:
    """A text for the page, between tags or in a quoted attribute; control and invisible characters are made visible."""
    return html.escape(clean(text), quote=True)


def lang_of(code: str) -> str:
    """The attributes of an element for the language of its words and their direction."""
    return f'lang="{escaped(code)}" dir="{direction_of(code)}"'


def json_data(value: Any) -> str:
    """A value as JSON for a data block; without `<`, so that it cannot end the element that it is in."""
    packed = json.dumps(value, separators=(",", ":"))
    return packed.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def height_class(size: int) -> str:
    """The class of a text of so many code points: the number of lines that it takes."""
    return f"n{min(HIGHEST, 1 + size // LINE)}"


def _sign(sign: Sign, ink: int) -> str:
    char, called = SIGNS[sign], MEANINGS.get(sign, "")
    own = f" v{ink}" if sign is Sign.UNIQUE else ""
    return f'<span class="g{own}" role="img" aria-label="{called}">{char}</span>' if called else ""


# One version beside another


class Column:
    """Writes passages of one version as compared with another."""

    def __init__(self, beside: Beside, number: int, versions: Sequence[Version], marks: Marks, ink: int) -> None:
        """For version `number` of the story's `versions`, in the colour `ink`."""
        self.beside = beside
        self.number = number
        self.ink = ink
        self.versions = versions
        self.marks = marks
        self._paragraph = -1

    def passages(self, sentences: Sequence[int], *, numbered: bool = True) -> str:
        """Sentences one below the other: a linked one begins a line, others are run together.

        Args:
            sentences: Ascending indexes.
            numbered: Whether the first sentence of a paragraph gets its number, unless the one before did.
        """
        return "".join(
            self._chunk(range(first, last + 1), numbered) for first, last in chunks_of(self.beside, tuple(sentences))
        )

    def folded(self, sentences: Sequence[int], called: str) -> str:
        """Sentences that are not part of the story, as one line."""
        words = " ".join(escaped(self.beside.version.sentence_text(s)) for s in sentences)
        keys = " ".join(map(str, sentences))
        return (
            f'<span class="k aside">{_sign(Sign.ASIDE, self.ink)}<span class="s fold" data-s="{keys}">{words}</span>'
            f' <span class="label">{called}</span></span>'
        )

    def paragraph_of(self, sentence: int) -> int:
        """The index of a sentence's paragraph."""
        return self.beside.version.sentences[sentence].paragraph

    def tag(self, sentences: Sequence[int]) -> str:
        """The element for sentences: a heading for a headline or heading, else a paragraph."""
        roles = {self.beside.version.paragraphs[self.paragraph_of(s)].role for s in sentences}
        return {Role.HEADLINE: "h4", Role.HEADING: "h5"}.get(roles.pop(), "p") if len(roles) == 1 else "p"

    def _chunk(self, sentences: Sequence[int], numbered: bool) -> str:
        sign = self.beside.sign(sentences[0])
        number = ""
        paragraph = self.paragraph_of(sentences[0])
        if numbered and paragraph != self._paragraph:
            number = f'<span class="no" aria-hidden="true">{paragraph + 1}</span>'
        self._paragraph = paragraph
        others = self.beside.tellers.get(sentences[0], ())
        kind = sign.value + (" also" if others else "")
        also = ""
        if others:
            said = escaped(f"also in {named(self.versions, others)}")
            also = f' <span class="o" role="img" aria-label="{said}">{escaped(label(self.versions, others))}</span>'
        text = " ".join(map(self._sentence, sentences))
        return f'<span class="k {kind}">{number}{_sign(sign, self.ink)}{text}{also}</span> '

    def _sentence(self, sentence: int) -> str:
        beside = self.beside
        links = [beside.links[i] for i in beside.strong_of(sentence)]
        kind = "" if links else " u"
        if links and all(link.reuse is Reuse.REWORDED for link in links):
            kind = " re"
        if sentence in beside.disputed:
            kind += " disputed"
        marks = "".join(
            f'<a class="mk" href="#note-{mark.number}" aria-label="{"pick" if mark.picked else "note"} {mark.number}">'
            f"{'»' if mark.picked else '*'}</a>"
            for mark in self.marks.get((self.number, sentence), ())
        )
        return f'<span class="s{kind}" data-s="{sentence}">{"".join(self._words(sentence))}</span>{marks}'

    def _words(self, sentence: int) -> Iterator[str]:
        """A sentence's text with its differences marked."""
        beside, own = self.beside, self.beside.version.sentences[sentence].span
        links = [beside.links[i] for i in beside.strong_of(sentence)]
        known = [beside.links[i] for i in beside.links_of(sentence)]
        disputed = clipped(tuple(c.left for link in known for c in link.conflicts if len(c.left)), own)
        edited, spelled = edits_in(beside, sentence) if links and readable(beside, sentence) else ((), ())
        layers = (("c", disputed), ("e", edited), ("p", spelled))
        cuts = sorted({own.start, own.end, *(at for _, spans in layers for s in spans for at in (s.start, s.end))})
        runs: list[tuple[str, Span]] = []
        for start, end in pairwise(cuts):
            kind = next((kind for kind, spans in layers if any(s.start <= start and end <= s.end for s in spans)), "")
            if runs and runs[-1][0] == kind:
                runs[-1] = kind, Span(runs[-1][1].start, end)
            else:
                runs.append((kind, Span(start, end)))
        for kind, span in runs:
            words = escaped(span.of(beside.version.text))
            tag = "strong" if kind == "c" else "span"
            yield f'<{tag} class="{kind}">{words}</{tag}>' if kind else words


class PairView:
    """Writes two versions that were compared: each in its own pane, or level in rows."""

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
        """Both versions in their own order, with space between them for the links."""
        first, second = (self._pane(side) for side in (0, 1))
        gutter = '<svg class="links" aria-hidden="true"></svg>'
        return f'<div class="pair facing" data-pair="{number}">{first}{gutter}{second}</div>'

    def rows(self, number: int) -> str:
        """Linked passages level with each other; what only one version has stands beside nothing."""
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
            kind = height_class(size) + (" tight" if tight else "")
            out.append(f'<div class="band {kind}">{(_TIED if self._tied(band) else _TIE).join(cells)}</div>')
        return "".join([*out, "</div>"])

    def _tied(self, band: Band) -> bool:
        """Whether there are two cells, and they are linked."""
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
        """The version's name, and how much of it the other one shares."""
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
                aside = [paragraph for paragraph in group if paragraph.sentences]
                said = column.folded([s for p in aside for s in p.sentences], fold_label(aside)) if aside else ""
                out.append(f'<p class="b n1" dir="{direction}">{said}</p>' if said else "")
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
        return f'<{tag} class="b {height_class(len(paragraph.span))}" dir="{direction}">{text}</{tag}>'

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


# The merged reading


class MergedView:
    """Writes the merged reading of a comparison, the first version leading."""

    def __init__(self, comparison: Comparison, languages: tuple[str, ...]) -> None:
        self.versions = comparison.versions
        self.tellings = merged_order(comparison)
        self._wordings = Wordings(comparison)
        self._languages = languages

    def html(self) -> str:
        """The whole reading: an element for each paragraph, and for each version's own wording."""
        names = " · ".join(
            f'<span class="v{number % INKS}"><span class="siglum">{escaped(v.siglum)}</span> {escaped(v.name)}</span>'
            for number, v in enumerate(self.versions)
        )
        out: list[str] = [f'<header class="head"><p class="names">{names}</p></header>']
        paragraph, sigla = -1, ""
        for (number, fold, _, host, _), group in groupby(range(len(self.tellings)), self._kind):
            run = list(group)
            inside = number == paragraph and not fold
            told = self._sigla(self.tellings[run[0]])
            shown = "" if told == sigla and len(told) > 1 else told
            paragraph, sigla = number, told
            out.append(self._folded(run, told) if fold else self._block(run, host, shown, inside))
        return "".join(out)

    def _kind(self, number: int) -> tuple[int, str, tuple[int, ...], int, int]:
        """What tellings have in common that are run together."""
        telling = self.tellings[number]
        fold = self._fold_of(telling)
        if fold:
            return -1, fold, (), telling.host, -1
        alone = telling.shared and not self._wordings.inline(telling)
        return telling.paragraph, "", telling.versions, telling.host, number if alone else -1

    def _fold_of(self, telling: Telling) -> str:
        called = {FOLD_LABELS.get(self._role(v, s), "") for v in telling.versions for s in telling.sentences[v]}
        return called.pop() if len(called) == 1 else ""

    def _role(self, version: int, sentence: int) -> Role:
        told = self.versions[version]
        return told.paragraphs[told.sentences[sentence].paragraph].role

    def _sigla(self, telling: Telling) -> str:
        return "".join(self.versions[v].siglum for v in telling.versions)

    def _block(self, run: list[int], host: int, sigla: str, inside: bool) -> str:
        first = self.tellings[run[0]]
        role = self._role(first.host, first.sentences[first.host][0])
        tag = {Role.HEADLINE: "h3", Role.HEADING: "h4"}.get(role, "p")
        text, apart, size = "", "", 0
        for number in run:
            telling = self.tellings[number]
            wording = self._wordings.of(telling)
            size += sum(len(piece.text) for piece in wording.pieces)
            said = self._said(wording.pieces, telling.host)
            text += f'<span class="t{self._state(telling)}" data-t="{number}">{said}</span> '
            for own in (*wording.apart, *wording.translated):
                is_translation = own in wording.translated
                kind = "m apart tr" if is_translation else "m apart"
                sign = SIGNS[Sign.TRANSLATED if is_translation else Sign.REWORDED]
                apart += (
                    f'<p class="{kind}" {lang_of(self._languages[own.version])} data-of="{number}"><span class="sig">'
                    f"{escaped(self.versions[own.version].siglum)}{sign}</span>"
                    f"{self._said(own.pieces, own.version)}</p>"
                )
                size += sum(len(piece.text) for piece in own.pieces)
        kind = "" if first.shared else f" own v{first.host % INKS}"
        margin = f'<span class="sig">{escaped(sigla)}</span>' if sigla else ""
        block = f'<{tag} class="m{kind}" {lang_of(self._languages[host])}>{margin}{text}</{tag}>'
        return f'<div class="part {height_class(size)}{" tight" if inside else ""}">{block}{apart}</div>'

    def _state(self, telling: Telling) -> str:
        """The classes that `]`, `}` and `!` look for."""
        if not telling.shared:
            return " u"
        return " l disputed" if self._wordings.conflicts(telling) else " l"

    def _folded(self, run: list[int], sigla: str) -> str:
        told, paragraphs = [], []
        for number in run:
            telling = self.tellings[number]
            host = self.versions[telling.host]
            paragraphs += [host.paragraphs[host.sentences[s].paragraph] for s in telling.sentences[telling.host]]
            told.append(" ".join(escaped(host.sentence_text(s)) for s in telling.sentences[telling.host]))
        keys = " ".join(map(str, run))
        language = lang_of(self._languages[self.tellings[run[0]].host])
        char, called = SIGNS[Sign.ASIDE], MEANINGS[Sign.ASIDE]
        return (
            f'<div class="part n1"><p class="m aside" {language}><span class="sig">{escaped(sigla)}</span>'
            f'<span class="g" role="img" aria-label="{called}">{char}</span>'
            f'<span class="t fold" data-t="{keys}">{" · ".join(told)}</span> '
            f'<span class="label">{fold_label(paragraphs)}</span></p></div>'
        )

    def _said(self, pieces: tuple[Piece, ...], version: int) -> str:
        """Pieces as HTML: what all versions say as it is; what not all say in brackets, with its sigla.

        Args:
            pieces: The pieces.
            version: Whose words they are where the pieces do not say so.
        """
        out, last = "", " "
        for piece in pieces:
            text = piece.text
            if not piece.readings:
                if last == " " and text.startswith(" ") and out:
                    text = text[1:]
                if last == "⟩" and blank_after_variant(text):
                    out += " "
                if text:
                    bare = text.strip()
                    if piece.conflict and bare:
                        before, _, behind = text.partition(bare)
                        disputed = self._variant(Piece(bare, (Told((version,), bare),), conflict=True))
                        out += escaped(before) + disputed + escaped(behind)
                    else:
                        out += escaped(text)
                    last = text[-1]
                continue
            if piece.quiet:
                out, last = out + escaped(piece.text), piece.text[-1:] or last
                continue
            out += " " if blank_before_variant(last) else ""
            out += self._variant(piece)
            last = "⟩"
        return out

    def _variant(self, piece: Piece) -> str:
        said = [told for told in piece.readings if told.text]
        parts = []
        for number, told in enumerate(said):
            sigla = escaped("".join(self.versions[v].siglum for v in told.versions))
            sign = f'<strong class="cs" title="{MEANINGS[Sign.CONFLICT]}">{SIGNS[Sign.CONFLICT]}</strong> '
            whose = f'{sign if piece.conflict and not number else ""}<span class="by">{sigla}</span> '
            own = f" v{told.versions[0] % INKS}" if len(told.versions) == 1 else ""
            tag, kind = ("strong", "c") if piece.conflict else ("span", f"rd{own}")
            parts.append(f'{whose}<{tag} class="{kind}">{escaped(told.text)}</{tag}>')
        bar = '<span class="br"> │ </span>'
        return f'<span class="var"><span class="br">⟨</span>{bar.join(parts)}<span class="br">⟩</span></span>'
