"""Asking feeds: several hosts at once, each host one feed at a time, and only for what has changed.

Threads fetch; the caller's thread reads what came and keeps it, a feed at a time, so that a kill loses at most the feed
that is being read, which is then asked again.
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from reader.desk.feeds import LONGEST_TITLE, Feed, Item, Kind, feed_home, feed_title, feeds_named, items_of
from reader.desk.store import DeskStore, KeptItem, Taken
from reader.desk.stories import WINDOW, Stories
from reader.story.clean import clean_line, one_line
from reader.story.formats.child import Answer
from reader.story.formats.kept import kept_children
from reader.story.formats.sandbox import read_feed
from reader.story.moments import stamp
from reader.story.open import open_page, open_story
from reader.story.sources import texts_in
from reader.story.version import SourceError, Stopped, Version
from reader.story.web.address import canonical, is_address, is_private
from reader.story.web.copies import Fetched
from reader.story.web.fetch import RefusedError, Subscription
from reader.story.web.pages import Web, WebPage

HOSTS = 8
"""Hosts that are asked at once."""
PAUSE = 1.0
"""Seconds between two requests to a host on the public internet."""
AT_LEAST = timedelta(seconds=60)
"""A feed that was asked so lately is not asked again, unless the reader names it."""
LATER, LATEST = timedelta(minutes=15), timedelta(days=1)
"""How long a feed that fails is left alone: twice as long each time, up to a day."""
LONGEST_WAIT = timedelta(days=7)
"""How long a server can ask to be left alone."""
DEAD_AFTER = timedelta(days=14)
"""A feed that could not be read for so long is named as dead."""
AT_ONCE = 2_000
"""Items that are put into stories at once; then they are kept."""
GONE = 410
_PAGE_KIND = "page"
_LOOK_EVERY = 0.1
_SUMMARY = 400
"""Code points of a text that stand for its summary."""


class Fault(NamedTuple):
    """A feed that could not be read, or something that the reader should know of it."""

    feed: Feed
    said: str
    """One sentence that names the feed."""
    failed: bool = True
    """Whether it could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What came of asking feeds."""

    asked: int
    """Feeds that were asked."""
    new: int
    """New items."""
    changed: int
    """Items that have changed."""
    faults: tuple[Fault, ...]


@dataclass(slots=True, kw_only=True)
class Asking:
    """How feeds are asked."""

    web: Web
    """Fetches, and keeps copies of pages."""
    now: Callable[[], datetime]
    pause: float = PAUSE
    hosts: int = HOSTS
    heard: Callable[[int, int, str], None] = lambda *_: None
    """Called in the caller's thread before each feed is read: how many are done, of how many, and its name."""
    stop: threading.Event | None = None
    """Set, in any thread, when the rest is no longer wanted."""


class _Come(NamedTuple):
    """What came from a feed."""

    feed: Feed
    fetched: Fetched | None
    error: SourceError | None


def refresh(desk: DeskStore, feeds: Sequence[Feed], asking: Asking, *, force: bool = False) -> Refreshed:
    """Ask feeds, and keep what they list.

    Args:
        desk: Keeps it.
        feeds: Those to ask. One that is not due is passed over: asked a minute ago, failing, or to be left alone.
        asking: How.
        force: Whether to ask also those that are not due, but not those that are gone.

    Raises:
        StoreError: Something could not be kept.
        Stopped: The rest is no longer wanted. What has been read is kept.
    """
    due = [feed for feed in feeds if not feed.gone and (force or is_due(feed, asking.now())) and desk.claim(feed)]
    new = changed = 0
    faults: list[Fault] = []
    with kept_children():
        for done, (feed, fetched, error) in enumerate(_come(due, asking)):
            asking.heard(done, len(due), feed.name)
            try:
                if error is not None:
                    raise error
                taken, remarks = _read(desk, feed, fetched, asking)
                new, changed = new + taken.new, changed + taken.changed
                faults += [Fault(feed, f"{_called(feed)} {remark}", failed=False) for remark in remarks]
            except SourceError as fault:
                faults.append(_failed(desk, feed, fault, asking.now()))
    return Refreshed(asked=len(due), new=new, changed=changed, faults=tuple(faults))


