"""What the reader's own rules do to a comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reader.align.alignment import Comparison, Reuse, differs
from reader.align.compare import compare
from reader.story.rules import USUAL_RULES, Rules
from reader.story.version import Role
from tests.align.helpers import told, version


def compared(left: str, right: str, rules: Rules = USUAL_RULES) -> Comparison:
    a, b = version(*left.split("|")), version(*right.split("|"), siglum="B")
    return compare([replace(a, rules=rules), b])


def edits(comparison: Comparison) -> list[str]:
    left, right = comparison.versions
    return [line for link in comparison.pairs[0].links for line in told(left.text, right.text, link.edits)]


NOTED = "The ferry sank at noon [12] off Tarn.", "The ferry sank at noon off Tarn [3]."
NAMED = "The ferry to Peking sank, the WHO said.", "The ferry to Beijing sank, the World Health Organization said."
CASED = "The Ferry sank off Tarn.", "The ferry sank off Tarn."
MARKED = "The ferry sank off Tarn.", "The ferry sank, off Tarn?"


@pytest.mark.parametrize(
    ("texts", "rules"),
    [
        (NOTED, Rules(ignore=("[#]",))),
        (NAMED, Rules(same=(("Peking", "Beijing"), ("WHO", "World Health Organization")))),
        (MARKED, Rules(punctuation=False)),
    ],
)
def test_a_rule_makes_a_difference_none(texts: tuple[str, str], rules: Rules) -> None:
    assert differs(compared(*texts))
    after = compared(*texts, rules)
    assert not differs(after)
    assert not [c for link in after.pairs[0].links for c in link.conflicts]


def test_what_counts_as_the_same_is_shown_as_a_variant_with_both_wordings() -> None:
    comparison = compared(*NAMED, Rules(same=(("Peking", "Beijing"), ("WHO", "World Health Organization"))))
    assert edits(comparison) == [
        "= The ferry to",
        "Peking ~ Beijing",
        "= sank, the",
        "WHO ~ World Health Organization",
        "= said",
    ]


def test_upper_and_lower_case_differ_only_by_a_rule() -> None:
    assert not differs(compared(*CASED))
    comparison = compared(*CASED, Rules(case=True))
    assert differs(comparison)
    assert edits(comparison) == ["= The", "Ferry ~ ferry", "= sank off Tarn"]
    assert comparison.pairs[0].links[0].reuse is Reuse.EDITED


def test_a_paragraph_of_which_nothing_is_compared_is_set_aside() -> None:
    comparison = compared(
        "The ferry sank off Tarn.|Photo: Reuters", "The ferry sank off Tarn.", Rules(ignore=("Photo: *",))
    )
    assert [p.role for p in comparison.versions[0].paragraphs][1:] == [Role.FURNITURE]
    assert not differs(comparison)


def test_the_rules_of_one_version_count_for_all() -> None:
    assert {v.rules for v in compared(*NOTED, Rules(ignore=("[#]",))).versions} == {Rules(ignore=("[#]",))}
