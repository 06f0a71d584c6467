from __future__ import annotations

from pathlib import Path

import pytest

from reader.cli import main
from reader.story.open import open_story
from reader.story.rules import Rules


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    own = tmp_path / "story"
    (own / "texts").mkdir(parents=True)
    (own / "harbour-ledger.txt").write_text("Guns on the Orla\n\nThe bridge fell. Nobody was hurt.\n", "utf-8")
    (own / "texts" / "wire.md").write_text("---\ndate: 2031-02-13\n---\n# The bridge\n\nIt fell at noon.\n", "utf-8")
    (tmp_path / "outside.txt").write_text("Elsewhere. Far away.\n", "utf-8")
    monkeypatch.chdir(own)
    return own


def test_a_story_file_is_printed_that_reads_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "harbour-ledger.txt", str(folder / "texts" / "wire.md")]) == 0
    printed = capsys.readouterr().out

    (folder / "story.yaml").write_text(printed, "utf-8")
    story = open_story(["story.yaml"])

    assert story.title == "Guns on the Orla"
    assert [version.name for version in story.versions] == ["harbour ledger", "wire"]
    assert [version.source for version in story.versions] == ["harbour-ledger.txt", "texts/wire.md"]
    assert story.key == open_story(["harbour-ledger.txt", "texts/wire.md"]).key


def test_title_and_encoding_are_taken_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "old.txt").write_bytes("Brücke".encode("cp1252"))
    assert main(["init", "old.txt", "--title", "No: 1", "--encoding", "cp1252"]) == 0
    (folder / "story.yaml").write_text(capsys.readouterr().out, "utf-8")

    story = open_story(["story.yaml"])

    assert (story.title, story.versions[0].text.strip()) == ("No: 1", "Brücke")


def test_rules_are_taken_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = ["--ignore", "page #", "--same", "Peking=Beijing", "--case", "--no-punctuation"]
    assert main(["init", "harbour-ledger.txt", *rules]) == 0
    (folder / "story.yaml").write_text(capsys.readouterr().out, "utf-8")

    (version,) = open_story(["story.yaml"]).versions

    assert version.rules == Rules(ignore=("page #",), same=(("Peking", "Beijing"),), case=True, punctuation=False)


@pytest.mark.parametrize(
    ("source", "said"), [("../outside.txt", "does not lie in this folder"), ("none.txt", "does not exist")]
)
def test_what_a_story_file_cannot_reach_is_told(
    folder: Path, source: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder
    assert main(["init", "harbour-ledger.txt", source]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_hidden_characters_are_printed_as_escapes_and_read_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "gnp\u202e.txt").write_text("It fell at noon. Nobody was hurt.", "utf-8")
    assert main(["init", "gnp\u202e.txt", "--title", "A \u2066title\U000e0041"]) == 0
    printed = capsys.readouterr().out
    assert printed.replace("\n", "").isprintable()
    assert "\\U0000202e.txt" in printed
    (folder / "story.yaml").write_text(printed, "utf-8")
    assert open_story(["story.yaml"]).versions[0].text.startswith("It fell at noon.")