def regroup(desk: DeskStore, again: Iterable[int] = (), heard: Callable[[int], None] = lambda _: None) -> int:
    """Put items that no story has yet into stories, some at a time, the earliest first.

    Args:
        desk: Keeps them.
        again: Instead, items whose articles were fetched since. They are put where they belong by these.
        heard: Called with the number of items that are left.

    Returns:
        How many items were put anywhere else than they were.
    """
    wanted = list(again)
    new = desk.told(wanted) if wanted else desk.ungrouped()
    if not new:
        return 0
    own = {item.number for item in new}
    known = [item for item in desk.around(new[0].moment - WINDOW, new[-1].moment + WINDOW) if item.number not in own]
    stories = Stories(known, desk.splits())
    before = {item.number: item.topic for item in [*known, *new]}
    moved = 0
    for start in range(0, len(new), AT_ONCE):
        heard(len(new) - start)
        part = new[start : start + AT_ONCE]
        after = stories.add(part)
        touched = {topic for topic in [*after.values(), *map(before.__getitem__, after)] if topic}
        touched |= {item.topic for item in part if item.topic}
        desk.settle(before, after, stories.origins(touched))
        before |= after
        moved += len(after)
    return moved


def is_due(feed: Feed, now: datetime) -> bool:
    """Whether a feed may be asked now."""
    if feed.again > stamp(now):
        return False
    return not stamp(now - AT_LEAST) < feed.asked <= stamp(now)


def is_dead(feed: Feed, now: datetime) -> bool:
    """Whether a feed is gone, or could not be read for two weeks."""
    return feed.gone or (feed.failures > 0 and feed.since <= stamp(now - DEAD_AFTER))


def find_feed(named: str, asking: Asking) -> tuple[Feed, tuple[Item, ...], list[str]]:
    """Find the feed at an address, which may be that of a page that names its feed.

    Returns:
        The feed as it is to be added, its items, and remarks that follow its name.

    Raises:
        SourceError: There is none, or it cannot be read.
        Stopped: It is no longer wanted.
    """
    address = canonical(named)
    fetched = asking.web.fetch(address, subscription=Subscription())
    answer = _answer(fetched, asking)
    if answer.parts[0][0] == _PAGE_KIND:
        feeds = feeds_named(answer)
        if not feeds:
            raise SourceError(
                f"{address} is a page that names no feed: look for the feed's own address on the site, or follow the "
                "changes of the page itself with --page"
            )
        fetched = asking.web.fetch(canonical(feeds[0][0]), public=fetched.public, subscription=Subscription())
        answer = _answer(fetched, asking)
        if answer.parts[0][0] == _PAGE_KIND:
            raise SourceError(f"{address} names {feeds[0][0]} as its feed, but that is a page")
    feed = Feed(number=0, address=fetched.moved or fetched.address)
    return _as_read(feed, fetched, answer), items_of(answer, asking.now()), list(map(clean_line, answer.remarks))


# Fetching, in threads


def fetch_articles(
    items: Sequence[KeptItem], feeds: Iterable[Feed], asking: Asking
) -> tuple[list[KeptItem], list[str]]:
    """Fetch the articles of items, and keep copies of them, unless there are copies that are not older than the items.

    Args:
        items: The items.
        feeds: What is followed. Hosts that the reader did not name there must be public.
        asking: How to fetch.

    Returns:
        The items whose articles can be read, in their order, and a sentence for each other one.

    Raises:
        Stopped: They are no longer wanted.
    """
    read: set[int] = set()
    faults: list[str] = []
    web = [kept for kept in items if is_address(kept.item.address)]
    named = {urlsplit(feed.address).hostname for feed in feeds}

    def fetch(kept: KeptItem, web: Web) -> tuple[KeptItem, str]:
        return kept, _fetch_article(kept, web, public=_article_host(kept) not in named)

    for done, (kept, fault) in enumerate(_side_by_side(web, _article_host, fetch, asking)):
        asking.heard(done, len(web), kept.item.title)
        if fault:
            faults.append(fault)
        else:
            read.add(kept.number)
    return [kept for kept in items if kept.number in read or not is_address(kept.item.address)], faults


def _article_host(kept: KeptItem) -> str:
    return urlsplit(kept.item.address).hostname or ""


