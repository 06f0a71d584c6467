"""What all versions say of a telling can be read off its wording, word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.merge.reading import merged_order
from reader.merge.wording import Wordings
from reader.story.folding import fold_word
from reader.story.locators import shipped_stories
from reader.story.open import open_story
from reader.story.version import Role, Version
from tests.align.helpers import given_articles, gold, version

WORD = re.compile(r"\w+(?:['’.]\w+)*")
WORDS = [
    "the",
    "old",
    "bell",
    "rang",
    "forty",
    "fifty",
    "men",
    "crossed",
    "a",
    "bridge",
    "at",
    "ten",
    "past",
    "six,",
    "said",
    "Mara",
    "Dorn;",
    "nobody",
    "knew",
    "why",
]


def words(text: str) -> Counter[str]:
    return Counter(fold_word(word) for word in WORD.findall(text.replace("-", " ")))


def told(version: Version, sentences: Sequence[int]) -> str:
    """The sentences of a telling that a version does not merely repeat."""
    role = {s: version.paragraphs[version.sentences[s].paragraph].role for s in sentences}
    body = [s for s in sentences if role[s] is not Role.REPEAT] or list(sentences[:1])
    return " ".join(version.sentence_text(s) for s in body)


def check(comparison: Comparison) -> None:
    """Nothing of any version is missing, and nothing is said twice."""
    for lead in range(len(comparison.versions)):
        wordings = Wordings(comparison)
        seen: Counter[tuple[int, int]] = Counter()
        for telling in merged_order(comparison, lead):
            wording = wordings.of(telling)
            for number in telling.versions:
                seen.update((number, s) for s in telling.sentences[number])
                own = told(comparison.versions[number], telling.sentences[number])
                assert words(wording.words_of(number)) == words(own)
        every = {(n, s) for n, v in enumerate(comparison.versions) for s in range(len(v.sentences))}
        assert set(seen) == every
        assert set(seen.values()) <= {1}


@pytest.mark.parametrize("number", range(3))
def test_the_stories_that_ship_can_be_read_off_their_merged_wording(number: int) -> None:
    check(compare(open_story([str(shipped_stories()[number])]).versions))


def test_the_given_articles_can_be_read_off_their_merged_wording() -> None:
    check(compare(given_articles()))


def test_essays_and_rewritings_can_be_read_off_their_merged_wording() -> None:
    for row in [*list(gold("drafts"))[:12], *list(gold("rewrites")), *list(gold("verses"))[:4]]:
        check(compare((version(*row["a"]), version(*row["b"], siglum="B"))))


texts = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(lambda w: " ".join(w) + "."), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, min_size=2, max_size=4))
def test_any_versions_can_be_read_off_their_merged_wording(versions: list[list[str]]) -> None:
    check(compare([version(*([s] for s in text), siglum="ABCD"[n]) for n, text in enumerate(versions)]))


def test_readings_stand_where_versions_differ_and_name_whose_they_are() -> None:
    here = version(["Forty men crossed the bridge over the Orla on Sunday night, said the mayor of Salna."])
    there = version(
        ["Fifty men crossed the bridge over the Orla on Sunday night, said the mayor of Salna."], siglum="B"
    )
    comparison = compare((here, there))
    (telling,) = merged_order(comparison)
    wording = Wordings(comparison).of(telling)
    assert [(piece.readings, piece.conflict) for piece in wording.pieces if piece.readings] == [
        ((((0,), "Forty"), ((1,), "Fifty")), True)
    ]
    assert wording.apart == ()


def test_a_version_that_tells_it_in_its_own_words_stands_apart() -> None:
    here = version(["A tug from Port Averil reached the ship shortly after two in the morning and brought it in."])
    there = version(["At dawn the ship was brought in by a tug that had come from Port Averil."], siglum="B")
    comparison = compare((here, there))
    (telling,) = merged_order(comparison)
    wording = Wordings(comparison).of(telling)
    assert [own.version for own in wording.apart] == [1]
    assert wording.words_of(1) == there.sentence_text(0)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (
            "Rebels killed terrorists in the village, they said.",
            "Rebels killed “terrorists” in the village, they said.",
        ),
        ("Did the minister take bribes from the salt firm?", "Did the minister take bribes from the salt firm."),
        ("The ferry, which was old, sank off Tarn.", "The ferry which was old sank off Tarn."),
        ("He sold salt; the firm bought it.", "He sold salt - the firm bought it …"),
    ],
)
def test_where_punctuation_alone_differs_each_version_is_read_off_as_it_is_written(here: str, there: str) -> None:
    comparison = compare((version([here]), version([there], siglum="B")))
    (telling,) = merged_order(comparison)
    wordings = Wordings(comparison)
    wording = wordings.of(telling)
    assert (wording.words_of(0), wording.words_of(1)) == (here, there)
    assert all(piece.quiet for piece in wording.pieces if piece.readings)
    assert wordings.only_punctuation(telling)


def test_what_all_say_beside_the_words_they_disagree_on_is_nobodys_reading() -> None:
    comparison = compare(open_story([str(shipped_stories()[1])]).versions)
    wordings = Wordings(comparison)
    told = [wordings.of(telling) for telling in merged_order(comparison)]
    (pieces,) = [own.pieces for own in told if any("ten past" in piece.text for piece in own.pieces)]
    assert [piece.conflict for piece in pieces if "ten past" in piece.text and not piece.readings] == [False]
    assert any(piece.conflict and {said.text for said in piece.readings} == {"six", "seven"} for piece in pieces)


def test_a_reading_in_quotation_marks_has_both_of_them() -> None:
    comparison = compare(open_story([str(shipped_stories()[0])]).versions)
    wordings = Wordings(comparison)
    readings = [
        said.text
        for telling in merged_order(comparison)
        for piece in wordings.of(telling).pieces
        for said in piece.readings
    ]
    assert '"Dozens"' in readings
