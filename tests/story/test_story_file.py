from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.story.locators import paths_of, shipped_stories
from reader.story.open import open_story
from reader.story.story_file import ListedVersion, read_story_file, source_in, story_file_text

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

    manifest = read_story_file(path)
    assert [entry.siglum for entry in manifest.versions] == ["A", "B"]
    assert [entry.source for entry in manifest.versions] == ["a.txt", "b.txt"]
    assert manifest.versions[0].name == manifest.versions[0].date
    if name.isalpha() and len(name) < 50:
        assert manifest.versions[0].name == name


@pytest.mark.parametrize("name", ["a.txt", "-", "-x", "~a", "https:a", "data:x", "b c", "#a", "'", "deep/a.txt", "é"])
def test_a_file_in_the_folder_is_named_so_that_the_story_file_reaches_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("The bridge fell. Nobody was hurt.\n", "utf-8")
    source = source_in(tmp_path, path)
    assert source is not None

    (tmp_path / "story.yaml").write_text(story_file_text("", [ListedVersion(source=source)]), "utf-8")

    assert open_story([str(tmp_path)]).versions[0].text.startswith("The bridge")


def test_a_file_outside_or_one_whose_name_is_no_text_cannot_be_named(tmp_path: Path) -> None:
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
