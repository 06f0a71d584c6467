"""Rows and the merged view: every sentence once, what is linked level, the cursor's passage kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from reader.merge.reading import sentences_of
from reader.merge.wording import blank_after_variant
from reader.tui.model.commands import MOVES, click_minimap
from reader.tui.model.filters import Filter
from reader.tui.model.flow import RowsFlow
from reader.tui.model.frame import draw
from reader.tui.model.layout import View
from reader.tui.model.merged import MergedSheet
from reader.tui.model.navigation import change_lead, next_view, show_view
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.tui.helpers import KEYS, given_story, reading_of, shipped_story, snow_comparison
from tests.tui.model.test_walks import Opened

STORIES: dict[str, Callable[[], Opened]] = {
    "first": lambda: shipped_story(0),
    "second": lambda: shipped_story(1),
    "third": lambda: shipped_story(2),
    "given": given_story,
}


def in_rows(name: str, width: int = 160) -> Reading:
    reading = reading_of(STORIES[name]()[1], width, 45)
    show_view(reading, View.ROWS)
    return reading


def cells(flow: RowsFlow) -> list[tuple[int, ...]]:
    return [tuple(flow.members(block.first)) if block.fold else _told(flow, n) for n, block in enumerate(flow.blocks)]


def _told(flow: RowsFlow, index: int) -> tuple[int, ...]:
    return tuple(s for first, last in flow.blocks[index].chunks for s in range(first, last + 1))


def rows_flow(reading: Reading, side: int) -> RowsFlow:
    flow = reading.flow(side)
    assert isinstance(flow, RowsFlow)
    return flow


@pytest.mark.parametrize("width", [160, 70])
@pytest.mark.parametrize("name", STORIES)
def test_each_sentence_stands_in_one_row_and_both_sides_are_equally_high(name: str, width: int) -> None:
    reading = in_rows(name, width)
    for _ in range(2):
        flows = rows_flow(reading, LEFT), rows_flow(reading, RIGHT)
        assert [flows[0].height(n) for n in range(len(flows[0].blocks))] == [
            flows[1].height(n) for n in range(len(flows[1].blocks))
        ]
        for flow in flows:
            seen = Counter(s for cell in cells(flow) for s in cell)
            assert set(seen) == set(range(len(flow.beside.version.sentences)))
            assert set(seen.values()) == {1}
        change_lead(reading)


@pytest.mark.parametrize("name", STORIES)
def test_strongly_linked_sentences_stand_in_one_row(name: str) -> None:
    reading = in_rows(name)
    left, right = rows_flow(reading, LEFT), rows_flow(reading, RIGHT)
    for link in reading.beside(LEFT).links:
        if link.reuse.strong and not any(left.beside.sign(s).value == "aside" for s in link.left):
            partners = {right.block_of(s) for s in link.right}
            assert partners & {left.block_of(s) for s in link.left}


@pytest.mark.parametrize("side", [LEFT, RIGHT])
@pytest.mark.parametrize("name", STORIES)
def test_the_leading_version_keeps_its_order(name: str, side: int) -> None:
    reading = in_rows(name)
    reading.lead = reading.shown[side]
    reading.relayout()
    flow = rows_flow(reading, side)
    firsts = [cell[0] for cell in cells(flow) if cell]
    body = [s for s in firsts if flow.beside.sign(s).value != "aside"]
    assert body == sorted(body)


def test_the_rows_of_the_night_train_stand_as_drawn() -> None:
    reading = reading_of(snow_comparison(), 160, 45)
    show_view(reading, View.ROWS)
    lines = ["".join(text for text, _ in row).strip() for row in draw(reading, KEYS).right]
    beside = {
        "".join(text for text, _ in left).strip(): right
        for left, right in zip(draw(reading, KEYS).left, lines, strict=True)
    }
    level = next(right for left, right in beside.items() if "Of the 214 people" in left)
    assert "11 of the 214 people" in level
    assert any("More than two hundred passengers" in line for line in lines)


@pytest.mark.parametrize("name", STORIES)
def test_what_is_not_linked_has_a_blank_cell_opposite(name: str) -> None:
    reading = in_rows(name)
    left, right = (cells(rows_flow(reading, side)) for side in (LEFT, RIGHT))
    linked = {(s, t) for link in reading.beside(LEFT).links if link.reuse.strong for s in link.left for t in link.right}
    level = [(mine, theirs) for mine, theirs in zip(left, right, strict=True) if mine and theirs]
    assert level
    assert all(any((s, t) in linked for s in mine for t in theirs) for mine, theirs in level)


# The merged view


def strands_of(sheet: MergedSheet) -> list[str]:
    return [strand.text for index in range(len(sheet.blocks)) for strand in sheet.strands(index)]


def test_every_reading_in_the_line_has_its_letter_and_a_conflict_its_sign() -> None:
    told = "\n".join(strands_of(MergedSheet(shipped_story(0)[1], 0, 80, UNICODE)))
    assert '⟨! A Some forty │ B "Dozens"⟩ of the volunteers' in told
    variants = re.findall(r"⟨([^⟩]*)⟩", told)
    assert variants
    assert all(re.match(r"(! )?[AB] ", reading) for variant in variants for reading in variant.split(" │ "))
    three = "\n".join(strands_of(MergedSheet(shipped_story(1)[1], 0, 80, ASCII)))
    assert re.findall(r"<(?!(! )?[ABC]+ )", three) == []


def test_a_conflict_of_reworded_tellings_is_marked_in_each_of_them() -> None:
    sheet = MergedSheet(snow_comparison(), 0, 80, UNICODE)
    disputed = [text for text in strands_of(sheet) if "⟨! " in text]
    assert any("⟨! A" in text for text in disputed)
    assert any("B" in re.findall(r"⟨! (\w+)| │ (\w+)", text)[-1] for text in disputed)


def test_enter_lights_the_words_that_only_one_reading_has() -> None:
    reading = reading_of(shipped_story(0)[1], 120, 40)
    show_view(reading, View.MERGED)
    sheet = reading.sheet()
    at = next(n for n, told in enumerate(sheet.tellings) if sheet.wordings.conflicts(told))
    spot = next(iter(sentences_of(sheet.tellings[at])))
    opened = MergedSheet(reading.comparison or shipped_story(0)[1], 0, 80, UNICODE, opened=[spot])
    strands = opened.strands(opened.block_of(at))
    lit = {
        strand.version: [strand.text[own.start : own.end] for own in strand.styled]
        for strand in strands
        if strand.version >= 0
    }
    assert "Some forty" in "".join(lit[0])
    assert "Dozens" in " ".join(lit[1])
    assert all("of the volunteers who crossed" not in " ".join(words) for words in lit.values())
    show_view(reading, View.MERGED)
    MOVES["next-conflict"](reading)
    rows = ["".join(text for text, _ in row) for row in draw(reading, KEYS).left]
    assert any("AB ! " in row for row in rows), "the margin has the sign too"


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (70, 24), (60, 15)], ids=str)
@pytest.mark.parametrize("name", STORIES)
def test_the_passage_under_the_cursor_stays_through_all_views(name: str, size: tuple[int, int]) -> None:
    reading = reading_of(STORIES[name]()[1], *size)
    for move in ("next-linked", "next-shown", "next-linked", "other-version"):
        MOVES[move](reading)
        here = reading.version, reading.sentence
        for _ in range(3):
            next_view(reading)
            if reading.merged:
                told = reading.sheet().tellings[reading.telling]
                assert here[1] in told.sentences[here[0]]
            else:
                assert (reading.version, reading.sentence) == here
        assert reading.view is View.FACING


@pytest.mark.parametrize("name", STORIES)
def test_the_merged_view_shows_every_telling_once(name: str) -> None:
    comparison = STORIES[name]()[1]
    reading = reading_of(comparison, 120, 45)
    show_view(reading, View.MERGED)
    sheet = reading.sheet()
    told = [t for n in range(len(sheet.blocks)) for t in sheet.strands(n)[0].tellings]
    folded = {t for block in sheet.blocks if block.fold for t in range(block.first, block.last + 1)}
    assert sorted({*told, *folded}) == list(range(len(sheet.tellings)))
    assert max(Counter(told).values()) == 1


def test_a_walk_through_the_merged_view_meets_every_telling_in_order() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 45)
    show_view(reading, View.MERGED)
    MOVES["first"](reading)
    sheet, met = reading.sheet(), [reading.telling]
    while True:
        MOVES["next-passage"](reading)
        if reading.telling == met[-1]:
            break
        met.append(reading.telling)
    assert met == sorted({sheet.members(t)[0] for t in range(len(sheet.tellings))})


def text_of(sheet: MergedSheet) -> str:
    return "\n".join(strand.text for n in range(len(sheet.blocks)) for strand in sheet.strands(n))


def test_enter_shows_what_each_version_says_and_puts_it_away_again() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 45)
    show_view(reading, View.MERGED)
    MOVES["next-conflict"](reading)
    told = reading.sheet().tellings[reading.telling]
    words = [reading.story.versions[v].sentence_text(told.sentences[v][0]) for v in told.versions]
    before = text_of(reading.sheet())
    assert not all(sentence in before for sentence in words)
    MOVES["partner"](reading)
    assert all(sentence in text_of(reading.sheet()) for sentence in words)
    MOVES["partner"](reading)
    assert text_of(reading.sheet()) == before


def test_a_filter_folds_what_it_leaves_out_of_the_merged_view() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 45)
    show_view(reading, View.MERGED)
    reading.filter = Filter.CONFLICTS
    reading.relayout()
    shown = [block for block in reading.sheet().blocks if not block.fold]
    assert shown
    assert all(reading.sheet().wordings.conflicts(reading.sheet().tellings[block.first]) for block in shown)


def test_other_versions_additions_can_be_walked_to_in_the_merged_view() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 45)
    show_view(reading, View.MERGED)
    met = set()
    for _ in range(60):
        MOVES["next-shown"](reading)
        met.add(reading.version)
    assert met == {0, 1, 2}


def test_one_version_alone_has_one_view() -> None:
    from tests.merge.made import compared

    reading = reading_of(compared([snow_comparison().versions[0]], {}), 100, 30)
    next_view(reading)
    assert reading.view is View.FACING
    assert "only one view" in reading.message


def test_the_minimap_beside_the_merged_reading_shows_whose_each_stretch_is_and_leads_there() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 30)
    show_view(reading, View.MERGED)
    minimap = [line[0][1].fg for line in draw(reading, KEYS).left_minimap]
    assert {"version:0", "version:1", "version:2", "conflict"} <= set(minimap)
    click_minimap(reading, LEFT, minimap.index("conflict", 12))
    block = reading.sheet().blocks[reading.sheet().block_of(reading.telling)]
    near = range(max(0, block.first - 2), block.last + 3)
    assert any(reading.sheet().wordings.conflicts(reading.sheet().tellings[t]) for t in near)


def test_the_header_of_the_merged_view_counts_the_whole_story() -> None:
    reading = reading_of(shipped_story(1)[1], 120, 30)
    show_view(reading, View.MERGED)
    shared = sum(t.shared for t in reading.sheet().tellings)
    header = "".join(text for text, _ in draw(reading, KEYS).header[0])
    assert f"{shared} shared" in header
    assert f"{len(reading.sheet().tellings)} passages" in "".join(text for text, _ in draw(reading, KEYS).header[1])


@pytest.mark.parametrize("name", STORIES)
def test_no_word_runs_into_the_brackets_of_a_variant(name: str) -> None:
    sheet = MergedSheet(STORIES[name]()[1], 0, 80, UNICODE)
    told = "\n".join(strand.text for index in range(len(sheet.blocks)) for strand in sheet.strands(index))
    assert ("⟨" in told) is (name != "given"), "the given pair has no variant in the line"
    assert re.findall(r"\w⟨|⟩[\w“‘(]", told) == []


def test_a_variant_before_an_opening_mark_is_parted_from_it_and_before_a_closing_one_is_not() -> None:
    assert [text for text in ("The", "4", "“he", " the", ", the", ".", "’s") if blank_after_variant(text)] == [
        "The",
        "4",
        "“he",
    ]
