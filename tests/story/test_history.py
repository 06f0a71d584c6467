"""The history of a source: how much changed, which revisions have a row, and what a date means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.history import Revision, Row, at, change_between, moment_bounds, row_of, words_between
from reader.story.version import Role, SourceError, Version
from tests.merge.made import made_version

BRIDGE = "The bridge opened on Monday at noon."
CROWD = "Four hundred people came to see it."
FERRY = "The old ferry makes its last journey on Friday."
RELATED = "Read also: what the harbour lost."


def text(*sentences: str, title: str = "Bridge opens", related: str = "") -> Version:
    paragraphs = [title, *sentences, *([related] if related else [])]
    roles = [Role.HEADLINE, *[Role.BODY] * len(sentences), *([Role.FURNITURE] if related else [])]
    return made_version("A", [[paragraph] for paragraph in paragraphs], roles=roles)


def rows(texts: Sequence[Version | None], *, least: int = 0, headlines: bool = False) -> list[Row]:
    found = list(row_of(revisions(len(texts)), lambda one: texts[int(one.source)], least=least, headlines=headlines))
    assert not any(isinstance(row, SourceError) for row in found)
    return [row for row in found if isinstance(row, Row)]


def revisions(count: int) -> list[Revision]:
    return [Revision(source=str(number), moment=f"2031-02-{10 + number}T12:00:00Z") for number in range(count)]


def test_words_that_came_and_went_are_counted() -> None:
    before, after = text(BRIDGE, CROWD), text(BRIDGE, "Five hundred people came by boat to see it.")
    assert change_between(before, after) == (3, 1, None)
    assert change_between(after, before) == (1, 3, None)
    assert change_between(before, after).size == 3


def test_case_punctuation_order_and_furniture_are_no_changed_words() -> None:
    before = text(BRIDGE, CROWD, related=RELATED)
    after = text("FOUR hundred people came – to see it!", BRIDGE, related="Most read today: ten recipes.")
    assert change_between(before, after) == (0, 0, None)


def test_a_title_that_does_not_stand_in_the_text_is_a_headline_for_pages_alone() -> None:
    body = made_version("A", [[BRIDGE]])
    assert change_between(replace(body, title="Report"), replace(body, title="Correct it")) == (0, 0, None)
    body = replace(body, source="https://ledger.example/bridge")
    titles = "Bridge opens", "Bridge opens late"
    assert change_between(*(replace(body, title=title) for title in titles)) == (0, 0, titles)


def test_a_changed_headline_is_told() -> None:
    change = change_between(text(BRIDGE), text(BRIDGE, title="Bridge opens late"))
    assert change.headline == ("Bridge opens", "Bridge opens late")
    assert (change.added, change.removed) == (1, 0)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_what_came_less_what_went_is_the_difference_in_length(old: list[str], new: list[str]) -> None:
    added, removed = words_between(old, new)
    assert added - removed == len(new) - len(old)
    assert 0 <= added <= len(new)
    assert 0 <= removed <= len(old)
    assert words_between(new, old) == (removed, added)
    assert words_between(old, old) == (0, 0)


def test_a_text_that_did_not_change_has_no_row_and_the_one_it_equals_says_until_when() -> None:
    first, second = text(BRIDGE), text(BRIDGE, CROWD)
    found = rows([first, first, first, second, first])
    assert [(row.number, len(row.again)) for row in found] == [(1, 2), (4, 0), (5, 0)]
    assert found[0].again == ("2031-02-11T12:00:00Z", "2031-02-12T12:00:00Z")
    assert found[0].change is None
    assert found[2].change == (0, 7, None)


def test_other_furniture_is_no_change_and_other_punctuation_is_one_without_words() -> None:
    found = rows([text(BRIDGE, related=RELATED), text(BRIDGE, related="Most read."), text(BRIDGE.replace(".", "!"))])
    assert [(row.number, row.change) for row in found] == [(1, None), (3, (0, 0, None))]


def test_small_changes_are_hidden_and_count_in_the_next_row() -> None:
    texts = [text(BRIDGE), text(BRIDGE.replace("noon", "two")), text(BRIDGE.replace("noon", "two"), FERRY)]
    assert [row.number for row in rows(texts)] == [1, 2, 3]
    found = rows(texts, least=2)
    assert [row.number for row in found] == [1, 3]
    assert found[1].change == (10, 1, None)
    assert [row.number for row in rows(texts, least=11)] == [1]


def test_hidden_changes_are_counted_and_a_text_that_stayed_is_none() -> None:
    two = BRIDGE.replace("noon", "two")
    found = rows([text(BRIDGE), text(two), text(two), text(BRIDGE), text(BRIDGE, FERRY), text(two, FERRY)], least=3)
    assert [(row.number, row.hidden, len(row.again)) for row in found] == [(1, 1, 1), (5, 1, 0)]


def test_small_changes_that_add_up_are_shown() -> None:
    words = BRIDGE.split()
    texts = [text(" ".join([*words[: 7 - n], *["new"] * n])) for n in range(5)]
    assert [row.number for row in rows(texts, least=3)] == [1, 4]


def test_a_changed_headline_is_shown_however_small_and_alone_if_asked_for() -> None:
    late = "Bridge opens late"
    texts = [text(BRIDGE), text(BRIDGE, FERRY), text(BRIDGE, FERRY, title=late), text(BRIDGE, title=late)]
    assert [row.number for row in rows(texts, headlines=True)] == [1, 3]
    assert [row.number for row in rows(texts, least=100)] == [1, 3]


def test_a_text_that_is_not_fetched_has_a_row_and_the_next_is_compared_with_the_last_that_is_known() -> None:
    found = rows([text(BRIDGE), None, text(BRIDGE, CROWD)])
    assert [(row.number, row.version is None, row.change) for row in found] == [
        (1, False, None),
        (2, True, None),
        (3, False, (7, 0, None)),
    ]


def test_a_revision_that_cannot_be_read_is_named_and_the_others_stand() -> None:
    def read(revision: Revision) -> Version:
        if revision.source == "1":
            raise SourceError("it is damaged")
        return text(BRIDGE, *[CROWD] * int(revision.source))

    found = list(row_of(revisions(3), read))
    assert [row.number for row in found if isinstance(row, Row)] == [1, 3]
    assert [str(row) for row in found if isinstance(row, SourceError)] == ["it is damaged"]


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2031", "2031-01-01T00:00:00Z", "2031-12-31T23:59:59Z"),
        ("2032-02", "2032-02-01T00:00:00Z", "2032-02-29T23:59:59Z"),
        ("2031-12", "2031-12-01T00:00:00Z", "2031-12-31T23:59:59Z"),
        (" 2031-02-14 ", "2031-02-14T00:00:00Z", "2031-02-14T23:59:59Z"),
        ("2031-02-14 09:12", "2031-02-14T09:12:00Z", "2031-02-14T09:12:59Z"),
        ("2031-02-14 09:12 UTC", "2031-02-14T09:12:00Z", "2031-02-14T09:12:59Z"),
        ("2031-02-14T09:12:44Z", "2031-02-14T09:12:44Z", "2031-02-14T09:12:44Z"),
    ],
)
def test_a_date_is_from_its_first_second_to_its_last(date: str, first: str, last: str) -> None:
    assert moment_bounds(date) == (first, last)


@pytest.mark.parametrize("date", ["", "yesterday", "2031-13", "2031-02-30", "14.2.2031", "0000", "2031-02-14 25:00"])
def test_what_is_no_date_is_named(date: str) -> None:
    with pytest.raises(ValueError, match=r"expected a date|there is no date"):
        moment_bounds(date)


def test_the_last_year_of_the_calendar_is_no_crash() -> None:
    with pytest.raises(ValueError, match="there is no date"):
        moment_bounds("9999")


def test_at_a_moment_there_is_the_latest_revision_before_it() -> None:
    row = revisions(3)
    assert at(row, "2031-02-11T11:59:59Z") is row[0]
    assert at(row, "2031-02-11T12:00:00Z") is row[1]
    assert at(row, "2040-01-01T00:00:00Z") is row[2]
    assert at(row, "2000-01-01T00:00:00Z") is row[0]
