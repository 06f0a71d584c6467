"""What the door lets through: one visible code point for each that could act or hide, harmless text untouched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.clean import clean, clean_line, count_replaced, normalise

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
FORBIDDEN = (
    {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - {"\n"}
    | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x61C, 0xFEFF)}
    | {chr(code) for code in (*range(0x2060, 0x2065), *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000))}
)


@given(ANY_TEXT)
def test_cleaning_keeps_the_length_and_leaves_nothing_that_acts(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert not FORBIDDEN & set(cleaned)
    assert clean(cleaned) == cleaned
    assert "\n" not in clean_line(text)
    assert len(clean_line(text)) == len(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Mn", "Zs"), exclude_characters="\u3164\uffa0")))
def test_letters_numbers_marks_punctuation_and_symbols_come_back_unchanged(text: str) -> None:
    assert clean(text) == text
    assert count_replaced(text) == 0


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b]0;title\x07b", "a␛]0;title␇b"),
        ("\x00\x08\x0b\x0c\x0d\x0e\x1f\x7f", "␀␈␋␌␍␎␟␡"),
        ("\x9b31m \x9d0;x", "\ufffd31m \ufffd0;x"),
        ("ab\u202egnp.exe\u2069", "ab\ufffdgnp.exe\ufffd"),
        ("pay\u2063load\ufeff", "pay\ufffdload\ufffd"),
        ("one\ttwo", "one two"),
        ("lone \ud83d surrogate", "lone \ufffd surrogate"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("hi\U000e0069\U000e0067", "hi\ufffd\ufffd"),
    ],
)
def test_what_could_act_or_hide_becomes_one_visible_character(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧‍👦 and 👩🏽‍🚒",
        "می‌خواهم",
        "🇳🇴🇸🇪",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "❤️ and ☎︎",
        "क्‍ष",
        "שלום, مرحبا",
        "a\u00a0b\u202fc\u3000d",
    ],
)
def test_what_writing_needs_is_kept(text: str) -> None:
    assert clean(normalise(text)[0]) == text


def test_each_kind_of_newline_becomes_one_and_page_and_paragraph_separators_end_a_paragraph() -> None:
    assert normalise("a\r\nb\rc\nd\x85e\u2028f\r\r\ng")[0] == "a\nb\nc\nd\ne\nf\n\ng"
    assert normalise("a\u2029b\x0cc\x0bd")[0] == "a\n\nb\n\nc\n\nd"


def test_code_points_that_are_not_meant_to_be_read_are_dropped() -> None:
    assert normalise("\ufeffKali\u00adnin\u200bgrad") == ("Kaliningrad", 0)
    assert normalise("ភាសា\u200bខ្មែរ")[0] == "ភាសា\u200bខ្មែរ"
    assert normalise("ראש\u200f (\u200e12\u200e) \u061cעיר\u2060ים\ufeff")[0] == "ראש (12) עירים"
    assert normalise("a\u202eb\u2066c")[0] == "a\u202eb\u2066c"


@pytest.mark.parametrize("marks", [300, 100_000])
def test_a_heap_of_marks_is_capped_and_counted(marks: int) -> None:
    text, dropped = normalise("Z" + "\u0335" * marks + "algo e\u0301")
    assert text == "Z" + "\u0335" * 8 + "algo e\u0301"
    assert dropped == marks - 8


def test_marked_replacements_are_counted_and_tabs_and_newlines_are_not() -> None:
    assert count_replaced("a\tb\nc\x1bd\x9be\u202ef\ufffd") == 3


@pytest.mark.timeout(20)
def test_ten_megabytes_are_cleaned_code_point_for_code_point() -> None:
    text = "Ein schöner “Satz”\t\x1b[1m – ja.\n" * 330_000
    assert len(clean(text)) == len(text)


def test_hidden_format_characters_are_known_by_name() -> None:
    for name in ("WORD JOINER", "INVISIBLE TIMES", "RIGHT-TO-LEFT OVERRIDE", "TAG SPACE", "HANGUL FILLER"):
        assert clean(unicodedata.lookup(name)) == "\ufffd"
