"""The front door: exit status, what goes to which stream, and the object that `--format json` prints."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reader import __version__
from reader.cli import main
from reader.commands.table import COMMANDS
from reader.notes.anchors import make_anchor
from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story

STORY = str(shipped_stories()[0])


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, with pipes for its streams."""
    return subprocess.run([sys.executable, "-m", "reader", *arguments], input=stdin, capture_output=True, check=False)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "a.txt", tmp_path / "b.txt"
    left.write_text("The tide went out.\n\nThe boats lay on the mud at Tarn.\n", "utf-8")
    right.write_text("The tide went out.\n\nNobody came.\n", "utf-8")
    return left, right


def test_the_version_is_said() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"diptych {__version__}")


@pytest.mark.parametrize("command", ["", *(command.name for command in COMMANDS)])
def test_the_help_of_every_command_has_examples(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    examples = done.stdout.decode().partition("\nexamples:\n")[2].splitlines()
    assert examples[0].startswith(f"  diptych {command}".rstrip())
    assert done.stderr == b""


def test_the_help_of_the_program_names_every_command() -> None:
    told = run("--help").stdout.decode()
    for command in COMMANDS:
        assert f"\n  diptych {command.usage} " in told


def test_status_is_1_where_something_differs_and_0_where_nothing_does(pair: tuple[Path, Path]) -> None:
    left, right = map(str, pair)
    assert run("compare", left, right).returncode == 1
    assert run("compare", left, left).returncode == 0


def test_the_readers_own_rules_decide_what_differs(tmp_path: Path) -> None:
    left, right = tmp_path / "a.txt", tmp_path / "b.txt"
    left.write_text("The ferry to Peking sank at noon [12].\n", "utf-8")
    right.write_text("The ferry to Beijing sank at noon!\n", "utf-8")
    sources = "compare", str(left), str(right)
    assert run(*sources).returncode == 1
    rules = "--ignore", "[#]", "--same", "Peking = Beijing", "--no-punctuation"
    done = run(*sources, *rules)
    assert done.returncode == 0
    assert b"Your rules: ignore: [#]; same: Peking = Beijing; no punctuation" in done.stdout
    assert run(*sources, *rules, "--case").returncode == 0
    wrong = run(*sources, "--same", "Peking")
    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert b"expected two words or names such as" in wrong.stderr


def test_a_language_in_which_facts_are_not_read_is_said(tmp_path: Path) -> None:
    left, right = tmp_path / "a.txt", tmp_path / "b.txt"
    left.write_text("De veerboot naar Tarn zonk om twaalf uur.\n", "utf-8")
    right.write_text("De veerboot naar Tarn zonk om elf uur.\n", "utf-8")
    done = run("compare", str(left), str(right), "--language", "nl")
    assert b"A is in Dutch: of facts, only what is written in digits is compared" in done.stderr


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_comparison_alone_goes_to_standard_output(pair: tuple[Path, Path], form: str) -> None:
    done = run("compare", *map(str, pair), "--format", form)
    assert done.stdout.endswith(b"\n")
    assert not done.stdout.endswith(b"\n\n")
    assert done.stderr == b""


def test_json_is_one_object_of_the_documented_shape(pair: tuple[Path, Path]) -> None:
    told = json.loads(run("compare", *map(str, pair), "--format", "json").stdout)
    assert list(told) == ["format", "versions", "pairs"]
    assert told["format"] == "diptych/comparison@1"
    for version in told["versions"]:
        assert list(version) == ["siglum", "source", "title", "language", "text", "paragraphs", "sentences", "coverage"]
        for paragraph in version["paragraphs"]:
            assert list(paragraph) == ["start", "end", "role"]
        for sentence in version["sentences"]:
            assert list(sentence) == ["start", "end", "paragraph", "status"]
            assert sentence["status"] in ("shared", "unique", "aside")
    (both,) = told["pairs"]
    assert list(both) == ["left", "right", "links", "passages"]
    for link in both["links"]:
        assert list(link) == ["left", "right", "reuse", "score", "moved", "edits", "conflicts"]
        for edit in link["edits"]:
            assert list(edit) == ["op", "left", "right"]


def test_json_offsets_cut_the_text_where_it_says() -> None:
    told: dict[str, Any] = json.loads(run("compare", STORY, "--format", "json").stdout)
    left, right = told["versions"][:2]
    verbatim = [link for link in told["pairs"][0]["links"] if link["reuse"] == "verbatim"]
    assert verbatim
    for link in verbatim:
        one, other = (
            version["text"][version["sentences"][numbers[0]]["start"] : version["sentences"][numbers[-1]]["end"]]
            for version, numbers in ((left, link["left"]), (right, link["right"]))
        )
        assert one.lower() == other.lower()


def test_standard_input_is_a_source(pair: tuple[Path, Path]) -> None:
    done = run("compare", "-", str(pair[1]), stdin=pair[0].read_bytes())
    assert done.returncode == 1
    assert b"Tarn" in done.stdout


@pytest.mark.parametrize("name", ["missing.txt", "b\x1b]0;x\x07.txt", "folder", "picture.txt"])
def test_what_cannot_be_read_is_named_in_one_clean_line(tmp_path: Path, pair: tuple[Path, Path], name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = run("compare", str(pair[0]), str(tmp_path / name))
    assert done.returncode == 2
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.count("\n") == 1
    assert said.startswith("diptych: ")
    assert not set(said[:-1]) & {chr(code) for code in (*range(32), 127)}


def test_one_version_alone_cannot_be_compared(pair: tuple[Path, Path]) -> None:
    done = run("compare", str(pair[0]))
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("arguments", [("compare", STORY), ("compare", STORY, "--format", "json"), ("--help",)])
def test_a_reader_that_goes_away_is_no_trouble_of_ours(arguments: tuple[str, ...]) -> None:
    ended, pipe = os.pipe()
    os.close(ended)
    with os.fdopen(pipe, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "reader", *arguments], stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert done.stderr == b""
    if arguments != ("--help",):  # where nothing is buffered, argparse keeps this to itself
        assert done.returncode == 141


def through_shell(*arguments: str, redirect: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command with its streams redirected as a shell does it."""
    command = shlex.join([sys.executable, "-m", "reader", *arguments])
    return subprocess.run(
        ["sh", "-c", f"{command} {redirect}"], capture_output=True, env={**os.environ, **env}, check=False
    )


@pytest.mark.parametrize("redirect", ["</dev/null", "<&-"])
def test_standard_input_is_not_needed_where_it_is_no_source(pair: tuple[Path, Path], redirect: str) -> None:
    done = through_shell("compare", *map(str, pair), redirect=redirect)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"Tarn" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "redirect"),
    [
        (("compare", "-", "{b}"), "<&-"),
        (("compare", "{a}", "{b}"), ">&-"),
        (("compare", "{a}", "{b}"), ">/dev/full"),
        (("compare", "{a}", "-", "-"), "</dev/null"),
        (("compare", "{a}", "http://example.org/x"), ""),
        (("compare", "{a}", ""), ""),
        (("compare", "{a}", "{b}", "--encoding", "no-such"), ""),
        (("compare", "{a}", "{folder}/pipe"), ""),
        (("compare", "{a}", "/dev/zero"), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[1:]),
)
def test_trouble_is_one_clear_line_and_status_2(
    pair: tuple[Path, Path], arguments: tuple[str, ...], redirect: str
) -> None:
    a, b = pair
    os.mkfifo(a.parent / "pipe")
    done = through_shell(*(each.format(a=a, b=b, folder=a.parent) for each in arguments), redirect=redirect)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"diptych: ")
    assert done.stderr.count(b"\n") == 1


def test_a_message_never_strays_into_the_output_where_standard_error_is_closed(pair: tuple[Path, Path]) -> None:
    done = through_shell("compare", str(pair[0]), "missing.txt", redirect="2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


@pytest.mark.parametrize("arguments", [("--oops",), ("compare",), ("compare", "a", "b", "--format", "pdf")])
def test_wrong_arguments_are_trouble(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.splitlines()[-1].startswith((b"diptych: error: ", b"diptych compare: error: "))


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("compair", "a.txt", "b.txt"), "compare"),
        (("doctr",), "doctor"),
        (("compare", "--formt", "json", "a.txt", "b.txt"), "--format"),
        (("compare", "--format", "htlm", "a.txt", "b.txt"), "html"),
        (("--watchh", "folder"), "--watch"),
        (("notes", "lst"), "list"),
    ],
)
def test_a_misspelt_command_or_option_is_answered_with_the_one_that_was_meant(
    arguments: tuple[str, ...], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert f"did you mean “{meant}”?" in capsys.readouterr().err


def test_a_file_called_like_a_misspelt_command_is_a_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "compair").write_text("The tide went out.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["compair"]) == 2
    assert "no terminal" in capsys.readouterr().err


def test_help_and_output_need_no_unicode_environment(pair: tuple[Path, Path]) -> None:
    pair[0].write_text("The tide went out.\n\nThe boats lay on the mud at Tårn.\n", "utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = through_shell("--help", redirect="", **ascii_only)
    assert (told.returncode, told.stderr) == (0, b"")
    done = through_shell("compare", *map(str, pair), redirect="", **ascii_only)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "Tårn" in done.stdout.decode("utf-8")


def test_the_output_is_the_same_whatever_the_hash_seed() -> None:
    arguments = ("compare", STORY, "--format", "json")
    told = {through_shell(*arguments, redirect="", PYTHONHASHSEED=str(seed)).stdout for seed in (0, 1, 20)}
    assert len(told) == 1


def test_the_reader_needs_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdin__", io.StringIO())
    assert main([STORY]) == 2
    assert "is no terminal" in capsys.readouterr().err


def test_notes_come_into_the_page_only_if_asked_for(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "data"))
    sources = tuple(map(str, pair))
    page = ("compare", *sources, "--format", "html")
    assert b"Why on the mud" not in run(*page, "--notes").stdout
    assert not (tmp_path / "data").exists()  # asking for notes makes no store
    (tmp_path / "data").mkdir()
    story = open_story(sources)
    with Store.open(tmp_path / "data" / "notes.sqlite3") as store:
        anchor = make_anchor(story.versions[0], story.locators[0], story.versions[0].sentences[1].span)
        store.story(story).add_note("Why on the mud?", (anchor,))
    assert b"Why on the mud?" in run(*page, "--notes").stdout
    assert b"Why on the mud?" not in run(*page).stdout


def test_a_store_that_cannot_be_read_is_said_and_the_page_comes_all_the_same(
    pair: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path))
    (tmp_path / "notes.sqlite3").write_bytes(b"no database at all" * 100)
    done = run("compare", *map(str, pair), "--format", "html", "--notes")
    assert done.stdout.startswith(b"<!doctype html>")
    assert b"notes.sqlite3" in done.stderr
