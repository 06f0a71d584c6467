from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Alignment, Comparison, Link
from reader.export.page import comparison_page
from reader.merge.bands import bands_of
from reader.merge.beside import look
from reader.story.plain import plain_page
from reader.story.sentences import segment
from reader.story.version import Furniture, Role, Version
from reader.tui.model.flow import Flow, Position, TextRow, fold_blocks
from reader.tui.model.merged import MergedSheet
from reader.tui.model.signs import UNICODE
from tests.merge.made import link, made_version
from tests.tui.helpers import FURNITURE, REPEAT, STRAY, snow_comparison, snow_reading

WORDS = ["the", "night", "train", "to", "Karst", "stood", "in", "snow", "above", "Vell", "until", "a", "plough", "came"]
SENTENCES = st.builds(
    lambda start, size: " ".join((WORDS * 3)[start : start + size]) + ".", st.integers(0, 12), st.integers(1, 26)
)
ROLES = st.sampled_from([Role.BODY, Role.BODY, Role.BODY, Role.HEADING, Role.STRAY, Role.FURNITURE])


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    paragraphs = draw(st.lists(st.lists(SENTENCES, min_size=1, max_size=4), min_size=1, max_size=9))
    roles = [draw(ROLES) for _ in paragraphs]
    version = made_version("A", paragraphs, roles=roles)
    links = tuple(link(n, 0) for n in range(len(version.sentences)) if draw(st.integers(0, 3)) == 0)
    beside = look(version, links)
    hidden = draw(st.sampled_from([None, lambda n: n % 2 == 0, lambda n: n % 5 < 3]))
    unfolded = draw(st.sets(st.integers(0, len(version.sentences) - 1), max_size=3))
    return Flow(beside, fold_blocks(beside, unfolded, hidden, "left out"), draw(st.integers(8, 72)))


def all_rows(flow: Flow) -> list[tuple[Position, TextRow | None]]:
    """Every row of a flow with its place, blank ones too."""
    out: list[tuple[Position, TextRow | None]] = []
    for index in range(len(flow.blocks)):
        rows = flow.rows(index)
        height = flow.height(index)
        out += [(Position(index, row), rows[row] if row < len(rows) else None) for row in range(height)]
    return out


def one_version(paragraphs: list[list[str]], links: tuple[Link, ...] = (), width: int = 40) -> Flow:
    beside = look(made_version("A", paragraphs), links)
    return Flow(beside, fold_blocks(beside, (), None, ""), width)


@given(flows(), st.data())
def test_moving_there_and_back_ends_where_it_began(flow: Flow, data: st.DataObject) -> None:
    place, _ = data.draw(st.sampled_from(all_rows(flow)))
    count = data.draw(st.integers(-60, 60))

    assert flow.move(flow.move(place, count), -count) == place


@given(flows(), st.data())
def test_distance_says_how_far_a_move_went(flow: Flow, data: st.DataObject) -> None:
    rows = all_rows(flow)
    start = data.draw(st.integers(0, len(rows) - 1))
    end = data.draw(st.integers(0, len(rows) - 1))

    assert flow.move(rows[start][0], end - start) == rows[end][0]
    assert flow.distance(rows[start][0], rows[end][0], len(rows)) == end - start


@given(flows(), st.data())
def test_distance_beyond_the_limit_is_beyond_it_on_the_right_side(flow: Flow, data: st.DataObject) -> None:
    rows = all_rows(flow)
    start = data.draw(st.integers(0, len(rows) - 1))
    end = data.draw(st.integers(0, len(rows) - 1))
    limit = data.draw(st.integers(0, 8))

    found = flow.distance(rows[start][0], rows[end][0], limit)

    assert found == end - start or (limit < abs(found) and (found > 0) == (end > start) and abs(end - start) > limit)


@given(flows(), st.integers(-20, 90), st.integers(1, 50))
def test_a_window_is_the_rows_from_its_top(flow: Flow, start: int, height: int) -> None:
    rows = [row for _, row in all_rows(flow)]
    expected = [rows[n] if 0 <= n < len(rows) else None for n in range(start, start + height)]

    assert flow.window(flow.move(flow.start(), start), height) == expected


