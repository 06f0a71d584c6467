"""What a paragraph is for is corrected on screen, kept for the story, and undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from reader.align.alignment import Status
from reader.notes.anchors import make_anchor
from reader.notes.store import Store
from reader.story.version import Role
from reader.tui.app import DiptychApp
from reader.tui.screens.dialogs import ChoosingDialog
from reader.tui.screens.reading import ReadingScreen
from tests.align.helpers import read
from tests.merge.made import made_story
from tests.tui.driving import NARROW, at_rest, footer, opened, reading_in, reading_screen, shown, snow_app
from tests.tui.helpers import place_cursor, shipped_story

GUNS = shipped_story(0)[0]


async def settled(app: DiptychApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until links are decided anew."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await at_rest(app, pilot)


def role(app: DiptychApp, at: int, number: int = 0) -> Role:
    """The role that a paragraph has on screen."""
    reading = reading_in(app)
    side = reading.shown.index(number)
    return reading.beside(side).version.paragraphs[at].role


def to_paragraph(app: DiptychApp, at: int, number: int = 0) -> None:
    reading = reading_in(app)
    place_cursor(reading, number, reading.story.versions[number].paragraphs[at].sentences[0])
    reading_screen(app).draw()


def a_paragraph(app: DiptychApp, wanted: Role) -> int:
    """A paragraph of A in a role, with body on both sides of it."""
    roles = [p.role for p in reading_in(app).beside(0).version.paragraphs]
    found = (at for at in range(2, len(roles) - 1) if roles[at] is wanted)
    return next(at for at in found if roles[at - 1] is roles[at + 1] is Role.BODY)


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("size", [(160, 45), (100, 30), NARROW, (60, 15)])
async def test_a_paragraph_is_dropped_brought_back_and_dropped_again(store: Store, size: tuple[int, int]) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app, size) as pilot:
        at = a_paragraph(app, Role.BODY)
        to_paragraph(app, at)
        beside, row = reading_in(app).beside(0), reading_in(app).row
        told = beside.version.paragraphs[at].sentences
        await settled(app, pilot, "d")
        assert f"What A ¶{at + 1} is for" in shown(app)
        await settled(app, pilot, "enter")
        assert role(app, at) is Role.FURNITURE
        assert f"A ¶{at + 1}: furniture · u undoes" in footer(app)
        assert {reading_in(app).beside(0).statuses[s] for s in told} == {Status.ASIDE}
        assert reading_in(app).sentence == told[0]
        assert reading_in(app).row == row
        assert "furniture" in shown(app)
        await settled(app, pilot, "u")
        assert role(app, at) is Role.BODY
        assert "undone: a paragraph of A as furniture" in footer(app)
        await settled(app, pilot, "ctrl+r")
        assert role(app, at) is Role.FURNITURE
    app = snow_app(store, story=GUNS)
    async with opened(app, size) as pilot:
        assert role(app, at) is Role.FURNITURE
        to_paragraph(app, at)
        await settled(app, pilot, "d", "end", "enter")
        assert role(app, at) is Role.BODY
        assert "as it was found" in footer(app)


async def test_a_stray_is_brought_back_into_the_story(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        at = next(n for n, p in enumerate(reading_in(app).beside(0).version.paragraphs) if p.role is Role.STRAY)
        to_paragraph(app, at)
        await settled(app, pilot, "enter")
        to_paragraph(app, at)
        await settled(app, pilot, "d", "enter")
        assert role(app, at) is Role.BODY


async def test_of_several_folded_paragraphs_one_is_to_be_chosen(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        flow = reading_in(app).flow(0)
        sentences = flow.beside.version.sentences
        fold = next(b for b in flow.blocks if b.fold and sentences[b.first].paragraph != sentences[b.last].paragraph)
        place_cursor(reading_in(app), 0, fold.first)
        await settled(app, pilot, "d")
        assert "enter unfolds them" in footer(app)
        assert isinstance(app.screen, ReadingScreen)


async def test_a_single_version_is_corrected_too(store: Store) -> None:
    story = made_story([read("The bell\n\nIt rang twice before dawn.\n\nA letter about bells comes out weekly.", "A")])
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        to_paragraph(app, 2)
        await settled(app, pilot, "d", "enter")
        assert role(app, 2) is Role.FURNITURE
        assert "comes out weekly.  furniture" in shown(app)
        await settled(app, pilot, "u")
        assert role(app, 2) is not Role.FURNITURE
        assert "comes out weekly.  furniture" not in shown(app)


async def test_what_was_dropped_is_found_again_in_a_text_that_changed(store: Store) -> None:
    lines = ["Dam loses water", "The wall moved by four millimetres.", "A letter about dams comes out weekly."]
    story = made_story([read("\n\n".join(lines), "A"), read("A dam lost water on Monday night.", "B")])
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        to_paragraph(app, 2)
        await settled(app, pilot, "d", "enter")
    later = read("\n\n".join([lines[0], "Nobody was hurt in the valley below.", *lines[1:]]), "A")
    changed = replace(story, versions=(replace(later, name=story.versions[0].name), story.versions[1]))
    app = snow_app(store, story=changed)
    async with opened(app):
        assert role(app, 3) is Role.FURNITURE
        assert role(app, 2) is Role.BODY


async def test_in_the_merged_view_the_paragraph_under_the_cursor_is_meant(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        at = a_paragraph(app, Role.BODY)
        to_paragraph(app, at)
        await settled(app, pilot, "v", "v", "d", "enter")
        assert role(app, at) is Role.FURNITURE


async def test_a_role_that_it_has_is_not_given_again(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        at = a_paragraph(app, Role.BODY)
        to_paragraph(app, at)
        await settled(app, pilot, "d", "j", "j", "j")
        assert "body: it tells the story (now)" in shown(app)
        await settled(app, pilot, "enter")
        assert "it is body already" in footer(app)
        assert reading_in(app).roles == {}


async def test_escape_leaves_all_as_it_is(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        await settled(app, pilot, "d")
        assert isinstance(app.screen, ChoosingDialog)
        await settled(app, pilot, "escape")
        assert isinstance(app.screen, ReadingScreen)
        assert reading_in(app).roles == {}


async def test_without_a_store_nothing_is_claimed_to_be_dropped() -> None:
    app = snow_app(story=GUNS, trouble="there is no store")
    async with opened(app) as pilot:
        await settled(app, pilot, "d")
        assert "there is no store" in footer(app)
        assert isinstance(app.screen, ReadingScreen)


async def test_what_another_running_reader_dropped_is_seen(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        at = a_paragraph(app, Role.BODY)
        with Store.open(store.path) as other:
            anchor = make_anchor(GUNS.versions[0], GUNS.locators[0], GUNS.versions[0].paragraphs[at].span)
            other.story(GUNS).roles.give(Role.STRAY, anchor)
        reading_screen(app).actions.annotator.look_around()
        await at_rest(app, pilot)
        assert role(app, at) is Role.STRAY
