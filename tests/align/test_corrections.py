"""What the reader says that a paragraph is for stands against what the comparison would say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.alignment import Comparison, Status, shared_sentences, statuses
from reader.align.compare import compare, decide
from reader.align.decisions import corrected
from reader.align.prepared import prepare
from reader.story.version import Role
from tests.align.helpers import read
from tests.align.test_roles import HEADED_STRAY, LEDGER, WIRE

VERSIONS = (read(WIRE, "A"), read(LEDGER.format(insert=HEADED_STRAY), "B"))
PREPARED = prepare(VERSIONS)
PLACES = [(number, at) for number, version in enumerate(VERSIONS) for at in range(len(version.paragraphs))]


def roles(corrections: dict[tuple[int, int], Role]) -> dict[tuple[int, int], Role]:
    told = decide(PREPARED, roles=corrections).versions
    return {(number, at): told[number].paragraphs[at].role for number, at in PLACES}


def status_in(found: Comparison, number: int, at: int) -> set[Status]:
    told = found.versions[number]
    every = statuses(told, shared_sentences(found, number))
    return {every[s] for s in told.paragraphs[at].sentences}


@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(Role)))
def test_every_correction_stands(corrections: dict[tuple[int, int], Role]) -> None:
    assert roles(corrections).items() >= corrections.items()


def test_a_stray_that_the_reader_brings_back_counts_as_unique() -> None:
    stray = next(place for place, role in roles({}).items() if role is Role.STRAY)
    found = decide(PREPARED, roles={stray: Role.BODY})
    assert status_in(decide(PREPARED), *stray) == {Status.ASIDE}
    assert status_in(found, *stray) == {Status.UNIQUE}


def test_what_the_reader_drops_counts_neither_as_shared_nor_as_unique() -> None:
    found = decide(PREPARED, roles={(0, 2): Role.FURNITURE})
    assert status_in(decide(PREPARED), 0, 2) != {Status.ASIDE}
    assert status_in(found, 0, 2) == {Status.ASIDE}
    assert found.versions[0].text == VERSIONS[0].text


def test_the_second_telling_is_no_repeat_where_the_first_was_dropped() -> None:
    twice = read("The bell rang once more.\n\nNobody came to the door.\n\nThe bell rang once more.", "A")
    prepared = prepare([twice])
    assert [p.role for p in decide(prepared).versions[0].paragraphs][2] is Role.REPEAT
    told = decide(prepared, roles={(0, 0): Role.REPEAT}).versions[0]
    assert [p.role for p in told.paragraphs] == [Role.REPEAT, Role.BODY, Role.BODY]


def test_corrections_before_and_while_comparing_give_the_same_roles() -> None:
    said = {(0, 1): Role.HEADING, (1, 2): Role.FURNITURE}
    assert compare(corrected(VERSIONS, said)).versions == decide(PREPARED, roles=said).versions


def test_versions_without_corrections_stay_the_same_objects() -> None:
    assert corrected(VERSIONS, {(0, 0): Role.BODY})[1] is VERSIONS[1]
    with pytest.raises(IndexError):
        corrected(VERSIONS, {(0, 99): Role.BODY})
    assert corrected([replace(VERSIONS[0])], {}) == (VERSIONS[0],)


def test_linked_lines_that_are_no_part_of_the_story_conflict_in_nothing() -> None:
    lines = ("The mill bridge was shut at noon.", "Posted by the harbour desk on 3 May 2031.")
    a, b = read("\n\n".join(lines), "A"), read("\n\n".join(lines).replace("3 May", "4 May"), "B")
    found, dropped = compare((a, b)), compare(corrected((a, b), {(0, 1): Role.FURNITURE, (1, 1): Role.FURNITURE}))
    (conflict,) = [c for link in found.pairs[0].links for c in link.conflicts]
    assert conflict.about == "date"
    assert [link.conflicts for link in dropped.pairs[0].links] == [(), ()]
