from __future__ import annotations

import pytest

from reader.align.alignment import Link, Reuse
from reader.tui.model.chrome import suits_rows
from reader.tui.model.layout import View
from reader.tui.model.state import Reading
from tests.merge.made import compared, link, made_version
from tests.tui.helpers import given_story, reading_of, shipped_story


def pair(links: list[Link], sentences: int = 20) -> Reading:
    versions = [made_version(s, [[f"Paragraph {n} of {s}."] for n in range(sentences)]) for s in "AB"]
    return reading_of(compared(versions, {(0, 1): links}))


@pytest.mark.parametrize(
    ("shared", "moved", "offered"),
    [(20, 0, True), (12, 0, True), (11, 0, False), (20, 2, True), (20, 3, False), (20, 20, False), (0, 0, False)],
)
def test_rows_are_offered_where_most_is_shared_and_little_moved(shared: int, moved: int, offered: bool) -> None:
    assert suits_rows(pair([link(n, n, moved=n < moved) for n in range(shared)])) is offered


def test_what_is_only_related_counts_for_nothing() -> None:
    assert not suits_rows(pair([link(n, n, Reuse.RELATED) for n in range(20)]))


def test_both_versions_must_be_told_mostly_by_the_other() -> None:
    versions = [
        made_version(s, [[f"Paragraph {n} of {s}."] for n in range(size)]) for s, size in (("A", 10), ("B", 30))
    ]
    reading = reading_of(compared(versions, {(0, 1): [link(n, n) for n in range(10)]}))

    assert not suits_rows(reading)


def test_who_reads_in_rows_already_is_offered_nothing() -> None:
    reading = pair([link(n, n) for n in range(20)])
    reading.change_view(View.ROWS)

    assert not suits_rows(reading)


def test_articles_that_tell_mostly_different_things_are_not_offered_in_rows() -> None:
    assert not suits_rows(reading_of(given_story()[1]))
    assert not suits_rows(reading_of(shipped_story(1)[1]))
