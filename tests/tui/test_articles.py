"""`D` chooses another article of a page that holds several; the choice is kept for the story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.align.alignment import Reuse
from reader.notes.store import Store
from reader.story.open import open_story
from reader.story.version import Story
from reader.tui.app import DiptychApp
from reader.tui.screens.dialogs import ChoosingDialog
from reader.tui.screens.reading import ReadingScreen
from reader.tui.session.notes import Session
from reader.tui.session.sources import recalled
from tests.story.test_articles import BLOG, COMMENT, SECOND, THIRD
from tests.story.test_html import LONG, p
from tests.tui.driving import NARROW, at_rest, footer, opened, reading_in, reading_screen, shown, snow_app, where


@pytest.fixture
def story(tmp_path: Path) -> Story:
    blog, wire = tmp_path / "blog.html", tmp_path / "wire.txt"
    blog.write_text(
        BLOG.format(first=p(*LONG), second=p(*SECOND), third=p(*THIRD), comment=p(COMMENT)), encoding="utf-8"
    )
    wire.write_text("Wire\n\n" + "\n\n".join(SECOND), encoding="utf-8")
    return open_story([str(blog), str(wire)])


async def settled(app: DiptychApp, pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await at_rest(app, pilot)


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("size", [(160, 45), NARROW, (60, 15)])
async def test_another_article_is_chosen_from_a_list_and_compared(
    story: Story, store: Store, size: tuple[int, int]
) -> None:
    app = snow_app(store, story=story)
    async with opened(app, size) as pilot:
        before = {link.reuse for link in reading_in(app).beside(0).links}
        await settled(app, pilot, "D")
        assert "Sausages, and what became of them" in shown(app)
        assert "all 3, one after the other" in shown(app)
        await settled(app, pilot, "j", "enter")
        assert isinstance(app.screen, ReadingScreen)
        assert SECOND[0] in reading_in(app).story.versions[0].text
        assert "A: Sausages" in footer(app)
        assert where(app) == (0, 0)
        assert Reuse.EDITED in before
        assert {link.reuse for link in reading_in(app).beside(0).links} == {Reuse.VERBATIM}


@pytest.mark.slow
async def test_the_choice_is_kept_for_the_story_and_can_be_another_one_again(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await settled(app, pilot, "D", "j", "enter")
    session, troubles = recalled(Session(story, store))
    assert troubles == []
    assert session.story.versions[0].article == "2"
    app = snow_app(store, story=session.story)
    async with opened(app) as pilot:
        assert SECOND[0] in reading_in(app).story.versions[0].text
        await settled(app, pilot, "D", "g", "k", "k", "enter")
    session, _ = recalled(Session(story, store))
    assert session.story is story


@pytest.mark.slow
async def test_notes_wait_in_the_article_that_they_were_made_on(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await settled(app, pilot, "j", "p", "D", "j", "enter")
        assert reading_in(app).picked == frozenset()
        await settled(app, pilot, "D", "k", "enter")
        assert reading_in(app).picked == {(0, 1)}


async def test_a_page_that_is_gone_leaves_the_text_that_is_there(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        Path(story.versions[0].source).unlink()
        await settled(app, pilot, "D", "j", "enter")
        assert "does not exist" in shown(app)
        assert reading_in(app).story.versions[0].text == story.versions[0].text
    with_choice = store.story(story)
    with_choice.keep_setting("articles", {story.locators[0]: "2"})
    session, troubles = recalled(Session(story, store))
    assert session.story is story
    assert [trouble.split(":")[0] for trouble in troubles] == ["A"]


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("kept", [None, 7, {"x": "2"}, {"file": 2}, ["2"]])
def test_a_setting_that_cannot_be_is_passed_over(story: Story, store: Store, kept: object) -> None:
    store.story(story).keep_setting("articles", kept)
    assert recalled(Session(story, store))[0].story is story


async def test_a_version_of_no_such_page_has_nothing_to_choose(story: Story, store: Store) -> None:
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        await settled(app, pilot, "tab", "D")
        assert "came from no page with several articles" in footer(app)
        await settled(app, pilot, "tab", "D")
        assert isinstance(app.screen, ChoosingDialog)
        await settled(app, pilot, "enter")
        assert reading_screen(app).session.story is story


@pytest.mark.slow
async def test_without_a_store_the_article_is_shown_and_said_not_to_be_kept(story: Story) -> None:
    app = snow_app(story=replace(story), trouble="there is no store")
    async with opened(app) as pilot:
        await settled(app, pilot, "D", "j", "enter")
        assert SECOND[0] in reading_in(app).story.versions[0].text
        assert "not kept: there is no store" in footer(app)
