from __future__ import annotations

import html
import zlib
from pathlib import Path

import pytest

from reader.story.formats.sandbox import read_pdf
from reader.story.locators import shipped
from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.story.documents import Put, by_chromium, pdf
from tests.story.test_docx import texts, told

WEIR = (
    "The weir gave way at half past four, and nobody stood on it. It had",
    "been mended in the spring by a company from the county town that has",
    "since been dissolved, whose books nobody has found.",
)
LAYOUTS = {
    "wide": "",
    "justified": "body { font: 11pt serif } p { text-align: justify; text-indent: 1.2em; margin: 0 }",
    "columns": "body { columns: 2; font: 10pt/1.3 serif } p { text-indent: 1em; margin: 0 } h1 { column-span: all }",
}


def opened(folder: Path, data: bytes, name: str = "weir.pdf") -> Version:
    path = folder / name
    path.write_bytes(data)
    return open_story([str(path)]).versions[0]


def block(*lines: str, top: float = 700, left: float = 60, size: float = 10) -> list[Put]:
    return [Put(left, top - n * 1.2 * size, line, size) for n, line in enumerate(lines)]


@pytest.mark.default_cases(1)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_story_that_a_browser_printed_is_read_paragraph_by_paragraph(tmp_path: Path, layout: str) -> None:
    source = open_story([str(shipped("seeds") / "3-the-ceiling-of-the-baths" / "thursday.txt")]).versions[0]
    parts = told(source)
    tags = {"headline": "h1", "heading": "h2"}
    body = "".join(f"<{tags.get(role, 'p')}>{html.escape(text)}</{tags.get(role, 'p')}>" for role, text in parts)
    page = f'<html lang="en"><meta charset="utf-8"><title>Baths</title><style>{LAYOUTS[layout]}</style><body>{body}'
    version = opened(tmp_path, by_chromium(page))

    assert [text for role, text in told(version) if role != "furniture"] == texts(source)
    assert told(version)[0][0] == "headline"
    assert (version.title, version.language) == ("Baths", "en")
    assert "left out" in version.remarks[0]


def test_a_full_line_continues_a_paragraph_and_a_short_one_ends_it(tmp_path: Path) -> None:
    verse = ("The river ran", "brown and wide", "past the mill.")
    version = opened(tmp_path, pdf([[*block(*WEIR), *block(*verse, top=600)]]))

    assert texts(version) == [" ".join(WEIR), *verse]


def test_a_paragraph_continues_on_the_next_page(tmp_path: Path) -> None:
    version = opened(tmp_path, pdf([block(*WEIR[:2], top=140), block(WEIR[2], top=700)]))

    assert texts(version) == [" ".join(WEIR)]


def test_a_footnote_does_not_interrupt_a_paragraph_and_comes_at_the_end(tmp_path: Path) -> None:
    note = block("1 By the clock of the church,", "which is slow.", "2 So he said.", top=90, size=8)
    version = opened(tmp_path, pdf([[*block(*WEIR[:2], top=140), *note], block(WEIR[2], top=700)]))

    assert texts(version) == [" ".join(WEIR), "1 By the clock of the church, which is slow.", "2 So he said."]
    assert version.remarks == ("2 footnotes at the end",)


def test_an_indent_begins_a_paragraph_without_a_gap(tmp_path: Path) -> None:
    full = "been mended in the spring by a company from the county town that had"
    version = opened(
        tmp_path, pdf([[*block(WEIR[0], full), Put(74, 676, "The miller heard it first, and said so to")]])
    )

    assert len(texts(version)) == 2


def test_a_word_divided_at_a_line_end_is_joined_and_a_compound_is_not(tmp_path: Path) -> None:
    lines = (
        "The weir gave way at half past four, as every-",
        "one knows. It was a well-known weir, and a well-",
        "known miller kept it until the flood of the tw-",
        "enties, when he had it mended in a single day.",
    )
    version = opened(tmp_path, pdf([block(*lines)]))

    assert "as everyone knows" in version.text
    assert "a well-known miller" in version.text
    assert "twenties" in version.text
    assert version.remarks == ("2 words joined that were divided at the end of a line",)


