"""Why there is a link, pinning and cutting it, and how strict links are: by keyboard, with the engine's own links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from reader.align.alignment import Link
from reader.align.decisions import DecisionKind
from reader.notes.store import Store
from reader.story.version import Story
from reader.tui.app import DiptychApp
from reader.tui.model.explanation import Relation, count_links
from reader.tui.model.state import LEFT
from reader.tui.screens.reading import ReadingScreen
from reader.tui.screens.why import WhyDialog
from tests.align.helpers import read
from tests.merge.made import made_story
from tests.tui.driving import (
    NARROW,
    at_rest,
    footer,
    opened,
    reading_in,
    reading_screen,
    rows_of,
    shown,
    snow_app,
    where,
)
from tests.tui.helpers import place_cursor, shipped_story

GUNS = shipped_story(0)[0]


async def settled(app: DiptychApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until links are decided anew."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        await at_rest(app, pilot)


def to_linked(app: DiptychApp, *, linked: bool = True) -> Link | None:
    """Put the cursor on the first passage of A that has one strong link of one sentence a side (or none)."""
    reading = reading_in(app)
    beside = reading.beside(LEFT)
    for sentence in range(1, len(beside.version.sentences)):
        strong = [beside.links[i] for i in beside.strong_of(sentence)]
        aside = beside.version.paragraphs[beside.version.sentences[sentence].paragraph].role.aside
        if not aside and ([len(link.left + link.right) for link in strong] == [2] if linked else not strong):
            place_cursor(reading, LEFT, sentence)
            reading_screen(app).draw()
            return strong[0] if linked else None
    raise AssertionError("there is no such passage")


def links_here(app: DiptychApp) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The strong links of the passage under the cursor."""
    reading = reading_in(app)
    beside = reading.beside(reading.side)
    return [(beside.links[i].left, beside.links[i].right) for i in beside.strong_of(reading.sentence)]


def dialog(app: DiptychApp) -> WhyDialog:
    assert isinstance(app.screen, WhyDialog)
    return app.screen


def choose(app: DiptychApp, tie: Relation) -> Link:
    """Go to the first passage in the dialog that is so tied to the cursor's."""
    listing = app.screen.query_one(OptionList)
    for number in range(listing.option_count):
        listing.highlighted = number
        choice = dialog(app).chosen
        if choice is not None and choice.relation is tie:
            return choice.link
    raise AssertionError(f"nothing {tie.value} is listed")


# why


@pytest.mark.parametrize("leave", ["escape", "q", "equals_sign"])
async def test_why_a_passage_is_linked_is_said_in_a_dialog(leave: str) -> None:
    app = snow_app(story=GUNS)
    async with opened(app) as pilot:
        to_linked(app)
        await pilot.press("equals_sign")
        await pilot.pause()
        text = shown(app)
        for said in ("Why A ", "is linked to B ", "Score ", "Rarest shared words, of ", "Runner-up ", "L cuts"):
            assert said in text
        await pilot.press("j", "k", leave)
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)


@pytest.mark.parametrize("size", [(160, 45), (100, 30), NARROW, (60, 15)])
async def test_of_a_passage_without_link_the_nearest_is_named_with_what_it_lacks(size: tuple[int, int]) -> None:
    app = snow_app(story=GUNS)
    async with opened(app, size) as pilot:
        to_linked(app, linked=False)
        await pilot.press("equals_sign")
        await pilot.pause()
        assert "is not linked" in shown(app)
        choose(app, Relation.NEAR)
        await pilot.pause()
        assert "No link: 0." in shown(app)
        assert "L pins" in shown(app)


async def test_stepping_through_the_list_changes_the_reasons() -> None:
    app = snow_app(story=GUNS)
    async with opened(app) as pilot:
        to_linked(app)
        await pilot.press("equals_sign")
        await pilot.pause()
        before = shown(app)
        await pilot.press("j")
        await pilot.pause()
        assert shown(app) != before
        assert "L pins" in shown(app)
        await pilot.press("space", "b", "k")
        await pilot.pause()
        assert "L cuts" in shown(app)


async def test_enter_in_the_dialog_goes_to_the_passage_and_backspace_comes_back() -> None:
    app = snow_app(story=GUNS)
    async with opened(app) as pilot:
        link = to_linked(app)
        assert link is not None
        await pilot.press("equals_sign")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert where(app) == (1, link.right[0])
        await pilot.press("backspace")
        assert where(app) == (0, link.left[0])


