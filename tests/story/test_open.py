"""Sources become a story, or one clear sentence says why not."""

import hashlib
import io
import os
import random
import socket
from pathlib import Path

import pytest

from reader.story.inputs import LIMIT
from reader.story.locators import shipped, shipped_stories
from reader.story.open import encoding_for, open_story
from reader.story.sources import texts_in, with_below
from reader.story.version import Role, SourceError, Version

BRIDGE = "Bridge opens\n\nThe bridge opened on Monday. Nobody came.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wire_copy.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "late-edition.md").write_text("# Bridge *opened*\n\nIt opened.\n", encoding="utf-8")
    return tmp_path


def version_of(tmp_path: Path, data: bytes, name: str = "a.txt") -> Version:
    (tmp_path / name).write_bytes(data)
    return open_story([str(tmp_path / name)]).versions[0]


def refusal(*named: str | Path) -> str:
    """Why something is refused, which has to be said in one clean line (a hang is stopped by the test's time limit)."""
    with pytest.raises(SourceError) as refused:
        open_story([str(name) for name in named])
    text = str(refused.value)
    assert text.isprintable()
    return text


def test_text_and_markdown_become_versions(folder: Path) -> None:
    story = open_story([str(folder / "wire_copy.txt"), str(folder / "late-edition.md")])
    a, b = story.versions
    assert (a.siglum, a.name, a.title, a.text) == ("A", "wire copy", "Bridge opens", BRIDGE)
    assert (b.siglum, b.name, b.title, b.text) == ("B", "late edition", "Bridge opened", "Bridge opened\n\nIt opened.")
    assert a.sha256 == hashlib.sha256(BRIDGE.encode()).hexdigest()
    assert (a.encoding, a.remarks, a.source) == ("utf-8", (), str(folder / "wire_copy.txt"))
    assert [p.role for p in a.paragraphs] == [Role.HEADLINE, Role.BODY]
    assert a.sentence_text(2) == "Nobody came."
    assert (story.title, story.home) == ("Bridge opens", folder)
    assert story.locators == (f"file:{folder / 'wire_copy.txt'}", f"file:{folder / 'late-edition.md'}")


def test_the_key_is_the_same_for_the_same_sources_in_any_order(folder: Path) -> None:
    a, b = str(folder / "wire_copy.txt"), str(folder / "late-edition.md")
    key = open_story([a, b]).key
    assert len(key) == 16
    assert key == open_story([b, a]).key == open_story([os.path.relpath(a), b]).key
    assert key != open_story([a]).key
    assert open_story([a, a, a]).locators == (f"file:{a}", f"file:{a}#2", f"file:{a}#3")


def test_a_folder_says_which_files_and_folders_it_does_not_read(folder: Path) -> None:
    assert open_story([str(folder)]).versions[0].remarks == ()
    (folder / "photo.raw").write_bytes(b"x")
    (folder / "drafts").mkdir()
    remarks = [version.remarks for version in open_story([str(folder)]).versions]
    said = f"not read from its folder: photo.raw, drafts{os.sep}; name what belongs to the story as well"
    assert remarks == [(f"{said}, or use --recursive",), ()]


def test_a_folder_with_those_below_it_gives_the_texts_of_all_of_them(folder: Path) -> None:
    drafts = folder / "drafts" / "old"
    drafts.mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / ".git" / "c.txt").write_text("no")
    (drafts / "wire_copy.txt").write_text("The ferry was late.", encoding="utf-8")
    (drafts / "notes.raw").write_bytes(b"x")
    (drafts / "story.yaml").write_text("versions: [wire_copy.txt]", encoding="utf-8")
    alone = open_story([str(folder)])
    story = open_story([with_below(str(folder))])
    assert [version.source for version in story.versions] == [
        *(v.source for v in alone.versions),
        str(drafts / "wire_copy.txt"),
    ]
    names = ["late edition", "wire copy", str(Path("drafts", "old", "wire_copy"))]
    assert [version.name for version in story.versions] == names
    raw, listing = Path("drafts", "old", "notes.raw"), Path("drafts", "old", "story.yaml")
    said = f"not read from its folder: {raw}, {listing}; name what belongs to the story as well"
    assert story.versions[0].remarks == (said,)
    assert texts_in(Path(with_below(str(folder)))) == [Path(version.source) for version in story.versions]
    assert with_below(str(folder / "wire_copy.txt")) == str(folder / "wire_copy.txt")