def test_running_headers_and_page_numbers_are_left_out_with_a_remark(tmp_path: Path) -> None:
    pages = [
        [Put(60, 770, "The Holm Courier", 9), *block(f"{name} {WEIR[0]}", *WEIR[1:]), Put(290, 30, f"– {number} –", 9)]
        for number, name in enumerate(("Once more:", "As we said:", "At length:"), 7)
    ]
    version = opened(tmp_path, pdf(pages))

    assert [text.split(":")[0] for text in texts(version)] == ["Once more", "As we said", "At length"]
    assert version.remarks == ("6 running headers, footers and page numbers left out",)


def test_a_heading_at_the_top_of_each_page_is_not_a_running_header(tmp_path: Path) -> None:
    pages = [[Put(60, 770, f"{name} day", 16), *block(*WEIR)] for name in ("First", "Second", "Third")]
    parts = told(opened(tmp_path, pdf(pages)))

    assert [role for role, _ in parts] == ["headline", "body", "heading", "body", "heading", "body"]


def test_a_raised_note_number_is_left_out_and_a_power_is_kept(tmp_path: Path) -> None:
    put = "/R {} Tf {} Ts ({}) Tj "
    signs = [(10, 0, "It broke."), (6, 4, "1"), (10, 0, " It held 10"), (6, 4, "6")]
    page = f"BT 1 0 0 1 60 700 Tm {''.join(put.format(*sign) for sign in signs)} ET".encode()
    version = opened(tmp_path, pdf([page]))

    assert texts(version) == ["It broke. It held 106"]
    assert version.remarks == ("1 raised note number left out",)


def test_a_documents_facts_are_kept_but_a_file_name_is_not_a_title(tmp_path: Path) -> None:
    said = "/Title (The weir) /Author (Ines Tarn) /CreationDate (D:20310304120000Z)"
    version = opened(tmp_path, pdf([block(*WEIR)], said, catalog="/Lang (en-GB)"))
    assert (version.title, version.author, version.date) == ("The weir", "Ines Tarn", "2031-03-04")

    named = opened(tmp_path, pdf([block(*WEIR)], "/Title (Microsoft Word - weir_final.doc)"))
    assert named.title.startswith("The weir gave way")


def test_a_page_that_is_a_picture_is_reported(tmp_path: Path) -> None:
    picture = b"q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \0 EI Q"
    version = opened(tmp_path, pdf([block(*WEIR), picture]))

    assert texts(version) == [" ".join(WEIR)]
    assert version.remarks == ("without the text of pages that are pictures (2)",)
    with pytest.raises(SourceError, match="only pictures of pages"):
        opened(tmp_path, pdf([picture]))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4 x", "is damaged"),
        (pdf([block(*WEIR)])[:300], "is damaged"),
        (pdf([b""]), "has no text in it"),
        (pdf([block(*WEIR)], "", f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
                                 " /ID [<41> <41>]"), "needs a password"),
        (pdf([], tree="/Kids [2 0 R]"), "pdf"),
    ],
    ids=["no more than its name", "cut short", "empty", "password", "pages in a circle"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        opened(tmp_path, data)
    assert said in str(refused.value)
    assert "weir.pdf" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.slow
def test_a_page_that_unpacks_to_more_than_memory_keeps_no_other_page_from_being_read(tmp_path: Path) -> None:
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(bytes(1 << 24)) for _ in range(128)) + packed.flush()
    sound = zlib.compress(b"BT /R 10 Tf 1 0 0 1 60 700 Tm (Nobody stood on it.) Tj ET")
    version = opened(tmp_path, pdf([sound, bomb], stream="/Filter /FlateDecode"))

    assert texts(version) == ["Nobody stood on it."]
    assert version.remarks


