"""TimeMaps (RFC 7089): which copies of a page an archive has, and of when.

A TimeMap is a list of links (`application/link-format`, RFC 6690) or the JSON that archives offer beside it
(`{"mementos": {"list": [{"datetime": …, "uri": …}]}}`). A long one is cut into several, which name each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from reader.story.clean import clean_line
from reader.story.moments import read_moment, stamp
from reader.story.version import SourceError
from reader.story.web.address import Address, canonical, redirected
from reader.story.web.copies import Fetched
from reader.story.web.fetch import http_moment
from reader.story.web.pages import Web

PARTS = 20
"""TimeMaps that one TimeMap may be cut into."""
MOST = 50_000
"""Archived copies in all of them."""
_TOKENS = re.compile(r'"[^"]*"|<[^<>]*>|[,;]|[^"<,;]+|["<]')
"""What a list of links is made of: text in quotes, an address, a separator, other text, a sign that is not closed."""
_AS_LINKS = ("application/link-format", "text/plain", "")
_AS_JSON = ("application/json", "")


class Memento(NamedTuple):
    """A copy of a page in an archive."""

    address: Address
    moment: str
    """When it was taken: UTC, as `2031-02-14T09:12:44Z`."""


@dataclass(frozen=True, slots=True)
class Archived:
    """The archived copies of a page."""

    mementos: tuple[Memento, ...]
    """The earliest first; at least one."""
    public: bool
    """Whether the TimeMap came from the public internet: then nothing that it names is fetched from anywhere else."""
    remarks: tuple[str, ...] = ()


class Link(NamedTuple):
    """A link of a TimeMap."""

    address: str
    rel: frozenset[str]
    moment: str = ""
    type: str = ""


def archived_copies(named: str, web: Web) -> Archived:
    """Fetch a TimeMap, and the further ones that it is cut into.

    Raises:
        SourceError: It cannot be fetched, is no TimeMap, or names no copy.
        Stopped: It is no longer wanted.
    """
    first = canonical(named)
    fetched = web.fetch(first)
    public, remarks = fetched.public, list[str]()
    known, waiting = {str(first)}, [fetched]
    found: dict[str, Memento] = {}
    unusable = 0
    while waiting:
        fetched = waiting.pop()
        base, further = canonical(fetched.final), list[Address]()
        for link in links_of(fetched):
            try:
                address = redirected(base, link.address)
            except SourceError:
                unusable += 1
                continue
            if "memento" in link.rel and link.moment:
                found.setdefault(str(address), Memento(address, link.moment))
            elif _is_further(link, fetched) and str(address) not in known:
                known.add(str(address))
                further.append(address)
        if len(found) > MOST:
            raise SourceError(f"{first} names more than {MOST:,} copies; name the TimeMap of a shorter time")
        for address in further:
            if len(known) > PARTS:
                remarks.append(f"{first} is cut into more than {PARTS} TimeMaps; the others are left out")
                break
            try:
                waiting.append(web.fetch(address, public=public))
            except SourceError as error:
                remarks.append(str(error))
    if unusable:
        remarks.append(f"{first} has {unusable:,} addresses that cannot be fetched; they are left out")
    if not found:
        raise SourceError(f"{first} names no copies of a page; {_WANTED}")
    mementos = sorted(found.values(), key=lambda memento: (memento.moment, str(memento.address)))
    return Archived(tuple(mementos), public, tuple(remarks))


_WANTED = "name the address of a TimeMap, in link format or JSON"


def _is_further(link: Link, fetched: Fetched) -> bool:
    """Whether a link leads to another part of a TimeMap, and not to itself or to the same in another format."""
    formats = _AS_JSON if fetched.data.lstrip()[:1] == b"{" else _AS_LINKS
    return "timemap" in link.rel and "self" not in link.rel and link.type in formats


def links_of(fetched: Fetched) -> Iterable[Link]:
    """The links of a TimeMap. Raises SourceError if it is none."""
    text = fetched.data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if "html" in fetched.media_type or re.match(r"(?i)<(?:!doctype|html|\?xml)", text):
        raise SourceError(f"{fetched.address} is a page in HTML and no TimeMap; {_WANTED}")
    if text.startswith("{"):
        try:
            return list(_links_in_json(json.loads(text)))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise SourceError(f"{fetched.address} is JSON that cannot be read as a TimeMap; {_WANTED}") from None
    if text and not text.startswith("<"):
        raise SourceError(f"{fetched.address} is no TimeMap; {_WANTED}")
    return _links_in(text)


def _links_in(text: str) -> Iterator[Link]:
    """The links of a text in link format. What is not well formed is passed over."""
    link: list[list[str]] = [[]]
    for found in chain(_TOKENS.finditer(text), [None]):
        token = found[0] if found else ","
        if token == ";":
            link.append([])
        elif token != ",":
            link[-1].append(token)
        else:
            address, *attributes = ["".join(parts).strip() for parts in link]
            link = [[]]
            if address.startswith("<") and address.find(">") == len(address) - 1 and "<" not in address[1:]:
                said = {
                    key.strip().lower(): value.strip(' "') for key, _, value in (a.partition("=") for a in attributes)
                }
                rel = frozenset(said.get("rel", "").lower().split())
                yield Link(
                    address[1:-1].strip(), rel, http_moment(said.get("datetime", "")), said.get("type", "").lower()
                )


def _links_in_json(root: Any) -> Iterator[Link]:
    """The links of a TimeMap in JSON. Raises what reading another structure raises."""
    for memento in root.get("mementos", {}).get("list", []):
        uri = memento["uri"]
        yield Link(str(uri[0] if isinstance(uri, list) else uri), frozenset({"memento"}), _moment(memento["datetime"]))
    for part in root.get("timemap_index", []):
        yield Link(str(part["uri"]), frozenset({"timemap"}))


def _moment(date: str) -> str:
    """A date of ISO 8601 or HTTP as a moment; empty if it is neither. Raises AttributeError if it is no text."""
    try:
        return stamp(read_moment(date))
    except ValueError:
        return http_moment(date)


def host_of(memento: Memento) -> str:
    """The archive's name, for people."""
    return clean_line(memento.address.host.removeprefix("www."))