def _fetch_article(kept: KeptItem, web: Web, *, public: bool) -> str:
    """Have a copy of an article. Returns what is wrong; nothing if all is well."""
    moments = web.copies.moments(kept.item.address) if web.copies else ()
    stale = bool(moments) and moments[0] < kept.changed
    try:
        replace(web, fresh=stale).get(canonical(kept.item.address), public=public)
    except SourceError as error:
        return str(error)
    except Stopped:
        return f"{kept.item.address} was given up"
    return ""


_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


def _side_by_side(
    jobs: Sequence[_Job], host_of: Callable[[_Job], str], work: Callable[[_Job, Web], _Result], asking: Asking
) -> Iterator[_Result]:
    """Do jobs in threads, several hosts at once, each host one job at a time with pauses.

    Yields:
        The results, in the order in which they come.

    Raises:
        Stopped: The rest is no longer wanted.
    """
    by_host: defaultdict[str, list[_Job]] = defaultdict(list)
    for job in jobs:
        by_host[host_of(job)].append(job)
    waiting = deque(by_host.items())
    come: SimpleQueue[_Result] = SimpleQueue()
    given_up = threading.Event()
    web = replace(asking.web, progress=None, stop=given_up)

    def work_on_hosts() -> None:
        while not given_up.is_set():
            try:
                host, own = waiting.popleft()
            except IndexError:
                return
            for number, job in enumerate(own):
                if number and not is_private(host):
                    given_up.wait(asking.pause)
                if given_up.is_set():
                    return
                come.put(work(job, web))

    threads = [
        threading.Thread(target=work_on_hosts, daemon=True, name="desk") for _ in range(min(asking.hosts, len(waiting)))
    ]
    left = len(jobs)
    try:
        for thread in threads:
            thread.start()
        while left:
            with suppress(Empty):
                yield come.get(timeout=_LOOK_EVERY)
                left -= 1
            if asking.stop is not None and asking.stop.is_set():
                raise Stopped
    finally:
        given_up.set()
        for thread in threads:
            thread.join()


def _come(feeds: Sequence[Feed], asking: Asking) -> Iterator[_Come]:
    """What comes from feeds, in the order in which it comes. Folders come at once. Raises Stopped."""
    yield from (_Come(feed, None, None) for feed in feeds if feed.kind is Kind.FOLDER)
    web = [feed for feed in feeds if feed.kind is not Kind.FOLDER]
    yield from _side_by_side(web, lambda feed: urlsplit(feed.address).hostname or "", _ask, asking)


def _ask(feed: Feed, web: Web) -> _Come:
    """Ask for one feed or page."""
    subscription = Subscription(etag=feed.etag, modified=feed.modified)
    try:
        return _Come(feed, web.fetch(canonical(feed.address), subscription=subscription), None)
    except SourceError as error:
        return _Come(feed, None, error)
    except Stopped:
        return _Come(feed, None, SourceError(f"{feed.address} was given up"))


# Reading what came


def _read(desk: DeskStore, feed: Feed, fetched: Fetched | None, asking: Asking) -> tuple[Taken, Sequence[str]]:
    """Read and keep what came from a feed. Returns what came of it, and remarks. Raises SourceError."""
    if fetched is None:
        return desk.read(feed, _files(desk, feed, asking)), ()
    moved = fetched.moved
    if moved and any(other.address == moved for other in desk.feeds()):
        moved = ""  # that one is followed too
    feed = replace(feed, address=moved or feed.address)
    told = [f"has moved to {moved}, which is followed from now on"] if moved else []
    digest = hashlib.sha256(fetched.data).hexdigest()
    if fetched.unchanged or digest == feed.digest:
        return desk.read(replace(feed, etag=fetched.etag or feed.etag)), told
    if feed.kind is Kind.PAGE:
        title, items = _page(feed, fetched, asking)
        return desk.read(replace(_with_state(feed, fetched), title=feed.title or title), items), told
    answer = _answer(fetched, asking)
    if answer.parts[0][0] == _PAGE_KIND:
        raise SourceError(f"{feed.address} is a page now and no feed any more: it may ask for a login, or have moved")
    items = items_of(answer, asking.now())
    return desk.read(_as_read(feed, fetched, answer), items), [*told, *map(clean_line, answer.remarks)]


