"""The history of a source of the story being read: the texts that it had, and any two of them side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from reader.notes.database import StoreError
from reader.notes.entries import Position
from reader.notes.sources import web_with_copies
from reader.story.clean import one_line, plural
from reader.story.formats.kept import kept_children
from reader.story.history import (
    Revision,
    Row,
    change_between,
    headline_text,
    read_revision,
    revisions_of,
    row_of,
    size_text,
)
from reader.story.locators import paths_of, source_of, split_article, with_article
from reader.story.open import Text, with_texts
from reader.story.version import MOST_VERSIONS, SourceError, Stopped, Story, Version
from reader.story.web.address import is_address
from reader.story.web.pages import moment_text
from reader.story.words import count_words
from reader.tui.model.state import Reading
from reader.tui.session.notes import Session
from reader.tui.session.sources import same_place

LAST = 100
"""Revisions that are read: the latest."""
SMALL = 3
"""Changes of fewer words can be hidden."""


class Listing(NamedTuple):
    """The texts of a source, or those in which enough has changed, as a list."""

    title: str
    places: tuple[int, ...]
    lines: tuple[str, ...]
    """For each a line: date, how much changed since the line before, commit, headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """The texts that a source had, the earliest first; no two that follow each other are the same."""

    own: str
    """The locator of the source itself, as it is now."""
    texts: tuple[Text, ...]
    """At least one. The text of the source in the story is among them, if it has one."""
    listings: tuple[Listing, ...]
    """All of them; without small changes; only where the headline changed."""
    remarks: tuple[str, ...] = ()
    """What could not be read."""

    def place_of(self, locator: str) -> int | None:
        """Which text has a locator; None if none has."""
        return next((place for place, text in enumerate(self.texts) if text.locator == locator), None)


def history_of(story: Story, number: int, heard: Callable[[str], None], stop: threading.Event) -> SourceHistory:
    """Read the history of the source of a version. Nothing is fetched.

    Args:
        story: The story.
        number: The version.
        heard: Called with a line of progress.
        stop: Set when the result is no longer wanted.

    Raises:
        SourceError: It has none.
        Stopped: The result is no longer wanted.
    """
    own, version = source_of(story.locators[number]), story.versions[number]
    path = paths_of([own])[0]
    if path is None and not is_address(own):
        raise SourceError(f"{version.siglum} came from standard input: it has no history")
    named = own if path is None else with_article(str(path), split_article(own)[1])
    web = web_with_copies(heard=heard, stop=stop)
    revisions = revisions_of(named, web, lambda _: None)[-LAST:]

    def read(revision: Revision) -> Version:
        if stop.is_set():
            raise Stopped
        heard(f"reading the text of {moment_text(revision.moment)}")
        return read_revision(revision, web, language=version.language_set, stop=stop)

    with kept_children():
        found = list(row_of(revisions, read))
    rows = [row for row in found if isinstance(row, Row)]
    remarks = tuple(str(fault) for fault in found if isinstance(fault, SourceError))
    if not rows:
        raise SourceError(remarks[-1])
    texts = [_text_of(row, version, own) for row in rows if row.version]
    told = [(moment_text(row.revision.moment), _about(row)) for row in rows]
    if own in story.locators:
        present = story.versions[story.locators.index(own)]
        alike = [place for place, text in enumerate(texts) if text.version.text == present.text]
        if alike:
            texts[alike[-1]] = texts[alike[-1]]._replace(version=present, locator=own)
        else:
            texts.append(Text(present, own))
            told.append((f"{present.siglum} as it was read".ljust(len(told[-1][0])), ""))
    listings = (
        _listing("all texts", texts, told, 0, headlines=False),
        _listing(f"changes of {SMALL} words and more", texts, told, SMALL, headlines=False),
        _listing("changes of the headline", texts, told, 0, headlines=True),
    )
    return SourceHistory(own=own, texts=tuple(texts), listings=listings, remarks=remarks)


def _text_of(row: Row, like: Version, own: str) -> Text:
    """A row's text, named, as a version of the same source is. The row has one."""
    version, revision = row.version or like, row.revision
    version = replace(version, rules=like.rules)
    if not is_address(own):
        return Text(version, revision.locator or own)
    return Text(replace(version, name=like.name, source=own), revision.locator, revision.moment)


def _about(row: Row) -> str:
    """What is said of a row besides its date and how much changed: its commit, and how long it stayed."""
    until = f"unchanged until {moment_text(row.again[-1])}" if row.again else ""
    return " · ".join(filter(None, [one_line(f"{row.revision.label} {row.revision.subject}"), until]))


