"""What a paragraph is for, by its form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story import form


@pytest.mark.parametrize("phrases", [form._LABEL, form._OTHER_FURNITURE, form._LEAD_IN, form._BYLINE])
def test_every_phrase_begins_with_what_is_looked_for_first(phrases: str) -> None:
    @given(st.from_regex(phrases, fullmatch=True))
    def begins(phrase: str) -> None:
        assert phrase[:1].isdecimal() or phrase.casefold().startswith(form._STARTS)

    begins()


def test_what_is_looked_for_first_alone_makes_no_furniture() -> None:
    for start in form._STARTS:
        assert not form.is_furniture(f"{start} snow fell on the pass until the morning train came")