@given(flows())
def test_the_rows_show_every_sentence_once_and_in_order(flow: Flow) -> None:
    text = flow.beside.version.text
    shown = " ".join(text[row.start : row.end] for _, row in all_rows(flow) if row)

    assert shown.split() == text.split()


@given(flows(), st.data())
def test_a_passage_is_found_on_the_rows_that_show_it(flow: Flow, data: st.DataObject) -> None:
    version = flow.beside.version
    sentence = data.draw(st.integers(0, len(version.sentences) - 1))
    span = version.sentences[sentence].span

    first, last = flow.span(sentence)
    covered = {place for place, row in all_rows(flow) if row and row.start < span.end and row.end > span.start}

    assert {first, last} <= covered
    assert min(covered) == first
    assert max(covered) == last
    assert flow.position_of(span.start) == first


@given(flows(), st.data())
def test_every_code_point_is_found_on_its_row(flow: Flow, data: st.DataObject) -> None:
    place, row = data.draw(st.sampled_from([(place, row) for place, row in all_rows(flow) if row]))
    offset = data.draw(st.integers(row.start, row.end - 1))

    assert flow.position_of(offset) == place


@given(flows(), st.integers(1, 60))
def test_at_the_end_the_last_row_stands_last_or_all_is_seen(flow: Flow, height: int) -> None:
    window = flow.window(flow.end(height), height)
    texts = [row for _, row in all_rows(flow) if row]

    assert flow.fits(height) == (len(all_rows(flow)) - flow.blocks[-1].gap <= height)
    assert texts[-1] in window
    if not flow.fits(height):
        assert window[-1] == texts[-1]
    else:
        assert flow.end(height) == flow.start()


@given(flows())
def test_stepping_by_passages_visits_every_sentence_or_its_fold(flow: Flow) -> None:
    total = len(flow.beside.version.sentences)
    seen: list[int] = []
    sentence = 0
    while sentence < total:
        first, last = flow.passage(sentence)
        assert first == sentence
        seen.extend(range(first, last + 1))
        sentence = last + 1

    assert seen == list(range(total))


def test_a_linked_sentence_begins_a_line_and_unlinked_ones_flow_together() -> None:
    flow = one_version([["One is new.", "Two is new.", "Three is told by both.", "Four is new."]], (link(2, 0),))

    texts = [flow.beside.version.text[row.start : row.end] for _, row in all_rows(flow) if row]

    assert texts == ["One is new. Two is new.", "Three is told by both.", "Four is new."]
    assert flow.blocks[0].chunks == ((0, 1), (2, 2), (3, 3))


def test_a_related_link_does_not_break_the_flow() -> None:
    from reader.align.alignment import Reuse

    flow = one_version([["One is new.", "Two is a bit like it."]], (link(1, 0, Reuse.RELATED),))

    assert flow.blocks[0].chunks == ((0, 1),)


def test_a_row_says_where_its_chunk_and_its_block_begin() -> None:
    flow = one_version([["One is told by both, and it is long.", "Two is new."]], (link(0, 0),), width=20)

    marks = [(row.first, row.opens, row.sentence) for _, row in all_rows(flow) if row]

    assert marks == [(True, True, 0), (False, False, 0), (True, False, 1)]


def test_asides_fold_to_one_line_each_saying_what_it_is() -> None:
    flow = snow_reading().flow(0)

    folded = [(block.first, block.last, block.fold) for block in flow.blocks if block.fold]

    assert folded == [
        (REPEAT, REPEAT, "said above"),
        (STRAY, STRAY + 1, "not this story"),
        (FURNITURE, 15, "furniture"),
    ]
    assert all(len(flow.rows(flow.block_of(first))) == 1 for first, _, _ in folded)


FERRY = [["The ferry stops."], ["By Ines Calder"], ["14 March"], ["The boat in 2018."], ["Photo: Bo Marsh"], ["* * *"]]
KINDS = (None, Furniture.BYLINE, Furniture.DATE, Furniture.CAPTION, Furniture.CREDIT, None)


