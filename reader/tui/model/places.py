"""The places of a version that the reader marked, noted, picked or searched for: for the margin and for the strip."""

from __future__ import annotations

from bisect import bisect_right

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


def found(reading: Reading, version: int) -> list[int]:
    """The sentences of a version in which a search hit begins, in order."""
    sentences = reading.story.versions[version].sentences
    hits = reading.hits.get(version, [])
    return sorted({bisect_right(sentences, start, key=lambda s: s.span.start) - 1 for start, _ in hits} - {-1})
