"""What the reader pins and cuts, and how strict he wants the links to be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.align.alignment import Comparison, Link, Reuse
from reader.align.compare import compare, decide
from reader.align.decisions import LOOSEST, STRICTEST, Decision, DecisionKind
from reader.align.prepared import prepare
from reader.story.version import Role
from tests.align.helpers import given_articles, gold, read, sentence_pairs, version
from tests.align.test_roles import HEADED_STRAY, LEDGER, WIRE

A = version(
    "The ferry left Velden at dawn.",
    ["A storm broke over the hills.", "It took the roof of the mill."],
    "Aid workers counted 340 broken windows in the old town.",
    "Bread grew dear.",
)
B = version(
    "Bread grew dear.",
    "A storm broke over the hills; it took the roof of the mill.",
    "In the old town 340 windows were broken, aid workers said.",
    "Divers searched the harbour until dark.",
    siglum="B",
)


def pin(left: Sequence[int], right: Sequence[int], versions: tuple[int, int] = (0, 1)) -> Decision:
    return Decision(DecisionKind.PIN, versions, tuple(left), tuple(right))


def cut(left: Sequence[int], right: Sequence[int], versions: tuple[int, int] = (0, 1)) -> Decision:
    return Decision(DecisionKind.CUT, versions, tuple(left), tuple(right))


def links(*decisions: Decision, strictness: int = 0) -> tuple[Link, ...]:
    return decide(prepare([A, B]), decisions=decisions, strictness=strictness).pairs[0].links


def pairs(*decisions: Decision) -> set[tuple[int, int]]:
    return sentence_pairs(links(*decisions))


def test_without_decisions_the_comparison_is_the_usual_one() -> None:
    assert decide(prepare([A, B])) == compare([A, B])
    assert pairs() == {(1, 1), (2, 1), (3, 2), (4, 0)}


def test_a_pin_links_what_has_no_word_in_common() -> None:
    (link,) = [link for link in links(pin([0], [3])) if link.left == (0,)]
    assert link.reuse is Reuse.REWORDED
    assert link.score == 0.0
    assert link.edits


@pytest.mark.parametrize(
    ("left", "right", "reuse"), [([4], [0], Reuse.VERBATIM), ([3], [2], Reuse.REWORDED), ([1, 2], [1], Reuse.EDITED)]
)
def test_what_a_pin_says_is_told_by_its_content(left: list[int], right: list[int], reuse: Reuse) -> None:
    (link,) = [link for link in links(pin(left, right)) if link.left == tuple(left)]
    assert (link.right, link.reuse) == (tuple(right), reuse)


def test_a_pin_changes_no_other_link() -> None:
    before, after = links(), links(pin([0], [3]))
    assert {(k.left, k.right, k.reuse, k.score) for k in before if k.reuse.strong} == {
        (k.left, k.right, k.reuse, k.score) for k in after if k.reuse.strong and k.left != (0,)
    }


def test_a_pin_of_several_sentences_is_one_link() -> None:
    assert ((0, 3), (2, 3)) in [(link.left, link.right) for link in links(pin([3, 0, 3], [3, 2]))]


def test_a_pin_makes_one_part_of_a_split_sentence_a_link_of_its_own() -> None:
    told = [(link.left, link.right) for link in links(pin([1], [1])) if link.right == (1,)]
    assert told == [((1,), (1,)), ((2,), (1,))]


def test_a_cut_never_comes_back() -> None:
    for strictness in range(LOOSEST, STRICTEST + 1):
        for link in links(cut([3], [2]), cut([4], [0]), strictness=strictness):
            assert not {(3, 2), (4, 0)} & {(i, j) for i in link.left for j in link.right}


def test_a_cut_of_one_part_leaves_the_other() -> None:
    assert pairs(cut([2], [1])) == pairs() - {(2, 1)}


def test_a_cut_of_a_whole_link_leaves_none_of_it() -> None:
    assert pairs(cut([1, 2], [1])) == pairs() - {(1, 1), (2, 1)}


def test_a_cut_sets_its_sentences_free_for_others() -> None:
    a = version("Hold the bridge at Velden tonight.", "The mill had lost its roof.")
    b = version("Hold the bridge at Velden tonight.", "Hold the bridge at Velden until tonight.", siglum="B")
    prepared = prepare([a, b])
    assert (0, 0) in sentence_pairs(decide(prepared).pairs[0].links)
    assert sentence_pairs(decide(prepared, decisions=[cut([0], [0])]).pairs[0].links) == {(0, 1)}


def test_of_two_decisions_the_later_holds() -> None:
    assert (0, 3) in pairs(cut([0], [3]), pin([0], [3]))
    assert (0, 3) not in pairs(pin([0], [3]), cut([0], [3]))
    assert (4, 0) in pairs(cut([4], [0]), pin([4], [0]))
    assert (3, 3) not in pairs(pin([0, 3], [3]), cut([0], [3]))


def test_a_decision_may_name_the_versions_either_way_round() -> None:
    assert links(pin([3], [0], (1, 0)), cut([2], [3], (1, 0))) == links(pin([0], [3]), cut([3], [2]))


def test_a_decision_is_about_its_two_versions_alone() -> None:
    comparison = decide(prepare([A, B, version("Bread grew dear.", siglum="C")]), decisions=[cut([4], [0])])
    assert (4, 0) not in sentence_pairs(comparison.pair(0, 1).links)
    assert (4, 0) in sentence_pairs(comparison.pair(0, 2).links)


def test_swapped_versions_give_the_mirrored_links() -> None:
    forward = decide(prepare([A, B]), decisions=[pin([0], [3]), cut([3], [2])])
    backward = decide(prepare([B, A]), decisions=[pin([3], [0]), cut([2], [3])])
    assert backward.pair(1, 0).links == forward.pair(0, 1).links


def test_a_pinned_paragraph_is_no_stray() -> None:
    told = [read(WIRE, "A"), read(LEDGER.format(insert=HEADED_STRAY), "B")]
    at = [p.role for p in compare(told).versions[1].paragraphs].index(Role.STRAY)
    comparison = decide(prepare(told), decisions=[pin([1], [told[1].paragraphs[at].sentences[0]])])
    assert comparison.versions[1].paragraphs[at].role is not Role.STRAY


@pytest.mark.parametrize(("left", "right"), [([], [0]), ([0], [])])
def test_a_decision_needs_a_sentence_of_each_side(left: list[int], right: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one sentence"):
        links(pin(left, right))


@pytest.mark.parametrize(("left", "right"), [([5], [0]), ([0], [4]), ([-1], [0])])
def test_a_decision_about_a_sentence_that_is_not_there_is_refused(left: list[int], right: list[int]) -> None:
    with pytest.raises(IndexError):
        links(cut(left, right))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(DecisionKind),
            st.lists(st.integers(0, 4), min_size=1, max_size=3),
            st.lists(st.integers(0, 3), min_size=1, max_size=3),
        ),
        max_size=5,
    ),
    st.integers(LOOSEST, STRICTEST),
)
def test_the_last_decision_always_holds(made: list[tuple[DecisionKind, list[int], list[int]]], strictness: int) -> None:
    decisions = [Decision(kind, (0, 1), tuple(left), tuple(right)) for kind, left, right in made]
    told = links(*decisions, strictness=strictness)
    for link in told:
        assert link.left
        assert link.right
    if decisions:
        last = decisions[-1]
        named = {(i, j) for i in last.left for j in last.right}
        strong = sentence_pairs(told)
        every = sentence_pairs(told, strong=False)
        assert named <= strong if last.kind is DecisionKind.PIN else not named & every


# How strict


def strong_by_step(comparison_at: Sequence[Comparison]) -> list[int]:
    return [len(sentence_pairs(comparison.pairs[0].links)) for comparison in comparison_at]


def test_stricter_means_fewer_links_on_the_given_articles() -> None:
    prepared = prepare(given_articles())
    counts = strong_by_step([decide(prepared, strictness=k) for k in range(LOOSEST, STRICTEST + 1)])
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[3]
    assert counts[3:] == [4, 4, 4, 4]


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("name", ["news", "rewrites", "verses", "facts"])
def test_what_is_linked_strictly_is_linked_loosely(name: str) -> None:
    for row in gold(name):
        prepared = prepare([version(*row["a"]), version(*row["b"], siglum="B")])
        strong = [sentence_pairs(decide(prepared, strictness=k).pairs[0].links) for k in range(LOOSEST, STRICTEST + 1)]
        assert all(strict <= loose for loose, strict in pairwise(strong))


def test_the_same_words_are_linked_however_strict() -> None:
    for strictness in range(LOOSEST, STRICTEST + 1):
        assert (4, 0) in sentence_pairs(links(strictness=strictness))


def test_the_score_of_a_link_does_not_depend_on_strictness() -> None:
    scores = {(k.left, k.right): k.score for k in links() if k.reuse.strong}
    for link in links(strictness=LOOSEST):
        if (link.left, link.right) in scores and link.reuse.strong:
            assert link.score == scores[link.left, link.right]


@pytest.mark.parametrize("strictness", [-4, 4])
def test_there_are_three_steps_either_way(strictness: int) -> None:
    with pytest.raises(ValueError, match="strictness"):
        links(strictness=strictness)
