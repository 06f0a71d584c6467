"""Keys that look for something: what is new, linked, in conflict, or searched for; and the filter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import islice

from reader.tui.model.jumps import remember, show_version
from reader.tui.model.moves import go
from reader.tui.model.reading import Filter, Reading, matches


def seek(reading: Reading, count: int, wanted: Callable[[int], bool], what: str) -> None:
    """Go to the next (or, if `count` is negative, previous) sentence that is wanted: so many of them, or the last."""
    flow = reading.flow(reading.side)
    total = len(flow.beside.version.sentences)
    first, last = flow.passage(reading.sentence)
    order = range(last + 1, total) if count > 0 else range(first - 1, -1, -1)
    found = list(islice(filter(wanted, order), abs(count)))
    if found:
        go(reading, found[-1], jump=True)
        return
    siglum = flow.beside.version.siglum
    reading.message = f"no {what} {'further down' if count > 0 else 'further up'} in {siglum}"


def seek_shown(reading: Reading, count: int) -> None:
    """`]` `[`: to what the filter shows; by default, what this version adds."""
    beside, wanted = reading.beside(reading.side), reading.filter
    what = "passage only here" if wanted in (Filter.ALL, Filter.ONLY_HERE) else f"passage ({wanted.value})"
    seek(reading, count, lambda sentence: beside.compared and reading.shows(reading.side, sentence), what)


def seek_linked(reading: Reading, count: int) -> None:
    """`}` `{`: to the next passage that the version opposite tells too."""
    beside = reading.beside(reading.side)
    seek(reading, count, lambda sentence: bool(beside.strong_of(sentence)), "linked passage")


def seek_conflict(reading: Reading, count: int = 1) -> None:
    """`!`: to the next conflict (or so many further), beginning again at the top."""
    beside = reading.beside(reading.side)
    total = len(beside.version.sentences)
    last = reading.flow(reading.side).passage(reading.sentence)[1]
    order = ((last + offset) % total for offset in range(1, total + 1))
    found = [sentence for sentence in order if matches(beside, sentence, Filter.CONFLICTS)]
    if found:
        remember(reading)
        go(reading, found[(count - 1) % len(found)], jump=True)
        return
    reading.message = "no conflict found" if beside.compared else "still comparing"


def conflict_ahead(reading: Reading) -> bool:
    """Whether the cursor is on a conflict and there is another one in this version to go to."""
    beside, sentence = reading.beside(reading.side), reading.sentence
    here = beside.compared and matches(beside, sentence, Filter.CONFLICTS)
    return here and any(
        other != sentence and matches(beside, other, Filter.CONFLICTS)
        for other in beside.by_sentence
    )  # fmt: skip


def seek_hit(reading: Reading, count: int, *, include_here: bool = False) -> None:
    """`n` `N`: to the next search hit, going on in the other version after this one's last.

    Args:
        reading: The state to change.
        count: How many hits forward, or backward if negative.
        include_here: Whether a hit in the present passage will do (while the query is being typed).
    """
    if not reading.query:
        reading.message = "nothing searched for yet: / searches"
        return
    if not reading.hits:
        reading.message = f"no “{reading.query}” in any version"
        return
    if not include_here:
        remember(reading)
    version, sentence = reading.version, reading.sentence
    for _ in range(abs(count)):
        version, sentence = _next_hit(reading, version, sentence, forward=count > 0, include_here=include_here)
    show_version(reading, version)
    go(reading, sentence, jump=True)


def hit_number(reading: Reading) -> tuple[int, int]:
    """Which of all hits is the first one in the passage under the cursor (0 for none), and how many there are."""
    found = reading.hits.get(reading.version)
    number = 0
    if found:
        start, end = _extent(reading, reading.version, reading.sentence)
        here = found.first_from(start)
        if here is not None and here < end:
            before = sum(len(hits) for version, hits in reading.hits.items() if version < reading.version)
            number = before + found.count_before(here) + 1
    return number, sum(map(len, reading.hits.values()))


def _next_hit(reading: Reading, version: int, sentence: int, *, forward: bool, include_here: bool) -> tuple[int, int]:
    """Version and sentence of the next hit outside a passage, or also in it; there is one."""
    start, end = _extent(reading, version, sentence)
    found, at = reading.hits.get(version), None
    if found:
        at = found.first_from(start if include_here else end) if forward else found.last_before(start)
    while at is None:
        version = (version + (1 if forward else -1)) % len(reading.story.versions)
        found = reading.hits.get(version)
        if found:
            at = found.first_from(0) if forward else found.last_before(len(reading.story.versions[version].text) + 1)
    return version, _sentence_at(reading, version, at)


def _extent(reading: Reading, version: int, sentence: int) -> tuple[int, int]:
    """The code points of a passage, up to the beginning of the next."""
    sentences = reading.story.versions[version].sentences
    if not sentences:
        return 0, 0
    first = last = sentence
    if version in reading.shown:
        first, last = reading.flow(reading.shown.index(version)).passage(sentence)
    end = sentences[last + 1].span.start if last + 1 < len(sentences) else len(reading.story.versions[version].text)
    return sentences[first].span.start, end


def _sentence_at(reading: Reading, version: int, offset: int) -> int:
    sentences = reading.story.versions[version].sentences
    return max(0, bisect_right(sentences, offset, key=lambda sentence: sentence.span.start) - 1)


def next_filter(reading: Reading) -> None:
    """`&`: show the next kind of passages alone."""
    kinds = list(Filter)
    show(reading, kinds[(kinds.index(reading.filter) + 1) % len(kinds)])


def show(reading: Reading, wanted: Filter) -> None:
    """Show one kind of passages alone, or all."""
    reading.filter = wanted
    reading.unfolded.clear()
    reading.relayout()
    beside = reading.beside(reading.side)
    if wanted is Filter.ALL:
        reading.message = "showing all"
    else:
        count = sum(reading.shows(reading.side, s) for s in range(len(beside.version.sentences)))
        reading.message = f"showing {wanted.value}: {count} in {beside.version.siglum}"
    go(reading, reading.cursors.get(reading.version, 0))
