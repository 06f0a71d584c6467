"""A note that is being written: on disk within two seconds, offered again, gone only when kept or dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from reader.notes.anchors import make_anchor
from reader.notes.database import StoreError
from reader.notes.entries import Kind
from reader.notes.store import Store
from reader.notes.tables import StoryDrafts
from reader.tui.app import DiptychApp
from reader.tui.screens import note
from reader.tui.screens.note import NoteDialog
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.writing import AGAIN, BETWEEN, BOTH
from tests.tui.driving import opened, shown, snow_app
from tests.tui.helpers import snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note, "DRAFT", 0.01)


def drafts(store: Store) -> list[str]:
    return [draft.body for draft in store.story(snow_story()).drafts.all()]


def notes(store: Store) -> list[str]:
    return [entry.body for entry in store.story(snow_story()).entries() if entry.kind is Kind.NOTE]


async def on_disk(pilot: Pilot[None], store: Store, body: str) -> None:
    for _ in range(200):
        await pilot.pause(0.01)
        if drafts(store) == [body]:
            return
    raise AssertionError(drafts(store))


def written(app: DiptychApp) -> str:
    return app.screen.query_one(TextArea).text


async def test_what_is_typed_is_on_disk_before_it_is_kept(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"half a")
        await on_disk(pilot, store, "half a")
        await pilot.press(*" thought")
        await on_disk(pilot, store, "half a thought")
        assert notes(store) == []
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert (notes(store), drafts(store)) == (["half a thought"], [])


async def test_leaving_the_program_keeps_a_draft_and_the_next_start_offers_it(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"half a thought", "ctrl+q")
    assert (notes(store), drafts(store)) == ([], ["half a thought"])
    again = snow_app(store)
    async with opened(again) as pilot:
        assert "a half-written note waits on A ¶2: a there goes on with it" in shown(again)
        await pilot.press("a")
        await pilot.pause()
        assert (written(again), AGAIN in shown(again)) == ("half a thought", True)
        await pilot.press(*" more", "ctrl+s")
        await pilot.pause()
    assert (notes(store), drafts(store)) == (["half a thought more"], [])


async def test_a_draft_is_dropped_only_on_purpose(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"half")
        await on_disk(pilot, store, "half")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert drafts(store) == ["half"]
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert (notes(store), drafts(store)) == ([], [])


async def test_taking_back_what_was_typed_leaves_no_draft(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", "x")
        await on_disk(pilot, store, "x")
        await pilot.press("backspace", "ctrl+q")
    assert drafts(store) == []


async def test_a_draft_of_other_words_for_a_note_leaves_the_note_alone(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"one", "ctrl+s")
        await pilot.pause()
        await pilot.press("a", *" two", "ctrl+q")
    assert (notes(store), drafts(store)) == (["one"], ["one two"])
    again = snow_app(store)
    async with opened(again) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert written(again) == "one two"
        await pilot.press("escape", "escape")
        await pilot.pause()
    assert (notes(store), drafts(store)) == (["one"], [])


async def test_where_the_note_changed_since_both_are_shown_and_kept(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"one", "ctrl+s")
        await pilot.pause()
        await pilot.press("a", *" mine", "ctrl+q")
    kept = store.story(snow_story())
    kept.edit_note(kept.entries()[0].id, "one theirs")
    again = snow_app(store)
    async with opened(again) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert (written(again), BOTH in shown(again)) == (f"one theirs{BETWEEN}one mine", True)
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert (notes(store), drafts(store)) == ([f"one theirs{BETWEEN}one mine"], [])


async def test_a_note_that_changes_while_one_writes_keeps_both_wordings(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"one", "ctrl+s")
        await pilot.pause()
        await pilot.press("a", *" mine")
        kept = store.story(snow_story())
        kept.edit_note(kept.entries()[0].id, "theirs")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "both wordings stand in it" in shown(app)
    assert notes(store) == [f"theirs{BETWEEN}one mine"]


async def test_words_that_could_not_be_kept_stay_in_sight_and_on_disk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"half")
        await on_disk(pilot, store, "half")
        with monkeypatch.context() as faulty:

            def full(*_: object) -> None:
                raise StoreError("The notes could not be written: the disk is full.")

            faulty.setattr("reader.notes.story_notes.StoryNotes.add_note", full)
            await pilot.press("ctrl+s")
            await pilot.pause()
            assert isinstance(app.screen, NoteDialog)
            assert (written(app), "the disk is full" in shown(app)) == ("half", True)
            assert drafts(store) == ["half"]
        await pilot.press("ctrl+s")
        await pilot.pause()
    assert (notes(store), drafts(store)) == (["half"], [])


async def test_a_draft_that_cannot_be_put_on_disk_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(StoryDrafts, "begin", full)
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", "x")
        for _ in range(200):
            await pilot.pause(0.01)
            if "not on disk yet: the disk is full" in shown(app):
                break
        else:
            raise AssertionError(shown(app))
        await pilot.press("ctrl+q")
    assert "the note you were writing is not on disk yet" in app.session.farewell


async def test_a_draft_whose_passage_is_gone_is_kept_as_a_note(store: Store) -> None:
    story = snow_story()
    kept, version = store.story(story), story.versions[0]
    lost = replace(make_anchor(version, story.locators[0], version.sentences[1].span), exact="Quite another sentence.")
    kept.drafts.begin("half", [lost])
    app = snow_app(store)
    async with opened(app):
        assert "1 half-written note kept as a note, since the passage is gone" in shown(app)
    assert (notes(store), drafts(store)) == (["half"], [])


async def test_no_store_shows_what_is_wrong_and_the_words_stay() -> None:
    app = snow_app(None)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"half", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert (written(app), "there is no store" in shown(app)) == ("half", True)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
