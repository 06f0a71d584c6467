"""Feeds as data: the items of an answer, what has changed since the last one, and lists of feeds as OPML."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from reader.story.clean import clean_line, normalise, one_line
from reader.story.formats.child import Answer
from reader.story.moments import read_moment, stamp
from reader.story.version import SourceError
from reader.story.web.address import canonical

OPML_LIMIT = 5_000_000
"""Bytes of a list of feeds."""
MOST_FEEDS = 5_000
"""Feeds that a list may name."""
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_KEY = 300, 1_000, 2_000
"""Code points that are kept."""
AHEAD = timedelta(hours=1)
"""How far a stated date may be in the future, for clocks that are not right."""
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Dates before the first web feeds are mistakes: `1970-01-01` is what programs write for none."""
_LONGEST_TAG, _MOST_TAGS = 40, 8


class Kind(StrEnum):
    """What is followed."""

    FEED = "feed"
    PAGE = "page"
    """A page of the web; each time its text changes, that is news."""
    FOLDER = "folder"
    """A folder; each text in it is an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Something that is followed."""

    number: int
    """Identifies it in the store; 0 if it is not there yet."""
    address: str
    """A canonical address, or the absolute path of a folder."""
    kind: Kind = Kind.FEED
    title: str = ""
    home: str = ""
    """The address of the site that it belongs to; empty if it is not known."""
    tags: tuple[str, ...] = ()
    hidden: bool = False
    """Whether its items are left out of the desk."""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    """SHA-256 of what it read as the last time."""
    asked: str = ""
    """When it was asked last, as `2031-02-14T09:12:44Z`; empty if never. The following moments likewise."""
    answered: str = ""
    """When it was last read without fault."""
    again: str = ""
    """Before this moment it is not to be asked."""
    failures: int = 0
    """How many times in a row it could not be read."""
    since: str = ""
    """When the first of these was."""
    trouble: str = ""
    """Why, as one sentence."""
    gone: bool = False
    """Whether its server said that it is gone for good. It is not asked any more."""

    @property
    def name(self) -> str:
        """What it is called: its title, or its address."""
        return self.title or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a feed. All texts are clean and of one line."""

    key: str
    """Identifies it in its feed."""
    address: str
    """Where its article is: a canonical address or a path; empty if there is none that can be opened."""
    title: str
    summary: str = ""
    author: str = ""
    published: str = ""
    """When it was published, as stated: UTC, `2031-02-14T09:12:44Z`; empty if nothing usable is stated."""
    stamp: str = ""
    """Tells whether the text of a page or a file has changed; empty for an item of a feed."""


# Items


def items_of(answer: Answer, now: datetime) -> tuple[Item, ...]:
    """The items of a feed that was just read, in its order, each with a key of its own.

    An item without a title is called by the first words of its summary, or by its address. One without an id is
    known by its address, and without that by its words. An item that says nothing at all is left out, and so is one
    that stands there twice.
    """
    found: list[Item] = []
    for entry in answer.items:
        address = _address(entry.get("link", ""))
        title, summary, author = (_clean(entry.get(name, "")) for name in ("title", "summary", "author"))
        title = title or _first_words(summary) or address
        if not title:
            continue
        digest = hashlib.sha256(f"{title}\n{summary}".encode()).hexdigest()
        found.append(
            Item(
                key=(one_line(entry.get("id", "")) or address or digest)[:LONGEST_KEY],
                address=address,
                title=_cut(title, LONGEST_TITLE),
                summary=_cut(summary, LONGEST_SUMMARY) if summary != title else "",
                author=_cut(author, LONGEST_TITLE),
                published=_published(entry.get("date", ""), now),
            )
        )
    return tuple({(item.key, item.address): item for item in reversed(found)}.values())[::-1]


def keyed(items: Iterable[Item], known: Mapping[str, str]) -> tuple[Item, ...]:
    """Give items that share an id keys of their own, the same ones each time whatever their order.

    Args:
        items: Those of one feed.
        known: By key, the addresses of the items that are known of this feed.
    """
    items = tuple(items)
    shared = {key for key, count in Counter(item.key for item in items).items() if count > 1}
    holders = {item.key: known.get(item.key, item.address) for item in reversed(items)}

    def own_key(item: Item) -> str:
        longer = f"{item.key} {item.address}"
        differs = item.address != holders[item.key] and (item.key in shared or longer in known)
        return longer if differs else item.key

    return tuple({own_key(item): replace(item, key=own_key(item)) for item in items}.values())


def moment_of(published: str, seen: str) -> str:
    """The moment by which an item is put in order: when it was published, or else when it was first seen."""
    return min(published, seen) if published else seen


def feed_title(answer: Answer) -> str:
    """The title of a feed."""
    return _cut(_clean(answer.facts.get("title", "")), LONGEST_TITLE)


def feed_home(answer: Answer) -> str:
    """The address of the site that a feed says it belongs to; empty if that is not one."""
    return _address(answer.facts.get("url", ""))


def feeds_named(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The addresses and titles of the feeds that a page names, its main one first.

    Feeds of comments come last: sites name them beside their own.
    """
    found = {_address(entry.get("link", "")): _clean(entry.get("title", "")) for entry in answer.items}
    found.pop("", None)
    return tuple(sorted(found.items(), key=lambda one: "comment" in f"{one[0]} {one[1]}".lower()))


