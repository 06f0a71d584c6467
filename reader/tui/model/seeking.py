"""What the keys look for: filtered, linked and conflicting passages, search hits; and marking what was read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from reader.tui.model.filters import Filter
from reader.tui.model.navigation import cursor_spot, go, passages_from, remember, visit
from reader.tui.model.state import Reading, Spot

ONLY_CONFLICT = "the only conflict"
"""The message of `!` where there is no other to go to."""

# Passages of a kind


def seek(reading: Reading, count: int, wanted: Callable[[Spot], bool], what: str) -> None:
    """Go to the next wanted passage, or the previous one.

    Args:
        reading: The state to change.
        count: How many wanted passages further, negative upward. If there are fewer, the last of them.
        wanted: Says whether a passage is wanted.
        what: What is looked for, in words, for the message if there is none.
    """
    found = list(islice(filter(wanted, passages_from(reading, forward=count > 0)), abs(count)))
    if found:
        visit(reading, found[-1], jump=True)
        return
    where = "" if reading.merged else f" in {reading.story.versions[reading.version].siglum}"
    reading.message = f"no {what} {'further down' if count > 0 else 'further up'}{where}"


def filter_test(reading: Reading, wanted: Filter) -> Callable[[Spot], bool]:
    """A function that says of a passage whether a filter shows it."""
    if reading.merged:
        sheet = reading.sheet()
        telling_of = sheet.telling_of

        def telling_matches(spot: Spot) -> bool:
            telling = telling_of.get((spot.version, spot.sentence))
            return telling is not None and reading.shows_telling(sheet, telling, wanted)

        return telling_matches
    side, flow = reading.side, reading.flow(reading.side)

    def passage_matches(spot: Spot) -> bool:
        return any(reading.shows(side, sentence, wanted) for sentence in flow.members(spot.sentence))

    return passage_matches


def seek_shown(reading: Reading, count: int) -> None:
    """`]` `[`: go to what the filter shows; without a filter, to what this version adds."""
    wanted, compared = filter_test(reading, reading.filter), reading.beside(reading.side).compared
    if reading.filter not in (Filter.ALL, Filter.ONLY_HERE):
        what = f"passage ({reading.filter.value})"
    elif reading.merged:
        what = "passage that only one version has"
    elif len(reading.story.versions) == 2:
        what = "passage only here"
    else:
        what = f"passage that is not in {reading.beside(1 - reading.side).version.siglum}"
    seek(reading, count, lambda spot: compared and wanted(spot), what)


def seek_linked(reading: Reading, count: int) -> None:
    """`}` `{`: go to the next passage that the opposite version tells too."""
    seek(reading, count, filter_test(reading, Filter.SHARED), "linked passage")


def seek_conflict(reading: Reading, count: int = 1) -> None:
    """`!`: go to the next conflict (or the one `count` further); after the last comes the first."""
    wanted = filter_test(reading, Filter.CONFLICTS)
    before = reversed(list(passages_from(reading, forward=False)))
    order = (*passages_from(reading, forward=True), *before, cursor_spot(reading))
    found = [spot for spot in order if wanted(spot)]
    if found:
        remember(reading)
        visit(reading, found[(count - 1) % len(found)], jump=True)
        if len(found) == 1:
            reading.message = ONLY_CONFLICT
        return
    reading.message = "no conflict found" if reading.beside(reading.side).compared else "still comparing"


def conflict_ahead(reading: Reading) -> bool:
    """Whether the cursor is on a conflict and there is another one to go to."""
    wanted = filter_test(reading, Filter.CONFLICTS)
    if not wanted(cursor_spot(reading)):
        return False
    return any(wanted(spot) for forward in (True, False) for spot in passages_from(reading, forward=forward))


# The filter


def set_filter(reading: Reading, wanted: Filter) -> None:
    """Show only one kind of passages, or all."""
    reading.filter = wanted
    reading.unfolded.clear()
    reading.relayout()
    reading.message = "showing all"
    if wanted is not Filter.ALL:
        where = "" if reading.merged else f" in {reading.beside(reading.side).version.siglum}"
        reading.message = f"showing {wanted.value}: {count_shown(reading, wanted)}{where}"
    go(reading, reading.cursors.get(reading.version, 0))


def count_shown(reading: Reading, wanted: Filter) -> int:
    """How many passages a filter shows: of the cursor's version, or of the merged view."""
    if reading.merged:
        sheet = reading.sheet()
        tellings = range(len(sheet.tellings))
        return len(tellings) if wanted is Filter.ALL else sum(reading.shows_telling(sheet, n, wanted) for n in tellings)
    sentences = range(len(reading.beside(reading.side).version.sentences))
    return len(sentences) if wanted is Filter.ALL else sum(reading.shows(reading.side, s, wanted) for s in sentences)


# Search hits


