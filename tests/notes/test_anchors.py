"""Anchors: made, found again, or lost; never put somewhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.notes.anchors import CONTEXT, Anchor, Fate, Finding, make_anchor, text_digest
from reader.notes.finder import find
from reader.story.version import Span, Version
from tests.merge.made import made_version

BRIDGE = [
    ["Guns on the Orla"],
    ["The bridge at Tessel was shelled before dawn.", "Nobody crossed it again.", "He said no."],
    ["“We count our own,” the spokesman said.", "He said no.", "The river rose by noon."],
]


def version(paragraphs: list[list[str]] = BRIDGE) -> Version:
    return made_version("A", paragraphs)


def anchor_on(quotation: str, nth: int = 0, text: Version | None = None) -> Anchor:
    made = text or version()
    start = -1
    for _ in range(nth + 1):
        start = made.text.index(quotation, start + 1)
    return make_anchor(made, "file:/a.txt", Span(start, start + len(quotation)))


def words_in(text: str) -> list[str]:
    return text.replace(".", " ").split()


def test_an_anchor_keeps_quotation_offsets_and_context() -> None:
    anchor = anchor_on("Nobody crossed it again.")
    assert anchor.exact == "Nobody crossed it again."
    assert anchor.prefix == " at Tessel was shelled before dawn. "[-CONTEXT:]
    assert anchor.suffix == " He said no.\n\n“We count our own,” the"[:CONTEXT]
    assert (anchor.siglum, anchor.locator, anchor.text) == ("A", "file:/a.txt", text_digest(version().text))
    assert anchor.span == Span(anchor.start, anchor.end)


@pytest.mark.parametrize("span", [Span(0, 0), Span(5, 3), Span(-1, 4), Span(0, 100_000)])
def test_what_is_no_passage_cannot_be_anchored(span: Span) -> None:
    with pytest.raises(ValueError, match="no passage"):
        make_anchor(version(), "file:/a.txt", span)


def test_in_an_unchanged_text_it_stands_where_it_was_made() -> None:
    for nth in (0, 1):
        anchor = anchor_on("He said no.", nth)
        assert find(anchor, version().text) == Finding(Fate.EXACT, anchor.span)


def test_it_moves_with_its_words() -> None:
    text = "A new first paragraph.\n\n" + version().text
    anchor = anchor_on("Nobody crossed it again.")
    place = find(anchor, text)
    assert place.fate is Fate.EXACT, "shifted, but among its neighbours"
    assert place.span is not None
    assert place.span.of(text) == anchor.exact


def test_context_tells_which_of_several() -> None:
    text = "A new first paragraph.\n\n" + version().text
    for nth in (0, 1):
        anchor = anchor_on("He said no.", nth)
        assert find(anchor, text).span == Span(anchor.start + 24, anchor.end + 24)


def test_where_context_does_not_tell_it_is_lost() -> None:
    refrain = made_version("A", [["And the river rose."] for _ in range(9)])
    anchor = anchor_on("And the river rose.", 4, refrain)
    assert find(anchor, refrain.text).fate is Fate.EXACT
    assert find(anchor, "New opening words.\n\n" + refrain.text).fate is Fate.LOST


def test_of_fifty_refrains_the_right_one_is_found_when_one_before_it_goes() -> None:
    poem = [line for n in range(50) for line in ([f"The year {n} came and took the horses."], ["The river rose."])]
    whole = made_version("A", poem)
    cut = whole.text.replace("The year 7 came and took the horses.\n\nThe river rose.\n\n", "")
    for nth in (9, 30, 48):
        anchor = anchor_on("The river rose.", nth, whole)
        place = find(anchor, cut)
        assert place.span is not None
        assert cut[: place.span.start].endswith(f"The year {nth} came and took the horses.\n\n")


def test_the_refrain_that_went_is_lost_though_the_others_stand() -> None:
    poem = [line for n in range(9) for line in ([f"The year {n} came and took the horses."], ["The river rose."])]
    whole = made_version("A", poem)
    anchor = anchor_on("The river rose.", 4, whole)
    cut = whole.text.replace("took the horses.\n\nThe river rose.\n\nThe year 5", "took the cows.\n\nThe year 5")
    assert find(anchor, cut).fate is Fate.LOST


def test_of_two_equal_sentences_the_one_that_went_does_not_take_the_others_place() -> None:
    both = "The ministry has not answered a request for comment so far."
    whole = made_version("A", [["It was at dawn.", both], ["Somebody else spoke at noon.", both]])
    assert find(anchor_on(both, 1, whole), f"It was at dawn. {both}").fate is Fate.LOST
    assert find(anchor_on(both, 0, whole), f"Somebody else spoke at noon. {both}").fate is Fate.LOST


def test_what_slid_into_its_place_does_not_take_it() -> None:
    """One stanza goes, and the next refrain stands, to the letter, where the anchored one stood."""
    poem = [
        line for n in range(4) for line in ([f"Year {n} took horses, {n} cows and {n} geese."], ["The river rose."])
    ]
    whole = made_version("A", poem)
    anchor = anchor_on("The river rose.", 2, whole)
    cut = whole.text.replace("Year 0 took horses, 0 cows and 0 geese.\n\nThe river rose.\n\n", "")
    assert anchor.span.of(cut) == "The river rose."
    place = find(anchor, cut)
    assert place.span is not None
    assert cut[: place.span.start].endswith("Year 2 took horses, 2 cows and 2 geese.\n\n")


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        ("Nobody crossed it again.", "Somebody crossed it twice."),
        ("He said no.", "Quite another story. She asked him about the dam. He said no. Then he went to bed."),
        ("no", "He is known to have said nothing of note."),
        ("Guns on the Orla", ""),
    ],
    ids=["gone", "short words with other neighbours", "inside other words", "empty text"],
)
def test_what_is_gone_is_lost_and_never_put_elsewhere(quotation: str, text: str) -> None:
    assert find(anchor_on(quotation), text) == Finding(Fate.LOST, None)


def test_a_lost_place_comes_back_with_its_text() -> None:
    anchor = anchor_on("The river rose by noon.")
    assert find(anchor, "Something else entirely.").fate is Fate.LOST
    assert find(anchor, version().text) == Finding(Fate.EXACT, anchor.span)


@pytest.mark.parametrize("quotation", ["Guns on the Orla", "The river rose by noon.", "rise"])
def test_the_edges_of_a_text_are_context_too(quotation: str) -> None:
    text = made_version("A", [["rise"]]) if quotation == "rise" else version()
    anchor = anchor_on(quotation, text=text)
    assert find(anchor, text.text) == Finding(Fate.EXACT, anchor.span)


@given(st.text("ab \n", min_size=1, max_size=40), st.data())
def test_any_passage_of_an_unchanged_text_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = made_version("A", [[text]])
    anchor = make_anchor(made, "file:/a.txt", Span(start, end))
    assert find(anchor, text) == Finding(Fate.EXACT, Span(start, end))


@given(st.text("ab .", min_size=1, max_size=40), st.text("ab .", max_size=60), st.data())
def test_what_is_found_always_holds_the_quotation(text: str, other: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = make_anchor(made_version("A", [[text]]), "file:/a.txt", Span(start, end))
    place = find(anchor, other)
    assert (place.span is None) == (place.fate is Fate.LOST)
    if place.span is not None and place.fate is not Fate.CHANGED:
        assert words_in(place.span.of(other)) == words_in(anchor.exact)
