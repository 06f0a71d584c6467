"""Every kind of source, opened once; and what lies in the way of the archives among them."""

from __future__ import annotations

import io
import mimetypes
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.cli import main
from reader.notes.files import write_whole
from reader.story.contents import ENDINGS
from reader.story.inputs import LIMIT
from reader.story.open import open_story
from reader.story.sources import CLIPBOARD
from reader.story.version import SourceError, Story
from reader.story.web.copies import Copies
from tests.story.documents import CONTAINER, Put, archive, docx, epub, pdf
from tests.story.server import answer, served
from tests.story.test_docx import p, texts
from tests.story.test_odt import odt
from tests.story.test_web import opened

SAID = ["The weir gave way at half past four, and nobody stood on it.", "The miller heard it first, and told the dean."]
HTML = f"<html><body><article><p>{SAID[0]}</p><p>{SAID[1]}</p></article></body></html>"
FILES = {
    ".txt": "\n\n".join(SAID).encode(),
    ".md": "\n\n".join(SAID).encode(),
    ".html": HTML.encode(),
    ".docx": docx("".join(map(p, SAID))),
    ".odt": odt("".join(f"<text:p>{said}</text:p>" for said in SAID)),
    ".epub": epub({"one.xhtml": HTML}),
    ".rtf": "".join((r"{\rtf1 ", *(rf"{said}\par " for said in SAID), "}")).encode(),
    ".fb2": f"<FictionBook><body><p>{SAID[0]}</p><p>{SAID[1]}</p></body></FictionBook>".encode(),
    ".srt": f"1\n00:00:01,000 --> 00:00:02,000\n{SAID[0]}\n\n2\n00:00:02,000 --> 00:00:03,000\n{SAID[1]}\n".encode(),
    ".pdf": pdf([[Put(60, 700, SAID[0]), Put(60, 670, SAID[1])]]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for ending, data in FILES.items():
        (tmp_path / f"weir{ending}").write_bytes(data)
    return tmp_path


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "copies", write_whole)


def shown(story: Story) -> list[list[str]]:
    return [texts(version) for version in story.versions]


@pytest.mark.slow
def test_every_file_is_opened_by_its_name_and_by_the_folder_it_lies_in(folder: Path) -> None:
    names = [str(folder / f"weir{ending}") for ending in FILES]

    assert shown(open_story(names)) == [SAID] * len(FILES)
    assert shown(open_story([str(folder)])) == [SAID] * len(FILES)
    assert set(FILES) < set(ENDINGS)


@pytest.mark.slow
def test_every_file_is_opened_as_a_story_file_names_it(folder: Path) -> None:
    listed = "".join(f"  - source: weir{ending}\n    encoding: latin-1\n" for ending in FILES)  # of texts alone
    (folder / "story.yaml").write_text(f"title: The weir\nversions:\n{listed}")
    story = open_story([str(folder / "story.yaml")])

    assert shown(story) == [SAID] * len(FILES)
    assert story.title == "The weir"


@pytest.mark.default_cases(2)
@pytest.mark.parametrize("ending", FILES)
def test_every_kind_is_read_from_standard_input_and_from_an_address(ending: str, copies: Copies) -> None:
    media_type = mimetypes.types_map.get(ending, "application/octet-stream")
    assert shown(open_story(["-"], stdin=io.BytesIO(FILES[ending]))) == [SAID]
    with served({"/bridge": answer(FILES[ending], media_type=media_type)}) as server:
        assert shown(opened(server, copies)) == [SAID]


def test_the_clipboard_is_a_source_like_others() -> None:
    assert shown(open_story([CLIPBOARD], clipboard=lambda: FILES[".txt"])) == [SAID]


def test_documents_are_grouped_with_texts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["group", str(folder), "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert all(f"weir{ending}" in printed for ending in FILES)


@pytest.mark.slow
def test_the_program_itself_opens_every_kind(folder: Path) -> None:
    command = [sys.executable, "-m", "reader", "compare", *(str(folder / f"weir{ending}") for ending in FILES), "-"]
    done = subprocess.run(command, input=FILES[".epub"], capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()


# Archives that want to do harm


def bomb() -> bytes:
    return archive({"word/document.xml": bytes(65 << 20)})


def nested() -> bytes:
    inside = bomb()
    for _ in range(5):
        inside = archive({"inside.zip": inside})
    return inside


def overlapping() -> bytes:
    """Two entries of the table that mean the same part: each of a bomb's many names for one stretch of bytes."""
    data = docx(p(SAID[0]))
    return data.replace(b"word/document.xml", b"word/documenu.xml", 1)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (bomb, "holds more than 64 MB"),
        (nested, "is a zip archive"),
        (overlapping, "is damaged"),
        (lambda: FILES[".docx"][:200], "is damaged"),
        (lambda: b"PK\x03\x04" + bytes(400), "a zip archive"),
        (lambda: archive({"../../etc/passwd": "x", "weir.txt": SAID[0]}), "is a zip archive"),
        (
            lambda: archive({"META-INF/container.xml": CONTAINER.replace("in/book", "../../../etc/passwd")}),
            "etc/passwd",
        ),
        (
            lambda: archive({"word/document.xml": f"<!DOCTYPE d [<!ENTITY a '{'x' * 9}'>]><d>&a;</d>"}),
            "has no text in it",
        ),
        (lambda: archive({"xl/workbook.xml": "<x/>"}), "an Excel workbook"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / "weir.txt"
    path.write_bytes(make())
    with pytest.raises(SourceError) as refused:
        open_story([str(path)])
    assert said in str(refused.value)
    assert str(refused.value).isprintable()
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_part_with_a_path_that_leads_out_is_read_from_the_archive_and_nothing_is_written(tmp_path: Path) -> None:
    chapter = f"<html><body><p>{SAID[0]}</p></body></html>"
    data = epub({"one.xhtml": chapter}).replace(b"in/one.xhtml", b"../one.xhtml")
    path = tmp_path / "in" / "weir.epub"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(SourceError, match="has no text that can be read"):
        open_story([str(path)])
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


def test_a_book_of_many_pictures_is_read_although_a_text_of_its_size_is_not(tmp_path: Path) -> None:
    chapter = f"<html><body><p>{SAID[0]}</p></body></html>"
    data = epub({"one.xhtml": chapter})
    path = tmp_path / "weir.epub"
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(path, "w") as larger:
        for part in book.namelist():
            larger.writestr(part, book.read(part))
        larger.writestr("picture.jpg", bytes(LIMIT))
    assert path.stat().st_size > LIMIT
    assert shown(open_story([str(path)])) == [[SAID[0]]]
