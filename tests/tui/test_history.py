"""`T` shows how a source has changed; `enter` sets one of its texts beside the present one, `<` and `>` step on."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.notes.anchors import make_anchor
from reader.notes.files import copies_folder, store_path, write_whole
from reader.notes.sources import web_with_copies
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.version import Story
from reader.story.web.copies import MOST, Copies, Fetched
from reader.tui.app import DiptychApp
from reader.tui.session.bookshelf import Bookshelf
from reader.tui.session.notes import Session
from reader.tui.session.sources import as_it_was
from tests.story.test_git import Repository
from tests.tui.driving import at_rest, footer, opened, reading_in, shown, snow_app, where

LEDGER, WIRE = "http://ledger.example/bridge", "http://wire.example/bridge"
FERRY = "The old ferry makes its last journey on Friday, with the captain who has steered it for thirty years."
CART = "A cart fell into the river when the rail gave way, and its driver swam ashore."
TEXTS = (
    f"# Bridge opens\n\nThe bridge opened on Monday at noon.\n\n{FERRY}",
    f"# Bridge opens\n\nThe bridge opened on Monday at two.\n\n{FERRY}",
    f"# Bridge opens late\n\nThe bridge opened on Monday at two.\n\n{FERRY}",
    f"# Bridge opens late\n\nThe bridge opened on Monday at two.\n\n{CART}\n\n{FERRY}",
)


def keep(address: str, *texts: str) -> None:
    """Keep copies of a page, one a day from Monday noon on."""
    copies = Copies(copies_folder(), write_whole)
    for day, text in enumerate(texts):
        page = Fetched(address=address, final=address, data=text.encode(), media_type="text/markdown", charset="utf-8")
        copies.keep(page, datetime(2031, 2, 10, 12, tzinfo=UTC) + timedelta(days=day))


def at(day: int) -> str:
    return f"{LEDGER}#2031-02-{day}T12:00:00Z"


@pytest.fixture
def story() -> Story:
    keep(LEDGER, *TEXTS)
    keep(WIRE, f"A bridge over the Orla was opened on Monday.\n\n{FERRY}")
    return open_story([LEDGER, WIRE], web=web_with_copies)


def locators_in(app: DiptychApp) -> tuple[str, ...]:
    return app.story.locators


async def press(app: DiptychApp, pilot: object, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)  # type: ignore[attr-defined]
        await at_rest(app, pilot)  # type: ignore[arg-type]
        await at_rest(app, pilot)  # type: ignore[arg-type]


async def test_the_texts_are_listed_and_the_chosen_one_stands_beside_the_present_one(story: Story) -> None:
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T")
        screen = shown(app)
        assert "How A has changed" in screen
        assert "2031-02-10 12:00 UTC  28 words" in screen
        assert "2031-02-11 12:00 UTC  +1 -1 words" in screen
        assert "+1 -0 words   headline: “Bridge opens” -> “Bridge opens" in screen
        assert "2031-02-13 12:00 UTC  +16 -0 words · here" in screen.replace("  ·", " ·")
        await press(app, pilot, "k", "k", "enter")
        assert locators_in(app) == (at(11), LEDGER, WIRE)
        assert [v.siglum for v in app.story.versions] == ["A", "A′", "B"]
        assert [v.name for v in app.story.versions[:2]] == [
            "ledger.example · 2031-02-11 12:00",
            "ledger.example · 2031-02-13 12:00",
        ]
        assert reading_in(app).shown == [0, 1]
        assert "A′ beside A: +17 -0 words · headline: “Bridge opens” -> “Bridge opens late”" in footer(app)
        assert app.story.key == story.key
        comparison = reading_in(app).comparison
        assert comparison is not None
        assert len(comparison.pairs) == 3


async def test_one_steps_from_each_text_to_the_next_and_back(story: Story) -> None:
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "less_than_sign")
        assert locators_in(app) == (at(12), LEDGER, WIRE)
        await press(app, pilot, "less_than_sign")
        assert locators_in(app) == (at(11), at(12), LEDGER, WIRE)
        assert [v.siglum for v in app.story.versions] == ["A", "A′", "A′′", "B"]
        assert reading_in(app).shown == [0, 1]
        await press(app, pilot, "less_than_sign")
        assert locators_in(app) == (at(10), at(11), LEDGER, WIRE)
        assert "A′ beside A: +1 -1 words" in footer(app)
        await press(app, pilot, "less_than_sign")
        assert "there is no earlier text of it" in footer(app)
        await press(app, pilot, "greater_than_sign", "greater_than_sign")
        assert locators_in(app) == (at(12), LEDGER, WIRE)
        await press(app, pilot, "greater_than_sign")
        assert "there is no later text of it" in footer(app)
        assert [v.text for v in app.story.versions[1:]] == [v.text for v in story.versions]


async def test_any_two_texts_can_stand_side_by_side(story: Story) -> None:
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T", "k", "k", "k", "enter")
        assert locators_in(app) == (at(10), LEDGER, WIRE)
        await press(app, pilot, "tab", "T")  # from the first text
        await press(app, pilot, "j", "j", "enter")
        assert locators_in(app) == (at(10), at(12), LEDGER, WIRE)
        assert reading_in(app).shown == [0, 1]


async def test_small_changes_and_all_but_headlines_can_be_hidden(story: Story) -> None:
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T", "f")
        screen = shown(app)
        assert "changes of 3 words and more" in screen
        assert "2031-02-11" not in screen
        assert "2031-02-12 12:00 UTC  +2 -1 words" in screen
        await press(app, pilot, "f")
        assert "changes of the headline" in shown(app)
        assert "2031-02-13" not in shown(app)
        await press(app, pilot, "k", "enter")
        assert locators_in(app) == (at(10), LEDGER, WIRE)
        await press(app, pilot, "T", "f", "f", "f")
        assert "2031-02-11" in shown(app)


async def test_the_cursor_stays_on_its_passage(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "j", "j", "j")
        assert FERRY in app.story.versions[0].sentence_text(where(app)[1])
        await press(app, pilot, "T", "k", "k", "k", "enter")
        version, sentence = where(app)
        assert version == 1
        assert FERRY in app.story.versions[1].sentence_text(sentence)
        await press(app, pilot, "tab")
        version, sentence = where(app)
        assert version == 0
        assert FERRY in app.story.versions[0].sentence_text(sentence)


async def test_a_text_with_notes_stays_and_the_others_are_forgotten(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "less_than_sign", "less_than_sign", "tab", "j", "p")
        assert where(app)[0] == 0
        await press(app, pilot, "greater_than_sign", "greater_than_sign")
        assert locators_in(app) == (at(11), at(12), LEDGER, WIRE)
        await press(app, pilot, "T", "k", "k", "k", "enter")
        assert locators_in(app) == (at(10), at(11), LEDGER, WIRE)
    (kept,) = store.library().known()
    assert {version.locator for version in kept.versions} == {at(10), at(11), LEDGER, WIRE}
    again, _ = as_it_was(Session(story, store))
    assert again.story.locators == (at(11), LEDGER, WIRE)


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_leaving_the_list_changes_nothing(story: Story, key: str) -> None:
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T", key)
        assert app.story is story
        assert ("that is the text of A that you have" in footer(app)) == (key == "enter")


async def test_what_is_on_screen_and_in_no_copy_can_be_compared_too() -> None:
    """The page was fetched again elsewhere while it was read."""
    keep(LEDGER, TEXTS[0], TEXTS[1])
    story = open_story([LEDGER], web=web_with_copies)
    for file in copies_folder().rglob("2031-02-11*.page"):
        file.unlink()
    app = snow_app(story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T")
        assert "A as it was read" in shown(app)
        await press(app, pilot, "k", "enter")
        assert locators_in(app) == (at(10), LEDGER)


async def test_a_file_in_git_has_a_history_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repository = Repository(tmp_path / "press")
    first = repository.commit("Report", draft_md=TEXTS[0])
    repository.git("mv", "draft.md", "bridge.md")
    second = repository.commit("Say when", bridge_md=TEXTS[1])
    (repository.folder / "bridge.md").write_text(TEXTS[3], "utf-8")
    file = repository.folder.resolve() / "bridge.md"
    story = open_story([str(file)])
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await press(app, pilot, "T")
        assert f"{first[:7]} Report" in shown(app)
        assert "not committed" in shown(app)
        await press(app, pilot, "k", "enter")
        assert locators_in(app) == (f"git:{second}:{file}", f"file:{file}")
        assert [v.name for v in app.story.versions] == [f"bridge · {second[:7]}", "bridge"]
        await press(app, pilot, "less_than_sign")
        assert locators_in(app) == (
            f"git:{first}:{file.with_name('draft.md')}",
            f"git:{second}:{file}",
            f"file:{file}",
        )
        assert app.story.key == story.key
        await press(app, pilot, "O")
        assert "A′ came from a revision in git" in footer(app)


async def test_a_revision_with_notes_stands_beside_its_file_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repository = Repository(tmp_path / "press")
    commits = [repository.commit(f"Text {number}", bridge_md=text) for number, text in enumerate(TEXTS)]
    file = repository.folder.resolve() / "bridge.md"
    app = snow_app(store, story=open_story([str(file)]))
    async with opened(app) as pilot:
        await press(app, pilot, "T", "k", "k", "enter", "tab", "j", "p")
        assert where(app)[0] == 0
    again, _ = Bookshelf(store, "").keep(open_story([str(file)]), [str(file)])
    assert again.story.locators == (f"git:{commits[1]}:{file}", f"file:{file}")
    assert [v.siglum for v in again.story.versions] == ["A", "A′"]
    assert again.story.key == app.story.key
    other = open_story([f"git:{commits[0]}:{file}"])
    assert Bookshelf(store, "").keep(other, [])[0].story is other


async def test_what_has_no_history_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "bridge.md").write_text(TEXTS[0], "utf-8")
    app = snow_app(story=open_story([str(tmp_path / "bridge.md")]))
    async with opened(app) as pilot:
        await press(app, pilot, "T")
        assert "bridge.md is in no git repository" in shown(app)
        assert "check the path" not in shown(app)
    keep(LEDGER, TEXTS[0])
    app = snow_app(story=open_story([LEDGER], web=web_with_copies))
    async with opened(app) as pilot:
        await press(app, pilot, "less_than_sign")
        assert "there is only one text of it" in footer(app)


@pytest.mark.slow
def test_a_copy_that_was_noted_on_outlives_five_hundred_others() -> None:
    quick = Copies(copies_folder(), lambda path, data: path.write_bytes(data))
    for minute in range(MOST):
        page = Fetched(address=LEDGER, final=LEDGER, data=f"Text {minute}.".encode(), media_type="", charset="")
        quick.keep(page, datetime(2031, 2, 10, tzinfo=UTC) + timedelta(minutes=minute))
    noted = f"{LEDGER}#2031-02-10T00:01:00Z"
    with Store.open(store_path()) as own:
        story = open_story([noted, LEDGER], web=web_with_copies)
        notes = own.story(story)
        notes.add_note("Kept.", [make_anchor(story.versions[0], noted, story.versions[0].sentences[0].span)])
    copies = web_with_copies().copies
    assert copies is not None
    page = Fetched(address=LEDGER, final=LEDGER, data=b"The last text.", media_type="", charset="")
    copies.keep(page, datetime(2031, 2, 12, tzinfo=UTC))
    moments = copies.moments(LEDGER)[::-1]
    assert len(moments) == MOST
    assert moments[:3] == ("2031-02-10T00:00:00Z", "2031-02-10T00:01:00Z", "2031-02-10T00:03:00Z")
