"""The desk between its screen and the store: what is listed, what the reader decides, and articles to be read."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from reader.desk.feeds import Feed
from reader.desk.refresh import Asking, fetch_articles, regroup
from reader.desk.store import Before, DeskStore, KeptItem
from reader.desk.stories import DeskStory
from reader.notes.sources import web_with_copies
from reader.notes.store import Store
from reader.story.moments import stamp, utc_now
from reader.story.version import MOST_VERSIONS, SourceError, Story
from reader.tui.session.sources import Wanted, open_wanted

_OPENING = 2_500
"""Code points of an article by which it is put into its story: more than grouping looks at."""


class Opened(NamedTuple):
    """A story of the desk, ready to be read."""

    story: Story
    sources: tuple[str, ...]
    items: tuple[int, ...]
    """The numbers of the items that are read in it."""
    said: str
    """What the reader should know; may be empty."""


class NewsDesk:
    """The desk of the reader. Its methods may raise StoreError; use them from the thread of the screen."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        """The desk in a store, with a clock."""
        self._store, self._desk, self.now = store, DeskStore(store, now), now
        self._decided: list[tuple[str, Before]] = []
        self._hidden: set[int] = set()
        self._visible: list[int] = []
        """The feeds that are left out and the others, as they were when `feeds` was called last."""

    def feeds(self) -> tuple[Feed, ...]:
        """All that is followed."""
        feeds = self._desk.feeds()
        self._hidden = {feed.number for feed in feeds if feed.hidden}
        self._visible = [feed.number for feed in feeds if not feed.hidden]
        return feeds

    def stories(self, topics: Iterable[int] | None = None) -> list[DeskStory]:
        """The stories of feeds that are not hidden: all, or these."""
        return self._desk.stories(self._visible, topics)

    def items(self, topic: int) -> Sequence[KeptItem]:
        """The items of a story, the latest first."""
        return [kept for kept in reversed(self._desk.of_topics([topic])) if kept.feed not in self._hidden]

    def coverage(self, story: Story) -> tuple[int, int]:
        """The story of the desk that an open one belongs to, 0 if there is none, and how many more sources it has."""
        self.feeds()
        best = (0, 0)
        for topic in self._desk.mentions(locator.partition("#")[0] for locator in story.locators):
            others = {kept.item.address for kept in self.items(topic)} - {*story.locators, ""}
            best = max(best, (topic, len(others)), key=lambda one: one[1])
        return best

    # what the reader decides

    def mark(self, items: Iterable[KeptItem], *, read: bool) -> None:
        """Mark items as read or as not read."""
        numbers = [kept.number for kept in items]
        self._decided.append(("marked as read" if read else "marked as new", self._desk.mark_read(numbers, read=read)))

    def mark_opened(self, opened: Opened) -> None:
        """Mark what is opened as read; undo does not reach that."""
        self._desk.mark_read(opened.items)

    def pin(self, items: Iterable[KeptItem], *, pinned: bool) -> None:
        """Pin a story, or let it go."""
        numbers = [kept.number for kept in items]
        self._decided.append(("pinned" if pinned else "not pinned", self._desk.pin(numbers, pinned=pinned)))

    def join(self, topics: Iterable[int], into: int) -> None:
        """Put all items of some stories into another one."""
        numbers = [kept.number for kept in self._desk.of_topics(topics) if kept.topic != into]
        self._decided.append(("joined", self._desk.join(numbers, into)))

    def split(self, kept: KeptItem) -> None:
        """Take an item out of its story."""
        self._decided.append(("taken out", self._desk.split(kept.number)))

    def hide(self, feed: Feed) -> None:
        """Leave the items of a feed out. It is shown again by `diptych feeds show`."""
        self._desk.set_hidden(feed.number, hidden=True)

    def undo(self) -> str:
        """Take the last decision back. Returns what it was; empty if there is none."""
        if not self._decided:
            return ""
        what, before = self._decided.pop()
        self._desk.take_back(before)
        return what

    # reading

    def open(self, items: Sequence[KeptItem], heard: Callable[[str], None], stop: threading.Event) -> Opened:
        """Fetch the articles of a story, or read them from their copies. Runs in a thread of its own.

        Raises:
            SourceError: None of them can be read.
            Stopped: It is no longer wanted.
        """
        with Store.open(self._store.path) as store:
            desk = DeskStore(store, self.now)
            feeds = desk.feeds()
            names = {feed.number: feed.name for feed in feeds}
            began = stamp(self.now())
            asking = Asking(
                web=web_with_copies(stop=stop),
                now=self.now,
                stop=stop,
                heard=lambda done, of, name: heard(f"fetching {done + 1} of {of} · {name}"),
            )
            wanted = _readable(items)
            if not wanted:
                raise SourceError(
                    "its items lead to no article that could be opened; their summaries are below the list"
                )
            fetched, faults = fetch_articles(wanted, feeds, asking)
            if not fetched:
                raise SourceError(faults[0])
            story = _open(fetched, names, heard, stop, began)
            sources = [kept.item.address for kept in fetched]
            by_source = dict(zip(sources, fetched, strict=True))
            told = {by_source[v.source]: v.text[:_OPENING] for v in story.versions if v.source in by_source}
            desk.keep_openings({kept.number: text for kept, text in told.items()})
            regroup(desk, [kept.number for kept in told])
            told_now = Counter(telling.topic for telling in desk.told(kept.number for kept in fetched))
            stay = {kept.number for kept in desk.of_topics([max(told_now, key=told_now.__getitem__)])}
            others = [kept for kept in fetched if kept.number not in stay]
            if others and len(others) < len(fetched):
                fetched = [kept for kept in fetched if kept.number in stay]
                story = _open(fetched, names, heard, stop, began)
                faults = [f"“{kept.item.title}” tells another story and was put aside" for kept in others] + faults
            return Opened(
                story=story,
                sources=tuple(kept.item.address for kept in fetched),
                items=tuple(kept.number for kept in fetched),
                said=" · ".join(faults),
            )


def _readable(items: Sequence[KeptItem]) -> list[KeptItem]:
    """The items that can be opened, as many as a story can have: texts of their own first, then by time."""
    found: dict[str, KeptItem] = {}
    for kept in sorted(items, key=lambda kept: (kept.origin != 0, bool(kept.read), kept.moment, kept.number)):
        if kept.item.address:
            found.setdefault(kept.item.address, kept)
    return sorted(list(found.values())[:MOST_VERSIONS], key=lambda kept: (kept.origin != 0, kept.moment, kept.number))


def _open(
    fetched: Sequence[KeptItem], names: dict[int, str], heard: Callable[[str], None], stop: threading.Event, began: str
) -> Story:
    """The articles as a story, each version under the name of its outlet.

    They are read from their copies. That is only worth a remark if a copy is older than the moment `began`.
    """
    heard("finding the articles")
    story = open_wanted(Wanted(tuple(kept.item.address for kept in fetched)), heard, stop)
    by_source = {kept.item.address: kept for kept in fetched}
    for number, version in enumerate(story.versions):
        if (kept := by_source.get(version.source)) is not None:
            date = version.date or kept.item.published[:10]
            remarks = tuple(remark for remark in version.remarks if not _told_copy(remark, began))
            named = replace(version, name=names.get(kept.feed, version.name), date=date, remarks=remarks)
            story = story.with_version(number, named)
    return story


def _told_copy(remark: str, began: str) -> bool:
    """Whether a remark says that a version was read from a copy that was made since a moment."""
    copied = re.match(r"read from a copy of (\d{4}-\d\d-\d\d \d\d:\d\d) UTC", remark)
    return copied is not None and copied[1].replace(" ", "T") >= began[:16]


class Refreshing:
    """`diptych feeds …` in a process of its own, so that the screen goes on and can end it at any moment."""

    def __init__(self, *arguments: str) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "reader", "feeds", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def wait(self) -> tuple[int, list[str]]:
        """Wait for its end, in a thread. Returns its status, and the lines that it has said."""
        out, err = self._process.communicate()
        said = [line.removeprefix("diptych: ") for line in [*err.splitlines(), *out.splitlines()] if line]
        return self._process.returncode, said

    def stop(self) -> None:
        """End it. What it has read is kept."""
        with suppress(OSError):
            self._process.terminate()
