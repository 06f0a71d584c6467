"""Notes of several kinds and places, picks of every telling, the notes file where the reader wants it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input, TextArea

from reader.notes.store import Store
from reader.tui.model.state import Selected
from reader.tui.programs import edit_text
from reader.tui.screens.note import NoteDialog
from tests.merge.made import made_story
from tests.tui.driving import footer, opened, reading_in, shown, snow_app
from tests.tui.helpers import AVALANCHE, snow_comparison, snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


def kept(store: Store, count: int = 2) -> list[tuple[str, str, tuple[str, ...]]]:
    entries = store.story(snow_story(count)).entries()
    return [(entry.kind.value, entry.body, tuple(anchor.exact for anchor in entry.anchors)) for entry in entries]


async def test_a_note_is_a_question_a_doubt_or_a_quote_by_f3(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"Why?", "f3")
        await pilot.pause()
        assert "Question on A ¶2 · B ¶4" in shown(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert kept(store)[0][:2] == ("question", "Why?")
        assert "question kept on A ¶2 · B ¶4" in footer(app)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("f3", "f3", "f3", "ctrl+s")
        await pilot.pause()
        assert [kind for kind, _, _ in kept(store)] == ["note"]
        await pilot.press("u")
        assert [kind for kind, _, _ in kept(store)] == ["question"]


async def test_escape_warns_before_another_kind_is_dropped(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"x", "ctrl+s")
        await pilot.pause()
        await pilot.press("a", "f3", "escape")
        await pilot.pause()
        assert "esc again drops" in shown(app)


async def test_s_writes_on_the_story_and_goes_on_with_that(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        for words in ("one", " two"):
            await pilot.press("j", "s")
            await pilot.pause()
            assert "Note on the story" in shown(app)
            await pilot.press(*words, "ctrl+s")
            await pilot.pause()
        assert kept(store) == [("note", "one two", ())]
        assert reading_in(app).noted == frozenset()


async def test_a_note_and_a_pick_are_on_the_words_that_are_selected(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        start = snow_story().versions[0].text.index("nine hours on")
        reading_in(app).selection = Selected(0, start - 1, start + len("nine hours "))
        await pilot.press("a", *"!", "ctrl+s")
        await pilot.pause()
        assert "note kept on some words of A ¶2" in footer(app)
        reading_in(app).selection = Selected(0, start - 1, start + len("nine hours "))
        await pilot.press("p")
        assert kept(store) == [("note", "!", ("nine hours",)), ("pick", "", ("nine hours",))]


async def test_capital_p_picks_every_telling_as_one_and_again_takes_it_out(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "P")
        assert kept(store) == [("pick", "", (AVALANCHE, AVALANCHE))]
        assert "picked A ¶2 · B ¶4 · w saves the notes file" in footer(app)
        assert reading_in(app).picked == {(0, 1), (1, 5)}
        await pilot.press("P")
        assert kept(store) == []
        await pilot.press("p", "P")
        assert [len(anchors) for _, _, anchors in kept(store)] == [1, 2], "more than is picked so far"


async def test_a_note_on_a_link_is_anchored_in_every_version_that_tells_it(store: Store) -> None:
    app = snow_app(store, count=3)
    async with opened(app) as pilot:
        await pilot.press("j", "j", "a", *"x", "ctrl+s")
        await pilot.pause()
        ((_, _, anchors),) = kept(store, 3)
        assert anchors == ("Nobody was badly hurt.", "Nobody was badly hurt.")
        assert {anchor.siglum for anchor in store.story(snow_story(3)).entries()[0].anchors} == {"A", "C"}


def script(folder: Path, body: str) -> list[str]:
    """An editor that does this to the file it is given."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return [str(path)]


def test_what_the_editor_leaves_is_the_text(tmp_path: Path) -> None:
    assert edit_text(script(tmp_path, 'printf "\\tmore\\n" >> "$1"'), "one\n") == ("one\n\tmore\n", "")
    assert edit_text(script(tmp_path, 'printf "%s\\n" "$(cat "$1")!" > "$1"'), "one") == ("one!", "")
    assert edit_text(script(tmp_path, 'printf "a\\033]0;x\\007" > "$1"'), "") == ("a␛]0;x␇", "")
    assert edit_text(script(tmp_path, 'printf "a\\r\\nb" > "$1"'), "") == ("a\nb", "")


