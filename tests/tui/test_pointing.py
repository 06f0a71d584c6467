from __future__ import annotations

import re

import pytest
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.tui.app import DiptychApp
from reader.tui.model.flow import Follow
from reader.tui.model.state import LEFT, RIGHT
from reader.tui.screens.lists import hint_at
from tests.tui.driving import NARROW, footer, opened, reading_in, rows_of, shown, snow_app, where
from tests.tui.helpers import REPEAT, STRAY

pytestmark = pytest.mark.usefixtures("by_hand")


async def click(pilot: Pilot[None], part: str, row: int, column: int) -> None:
    await pilot.click(f"#{part}", offset=(column, row))
    await pilot.pause()


def gutter_rows(app: DiptychApp) -> list[str]:
    geometry = reading_in(app).geometry
    start = 1 + geometry.left_pane
    return [row[start : start + geometry.gutter] for row in rows_of(app)[2:-1]]


async def test_a_click_on_a_connector_goes_to_the_end_that_is_further_and_level_with_the_other() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row = next(y for y, text in enumerate(gutter_rows(app)) if y and text.startswith("──"))
        await click(pilot, "gutter", row, 0)
        assert where(app) == (1, 5)
        assert reading_in(app).row == row

        await pilot.press("backspace")
        assert where(app) == (0, 0)


async def test_a_click_on_the_cursors_connector_goes_to_its_partner_wherever_it_is_hit() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("j")
        row = next(y for y, text in enumerate(gutter_rows(app)) if "━" in text and text.endswith("━"))
        await click(pilot, "gutter", row, 8)
        assert where(app) == (1, 5)


async def test_a_click_on_a_stub_goes_to_what_it_names() -> None:
    app = snow_app()
    async with opened(app, (100, 18)) as pilot:
        rows = gutter_rows(app)
        row, found = next((y, m) for y, text in enumerate(rows) if (m := re.match("([0-9]+)▼", text)))
        await click(pilot, "gutter", row, 0)
        version, sentence = where(app)
        assert version == 1
        assert reading_in(app).story.versions[1].sentences[sentence].paragraph + 1 == int(found[1])


async def test_a_click_where_the_gutter_is_empty_changes_nothing() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row = next(y for y, text in enumerate(gutter_rows(app)) if not text.strip())
        await click(pilot, "gutter", row, 4)
        assert where(app) == (0, 0)


@pytest.mark.parametrize(("strip", "side"), [("left-minimap", LEFT), ("right-minimap", RIGHT)])
async def test_a_click_on_a_strip_goes_there_and_lands_a_third_down(strip: str, side: int) -> None:
    story = open_story([str(shipped_stories()[1])])
    app = snow_app(story=story)
    async with opened(app, (100, 30)) as pilot:
        await click(pilot, strip, 14, 0)
        reading = reading_in(app)
        total = len(reading.beside(side).version.sentences)
        assert reading.side == side
        assert total // 3 < reading.sentence < 2 * total // 3 + 1
        assert reading.row == reading.geometry.body // 3


async def test_a_second_click_on_a_folded_line_opens_it() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row = next(y for y, text in enumerate(rows_of(app)) if "not this story" in text) - 2
        await click(pilot, "left", row, 20)
        assert where(app) == (0, STRAY)
        assert "not this story" in shown(app)

        await click(pilot, "left", row, 20)
        assert "Our cook has tried them all, and one of them twice." in shown(app)


async def test_a_click_on_a_folded_line_under_the_cursor_opens_it() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        row = next(y for y, text in enumerate(rows_of(app)) if "said above" in text) - 2
        while where(app) != (0, REPEAT):
            await pilot.press("j")
        await click(pilot, "left", row, 20)
        assert "said above" not in shown(app)


@pytest.mark.parametrize(("size", "column"), [((160, 45), 100), ((100, 30), 60), (NARROW, 26)])
async def test_a_click_on_a_heading_chooses_its_side(size: tuple[int, int], column: int) -> None:
    app = snow_app()
    async with opened(app, size) as pilot:
        await click(pilot, "header", 1, column)
        assert reading_in(app).side == RIGHT
        await click(pilot, "header", 1, 4)
        assert reading_in(app).side == LEFT


async def test_the_wheel_scrolls_the_pane_under_the_mouse() -> None:
    story = open_story([str(shipped_stories()[1])])
    app = snow_app(story=story)
    async with opened(app, (100, 24)) as pilot:
        await pilot.press("S", "S")
        before = list(reading_in(app).tops)
        widget = app.screen.query_one("#right")
        widget.post_message(MouseScrollDown(widget, 5, 5, 0, 1, 0, False, False, False, 60, 8))
        await pilot.pause()
        assert reading_in(app).tops[LEFT] == before[LEFT]
        assert reading_in(app).tops[RIGHT] > before[RIGHT]


async def test_how_the_panes_follow_is_remembered_for_the_story(store: Store) -> None:
    app = snow_app(store)
    async with opened(app) as pilot:
        await pilot.press("S")
        assert "panes: by lines" in rows_of(app)[0]
        assert "same number of lines" in footer(app)

    again = snow_app(store)
    async with opened(again):
        assert reading_in(again).follow is Follow.LINES


async def test_rows_are_offered_once_where_most_is_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.tui.screens.reading.suits_rows", lambda _: True)
    for offered in (True, False):
        app = snow_app(store)
        async with opened(app) as pilot:
            assert ("mostly the same: v shows rows" in footer(app)) is offered
            await pilot.press("j")
            assert "mostly" not in footer(app)


async def test_a_click_on_a_hint_in_the_footer_does_what_its_key_does() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        hints = footer(app)
        await click(pilot, "footer", 0, hints.index("j k") + 2)
        assert where(app) == (0, 0), "k at the first passage"
        await click(pilot, "footer", 0, hints.index("j k"))
        assert where(app) == (0, 1)
        await click(pilot, "footer", 0, footer(app).index("partner"))
        assert where(app)[0] == 1
        await click(pilot, "footer", 0, footer(app).rindex("edited") if "edited" in footer(app) else 150)
        assert where(app)[0] == 1, "what the passage is can be read, not clicked"
        await click(pilot, "footer", 0, footer(app).index("? help"))
        assert "Keys and signs" in shown(app)


async def test_a_click_on_a_hint_of_a_list_presses_its_key() -> None:
    app = snow_app()
    async with opened(app) as pilot:
        await pilot.press("M")
        await pilot.pause()
        await pilot.click(offset=(rows_of(app)[-1].index("esc"), app.size.height - 1))
        await pilot.pause()
        assert "Who tells what" not in shown(app)


@pytest.mark.parametrize(
    ("word", "name"),
    [("enter", "enter"), ("go", "enter"), ("/", "slash"), ("find", "slash"), ("#", "number_sign"), ("only", "f"),
     ("K", "K"), ("move", "J"), ("esc", "escape")],
)  # fmt: skip
def test_the_words_of_a_hint_stand_for_its_first_key(word: str, name: str) -> None:
    hints = "enter go  e edit  J K move  / find  f # s only  esc"
    assert hint_at(hints, hints.index(word)) == name
    assert hint_at(hints, len(hints) + 3) == ""
    assert hint_at("o open a path or an address", 7) == "o"
