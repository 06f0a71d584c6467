"""Notes that somebody else wrote open no door: what an import names is as foreign as what a story file names."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from reader.cli import main
from reader.export.notes_data import notes_json
from reader.notes.anchors import make_anchor
from reader.notes.files import store_path
from reader.notes.library import KeptStory, KeptVersion
from reader.notes.store import Store
from reader.story.locators import key_of
from reader.story.open import open_story
from reader.story.version import SourceError
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.sources import NeedsTrustError, Wanted, open_wanted


def imported(tmp_path: Path, *locators: str, key: str = "") -> None:
    """Import a note on a story with these sources, as a stranger sends it."""
    (source := tmp_path / "note.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    story = open_story([str(source)])
    with Store.open(tmp_path / "theirs.sqlite3") as theirs:
        version = story.versions[0]
        anchor = make_anchor(version, locators[0], version.sentences[0].span)
        entry = theirs.story(story).add_note("Read this!", [anchor])
    versions = tuple(
        KeptVersion(locator=locator, siglum=chr(65 + n), name="Ledger", source=locator, sha256="")
        for n, locator in enumerate(locators)
    )
    kept = KeptStory(
        key=key or key_of(locators), title="A story", opened="2031-02-14T09:12:44Z", versions=versions, notes=1, picks=0
    )
    path = tmp_path / "notes.json"
    path.write_text(notes_json([(kept, (entry,))]), encoding="utf-8")
    assert main(["notes", "import", str(path)]) == 0


def on_the_shelf() -> Wanted:
    """What `enter` on the shelf opens."""
    with Store.open(store_path()) as store:
        story = Bookshelf(store).stories()[0]
    return Wanted(story.sources, story.encoding, story.language, foreign=story.foreign)


@pytest.mark.parametrize("locator", ["http://192.168.0.1/", "http://127.0.0.1:9/admin", "file:/etc/passwd"])
def test_what_an_import_names_is_neither_fetched_nor_opened_unasked(tmp_path: Path, locator: str) -> None:
    imported(tmp_path, locator)
    with pytest.raises(NeedsTrustError, match="notes that were imported say that this story comes from") as refused:
        open_wanted(on_the_shelf(), lambda _: None, threading.Event())
    assert locator.removeprefix("file:") in str(refused.value)


def test_after_a_yes_it_is_opened_and_is_the_readers_own_from_then_on(tmp_path: Path) -> None:
    (source := tmp_path / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    imported(tmp_path, f"file:{source}")
    story = open_wanted(on_the_shelf()._replace(trusted=True), lambda _: None, threading.Event())
    with Store.open(store_path()) as store:
        session, _ = Bookshelf(store).keep(story, [str(source)])
        assert session.notes is not None
        assert [entry.body for entry in session.notes.entries()] == ["Read this!"]
    assert open_wanted(on_the_shelf(), lambda _: None, threading.Event()).key == story.key


@pytest.mark.parametrize("command", ["show", "check", "export"])
def test_the_commands_open_no_file_that_only_an_import_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (secret := tmp_path / "secret.txt").write_text("The key is under the mat.\n", encoding="utf-8")
    imported(tmp_path, f"file:{secret}", f"git:{'1a' * 20}:{secret}")
    main(["notes", command, *(["1"] if command == "show" else [])])
    out, error = capsys.readouterr()
    assert "under the mat" not in out
    assert error.count("only imported notes name it") >= 2


def test_an_import_adds_no_source_to_a_story_that_is_here(tmp_path: Path) -> None:
    (source := tmp_path / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    story = open_story([str(source)])
    with Store.open(store_path()) as store:
        Bookshelf(store).keep(story, [str(source)])
    imported(tmp_path, story.locators[0], "http://192.168.0.1/", key=story.key)
    with Store.open(store_path()) as store:
        (kept,) = store.library().stories()
        assert [version.locator for version in kept.versions] == [story.locators[0]]
        assert not store.shelf().stories()[0].foreign


def test_an_import_that_came_first_leaves_no_source_behind_either(tmp_path: Path) -> None:
    (source := tmp_path / "a.txt").write_text("The ferry left at six.\n", encoding="utf-8")
    story = open_story([str(source)])
    imported(tmp_path, story.locators[0], "file:/etc/passwd", key=story.key)
    with Store.open(store_path()) as store:
        Bookshelf(store).keep(story, [str(source)])
        (kept,) = store.library().stories()
        assert [version.locator for version in kept.versions] == [story.locators[0]]


def test_opening_twice_needs_no_third_question(tmp_path: Path) -> None:
    imported(tmp_path, "file:/nowhere/at/all.txt")
    with pytest.raises(SourceError, match="does not exist"):
        open_wanted(on_the_shelf()._replace(trusted=True), lambda _: None, threading.Event())
    assert on_the_shelf().foreign, "what could not be opened stays foreign"
