"""Plain texts that were wrapped by hand: paragraphs whole, verse as it stands, and what belongs to pages set aside."""

from __future__ import annotations

import textwrap

import pytest

from reader.story.clean import normalise
from reader.story.plain import plain_page
from reader.story.sentences import segment
from reader.story.version import Role

WEIR = (
    "The weir at Holm gave way at half past four in the afternoon, and for a while nobody in Holm would believe it, "
    "because it had stood there for longer than the church. The miller heard it first. He told the dean, who told the "
    "mayor, and by five o'clock the whole of the lower town was out on the meadows with ropes and lanterns."
)
BOATS = (
    "Two boats were lost and a shed. The boats had belonged to the brothers Reim, who had only just paid for them "
    "in the spring; the shed had belonged to nobody, as far as anybody knew, and was missed all the same."
)


def told(text: str) -> list[tuple[str, str]]:
    page = plain_page(normalise(text)[0])
    paragraphs, _ = segment(page.text, page.paragraphs, page.roles)
    return [(str(p.role), p.span.of(page.text)) for p in paragraphs]


def texts(text: str) -> list[str]:
    return [said for _, said in told(text)]


def wrapped(text: str, width: int = 66, first: str = "", rest: str = "") -> str:
    return "\n".join(textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False))


@pytest.mark.parametrize("width", range(56, 80, 3))
def test_a_wrapped_paragraph_is_whole_beside_a_wider_line(width: int) -> None:
    wide = "-" * 20 + " from the minutes of the council of Holm, of the year of the flood " + "-" * 8
    page = f"{wide}\n\n{wrapped(WEIR, width)}\n\n{wrapped(BOATS, width)}"
    assert texts(page)[1:] == [WEIR, BOATS]


def test_a_first_line_that_left_room_for_a_short_word_only_is_no_headline() -> None:
    page = (
        "In a house by the weir, which belonged to the brothers\nReimann-Oderbruch, lived a boy whom nobody had ever\n"
    )
    page += "heard speak. He sat by the water all day long and was\ncontent.\n\n" + wrapped(WEIR, 54)
    assert [role for role, _ in told(page)] == ["body", "body"]


def test_paragraphs_that_begin_with_an_indented_line_are_told_apart() -> None:
    said = [WEIR, "“You are late,” said the miller, who had come out of the mill with a lantern in his hand.", BOATS]
    page = "\n".join(wrapped(text, 60, "    ") for text in said)
    assert texts(f"Chapter I\n{page}") == ["Chapter I", *said]


def test_indents_leave_no_gap_inside_a_paragraph() -> None:
    page = wrapped(WEIR, 70, "   ", "   ") + "\n\n" + wrapped(BOATS, 70, "   ", "   ")
    assert texts(page) == [WEIR, BOATS]


def test_items_with_a_hanging_indent_are_told_apart() -> None:
    items = [f"- {BOATS}", f"- {WEIR}"]
    page = wrapped(WEIR) + "\n\n" + "\n".join(wrapped(item, 66, "", "  ") for item in items)
    assert texts(page) == [WEIR, *items]


VERSE = [
    "O miller, stop thy turning wheel,",
    "The night is on the river,",
    "And all that we have ever owned",
    "Is gone from us for ever.",
]


def test_lines_of_verse_stay_lines_and_are_no_headings() -> None:
    stanza = "\n".join("  " * (n % 2) + line for n, line in enumerate(VERSE))
    for page in (f"THE WEIR\n\n{stanza}\n\n{stanza}", f"{wrapped(WEIR)}\n\n{stanza}\n\n{wrapped(BOATS)}"):
        found = told(page)
        assert [("body", line) for line in VERSE] == [part for part in found if part[1] in VERSE][:4]


def test_numbers_of_verses_are_no_text_and_numbers_in_a_table_are() -> None:
    stanza = "\n".join(f"{line:40}{n}" if n % 2 == 0 else line for n, line in enumerate(VERSE, 1))
    assert texts(f"THE WEIR\n\n{stanza}")[1:] != VERSE  # nobody numbers every second verse
    numbered = "\n".join(f"{line:40}{n}" if n % 4 == 0 else line for n, line in enumerate(VERSE * 2, 1))
    assert texts(f"THE WEIR\n\n{numbered}")[1:] == VERSE * 2
    table = "\n".join(f"{name:12}{count}" for name, count in (("Boats", 2), ("Sheds", 1), ("Oxen", 30)))
    assert "30" in texts(f"{wrapped(WEIR)}\n\n{table}")[-1]


def test_an_address_and_the_end_of_a_letter_stay_lines() -> None:
    address = ["The Dean of Holm", "Lower Town", "Holm on the Water"]
    page = "\n".join(address) + f"\n\nDear Dean,\n\n{wrapped(WEIR)}\n\n{wrapped(BOATS)}\n\nYours truly,\nInes Tarn\n"
    assert texts(page) == [*address, "Dear Dean,", WEIR, BOATS, "Yours truly,", "Ines Tarn"]


# Pages


