"""Notes on a text that changed, on screen: said once, shown with the difference; and what another reader keeps."""

from __future__ import annotations

import pytest

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.finder import Finder
from reader.notes.store import Store
from reader.story.version import Story
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.notes import Session
from tests.merge.made import made_version
from tests.tui.driving import opened, reading_in, shown, snow_app
from tests.tui.helpers import snow_story


def told(*lines: str) -> Story:
    """A story of two versions, the first of these lines."""
    story = snow_story()
    version = made_version("A", [[line] for line in lines])
    return Story(
        title=story.title, versions=(version, story.versions[1]), locators=story.locators, key=story.key, home=None
    )


OLD = (
    "The ferry stayed in the harbour all day long.",
    "The council of Tessel met behind closed doors for three hours.",
    "A school choir sang beneath the tower until dark.",
    "Snow fell on the empty quay from noon onwards.",
)
NEW = (
    OLD[0],
    "The council of Tessel met behind open doors for three hours.",
    "Quite other words stand here by now, of a tram and its driver.",
    OLD[3],
)


def noted(store: Store, *sentences: int) -> None:
    story = told(*OLD)
    notes = store.story(story)
    for number in sentences:
        version = story.versions[0]
        notes.add_note(f"on {number}", [make_anchor(version, story.locators[0], version.sentences[number].span)])


async def test_changed_and_lost_notes_are_said_once(store: Store) -> None:
    noted(store, 0, 1, 2)
    app = snow_app(store, story=told(*NEW))
    async with opened(app):
        assert "1 note changed, 1 lost: A lists them" in shown(app)
        assert reading_in(app).noted == {(0, 0), (0, 1)}
    again = snow_app(store, story=told(*NEW))
    async with opened(again):
        assert "A lists them" not in shown(again)
    back = snow_app(store, story=told(*OLD))
    async with opened(back):
        assert reading_in(back).noted == {(0, 0), (0, 1), (0, 2)}
        assert "A lists them" not in shown(back)


async def test_an_unchanged_story_says_nothing(store: Store) -> None:
    noted(store, 0, 1, 2)
    app = snow_app(store, story=told(*OLD))
    async with opened(app):
        assert "lists them" not in shown(app)


async def test_the_dialog_shows_what_changed(store: Store) -> None:
    noted(store, 1)
    app = snow_app(store, story=told(*NEW))
    async with opened(app) as pilot:
        await pilot.press("j", "a")
        await pilot.pause()
        assert "Changed since you wrote: The council of Tessel met behind ⟨closed → open⟩ doors" in shown(app)
        assert "on 1" in shown(app)
        await pilot.press("!", "ctrl+s")
        await pilot.pause()
    entries = store.story(told(*OLD)).entries()
    assert [(entry.body, entry.anchors[0].exact) for entry in entries] == [("on 1!", OLD[1])]


async def test_the_text_is_on_screen_before_notes_are_looked_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(store, 1)
    pictures: list[bool] = []
    find, draw = Finder.find, ReadingScreen.draw

    def drawn(self: ReadingScreen) -> None:
        pictures.append(True)
        draw(self)

    def found(self: Finder, anchor: object) -> object:
        assert pictures, "something was drawn before"
        return find(self, anchor)  # type: ignore[arg-type]

    monkeypatch.setattr(ReadingScreen, "draw", drawn)
    monkeypatch.setattr(Finder, "find", found)
    app = snow_app(store, story=told(*NEW))
    async with opened(app):
        assert reading_in(app).noted == {(0, 1)}


async def test_what_another_reader_keeps_is_seen(store: Store) -> None:
    story = snow_story()
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        with Store.open(store.path) as other:
            theirs, version = other.story(story), story.versions[0]
            theirs.add_note("theirs", [make_anchor(version, story.locators[0], version.sentences[1].span)])
        screen = app.screen
        assert isinstance(screen, ReadingScreen)
        screen.actions.annotator.look_around()
        await pilot.pause()
        assert reading_in(app).noted == {(0, 1)}
        assert any(row.startswith(" *") for row in shown(app).splitlines())


async def test_a_store_that_fails_meanwhile_does_not_end_the_program(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Session) -> bool:
        raise StoreError("gone")

    app = snow_app(store)
    async with opened(app):
        monkeypatch.setattr(Session, "changed_elsewhere", broken)
        screen = app.screen
        assert isinstance(screen, ReadingScreen)
        screen.actions.annotator.look_around()
