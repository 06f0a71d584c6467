"""Numbers and letters that mark items and sections say where these stand, and nothing that versions can disagree on."""

from __future__ import annotations

import pytest

from reader.align.alignment import Comparison
from reader.align.compare import compare
from reader.align.vocabulary import ITEM
from reader.align.words import words_of
from tests.align.helpers import read, version

CLAUSES = {
    "Term.": "The lease runs for nine years from the day on which the second party has signed it.",
    "Payment.": "The miller pays the rent of the wheel in two halves, at Candlemas and on the first of August.",
    "Floods.": "Nothing is owed for a week in which the water stands above the lower step of the mill.",
}


def lease(*numbers: str) -> str:
    return "\n\n".join(f"{number} {head} {text}" for number, (head, text) in zip(numbers, CLAUSES.items(), strict=True))


def conflicts(comparison: Comparison) -> list[object]:
    return [conflict for link in comparison.pairs[0].links for conflict in link.conflicts]


def numbering(text: str) -> list[str]:
    own = read(text)
    return [text[w.start : w.end] for words in words_of(own) for w in words if w.key == ITEM]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("J.", "K.", "L."), ("K.", "L.", "M.")),
        (("3.", "4.", "5."), ("4.", "5.", "6.")),
        (("3.1", "3.2", "3.3"), ("4.1", "4.2", "4.3")),
        (("(a)", "(b)", "(c)"), ("(d)", "(e)", "(f)")),
        (("I.", "II.", "III."), ("IV.", "V.", "VI.")),
        (("Section 12.", "Section 13.", "Section 14."), ("Section 22.", "Section 23.", "Section 24.")),
        (("§ 4.", "§ 5.", "§ 6."), ("§ 7.", "§ 8.", "§ 9.")),
    ],
)
def test_clauses_that_were_numbered_anew_conflict_in_nothing(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    comparison = compare([read(lease(*left)), read(lease(*right), "B")])
    assert conflicts(comparison) == []
    linked = {i for link in comparison.pairs[0].links for i in link.left}
    assert linked == set(range(len(comparison.versions[0].sentences)))


@pytest.mark.parametrize(
    "text",
    [
        "J. Harrow spoke first, and she spoke for an hour about the water.\n\nThe mayor had no reply to her at all.",
        "6.4 Million crowns went to the bridge.\n\nThe mayor had no reply to that at all.",
        "1991 was a dry year.\n\n1992 was the year of the flood that took the lower bridge.",
        "Section 12 of the wall fell into the river at noon.\n\nNobody was on it.",
        "A. The letter stands alone.\n\nNothing follows it here, and nothing stands before it.",
    ],
)
def test_what_is_no_series_is_no_numbering(text: str) -> None:
    assert numbering(text) == []


def test_a_number_inside_a_clause_is_a_fact_although_the_clause_is_numbered() -> None:
    other = lease("4.", "5.", "6.").replace("nine years", "seven years")
    found = conflicts(compare([read(lease("3.", "4.", "5.")), read(other, "B")]))
    assert len(found) == 1


WHOLE = (
    "A permit may be withdrawn if the holder has died, if the boat was sold outside the district, if no fee was paid "
    "for two years, or if the holder was convicted of poaching."
)
LIST = (
    "A permit may be withdrawn if:",
    "(a) the holder has died;",
    "(b) the boat was sold outside the district at whatever price;",
    "(c) no fee was paid for two years; or",
    "(d) the holder was convicted of poaching.",
)
AFTER = "The boats are counted on the first of May, in the presence of two fishers who have no boat of their own."


@pytest.mark.parametrize("turned", [False, True])
def test_the_pieces_of_a_list_are_linked_to_the_sentence_whose_clauses_they_are(turned: bool) -> None:
    told = version(WHOLE, AFTER), version(*LIST, AFTER, siglum="B")
    links = compare(told[::-1] if turned else told).pairs[0].links
    sides = [(link.right, link.left) if turned else (link.left, link.right) for link in links]
    assert ((0,), (0, 1, 2, 3, 4)) in sides
    assert ((1,), (5,)) in sides


def test_a_list_of_other_things_is_linked_to_no_sentence() -> None:
    others = ("(a) the nets are mended;", "(b) the quay is swept;", "(c) the tar is paid for.")
    links = compare([version(WHOLE, AFTER), version("The guild sees to it that:", *others, AFTER, siglum="B")])
    assert [(link.left, link.right) for link in links.pairs[0].links] == [((1,), (4,))]
