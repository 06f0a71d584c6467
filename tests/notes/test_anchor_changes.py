"""Notes on a text that changed: found again where their words went, or lost; never put somewhere else."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notes.anchors import LOST, Anchor, Fate, make_anchor
from reader.notes.finder import Finder, agree, find, finder_of
from reader.story.version import Span, Version
from tests.bench.anchors import DRAFTS, judged, pairs
from tests.bench.texts import made_book
from tests.merge.made import made_version

OPENING = ["Snow had kept the ferry in the harbour since Friday.", "Nobody in Tessel could say when it would sail."]
CLOSING = ["A school choir sang beneath the tower until dark.", "The museum had paid for the rope years before."]
QUOTED = "The council of Tessel met behind closed doors for 3 hours and spoke with Vera Lindqvist."


def anchored(version: Version, sentence: int) -> Anchor:
    return make_anchor(version, "file:/a.txt", version.sentences[sentence].span)


def around(sentence: str) -> Version:
    return made_version("A", [OPENING, [sentence], CLOSING])


def among_others(sentence: str) -> Version:
    others = [f"Other people of {name} thought otherwise about the weather." for name in ("Orsk", "Salna", "Vell")]
    return made_version("A", [others[:1], [sentence], others[1:]])


NOTE = anchored(around(QUOTED), 2)


# A1


@pytest.mark.default_cases(1)
@pytest.mark.parametrize(("part", "kept"), [(0, 1.0), (2, 0.98), (5, 0.95), (10, 0.9), (20, 0.6), (40, 0.0)])
def test_of_words_changed_at_random_notes_follow_and_none_goes_astray(part: int, kept: float) -> None:
    chance = random.Random(part)
    sentences = made_book(1200, seed=3)
    book = made_version("A", [sentences[n : n + 3] for n in range(0, 1200, 3)])
    pool = [word for sentence in sentences for word in sentence.rstrip(".").split()]
    edited = [
        " ".join(chance.choice(pool) if chance.random() * 100 < part else word for word in sentence.split())
        for sentence in sentences
    ]
    after = made_version("A", [edited[n : n + 3] for n in range(0, 1200, 3)])
    finder = finder_of(after)
    verdicts: Counter[str] = Counter()
    for first in range(0, 1200, 3):
        paragraph = Span(book.sentences[first].span.start, book.sentences[first + 2].span.end)
        true = Span(after.sentences[first].span.start, after.sentences[first + 2].span.end)
        place = finder.find(make_anchor(book, "file:/a.txt", paragraph))
        if place.span is None:
            verdicts["lost"] += 1
        else:
            hit = min(place.span.end, true.end) - max(place.span.start, true.start)
            verdicts["right" if hit > len(true) / 2 else "wrong"] += 1
    assert verdicts["wrong"] <= 4
    assert verdicts["right"] >= kept * 400


# A2: refrains, in test_anchors. A3


def test_of_paragraphs_that_were_cut_none_is_found_elsewhere() -> None:
    sentences = made_book(600, seed=5)
    book = made_version("A", [sentences[n : n + 3] for n in range(0, 600, 3)])
    gone = set(range(0, 200, 6))
    finder = finder_of(made_version("A", [sentences[3 * n : 3 * n + 3] for n in range(200) if n not in gone]))
    anchors = [anchored(book, 3 * n + k) for n in gone for k in range(3)]
    assert [finder.find(anchor) for anchor in anchors] == [LOST] * len(anchors)


# A4


def test_a_note_follows_its_paragraph_wherever_it_is_moved() -> None:
    moved = made_version("A", [CLOSING, OPENING, ["All else is new here."], [QUOTED]])
    place = find(NOTE, moved.text)
    assert place.fate is Fate.MOVED
    assert place.span == moved.sentences[5].span


def test_a_note_on_two_sentences_is_found_when_they_are_parted_or_joined() -> None:
    two = made_version("A", [OPENING, CLOSING])
    whole = make_anchor(two, "file:/a.txt", two.paragraphs[0].span)
    parted = made_version("A", [OPENING[:1], OPENING[1:], CLOSING])
    for anchor, after in ((whole, parted), (make_anchor(parted, "f", Span(0, whole.end + 1)), two)):
        span = find(anchor, after.text).span
        assert span is not None
        assert span.of(after.text).split() == anchor.exact.split()


# A5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("“We count our own,” he said.", '"We count our own," he said.'),
        ("It isn't so – not in Tessel town.", "It isn’t so — not in Tessel town."),
        ("The café in Orsk was full of officers.", "The cafe\u0301 in Orsk was full of o\ufb03cers."),
        ("The offices of five firms were flooded.", "The o\ufb03ces of \ufb01ve \ufb01rms were \ufb02ooded."),
        ("Nobody crossed the bridge again that day.", "NOBODY CROSSED THE BRIDGE AGAIN THAT DAY."),
        ("Nobody crossed the bridge again that day.", "Nobody  crossed\nthe\u00a0bridge \t again that day."),
        ("Die Straße war gesperrt am Freitag.", "DIE STRASSE WAR GESPERRT AM FREITAG."),
    ],
    ids=["quotes", "dashes", "encoding", "ligatures", "case", "white space", "sharp s"],
)
def test_how_a_text_is_written_changes_nothing(old: str, new: str) -> None:
    for one, other in ((old, new), (new, old)):
        after = around(other)
        place = finder_of(after).find(anchored(around(one), 2))
        assert place.fate is Fate.EXACT
        assert place.span == after.sentences[2].span, "offsets count code points of the text as it stands"


@given(st.text("abcdeé “”—", min_size=12, max_size=60).filter(lambda text: len(text.split()) > 3))
def test_any_text_is_found_in_its_other_encoding(text: str) -> None:
    before = made_version("A", [OPENING, [text.strip()], CLOSING])
    after = made_version("A", [OPENING, [unicodedata.normalize("NFD", text.strip()).upper()], CLOSING])
    place = finder_of(after).find(anchored(before, 2))
    assert place.fate in (Fate.EXACT, Fate.LOST)
    assert place.span is None or after.sentences[2].span.start <= place.span.start < after.sentences[2].span.end


# A6


def test_quotations_of_every_size_are_found_or_lost() -> None:
    sentences = made_book(900, seed=11)
    book = made_version("A", [sentences[n : n + 3] for n in range(0, 900, 3)])
    changed = made_version("A", [[s.replace("a", "A", 1) for s in sentences[n : n + 3]] for n in range(3, 900, 3)])
    finder = finder_of(changed)
    end = len(book.text)
    spans = [Span(0, 1), Span(end - 1, end), Span(end // 2, end // 2 + 1), Span(0, end), Span(900, 901)]
    spans += [Span(start, start + size) for size in (5, 300, 5_000, 20_000) for start in (0, 600, end - size)]
    for span in spans:
        anchor = make_anchor(book, "file:/a.txt", span)
        assert Finder(book.text).find(anchor).span == span, "in the unchanged text each stands where it was"
        place = finder.find(anchor)
        assert place.span is None or abs(len(place.span) - len(span)) <= max(40, len(span) // 5)


def test_a_long_quotation_is_found_by_its_head_and_its_tail() -> None:
    sentences = made_book(300, seed=13)
    book = made_version("A", [sentences[n : n + 3] for n in range(0, 300, 3)])
    span = Span(book.sentences[60].span.start, book.sentences[149].span.end)
    assert len(book.text[span.start : span.end].split()) > 600
    edited = [*sentences[:100], "One sentence is new.", *sentences[101:]]
    after = made_version("A", [edited[n : n + 3] for n in range(0, 300, 3)])
    place = finder_of(after).find(make_anchor(book, "file:/a.txt", span))
    assert place.fate is Fate.CHANGED
    assert place.span == Span(after.sentences[60].span.start, after.sentences[149].span.end)
    cut = made_version("A", [edited[n : n + 3] for n in range(0, 120, 3)])
    assert finder_of(cut).find(make_anchor(book, "file:/a.txt", span)) == LOST, "half of it is not it"


# A7


def test_whatever_happened_between_a_note_stands_where_it_was_when_its_text_comes_back() -> None:
    original = around(QUOTED)
    versions = [original, made_version("A", [OPENING, CLOSING]), around(QUOTED.replace("closed", "open")), original]
    found = [finder_of(version).find(NOTE).fate for version in versions]
    assert found == [Fate.EXACT, Fate.LOST, Fate.CHANGED, Fate.EXACT]


# numbers, names, rivals


def test_a_changed_sentence_is_found_as_a_whole() -> None:
    after = around("So the town council of Tessel met behind closed doors for 3 hours and spoke with Vera Lindqvist.")
    place = finder_of(after).find(NOTE)
    assert place.fate is Fate.CHANGED
    assert place.span == after.sentences[2].span


def test_a_sentence_that_became_part_of_another_is_found_to_its_own_ends() -> None:
    short = anchored(around("This would make the harbour safe."), 2)
    after = around("They thought this would make the harbour safe, and Vera said so before the vote was taken.")
    place = finder_of(after).find(short)
    assert place.span is not None
    assert place.span.of(after.text).strip(",") == "this would make the harbour safe"


@pytest.mark.parametrize(
    ("old", "new"),
    [("3 hours", "5 hours"), ("Vera Lindqvist", "Olga Petrova")],
    ids=["another number", "another name"],
)
def test_other_numbers_and_names_are_another_statement_unless_the_neighbours_vouch(old: str, new: str) -> None:
    other = QUOTED.replace(old, new)
    assert not agree(QUOTED, other)
    assert finder_of(among_others(other)).find(NOTE) == LOST
    assert finder_of(around(other)).find(NOTE).fate is Fate.CHANGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He met Dmitri Orlov at noon.", "He met Dmitry Orlov at noon."),
        ("Some 1,500 came to Orsk.", "Some 1,500 came."),
        ("They left for Orsk.", "They left for Orsk with Vera Lindqvist on day 3."),
    ],
    ids=["spelling", "left out", "added"],
)
def test_spellings_and_what_is_left_out_or_added_are_no_other_facts(old: str, new: str) -> None:
    assert agree(old, new)


def test_of_two_places_that_are_alike_neither_is_taken() -> None:
    twice = QUOTED.replace("closed", "open")
    after = made_version("A", [["New words begin it."], [twice], ["New words part it."], [twice], ["New words end."]])
    assert finder_of(after).find(NOTE) == LOST


def test_a_sentence_of_the_same_frame_is_not_taken_for_the_one_that_went() -> None:
    lines = [f"In the year {n} the river took {n + 2} horses from the village of Vell." for n in range(1900, 1930)]
    roll = made_version("A", [lines])
    for gone in range(30):
        after = made_version("A", [lines[:gone] + lines[gone + 1 :]])
        assert finder_of(after).find(anchored(roll, gone)) == LOST


@given(st.lists(st.sampled_from(["he", "said", "no", "12", "Orsk", "river"]), min_size=1, max_size=12), st.data())
def test_what_is_found_lies_in_the_text(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    other = " ".join(data.draw(st.permutations(words)))
    after = made_version("A", [[other[: len(other) // 2]], [other[len(other) // 2 :]]])
    for finder in (Finder(other), finder_of(after)):
        place = finder.find(make_anchor(made_version("A", [[text]]), "f", Span(start, end)))
        assert place.span is None or 0 <= place.span.start < place.span.end <= len(finder.text)
    place = find(make_anchor(made_version("A", [[text]]), "f", Span(start, end)), other)
    assert (place.span is None) == (place.fate is Fate.LOST)
    assert place.span is None or 0 <= place.span.start < place.span.end <= len(other)


# Real drafts, and many notes


@pytest.mark.skipif(not DRAFTS.exists(), reason="the shared drafts are not beside this checkout")
def test_sentences_of_real_drafts_are_found_right_or_lost() -> None:
    verdicts = [verdict for pair in pairs(DRAFTS) for verdict in judged(*pair)]
    standing = [how for how, _, stands, _ in verdicts if stands]
    assert len(standing) > 1000
    assert standing.count("right") >= 0.97 * len(standing)
    assert sum(how == "wrong" for how, *_ in verdicts) <= 0.005 * len(verdicts)


@pytest.mark.slow
def test_a_thousand_notes_follow_a_text_whose_every_sentence_lost_a_word() -> None:
    sentences = made_book(4_000, seed=17)
    book = made_version("A", [sentences[n : n + 5] for n in range(0, 4_000, 5)])
    shorter = [" ".join(words[:2] + words[3:]) for words in (sentence.split() for sentence in sentences)]
    after = made_version("A", [shorter[n : n + 5] for n in range(0, 4_000, 5)])
    finder = finder_of(after)
    right = 0
    for n in range(0, 4_000, 4):
        span = finder.find(anchored(book, n)).span
        assert span is None or span == after.sentences[n].span
        right += span is not None
    assert right >= 970
