"""Why a link is one."""

from __future__ import annotations

import pytest

from reader.align.alignment import Link, Reuse
from reader.align.compare import decide
from reader.align.explain import Overlooked, Why, explain
from reader.align.prepared import Prepared, prepare
from tests.align.helpers import given_articles, gold, version

A = version(
    "“We only keep figures for our own soldiers,” spokesman Dmitri S. Orlov told reporters.",
    "The mill of Velden had lost its roof.",
    "Soldiers kept the bridge shut.",
)
B = version(
    "Divers searched the harbour until dark.",
    '"We only keep figures for our own soldiers", said Dmitry Orlov, the spokesman, on Tuesday.',
    siglum="B",
)


def explained(prepared: Prepared, left: int = 0, right: int = 1) -> dict[tuple[int, ...], tuple[Link, Why]]:
    links = decide(prepared).pair(left, right).links
    return {link.left: (link, explain(prepared, left, right, link)) for link in links}


def test_the_rarest_shared_words_come_first() -> None:
    _, why = explained(prepare([A, B]))[0,]
    assert why.shared[0].left != "soldiers"
    assert [word.weight for word in why.shared] == sorted((word.weight for word in why.shared), reverse=True)
    (soldiers,) = [word for word in why.shared if word.left == "soldiers"]
    assert (soldiers.sentences, why.sentences) == (3, 5)


def test_a_shared_name_is_given_in_both_spellings() -> None:
    _, why = explained(prepare([A, B]))[0,]
    assert ("Dmitri", "Dmitry") in [(word.left, word.right) for word in why.shared]
    assert why.variants == (("Dmitri S.", "Dmitry"),)


def test_what_was_overlooked_is_named() -> None:
    _, why = explained(prepare([A, B]))[0,]
    assert why.overlooked == (
        Overlooked.PUNCTUATION,
        Overlooked.QUOTES,
        Overlooked.SPELLING,
        Overlooked.FUNCTION_WORDS,
    )
    a, b = version("The Bridge fell."), version("The bridge fell.", siglum="B")
    _, why = explained(prepare([a, b]))[0,]
    assert why.overlooked == (Overlooked.CASE,)


def test_the_runner_up_is_another_pair_of_its_sentences() -> None:
    _, why = explained(prepare([A, B]))[0,]
    assert why.rival is not None
    assert (why.rival.left, why.rival.right) == (2, 1)
    assert why.rival.score < why.score


def test_a_link_without_rivals_says_so() -> None:
    a, b = version("The bridge fell."), version("The bridge fell.", siglum="B")
    assert explained(prepare([a, b]))[0,][1].rival is None


@pytest.mark.parametrize("name", ["news", "rewrites"])
def test_the_parts_make_the_score(name: str) -> None:
    for row in gold(name):
        prepared = prepare([version(*row["a"]), version(*row["b"], siglum="B")])
        for link, why in explained(prepared).values():
            if link.reuse in (Reuse.EDITED, Reuse.REWORDED):
                assert (why.words + why.order + why.spelling) / 3 == pytest.approx(link.score, abs=0.011)


def test_seen_from_the_other_version_it_is_the_same_explanation() -> None:
    prepared = prepare(given_articles())
    for link, why in explained(prepared).values():
        other = explain(prepared, 1, 0, link.mirrored())
        assert (other.words, other.order, other.spelling) == (why.words, why.order, why.spelling)
        assert [(w.right, w.left) for w in other.shared] == [(w.left, w.right) for w in why.shared]
        assert other.overlooked == why.overlooked


def test_any_two_passages_can_be_explained() -> None:
    prepared = prepare([version("* * *", "A bell rang."), version("Rain fell.", "Nobody came.", siglum="B")])
    why = explain(prepared, 0, 1, Link(left=(0, 1), right=(0,), reuse=Reuse.REWORDED, score=0.0))
    assert (why.words, why.shared, why.rival) == (0.0, (), None)


def test_versions_that_were_not_compared_have_no_links_to_explain() -> None:
    with pytest.raises(KeyError):
        explain(prepare([A, B]), 0, 2, Link(left=(0,), right=(0,), reuse=Reuse.VERBATIM, score=1.0))
