"""Keys that look for something: what is new, linked, in conflict, or searched for; and the filter."""

from __future__ import annotations

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
    version, sentence = found[(at + (count - 1 if count > 0 else count + 1)) % len(found)]
    if not include_here:
        remember(reading)
    show_version(reading, version)
    go(reading, sentence, jump=True)


def _ring(reading: Reading) -> list[int]:
    total = len(reading.story.versions)
    return [(reading.version + n) % total for n in range(total)]


def _hit_sentences(reading: Reading, version: int) -> list[int]:
    sentences = reading.story.versions[version].sentences
    out: list[int] = []
    found = iter(reading.hits.get(version, []))
    hit = next(found, None)
    for index, sentence in enumerate(sentences):
        while hit and hit[1] <= sentence.span.start:
            hit = next(found, None)
        if hit and hit[0] < sentence.span.end:
            out.append(index)
    return out


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
