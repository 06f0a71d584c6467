"""Marking what was read: a passage with `r`, a whole version with `R`."""

from __future__ import annotations

from reader.tui.model import finding, jumps, moves
from reader.tui.model.filters import Filter
from reader.tui.model.reading import Reading


def toggle_passage(reading: Reading) -> None:
    """`r`: the passage was read, or was not; where only what is new is shown, go on to the next.

    In the merged view what was read is the telling, and so the passage in every version that tells it.
    """
    if not reading.story.versions[reading.version].sentences:
        reading.message = "nothing here to read"
        return
    passage = _passage(reading)
    was_read = all(sentences <= reading.read.get(version, frozenset()) for version, sentences in passage.items())
    if reading.filter is Filter.NEW:
        jumps.remember(reading)
    read = dict(reading.read)
    for version, sentences in passage.items():
        own = read.get(version, frozenset())
        read[version] = own - sentences if was_read else own | sentences
    _take(reading, read)
    reading.message = f"{'not read' if was_read else 'read'} · {left(reading, reading.version)}"
    if reading.filter is Filter.NEW and not was_read:
        wanted = finding.shown_as(reading, Filter.NEW)
        before = reversed(list(moves.beyond(reading, forward=False)))
        for spot in filter(wanted, (*moves.beyond(reading, forward=True), *before)):
            moves.visit(reading, spot, jump=True)
            break


def _passage(reading: Reading) -> dict[int, frozenset[int]]:
    """For each version the sentences of the passage under the cursor."""
    if not reading.merged:
        return {reading.version: frozenset(reading.flow(reading.side).members(reading.sentence))}
    out: dict[int, frozenset[int]] = {}
    sheet = reading.sheet()
    for telling in sheet.members(reading.telling):
        told = sheet.tellings[telling]
        for version in told.versions:
            out[version] = out.get(version, frozenset()) | frozenset(told.sentences[version])
    return out


def toggle_version(reading: Reading) -> None:
    """`R`: the whole version was read; again, what was read of it before."""
    version = reading.version
    everything = frozenset(range(len(reading.story.versions[version].sentences)))
    read = reading.read.get(version, frozenset())
    if read != everything:
        reading.read_before[version] = read
        _take(reading, {**reading.read, version: everything})
    else:
        _take(reading, {**reading.read, version: reading.read_before.pop(version, frozenset())})
    siglum = reading.story.versions[version].siglum
    others = [left(reading, n) for n in reading.shown if n != version]
    done = f"all of {siglum} is read" if reading.read.get(version) == everything else left(reading, version)
    reading.message = " · ".join([done, *others])


def left(reading: Reading, version: int) -> str:
    """How much of a version is new to the reader: `12 new left in B`."""
    return f"{len(reading.news(version))} new left in {reading.story.versions[version].siglum}"


def describe_read(reading: Reading, version: int, sentence: int) -> str:
    """Whether a passage was read, or is known from one that was; empty if it is new, or nothing was read yet."""
    if sentence in reading.read.get(version, ()):
        return "read"
    return "known" if any(reading.read.values()) and sentence not in reading.news(version) else ""


def count_read(reading: Reading) -> str:
    """For the header: what is left of the version under the cursor, once anything was read or is asked for."""
    asked = reading.filter is Filter.NEW or any(reading.read.values())
    return left(reading, reading.version) if asked else ""


def _take(reading: Reading, read: dict[int, frozenset[int]]) -> None:
    reading.read = read
    reading.forget_news()
    if reading.filter is Filter.NEW:
        reading.relayout()
