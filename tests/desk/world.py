"""A world of news for tests: a dozen outlets, all invented, whose feeds a local server sends over a week.

`World.day` is the day, 0 … 6. On each, a feed lists what its outlet has published so far, the latest first, at most
eight items. Headlines change, feeds move, break and end; each way of breaking is one path of the server.
"""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import yaml

MONDAY = datetime(2031, 2, 10, 6, 0, tzinfo=UTC)
"""The morning of day 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one outlet published on one story."""

    outlet: str
    story: str
    day: int
    title: str
    text: str
    later: str = ""
    """The headline from the day after on; empty if it stays."""

    @property
    def path(self) -> str:
        """Where its article is."""
        return f"/{self.outlet}/{self.story}-{self.day}.html"

    @property
    def moment(self) -> datetime:
        """When it was published."""
        return MONDAY + timedelta(days=self.day, minutes=7 * (sum(map(ord, self.outlet)) % 60))


def _reports() -> tuple[Report, ...]:
    told = yaml.safe_load((Path(__file__).parent / "news.yaml").read_text("utf-8"))
    return tuple(Report(story=story, **report) for story, reports in told.items() for report in reports)


OUTLETS = {
    "ledger": "Harbour Ledger",
    "wire": "Continental Wire",
    "courier": "Salna Courier",
    "gazette": "The Gazette of Korvel",
    "post": "Morning Post of Orla",
    "herald": "Inland Herald",
    "echo": "Evening Echo",
    "monitor": "The Monitor",
    "standard": "Küstenblatt",
    "tribune": "Valley Tribune",
    "mirror": "The Mirror",
    "star": "Northern Star",
}
REPORTS = _reports()


