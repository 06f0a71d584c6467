"""Places in a version: the sentence at an offset, the sentences in a span, and how they are named."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.story.version import Span
from tests.align.helpers import version

TOLD = version(["The ferry left.", "It rained."], "Nobody came.", siglum="B")


def test_an_offset_belongs_to_the_sentence_that_holds_it_or_the_last_one_before() -> None:
    starts = [sentence.span.start for sentence in TOLD.sentences]
    assert [TOLD.sentence_at(start) for start in starts] == [0, 1, 2]
    assert TOLD.sentence_at(starts[1] - 1) == 0
    assert TOLD.sentence_at(len(TOLD.text) + 9) == 2
    assert replace(TOLD, sentences=()).sentence_at(5) == 0


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_span_is_in_the_sentences_that_it_shares_a_code_point_with(one: int, other: int) -> None:
    span = Span(min(one, other), max(one, other))
    touched = [n for n, s in enumerate(TOLD.sentences) if s.span.start < span.end and s.span.end > span.start]
    assert list(TOLD.sentences_in(span)) == touched


def test_places_are_named_by_siglum_and_paragraph() -> None:
    assert [TOLD.sentence_label(n) for n in range(3)] == ["B ¶1", "B ¶1", "B ¶2"]
    assert TOLD.paragraph_label(10) == "B ¶11"