def _listing(
    title: str, texts: Sequence[Text], told: Sequence[tuple[str, str]], least: int, *, headlines: bool
) -> Listing:
    """Those texts in which enough has changed since the last one that is listed; the first always.

    Args:
        title: What they are.
        texts: All texts, the earliest first.
        told: For each its date, and what else is said of it.
        least: The least number of words that must have changed. A changed headline always counts.
        headlines: Whether only a changed headline counts.
    """
    listed = [(0, plural(sum(count_words(texts[0].version)), "word"), "")]
    for place in range(1, len(texts)):
        change = change_between(texts[listed[-1][0]].version, texts[place].version)
        if change.headline or (not headlines and change.size >= least):
            listed.append((place, size_text(change), headline_text(change.headline) if change.headline else ""))
    width = max(len(size) for _, size, _ in listed)
    lines = []
    for place, size, headline in listed:
        date, about = told[place]
        said = " · ".join(filter(None, [about, headline]))
        lines.append(f"{date}  {size.ljust(width)}  {said}".rstrip())
    return Listing(title, tuple(place for place, *_ in listed), tuple(lines))


# Two texts side by side


class Pair(NamedTuple):
    """Two texts of a source in a story."""

    story: Story
    shown: tuple[int, int]
    """The versions with the earlier and the later text."""
    added: frozenset[str]
    """The locators of those that were put in for this."""
    said: str
    """What to say."""


def next_pair(history: SourceHistory, shown: tuple[str, str], at: str, step: int) -> tuple[int, int]:
    """The texts that come before or after those on screen.

    Args:
        history: The history of a source.
        shown: The locators of the versions in the panes.
        at: The locator of the version under the cursor.
        step: 1 for later texts, -1 for earlier ones.

    Returns:
        Two places that follow each other.

    Raises:
        SourceError: There are none.
    """
    places = sorted({place for locator in shown if (place := history.place_of(locator)) is not None})
    if len(places) < 2:
        here = history.place_of(at)
        places = [len(history.texts) - 1 if here is None else here]
    first = places[-1] if step > 0 else places[0] - 1
    if len(history.texts) < 2:
        raise SourceError("there is only one text of it: it has not changed since it was first read")
    if first < 0 or first + 1 >= len(history.texts):
        raise SourceError(f"there is no {'later' if step > 0 else 'earlier'} text of it")
    return first, first + 1


def with_pair(story: Story, history: SourceHistory, places: tuple[int, int], keep: Collection[str]) -> Pair:
    """Put two texts of a source side by side in a story that has one of its texts already.

    Args:
        story: The story.
        history: The history of one of its sources.
        places: The places of the two in the history, the earlier one first.
        keep: The locators of texts that stay in the story as well. The source itself always stays.

    Raises:
        SourceError: The story would have too many versions.
    """
    known = {text.locator: place for place, text in enumerate(history.texts)}
    group = [n for n, one in enumerate(story.locators) if one in known or source_of(one) == history.own]
    staying = [n for n in group if story.locators[n] in keep or story.locators[n] == history.own]
    texts = {history.texts[place].locator: history.texts[place] for place in places}
    added = texts.keys() - {story.locators[n] for n in staying}
    for n in staying:
        locator = story.locators[n]
        known.setdefault(locator, -1)  # a text without a copy
        place = known[locator]
        texts.setdefault(locator, history.texts[place] if place >= 0 else Text(story.versions[n], locator))
    if len(story.versions) - len(group) + len(texts) > MOST_VERSIONS:
        raise SourceError(f"there are {MOST_VERSIONS} versions already, the most a story may have")
    together = with_texts(story, group, sorted(texts.values(), key=lambda text: known[text.locator]))
    first, second = (together.locators.index(history.texts[place].locator) for place in places)
    before, after = together.versions[first], together.versions[second]
    change = change_between(before, after)
    said = f"{after.siglum} beside {before.siglum}: {size_text(change)}"
    if change.headline:
        said += f" · {headline_text(change.headline)}"
    return Pair(together, (first, second), frozenset(added), said)


def take_over_pair(session: Session, reading: Reading, pair: Pair) -> Session:
    """Carry what is kept of a story over to the story with two texts of one of its sources.

    Args:
        session: What has kept it so far.
        reading: Where the reader is.
        pair: The story.

    Returns:
        The session from now on. The cursor is in the later text, at the passage where it was.
    """
    session.keep_position(reading)
    following = session.going_on(pair.story)
    old = reading.story.versions[reading.version]
    starts = {}
    for number, sentence in reading.cursors.items():
        locator, version = reading.story.locators[number], reading.story.versions[number]
        if locator in pair.story.locators and sentence < len(version.sentences):
            starts[locator] = version.sentences[sentence].span.start
    for number in pair.shown:
        locator = pair.story.locators[number]
        if locator not in starts and reading.sentence < len(old.sentences):
            starts[locator] = same_place(old, reading.sentence, pair.story.versions[number])
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None:
            following.notes.keep_position(Position(pair.story.locators[pair.shown[1]], starts))
            following.notes.forget_earlier_texts(pair.story)
    return following


def noted(session: Session) -> frozenset[str]:
    """The locators of the versions that anything kept is on. If that cannot be read, those of all versions."""
    try:
        return session.notes.noted_locators() if session.notes else frozenset()
    except StoreError:
        return frozenset(session.story.locators)
