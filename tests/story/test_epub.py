from __future__ import annotations

from pathlib import Path

import pytest

from reader.story.formats.child import Request
from reader.story.formats.epub import parse_epub
from reader.story.open import open_story
from reader.story.version import SourceError, Version
from tests.story.documents import TOLD, archive, by_pandoc, epub
from tests.story.test_docx import texts, told


def opened(folder: Path, data: bytes) -> Version:
    path = folder / "weir.epub"
    path.write_bytes(data)
    return open_story([str(path)]).versions[0]


def test_a_book_that_pandoc_made_is_read_paragraph_by_paragraph(tmp_path: Path) -> None:
    version = opened(tmp_path, by_pandoc("epub"))
    parts = told(version)

    assert parts[-len(TOLD) :] == TOLD
    assert [role for role, _ in parts[: -len(TOLD)]] == ["heading", *["furniture"] * 4]
    assert (version.title, version.author, version.date, version.site) == (
        "The weir at Holm",
        "Ines Tarn, Paul Oder",
        "2031-03-04",
        "Holm Courier",
    )
    assert version.remarks == ()


def test_of_a_book_that_takes_too_long_the_first_chapters_are_read_and_that_is_said() -> None:
    chapters = {f"{n}.xhtml": f"<html><body><h2>Day {n}</h2><p>It rained.</p></body></html>" for n in range(1, 6)}
    (answer,) = parse_epub(Request(epub(chapters), 0.0))
    assert [text for text, _ in answer.parts] == ["Day 1", "It rained."]
    assert answer.remarks == [
        "only the first 1 of 5 parts are shown, as reading took too long; split the book, or save its text as a .txt "
        "file and name that"
    ]
    (answer,) = parse_epub(Request(epub(chapters), 60.0))
    assert (len(answer.parts), answer.remarks) == (10, [])


def test_chapters_come_in_the_order_of_the_spine_and_are_called_as_in_the_contents(tmp_path: Path) -> None:
    ncx = (
        '<ncx><navMap><navPoint><navLabel><text>The first day</text></navLabel><content src="a%20one.xhtml#x"/>'
        "</navPoint>"
        '<navPoint><navLabel><text>The second day</text></navLabel><content src="two.xhtml"/></navPoint></navMap></ncx>'
    )
    version = opened(
        tmp_path,
        epub(
            {
                "two.xhtml": "<html><body><h2>The second day</h2><p>It rained.</p></body></html>",
                "a one.xhtml": "<html><head><title/></head><body><p>It was dry.</p></body></html>",
            },
            items='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
            **{"in/toc.ncx": ncx},
        ),
    )

    assert told(version) == [
        ("heading", "The second day"),
        ("body", "It rained."),
        ("heading", "The first day"),
        ("body", "It was dry."),
    ]


def test_a_chapter_that_is_not_valid_xml_is_read_as_browsers_do(tmp_path: Path) -> None:
    chapter = "<html><body><p>Rain &amp; wind&nbsp;came <b>at <i>once</b>.</i><p>Then it was still.</body></html>"

    assert texts(opened(tmp_path, epub({"one.xhtml": chapter}))) == ["Rain & wind came at once.", "Then it was still."]


def test_a_note_number_is_not_part_of_the_text(tmp_path: Path) -> None:
    chapter = (
        '<html xmlns:epub="http://www.idpf.org/2007/ops"><body><p>The weir broke.'
        '<a epub:type="noteref" href="#n">1</a> '
        'It sang.<sup><a href="#m">2</a></sup> See <a href="#w">1984</a>.</p></body></html>'
    )

    assert texts(opened(tmp_path, epub({"one.xhtml": chapter}))) == ["The weir broke. It sang. See 1984."]


def test_missing_parts_are_reported(tmp_path: Path) -> None:
    book = epub({"one.xhtml": "<html><body><p>It was dry.</p></body></html>", "two.xhtml": ""})
    version = opened(tmp_path, book.replace(b"in/two.xhtml", b"in/owt.xhtml"))

    assert texts(version) == ["It was dry."]
    assert version.remarks == ("1 part listed in its contents is missing",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            epub(
                {"one.xhtml": "?"},
                **{"META-INF/encryption.xml": '<e><CipherReference URI="in/one.xhtml"/></e>'},
            ),
            "is locked by DRM",
        ),
        (epub({"one.xhtml": "<html><body><img/></body></html>"}), "a book of pictures"),
        (archive({"mimetype": "application/epub+zip"}), "has no META-INF/container.xml"),
        (
            archive({"META-INF/container.xml": '<c><rootfile full-path="/etc/passwd"/></c>'}),
            "has no /etc/passwd in it",
        ),
    ],
    ids=["locked", "pictures", "no container", "outside"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        opened(tmp_path, data)
    assert said in str(refused.value)


def test_a_book_with_a_locked_font_is_read(tmp_path: Path) -> None:
    book = epub(
        {"one.xhtml": "<html><body><p>It was dry.</p></body></html>"},
        **{"META-INF/encryption.xml": '<e><CipherReference URI="in/font.otf"/></e>'},
    )

    assert texts(opened(tmp_path, book)) == ["It was dry."]


def test_header_and_licence_of_project_gutenberg_fold(tmp_path: Path) -> None:
    frame = '<section class="pg-boilerplate"><h2>The Project Gutenberg eBook</h2><p>Free for all.</p></section>'
    chapter = f"<html><body>{frame}<h1>The weir</h1><p>It gave way.</p></body></html>"
    path = tmp_path / "weir.epub"
    path.write_bytes(epub({"one.xhtml": chapter}))
    version = open_story([str(path)]).versions[0]
    assert [(p.role.value, p.span.of(version.text)) for p in version.paragraphs] == [
        ("furniture", "The Project Gutenberg eBook"),
        ("furniture", "Free for all."),
        ("heading", "The weir"),
        ("body", "It gave way."),
    ]
