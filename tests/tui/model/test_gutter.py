from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Comparison, Link, Reuse, link_order
from reader.merge.beside import bundle
from reader.tui.model.filters import Filter
from reader.tui.model.flow import Position
from reader.tui.model.gutter import NORTH, SOUTH, box, gutter_link_at, gutter_scene, lay_out
from reader.tui.model.ink import Ink
from reader.tui.model.pane import visible_rows
from reader.tui.model.signs import ASCII, UNICODE
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import frame_of, inks_of, place_cursor, reading_of, snow_reading, texts_of

LINES = "┉┋─│╭╮╯╰┬┴├┤┼━┃┏┓┗┛┳┻┣┫╋╴╵╶╷╸╹╺╻╼╽╾╿┈┊┭┮┯┱┲┵┶┷┹┺┽┾┿╀╁╂╃╄╅╆╇╈╉╊┍┎┑┒┕┖┙┚┝┞┟┠┡┢┥┦┧┨┩┪"
ROW = re.compile(rf"[│╯╮╭╰├┤]?(?P<left>[0-9]+[▲▼]?|[▲▼])?[ {LINES}]*(?P<right>[▲▼]?[0-9]+|[▲▼])?[│╯╮╭╰├┤]?")
REUSES = st.sampled_from([Reuse.VERBATIM, Reuse.EDITED, Reuse.REWORDED, Reuse.RELATED])


@st.composite
def links_between(draw: st.DrawFn, left: int, right: int) -> list[Link]:
    """Links between versions of so many sentences: anything goes, several to a sentence too."""

    def side(total: int) -> list[int]:
        first = draw(st.integers(0, total - 1))
        return list(range(first, min(total, first + draw(st.sampled_from([1, 1, 1, 2, 3])))))

    made = {}
    for _ in range(draw(st.integers(0, 24))):
        new = link(side(left), side(right), draw(REUSES), moved=draw(st.booleans()))
        made[new.left, new.right] = new
    return sorted(made.values(), key=link_order)


@st.composite
def tangles(draw: st.DrawFn) -> Reading:
    """A reading of two versions of short paragraphs, linked at random, scrolled and with the cursor anywhere."""
    sizes = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    versions = [
        made_version(siglum, [[f"Paragraph {n} of {siglum}."] for n in range(size)])
        for siglum, size in zip("AB", sizes, strict=True)
    ]
    comparison = compared(versions, {(0, 1): draw(links_between(*sizes))})
    reading = reading_of(comparison, draw(st.sampled_from([100, 160])), draw(st.integers(15, 45)))
    place_cursor(reading, draw(st.sampled_from([LEFT, RIGHT])), 0)
    place_cursor(reading, reading.side, draw(st.integers(0, sizes[reading.side] - 1)))
    reading.tops[1 - reading.side] = Position(draw(st.integers(0, sizes[1 - reading.side] - 1)), 0)
    return reading


def swapped(reading: Reading) -> Reading:
    """The same reading with the versions in each other's panes."""
    assert reading.comparison
    pair = reading.comparison.pairs[0]
    a, b = reading.comparison.versions
    other = reading_of(
        Comparison((b, a), (type(pair)(0, 1, pair.mirrored().links),)), reading.geometry.width, reading.geometry.height
    )
    other.side = 1 - reading.side
    other.cursors = {1 - version: sentence for version, sentence in reading.cursors.items()}
    other.tops = list(reversed(reading.tops))
    return other


@given(tangles())
def test_every_row_is_as_wide_as_the_gutter(reading: Reading) -> None:
    rows = texts_of(frame_of(reading).gutter)

    assert len(rows) == reading.geometry.body
    assert {len(row) for row in rows} == {reading.geometry.gutter}


