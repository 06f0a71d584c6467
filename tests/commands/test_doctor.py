"""`diptych doctor`: what is there, what is missing, what is wrong; and nothing is changed by looking."""

from __future__ import annotations

import json
import os
import sqlite3
from importlib import metadata
from pathlib import Path

import pytest

from reader import __version__
from reader.cli import main
from reader.notes.anchors import make_anchor
from reader.notes.files import config_path, data_folder, store_path
from reader.notes.store import Store
from reader.story.locators import shipped_stories
from reader.story.open import open_story


@pytest.fixture(autouse=True)
def a_good_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests run in."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((120, 40)))
    for name in ("COLORTERM", "TMUX", "LC_ALL", "LC_CTYPE", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def look(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str]]]:
    """Run it. Returns its exit status, and by what it is about the state and all that is said."""
    status = main(["doctor", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["format"] == "diptych/doctor@1"
    assert told["sound"] is (status == 0)
    lines = [line for part in told["parts"].values() for line in part]
    for line in lines:
        assert line["state"] in ("ok", "missing", "wrong")
        assert line["said"]
    return status, {line["about"]: (line["state"], f"{line['said']}; {line['advice']}") for line in lines}


def faults(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """Run it as text. Returns its exit status, and the lines about what is wrong."""
    status = main(["doctor"])
    return status, [line for line in capsys.readouterr().out.splitlines() if line.startswith("  wrong")]


def keep_a_note() -> None:
    story = open_story([str(shipped_stories()[0])])
    with Store.open(store_path()) as store:
        anchor = make_anchor(story.versions[0], story.locators[0], story.versions[0].sentences[1].span)
        store.story(story).add_note("Who counted?", (anchor,))


def test_where_all_is_well_the_status_is_0_and_nothing_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    status, told = look(capsys)
    assert status == 0
    assert told["diptych"][1].startswith(__version__)
    for library in ("textual", "rapidfuzz", "PyYAML", "trafilatura"):
        assert next(state for name, (state, _) in told.items() if name.lower() == library.lower()) == "ok"
    assert told["size"] == ("ok", "120 × 40; ")
    assert told["stories"][1].startswith(f"{len(shipped_stories())} ship")
    assert not data_folder().exists()


def test_every_line_begins_with_its_state_and_names_what_it_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(" ")]
    assert len(lines) > 20
    assert {line.split()[0] for line in lines} <= {"ok", "missing", "wrong"}


def test_the_store_is_counted_and_left_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    keep_a_note()
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data_folder().iterdir()}
    status, told = look(capsys)
    assert (status, told["store"][0]) == (0, "ok")
    assert "sound; stories: 1, notes and picks: 1" in told["store"][1]
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in data_folder().iterdir()} == before


def test_the_store_of_a_running_reader_is_read_with_its_latest_note(capsys: pytest.CaptureFixture[str]) -> None:
    story = open_story([str(shipped_stories()[0])])
    with Store.open(store_path()) as store:
        store.story(story).add_note("On the whole", ())
        assert store_path().with_name("notes.sqlite3-wal").stat().st_size > 0
        status, told = look(capsys)
        assert (status, told["store"][0]) == (0, "ok")
        assert "notes and picks: 1" in told["store"][1]


def test_a_damaged_store_is_wrong_and_is_not_touched(capsys: pytest.CaptureFixture[str]) -> None:
    keep_a_note()
    damaged = bytearray(store_path().read_bytes())
    damaged[4096 * 2 : 4096 * 4] = b"\xff" * 8192
    store_path().write_bytes(damaged)
    status, told = look(capsys)
    assert (status, told["store"][0]) == (2, "wrong")
    assert "damaged" in told["store"][1]
    assert "start `diptych` to save what can be read" in told["store"][1]
    assert store_path().read_bytes() == bytes(damaged)


@pytest.mark.parametrize("schema", [0, 10_000])
def test_a_database_that_is_not_ours_or_too_new_is_wrong(capsys: pytest.CaptureFixture[str], schema: int) -> None:
    data_folder().mkdir(parents=True)
    connection = sqlite3.connect(store_path())
    connection.execute("CREATE TABLE songs (name TEXT)")
    connection.execute(f"PRAGMA user_version={schema}")
    connection.close()
    status, told = look(capsys)
    assert (status, told["store"][0]) == (2, "wrong")
    assert ("newer Diptych" if schema else "another program's") in told["store"][1]


def test_a_fault_in_the_settings_is_named_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    config_path().write_text("theme: fjord\ntext_width: wide\nkeys:\n  nxt-passage: j\n", "utf-8")
    status, (width, key) = faults(capsys)
    assert status == 2
    assert width.endswith("config.yaml:2:13: text_width: expected a number from 20 to 120, found “wide”")
    assert "config.yaml:4:3: " in key
    assert "next-passage" in key


def test_a_fault_in_a_theme_of_ones_own_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    folder = config_path().parent / "themes"
    folder.mkdir()
    (folder / "mine.yaml").write_text("name: mine\ntext: no colour\n", "utf-8")
    status, wrong = faults(capsys)
    assert status == 2
    assert any("mine.yaml:2:7: " in line for line in wrong)


def test_a_data_folder_that_cannot_be_made_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("DIPTYCH_DATA", str(tmp_path / "file" / "data"))
    status, told = look(capsys)
    assert (status, told["data folder"][0]) == (2, "wrong")
    assert "DIPTYCH_DATA" in told["data folder"][1]


@pytest.mark.parametrize(
    ("environment", "about", "state", "said"),
    [
        ({"TERM": "dumb"}, "TERM", "wrong", "cannot show"),
        ({"COLORTERM": "truecolor"}, "colours", "ok", "16 million"),
        ({"TERM": "xterm"}, "colours", "missing", "16: "),
        ({"NO_COLOR": "1"}, "colours", "ok", "NO_COLOR"),
        ({"TERM": "linux"}, "mouse", "missing", "no mouse"),
        ({"TMUX": "/tmp/tmux-0/default,1,0"}, "tmux", "ok", "set-clipboard on"),
    ],
)
def test_the_terminal_is_told_by_its_environment(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    about: str,
    state: str,
    said: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    status, told = look(capsys)
    assert told[about][0] == state
    assert said in told[about][1]
    assert status == (2 if state == "wrong" else 0)


@pytest.mark.parametrize(("size", "state"), [((59, 40), "wrong"), ((80, 24), "ok"), (None, "missing")])
def test_a_window_that_is_too_small_is_wrong_and_none_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] | None, state: str
) -> None:
    def measured(_: int) -> os.terminal_size:
        if size is None:
            raise OSError
        return os.terminal_size(size)

    monkeypatch.setattr(os, "get_terminal_size", measured)
    assert look(capsys)[1]["size"][0] == state


def test_an_optional_part_that_is_not_there_is_missing_and_says_how_to_get_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = ["textual>=8.2", "no-such-part>=1; extra == 'pdf'", 'sqlite-of-nobody>=1; extra == "dev"', "rich>=999"]
    monkeypatch.setattr(metadata, "requires", lambda _: needed)
    status, told = look(capsys)
    assert told["pdf: no-such-part"] == (
        "missing",
        "is not installed; for reading PDF documents: pip install '.[pdf]' in the clone",
    )
    assert told["rich"][0] == "wrong"
    assert "too old" in told["rich"][1]
    assert not any("sqlite-of-nobody" in about for about in told)
    assert status == 2
