from __future__ import annotations

from pathlib import Path

import pytest

from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.story.documents import TOLD, WORD, archive, by_pandoc, docx


def opened(folder: Path, data: bytes) -> Version:
    path = folder / "weir.docx"
    path.write_bytes(data)
    return open_story([str(path)]).versions[0]


def told(version: Version) -> list[tuple[str, str]]:
    return [(p.role.value, p.span.of(version.text)) for p in version.paragraphs]


def texts(version: Version) -> list[str]:
    return [text for _, text in told(version)]


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_a_document_that_pandoc_made_is_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    version = opened(tmp_path, by_pandoc("docx"))

    assert told(version)[:4] == [
        ("headline", "The weir at Holm"),
        ("furniture", "Ines Tarn"),
        ("furniture", "Paul Oder"),
        ("furniture", "2031-03-04"),
    ]
    assert told(version)[4:] == TOLD
    assert version.title == "The weir at Holm"
    assert version.author == "Ines Tarn; Paul Oder"
    assert version.remarks == ("1 footnote at the end",)


def test_tracked_changes_are_read_as_accepted_with_a_remark(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>The weir </w:t></w:r><w:del><w:r><w:delText>broke</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>gave way</w:t></w:r></w:ins><w:r><w:t> at dawn.</w:t></w:r></w:p>"
    )
    version = opened(tmp_path, docx(body))

    assert texts(version) == ["The weir gave way at dawn."]
    assert version.remarks == ("tracked changes read as accepted",)


def test_a_heading_is_told_by_its_style_whatever_the_style_is_called_in_its_language(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/></w:style>'
        '<w:style w:styleId="Round"><w:name w:val="Round"/><w:basedOn w:val="Round"/></w:style>'
    )
    body = (
        p("A first part", '<w:pStyle w:val="berschrift1"/>')
        + p("The weir gave way.")
        + p("A second part", '<w:pStyle w:val="Mine"/>')
        + p("Nobody stood on it.", '<w:pStyle w:val="Round"/>')
        + p("A third part", '<w:outlineLvl w:val="1"/>')
        + p("It sang first.")
    )
    roles = [role for role, _ in told(opened(tmp_path, docx(body, styles=styles)))]

    assert roles == ["heading", "body", "heading", "body", "heading", "body"]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('The box says this.')}</w:txbxContent>"
    body = (
        '<w:p><w:r><w:t>Beside it stands a box.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>'
        f"{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>" + p("And it goes on.")
    )

    assert texts(opened(tmp_path, docx(body))) == ["Beside it stands a box.", "The box says this.", "And it goes on."]


def test_a_table_in_a_table_is_read_with_the_row_around_it(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('in')}</w:tc><w:tc>{p('ner')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p('Ida')}{inner}</w:tc><w:tc>{p('Reim')}</w:tc></w:tr></w:tbl>"

    assert texts(opened(tmp_path, docx(body))) == ["Ida in ner | Reim"]


