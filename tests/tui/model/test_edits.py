from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Reuse
from reader.merge.beside import Beside, clipped, edits_in, readable
from reader.story.version import Span
from reader.tui.model.ink import version_ink
from reader.tui.model.state import LEFT, RIGHT, Reading
from tests.merge.made import compared, made_version
from tests.tui.helpers import frame_of, inks_of, linked, place_cursor, reading_of

WHOLE = "The bridge at Orla fell on Monday and two lorries went down with it."
HALVES = ("The bridge at Orla fell early on Monday.", "In the end two lorries went down with it.")


def told_in_halves(reuse: Reuse = Reuse.EDITED) -> Reading:
    """One sentence of A is told in two of B, each with a link of its own and words of its own."""
    a, b = made_version("A", [[WHOLE]]), made_version("B", [[HALVES[0]], ["Nothing else."], [HALVES[1]]])
    links = [
        linked(a, b, [0], [0], reuse, equal=["The bridge at Orla fell", "on Monday"]),
        linked(a, b, [0], [2], reuse, equal=["two lorries went down with it."]),
    ]
    return reading_of(compared((a, b), {(0, 1): links}))


def words(beside: Beside, sentence: int) -> list[str]:
    return [span.of(beside.version.text).strip() for span in edits_in(beside, sentence)[0]]


def test_what_one_of_several_partners_says_is_not_only_here() -> None:
    reading = told_in_halves()

    assert words(reading.beside(LEFT), 0) == ["and"]
    assert words(reading.beside(RIGHT), 0) == ["early", "."]
    assert words(reading.beside(RIGHT), 2) == ["In the end"]


def test_the_edits_against_all_partners_together_are_drawn() -> None:
    reading = told_in_halves()
    place_cursor(reading, LEFT, 0)
    frame = frame_of(reading)

    assert {ink.fg for ink in inks_of(frame.left, "and")} == {version_ink(0)}
    assert {ink.underline for ink in inks_of(frame.left, "two lorries")} == {False}
    assert {ink.underline for ink in inks_of(frame.left, "The bridge")} == {False}
    assert {ink.fg for ink in inks_of(frame.right, "early")} == {version_ink(1)}
    assert {ink.fg for ink in inks_of(frame.right, "In the end")} == {version_ink(1)}


def test_a_sentence_reworded_by_each_partner_is_readable_if_together_they_say_enough() -> None:
    reading = told_in_halves(Reuse.REWORDED)

    assert readable(reading.beside(LEFT), 0)


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6).map(
    lambda found: tuple(Span(start, start + size) for start, size in found)
)


@given(SPANS, st.integers(0, 50), st.integers(1, 20))
def test_clipped_spans_hold_what_was_in_them_inside(spans: tuple[Span, ...], start: int, size: int) -> None:
    inside = Span(start, start + size)
    kept = {n for span in clipped(spans, inside) for n in range(span.start, span.end)}

    assert kept == {n for span in spans for n in range(span.start, span.end) if inside.start <= n < inside.end}
