"""Facts that the two sides of a link state differently."""

from __future__ import annotations

import pytest

from reader.align.compare import align
from tests.align.helpers import version


def conflicts(left: str, right: str) -> list[tuple[str, str, str, str]]:
    a, b = version(left, "The mill had lost its roof."), version(right, "Divers searched the harbour.", siglum="B")
    return [(c.kind, c.about, c.left.of(a.text), c.right.of(b.text)) for link in align(a, b) for c in link.conflicts]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Some 40 men crossed the Orla by night.", "Some 60 men crossed the Orla by night.", ("number", "40", "60")),
        ("Three boats left Velden on Tuesday.", "Five boats left Velden on Tuesday.", ("number", "Three", "Five")),
        ("The guns fell silent on Tuesday.", "The guns fell silent on Friday.", ("date", "Tuesday", "Friday")),
        ("Velden's bridge was built in 1904.", "Velden's bridge was built in 1905.", ("date", "1904", "1905")),
        ("The ferry left at 9:25 that morning.", "The ferry left at 9:40 that morning.", ("time", "9:25", "9:40")),
    ],
)
def test_another_number_or_day_in_the_same_slot_differs(left: str, right: str, expected: tuple[str, str, str]) -> None:
    assert conflicts(left, right) == [("differs", *expected)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Twenty-five men crossed the Orla by night.", "25 men crossed the Orla by night."),
        ("Some 1,500 men crossed the Orla by night.", "Some 1500 men crossed the Orla by night."),
        ("Some 40 men crossed the Orla by night.", "Some men crossed the Orla by night."),
        ("Some 40 men crossed the Orla by night.", "Some 40 men crossed the Orla by day."),
        ("The column by the Orla counted 500 people.", "By the Orla 100 soldiers of the column were killed."),
        ("Orlov spoke on Tuesday of 25 hurt fighters.", "Orlov spoke of 100 dead soldiers at a briefing on Monday."),
    ],
)
def test_other_things_and_other_ways_of_writing_one_do_not(left: str, right: str) -> None:
    assert conflicts(left, right) == []
