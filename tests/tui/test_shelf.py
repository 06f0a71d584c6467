"""The shelf on the screen: what it lists, and how a story is opened from it and left for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import Paste
from textual.pilot import Pilot

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.rules import Rules
from reader.story.version import Stopped, Story
from reader.tui.app import DiptychApp
from reader.tui.config import Config
from reader.tui.model.shelf_list import ShelfList
from reader.tui.screens.dialogs import HelpScreen
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.shelf import ShelfScreen
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.session.paths import complete_path
from reader.tui.session.sources import Wanted, open_wanted, sources_in
from reader.tui.start import NOTHING
from tests.tui.driving import THEMES, at_rest, opened, reading_in
from tests.tui.driving import shown as screen_text


def shelf_app(store: Store | None, *, ascii_only: bool = False) -> DiptychApp:
    return DiptychApp(
        NOTHING,
        Session(NOTHING, None),
        config=Config(ascii=ascii_only),
        themes=THEMES,
        bookshelf=Bookshelf(store, "" if store else "there is no store"),
    )


def read_before(store: Store, *sources: str | Path) -> None:
    named = [str(source) for source in sources]
    Bookshelf(store).keep(open_story(named), named)


def on_top(app: DiptychApp) -> type[object]:
    return type(app.screen)


async def press(app: DiptychApp, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await at_rest(app, pilot)


@pytest.fixture
def pair(tmp_path: Path) -> list[Path]:
    """Two files in a folder whose name has a blank in it."""
    folder = tmp_path / "two tellings"
    folder.mkdir()
    paths = [folder / "first.txt", folder / "second.txt"]
    for path in paths:
        path.write_text(f"The ferry of Salna\n\nIt lay in the {path.stem} harbour all winter.\n", encoding="utf-8")
    return paths


async def test_a_first_start_shows_the_stories_that_ship_and_says_what_to_do(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as _:
        shown = screen_text(app)
    assert "Nothing read yet. These stories ship with Diptych" in shown
    for title in ("Guns on the Orla", "The bell in the reservoir", "The ceiling of the baths"):
        assert title in shown
    assert "A Harbour Ledger  B Continental Wire" in shown


async def test_enter_reads_a_story_and_the_shelf_knows_it_from_then_on(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter")
        assert on_top(app) is ReadingScreen
        assert app.story.title == "Guns on the Orla"
        await press(app, pilot, "p", "Q")
        assert on_top(app) is ShelfScreen
        shown = screen_text(app)
    assert "1 story read" in shown
    assert "Nothing read yet" not in shown
    row = next(line for line in shown.splitlines() if "Guns on the Orla" in line)
    assert "A 81 %  B 75 %" in row
    assert "A ¶1/21" in row
    assert "»1" in row
    assert "today" in row


async def test_escape_leads_from_the_shelf_back_to_the_story_and_enter_to_another(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "j", "j", "Q", "escape")
        assert on_top(app) is ReadingScreen
        assert reading_in(app).sentence == 2
        await press(app, pilot, "Q", "j", "enter")
        assert app.story.title == "The bell in the reservoir"
        assert len(app.screen_stack) == 1
        await press(app, pilot, "Q", "j", "enter")
        assert app.story.title == "Guns on the Orla"
        assert on_top(app) is ReadingScreen
        assert reading_in(app).sentence == 2


async def test_q_leaves_from_the_shelf_and_keeps_where_the_reader_was(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "j", "Q", "q")
    assert app.return_code == 0
    assert store.shelf().stories()[0].place == ("A", 2, 21)


async def test_what_is_typed_finds_stories_by_title_version_and_source(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "slash", *"bell")
        assert "The bell in the reservoir" in screen_text(app)
        assert "Guns on the Orla" not in screen_text(app)
        await press(app, pilot, "enter", "enter")
        assert app.story.title == "The bell in the reservoir"


async def test_escape_shows_all_stories_again(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "slash", *"zzz", "enter")
        assert "no story with these words" in screen_text(app)
        await press(app, pilot, "enter", "x", "escape")
        assert "Guns on the Orla" in screen_text(app)


async def test_a_story_is_taken_off_and_put_back(store: Store, pair: list[Path]) -> None:
    read_before(store, *pair)
    app = shelf_app(store)
    async with opened(app) as pilot:
        assert "The ferry of Salna" in screen_text(app)
        await press(app, pilot, "x")
        assert store.shelf().stories(), "x exports a page elsewhere: it takes nothing off here"
        await press(app, pilot, "d")
        assert "taken off the shelf" in screen_text(app)
        assert not store.shelf().stories()
        assert all(path.exists() for path in pair)
        await press(app, pilot, "u")
        assert [story.title for story in store.shelf().stories()] == ["The ferry of Salna"]
        assert "The ferry of Salna" in screen_text(app)


async def test_a_story_that_was_taken_off_is_back_when_it_is_read_again(store: Store, pair: list[Path]) -> None:
    read_before(store, *pair)
    store.shelf().take_off(store.shelf().stories()[0].key)
    read_before(store, *pair)
    assert len(store.shelf().stories()) == 1


async def test_what_ships_and_was_not_read_cannot_be_taken_off(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "d")
        assert "only what was read can be taken off" in screen_text(app)
        assert "Guns on the Orla" in screen_text(app)


async def test_a_story_whose_files_are_gone_stays_and_says_what_is_missing(store: Store, pair: list[Path]) -> None:
    read_before(store, *pair)
    pair[1].unlink()
    app = shelf_app(store)
    async with opened(app, (200, 45)) as pilot:
        await press(app, pilot, "enter")
        assert on_top(app) is ShelfScreen
        assert f"{pair[1]} does not exist; check the path" in screen_text(app)
        assert "The ferry of Salna" in screen_text(app)


async def test_a_path_that_is_typed_is_opened(store: Store, pair: list[Path]) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "o")
        app.screen.query_one("#stories-named").insert_text_at_cursor(str(pair[0].parent))  # type: ignore[attr-defined]
        await press(app, pilot, "enter")
        assert [version.name for version in app.story.versions] == ["first", "second"]
    assert store.shelf().stories()[0].sources == (str(pair[0].parent),)


async def test_o_in_a_story_opens_another_one_and_tab_completes_its_path(store: Store, pair: list[Path]) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "o")
        assert on_top(app) is ShelfScreen
        app.screen.query_one("#stories-named").insert_text_at_cursor(f"{pair[0].parent.parent}/two")  # type: ignore[attr-defined]
        await press(app, pilot, "tab", "tab")
        assert "first.txt  second.txt" in screen_text(app)
        await press(app, pilot, "f", "tab", "enter")
        assert [version.name for version in app.story.versions] == ["first"]


async def test_escape_from_what_o_opened_goes_back_to_the_story(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "o", "a", "escape")
        assert on_top(app) is ReadingScreen
        await press(app, pilot, "Q", "o", "escape")
        assert on_top(app) is ShelfScreen


async def test_what_o_cannot_open_is_said_on_the_shelf(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "o", *"/nope", "enter")
        assert on_top(app) is ShelfScreen
        assert "! /nope does not exist; check the path" in screen_text(app)


def test_a_path_is_completed_as_far_as_the_files_allow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ledger.txt", "ledger.md", "wire's own.html", "tide tables/june.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "bad\x1bname").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert complete_path("led") == ("ledger.", "ledger.md  ledger.txt")
    assert complete_path("ledger.t") == ("ledger.txt ", "")
    assert complete_path("ledger.txt wi") == ("ledger.txt 'wire'\"'\"'s own.html' ", "")
    assert complete_path("ti") == ("'tide tables/'", "")
    assert complete_path("'tide tables/'j") == ("'tide tables/june.txt' ", "")
    assert complete_path("'tide ta") == ("'tide tables/'", "")
    assert complete_path("~/ti") == ("~/'tide tables/'", "")
    assert complete_path(f"{tmp_path}/.h") == (f"{tmp_path}/.hidden ", "")
    assert complete_path("bad") == ("bad", "nothing there begins so")
    assert complete_path("none/x") == ("none/x", "none is no folder that can be read")
    assert complete_path("https://a.example/") == ("https://a.example/", "only paths are completed")
    for typed in ("ledger.txt wi", "~/ti", "'tide ta"):
        assert all(Path(named).exists() for named in sources_in(complete_path(typed)[0]))


async def test_sources_pasted_on_several_lines_are_opened_together(store: Store, pair: list[Path]) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        app.screen.post_message(Paste("\n".join(f'"{path}"' for path in pair)))
        await at_rest(app, pilot)
        await press(app, pilot, "enter")
        assert [version.name for version in app.story.versions] == ["first", "second"]


async def test_what_cannot_be_opened_is_said_and_the_shelf_stays(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "o", *"/nope", "enter")
        assert on_top(app) is ShelfScreen
        assert "! /nope does not exist; check the path" in screen_text(app)
        await press(app, pilot, "j")
        assert "does not exist" not in screen_text(app)


async def test_what_is_opened_while_the_help_is_read_is_shown_after_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()

    def patient(wanted: Wanted, heard: Callable[[str], None], stop: threading.Event) -> Story:
        going.wait(10)
        return open_wanted(wanted, heard, stop)

    monkeypatch.setattr("reader.tui.screens.shelf.open_wanted", patient)
    app = shelf_app(store)
    async with opened(app) as pilot:
        await pilot.press("enter", "question_mark")
        await pilot.pause()
        going.set()
        await at_rest(app, pilot)
        assert on_top(app) is HelpScreen
        await press(app, pilot, "escape")
        assert on_top(app) is ReadingScreen
        assert app.story.title == "Guns on the Orla"


async def test_the_language_that_was_named_holds_when_a_story_is_opened_again(store: Store, pair: list[Path]) -> None:
    named = [str(path) for path in pair]
    Bookshelf(store).keep(open_story(named, language="de"), named, language="de")
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter")
        assert [version.language for version in app.story.versions] == ["de", "de"]


async def test_rules_that_were_named_hold_when_a_story_is_opened_again(store: Store, pair: list[Path]) -> None:
    named, rules = [str(path) for path in pair], Rules(ignore=("page #",), same=(("Peking", "Beijing"),), case=True)
    Bookshelf(store).keep(open_story(named, rules=rules), named, rules=rules)
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter")
        assert [version.rules for version in app.story.versions] == [rules, rules]


async def test_what_came_from_standard_input_is_told_and_not_opened(store: Store, pair: list[Path]) -> None:
    Bookshelf(store).keep(open_story([str(pair[0])]), ["-"])
    app = shelf_app(store)
    async with opened(app) as pilot:
        assert "× The ferry of Salna" in screen_text(app)
        await press(app, pilot, "enter")
        assert "it cannot be opened again" in screen_text(app)
        assert on_top(app) is ShelfScreen


async def test_a_story_file_that_reaches_outside_is_opened_only_when_asked_for_twice(
    store: Store, pair: list[Path], tmp_path: Path
) -> None:
    story = tmp_path / "elsewhere" / "story.yaml"
    story.parent.mkdir()
    story.write_text(f"versions:\n  - source: {pair[0]}\n", encoding="utf-8")
    app = shelf_app(store)
    async with opened(app, (200, 45)) as pilot:
        app.screen.post_message(Paste(str(story)))
        await at_rest(app, pilot)
        await press(app, pilot, "enter")
        assert on_top(app) is ShelfScreen
        assert "names sources that need your consent" in screen_text(app)
        await press(app, pilot, "o", "enter")
        assert app.story.title == "The ferry of Salna"


async def test_what_a_story_said_goes_with_it(store: Store, pair: list[Path]) -> None:
    read_before(store, *pair)
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter", "p", "w")
        assert ".notes.md" in screen_text(app)
        await press(app, pilot, "Q", "j", "enter")
        assert app.story.title == "Guns on the Orla"
        assert ".notes.md" not in screen_text(app)
        (said,) = app.farewells
        assert ".notes.md" in said, "it is printed when the program ends"


async def test_on_a_narrow_screen_a_story_says_once_that_two_panes_need_more_room(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app, (80, 24)) as pilot:
        await press(app, pilot, "enter")
        last = screen_text(app).splitlines()[-1]
        assert "two side by side from 100 columns on" in last
        assert "verbatim in B 1" in last, "what the passage is stands there too"
        await press(app, pilot, "j")
        assert "side by side" not in screen_text(app)
        await press(app, pilot, "Q", "enter")
        assert app.story.title == "Guns on the Orla"
        assert "side by side" not in screen_text(app)


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        (("The ferry sank.\n\nNobody was on board.\n",) * 2, "", "A and B have the same text: nothing differs"),
        (
            ("The ferry sank.\n\nNobody was on board.\n", "Bread is dear.\n\nRye rose.\n"),
            "",
            "A and B share no passage: are they about the same event?",
        ),
        (
            ("De veerboot naar Tarn zonk om twaalf uur.\n", "De veerboot naar Tarn zonk om elf uur.\n"),
            "nl",
            "A is in Dutch: of facts, only what is written in digits is compared",
        ),
    ],
    ids=["the same text", "no passage in common", "a language without data"],
)
async def test_what_holds_of_a_whole_comparison_is_said_when_it_is_done(
    store: Store, tmp_path: Path, texts: tuple[str, str], language: str, said: str
) -> None:
    named = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    for name, text in zip(named, texts, strict=True):
        Path(name).write_text(text, "utf-8")
    Bookshelf(store).keep(open_story(named, language=language), named, language=language)
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "enter")
        assert said in screen_text(app)


async def test_the_shelf_explains_its_keys(store: Store) -> None:
    app = shelf_app(store)
    async with opened(app) as pilot:
        await press(app, pilot, "question_mark")
        assert on_top(app) is HelpScreen
        assert "Take the story off the shelf" in screen_text(app)


async def test_the_shelf_stands_without_a_store() -> None:
    app = shelf_app(None)
    async with opened(app) as pilot:
        assert "there is no store" in screen_text(app)
        await press(app, pilot, "enter")
        assert app.story.title == "Guns on the Orla"


@pytest.mark.parametrize("size", [(60, 15), (70, 24), (100, 30), (160, 45), (400, 120)])
async def test_the_shelf_fits_any_screen(store: Store, pair: list[Path], size: tuple[int, int]) -> None:
    read_before(store, *pair)
    read_before(store, shipped_stories()[1])
    app = shelf_app(store)
    async with opened(app, size) as pilot:
        await press(app, pilot, "G")
        lines = screen_text(app).splitlines()
        assert any("The bell in the reservoir" in line and "today" in line for line in lines)
        assert any("The ceiling of the baths" in line and "ships" in line for line in lines)
        assert "enter read" in lines[-1]


async def test_a_hostile_title_is_shown_to_the_letter(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("[bold red]汉字[/] \x1b[31m\u202eevil [@click=quit]x[/]\n\nIt rained.\n", encoding="utf-8")
    read_before(store, path)
    app = shelf_app(store)
    async with opened(app) as _:
        shown = screen_text(app)
    assert "[bold red]汉字[/]" in shown
    assert "[@click=quit]x[/]" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


async def test_in_ascii_the_shelf_has_no_sign_of_another_alphabet(store: Store, pair: list[Path]) -> None:
    Bookshelf(store).keep(open_story([str(pair[0])]), ["-"])
    app = shelf_app(store, ascii_only=True)
    async with opened(app) as _:
        shown = screen_text(app)
    assert shown.isascii()
    assert "x The ferry of Salna" in shown


def test_a_line_of_sources_is_one_path_or_several_as_in_a_shell(pair: list[Path]) -> None:
    folder = str(pair[0].parent)
    assert sources_in(f" {folder} ") == (folder,)
    assert sources_in("https://a.example/1 'b c.txt'") == ("https://a.example/1", "b c.txt")
    assert sources_in("it's here") == ("it's", "here")
    assert sources_in("~/x") == (str(Path.home() / "x"),)
    assert sources_in("  ") == ()


@pytest.mark.parametrize("size", [(24, 20), (10, 5), (1, 1)])
async def test_the_shelf_opens_on_a_screen_of_any_size_and_survives_any_resize(
    size: tuple[int, int], store: Store, pair: list[Path]
) -> None:
    read_before(store, *pair)
    app = shelf_app(store)
    async with app.run_test(size=size) as pilot:
        for other in ((23, 40), (2, 2), (200, 3), size, (100, 30)):
            await pilot.resize_terminal(*other)
            await press(app, pilot, "j", "k")
        assert "two tellings" in screen_text(app) or "first" in screen_text(app)
    assert app.return_code in (None, 0)


def test_the_shelf_is_drawn_in_its_place_whatever_its_size(store: Store, pair: list[Path]) -> None:
    read_before(store, *pair)
    listing = ShelfList(Bookshelf(store).stories(), date(2031, 2, 14))
    for width in range(1, 140):
        for height in (1, 2, 5, 20, 40):
            listing.message = "not opened: it is not there" if width % 2 else ""
            lines = listing.draw(width, height)
            assert len(lines) <= height
            assert max(sum(cell_len(text) for text, _ in line) for line in lines[: height - 1] or [[]]) <= max(
                width, 12
            )


async def test_leaving_gives_up_what_is_being_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def endless(*_: object, stop: threading.Event, **__: object) -> Story:
        if stop.wait(30):
            given_up.set()
        raise Stopped

    monkeypatch.setattr("reader.tui.session.sources.open_story", endless)
    app = shelf_app(store)
    async with opened(app) as pilot:
        await pilot.press("enter", "q")
    assert given_up.wait(10)
    assert app.return_code == 0
