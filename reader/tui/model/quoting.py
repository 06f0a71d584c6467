"""Quoting: a passage with its source, both tellings of it, or what was selected, as text to be pasted elsewhere.

The text is unwrapped: a paragraph is one line, whatever the width of the pane or of the source's own lines.
"""

from __future__ import annotations

from typing import NamedTuple

from reader.story.clean import clean
from reader.story.version import Version
from reader.tui.model.flow import Flow
from reader.tui.model.reading import Reading, Selected, SheetSelected


class Quote(NamedTuple):
    """Words of a version, and where they stand."""

    words: str
    where: str
    """Siglum and paragraph: `A ¶11`."""
    source: str
    """`Harbour Ledger, A ¶11, 2031-02-12`."""

    @property
    def with_source(self) -> str:
        """The words, and on a line of its own where they are from. Holds nothing that could act on a terminal."""
        return clean(f"{self.words}\n— {self.source}").strip()


def quote_passage(reading: Reading) -> Quote | None:
    """The passage under the cursor; None in an empty version."""
    version = reading.story.versions[reading.version]
    if not version.sentences:
        return None
    return _quote(version, *reading.flow(reading.side).passage(reading.sentence))


def quote_tellings(reading: Reading) -> list[Quote]:
    """The passage under the cursor with all that its best link holds, and what the version opposite says of it.

    Where nothing is linked, the passage alone; none in an empty version.
    """
    alone = quote_passage(reading)
    beside = reading.beside(reading.side)
    strong = beside.strong_of(reading.sentence) if alone else ()
    if not strong:
        return [alone] if alone else []
    link = beside.links[strong[0]]
    opposite = reading.beside(1 - reading.side).version
    return [_quote(beside.version, link.left[0], link.left[-1]), _quote(opposite, link.right[0], link.right[-1])]


def quote_selection(reading: Reading, selection: Selected | SheetSelected) -> Quote:
    """What is selected; folded lines that lie between are left out, since their text is not on screen."""
    if isinstance(selection, SheetSelected):
        return _quote_sheet(selection)
    version = reading.story.versions[selection.version]
    words = unwrap(version, selection.start, selection.end, _flow_of(reading, selection.version))
    sentence = max((n for n, s in enumerate(version.sentences) if s.span.start <= selection.start), default=0)
    return Quote(words, _where(version, sentence), _source(version, sentence))


def _quote_sheet(selection: SheetSelected) -> Quote:
    """Words of the merged reading: a line for each strand, and of each version that tells them the first place."""
    sheet, versions = selection.sheet, selection.sheet.comparison.versions
    out, paragraph = "", -1
    told: dict[int, int] = {}
    for index in range(selection.start.block, selection.end.block + 1):
        block = sheet.blocks[index]
        for number, strand in enumerate(() if block.fold else sheet.strands(index)):
            start, end = selection.within(index, number, len(strand.text))
            words = strand.text[start:end].strip()
            if not words:
                continue
            flows = out and not number and block.paragraph == paragraph
            out += " " if flows else "\n\n" if out else ""
            out, paragraph = out + words, block.paragraph
            for telling, begin, after in zip(strand.tellings, strand.starts, [*strand.starts[1:], end], strict=True):
                if begin < end and start < max(after, begin + 1):
                    said = sheet.tellings[telling]
                    for version in said.versions if strand.version < 0 else (strand.version,):
                        told.setdefault(version, said.sentences[version][0])
    places = [(versions[number], told[number]) for number in sorted(told)]
    where = " · ".join(_where(version, sentence) for version, sentence in places)
    return Quote(out, where, " · ".join(_source(version, sentence) for version, sentence in places))


def unwrap(version: Version, start: int, end: int, flow: Flow | None = None) -> str:
    """Part of a version's text, each paragraph on one line, with an empty line between two.

    Args:
        version: The version.
        start: First code point.
        end: Code point after the last.
        flow: The version as it is shown: what is folded in it is left out.
    """
    if flow is None:
        parts = [version.text[max(start, p.span.start) : min(end, p.span.end)] for p in version.paragraphs]
        return "\n\n".join(" ".join(part.split()) for part in parts if part.strip())
    lines: list[tuple[int, str]] = []
    for block in flow.blocks:
        first, last = version.sentences[block.first].span.start, version.sentences[block.last].span.end
        part = version.text[max(start, first) : min(end, last)] if first < end and last > start else ""
        if not block.fold and part.strip():
            lines.append((block.paragraph, " ".join(part.split())))
    out = ""
    for number, (paragraph, line) in enumerate(lines):
        joint = "" if not number else " " if paragraph == lines[number - 1][0] else "\n\n"
        out += joint + line
    return out


def _flow_of(reading: Reading, version: int) -> Flow | None:
    return reading.flow(reading.shown.index(version)) if version in reading.shown else None


def _quote(version: Version, first: int, last: int) -> Quote:
    words = " ".join(version.text[version.sentences[first].span.start : version.sentences[last].span.end].split())
    return Quote(words, _where(version, first), _source(version, first))


def _where(version: Version, sentence: int) -> str:
    paragraph = version.sentences[sentence].paragraph if version.sentences else 0
    return f"{version.siglum} ¶{paragraph + 1}"


def _source(version: Version, sentence: int) -> str:
    return ", ".join(filter(None, [version.name, _where(version, sentence), version.date]))
