"""Story files are read with all their faults told, and what is written can be read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.locators import paths_of, shipped_stories
from reader.story.open import open_story
from reader.story.story_file import ListedVersion, read_story_file, source_in, story_file_text
from reader.story.version import SourceError

ORLA = """\
format: diptych/story@1
title: Guns on the Orla
versions:
  - source: ledger.txt
    name: Harbour Ledger
    siglum: A
    date: 2031-02-12
  - source: texts/wire.md
    name: "Continental\\tWire\\e[31m"
    encoding: cp1252
"""


def story(folder: Path, text: str) -> Path:
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    """The problems of a story file, without the folder's name."""
    with pytest.raises(SourceError) as error:
        read_story_file(story(folder, text))
    return [line.removeprefix(f"{folder}{os.sep}") for line in str(error.value).split("\n")]


def test_a_story_file_gives_its_title_and_versions(tmp_path: Path) -> None:
    found = read_story_file(story(tmp_path, ORLA))
    assert found.title == "Guns on the Orla"
    assert found.versions == (
        ListedVersion(
            source="ledger.txt",
            name="Harbour Ledger",
            siglum="A",
            date="2031-02-12",
            path=tmp_path / "ledger.txt",
        ),
        ListedVersion(
            source="texts/wire.md",
            name="Continental Wire␛[31m",
            siglum="B",
            encoding="cp1252",
            path=tmp_path / "texts/wire.md",
        ),
    )


def test_only_the_sources_are_needed(tmp_path: Path) -> None:
    found = read_story_file(story(tmp_path, "versions:\n- source: a.txt\n"))
    assert (found.title, found.versions[0].name, found.versions[0].date) == ("", "", "")


