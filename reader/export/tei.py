"""A comparison as TEI P5 (https://tei-c.org/guidelines/p5/, chapter 13): a critical apparatus, parallel segmentation.

Every piece of text is a reading of the witnesses that have it. The readings of one `app` say the same. A passage that
crosses the common order has an `app` of its own, whose `corresp` names the others that tell it. So the readings of one
witness, in document order, are that version's text, character by character. Where the versions are in several
languages, each reading names its own.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from reader.align.alignment import Comparison
from reader.align.tellings import tellings_of
from reader.story.clean import one_line
from reader.story.version import Version

FORMAT = "diptych/tei@1"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _AppEntry:
    """An entry of the apparatus."""

    group: int
    text: dict[int, str] = field(default_factory=dict)
    """The reading of each version, with the white space that follows it."""
    opens: set[int] = field(default_factory=set)
    """The versions in which a paragraph begins here."""


def tei(comparison: Comparison, *, title: str = "") -> str:
    """The versions as one TEI document; its header names the format."""
    versions = comparison.versions
    entries = _entries(comparison)
    by_group: dict[int, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries, 1):
        by_group[entry.group].append(number)
    witnesses = [
        f'<witness xml:id="{_xml(v.siglum)}">{_xml(", ".join(filter(None, (v.name, v.date, v.source))))}</witness>'
        for v in versions
    ]
    body = [
        _app(versions, entry, number, [n for n in by_group[entry.group] if n != number])
        for number, entry in enumerate(entries, 1)
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


def _entries(comparison: Comparison) -> list[_AppEntry]:
    """The entries in an order that agrees with every version's own."""
    groups = tellings_of(comparison)
    entries: list[_AppEntry] = []
    for number, version in enumerate(comparison.versions):
        runs = _runs(version, number, groups.group_of)
        first: dict[int, int] = {}
        for at, entry in enumerate(entries):
            first.setdefault(entry.group, at)
        candidates = [(at, first[run.group]) for at, run in enumerate(runs) if run.group in first]
        joined = _longest_rise(candidates)
        following: dict[int, list[_AppEntry]] = defaultdict(list)
        here = -1
        for at, run in enumerate(runs):
            if at in joined:
                here = joined[at]
                entries[here].text.update(run.text)
                entries[here].opens.update(run.opens)
            else:
                following[here].append(run)
        entries = [*following[-1], *(e for at, entry in enumerate(entries) for e in (entry, *following[at]))]
    return entries


def _runs(version: Version, number: int, group_of: dict[tuple[int, int], int]) -> list[_AppEntry]:
    """A version in runs of consecutive sentences of one group and one paragraph."""
    runs: list[_AppEntry] = []
    before = (-1, -1)
    starts = [sentence.span.start for sentence in version.sentences]
    cuts = [0, *starts[1:], len(version.text)]
    for s, sentence in enumerate(version.sentences):
        own = group_of[number, s], sentence.paragraph
        if own == before:
            runs[-1].text[number] += version.text[cuts[s] : cuts[s + 1]]
        else:
            opens = {number} if sentence.paragraph != before[1] else set()
            runs.append(_AppEntry(own[0], {number: version.text[cuts[s] : cuts[s + 1]]}, opens))
        before = own
    return runs


def _longest_rise(candidates: list[tuple[int, int]]) -> dict[int, int]:
    """As many pairs as possible whose second numbers rise with the first (longest increasing subsequence)."""
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


def _app(versions: tuple[Version, ...], entry: _AppEntry, number: int, elsewhere: list[int]) -> str:
    readings: dict[tuple[str, bool, str], list[str]] = defaultdict(list)
    for version in sorted(entry.text):
        key = entry.text[version], version in entry.opens, versions[version].language
        readings[key].append(f"#{_xml(versions[version].siglum)}")
    where = f' corresp="{" ".join(f"#app{n}" for n in elsewhere)}"' if elsewhere else ""
    told, several = "", len({version.language for version in versions}) > 1
    for (text, opens, language), witnesses in readings.items():
        in_language = f' xml:lang="{_xml(language)}"' if several and language else ""
        milestone = '<milestone unit="paragraph"/>' if opens else ""
        told += f'<rdg wit="{" ".join(witnesses)}"{in_language} xml:space="preserve">{milestone}{_xml(text)}</rdg>'
    return f'<app xml:id="app{number}"{where}>{told}</app>'


def _xml(text: str) -> str:
    """A text as XML, with markup escaped, and U+FFFD for characters that XML does not allow."""
    return html.escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text), quote=False).replace('"', "&quot;")