async def test_a_folded_line_is_to_be_unfolded_first() -> None:
    story, comparison = shipped_story(0)
    folded = next(
        (v, p.sentences[0])
        for v, version in enumerate(comparison.versions)
        for p in version.paragraphs
        if p.role.aside and p.sentences
    )
    app = snow_app(story=story)
    async with opened(app) as pilot:
        place_cursor(reading_in(app), *folded)
        await pilot.press("equals_sign")
        assert "enter unfolds it first" in footer(app)


async def test_before_there_are_links_there_is_no_why() -> None:
    app = snow_app(story=GUNS)
    async with opened(app) as pilot:
        reading_screen(app).comparer.prepared = None
        for key in ("equals_sign", "L"):
            await pilot.press(key)
            assert "still comparing" in footer(app)
    app = snow_app(story=made_story(GUNS.versions[:1]))
    async with opened(app) as pilot:
        await pilot.press("equals_sign")
        assert "nothing stands opposite" in footer(app)
        await pilot.press("L", "left_parenthesis", "right_parenthesis", "0")
        assert isinstance(app.screen, ReadingScreen)


# pinning and cutting


async def test_a_link_is_cut_undone_done_again_and_kept(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        link = to_linked(app)
        assert link is not None
        before = count_links(reading_in(app))
        row = reading_in(app).row
        await settled(app, pilot, "L")
        assert links_here(app) == []
        assert "cut A " in footer(app)
        assert "u undoes" in footer(app)
        assert count_links(reading_in(app))[0] == before[0] - 1
        assert reading_in(app).row == row
        await settled(app, pilot, "u")
        assert links_here(app) == [(link.left, link.right)]
        assert "undone: cut of A and B" in footer(app)
        await settled(app, pilot, "ctrl+r")
        assert links_here(app) == []
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        place_cursor(reading_in(app), LEFT, link.left[0])
        assert links_here(app) == []
        assert count_links(reading_in(app))[0] == before[0] - 1
        await settled(app, pilot, "u")
        assert links_here(app) == [(link.left, link.right)]


async def test_a_cut_is_taken_back_from_the_dialog(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        link = to_linked(app)
        assert link is not None
        await settled(app, pilot, "L", "L")
        assert choose(app, Relation.CUT).right == link.right
        await pilot.pause()
        assert "You cut it." in shown(app)
        await settled(app, pilot, "L")
        assert "cut of A " in footer(app)
        assert "taken back" in footer(app)
        assert links_here(app) == [(link.left, link.right)]
        assert reading_in(app).decisions == ()


async def test_an_unlinked_passage_is_pinned_to_one_chosen_and_the_pin_taken_back(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        to_linked(app, linked=False)
        await settled(app, pilot, "L")
        wanted = choose(app, Relation.NEAR)
        await settled(app, pilot, "L")
        assert "pinned A " in footer(app)
        assert links_here(app) == [(wanted.left, wanted.right)]
        await settled(app, pilot, "escape")
        assert " · pinned" in footer(app)
        await settled(app, pilot, "equals_sign")
        assert "You pinned it." in shown(app)
        assert "L removes the pin" in shown(app)
        await settled(app, pilot, "escape", "L")
        assert "pin of A " in footer(app)
        assert links_here(app) == []
        await settled(app, pilot, "u", "escape")
        assert " · pinned" in footer(app)


async def test_a_passage_can_be_pinned_to_any_that_is_on_screen_opposite(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        to_linked(app, linked=False)
        await settled(app, pilot, "L")
        wanted = choose(app, Relation.OTHER)
        await settled(app, pilot, "p")
        assert (wanted.left, wanted.right) in links_here(app)


async def test_what_is_only_related_can_be_pinned_or_cut(store: Store) -> None:
    story, _ = shipped_story(1)
    app = snow_app(store, story=story)
    async with opened(app) as pilot:
        reading = reading_in(app)
        related = next(link for link in reading.beside(LEFT).links if not link.reuse.strong)
        place_cursor(reading, LEFT, related.left[0])
        await settled(app, pilot, "equals_sign")
        assert choose(app, Relation.RELATED).right == related.right
        await pilot.pause()
        assert "d cuts" in shown(app)
        await settled(app, pilot, "d")
        assert [d.kind for d in reading.decisions] == [DecisionKind.CUT]
        assert all(link.right != related.right or link.left != related.left for link in reading.beside(LEFT).links)
        await settled(app, pilot, "u", "equals_sign")
        choose(app, Relation.RELATED)
        await settled(app, pilot, "L")
        assert [d.kind for d in reading.decisions] == [DecisionKind.PIN]
        assert (related.left, related.right) in links_here(app)


async def test_without_a_store_nothing_is_claimed_to_be_cut() -> None:
    app = snow_app(story=GUNS, trouble="there is no store")
    async with opened(app) as pilot:
        link = to_linked(app)
        await settled(app, pilot, "L")
        assert "there is no store" in footer(app)
        assert links_here(app) == [(link.left, link.right)] if link else False


async def test_undoing_a_note_leaves_the_links_alone(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        to_linked(app)
        before = reading_in(app).comparison
        await settled(app, pilot, "p", "u", "ctrl+r")
        assert reading_in(app).comparison is before


async def test_a_decision_whose_words_are_gone_is_left_out_and_said_once(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        link = to_linked(app)
        assert link is not None
        await settled(app, pilot, "L")
    other = read("Nothing of what was said before is here. Rain fell all day.")
    changed = replace(GUNS, versions=(replace(other, siglum="A", name="Ledger"), *GUNS.versions[1:]))
    for said in (True, False):
        app = snow_app(store, story=changed)
        async with opened(app):
            assert ("1 pinned or cut link not found" in shown(app)) is said
            assert reading_in(app).decisions == ()
    app = snow_app(store, story=GUNS)
    async with opened(app):
        assert len(reading_in(app).decisions) == 1


# looser and stricter


async def test_links_are_loosened_and_tightened_live_and_it_is_kept(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        to_linked(app)
        reading, row = reading_in(app), reading_in(app).row
        counts = {0: count_links(reading)}
        for step in (-1, -2, -3):
            await settled(app, pilot, "left_parenthesis")
            counts[step] = count_links(reading)
            strong, related = counts[step]
            assert f"{strong} link" in footer(app)
            assert f"related {related}" in footer(app)
            more = strong - counts[step + 1][0]
            assert (f", {more} more" in footer(app)) == (more > 0)
            assert f"looser {-step} · " in rows_of(app)[0]
            assert reading_in(app).row == row
        assert sum(counts[-3]) > sum(counts[0])
        await settled(app, pilot, "left_parenthesis")
        assert "cannot be looser than this" in footer(app)
        for _ in range(4):
            await settled(app, pilot, "right_parenthesis")
        assert "stricter 1 · " in rows_of(app)[0]
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        assert "stricter 1 · " in rows_of(app)[0]
        await settled(app, pilot, "left_parenthesis")
        assert "looser" not in rows_of(app)[0]
        assert "stricter" not in rows_of(app)[0]
        assert count_links(reading_in(app)) == counts[0]


async def test_keys_pressed_faster_than_links_are_decided_end_where_the_last_one_says(store: Store) -> None:
    app = snow_app(store, story=GUNS)
    async with opened(app) as pilot:
        await pilot.press(*["left_parenthesis"] * 3, *["right_parenthesis"] * 5)
        await at_rest(app, pilot)
        assert reading_in(app).strictness == 2
        fast = count_links(reading_in(app))
        await settled(app, pilot, "right_parenthesis", "left_parenthesis")
        assert count_links(reading_in(app)) == fast


async def test_a_strictness_that_cannot_be_is_not_taken_up(store: Store) -> None:
    notes = store.story(GUNS)
    for kept in (7, "loose", None, True):
        notes.keep_setting("strictness", kept)
        app = snow_app(store, story=GUNS)
        async with opened(app):
            assert -3 <= reading_in(app).strictness <= 3
            assert reading_in(app).comparison is not None


def story_of(*texts: str) -> Story:
    versions = [replace(read(text, siglum), name=siglum) for text, siglum in zip(texts, "ABC", strict=False)]
    return made_story(versions)


async def test_a_pin_shows_in_the_dialog_of_the_other_side_too(store: Store) -> None:
    app = snow_app(store, story=story_of("The ferry left at dawn.\n\nA bell rang.", "Rain fell.\n\nNobody came."))
    async with opened(app) as pilot:
        await settled(app, pilot, "L")
        choose(app, Relation.OTHER)
        await settled(app, pilot, "L", "tab", "escape")
        assert " · pinned" in footer(app)
        await settled(app, pilot, "equals_sign")
        assert "You pinned it." in shown(app)
