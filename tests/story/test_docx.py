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