def test_a_folder_gives_its_texts_in_order_and_a_story_file_comes_first(folder: Path) -> None:
    (folder / ".hidden.txt").write_text("no")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    os.mkfifo(folder / "pipe.txt")
    assert [v.name for v in open_story([str(folder)]).versions] == ["late edition", "wire copy"]
    (folder / "story.yaml").write_text(
        "title: The bridge\nversions:\n- {source: wire_copy.txt, name: Wire, siglum: W, date: 2031-02-12}\n"
        "- {source: late-edition.md}\n"
    )
    story = open_story([str(folder)])
    assert (story.title, story.home) == ("The bridge", folder)
    assert [(v.siglum, v.name, v.date) for v in story.versions] == [
        ("W", "Wire", "2031-02-12"),
        ("A", "late edition", ""),
    ]
    assert story == open_story([str(folder / "story.yaml")])


def test_standard_input_is_a_version(folder: Path) -> None:
    story = open_story(["-", str(folder / "wire_copy.txt")], stdin=io.BytesIO(BRIDGE.encode()))
    assert story.versions[0].source == "-"
    assert story.versions[0].name == "standard input"
    assert story.locators[0] == "sha256:" + hashlib.sha256(BRIDGE.encode()).hexdigest()
    assert open_story(["-"], stdin=io.BytesIO(b"x")).home is None
    with pytest.raises(SourceError, match="only once"):
        open_story(["-", "-"], stdin=io.BytesIO(b"x"))


def test_opening_no_sources_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no sources"):
        open_story([])


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n ", b"\xef\xbb\xbf", b"\xff\xfe", b"\n"])
def test_a_source_without_text_opens_with_a_remark_that_it_is_empty(tmp_path: Path, data: bytes) -> None:
    version = version_of(tmp_path, data)
    assert version.paragraphs == ()
    assert version.sentences == ()
    assert version.remarks == ("empty",)
    assert version.title == version.name == "a"


@pytest.mark.parametrize("data", [b"x", b"x\n", b"No final newline", b"A.\r\rB.\r\n\r\nC."])
def test_small_and_odd_texts_open(tmp_path: Path, data: bytes) -> None:
    assert version_of(tmp_path, data).remarks == ()


def test_mixed_newlines_separate_paragraphs_and_spans_stay_valid(tmp_path: Path) -> None:
    text = "One.\r\n\r\nTwo.\r\rThree.\x85\x85Four.\u2029Five.\x0cSix.\n\u2028Seven."
    version = version_of(tmp_path, text.encode())
    assert [p.span.of(version.text) for p in version.paragraphs] == [
        *("One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.")
    ]


def test_lines_inside_a_paragraph_are_joined(tmp_path: Path) -> None:
    lines = b"The ferry that left Salna on Monday with eleven people and a goat\non board has been found."
    version = version_of(tmp_path, lines)
    assert version.text == lines.decode().replace("\n", " ")
    assert len(version.sentences) == 1


