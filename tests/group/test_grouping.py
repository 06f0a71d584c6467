from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.group.grouping import (
    NEXT,
    THRESHOLD,
    Group,
    Lexicon,
    Runs,
    WeighedArticles,
    group,
    is_function_word,
    words_of_text,
)
from reader.story.locators import shipped
from reader.story.open import open_story
from reader.story.words import words_of
from tests.align.helpers import given_articles, gold, version
from tests.align.tongues import tellings
from tests.bench.grouping import labelled, ours, read, reports, said_pairs, true_pairs


def grouped(*texts: str, threshold: float = THRESHOLD) -> tuple[Group, ...]:
    return group(*read(texts), threshold=threshold)


def shipped_texts() -> list[str]:
    files = sorted(f for f in shipped("seeds").glob("*/*") if f.suffix in (".txt", ".md"))
    return [open_story([str(file)]).versions[0].text for file in files]


def test_the_stories_that_ship_are_told_apart() -> None:
    folders = [f.parent.name for f in sorted(shipped("seeds").glob("*/*")) if f.suffix in (".txt", ".md")]

    found = [{folders[article] for article in g.articles} for g in grouped(*shipped_texts())]

    assert sorted(found, key=str) == [{name} for name in sorted(set(folders))]


def test_the_given_articles_tell_one_story_alone_and_among_others() -> None:
    own = [v.text for v in given_articles()]

    assert [g.articles for g in grouped(*own)] == [(0, 1)]
    assert (0, 1) in [g.articles for g in grouped(*own, *shipped_texts())]


@pytest.mark.parametrize(("part", "least"), [("whole", 0.90), ("openings", 0.85)])
def test_reports_of_one_event_are_put_together_and_those_of_one_like_it_are_not(part: str, least: float) -> None:
    next(gold("drafts"))  # skips where the sets are not
    found = reports(part)
    said, true = ours(found.texts, THRESHOLD), true_pairs(found.labels)

    assert 2 * len(said & true) >= least * (len(said) + len(true))


def test_drafts_on_one_subject_are_told_apart_from_a_higher_threshold_on() -> None:
    next(gold("drafts"))  # skips where the sets are not
    texts, labels = labelled()
    true = true_pairs(labels)

    said = said_pairs(*read(texts), 0.2)

    assert len(said & true) >= 0.9 * len(true)
    assert len(said - true) <= 0.02 * len(said)


def test_a_text_that_stands_in_another_is_its_reprint_and_a_rewrite_is_none() -> None:
    texts = shipped_texts()
    whole = texts[0]
    words = whole.split(" ")
    cut = " ".join(words[: len(words) * 9 // 10])
    changed = " ".join("other" if n % 40 == 0 else word for n, word in enumerate(words))

    (found,) = grouped(cut, whole, changed)

    assert [(r.article, r.of) for r in found.reprints] == [(0, 1), (2, 1)]
    assert found.reprints[0].part == 1.0
    assert 0.9 < found.reprints[1].part < 1
    assert found.origins == (1,)
    assert all(not g.reprints for g in grouped(*texts[:2]))


def test_five_outlets_with_one_origin_have_one() -> None:
    whole = shipped_texts()[0]
    paragraphs = whole.split("\n\n")

    (found,) = grouped(*(whole.replace(paragraphs[n], "") for n in range(2, 7)))

    assert len(found.articles) == 5
    assert len(found.origins) == 1


def test_a_chain_of_distant_relations_does_not_become_one_story() -> None:
    parts = [" ".join(f"{letter}{n}word" for n in range(80)) for letter in "abcdef"]
    chain = [f"{one} {other}" for one, other in pairwise(parts)]

    sizes = [len(g.articles) for g in grouped(*chain)]

    assert max(sizes) < len(chain)


def test_a_story_that_very_many_tell_is_one_group() -> None:
    words = [f"word{n}" for n in range(100)]
    told = [" ".join([*words[n % 7 :], f"own{n}"]) for n in range(4 * NEXT)]

    assert [len(g.articles) for g in grouped(*told)] == [4 * NEXT]


def test_what_has_no_word_in_common_or_no_word_at_all_is_alone() -> None:
    assert grouped("one two three four five", "six seven eight nine ten", "", "") == ()


def test_scripts_without_spaces_are_told_apart() -> None:
    one = "列車は雪の峠で六時間止まり、乗客は毛布と熱い茶を受け取った。駅長のイワンは謝罪した。"
    other = "駅長のイワンは、雪の峠で列車が六時間止まったことについて乗客に謝罪し、毛布と熱い茶を配った。"
    third = "市議会は来年の予算を可決し、図書館の建て替えに三億円を充てることを決めた。"

    assert [g.articles for g in grouped(one, third, other)] == [(0, 2)]


def test_what_is_no_part_of_a_story_by_its_form_does_not_count() -> None:
    from reader.story.version import Role

    lexicon = Lexicon()
    page = version("The bridge fell.", "Related Articles", roles=(Role.BODY, Role.FURNITURE))

    assert len(lexicon.read(page)) == 3


@given(st.lists(st.text("abcdef ", max_size=60), max_size=12))
def test_groups_hold_each_article_once_and_reprints_lead_to_an_origin(texts: list[str]) -> None:
    groups = grouped(*texts)

    told = [article for g in groups for article in g.articles]
    assert len(told) == len(set(told))
    for g in groups:
        assert len(g.articles) > 1
        assert g.origins
        assert {r.of for r in g.reprints} <= set(g.origins)


@given(st.lists(st.text("abcdefghij ", min_size=5, max_size=80), min_size=2, max_size=6))
def test_similarity_is_the_same_both_ways_and_one_with_itself(texts: list[str]) -> None:
    rare = WeighedArticles(*read([*texts, texts[0]]))

    for one, other in combinations(range(len(texts)), 2):
        assert rare.similarity(one, other) == rare.similarity(other, one)
        assert 0 <= rare.similarity(one, other) <= 1 + 1e-9
    if not all(map(is_function_word, words_of(texts[0]))):
        assert abs(rare.similarity(0, len(texts)) - 1) < 1e-9


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
def test_a_text_is_wholly_part_of_what_holds_it(words: list[str], more: list[str]) -> None:
    lexicon = Lexicon()
    own, longer = (
        lexicon.number(words_of_text(" ".join(words))),
        lexicon.number(words_of_text(" ".join([*words, *more]))),
    )

    part = Runs(longer).part_of(own)

    assert 0 <= part <= 1
    if len(own) >= 5:
        assert part == 1.0


def test_two_articles_are_not_put_together_for_their_language_alone() -> None:
    folders = {f.parent.name: open_story([str(f)]) for f in sorted(shipped("seeds").glob("*/story.yaml"))}
    told = [version for story in folders.values() for version in story.versions]
    told += [replace(telling.version, language=code) for code in ("de", "fr") for telling in tellings(code)]
    lexicon = Lexicon()
    numbered = [lexicon.read(version) for version in told]
    sack = next(n for n, version in enumerate(told) if version.name == "Fell Observer")

    found = [found.articles for found in group(numbered, lexicon.function_words)]

    assert (sack, sack + 1, sack + 2) in found  # names and figures are enough for the three of one event
    assert {(len(told) - 4, len(told) - 3), (len(told) - 2, len(told) - 1)} <= set(found)