@pytest.mark.parametrize(
    ("stated", "given"),
    [(("", "", ""), "ABC"), (("B", "", ""), "BAC"), (("", "A", ""), "BAC"), (("Z", "", "A"), "ZBA")],
)
def test_a_version_without_a_siglum_gets_the_first_free_letter(
    tmp_path: Path, stated: tuple[str, ...], given: str
) -> None:
    lines = [f"- {{source: {n}.txt{f', siglum: {letter}' if letter else ''}}}" for n, letter in enumerate(stated)]
    found = read_story_file(story(tmp_path, "versions:\n" + "\n".join(lines)))
    assert "".join(entry.siglum for entry in found.versions) == given


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["story.yaml: is empty; a story file needs a list of versions"]),
        ("just words", ["story.yaml:1:1: expected the keys of a story file (versions, title), found “just words”"]),
        ("- a.txt", ["story.yaml:1:1: expected the keys of a story file (versions, title), found a list"]),
        ("title: x", ["story.yaml:1:1: has no versions; a story file needs a list of them"]),
        ("versions:", ["story.yaml:1:10: versions: expected a list of 1 to 12 versions, found nothing"]),
        ("versions: []", ["story.yaml:1:11: versions: expected a list of 1 to 12 versions, found an empty list"]),
        (
            "versions: [a.txt]",
            ["story.yaml:1:12: versions[0]: expected the keys of a version (source, name …), found “a.txt”"],
        ),
        (
            "format: diptych/story@2\nversions: [{source: a}]",
            ["story.yaml:1:9: format: expected “diptych/story@1”, found “diptych/story@2”"],
        ),
        (
            "version: [{source: a}]",
            [
                "story.yaml:1:1: version: no such key; did you mean “versions”?",
                "story.yaml:1:1: has no versions; a story file needs a list of them",
            ],
        ),
        (
            "versions:\n- {source: a, sigil: B}\n- {name: b}",
            [
                "story.yaml:2:15: versions[0].sigil: no such key; did you mean “siglum”?",
                "story.yaml:3:3: versions[1]: has no source; each version needs one",
            ],
        ),
        (
            "versions:\n- {source: a, siglum: AB}\n- {source: b, siglum: b}\n- {source: c, siglum: É}",
            [
                "story.yaml:2:23: versions[0].siglum: expected a single capital letter, found “AB”",
                "story.yaml:3:23: versions[1].siglum: expected a single capital letter, found “b”",
                "story.yaml:4:23: versions[2].siglum: expected a single capital letter, found “É”",
            ],
        ),
        (
            "versions:\n- {source: a, siglum: B}\n- {source: b, siglum: B}",
            ["story.yaml:3:23: versions[1].siglum: expected a letter of its own, found B, which versions[0] has"],
        ),
        (
            "title: [x]\nversions:\n- {source: a, encoding: base64}\n- {source: b, encoding: nope}",
            [
                "story.yaml:1:8: title: expected a title, found a list",
                "story.yaml:3:25: versions[0].encoding: expected an encoding such as utf-8 or cp1252, found “base64”",
                "story.yaml:4:25: versions[1].encoding: expected an encoding such as utf-8 or cp1252, found “nope”",
            ],
        ),
        (
            f"title: {'9' * 5000}\nversions:\n- source: a",
            ["story.yaml:1:8: title: expected a title of at most 300 characters, found 5,000 characters"],
        ),
        (
            "versions:\n- source: &x a\n- source: *x",
            [
                "story.yaml:2:11: versions[0].source: anchors (&…) are not allowed here;"
                " put the value in quotes if the sign belongs to it",
                "story.yaml:3:11: versions[1].source: aliases (*…) are not allowed here;"
                " write the value out, or put it in quotes",
            ],
        ),
    ],
)
def test_all_problems_are_reported_one_per_line(tmp_path: Path, text: str, problems: list[str]) -> None:
    assert told(tmp_path, text) == problems


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("file:///etc/passwd", "but “file:///etc/passwd” is not fetched: only addresses that begin with http:// or"),
        ("javascript:alert(1)", "but “javascript:alert(1)” is not fetched"),
        ("http://me@ledger.example/", "it contains a user name"),
        ("'-'", "(standard input)"),
        ("story.yaml", "looks like another story file"),
        ('"a\\0b"', "which cannot be the name of a file"),
        ("''", "expected a path, found nothing"),
        ("[a.txt]", "expected a path, found a list"),
        ("a" * 1001, "expected a path of at most 1000 characters"),
    ],
)
def test_a_source_of_another_kind_is_refused(tmp_path: Path, source: str, reason: str) -> None:
    folder = tmp_path / "FOLDER"
    folder.mkdir()
    problems = told(folder, f"versions:\n- source: {source}")
    assert len(problems) == 1
    assert problems[0].startswith("story.yaml:2:11: versions[0].source: expected ")
    assert reason in problems[0]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("/etc/passwd", "lies outside the story's folder"),
        ("~/notes.txt", "lies outside the story's folder"),
        ("../a.txt", "lies outside the story's folder"),
        ("texts/../../a.txt", "lies outside the story's folder"),
        ("..", "lies outside the story's folder"),
        ("../../../../../../etc/passwd", "lies outside the story's folder"),
        ("../FOLDER-twin/a.txt", "lies outside the story's folder"),
        ("out.txt", "is a link out of the story's folder"),
        ("out/a.txt", "is a link out of the story's folder"),
        ("https://127.0.0.1/a", "is an address on your own network"),
        ("http://127.1/", "is an address on your own network"),
        ("http://localhost:8080/", "is an address on your own network"),
        ("http://router/", "is an address on your own network"),
        ("http://[::1]/", "is an address on your own network"),
        ("http://printer.local/", "is an address on your own network"),
        ("https://ledger.example/a", ""),
    ],
)
def test_y5_a_source_that_is_not_beside_the_story_file_says_so(tmp_path: Path, source: str, why: str) -> None:
    folder = tmp_path / "FOLDER"
    folder.mkdir()
    (folder / "out.txt").symlink_to("/etc/passwd")
    (folder / "out").symlink_to(tmp_path)
    entry = read_story_file(story(folder, f"versions:\n- source: '{source}'")).versions[0]
    assert entry.outside == why
    assert (entry.path is None) == source.startswith("http")


@pytest.mark.parametrize(
    "source", ["a.txt", "./a.txt", "texts/a.txt", "texts/../a.txt", "..a.txt", "in.txt", "Note: x", "-x"]
)
def test_a_source_inside_the_folder_is_taken(tmp_path: Path, source: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "in.txt").symlink_to("texts/a.txt")
    entry = read_story_file(story(tmp_path, f"versions:\n- source: '{source}'")).versions[0]
    assert entry.source == source
    assert entry.path == tmp_path / source
    assert entry.outside == ""