@given(tangles())
def test_a_stub_is_whole_at_its_edge_and_names_a_partner(reading: Reading) -> None:
    rows = texts_of(frame_of(reading).gutter)
    for side, name, arrows in ((LEFT, "left", "▲▼"), (RIGHT, "right", "▲▼")):
        flow, beside, opposite = reading.flow(side), reading.beside(side), reading.beside(1 - side)
        on_row: dict[int, set[int]] = {}
        window = flow.window(reading.tops[side], reading.geometry.body)
        for sentence, (first, last) in visible_rows(flow, window).items():
            for line in range(first, last + 1):
                on_row.setdefault(line, set()).update(
                    opposite.version.sentences[s].paragraph + 1
                    for index in beside.links_of(sentence)
                    for s in beside.links[index].right
                )
        for y, row in enumerate(rows):
            match = ROW.fullmatch(row)
            assert match, row
            if (stub := match[name]) and stub not in arrows:
                assert int(stub.strip(arrows)) in on_row[y]


@given(tangles())
def test_no_more_uprights_than_can_be_traced(reading: Reading) -> None:
    cap = {9: 6, 7: 4}[reading.geometry.gutter]

    assert all(sum(char in "│┃┊" for char in row[1:-1]) <= cap for row in texts_of(frame_of(reading).gutter))


@given(tangles())
def test_the_gutter_is_drawn_the_same_each_time(reading: Reading) -> None:
    assert frame_of(reading).gutter == frame_of(reading).gutter


