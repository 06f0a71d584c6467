"""Measure the desk, and print the table that docs/benchmarks.md holds.

    python -m tests.bench.desk [refresh] [stories] [screen]

`refresh`: 200 feeds of 100 items from a local server, asked for the first time and again when nothing has changed.
`screen`: the desk with these items, beside the shelf: opening, keys, memory, in a process of its own.
`stories`: 20,000 items put into stories as they come, then 100 new ones.

Items are made: each event has seven names and five words of its own, of which a report has eight among 28 words of a
vocabulary with the frequencies of a language (Zipf).
"""

from __future__ import annotations

import asyncio
import html
import os
import random
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from reader.collector import collect_less_often
from reader.desk.feeds import Feed, Item
from reader.desk.refresh import Asking, refresh, regroup
from reader.desk.store import DeskStore
from reader.desk.stories import Stories, Telling
from reader.notes.store import Store
from reader.story.moments import stamp
from reader.story.web.pages import Web

FEEDS, ITEMS = 200, 100
DAYS = 30
END = datetime.now(UTC)


class Made(NamedTuple):
    """A made report."""

    moment: datetime
    event: int
    text: str


def made_reports(count: int, seed: int = 1) -> list[Made]:
    """Reports of made events, the earliest first. An event is told by one to nine."""
    chance = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    vocabulary = ["".join(chance.choice(syllables) for _ in range(chance.choice((2, 3)))) for _ in range(8000)]
    weights = [1 / (rank + 5) for rank in range(8000)]
    names = ["".join(chance.choice(syllables) for _ in range(4)).title() for _ in range(20_000)]
    found: list[Made] = []
    event = 0
    while len(found) < count:
        event += 1
        own, day = chance.sample(names, 7) + chance.sample(vocabulary[200:], 5), chance.random() * DAYS
        for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 9))):
            words = chance.sample(own, 8) + chance.choices(vocabulary, weights, k=28)
            chance.shuffle(words)
            moment = END - timedelta(days=DAYS + 1 - day - chance.random())
            found.append(Made(moment, event, " ".join(words)))
    return sorted(found[:count])


