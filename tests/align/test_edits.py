"""Word-level edits inside a link."""

from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.align.compare import compare
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.words import words_of
from tests.align.helpers import shown, version


def edited(left: str, right: str) -> list[str]:
    a, b = version(left), version(right, siglum="B")
    here, there = Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0])
    edits = edits_of(here, there, reuse_of(here, there))
    forms = {"equal": "= {0}", "left": "- {0}", "right": "+ {1}", "replace": "{0} → {1}"}
    return [forms[e.op].format(e.left.of(a.text), e.right.of(b.text)) for e in edits]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("The guns fell silent.", "The guns fell silent!", ["= The guns fell silent"]),
        ("Ferries run on Thursday.", "Ferries run on Friday.", ["= Ferries run on", "Thursday → Friday"]),
        ("Ferries run on Thursday.", "Ferries run.", ["= Ferries run", "- on Thursday"]),
        ("Run, ferries!", "Now run, ferries!", ["+ Now", "= Run, ferries"]),
        (
            "Orlov told reporters in Sevrin that the guns were silent.",
            "Orlov told a briefing of the press in Velden that the guns were silent.",
            ["= Orlov told", "reporters in Sevrin → a briefing of the press in Velden", "= that the guns were silent"],
        ),
        ("It cost $5 then.", "It cost €5 then.", ["= It cost", "$5 → €5", "= then"]),
        ("About twenty-five men.", "About 25 men.", ["= About", "twenty-five → 25", "= men"]),
    ],
)
def test_edits_are_phrases(left: str, right: str, expected: list[str]) -> None:
    assert edited(left, right) == expected


def test_a_one_sided_change_keeps_the_small_words_between() -> None:
    assert edited("The old and tired mill by Velden fell.", "The mill fell.") == [
        "= The",
        "- old and tired",
        "= mill",
        "- by Velden",
        "= fell",
    ]


def test_where_next_to_nothing_is_equal_the_whole_is_replaced() -> None:
    left, right = (
        "Divers searched the harbour of Velden until dark.",
        "They looked for survivors in the water all night long.",
    )
    assert edited(left, right) == [f"{left[:-1]} → {right[:-1]}"]


def test_an_edit_reaches_over_no_sentence_that_is_not_linked() -> None:
    a = version(["Anna spoke.", "The mill had lost its roof in the storm.", "Boris sang."])
    b = version(["She spoke first, and he sang then."], siglum="B")
    here, there = Passage(a, words_of(a), [0, 2]), Passage(b, words_of(b), [0])
    between = a.sentences[1].span
    for reuse in (Reuse.EDITED, Reuse.REWORDED):
        edits = edits_of(here, there, reuse)
        assert all(e.left.end <= between.start or between.end <= e.left.start for e in edits)
        assert [e.mirrored() for e in edits_of(there, here, reuse)] == list(edits)


@pytest.mark.parametrize(
    ("left", "right", "reuse"),
    [
        ("The guns fell silent.", "the guns - fell silent", Reuse.VERBATIM),
        ("The well-known guns fell silent.", "The well known guns fell silent.", Reuse.VERBATIM),
        ("The guns fell silent on Tuesday.", "The guns fell silent on Wednesday.", Reuse.EDITED),
        ("The guns fell silent on Tuesday.", "On Tuesday the shelling came to an end.", Reuse.REWORDED),
    ],
)
def test_reuse_says_what_was_kept(left: str, right: str, reuse: Reuse) -> None:
    a, b = version(left), version(right, siglum="B")
    assert reuse_of(Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0])) is reuse


def test_a_verbatim_link_is_one_equal_edit() -> None:
    comparison = compare([version("The guns fell silent."), version("“The guns fell silent!”", siglum="B")])
    (link,) = comparison.pairs[0].links
    assert shown(comparison, link) == ["= The guns fell silent"]


def test_passages_too_long_to_look_inside_are_replaced_whole() -> None:
    a = version(" ".join(f"left{n}" for n in range(6000)))
    b = version(" ".join(f"right{n}" for n in range(6000)), siglum="B")
    (edit,) = edits_of(Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0]), Reuse.EDITED)
    assert (len(edit.left), len(edit.right)) == (len(a.text.strip()), len(b.text.strip()))
