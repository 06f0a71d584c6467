"""No pattern of the package takes more than linear time, whatever text it meets."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from tests.patterns import AT_RUN_TIME, MODULES, NO_MORE, ROOT, Use, growth, uses

USES = uses()
FILES = sorted({use.module for use in USES})
NOT_LINEAR = (
    (r"(?is)\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", "match"),
    (r"(?s)<!--.*?-->|</?[A-Za-z][^<>]*>", "sub"),
    (r"^\W+|\W+$", "sub"),
    (r"(?:[.!?][\"')]*\s*|\n\s*)\Z", "search"),
    (r"(?=#+$)", "sub"),
    (r",\s+(?=said\b[^\"]*$)", "search"),
    (r"[aeiou]+v$", "sub"),
    (r"[ \t]+#.*(?=\r?\n|$)", "search"),
    (r"(?:[^\W\d_]{1,2}\.){2,}(?!\w)", "findall"),
    (r"(a+)+$", "match"),
    (r"(?:\w+\s?)*:", "fullmatch"),
    (r"\w*top-?line(?=$|\s)", "search"),
)
"""Patterns that were in the package, and two from textbooks."""


def test_every_pattern_in_the_source_is_known() -> None:
    unknown = [f"{use.place}, line {use.line}" for use in USES if not use.patterns]
    assert unknown == [], "say in tests/patterns.py what the names in these patterns may stand for"
    assert sorted(AT_RUN_TIME.keys() - {use.place for use in USES}) == []


def test_no_pattern_is_made_in_another_way() -> None:
    known = {pattern.pattern for use in USES for pattern in use.patterns}
    for path in MODULES:
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        made = [value.pattern for value in vars(module).values() if isinstance(value, re.Pattern)]
        assert set(made) <= known, path
        assert "from re import" not in path.read_text("utf-8"), path


@pytest.mark.default_cases(3)
@pytest.mark.parametrize(("pattern", "method"), NOT_LINEAR)
def test_the_worst_cases_find_a_pattern_that_is_not_linear(pattern: str, method: str) -> None:
    assert growth(re.compile(pattern), method, most=400).ratio > NO_MORE


def test_no_pattern_takes_more_than_linear_time() -> None:
    assert too_slow(USES, most=40) == []


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_no_pattern_takes_more_than_linear_time_in_any_of_its_worst_cases(file: str) -> None:
    assert too_slow([use for use in USES if use.module == file], most=None) == []


def too_slow(used: list[Use], most: int | None) -> list[str]:
    """The patterns that take longer than in proportion."""
    found = []
    for use in used:
        for pattern, method in ((pattern, method) for pattern in use.patterns for method in sorted(use.methods)):
            grown = growth(pattern, method, most)
            if grown.ratio > NO_MORE:
                found.append(
                    f"{use.place}, line {use.line}: {method} takes {grown.ratio:.0f} times as long: {grown.text!r}"
                )
    return found
