"""A story that gains, loses or moves a source keeps its notes: they are taken over or offered, and never hidden."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.align.decisions import DecisionKind
from reader.notes.anchors import make_anchor
from reader.notes.files import store_path
from reader.notes.store import Store
from reader.notes.story_notes import StoryNotes
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role
from reader.tui.app import DiptychApp
from reader.tui.screens.dialogs import ConsentDialog
from reader.tui.screens.lists import NotesScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.session.writing import items_elsewhere
from tests.tui.driving import THEMES, at_rest, footer, opened, reading_in, shown

FERRY = (
    "The ferry of Salna\n\nThe ferry left Senn at {hour} on Monday with forty people on board.\n\n"
    "Nobody at the {place} had seen it go, the harbour master said on Tuesday.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three tellings."""
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name, hour, place in (("a", "six", "quay"), ("b", "seven", "pier"), ("c", "eight", "mole")):
        (folder / f"{name}.txt").write_text(FERRY.format(hour=hour, place=place), encoding="utf-8")
    return folder


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(store_path()) as store:
        yield store


def session_of(store: Store, *sources: Path) -> Session:
    """Open a story as the program does."""
    story = open_story(list(map(str, sources)))
    return Bookshelf(store).keep(story, list(map(str, sources)))[0]


def notes_of(store: Store, *sources: Path) -> StoryNotes:
    notes = session_of(store, *sources).notes
    assert notes is not None
    return notes


def bodies(notes: StoryNotes) -> list[str]:
    return sorted(entry.body for entry in notes.entries())


def fill(notes: StoryNotes) -> None:
    """A note on the first version, one on both, a pick on the second, a mark, a pin and a role."""
    story = notes.story
    first, second = (
        make_anchor(story.versions[n], story.locators[n], story.versions[n].sentences[1].span) for n in (0, 1)
    )
    notes.add_note("Who counted them?", [first])
    notes.add_note("Six or seven?", [first, second])
    notes.pick([second])
    notes.mark("m", first)
    notes.decisions.add(DecisionKind.PIN, [first], [second])
    notes.roles.give(Role.HEADING, second)
    notes.keep_setting("read", {story.locators[0]: "AAAAAAAA"})


