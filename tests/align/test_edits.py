"""Word-level edits inside a link."""

from __future__ import annotations

import pytest

from reader.align.alignment import Reuse
from reader.align.compare import compare
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.words import words_of
from tests.align.helpers import given_articles, gold, shown, told, version


def edited(left: str, right: str) -> list[str]:
    a, b = version(left), version(right, siglum="B")
    here, there = Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0])
    edits = edits_of(here, there, reuse_of(here, there))
    assert [e.mirrored() for e in edits_of(there, here, reuse_of(there, here))] == list(edits)
    return told(a.text, b.text, edits)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("The guns fell silent.", "The guns fell silent!", ["= The guns fell silent", "marks . → !"]),
        ("They flew to Kyiv.", "They flew to Kiev!", ["= They flew to", "Kyiv ~ Kiev", "marks . → !"]),
        (
            "“Ferries” run on Sunday at noon.",
            "Trains run on Sunday at noon.",
            ["marks “ → ", "Ferries → Trains", "marks ” → ", "= run on Sunday at noon"],
        ),
        ("Ferries run on Thursday.", "Ferries run on Friday.", ["= Ferries run on", "Thursday → Friday"]),
        ("Ferries run on Thursday.", "Ferries run.", ["= Ferries run", "- on Thursday"]),
        ("Run, ferries!", "Now run, ferries!", ["+ Now", "= Run, ferries"]),
        (
            "Orlov told reporters in Sevrin that the guns were silent.",
            "Orlov told a briefing of the press in Velden that the guns were silent.",
            ["= Orlov told", "reporters in Sevrin → a briefing of the press in Velden", "= that the guns were silent"],
        ),
        ("The old mill of the town fell.", "The town fell.", ["- The old mill of", "= the town fell"]),
        ("It cost $5 then.", "It cost €5 then.", ["= It cost", "$5 → €5", "= then"]),
        ("About twenty-five men.", "About 26 men.", ["= About", "twenty-five → 26", "= men"]),
    ],
)
def test_edits_are_phrases(left: str, right: str, expected: list[str]) -> None:
    assert edited(left, right) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            "“We only keep figures,” spokesman Dmitri S. Orlov told reporters.",
            "“We only keep figures,” Dmitry Orlov, the spokesman, told a briefing on Tuesday.",
            [
                "= We only keep figures",
                "« spokesman",
                "Dmitri S. ~ Dmitry",
                "= Orlov",
                "» the spokesman",
                "= told",
                "reporters → a briefing on Tuesday",
            ],
        ),
        (
            "On Tuesday evening the guns fell silent.",
            "The guns fell silent on Tuesday evening.",
            ["« On Tuesday evening", "= the guns fell silent", "» on Tuesday evening"],
        ),
        (
            "Anna Breda, head of the harbour office, said the cranes of Velden would stand still until noon.",
            "The cranes of Velden would stand still until noon, the head of the harbour office, Anna Breda, told us.",
            [
                "« Anna Breda, head of the harbour office",
                "- said",
                "= the cranes of Velden would stand still until noon",
                "» the head of the harbour office, Anna Breda",
                "+ told us",
            ],
        ),
        (
            "The mayor opened the bridge with her daughter on Friday.",
            "On Friday the mayor opened the rebuilt bridge.",
            ["» On Friday", "= The mayor opened the", "+ rebuilt", "= bridge", "- with her daughter", "« on Friday"],
        ),
    ],
)
def test_words_that_stand_elsewhere_have_moved(left: str, right: str, expected: list[str]) -> None:
    assert edited(left, right) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The ship sailed for Velden.", "The boat sailed to Velden."),
        ("It was the end of the day for him.", "For the mayor it was of no use in the end."),
    ],
)
def test_function_words_move_nowhere(left: str, right: str) -> None:
    assert not [
        line for line in edited(left, right) if line[0] in "«»" and line[2:].lower() in ("the", "of the", "for")
    ]


@pytest.mark.parametrize(
    ("left", "right", "variant"),
    [
        ("Then Dmitri Orlov spoke to us.", "Then Dmitry Orlov spoke to us.", "Dmitri ~ Dmitry"),
        ("Then Dmitri S. Orlov spoke to us.", "Then Dmitry Orlov spoke to us.", "Dmitri S. ~ Dmitry"),
        ("Then John F. Mares spoke to us.", "Then John Mares spoke to us.", "John F. ~ John"),
        ("Then J. F. Mares spoke to us.", "Then John Mares spoke to us.", "J. F. ~ John"),
        ("Then John Mares spoke to us.", "Then J. Mares spoke to us.", "John ~ J."),
        ("They flew to Kyiv that night.", "They flew to Kiev that night.", "Kyiv ~ Kiev"),
        ("We heard Mohammed Anwar sing.", "We heard Muhammad Anwar sing.", "Mohammed ~ Muhammad"),
        ("We met Zelenskyy in town.", "We met Zelensky in town.", "Zelenskyy ~ Zelensky"),
        ("We met Müller in town.", "We met Mueller in town.", "Müller ~ Mueller"),
        ("Some naïve painter did it.", "Some naive painter did it.", "naïve ~ naive"),
        ("Er führt das Boot.", "Er fuehrt das Boot.", "führt ~ fuehrt"),
        ("Ein größeres Boot kam.", "Ein groesseres Boot kam.", "größeres ~ groesseres"),
        ("An encyclopædia of boats.", "An encyclopaedia of boats.", "encyclopædia ~ encyclopaedia"),
        ("הַמַּעְבֹּרֶת באה אתמול", "המעברת באה אתמול", "הַמַּעְבֹּרֶת ~ המעברת"),
        ("About twenty-five men came.", "About 25 men came.", "twenty-five ~ 25"),
        ("Some two hundred and six men.", "Some two hundred and 6 men.", "six ~ 6"),
        ("The United States left.", "The U.S. left.", "United States ~ U.S."),
        ("It ends on Sept. 5 at noon.", "It ends on September 5 at noon.", "Sept ~ September"),
        ("The fourth boat sank.", "The 4th boat sank.", "fourth ~ 4th"),
    ],
)
def test_the_same_word_written_otherwise_is_a_variant(left: str, right: str, variant: str) -> None:
    lines = edited(left, right)
    assert variant in lines
    assert all(line == variant or line.startswith("= ") for line in lines)