def test_an_editor_that_fails_leaves_the_text_alone(tmp_path: Path) -> None:
    assert edit_text([str(tmp_path / "none")], "one")[0] == "one"
    assert "could not be started" in edit_text([str(tmp_path / "none")], "one")[1]
    assert edit_text(script(tmp_path, "exit 3"), "one") == ("one", f"{tmp_path / 'editor'} ended with status 3")
    assert edit_text(script(tmp_path, 'rm "$1"'), "one")[0] is None
    assert edit_text(script(tmp_path, 'printf "caf\\351" > "$1"'), "one")[0] is None
    assert edit_text(script(tmp_path, 'head -c 2000000 /dev/zero | tr "\\0" x > "$1"'), "one")[0] is None


def test_the_file_that_is_edited_is_for_nobody_else(tmp_path: Path) -> None:
    told = tmp_path / "told"
    edit_text(script(tmp_path, f'stat -c %a "$(dirname "$1")" > {told}'), "secret")
    assert int(told.read_text(), 8) == stat.S_IRWXU


async def test_f4_says_where_there_is_no_terminal_to_give_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"x", "f4")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert "the editor cannot be shown here" in shown(app)
        assert app.screen.query_one(TextArea).text == "x"


async def test_the_notes_file_lies_where_the_reader_wants_it(store: Store, tmp_path: Path) -> None:
    story = made_story(snow_comparison().versions, title="The night train", home=tmp_path)
    app = snow_app(store, story=story)
    mine = tmp_path / "mine.md"
    async with opened(app) as pilot:
        await pilot.press("p", "W")
        await pilot.pause()
        assert app.screen.query("#save-as-path")
        field = app.screen.query_one(Input)
        assert field.value == str(tmp_path / "the-night-train.notes.md"), "the default is said"
        for wrong, said in (("/", "that is a folder"), ("/no/such/place", "no such folder"), ("a" * 5000, "")):
            field.value = wrong
            await pilot.press("enter")
            await pilot.pause()
            assert app.screen.query("#save-as-path")
            assert said in shown(app)
        field.value = str(mine)
        await pilot.press("enter")
        await pilot.pause()
        assert AVALANCHE[:20] not in mine.read_text("utf-8")
        await pilot.press("j", "p", "w")
        assert AVALANCHE in mine.read_text("utf-8")
    assert [path.name for path in tmp_path.glob("*.md")] == ["mine.md"]


async def test_what_was_changed_in_the_file_is_there_at_the_next_start(store: Store, tmp_path: Path) -> None:
    story = made_story(snow_comparison().versions, title="The night train", home=tmp_path)
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await pilot.press("a", *"Mine.", "ctrl+s")
        await pilot.pause()
        await pilot.press("w")
    path = tmp_path / "the-night-train.notes.md"
    path.write_text(path.read_text("utf-8").replace("Mine.", "Mine, as it should be."), "utf-8")
    again = snow_app(store, story=story)
    async with opened(again) as pilot:
        assert "1 note read back from the notes file · u undoes" in shown(again)
        assert store.story(story).entries()[0].body == "Mine, as it should be."
        await pilot.press("u")
        assert store.story(story).entries()[0].body == "Mine."


async def test_a_half_written_note_on_the_story_waits_for_s(store: Store) -> None:
    store.story(snow_story()).drafts.begin("Half", ())
    app = snow_app(store)
    async with opened(app) as pilot:
        assert "a half-written note waits on the story" in shown(app)
        await pilot.press("s")
        await pilot.pause()
        assert app.screen.query_one(TextArea).text == "Half"
        await pilot.press(*"!", "ctrl+s")
        await pilot.pause()
        assert kept(store) == [("note", "Half!", ())]
        assert store.story(snow_story()).drafts.all() == ()


async def test_a_note_that_is_half_edited_from_the_list_waits_as_its_draft(store: Store) -> None:
    notes = store.story(snow_story())
    first, second = notes.add_note("one"), notes.add_note("two")
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("A", "e")
        await pilot.pause()
        await pilot.press(*" more")
        app.leave(0)
    (draft,) = notes.drafts.all()
    assert (draft.entry, draft.body) == (first.id, "one more")
    assert [entry.body for entry in notes.entries()] == ["one", "two"]
    assert second.body == "two"


async def test_a_paste_of_megabytes_is_cut_and_cleaned_and_that_is_said(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a")
        await pilot.pause()
        area = app.screen.query_one(TextArea)
        app.post_message(Paste("\x1b]0;owned\x07\n" + "line\n" * 1_000_000))
        await pilot.pause()
        assert area.text.startswith("␛]0;owned␇\nline\n")
        assert len(area.text) == 100_000
        assert "only the first 100,000 characters were pasted" in shown(app)
