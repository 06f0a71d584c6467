"""What comes nearest to a passage that is not linked, and pairs measured one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

import pytest

from reader.align.alignment import Link, Reuse, Rule
from reader.align.compare import compare, decide
from reader.align.decisions import Decision, DecisionKind
from reader.align.explain import nearest, score_between
from reader.align.links import Lack, Trace, choose
from reader.align.prepared import Prepared, begun, prepare, with_pair
from reader.align.thresholds import USUAL
from tests.align.helpers import given_articles, gold, version
from tests.align.test_decisions import A, B

C = version("Bread grew dear in Velden.", "The ferry left at dawn.", "Divers searched the mill.", siglum="C")
TOLD = (A, B, C)


def _prepared(name: str) -> Iterator[Prepared]:
    """The given articles, or the pairs of a gold set, measured."""
    if name == "given":
        yield prepare(given_articles())
    else:
        for row in gold(name):
            yield prepare([version(*row["a"]), version(*row["b"], siglum="B")])


def test_the_nearest_are_the_most_similar_first_and_none_is_linked() -> None:
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


@pytest.mark.parametrize("name", ["given", "news", "reports", "rewrites"])
@pytest.mark.parametrize("strictness", [-2, 0, 3])
def test_no_pair_has_what_it_is_said_to_lack(name: str, strictness: int) -> None:
    for prepared in _prepared(name):
        links = decide(prepared, strictness=strictness).pair(0, 1).links
        for sentence in range(len(prepared.versions[0].sentences)):
            for candidate in nearest(prepared, 0, 1, sentence, links, strictness=strictness):
                assert candidate.lacks is not None
                if candidate.lacks in (Lack.SCORE, Lack.NAMES, Lack.MARGIN, Lack.VAGUE):
                    assert candidate.value < candidate.needed
                assert (candidate.rival is not None) is (candidate.lacks is Lack.RIVAL)


@pytest.mark.parametrize("name", ["given", "news", "rewrites"])
def test_asking_why_changes_no_link_and_every_link_has_its_rule(name: str) -> None:
    for prepared in _prepared(name):
        match = prepared.matches[0]
        linked, _ = choose(match.evidence)
        for sentence in range(len(match.words[0])):
            trace = Trace(0, sentence)
            assert choose(match.evidence, trace=trace)[0] == linked
            for pair in trace.watched(linked):
                assert trace.rule(pair) is not None
                assert trace.reason(pair) is None
            for pair in trace.watched(match.similarities):
                assert (trace.rule(pair) is None) is (pair not in linked)
                assert bool(trace.refusals(pair)) is (pair not in linked)


def test_the_rules_that_link_are_told_apart() -> None:
    a = version(
        "Bread grew dear in Velden.",
        "Aid workers counted 340 broken windows in the old town of Velden, and not a single pane in the shops.",
        "The mill had lost its roof in the storm.",
        "Divers searched the harbour until dark.",
    )
    b = version(
        "Bread grew dear in Velden.",
        [
            "Aid workers counted 340 broken windows in the old town of Velden.",
            "Not a single pane in the shops was broken.",
        ],
        "In the storm the mill had lost its roof.",
        siglum="B",
    )
    prepared = prepare([a, b])
    match = prepared.matches[0]
    turned = match.left == 1
    rules: dict[tuple[int, int], Rule | None] = {}
    for sentence in range(3):
        trace = Trace(int(turned), sentence)
        pairs, _ = choose(match.evidence, trace=trace)
        rules |= {(pair[::-1] if turned else pair): trace.rule(pair) for pair in trace.watched(pairs)}
    assert rules == {(0, 0): Rule.SAME_WORDS, (1, 1): Rule.BEST, (1, 2): Rule.BEAD, (2, 3): Rule.BEST}


def test_a_vague_similarity_is_named_as_what_it_is() -> None:
    kept = ("The ferries run again from Thursday.", "Aid workers counted the broken windows.", "A bell rang at noon.")
    a = version(*kept, "Many fishermen fear that the quay will be shut for a whole year or two.", siglum="A")
    b = version("The fishermen cannot wait a whole year for money.", "Divers searched on.", *kept, siglum="B")
    prepared = prepare([a, b])
    links = decide(prepared).pair(0, 1).links
    first = nearest(prepared, 0, 1, 3, links)[0]
    assert (first.right, first.lacks) == (0, Lack.VAGUE)


def test_what_the_reader_cut_lacks_nothing() -> None:
    prepared = prepare([A, B])
    cut = [Decision(DecisionKind.CUT, (0, 1), (3,), (2,))]
    links = decide(prepared, decisions=cut).pair(0, 1).links
    for decisions in ((), cut):
        assert nearest(prepared, 0, 1, 3, links, decisions=decisions)[0].lacks is None


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
