"""Asking feeds over a week: what is kept, what is asked when, and what two desks at once come to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from reader.desk.feeds import Feed, Kind
from reader.desk.refresh import Asking, Refreshed, find_feed, is_dead, refresh
from reader.desk.store import DeskStore
from reader.notes.files import copies_folder, store_path, write_whole
from reader.notes.store import Store
from reader.story.version import SourceError, Stopped
from reader.story.web.copies import Copies
from reader.story.web.pages import Web
from tests.desk.world import OUTLETS, Answer, World
from tests.story.server import Led, answer, served

ROOT = Path(__file__).resolve().parents[2]


def asking(news: World) -> Asking:
    return Asking(web=Web(copies=Copies(copies_folder(), write_whole), now=news.now), now=news.now)


def follow(desk: DeskStore, news: World, *outlets: str) -> None:
    for outlet in outlets:
        desk.add(Feed(number=0, address=news.feed(outlet)))


def ask(desk: DeskStore, news: World, *, force: bool = False) -> Refreshed:
    return refresh(desk, desk.feeds(), asking(news), force=force)


def titles(desk: DeskStore) -> set[str]:
    return {kept.item.title for kept in desk.items()}


def test_over_a_week_every_report_is_kept_once_and_what_is_not_listed_any_more_stays(
    desk: DeskStore, news: World
) -> None:
    follow(desk, news, *OUTLETS)
    new = 0
    for day in range(7):
        news.day = day
        new += ask(desk, news).new
    kept = desk.items()
    assert new == len(kept)
    assert len({(item.feed, item.item.address) for item in kept}) == len(kept)
    assert "Torn in the mid" not in titles(desk)
    assert "Fähre Halmar: Bugtür war geöffnet" in titles(desk)
    assert "Ferry Halmar sinks off Salna, 40 missing" in titles(desk)
    assert all(item.moment <= item.seen for item in kept)
    news.broken["/wire/feed"] = Answer(b'<rss version="2.0"><channel><title>W</title></channel></rss>')
    ask(desk, news, force=True)
    assert len(desk.items()) == len(kept)


def test_a_changed_headline_is_kept_with_the_one_before_and_the_item_stays_read(desk: DeskStore, news: World) -> None:
    follow(desk, news, "ledger")
    ask(desk, news)
    (before,) = desk.items()
    news.day = 1
    assert ask(desk, news).changed == 1
    (after,) = desk.items()
    assert after.number == before.number
    assert after.item.title == "Death toll in Halmar sinking rises to nine"
    assert [headline.title for headline in after.earlier] == ["Forty missing as ferry Halmar goes down off Salna"]
    assert after.changed == f"{news.now():%Y-%m-%dT%H:%M:%SZ}"
    assert after.moment == before.moment


def test_a_feed_that_asks_to_be_left_alone_is(desk: DeskStore, news: World) -> None:
    follow(desk, news, "ledger")
    busy = Answer(b"", status=503, headers=(("Retry-After", str(3 * 86_400)),))
    news.broken["/ledger/feed"] = busy
    assert len(ask(desk, news).faults) == 1
    for day, asked in ((1, 0), (2, 0), (4, 1)):
        news.day = day
        assert ask(desk, news).asked == asked
    news.broken["/ledger/feed"] = busy._replace(headers=(("Retry-After", "Fri, 14 Feb 2031 20:30:00 GMT"),))
    news.day = 6
    assert ask(desk, news).asked == 0  # three days from day 4 on


def test_a_failing_feed_is_asked_less_and_less_often_and_named_as_dead_after_two_weeks(
    desk: DeskStore, news: World
) -> None:
    follow(desk, news, "ledger")
    news.broken["/ledger/feed"] = Answer(b"", status=500)
    moment, times = news.now(), []
    news.now = lambda: moment  # type: ignore[method-assign]
    desk = DeskStore(Store.open(store_path()), lambda: moment)
    came = ask(desk, news)
    for _ in range(24 * 15):
        moment += timedelta(hours=1)
        now = ask(desk, news)
        times.append(now.asked)
        came = now if now.asked else came
    assert sum(times[:24]) > sum(times[24:72]) / 2
    assert 12 <= sum(times) <= 24
    (feed,) = desk.feeds()
    assert is_dead(feed, moment)
    assert "could not be read since 2031-02-10" in came.faults[0].said
    del news.broken["/ledger/feed"]
    ask(desk, news, force=True)
    (feed,) = desk.feeds()
    assert (feed.failures, feed.trouble, is_dead(feed, moment)) == (0, "", False)


def test_one_broken_feed_is_no_harm_to_the_others(desk: DeskStore, news: World) -> None:
    follow(desk, news, "ledger", "wire", "gazette")
    news.day = 1
    news.broken["/wire/feed"] = Answer(b"<html><title>Log in</title></html>", "text/html")
    came = ask(desk, news)
    assert [fault.said for fault in came.faults] == [
        f"{news.feed('wire')} is a page now and no feed any more: it may ask for a login, or have moved"
    ]
    assert len(desk.items()) == 2


def test_a_page_that_is_followed_is_news_when_its_text_changes_and_its_copies_are_kept(
    desk: DeskStore, news: World
) -> None:
    address = news.url("/ledger/ferry-0.html")
    desk.add(Feed(number=0, address=address, kind=Kind.PAGE))
    assert ask(desk, news).new == 1
    news.day = 1
    assert ask(desk, news).changed == 1
    (item,) = desk.items()
    assert item.item.title == "Death toll in Halmar sinking rises to nine"
    assert item.moment == f"{news.now():%Y-%m-%dT%H:%M:%SZ}"
    assert len(Copies(copies_folder(), write_whole).moments(address)) == 2
    news.day = 2
    assert ask(desk, news).changed == 0


def test_two_desks_that_ask_at_once_keep_each_item_once(news: World) -> None:
    news.day = 6
    with Store.open(store_path()) as store:
        follow(DeskStore(store, news.now), news, *OUTLETS)
        feeds = DeskStore(store, news.now).feeds()
    came: list[Refreshed] = []

    def run() -> None:
        with Store.open(store_path()) as store:
            came.append(refresh(DeskStore(store, news.now), feeds, asking(news)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.asked for one in came) == len(OUTLETS)
    with Store.open(store_path()) as store:
        items = DeskStore(store, news.now).items()
    assert sum(one.new for one in came) == len(items) == len({(i.feed, i.item.key) for i in items})


def test_a_stop_ends_it_soon_and_keeps_what_was_read(desk: DeskStore, news: World) -> None:
    follow(desk, news, "ledger", "wire")
    stop = threading.Event()
    how = asking(news)
    how.stop, how.heard = stop, lambda done, *_: stop.set() if done else None
    with pytest.raises(Stopped):
        refresh(desk, desk.feeds(), how)
    assert desk.items()


@pytest.mark.slow
def test_a_desk_that_is_killed_while_it_asks_goes_on_where_it_was(news: World) -> None:
    news.day = 6
    with Store.open(store_path()) as store:
        follow(DeskStore(store, news.now), news, *(outlet for outlet in OUTLETS if outlet != "star"))
    for moment in (0.4, 0.6, 0.8, 1.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "reader", "feeds", "refresh", "--force"], cwd=ROOT, start_new_session=True
        )
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        Store.examine(store_path())
    with Store.open(store_path()) as store:
        desk = DeskStore(store, news.now)
        assert ask(desk, news, force=True).asked == len(OUTLETS) - 1
        addresses = [item.item.address for item in desk.items()]
    assert len(addresses) == len(set(addresses))


def test_a_host_is_asked_for_one_feed_at_a_time_with_a_pause_and_hosts_are_asked_side_by_side(
    desk: DeskStore, news: World
) -> None:
    feed = answer('<rss version="2.0"><channel><title>T</title></channel></rss>', media_type="text/xml")
    with served({"/1": feed, "/2": feed, "/3": feed}) as server:
        hosts: dict[str, Sequence[str]] = {"a.example": ["93.184.216.34"], "b.example": ["93.184.216.35"]}
        network = Led(server, hosts)
        for host in hosts:
            for path in ("/1", "/2", "/3"):
                desk.add(Feed(number=0, address=f"http://{host}{path}"))
        begun = time.monotonic()
        came = refresh(desk, desk.feeds(), Asking(web=Web(network=network), now=news.now, pause=0.3))
        took = time.monotonic() - begun
    assert (came.asked, came.faults) == (6, ())
    assert took >= 0.6
    assert sorted(network.reached[:2]) == ["93.184.216.34", "93.184.216.35"]


def test_a_feed_that_a_public_page_names_on_the_readers_own_network_is_not_fetched(news: World) -> None:
    page = answer('<html><link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/rss"></html>')
    with served({"/": page}) as server:
        web = Web(network=Led(server, {"a.example": ["93.184.216.34"]}))
        with pytest.raises(SourceError, match="is at an address that is not public"):
            find_feed("http://a.example/", Asking(web=web, now=news.now))
