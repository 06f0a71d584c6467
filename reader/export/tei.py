"""A comparison as TEI P5 (https://tei-c.org/guidelines/p5/, chapter 13): a critical apparatus, parallel segmentation.

Every piece of text is a reading of the witnesses that have it. Readings side by side in one `app` say the same; what
crosses the common order stands in an `app` of its own, whose `corresp` names where else it is told. So the readings of
one witness, in document order, are that version's text, character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from reader.align.alignment import Comparison
from reader.align.tellings import tellings_of
from reader.export.passages import one_line
from reader.story.version import Version

FORMAT = "diptych/tei@1"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _Place:
    """A place of the apparatus: what versions say there."""

    group: int
    text: dict[int, str] = field(default_factory=dict)
    """By version. What parts it from the next sentence belongs to it."""
    opens: set[int] = field(default_factory=set)
    """The versions in which a paragraph begins here."""


def tei(comparison: Comparison, *, title: str = "") -> str:
    """The versions as one TEI document; its header says the format."""
    versions = comparison.versions
    places = _places(comparison)
    by_group: dict[int, list[int]] = defaultdict(list)
    for number, place in enumerate(places, 1):
        by_group[place.group].append(number)
    witnesses = [
        f'<witness xml:id="{_xml(v.siglum)}">{_xml(", ".join(filter(None, (v.name, v.date, v.source))))}</witness>'
        for v in versions
    ]
    body = [
        _app(versions, place, number, [n for n in by_group[place.group] if n != number])
        for number, place in enumerate(places, 1)
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<TEI xmlns="http://www.tei-c.org/ns/1.0">',
            "<teiHeader><fileDesc>",
            f"<titleStmt><title>{_xml(one_line(title or (versions[0].title if versions else '')))}</title></titleStmt>",
            f"<publicationStmt><p>{FORMAT}</p></publicationStmt>",
            "<sourceDesc><listWit>",
            *witnesses,
            "</listWit></sourceDesc></fileDesc>",
            '<encodingDesc><variantEncoding method="parallel-segmentation" location="internal"/></encodingDesc>',
            "</teiHeader>",
            "<text><body><ab>",
            *body,
            "</ab></body></text>",
            "</TEI>",
        ]
    )


def _places(comparison: Comparison) -> list[_Place]:
    """The places in an order that is every version's own."""
    groups = tellings_of(comparison)
    places: list[_Place] = []
    for number, version in enumerate(comparison.versions):
        units = _units(version, number, groups.group_of)
        first: dict[int, int] = {}
        for at, place in enumerate(places):
            first.setdefault(place.group, at)
        candidates = [(unit, first[own.group]) for unit, own in enumerate(units) if own.group in first]
        joined = _longest_rise(candidates)
        behind: dict[int, list[_Place]] = defaultdict(list)
        here = -1
        for unit, own in enumerate(units):
            if unit in joined:
                here = joined[unit]
                places[here].text.update(own.text)
                places[here].opens.update(own.opens)
            else:
                behind[here].append(own)
        places = [*behind[-1], *(p for at, place in enumerate(places) for p in (place, *behind[at]))]
    return places


def _units(version: Version, number: int, group_of: dict[tuple[int, int], int]) -> list[_Place]:
    """The version cut into runs of sentences that follow each other in one group and one paragraph."""
    units: list[_Place] = []
    before = (-1, -1)
    starts = [sentence.span.start for sentence in version.sentences]
    cuts = [0, *starts[1:], len(version.text)]
    for s, sentence in enumerate(version.sentences):
        own = group_of[number, s], sentence.paragraph
        if own == before:
            units[-1].text[number] += version.text[cuts[s] : cuts[s + 1]]
        else:
            opens = {number} if sentence.paragraph != before[1] else set()
            units.append(_Place(own[0], {number: version.text[cuts[s] : cuts[s + 1]]}, opens))
        before = own
    return units


def _longest_rise(candidates: list[tuple[int, int]]) -> dict[int, int]:
    """The most candidates whose second numbers rise with their first ones (the longest increasing subsequence)."""
    ends: list[int] = []
    chain: list[int] = []
    back: list[int] = []
    for at, (_, value) in enumerate(candidates):
        length = bisect_left(ends, value)
        back.append(chain[length - 1] if length else -1)
        ends[length : length + 1] = [value]
        chain[length : length + 1] = [at]
    out = {}
    at = chain[-1] if chain else -1
    while at >= 0:
        out[candidates[at][0]] = candidates[at][1]
        at = back[at]
    return out


def _app(versions: tuple[Version, ...], place: _Place, number: int, elsewhere: list[int]) -> str:
    readings: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for version in sorted(place.text):
        readings[place.text[version], version in place.opens].append(f"#{_xml(versions[version].siglum)}")
    where = f' corresp="{" ".join(f"#app{n}" for n in elsewhere)}"' if elsewhere else ""
    told = ""
    for (text, opens), witnesses in readings.items():
        milestone = '<milestone unit="paragraph"/>' if opens else ""
        told += f'<rdg wit="{" ".join(witnesses)}" xml:space="preserve">{milestone}{_xml(text)}</rdg>'
    return f'<app xml:id="app{number}"{where}>{told}</app>'


def _xml(text: str) -> str:
    """Text as XML has it: markup escaped, and U+FFFD for what no XML document may hold."""
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text), {'"': "&quot;"})
