"""Fetching a page again: whether it reads otherwise now, and what the reader kept goes on to the new text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.entries import Entry, KeptDecision, Position
from reader.notes.finder import finder_of
from reader.notes.story_notes import StoryNotes
from reader.story.article import split_article
from reader.story.named import is_address
from reader.story.open import MOST_VERSIONS as MOST
from reader.story.open import open_page
from reader.story.renewed import next_siglum, renewed
from reader.story.story import SourceError, Story
from reader.story.version import Version
from reader.tui.keeping import Keeping
from reader.tui.model.reading import Reading

if TYPE_CHECKING:
    from reader.story.web.copies import Copy

__all__ = ["MOST", "Renewed", "fetch_again", "take_over", "with_noted_copies"]


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
    from reader.story.web.address import canonical
    from reader.story.web.fetched import Stopped
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
        Got(fetched, "", fetched.remarks), siglum, name=old.name, language=old.language_set, article=old.article
    )
    version = version._replace(source=old.source)
    if version.text == old.text:
        since = f" of {told(before)}" if before else ""
        return Renewed(f"{old.siglum} reads as it did in the copy{since}: nothing has changed")
    if stop.is_set():
        raise Stopped
    got = web.keep(fetched)
    new = renewed(story, number, version, before, got.moment)
    remarks = "".join(f" · {remark}" for remark in got.remarks)
    return Renewed(f"{siglum} is what {old.siglum} has become{remarks}", new, number + 1)


def with_noted_copies(keeping: Keeping) -> Keeping:
    """Put those earlier copies of a story's pages beside the latest ones that notes, picks or pins stand on.

    Args:
        keeping: Keeps the story as it opens: with the latest copies.

    Returns:
        What keeps the story with the earlier copies; the same where there is none to add.
    """
    from reader.notes.web import web_with_copies

    story, copies = keeping.story, web_with_copies().copies
    try:
        wanted = _noted_copies(story, keeping.notes) if keeping.notes else {}
    except StoreError:
        return keeping  # it will be said where the notes are to be shown
    for address, moments in sorted(wanted.items()):
        number, page = story.locators.index(address), split_article(address)[0]
        last = copies.find(page) if copies else None
        found = [copies.find(page, moment) if copies else None for moment in sorted(moments)]
        texts = [(version, copy.moment) for copy in found if copy and (version := _text_of(copy, story, number))]
        if last and texts and len(story.versions) + len(texts) <= MOST:
            story = _side_by_side(story, number, [*texts, (story.versions[number], last.moment)])
    return keeping if story is keeping.story else keeping.going_on(story)


def _side_by_side(story: Story, number: int, texts: list[tuple[Version, str]]) -> Story:
    """The story with several texts of one page, each with its moment, the earliest first, in place of one version."""
    (first, before), *later = texts
    story = story.with_version(number, first)
    for version, moment in later:
        siglum = next_siglum(first.siglum, [version.siglum for version in story.versions])
        story = renewed(story, number, version._replace(siglum=siglum), before, moment)
        number, before = number + 1, moment
    return story


def _text_of(copy: Copy, story: Story, number: int) -> Version | None:
    """An earlier copy as the version it was; None where it cannot be read any more."""
    from reader.story.web.web import Got

    latest = story.versions[number]
    try:
        got = Got(copy.fetched, copy.moment, copy.fetched.remarks)
        found = open_page(got, latest.siglum, name=latest.name, language=latest.language_set, article=latest.article)
        return found._replace(source=latest.source)
    except SourceError:
        return None


def _noted_copies(story: Story, notes: StoryNotes) -> dict[str, set[str]]:
    """For each page of a story, the moments of the earlier copies that something kept stands on."""
    wanted: dict[str, set[str]] = {}
    kept: tuple[Entry | KeptDecision, ...] = (*notes.entries(), *notes.decisions.all())
    for anchor in (anchor for one in kept for anchor in one.anchors):
        address, _, moment = anchor.locator.rpartition("#")
        if moment and address in story.locators and anchor.locator not in story.locators and is_address(address):
            wanted.setdefault(address, set()).add(moment)
    return wanted


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
                starts[story.locators[number]] = same_place(version, sentence, story.versions[number])
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None:
            following.notes.keep_position(Position(story.locators[number], starts))
    return following


def same_place(old: Version, sentence: int, new: Version) -> int:
    """Where a sentence of the old text begins in the new one; where it stood if it is gone."""
    span = old.sentences[sentence].span
    found = finder_of(new).find(make_anchor(old, "", span)).span
    return found.start if found else min(span.start, len(new.text))
