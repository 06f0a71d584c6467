"""What comes nearest to a passage that is not linked, and pairs measured one after the other."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from reader.align.alignment import Link, Reuse
from reader.align.compare import compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.explain import nearest, score_between
from reader.align.links import Lack
from reader.align.prepared import begun, prepare, with_pair
from reader.align.thresholds import USUAL
from tests.align.helpers import given_articles, version
from tests.align.test_decisions import A, B

C = version("Bread grew dear in Velden.", "The ferry left at dawn.", "Divers searched the mill.", siglum="C")
TOLD = (A, B, C)


def test_the_nearest_are_most_alike_first_and_none_is_linked() -> None:
    prepared = prepare(given_articles())
    comparison = decide(prepared)
    for left, right in ((0, 1), (1, 0)):
        links = comparison.pair(left, right).links
        strong = {(i, j) for link in links if link.reuse.strong for i in link.left for j in link.right}
        found = 0
        for sentence in range(len(comparison.versions[left].sentences)):
            near = nearest(prepared, left, right, sentence, links)
            assert [c.score for c in near] == sorted((c.score for c in near), reverse=True)
            assert len(near) <= 5
            for candidate in near:
                assert candidate.left == sentence
                assert (sentence, candidate.right) not in strong
                assert candidate.score == score_between(prepared, left, right, (sentence, candidate.right))
                if candidate.lacks is Lack.SCORE:
                    assert candidate.score <= candidate.needed == USUAL.strong.floor
                if candidate.lacks is Lack.RIVAL:
                    assert candidate.rival is not None
                    assert candidate.rival_linked == (candidate.rival in strong)
                    assert candidate.rival[0] == sentence or candidate.rival[1] == candidate.right
                found += 1
        assert found > 20


def test_seen_from_the_other_version_a_candidate_lacks_the_same() -> None:
    prepared = prepare([A, B])
    links = decide(prepared).pair(0, 1).links
    mirrored = decide(prepared).pair(1, 0).links
    here = {(c.left, c.right, c.score, c.lacks) for s in range(5) for c in nearest(prepared, 0, 1, s, links, most=9)}
    there = {
        (c.right, c.left, c.score, c.lacks) for s in range(4) for c in nearest(prepared, 1, 0, s, mirrored, most=9)
    }
    assert here == there


def test_strictness_asks_for_more() -> None:
    prepared = prepare(given_articles())
    links = decide(prepared, strictness=2).pair(0, 1).links
    needed = {
        c.needed for s in range(20) for c in nearest(prepared, 0, 1, s, links, strictness=2) if c.lacks is Lack.SCORE
    }
    assert needed == {round(USUAL.strong.floor + 2 * USUAL.strong.step, 2)}


def test_a_cut_link_comes_back_as_what_is_nearest() -> None:
    prepared = prepare([A, B])
    links = decide(prepared, decisions=[Decision(DecisionKind.CUT, (0, 1), (3,), (2,))]).pair(0, 1).links
    assert nearest(prepared, 0, 1, 3, links)[0].right == 2


def test_who_has_nothing_in_common_with_any_has_no_candidate() -> None:
    prepared = prepare([version("A bell rang."), version("Rain fell.", siglum="B")])
    assert nearest(prepared, 0, 1, 0, ()) == ()
    assert score_between(prepared, 0, 1, (0, 0)) == 0.0


def test_versions_that_were_not_measured_have_none() -> None:
    with pytest.raises(KeyError):
        nearest(with_pair(begun(TOLD), 0, 1), 0, 2, 0, [Link(left=(0,), right=(0,), reuse=Reuse.VERBATIM, score=1.0)])


# Pair by pair


def test_pairs_measured_in_any_order_make_the_same_comparison() -> None:
    whole, expected = prepare(TOLD), compare(TOLD)
    for order in permutations(combinations(range(3), 2)):
        prepared = begun(TOLD)
        for pair in order:
            prepared = with_pair(prepared, *reversed(pair))
        assert [match.pair for match in prepared.matches] == [match.pair for match in whole.matches]
        assert decide(prepared) == expected


def test_what_is_not_measured_yet_is_not_compared() -> None:
    comparison = decide(with_pair(begun(TOLD), 2, 0))
    assert [(pair.left, pair.right) for pair in comparison.pairs] == [(0, 2)]
    assert comparison.pair(2, 0).links
    with pytest.raises(KeyError):
        comparison.pair(0, 1)
    assert decide(begun(TOLD)).pairs == ()


def test_a_pair_measured_again_is_there_once() -> None:
    once = with_pair(begun(TOLD), 0, 1)
    assert len(with_pair(once, 1, 0).matches) == 1


def test_one_pair_can_be_taken_alone() -> None:
    prepared = prepare(TOLD)
    assert [match.pair for match in prepared.only(2, 1).matches] == [(1, 2)]
    with pytest.raises(KeyError):
        with_pair(begun(TOLD), 0, 1).only(0, 2)