def _failed(desk: DeskStore, feed: Feed, error: SourceError, now: datetime) -> Fault:
    """Keep that a feed could not be read. Returns what to say of it."""
    gone = isinstance(error, RefusedError) and error.status == GONE
    wait = min(LATER * 2 ** min(feed.failures, 10), LATEST)
    if isinstance(error, RefusedError) and error.again is not None:
        wait = min(max(wait, timedelta(seconds=min(error.again, 1e7))), LONGEST_WAIT)
    desk.failed(feed, str(error), again=stamp(now + wait), gone=gone)
    said = f"{feed.title}: {error}" if feed.title else str(error)
    if gone:
        return Fault(feed, f"{said}; it is not asked any more, and “diptych feeds remove” forgets it")
    if feed.failures and is_dead(feed, now):
        return Fault(feed, f"{said}; it could not be read since {feed.since[:10]}")
    return Fault(feed, said)


def _called(feed: Feed) -> str:
    return f"{feed.title} ({feed.address})" if feed.title else feed.address


def _answer(fetched: Fetched, asking: Asking) -> Answer:
    media_type = f"{fetched.media_type}; charset={fetched.charset}" if fetched.charset else fetched.media_type
    return read_feed(fetched.data, fetched.address, base=fetched.final, media_type=media_type, stop=asking.stop)


def _as_read(feed: Feed, fetched: Fetched, answer: Answer) -> Feed:
    """A feed as what it reads as says; what it does not say stays."""
    return replace(
        _with_state(feed, fetched), title=feed_title(answer) or feed.title, home=feed_home(answer) or feed.home
    )


def _with_state(feed: Feed, fetched: Fetched) -> Feed:
    digest = hashlib.sha256(fetched.data).hexdigest()
    return replace(feed, etag=fetched.etag, modified=fetched.modified, digest=digest)


def _page(feed: Feed, fetched: Fetched, asking: Asking) -> tuple[str, tuple[Item, ...]]:
    """The title of a page that is followed, and the page as an item. A copy is kept if its text has changed."""
    version = open_page(WebPage(fetched, "", fetched.remarks), "A", stop=asking.stop)
    item = _as_item(version, feed.address, feed.address)
    asking.web.keep(fetched)
    return version.title, (item,)


def _files(desk: DeskStore, feed: Feed, asking: Asking) -> tuple[Item, ...]:
    """The texts of a folder that are new or were written to, as items.

    One that cannot be read is left out: it may still be written to.
    """
    known = desk.stamps(feed)
    found = []
    for path in texts_in(Path(feed.address)):
        if asking.stop is not None and asking.stop.is_set():
            raise Stopped
        with suppress(SourceError, OSError):
            facts = path.stat()
            written = f"{facts.st_size} {facts.st_mtime_ns}"
            if known.get(str(path)) != written:
                item = _as_item(open_story([str(path)]).versions[0], str(path), str(path))
                moment = min(datetime.fromtimestamp(facts.st_mtime, UTC), asking.now())
                found.append(replace(item, published=stamp(moment), stamp=written))
    return tuple(found)


def _as_item(version: Version, key: str, address: str) -> Item:
    """A version as an item: its title, and the beginning of its text."""
    body = version.text.removeprefix(version.title)
    return Item(
        key=key,
        address=address,
        title=one_line(version.title)[:LONGEST_TITLE],
        summary=one_line(body[: 2 * _SUMMARY])[:_SUMMARY],
        stamp=hashlib.sha256(version.text.encode("utf-8", "replace")).hexdigest(),
    )


def named_feeds(feeds: Iterable[Feed], names: Iterable[str]) -> tuple[list[Feed], list[str]]:
    """The feeds that addresses, paths or whole titles name, and a sentence for each name that is not of one feed."""
    every = list(feeds)
    found, unknown = [], []
    for name in names:
        forms = {name, str(Path(name).absolute())}
        with suppress(SourceError):
            forms.add(str(canonical(name)))
        own = [feed for feed in every if feed.address in forms] or [feed for feed in every if feed.title == name]
        if len(own) > 1:
            addresses = ", ".join(feed.address for feed in own)
            unknown.append(f"{clean_line(name)} is the title of {len(own)} feeds; give an address: {addresses}")
        elif own:
            found += own
        else:
            unknown.append(f"{clean_line(name)} is not followed; “diptych feeds list” shows what is")
    return list(dict.fromkeys(found)), unknown
