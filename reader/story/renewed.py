"""A story in which one page was fetched again and reads otherwise now: both tellings stand side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.story.version import Story, Version

PRIME = "′"
_DATE = re.compile(r" · \d{4}-\d\d-\d\d \d\d:\d\d$")


def latest(story: Story, number: int) -> int | None:
    """Which version holds the latest text of the page that a version came from; None where that came from no page."""
    source = story.versions[number].source
    if not source.startswith(("http://", "https://")):
        return None
    return story.locators.index(source) if source in story.locators else number


def next_siglum(siglum: str, taken: Sequence[str]) -> str:
    """The siglum of the next text of the same source: `A` becomes `A′`, then `A″` as a second prime, and so on."""
    following = siglum + PRIME
    while following in taken:
        following += PRIME
    return following


def renewed(story: Story, number: int, version: Version, before: str, now: str) -> Story:
    """The story with the new text of a page beside the one it had.

    The new text takes over the locator, which is the page's address, so that notes, marks and the position follow it
    there as they do where a file has changed. The text before keeps its siglum, and its locator says of when it is.

    Args:
        story: The story as it is.
        number: Which version has the text before; one from an address.
        version: The new text, with a siglum of its own.
        before: The moment of the text before, as `2031-02-14T09:12:44Z`; empty where no copy is kept of it.
        now: The same of the new one.

    Returns:
        The story under the same key; the new version comes right after the one before.
    """
    old = story.versions[number]
    place = number + 1
    own = old.source
    aged = own + "#" + (before or old.sha256)
    while aged in story.locators:
        aged += "#"
    locators = list(story.locators)
    if locators[number] == own:
        locators[number] = aged
    locators.insert(place, own)
    versions = [
        *story.versions[:number],
        old._replace(name=_dated(old.name, before)),
        version._replace(name=_dated(version.name, now)),
        *story.versions[place:],
    ]
    return story._replace(versions=tuple(versions), locators=tuple(locators))


def _dated(name: str, moment: str) -> str:
    """A version's name with the moment it is of: `Harbour Ledger · 2031-02-14 09:12`."""
    return f"{_DATE.sub('', name)} · {moment[:10]} {moment[11:16]}" if moment else name
