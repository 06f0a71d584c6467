"""Notes and picks as the keys make them, say them, undo them and bring them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static, TextArea

from reader.notes.entries import Kind
from reader.notes.store import Store
from reader.notes.templates import Templates
from reader.tui.config import Config
from reader.tui.screens.note import NoteDialog
from reader.tui.screens.reading import ReadingScreen
from tests.merge.made import made_story
from tests.tui.driving import footer, opened, reading_in, rows_of, shown, snow_app, status
from tests.tui.helpers import AVALANCHE, STRAY, snow_comparison, snow_story

pytestmark = pytest.mark.usefixtures("by_hand")


def kept(store: Store) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is on disk: kind, words, and what each anchor quotes."""
    entries = store.story(snow_story()).entries()
    return [(entry.kind.value, entry.body, tuple(anchor.exact for anchor in entry.anchors)) for entry in entries]


# writing a note


async def test_a_note_is_written_kept_and_marked(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert "Note on A ¶2 · B ¶4" in shown(app)
        assert "The night train to Karst stood in the snow" in shown(app)
        await pilot.press(*"Nine hours #snow", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert kept(store) == [("note", "Nine hours #snow", (AVALANCHE, AVALANCHE))]
        assert "note kept on A ¶2 · B ¶4" in footer(app)
        await pilot.press("j")
        assert any(row.startswith(" *") and "The night train" in row for row in rows_of(app))
        assert reading_in(app).noted == {(0, 1), (1, 5)}


async def test_f2_keeps_a_note_too(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"x", "f2")
        await pilot.pause()
        assert [body for _, body, _ in kept(store)] == ["x"]


async def test_a_second_a_goes_on_with_the_note_there_is(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"one", "ctrl+s")
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        assert app.screen.query_one(TextArea).text == "one"
        await pilot.press(*" two", "ctrl+s")
        await pilot.pause()
        assert [body for _, body, _ in kept(store)] == ["one two"]


async def test_a_note_is_found_from_its_partner_too(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"one", "ctrl+s")
        await pilot.pause()
        await pilot.press("tab", "a")
        await pilot.pause()
        assert app.screen.query_one(TextArea).text == "one"


async def test_escape_leaves_at_once_where_nothing_was_written(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert kept(store) == []


async def test_escape_warns_before_words_are_dropped(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"words", "escape")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        assert "esc again drops what you wrote" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert kept(store) == []


async def test_writing_on_takes_the_warning_back(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"words", "escape", *"!")
        await pilot.pause()
        assert "esc again drops" not in str(app.screen.query_one("#note-hint", Static).content)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, NoteDialog)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert [body for _, body, _ in kept(store)] == ["words!"]


async def test_a_note_without_words_is_none(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", "space", "ctrl+s")
        await pilot.pause()
        assert kept(store) == []
        assert "nothing written, nothing kept" in footer(app)


async def test_emptying_a_note_deletes_it_and_undo_brings_it_back(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("a", *"x", "ctrl+s")
        await pilot.pause()
        await pilot.press("a", "backspace", "ctrl+s")
        await pilot.pause()
        assert kept(store) == []
        assert "deleted · u undoes" in footer(app)
        await pilot.press("u")
        assert [body for _, body, _ in kept(store)] == ["x"]


async def test_keys_typed_into_a_note_are_text(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"jkqpu/?:1", "enter", "tab", *"w", "ctrl+s")
        await pilot.pause()
        assert kept(store)[0][1].replace("\t", "").replace(" ", "") == "jkqpu/?:1\nw"
        assert (reading_in(app).sentence, status(app)) == (1, None)


# picking


async def test_picking_and_picking_again(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "p")
        assert kept(store) == [("pick", "", (AVALANCHE,))]
        assert "picked A ¶2 · w saves the notes file" in footer(app)
        assert reading_in(app).picked == {(0, 1)}
        await pilot.press("p")
        assert kept(store) == []
        assert "A ¶2 is no longer picked" in footer(app)
        assert reading_in(app).picked == frozenset()


async def test_a_pick_is_marked_in_the_margin(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "p", "j")
        assert any(row.startswith(" »") and "The night train" in row for row in rows_of(app))


async def test_a_digit_after_p_labels_the_pick_and_the_screen_shows_which(store: Store) -> None:
    app = snow_app(store, config=Config(notes=Templates(labels=("key fact", "doubtful", "quote", "old"))))
    app.session.templates = app.config.notes
    async with opened(app) as pilot:
        await pilot.press("j", "p", "2")
        assert [entry.label for entry in store.story(app.story).entries()] == [2]
        assert "picked: doubtful · u undoes" in footer(app)
        await pilot.press("j")
        assert any(row.startswith(" 2") and "The night train" in row for row in rows_of(app))
        await pilot.press("k")
        assert "picked · doubtful" in footer(app)
        await pilot.press("v", "v", "j")
        assert any(row.strip().startswith("2") and "The night train" in row for row in rows_of(app))


async def test_a_label_is_undone_and_given_anew_without_a_second_pick(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "p", "2", "u")
        assert [entry.label for entry in store.story(app.story).entries()] == [0]
        await pilot.press("p", "3")
        assert [entry.label for entry in store.story(app.story).entries()] == [3]
        await pilot.press("j", "3", "j")
        assert [entry.label for entry in store.story(app.story).entries()] == [3]
        assert reading_in(app).sentence > 2, "a digit that does not follow p is a count"


async def test_labels_are_given_in_the_list_of_notes_too(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "p", "a", *"Why", "ctrl+s", "A", "4")
        await pilot.pause()
        assert {entry.kind.value: entry.label for entry in store.story(app.story).entries()} == {"pick": 4, "note": 0}
        assert any("4 label 4" in row for row in rows_of(app))
        await pilot.press("0")
        await pilot.pause()
        assert all(not entry.label for entry in store.story(app.story).entries())
        await pilot.press("j", "1")
        await pilot.pause()
        assert "only picks have labels" in "\n".join(rows_of(app))


async def test_a_folded_line_is_picked_as_a_whole(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press(*["j"] * 9)
        assert reading_in(app).sentence == STRAY
        await pilot.press("p")
        assert "Ten soups" in kept(store)[0][2][0]
        assert "one of them twice" in kept(store)[0][2][0]


async def test_undo_and_redo_say_what_they_did(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("p", "u")
        assert kept(store) == []
        assert "undone: pick on A added" in footer(app)
        assert reading_in(app).picked == frozenset()
        await pilot.press("ctrl+r")
        assert len(kept(store)) == 1
        assert "done again: pick on A added" in footer(app)
        await pilot.press("ctrl+r")
        assert "nothing to redo" in footer(app)
        await pilot.press("u", "u")
        assert "nothing to undo" in footer(app)


async def test_picks_and_notes_can_be_made_before_the_comparison_is_there(store: Store) -> None:
    app = snow_app(store)
    async with opened(app, wait=False) as pilot:
        await pilot.press("p", "a", *"x", "ctrl+s")
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert {kind for kind, _, _ in kept(store)} == {"pick", "note"}


async def test_without_a_store_nothing_is_said_to_be_kept() -> None:
    app = snow_app(None)
    async with opened(app) as pilot:
        for keys in (("p",), ("u",), ("ctrl+r",), ("w",), ("a", "x", "ctrl+s")):
            await pilot.press("j", *keys)
            await pilot.pause()
            assert "there is no store" in footer(app)
        assert reading_in(app).picked == frozenset()


async def test_an_empty_version_has_nothing_to_pick(store: Store) -> None:
    from tests.merge.made import made_version

    app = snow_app(store, story=made_story([made_version("A", [])]))
    async with opened(app) as pilot:
        await pilot.press("p")
        assert "nothing here to pick" in footer(app)
        await pilot.press("a")
        assert "nothing here to write a note on" in footer(app)
        await pilot.press("y")
        assert "nothing here to copy" in footer(app)


# saving and coming back


async def test_w_saves_the_notes_file_and_says_where(store: Store, tmp_path: Path) -> None:
    story = made_story(snow_comparison().versions, title="The night train above Vell", home=tmp_path)
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await pilot.press("w")
        assert "nothing to save yet: p picks a passage, a writes a note" in footer(app)
        await pilot.press("j", "p", "j", "a", *"Really?", "ctrl+s")
        await pilot.pause()
        await pilot.press("w")
        (saved,) = tmp_path.glob("*.md")
        assert f"saved {saved}"[:20] in shown(app)
        text = saved.read_text("utf-8")
        assert "Really?" in text
        assert AVALANCHE in text.replace("\n", " ")


async def test_opening_the_story_again_brings_position_picks_and_notes_back(store: Store) -> None:
    first = snow_app(store)
    async with opened(first) as pilot:
        await pilot.press("j", "p", "j", "a", *"hm", "ctrl+s")
        await pilot.pause()
        await pilot.press("l", "J", "J")
        place = reading_in(first).version, reading_in(first).sentence
        await pilot.press("q")
        await pilot.pause()

    again = snow_app(store)
    async with opened(again) as pilot:
        reading = reading_in(again)
        assert (reading.version, reading.sentence) == place == (1, 8)
        assert reading.picked == {(0, 1)}
        assert reading.noted == {(0, 2)}
        assert any(row.startswith(" »") for row in rows_of(again))


async def test_a_third_version_that_was_read_last_is_shown_again(store: Store) -> None:
    first = snow_app(store, count=3)
    async with opened(first) as pilot:
        await pilot.press("3", "l", "j")
        await pilot.press("q")
        await pilot.pause()

    again = snow_app(store, count=3)
    async with opened(again):
        assert (reading_in(again).version, reading_in(again).sentence) == (2, 1)


async def test_a_note_kept_by_another_reader_meanwhile_is_not_lost(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("j", "a", *"mine")
        store.story(snow_story()).add_note("theirs")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert {body for kind, body, _ in kept(store) if kind == Kind.NOTE} == {"mine", "theirs"}
