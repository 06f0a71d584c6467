from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Story
from reader.tui import programs
from reader.tui.app import DiptychApp
from reader.tui.programs import Target, edit_with, find_editor, find_opener, open_with, source_target
from reader.tui.screens.dialogs import OpenDialog
from tests.tui.driving import footer, opened, shown, snow_app
from tests.tui.helpers import snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


def told_by(source: str, locator: str = "file:/nowhere") -> Story:
    story = snow_story()
    first = replace(story.versions[0], source=source)
    return replace(story, versions=(first, story.versions[1]), locators=(locator, "file:/other"))


@pytest.mark.parametrize(
    "address", ["https://example.org/story?id=3#top", "http://localhost:8000/a", "HTTPS://example.org"]
)
def test_addresses_of_the_web_are_opened(address: str) -> None:
    assert source_target(told_by(address), 0) == Target(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript://x/%0aalert(1)", "smb://host/share", "file:///etc/passwd", "ftp://example.org", "data://x",
        "https://example.org/\x1b]0;x\x07", "https://example.org/a b", "https://example.org/\n-oX", "https://",
        "https://[::1", 'https://example.org/"x', "http://\u202eexample.org",
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_said_without_what_acts_on_a_terminal(address: str) -> None:
    answer = source_target(told_by(address), 0)

    assert isinstance(answer, str)
    assert "\x1b" not in answer
    assert "\n" not in answer


def test_a_name_before_the_host_does_not_hide_it() -> None:
    target = source_target(told_by("https://bank.example@evil.example/x"), 0)

    assert isinstance(target, Target)
    assert target.remark == "the host is evil.example"


def test_a_file_is_opened_by_its_whole_path_if_it_is_there(tmp_path: Path) -> None:
    first, second = tmp_path / "-rf.txt", tmp_path / "b.txt"
    for path in (first, second):
        path.write_text("One is told. Two are told.\n")
    story = open_story([str(first), str(second), str(second)])

    assert source_target(story, 0) == Target(str(first.resolve()))
    assert source_target(story, 2) == Target(str(second.resolve()))
    first.unlink()
    assert "is not there" in str(source_target(story, 0))


def test_a_story_that_ships_can_be_opened_and_standard_input_cannot() -> None:
    target = source_target(open_story([str(shipped_stories()[0])]), 0)

    assert isinstance(target, Target)
    assert Path(target.address).is_file()
    assert "standard input" in str(source_target(told_by("-", "sha256:00"), 0))


def test_the_editor_is_the_readers_own() -> None:
    def nothing(_: str) -> None:
        return None

    assert find_editor({"VISUAL": "code --wait", "EDITOR": "vi"}, nothing) == ["code", "--wait"]
    assert find_editor({"EDITOR": "'/opt/my ed/ed' -n"}, nothing) == ["/opt/my ed/ed", "-n"]
    assert find_editor({"VISUAL": "'never closed", "EDITOR": ""}, nothing) == []
    assert find_editor({}, lambda name: name if name == "vi" else None) == ["vi"]
    assert find_opener(nothing) is None


def test_what_cannot_be_started_is_said(tmp_path: Path) -> None:
    assert "could not be started" in open_with(str(tmp_path / "none"), "/x")
    assert "could not be started" in edit_with([str(tmp_path / "none")], tmp_path)
    assert edit_with(["false"], tmp_path) == "false ended with status 1"
    assert edit_with(["true"], tmp_path) == ""


async def test_a_source_is_opened_only_after_it_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[tuple[str, str]] = []
    monkeypatch.setattr(programs, "find_opener", lambda: "xdg-open")

    def note(opener: str, address: str) -> str:
        done.append((opener, address))
        return ""

    monkeypatch.setattr(programs, "open_with", note)
    app = snow_app(story=told_by("https://a@example.org/[/b]story"))
    async with opened(app) as pilot:
        for key, opens in (("escape", 0), ("n", 0), ("enter", 1)):
            await pilot.press("O")
            await pilot.pause()
            assert isinstance(app.screen, OpenDialog)
            assert "https://a@example.org/[/b]story" in shown(app)
            assert "the host is example.org" in shown(app)
            await pilot.press(key)
            await pilot.pause()
            assert len(done) == opens
        assert done == [("xdg-open", "https://a@example.org/[/b]story")]
        assert "opened by xdg-open" in footer(app)


async def test_without_a_program_to_open_it_with_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_opener", lambda: None)
    app = snow_app(story=told_by("https://example.org/"))
    async with opened(app) as pilot:
        await pilot.press("O")
        assert "no program to open https://example.org/ with" in footer(app)


async def test_the_notes_file_is_saved_and_edited_and_the_screen_comes_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[tuple[list[str], str]] = []

    @contextmanager
    def suspend(_: DiptychApp) -> Iterator[None]:
        edited.append((["suspended"], ""))
        yield

    def edit(command: list[str], path: Path) -> str:
        edited.append((command, path.read_text("utf-8")))
        return ""

    monkeypatch.setattr(DiptychApp, "suspend", suspend)
    monkeypatch.setattr(programs, "edit_with", edit)
    monkeypatch.setattr(programs, "find_editor", lambda: ["my-ed"])
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("e")
        assert "nothing to save yet" in footer(app)
        assert edited == []
        await pilot.press("j", "p", "e")
        assert [command for command, _ in edited] == [["suspended"], ["my-ed"]]
        assert "The night train to Karst" in edited[1][1]
        assert "back from my-ed" in shown(app)


async def test_where_no_editor_can_be_shown_the_notes_are_saved_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "find_editor", lambda: ["my-ed"])
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("p", "e")
        assert "saved" in shown(app)
        assert "cannot be shown here" in shown(app)
