"""The desk's tables in the store: feeds, their items, and the stories that the items belong to.

Each method that changes something has it on disk when it returns, or raises StoreError and has changed nothing. What
two desks do at once is put together: items are known by their keys, and what one desk has read or put together is
never overwritten by what another one knew before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from typing import NamedTuple

from reader.desk.feeds import Feed, Item, Kind, keyed, moment_of
from reader.desk.stories import DeskStory, Telling
from reader.notes.database import Database, Row, Value, as_far_as_readable, as_number, as_text
from reader.notes.store import Store
from reader.story.moments import stamp, utc_now

MOST_ITEMS = 20_000
"""Items that are shown, the latest."""
_BOUND = 24
"""Items of a story, the latest, that what is put into it is bound to."""
_EARLIER = 20
"""Earlier headlines of an item that are kept."""
_FEED = (
    "id, address, kind, title, home, tags, hidden, etag, modified, digest, asked, answered, again, failures, since, "
    "trouble, gone"
)
_ITEM = (
    "id, feed, key, address, title, summary, author, published, stamp, seen, moment, changed, earlier, read, topic, "
    "pinned, origin, opening"
)
_JOINED = "SELECT one FROM bonds WHERE kind = 'join' UNION SELECT other FROM bonds WHERE kind = 'join'"
"""The items that the reader put into their stories."""


class Headline(NamedTuple):
    """A headline that an item had before."""

    until: str
    """When it was found changed."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptItem:
    """An item as it is kept."""

    number: int
    """Identifies it. Later items have higher numbers."""
    feed: int
    """The number of its feed."""
    item: Item
    seen: str
    """When it was first seen: UTC, as `2031-02-14T09:12:44Z`. The following moments likewise."""
    moment: str
    """The moment that puts it in order: when it was published or last changed, but not after it was seen."""
    changed: str = ""
    """When its headline was last found changed; empty if never."""
    earlier: tuple[Headline, ...] = ()
    """The headlines that it had before, the first one first."""
    read: str = ""
    """When the reader read it or marked it as read; empty if not yet."""
    topic: int = 0
    """The story that it belongs to: the number of the item that began it; 0 if it was not put anywhere yet."""
    pinned: bool = False
    """Whether the reader pinned its story."""
    origin: int = 0
    """The number of the item whose text it repeats; 0 if none."""
    opening: str = ""
    """The first words of its article, once that was fetched."""

    @property
    def text(self) -> str:
        """What is known of its words: the opening, or title and summary."""
        return self.opening or f"{self.item.title}\n\n{self.item.summary}"


class Taken(NamedTuple):
    """What came of reading a feed."""

    new: int
    """Items that were not known."""
    changed: int
    """Known items with another headline, and pages and files with another text."""


class Before(NamedTuple):
    """What a decision of the reader has changed, as it was before."""

    states: tuple[tuple[int, str, int, int], ...]
    """Of each item its number, when it was read, its story, and whether it was pinned."""
    bonds: tuple[tuple[int, int], ...]
    """The pairs that were joined or split."""


