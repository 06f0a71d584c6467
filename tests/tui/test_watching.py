"""A folder watched while one reads: what comes is put beside the rest, what changed is offered, notes go along."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.rules import Rules
from reader.story.sources import folders_in, with_below
from reader.story.version import SourceError
from reader.tui.app import DiptychApp
from reader.tui.app_base import on_top
from reader.tui.session.notes import Session
from reader.tui.session.sources import Watch, with_file
from tests.tui.driving import THEMES, at_rest, footer, opened, reading_in, reading_screen, where

BELL = (
    "The bell of Orsk\n\nThe sexton counted {count} strokes on Monday.\n\nSnow kept the ferry in the {place} harbour.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tellings in a folder."""
    folder = tmp_path / "bell"
    folder.mkdir()
    write(folder / "b.txt", "eleven", "old")
    write(folder / "d.txt", "twelve", "new")
    return folder


@pytest.fixture(autouse=True)
def _only_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks are made by the tests, and not by the clock."""
    monkeypatch.setattr("reader.tui.screens.reading.LOOK_EVERY", 3600)


def write(path: Path, count: str, place: str) -> None:
    path.write_text(BELL.format(count=count, place=place), encoding="utf-8")


def watching(folder: Path, store: Store | None) -> DiptychApp:
    story = open_story([str(folder)])
    app = DiptychApp(story, Session(story, store, "" if store else "there is no store"), themes=THEMES)
    app.folder_watch = Watch([folder])
    return app


async def look(app: DiptychApp, pilot: Pilot[None], times: int = 2) -> None:
    """Look into the folder: what came is taken once it looks the same twice."""
    for _ in range(times):
        reading_screen(app).actions.sources.look()
        await at_rest(app, pilot)


async def test_a_file_that_comes_is_put_beside_the_others_and_the_cursor_stays(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("l", "j", "j")
        before, tops = where(app), list(reading_in(app).tops)
        write(folder / "a.txt", "ten", "old")
        await look(app, pilot)
        assert [version.siglum for version in app.story.versions] == ["A", "B", "C"]
        assert [version.name for version in app.story.versions] == ["b", "d", "a"]
        assert where(app) == before
        assert reading_in(app).tops == tops
        assert reading_in(app).shown == [0, 1]
        assert "C came: a.txt" in footer(app)
        assert reading_in(app).complete


async def test_notes_go_along_and_are_there_when_the_folder_is_opened_anew(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("j", "p")
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot)
        assert reading_in(app).picked
        await pilot.press("q")
    again = open_story([str(folder)])
    assert again.key == app.story.key
    assert len(store.story(again).entries()) == 1


async def test_notes_stay_in_sight_where_the_grown_story_was_read_before(folder: Path, store: Store) -> None:
    write(folder / "e.txt", "ten", "old")
    store.story(open_story([str(folder)]))
    (folder / "e.txt").unlink()
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("j", "p")
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot)
        assert len(app.story.versions) == 3
        assert reading_in(app).picked


async def test_a_file_that_is_still_written_to_is_waited_for(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot, 1)
        write(folder / "e.txt", "ten or so", "old")
        await look(app, pilot, 1)
        assert len(app.story.versions) == 2
        await look(app, pilot, 1)
        assert "ten or so" in app.story.versions[-1].text


async def test_several_files_come_one_after_the_other(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        write(folder / "e.txt", "ten", "old")
        write(folder / "f.txt", "nine", "old")
        await look(app, pilot, 3)
        assert [version.name for version in app.story.versions] == ["b", "d", "e", "f"]


async def test_a_file_that_is_deleted_is_mentioned_once_and_its_text_stays(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        (folder / "d.txt").unlink()
        await look(app, pilot, 1)
        assert "gone" not in footer(app)
        await look(app, pilot, 1)
        assert "B is gone from disk: the text you have stays" in footer(app)
        await pilot.press("j")
        await look(app, pilot)
        assert "gone" not in footer(app)
        assert len(app.story.versions) == 2
        write(folder / "d.txt", "thirteen", "new")
        await look(app, pilot)
        assert "B has changed on disk" in footer(app)


async def test_files_in_folders_below_are_watched_when_they_are_named(folder: Path, store: Store) -> None:
    named = with_below(str(folder))
    app = watching(folder, store)
    app.folder_watch = Watch(folders_in([named]))
    async with opened(app) as pilot:
        (folder / "late").mkdir()
        write(folder / "late" / "e.txt", "ten", "old")
        await look(app, pilot)
        assert [version.name for version in app.story.versions] == ["b", "d", "e"]


async def test_a_file_that_changed_is_offered_and_read_again_when_asked_for(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("j", "j", "p")
        at = where(app)
        (folder / "b.txt").write_text(
            "The bell of Orsk\n\nIt rang again.\n\nThe sexton counted eleven strokes on Monday.\n\n"
            "Snow kept the ferry in the old harbour.\n",
            encoding="utf-8",
        )
        await look(app, pilot)
        assert "A has changed on disk: the text you have stays · F in A reads it again" in footer(app)
        assert "It rang again" not in app.story.versions[0].text
        await pilot.press("F")
        await at_rest(app, pilot)
        assert "It rang again" in app.story.versions[0].text
        assert where(app) == (at[0], at[1] + 1)
        assert reading_in(app).picked == {(at[0], at[1] + 1)}
        await look(app, pilot)
        assert "has changed" not in footer(app)


async def test_what_cannot_be_read_is_said_once_and_nothing_changes(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        (folder / "e.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
        await look(app, pilot)
        assert "a PNG image" in footer(app)
        assert len(app.story.versions) == 2
        await pilot.press("j")
        await look(app, pilot)
        assert "PNG" not in footer(app)


async def test_nothing_comes_into_a_dialog_but_after_it(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("j", "a")
        await pilot.pause()
        assert not on_top(app, reading_screen(app))
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot, 3)
        assert len(app.story.versions) == 2
        await pilot.press("escape")
        await look(app, pilot)
        assert len(app.story.versions) == 3


async def test_a_thirteenth_version_is_told_and_left_out(folder: Path, store: Store) -> None:
    for letter in "efghijklmn":
        write(folder / f"{letter}.txt", letter, "old")
    app = watching(folder, store)
    async with opened(app) as pilot:
        write(folder / "o.txt", "ten", "old")
        await look(app, pilot)
        assert "o.txt came, but 12 versions are the most a story may have" in footer(app)
        assert len(app.story.versions) == 12


async def test_a_single_telling_gets_a_second_one_opposite(folder: Path, store: Store) -> None:
    (folder / "d.txt").unlink()
    app = watching(folder, store)
    async with opened(app) as pilot:
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot)
        assert reading_in(app).shown == [0, 1]
        assert reading_in(app).complete


async def test_without_a_store_it_is_watched_all_the_same(folder: Path) -> None:
    app = watching(folder, None)
    async with opened(app) as pilot:
        await pilot.press("j", "j")
        before = where(app)
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot)
        assert len(app.story.versions) == 3
        assert where(app) == before


async def test_a_folder_that_is_gone_for_a_moment_takes_nothing_away(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        away = folder.rename(folder.with_name("away"))
        await look(app, pilot)
        away.rename(folder)
        await look(app, pilot)
        assert len(app.story.versions) == 2
        assert "came" not in footer(app)


def test_only_a_folder_of_texts_can_be_watched(folder: Path) -> None:
    assert folders_in([str(folder / "b.txt"), str(folder)]) == [folder]
    with pytest.raises(SourceError, match="--watch needs a folder"):
        folders_in([str(folder / "b.txt")])
    with pytest.raises(SourceError, match="holds a story file"):
        folders_in([str(shipped_stories()[0].parent)])


def test_a_new_text_of_a_file_keeps_siglum_locator_and_key(folder: Path) -> None:
    story = open_story([str(folder)])
    write(folder / "d.txt", "thirteen", "new")
    new = with_file(story, folder / "d.txt", Watch([folder]))
    assert (new.key, new.locators) == (story.key, story.locators)
    assert new.versions[1].siglum == "B"
    assert "thirteen" in new.versions[1].text


def test_what_comes_is_read_in_the_encoding_and_the_language_that_were_named(folder: Path) -> None:
    story = open_story([str(folder)])
    (folder / "e.txt").write_bytes("Der Zug hielt. Schnee fiel für Stunden.".encode("cp437"))
    came = with_file(story, folder / "e.txt", Watch([folder], "cp437", "de")).versions[-1]
    assert "für Stunden" in came.text
    assert (came.language, came.language_known) == ("de", "set")


async def test_what_was_said_of_a_paragraph_still_holds_when_another_version_comes(folder: Path, store: Store) -> None:
    app = watching(folder, store)
    async with opened(app) as pilot:
        await pilot.press("j", "d", "enter")
        await at_rest(app, pilot)
        assert reading_in(app).roles
        roles = dict(reading_in(app).roles)
        write(folder / "e.txt", "ten", "old")
        await look(app, pilot)
        assert reading_in(app).roles == roles
        assert len(reading_in(app).story.versions) == 3


def test_the_rules_of_a_story_hold_for_a_file_that_comes_too(folder: Path) -> None:
    rules = Rules(ignore=("strokes",))
    story, watch = open_story([str(folder)], rules=rules), Watch([folder])
    (folder / "z-third.txt").write_text(BELL.format(count="ten", place="old"), "utf-8")
    watch.look()

    grown = with_file(story, folder / "z-third.txt", watch)

    assert [version.rules for version in grown.versions] == [rules] * len(grown.versions)