def version_with_kinds(shown: tuple[int, ...]) -> Version:
    """A version of these paragraphs of `FERRY`; all but the first are furniture of their kinds."""
    roles = [Role.FURNITURE if n else Role.BODY for n in shown]
    made = made_version("A", [FERRY[n] for n in shown], roles=roles)
    kinds = zip(made.paragraphs, shown, strict=True)
    return replace(made, paragraphs=tuple(replace(paragraph, kind=KINDS[n]) for paragraph, n in kinds))


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        ((0, 3), "caption"),
        ((0, 3, 3), "caption"),
        ((0, 1, 2), "byline, date"),
        ((0, 1, 2, 3, 4), "byline, date, other"),
        ((0, 3, 5), "caption, other"),
        ((0, 5), "furniture"),
    ],
)
def test_a_folded_line_names_the_kinds_of_its_furniture_in_every_view(shown: tuple[int, ...], label: str) -> None:
    version = version_with_kinds(shown)
    beside = look(version, ())
    pair = beside, look(made_version("B", [["Nothing of it."]]), ())
    comparison = Comparison((version, pair[1].version), (Alignment(0, 1, ()),))

    assert [block.fold for block in fold_blocks(beside, (), None, "") if block.fold] == [label]
    bands = bands_of(pair, 0, None, "")
    assert [cell.fold for band in bands for cell in band if cell and cell.fold] == [label]
    sheet = MergedSheet(comparison, 0, 80, UNICODE)
    assert [block.fold for block in sheet.blocks if block.fold] == [label]
    assert f'<span class="label">{label}</span>' in comparison_page(comparison)


def test_between_two_folded_lines_there_is_no_blank_one() -> None:
    flow = snow_reading().flow(0)

    gaps = {block.fold: block.gap for block in flow.blocks if block.fold}

    assert gaps == {"said above": 0, "not this story": 1, "furniture": 1}


def test_an_opened_run_is_shown_paragraph_by_paragraph() -> None:
    beside = look(snow_comparison().versions[0], ())
    blocks = fold_blocks(beside, {STRAY}, None, "")

    assert [(b.first, b.last, b.fold) for b in blocks if b.first in (STRAY, STRAY + 1)] == [(9, 9, ""), (10, 10, "")]


def test_what_a_filter_hides_folds_across_paragraphs_but_not_into_asides() -> None:
    version = made_version(
        "A", [["One."], ["Two.", "Three."], ["An ad."], ["Four."]], roles=[Role.BODY] * 2 + [Role.STRAY]
    )
    beside = look(version, ())
    blocks = fold_blocks(beside, (), lambda sentence: sentence != 2, "told by both")

    assert [(b.first, b.last, b.fold) for b in blocks] == [
        (0, 1, "told by both"), (2, 2, ""), (3, 3, "not this story"), (4, 4, "told by both"),
    ]  # fmt: skip


def empty_versions() -> list[Version]:
    return [
        made_version("A", []),
        Version(siglum="A", name="Paper", source="a.txt", title="Paper", text="", paragraphs=(), sentences=()),
    ]


@pytest.mark.parametrize("version", empty_versions())
def test_an_empty_version_can_be_walked_too(version: Version) -> None:
    flow = Flow(look(version, ()), (), 40)

    assert flow.window(flow.start(), 3) == [None, None, None]
    assert flow.passage(0) == (0, 0)
    assert flow.span(0) == (Position(0, 0), Position(0, 0))
    assert flow.position_of(5) == Position(0, 0)
    assert flow.end(10) == Position(0, 0)
    assert flow.fits(1)


def test_lines_of_verse_and_lists_stand_together_and_paragraphs_apart() -> None:
    verse = "O river wide\nO river slow,\n\nI cannot cross\nBefore the snow."
    prose = "The boatman said so twice. " * 6
    for text, gaps in (
        (f"The Weir\n\n{verse}\n\n{prose}\n\nHe left.", [1, 0, 1, 0, 1, 1, 1]),
        ("The Weir\nHe came.\nHe saw the boat.\nHe left.", [1, 1, 1, 1]),  # no blank line: these are paragraphs
    ):
        page = plain_page(text)
        paragraphs, sentences = segment(page.text, page.paragraphs, page.stated)
        version = replace(made_version("A", [["x"]]), text=page.text, paragraphs=paragraphs, sentences=sentences)
        assert [block.gap for block in fold_blocks(look(version, ()), (), None, "")] == gaps