@pytest.mark.slow
def test_the_pages_read_in_time_are_shown_with_a_remark() -> None:
    endless = b"BT /R 10 Tf " + b"(x) Tj " * 2_000_000 + b"ET"
    page, remarks = read_pdf(pdf([block(*WEIR), endless]), "weir.pdf", seconds=4)

    assert page.text == " ".join(WEIR)
    assert remarks == ("only the first page: reading more would take too long",)


def test_without_the_pdf_extra_the_message_says_how_to_install_it() -> None:
    with pytest.raises(SourceError, match=r"pip install '\.\[pdf\]'"):
        read_pdf(pdf([block(*WEIR)]), "weir.pdf", parser="no_such_module")


def test_a_document_is_known_by_its_bytes_whatever_it_is_called(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, pdf([block(*WEIR)]), "weir.txt")) == [" ".join(WEIR)]


def test_columns_are_read_one_after_another_and_a_line_across_separates_them(tmp_path: Path) -> None:
    def column(left: float, name: str, top: float) -> list[Put]:
        lines = (
            f"The {name} column begins here and goes",
            "on for three lines, which is as many",
            "as a column needs.",
        )
        return block(*lines, left=left, top=top)

    across = Put(
        60, 550, "A line goes from the left edge of the page to its right edge and parts what it stands between."
    )
    pages = [[*column(330, "second", 700), *column(60, "first", 700), across, *column(330, "fourth", 500)]]
    pages[0] += column(60, "third", 500)
    version = opened(tmp_path, pdf(pages))

    names = [text.split()[1] for text in texts(version) if text.startswith(("The", "A line"))]
    assert names == ["first", "second", "line", "third", "fourth"]


def test_a_space_that_the_next_character_covers_is_ignored(tmp_path: Path) -> None:
    kerned = b"BT /R 10 Tf 1 0 0 1 60 700 Tm [(Ko ) 260 (varia held to it.)] TJ ET"
    assert texts(opened(tmp_path, pdf([kerned]))) == ["Kovaria held to it."]


# Old and odd pages


def test_a_line_that_runs_on_in_small_letters_goes_on_beside_a_wider_table(tmp_path: Path) -> None:
    table = [
        Put(
            60,
            600 - 14 * n,
            f"Boat {n} of the brothers Reim, sunk at the weir | owed {n}00 crowns | paid in full by May",
        )
        for n in range(4)
    ]
    version = opened(tmp_path, pdf([[*block(*WEIR), *table]]))
    assert texts(version)[0] == " ".join(WEIR)


def test_text_in_a_font_that_does_not_say_its_letters_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not say which letters its characters are"):
        opened(tmp_path, pdf([block(*WEIR)], font=font_of(*(f"uniE{code:03X}" for code in range(32, 127)), first=32)))


def font_of(*names: str, first: int) -> str:
    """A font that is in no book, with the names of its glyphs from a code on."""
    widths = " ".join(["600"] * 95)
    glyphs = " ".join(f"/{name}" for name in names)
    encoding = f"<< /BaseEncoding /WinAnsiEncoding /Differences [{first} {glyphs}] >>"
    descriptor = "<< /FontName /Weir /Flags 32 /Ascent 800 /Descent -200 /FontBBox [0 -200 600 800] >>"
    measures = f"/FirstChar 32 /LastChar 126 /Widths [{widths}] /FontDescriptor {descriptor}"
    return f"/BaseFont /Weir /Encoding {encoding} {measures}"


def hebrew(text: str) -> bytes:
    """Hebrew letters by the bytes of A, B, C …; blanks, digits and punctuation by their own."""
    return bytes(65 + ord(char) - 0x5D0 if "\u05d0" <= char <= "\u05ea" else ord(char) for char in text)


