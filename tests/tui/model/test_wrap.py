from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from reader.tui.model.flow import wrap

ALPHABET = st.sampled_from("abcdefgh ,.;-“”’—\n\t\u00a0éñß中文字。、」한국어🙂👩\u200d👩\u0301\u200b🇦🇹ﬁ\ufe0f")
TEXTS = st.text(ALPHABET, max_size=160) | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


def shown(text: str) -> str:
    """A row as it is drawn: every white space one blank."""
    return "".join(" " if char.isspace() else char for char in text)


@given(TEXTS, st.integers(1, 30))
@example("", 5)
@example("   ", 5)
@example("a", 0)
@example("中中中", 1)
def test_every_visible_code_point_stands_in_one_row_in_order(text: str, width: int) -> None:
    rows = wrap(text, 0, len(text), width)

    assert "".join("".join(text[a:b].split()) for a, b in rows) == "".join(text.split())
    assert all(a < b for a, b in rows)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(rows))
    assert not any(text[a].isspace() or text[b - 1].isspace() for a, b in rows)


@given(TEXTS, st.integers(1, 30))
@example(";\n\u00a0、、", 6)
def test_no_row_is_wider_than_asked_but_a_single_grapheme(text: str, width: int) -> None:
    assume("\u200d" not in text)  # rich gives a joiner that joins nothing one width alone and another in a row
    for start, end in wrap(text, 0, len(text), width):
        row = text[start:end]
        assert cell_len(shown(row)) <= width or len(split_graphemes(row)[0]) == 1


@given(TEXTS, st.integers(2, 30))
def test_a_row_is_broken_only_where_the_next_word_does_not_fit(text: str, width: int) -> None:
    assume("\u200d" not in text)  # rich gives a joiner that joins nothing one width alone and another in a row
    rows = wrap(text, 0, len(text), width)
    for (start, end), (following, _) in itertools.pairwise(rows):
        word = text[following:].split(maxsplit=1)[0]
        assert cell_len(shown(text[start:end] + text[end:following])) + cell_len(word) > width


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), st.integers(1, 20))
def test_only_the_asked_part_of_a_text_is_wrapped(text: str, start: int, size: int, width: int) -> None:
    start = min(start, len(text))
    end = min(start + size, len(text))

    rows = wrap(text, start, end, width)

    assert all(start <= a and b <= end for a, b in rows)
    assert [(a - start, b - start) for a, b in rows] == wrap(text[start:end], 0, end - start, width)


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("the harbour master said so", 11, ["the harbour", "master said", "so"]),
        ("one\ntwo   three", 20, ["one\ntwo   three"]),
        ("unbelievably", 5, ["unbel", "ievab", "ly"]),
        ("あいうえおかき", 6, ["あいう", "えおか", "き"]),
        ("鉄道は止まった。雪", 16, ["鉄道は止まった。", "雪"]),
        ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 4, ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("a\u00a0b c", 3, ["a\u00a0b", "c"]),
    ],
)
def test_rows_are_broken_between_words_or_wide_characters(text: str, width: int, rows: list[str]) -> None:
    assert [text[a:b] for a, b in wrap(text, 0, len(text), width)] == rows


def test_a_closing_mark_does_not_begin_a_row_where_there_is_room_for_it() -> None:
    text = "雪が降った。雪が降った。"

    assert [text[a:b] for a, b in wrap(text, 0, len(text), 13)] == ["雪が降った。", "雪が降った。"]