def test_a_folder_reached_through_a_link_does_not_count_as_outside(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    story(tmp_path / "real", "versions:\n- source: a.txt")
    assert read_story_file(tmp_path / "link" / "story.yaml").versions[0].path == tmp_path / "real" / "a.txt"


@pytest.mark.parametrize("count", [1, 12, 13, 400])
def test_a_story_has_at_most_twelve_versions(tmp_path: Path, count: int) -> None:
    text = "versions:\n" + "".join(f"- source: {n}.txt\n" for n in range(count))
    if count <= 12:
        assert len(read_story_file(story(tmp_path, text)).versions) == count
    else:
        assert told(tmp_path, text) == [f"story.yaml:2:1: versions: expected at most 12 versions, found {count}"]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-16", "shift_jis", "latin-1"])
def test_encodings_that_python_reads_are_taken(tmp_path: Path, encoding: str) -> None:
    text = f"versions:\n- {{source: a.txt, encoding: {encoding}}}"
    assert read_story_file(story(tmp_path, text)).versions[0].encoding == encoding


def test_a_story_file_that_is_missing_or_too_large_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.yaml: cannot be read: No such file or directory"):
        read_story_file(tmp_path / "none.yaml")
    with pytest.raises(SourceError, match=r"larger than 1,000 kB"):
        read_story_file(story(tmp_path, "#" * 1_000_001))


def test_no_control_sequence_of_a_story_file_reaches_a_message(tmp_path: Path) -> None:
    problems = told(tmp_path, 'versions:\n- source: "../\\e]0;x\\a\\u202e"\n- {"\\e[2Jk": 1}')
    assert "".join(problems).isprintable()


# Writing

HARD = [
    "NO",
    "22:30",
    "2024-02-30",
    "9" * 500,
    "a: b",
    "# c",
    "- d",
    "'",
    '"',
    "\x1b[31m",
    "é" * 400,
    "\u202e",
    "~",
    "{",
    "*x",
]


@given(st.one_of(st.sampled_from(HARD), st.text(max_size=50)), st.one_of(st.sampled_from(HARD), st.text(max_size=50)))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, title: str, name: str) -> None:
    path = tmp_path_factory.mktemp("written") / "story.yaml"

    path.write_text(
        story_file_text(
            title,
            [ListedVersion(source="a.txt", name=name, date=name), ListedVersion(source="b.txt")],
            remarks=[title, name],
        ),
        "utf-8",
    )

    found = read_story_file(path)
    assert [entry.siglum for entry in found.versions] == ["A", "B"]
    assert [entry.source for entry in found.versions] == ["a.txt", "b.txt"]
    assert found.versions[0].name == found.versions[0].date
    if name.isalpha() and len(name) < 50:
        assert found.versions[0].name == name


@pytest.mark.parametrize("name", ["a.txt", "-", "-x", "~a", "https:a", "data:x", "b c", "#a", "'", "deep/a.txt", "é"])
def test_a_file_in_the_folder_is_named_so_that_the_story_file_reaches_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("The bridge fell. Nobody was hurt.\n", "utf-8")
    source = source_in(tmp_path, path)
    assert source is not None

    (tmp_path / "story.yaml").write_text(story_file_text("", [ListedVersion(source=source)]), "utf-8")

    assert open_story([str(tmp_path)]).versions[0].text.startswith("The bridge")


def test_a_file_outside_or_with_an_undecodable_name_cannot_be_listed(tmp_path: Path) -> None:
    assert source_in(tmp_path / "in", tmp_path / "a.txt") is None
    assert source_in(tmp_path, tmp_path) is None
    assert source_in(tmp_path, tmp_path / "\udcff.txt") is None


def test_a_story_file_has_one_to_twelve_versions() -> None:
    for count in (0, 13):
        with pytest.raises(ValueError, match="1 to 12"):
            story_file_text("x", [ListedVersion(source="a.txt")] * count)


def test_locators_lead_back_to_the_files(tmp_path: Path) -> None:
    own = tmp_path / "a#2"
    own.write_text("One. Two.\n", "utf-8")
    story = open_story([str(own), str(own)])
    assert paths_of(story.locators) == [own, own]
    assert all(path and path.is_file() for path in paths_of(open_story([str(shipped_stories()[0])]).locators))
    assert paths_of(["sha256:00", "https://example.org/"]) == [None, None]
