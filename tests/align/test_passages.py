"""Passages that two versions have in the same words, across the borders of sentences."""

from __future__ import annotations

from time import thread_time

import pytest

from reader.align.compare import compare
from reader.align.passages import Passage, passages
from reader.story.version import Version
from tests.align.helpers import read
from tests.bench.passages import plagdet, planted

MILL = (
    "The mill at Velden had lost its roof in the storm of Tuesday night. Ferries are to run again from Thursday, the "
    "harbour office said. Nobody was hurt on the quay, although forty people had waited there for the last boat. Bread "
    "and candles grew dear within a day."
)
HARBOUR = "Divers searched the harbour until dark. They found two anchors, a bell and the wheel of a cart."
SNOW = "Snow fell on the hills above Sevrin. Geese crossed the sky in the evening, and smoke rose from every house."


def found(left: Version, right: Version) -> tuple[Passage, ...]:
    return passages(left, right, compare((left, right)).pair(0, 1))


def test_neighbouring_sentences_in_the_same_words_are_one_passage() -> None:
    a, b = read(f"{HARBOUR}\n\n{MILL}\n"), read(f"{MILL}\n\n{SNOW}\n", "B")
    (passage,) = found(a, b)
    assert passage.left.of(a.text) == passage.right.of(b.text) == MILL[:-1]
    assert passage.words == len(MILL.split())


def test_a_passage_may_begin_and_end_within_a_sentence() -> None:
    piece = MILL[MILL.index("lost its roof") : MILL.index("for the last boat")].strip()
    a, b = read(f"{HARBOUR[:20]} {piece} {HARBOUR[20:]}\n"), read(f"{SNOW} {MILL}\n", "B")
    (passage,) = found(a, b)
    assert passage.left.of(a.text) == passage.right.of(b.text) == piece


def test_a_changed_word_parts_no_passage() -> None:
    a, b = read(f"{HARBOUR}\n\n{MILL}\n"), read(MILL.replace("forty people", "a few dozen people") + "\n", "B")
    (passage,) = found(a, b)
    assert passage.left.of(a.text) == MILL[:-1]


def test_passages_that_stand_elsewhere_are_several() -> None:
    a, b = read(f"{MILL}\n\n{HARBOUR} {SNOW}\n"), read(f"{HARBOUR} {SNOW}\n\n{MILL}\n", "B")
    texts = [(passage.left.of(a.text), passage.right.of(b.text)) for passage in found(a, b)]
    assert texts == [(MILL[:-1],) * 2, (f"{HARBOUR} {SNOW}"[:-1],) * 2]


def test_what_is_shorter_than_thirty_words_or_only_reworded_is_none() -> None:
    reworded = (
        "In Tuesday's storm the roof of Velden's mill was lost. The harbour office will let ferries run on Thursday."
    )
    assert found(read(f"{SNOW}\n"), read(f"{SNOW.partition('.')[0]}. {HARBOUR}\n", "B")) == ()
    assert found(read(f"{MILL}\n"), read(f"{reworded}\n", "B")) == ()
    assert found(read(""), read("", "B")) == ()


def test_swapped_versions_have_the_mirrored_passages() -> None:
    a, b = read(f"{MILL}\n\n{HARBOUR} {SNOW}\n"), read(f"{HARBOUR} {SNOW}\n\n{MILL}\n", "B")
    mirrored = [(passage.right, passage.left, passage.words) for passage in found(b, a)]
    assert sorted(mirrored) == sorted(map(tuple, found(a, b)))


def test_a_text_that_repeats_itself_takes_no_more_than_in_proportion_to_its_length() -> None:
    short, long = (seconds_to_join(times) for times in (200, 800))
    assert long <= 10 * short, "4 times is linear, 16 times quadratic"


def seconds_to_join(times: int) -> float:
    """The processor time of the shortest of several runs over two texts that say the same again and again."""
    a = read("The bell rang. Rain fell on the quay.\n\n" * times)
    b = read("Rain fell on the quay. The bell rang.\n\n" * times, "B")
    alignment = compare((a, b)).pair(0, 1)
    taken = []
    for _ in range(3):
        start = thread_time()
        assert len(passages(a, b, alignment)) <= 4
        taken.append(thread_time() - start)
    return min(taken)


@pytest.mark.slow
def test_planted_passages_are_found() -> None:
    cases = planted(pairs=40)
    told = []
    for case in cases:
        left, right = read(case.left), read(case.right, "B")
        told.append([(passage.left, passage.right) for passage in found(left, right)])
    assert plagdet([case.passages for case in cases], told)[3] >= 0.97


def test_plagdet_counts_what_is_covered_and_in_how_many_parts() -> None:
    (case,) = [case for case in planted(pairs=2) if case.passages][:1]
    true = [case.passages]
    assert plagdet(true, true) == (1.0, 1.0, 1.0, 1.0)
    halves = [
        [
            (type(a)(s, e), type(b)(t, f))
            for a, b in case.passages
            for (s, e), (t, f) in (
                ((a.start, (a.start + a.end) // 2), (b.start, (b.start + b.end) // 2)),
                (((a.start + a.end) // 2, a.end), ((b.start + b.end) // 2, b.end)),
            )
        ]
    ]
    *_, granularity, value = plagdet(true, halves)
    assert granularity == 2
    assert value == pytest.approx(1 / 1.585, abs=0.001)
    assert plagdet(true, [[]])[3] == 0.0