@pytest.mark.parametrize("stored", ["as it looks", "as it is read"])
def test_text_that_is_read_from_right_to_left_is_not_reversed(tmp_path: Path, stored: str) -> None:
    said = "הסכר קרס בשעה 16 וחצי"
    looks = "יצחו 16 העשב סרק רכסה"
    font = font_of(*(f"uni{code:04X}" for code in range(0x5D0, 0x5EB)), first=65)
    if stored == "as it looks":
        content = b"BT /R 12 Tf 1 0 0 1 60 700 Tm (%s) Tj ET" % hebrew(looks)
    else:  # each letter is put to the left of the last one
        put = (
            b"1 0 0 1 %d 700 Tm (%s) Tj" % (400 - 9 * n, hebrew(char)) for n, char in enumerate(said.replace("16 ", ""))
        )
        content = b"BT /R 12 Tf " + b" ".join(put) + b" ET"
        said = said.replace("16 ", "")
    version = opened(tmp_path, pdf([content], font=font))
    assert version.text == said


def test_a_page_that_was_turned_is_read_and_a_stamp_in_its_margin_folds(tmp_path: Path) -> None:
    def turned(put: Put, left: float = 0) -> bytes:
        return b"/R 10 Tf 0 1 -1 0 %g %g Tm (%s) Tj\n" % (left or 760 - put.bottom, put.left, put.text.encode())

    page = b"BT\n" + b"".join(turned(put) for put in block(*WEIR)) + b"ET"
    assert texts(opened(tmp_path, pdf([page]))) == [" ".join(WEIR)]
    upright = b"".join(
        b"/R 10 Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (p.left, p.bottom, p.text.encode()) for p in block(*WEIR)
    )
    stamp = turned(Put(200, 0, "Holm 2031 v2"), 30)
    version = opened(tmp_path, pdf([b"BT\n" + upright + stamp + b"ET"]))
    assert told(version) == [("body", " ".join(WEIR)), ("furniture", "Holm 2031 v2")]


def test_a_page_that_stands_on_its_head_is_read_and_a_line_that_does_folds(tmp_path: Path) -> None:
    def on_its_head(put: Put) -> bytes:
        return b"/R 10 Tf -1 0 0 -1 %g %g Tm (%s) Tj\n" % (600 - put.left, 800 - put.bottom, put.text.encode())

    page = b"BT\n" + b"".join(on_its_head(put) for put in block(*WEIR)) + b"ET"
    assert texts(opened(tmp_path, pdf([page]))) == [" ".join(WEIR)]
    upright = b"".join(
        b"/R 10 Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (p.left, p.bottom, p.text.encode()) for p in block(*WEIR)
    )
    answer = on_its_head(Put(200, 700, "The answer is nine boats"))
    version = opened(tmp_path, pdf([b"BT\n" + upright + answer + b"ET"]))
    assert told(version) == [("body", " ".join(WEIR)), ("furniture", "The answer is nine boats")]


def test_numbers_that_count_the_lines_are_left_out(tmp_path: Path) -> None:
    lines = [*WEIR[:2], *WEIR[:2], *WEIR]
    numbers = [Put(30, put.bottom, str(n)) for n, put in enumerate(block(*lines), 1)]
    version = opened(tmp_path, pdf([[*numbers, *block(*lines)]]))
    assert texts(version) == [" ".join(lines)]


def test_what_was_filled_in_a_form_is_kept(tmp_path: Path) -> None:
    filled = "<< /T (Name) /V (Ines Tarn) >> << /T (Boat) /Kids [<< /V (Ida) >>] >> << /T (Empty) >>"
    fields = f"/AcroForm << /Fields [{filled}] >>"
    version = opened(tmp_path, pdf([block(*WEIR)], catalog=fields))
    assert texts(version)[1:] == ["Name: Ines Tarn", "Boat: Ida"]
    assert "2 filled fields of a form at the end" in version.remarks
