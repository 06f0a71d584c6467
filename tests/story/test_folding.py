"""What is the same word for comparing is found by searching, and every place is mapped back to the original."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.folding import Searchable, fold_letters, fold_text, fold_word, without_marks

SAME = [
    ("oﬃce", "office"),
    ("Straße", "Strasse"),
    ("GROẞ", "gross"),
    ("ſhip", "ship"),
    ("２５０", "250"),
    ("٢٥", "25"),
    ("encyclopædia", "encyclopaedia"),
    ("œuvre", "oeuvre"),
    ("naïve", "naive"),
    ("nai\u0308ve", "naïve"),
    ("Łódź", "Lodz"),
    ("Ørsted", "Orsted"),
    ("Straßen\u00adname", "Strassenname"),
    ("שָׁלוֹם", "שלום"),
    ("كَتَبَ", "كتب"),
    ("أحمد", "احمد"),
    ("Σίσυφος", "σισυφοσ"),
]
CHARS = st.text(st.sampled_from("aefisoAES ﬃßæœſﬁ①½…２\u0301\u00ad\u05b8'’“-—\n"), max_size=40)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_the_same_for_comparing_is_found_by_searching(one: str, other: str) -> None:
    assert without_marks(fold_word(one)) == without_marks(fold_word(other))
    for text, query in ((one, other), (other, one)):
        searchable, needle = Searchable(f"in {text}, here"), fold_text(query).lower()
        place = searchable.lowered.find(needle)
        assert place >= 0
        assert searchable.span(place, len(needle)) == (3, 3 + len(text))


@given(CHARS)
def test_every_place_of_the_folded_text_stands_for_a_place_of_the_original(text: str) -> None:
    searchable = Searchable(text)
    assert len(searchable.cased) == len(searchable.lowered)
    spans = [searchable.span(place, 1) for place in range(len(searchable.cased))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] or one[0] == two[0] for one, two in pairwise(spans))
    for place, (start, end) in enumerate(spans):
        assert searchable.cased[place] in fold_text(text[start:end]) or "\n\n" in text
        assert searchable.folded(start) <= place < searchable.folded(end)


@given(CHARS)
def test_a_text_whose_letters_fold_one_for_one_keeps_its_offsets(text: str) -> None:
    searchable = Searchable(text)
    if searchable.regular:
        assert searchable.cased.replace("\0\0", "  ") == fold_letters(text)
        assert [searchable.span(place, 1)[0] for place in range(len(text))] == list(range(len(text)))