@given(links_between(12, 12), st.randoms(use_true_random=False))
def test_bundles_are_the_same_from_either_side_and_in_any_order(links: list[Link], random: object) -> None:
    def groups(ordered: list[Link], *, mirrored: bool) -> set[frozenset[tuple[tuple[int, ...], tuple[int, ...]]]]:
        found: dict[int, set[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
        for number, one in zip(bundle(tuple(ordered)), ordered, strict=True):
            found.setdefault(number, set()).add((one.right, one.left) if mirrored else (one.left, one.right))
        return {frozenset(group) for group in found.values()}

    mirrored = sorted((one.mirrored() for one in links), key=link_order)
    shuffled = list(links)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert groups(links, mirrored=False) == groups(mirrored, mirrored=True) == groups(shuffled, mirrored=False)


MIRROR = str.maketrans(
    "╭╮╯╰├┤┏┓┗┛┣┫┝┥┠┨┕┙┍┑┖┚┎┒┡┩┢┪┞┦┟┧┭┮┱┲┵┶┹┺┽┾╃╄╅╆╉╊",
    "╮╭╰╯┤├┓┏┛┗┫┣┥┝┨┠┙┕┑┍┚┖┒┎┩┡┪┢┦┞┧┟┮┭┲┱┶┵┺┹┾┽╄╃╆╅╊╉",
)  # fmt: skip


def mirrored(row: str) -> str:
    """A row of the gutter in a mirror, with its numbers still read from the left."""
    turned = []
    for part in reversed(re.findall("[0-9]+[▲▼]|[▲▼][0-9]+|[0-9]+|.", row)):
        if part[:1] in "▲▼":
            turned.append(part[1:] + part[0])
        elif part[-1:] in "▲▼":
            turned.append(part[-1] + part[:-1])
        else:
            turned.append(part.translate(MIRROR))
    return "".join(turned)


@given(tangles())
def test_the_gutter_of_two_versions_in_each_others_panes_is_the_mirror_image(reading: Reading) -> None:
    here, there = texts_of(frame_of(reading).gutter), texts_of(frame_of(swapped(reading)).gutter)

    assert [mirrored(row) for row in here] == there


ARMS = {box((n, e, s, w)): (n, e, s, w) for n, e, s, w in product((0, 1, 2), repeat=4) if n or e or s or w}
ARMS |= {"┈": (0, 1, 0, 1), "┊": (1, 0, 1, 0), "┉": (0, 2, 0, 2), "┋": (2, 0, 2, 0)}


@given(tangles())
def test_no_stub_stands_on_a_line(reading: Reading) -> None:
    rows = texts_of(frame_of(reading).gutter)
    arms = [[ARMS.get(char, (0, 0, 0, 0)) for char in row] for row in rows]

    for y, row in enumerate(rows):
        for x, char in enumerate(row):
            if char in "0123456789▲▼":
                above = y > 0 and arms[y - 1][x][SOUTH]
                below = y + 1 < len(rows) and arms[y + 1][x][NORTH]
                assert not above
                assert not below


@given(tangles())
def test_every_strong_link_on_screen_is_told_of(reading: Reading) -> None:
    scene = gutter_scene(reading)
    grid = lay_out(scene, UNICODE)
    told = {index for y in range(scene.height) for x in range(scene.width) for index in grid.links_at(y, x)}

    for side, beside in enumerate(scene.besides):
        for sentence, (first, last) in scene.rows[side].items():
            for index in beside.strong_of(sentence):
                full = all(
                    any(grid.links_at(y, x) for x in (range(3) if side == 0 else range(scene.width - 3, scene.width)))
                    for y in range(first, last + 1)
                )
                assert index in told or full


@given(tangles(), st.data())
def test_a_cell_with_a_line_or_a_stub_leads_somewhere_and_an_empty_one_does_not(
    reading: Reading, data: st.DataObject
) -> None:
    scene, rows = gutter_scene(reading), texts_of(frame_of(reading).gutter)
    y, x = data.draw(st.integers(0, scene.height - 1)), data.draw(st.integers(0, scene.width - 1))
    found = gutter_link_at(scene, UNICODE, y, x)

    assert (found is None) == (rows[y][x] == " ")
    if found:
        index, side = found
        assert scene.ends(index)[side] is not None


def pair_reading(links: list[Link], paragraphs: int = 12, height: int = 45) -> Reading:
    versions = [made_version(s, [[f"Paragraph {n} of {s}."] for n in range(paragraphs)]) for s in "AB"]
    return reading_of(compared(versions, {(0, 1): links}), 160, height)


def test_a_level_link_is_one_straight_line() -> None:
    reading = pair_reading([link(2, 2)])

    assert texts_of(frame_of(reading).gutter)[4] == "─────────"


def test_the_cursors_link_is_heavy_and_bright() -> None:
    reading = pair_reading([link(2, 2), link(4, 4)])
    place_cursor(reading, LEFT, 2)
    gutter = frame_of(reading).gutter

    assert texts_of(gutter)[4] == "━━━━━━━━━"
    assert inks_of(gutter, "━") == {Ink("bright", bold=True)}
    assert inks_of(gutter, "─") == {Ink("mute")}


def test_a_related_link_is_dotted() -> None:
    reading = pair_reading([link(2, 2, Reuse.RELATED)])

    assert texts_of(frame_of(reading).gutter)[4] == "┈┈┈┈┈┈┈┈┈"

    place_cursor(reading, LEFT, 2)
    assert texts_of(frame_of(reading).gutter)[4] == "┉┉┉┉┉┉┉┉┉"


def test_at_a_crossing_one_line_is_interrupted() -> None:
    rows = texts_of(frame_of(pair_reading([link(2, 6), link(6, 2)])).gutter)

    assert not any("┼" in row or "╋" in row for row in rows)
    assert sum("│" in row for row in rows) == 7


def test_a_run_in_order_draws_one_connector_with_a_bracket() -> None:
    rows = texts_of(frame_of(pair_reading([link(n, n + 3) for n in (2, 3, 4)])).gutter)

    assert [row[0] for row in rows[4:9]] == ["┬", "│", "│", "│", "╯"]
    assert [row[-1] for row in rows[10:15]] == ["┬", "│", "│", "│", "╰"]
    assert sum("╭" in row or "╮" in row for row in rows) == 1


def test_a_partner_that_is_off_screen_is_named_by_a_stub() -> None:
    reading = pair_reading([link(1, 50), link(50, 1)], paragraphs=60)
    rows = texts_of(frame_of(reading).gutter)

    assert rows[2].startswith("51▼")
    assert rows[2].endswith("▼51")


def test_a_stub_that_points_up_says_so() -> None:
    reading = pair_reading([link(50, 1)], paragraphs=60)
    reading.tops[LEFT] = Position(50, 0)
    reading.tops[RIGHT] = Position(30, 0)

    assert texts_of(frame_of(reading).gutter)[0].startswith("2▲")


def test_the_cursors_stub_is_bright_and_the_others_are_not() -> None:
    reading = pair_reading([link(1, 50, moved=True), link(3, 52, moved=True)], paragraphs=60)
    place_cursor(reading, LEFT, 3)
    reading.tops = [Position(0, 0), Position(0, 0)]
    gutter = frame_of(reading).gutter

    assert inks_of(gutter, "53▼") == {Ink("bright", bold=True)}
    assert inks_of(gutter, "51▼") == {Ink("mute")}


def test_a_related_link_off_screen_has_a_stub_only_under_the_cursor() -> None:
    reading = pair_reading([link(1, 50, Reuse.RELATED)], paragraphs=60)
    assert not "".join(texts_of(frame_of(reading).gutter)).strip()

    place_cursor(reading, LEFT, 1)
    assert texts_of(frame_of(reading).gutter)[2].startswith("51▼")


def test_a_passage_told_in_two_sentences_has_one_trunk_and_a_bracket_over_both() -> None:
    reading = snow_reading()
    place_cursor(reading, LEFT, 11)
    rows = texts_of(frame_of(reading).gutter)
    right = reading.flow(RIGHT)
    window = right.window(reading.tops[RIGHT], reading.geometry.body)
    first, second = (visible_rows(right, window)[sentence] for sentence in (2, 3))

    assert rows[first[0]][-2:] == "━┯"
    assert [rows[y][-2:] for y in range(first[0] + 1, second[0])] == [" │"] * (second[0] - first[0] - 1)
    assert rows[second[1]][-2:] == " ╰"


def test_a_folded_line_has_a_connector_only_under_the_cursor() -> None:
    reading = snow_reading()
    before = texts_of(frame_of(reading).gutter)
    place_cursor(reading, LEFT, 8)
    after = texts_of(frame_of(reading).gutter)
    row = next(y for y, line in enumerate(texts_of(frame_of(reading).left)) if "said above" in line)

    assert not before[row].startswith(("─", "━"))
    assert after[row].startswith("━")


def test_plain_ascii_draws_no_other_character() -> None:
    reading = snow_reading()
    reading.signs = ASCII
    for sentence in range(16):
        place_cursor(reading, LEFT, sentence)
        assert all(row.isascii() for row in texts_of(frame_of(reading).gutter))


def test_short_connectors_share_lanes_beyond_the_cap() -> None:
    reading = pair_reading([link(n, n + 1) for n in range(0, 20, 3)], 24)
    rows = "".join(texts_of(frame_of(reading).gutter))

    assert not re.search("[0-9]", rows)
    assert rows.count("╮") + rows.count("┓") == 7


def test_related_links_give_way_where_strong_ones_would_have_no_stub() -> None:
    strong = [link(n, 40 + 2 * n) for n in (5, 7)]
    reading = pair_reading([link(1, 14, Reuse.RELATED), link(2, 15, Reuse.RELATED), *strong], paragraphs=60)
    place_cursor(reading, LEFT, 20)
    reading.tops = [Position(0, 0), Position(0, 0)]
    rows = texts_of(frame_of(reading).gutter)

    assert rows[10].startswith("51▼")
    assert rows[14].startswith("55▼")


def test_no_line_leads_to_what_the_filter_folds_away() -> None:
    reading = snow_reading()
    reading.filter = Filter.CONFLICTS
    reading.relayout()
    place_cursor(reading, LEFT, 3)
    place_cursor(reading, LEFT, 0)
    rows = texts_of(frame_of(reading).gutter)

    assert not any("┊" in row for row in rows)