class Answer(NamedTuple):
    """What the server sends."""

    body: bytes
    media_type: str = "application/rss+xml"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class World:
    """The outlets, and their server while it runs."""

    def __init__(self) -> None:
        self.day = 0
        self.asked: list[str] = []
        """The paths that were asked for."""
        self.sent: list[int] = []
        """The statuses of the answers."""
        self.broken: dict[str, Answer] = {}
        """By path, what is sent instead."""
        self.leaving = threading.Event()
        world = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                with suppress(OSError):
                    world.serve(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def now(self) -> datetime:
        """The evening of the day."""
        return MONDAY + timedelta(days=self.day, hours=14)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def feed(self, outlet: str) -> str:
        """The address of an outlet's feed."""
        return self.url(f"/{outlet}/feed")

    def close(self) -> None:
        """Stop serving."""
        self.leaving.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = request.path
        self.asked.append(path)
        if path == "/endless":
            self._endless(request)
            return
        answer = self.broken.get(path) or self.answer(path)
        etag = f'"{crc32(answer.body):x}"'
        unchanged = answer.status == 200 and request.headers.get("If-None-Match") == etag
        status = 304 if unchanged else answer.status
        self.sent.append(status)
        request.send_response(status)
        request.send_header("Content-Type", answer.media_type)
        request.send_header("ETag", etag)
        for name, value in answer.headers:
            request.send_header(name, value)
        if not unchanged:
            request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        if not unchanged:
            request.wfile.write(answer.body)

    def _endless(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(b'<rss version="2.0"><channel><title>Endless</title>')
        while not self.leaving.is_set():
            request.wfile.write(b"<item><title>And on it goes</title></item>" * 1500)

    def answer(self, path: str) -> Answer:
        """What is at a path on this day."""
        outlet, _, name = path.strip("/").partition("/")
        if outlet not in OUTLETS:
            return Answer(b"nothing here", "text/plain", 404)
        if name in ("feed", "feed.xml"):
            return self._feed(outlet, path)
        if name == "":
            return Answer(FRONT.format(name=html.escape(OUTLETS[outlet]), outlet=outlet).encode(), "text/html")
        report = next((report for report in REPORTS if report.path == path), None)
        if report is None or report.day > self.day:
            return Answer(b"<p>no such article", "text/html", 404)
        return Answer(self.article(report).encode(), "text/html; charset=utf-8")

    def headline(self, report: Report) -> str:
        """The headline of a report on this day."""
        return report.later if report.later and self.day > report.day else report.title

    def listed(self, outlet: str) -> list[Report]:
        """What an outlet's feed lists on this day."""
        own = [report for report in REPORTS if report.outlet == outlet and report.day <= self.day]
        return sorted(own, key=lambda report: report.moment, reverse=True)[:8]

    def article(self, report: Report) -> str:
        """The page of a report: its text, and paragraphs that only its outlet has."""
        title = html.escape(self.headline(report).replace("<b>", "").replace("</b>", ""))
        more = "".join(f"<p>{html.escape(line)}</p>" for line in _own_words(report))
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"<p>{html.escape(report.text)}</p>{more}</article></body></html>"
        )

    def _feed(self, outlet: str, path: str) -> Answer:
        name, reports = OUTLETS[outlet], self.listed(outlet)
        if outlet == "wire":
            return Answer(self._atom(name, reports).encode(), "application/atom+xml")
        if outlet == "courier":
            return Answer(self._rdf(name, reports).encode(), "application/rdf+xml")
        if outlet == "gazette":
            return Answer(self._json(name, reports).encode(), "application/feed+json")
        if outlet == "standard":
            return Answer(self._rss(name, reports).encode("latin-1"), "application/rss+xml; charset=utf-8")
        if outlet == "mirror" and self.day >= 2 and not path.endswith(".xml"):
            return Answer(b"", status=301, headers=(("Location", "/mirror/feed.xml"),))
        if outlet == "star" and self.day >= 3:
            return Answer(b"", status=410)
        text = self._rss(name, reports, ids=outlet != "echo", dates=outlet != "echo", ahead=outlet == "monitor",
                         one_id=outlet == "herald")  # fmt: skip
        if outlet == "tribune":
            text = text.replace("</item></channel></rss>", "</item><item><title>Torn in the mid")
        return Answer(text.encode())

    def _rss(
        self,
        name: str,
        reports: list[Report],
        *,
        ids: bool = True,
        dates: bool = True,
        ahead: bool = False,
        one_id: bool = False,
    ) -> str:
        items = []
        for report in reports:
            moment = report.moment + timedelta(days=900 if ahead else 0)
            key = "always-the-same" if one_id else f"{report.story}-{report.day}"
            title = self.headline(report) if report.outlet == "post" else html.escape(self.headline(report))
            items.append(
                f"<item><title>{html.escape(title)}</title>"
                f"<link>..{report.path}</link>"
                + (f'<guid isPermaLink="false">{key}</guid>' if ids else "")
                + (f"<pubDate>{format_datetime(moment)}</pubDate>" if dates else "")
                + f"<description>{html.escape('<p>' + html.escape(report.text) + '</p>')}</description></item>"
            )
        head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{html.escape(name)}</title>'
        return f"{head}<link>/{reports[0].outlet if reports else ''}/</link>{''.join(items)}</channel></rss>"

    def _atom(self, name: str, reports: list[Report]) -> str:
        entries = "".join(
            f"<entry><id>tag:wire.example,2031:{r.story}-{r.day}</id><title>{html.escape(self.headline(r))}</title>"
            f'<link href="{r.path}"/><updated>{r.moment:%Y-%m-%dT%H:%M:%SZ}</updated>'
            f"<summary>{html.escape(r.text)}</summary></entry>"
            for r in reports
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{name}</title><link href="/wire/"/>{entries}</feed>'

    def _rdf(self, name: str, reports: list[Report]) -> str:
        items = "".join(
            f'<item rdf:about="{self.url(r.path)}"><title>{html.escape(self.headline(r))}</title>'
            f"<link>{self.url(r.path)}</link><description>{html.escape(r.text)}</description>"
            f"<dc:date>{r.moment:%Y-%m-%dT%H:%M:%SZ}</dc:date></item>"
            for r in reports
        )
        return (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/courier/"><title>{name}</title>'
            f"<link>/courier/</link></channel>{items}</rdf:RDF>"
        )

    def _json(self, name: str, reports: list[Report]) -> str:
        items = [
            {"id": f"{r.story}-{r.day}", "url": r.path, "title": self.headline(r), "content_text": r.text,
             "date_published": f"{r.moment:%Y-%m-%dT%H:%M:%S+00:00}"}
            for r in reports
        ]  # fmt: skip
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": name, "items": items})


FRONT = (
    "<!doctype html><html><head><title>{name}</title>"
    '<link rel="alternate" type="application/rss+xml" title="Comments" href="comments">'
    '<link rel="alternate" type="application/rss+xml" title="{name}" href="feed"></head><body>{name}</body></html>'
)


def _own_words(report: Report) -> list[str]:
    """Paragraphs of a report that no other outlet has, so that there is something new in each."""
    place = OUTLETS[report.outlet]
    return [
        f"A reporter of {place} spoke to people who were there on day {report.day + 1} of the week.",
        f"{place} has asked the office in charge for the papers on this and will print them when they come.",
    ]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10) for n in range(1, 10))
    + b']><rss version="2.0"><channel><title>&lol9;</title><item><title>&lol9;</title></item></channel></rss>'
)
"""A billion laughs (https://en.wikipedia.org/wiki/Billion_laughs_attack)."""


@contextmanager
def world() -> Iterator[World]:
    """The world, served."""
    made = World()
    try:
        yield made
    finally:
        made.close()
