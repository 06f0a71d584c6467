from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.folding import fold_letters, fold_text
from reader.story.version import Sentence, Span
from reader.tui.model.search import find_all, sentences_with

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXT)
def test_folding_is_one_code_point_for_one(text: str) -> None:
    assert len(fold_letters(text)) == len(text)


@given(TEXT, st.integers(0, 59), st.integers(1, 12))
def test_what_stands_in_a_text_is_found_where_it_stands(text: str, start: int, size: int) -> None:
    query = text[start : start + size]
    if query and not re.search("\n\n", text):
        found = find_all(text, query)
        assert any(begin <= start < end for begin, end in found)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("The Bridge held. The bridge fell.", "bridge", ["Bridge", "bridge"]),
        ("The Bridge held. The bridge fell.", "Bridge", ["Bridge"]),
        ("He said: “It’s over.”", '"it\'s over."', ["“It’s over.”"]),
        ("nine–ten — eleven", "nine-ten - eleven", ["nine–ten — eleven"]),
        ("Café Müller, Škoda", "cafe muller, skoda", ["Café Müller, Škoda"]),
        ("cafe", "café", ["cafe"]),
        ("a\nline\nbroken", "line broken", ["line\nbroken"]),
        ("ten\u00a0000 people", "ten 000", ["ten\u00a0000"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("İstanbul", "stanbul", ["stanbul"]),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ", ["ΣΊΣΥΦΟΣ"]),
        ("雪の夜、鉄道は", "鉄道", ["鉄道"]),
        ("[red]a[/red]", "[/red]", ["[/red]"]),
        ("a.b", ".", ["."]),
        ("a line\n   broken twice", "line broken", ["line\n   broken"]),
        ("a line\n\nbroken", "line broken", []),
        ("cafe\u0301 society", "café soc", ["cafe\u0301 soc"]),
        ("Cafe\u0301s", "cafes", ["Cafe\u0301s"]),
        ("Café", "cafe\u0301", ["Café"]),
        ("ὁ σίσυφος", "ΣΙΣΥΦΟΣ".lower(), ["σίσυφος"]),
        ("كَتَبَ الوَلَدُ", "كتب الولد", ["كَتَبَ الوَلَدُ"]),
        ("كتب الولد", "كَتَبَ", ["كتب"]),
        ("العـــربية", "العربية", ["العـــربية"]),
        ("שָׁלוֹם עולם", "שלום", ["שָׁלוֹם"]),
        ("The oﬃce closed.", "office", ["oﬃce"]),
        ("The oﬃce closed.", "off", ["oﬃ"]),
        ("The oﬃce closed.", "f", ["ﬃ"]),
        ("The office closed.", "oﬃce", ["office"]),
        ("Ein Straßenname, ein Fußweg", "strassen", ["Straßen"]),
        ("Straße, STRASSE", "Straße", ["Straße"]),
        ("GROẞ, groß", "gross", ["GROẞ", "groß"]),
        ("Ein Straßen­name", "strassenname", ["Straßen­name"]),
        ("sßs", "s", ["s", "ß", "s"]),
        ("sßs", "ss", ["sß"]),
        ("the ſhip", "ship", ["ſhip"]),
        ("渡し船は２５０センチ", "250", ["２５０"]),
        ("عدد ٢٥", "25", ["٢٥"]),
        ("an encyclopædia", "encyclopaedia", ["encyclopædia"]),
        ("an encyclopaedia", "pædi", ["paedi"]),
        ("les œuvres", "oeuvre", ["œuvre"]),
        ("a cœ́ur", "coeur", ["cœ́ur"]),
        ("Øresund and Łódź", "oresund and lodz", ["Øresund and Łódź"]),
        ("well‑known … “no”", 'well-known ... "no"', ["well‑known … “no”"]),
        ("한강과 하늘", "하", ["하"]),
        ("كتابي", "كتابى", ["كتابي"]),
        ("nothing", "something", []),
        ("nothing", "", []),
        ("", "a", []),
    ],
)
def test_marks_accents_and_case_are_folded(text: str, query: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_all(text, query)] == found


@given(st.text("abfs ﬃßæ\u0301\u00ad\n", max_size=30), st.integers(0, 29), st.integers(1, 4))
def test_letters_that_fold_into_several_do_not_shift_what_is_found(text: str, start: int, size: int) -> None:
    query = text[start : start + size]
    if query.strip() and "\n\n" not in text:
        found = list(find_all(text, query))
        assert any(begin <= start < end for begin, end in found)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
        for begin, end in found:
            assert fold_text(text[begin:end]).lower().count(fold_text(query).lower()) or query in text[begin:end]


@given(
    st.text("abs \u0301ßæ", max_size=30),
    st.text("abse", min_size=1, max_size=3),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_the_hits_within_a_range_are_those_that_touch_it(text: str, query: str, start: int, size: int) -> None:
    found = find_all(text, query)

    assert list(found.within(start, start + size)) == [hit for hit in found if hit[0] < start + size and hit[1] > start]
    starts = [begin for begin, _ in found]
    assert found.first_from(start) == next((at for at in starts if at >= start), None)
    assert found.last_before(start) == next((at for at in reversed(starts) if at < start), None)
    assert [found.count_before(at) for at in starts] == list(range(len(found)))


@given(st.text("ab ", min_size=1, max_size=60), st.integers(1, 9))
def test_the_sentences_with_hits_are_those_in_which_one_begins(text: str, size: int) -> None:
    sentences = [Sentence(Span(start, min(start + size, len(text))), 0) for start in range(0, len(text), size)]
    found = find_all(text, "a")

    expected = sorted({start // size for start, _ in found})
    assert sentences_with(found, sentences) == expected