def test_a_remark_says_what_was_left_out(tmp_path: Path) -> None:
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>A secret.</w:t></w:r><w:r><w:t>In the open.</w:t></w:r></w:p>"
    version = opened(tmp_path, docx(hidden, comments="<w:comment><w:p/></w:comment>", header1=p("page 1 of 3")))

    assert texts(version) == ["In the open."]
    assert version.remarks == ("hidden text left out", "1 comment left out", "running headers and footers left out")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (docx("")[:-40], "is damaged"),
        (docx(""), "has no text in it"),
        (docx("<w:p>"), "is damaged in word/document.xml"),
        (archive({"word/document.xml": b"\0" * (65 << 20)}), "holds more than 64 MB"),
        (archive({"word/document.xml": b"<a>" * 400}), "is damaged in word/document.xml"),
        (archive({"word/document.xml": "<d/>", **{f"x{n}": "" for n in range(20_001)}}), "has 20,002 parts"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "one with a password"),
    ],
    ids=["cut short", "empty", "broken", "bomb", "deep", "many parts", "password"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        opened(tmp_path, data)
    assert said in str(refused.value)
    assert "weir.docx" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_entity_that_a_document_defines_is_not_expanded(tmp_path: Path) -> None:
    document = (
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        f'<w:document xmlns:w="{WORD}"><w:body>{p("It laughed: &b;&f;")}{p("Then it stopped.")}</w:body></w:document>'
    )
    version = opened(tmp_path, archive({"word/document.xml": document}))

    assert texts(version)[-1] == "Then it stopped."
    assert "ha" not in texts(version)[0].removeprefix("It laughed")


# What Word and other programs do


def test_a_drop_cap_belongs_to_the_word_that_it_begins(tmp_path: Path) -> None:
    version = opened(tmp_path, docx(p("T", '<w:framePr w:dropCap="drop" w:lines="3"/>') + p("he weir gave way.")))
    assert texts(version) == ["The weir gave way."]


def test_paragraphs_whose_end_was_deleted_are_one_and_that_counts_as_a_tracked_change(tmp_path: Path) -> None:
    version = opened(tmp_path, docx(p("The weir gave way. ", "<w:rPr><w:del w:id='1'/></w:rPr>") + p("Nobody saw it.")))
    assert texts(version) == ["The weir gave way. Nobody saw it."]
    assert version.remarks == ("tracked changes read as accepted",)


def struck(text: str, mark: str = "<w:strike/>") -> str:
    return f'<w:r><w:rPr>{mark}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_struck_text_is_left_out_unless_it_is_most_of_the_document(tmp_path: Path) -> None:
    runs = ("<w:r><w:t xml:space='preserve'>The weir gave way on </w:t></w:r>", struck("Sun"))
    more = (struck("day ", "<w:dstrike/>"), struck("Monday", '<w:strike w:val="0"/>'))
    version = opened(tmp_path, docx(f"<w:p>{''.join(runs + more)}</w:p>"))
    assert texts(version) == ["The weir gave way on Monday"]
    assert version.remarks == ("1 struck passage left out",)
    assert texts(opened(tmp_path, docx(f"<w:p>{struck('All of it.')}</w:p>"))) == ["All of it."]


LONG = "The miller heard it first, and he told the dean, and the dean told the mayor of the town by the river."


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([["The weir.", "The mill.", "The dean."]], ["The weir.", "The mill.", "The dean."]),
        ([["Ida", "(sunk)"], ["Reim"]], ["Ida (sunk) | Reim"]),
        ([[LONG, LONG], [LONG]], [LONG, LONG, LONG]),
    ],
)
def test_cells_that_hold_paragraphs_give_them_and_a_row_of_short_cells_is_one_line(
    tmp_path: Path, cells: list[list[str]], shown: list[str]
) -> None:
    row = "".join(f"<w:tc>{''.join(map(p, cell))}</w:tc>" for cell in cells)
    assert texts(opened(tmp_path, docx(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"))) == shown


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(**targets: str) -> str:
    """Relationships by kind; the identity of each is its kind."""
    made = (f'<Relationship Id="{k}" Type="{RELATIONS}/{k}" Target="{target}"/>' for k, target in targets.items())
    return f"<Relationships>{''.join(made)}</Relationships>"


def body_of(body: str) -> str:
    return f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'


def test_a_document_is_read_whatever_its_main_part_is_called(tmp_path: Path) -> None:
    styles = f'<w:styles xmlns:w="{WORD}"><w:style w:styleId="a"><w:name w:val="heading 1"/></w:style></w:styles>'
    data = archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": related(officeDocument="/word/document2.xml"),
            "word/document2.xml": body_of(p("The weir", '<w:pStyle w:val="a"/>') + p("It gave way.")),
            "word/_rels/document2.xml.rels": related(styles="styles2.xml"),
            "word/styles2.xml": styles,
        }
    )
    assert told(opened(tmp_path, data)) == [("heading", "The weir"), ("body", "It gave way.")]


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("page.html", "<html><body><p>The weir gave way.</p></body></html>"),
        ("page.mht", "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>The weir gave way.</p>"),
        ("page.txt", "The weir gave way."),
    ],
)
def test_a_page_that_was_put_into_a_document_as_a_whole_is_read(tmp_path: Path, name: str, held: str) -> None:
    data = archive(
        {
            "word/document.xml": body_of('<w:altChunk r:id="aFChunk"/>'),
            "word/_rels/document.xml.rels": related(aFChunk=name),
            f"word/{name}": held,
        }
    )
    assert texts(opened(tmp_path, data)) == ["The weir gave way."]


def test_a_document_inside_a_document_is_said_to_be_left_out(tmp_path: Path) -> None:
    parts = {"word/_rels/document.xml.rels": related(aFChunk="two.rtf"), "word/two.rtf": "{\\rtf1 x}"}
    chunk = '<w:altChunk r:id="aFChunk"/>'
    version = opened(tmp_path, archive({"word/document.xml": body_of(p("The weir.") + chunk), **parts}))
    assert (texts(version), version.remarks) == (["The weir."], ("1 document inside it left out",))
    with pytest.raises(SourceError, match="has no text of its own"):
        opened(tmp_path, archive({"word/document.xml": body_of(chunk), **parts}))


def test_a_formula_is_kept_in_one_line(tmp_path: Path) -> None:
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"

    def m(tag: str, *inner: str) -> str:
        return f'<m:{tag} xmlns:m="{math}">{"".join(inner)}</m:{tag}>'

    def t(text: str) -> str:
        return m("r", m("t", text))

    half = m("f", m("num", t("1")), m("den", t("2")))
    power = m("sSup", m("e", t("t")), m("sup", t("2")))
    formula = m("oMath", t("h="), half, t("g"), power)
    assert texts(opened(tmp_path, docx(f"<w:p><w:r><w:t>It fell </w:t></w:r>{formula}</w:p>"))) == ["It fell h=1/2gt^2"]


def test_the_author_of_a_document_is_not_the_name_of_its_version(tmp_path: Path) -> None:
    version = opened(tmp_path, by_pandoc("docx"))
    assert (version.name, version.author) == ("weir", "Ines Tarn; Paul Oder")


def test_a_torn_archive_is_named_as_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a zip archive whose end is missing"):
        opened(tmp_path, archive({"[Content_Types].xml": "<Types/>" * 9, "word/document.xml": "x"})[:60])
