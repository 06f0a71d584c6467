"""Which article of a page is read, where there are several: what can be chosen, and what was chosen for the story."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from reader.notes.database import StoreError
from reader.notes.entries import Position
from reader.story.article import ALL
from reader.story.story import SourceError, Story
from reader.story.version import Version
from reader.tui.keeping import Keeping
from reader.tui.model.reading import Reading

CHOSEN = "articles"
"""The story's setting: the article of each locator whose own choice is another."""


def choices(version: Version) -> list[tuple[str, str]]:
    """What can be chosen: a number or `all`, and a line that says what it is."""
    rows = [
        (str(number), f"{number}  {told.title} · {told.length:,} characters")
        for number, told in enumerate(version.articles, 1)
    ]
    total = sum(told.length for told in version.articles)
    return [*rows, (ALL, f"all {len(rows)}, one after the other · {total:,} characters")]


def with_article(story: Story, number: int, article: str, heard: Callable[[str], None], stop: threading.Event) -> Story:
    """The story with another article of the page that one of its versions came from.

    Args:
        story: The story.
        number: The version.
        article: A number from 1 on, or `all`.
        heard: Told how far it has come.
        stop: Set when it is not wanted any more.

    Raises:
        SourceError: The page cannot be had any more.
        Stopped: It is not wanted any more.
    """
    from reader.notes.web import web_with_copies
    from reader.story.open import open_article

    heard("finding the article")
    web = partial(web_with_copies, heard=heard, stop=stop)
    version = open_article(story.versions[number], story.locators[number], article, web)
    return story.with_version(number, version)


def take_over(keeping: Keeping, reading: Reading, story: Story, number: int) -> Keeping:
    """Let what is kept of a story go on with another article of a page, and keep that it was chosen.

    Args:
        keeping: What has kept it so far.
        reading: Where the reader is.
        story: The story with the other article.
        number: Which version has it; the cursor is at its beginning.

    Returns:
        What keeps it from now on.
    """
    keeping.keep_position(reading)
    following = keeping.going_on(story)
    kept = following.setting(CHOSEN)
    chosen = {**kept} if isinstance(kept, dict) else {}
    following.keep_setting(CHOSEN, {**chosen, story.locators[number]: story.versions[number].article})
    with suppress(StoreError):  # as on leaving: no words are lost
        if following.notes is not None and (position := following.notes.position()):
            starts = {**position.starts, story.locators[number]: 0}
            following.notes.keep_position(Position(story.locators[number], starts))
    return following


def recalled(keeping: Keeping) -> tuple[Keeping, list[str]]:
    """Take up which articles were chosen for a story before.

    Returns:
        What keeps the story with these articles, and what went wrong.
    """
    kept = keeping.setting(CHOSEN)
    story, troubles = keeping.story, []
    for number, (version, locator) in enumerate(zip(story.versions, story.locators, strict=True)):
        article = kept.get(locator) if isinstance(kept, dict) else None
        if not version.articles or not isinstance(article, str) or article == version.article:
            continue
        try:
            story = with_article(story, number, article, lambda _: None, threading.Event())
        except SourceError as error:
            troubles.append(f"{version.siglum}: the article chosen before is not there: {error}")
    return (keeping.going_on(story) if story is not keeping.story else keeping), troubles
