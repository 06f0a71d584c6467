from __future__ import annotations

from dataclasses import replace

import pytest

from reader.notes.store import Store
from reader.story.version import Story
from reader.tui.config import Config
from reader.tui.keys import palette_actions
from reader.tui.model.filters import Filter
from reader.tui.model.state import Reading
from reader.tui.session.notes import Session
from reader.tui.session.saved_state import SavedState, digests_of
from tests.merge.made import made_story, made_version
from tests.tui.driving import footer, opened, reading_in, rows_of, snow_app
from tests.tui.helpers import GAZETTE, gazette, snow_story, wire

pytestmark = pytest.mark.usefixtures("by_hand")


async def test_reading_one_version_and_then_only_what_the_other_adds(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("R")
        assert "all of A is read · 6 new left in B" in footer(app)
        await pilot.press("tab", "ampersand", "j", "j", "j", "j", "enter")
        assert reading_in(app).filter is Filter.NEW
        assert "6 new left in B" in rows_of(app)[0]
        assert any("known" in row for row in rows_of(app))
        await pilot.press("right_square_bracket", "r")
        assert "5 new left in B" in rows_of(app)[0]
        read = reading_in(app).read

    again = snow_app(store)
    async with opened(again):
        assert reading_in(again).read == read


async def test_without_a_store_what_was_read_holds_for_the_session_and_says_so() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("r")
        assert "for this session only" in footer(app)


async def test_every_filter_is_in_the_palette_and_can_be_given_a_key() -> None:
    app = snow_app(config=Config(keys={"show-moved": ("f5",)}))
    async with opened(app) as pilot:
        offered = {action.label for action in palette_actions(2)}
        assert {f"show: {wanted.value}" for wanted in Filter} <= offered
        await pilot.press("f5")
        assert reading_in(app).filter is Filter.MOVED
        await pilot.press("colon", *"show: conflicts", "enter")
        await pilot.pause()
        assert reading_in(app).filter is Filter.CONFLICTS


def remembered(store: Store, story: Story) -> tuple[SavedState, Reading]:
    reading = Reading(story)
    saved_state = SavedState(Session(story, store))
    saved_state.restore(reading)
    return saved_state, reading


def test_what_was_read_is_found_again_by_its_words_when_the_source_changed(store: Store) -> None:
    story = made_story((gazette(), wire()), title="t")
    saved_state, reading = remembered(store, story)
    reading.read = {0: frozenset({1, 2, 7})}
    assert saved_state.keep_read(reading) == ""

    changed = made_version("A", [("A line of its own.",), *GAZETTE[1:4]], name="Valley Gazette")
    other, later = remembered(store, replace(story, versions=(changed, story.versions[1])))
    assert later.read[0] == {1, 2}
    later.read[0] |= {0}
    other.keep_read(later)

    _, back = remembered(store, story)
    assert back.read[0] == {1, 2, 7}


def test_marks_and_spaces_and_case_make_no_other_sentence_of_one() -> None:
    one = made_version("A", [("“Nobody”  wrote back.", "It rained.")])
    other = made_version("B", [("It Rained.", '"Nobody" wrote back.')])

    assert sorted(digests_of(one)) == sorted(digests_of(other))


@pytest.mark.parametrize("kept", [None, 3, [], {"x": 7}, {"x": "no base64!"}, {"x": "YWJj"}])
def test_a_setting_that_is_no_such_thing_is_passed_over(store: Store, kept: object) -> None:
    story = snow_story()
    store.story(story).keep_setting("read", kept)
    _, reading = remembered(store, story)

    assert not any(reading.read.values())