class DeskStore:
    """The desk of one user. Use it from the thread that opened the store. Every method may raise StoreError."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        """The desk in a store, with a clock."""
        self._database: Database = store.database
        self._now = now

    @property
    def moment(self) -> str:
        """Now, as it is kept."""
        return stamp(self._now())

    # feeds

    def feeds(self) -> tuple[Feed, ...]:
        """All feeds, in the order in which they were added."""
        return tuple(self._database.records("feeds", _feed, f"SELECT {_FEED} FROM feeds ORDER BY id"))

    def add(self, feed: Feed) -> Feed:
        """Follow a feed, or give one that is followed already the tags that it has not. Returns it as it is kept."""
        database = self._database
        with database.change():
            database.run(
                "INSERT OR IGNORE INTO feeds (address, kind, title, home, tags) VALUES (?, ?, ?, ?, ?)",
                feed.address,
                feed.kind.value,
                feed.title,
                feed.home,
                ",".join(feed.tags),
            )
            kept = self._feed_at(feed.address)
            tags = tuple(dict.fromkeys([*kept.tags, *feed.tags]))
            database.run("UPDATE feeds SET tags = ? WHERE id = ?", ",".join(tags), kept.number)
            return self._feed_at(feed.address)

    def _feed_at(self, address: str) -> Feed:
        return _feed(self._database.rows(f"SELECT {_FEED} FROM feeds WHERE address = ?", address)[0])

    def remove(self, feed: Feed) -> int:
        """Do not follow a feed any more, and forget its items. Returns how many those were."""
        with self._database.change():
            count = self._database.rows("SELECT count(*) FROM items WHERE feed = ?", feed.number)[0][0]
            self._database.run("DELETE FROM feeds WHERE id = ?", feed.number)
        return as_number(count)

    def set_tags(self, feed: Feed, tags: Sequence[str]) -> None:
        """Give a feed these tags and no others."""
        with self._database.change():
            self._database.run("UPDATE feeds SET tags = ? WHERE id = ?", ",".join(tags), feed.number)

    def set_hidden(self, feed: int, *, hidden: bool) -> None:
        """Leave a feed's items out of the desk, or show them again."""
        with self._database.change():
            self._database.run("UPDATE feeds SET hidden = ? WHERE id = ?", int(hidden), feed)

    # refreshing

    def claim(self, feed: Feed) -> bool:
        """Say that a feed is asked now. Returns False if another desk has asked it since it was read from the store."""
        with self._database.change():
            self._database.run(
                "UPDATE feeds SET asked = ? WHERE id = ? AND asked = ?", self.moment, feed.number, feed.asked
            )
            return bool(self._database.rows("SELECT changes()")[0][0])

    def failed(self, feed: Feed, trouble: str, *, again: str, gone: bool = False) -> None:
        """Keep that a feed could not be read, why, and when it may be asked again."""
        with self._database.change():
            self._database.run(
                "UPDATE feeds SET failures = failures + 1, since = iif(failures = 0, ?, since), trouble = ?, "
                "again = ?, gone = ? WHERE id = ?",
                self.moment,
                trouble,
                again,
                int(gone),
                feed.number,
            )

    def read(self, feed: Feed, items: Iterable[Item] = ()) -> Taken:
        """Keep what a feed reads as now.

        An item that is not listed any more stays. One that is known gets its new words; its place in a story and
        whether it was read stay, except that a page or a file with another text is news again.

        Args:
            feed: As it is to be kept: with its new address, title, home, etag, modified and digest.
            items: What it lists; nothing if it is unchanged.
        """
        database, now = self._database, self.moment
        items = tuple(items)
        new = changed = 0
        with database.change():
            if not database.rows("SELECT 1 FROM feeds WHERE id = ?", feed.number):
                return Taken(0, 0)  # it was removed in the meantime
            database.run(
                "UPDATE OR IGNORE feeds SET address = ?, title = ?, home = ?, etag = ?, modified = ?, digest = ?, "
                "answered = ?, again = '', failures = 0, since = '', trouble = '', gone = 0 WHERE id = ?",
                feed.address,
                feed.title,
                feed.home,
                feed.etag,
                feed.modified,
                feed.digest,
                now,
                feed.number,
            )
            known = self._known(feed.number, items)
            for item in keyed(items, {key: kept.address for key, (_, kept) in known.items()}):
                if item.key not in known:
                    new += 1
                    self._insert(feed.number, item, now)
                    continue
                number, kept = known[item.key]
                changed += kept.title != item.title or kept.stamp != item.stamp
                if kept != item:
                    self._update(number, kept, item, now)
        return Taken(new, changed)

    def _known(self, feed: int, items: Sequence[Item]) -> dict[str, tuple[int, Item]]:
        """The kept ones of some items of a feed, by their keys, with their numbers."""
        keys = [key for item in items for key in (item.key, f"{item.key} {item.address}")]
        rows = self._database.rows(
            f"SELECT {_ITEM} FROM items WHERE feed = ? AND key IN (SELECT value FROM json_each(?))",
            feed,
            json.dumps(keys),
        )
        return {kept.item.key: (kept.number, kept.item) for kept in map(_item, rows)}

    def _insert(self, feed: int, item: Item, now: str) -> None:
        self._database.run(
            "INSERT INTO items (feed, key, address, title, summary, author, published, stamp, seen, moment) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(feed, item.key, item.address, item.title, item.summary, item.author, item.published, item.stamp),
            *(now, moment_of(item.published, now)),
        )

    def _update(self, number: int, kept: Item, item: Item, now: str) -> None:
        database = self._database
        database.run(
            "UPDATE items SET address = ?, title = ?, summary = ?, author = ?, published = ?, stamp = ? WHERE id = ?",
            *(item.address, item.title, item.summary, item.author, item.published or kept.published, item.stamp),
            number,
        )
        if kept.stamp != item.stamp:
            database.run("UPDATE items SET moment = ?, read = '', opening = '' WHERE id = ?", now, number)
        if kept.title != item.title:
            ((packed,),) = database.rows("SELECT earlier FROM items WHERE id = ?", number)
            earlier = [*_headlines(packed), Headline(now, kept.title)][-_EARLIER:]
            database.run("UPDATE items SET changed = ?, earlier = ? WHERE id = ?", now, json.dumps(earlier), number)

    # stories

    def stories(
        self, feeds: Iterable[int], topics: Iterable[int] | None = None, most: int = MOST_ITEMS
    ) -> list[DeskStory]:
        """The stories that the latest items of some feeds tell, in no order.

        Args:
            feeds: The numbers of the feeds that count.
            topics: Only these stories; None for all.
            most: How many items of all feeds count, the latest.
        """
        which = "topic != 0" if topics is None else "topic IN (SELECT value FROM json_each(?))"
        return self._database.records(
            "items",
            _story,
            "SELECT topic, title, group_concat(title, char(10)), max(moment), count(*), sum(read = ''), "
            "sum(origin = 0), sum(read != '' AND changed > read), max(pinned), group_concat(feed) FROM items "
            f"WHERE {which} AND feed IN (SELECT value FROM json_each(?)) AND moment >= "
            "coalesce((SELECT moment FROM items ORDER BY moment DESC LIMIT 1 OFFSET ?), '') GROUP BY topic",
            *([] if topics is None else [json.dumps(sorted(set(topics)))]),
            json.dumps(list(feeds)),
            most,
        )

    def items(self, most: int = MOST_ITEMS) -> tuple[KeptItem, ...]:
        """The latest items of all feeds, the latest first."""
        return self._items("1 ORDER BY moment DESC, id DESC LIMIT ?", most)

    def stamps(self, feed: Feed) -> dict[str, str]:
        """By key, what tells whether the text of a file or a page has changed."""
        rows = self._database.rows("SELECT key, stamp FROM items WHERE feed = ?", feed.number)
        return {as_far_as_readable(key): as_far_as_readable(stamped) for key, stamped in rows}

    def mentions(self, addresses: Iterable[str]) -> tuple[int, ...]:
        """The stories with an item whose article is at one of these addresses."""
        rows = self._database.rows(
            "SELECT DISTINCT topic FROM items WHERE topic != 0 AND address IN (SELECT value FROM json_each(?))",
            json.dumps(list(addresses)),
        )
        return tuple(as_number(topic) for (topic,) in rows)

    def ungrouped(self) -> list[Telling]:
        """The items that no story has yet, the earliest first."""
        return self._tellings("topic = 0")

    def around(self, first: int, last: int) -> list[Telling]:
        """The items between two moments, in seconds, that a story has, the earliest first."""
        between = (stamp(datetime.fromtimestamp(moment, UTC)) for moment in (first, last))
        return self._tellings("topic != 0 AND moment BETWEEN ? AND ?", *between)

    def told(self, numbers: Iterable[int]) -> list[Telling]:
        """Some items, the earliest first."""
        return self._tellings("id IN (SELECT value FROM json_each(?))", json.dumps(list(numbers)))

    def _tellings(self, which: str, *values: Value) -> list[Telling]:
        return self._database.records(
            "items",
            _telling,
            "SELECT id, CAST(strftime('%s', moment) AS INTEGER), "
            "iif(opening = '', title || char(10) || summary, opening), topic, "
            f"read != '' OR pinned OR id IN ({_JOINED}) FROM items WHERE {which} ORDER BY moment, id",
            *values,
        )

    def of_topics(self, topics: Iterable[int]) -> tuple[KeptItem, ...]:
        """The items of some stories, the earliest first."""
        return self._items(
            "topic IN (SELECT value FROM json_each(?)) ORDER BY moment, id", json.dumps(sorted(set(topics)))
        )

    def _items(self, which: str, *values: Value) -> tuple[KeptItem, ...]:
        return tuple(self._database.records("items", _item, f"SELECT {_ITEM} FROM items WHERE {which}", *values))

    def splits(self) -> tuple[tuple[int, int], ...]:
        """The pairs of items that the reader split."""
        rows = self._database.rows("SELECT one, other FROM bonds WHERE kind = 'split' ORDER BY one, other")
        return tuple((as_number(one), as_number(other)) for one, other in rows)

    def settle(self, before: Mapping[int, int], after: Mapping[int, int], origins: Mapping[int, int]) -> None:
        """Keep where items belong, unless another desk has put them somewhere or the reader has read them meanwhile.

        Args:
            before: By item the story that it belonged to when this was worked out; 0 if none had it.
            after: By item the story that it belongs to now.
            origins: By item the one whose text it repeats, or 0.
        """
        with self._database.change():
            for number, topic in after.items():
                self._database.run(
                    "UPDATE items SET topic = ?, pinned = EXISTS (SELECT 1 FROM items AS o WHERE o.topic = ? AND "
                    "o.pinned) WHERE id = ? AND topic = ? AND (topic = 0 OR (read = '' AND NOT pinned))",
                    *(topic, topic, number, before.get(number, 0)),
                )
            for number, origin in origins.items():
                self._database.run("UPDATE items SET origin = ? WHERE id = ? AND origin != ?", origin, number, origin)

    def keep_openings(self, openings: Mapping[int, str]) -> None:
        """Keep the first words of the articles of some items."""
        with self._database.change():
            for number, opening in openings.items():
                self._database.run("UPDATE items SET opening = ? WHERE id = ?", opening, number)

    # what the reader decides; each returns what `take_back` needs

    def mark_read(self, numbers: Iterable[int], *, read: bool = True) -> Before:
        """Mark items as read, or as not read."""
        return self._decide(numbers, "read = ?", self.moment if read else "")

    def pin(self, numbers: Iterable[int], *, pinned: bool = True) -> Before:
        """Pin a story, of which these are all items, or let it go."""
        return self._decide(numbers, "pinned = ?", int(pinned))

    def join(self, numbers: Iterable[int], topic: int) -> Before:
        """Put items into a story. They and those that it has now stay together."""
        own = list(numbers)
        others = [item.number for item in self.of_topics([topic])][-_BOUND:]
        bonds = [(min(one, other), max(one, other)) for one in own for other in others if one != other]
        return self._decide(own, "topic = ?", topic, bonds, "join")

    def split(self, number: int) -> Before:
        """Take an item out of its story. It is never put together with the others of that story again."""
        ((topic,),) = self._database.rows("SELECT topic FROM items WHERE id = ?", number)
        others = [item.number for item in self.of_topics([as_number(topic)]) if item.number != number]
        taken = {as_number(row[0]) for row in self._database.rows("SELECT DISTINCT topic FROM items")}
        free = next(fresh for fresh in chain([number], count(-number, -1)) if fresh not in taken)
        bonds = [(min(number, other), max(number, other)) for other in others]
        return self._decide([number], "topic = ?", free, bonds, "split")

    def take_back(self, before: Before) -> None:
        """Make everything as it was before a decision."""
        with self._database.change():
            for number, read, topic, pinned in before.states:
                self._database.run(
                    "UPDATE items SET read = ?, topic = ?, pinned = ? WHERE id = ?", read, topic, pinned, number
                )
            for one, other in before.bonds:
                self._database.run("DELETE FROM bonds WHERE one = ? AND other = ?", one, other)

    def _decide(
        self,
        numbers: Iterable[int],
        what: str,
        value: Value,
        bonds: Sequence[tuple[int, int]] = (),
        kind: str = "",
    ) -> Before:
        database, own = self._database, list(numbers)
        listed = "WHERE id IN (SELECT value FROM json_each(?))"
        with database.change():
            rows = database.rows(f"SELECT id, read, topic, pinned FROM items {listed}", json.dumps(own))
            database.run(f"UPDATE items SET {what} {listed}", value, json.dumps(own))
            for one, other in bonds:
                database.run("INSERT OR REPLACE INTO bonds VALUES (?, ?, ?, ?)", one, other, kind, self.moment)
        states = tuple((as_number(n), as_text(read), as_number(topic), as_number(pin)) for n, read, topic, pin in rows)
        return Before(states, tuple(bonds))

    def counts(self) -> Mapping[int, tuple[int, int]]:
        """For each feed with items, how many there are, and how many of them were not read."""
        rows = self._database.rows("SELECT feed, count(*), count(*) FILTER (WHERE read = '') FROM items GROUP BY feed")
        return {as_number(feed): (as_number(every), as_number(unread)) for feed, every, unread in rows}


