"""All notes and picks of a story in one list: found, edited, deleted, put in order, gone to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import TextArea

from reader.notes.anchors import make_anchor
from reader.notes.entries import Kind
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.tui.app import DiptychApp
from reader.tui.screens.lists import NotesScreen
from reader.tui.screens.note import NoteDialog
from reader.tui.screens.reading import ReadingScreen
from tests.tui.driving import footer, opened, reading_in, rows_of, shown, snow_app
from tests.tui.helpers import AVALANCHE, snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


def notes_in(store: Store) -> StoryNotes:
    return store.story(snow_story())


@pytest.fixture
def noted(store: Store) -> StoryNotes:
    """A question on a link, a doubt on the third sentence of B, a pick, a note on the story."""
    notes = notes_in(store)
    story = notes.story
    told = [
        make_anchor(v, story.locators[n], v.sentences[s].span) for n, s in ((0, 1), (1, 5)) for v in [story.versions[n]]
    ]
    notes.add_note("Why nine hours? #snow", told, Kind.QUESTION)
    notes.add_note(
        "Hardly. #numbers",
        [make_anchor(story.versions[1], story.locators[1], story.versions[1].sentences[2].span)],
        Kind.DOUBT,
    )
    notes.pick(told[:1])
    notes.add_note("To be read again.")
    return notes


def listed(app: DiptychApp) -> list[str]:
    """The rows of the list."""
    rows = rows_of(app)[2:]
    end = next(number for number, row in enumerate(rows) if row.startswith("──"))
    return [row.rstrip() for row in rows[:end] if row.strip()]


def under(app: DiptychApp) -> str:
    return next(row for row in listed(app) if row.startswith("▌"))


def bodies(notes: StoryNotes) -> list[str]:
    return [entry.body for entry in notes.entries()]


@pytest.mark.usefixtures("noted")
async def test_the_list_tells_kind_place_and_words(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(app.screen, NotesScreen)
        assert "Notes and picks: 3 notes, 1 pick" in rows_of(app)[0]
        first, second, third, fourth = listed(app)
        assert first.startswith("▌ ? question")
        assert "A ¶2 · B ¶4" in first
        assert "Why nine hours? #snow" in first
        assert second.startswith("  ~ doubt")
        assert third.startswith("  » pick")
        assert "The night train to Karst" in third
        assert "story" in fourth
        assert AVALANCHE[:60] in shown(app).split("──")[-1], "all of it stands below"


@pytest.mark.usefixtures("noted")
async def test_enter_goes_where_a_note_stands_and_backspace_comes_back(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "j", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert (reading_in(app).version, reading_in(app).sentence) == (1, 2)
        await pilot.press("backspace")
        assert (reading_in(app).version, reading_in(app).sentence) == (0, 0)


@pytest.mark.usefixtures("noted")
async def test_words_are_found_while_they_are_typed(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "slash", *"karst")
        await pilot.pause()
        assert len(listed(app)) == 2
        await pilot.press(*" WHY", "enter")
        await pilot.pause()
        assert "Why nine hours?" in under(app)
        assert "shown: 1 (“karst WHY”)" in rows_of(app)[0]
        await pilot.press("escape")
        await pilot.pause()
        assert len(listed(app)) == 4
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)


@pytest.mark.usefixtures("noted")
async def test_kinds_and_tags_are_shown_alone(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A")
        seen = []
        for _ in range(5):
            await pilot.press("f")
            seen.append(len(listed(app)))
        assert seen == [1, 1, 1, 1, 4], "note, question, doubt, pick, all"
        await pilot.press("number_sign")
        assert "Hardly" in under(app)
        await pilot.press("number_sign")
        assert "Why nine hours" in under(app)
        await pilot.press("s")
        assert len(listed(app)) == 1, "nothing is moved, changed or lost"


async def test_an_entry_is_moved_deleted_and_brought_back(store: Store, noted: StoryNotes) -> None:
    before = bodies(noted)
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "J", "J")
        assert "Why nine hours" in under(app)
        assert bodies(noted) == [before[1], before[2], before[0], before[3]]
        await pilot.press("K", "K", "K")
        assert bodies(noted) == before
        await pilot.press("j", "d")
        assert bodies(noted) == [before[0], before[2], before[3]]
        assert "doubt deleted · u undoes" in footer(app)
        await pilot.press("u")
        assert bodies(noted) == before
        await pilot.press("ctrl+r")
        assert len(listed(app)) == 3


async def test_a_note_is_edited_from_the_list(store: Store, noted: StoryNotes) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "e")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert "Question on A ¶2 · B ¶4" in shown(app)
        await pilot.press(*" And who?", "f3", "ctrl+s")
        await pilot.pause()
        assert "Why nine hours? #snow And who?" in under(app)
        assert noted.entries()[0].kind is Kind.DOUBT
        await pilot.press("j", "j", "e")
        assert "a pick has no words of yours" in footer(app)


async def test_what_is_lost_is_listed_with_its_quotation_and_leads_nowhere(store: Store) -> None:
    notes = notes_in(store)
    whole = notes.story.versions[0]
    gone = replace(
        make_anchor(whole, notes.story.locators[0], whole.sentences[1].span),
        exact="Nobody ever wrote this here, did they?",
    )
    notes.add_note("Where is it?", [gone])
    notes.add_note("On the story.")
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A")
        assert "lost" in under(app)
        assert "its place is lost; it was on Nobody ever wrote this here, did they?" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, NotesScreen)
        assert "its place is not found any more" in footer(app)
        await pilot.press("s")
        assert len(listed(app)) == 1
        await pilot.press("escape", "j", "enter")
        assert "it is on the story" in footer(app)


async def test_an_empty_list_says_how_to_fill_it(store: Store) -> None:
    app = snow_app(store)
    async with opened(app, (70, 24)) as pilot:
        await pilot.press("A")
        assert "p picks a passage, a writes a note" in shown(app)
        for key in ("enter", "e", "d", "J", "K", "f", "s", "number_sign", "j", "G"):
            await pilot.press(key)
        assert isinstance(app.screen, NotesScreen)


@pytest.mark.usefixtures("noted")
async def test_a_word_typed_into_the_search_is_no_command(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "slash", *"dueJK")
        await pilot.pause()
        assert len(notes_in(store).entries()) == 4
        assert not app.query(TextArea)
