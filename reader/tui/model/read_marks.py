"""Marking what was read: a passage with `r`, a whole version with `R`."""

from __future__ import annotations

from reader.tui.model import jumps, moves
from reader.tui.model.reading import Filter, Reading


def toggle_passage(reading: Reading) -> None:
    """`r`: the passage was read, or was not; where only what is new is shown, go on to the next."""
    version = reading.version
    if not reading.story.versions[version].sentences:
        reading.message = "nothing here to read"
        return
    first, last = reading.flow(reading.side).passage(reading.sentence)
    passage, read = frozenset(range(first, last + 1)), reading.read.get(version, frozenset())
    was_read = passage <= read
    if reading.filter is Filter.NEW:
        jumps.remember(reading)
    _take(reading, version, read - passage if was_read else read | passage)
    reading.message = f"{'not read' if was_read else 'read'} · {left(reading, version)}"
    new = sorted(reading.news(version))
    if reading.filter is Filter.NEW and not was_read and new:
        moves.go(reading, next((sentence for sentence in new if sentence > last), new[0]), jump=True)


def toggle_version(reading: Reading) -> None:
    """`R`: the whole version was read; again, what was read of it before."""
    version = reading.version
    everything = frozenset(range(len(reading.story.versions[version].sentences)))
    read = reading.read.get(version, frozenset())
    if read != everything:
        reading.read_before[version] = read
        _take(reading, version, everything)
    else:
        _take(reading, version, reading.read_before.pop(version, frozenset()))
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


def _take(reading: Reading, version: int, read: frozenset[int]) -> None:
    reading.read = {**reading.read, version: read}
    reading.forget_news()
    if reading.filter is Filter.NEW:
        reading.relayout()
