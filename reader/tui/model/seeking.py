"""Keys that look for something: what is new, linked, in conflict, or searched for; and the filter."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from reader.story.version import sentence_at
from reader.tui.model import navigation
from reader.tui.model.filters import Filter
from reader.tui.model.navigation import beyond, go, remember, visit
from reader.tui.model.state import Reading, Spot


def seek(reading: Reading, count: int, wanted: Callable[[Spot], bool], what: str) -> None:
    """Go to the next (or, if `count` is negative, previous) passage that is wanted: so many of them, or the last."""
    found = list(islice(filter(wanted, beyond(reading, forward=count > 0)), abs(count)))
    if found:
        visit(reading, found[-1], jump=True)
        return
    where = "" if reading.merged else f" in {reading.story.versions[reading.version].siglum}"
    reading.message = f"no {what} {'further down' if count > 0 else 'further up'}{where}"


def shown_as(reading: Reading, wanted: Filter) -> Callable[[Spot], bool]:
    """Says of a passage whether it is what a filter shows."""
    if reading.merged:
        sheet = reading.sheet()
        told = sheet.telling_of
        return lambda spot: tuple(spot) in told and reading.tells(sheet, told[spot.version, spot.sentence], wanted)
    side, flow = reading.side, reading.flow(reading.side)

    def matching(spot: Spot) -> bool:
        return any(reading.shows(side, sentence, wanted) for sentence in flow.members(spot.sentence))

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


def seek_conflict(reading: Reading, count: int = 1) -> None:
    """`!`: to the next conflict (or so many further), beginning again at the top."""
    wanted = shown_as(reading, Filter.CONFLICTS)
    before = reversed(list(beyond(reading, forward=False)))
    order = (*beyond(reading, forward=True), *before, Spot(reading.version, reading.sentence))
    found = [spot for spot in order if wanted(spot)]
    if found:
        remember(reading)
        visit(reading, found[(count - 1) % len(found)], jump=True)
        return
    reading.message = "no conflict found" if reading.beside(reading.side).compared else "still comparing"


def conflict_ahead(reading: Reading) -> bool:
    """Whether the cursor is on a conflict and there is another one to go to."""
    wanted = shown_as(reading, Filter.CONFLICTS)
    if not wanted(Spot(reading.version, reading.sentence)):
        return False
    return any(wanted(spot) for forward in (True, False) for spot in beyond(reading, forward=forward))


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
    visit(reading, Spot(version, sentence), jump=True)


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
    return version, sentence_at(reading.story.versions[version].sentences, at)


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


def show(reading: Reading, wanted: Filter) -> None:
    """Show one kind of passages alone, or all."""
    reading.filter = wanted
    reading.unfolded.clear()
    reading.relayout()
    reading.message = "showing all"
    if wanted is not Filter.ALL:
        where = "" if reading.merged else f" in {reading.beside(reading.side).version.siglum}"
        reading.message = f"showing {wanted.value}: {count_shown(reading, wanted)}{where}"
    go(reading, reading.cursors.get(reading.version, 0))


def count_shown(reading: Reading, wanted: Filter) -> int:
    """How many passages a filter shows: of the version under the cursor, or of the merged reading."""
    if reading.merged:
        sheet = reading.sheet()
        tellings = range(len(sheet.tellings))
        return len(tellings) if wanted is Filter.ALL else sum(reading.tells(sheet, n, wanted) for n in tellings)
    sentences = range(len(reading.beside(reading.side).version.sentences))
    return len(sentences) if wanted is Filter.ALL else sum(reading.shows(reading.side, s, wanted) for s in sentences)


# Marking what was read


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
        navigation.remember(reading)
    read = dict(reading.read)
    for version, sentences in passage.items():
        own = read.get(version, frozenset())
        read[version] = own - sentences if was_read else own | sentences
    _take(reading, read)
    reading.message = f"{'not read' if was_read else 'read'} · {left(reading, reading.version)}"
    if reading.filter is Filter.NEW and not was_read:
        wanted = shown_as(reading, Filter.NEW)
        before = reversed(list(navigation.beyond(reading, forward=False)))
        for spot in filter(wanted, (*navigation.beyond(reading, forward=True), *before)):
            navigation.visit(reading, spot, jump=True)
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
