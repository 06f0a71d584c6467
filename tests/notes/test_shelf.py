"""What stands on the shelf: the stories read lately, how they are opened again, and what ships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reader.notes.library import OPENED_FROM, READ_TO, UNIQUE_SHARES, lasting, shipped_shelf
from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Story
from tests.notes.kept import STORY, on


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def files(folder: Path) -> list[str]:
    paths = [folder / "first.txt", folder / "second.txt"]
    for path in paths:
        path.write_text(f"The ferry lay in the {path.stem} harbour.\n", encoding="utf-8")
    return [str(path) for path in paths]


def titled(title: str, number: int) -> Story:
    return replace(STORY, title=title, key=f"{number:016}")


def test_a_story_is_on_the_shelf_with_what_is_kept_of_it(store: Store) -> None:
    notes = store.story(STORY)
    notes.add_note("who?", [on(1)])
    notes.pick([on(2)])
    notes.keep_setting(OPENED_FROM, {"sources": ["/tales/a.txt", "https://b.example/1"], "encoding": "cp1252"})
    notes.keep_setting(UNIQUE_SHARES, {"A": 0.25})
    notes.keep_setting(READ_TO, ["A", 2, 3])
    (story,) = store.shelf().stories()
    assert (story.key, story.title, story.notes, story.picks) == (STORY.key, STORY.title, 1, 1)
    assert [version.name for version in story.versions] == [version.name for version in STORY.versions]
    assert (story.sources, story.encoding) == (("/tales/a.txt", "https://b.example/1"), "cp1252")
    assert story.unique == (0.25, None)
    assert story.place == ("A", 2, 3)
    assert story.opened


def test_the_story_read_last_comes_first(store: Store) -> None:
    for number, title in enumerate(["The ferry", "The bell", "The bridge"]):
        store.story(titled(title, number))
    assert [story.title for story in store.shelf().stories()] == ["The bridge", "The bell", "The ferry"]


def test_a_story_taken_off_the_shelf_keeps_its_notes_and_can_be_put_back(store: Store) -> None:
    store.story(STORY).add_note("who?", [on(1)])
    store.story(titled("The bell", 1))
    store.shelf().take_off(STORY.key)
    assert [story.title for story in store.shelf().stories()] == ["The bell"]
    assert len(store.story(STORY).entries()) == 1
    store.shelf().put_back(STORY.key)
    assert {story.title for story in store.shelf().stories()} == {"The bell", STORY.title}


def test_taking_off_a_story_leaves_its_other_settings_alone(store: Store) -> None:
    store.story(STORY).keep_setting("panes", "lines")
    store.shelf().take_off(STORY.key)
    assert store.story(STORY).setting("panes") == "lines"


def test_of_a_story_read_before_there_was_a_shelf_the_files_are_known_all_the_same(
    store: Store, tmp_path: Path
) -> None:
    named = files(tmp_path)
    store.story(open_story(named))
    (story,) = store.shelf().stories()
    assert story.sources == tuple(named)
    assert open_story(story.sources).key == story.key


def test_a_shipped_story_read_before_there_was_a_shelf_opens_with_its_story_file(store: Store) -> None:
    path = shipped_stories()[0]
    store.story(open_story([str(path)]))
    (story,) = store.shelf().stories()
    assert story.sources == (str(path),)


def test_what_came_from_standard_input_cannot_be_opened_again(store: Store) -> None:
    versions = replace(STORY, locators=("file:/tales/a.txt", "sha256:0011"))
    store.story(versions)
    (story,) = store.shelf().stories()
    assert story.sources == ()
    store.story(versions).keep_setting(OPENED_FROM, {"sources": ["/tales/a.txt", "-"]})
    (story,) = store.shelf().stories()
    assert story.sources == ()


def test_a_shipped_story_stands_once_whether_it_was_read_or_not(store: Store) -> None:
    unread = shipped_shelf(())
    assert [story.sources for story in unread] == [(str(path),) for path in shipped_stories()]
    assert all(story.versions and not story.opened for story in unread)
    store.story(open_story([str(shipped_stories()[1])]))
    read = store.shelf().stories()
    assert [story.title for story in shipped_shelf(read)] == [unread[0].title, *(story.title for story in unread[2:])]


@pytest.mark.parametrize("kept", [None, 3, ["A"], {"sources": 0}, {"A": "much"}, {"A": 7.0}])
def test_settings_that_are_not_ours_leave_a_story_on_the_shelf(store: Store, kept: object) -> None:
    notes = store.story(STORY)
    for name in (OPENED_FROM, UNIQUE_SHARES, READ_TO):
        notes.keep_setting(name, kept)
    (story,) = store.shelf().stories()
    assert story.place is None
    assert story.unique == (None, None)


def test_sources_are_kept_so_that_they_open_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert lasting(["a.txt", "-", "https://b.example/x"]) == (str(tmp_path / "a.txt"), "-", "https://b.example/x")
