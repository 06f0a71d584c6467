"""Books: what is linked, what it costs, and that nothing makes comparing hang."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from reader.align.alignment import Comparison, Reuse
from reader.align.compare import compare, decide
from reader.align.links import filled, is_book, is_long, neighbours
from reader.align.measure import candidates, learnt
from reader.align.prepared import prepare
from reader.align.progress import Cancelled
from reader.align.rarity import Bag, Rarity, weigh
from reader.align.similarity import Similarity, indel_similarity, similarity_of, too_long
from reader.align.thresholds import Sizes, Thresholds
from reader.align.words import words_of
from reader.story.version import Version
from tests.align.helpers import read, sentence_pairs
from tests.bench.texts import made_book, retold, verses

SENTENCES = 1_000


@pytest.fixture(scope="module")
def book() -> tuple[Version, Version, set[tuple[int, int]]]:
    """A made book, its retelling, and which sentences belong together."""
    told = made_book(SENTENCES)
    again, sources = retold(told)
    return verses(told, "A"), verses(again, "B"), {(i, j) for j, i in enumerate(sources)}


@pytest.fixture(scope="module")
def comparison(book: tuple[Version, Version, set[tuple[int, int]]]) -> Comparison:
    return compare(book[:2])


def f1(said: set[tuple[int, int]], true: set[tuple[int, int]]) -> float:
    return 2 * len(said & true) / (len(said) + len(true))


def bags_of(left: Version, right: Version) -> tuple[Rarity, tuple[Bag, ...], tuple[Bag, ...]]:
    return weigh(words_of(left), words_of(right))


def test_a_book_and_its_retelling_are_linked_sentence_by_sentence(
    book: tuple[Version, Version, set[tuple[int, int]]], comparison: Comparison
) -> None:
    assert f1(sentence_pairs(comparison.pairs[0].links), book[2]) >= 0.98
    assert comparison.remarks == ()


@pytest.mark.slow
def test_a_shuffled_retelling_is_linked_as_well(book: tuple[Version, Version, set[tuple[int, int]]]) -> None:
    left, right, true = book
    source = {j: i for i, j in true}
    order = sorted(source, key=lambda j: (j * 7919) % len(source))
    shuffled = verses([right.sentence_text(j) for j in order], "B")
    links = compare((left, shuffled)).pairs[0].links
    assert f1(sentence_pairs(links), {(source[j], n) for n, j in enumerate(order)}) >= 0.95


@pytest.mark.slow
def test_swapped_books_give_the_mirrored_comparison(
    book: tuple[Version, Version, set[tuple[int, int]]], comparison: Comparison
) -> None:
    turned = comparison.pairs[0].mirrored()
    assert compare((book[1], book[0])) == Comparison(
        comparison.versions[::-1], (turned._replace(left=0, right=1),), comparison.remarks
    )


def test_a_book_against_itself_is_all_verbatim_and_in_place(
    book: tuple[Version, Version, set[tuple[int, int]]],
) -> None:
    left = book[0]
    links = [k for k in compare((left, replace(left, siglum="B"))).pairs[0].links if k.reuse.strong]
    assert [(k.left, k.right) for k in links] == [((n,), (n,)) for n in range(SENTENCES)]
    assert {(k.reuse, k.moved) for k in links} == {(Reuse.VERBATIM, False)}


def test_two_books_that_share_only_frequent_words_are_not_linked() -> None:
    left, right = made_book(SENTENCES, seed=1), made_book(SENTENCES, seed=5)
    links = compare((verses(left, "A"), verses(right, "B"))).pairs[0].links
    assert len(sentence_pairs(links)) <= 0.02 * SENTENCES


@pytest.mark.slow
def test_a_strict_reader_gets_no_other_links_of_a_book(book: tuple[Version, Version, set[tuple[int, int]]]) -> None:
    prepared = prepare(book[:2])
    strict, loose = (sentence_pairs(decide(prepared, strictness=n).pairs[0].links) for n in (3, -3))
    assert strict <= loose


@pytest.mark.slow
def test_the_hash_seed_changes_nothing_in_a_book() -> None:
    script = (
        "import hashlib\n"
        "from tests.bench.texts import made_book, retold, verses\n"
        "from reader.align.compare import compare\n"
        "from reader.export.comparison_json import comparison_json\n"
        "book = made_book(800)\n"
        "told = comparison_json(compare((verses(book, 'A'), verses(retold(book)[0], 'B'))))\n"
        "print(hashlib.sha256(told.encode()).hexdigest())\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "17")
    }
    assert len(printed) == 1


# candidates


def test_short_texts_are_compared_pair_by_pair_and_long_ones_are_not() -> None:
    short, long = made_book(40), made_book(400)
    rarity, left, right = bags_of(verses(short, "A"), verses(retold(short)[0], "B"))
    assert not is_long(left, right)
    assert len(candidates(rarity, left, right)) > 0.3 * len(left) * len(right)
    rarity, left, right = bags_of(verses(long, "A"), verses(retold(long)[0], "B"))
    assert is_long(left, right)
    assert not is_book(left, right)
    assert len(candidates(rarity, left, right)) <= 6 * (len(left) + len(right))


def test_hardly_a_true_partner_is_missed_by_the_candidates(book: tuple[Version, Version, set[tuple[int, int]]]) -> None:
    asked = set(candidates(*bags_of(*book[:2])))
    assert len(asked & book[2]) >= 0.97 * len(book[2])


# the dictionary


def _bags(*sentences: str) -> tuple[Bag, ...]:
    return bags_of(verses(sentences, "A"), verses(["nothing"], "B"))[1]


def test_words_that_stand_in_each_others_place_are_learnt() -> None:
    left = _bags("the arch held", "an arch of stone", "no arch was seen", "the arch fell")
    right = _bags("the firmament held", "a firmament of stone", "no firmament was seen", "the firmament fell")
    assert learnt(((n, n) for n in range(4)), left, right) == {"arch": "firmament"}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (["the arch held", "an arch of stone"], ["the firmament held", "a firmament of stone"]),  # too few
        (
            ["arch one", "arch two", "arch three", "arch four"],
            ["x one", "y two", "z three", "v four"],
        ),  # never the same
        (
            ["the arch held", "an arch of stone", "no arch seen", "arch and sky", "arch above"],
            ["the vault held", "a vault of stone", "no vault seen", "arch and sky", "arch above"],
        ),  # kept too often
    ],
)
def test_chance_is_not_learnt(left: Sequence[str], right: Sequence[str]) -> None:
    assert learnt(((n, n) for n in range(len(left))), _bags(*left), _bags(*right)) == {}


# order


def _similar(value: float) -> Similarity:
    rarity, (left,), (right,) = bags_of(verses(["One word."], "A"), verses(["One word."], "B"))
    near = similarity_of(rarity, left, right)
    assert near is not None
    return replace(near, score=value)


def test_a_gap_between_linked_sentences_is_filled_if_they_share_something() -> None:
    assert filled({(0, 0), (2, 2)}, {(1, 1): _similar(0.21)}) == {(0, 0), (1, 1), (2, 2)}
    assert filled({(0, 0), (2, 2)}, {(1, 1): _similar(0.19)}) == {(0, 0), (2, 2)}
    assert filled({(0, 0), (2, 2)}, {}) == {(0, 0), (2, 2)}


def test_beside_one_link_alone_it_takes_more() -> None:
    assert filled({(0, 0)}, {(1, 1): _similar(0.29)}) == {(0, 0)}
    assert filled({(0, 0)}, {(1, 1): _similar(0.31), (2, 2): _similar(0.31)}) == {(0, 0), (1, 1), (2, 2)}


def test_only_sentences_without_a_partner_are_filled_in() -> None:
    assert neighbours({(0, 0), (1, 5)}) == {(-1, -1): 1, (2, 6): 1}
    assert filled({(0, 0), (1, 5)}, {(1, 1): _similar(0.9), (2, 6): _similar(0.9)}) == {(0, 0), (1, 5), (2, 6)}


# progress


@pytest.mark.slow
def test_progress_goes_from_nothing_to_all_and_never_back(book: tuple[Version, Version, set[tuple[int, int]]]) -> None:
    told: list[float] = []
    compare(book[:2], progress=told.append)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert all(0.0 <= x <= y <= 1.0 + 1e-9 for x, y in pairwise(told))
    assert max(y - x for x, y in pairwise(told)) <= 0.25


@pytest.mark.default_cases(2)
@pytest.mark.parametrize("enough", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9])
def test_comparing_can_be_given_up_at_any_time(
    book: tuple[Version, Version, set[tuple[int, int]]], enough: float
) -> None:
    def give_up(done: float) -> None:
        if done >= enough:
            raise Cancelled

    with pytest.raises(Cancelled):
        compare(book[:2], progress=give_up)


# what is too large


def test_what_is_too_long_is_compared_by_the_words_it_shares() -> None:
    left = [str(n) for n in range(2 * Sizes().sentence_words)]
    assert too_long(left, left)
    assert indel_similarity(left, left[::-1]) == 1.0
    assert indel_similarity(left, left[: len(left) // 2]) == pytest.approx(2 / 3)
    assert indel_similarity(["a", "b", "c", "d"], ["a", "x", "c", "d"]) == 0.75


def _soup(words: int, step: int = 1) -> str:
    return " ".join(f"w{n * step % words}" for n in range(words))


HARD: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "unrelated paragraphs": (lambda n: " ".join(made_book(n // 110)), lambda n: _soup(n // 7)),
    "one endless sentence": (lambda n: _soup(n // 7), lambda n: _soup(n // 7, 3)),
    "a": (lambda n: "a" * n, lambda n: "a" * (n - 1)),
    "A in a row": (lambda n: "See " + "A" * n, lambda n: "See " + "A" * (n - 1) + "B"),
    "abab": (lambda n: "ab" * (n // 2), lambda n: "ba" * (n // 2)),
    "a b a b": (lambda n: "a b " * (n // 4), lambda n: "b a " * (n // 4)),
    "the same line": (
        lambda n: "And the river runs on.\n" * (n // 23),
        lambda n: "And the river runs on.\n" * (n // 24),
    ),
    "two lines": (lambda n: "Oh no.\nOh yes.\n" * (n // 15), lambda n: "Oh yes.\nOh no.\n" * (n // 15)),
    "numbers": (lambda n: " ".join(map(str, range(n // 7))), lambda n: " ".join(map(str, range(n // 7, 0, -1)))),
}


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("name", HARD)
def test_nothing_makes_comparing_hang(name: str) -> None:
    """A quarter of a megabyte each, for the suite's sake; `tests.bench.align hard` has the whole sizes."""
    left, right = (read(make(250_000), siglum) for make, siglum in zip(HARD[name], "AB", strict=True))
    start = time.process_time()
    compare((left, right))
    assert time.process_time() - start < 8


