"""Keys that look for something: what is new, linked, in conflict, or searched for; and the filter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from reader.tui.model.filters import Filter, matches, told_as
from reader.tui.model.jumps import remember
from reader.tui.model.moves import beyond, go, visit
from reader.tui.model.reading import Reading, Spot


def seek(reading: Reading, count: int, wanted: Callable[[Spot], bool], what: str) -> None:
    """Jump to the next (or, if `count` is negative, previous) passage that is wanted."""
    for spot in beyond(reading, forward=count > 0):
        if wanted(spot):
            visit(reading, spot, jump=True)
            return
    where = "" if reading.merged else f" in {reading.story.versions[reading.version].siglum}"
    reading.message = f"no {what} {'further down' if count > 0 else 'further up'}{where}"


def shown_as(reading: Reading, wanted: Filter) -> Callable[[Spot], bool]:
    """Says of a passage whether it is what a filter shows."""
    if reading.merged:
        sheet = reading.sheet()
        told = sheet.telling_of
        return lambda spot: tuple(spot) in told and told_as(sheet, told[spot.version, spot.sentence], wanted)
    beside, flow = reading.beside(reading.side), reading.flow(reading.side)

    def matching(spot: Spot) -> bool:
        return any(matches(beside, sentence, wanted) for sentence in flow.members(spot.sentence))

    return matching


def seek_shown(reading: Reading, count: int) -> None:
    """`]` `[`: to what the filter shows; by default, what this version adds."""
    wanted, compared = shown_as(reading, reading.filter), reading.beside(reading.side).compared
    alone = "only here" if len(reading.story.versions) == 2 else f"that is not in {_opposite(reading)}"
    alone = "that one version alone has" if reading.merged else alone
    what = (
        f"passage {alone}" if reading.filter in (Filter.ALL, Filter.ONLY_HERE) else f"passage ({reading.filter.value})"
    )
    seek(reading, count, lambda spot: compared and wanted(spot), what)


def _opposite(reading: Reading) -> str:
    """The siglum of the version opposite."""
    return reading.story.versions[reading.shown[1 - reading.side]].siglum


def seek_linked(reading: Reading, count: int) -> None:
    """`}` `{`: to the next passage that the version opposite tells too."""
    seek(reading, count, shown_as(reading, Filter.SHARED), "linked passage")


def seek_conflict(reading: Reading) -> None:
    """`!`: to the next conflict, beginning again at the top."""
    wanted = shown_as(reading, Filter.CONFLICTS)
    before = reversed(list(beyond(reading, forward=False)))
    for spot in (*beyond(reading, forward=True), *before, Spot(reading.version, reading.sentence)):
        if wanted(spot):
            visit(reading, spot, jump=True)
            return
    reading.message = "no conflict found" if reading.beside(reading.side).compared else "still comparing"


def seek_hit(reading: Reading, count: int, *, include_here: bool = False) -> None:
    """`n` `N`: to the next search hit, going on in the other version after this one's last.

    Args:
        reading: The state to change.
        count: Forward if positive, else backward.
        include_here: Whether a hit in the present passage will do (while the query is being typed).
    """
    found = [
        (version, sentence)
        for version in _ring(reading)
        for sentence in _hit_sentences(reading, version)
    ]  # fmt: skip
    if not reading.query:
        reading.message = "nothing searched for yet: / searches"
        return
    if not found:
        reading.message = f"no “{reading.query}” in any version"
        return
    rank = {version: n for n, version in enumerate(_ring(reading))}
    first, last = reading.flow(reading.side).passage(reading.sentence)
    keyed = [(rank[version], sentence) for version, sentence in found]
    if count > 0:
        here = (0, first - 1 if include_here else last)
        at = next((n for n, key in enumerate(keyed) if key > here), 0)
    else:
        at = next((n for n in range(len(keyed) - 1, -1, -1) if keyed[n] < (0, first)), len(keyed) - 1)
    version, sentence = found[at]
    if not include_here:
        remember(reading)
    visit(reading, Spot(version, sentence), jump=True)


def _ring(reading: Reading) -> list[int]:
    total = len(reading.story.versions)
    return [(reading.version + n) % total for n in range(total)]


def _hit_sentences(reading: Reading, version: int) -> list[int]:
    """The sentences of a version with a hit in them, in order; a hit can reach over several."""
    sentences = reading.story.versions[version].sentences
    starts = [sentence.span.start for sentence in sentences]
    out: list[int] = []
    for start, end in reading.hits.get(version, []):
        at = max(0, bisect_right(starts, start) - 1)
        while at < len(sentences) and sentences[at].span.start < end:
            if sentences[at].span.end > start and (not out or out[-1] < at):
                out.append(at)
            at += 1
    return out


def next_filter(reading: Reading) -> None:
    """`&`: show the next kind of passages alone."""
    kinds = list(Filter)
    reading.filter = kinds[(kinds.index(reading.filter) + 1) % len(kinds)]
    reading.unfolded.clear()
    reading.relayout()
    wanted = reading.filter
    reading.message = "showing all" if wanted is Filter.ALL else f"showing {wanted.value}: {_count(reading, wanted)}"
    go(reading, reading.cursors.get(reading.version, 0))


def _count(reading: Reading, wanted: Filter) -> str:
    """How many passages a filter shows."""
    if reading.merged:
        sheet = reading.sheet()
        return str(sum(told_as(sheet, telling, wanted) for telling in range(len(sheet.tellings))))
    beside = reading.beside(reading.side)
    count = sum(matches(beside, s, wanted) for s in range(len(beside.version.sentences)))
    return f"{count} in {beside.version.siglum}"