def seek_hit(reading: Reading, count: int, *, include_here: bool = False) -> None:
    """`n` `N`: go to the next search hit; after the last hit of a version comes the next version.

    Args:
        reading: The state to change.
        count: How many hits further, negative upward.
        include_here: Whether a hit in the present passage counts (while the query is being typed).
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
    """The number of the first hit in the cursor's passage (0 for none), and how many hits there are."""
    found = reading.hits.get(reading.version)
    number = 0
    if found:
        start, end = _passage_extent(reading, reading.version, reading.sentence)
        here = found.first_from(start)
        if here is not None and here < end:
            before = sum(len(hits) for version, hits in reading.hits.items() if version < reading.version)
            number = before + found.count_before(here) + 1
    return number, sum(map(len, reading.hits.values()))


def _next_hit(reading: Reading, version: int, sentence: int, *, forward: bool, include_here: bool) -> tuple[int, int]:
    """Version and sentence of the next hit outside a passage, or also in it. There must be one."""
    versions = reading.story.versions
    start, end = _passage_extent(reading, version, sentence)
    found, at = reading.hits.get(version), None
    if found:
        at = found.first_from(start if include_here else end) if forward else found.last_before(start)
    while at is None:
        version = (version + (1 if forward else -1)) % len(versions)
        found = reading.hits.get(version)
        if found:
            at = found.first_from(0) if forward else found.last_before(len(versions[version].text) + 1)
    return version, versions[version].sentence_at(at)


def _passage_extent(reading: Reading, version: int, sentence: int) -> tuple[int, int]:
    """The code points from the beginning of a passage to that of the next."""
    sentences = reading.story.versions[version].sentences
    if not sentences:
        return 0, 0
    first = last = sentence
    if version in reading.shown:
        first, last = reading.flow(reading.shown.index(version)).passage(sentence)
    end = sentences[last + 1].span.start if last + 1 < len(sentences) else len(reading.story.versions[version].text)
    return sentences[first].span.start, end


# What was read


def toggle_read(reading: Reading) -> None:
    """`r`: mark the passage as read, or as not read; if only new passages are shown, go on to the next.

    In the merged view this marks the passage in every version that tells it.
    """
    if not reading.story.versions[reading.version].sentences:
        reading.message = "nothing here to read"
        return
    passage = _passage_by_version(reading)
    was_read = all(sentences <= reading.read.get(version, frozenset()) for version, sentences in passage.items())
    if reading.filter is Filter.NEW:
        remember(reading)
    read = dict(reading.read)
    for version, sentences in passage.items():
        own = read.get(version, frozenset())
        read[version] = own - sentences if was_read else own | sentences
    _set_read(reading, read)
    reading.message = f"{'not read' if was_read else 'read'} · {describe_news(reading, reading.version)}"
    if reading.filter is Filter.NEW and not was_read:
        wanted = filter_test(reading, Filter.NEW)
        before = reversed(list(passages_from(reading, forward=False)))
        spot = next(filter(wanted, (*passages_from(reading, forward=True), *before)), None)
        if spot is not None:
            visit(reading, spot, jump=True)


def toggle_version_read(reading: Reading) -> None:
    """`R`: mark the whole version as read; again, restore what was read of it before."""
    version = reading.version
    everything = frozenset(range(len(reading.story.versions[version].sentences)))
    read = reading.read.get(version, frozenset())
    if read != everything:
        reading.read_before[version] = read
        _set_read(reading, {**reading.read, version: everything})
    else:
        _set_read(reading, {**reading.read, version: reading.read_before.pop(version, frozenset())})
    siglum = reading.story.versions[version].siglum
    others = [describe_news(reading, n) for n in reading.shown if n != version]
    is_read = reading.read.get(version) == everything
    done = f"all of {siglum} is read" if is_read else describe_news(reading, version)
    reading.message = " · ".join([done, *others])


def describe_news(reading: Reading, version: int) -> str:
    """How much of a version is new to the reader: `12 new left in B`."""
    return f"{len(reading.news(version))} new left in {reading.story.versions[version].siglum}"


def describe_read(reading: Reading, version: int, sentence: int) -> str:
    """Whether a passage was read, or is known from one that was; empty if it is new, or nothing was read yet."""
    if sentence in reading.read.get(version, ()):
        return "read"
    return "known" if any(reading.read.values()) and sentence not in reading.news(version) else ""


def describe_unread(reading: Reading) -> str:
    """For the header: what is new in the cursor's version, if anything was read or the filter asks for it."""
    asked = reading.filter is Filter.NEW or any(reading.read.values())
    return describe_news(reading, reading.version) if asked else ""


def _passage_by_version(reading: Reading) -> dict[int, frozenset[int]]:
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


def _set_read(reading: Reading, read: dict[int, frozenset[int]]) -> None:
    reading.read = read
    reading.forget_news()
    if reading.filter is Filter.NEW:
        reading.relayout()