def feed_of(number: int, reports: Sequence[Made]) -> bytes:
    """A feed of some reports, as RSS."""
    items = "".join(
        f"<item><title>{' '.join(report.text.split()[:9])}</title><link>/{number}/{n}</link><guid>{number}-{n}</guid>"
        f"<pubDate>{format_datetime(report.moment)}</pubDate><description>{html.escape(f'<p>{report.text}</p>')}"
        "</description></item>"
        for n, report in enumerate(reports)
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
    return f"{head}<title>Outlet {number}</title>{items}</channel></rss>".encode()


def spent() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measure_refresh() -> None:
    """200 feeds from a server in a process of its own."""
    reports = made_reports(FEEDS * ITEMS + ITEMS)
    late = reports[FEEDS * ITEMS :]
    bodies = [feed_of(n, reports[n : FEEDS * ITEMS : FEEDS]) for n in range(FEEDS)]
    receiving, sending = os.pipe()
    if (server := os.fork()) == 0:
        os.close(receiving)
        _serve(bodies, sending)
    port = int(os.read(receiving, 20))
    try:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "notes.sqlite3") as store:
            desk = DeskStore(store)
            for number in range(FEEDS):
                desk.add(Feed(number=0, address=f"http://127.0.0.1:{port}/{number}"))
            asking = Asking(web=Web(), now=lambda: datetime.now(UTC))
            for what in ("first refresh", "nothing changed"):
                before, clock = spent(), time.monotonic()
                came = refresh(desk, desk.feeds(), asking, force=True)
                took = f"{spent() - before:.1f} s of processor, {time.monotonic() - clock:.1f} s by the clock"
                print(f"{what}: {came.asked} feeds, {came.new:,} new items, {len(came.faults)} faults: {took}")
            before = spent()
            moved = regroup(desk)
            print(f"put into stories: {moved:,} items: {spent() - before:.1f} s of processor")
            items = [
                Item(
                    key=r.text,
                    address="",
                    title=r.text[:60],
                    summary=r.text,
                    published=stamp(r.moment),
                )
                for r in late
            ]
            desk.read(desk.feeds()[0], items)
            before = spent()
            moved = regroup(desk)
            print(f"{len(late)} new ones after a restart: {spent() - before:.2f} s of processor")
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
            print(f"store {size:.0f} MB, memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    finally:
        os.kill(server, 9)
        os.waitpid(server, 0)


def _serve(bodies: Sequence[bytes], told: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = int(self.path[1:])
            known = self.headers.get("If-None-Match") == f'"{number}"'
            self.send_response(304 if known else 200)
            self.send_header("ETag", f'"{number}"')
            self.end_headers()
            if not known:
                self.wfile.write(bodies[number])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    os.write(told, str(server.server_address[1]).encode())
    threading.Thread(target=server.serve_forever).start()
    threading.Event().wait()


def measure_stories() -> None:
    """20,000 items in batches, and 100 after a restart."""
    reports = made_reports(20_100)
    tellings = [Telling(number=n, moment=int(r.moment.timestamp()), text=r.text) for n, r in enumerate(reports, 1)]
    old, new = tellings[:20_000], tellings[20_000:]
    for batch in (100, 2_000):
        before, stories = spent(), Stories()
        for start in range(0, len(old), batch):
            stories.add(old[start : start + batch])
        print(f"20,000 items, {batch:,} at once: {spent() - before:.1f} s of processor")
    events = [report.event for report in reports[: len(old)]]
    topics = [stories.topic_of(telling.number) for telling in old]
    both, said, true = (
        sum(count * (count - 1) / 2 for count in Counter(found).values())
        for found in (zip(topics, events, strict=True), topics, events)
    )
    print(f"pairs: precision {both / said:.3f}, recall {both / true:.3f}")
    before = spent()
    stories.add(new)
    print(f"100 new ones: {spent() - before:.2f} s of processor")


def measure_screen() -> None:
    """The desk and the shelf, each in a process of its own."""
    reports = made_reports(FEEDS * ITEMS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.sqlite3"
        with Store.open(path) as store:
            desk = DeskStore(store)
            for number in range(FEEDS):
                feed = desk.add(
                    Feed(number=0, address=f"https://o{number}.example/", title=f"Outlet {number}", tags=("t",))
                )
                own = reports[number::FEEDS]
                desk.read(feed, [
                    Item(key=str(n), address=f"https://o{number}.example/{n}", title=r.text[:60], summary=r.text,
                         published=stamp(r.moment))
                    for n, r in enumerate(own)
                ])  # fmt: skip
            regroup(desk)
        for wanted in (False, True):
            if (child := os.fork()) == 0:
                asyncio.run(_screen(path, desk=wanted))
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(child, 0)


async def _screen(path: Path, *, desk: bool) -> None:
    from reader.tui.app import DiptychApp
    from reader.tui.session.bookshelf import Bookshelf
    from reader.tui.session.notes import Session
    from reader.tui.start import NOTHING
    from tests.tui.driving import THEMES

    collect_less_often()
    before = time.process_time()
    with Store.open(path) as store:
        app = DiptychApp(NOTHING, Session(NOTHING, None), themes=THEMES, bookshelf=Bookshelf(store), desk=desk)
        async with app.run_test(size=(160, 45)) as pilot:
            await pilot.pause()
            what = "desk" if desk else "shelf"
            print(f"the {what} opens: {(time.process_time() - before) * 1000:.0f} ms of processor")
            for keys in (
                (["j"] * 20, ["space"] * 20, ["f"] * 10, ["s"] * 10, ["r"] * 10, ["slash", *"bako"]) if desk else ()
            ):
                took = []
                for key in keys:
                    before = time.process_time()
                    await pilot.press(key)
                    took.append((time.process_time() - before) * 1000)
                print(f"{keys[-1]}: {sorted(took)[len(took) // 2]:.0f} ms, at most {max(took):.0f}")
        print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def main(parts: Sequence[str]) -> None:
    """Print what is asked for; all if nothing is named."""
    tables: dict[str, Callable[[], None]] = {
        "refresh": measure_refresh,
        "stories": measure_stories,
        "screen": measure_screen,
    }
    for name, table in tables.items():
        if not parts or name in parts:
            print(f"\n### {name}\n")
            table()


if __name__ == "__main__":
    main(sys.argv[1:])
