"""The places of a version that the reader marked, noted or picked: for the margin and for the strip."""

from __future__ import annotations

from reader.tui.model.reading import Reading


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
