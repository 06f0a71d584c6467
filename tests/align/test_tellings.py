"""What more than two versions tell."""

from __future__ import annotations

from itertools import permutations

from reader.align.alignment import Rule
from reader.align.compare import compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.prepared import prepare
from reader.align.tellings import tellings_of
from reader.story.version import Version
from tests.align.helpers import align, sentence_pairs, version

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
    (link,) = [link for link in compare([first, middle, last]).pair(0, 2).links if link.reuse.strong]
    assert link.rule is Rule.THIRD


def test_what_a_third_version_joins_must_be_somewhat_similar() -> None:
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