def test_a_story_with_one_more_source_has_all_that_was_kept_without_a_question(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    session = session_of(store, a, b, c)
    notes = session.notes
    assert notes is not None
    assert bodies(notes) == ["", "Six or seven?", "Who counted them?"]
    assert all(notes.place(anchor).span for entry in notes.entries() for anchor in entry.anchors)
    assert list(notes.marks()) == ["m"]
    assert [kept.kind for kept in notes.decisions.all()] == [DecisionKind.PIN]
    assert [kept.role for kept in notes.roles.all()] == [Role.HEADING]
    assert notes.setting("read") == {notes.story.locators[0]: "AAAAAAAA"}
    assert session.offers() == ()
    assert len(notes_of(store, a, b).entries()) == 3, "it stays where it was too"


def test_what_was_taken_over_comes_once_and_what_was_deleted_stays_deleted(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    notes = notes_of(store, a, b, c)
    (asked,) = (entry for entry in notes.entries() if entry.body == "Six or seven?")
    notes.delete(asked.id)
    for _ in range(3):
        assert session_of(store, a, b).offers() == ()
        assert bodies(notes_of(store, a, b, c)) == ["", "Who counted them?"]
    notes_of(store, a, b).add_note("A late one.")
    assert bodies(notes_of(store, a, b, c)) == ["", "A late one.", "Who counted them?"]
    own = notes_of(store, a, b)
    own.delete(next(entry.id for entry in own.entries() if entry.body == "Who counted them?"))
    assert [related.told for related in session_of(store, a, b).offers()] == []


def test_a_story_with_one_source_less_is_offered_what_is_on_those_it_has(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    session = session_of(store, b, c)
    (offer,) = session.offers()
    assert offer.told == "1 note, 1 pick and 1 decision from the story of a and b"
    assert session.notes is not None
    assert bodies(session.notes) == []
    session.take_over(session.offers())
    assert bodies(session.notes) == ["", "Six or seven?"]
    assert session.offers() == ()
    assert {anchor.siglum for entry in session.notes.entries() for anchor in entry.anchors} == {"A"}


def test_what_was_refused_is_not_offered_again_and_still_listed(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    session = session_of(store, b, c)
    session.leave(session.offers())
    session = session_of(store, b, c)
    assert session.offers() == ()
    assert sorted(item.entry.body for item in items_elsewhere(session)) == ["", "Six or seven?"]


def test_a_source_that_moved_is_known_by_its_content(folder: Path, store: Store, tmp_path: Path) -> None:
    a, b, _ = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    moved = tmp_path / "elsewhere.txt"
    a.rename(moved)
    notes = notes_of(store, moved, b)
    assert bodies(notes) == ["", "Six or seven?", "Who counted them?"]
    assert all(notes.place(anchor).span for entry in notes.entries() for anchor in entry.anchors)


def test_stories_without_a_common_source_have_nothing_to_do_with_each_other(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    session = session_of(store, c)
    assert (session.offers(), items_elsewhere(session)) == ((), ())


def test_a_copy_of_a_story_that_ships_is_that_story_until_it_is_changed(store: Store, tmp_path: Path) -> None:
    ships = shipped_stories()[0]
    copy = Path(shutil.copytree(ships.parent, tmp_path / ships.parent.name))
    own, theirs = open_story([str(ships)]), open_story([str(copy)])
    assert (own.key, own.locators) == (theirs.key, theirs.locators)
    shelf = Bookshelf(store)
    shelf.keep(own, [str(ships)])
    shelf.keep(theirs, [str(copy)])
    titles = [story.title for story in shelf.stories()]
    assert titles.count(own.title) == 1
    changed = copy / "wire.txt"
    changed.write_text(changed.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    assert open_story([str(copy)]).key != own.key


# On the screen


def app_of(store: Store, *sources: Path) -> DiptychApp:
    session = session_of(store, *sources)
    return DiptychApp(session.story, session, themes=THEMES, bookshelf=Bookshelf(store))


async def until_asked(app: DiptychApp, pilot: Pilot[None]) -> None:
    await at_rest(app, pilot)
    assert isinstance(app.screen, ConsentDialog)
    assert "1 note, 1 pick and 1 decision from the story of a and b" in shown(app)
    assert "kept either way" in shown(app)


async def test_the_screen_asks_and_a_yes_takes_over(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    app = app_of(store, b, c)
    async with opened(app) as pilot:
        await until_asked(app, pilot)
        await pilot.press("y")
        await at_rest(app, pilot)
        assert "taken over: 1 note, 1 pick" in footer(app)
        assert reading_in(app).noted == {(0, 1)}
        assert reading_in(app).picked == {(0, 1)}


async def test_after_a_no_nothing_is_hidden_and_nothing_is_changed_there(folder: Path, store: Store) -> None:
    a, b, c = sorted(folder.iterdir())
    fill(notes_of(store, a, b))
    app = app_of(store, b, c)
    async with opened(app) as pilot:
        await until_asked(app, pilot)
        await pilot.press("n")
        await at_rest(app, pilot)
        await pilot.press("A")
        await at_rest(app, pilot)
        assert isinstance(app.screen, NotesScreen)
        assert "2 in other stories with these sources (v)" in shown(app)
        await pilot.press("v")
        await at_rest(app, pilot)
        assert "Other stories with these sources: 1 note, 1 pick" in shown(app)
        assert "Six or seven?" in shown(app)
        await pilot.press("d")
        await at_rest(app, pilot)
        assert "it belongs to another story" in shown(app)
        await pilot.press("v")
        await at_rest(app, pilot)
        assert "Notes and picks: 0 notes, 0 picks" in shown(app)
    assert len(notes_of(store, a, b).entries()) == 3
