"""Which names are spellings of one name: the same answer for weighing words, for edits and for facts."""

from __future__ import annotations

import pytest

from reader.align.alignment import EditOp, Reuse
from reader.align.edits import Passage, edits_of, reuse_of
from reader.align.facts.conflicts import conflicts_of
from reader.align.rarity import weigh
from reader.align.spelling import may_be_same_name, same_name, with_joint_keys
from reader.align.words import words_of
from tests.align.helpers import align, sentence_pairs, version

ONE = [
    ("Dmitri", "Dmitry"),
    ("Qaddafi", "Gaddafi"),
    ("Peskov", "Peskow"),
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("Fähre", "Faehre"),
    ("Kyiv", "Kiev"),
    ("Lviv", "Lvov"),
    ("Zelenskyy", "Zelensky"),
    ("Zelensky", "Selenskyj"),
    ("Mohammed", "Muhammad"),
    ("Osama", "Usama"),
    ("Qaida", "Qaeda"),
    ("Quran", "Koran"),
    ("Hussein", "Husayn"),
    ("Benghazi", "Bengazi"),
    ("Tchaikovsky", "Tschaikowski"),
    ("Yanukovych", "Yanukovich"),
    ("Tehran", "Teheran"),
    ("Sara", "Sarah"),
    ("Meyer", "Maier"),
    ("Łódź", "Lodz"),
    ("Ørsted", "Orsted"),
]
TWO = [
    ("Iran", "Iraq"),
    ("Austria", "Australia"),
    ("Slovakia", "Slovenia"),
    ("Niger", "Nigeria"),
    ("Mali", "Malawi"),
    ("Paul", "Paula"),
    ("Gaza", "Giza"),
    ("Iran", "Oran"),
    ("Lund", "Lind"),
    ("Barton", "Burton"),
    ("Maria", "Mario"),
    ("Martin", "Martina"),
    ("Alexander", "Alexandra"),
    ("Guinea", "Guyana"),
    ("Bashar", "Bashir"),
    ("Julia", "Julian"),
    ("Liberia", "Siberia"),
    ("March", "Marsh"),
]


def weighed_as_one(one: str, other: str) -> bool:
    """Whether weighing words takes two names for one, each in a version of its own."""
    texts = f"They came from {one} at last.", f"The sea near {other} was calm."
    _, (left,), (right,) = weigh(*(words_of(version(text)) for text in texts))
    return bool(left.words & right.words - {"the", "was", "they"})


def sides(one: str, other: str) -> tuple[Passage, Passage]:
    told = [version(f"The ministry in {name} said that nine ships had sunk.") for name in (one, other)]
    left, right = (Passage(own, words_of(own), [0]) for own in told)
    return left, right


def spelled_otherwise(one: str, other: str) -> bool:
    """Whether edits take two names for one, spelled otherwise."""
    left, right = sides(one, other)
    return EditOp.VARIANT in [edit.op for edit in edits_of(left, right, reuse_of(left, right))]


def disagree(one: str, other: str) -> bool:
    """Whether the facts of two sentences differ, in which nothing else is another."""
    return "name" in [conflict.about for conflict in conflicts_of(*sides(one, other), Reuse.EDITED)]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_spellings_of_one_name_are_one_for_all(one: str, other: str) -> None:
    assert same_name(one.lower(), other.lower())
    assert same_name(other.lower(), one.lower())
    assert spelled_otherwise(one, other)
    assert not disagree(one, other)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_names_are_two_for_all(one: str, other: str) -> None:
    for x, y in ((one, other), (other, one)):
        assert not same_name(x.lower(), y.lower())
        assert not may_be_same_name(x.lower(), y.lower())
        assert not weighed_as_one(x, y)
        assert not spelled_otherwise(x, y)


@pytest.mark.parametrize(("one", "other"), [pair for pair in TWO if pair != ("March", "Marsh")])
def test_two_names_in_one_place_are_a_conflict(one: str, other: str) -> None:
    assert disagree(one, other)


