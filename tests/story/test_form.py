"""What a paragraph is for, by its form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story import paragraphs


@pytest.mark.parametrize(
    "phrases", [paragraphs._LABEL, paragraphs._OTHER_FURNITURE, paragraphs._LEAD_IN, paragraphs._BYLINE]
)
def test_every_phrase_begins_with_what_is_looked_for_first(phrases: str) -> None:
    @given(st.from_regex(phrases, fullmatch=True))
    def begins(phrase: str) -> None:
        assert phrase[:1].isdecimal() or phrase.casefold().startswith(paragraphs._STARTS)

    begins()


def test_what_is_looked_for_first_alone_makes_no_furniture() -> None:
    for start in paragraphs._STARTS:
        assert not paragraphs.is_furniture(f"{start} snow fell on the pass until the morning train came")
