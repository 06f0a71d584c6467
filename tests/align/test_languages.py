"""Links in other languages than English: one event, told twice in each."""

from __future__ import annotations

import pytest

from reader.align.alignment import EditOp, Reuse
from reader.align.compare import compare
from tests.align.helpers import read
from tests.align.tongues import Told, languages, scores, tellings

RECALL = {"de": 0.87, "ru": 0.87, "fi": 0.87, "he": 0.87}
"""What is found of eight links where it is not all of them: all but the one in other words."""


def linked(left: Told, right: Told) -> set[tuple[str, str]]:
    """The pairs of sentences that strong links join, by what each says; one that only one version has is `+`."""
    (pair,) = compare((left.version, right.version)).pairs
    return {
        (one, other)
        for link in pair.links
        if link.reuse.strong
        for i in link.left
        for j in link.right
        for one in left.numbered(i)
        for other in right.numbered(j)
    }


@pytest.mark.parametrize("language", languages())
def test_two_tellings_are_linked_in_any_language(language: str) -> None:
    left, right = tellings(language)
    true = {(number, number) for number, _, _ in left.sentences if number != "+"}
    assert len(true) == 8
    precision, recall = scores(linked(left, right), true)
    assert precision == 1
    assert recall >= RECALL.get(language, 1)


@pytest.mark.parametrize("language", languages())
def test_another_length_of_the_crack_is_a_conflict_in_any_language(language: str) -> None:
    """25 against 35, in Hindi and Arabic written with other digits in the second version."""
    left, right = tellings(language)
    (pair,) = compare((left.version, right.version)).pairs
    told = [
        (conflict.left.of(left.version.text), conflict.right.of(right.version.text))
        for link in pair.links
        for conflict in link.conflicts
    ]
    assert any("25" in one and any(number in other for number in ("35", "٣٥", "३५")) for one, other in told), told


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("สะพานปิดเมื่อวานนี้เพราะน้ำท่วม", "สะพานเปิดเมื่อวานนี้เพราะน้ำท่วม", ("ปิด", "เปิด")),
        ("ຂົວປິດມື້ວານນີ້ເພາະນໍ້າຖ້ວມ", "ຂົວເປີດມື້ວານນີ້ເພາະນໍ້າຖ້ວມ", ("ປິດ", "ເປີດ")),
        ("ស្ពានបិទកាលពីម្សិលមិញ។", "ស្ពានបើកកាលពីម្សិលមិញ។", ("បិទ", "បើក")),
        ("တံတားကို မနေ့က ပိတ်ခဲ့သည်။", "တံတားကို မနေ့က ဖွင့်ခဲ့သည်။", ("ပိတ်", "ဖွင့်")),
    ],
)
def test_one_changed_word_is_marked_in_scripts_without_spaces(one: str, other: str, changed: tuple[str, str]) -> None:
    left, right = read(one), read(other, "B")
    (link,) = compare((left, right)).pairs[0].links
    (edit,) = (edit for edit in link.edits if edit.op is not EditOp.EQUAL)
    told = edit.left.of(left.text), edit.right.of(right.text)
    assert all(word.startswith(found) for word, found in zip(changed, told, strict=True)), told
    assert link.reuse is Reuse.EDITED
