from __future__ import annotations

from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from reader.tui.model.gutter import Course, assign, cost, fits, touch

ROWS = st.integers(0, 41)
COURSES = st.builds(Course, ROWS, ROWS).filter(lambda course: not course.level)


def crossings(courses: list[Course], lanes: list[int]) -> float:
    return sum(cost(courses[a], courses[b]) for a, b in permutations(range(len(courses)), 2) if lanes[a] < lanes[b])


@given(st.lists(COURSES, max_size=5))
def test_no_other_order_of_the_lanes_has_fewer_crossings(courses: list[Course]) -> None:
    others = (crossings(courses, list(order)) for order in permutations(range(len(courses))))

    assert crossings(courses, assign(courses, 5)) == min(others)


@given(st.lists(COURSES, max_size=6), st.sampled_from([5, 7]))
def test_uprights_in_one_lane_never_touch_while_lanes_suffice(courses: list[Course], lanes: int) -> None:
    chosen = assign(courses[:lanes], lanes)

    assert all(0 <= lane < lanes for lane in chosen)
    for a, b in combinations(range(len(chosen)), 2):
        assert chosen[a] != chosen[b] or not touch(courses[a], courses[b])


@given(st.lists(COURSES, max_size=12))
def test_more_connectors_than_lanes_still_get_lanes_that_are_there(courses: list[Course]) -> None:
    chosen = assign(courses, 4)

    assert len(chosen) == len(courses)
    assert all(0 <= lane < 4 for lane in chosen)


@st.composite
def leaning(draw: st.DrawFn, *, down: bool) -> list[Course]:
    """Connectors in order that all lean the same way."""
    count = draw(st.integers(2, 6))
    high = sorted(draw(st.lists(st.integers(0, 30), min_size=count, max_size=count, unique=True)))
    low: list[int] = []
    for row in high:
        low.append(max([row, *low]) + draw(st.integers(1, 6)))
    pairs = zip(high, low, strict=True)
    return [Course(above, below) if down else Course(below, above) for above, below in pairs]


@given(leaning(down=True))
def test_links_in_order_that_lean_down_do_not_cross(courses: list[Course]) -> None:
    assert crossings(courses, assign(courses, 7)) == 0


@given(leaning(down=False))
def test_links_in_order_that_lean_up_do_not_cross(courses: list[Course]) -> None:
    assert crossings(courses, assign(courses, 7)) == 0


def test_a_lone_connector_takes_the_middle() -> None:
    assert assign([Course(0, 9)], 7) == [3]


def test_what_is_level_needs_no_lane() -> None:
    assert Course(4, 4).level
    assert not Course(4, 5).level


def test_two_that_truly_cross_cross_once() -> None:
    courses = [Course(0, 20), Course(10, 5)]

    assert crossings(courses, assign(courses, 7)) == 1


def test_a_tangle_keeps_off_the_cells_that_are_busy() -> None:
    courses = [Course(0, 20), Course(10, 5)]
    busy = {(row, lane): 1 for row in (5, 8) for lane in (2, 3)}
    chosen = assign(courses, 7, busy)

    assert not {(row, lane) for row in range(21) for lane in chosen[:1]} & set(busy)
    assert not {(row, lane) for row in range(5, 11) for lane in chosen[1:]} & set(busy)
    assert crossings(courses, chosen) == crossings(courses, assign(courses, 7))


@given(st.lists(COURSES, max_size=8), st.integers(1, 6))
def test_what_fits_into_so_many_lanes_is_given_lanes_that_do_not_touch(courses: list[Course], lanes: int) -> None:
    if fits(courses, lanes):
        chosen = assign(courses, lanes)
        assert all(0 <= lane < lanes for lane in chosen)
        assert not any(chosen[a] == chosen[b] and touch(courses[a], courses[b])
                       for a, b in combinations(range(len(courses)), 2))  # fmt: skip
