"""Feeds: the items of RSS, Atom, RDF and JSON Feed, and the feeds that a page names. feedparser parses the XML."""

from __future__ import annotations

import html
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

import feedparser
from lxml import etree

from reader.story.formats.child import Answer, Request, UnreadableError, run_child

MOST_ITEMS = 1_000
"""Items of a feed that are read, the first ones. Feeds that list more list their whole archive."""
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_OTHER = 300, 1_000, 2_000
"""Code points."""
PAGE = "page"
"""The kind of what is no feed but a page."""
FEED_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml",
    "application/xml", "application/json",
}  # fmt: skip
"""Media types by which a page names its feeds (https://www.rssboard.org/rss-autodiscovery)."""
_TORN = "no element found"
"""What expat says of XML that ends too early."""
_HEAD = 2_000
"""Bytes at the beginning that say whether something is a page."""
_PAGE_MARK, _FEED_MARK = rb"<(?:!doctype\s+html|html\b)", rb"<(?:rss|feed|rdf:rdf)\b"
_UNSEEN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>")
_NO_CHARACTER = re.compile("&#[0-9]{8,};?")
"""A reference to a character that does not exist. `html.unescape` fails at those of more than 4,300 digits."""


def parse_feed(request: Request) -> Iterator[Answer]:
    """Read a feed, or find those that a page names.

    The answer's one part is the kind: `rss20`, `atom10` … as feedparser says it, `json`, or `page`. Its items have an
    id, a link, a title, a summary, an author and a date (UTC), each empty if it is not stated; those of a page have the
    link and the title of a feed that it names.

    Raises:
        UnreadableError: It is neither, or damaged so that nothing can be read.
    """
    start = request.data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise UnreadableError("is empty")
    if start.startswith(b"{"):
        yield _json_feed(request)
    elif re.search(rb"(?i)<(?:!doctype\s+html|html\b)", start) and not re.search(
        rb"(?i)<(?:rss|feed|rdf:rdf)\b", start
    ):
        yield _page(request)
    else:
        yield _xml_feed(request)


# XML


def _xml_feed(request: Request) -> Answer:
    headers = {"content-type": request.form, "content-location": request.base}
    # A stream, because feedparser would take bytes for the name of a file that is there. We take HTML for text alone,
    # so it need not be made safe.
    found = feedparser.parse(
        io.BytesIO(request.data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    damage = _damage(found) if found.bozo else ""
    whole = found.entries[:-1] if damage.endswith(_TORN) else found.entries  # a torn item comes whole the next time
    entries = [entry for entry in whole[:MOST_ITEMS] if entry.get("title") or entry.get("link") or entry.get("summary")]
    if not entries and not found.version:
        if b"<link" in request.data[: 100 * _HEAD]:
            return _page(request)
        raise UnreadableError("is no feed: it is neither RSS, Atom, RDF nor JSON Feed; check the address")
    if not entries and damage:
        raise UnreadableError(f"is a damaged feed ({damage}), of which nothing could be read; try again later")
    remarks = [f"is damaged ({damage}); {len(entries):,} of its items could be read"] if damage else []
    return Answer(
        parts=[(found.version or "xml", "")],
        facts={"title": _text(found.feed.get("title"), LONGEST_TITLE), "url": _link(found.feed.get("link"), request)},
        remarks=[*remarks, *_left_out(len(found.entries))],
        items=[
            {
                "id": _short(entry.get("id")),
                "link": _link(entry.get("link"), request),
                "title": _text(entry.get("title"), LONGEST_TITLE),
                "summary": _text(entry.get("summary") or _content(entry), LONGEST_SUMMARY),
                "author": _text(entry.get("author"), LONGEST_TITLE),
                "date": _date(entry),
            }
            for entry in entries
        ],
    )


def _damage(found: feedparser.FeedParserDict) -> str:
    """What feedparser says is wrong, unless that is only that the encoding or the media type was stated wrongly."""
    error = found.bozo_exception
    if isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType):
        return ""
    reason = re.sub(r"^<unknown>:(\d+):\d+:", r"line \1:", str(error))
    return " ".join(reason.split())[:100]


def _content(entry: feedparser.FeedParserDict) -> str:
    return next((str(part.get("value") or "") for part in entry.get("content") or ()), "")


def _date(entry: feedparser.FeedParserDict) -> str:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if (moment := dict.get(entry, name)) is not None:  # its own `get` gives one for the other, with a warning
            try:
                return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment) if 1000 <= moment[0] <= 9999 else ""
            except (ValueError, OverflowError, TypeError):
                continue
    return ""


