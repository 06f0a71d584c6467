from __future__ import annotations

from pathlib import Path

import pytest

from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.story.documents import TOLD, archive, by_pandoc
from tests.story.test_docx import texts, told

KIND = "application/vnd.oasis.opendocument.text"
SPACES = 'xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d" xmlns:style="s"'


def opened(folder: Path, data: bytes) -> Version:
    path = folder / "weir.odt"
    path.write_bytes(data)
    return open_story([str(path)]).versions[0]


def odt(body: str, **parts: str) -> bytes:
    content = f"<office:document-content {SPACES}><office:body><office:text>{body}</office:text></office:body>"
    made = {"mimetype": KIND, "content.xml": f"{content}</office:document-content>"}
    return archive(
        made | {f"{name}.xml": f"<office:{name} {SPACES}>{part}</office:{name}>" for name, part in parts.items()}
    )


def test_a_document_that_pandoc_made_is_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    version = opened(tmp_path, by_pandoc("odt"))
    parts = told(version)

    assert parts[-len(TOLD) :] == TOLD
    assert parts[: -len(TOLD)] == [
        ("headline", "The weir at Holm"),
        ("furniture", "Ines Tarn"),
        ("furniture", "Paul Oder"),
        ("furniture", "2031-03-04"),
    ]
    assert (version.title, version.author) == ("The weir at Holm", "Ines Tarn; Paul Oder")
    assert version.remarks == ("1 note at the end",)


def test_deleted_text_is_left_out_and_remarks_mention_comments_and_headers(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>broke</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>The weir <text:change/>gave"
        "<office:annotation><text:p>when?</text:p></office:annotation> way.</text:p>"
    )
    header = "<style:header><text:p>page 1 of 3</text:p></style:header>"
    version = opened(tmp_path, odt(body, styles=header))

    assert texts(version) == ["The weir gave way."]
    assert version.remarks == (
        "tracked changes read as accepted",
        "1 comment left out",
        "running headers and footers left out",
    )


def test_a_text_box_is_read_after_its_paragraph(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>The box says this.</text:p></draw:text-box></draw:frame>"
    version = opened(tmp_path, odt(f"<text:p>Beside it <text:span>stands</text:span>{box} a box.</text:p>"))

    assert texts(version) == ["Beside it stands a box.", "The box says this."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (odt("")[:-30], "is damaged"),
        (odt(""), "has no text in it"),
        (archive({"mimetype": KIND, "content.xml": "<a/>"}), "has no text in it"),
        (
            archive({"mimetype": KIND, "content.xml": "?", "META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            "protected by a password",
        ),
    ],
    ids=["cut short", "empty", "nothing", "password"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        opened(tmp_path, data)
    assert said in str(refused.value)
    assert "weir.odt" in str(refused.value)


def test_a_document_whose_mimetype_is_compressed_is_read(tmp_path: Path) -> None:
    said = f"<d:content {SPACES} xmlns:d='d'><office:body><office:text><text:p>It gave way.</text:p>"
    parts = {"META-INF/manifest.xml": "<m/>", "content.xml": f"{said}</office:text></office:body></d:content>"}
    assert texts(opened(tmp_path, archive({**parts, "styles.xml": "<s/>"}))) == ["It gave way."]


def test_an_open_document_of_another_kind_is_refused_by_its_name(tmp_path: Path) -> None:
    sheet = f"<d:content {SPACES} xmlns:d='d'><office:body><office:spreadsheet/></office:body></d:content>"
    with pytest.raises(SourceError, match="is an OpenDocument spreadsheet, not a text"):
        opened(tmp_path, archive({"META-INF/manifest.xml": "<m/>", "content.xml": sheet, "styles.xml": "<s/>"}))


def test_struck_text_is_left_out_with_a_remark(tmp_path: Path) -> None:
    styles = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    body = 'It gave way on <text:span text:style-name="T1">Sunday </text:span>Monday.'
    version = opened(tmp_path, odt(f"<text:p>{body}</text:p>", styles=styles))
    assert (texts(version), version.remarks) == (["It gave way on Monday."], ("1 struck passage left out",))


def test_a_table_that_is_the_layout_of_a_page_gives_its_paragraphs(tmp_path: Path) -> None:
    cell = "<table:table-cell><text:p>The weir.</text:p><text:p>The mill.</text:p></table:table-cell>"
    assert texts(opened(tmp_path, odt(f"<table:table><table:table-row>{cell}</table:table-row></table:table>"))) == [
        "The weir.",
        "The mill.",
    ]


def test_a_formula_is_the_line_in_which_it_would_be_typed(tmp_path: Path) -> None:
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi>'
        '<msup><mi>c</mi><mn>2</mn></msup></mrow><annotation encoding="StarMath 5.0">E=mc^2</annotation>'
        "</semantics></math>"
    )
    shown = '<draw:object x:href="./Object 1" xmlns:x="x"/><draw:image x:href="i.svg" xmlns:x="x"/>'
    frame = f"<draw:frame>{shown}</draw:frame>"
    content = f"<office:text><text:p>They wrote {frame} on the weir.</text:p></office:text>"
    document = f"<office:document-content {SPACES}><office:body>{content}</office:body></office:document-content>"
    version = opened(tmp_path, archive({"mimetype": KIND, "content.xml": document, "Object 1/content.xml": math}))
    assert texts(version) == ["They wrote E=mc^2 on the weir."]
