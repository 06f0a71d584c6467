"""Fetching a page again: whether it reads otherwise now, and what the reader kept goes on to the new text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.entries import Position
from reader.notes.finder import finder_of
from reader.story.article import split_article
from reader.story.open import MOST_VERSIONS as MOST
from reader.story.renewed import next_siglum, renewed
from reader.story.story import Story
from reader.story.version import Version
from reader.tui.keeping import Keeping
from reader.tui.model.reading import Reading

__all__ = ["MOST", "Renewed", "fetch_again", "take_over"]


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of fetching a page again."""

    said: str
    """For the reader."""
    story: Story | None = None
    """The story with the new text; None where the page reads as it did."""
    number: int = 0
    """Which version has the new text."""


def fetch_again(story: Story, number: int, heard: Callable[[str], None], stop: threading.Event) -> Renewed:
    """Fetch the page of a version again. A copy is kept if it reads otherwise.

    Args:
        story: What is being read.
        number: The version with the latest text of the page.
        heard: Told how far it has come.
        stop: Set when it is not wanted any more.

    Raises:
        SourceError: It cannot be had.
        Stopped: It is not wanted any more.
    """
    from reader.notes.web import web_with_copies
    from reader.story.open import open_page
    from reader.story.web.address import canonical
    from reader.story.web.web import Got, told

    old = story.versions[number]
    web = web_with_copies(heard=heard, stop=stop)
    named = split_article(old.source)[0]
    copy = web.copies.find(named) if web.copies else None
    before = copy.moment if copy else ""
    fetched = web.fetch(canonical(named), public=copy is not None and copy.fetched.public)
    heard("finding the article")
    siglum = next_siglum(old.siglum, [version.siglum for version in story.versions])
    version = open_page(
        Got(fetched, "", fetched.remarks), siglum, name=old.name, language=old.language, article=old.article
    )
    version = replace(version, source=old.source)
    if version.text == old.text:
        since = f" of {told(before)}" if before else ""
        return Renewed(f"{old.siglum} reads as it did in the copy{since}: nothing has changed")
    got = web.keep(fetched)
    new = renewed(story, number, version, before, got.moment)
    remarks = "".join(f" · {remark}" for remark in got.remarks)
    return Renewed(f"{siglum} is what {old.siglum} has become{remarks}", new, number + 1)


def take_over(keeping: Keeping, reading: Reading, story: Story, number: int) -> Keeping:
    """Let what is kept of a story go on with a new text of one of its pages.

    Args:
        keeping: What has kept it so far.
        reading: Where the reader is.
        story: The story with the new text.
        number: Which version has the new text; the one before it has the text before.

    Returns:
        What keeps it from now on. The cursor is where it was, in the new text at the same passage.
    """
    keeping.keep_position(reading)
    following = keeping.going_on(story)
    starts = {}
    for old_number, sentence in reading.cursors.items():
        place = old_number + (old_number >= number)
        version = story.versions[place]
        if sentence < len(version.sentences):
            starts[story.locators[place]] = version.sentences[sentence].span.start
            if place == number - 1:
                starts[story.locators[number]] = _same_place(version, sentence, story.versions[number])
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None:
            following.notes.keep_position(Position(story.locators[number], starts))
    return following


def _same_place(old: Version, sentence: int, new: Version) -> int:
    """Where a sentence of the old text begins in the new one; where it stood if it is gone."""
    span = old.sentences[sentence].span
    found = finder_of(new).find(make_anchor(old, "", span)).span
    return found.start if found else min(span.start, len(new.text))
