"""`F` fetches a page again: what has changed comes beside what was, and notes follow it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket

import pytest

from reader.notes.sources import web_with_copies
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.version import Role, Story
from reader.tui.app import DiptychApp
from reader.tui.session import decisions
from reader.tui.session.notes import Session
from reader.tui.session.sources import with_noted_copies
from tests.story.server import Server, answer, served
from tests.tui.driving import at_rest, footer, opened, reading_in, shown, snow_app, where

FERRY = "The old ferry makes its last journey on Friday, with the captain who has steered it for thirty years."
TOLL = "No toll is asked until spring, said the mayor, who had cut a ribbon of blue silk before the first cart came."
CROWD = "By the evening four hundred people had crossed the bridge, most of them children with paper flags."


def page(*paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<head><title>Bridge</title>{head}</head>"
    return f"<html>{head}<body><article><h1>Bridge</h1>{body}</article></body></html>"


def article(*paragraphs: str) -> bytes:
    return answer(page(*paragraphs))


def silence(server: Server) -> Callable[[socket], None]:
    """Sends nothing until the test ends."""

    def wait(_: socket) -> None:
        server.leaving.wait(10)

    return wait


FIRST, SECOND = article(FERRY, TOLL), article(CROWD, TOLL, FERRY.replace("has steered", "steered"))
WIRE = article("A bridge over the Orla was opened on Monday.", TOLL)


@pytest.fixture
def server() -> Iterator[Server]:
    with served({"/a": FIRST, "/b": WIRE}) as running:
        yield running


def story_of(server: Server) -> Story:
    return open_story([server.url("/a"), server.url("/b")], web=web_with_copies)


def app_of(server: Server, store: Store | None = None) -> DiptychApp:
    return snow_app(store, story=story_of(server))


async def test_a_page_that_has_changed_comes_beside_what_it_was(server: Server) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        server.answers["/a"] = SECOND
        await pilot.press("F")
        await at_rest(app, pilot)
        await at_rest(app, pilot)
        story = app.story
        assert [v.siglum for v in story.versions] == ["A", "A′", "B"]
        assert FERRY in story.versions[0].text
        assert CROWD in story.versions[1].text
        assert story.locators[1:] == (server.url("/a"), server.url("/b"))
        assert reading_in(app).shown == [0, 1]
        assert "A′ is what A has become" in footer(app)
        assert where(app)[0] == 1
        comparison = reading_in(app).comparison
        assert comparison is not None
        assert len(comparison.pairs) == 3
        assert "A′" in shown(app)


@pytest.mark.slow
async def test_a_page_that_reads_as_it_did_says_so_and_no_copy_is_added(server: Server, own_folders: Path) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        server.answers["/a"] = answer(page(FERRY, TOLL, head="<!-- another advertisement -->"))
        await pilot.press("f5")
        await at_rest(app, pilot)
        assert "A reads as it did in the copy of 2" in footer(app)
        assert len(app.story.versions) == 2
    assert len(list((own_folders / "data" / "copies").rglob("*.page"))) == 2


@pytest.mark.slow
async def test_notes_follow_a_page_to_its_new_text(server: Server, store: Store) -> None:
    app = app_of(server, store)
    key = app.story.key
    async with opened(app) as pilot:
        await pilot.press("j", "p")
        assert where(app) == (0, 1)
        server.answers["/a"] = SECOND
        await pilot.press("F")
        await at_rest(app, pilot)
        await at_rest(app, pilot)
        reading = reading_in(app)
        ferry = next(n for n in range(9) if "captain who steered" in app.story.versions[1].sentence_text(n))
        assert (1, ferry) in reading.picked
        assert where(app) == (1, ferry)
        assert app.story.key == key
        notes = app.session.notes
        assert notes is not None
        assert len(notes.entries()) == 1
    again = story_of(server)
    assert again.key == key
    assert [("who steered" in v.text) for v in again.versions] == [True, False]
    assert len(store.story(again).entries()) == 1


async def test_what_cannot_be_fetched_leaves_the_text_that_is_there(server: Server) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        server.answers["/a"] = answer("", status="500 Oops")
        await pilot.press("F")
        await at_rest(app, pilot)
        assert "has a problem of its own (500)" in footer(app) + shown(app)
        assert "the text you have stays" in shown(app)
        assert len(app.story.versions) == 2


async def test_a_file_is_not_fetched_again() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("F")
        await pilot.pause()
        assert "A is no page of the web" in footer(app)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["escape", "q"])
async def test_esc_gives_it_up_at_once_while_the_keys_are_answered(server: Server, key: str) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        server.answers["/a"] = silence(server)
        await pilot.press("F")
        await pilot.pause()
        assert "Fetching A again" in shown(app)
        while "127.0.0.1 · waiting" not in shown(app):
            await pilot.pause(0.01)
        await pilot.press(key)
        await pilot.pause()
        assert "given up: nothing has changed" in footer(app)
        await at_rest(app, pilot)
        assert len(app.story.versions) == 2


async def test_leaving_does_not_wait_for_a_page(server: Server) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        server.answers["/a"] = silence(server)
        await pilot.press("F")
        await pilot.pause()
        app.leave(0)
    assert app.return_code == 0


@pytest.mark.slow
async def test_a_third_text_stands_beside_the_second(server: Server) -> None:
    app = app_of(server)
    async with opened(app) as pilot:
        for given in (SECOND, article(CROWD, FERRY)):
            server.answers["/a"] = given
            await pilot.press("F")
            await at_rest(app, pilot)
            await at_rest(app, pilot)
        assert [v.siglum for v in app.story.versions] == ["A", "A′", "A′′", "B"]
        assert reading_in(app).shown == [1, 2]


@pytest.mark.slow
async def test_a_result_that_comes_while_the_help_is_open_is_not_lost(server: Server) -> None:
    app = app_of(server)
    open_up = threading.Event()

    def late(connected: socket) -> None:
        open_up.wait(10)
        connected.sendall(SECOND)

    async with opened(app) as pilot:
        server.answers["/a"] = late
        await pilot.press("F", "f1")
        await pilot.pause()
        assert "Give it up." in shown(app)
        open_up.set()
        await at_rest(app, pilot)
        assert len(app.story.versions) == 2
        await pilot.press("escape")
        await pilot.pause()
        await at_rest(app, pilot)
        assert [v.siglum for v in app.story.versions] == ["A", "A′", "B"]


@pytest.mark.slow
async def test_a_note_on_what_a_page_was_brings_that_back_the_next_time(server: Server, store: Store) -> None:
    app = app_of(server, store)
    async with opened(app) as pilot:
        server.answers["/a"] = SECOND
        await pilot.press("F")
        await at_rest(app, pilot)
        await at_rest(app, pilot)
        assert app.session is with_noted_copies(app.session)
        await pilot.press("tab", "g", "j", "p")
        assert where(app) == (0, 1)
        before = app.story
    story = story_of(server)
    assert len(story.versions) == 2
    session = with_noted_copies(Session(story, store))
    assert session.story.locators == before.locators
    assert session.story.key == before.key
    assert [(v.siglum, v.name, v.text) for v in session.story.versions] == [
        (v.siglum, v.name, v.text) for v in before.versions
    ]
    again = snow_app(store, story=session.story)
    async with opened(again) as pilot:
        assert reading_in(again).picked == {(0, 1)}


@pytest.mark.slow
def test_without_notes_on_it_an_earlier_copy_stays_in_the_folder(server: Server, store: Store) -> None:
    story_of(server)
    server.answers["/a"] = SECOND
    open_story([server.url("/a")], web=lambda: web_with_copies(fresh=True))
    session = Session(story_of(server), store)
    assert with_noted_copies(session) is session
    assert with_noted_copies(without := Session(story_of(server), None)) is without


@pytest.mark.slow
async def test_what_was_said_of_a_paragraph_goes_on_to_the_new_text(server: Server, store: Store) -> None:
    app = app_of(server, store)
    async with opened(app) as pilot:
        await pilot.press("j", "j")
        trouble = decisions.give_role(app.session, reading_in(app), 2, Role.STRAY)
        assert trouble is None
        server.answers["/a"] = SECOND
        await pilot.press("F")
        await at_rest(app, pilot)
        await at_rest(app, pilot)
        roles = {p.span.of(v.text): p.role for v in reading_in(app).story.versions[:2] for p in v.paragraphs}
        assert roles[TOLL] is Role.STRAY
        assert roles[CROWD] is Role.BODY
        assert {p.role for v in app.session.story.versions for p in v.paragraphs} == {Role.HEADLINE, Role.BODY}