@pytest.mark.parametrize(("one", "other"), [("Dmitri", "Dmitry"), ("Clauda", "Cauda"), ("Kovaria", "Kovarian")])
def test_where_doubt_counts_for_a_pair_a_slip_and_an_adjective_are_no_other_name(one: str, other: str) -> None:
    assert may_be_same_name(one.lower(), other.lower())
    assert weighed_as_one(one, other)
    assert not disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Philip Orlov", "Phil Orlov", False),
        ("Paul Orlov", "Paula Orlov", True),
        ("Victor Orlov", "Victoria Orlov", True),
        ("Niger", "Nigerians", True),
        ("Russia’s capital", "Russia’s capital", False),
    ],
)
def test_given_names_may_be_cut_short_and_no_more(one: str, other: str, differ: bool) -> None:
    assert disagree(one, other) is differ


def test_a_word_of_a_quarter_million_letters_is_no_name() -> None:
    assert not same_name("a" * 250_000, "a" * 249_999 + "b")
    assert not may_be_same_name("a" * 250_000, "a" * 249_999)


def told(left: str, right: str) -> tuple[list[str], list[str]]:
    """The keys of two texts, each side's in order, as they are once each knows how the other writes its words."""
    versions = version(left), version(right, siglum="B")
    words = words_of(versions[0]), words_of(versions[1])
    here, there = with_joint_keys(*words, (versions[0].text, versions[1].text))
    a, b = ([w.key for words in side for w in words if w.key] for side in (here, there))
    return a, b


@pytest.mark.parametrize(
    ("full", "short", "key"),
    [
        ("The mill was sold to Orla Micro Devices on Monday.", "OMD bought the mill.", "omd"),
        ("He fought for the title of the World Boxing Council.", "He holds the WBC belt.", "wbc"),
        ("Two guards of the Sevrin Bureau of Water spoke to us.", "The SBW has guards.", "sbw"),
        ("The European Union paid.", "The EU paid.", "eu"),
        ("Divers searched the stream beds.", "Divers searched the streambed.", "streamb"),
        ("A cease-fire began.", "A ceasefire began.", "ceasefir"),
    ],
)
def test_what_one_version_writes_in_full_or_apart_has_the_key_of_what_the_other_writes(
    full: str, short: str, key: str
) -> None:
    here, there = told(full, short)
    assert here.count(key) == there.count(key) == 1
    assert told(short, full) == (there, here)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The mill was sold to Orla Micro Devices.", "OMD, or Orla Micro Devices, bought the mill."),
        ("Police saw that Ann Petersen left.", "The AP reports from Velden."),
        ("The Indian navy sailed. Indian Navy on Saturday sailed.", "The INS Velden sailed."),
        ("DOCTOR WHO IS BACK", "The World Health Office of Velden."),
        ("They saw one other fire.", "They saw another fire."),
    ],
)
def test_words_that_the_other_version_has_too_or_that_only_begin_alike_keep_their_keys(left: str, right: str) -> None:
    versions = version(left), version(right, siglum="B")
    words = words_of(versions[0]), words_of(versions[1])
    assert with_joint_keys(*words, (versions[0].text, versions[1].text)) == words


def test_a_name_in_full_finds_its_acronym() -> None:
    a = version("The mill was sold to Orla Micro Devices on Monday.", "A bell rang.", "Bread is dear in Velden.")
    b = version("Snow fell.", "OMD has bought the old mill, a clerk said.", "Nobody slept.", siglum="B")
    assert (0, 1) in sentence_pairs(align(a, b))


def test_a_text_in_british_and_in_american_spelling_is_linked_and_its_words_are_variants() -> None:
    a = version("The traveller apologised for the behaviour of the centre's grey theatre programme.")
    b = version("The traveler apologized for the behavior of the center's gray theater program.", siglum="B")
    (link,) = align(a, b)
    assert {edit.op for edit in link.edits} == {EditOp.EQUAL, EditOp.VARIANT}