def _clean(text: str) -> str:
    return one_line(normalise(text)[0])


def _address(link: str) -> str:
    """The canonical form of an address; empty if it is none that can be fetched."""
    try:
        return str(canonical(link.strip())) if link.strip() else ""
    except SourceError:
        return ""


def _first_words(text: str) -> str:
    return " ".join(text.split()[:12]) + ("…" if len(text.split()) > 12 else "")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _published(stated: str, now: datetime) -> str:
    """A stated date in UTC; empty if it is in the future or before there was a web."""
    try:
        moment = read_moment(stated.replace("z", "Z"))
    except ValueError:
        return ""
    return stamp(moment) if EARLIEST <= moment <= now + AHEAD else ""


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Words as tags: in small letters, without `#`, each once, at most 8."""
    cleaned = ("-".join(one_line(word).lower().lstrip("#").split())[:_LONGEST_TAG] for word in words)
    return tuple(dict.fromkeys(filter(None, cleaned)))[:_MOST_TAGS]


# OPML


def read_opml(data: bytes, shown: str) -> tuple[list[Feed], list[str]]:
    """Read a list of feeds (http://opml.org/spec2.opml). The folders that a feed is in become its tags.

    Args:
        data: The file.
        shown: Its name in messages.

    Returns:
        The feeds, each address once, and a sentence for each entry that cannot be followed.

    Raises:
        SourceError: It is no such list.
    """
    if len(data) > OPML_LIMIT:
        raise SourceError(f"{shown} is larger than {OPML_LIMIT // 1_000_000} MB; a list of feeds is not")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise SourceError(f"{shown} is no OPML file: export the list of feeds from your other reader as OPML")
    found: dict[str, Feed] = {}
    complaints: list[str] = []
    if parser.error_log:
        first = parser.error_log[0]
        complaints.append(f"{shown} is damaged in line {first.line}; what can be read of it is taken in")
    for outline in root.iter("outline"):
        feed = _listed(outline, complaints, shown)
        if feed is not None:
            found.setdefault(feed.address, feed)
    if len(found) > MOST_FEEDS:
        raise SourceError(f"{shown} lists {len(found):,} feeds; at most {MOST_FEEDS:,} can be followed")
    return list(found.values()), complaints


def _listed(outline: Any, complaints: list[str], shown: str) -> Feed | None:
    """The feed of an entry; None if the entry is a folder, or cannot be followed."""
    said = {name.lower(): value for name, value in outline.attrib.items()}
    kind = next((kind for kind in (Kind.PAGE, Kind.FOLDER) if said.get("type") == f"diptych-{kind}"), Kind.FEED)
    named = (said.get("xmlurl") or "").strip()
    if not named:
        return None
    try:
        address = named if kind is Kind.FOLDER and os.path.isabs(named) else str(canonical(named))  # noqa: PTH117
    except SourceError as error:
        complaints.append(f"{shown}, line {outline.sourceline}: {error}")
        return None
    folders = [folder.get("text") or folder.get("title") or "" for folder in outline.iterancestors("outline")]
    categories = (said.get("category") or "").replace("/", ",").split(",")
    return Feed(
        number=0,
        address=clean_line(address),
        kind=kind,
        title=_cut(_clean(said.get("title") or said.get("text") or ""), LONGEST_TITLE),
        home=_address(said.get("htmlurl") or ""),
        tags=tags_of([*reversed(folders), *categories]),
    )


def write_opml(feeds: Sequence[Feed]) -> str:
    """A list of feeds as OPML 2.0, which other readers take in; `read_opml` reads all of it back."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += ["  <head><title>Feeds of Diptych</title></head>", "  <body>"]
    for feed in feeds:
        said = {
            "type": "rss" if feed.kind is Kind.FEED else f"diptych-{feed.kind}",
            "text": feed.name,
            "title": feed.title,
            "xmlUrl": feed.address,
            "htmlUrl": feed.home,
            "category": ",".join(feed.tags),
        }
        told = " ".join(f"{name}={quoteattr(clean_line(value))}" for name, value in said.items() if value)
        lines.append(f"    <outline {told}/>")
    return "\n".join([*lines, "  </body>", "</opml>"])
