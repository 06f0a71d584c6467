"""`diptych themes`: list, check, preview."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from reader.cli import main
from reader.commands.themes import WIDTH, sample
from reader.story.locators import shipped
from reader.tui.theme import ROLES, Theme
from reader.tui.theme_files import ThemeFiles

THEMES = ThemeFiles([shipped("themes")]).themes
DUSK = (shipped("themes") / "dusk.yaml").read_text("utf-8")


@pytest.fixture
def own(own_folders: Path) -> Path:
    """The folder of the reader's own themes."""
    folder = own_folders / "themes"
    folder.mkdir()
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> tuple[str, str]:
    """What the command prints on standard output and on standard error."""
    assert main(["themes", *arguments]) == status
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_themes_are_listed_with_kind_origin_and_title(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "mine.yaml").write_text(DUSK.replace("Dusk, warm and dark", "Mine \\e[31m alone"))
    (own / "paper.yaml").write_text(DUSK)
    out, err = said(capsys)
    assert err == ""
    rows = {line.split()[0]: line.split(maxsplit=3)[1:] for line in out.splitlines()}
    assert list(rows) == sorted({*THEMES, "mine"})
    assert rows["noon"] == ["light", "ships", THEMES["noon"].title]
    assert rows["terminal"] == ["yours", "ships", THEMES["terminal"].title]
    assert rows["mine"][:2] == ["dark", str(own / "mine.yaml")]
    assert rows["paper"][:2] == ["dark", str(own / "paper.yaml")]
    assert said(capsys, "list") == (out, "")


def test_a_bad_theme_is_named_and_the_rest_is_listed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "bad.yaml").write_text(DUSK.replace('"#e6decf"', "red"))
    out, err = said(capsys)
    assert len(out.splitlines()) == len(THEMES)
    assert "bad.yaml:5:7: text: expected a colour" in err


def test_check_shows_the_tightest_contrast_of_each_role(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "check", str(shipped("themes") / "dusk.yaml"))
    assert err == ""
    assert "nothing wrong" in out.splitlines()[0]
    assert re.search(r"^    faint +3\.6 : 1 on panel +at least 3\.0$", out, re.MULTILINE)
    assert re.search(r"^    text beside soft +2\.3 : 1 on soft +at least 2\.2$", out, re.MULTILINE)
    assert "!" not in out


def test_check_marks_what_is_too_weak_with_its_place_and_is_content(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own / "weak.yaml"
    path.write_text(DUSK.replace("#9c9283", "#5c5243"))
    out, _ = said(capsys, "check", str(path))
    assert f"{path}:7:7: soft: contrast 2.1 : 1 against panel, expected at least 4.5 : 1" in out
    assert re.search(r"^  ! soft +2\.1 : 1 on panel", out, re.MULTILINE)


def test_check_names_every_fault_of_every_file_and_fails(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "bad.yaml").write_text(DUSK.replace('"#e6decf"', "red").replace("soft:", "sotf:"))
    good = str(shipped("themes") / "terminal.yaml")
    out, _ = said(capsys, "check", str(own / "bad.yaml"), str(own / "none.yaml"), good, status=2)
    assert "bad.yaml:5:7: text: expected a colour" in out
    assert "bad.yaml:7:1: sotf: no such key; did you mean “soft”?" in out
    assert "none.yaml: cannot be read" in out
    assert "the terminal's own colours" in out


def test_a_preview_that_goes_into_a_file_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "preview", "paper")
    assert err == ""
    assert "\x1b" not in out
    assert all(f"{role:10}  {getattr(THEMES['paper'], role)}" in out for role in ROLES)


@pytest.mark.parametrize(
    ("environment", "sent"),
    [
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, ""),
        ({"TERM": "dumb"}, ""),
        ({"NO_COLOR": "", "COLORTERM": "truecolor"}, "48;2;247;242;232"),
        ({"TERM": "xterm-256color"}, "48;5;255"),
        ({}, "\x1b[0;2m"),
    ],
    ids=str,
)
def test_a_preview_on_a_terminal_has_the_colours_there_are_unless_none_are_wanted(
    environment: dict[str, str], sent: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("COLORTERM", raising=False)
    for name, value in {"TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    out, _ = said(capsys, "preview", "paper")
    assert sent in out
    assert ("\x1b" in out) is bool(sent)
    for kind in ("8;2;", "8;5;"):
        assert (kind in out) is (kind in sent)


def test_a_theme_file_is_previewed_and_what_is_wrong_in_one_is_told(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own / "mine.yaml").write_text(DUSK.replace("Dusk, warm", "Mine, warm").replace("#9c9283", "#5c5243"))
    out, err = said(capsys, "preview", str(own / "mine.yaml"))
    assert "Mine, warm and dark" in out
    assert "soft: contrast 2.1 : 1" in err
    (own / "mine.yaml").write_text(DUSK.replace('"#e6decf"', "red"))
    out, err = said(capsys, "preview", str(own / "mine.yaml"), status=2)
    assert (out, "mine.yaml:5:7: text:" in err) == ("", True)


def test_a_theme_that_is_not_there_is_named_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = said(capsys, "preview", "fjrod\x1b]0;owned\x07", status=2)
    assert out == ""
    assert "no theme is called “fjrod" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_sample_shows_the_same_text_with_colours_and_without(theme: Theme) -> None:
    coloured, plain = sample(theme, colours=1 << 24), sample(theme, colours=0)
    rows = [Text.from_ansi(row).plain.rstrip() for row in coloured.split("\n")]
    assert rows == plain.split("\n")
    assert {len(Text.from_ansi(row).plain) for row in coloured.split("\n") if "\x1b" in row} == {WIDTH}


@pytest.mark.parametrize(("name", "word", "role", "ground"), [
    ("fjord", "Nobody on the quay", "text", "background"), ("fjord", "burned for ninety", "soft", "background"),
    ("mist", "ninety steps", "version:0", "cursor"), ("mist", "stairs", "version:1", "partner"),
    ("ember", "at six", "conflict", "background"), ("kiln", "lamp is", "bright", "hit"),
])  # fmt: skip
def test_a_sample_draws_each_role_in_its_colour(name: str, word: str, role: str, ground: str) -> None:
    theme = THEMES[name]
    row = next(row for row in sample(theme, colours=1 << 24).split("\n") if word in Text.from_ansi(row).plain)
    text = Text.from_ansi(row)
    style = text.get_style_at_offset(Console(), text.plain.index(word))
    expected = theme.version(int(role[-1])) if role.startswith("version") else getattr(theme, role)
    assert style.color is not None
    assert style.bgcolor is not None
    assert (style.color.name, style.bgcolor.name) == (expected, getattr(theme, ground))


def test_the_terminals_own_colours_are_called_by_their_numbers() -> None:
    drawn = sample(THEMES["terminal"], colours=1 << 24)
    assert "\x1b[0;34;49;1m A " in drawn  # blue
    assert "\x1b[0;93;49;1m F " in drawn  # bright yellow
    assert "\x1b[0;39;49;2mIt had burned" in drawn  # shared: dim
    assert "38;2" not in drawn


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = said(capsys, "--help")
    assert "diptych themes check mine.yaml" in out
    main(["--help"])
    assert "diptych themes" in capsys.readouterr().out


def test_an_action_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = said(capsys, "paint", status=2)
    assert "invalid choice: 'paint'" in err
