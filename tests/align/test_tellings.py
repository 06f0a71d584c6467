"""What more than two versions tell, and which of them took it from which."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from reader.align.alignment import Comparison
from reader.align.compare import align, compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.lineage import Descent, likely_sources
from reader.align.prepared import prepare
from reader.align.tellings import tellings_of
from reader.story.version import Version
from tests.align.helpers import sentence_pairs, version

REST = {
    "A": ("Divers searched the harbour until dark.", "A brass band played on the quay.", "Nobody slept."),
    "B": ("The mill had lost its roof.", "Bread grew dear in the market.", "It rained at dawn."),
    "C": ("Geese crossed the sky in the evening.", "Smoke rose over the hills.", "Two dogs barked."),
}
FIRST = "Aid workers counted 340 broken windows in the old town of Velden after the shelling."
MIDDLE = "Aid workers counted 340 broken windows in Velden; not one pane was left in the schools, the mayor said."
LAST = (
    "Not one pane was left in the schools of the old town, the mayor of Velden said, and glass could not be had at any"
    " price."
)


def told(siglum: str, *sentences: str) -> Version:
    return version(*REST[siglum], *sentences, siglum=siglum)


def test_what_a_third_version_joins_is_looked_at_again() -> None:
    first, middle, last = told("A", FIRST), told("B", MIDDLE), told("C", LAST)
    assert (3, 3) in sentence_pairs(align(first, middle))
    assert (3, 3) in sentence_pairs(align(middle, last))
    assert (3, 3) not in sentence_pairs(align(first, last))
    assert (3, 3) in sentence_pairs(compare([first, middle, last]).pair(0, 2).links)


def test_what_a_third_version_joins_must_be_somewhat_alike() -> None:
    unlike = "The mayor said that not one pane was left in the schools, and that glass could not be had at any price."
    first, middle, last = told("A", FIRST), told("B", MIDDLE), told("C", unlike)
    assert (3, 3) in sentence_pairs(align(middle, last))
    assert (3, 3) not in sentence_pairs(compare([first, middle, last]).pair(0, 2).links)


def test_a_third_version_takes_no_link_away() -> None:
    first, middle, last = told("A", FIRST), told("B", MIDDLE), told("C", LAST)
    comparison = compare([first, middle, last])
    for (a, x), (b, y) in (((0, first), (1, middle)), ((1, middle), (2, last)), ((0, first), (2, last))):
        assert sentence_pairs(align(x, y)) <= sentence_pairs(comparison.pair(a, b).links)


def test_a_cut_link_is_not_seen_through_others() -> None:
    prepared = prepare([told("A", FIRST), told("B", FIRST), told("C", FIRST)])
    assert (3, 3) in sentence_pairs(decide(prepared).pair(0, 2).links)
    cut = Decision(DecisionKind.CUT, (0, 2), (3,), (3,))
    comparison = decide(prepared, decisions=[cut])
    assert (3, 3) not in sentence_pairs(comparison.pair(0, 2).links, strong=False)
    assert (3, 3) in sentence_pairs(comparison.pair(0, 1).links)


def test_the_order_of_the_versions_changes_no_link() -> None:
    versions = [told("A", FIRST), told("B", MIDDLE), told("C", LAST)]
    expected = compare(versions)
    for order in permutations(range(3)):
        comparison = compare([versions[n] for n in order])
        for left in range(3):
            for right in range(3):
                if left != right:
                    own = comparison.pair(order.index(left), order.index(right))
                    assert own.links == expected.pair(left, right).links


def test_the_tellings_of_one_passage_are_one_group() -> None:
    tellings = tellings_of(compare([told("A", FIRST), told("B", FIRST), told("C", FIRST)]))
    assert tellings.of(1, 3) == ((3,), (3,), (3,))
    assert tellings.of(2, 1) == ((), (), (1,))
    assert len(tellings.groups) == 10


def test_every_sentence_is_in_one_telling() -> None:
    comparison = compare([told("A", FIRST), told("B", MIDDLE), told("C", LAST)])
    tellings = tellings_of(comparison)
    nodes = [(v, s) for group in tellings.groups for v, own in enumerate(group) for s in own]
    assert sorted(nodes) == [(v, s) for v, told in enumerate(comparison.versions) for s in range(len(told.sentences))]
    assert all(s in tellings.groups[tellings.group_of[v, s]][v] for v, s in nodes)


# Which took it from which

WIRE = (
    "The guns on the Orla fell silent on Tuesday after nine days of shelling.",
    "Ferries are to run again from Thursday, the ministry in Sevrin said.",
    "Aid workers counted 340 broken windows in the old town of Velden.",
)
COPY = (WIRE[0], "Ferries are to run again from Thursday, said the ministry in Sevrin.")


def dated(told: Version, date: str) -> Version:
    return replace(told, date=date)


def sources(*versions: Version) -> list[tuple[int, int, bool]]:
    return [(hint.version, hint.source, hint.dated) for hint in likely_sources(compare(versions))]


def test_what_is_contained_in_another_version_likely_comes_from_there() -> None:
    long, short = version(*WIRE, siglum="A"), version(*COPY, siglum="B")
    (hint,) = likely_sources(compare([long, short]))
    assert (hint.version, hint.source, hint.dated) == (1, 0, False)
    assert hint.taken > 0.9
    assert 0.5 < hint.given < 0.8
    assert sources(short, long) == [(0, 1, False)]


@pytest.mark.parametrize(("first", "second"), [("2031-02-12", "2031-02-13"), ("2031-02-12T08:00", "2031-03-01")])
def test_dates_tell_more_than_containment(first: str, second: str) -> None:
    long, short = version(*WIRE, siglum="A"), version(*COPY, siglum="B")
    assert sources(dated(long, second), dated(short, first)) == [(0, 1, True)]
    assert sources(dated(long, first), dated(short, second)) == [(1, 0, True)]


@pytest.mark.parametrize(("first", "second"), [("yesterday", "2031-02-13"), ("2031-02-13", "2031-02-13"), ("", "")])
def test_dates_that_do_not_tell_are_passed_over(first: str, second: str) -> None:
    long, short = version(*WIRE, siglum="A"), version(*COPY, siglum="B")
    assert sources(dated(long, first), dated(short, second)) == [(1, 0, False)]


def test_versions_that_share_little_have_no_source() -> None:
    quotation = "“We only count our own,” said Orlov."
    left = version(*REST["A"], *REST["B"], *REST["C"], LAST, quotation)
    right = version(*WIRE, MIDDLE, quotation, siglum="B")
    assert (10, 4) in sentence_pairs(align(left, right))
    assert sources(left, right) == []
    assert sources(version(), version(siglum="B")) == []


def test_a_version_has_one_source_and_none_is_its_own() -> None:
    chain = [
        dated(version(*WIRE[:n], siglum=s), day)
        for n, s, day in ((2, "A", ""), (3, "B", "2031-02-02"), (3, "C", "2031-02-01"))
    ]
    hints = likely_sources(compare(chain))
    assert len({hint.version for hint in hints}) == len(hints) == 2
    assert Descent(1, 2, 1.0, 1.0, dated=True) in hints


def test_a_comparison_of_nothing_has_no_sources() -> None:
    assert likely_sources(Comparison((), ())) == ()