# Records from columns


def _feed(row: Row) -> Feed:
    texts = [as_far_as_readable(value) for value in row]
    return Feed(
        number=as_number(row[0]),
        address=as_text(row[1]),
        kind=Kind(as_text(row[2])),
        title=texts[3],
        home=texts[4],
        tags=tuple(filter(None, texts[5].split(","))),
        hidden=bool(row[6]),
        etag=texts[7],
        modified=texts[8],
        digest=texts[9],
        asked=texts[10],
        answered=texts[11],
        again=texts[12],
        failures=as_number(row[13]),
        since=texts[14],
        trouble=texts[15],
        gone=bool(row[16]),
    )


def _item(row: Row) -> KeptItem:
    (number, feed, key, address, title, summary, author, published, stamped,
     seen, moment, changed, earlier, read, topic, pinned, origin, opening) = row  # fmt: skip
    return KeptItem(
        number=as_number(number),
        feed=as_number(feed),
        item=Item(
            key=as_text(key),
            address=as_text(address),
            title=as_text(title),
            summary=as_text(summary),
            author=as_text(author),
            published=as_text(published),
            stamp=as_text(stamped),
        ),
        seen=as_text(seen),
        moment=as_text(moment),
        changed=as_text(changed),
        earlier=_headlines(earlier) if earlier != "[]" else (),
        read=as_text(read),
        topic=as_number(topic),
        pinned=bool(pinned),
        origin=as_number(origin),
        opening=as_text(opening),
    )


def _story(row: Row) -> DeskStory:
    topic, title, titles, moment, items, new, origins, changed, pinned, feeds = row
    return DeskStory(
        topic=as_number(topic),
        title=as_far_as_readable(title),
        titles=as_far_as_readable(titles),
        moment=as_text(moment),
        items=as_number(items),
        new=as_number(new),
        origins=as_number(origins),
        changed=as_number(changed),
        pinned=bool(pinned),
        feeds=tuple(dict.fromkeys(map(int, as_text(feeds).split(",")))),
    )


def _telling(row: Row) -> Telling:
    number, moment, text, topic, fixed = row
    return Telling(
        number=as_number(number),
        moment=as_number(moment),
        text=as_text(text),
        topic=as_number(topic),
        fixed=bool(fixed),
    )


def _headlines(packed: object) -> tuple[Headline, ...]:
    return tuple(Headline(str(until), str(title)) for until, title in json.loads(str(packed)))
