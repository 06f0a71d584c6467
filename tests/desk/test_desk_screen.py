"""The desk on the screen: what it lists, how its stories are read, and what the reader decides there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from reader.desk.feeds import Feed
from reader.desk.refresh import refresh, regroup
from reader.desk.store import DeskStore
from reader.notes.files import store_path
from reader.notes.store import Store
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.screens.desk import DeskScreen
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.shelf import ShelfScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.start import NOTHING
from tests.desk.test_refresh import asking
from tests.desk.world import OUTLETS, Answer, World
from tests.tui.driving import THEMES, at_rest, opened
from tests.tui.driving import shown as screen_text


@pytest.fixture
def store(news: World) -> Store:
    return Store.open(store_path(), now=news.now)


def desk_app(store: Store, *, ascii_only: bool = False) -> DiptychApp:
    return DiptychApp(
        NOTHING, Session(NOTHING, None), config=Config(ascii=ascii_only), themes=THEMES, bookshelf=Bookshelf(store),
        desk=True,
    )  # fmt: skip


def follow_until(store: Store, news: World, day: int, outlets: object = tuple(OUTLETS)) -> DeskStore:
    """Follow the outlets, ask them each day up to one, and put what came into stories."""
    desk = DeskStore(store, news.now)
    for outlet in outlets:  # type: ignore[attr-defined]
        desk.add(Feed(number=0, address=news.feed(outlet), tags=("coast",) if outlet in ("ledger", "wire") else ()))
    for today in range(day + 1):
        news.day = today
        refresh(desk, desk.feeds(), asking(news))
        regroup(desk)
    return desk


async def press(app: DiptychApp, pilot: Pilot[None], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
        await at_rest(app, pilot)
    return screen_text(app)


def on_top(app: DiptychApp) -> type[object]:
    return type(app.screen)


def listing(app: DiptychApp):  # type: ignore[no-untyped-def]
    assert isinstance(app.screen, DeskScreen)
    return app.screen.listing


async def test_an_empty_desk_says_what_to_do(store: Store) -> None:
    app = desk_app(store)
    async with opened(app):
        assert "nothing is followed yet: a follows a feed" in screen_text(app)


async def test_the_stories_are_listed_with_who_tells_them_and_what_is_new(store: Store, news: World) -> None:
    follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        shown = screen_text(app)
        assert "The desk · 4 of 4 stories · 4 with news · most told" in shown
        ferry = next(line for line in shown.splitlines() if "outlets, 4 origins" in line)
        assert "6 outlets, 4 origins" in ferry
        listing(app).find("halmar")
        shown = await press(app, pilot, "g")
        assert "6 sources · 2 repeat another · 6 new · Harbour Ledger changed its headline" in shown
        assert "was: Forty missing as ferry Halmar goes down off Salna" in shown


async def test_enter_fetches_the_articles_and_opens_the_story_and_the_desk_knows_it_was_read(
    store: Store, news: World
) -> None:
    desk = follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        listing(app).find("korvel")
        shown = await press(app, pilot, "enter")
        assert isinstance(app.screen, ReadingScreen)
        names = {version.name for version in app.story.versions}
        assert names == {"The Gazette of Korvel", "Valley Tribune", "The Monitor"}
        assert "Cracks found in Korvel dam" in shown
        await press(app, pilot, "Q")
        assert on_top(app) is DeskScreen
        await press(app, pilot, "Q")
        assert on_top(app) is ShelfScreen
        assert "1 story read" in screen_text(app)
        await press(app, pilot, "n")
        assert on_top(app) is DeskScreen
    (dam,) = desk.mentions([news.url("/gazette/dam-1.html")])
    assert all(kept.read and kept.opening for kept in desk.of_topics([dam]))


async def test_what_is_new_in_a_story_that_was_read_is_told_and_joins_it(store: Store, news: World) -> None:
    desk = follow_until(store, news, 1)
    (dam,) = desk.mentions([news.url("/gazette/dam-1.html")])
    desk.mark_read(kept.number for kept in desk.of_topics([dam]))
    news.day = 2
    refresh(desk, desk.feeds(), asking(news), force=True)
    regroup(desk)
    app = desk_app(store)
    async with opened(app) as pilot:
        listing(app).find("korvel dam")
        shown = await press(app, pilot, "g")
    assert "4 sources · 1 new (" in shown
    assert "passages new to you)" in shown


async def test_an_open_story_is_offered_what_else_the_desk_has_of_it(store: Store, news: World) -> None:
    desk = follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        listing(app).find("korvel")
        shown = await press(app, pilot, "enter")
        assert "read from a copy" not in shown
        assert "the desk has" not in await press(app, pilot, "o")
        await press(app, pilot, "escape")
        news.day = 2
        refresh(desk, desk.feeds(), asking(news), force=True)
        regroup(desk)
        assert "the desk has 1 more source of this story: ctrl+n shows them" in await press(app, pilot, "o")
        await press(app, pilot, "ctrl+n")
        assert on_top(app) is DeskScreen
        assert listing(app).here.topic in desk.mentions([news.url("/gazette/dam-1.html")])
        await press(app, pilot, "enter")
        assert on_top(app) is ReadingScreen
        assert len(app.story.versions) == 4


async def test_the_desk_works_without_the_network_from_copies(store: Store, news: World) -> None:
    follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        listing(app).find("korvel")
        await press(app, pilot, "enter", "Q")
        asked = len(news.asked)
        listing(app).find("korvel")
        await press(app, pilot, "enter")
        assert isinstance(app.screen, ReadingScreen)
        assert len(news.asked) == asked


async def test_an_article_that_cannot_be_fetched_is_named_and_the_others_open(store: Store, news: World) -> None:
    follow_until(store, news, 1)
    news.broken["/monitor/dam-1.html"] = Answer(b"", status=500)
    app = desk_app(store)
    async with opened(app) as pilot:
        listing(app).find("korvel")
        shown = await press(app, pilot, "enter")
        assert isinstance(app.screen, ReadingScreen)
        assert len(app.story.versions) == 2
        assert "monitor/dam-1.html cannot be read" in shown
    for outlet in ("gazette", "tribune"):
        news.broken[f"/{outlet}/dam-1.html"] = Answer(b"", status=500)


async def test_a_story_of_which_nothing_can_be_fetched_is_refused_in_a_sentence(store: Store, news: World) -> None:
    follow_until(store, news, 1, ("gazette",))
    news.broken["/gazette/dam-1.html"] = Answer(b"", status=404)
    app = desk_app(store)
    async with opened(app) as pilot:
        shown = await press(app, pilot, "enter")
        assert isinstance(app.screen, DeskScreen)
    assert "has no such page (404)" in shown


async def test_marking_pinning_and_undoing(store: Store, news: World) -> None:
    desk = follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        first = listing(app).here.topic
        shown = await press(app, pilot, "r")
        assert "3 with news" in shown
        assert "marked as read" in shown
        assert listing(app).here.topic != first
        assert "undone: marked as read" in await press(app, pilot, "u")
        assert "4 with news" in await press(app, pilot, "g")
        await press(app, pilot, "G", "p", "s", "s", "s")
        assert listing(app).shown[0].pinned
        shown = await press(app, pilot, "R")
        assert "0 with news" in shown
        assert "4 with news" in await press(app, pilot, "u")
    assert sum(not kept.read for kept in desk.items()) == len(desk.items())


async def test_stories_are_joined_and_an_item_taken_out_by_hand_and_stay_so(store: Store, news: World) -> None:
    desk = follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        (dam,) = desk.mentions([news.url("/gazette/dam-1.html")])
        (whale,) = desk.mentions([news.url("/star/whale-1.html")])
        listing(app).go_to(whale)
        await press(app, pilot, "m")
        listing(app).go_to(dam)
        assert "put into this story" in await press(app, pilot, "J")
        assert desk.mentions([news.url("/star/whale-1.html")]) == (dam,)
        assert listing(app).here.items == 4
        await press(app, pilot, "l")
        out = listing(app).chosen.item.address
        assert "taken out; it is a story of its own" in await press(app, pilot, "x")
    regroup(desk, [kept.number for kept in desk.items()])
    assert desk.mentions([out]) != (dam,)
    assert desk.mentions([news.url("/star/whale-1.html")]) == (dam,) or out.endswith("whale-1.html")


async def test_filters_tags_search_and_hiding(store: Store, news: World) -> None:
    follow_until(store, news, 1)
    app = desk_app(store)
    async with opened(app) as pilot:
        assert "shown: #coast" in await press(app, pilot, "number_sign")
        assert {"ferry", "tremor"} >= {story_name(story) for story in listing(app).shown}
        assert "shown: all tags" in await press(app, pilot, "number_sign")
        assert "shown: told by several" in await press(app, pilot, "f", "f")
        assert all(len(listing(app).outlets(story)) > 1 for story in listing(app).shown)
        await press(app, pilot, "f", "f", "f")
        await press(app, pilot, "slash", *"whale", "enter")
        assert [story.title for story in listing(app).shown] == ["Whale swims up the Tarn as far as the weir"]
        shown = await press(app, pilot, "v")
        assert "Northern Star is hidden" in shown
        assert "Whale" not in shown.replace("with “whale”", "")


def story_name(story: object) -> str:
    title = story.title  # type: ignore[attr-defined]
    return "tremor" if "quake" in title.lower() else "ferry"


async def test_feeds_are_asked_from_the_desk_and_followed_from_it(
    store: Store, news: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    news.day = 1
    app = desk_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "a")
        app.screen.query_one("#stories-named", Input).value = news.url("/gazette/")
        shown = await press(app, pilot, "enter")
        assert "The Gazette of Korvel is followed" in shown
        assert "Cracks found in Korvel dam" in shown
        news.day = 4
        shown = await press(app, pilot, "F")
        assert "nothing new" in shown  # asked a minute ago


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (80, 24), (60, 15)], ids=str)
async def test_the_desk_fits_into_screens_of_all_sizes(store: Store, news: World, size: tuple[int, int]) -> None:
    follow_until(store, news, 1, ("ledger", "wire", "post", "gazette"))
    app = desk_app(store, ascii_only=True)
    async with opened(app, size) as pilot:
        shown = await press(app, pilot, "j", "l", "k")
    lines = shown.splitlines()
    assert all(len(line.rstrip()) <= size[0] for line in lines)
    assert "Halmar" in shown
    assert "·" not in "".join(lines[-1:])