@pytest.mark.parametrize(
    ("data", "shown", "remark"),
    [
        (b"Bell\x07, \x1b]52;c;eA==\x07 and \x9b1m.", "Bell␇, ␛]52;c;eA==␇ and ›1m.", "guess"),
        ("CSI \x9b and \u202eRTL.".encode(), "CSI \ufffd and \ufffdRTL.", "2 characters"),
        (b"Caf\xe9 \x93x\x94.", "Café “x”.", "guess"),
        (b"\xef\xbb\xbfBad \xff byte.", "Bad \ufffd byte.", "1 place is not UTF-8"),
        ("Z\u0335".encode() + "\u0335".encode() * 300, "Z" + "\u0335" * 8, "293 combining marks"),
        ("x\0 y.".encode("utf-16"), "x␀ y.", "1 character"),
    ],
)
def test_a_remark_says_what_was_assumed_replaced_or_dropped(
    tmp_path: Path, data: bytes, shown: str, remark: str
) -> None:
    version = version_of(tmp_path, data)
    assert version.text == shown
    assert remark in " ".join(version.remarks)


def test_a_stated_encoding_wins_and_one_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("日本語".encode("shift_jis"))
    assert open_story([str(path)], encoding="shift_jis").versions[0].text == "日本語"
    with pytest.raises(SourceError, match=r"a\.txt is not ascii: byte 1 does not fit"):
        open_story([str(path)], encoding="ascii")
    with pytest.raises(SourceError, match="no such text encoding"):
        open_story([str(path)], encoding="k\x1blingon")


def test_a_title_comes_from_the_headline_or_the_first_words_or_the_name(tmp_path: Path) -> None:
    assert version_of(tmp_path, b"Bridge opens\n\nIt did.").title == "Bridge opens"
    assert version_of(tmp_path, b"It did.").title == "It did."
    long = version_of(tmp_path, b"It was the longest bridge that anybody in the whole of the county had seen.").title
    assert long == "It was the longest bridge that anybody in the whole of the…"
    assert len(version_of(tmp_path, b"x" * 99 + b".").title) == 60
    assert version_of(tmp_path, b"---\ntitle: Agnes\nauthor: Moss\ndate: '2033'\n---\nText.", "a.md").title == "Agnes"


