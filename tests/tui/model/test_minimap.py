from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.tui.model.flow import Flow
from reader.tui.model.frame import minimap_sentence
from reader.tui.model.ink import Ink, version_ink, width_of
from reader.tui.model.minimap import CellKind, Minimap, draw_minimap
from tests.tui.helpers import frame_of, inks_of, snow_reading, text_of, texts_of
from tests.tui.model.test_flow import flows


def minimap_texts(flow: Flow, height: int, top: int = 0, side: str = "left", *, ascii_only: bool = False) -> list[str]:
    place = flow.move(flow.start(), top)
    return texts_of(draw_minimap(Minimap(flow), flow, place, height, version=0, edge=side, ascii_only=ascii_only))


@given(flows(), st.integers(1, 50), st.integers(-5, 90), st.sampled_from(["left", "right"]), st.booleans())
def test_the_minimap_has_one_cell_a_row(flow: Flow, height: int, top: int, side: str, plain: bool) -> None:
    position = flow.move(flow.start(), top)
    lines = draw_minimap(Minimap(flow), flow, position, height, version=0, edge=side, ascii_only=plain)

    assert [width_of(line) for line in lines] == [1] * height
    assert not plain or all(text_of(line).isascii() for line in lines)


@given(flows(), st.integers(1, 50))
def test_the_minimap_is_blank_where_the_whole_text_is_seen(flow: Flow, height: int) -> None:
    if flow.fits(height):
        assert minimap_texts(flow, height) == [" "] * height


@given(flows(), st.integers(3, 30), st.data())
def test_the_thumb_goes_down_with_the_text(flow: Flow, height: int, data: st.DataObject) -> None:
    if flow.fits(height):
        return

    def thumb(top: int) -> list[int]:
        position = flow.move(flow.start(), top)
        lines = draw_minimap(Minimap(flow), flow, position, height, version=0, edge="left", ascii_only=False)
        return [y for y, line in enumerate(lines) if line[0][1].bg == "thumb"]

    top = data.draw(st.integers(0, 40))
    seen, further = thumb(top), thumb(top + 1)

    assert thumb(0)[0] == 0
    assert seen == list(range(seen[0], seen[0] + len(seen))) if seen else True
    if seen and further:
        assert further[0] >= seen[0]


def test_the_end_of_the_text_has_the_thumb_at_the_end() -> None:
    flow = snow_reading(100, 20).flow(0)
    height = 17
    lines = draw_minimap(Minimap(flow), flow, flow.end(height), height, version=0, edge="left", ascii_only=False)

    assert [y for y, line in enumerate(lines) if line[0][1].bg == "thumb"][-1] >= height - 2


def test_what_is_only_here_is_a_bar_in_the_versions_colour_and_a_conflict_a_block() -> None:
    reading = snow_reading(100, 20)
    flow = reading.flow(1)
    lines = draw_minimap(Minimap(flow), flow, flow.start(), 17, version=1, edge="right", ascii_only=False)

    assert {ink.fg for ink in inks_of(lines, "▐")} == {version_ink(1)}
    assert {ink.fg for ink in inks_of(lines, "█")} == {"conflict"}
    assert {ink.fg for ink in inks_of(lines, "╴")} == {"mute"}


def test_before_the_comparison_the_minimap_shows_only_the_thumb() -> None:
    flow = snow_reading(100, 20, before=True).flow(0)
    lines = draw_minimap(Minimap(flow), flow, flow.start(), 17, version=0, edge="left", ascii_only=False)

    assert {text_of(line) for line in lines} == {" "}
    assert Ink("mute", "thumb") in {ink for line in lines for _, ink in line}


@given(flows(), st.floats(0, 1))
def test_a_part_of_the_minimap_leads_to_a_sentence(flow: Flow, part: float) -> None:
    total = len(flow.beside.version.sentences)

    assert 0 <= Minimap(flow).sentence_at(part) < total
    assert Minimap(flow).sentence_at(0.0) == 0


@given(flows(), st.integers(3, 40))
def test_each_cell_leads_to_the_sentence_that_stands_there(flow: Flow, height: int) -> None:
    minimap = Minimap(flow)
    cells = [minimap.cell_of(sentence, height) for sentence in range(len(flow.beside.version.sentences))]

    assert cells == sorted(cells)
    assert all(0 <= cell < height for cell in cells)
    for cell in range(height) if minimap.rows >= height else ():
        found = minimap.sentence_at((cell + 0.5) / height)
        assert cells[found] <= cell + 1
        assert found + 1 == len(cells) or cells[found + 1] >= cell - 1


def test_marks_notes_picks_and_hits_stand_on_the_minimap() -> None:
    reading = snow_reading(100, 20)
    reading.noted, reading.picked = frozenset({(0, 2)}), frozenset({(0, 7), (1, 3)})
    reading.marks = {"q": (0, 13)}
    reading.search("stationmaster")
    frame = frame_of(reading)
    left, right = ("".join(texts_of(minimap)) for minimap in (frame.left_minimap, frame.right_minimap))

    assert [sign for sign in left if sign in "*»q•"] == ["*", "»", "•", "q"]
    assert [sign for sign in right if sign in "*»q•"] == ["•", "»"]


def test_a_cell_with_a_mark_leads_to_what_is_marked() -> None:
    reading = snow_reading(100, 20)
    reading.noted = frozenset({(0, 2)})
    row = texts_of(frame_of(reading).left_minimap).index("*")

    assert minimap_sentence(reading, 0, row) == 2


def test_several_kinds_in_one_place_show_the_weightiest() -> None:
    assert max(CellKind.SHARED, CellKind.CONFLICT, CellKind.UNIQUE) is CellKind.CONFLICT
    assert max(CellKind.SHARED, CellKind.UNIQUE) is CellKind.UNIQUE