# JSON Feed (https://www.jsonfeed.org/version/1.1/)


def _json_feed(request: Request) -> Answer:
    try:
        found = json.loads(request.data)
    except (ValueError, RecursionError):
        raise UnreadableError("begins like a JSON Feed and is no valid JSON; try again later") from None
    items = found.get("items")
    if "jsonfeed.org" not in str(found.get("version"))[:_HEAD] or not isinstance(items, list):
        raise UnreadableError("is JSON, but no JSON Feed; check the address")
    entries = [item for item in items[:MOST_ITEMS] if isinstance(item, dict)]
    return Answer(
        parts=[("json", "")],
        facts={
            "title": _text(found.get("title"), LONGEST_TITLE),
            "url": _link(found.get("home_page_url"), request),
        },
        remarks=_left_out(len(items)),
        items=[_json_item(entry, request) for entry in entries],
    )


def _json_item(entry: Mapping[str, object], request: Request) -> dict[str, str]:
    said = entry.get("summary") or entry.get("content_text") or entry.get("content_html")
    authors = entry.get("authors") or [entry.get("author")]
    author = authors[0] if isinstance(authors, list) and authors else None
    return {
        "id": _short(entry.get("id")),
        "link": _link(entry.get("url") or entry.get("external_url"), request),
        "title": _text(entry.get("title"), LONGEST_TITLE),
        "summary": _text(said, LONGEST_SUMMARY),
        "author": _text(author.get("name"), LONGEST_TITLE) if isinstance(author, dict) else "",
        "date": _short(entry.get("date_published") or entry.get("date_modified")),
    }


# Pages


def _page(request: Request) -> Answer:
    """The feeds that a page names."""
    parser = etree.HTMLParser(recover=True, no_network=True, encoding="utf-8")
    try:
        tree = etree.fromstring(request.data, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    items, title = [], ""
    if tree is not None:
        title = _text(tree.findtext(".//title"), LONGEST_TITLE)
        base = next((_joined(request.base, str(one.get("href") or "")) for one in tree.iter("base")), request.base)
        for link in tree.iter("link"):
            rel, kind = (str(link.get(name) or "").lower() for name in ("rel", "type"))
            if "alternate" in rel.split() and kind.partition(";")[0].strip() in FEED_TYPES and link.get("href"):
                named = _joined(base, str(link.get("href")))
                items.append({"link": named, "title": _text(link.get("title"), LONGEST_TITLE)})
    return Answer(parts=[(PAGE, "")], facts={"title": title}, items=items[:MOST_ITEMS])


# Texts


def _text(said: object, longest: int) -> str:
    """A title or a summary without its markup, cut where it is too long."""
    if not isinstance(said, str):
        return ""
    text = said[: 20 * longest]
    if "<" in text:
        text = _TAG.sub(" ", _UNSEEN.sub(" ", text))
    if "&" in text:
        text = html.unescape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))
    return _cut(" ".join(text.split()), longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rpartition(" ")[0] + "…"


def _short(said: object) -> str:
    return "" if said is None or isinstance(said, dict | list) else str(said).strip()[:LONGEST_OTHER]


def _link(said: object, request: Request) -> str:
    return _joined(request.base, said) if isinstance(said, str) and said.strip() else ""


def _joined(base: str, link: str) -> str:
    """An address that may be relative to another one."""
    try:
        return urljoin(base, link.strip())[: 2 * LONGEST_OTHER]
    except ValueError:
        return ""


def _left_out(count: int) -> list[str]:
    return [f"lists {count:,} items, of which the first {MOST_ITEMS:,} are read"] if count > MOST_ITEMS else []


if __name__ == "__main__":
    run_child(parse_feed)