# What cannot be read


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\x7fELF\2\1\1\0", "ELF"),
        (b"%PDF-1.4 x", "PDF"),
        (random.Random(7).randbytes(3000), "binary data"),
        (bytes(3000), "binary data"),
    ],
)
def test_binary_data_is_refused_and_its_kind_named(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert kind in refusal(path)


def test_a_path_that_is_not_a_regular_file_is_refused_without_hanging(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "empty").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert "a socket" in refusal(tmp_path / "s")
    assert "a named pipe" in refusal(tmp_path / "pipe.txt")
    assert "symbolic link" in refusal(tmp_path / "loop")
    assert "folder without" in refusal(tmp_path / "empty")
    assert "does not exist" in refusal(tmp_path / "none.txt")
    assert "does not exist" in refusal(tmp_path / "pipe.txt" / "x")
    assert "too long" in refusal(tmp_path / ("x" * 300))
    assert "not a valid path" in refusal("a\0b")
    assert "without a name" in refusal("")
    for device in ("/dev/zero", "/dev/full", "/dev/tty"):
        if Path(device).exists():
            assert "a device" in refusal(device)
    if Path("/proc/kmsg").exists():
        refusal("/proc/kmsg")
    for address in ("www.example.org", "example.org/a", "news.example.co.uk/2031/a.html"):
        assert "does not exist; check the path, or begin an address with https://" in refusal(address)
    for path in ("texts/a.txt", "../a.txt", "v1.2/a.txt", "a.txt"):
        assert refusal(path).endswith("check the path")
    assert "no pages are fetched here" in refusal("https://example.org/a")


def test_dev_null_is_an_empty_text_as_git_means_it(tmp_path: Path) -> None:
    (tmp_path / "new.md").write_text("The ferry is back.", "utf-8")
    gone, new = open_story([os.devnull, str(tmp_path / "new.md")]).versions
    assert (gone.text, gone.remarks) == ("", ("empty",))
    assert new.text == "The ferry is back."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    assert "you do not have permission" in refusal(tmp_path / "a.txt")


def test_a_permission_error_is_reported_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert "you do not have permission" in refusal(tmp_path / "a.txt")


def test_a_source_over_the_limit_is_refused_and_the_limit_named(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert "larger than 16 MB" in refusal(tmp_path / "a.txt")
    with pytest.raises(SourceError, match="standard input is larger than 16 MB"):
        open_story(["-"], stdin=io.BytesIO(bytes(LIMIT + 1)))


def test_twelve_versions_open_and_thirteen_do_not(folder: Path) -> None:
    path = str(folder / "wire_copy.txt")
    assert "".join(v.siglum for v in open_story([path] * 12).versions) == "ABCDEFGHIJKL"
    assert "at most 12" in refusal(*[path] * 13)


def test_a_file_name_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    name = "a\x1b]0;x\x07\u202eb\n\udcff.txt"
    assert "␛]0;x␇" in refusal(tmp_path / name)
    version = version_of(tmp_path, b"Text.", name)
    assert version.name.isprintable()
    assert version.source.isprintable()
    open_story([str(tmp_path / name)]).locators[0].encode()


def test_a_source_is_never_changed(folder: Path) -> None:
    before = {path: (path.read_bytes(), path.stat()) for path in folder.iterdir()}
    for path in before:
        path.chmod(0o444)
    open_story([str(folder)])
    after = {path: path.read_bytes() for path in folder.iterdir()}
    assert after == {path: data for path, (data, _) in before.items()}
    assert all(path.stat().st_mtime_ns == facts.st_mtime_ns for path, (_, facts) in before.items())


def test_the_stories_that_ship_open() -> None:
    stories = shipped_stories()
    assert stories == sorted(stories)
    assert stories
    for path in stories:
        story = open_story([str(path)])
        assert story.home is None
        assert all(locator.startswith("ships:") and ".." not in locator for locator in story.locators)
    with pytest.raises(FileNotFoundError, match="nothing"):
        shipped("nothing")


def test_an_encoding_can_be_named_for_one_version_for_several_and_for_all(tmp_path: Path) -> None:
    told = {
        "a.txt": ("水坝在四点半决口。", "gbk"),
        "b.txt": ("Плотина не выдержала.", "cp1251"),
        "c.txt": ("Holm", "utf-8"),
    }
    for name, (text, encoding) in told.items():
        (tmp_path / name).write_bytes(text.encode(encoding))
    names = [str(tmp_path / name) for name in told]
    story = open_story(names, encoding="utf-8,A=gbk, B=cp1251")
    assert [version.text for version in story.versions] == [text for text, _ in told.values()]
    assert [version.encoding for version in story.versions] == ["gbk", "cp1251", "utf-8"]
    assert encoding_for("", "utf-8,A=gbk") == "utf-8"  # of a file that is not of the story
    with pytest.raises(SourceError, match="names a version “K”, and there are only A, B, C"):
        open_story(names, encoding="K=gbk")


def test_one_source_that_cannot_be_read_is_named_and_two_others_open(tmp_path: Path) -> None:
    for name, text in (("a.txt", "It snowed.\n"), ("c.txt", "It rained.\n")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "b.txt").write_bytes(bytes(range(256)) * 8)
    story = open_story([str(tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")])
    assert [(version.siglum, version.name) for version in story.versions] == [("A", "a"), ("C", "c")]
    (remark,) = story.remarks
    assert remark.startswith("B is left out: ")
    assert "b.txt is binary data" in remark
    assert open_story([str(tmp_path)]).remarks == story.remarks
    assert len(story.locators) == len(story.versions)


def test_where_only_one_could_be_read_the_story_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It snowed.\n", "utf-8")
    with pytest.raises(SourceError, match=r"none\.txt does not exist"):
        open_story([str(tmp_path / "a.txt"), str(tmp_path / "none.txt")])