def test_a_paragraph_goes_on_over_the_number_of_a_printed_page() -> None:
    head, _, tail = WEIR.partition(" and for ")
    tail = f"and for {tail}"
    for mark in ("[Pg 12]", "[Page 12]", "{12}"):
        assert told(f"Chapter I\n\n{wrapped(head)}\n\n{mark}\n\n{wrapped(tail)}\n\n{wrapped(BOATS)}") == [
            ("headline", "Chapter I"),
            ("body", WEIR),
            ("furniture", mark),
            ("body", BOATS),
        ]
    assert texts(wrapped(WEIR.replace("longer", "lon[Pg 12]ger"))) == [WEIR]


def rfc(*pages: str) -> str:
    foot = "Tarn & Oder                  Informational                  [Page {}]"
    head = "RFC 9999                    Weirs and Their Ends                 March 2031"
    return f"\n\n\f\n{head}\n\n\n".join(f"{page}\n\n\n\n{foot.format(n)}" for n, page in enumerate(pages, 1))


def test_running_heads_and_feet_of_an_rfc_are_set_aside_and_paragraphs_go_on_over_them() -> None:
    inset = [wrapped(text, 72, "   ", "   ") for text in (WEIR, BOATS)]
    lines = inset[0].split("\n")
    page = rfc(
        "1.  Weirs\n\n" + "\n".join(lines[:3]), "\n".join(lines[3:]) + "\n\n" + inset[1], "2.  Ends\n\n" + inset[0]
    )
    found = told(page)
    assert [text for role, text in found if role != "furniture"] == ["1.  Weirs", WEIR, BOATS, "2.  Ends", WEIR]
    assert sum(role == "furniture" for role, _ in found) == 5


def test_lines_of_a_grammar_are_no_headings() -> None:
    grammar = ["weir   =  stone / earth", "stone  =  1*boulder", "earth  =  1*clod"]
    page = f"{wrapped(WEIR)}\n\n" + "\n".join(f"     {line}" for line in grammar) + f"\n\n{wrapped(BOATS)}"
    assert [role for role, text in told(page) if text in grammar] == ["body"] * 3


# Quoted mail


def test_marks_of_quotation_are_no_text() -> None:
    quoted = "\n".join(f"> {line}".rstrip() for line in f"{wrapped(WEIR)}\n\n{wrapped(BOATS)}".split("\n"))
    page = f"On Tuesday Ines wrote:\n\n{quoted}\nI agree with all of this.\n"
    assert texts(page) == ["On Tuesday Ines wrote:", WEIR, BOATS, "I agree with all of this."]
    assert texts("It is 5 > 4.\n> and that is all") == ["It is 5 > 4.", "> and that is all"]


# Project Gutenberg

GUTENBERG = f"""\
The Project Gutenberg eBook of The Weir

This ebook is for the use of anyone anywhere at no cost.

Title: The Weir

Author: Ines Tarn

*** START OF THE PROJECT GUTENBERG EBOOK THE WEIR ***

Produced by Paul Oder

CONTENTS

   I. The Weir
  II. The Boats

CHAPTER I

{wrapped(WEIR)}

{wrapped(BOATS)}

*** END OF THE PROJECT GUTENBERG EBOOK THE WEIR ***

Updated editions will replace the previous one.
"""


def test_header_and_licence_of_project_gutenberg_fold_and_give_title_and_author() -> None:
    page = plain_page(GUTENBERG)
    shown = [text for role, text in told(GUTENBERG) if role != "furniture"]
    assert shown == ["CONTENTS", "I. The Weir", "II. The Boats", "CHAPTER I", WEIR, BOATS]
    assert (page.title, page.author) == ("The Weir", "Ines Tarn")
    assert page.roles.count(Role.FURNITURE) == 8


def test_a_text_without_pages_is_shown_code_point_for_code_point() -> None:
    text = f"The weir\n\n{wrapped(WEIR)}\n\n\n{wrapped(BOATS)}\n"
    page = plain_page(text)
    assert len(page.text) == len(text)
    assert page.text.split() == text.split()


def test_lines_of_verse_keep_their_stanzas_without_the_numbers_of_the_lines() -> None:
    verse = (
        "THE FERRY\n\n  O boatman, take me over,\n  The night is on the stream,\n  And all the lamps are out,\n"
        "  And I have lost my dream.      4\n\n  The water is before us,\n  The dark is at our back,\n"
        "  And he that made the river\n  Has made the river black.      8\n"
    )
    told = plain_page(verse).text
    assert told.split("\n\n") == [
        "THE FERRY",
        "O boatman, take me over,\nThe night is on the stream,\nAnd all the lamps are out,\nAnd I have lost my dream.",
        "The water is before us,\nThe dark is at our back,\nAnd he that made the river\nHas made the river black.",
    ]


def test_the_number_of_a_page_is_no_headline() -> None:
    page = plain_page(
        "49\n\nThe Weir\n\nThe weir at Sorel broke on the night of the second of May, and the mill stood."
    )
    paragraphs, _ = segment(page.text, page.paragraphs, page.stated)
    assert [paragraph.role for paragraph in paragraphs] == [Role.HEADING, Role.HEADLINE, Role.BODY]
