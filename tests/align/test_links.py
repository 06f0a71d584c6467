"""Which sentences are linked, and how the links are told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reader.align.alignment import Link, Pair, Reuse
from reader.align.compare import compare
from reader.align.links import Features, Lack, long_sentences, refuse_part, related_pairs
from reader.align.rarity import weigh
from reader.align.similarity import Similarity
from reader.align.thresholds import USUAL
from reader.align.words import words_of
from reader.story.version import Role
from tests.align.helpers import align, sentence_pairs, told, version

ORLA = (
    "Guns on the Orla fall silent after nine days",
    [
        "The guns on the river Orla fell silent on Tuesday after nine days of shelling, the ministry in Sevrin said.",
        "Ferries are to run again from Thursday.",
    ],
    [
        "“We only keep figures for our own soldiers,” spokesman Dmitri S. Orlov told reporters.",
        "He did not say who had fired first.",
    ],
    ["In the market of Velden people queued for bread, flour and candles.", "The mill had lost its roof."],
    ["Aid workers counted 340 broken windows in the old town of Velden, and not a single pane in the shops."],
)


def strong(links: tuple[Link, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...], Reuse]]:
    return [(link.left, link.right, link.reuse) for link in links if link.reuse.strong]


def test_the_same_sentence_is_verbatim_in_any_typography() -> None:
    a = version("“It’s over,” she said - at last.", "Nobody on the quay believed her.")
    b = version('"IT\'S OVER", she said — at last.', "The fishermen went home.", siglum="B")
    assert strong(align(a, b)) == [((0,), (0,), Reuse.VERBATIM)]


def test_the_same_words_with_other_punctuation_are_edited() -> None:
    a = version("“It’s over,” she said - at last.", "Nobody on the quay believed her.")
    b = version('"IT\'S OVER" she said — at last!', "The fishermen went home.", siglum="B")
    (link,) = [link for link in align(a, b) if link.reuse.strong]
    assert (link.reuse, link.score) == (Reuse.EDITED, 1.0)
    assert told(a.text, b.text, link.edits) == ["= It’s over", 'marks ,” → "', "= she said - at last", "marks . → !"]


def test_a_moved_attribution_and_another_spelling_of_the_name_are_edited() -> None:
    a = version(*ORLA)
    b = version(
        "Candles cost four crowns in Velden, twice what they cost in spring.",
        "“We only keep figures for our own soldiers,” Dmitry Orlov, the spokesman, told a briefing on Tuesday.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    assert strong(align(a, b)) == [((3,), (1,), Reuse.EDITED)]


def test_the_same_statement_in_new_words_is_reworded() -> None:
    a = version(*ORLA)
    b = version(
        "Some 340 windows were broken in the old town of Velden, according to aid workers; the shops kept every pane.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    assert strong(align(a, b)) == [((7,), (0,), Reuse.REWORDED)]


def test_two_people_from_one_place_are_not_one_statement() -> None:
    a = version(*ORLA, "Leader of the Rangers in Velden's Marsh quarter, Anton Breda, spoke of dozens of dead.")
    b = version(
        "One of the dead was named as Pavel Lukin, a Ranger from Velden's Marsh quarter.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    assert sentence_pairs(align(a, b)) == set()


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("Dmitri", "Dmitry", True),
        ("Kovaria", "Kovarian", True),
        ("Brazil", "Brazilian", True),
        ("Clauda", "Cauda", True),
        ("Iran", "Iraq", False),
        ("Austria", "Australia", False),
    ],
)
def test_names_are_one_where_they_sound_alike_not_where_letters_are_shared(name: str, other: str, one: bool) -> None:
    texts = f"They came from {name} at last.", f"The sea near {other} was calm."
    a, b = (words_of(version(text, siglum=siglum)) for text, siglum in zip(texts, "AB", strict=True))
    _, (left,), (right,) = weigh(a, b)
    assert bool(left.words & right.words - {"the", "was", "they"}) is one


def test_headline_and_lead_are_doubles_and_stay_apart() -> None:
    a = version(*ORLA)
    b = version(
        "Guns on the Orla fall silent",
        "After nine days of shelling the guns on the Orla fell silent on Tuesday, said the ministry in Sevrin.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    links = [link for link in align(a, b) if link.reuse.strong]
    assert all(len(link.left) == len(link.right) == 1 for link in links)
    assert {(0, 0), (1, 1)} <= sentence_pairs(links)


@pytest.mark.parametrize("opens", [True, False])
def test_two_headlines_tell_one_event_in_other_words_where_a_sentence_further_down_would_not(opens: bool) -> None:
    told = "The guns on the river Orla fell silent on Tuesday after nine days of shelling, the ministry in Sevrin said."
    again = "After nine days of shelling the guns on the Orla fell silent on Tuesday, said the ministry in Sevrin."
    first, second = "Velden shelling ends after river truce", "Guns silent at Velden"
    if opens:
        a = version(first, told, "The mill is shut.", roles=[Role.HEADLINE])
        b = version(second, again, "Divers searched until dark.", siglum="B", roles=[Role.HEADLINE])
    else:
        a = version(told, "The mill is shut.", first)
        b = version(again, second, "Divers searched until dark.", siglum="B")
    pair = (0, 0) if opens else (2, 1)
    assert (pair in sentence_pairs(align(a, b))) is opens


def test_a_headline_is_not_linked_to_a_lead_where_each_has_its_own_match() -> None:
    lead = "Velden council was told three times in two years that the roof of the mill was coming loose, letters show."
    a = version("Council ignored three warnings before mill roof fell at Velden", lead, *ORLA[2:])
    b = version("Council had several warnings before mill roof fell at Velden", lead, *ORLA[1:2], siglum="B")
    assert {(i, j) for i, j in sentence_pairs(align(a, b)) if max(i, j) < 2} == {(0, 0), (1, 1)}


def test_what_is_left_over_is_linked_when_its_rivals_have_found_better_partners() -> None:
    taken = "The seven thin ears came up after the seven good ones, dry and wasted by the east wind."
    a = version(taken, "Seven heads of grain, thin and dry, came up with the wind.", "Divers searched the harbour.")
    b = version(taken, "And seven ears, thin and withered, sprang up in the wind.", "The mill had no roof.", siglum="B")
    assert sentence_pairs(align(a, b)) == {(0, 0), (1, 1)}


def test_two_sentences_that_only_together_tell_another_are_one_link() -> None:
    a = version(
        "The mill had lost its roof in the storm.",
        ["Wales has acted because of an acute shortage of organs.", "Ferries are to run again from Thursday."],
    )
    b = version(
        "Divers searched the harbour until dark.",
        ["Wales acted at last.", "There was, the minister said, an acute shortage of donated organs."],
        siglum="B",
    )
    assert ((1,), (1, 2)) in [(link.left, link.right) for link in align(a, b)]


@pytest.mark.parametrize(("kept", "linked"), [(ORLA, False), (ORLA[:0], True)])
def test_a_vague_similarity_is_a_link_only_where_the_versions_reword_each_other(
    kept: Sequence[Sequence[str]], linked: bool
) -> None:
    a = version(
        *kept, "The mill had a roof.", "Many fishermen fear that the quay will be shut for a whole year or two."
    )
    b = version("The fishermen cannot wait a whole year for money.", "Divers searched on.", *kept, siglum="B")
    assert ((len(a.sentences) - 1, 0) in sentence_pairs(align(a, b))) == linked


def test_a_vague_similarity_beside_a_link_is_a_link_in_a_revision_too() -> None:
    a = version(*ORLA, "Many fishermen fear that the quay will be shut for a whole year or two.")
    b = version(*ORLA, "The fishermen cannot wait a whole year for money.", siglum="B")
    last = len(a.sentences) - 1
    assert (last, last) in sentence_pairs(align(a, b))


@pytest.mark.parametrize(
    ("first", "rest", "second", "partners"),
    [
        (
            " on Monday, all in its poorest streets",
            "not a single pane in the shops",
            "The shops had lost not a single pane.",
            (1,),
        ),
        (
            "",
            "while in the shops on the market not a single pane was lost",
            "In the shops on the market not a single pane was lost.",
            (1, 2),
        ),
    ],
)
def test_beside_a_first_half_that_tells_nearly_all_the_second_must_bring_much(
    first: str, rest: str, second: str, partners: tuple[int, ...]
) -> None:
    counted = f"Aid workers counted 340 broken windows in the old town of Velden{first}"
    a = version(*ORLA[:3], f"{counted}, and {rest}.")
    b = version("Divers searched the harbour.", [f"{counted}.", second], siglum="B")
    assert [link[1] for link in strong(align(a, b))] == [partners]


def test_two_quotations_of_one_speaker_are_not_one_statement() -> None:
    a = version(*ORLA, "“The bell stays where the water left it,” said Alma Reyk, a councillor from Salna.")
    b = version(
        "“Nobody has asked us what the lift may cost,” said Alma Reyk, a councillor from Salna.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    assert sentence_pairs(align(a, b), strong=False) == set()


def test_two_statements_are_not_one_because_one_speaker_opens_both() -> None:
    a = version(*ORLA, "Alma Reyk, a councillor from Salna, said that the bell would stay where the water left it.")
    b = version(
        "Alma Reyk, a councillor from Salna, said nobody had asked what the lift might cost.",
        "Divers searched the harbour until dark.",
        siglum="B",
    )
    assert sentence_pairs(align(a, b), strong=False) == set()


def test_one_statement_of_a_speaker_whose_name_is_most_of_it_is_one() -> None:
    speaker = "Alma Reyk, professor of harbour law at Salna University,"
    a = version(*ORLA, f"{speaker} said the bell was the most striking find.")
    b = version(f"{speaker} said the bell was the most interesting find.", siglum="B")
    assert sentence_pairs(align(a, b)) == {(len(a.sentences) - 1, 0)}


def test_one_quotation_of_one_speaker_is_one_statement() -> None:
    a = version(*ORLA, "“The bell stays where the water left it,” said Alma Reyk, a councillor from Salna.")
    b = version("“The bell stays where it was left,” said Alma Reyk, a councillor from Salna.", siglum="B")
    assert sentence_pairs(align(a, b)) == {(len(a.sentences) - 1, 0)}


def test_one_ordinary_word_in_common_relates_nothing() -> None:
    a = version("Nobody in Salna said it aloud for five days.", "The mill had lost its roof.")
    b = version("“They told us there was nobody,” she said.", "Divers searched the harbour.", siglum="B")
    assert align(a, b) == ()


@pytest.mark.parametrize(("sentences", "related"), [(5, {(0, 0)}), (20, {(0, 0)}), (60, set())])
def test_of_longer_versions_more_is_asked_before_sentences_are_related(sentences: int, related: set[Pair]) -> None:
    near = Similarity(
        score=0.2,
        fact_score=0.2,
        shared=("hospital", "man", "police"),
        specific_weight=0.0,
        differing_weight=0.0,
        ordinary=True,
        shared_weight=1.5,
        contained=0.2,
    )
    far = Similarity(
        score=0.05,
        fact_score=0.05,
        shared=("man",),
        specific_weight=0.0,
        differing_weight=0.0,
        ordinary=True,
        shared_weight=0.5,
        contained=0.05,
    )
    like = {(n, n): far if n else near for n in range(sentences)}
    assert related_pairs(like, set(), lambda _: False) == related


def test_a_sentence_told_in_two_is_one_link() -> None:
    a = version("The mill lost its roof.", ORLA[4][0], "Ferries are to run again from Thursday.")
    b = version(
        "Divers searched the harbour until dark.",
        [
            "Aid workers counted 340 broken windows in the old town of Velden.",
            "Not a single pane in the shops was broken.",
        ],
        siglum="B",
    )
    assert ((1,), (1, 2)) in [(link.left, link.right) for link in align(a, b)]


@pytest.mark.parametrize("merged", ["She stayed, he left; it rained.", "She stayed. He left. It rained"])
def test_sentences_joined_by_punctuation_alone_are_one_statement(merged: str) -> None:
    a = version(merged, "The mill had lost its roof.")
    b = version(["She stayed.", "He left.", "It rained."], "Divers searched the harbour.", siglum="B")
    assert strong(align(a, b)) == [((0,), (0, 1, 2), Reuse.EDITED)]
    assert strong(align(b, a)) == [((0, 1, 2), (0,), Reuse.EDITED)]
    assert {link.score for link in align(a, b) if link.reuse.strong} == {1.0}


def test_repeats_are_told_apart_by_what_stands_around_them() -> None:
    a = version("Anna spoke.", "Nobody answered.", "Boris sang.", "Nobody answered.", "Clara wept.")
    b = version("Boris sang.", "Nobody answered.", "Anna spoke.", "Nobody answered.", siglum="B")
    assert sentence_pairs(align(a, b)) == {(0, 2), (1, 3), (2, 0), (3, 1)}


def test_repeats_are_told_apart_by_neighbours_that_changed_a_little() -> None:
    a = version(
        "Anna spoke of the flood in Velden at length.",
        "Nobody answered.",
        "Boris sang an old song of Sevrin.",
        "Nobody answered.",
    )
    b = version(
        "Boris then sang an old song from Sevrin.", "Nobody answered.", "The mill had lost its roof.", siglum="B"
    )
    assert {(i, j) for i, j in sentence_pairs(align(a, b)) if j == 1} >= {(3, 1)}


def test_where_nothing_tells_repeats_apart_all_are_linked() -> None:
    a = version("Hold the bridge.", "Fog lay on the water.", "Hold the bridge.", "A bell rang.")
    b = version("Geese crossed the sky.", "Hold the bridge.", "Smoke rose.", siglum="B")
    assert sentence_pairs(align(a, b)) == {(0, 1), (2, 1)}


def test_the_order_of_the_versions_is_not_assumed() -> None:
    a = version(*ORLA)
    b = version(*ORLA[::-1], siglum="B")
    assert len(sentence_pairs(align(a, b))) == len(a.sentences)


def test_what_changed_places_least_is_moved() -> None:
    a = version("The ferry left at dawn.", "A storm broke over Velden.", "The mill lost its roof.", "Bread grew dear.")
    b = version(
        "A storm broke over Velden.",
        "The mill lost its roof.",
        "Bread grew dear.",
        "The ferry left at dawn.",
        siglum="B",
    )
    assert [link.left for link in align(a, b) if link.moved] == [(0,)]


def test_a_doubled_headline_moves_nothing() -> None:
    a = version("The guns fall silent", "The guns fall silent", "A storm broke over Velden.", "The mill lost its roof.")
    b = version("The guns fall silent", "A storm broke over Velden.", "The mill lost its roof.", siglum="B")
    links = align(a, b)
    assert sentence_pairs(links) == {(0, 0), (1, 0), (2, 1), (3, 2)}
    assert not any(link.moved for link in links)


def test_every_pair_of_three_versions_is_aligned() -> None:
    told = [version(*ORLA, siglum=siglum) for siglum in "ABC"]
    comparison = compare(told)
    assert [(pair.left, pair.right) for pair in comparison.pairs] == [(0, 1), (0, 2), (1, 2)]
    assert comparison.pair(2, 0) == comparison.pair(0, 2).mirrored()


def test_strays_and_repeats_have_no_related_links() -> None:
    a = version(*ORLA)
    b = version(*ORLA[1:], ORLA[1], siglum="B")
    comparison = compare([a, b])
    aside = {i for p in comparison.versions[1].paragraphs if p.role.aside for i in p.sentences}
    assert aside
    assert not [k for k in comparison.pairs[0].links if k.reuse is Reuse.RELATED and aside.intersection(k.right)]


def test_a_few_words_that_stand_in_a_partner_of_the_sentence_before_are_linked_to_it() -> None:
    told = "Ada Holm, the first woman to sail around Cape Sorel alone, has died at home in Velden, aged 85."
    a = version("A bell rang.", [told, "Her boat is in the museum."], "Bread is dear.")
    rest = "She was the first woman to sail around Cape Sorel alone."
    for age, linked in (("She was 85.", True), ("She was 58.", False), ("She was at sea at 85.", False)):
        b = version("Rain fell.", ["Ada Holm has died at home in Velden.", age, rest], "Nobody slept.", siglum="B")
        assert ((1, 2) in sentence_pairs(align(a, b))) is linked
    apart = version("Rain fell.", ["Ada Holm has died at home in Velden."], "Nobody slept.", "She was 85.", siglum="B")
    assert (1, 3) not in sentence_pairs(align(a, apart))


def test_the_numerals_of_lists_link_no_items() -> None:
    a = version("1. Source Code.", "2. Notice of the authors.", "3. You may not sell it.")
    b = version("1. You may copy it to anybody.", "2. You may not sell it.", "(3) Nobody may do more.", siglum="B")
    assert sentence_pairs(align(a, b), strong=False) == {(2, 1)}


def test_somebody_with_his_office_is_no_statement() -> None:
    rest = ("A bell rang at noon.", "Aid workers counted 340 broken windows.", "The ferries run again from Thursday.")
    told = "“It is something to think about,” the general manager of the Rangers, Anton Breda, told Sevrin Radio."
    a = version(*rest, told)
    other = "The Rangers, general manager Anton Breda said on Friday, have offered Pavel Lukin eight years in Velden."
    b = version(other, "Divers searched the harbour.", siglum="B")
    assert sentence_pairs(align(a, b)) == set()
    again = "It was something to think about, Anton Breda, general manager of the Rangers, said on Friday."
    assert sentence_pairs(align(a, version(again, "Divers searched.", siglum="B"))) == {(3, 0)}


@pytest.mark.parametrize(("shared", "lack"), [(0.9, Lack.SHARED), (2.4, None)])
def test_a_caption_that_holds_two_names_is_no_part_of_every_sentence_that_has_them(
    shared: float, lack: Lack | None
) -> None:
    near = Similarity(
        score=0.2,
        fact_score=0.2,
        shared=("orla", "velden"),
        shared_weight=shared,
        specific_weight=0.6,
        differing_weight=0.0,
        contained=0.9,
        ordinary=True,
    )
    features = Features(
        similarity=near, margin=0.0, rival=None, neighbours=0, partners=(0.0, 0.0), best=0.2, position=5, fresh=0.9
    )
    refusal = refuse_part(features, USUAL.again)
    assert (refusal.lack if refusal else None) is lack


def test_a_long_sentence_can_have_three_related_partners_and_a_short_one_two() -> None:
    pairs = [(0, n) for n in range(4)]
    near = Similarity(
        score=0.4,
        fact_score=0.4,
        shared=("bridge", "orla", "velden"),
        shared_weight=2.0,
        specific_weight=1.0,
        differing_weight=0.0,
        contained=0.5,
        ordinary=True,
    )
    like = dict.fromkeys(pairs, near)
    assert len(related_pairs(like, set(), lambda _: False)) == 2
    assert len(related_pairs(like, set(), lambda _: False, long={(0, 0)})) == 3
    bag = weigh(words_of(version(" ".join(f"word{n}" for n in range(20)))), words_of(version("A bell.", siglum="B")))[
        1:
    ]
    assert long_sentences((bag[0], bag[1])) == {(0, 0)}