def test_a_sentence_that_is_too_long_is_named() -> None:
    words = 2 * Sizes().sentence_words
    left, right = read(_soup(words), "A"), read(_soup(words, 3), "B")
    comparison = compare((left, right))
    assert [remark.partition(":")[0] for remark in comparison.remarks] == ["A", "B"]
    assert "5,000 words" in comparison.remarks[0]


def test_versions_that_are_too_large_are_linked_where_they_are_equal() -> None:
    left = read("The bridge at Orla fell at dawn. Nobody was hurt, the ministry said on Monday.", "A")
    right = read("The bridge at Orla fell at dawn. No one was hurt, the ministry told us on Monday.", "B")
    comparison = compare((left, right), thresholds=Thresholds(sizes=Sizes(version_words=20)))
    assert [(k.left, k.right, k.reuse) for k in comparison.pairs[0].links] == [((0,), (0,), Reuse.VERBATIM)]
    assert comparison.remarks == ("A and B have more than 20 words: only what is equal is linked",)


@pytest.mark.slow
def test_time_grows_with_length_and_no_faster() -> None:
    book = made_book(4_000)
    times = []
    for size in (1_000, 4_000):
        left, right = verses(book[:size], "A"), verses(retold(book[:size])[0], "B")
        start = time.process_time()
        compare((left, right))
        times.append(time.process_time() - start)
    assert times[1] <= 2.4**2 * times[0]