@pytest.mark.parametrize(
    ("left", "right", "replaced"),
    [
        ("They saw the fourth boat sink.", "They saw the four boat sink.", "fourth → four"),
        ("It ran for 400m and sank there.", "It ran for 400km and sank there.", "400m → 400km"),
        ("He wrote that K = mv holds.", "He wrote that K ≠ mv holds.", "= mv → ≠ mv"),
    ],
)
def test_another_place_in_a_row_unit_or_operator_is_no_variant(left: str, right: str, replaced: str) -> None:
    assert replaced in edited(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("They sailed to Iran that night.", "They sailed to Iraq that night."),
        ("They sailed to Austria that night.", "They sailed to Australia that night."),
        ("They sailed to Niger that night.", "They sailed to Nigeria that night."),
        ("They sailed to Slovakia that night.", "They sailed to Slovenia that night."),
        ("We heard Paul Lund sing.", "We heard Paula Lund sing."),
        ("We heard Maria Lund sing.", "We heard Mario Lund sing."),
        ("We heard Alexander Lund sing.", "We heard Alexandra Lund sing."),
        ("We heard Johnson sing.", "We heard Johnston sing."),
        ("It cost $5 then.", "It cost €5 then."),
        ("It rose by 5 that day.", "It rose by 5% that day."),
        ("The harbour burned.", "The harbours burned."),
        ("Some 25 men came.", "Some 26 men came."),
    ],
)
def test_what_is_only_spelled_nearly_alike_is_replaced(left: str, right: str) -> None:
    assert not [line for line in edited(left, right) if " ~ " in line]


def test_spellings_do_not_make_a_link_reworded() -> None:
    a, b = version("Zelenskyy visits Kyiv."), version("Zelensky visits Kiev.", siglum="B")
    left, right = Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0])
    assert reuse_of(left, right) is reuse_of(right, left) is Reuse.EDITED


def test_a_few_scattered_words_are_not_picked_out() -> None:
    left = "A quake of magnitude six struck the coast of Velden, in a region that the flood of spring had hit."
    right = (
        "Dozens were hurt and a child died when an earthquake with magnitude six shook the hill towns on Tuesday, as"
        " people from all over the region fled into the fields they had lost in the flood."
    )
    assert edited(left, right) == [f"{left[:-1]} → {right[:-1]}"]


@pytest.mark.parametrize("name", ["news", "rewrites", "drafts"])
def test_edits_of_real_texts_cover_every_word_once_and_mirror(name: str) -> None:
    for row in gold(name):
        a, b = version(*row["a"]), version(*row["b"], siglum="B")
        words = words_of(a), words_of(b)
        for i, j in row["links"]:
            here, there = Passage(a, words[0], [i]), Passage(b, words[1], [j])
            edits = edits_of(here, there, reuse_of(here, there))
            assert [e.mirrored() for e in edits_of(there, here, reuse_of(there, here))] == list(edits)
            for passage, spans in ((here, [e.left for e in edits]), (there, [e.right for e in edits])):
                assert spans == sorted(spans)
                assert all(sum(s.start <= w.start and w.end <= s.end for s in spans) == 1 for w in passage.words)


def test_the_moved_office_of_the_given_articles_is_not_changed() -> None:
    comparison = compare(given_articles())
    (link,) = [link for link in comparison.pairs[0].links if link.reuse is Reuse.EDITED]
    changed = [line for line in shown(comparison, link) if line[0] not in "=«»" and " ~ " not in line]
    assert len(changed) == 1


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
        ("The guns - fell silent.", "the guns — fell silent.", Reuse.VERBATIM),
        ("The guns fell silent.", "the guns - fell silent", Reuse.EDITED),
        ("The well-known guns fell silent.", "The well known guns fell silent.", Reuse.VERBATIM),
        ("The guns fell silent on Tuesday.", "The guns fell silent on Wednesday.", Reuse.EDITED),
        ("The guns fell silent on Tuesday.", "On Tuesday the shelling came to an end.", Reuse.REWORDED),
    ],
)
def test_reuse_says_what_was_kept(left: str, right: str, reuse: Reuse) -> None:
    a, b = version(left), version(right, siglum="B")
    assert reuse_of(Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0])) is reuse


def test_a_verbatim_link_is_one_equal_edit() -> None:
    comparison = compare([version("The guns fell silent."), version("The Guns fell silent.", siglum="B")])
    (link,) = comparison.pairs[0].links
    assert shown(comparison, link) == ["= The guns fell silent"]


def test_passages_too_long_to_look_inside_are_replaced_whole() -> None:
    a = version(" ".join(f"left{n}" for n in range(6000)))
    b = version(" ".join(f"right{n}" for n in range(6000)), siglum="B")
    (edit,) = edits_of(Passage(a, words_of(a), [0]), Passage(b, words_of(b), [0]), Reuse.EDITED)
    assert (len(edit.left), len(edit.right)) == (len(a.text.strip()), len(b.text.strip()))
